//! `pupitre probe`: what Chorus Pro really answers, beside what Pupitre knows of it.

use app::words::Sentence as _;
use domain::Siret;
use operations::OperationError;

use crate::commands::say;
use crate::configuration::Configuration;
use crate::exit::{Exit, failure};
use crate::serve::{Opened, open_configured};

/// Prints a report without personal data. With SQLite no server may run meanwhile: there, the page of the structure has
/// the same probe.
///
/// # Errors
/// [`Exit::Refused`] when no structure of this SIRET has an access that works, or an answer differs from its description.
pub async fn run(configuration: &Configuration, siret: &str) -> anyhow::Result<()> {
    let siret = Siret::parse(siret).map_err(|error| failure(Exit::Usage, error.sentence()))?;
    let Opened { pupitre, lock: _lock } = open_configured(configuration).await?;
    let probed = pupitre.system.probe_conformity(&siret).await;
    pupitre.system.database().close().await;
    let report = match probed {
        Ok(Some(report)) => report,
        Ok(None) => {
            return Err(failure(Exit::Refused, format!("no structure with SIRET {siret} has an access")));
        }
        Err(OperationError::ChorusPro { reason, .. } | OperationError::Refused(reason)) => {
            return Err(failure(Exit::Refused, reason.sentence()));
        }
        Err(other) => return Err(other.into()),
    };
    say(&report)?;
    if report.is_clean() {
        return Ok(());
    }
    Err(failure(Exit::Refused, "some answers differ from their description"))
}
