//! `make bench`: what Pupitre costs on this machine, against the real binary on loopback, on both engines in one run.
//!
//! Fills a database of each engine with a million invoices in 500 structures, starts `pupitre serve` on it and asks it
//! as a browser does; then, on a second one, synchronises 500 structures with a simulated Chorus Pro and looks at the
//! journal of exchanges; and reads pages while strangers try passwords. Prints one table; raw figures go to `bench-results/`, outside git. Nothing here asserts a time:
//! figures are read by people. Whoever asks shares the cores with what is asked, and so does PostgreSQL.
//!
//! `--invoices N` for a quick run, `--engine sqlite|postgres` for one column, `--part pages|dashboard|desk|inbox|synchronisation|sign-in-flood`
//! for a part, `--keep FOLDER` to fill SQLite once and measure its pages again and again.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measuring program stops at the first surprise and talks"
)]

mod bench {
    pub mod copy;
    pub mod dashboard;
    pub mod desk;
    pub mod engine;
    pub mod fill;
    pub mod flood;
    pub mod inbox;
    pub mod journal;
    pub mod measure;
    pub mod pages;
    pub mod platform;
    pub mod process;
    pub mod synchronise;
    pub mod table;
}

use std::path::{Path, PathBuf};
use std::time::Instant;

use bench::engine::{ENGINES, Place, name, server};
use bench::fill::Cabinet;
use bench::measure::Figure;
use storage_sql::Engine;
use test_postgres::Server;

/// Invoices and structures of a whole run.
const INVOICES: u32 = 1_000_000;
const STRUCTURES: u32 = 500;
/// One invoice of so many is there at the first synchronisation: 20,000 of a million.
const SYNCHRONISED: u32 = 50;

/// What is to be measured.
struct Order {
    invoices: u32,
    engines: Vec<Engine>,
    part: Option<String>,
    /// Where the pages of SQLite are kept between runs.
    keep: Option<PathBuf>,
}

impl Order {
    fn read() -> Self {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let value = |name: &str| {
            arguments.iter().position(|argument| argument == name).and_then(|at| arguments.get(at + 1))
        };
        let engine = value("--engine");
        let wanted =
            |known: &Engine| engine.is_none_or(|engine| name(*known).to_lowercase().starts_with(engine));
        Self {
            invoices: value("--invoices").map_or(INVOICES, |number| number.parse().unwrap()),
            engines: ENGINES.into_iter().filter(wanted).collect(),
            part: value("--part").cloned(),
            keep: value("--keep").map(PathBuf::from),
        }
    }

    fn has(&self, part: &str) -> bool {
        self.part.as_ref().is_none_or(|wanted| wanted == part)
    }
}

#[tokio::main]
async fn main() {
    let order = Order::read();
    let started = Instant::now();
    // The server of PostgreSQL runs as another user and has to reach it.
    let folder = tempfile::tempdir().unwrap();
    open_to_all(folder.path());
    println!("Machine: {}; server, database and the one who asks share it.", bench::table::machine());
    let server = order.engines.contains(&Engine::Postgres).then(|| server(folder.path())).flatten();
    let mut columns: Vec<(Engine, Vec<Figure>)> = Vec::new();
    for engine in order.engines.iter().copied() {
        if engine == Engine::Postgres && server.is_none() {
            continue;
        }
        let mut figures = Vec::new();
        if order.has("pages") {
            let kept = order.keep.as_deref().filter(|_| engine == Engine::Sqlite);
            let folder = kept.unwrap_or(folder.path());
            let place = Place::new(folder, "pages", engine, server.as_ref()).await;
            figures.extend(pages(&place, engine, order.invoices).await);
            if kept.is_none() {
                place.remove();
            }
        }
        if order.has("dashboard") {
            let invoices = order.invoices.min(bench::dashboard::INVOICES);
            figures.extend(dashboard(folder.path(), engine, server.as_ref(), invoices).await);
        }
        if order.has("desk") {
            let invoices = order.invoices.min(bench::desk::INVOICES);
            figures.extend(desk(folder.path(), engine, server.as_ref(), invoices).await);
        }
        if order.has("inbox") {
            let invoices = order.invoices.min(bench::inbox::INVOICES);
            figures.extend(inbox(folder.path(), engine, server.as_ref(), invoices).await);
        }
        if order.has("synchronisation") {
            let invoices = (order.invoices / SYNCHRONISED).max(10);
            figures.extend(synchronisation(folder.path(), engine, server.as_ref(), invoices).await);
        }
        if order.has("sign-in-flood") {
            let invoices = (order.invoices / SYNCHRONISED).max(10);
            figures.extend(flood(folder.path(), engine, server.as_ref(), invoices).await);
        }
        columns.push((engine, figures));
    }
    let table = bench::table::table(&columns);
    println!("\n{table}\nThe whole run took {:.0} s.", started.elapsed().as_secs_f64());
    bench::table::keep(&columns, &table, Path::new("bench-results"));
}

