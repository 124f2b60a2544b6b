//! Two servers and two workers on one PostgreSQL, killed and ended at random moments, their connections to the database
//! cut in between.

use std::net::SocketAddr;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use storage_sql::{Location, SqlDatabase};
use tokio::task::JoinSet;

use crate::ledger::{Ledger, Random, check, cycles};
use crate::people::{Browser, location, set_up, sign_in};
use crate::processes::{ChorusPro, Place, Running, free_address};
use crate::proxy::Proxy;

/// Kills, ends and cuts unless told otherwise.
const USUAL_EVENTS: u64 = 16;
/// Milliseconds between two of them.
const PAUSE: std::ops::Range<u64> = 300..1_000;
/// People at work at the same time.
const SUBMITTERS: u64 = 3;
/// How long a person rests between two invoices.
const REST: Duration = Duration::from_millis(250);
/// From this number follow all moments; those of the processes do not.
const SEED: u64 = 715;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_accepted_invoice_survives_whatever_happens_to_servers_workers_and_connections() {
    let Some(World { place, proxy, chorus_pro, .. }) = World::open().await else { return };

    let events = cycles(USUAL_EVENTS);
    let mut town = Town::open(&place, &chorus_pro).await;
    let structure = set_up(&town.servers[0].address).await;
    let office = Office {
        cookie: sign_in(&town.servers[0].address).await,
        servers: [town.servers[0].address, town.servers[1].address],
        structure,
        ledger: Arc::default(),
        closing: Arc::default(),
    };
    let mut people = JoinSet::new();
    for person in 0..SUBMITTERS {
        let office = office.clone();
        people.spawn(async move { office.work(Random(SEED + 1 + person)).await });
    }
    let mut random = Random(SEED);
    for event in 0..events {
        let pause = PAUSE.start + random.below(PAUSE.end - PAUSE.start);
        tokio::time::sleep(Duration::from_millis(pause)).await;
        if event % 3 == 0 {
            chorus_pro.slow_down(random.below(300)).await;
        }
        match random.below(5) {
            4 => proxy.cut(),
            which => town.strike(which as usize, random.below(2) == 0, &place, &chorus_pro).await,
        }
    }
    office.closing.store(true, Ordering::Relaxed);
    while let Some(ended) = people.join_next().await {
        ended.expect("people work without failure");
    }
    chorus_pro.forget_faults().await;
    place.bring_down_to(0).await;
    let ledger = office.ledger.lock().unwrap().clone();
    check(&ledger, &chorus_pro.numbers().await, &place.known_as_deposited().await, events);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_of_one_server_hears_what_another_one_took_in() {
    let Some(World { place, chorus_pro, .. }) = World::open().await else { return };
    let first = place.start_server(&chorus_pro, free_address(), "0").await;
    let second = place.start_server(&chorus_pro, free_address(), "0").await;
    let structure = set_up(&first.address).await;
    let cookie = sign_in(&first.address).await;
    let mut page = Browser::new(second.address, &cookie).listen().await.unwrap();
    let told = tokio::spawn(async move {
        let mut text = String::new();
        while !text.contains("event: changed") {
            text.push_str(&String::from_utf8_lossy(&page.chunk().await.unwrap().unwrap()));
        }
    });
    Browser::new(first.address, &cookie).draft(&structure, "L-1").await.unwrap();
    tokio::time::timeout(Duration::from_secs(60), told).await.expect("the page hears of it").unwrap();
}

/// What every test of several machines begins with.
struct World {
    place: Place,
    proxy: Proxy,
    chorus_pro: ChorusPro,
}

impl World {
    /// None without PostgreSQL.
    async fn open() -> Option<Self> {
        let server = test_postgres::server("Pupitre on several machines")?;
        let database = server.fresh_database("kill-empty", |_| async {}).await;
        prepare(database.url()).await;
        let behind: reqwest::Url = database.url().parse().unwrap();
        let proxy = Proxy::start(([127, 0, 0, 1], behind.port().unwrap()).into()).await;
        let mut through = behind.clone();
        through.set_port(Some(proxy.address.port())).unwrap();
        let place = Place::on_postgres(database, through.as_str());
        let chorus_pro = place.start_simulator().await;
        Some(Self { place, proxy, chorus_pro })
    }
}

/// Makes the tables before the processes race to.
async fn prepare(url: &str) {
    let location: Location = url.parse().unwrap();
    storage::Database::close(&SqlDatabase::open(&location).await.unwrap()).await;
}

/// All processes that work on the database.
struct Town {
    servers: [Running; 2],
    workers: [Running; 2],
}

impl Town {
    async fn open(place: &Place, chorus_pro: &ChorusPro) -> Self {
        let (first, second) = (free_address(), free_address());
        Self {
            servers: [
                place.start_server(chorus_pro, first, "4").await,
                // Without jobs of its own: what it takes in, others send.
                place.start_server(chorus_pro, second, "0").await,
            ],
            workers: [
                place.start_worker(chorus_pro, free_address()).await,
                place.start_worker(chorus_pro, free_address()).await,
            ],
        }
    }

    /// Kills a process, or asks it to end and waits; then starts it again.
    async fn strike(&mut self, which: usize, gently: bool, place: &Place, chorus_pro: &ChorusPro) {
        let process = match which {
            0 | 1 => &mut self.servers[which],
            _ => &mut self.workers[which - 2],
        };
        if gently {
            process.end().await
        } else {
            process.kill()
        }
        let address = process.address;
        *process = match which {
            0 => place.start_server(chorus_pro, address, "4").await,
            1 => place.start_server(chorus_pro, address, "0").await,
            _ => place.start_worker(chorus_pro, address).await,
        };
    }
}

/// The people, who take whichever server answers.
#[derive(Clone)]
struct Office {
    cookie: String,
    servers: [SocketAddr; 2],
    structure: String,
    ledger: Arc<Mutex<Ledger>>,
    closing: Arc<AtomicBool>,
}

impl Office {
    async fn work(&self, mut random: Random) {
        let mut any_server = || {
            let index = usize::try_from(random.below(2)).unwrap();
            Browser::new(self.servers[index], &self.cookie)
        };
        while !self.closing.load(Ordering::Relaxed) {
            tokio::time::sleep(REST).await;
            let number = self.ledger.lock().unwrap().next_number();
            // The draft on one server, the last button perhaps on the other.
            let Ok(path) = any_server().draft(&self.structure, &number).await else { continue };
            let answer = any_server().confirm(&path).await;
            let mut ledger = self.ledger.lock().unwrap();
            match answer {
                // The redirect leads to the invoice, or to the next draft.
                Ok(answer) if !matches!(location(&answer), to if to.is_empty() || to == path) => {
                    ledger.accepted.insert(number)
                }
                // Nothing said, or a failure of the server: it may have been written down all the same.
                _ => ledger.unanswered.insert(number),
            };
        }
    }
}

impl Running {
    /// SIGTERM, as an operator or a container does.
    async fn end(&mut self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        for _ in 0..3_000 {
            if let Some(status) = self.child.try_wait().unwrap() {
                assert!(status.success(), "asked to end, it ended with {status}");
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("asked to end, it goes on");
    }
}
