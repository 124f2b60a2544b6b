//! The structures of an organisation.

use std::sync::Arc;

use domain::{
    Environment, IdentifierError, IdentifierKind, Notes, Permission, Reason, Remark, Side, StructureField,
    StructureId, StructureIdentifier,
};
use storage::{Scope, StorageError, Structure, StructureOverview, StructureSummary};

use super::Portfolio;
use super::structure_facts::{KnownFacts, facts_of, is_stopped};
use crate::{Actor, OperationError, Result};

/// Most signs of a name that are kept.
const LONGEST_NAME: usize = 200;

/// A structure as typed.
#[derive(Clone, Debug, Default)]
pub struct NewStructure {
    /// Code of what the identifier is; empty for a SIRET.
    pub identifier_kind: String,
    /// SIRET, or another identifier.
    pub siret: String,
    /// Name.
    pub name: String,
    /// Town; may be left empty.
    pub town: String,
    /// Code of the side.
    pub side: String,
    /// Code of the environment.
    pub environment: String,
}

/// One structure, with what its sheet says of its access.
#[derive(Clone, Debug)]
pub struct StructureSheet {
    /// The structure and its accesses.
    pub overview: StructureOverview,
    /// How many other structures the access in use serves: changing it changes it for all of them.
    pub also_served: usize,
    /// What Chorus Pro says of it.
    pub known: KnownFacts,
}

impl Portfolio {
    /// The structures within reach, by name.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn structures(&self, actor: &Actor) -> Result<Arc<[StructureSummary]>> {
        actor.require(Permission::Read)?;
        self.ground.within_reach(actor, self.ground.read().await?.as_mut()).await
    }

    /// One structure.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn structure(&self, actor: &Actor, id: StructureId) -> Result<StructureOverview> {
        actor.require(Permission::Read)?;
        actor.require_structure(id)?;
        let found = self.ground.read().await?.structure(actor.organization, id).await?;
        found.ok_or(OperationError::NotFound("structure"))
    }

    /// The sheet of one structure.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn sheet(&self, actor: &Actor, id: StructureId) -> Result<StructureSheet> {
        actor.require(Permission::Read)?;
        actor.require_structure(id)?;
        let mut read = self.ground.read().await?;
        let overview = read.structure(actor.organization, id).await?;
        let overview = overview.ok_or(OperationError::NotFound("structure"))?;
        let served = match overview.accesses.first() {
            Some(attached) => read.structures_of(actor.organization, attached.access.id).await?,
            None => Vec::new(),
        };
        let also_served = served.into_iter().filter(|other| *other != id).count();
        let mut known = facts_of(read.as_mut(), actor, id).await?;
        known.coming &= !is_stopped(&overview);
        Ok(StructureSheet { overview, also_served, known })
    }

    /// Adds a structure.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] with what is to be corrected: the SIRET too, when it is there already.
    pub async fn add_structure(&self, actor: &Actor, new: &NewStructure) -> Result<StructureId> {
        may_add_structures(actor)?;
        let structure = self.checked(actor, new).map_err(OperationError::Invalid)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        transaction.insert_structure(&structure).await.map_err(|error| match error {
            StorageError::AlreadyThere(_) => {
                OperationError::Invalid(Notes::of_error(StructureField::Siret, Reason::StructureThere))
            }
            other => other.into(),
        })?;
        let entry = self.ground.act(actor, "structure.add", structure.id, structure.identifier.as_str());
        transaction.journal(&entry).await?;
        transaction.commit().await?;
        Ok(structure.id)
    }

    /// The structure that was typed, or what is to be corrected of it.
    pub(super) fn checked(&self, actor: &Actor, new: &NewStructure) -> std::result::Result<Structure, Notes> {
        let mut notes = Notes::default();
        let kind = match new.identifier_kind.as_str() {
            "" => Some(IdentifierKind::Siret),
            code => IdentifierKind::from_code(code),
        };
        if kind.is_none() {
            notes.error(StructureField::IdentifierKind, Remark::NotChosen);
        }
        let identifier = kind.and_then(|kind| {
            let refuse = |error| notes.error(StructureField::Siret, remark_of(error));
            StructureIdentifier::parse(kind, &new.siret).map_err(refuse).ok()
        });
        if new.name.trim().is_empty() {
            notes.error(StructureField::Name, Remark::StructureNameMissing);
        }
        let (side, environment) = (Side::from_code(&new.side), Environment::from_code(&new.environment));
        if side.is_none() {
            notes.error(StructureField::Side, Remark::NotChosen);
        }
        if environment.is_none() {
            notes.error(StructureField::Environment, Remark::NotChosen);
        }
        // Who has no SIRET is no public body.
        if identifier.as_ref().is_some_and(|identifier| identifier.kind() != IdentifierKind::Siret)
            && side.is_some_and(Side::receives)
        {
            notes.error(StructureField::Side, Remark::RecipientNeedsSiret);
        }
        let (Some(identifier), Some(side), Some(environment), true) =
            (identifier, side, environment, notes.is_empty())
        else {
            return Err(notes);
        };
        Ok(Structure {
            id: self.ground.id::<StructureId>(),
            organization: actor.organization,
            identifier,
            name: shortened(&new.name),
            town: shortened(&new.town),
            side,
            environment,
            chorus_id: None,
            synced_at: None,
            failing: None,
            created_at: self.ground.now(),
        })
    }
}

/// What is wrong with an identifier; with a SIRET it is said as everywhere.
const fn remark_of(error: IdentifierError) -> Remark {
    match error {
        IdentifierError::Siret(error) => Remark::Siret { error },
        error => Remark::Identifier { error },
    }
}

/// Who does not reach everything would not reach what they add.
pub(super) fn may_add_structures(actor: &Actor) -> Result<()> {
    actor.require(Permission::ManageStructures)?;
    if actor.scope == Scope::Everything {
        Ok(())
    } else {
        Err(OperationError::Forbidden(Permission::ManageStructures))
    }
}

/// A name as it is kept.
fn shortened(typed: &str) -> String {
    typed.trim().chars().take(LONGEST_NAME).collect()
}
