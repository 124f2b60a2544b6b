//! A submission that waits for a moment to come: when it leaves, how it is told from others, and its last check.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{InvoiceStatus, Reason, paris_day};
use jobs::Failure;
use serde::{Deserialize, Serialize};
use storage::{Draft, Invoice, StructureOverview};

use super::notes::{check_context, notes_of};
use crate::directory::known_recipient;
use crate::ground::{Ground, delta};
use crate::mandates::standing_where_required;
use crate::{OperationError, Result};

/// Days ahead that a sending can be planned: a number, a service, a SIRET may change in longer times.
const MOST_DAYS: i64 = 90;

/// What a submission that waits for its moment keeps with its job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// For when it was planned.
    pub at: DateTime<Utc>,
    /// Whether somebody said why it leaves without a mandate.
    #[serde(default)]
    pub without_mandate: bool,
}

/// The moment at which a submission leaves that is confirmed now.
pub(super) fn leaves_at(ground: &Ground, planned: Option<DateTime<Utc>>) -> Result<DateTime<Utc>> {
    let now = ground.now();
    let first = now + delta(ground.settings().undo);
    match planned {
        None => Ok(first),
        Some(at) if at > first && at <= now + TimeDelta::days(MOST_DAYS) => Ok(at),
        Some(_) => Err(OperationError::Refused(Reason::SendingTime { most: MOST_DAYS.unsigned_abs() })),
    }
}

/// Whether an invoice waits for the moment for which it was planned.
#[must_use]
pub fn planned_for(status: &InvoiceStatus, reason: Option<&Reason>) -> Option<DateTime<Utc>> {
    match (status, reason) {
        (InvoiceStatus::Queued, Some(Reason::PlannedFor { at })) => Some(*at),
        _ => None,
    }
}

/// Checks what was planned once more, with what is known by now. None when it may leave.
pub(super) async fn refused_by_now(
    ground: &Ground,
    invoice: &Invoice,
    draft: &Draft,
    overview: &StructureOverview,
    planned: Planned,
) -> std::result::Result<Option<Reason>, Failure> {
    let mut read = ground.read().await.map_err(Failure::from)?;
    let structure = &overview.structure;
    if !planned.without_mandate {
        let today = paris_day(ground.now());
        let standing =
            standing_where_required(read.as_mut(), invoice.organization, structure.id, today).await?;
        if standing.is_some_and(|standing| !standing.is_valid()) {
            return Ok(Some(Reason::MandateMissing));
        }
    }
    let siret = &draft.form.recipient_siret;
    let recipient =
        known_recipient(read.as_mut(), invoice.organization, structure.environment, siret).await?;
    let context = check_context(ground, structure, recipient.as_ref());
    let notes = notes_of(read.as_mut(), invoice, draft, structure, &context).await?;
    Ok(notes.refuse().then_some(Reason::PlannedNoLongerFits))
}
