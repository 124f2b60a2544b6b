//! `pupitre serve`: puts the parts together, serves, and ends in order.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use chorus_pro::HttpOptions;
use operations::{Desk, DocumentStore, Parts, System, Working};
use storage_sql::{Engine, Location};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use vault::Keyring;

use crate::configuration::documents::Bucket;
use crate::configuration::{Configuration, unknown_variables};
use crate::documents;
use crate::edges::{around, bind, serve_metrics, start_log};
use crate::exit::{Exit, failure};
use crate::folder::{DataFolder, FolderLock, open_database};
use crate::installation;
use crate::keys;
use crate::listening::{self, Limits};
use crate::reading;
use crate::site::{SiteOptions, web_site};
use crate::system::{SystemClock, SystemEntropy, http_options_of};

/// How long requests may take to finish at the end.
const REQUEST_PATIENCE: Duration = Duration::from_secs(10);
/// How long the database may take to close.
const STORAGE_PATIENCE: Duration = Duration::from_secs(3);
/// How long the jobs may take to end: a little more than they are given. What it had not finished is
/// taken again when its lease ends.
const WORKER_PATIENCE: Duration = Duration::from_secs(11);

/// Serves until the process is asked to end.
///
/// # Errors
/// A [`crate::exit::Failure`] for every foreseen reason not to start.
pub async fn run(configuration: Configuration) -> anyhow::Result<()> {
    start_log(&configuration.log, configuration.log_format)?;
    for text in unknown_variables() {
        tracing::warn!("{text}");
    }
    configuration.check_listen()?;
    let listener = bind(configuration.listen, "--listen").await?;
    let Opened { pupitre, lock } = open_configured(&configuration).await?;
    let limits = Limits { sockets: listening::places(configuration.limits.sockets), ..configuration.limits };
    let options = SiteOptions {
        secure_cookies: configuration.behind_proxy,
        behind_proxy: configuration.behind_proxy,
        open_check: configuration.open_check,
        demo_logins: Vec::new(),
        // An open page holds a connection for its live changes: those leave half of them to requests.
        live_streams: limits.sockets.div_ceil(2),
    };
    let site = web_site(&pupitre.desk, &configuration.site, options)?;
    let stop = CancellationToken::new();
    if let Some(address) = configuration.metrics {
        serve_metrics(address, pupitre.clone(), stop.clone()).await?;
        tracing::info!("metrics on http://{address}/metrics");
    }
    tracing::info!("Pupitre {} on http://{}", env!("CARGO_PKG_VERSION"), listener.local_addr()?);
    serve_until((listener, limits), site, pupitre, lock.is_some(), asked_to_end()?, stop).await
}

/// Both halves of the program: what pages have, and what happens without a person.
#[derive(Clone)]
pub struct Pupitre {
    /// For pages.
    pub desk: Desk,
    /// For jobs and the process edges.
    pub system: System,
}

/// What a process of this configuration works with.
pub struct Opened {
    /// Both halves.
    pub pupitre: Pupitre,
    /// Keeps other processes away from an embedded database; none where a server database lets several work.
    pub lock: Option<FolderLock>,
}

/// Reads the key and opens everything that the configuration names.
///
/// # Errors
/// A [`crate::exit::Failure`] for every foreseen reason.
pub async fn open_configured(configuration: &Configuration) -> anyhow::Result<Opened> {
    let keyring = keys::load(configuration.key.as_ref())?;
    let http = http_options_of(configuration)?;
    let folder = DataFolder::prepare(&configuration.folder)?;
    let location = folder.location(configuration.database.as_ref());
    let alone = location.engine() == Engine::Sqlite;
    let lock = if alone { Some(folder.lock()?) } else { None };
    let documents = open_documents(configuration, &folder, &http).await?;
    let place = configuration.bucket.as_ref().map_or_else(|| in_folder(&folder), Bucket::address);
    let pupitre =
        open_with((documents, &place), &location, keyring, http, configuration.operations.clone()).await?;
    Ok(Opened { pupitre, lock })
}

