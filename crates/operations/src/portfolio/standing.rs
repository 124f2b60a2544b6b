//! What surrounds every page: a few facts about all structures within reach.

use domain::{Environment, Permission, StructureId};
use storage::{AccessHealth, StructureSummary};

use super::Portfolio;
use crate::{Actor, Result};

/// A structure that Chorus Pro can no longer be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutOff {
    /// Which.
    pub structure: StructureId,
    /// Its name.
    pub name: String,
}

/// How the structures within reach stand, whatever a page is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether there is none.
    pub is_empty: bool,
    /// Whether one of them issues invoices.
    pub issues: bool,
    /// Whether one of them receives invoices.
    pub receives: bool,
    /// The environment that all of them are in; none where there is no structure, or some are in one and some in the other.
    pub environment: Option<Environment>,
    /// Those whose access is broken, by name.
    pub cut_off: Vec<CutOff>,
}

impl Standing {
    /// The same of structures that were read already.
    #[must_use]
    pub fn of(structures: &[StructureSummary]) -> Self {
        let is_broken = |access: &AccessHealth| access.state.is_broken();
        Self {
            is_empty: structures.is_empty(),
            issues: structures.iter().any(|summary| summary.structure.side.issues()),
            receives: structures.iter().any(|summary| summary.structure.side.receives()),
            environment: common_environment(structures),
            cut_off: structures
                .iter()
                .filter(|summary| summary.access.as_ref().is_some_and(is_broken))
                .map(|summary| CutOff {
                    structure: summary.structure.id,
                    name: summary.structure.name.clone(),
                })
                .collect(),
        }
    }

    /// Whether some are in one environment and some in the other: then each row says its own.
    #[must_use]
    pub fn mixes_environments(&self) -> bool {
        !self.is_empty && self.environment.is_none()
    }
}

fn common_environment(structures: &[StructureSummary]) -> Option<Environment> {
    let first = structures.first()?.structure.environment;
    structures.iter().all(|summary| summary.structure.environment == first).then_some(first)
}

impl Portfolio {
    /// How the structures within reach stand.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn standing(&self, actor: &Actor) -> Result<Standing> {
        actor.require(Permission::Read)?;
        Ok(Standing::of(&self.ground.within_reach(actor, self.ground.read().await?.as_mut()).await?))
    }
}
