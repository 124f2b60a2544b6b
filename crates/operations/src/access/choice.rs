//! Which access is used, and what is learnt of it.

use chrono::{DateTime, Utc};
use domain::Reason;
use storage::{Access, AccessRights, AccessState, StructureOverview, Transaction};

use crate::Result;

/// What an access is asked to do for a structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// Deposit or follow an issued invoice, look up a recipient.
    Issue,
    /// Read or treat a received invoice.
    Receive,
    /// Either.
    Any,
}

impl Use {
    const fn fits(self, rights: AccessRights) -> bool {
        match self {
            Self::Issue => rights.issues,
            Self::Receive => rights.receives,
            Self::Any => rights.issues || rights.receives,
        }
    }
}

/// The access to use: the first with the right that is not broken; else why there is none.
pub(crate) fn choose(overview: &StructureOverview, use_: Use) -> std::result::Result<&Access, Reason> {
    let mut problem = Reason::NoAccess;
    for attached in overview.accesses.iter().filter(|attached| use_.fits(attached.rights)) {
        match &attached.access.state {
            AccessState::Broken(reason) => problem = reason.clone(),
            AccessState::Untested | AccessState::Working => return Ok(&attached.access),
        }
    }
    Err(problem)
}

/// The lane of what is to be done for a structure: that of the access to use, or of its first one while all are broken,
/// which is then stopped.
pub(crate) fn lane_of(overview: &StructureOverview) -> Option<String> {
    lane_for(overview, Use::Any)
}

/// The lane of what needs a right: that of the access to use, or of the first one with the right while all are broken.
pub(crate) fn lane_for(overview: &StructureOverview, use_: Use) -> Option<String> {
    let mut fitting = overview.accesses.iter().filter(|attached| use_.fits(attached.rights));
    let first = fitting.next().map(|attached| &attached.access);
    choose(overview, use_).ok().or(first).map(|access| access.id.to_string())
}

/// Writes a state that was learnt with an access, unless something else was sealed since; a broken access has its lane
/// stopped, a working one goes on. Gives whether it was written.
pub(crate) async fn note_state(
    transaction: &mut dyn Transaction,
    access: &Access,
    state: &AccessState,
    now: DateTime<Utc>,
) -> Result<bool> {
    let (organization, id) = (access.organization, access.id);
    let since = if *state == access.state { access.state_since } else { now };
    let written = transaction.set_access_state(organization, id, access.generation, state, since).await?;
    if written {
        transaction.stop_lane(&id.to_string(), state.is_broken()).await?;
    }
    Ok(written)
}
