//! A structure whose SIRET changes: the seven things that this breaks, each with what is known of it here, walked through
//! by people and left at any time.

use domain::{
    BatchState, Direction, IdentifierKind, Notes, Permission, Reason, Remark, Siret, SiretChangeField,
    SiretStep, StatusStage, StructureId, StructureIdentifier, paris_day,
};
use storage::{
    AccessState, InvoiceFilter, Scope, ScopedStructure, SiretChange, Snapshot, Structure, StructureOverview,
    TickedStep, Transaction,
};

use super::Portfolio;
use super::structures::{NewStructure, may_add_structures};
use crate::ground::changed;
use crate::mandates::standing_of;
use crate::{Actor, OperationError, Result};

/// Most recipients, flows and batches that are counted.
const MOST_COUNTED: u32 = 500;

/// A step with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiretStepView {
    /// Which.
    pub step: SiretStep,
    /// How many things under the old SIRET it is about.
    pub count: u64,
    /// Whether what Pupitre sees says that it is done; none where only a person knows.
    pub seen: Option<bool>,
    /// Who said that it is done, and when.
    pub ticked: Option<TickedStep>,
}

impl SiretStepView {
    /// Whether it is done: seen or said.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        matches!(self.seen, Some(true)) || self.ticked.is_some()
    }
}

/// A structure whose SIRET changes, or may.
#[derive(Clone, Debug)]
pub struct SiretChangeView {
    /// The structure of the SIRET that goes.
    pub structure: Structure,
    /// The change under way.
    pub change: Option<SiretChange>,
    /// The structure of the SIRET that comes, once there is one here.
    pub new_structure: Option<StructureOverview>,
    /// The seven steps.
    pub steps: Vec<SiretStepView>,
}

impl SiretChangeView {
    /// How many of the steps are done.
    #[must_use]
    pub fn done(&self) -> usize {
        self.steps.iter().filter(|step| step.is_done()).count()
    }
}

impl Portfolio {
    /// The seven things that a change of SIRET breaks, with how far one is.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the structure is out of reach, [`OperationError::Refused`] when only some of its
    /// services are within it.
    pub async fn siret_change(&self, actor: &Actor, id: StructureId) -> Result<SiretChangeView> {
        actor.require(Permission::Read)?;
        actor.require_whole_structure(id)?;
        let mut read = self.ground.read().await?;
        let overview = structure_of(actor, read.as_mut(), id).await?;
        let change = read.siret_change(actor.organization, id).await?;
        let new_structure = match change.as_ref().and_then(|change| change.new_structure) {
            // Whoever does not reach the new one sees that there is none for them.
            Some(new) if actor.reaches_whole(new) => read.structure(actor.organization, new).await?,
            _ => None,
        };
        let mut steps = Vec::with_capacity(SiretStep::ALL.len());
        for step in SiretStep::ALL {
            let (count, seen) =
                self.known_of(actor, read.as_mut(), &overview, new_structure.as_ref(), step).await?;
            let ticked = change.as_ref().and_then(|change| change.steps.get(step.code()).cloned());
            steps.push(SiretStepView { step, count, seen, ticked });
        }
        Ok(SiretChangeView { structure: overview.structure, change, new_structure, steps })
    }