fn open_to_all(folder: &Path) {
    #[cfg(unix)]
    std::fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o711)).unwrap();
    #[cfg(not(unix))]
    let _ = folder;
}

async fn pages(place: &Place, engine: Engine, invoices: u32) -> Vec<Figure> {
    let started = Instant::now();
    let cabinet = if place.is_filled() {
        Cabinet::again(place).await
    } else {
        let mut cabinet = Cabinet::found(place).await;
        cabinet.add_structures(STRUCTURES).await;
        cabinet.fill(place, invoices).await;
        cabinet
    };
    cabinet.system.database().close().await;
    let (took, size) = (started.elapsed().as_secs_f64(), place.megabytes().await);
    println!(
        "{}: {invoices} invoices in {STRUCTURES} structures, {size:.0} MB, filled in {took:.0} s",
        name(engine)
    );
    let started = Instant::now();
    let figures = bench::pages::measure(place, &cabinet, invoices, engine).await;
    println!("  pages took {:.0} s", started.elapsed().as_secs_f64());
    figures
}

async fn desk(folder: &Path, engine: Engine, server: Option<&Server>, invoices: u32) -> Vec<Figure> {
    let place = Place::new(folder, "desk", engine, server).await;
    let mut cabinet = Cabinet::found(&place).await;
    cabinet.add_structures(STRUCTURES).await;
    cabinet.fill(&place, invoices).await;
    cabinet.system.database().close().await;
    println!("{}: a desk of {invoices} invoices, with a directory of public recipients…", name(engine));
    let figures = bench::desk::measure(&place, &cabinet).await;
    place.remove();
    figures
}

async fn dashboard(folder: &Path, engine: Engine, server: Option<&Server>, invoices: u32) -> Vec<Figure> {
    let place = Place::new(folder, "dashboard", engine, server).await;
    let mut cabinet = Cabinet::found(&place).await;
    cabinet.add_structures(STRUCTURES).await;
    cabinet.fill(&place, invoices).await;
    cabinet.system.database().close().await;
    println!("{}: the Tableau de bord of {invoices} invoices…", name(engine));
    let figures = bench::dashboard::measure(&place, &cabinet).await;
    place.remove();
    figures
}

async fn inbox(folder: &Path, engine: Engine, server: Option<&Server>, invoices: u32) -> Vec<Figure> {
    let place = Place::new(folder, "inbox", engine, server).await;
    let mut cabinet = Cabinet::found(&place).await;
    cabinet.direction = domain::Direction::Received;
    cabinet.add_structures(bench::inbox::STRUCTURES).await;
    cabinet.fill(&place, invoices).await;
    let opened = bench::inbox::give_documents(&cabinet).await;
    cabinet.system.database().close().await;
    println!("{}: {invoices} received invoices…", name(engine));
    let figures = bench::inbox::measure(&place, &cabinet, &opened).await;
    place.remove();
    figures
}

async fn synchronisation(
    folder: &Path,
    engine: Engine,
    server: Option<&Server>,
    invoices: u32,
) -> Vec<Figure> {
    let place = Place::new(folder, "synchronisation", engine, server).await;
    let mut cabinet = Cabinet::found(&place).await;
    cabinet.add_structures(STRUCTURES).await;
    println!("{}: synchronising {invoices} invoices in {STRUCTURES} structures…", name(engine));
    let started = Instant::now();
    let mut figures = bench::synchronise::measure(&place, &cabinet, invoices).await;
    println!("  synchronisation took {:.0} s", started.elapsed().as_secs_f64());
    let started = Instant::now();
    figures.extend(bench::journal::measure(&place, &cabinet).await);
    cabinet.system.database().close().await;
    println!("  the journal took {:.0} s", started.elapsed().as_secs_f64());
    place.remove();
    figures
}

async fn flood(folder: &Path, engine: Engine, server: Option<&Server>, invoices: u32) -> Vec<Figure> {
    let place = Place::new(folder, "flood", engine, server).await;
    let mut cabinet = Cabinet::found(&place).await;
    cabinet.add_structures(STRUCTURES.min(invoices)).await;
    cabinet.fill(&place, invoices).await;
    cabinet.system.database().close().await;
    println!("{}: one person reads, then strangers try passwords as well…", name(engine));
    let figures = bench::flood::measure(&place, &cabinet).await;
    place.remove();
    figures
}

/// Where the results of this run go.
pub(crate) fn results(folder: &Path, extension: &str) -> PathBuf {
    folder.join(format!("run-{}.{extension}", bench::fill::now().format("%Y-%m-%d-%H%M%S")))
}
