//! The commands that do one thing and end.

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use operations::{DocumentStore, Parts, System};
use secrecy::ExposeSecret as _;
use storage::{Database as _, Mark};
use storage_sql::{Engine, Location, SqlDatabase};
use vault::Keyring;

use crate::configuration::{Configuration, unknown_variables};
use crate::documents;
use crate::exit::{Exit, describe, failure};
use crate::folder::{DataFolder, open_database, storage_failure};
use crate::installation;
use crate::keys;
use crate::system::{SystemClock, SystemEntropy, http_options_of};

/// Longest time of the question `pupitre health` asks: a little more than the server takes for it at most.
const HEALTH_TIMEOUT: Duration = Duration::from_millis(4_900);

/// Writes a line for whoever called the command.
///
/// # Errors
/// When the output is closed.
pub fn say(text: impl std::fmt::Display) -> anyhow::Result<()> {
    writeln!(std::io::stdout(), "{text}").context("the output is closed")
}

/// Shows what the database has, then brings it up to date.
///
/// # Errors
/// [`Exit::NewerDatabase`], [`Exit::Storage`], [`Exit::InUse`] when a server works with a database to be changed.
pub async fn migrate(configuration: &Configuration, dry_run: bool) -> anyhow::Result<()> {
    let folder = DataFolder::prepare(&configuration.folder)?;
    let database = folder.location(configuration.database.as_ref());
    let state =
        SqlDatabase::migration_state(&database).await.map_err(|error| storage_failure(&error, &database))?;
    say(format_args!("database {database}"))?;
    for step in &state.applied {
        say(format_args!("  done     {} {}", step.version, step.description))?;
    }
    for step in &state.pending {
        say(format_args!("  pending  {} {}", step.version, step.description))?;
    }
    if let Some(newest) = state.unknown.last() {
        return Err(storage_failure(&storage::StorageError::Newer(newest.version), &database));
    }
    if state.pending.is_empty() {
        return say("up to date");
    }
    if dry_run {
        return say("nothing changed: --dry-run");
    }
    let _lock = if database.engine() == Engine::Sqlite { Some(folder.lock()?) } else { None };
    refuse_blank(configuration, &folder, &database).await?;
    open_database(&database).await?.close().await;
    say(format_args!("{} applied, up to date", state.pending.len()))
}

/// As [`installation::refuse_blank`], for commands that do without documents: those in the folder say whose they are.
async fn refuse_blank(
    configuration: &Configuration,
    folder: &DataFolder,
    location: &Location,
) -> anyhow::Result<()> {
    let path = folder.documents();
    if configuration.bucket.is_some() || !path.is_dir() {
        return Ok(());
    }
    let documents = documents::in_folder(folder)?;
    installation::refuse_blank(location, &documents, &path.display().to_string()).await
}

/// The half without persons, for a command that may run beside a server: it neither seals nor receives files, so it
/// needs neither the real key nor the folder of documents.
pub async fn system_beside_a_server(configuration: &Configuration, scratch: &Path) -> anyhow::Result<System> {
    let folder = DataFolder::prepare(&configuration.folder)?;
    let location = folder.location(configuration.database.as_ref());
    refuse_blank(configuration, &folder, &location).await?;
    let database = open_database(&location).await?;
    let keyring = Keyring::parse(keys::new_line(&SystemClock, &SystemEntropy).expose_secret())?;
    let http_options = http_options_of(configuration)?;
    let parts = Parts {
        database: Arc::new(database),
        documents: DocumentStore::in_folder(scratch, Arc::new(SystemClock))?,
        apart: crate::reading::apart()?,
        keyring,
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        http: http_options.build()?,
        http_options,
        settings: configuration.operations.clone(),
    };
    Ok(parts.assemble().1)
}

/// Does something with such a half, and closes the database behind it.
pub async fn with_system(
    configuration: &Configuration,
    act: impl AsyncFnOnce(&System) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let scratch = tempfile::tempdir().context("no temporary folder")?;
    let system = system_beside_a_server(configuration, scratch.path()).await?;
    let result = act(&system).await;
    system.database().close().await;
    result
}

/// Makes a key and prints it, or writes it to a new file.
///
/// # Errors
/// [`Exit::Refused`] when the file exists.
pub fn key_new(file: Option<&Path>) -> anyhow::Result<()> {
    let line = keys::new_line(&SystemClock, &SystemEntropy);
    match file {
        None => say(line.expose_secret()),
        Some(path) => {
            keys::write_new(path, &line)?;
            say(format_args!("key written to {}: keep a copy away from the data folder", path.display()))
        }
    }
}