/// Opens the documents where they are configured to be.
///
/// # Errors
/// [`Exit::FolderNotWritable`] and [`Exit::Configuration`].
pub async fn open_documents(
    configuration: &Configuration,
    folder: &DataFolder,
    http: &HttpOptions,
) -> anyhow::Result<DocumentStore> {
    let Some(bucket) = &configuration.bucket else { return documents::in_folder(folder) };
    let client = http.build().map_err(|error| failure(Exit::Configuration, error.to_string()))?;
    let store = documents::in_bucket(bucket, folder, client)?;
    documents::try_bucket(bucket, &store).await?;
    Ok(store)
}

/// Opens the database, and the documents in the folder.
///
/// # Errors
/// [`Exit::NewerDatabase`], [`Exit::Storage`] or [`Exit::FolderNotWritable`].
pub async fn open(
    folder: &DataFolder,
    location: &Location,
    keyring: Keyring,
    http: HttpOptions,
    settings: operations::Settings,
) -> anyhow::Result<Pupitre> {
    open_with((documents::in_folder(folder)?, &in_folder(folder)), location, keyring, http, settings).await
}

/// How the documents in a folder are called.
fn in_folder(folder: &DataFolder) -> String {
    folder.documents().display().to_string()
}

/// Opens the database beside these documents, which are at that place.
async fn open_with(
    (documents, place): (DocumentStore, &str),
    location: &Location,
    keyring: Keyring,
    http: HttpOptions,
    settings: operations::Settings,
) -> anyhow::Result<Pupitre> {
    let client = http.build().map_err(|error| failure(Exit::Configuration, error.to_string()))?;
    installation::refuse_blank(location, &documents, place).await?;
    let database = open_database(location).await?;
    installation::recognise(&database, location, &keyring, &documents, place).await?;
    let (desk, system) = Parts {
        database: Arc::new(database),
        documents,
        apart: reading::tried_out().await?,
        keyring,
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        http: client,
        http_options: http,
        settings,
    }
    .assemble();
    Ok(Pupitre { desk, system })
}

/// Works and serves until `end`, then in this order: no new request, live pages closed, requests finished, worker
/// stopped, database closed.
///
/// # Errors
/// When the server ends by a defect, or the jobs cannot begin.
pub async fn serve_until(
    (listener, limits): (TcpListener, Limits),
    site: Router,
    pupitre: Pupitre,
    alone: bool,
    end: impl Future<Output = ()>,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    // Alone, by the lock of the folder: what a killed process left behind is ours.
    let working = pupitre.system.start(alone).await?;
    let site = around(site, &pupitre.system);
    let mut server = tokio::spawn(listening::serve(listener, site, limits, stop.clone()));
    let early = tokio::select! {
        () = end => None,
        ended = &mut server => Some(ended),
    };
    tracing::info!("ending: no new requests");
    stop.cancel();
    pupitre.desk.live().close();
    let served = match early {
        Some(ended) => ended,
        None => match tokio::time::timeout(REQUEST_PATIENCE, &mut server).await {
            Ok(ended) => ended,
            Err(_) => {
                tracing::warn!("some requests did not finish in time; they are cut off");
                server.abort();
                Ok(())
            }
        },
    };
    end_work(working, &pupitre).await;
    served.context("the server ended badly")
}

/// Lets the jobs end, then closes the database.
pub async fn end_work(working: Working, pupitre: &Pupitre) {
    if tokio::time::timeout(WORKER_PATIENCE, tokio::spawn(working.stop())).await.is_err() {
        tracing::warn!("the jobs did not end in time; they are taken again when their leases end");
    }
    if tokio::time::timeout(STORAGE_PATIENCE, pupitre.system.database().close()).await.is_err() {
        tracing::warn!(
            "the database did not close in time; nothing is lost, it is put in order at the next start"
        );
    }
    tracing::info!("ended");
}

/// Ends at Ctrl-C or SIGTERM. The signals are caught from this call on, not only once it is awaited.
///
/// # Errors
/// When the operating system does not let signals be caught.
pub fn asked_to_end() -> anyhow::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupt = signal(SignalKind::interrupt()).context("SIGINT cannot be caught")?;
        let mut terminate = signal(SignalKind::terminate()).context("SIGTERM cannot be caught")?;
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "Ctrl-C cannot be caught");
            std::future::pending::<()>().await;
        }
    })
}
