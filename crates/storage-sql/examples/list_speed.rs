//! Fills a database with many invoices and prints how long the pages of the list take.
//!
//! `cargo run --release -p storage-sql --example list_speed -- [--database sqlite:FILE|postgres://…] [--invoices N]`
//!
//! Without a database, a temporary file is filled; a database that has an organisation is measured as it is.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement for the terminal, not part of a program"
)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Direction, Environment, InvoiceId, InvoiceKind, InvoiceStatus, OrganizationId, Role, SessionId, Side,
    Siret, StatusStage, StructureId, UserId,
};
use storage::{
    Database, Invoice, InvoiceFilter, Organization, Origin, Scope, ScopedStructure, Session, SessionToken,
    Sort, SortColumn, Structure, Turn, User,
};
use storage_sql::{Location, SqlDatabase};
use uuid::Uuid;

const INVOICES: u64 = 1_000_000;
const STRUCTURES: u64 = 500;
/// Invoices of one transaction.
const PORTION: u64 = 10_000;
const PLACES: [&str; 10] = [
    "Lyon",
    "Nantes",
    "Angers",
    "Brest",
    "Rouen",
    "Nîmes",
    "Évreux",
    "Saint-Étienne",
    "L’Haÿ-les-Roses",
    "Bourg",
];
const KINDS: [&str; 8] = [
    "Mairie de",
    "Métropole de",
    "Lycée Victor Hugo de",
    "CHU de",
    "Université de",
    "Préfecture de",
    "SDIS de",
    "École de",
];
/// Statuses and how many of a thousand invoices stand there.
const STATUSES: [(InvoiceStatus, u64); 12] = [
    (InvoiceStatus::MiseEnPaiement, 620),
    (InvoiceStatus::Comptabilisee, 80),
    (InvoiceStatus::MiseADisposition, 80),
    (InvoiceStatus::Mandatee, 60),
    (InvoiceStatus::ServiceFait, 40),
    (InvoiceStatus::Deposee, 40),
    (InvoiceStatus::Rejetee, 30),
    (InvoiceStatus::Suspendue, 15),
    (InvoiceStatus::ARecycler, 5),
    (InvoiceStatus::Draft, 15),
    (InvoiceStatus::Abandonnee, 10),
    (InvoiceStatus::Queued, 5),
];

struct Variety(u64);

impl Variety {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn pick<'v, T>(&mut self, values: &'v [T]) -> &'v T {
        &values[usize::try_from(self.below(values.len() as u64)).unwrap()]
    }
}

fn at(seconds: u64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_735_689_600 + seconds.cast_signed(), 0).unwrap()
}

fn organization() -> OrganizationId {
    OrganizationId(Uuid::from_u128(0x0190_a000_0000_7000_8000_0000_0000_0001))
}

fn structure(number: u64) -> StructureId {
    StructureId(Uuid::from_u128(0x0190_b000_0000_7000_8000_0000_0000_0000 + u128::from(number)))
}

/// One of many recipients: digits as different as those of real ones.
fn siret(number: u64) -> String {
    format!("{:014}", (number + 1) * 32_416_190_071 % 100_000_000_000_000)
}

fn status(variety: &mut Variety) -> InvoiceStatus {
    let mut left = variety.below(1_000);
    for (status, share) in STATUSES {
        if left < share {
            return status;
        }
        left -= share;
    }
    InvoiceStatus::Draft
}