/// Prints the settings in force and tries what they name. Nothing is changed.
///
/// # Errors
/// The first problem found, after all were printed.
pub async fn check_config(configuration: &Configuration) -> anyhow::Result<()> {
    for (name, value, source) in configuration.lines() {
        say(format_args!("{name:<28} {value}  ({source})"))?;
    }
    say("")?;
    for text in unknown_variables() {
        say(format_args!("warning: {text}"))?;
    }
    let checks = [
        ("listen", configuration.check_listen().map(|()| configuration.listen.to_string())),
        ("connections", http_options_of(configuration).map(|_| "usable".to_owned())),
        ("folder", check_folder(&configuration.folder)),
        ("key", check_key(configuration).await),
        ("database", check_database(configuration).await),
        ("documents", check_documents(configuration).await),
        ("site", check_site(&configuration.site)),
    ];
    let mut first = None;
    for (name, result) in checks {
        match result {
            Ok(text) => say(format_args!("ok       {name}: {text}"))?,
            Err(error) => {
                say(format_args!("problem  {name}: {}", describe(&error).1))?;
                first = first.or(Some(error));
            }
        }
    }
    first.map_or(Ok(()), Err)
}

fn check_folder(folder: &Path) -> anyhow::Result<String> {
    if folder.is_dir() {
        DataFolder::as_it_is(folder).map(|_| "writable".to_owned())
    } else if folder.exists() {
        Err(failure(Exit::FolderNotWritable, format!("{} is no folder", folder.display())))
    } else {
        Ok("made at the first start".to_owned())
    }
}

async fn check_key(configuration: &Configuration) -> anyhow::Result<String> {
    let keyring = keys::load(configuration.key.as_ref())?;
    let ids: Vec<&str> = keyring.key_ids().collect();
    let database = match &configuration.database {
        None if !configuration.folder.is_dir() => None,
        named => Some(DataFolder::as_it_is(&configuration.folder)?.location(named.as_ref())),
    };
    let check = match &database {
        Some(database) => SqlDatabase::peek_mark(database, Mark::KeyCheck)
            .await
            .map_err(|error| storage_failure(&error, database))?
            .map(|check| (check, database)),
        None => None,
    };
    match check {
        Some((check, database)) => {
            keys::verify(&keyring, &check, &database.to_string())?;
            Ok(format!("{}, the one of the installation", ids.join(", ")))
        }
        None => Ok(format!("{}, to be bound to the installation at the first start", ids.join(", "))),
    }
}

async fn check_database(configuration: &Configuration) -> anyhow::Result<String> {
    if configuration.database.is_none() && !configuration.folder.is_dir() {
        return Ok("made at the first start".to_owned());
    }
    let folder = DataFolder::as_it_is(&configuration.folder)?;
    let database = folder.location(configuration.database.as_ref());
    let state =
        SqlDatabase::migration_state(&database).await.map_err(|error| storage_failure(&error, &database))?;
    match (state.unknown.last(), state.applied.is_empty(), state.pending.len()) {
        (Some(newest), _, _) => {
            Err(storage_failure(&storage::StorageError::Newer(newest.version), &database))
        }
        (None, true, _) => Ok("made at the first start".to_owned()),
        (None, false, 0) => Ok("up to date".to_owned()),
        (None, false, pending) => Ok(format!("{pending} migrations to be applied at the next start")),
    }
}

async fn check_documents(configuration: &Configuration) -> anyhow::Result<String> {
    let Some(bucket) = &configuration.bucket else { return Ok("in the folder".to_owned()) };
    if !configuration.folder.is_dir() {
        bucket.secret_key()?;
        return Ok("tried at the first start".to_owned());
    }
    let folder = DataFolder::as_it_is(&configuration.folder)?;
    let store = documents::in_bucket(bucket, &folder, http_options_of(configuration)?.build()?)?;
    if documents::try_bucket(bucket, &store).await? {
        return Ok(bucket.address());
    }
    Err(failure(Exit::Storage, format!("{} ne répond pas : vérifiez --s3-endpoint", bucket.address())))
}

fn check_site(site: &Path) -> anyhow::Result<String> {
    let manifest = site.join("manifest.json");
    if manifest.is_file() {
        return Ok(site.display().to_string());
    }
    Err(failure(
        Exit::NoSite,
        format!("no {}: build it with `make build`, or name the folder with --site", manifest.display()),
    ))
}

/// Asks the server of this configuration whether it is ready.
///
/// # Errors
/// [`Exit::Refused`] when it is not, or does not answer.
pub async fn health(configuration: &Configuration) -> anyhow::Result<()> {
    let address = reachable(configuration.listen);
    let client = reqwest::Client::builder().timeout(HEALTH_TIMEOUT).no_proxy().build()?;
    let answer = client.get(format!("http://{address}/health/ready")).send().await;
    match answer {
        Ok(answer) if answer.status().is_success() => say("ready"),
        Ok(answer) => {
            let status = answer.status();
            let reason = answer.text().await.unwrap_or_default();
            Err(failure(Exit::Refused, format!("{address} is not ready: {status} {}", reason.trim())))
        }
        Err(error) => {
            let cause = anyhow::Error::new(error.without_url());
            Err(failure(Exit::Refused, format!("{address} does not answer: {cause:#}")))
        }
    }
}

/// Where a server that listens here can be reached from this machine.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_on_every_address_is_asked_on_loopback() {
        for (listen, asked) in [
            ("0.0.0.0:3000", "127.0.0.1:3000"),
            ("[::]:80", "[::1]:80"),
            ("127.0.0.2:3000", "127.0.0.2:3000"),
        ] {
            assert_eq!(reachable(listen.parse().unwrap()).to_string(), asked);
        }
    }
}