    /// What is known of a step: how many things it is about, and whether it is seen to be done.
    async fn known_of(
        &self,
        actor: &Actor,
        read: &mut dyn Snapshot,
        old: &StructureOverview,
        new: Option<&StructureOverview>,
        step: SiretStep,
    ) -> Result<(u64, Option<bool>)> {
        let (organization, id) = (actor.organization, old.structure.id);
        let new_id = new.map(|new| new.structure.id);
        Ok(match step {
            SiretStep::Access => {
                let works = |new: &StructureOverview| {
                    new.accesses.iter().any(|attached| attached.access.state == AccessState::Working)
                };
                (counted(old.accesses.len()), Some(new.is_some_and(works)))
            }
            SiretStep::Mandate => {
                let today = paris_day(self.ground.now());
                let count = read.mandates_of(organization, id).await?.len();
                let valid = match new_id {
                    Some(new) => standing_of(&read.mandates_of(organization, new).await?, today).is_valid(),
                    None => false,
                };
                let needed = count > 0 || read.mandates_required(organization).await?;
                // Where nobody keeps mandates, only a person knows.
                (counted(count), if needed { Some(valid) } else { None })
            }
            SiretStep::BankAccounts => {
                let count = bank_accounts(actor, read, id).await?;
                let there = match new_id {
                    Some(new) => bank_accounts(actor, read, new).await? > 0,
                    None => false,
                };
                (counted(count), if count > 0 { Some(there) } else { None })
            }
            SiretStep::Payers => {
                let recipients = read.recent_recipients(organization, id, MOST_COUNTED).await?;
                (counted(recipients.len()), None)
            }
            SiretStep::Drafts => {
                let count = issued(actor, read, id, &[StatusStage::ToSend]).await?;
                (count, Some(count == 0))
            }
            SiretStep::Flows => {
                let scope = Scope::Only(vec![ScopedStructure { structure: id, services: Vec::new() }]);
                let flows = read.flows(organization, &scope, MOST_COUNTED).await?;
                let flows = flows.iter().filter(|flow| flow.state.is_unsent()).count();
                let batches = read.batches(organization, None, MOST_COUNTED).await?;
                let is_open = |state| !matches!(state, BatchState::Done | BatchState::Cancelled);
                let batches = batches
                    .iter()
                    .filter(|batch| batch.structure == Some(id) && is_open(batch.state))
                    .count();
                // The program that writes them is seen by a person alone.
                (counted(flows + batches), None)
            }
            SiretStep::UnderWay => {
                let stages =
                    [StatusStage::OnTheWay, StatusStage::Arrived, StatusStage::Blocked, StatusStage::Waiting];
                let count = issued(actor, read, id, &stages).await?;
                (count, Some(count == 0))
            }
        })
    }

