//! The structures of each organisation as they were read last: every list shows hundreds of them, and they seldom change.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::OrganizationId;
use storage::{Snapshot, StructureSummary};

use crate::Result;

type Version = (i64, Arc<[StructureSummary]>);

/// What was read, with the version that the database gave before: what another process changes is seen at once.
#[derive(Clone, Default)]
pub(super) struct Known {
    by_organization: Arc<Mutex<HashMap<OrganizationId, Version>>>,
}

impl Known {
    /// The structures of an organisation, by name.
    pub(super) async fn structures(
        &self,
        organization: OrganizationId,
        read: &mut dyn Snapshot,
    ) -> Result<Arc<[StructureSummary]>> {
        let version = read.structures_version(organization).await?;
        if let Some((known, structures)) = self.lock().get(&organization)
            && *known == version
        {
            return Ok(Arc::clone(structures));
        }
        let structures: Arc<[StructureSummary]> = read.structures(organization).await?.into();
        self.lock().insert(organization, (version, Arc::clone(&structures)));
        Ok(structures)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<OrganizationId, Version>> {
        // Nothing panics while it is held; were it so, what it holds would still be what was read.
        self.by_organization.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
