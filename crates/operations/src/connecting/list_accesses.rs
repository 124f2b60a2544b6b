//! All accesses of an organisation in one view: whom they serve, and what ends when.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{Permission, StructureId, technical_password_end};
use storage::{Access, AccessState, StructureSummary};

use super::Connecting;
use crate::{Actor, Result};

/// An access and whom it serves.
#[derive(Clone, Debug)]
pub struct ServingAccess {
    /// The access.
    pub access: Access,
    /// The structures within reach that it serves, by name.
    pub structures: Vec<StructureSummary>,
    /// How many others it serves.
    pub beyond: usize,
    /// The last time that Chorus Pro is known to have accepted it.
    pub last_success: Option<DateTime<Utc>>,
}

impl ServingAccess {
    /// When the password of its technical account ends, as far as is known.
    #[must_use]
    pub fn password_ends_at(&self) -> DateTime<Utc> {
        technical_password_end(self.access.password_set_at)
    }

    /// The first end that comes: of the password or of the certificate.
    #[must_use]
    pub fn first_end(&self) -> DateTime<Utc> {
        let certificate = self.access.certificate.as_ref().map(|facts| facts.expires_at);
        certificate.map_or(self.password_ends_at(), |end| end.min(self.password_ends_at()))
    }
}

impl Connecting {
    /// The accesses that serve a structure within reach, those first that do not work, then those that end first.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn accesses(&self, actor: &Actor) -> Result<Vec<ServingAccess>> {
        actor.require(Permission::ManageStructures)?;
        let mut read = self.ground.read().await?;
        let accesses = read.accesses(actor.organization).await?;
        let served = read.served_structures(actor.organization).await?;
        let structures = self.ground.within_reach(actor, read.as_mut()).await?;
        // The position by name: what an access serves is told in that order.
        let places: HashMap<StructureId, usize> =
            structures.iter().enumerate().map(|(place, summary)| (summary.structure.id, place)).collect();
        let mut told: Vec<ServingAccess> = accesses
            .into_iter()
            .map(|access| {
                let of_access =
                    served.iter().filter(|(id, _)| *id == access.id).map(|(_, structure)| structure);
                let all = of_access.clone().count();
                let mut reached: Vec<usize> = of_access.filter_map(|id| places.get(id).copied()).collect();
                reached.sort_unstable();
                let structures: Vec<StructureSummary> =
                    reached.into_iter().filter_map(|place| structures.get(place).cloned()).collect();
                let last_success = last_success(&access, &structures);
                ServingAccess { beyond: all - structures.len(), access, structures, last_success }
            })
            .filter(|line| !line.structures.is_empty())
            .collect();
        told.sort_by_key(|line| (!line.access.state.is_broken(), line.first_end()));
        Ok(told)
    }
}

/// A test that was passed, or the last complete synchronisation of a structure that uses the access.
fn last_success(access: &Access, structures: &[StructureSummary]) -> Option<DateTime<Utc>> {
    let tested = (access.state == AccessState::Working).then_some(access.state_since);
    let uses =
        |summary: &&StructureSummary| summary.access.as_ref().is_some_and(|in_use| in_use.id == access.id);
    // What came before this access was entered was another one's.
    let synced = structures.iter().filter(uses).filter_map(|summary| summary.structure.synced_at);
    synced.filter(|at| *at >= access.created_at).chain(tested).max()
}
