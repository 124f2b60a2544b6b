//! Structures whose SIRET changes, and how far one is with what this breaks.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{OrganizationId, Siret, StructureId, UserId};
use serde::{Deserialize, Serialize};

use crate::Result;

/// A step that somebody has ticked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TickedStep {
    /// Who, by name.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A change of SIRET under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiretChange {
    /// Owner.
    pub organization: OrganizationId,
    /// The structure of the SIRET that goes.
    pub structure: StructureId,
    /// The SIRET that comes.
    pub new_siret: Siret,
    /// Its structure, once it was created from here.
    pub new_structure: Option<StructureId>,
    /// What was ticked, by the code of the step.
    pub steps: BTreeMap<String, TickedStep>,
    /// Who began.
    pub begun_by: UserId,
    /// Their name then.
    pub begun_by_name: String,
    /// When.
    pub begun_at: DateTime<Utc>,
}

/// Asking for changes of SIRET.
#[async_trait]
pub trait ReadSiretChanges: Send {
    /// That of a structure.
    async fn siret_change(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
    ) -> Result<Option<SiretChange>>;
}

/// Keeping how far one is.
#[async_trait]
pub trait WriteSiretChanges: ReadSiretChanges {
    /// Adds or replaces it; [`crate::StorageError::ChangedMeanwhile`] when one of the structures is not of the
    /// organisation.
    async fn put_siret_change(&mut self, change: &SiretChange) -> Result<()>;
    /// Forgets it.
    async fn delete_siret_change(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
    ) -> Result<()>;
}
