//! One process, SQLite.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::ledger::{Ledger, Random, check, cycles};
use crate::people::{Browser, redirected, set_up, sign_in};
use crate::processes::{Place, Running};

/// Lives of the program unless told otherwise.
const USUAL_CYCLES: u64 = 25;
/// A life ends this long after its first submission at the latest, milliseconds.
const LONGEST_LIFE: u64 = 400;
/// Drafts that wait, complete, when the clock of a life starts.
const DRAFTS_READY: usize = 3;
/// The same people submit at the same time.
const SUBMITTERS: usize = 3;
/// From this number follow all moments: a failing run can be had again.
const SEED: u64 = 2026;
/// Submissions of one person in one life.
const MOST_SUBMISSIONS: usize = 2;
/// Submissions still open when the clock of a life starts: more would only make the end longer.
const MOST_OPEN: i64 = 12;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_accepted_invoice_survives_kills_at_any_moment_and_is_sent_once() {
    let cycles = cycles(USUAL_CYCLES);
    let place = Place::new();
    let chorus_pro = place.start_simulator().await;
    let world = Arc::new(Mutex::new(Ledger::default()));
    let life = place.start_program(&chorus_pro).await;
    let structure = set_up(&life.address).await;
    let cookie = sign_in(&life.address).await;
    drop(life);
    let mut random = Random(SEED);
    for cycle in 0..cycles {
        place.let_leases_end().await;
        if cycle % 2 == 0 {
            chorus_pro.slow_down(random.below(200)).await;
        }
        let life = place.start_program(&chorus_pro).await;
        place.bring_down_to(MOST_OPEN).await;
        let office = Office {
            desk: Browser::new(life.address, &cookie),
            structure: structure.clone(),
            ledger: Arc::clone(&world),
        };
        office.live_until_killed(life, Duration::from_millis(random.below(LONGEST_LIFE + 1))).await;
    }
    chorus_pro.forget_faults().await;
    let ledger = world.lock().unwrap().clone();
    let drained = Instant::now();
    place.drain(&chorus_pro).await;
    println!("the last life needed {} s", drained.elapsed().as_secs());
    check(&ledger, &chorus_pro.numbers().await, &place.known_as_deposited().await, cycles);
}

/// The people of one life of the program.
#[derive(Clone)]
struct Office {
    desk: Browser,
    structure: String,
    ledger: Arc<Mutex<Ledger>>,
}

impl Office {
    /// Lets everybody work, and kills the program under their hands.
    async fn live_until_killed(&self, mut life: Running, moment: Duration) {
        while self.ledger.lock().unwrap().ready.len() < DRAFTS_READY {
            let draft = self.draft().await.expect("nobody has killed the program yet");
            self.ledger.lock().unwrap().ready.push(draft);
        }
        let mut people = JoinSet::new();
        for _ in 0..SUBMITTERS {
            let office = self.clone();
            people.spawn(async move { office.work().await });
        }
        tokio::time::sleep(moment).await;
        life.kill();
        while let Some(ended) = people.join_next().await {
            ended.expect("people work without failure until the program is gone");
        }
    }

    /// Submits what is ready, then makes more, until the program no longer answers or there is enough.
    async fn work(&self) {
        for _ in 0..MOST_SUBMISSIONS {
            let next = self.ledger.lock().unwrap().ready.pop();
            let draft = match next {
                Some(draft) => Ok(draft),
                None => self.draft().await,
            };
            let Ok((path, number)) = draft else { return };
            match self.desk.confirm(&path).await {
                Ok(answer) => {
                    let page = redirected(answer).await;
                    // The invoice, or the next draft.
                    let is_accepted = page.starts_with("/factures/") || page.starts_with("/deposer/");
                    assert!(is_accepted && page != path, "{number} led to {page}");
                    self.ledger.lock().unwrap().accepted.insert(number);
                }
                Err(_) => {
                    self.ledger.lock().unwrap().unanswered.insert(number);
                    return;
                }
            }
        }
    }

    /// A complete draft: its address and its number.
    async fn draft(&self) -> reqwest::Result<(String, String)> {
        let number = self.ledger.lock().unwrap().next_number();
        let path = self.desk.draft(&self.structure, &number).await?;
        Ok((path, number))
    }
}
