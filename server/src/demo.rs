//! `pupitre demo`: Pupitre with a simulated Chorus Pro in the same process and sample data, ready in seconds.

mod sample;
mod seed;
mod states;

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use chorus_pro::Addresses;
use chorus_pro_simulator::{CertificateFiles, ClientAuthentication, Pace, Simulator, Span, World};
use domain::Clock as _;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::cli::DemoArguments;
use crate::configuration::{KeySource, LogFormat, default_site};
use crate::edges::{bind, start_log};
use crate::exit::{Exit, failure};
use crate::folder::DataFolder;
use crate::listening::{self, Limits};
use crate::serve::{asked_to_end, open, serve_until};
use crate::site::{SiteOptions, web_site};
use crate::system::{SystemClock, SystemEntropy, http_options};
use crate::{keys, simulator};

/// Only a folder with this file is ours to fill and to empty.
const MARKER: &str = "pupitre-demo";
const KEY_FILE: &str = "key";
const STATE_FILE: &str = "chorus-pro.json";
const CERTIFICATES: &str = "certificates";
const EDI_FOLDER: &str = "edi";
/// How long the simulator may take to end.
const SIMULATOR_PATIENCE: Duration = Duration::from_secs(3);

/// Runs the demonstration until the process is asked to end.
///
/// # Errors
/// A [`crate::exit::Failure`] for every foreseen reason not to start.
pub async fn run(arguments: DemoArguments) -> anyhow::Result<()> {
    let started = Instant::now();
    start_log(&arguments.log, LogFormat::Human)?;
    check_listen(&arguments)?;
    let end = asked_to_end()?;
    let listener = bind(arguments.listen, "--listen").await?;
    let folder = prepare(&arguments.folder, arguments.reset)?;
    let _lock = folder.lock()?;
    let chorus_pro = ChorusPro::start(&folder, arguments.fast).await?;
    let edi = chorus_pro.exchange_files(&folder)?;
    let settings = operations::Settings { edi_folder: Some(edi), ..settings(&arguments, &chorus_pro) };
    let location = folder.location(None);
    let http = http_options(None, Some(&chorus_pro.certificates.authority))?;
    let pupitre = open(&folder, &location, own_key(&folder)?, http, settings).await?;
    let world = chorus_pro.simulator.world();
    let logins = seed::seed(&pupitre, &world, &chorus_pro.certificates, &folder).await?;
    let usual = Limits::default();
    let limits = Limits { sockets: listening::places(usual.sockets), ..usual };
    let options = SiteOptions { demo_logins: logins.clone(), ..SiteOptions::default() };
    let site = web_site(&pupitre.desk, &arguments.site.clone().unwrap_or_else(default_site), options)?;
    let text = welcome(listener.local_addr()?, &chorus_pro.base, folder.path(), &logins, started.elapsed());
    let mut output = std::io::stdout();
    output.write_all(text.as_bytes()).and_then(|()| output.flush()).context("the output is closed")?;
    let served = serve_until((listener, limits), site, pupitre, true, end, CancellationToken::new()).await;
    chorus_pro.stop().await;
    served
}

fn check_listen(arguments: &DemoArguments) -> anyhow::Result<()> {
    if arguments.listen.ip().is_loopback() || arguments.open_to_network {
        return Ok(());
    }
    Err(failure(
        Exit::Configuration,
        format!(
            "--listen {}: the passwords of the demonstration are public, it listens on loopback; \
             add --open-to-network in a closed network",
            arguments.listen
        ),
    ))
}

