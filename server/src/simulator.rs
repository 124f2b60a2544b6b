//! `pupitre simulator`: the simulated Chorus Pro alone.

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use chorus_pro_simulator::{
    Certificates, ClientAuthentication, Description, EdiPartner, Options, Pace, Simulator, World,
};
use chrono::{DateTime, Utc};
use domain::Clock as _;
use tokio_util::sync::CancellationToken;

use crate::cli::SimulatorArguments;
use crate::configuration::LogFormat;
use crate::edges::{bind, start_log};
use crate::exit::{Exit, failure};
use crate::serve::asked_to_end;
use crate::system::SystemClock;

/// From this seed follow all names, secrets and amounts of the demonstration.
pub const SEED: u64 = 2026;
/// Where it listens when nothing is said.
const DEFAULT_ADDRESS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8085);

/// Runs the simulator until the process is asked to end.
///
/// # Errors
/// [`Exit::Configuration`] when the seed, the state file or the certificates are unusable, [`Exit::PortTaken`],
/// [`Exit::Storage`] when CSV tables cannot be written.
pub async fn run(arguments: SimulatorArguments) -> anyhow::Result<()> {
    start_log(&arguments.log, LogFormat::Human)?;
    let address = arguments.addr.unwrap_or(DEFAULT_ADDRESS);
    if !address.ip().is_loopback() {
        return Err(failure(
            Exit::Configuration,
            format!(
                "--addr {address}: the simulator has no passwords of its own, it listens on loopback only"
            ),
        ));
    }
    if !(arguments.speed.is_finite() && arguments.speed >= 0.0) {
        return Err(failure(Exit::Configuration, "--speed: give a number from 0 up"));
    }
    let seed = first_world(&arguments, SystemClock.now())?;
    let simulator =
        start(seed, arguments.state.as_deref(), arguments.speed, Pace::demonstration(), arguments.strict)?;
    let mut output = std::io::stdout();
    if let Some(folder) = &arguments.export_csv {
        let written = simulator.world().export_csv(folder);
        written.map_err(|error| failure(Exit::Storage, format!("--export-csv: {error}")))?;
        writeln!(output, "CSV tables written to {}", folder.display())?;
        return Ok(());
    }
    let certificates = if arguments.tls { Some(certificates(&simulator, &arguments).await?) } else { None };
    let scheme = if arguments.tls { "https" } else { "http" };
    let described = |base: Option<String>| {
        let mut description = simulator.describe();
        if let Some(certificates) = &certificates {
            description = description.with_certificates(certificates);
        }
        base.into_iter().fold(description, |description, base| description.at(&base))
    };
    if arguments.describe {
        let base = arguments.addr.map(|address| format!("{scheme}://{address}"));
        serde_json::to_writer_pretty(&mut output, &described(base))?;
        writeln!(output)?;
        return Ok(());
    }
    let listener = bind(address, "--addr").await?;
    let end = asked_to_end()?;
    let base = format!("{scheme}://{}", listener.local_addr()?);
    write!(output, "{}", how_to_connect(&described(Some(base.clone())), &base))?;
    output.flush()?;
    let files = CancellationToken::new();
    if let (Some(folder), Some(account)) = (&arguments.edi_folder, &arguments.edi_account) {
        let partner = edi_partner(folder, arguments.edi_application.clone(), account.clone())?;
        tokio::spawn(simulator.clone().serve_files(partner, files.clone()));
    }
    let _ends = files.drop_guard();
    match &certificates {
        Some(certificates) => simulator.serve_tls(listener, certificates, end).await?,
        None => simulator.serve(listener, end).await?,
    }
    Ok(())
}

/// A partner of the EDI whose folders are made where they are missing.
///
/// # Errors
/// [`Exit::FolderNotWritable`].
pub fn edi_partner(folder: &Path, application: String, account: String) -> anyhow::Result<EdiPartner> {
    let [outbox, inbox] = ["depart", "retour"].map(|name| folder.join(name));
    for path in [&outbox, &inbox] {
        std::fs::create_dir_all(path)
            .map_err(|error| failure(Exit::FolderNotWritable, format!("{}: {error}", path.display())))?;
    }
    Ok(EdiPartner { application, account, outbox, inbox })
}

/// Making keys takes a while: off the async threads.
async fn certificates(simulator: &Simulator, arguments: &SimulatorArguments) -> anyhow::Result<Certificates> {
    let demand =
        if arguments.tls_required { ClientAuthentication::Required } else { ClientAuthentication::Asked };
    let (simulator, folder) = (simulator.clone(), arguments.certificates.clone());
    tokio::task::spawn_blocking(move || simulator.issue_certificates(&folder, demand))
        .await
        .context("the certificates were not made")?
        .map_err(|error| failure(Exit::Configuration, format!("--certificates: {error}")))
}

/// The first line says all that a script waits for; the others are for people.
fn how_to_connect(description: &Description, base: &str) -> String {
    let mut ready = format!("Simulated Chorus Pro ready: {base}");
    let mut more = format!("  token address  {base}{}\n", description.token_path);
    more.push_str(&format!("  API address    {base}{}\n", description.api_path));
    if let Some(files) = &description.certificates {
        let folder = files.authority.parent().unwrap_or(&files.authority).display();
        ready.push_str(&format!(" (certificates in {folder})"));
        for path in &description.certificate_paths {
            more.push_str(&format!("  certificate    {base}{path}\n"));
        }
        let (authority, password) = (files.authority.display(), &files.password);
        more.push_str(&format!("  to be trusted  {authority}\n"));
        more.push_str(&format!("  per account    {folder}/LOGIN.p12, password {password}\n"));
    }
    format!(
        "{ready}\n{more}  page           {base}/\n  structures {}, applications {}, technical accounts {} \
         (pupitre simulator --describe)\nCtrl-C to stop\n",
        description.structures.len(),
        description.applications.len(),
        description.accounts.len(),
    )
}

fn first_world(arguments: &SimulatorArguments, now: DateTime<Utc>) -> anyhow::Result<World> {
    match &arguments.import_csv {
        Some(path) => World::import_csv(path, now)
            .map_err(|error| failure(Exit::Configuration, format!("--import-csv: {error}"))),
        None => seed(&arguments.seed, now),
    }
}

fn seed(name: &str, now: DateTime<Utc>) -> anyhow::Result<World> {
    match name {
        "demo" => Ok(World::demo(SEED, now)),
        "minimal" => Ok(World::minimal(now)),
        file if !Path::new(file).exists() => Err(failure(
            Exit::Configuration,
            format!("--seed {file}: there is no such file; choose demo, minimal or the path of a JSON world"),
        )),
        file => World::load(Path::new(file))
            .map_err(|error| failure(Exit::Configuration, format!("--seed {file}: {error}"))),
    }
}

/// A simulator on the clock of the machine.
///
/// # Errors
/// [`Exit::Configuration`] when the world cannot be used.
pub fn start(
    seed: World,
    state: Option<&Path>,
    speed: f64,
    pace: Pace,
    strict: bool,
) -> anyhow::Result<Simulator> {
    let options = Options {
        seed,
        state_file: state.map(Path::to_owned),
        now: Arc::new(|| SystemClock.now()),
        speed,
        pace,
        strict,
        apart: crate::reading::apart()?,
    };
    Simulator::new(options)
        .map_err(|error| failure(Exit::Configuration, format!("the simulator cannot start: {error}")))
}
