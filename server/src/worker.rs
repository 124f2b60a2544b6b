//! `pupitre worker`: runs jobs and serves no page, beside any number of servers and workers on one PostgreSQL.

use storage_sql::Engine;
use tokio_util::sync::CancellationToken;

use crate::configuration::{Configuration, unknown_variables};
use crate::edges::{serve_metrics, start_log};
use crate::exit::{Exit, failure};
use crate::serve::{Opened, asked_to_end, end_work, open_configured};

/// Works until the process is asked to end.
///
/// # Errors
/// A [`crate::exit::Failure`] for every foreseen reason not to start; [`Exit::Configuration`] without a database that
/// several processes share.
pub async fn run(configuration: Configuration) -> anyhow::Result<()> {
    start_log(&configuration.log, configuration.log_format)?;
    for text in unknown_variables() {
        tracing::warn!("{text}");
    }
    let shared =
        configuration.database.as_ref().is_some_and(|database| database.engine() == Engine::Postgres);
    if !shared {
        return Err(failure(
            Exit::Configuration,
            "a worker shares its database with servers: name it with --database postgres://…; \
             with SQLite, `pupitre serve` does all the work",
        ));
    }
    if configuration.operations.queue.places == 0 {
        return Err(failure(Exit::Configuration, "jobs is 0: a worker without places would do nothing"));
    }
    let Opened { pupitre, lock: _ } = open_configured(&configuration).await?;
    let stop = CancellationToken::new();
    if let Some(address) = configuration.metrics {
        serve_metrics(address, pupitre.clone(), stop.clone()).await?;
        tracing::info!("metrics on http://{address}/metrics");
    }
    let end = asked_to_end()?;
    let working = pupitre.system.start(false).await?;
    tracing::info!("Pupitre {} works", env!("CARGO_PKG_VERSION"));
    end.await;
    tracing::info!("ending: no new jobs");
    stop.cancel();
    end_work(working, &pupitre).await;
    Ok(())
}