fn invoice(variety: &mut Variety, number: u64) -> Invoice {
    let cents = variety.below(5_000_000).cast_signed();
    let date = NaiveDate::from_yo_opt(2025, 1 + u32::try_from(variety.below(365)).unwrap()).unwrap();
    let name = format!("{} {} {}", variety.pick(&KINDS), variety.pick(&PLACES), variety.below(40));
    Invoice {
        id: InvoiceId(Uuid::from_u128(0x0190_c000_0000_7000_8000_0000_0000_0000 + u128::from(number))),
        organization: organization(),
        // Unequal, as in life: a few structures have many invoices.
        structure: structure(variety.below(STRUCTURES).min(variety.below(STRUCTURES))),
        direction: Direction::Issued,
        origin: Origin::ChorusPro,
        status: status(variety),
        status_at: at(variety.below(31_000_000)),
        status_reason: None,
        status_comment: None,
        number: format!("FA-2025-{number:06}"),
        kind: if variety.below(20) == 0 { InvoiceKind::Avoir } else { InvoiceKind::Facture },
        date: Some(date),
        partner_name: name,
        partner_siret: siret(variety.below(3_000)),
        service_code: Some(format!("SRV{:03}", variety.below(300))),
        engagement: Some(format!("EJ{:08}", variety.below(100_000_000))),
        currency: if variety.below(30) == 0 { "USD" } else { "EUR" }.to_owned(),
        net_cents: Some(cents * 10 / 12),
        vat_cents: Some(cents - cents * 10 / 12),
        gross_cents: Some(cents),
        due_cents: Some(cents),
        document: None,
        chorus_id: Some(number.cast_signed()),
        created_by: None,
        created_at: at(number),
        updated_at: at(number),
        deposited_on: Some(date),
        arrived_at: Some(at(number)),
        checked_at: Some(at(number)),
        version: 1,
    }
}

