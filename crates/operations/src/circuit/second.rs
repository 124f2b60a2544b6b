//! Four eyes: what one person has begun another one confirms. The one place that says so, whatever it is about.

use domain::{Reason, UserId};

use crate::{Actor, OperationError, Result};

/// Refuses whoever has begun it.
///
/// # Errors
/// [`OperationError::Refused`] for the same person.
pub(crate) fn require_another(actor: &Actor, begun_by: UserId) -> Result<()> {
    if actor.user == begun_by { Err(OperationError::Refused(Reason::SecondPersonNeeded)) } else { Ok(()) }
}
