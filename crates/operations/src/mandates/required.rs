//! Whether something may leave for a structure: where the structures of an organisation are clients, a mandate that is
//! good allows it, or a reason that somebody gives and that is kept.

use chrono::NaiveDate;
use domain::{LONGEST_MANDATE_REASON, MandateSpan, MandateStanding, OrganizationId, Reason, StructureId};
use storage::{Mandate, Snapshot};

use crate::{OperationError, Result};

/// What the mandates of a structure say together on a day.
pub(crate) fn standing_of(mandates: &[Mandate], today: NaiveDate) -> MandateStanding {
    let spans: Vec<MandateSpan> = mandates.iter().map(Mandate::span).collect();
    MandateStanding::of(&spans, today)
}

/// The same where the organisation asks for a mandate; none where it does not.
pub(crate) async fn standing_where_required(
    read: &mut dyn Snapshot,
    organization: OrganizationId,
    structure: StructureId,
    today: NaiveDate,
) -> Result<Option<MandateStanding>> {
    if !read.mandates_required(organization).await? {
        return Ok(None);
    }
    let mandates = read.mandates_of(organization, structure).await?;
    Ok(Some(standing_of(&mandates, today)))
}

/// What leaves although there is no mandate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithoutMandate {
    /// Why, as the person said.
    pub reason: String,
}

/// Decides on what one transaction reads whether something may leave on a day: none where nothing is missing, else the
/// reason that was given.
///
/// # Errors
/// [`OperationError::Refused`] when a mandate is missing and no reason was given, or too long a one.
pub(crate) async fn departure_reason(
    read: &mut dyn Snapshot,
    organization: OrganizationId,
    structure: StructureId,
    day: NaiveDate,
    reason: &str,
) -> Result<Option<WithoutMandate>> {
    let standing = standing_where_required(read, organization, structure, day).await?;
    if standing.is_none_or(|standing| standing.is_valid()) {
        return Ok(None);
    }
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    if reason.is_empty() {
        return Err(OperationError::Refused(Reason::MandateMissing));
    }
    if reason.chars().count() > LONGEST_MANDATE_REASON {
        return Err(OperationError::Refused(Reason::MandateReasonTooLong {
            most: LONGEST_MANDATE_REASON as u64,
        }));
    }
    Ok(Some(WithoutMandate { reason }))
}