async fn fill(database: &SqlDatabase, invoices: u64) {
    let started = Instant::now();
    let mut transaction = database.write(Turn::Free).await.unwrap();
    let home = Organization { id: organization(), name: "Cabinet".to_owned(), created_at: at(0) };
    transaction.insert_organization(&home).await.unwrap();
    let user = User {
        id: UserId(Uuid::from_u128(2)),
        email: "personne@exemple.fr".to_owned(),
        name: "Personne".to_owned(),
        password_hash: String::new(),
        disabled_at: None,
        created_at: at(0),
    };
    transaction.insert_user(&user).await.unwrap();
    transaction.set_membership(home.id, user.id, Role::Administrateur, &Scope::Everything).await.unwrap();
    let session = Session {
        id: SessionId(Uuid::from_u128(3)),
        user: user.id,
        organization: home.id,
        created_at: at(0),
        last_seen_at: at(0),
        expires_at: at(1),
        user_agent: String::new(),
        address: String::new(),
    };
    transaction.insert_session(&session, &SessionToken([7; 32])).await.unwrap();
    for number in 0..STRUCTURES {
        let structure = Structure {
            id: structure(number),
            organization: home.id,
            siret: Siret::parse(&format!("{number:014}")).unwrap(),
            name: format!("Client {number}"),
            side: Side::Supplier,
            environment: Environment::Production,
            chorus_id: None,
            synced_at: None,
            created_at: at(0),
        };
        transaction.insert_structure(&structure).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let mut variety = Variety(2_026);
    for first in (1..=invoices).step_by(usize::try_from(PORTION).unwrap()) {
        let mut transaction = database.write(Turn::Organization(home.id)).await.unwrap();
        for number in first..(first + PORTION).min(invoices + 1) {
            transaction.insert_invoice(&invoice(&mut variety, number)).await.unwrap();
        }
        transaction.fold_counts().await.unwrap();
        transaction.commit().await.unwrap();
    }
    println!("filled {invoices} invoices in {:.1} s", started.elapsed().as_secs_f64());
}

fn filter() -> InvoiceFilter {
    InvoiceFilter::new(Direction::Issued, Scope::Everything)
}

fn sorted(column: SortColumn, descending: bool) -> InvoiceFilter {
    InvoiceFilter { sort: Sort { column, descending }, ..filter() }
}

fn text(text: &str) -> InvoiceFilter {
    InvoiceFilter { text: Some(text.to_owned()), ..filter() }
}

fn only(count: u64, services: &[&str]) -> Scope {
    let services: Vec<String> = services.iter().map(|code| (*code).to_owned()).collect();
    let entry = |number| ScopedStructure { structure: structure(number * 3), services: services.clone() };
    Scope::Only((0..count).map(entry).collect())
}

/// A name, and the filter of a round.
type Case = (&'static str, Box<dyn Fn(u32) -> InvoiceFilter>);

/// The cases, each with a variation by round.
fn cases() -> Vec<Case> {
    let few = only(10, &[]);
    let services = only(10, &["SRV001", "SRV002"]);
    vec![
        ("first page", Box::new(|_| filter())),
        ("pages 1 to 20", Box::new(|round| InvoiceFilter { page: 1 + round % 20, ..filter() })),
        (
            "last page",
            Box::new(|_| InvoiceFilter { page: u32::try_from(INVOICES / 50).unwrap(), ..filter() }),
        ),
        (
            "middle page",
            Box::new(|_| InvoiceFilter { page: u32::try_from(INVOICES / 100).unwrap(), ..filter() }),
        ),
        (
            "tab",
            Box::new(|round| InvoiceFilter { stage: Some(StatusStage::ALL[round as usize % 8]), ..filter() }),
        ),
        (
            "tab, by amount",
            Box::new(|round| InvoiceFilter {
                stage: Some(StatusStage::ALL[round as usize % 8]),
                ..sorted(SortColumn::Gross, true)
            }),
        ),
        (
            "status",
            Box::new(|round| InvoiceFilter {
                status: Some(STATUSES[round as usize % 12].0.clone()),
                ..filter()
            }),
        ),
        ("by date", Box::new(|_| sorted(SortColumn::Date, true))),
        ("by partner", Box::new(|_| sorted(SortColumn::Partner, false))),
        ("by amount, page 900", Box::new(|_| InvoiceFilter { page: 900, ..sorted(SortColumn::Gross, true) })),
        (
            "structure",
            Box::new(|round| InvoiceFilter {
                structure: Some(structure(u64::from(round) % STRUCTURES)),
                ..filter()
            }),
        ),
        (
            "structure, by number",
            Box::new(|round| InvoiceFilter {
                structure: Some(structure(u64::from(round) % STRUCTURES)),
                ..sorted(SortColumn::Number, true)
            }),
        ),
        ("scope of 10 structures", Box::new(move |_| InvoiceFilter { scope: few.clone(), ..filter() })),
        ("scope of 20 services", Box::new(move |_| InvoiceFilter { scope: services.clone(), ..filter() })),
        (
            "month",
            Box::new(|round| InvoiceFilter {
                from: NaiveDate::from_ymd_opt(2025, 1 + round % 12, 1),
                until: NaiveDate::from_ymd_opt(2025, 1 + round % 12, 28),
                ..filter()
            }),
        ),
        (
            "month, by amount",
            Box::new(|round| InvoiceFilter {
                from: NaiveDate::from_ymd_opt(2025, 1 + round % 12, 1),
                until: NaiveDate::from_ymd_opt(2025, 1 + round % 12, 28),
                ..sorted(SortColumn::Gross, true)
            }),
        ),
        (
            "month, by date",
            Box::new(|round| InvoiceFilter {
                from: NaiveDate::from_ymd_opt(2025, 1 + round % 12, 1),
                until: NaiveDate::from_ymd_opt(2025, 1 + round % 12, 28),
                ..sorted(SortColumn::Date, false)
            }),
        ),
        (
            "month of a structure",
            Box::new(|round| InvoiceFilter {
                from: NaiveDate::from_ymd_opt(2025, 1 + round % 12, 1),
                until: NaiveDate::from_ymd_opt(2025, 1 + round % 12, 28),
                structure: Some(structure(u64::from(round) % STRUCTURES)),
                ..filter()
            }),
        ),
        (
            "month, blocked",
            Box::new(|round| InvoiceFilter {
                from: NaiveDate::from_ymd_opt(2025, 1 + round % 12, 1),
                until: NaiveDate::from_ymd_opt(2025, 1 + round % 12, 28),
                stage: Some(StatusStage::Blocked),
                ..filter()
            }),
        ),
        (
            "quarter",
            Box::new(|_| InvoiceFilter {
                from: NaiveDate::from_ymd_opt(2025, 4, 1),
                until: NaiveDate::from_ymd_opt(2025, 6, 30),
                ..filter()
            }),
        ),
        ("search: one number", Box::new(|round| text(&format!("FA-2025-{:06}", 1 + round * 97 % 100_000)))),
        (
            "search: without separators",
            Box::new(|round| text(&format!("FA2025{:06}", 1 + round * 97 % 100_000))),
        ),
        ("search: end of a number", Box::new(|round| text(&format!("{:06}", 1 + round * 97 % 100_000)))),
        ("search: a SIRET", Box::new(|round| text(&siret(u64::from(round))))),
        ("search: nothing", Box::new(|_| text("introuvable"))),
        ("search: number not there", Box::new(|_| text("FA-2025-999999"))),
        ("search: name (10 %)", Box::new(|_| text("évreux"))),
        ("search: two words (1 %)", Box::new(|_| text("CHU Nîmes"))),
        ("search: two signs, nothing", Box::new(|_| text("zq"))),
        ("search: two signs, all", Box::new(|_| text("fa"))),
        ("search: everything", Box::new(|_| text("FA-2025"))),
        ("partner", Box::new(|_| InvoiceFilter { partner: Some("préfecture".to_owned()), ..filter() })),
    ]
}

fn print(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1_000.0;
    println!("{name:<28} p50 {:7.2} ms   p95 {:7.2} ms   p99 {:7.2} ms", at(50), at(95), at(99));
}

/// So many rounds of a case that takes this long.
fn rounds(of: Duration) -> u32 {
    if of > Duration::from_millis(100) { 10 } else { 200 }
}

async fn measure(database: &SqlDatabase) {
    for (name, make) in cases() {
        let mut times = Vec::new();
        let mut round = 0;
        while round < times.first().copied().map_or(1, rounds) {
            let filter = make(round);
            let started = Instant::now();
            let mut read = database.read().await.unwrap();
            let page = read.invoice_page(organization(), &filter).await.unwrap();
            times.push(started.elapsed());
            assert!(page.rows.len() <= 50);
            round += 1;
        }
        print(name, times);
    }
    for (name, scope) in [("needing action", Scope::Everything), ("needing action, scope", only(10, &[]))] {
        let mut times = Vec::new();
        for _ in 0..200 {
            let started = Instant::now();
            let mut read = database.read().await.unwrap();
            let since = at(31_000_000 - 60 * 86_400);
            let work = read.invoices_needing_action(organization(), &scope, since, 20).await.unwrap();
            times.push(started.elapsed());
            assert!(work.len() <= 20);
        }
        print(name, times);
    }
    let mut times = Vec::new();
    for _ in 0..2_000 {
        let started = Instant::now();
        let mut read = database.read().await.unwrap();
        assert!(read.session(&SessionToken([7; 32])).await.unwrap().is_some());
        times.push(started.elapsed());
    }
    print("session of a request", times);
}

/// Pages per second with several callers at once.
async fn throughput(database: &Arc<SqlDatabase>) {
    let started = Instant::now();
    let callers: Vec<_> = (0..8_u32)
        .map(|caller| {
            let database = Arc::clone(database);
            tokio::spawn(async move {
                for round in 0..250_u32 {
                    let number = caller * 250 + round;
                    let filter = match number % 4 {
                        0 => InvoiceFilter { page: 1 + number % 20, ..filter() },
                        1 => InvoiceFilter { stage: Some(StatusStage::ALL[number as usize % 8]), ..filter() },
                        2 => InvoiceFilter {
                            structure: Some(structure(u64::from(number) % STRUCTURES)),
                            ..filter()
                        },
                        _ => sorted(SortColumn::Date, true),
                    };
                    let mut read = database.read().await.unwrap();
                    read.invoice_page(organization(), &filter).await.unwrap();
                }
            })
        })
        .collect();
    for caller in callers {
        caller.await.unwrap();
    }
    println!("{:.0} common pages per second, 8 callers", 2_000.0 / started.elapsed().as_secs_f64());
}

/// Resident memory, where the system tells it.
fn print_memory() {
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        for line in status.lines().filter(|line| line.starts_with("VmHWM") || line.starts_with("VmRSS")) {
            println!("{line}");
        }
    }
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        arguments.iter().position(|argument| argument == name).and_then(|at| arguments.get(at + 1)).cloned()
    };
    let folder = tempfile::tempdir().unwrap();
    let location = value("--database").map_or_else(
        || Location::Sqlite(folder.path().join("list_speed.sqlite")),
        |database| database.parse().unwrap(),
    );
    let database = Arc::new(SqlDatabase::open(&location).await.unwrap());
    let is_empty = database.read().await.unwrap().organizations().await.unwrap().is_empty();
    if is_empty {
        fill(&database, value("--invoices").map_or(INVOICES, |number| number.parse().unwrap())).await;
    }
    measure(&database).await;
    throughput(&database).await;
    print_memory();
    database.close().await;
}
