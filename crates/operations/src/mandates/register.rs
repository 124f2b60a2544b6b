//! The register: every structure within reach with its mandates, and what they say today.

use std::collections::HashMap;

use documents::OpenFile;
use domain::{MandateId, MandateStanding, Permission, StructureId, paris_day};
use storage::{Document, Mandate, Structure};

use super::required::standing_of;
use super::wing::{Mandates, whole_structure, within_reach};
use crate::{Actor, Result};

/// A structure with its mandates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MandateLine {
    /// The structure.
    pub structure: Structure,
    /// What they say today.
    pub standing: MandateStanding,
    /// Those that begin last first.
    pub mandates: Vec<Mandate>,
}

/// The register of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MandateRegister {
    /// Whether what leaves needs a mandate.
    pub required: bool,
    /// The structures that the person reaches whole, by name.
    pub lines: Vec<MandateLine>,
}

impl Mandates {
    /// The mandates of all structures that a person reaches whole.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn register(&self, actor: &Actor) -> Result<MandateRegister> {
        actor.require(Permission::Read)?;
        let today = paris_day(self.ground.now());
        let mut read = self.ground.read().await?;
        let structures = self.ground.within_reach(actor, read.as_mut()).await?;
        let mut by_structure: HashMap<StructureId, Vec<Mandate>> = HashMap::new();
        for mandate in read.mandates(actor.organization).await? {
            by_structure.entry(mandate.structure).or_default().push(mandate);
        }
        let whole = structures.iter().filter(|summary| actor.reaches_whole(summary.structure.id));
        let line = |structure: &Structure| {
            let mandates = by_structure.remove(&structure.id).unwrap_or_default();
            MandateLine { structure: structure.clone(), standing: standing_of(&mandates, today), mandates }
        };
        Ok(MandateRegister {
            lines: whole.map(|summary| &summary.structure).map(line).collect(),
            required: read.mandates_required(actor.organization).await?,
        })
    }

    /// The mandates of one structure, and whether what leaves for it needs one.
    ///
    /// # Errors
    /// [`crate::OperationError::NotFound`] when it is out of reach, [`crate::OperationError::Refused`] when only some of
    /// its services are within it.
    pub async fn of_structure(&self, actor: &Actor, id: StructureId) -> Result<(bool, MandateLine)> {
        actor.require(Permission::Read)?;
        let mut read = self.ground.read().await?;
        let structure = whole_structure(actor, read.as_mut(), id).await?.structure;
        let mandates = read.mandates_of(actor.organization, id).await?;
        let standing = standing_of(&mandates, paris_day(self.ground.now()));
        let required = read.mandates_required(actor.organization).await?;
        Ok((required, MandateLine { structure, standing, mandates }))
    }

    /// One mandate.
    ///
    /// # Errors
    /// [`crate::OperationError::NotFound`] when it is out of reach.
    pub async fn mandate(&self, actor: &Actor, id: MandateId) -> Result<Mandate> {
        actor.require(Permission::Read)?;
        within_reach(actor, self.ground.read().await?.as_mut(), id).await
    }

    /// What is to be renewed or given, for who can do something about it: mandates that end within 60 days and, where the
    /// organisation asks for a mandate, structures that issue and have none that is good.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn to_renew(&self, actor: &Actor) -> Result<Vec<MandateLine>> {
        if !actor.role.allows(Permission::ManageStructures) {
            return Ok(Vec::new());
        }
        let MandateRegister { required, mut lines } = self.register(actor).await?;
        let today = paris_day(self.ground.now());
        lines.retain(|line| {
            let lacks = required && line.structure.side.issues() && !line.standing.is_valid();
            lacks || line.standing.is_ending(today)
        });
        Ok(lines)
    }

    /// The signed document of a mandate, open for reading.
    ///
    /// # Errors
    /// [`crate::OperationError::NotFound`] when it is out of reach.
    pub async fn open_mandate(&self, actor: &Actor, id: MandateId) -> Result<(Document, OpenFile)> {
        actor.require(Permission::Read)?;
        let mandate = within_reach(actor, self.ground.read().await?.as_mut(), id).await?;
        let file = self.documents.open(&mandate.document.sha256).await?;
        Ok((mandate.document, file))
    }
}