/// Makes or takes the folder; a folder that is not empty and not ours is left alone.
fn prepare(path: &Path, reset: bool) -> anyhow::Result<DataFolder> {
    let folder = DataFolder::prepare(path)?;
    let entries: Vec<PathBuf> = std::fs::read_dir(path)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect())
        .with_context(|| format!("{} cannot be read", path.display()))?;
    let marker = path.join(MARKER);
    if !entries.is_empty() && !marker.is_file() {
        return Err(failure(
            Exit::FolderNotWritable,
            format!(
                "{} holds something else than a demonstration (no file {MARKER}): nothing was touched, choose \
                 another folder with --folder",
                path.display()
            ),
        ));
    }
    if reset {
        let _lock = folder.lock()?;
        empty(&entries).with_context(|| format!("{} cannot be emptied", path.display()))?;
    }
    std::fs::write(&marker, "Folder of `pupitre demo`; `pupitre demo --reset` empties it.\n")
        .with_context(|| format!("{} cannot be written", marker.display()))?;
    Ok(folder)
}

/// Removes what is in the folder, the marker last: an interrupted reset can be done again.
fn empty(entries: &[PathBuf]) -> std::io::Result<()> {
    let (markers, others): (Vec<_>, Vec<_>) = entries.iter().partition(|path| path.ends_with(MARKER));
    for path in others.into_iter().chain(markers) {
        if path.symlink_metadata()?.is_dir() {
            std::fs::remove_dir_all(path)?;
        } else {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// The key of the demonstration, in its folder: nothing in it is worth protecting from its owner.
fn own_key(folder: &DataFolder) -> anyhow::Result<vault::Keyring> {
    let path = folder.path().join(KEY_FILE);
    if !path.exists() {
        let line = keys::new_line(&SystemClock, &SystemEntropy);
        keys::write_new(&path, &line)?;
    }
    keys::load(Some(&KeySource::File(path)))
}

fn settings(arguments: &DemoArguments, chorus_pro: &ChorusPro) -> operations::Settings {
    let pick = |usual: u64, fast: u64| Duration::from_secs(if arguments.fast { fast } else { usual });
    operations::Settings {
        qualification: chorus_pro.addresses(),
        production: chorus_pro.addresses(),
        certificate_bases: chorus_pro.certificate_bases(),
        undo: arguments.undo_seconds.map_or_else(|| pick(10, 1), Duration::from_secs),
        sync_every: pick(5, 2),
        sync_while_under_way: pick(2, 1),
        edi_every: pick(5, 2),
        queue: operations::QueueSettings {
            pauses: [2, 5, 15, 60].map(Duration::from_secs).to_vec(),
            ..operations::QueueSettings::default()
        },
        ..operations::Settings::default()
    }
}

/// With `--fast` an invoice arrives two seconds after its deposit and is treated within half a minute.
fn pace(fast: bool) -> Pace {
    if !fast {
        return Pace::demonstration();
    }
    Pace {
        flow_step: Span::seconds(1, 1),
        routing: Span::seconds(1, 1),
        delivery: Span::seconds(1, 1),
        validation: Span::seconds(4, 8),
        first_move: Span::seconds(8, 20),
        next_move: Span::seconds(4, 8),
        office_hours: false,
    }
}

/// The simulated Chorus Pro of this process.
struct ChorusPro {
    simulator: Simulator,
    base: String,
    /// Where it takes the older connection by certificate.
    secured: SocketAddr,
    certificates: CertificateFiles,
    stop: CancellationToken,
    served: JoinHandle<Result<(), chorus_pro_simulator::ServeError>>,
}

impl ChorusPro {
    /// On a free port of loopback; its world is kept in the folder.
    async fn start(folder: &DataFolder, fast: bool) -> anyhow::Result<Self> {
        let state = folder.path().join(STATE_FILE);
        let now = SystemClock.now();
        // The seed counts only as long as there is no state; making six months of invoices takes a while.
        let world = if state.is_file() { World::minimal(now) } else { World::demo(simulator::SEED, now) };
        let simulator = simulator::start(world, Some(&state), 1.0, pace(fast), false)?;
        let first = simulator.clone();
        tokio::task::spawn_blocking(move || first.save())
            .await
            .context("the simulator's world was not saved")?
            .map_err(|error| failure(Exit::FolderNotWritable, error.to_string()))?;
        let issuing = (simulator.clone(), folder.path().join(CERTIFICATES));
        let issued = tokio::task::spawn_blocking(move || {
            issuing.0.issue_certificates(&issuing.1, ClientAuthentication::Required)
        });
        let listener = free_port().await?;
        let base = format!("http://{}", listener.local_addr()?);
        let stop = CancellationToken::new();
        let (running, stopping) = (simulator.clone(), stop.clone());
        let served = tokio::spawn(async move { running.serve(listener, stopping.cancelled_owned()).await });
        let certificates = issued
            .await
            .context("the certificates were not made")?
            .map_err(|error| failure(Exit::FolderNotWritable, error.to_string()))?;
        let listener = free_port().await?;
        let secured = listener.local_addr()?;
        let (running, shown, stopping) = (simulator.clone(), certificates.clone(), stop.clone());
        tokio::spawn(async move {
            if let Err(error) = running.serve_tls(listener, &shown, stopping.cancelled_owned()).await {
                tracing::warn!(%error, "the simulator takes no certificates any more");
            }
        });
        Ok(Self { simulator, base, secured, certificates: certificates.files, stop, served })
    }

    /// Exchanges files with the first client of the firm; gives the folder that holds its folder.
    fn exchange_files(&self, folder: &DataFolder) -> anyhow::Result<PathBuf> {
        let above = folder.path().join(EDI_FOLDER);
        let partner = above.join(seed::EDI_PARTNER);
        let account = seed::edi_account(&self.simulator.world())?;
        let partner = simulator::edi_partner(&partner, seed::EDI_APPLICATION.to_owned(), account)?;
        tokio::spawn(self.simulator.clone().serve_files(partner, self.stop.clone()));
        Ok(above)
    }

    fn certificate_bases(&self) -> [String; 2] {
        let port = self.secured.port();
        ["service-qualif", "service"].map(|base| format!("https://localhost:{port}/{base}"))
    }

    fn addresses(&self) -> Addresses {
        let description = self.simulator.describe();
        Addresses {
            token: format!("{}{}", self.base, description.token_path),
            api: format!("{}{}", self.base, description.api_path),
        }
    }

    /// Ends it; its world is on disk then even when a connection did not close in time.
    async fn stop(self) {
        self.stop.cancel();
        match tokio::time::timeout(SIMULATOR_PATIENCE, self.served).await {
            Ok(Ok(Ok(()))) => {}
            Ok(Ok(Err(error))) => tracing::warn!(%error, "the simulator failed"),
            Ok(Err(error)) => tracing::warn!(%error, "the simulator ended badly"),
            Err(_) => tracing::debug!("the simulator still had connections"),
        }
        let last = self.simulator.clone();
        match tokio::task::spawn_blocking(move || last.save()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the simulator's world was not saved"),
            Err(error) => tracing::warn!(%error, "saving the simulator's world ended badly"),
        }
    }
}

async fn free_port() -> anyhow::Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", 0))
        .await
        .map_err(|error| failure(Exit::PortTaken, format!("no free port for the simulator: {error}")))
}

/// What the demonstration says once it is ready.
fn welcome(
    address: SocketAddr,
    chorus_pro: &str,
    folder: &Path,
    logins: &[crate::site::DemoLogin],
    elapsed: Duration,
) -> String {
    let width = |text: fn(&crate::site::DemoLogin) -> &String| {
        logins.iter().map(|login| text(login).chars().count()).max().unwrap_or(0)
    };
    let (emails, passwords) = (width(|login| &login.email), width(|login| &login.password));
    let rows: String = logins
        .iter()
        .map(|login| {
            format!("  {:<emails$}   {:<passwords$}   {}\n", login.email, login.password, login.description)
        })
        .collect();
    format!(
        "\nPupitre est prêt (en {:.1} s) : http://{address}\n\n{rows}\n\
         Chorus Pro simulé : {chorus_pro}\nDonnées : {} (pour repartir de zéro : --reset)\n\
         Ctrl-C pour arrêter\n\n",
        elapsed.as_secs_f64(),
        folder.display(),
    )
}

#[cfg(test)]
mod tests {
    use domain::{Direction, InvoiceStatus, StatusStage};
    use operations::{AccessHealth, AccessState, Actor, InvoiceFilter, Scope};

    use super::*;
    use crate::exit::describe;
    use crate::serve::Pupitre;

    #[test]
    fn a_strangers_folder_is_never_emptied_nor_filled() {
        let folder = tempfile::tempdir().unwrap();
        let letter = folder.path().join("letter.txt");
        std::fs::write(&letter, "dear").unwrap();
        for reset in [false, true] {
            let error = prepare(folder.path(), reset).unwrap_err();
            assert_eq!(describe(&error).0, Exit::FolderNotWritable);
        }
        assert_eq!(std::fs::read_to_string(&letter).unwrap(), "dear");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_reset_empties_our_folder_and_an_empty_one_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        prepare(folder.path(), true).unwrap();
        std::fs::create_dir(folder.path().join("documents")).unwrap();
        std::fs::write(folder.path().join("pupitre.sqlite"), "old").unwrap();
        prepare(folder.path(), false).unwrap();
        assert!(folder.path().join("pupitre.sqlite").exists(), "kept without --reset");
        prepare(folder.path(), true).unwrap();
        assert!(!folder.path().join("pupitre.sqlite").exists());
        assert!(!folder.path().join("documents").exists());
        assert!(folder.path().join(MARKER).is_file());
    }

    #[test]
    fn a_reset_waits_for_nobody_but_refuses_a_folder_in_use() {
        let folder = tempfile::tempdir().unwrap();
        let data = prepare(folder.path(), false).unwrap();
        let _lock = data.lock().unwrap();
        std::fs::write(folder.path().join("pupitre.sqlite"), "old").unwrap();
        assert_eq!(describe(&prepare(folder.path(), true).unwrap_err()).0, Exit::InUse);
        assert!(folder.path().join("pupitre.sqlite").exists());
    }

    async fn started(folder: &DataFolder) -> (ChorusPro, Pupitre) {
        let arguments = DemoArguments {
            listen: crate::configuration::DEFAULT_LISTEN,
            folder: folder.path().to_owned(),
            site: None,
            reset: false,
            fast: true,
            undo_seconds: None,
            open_to_network: false,
            log: "warn".to_owned(),
        };
        let chorus_pro = ChorusPro::start(folder, true).await.unwrap();
        let settings = settings(&arguments, &chorus_pro);
        let http = http_options(None, Some(&chorus_pro.certificates.authority)).unwrap();
        let location = folder.location(None);
        let pupitre = open(folder, &location, own_key(folder).unwrap(), http, settings).await.unwrap();
        (chorus_pro, pupitre)
    }

    /// Names, structures with credentials, people and drafts, as counts.
    async fn counts(pupitre: &Pupitre) -> Vec<(String, usize, usize, u64)> {
        let mut storage = pupitre.system.database().read().await.unwrap();
        let mut counts = Vec::new();
        for organization in storage.organizations().await.unwrap() {
            let structures = storage.structures(organization.id).await.unwrap();
            let connected = structures.iter().filter(|known| known.access.is_some()).count();
            let people = storage.users_of(organization.id).await.unwrap().len();
            let mut filter = InvoiceFilter::new(Direction::Issued, Scope::Everything);
            filter.status = Some(InvoiceStatus::Draft);
            let drafts = storage.invoice_page(organization.id, &filter).await.unwrap().totals.count;
            counts.push((organization.name, connected, people, drafts));
        }
        counts.sort();
        counts
    }

    #[tokio::test]
    async fn seeding_twice_gives_the_same_data_and_the_same_logins() {
        let path = tempfile::tempdir().unwrap();
        let folder = prepare(path.path(), false).unwrap();
        let (chorus_pro, pupitre) = started(&folder).await;
        let world = chorus_pro.simulator.world();
        let expected = vec![
            ("Cabinet Lefèvre & Associés".to_owned(), 12, 5, 4),
            ("Ville de Saint-Aubin-sur-Loire".to_owned(), 1, 4, 0),
        ];
        let first = seed::seed(&pupitre, &world, &chorus_pro.certificates, &folder).await.unwrap();
        assert_eq!(counts(&pupitre).await, expected);
        std::fs::remove_file(path.path().join("seeded")).unwrap();
        let second = seed::seed(&pupitre, &world, &chorus_pro.certificates, &folder).await.unwrap();
        assert_eq!(counts(&pupitre).await, expected);
        assert_eq!(first, second);
        chorus_pro.stop().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_first_synchronisation_brings_invoices_to_both_sides() {
        let path = tempfile::tempdir().unwrap();
        let folder = prepare(path.path(), false).unwrap();
        let (chorus_pro, pupitre) = started(&folder).await;
        let world = chorus_pro.simulator.world();
        seed::seed(&pupitre, &world, &chorus_pro.certificates, &folder).await.unwrap();
        let working = pupitre.system.start(true).await.unwrap();
        let deadline = Instant::now() + Duration::from_secs(60);
        let mut seen = (0, 0);
        while Instant::now() < deadline && (seen.0 < 10 || seen.1 < 10) {
            tokio::time::sleep(Duration::from_millis(250)).await;
            let count = async |direction| {
                let mut count = 0;
                let mut storage = pupitre.system.database().read().await.unwrap();
                for organization in storage.organizations().await.unwrap() {
                    let filter = InvoiceFilter::new(direction, Scope::Everything);
                    let page = storage.invoice_page(organization.id, &filter).await.unwrap();
                    count += page.totals.count;
                }
                count
            };
            seen = (count(Direction::Issued).await, count(Direction::Received).await);
        }
        working.stop().await;
        assert!(seen.0 >= 10 && seen.1 >= 10, "issued and received: {seen:?}");
    }

    /// The statuses that no list of the demonstration can hold for long, each for its reason.
    fn never_stands(status: &InvoiceStatus) -> bool {
        use InvoiceStatus::{
            Abandonnee, EnCoursTraitementPivot, PriseEnCompteDestinataire, Queued, Sending, Supprimee,
        };
        // Some seconds, while it can be undone, and as long as a call takes.
        let passes = matches!(status, Queued | Sending);
        // The simulated Chorus Pro gives none of these to an invoice.
        let is_foreign =
            matches!(status, EnCoursTraitementPivot | PriseEnCompteDestinataire | Abandonnee | Supprimee);
        passes || is_foreign
    }

    /// How many invoices of a direction the organisations have, by what a filter asks for.
    async fn held(pupitre: &Pupitre, direction: Direction, ask: impl Fn(&mut InvoiceFilter)) -> u64 {
        let mut storage = pupitre.system.database().read().await.unwrap();
        let mut count = 0;
        for organization in storage.organizations().await.unwrap() {
            let mut filter = InvoiceFilter::new(direction, Scope::Everything);
            ask(&mut filter);
            count += storage.invoice_page(organization.id, &filter).await.unwrap().totals.count;
        }
        count
    }

    /// What is still missing of all that is to be seen.
    async fn missing(pupitre: &Pupitre, actor: &Actor, world: &World) -> Vec<String> {
        let mut missing = Vec::new();
        for stage in [StatusStage::Arrived, StatusStage::Waiting, StatusStage::Rejected, StatusStage::Paid] {
            if held(pupitre, Direction::Received, |filter| filter.stage = Some(stage)).await == 0 {
                missing.push(format!("received: {stage:?}"));
            }
        }
        let mut credited = 0;
        for credit in world.invoices.iter().filter(|invoice| invoice.is_credit_note()) {
            let ask = |filter: &mut InvoiceFilter| filter.text = Some(credit.number.clone());
            credited += held(pupitre, Direction::Issued, ask).await;
        }
        if credited == 0 {
            missing.push("a credit note".to_owned());
        }
        for status in InvoiceStatus::KNOWN.iter().filter(|status| !never_stands(status)) {
            let ask = |filter: &mut InvoiceFilter| filter.status = Some(status.clone());
            if held(pupitre, Direction::Issued, ask).await == 0 {
                missing.push(format!("issued: {status}"));
            }
            let simulated = chorus_pro_simulator::Status::from_code(status.code());
            let arrives = simulated.is_some_and(chorus_pro_simulator::Status::reached_recipient);
            if arrives && held(pupitre, Direction::Received, ask).await == 0 {
                missing.push(format!("received: {status}"));
            }
        }
        let structures = pupitre.desk.portfolio.structures(actor).await.unwrap();
        let accesses = || structures.iter().map(|known| known.access.as_ref());
        let soon = pupitre.desk.now() + chrono::TimeDelta::days(30);
        let ends = |access: &AccessHealth| access.certificate_expires_at.is_some_and(|end| end < soon);
        for (what, there) in [
            ("a working access", accesses().flatten().any(|access| access.state == AccessState::Working)),
            ("a broken access", accesses().flatten().any(|access| access.state.is_broken())),
            ("no access", accesses().any(|access| access.is_none())),
            (
                "a working access by a certificate that ends soon",
                accesses().flatten().any(|access| ends(access) && access.state == AccessState::Working),
            ),
        ] {
            if !there {
                missing.push(what.to_owned());
            }
        }
        missing.extend(missing_drafts(pupitre, actor).await);
        missing
    }

    async fn missing_drafts(pupitre: &Pupitre, actor: &Actor) -> Vec<String> {
        let mut filter = InvoiceFilter::new(Direction::Issued, Scope::Everything);
        filter.status = Some(InvoiceStatus::Draft);
        let page = pupitre.desk.portfolio.list(actor, filter).await.unwrap();
        let (mut complete, mut empty, mut asked, mut attached) = (false, false, false, false);
        for row in page.rows {
            let view = pupitre.desk.issuing.deposit_view(actor, row.id).await.unwrap();
            complete |= view.notes.errors().next().is_none() && view.differences.is_empty();
            empty |= view.draft.form == domain::InvoiceForm::new();
            asked |= !view.differences.is_empty();
            attached |= !view.attachments.is_empty();
        }
        [
            ("a complete draft", complete),
            ("an empty draft", empty),
            ("a draft with something to decide", asked),
            ("a draft with an attachment", attached),
        ]
        .into_iter()
        .filter(|(_, there)| !there)
        .map(|(what, _)| what.to_owned())
        .collect()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn every_state_that_stands_is_there_to_be_looked_at() {
        let path = tempfile::tempdir().unwrap();
        let folder = prepare(path.path(), false).unwrap();
        let (chorus_pro, pupitre) = started(&folder).await;
        let world = chorus_pro.simulator.world();
        seed::seed(&pupitre, &world, &chorus_pro.certificates, &folder).await.unwrap();
        let actor = seed::firm_administrator(&pupitre).await.unwrap();
        let working = pupitre.system.start(true).await.unwrap();
        let deadline = Instant::now() + Duration::from_secs(100);
        let mut left = missing(&pupitre, &actor, &world).await;
        while !left.is_empty() && Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(250)).await;
            left = missing(&pupitre, &actor, &world).await;
        }
        working.stop().await;
        chorus_pro.stop().await;
        assert_eq!(left, Vec::<String>::new(), "missing in the demonstration");
    }
}