    /// Says which SIRET comes; what was ticked for another one is forgotten. `create`: its structure is created too, with
    /// what carries over, unless it is there.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the structure is out of reach, [`OperationError::Invalid`] when the SIRET is none
    /// or the same, [`OperationError::Forbidden`] for who may not create structures and asks for one.
    pub async fn begin_siret_change(
        &self,
        actor: &Actor,
        id: StructureId,
        new_siret: &str,
        create: bool,
    ) -> Result<()> {
        actor.require(Permission::ManageStructures)?;
        actor.require_whole_structure(id)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let old = structure_of(actor, transaction.as_mut(), id).await?.structure;
        let siret = Siret::parse(new_siret)
            .map_err(|error| refused(SiretChangeField::NewSiret, Remark::Siret { error }))?;
        if old.identifier.siret().as_ref() == Some(&siret) {
            return Err(refused(SiretChangeField::NewSiret, Remark::SiretUnchanged));
        }
        let before = transaction.siret_change(actor.organization, id).await?;
        let kept = before.filter(|before| before.new_siret == siret);
        let new_structure = self.new_structure(actor, transaction.as_mut(), &old, &siret, create).await?;
        let change = SiretChange {
            organization: actor.organization,
            structure: id,
            new_siret: siret,
            new_structure,
            steps: kept.as_ref().map(|kept| kept.steps.clone()).unwrap_or_default(),
            begun_by: kept.as_ref().map_or(actor.user, |kept| kept.begun_by),
            begun_by_name: kept
                .as_ref()
                .map_or_else(|| actor.name.clone(), |kept| kept.begun_by_name.clone()),
            begun_at: kept.as_ref().map_or_else(|| self.ground.now(), |kept| kept.begun_at),
        };
        transaction.put_siret_change(&change).await?;
        let entry = self.ground.act(actor, "structure.siret_change", id, change.new_siret.as_str());
        transaction.journal(&entry).await?;
        transaction.tell(changed(actor.organization, id, None)).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The structure of the new SIRET: the one that is there, else one that is created with name, town, side, environment
    /// and the people in charge of the old one.
    async fn new_structure(
        &self,
        actor: &Actor,
        transaction: &mut dyn Transaction,
        old: &Structure,
        siret: &Siret,
        create: bool,
    ) -> Result<Option<StructureId>> {
        let identifier = StructureIdentifier::from(siret.clone());
        let known = transaction.structures(actor.organization).await?;
        let is_it = |structure: &Structure| {
            structure.identifier == identifier && structure.environment == old.environment
        };
        if let Some(there) = known.iter().map(|summary| &summary.structure).find(|known| is_it(known)) {
            return Ok(Some(there.id));
        }
        if !create {
            return Ok(None);
        }
        may_add_structures(actor)?;
        let new = NewStructure {
            identifier_kind: IdentifierKind::Siret.code().to_owned(),
            siret: siret.as_str().to_owned(),
            name: old.name.clone(),
            town: old.town.clone(),
            side: old.side.code().to_owned(),
            environment: old.environment.code().to_owned(),
        };
        let structure = self.checked(actor, &new).map_err(OperationError::Invalid)?;
        transaction.insert_structure(&structure).await?;
        let in_charge = transaction.in_charge(actor.organization).await?;
        let in_charge = in_charge.into_iter().filter(|charge| charge.structure == old.id);
        // Only who reaches everything reaches the new one already.
        let people = transaction.users_of(actor.organization).await?;
        let reaches =
            |user| people.iter().any(|person| person.user.id == user && person.scope == Scope::Everything);
        let in_charge: Vec<_> = in_charge.map(|charge| charge.user).filter(|user| reaches(*user)).collect();
        transaction.set_in_charge(actor.organization, structure.id, &in_charge).await?;
        let entry = self.ground.act(actor, "structure.add", structure.id, structure.identifier.as_str());
        transaction.journal(&entry).await?;
        Ok(Some(structure.id))
    }

    /// Says of a step, by its code, that it is done, or that it is not after all.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the structure is out of reach or no change is under way.
    pub async fn tick_siret_step(
        &self,
        actor: &Actor,
        id: StructureId,
        step: &str,
        done: bool,
    ) -> Result<()> {
        actor.require(Permission::ManageStructures)?;
        actor.require_whole_structure(id)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        structure_of(actor, transaction.as_mut(), id).await?;
        let gone = || OperationError::NotFound("change of SIRET");
        let mut change = transaction.siret_change(actor.organization, id).await?.ok_or_else(gone)?;
        let step = SiretStep::from_code(step).ok_or_else(gone)?.code();
        if done {
            let ticked = TickedStep { by: actor.name.clone(), at: self.ground.now() };
            change.steps.entry(step.to_owned()).or_insert(ticked);
        } else {
            change.steps.remove(step);
        }
        transaction.put_siret_change(&change).await?;
        let detail = format!("{step}: {}", if done { "done" } else { "open" });
        transaction.journal(&self.ground.act(actor, "structure.siret_step", id, detail)).await?;
        transaction.tell(changed(actor.organization, id, None)).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Forgets a change of SIRET; a structure that was created for it stays.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the structure is out of reach, [`OperationError::Refused`] when nothing is under
    /// way.
    pub async fn forget_siret_change(&self, actor: &Actor, id: StructureId) -> Result<()> {
        actor.require(Permission::ManageStructures)?;
        actor.require_whole_structure(id)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        structure_of(actor, transaction.as_mut(), id).await?;
        if transaction.siret_change(actor.organization, id).await?.is_none() {
            return Err(OperationError::Refused(Reason::NothingWaits));
        }
        transaction.delete_siret_change(actor.organization, id).await?;
        transaction.journal(&self.ground.act(actor, "structure.siret_forgotten", id, "")).await?;
        transaction.commit().await?;
        Ok(())
    }
}

fn refused(field: SiretChangeField, remark: Remark) -> OperationError {
    OperationError::Invalid(Notes::of_error(field, remark))
}

fn counted(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

async fn structure_of(actor: &Actor, read: &mut dyn Snapshot, id: StructureId) -> Result<StructureOverview> {
    let found = read.structure(actor.organization, id).await?;
    found.ok_or(OperationError::NotFound("structure"))
}

/// How many bank accounts Chorus Pro is known to have of a structure.
async fn bank_accounts(actor: &Actor, read: &mut dyn Snapshot, id: StructureId) -> Result<usize> {
    let facts = read.structure_facts(actor.organization, id).await?;
    Ok(facts.map_or(0, |(facts, _)| facts.bank_accounts.len()))
}

/// How many issued invoices of a structure stand in some stages.
async fn issued(
    actor: &Actor,
    read: &mut dyn Snapshot,
    id: StructureId,
    stages: &[StatusStage],
) -> Result<u64> {
    let filter = InvoiceFilter {
        structures: Some(vec![id]),
        per_page: 1,
        ..InvoiceFilter::new(Direction::Issued, actor.scope.clone())
    };
    let page = read.invoice_page(actor.organization, &filter).await?;
    let counts = page.stages.iter().filter(|count| stages.contains(&count.stage));
    Ok(counts.map(|count| count.totals.count).sum())
}
