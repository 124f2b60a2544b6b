//! Approving a received invoice (*visa*), one step after the other, or refusing to.

use domain::{ApprovalState, Approver, InvoiceId, MOST_STEPS, Permission, Reason, paris_day};
use storage::{Approval, ApprovalDecision, Invoice, Transaction};

use super::approvers::Approvers;
use super::rules::is_before_order;
use super::steps;
use super::wing::{Circuit, received};
use crate::ground::changed;
use crate::{Actor, OperationError, Result};

/// Longest comment of an approval, characters.
const LONGEST_COMMENT: usize = 500;

/// The circuit of an invoice, as its page shows it.
#[derive(Clone, Debug, Default)]
pub struct InvoiceCircuit {
    /// Its steps, in their order.
    pub steps: Vec<Approval>,
    /// The step that this person may approve now, and for whom when it is for somebody else.
    pub mine: Option<(u32, Option<String>)>,
    /// Who may be asked, with their names: people and teams who reach it; nobody for who may not ask.
    pub may_be_asked: Vec<(Approver, String)>,
    /// Whether this person may take open steps away.
    pub may_withdraw: bool,
    /// Who stands in today for the person of a step that waits.
    pub stands_in: Option<String>,
}

impl Circuit {
    /// The circuit of an invoice.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach or no received invoice.
    pub async fn of_invoice(&self, actor: &Actor, id: InvoiceId) -> Result<InvoiceCircuit> {
        actor.require(Permission::Read)?;
        let today = paris_day(self.ground.now());
        let mut read = self.ground.read().await?;
        let invoice = received(actor, read.as_mut(), id).await?;
        let steps = read.approvals_of(actor.organization, &[id]).await?.remove(&id).unwrap_or_default();
        let may_treat = actor.role.allows(Permission::Treat);
        if steps.is_empty() && !may_treat {
            return Ok(InvoiceCircuit::default());
        }
        let approvers = Approvers::read(read.as_mut(), actor.organization, today).await?;
        let waiting = steps.iter().find(|step| step.state == ApprovalState::Waiting);
        let mine = waiting.filter(|_| may_treat).and_then(|step| {
            let represented = approvers.acting_for(actor.user, step.approver, today)?;
            let other = (represented != actor.user).then(|| approvers.name_of(represented));
            Some((step.position, other.flatten().map(ToOwned::to_owned)))
        });
        let stands_in = waiting.and_then(|step| match step.approver {
            Approver::Person(user) => {
                let stands = domain::stands_in(approvers.absences(), user, today);
                (stands != user).then(|| approvers.name_of(stands).map(ToOwned::to_owned)).flatten()
            }
            Approver::Team(_) => None,
        });
        let mut may_be_asked = Vec::new();
        if may_treat && is_before_order(&invoice.status) && steps.len() < MOST_STEPS {
            let teams = approvers.teams.iter().map(|team| (Approver::Team(team.id), team.name.clone()));
            let people = approvers.people().map(|(user, name)| (Approver::Person(user), name.to_owned()));
            may_be_asked = teams.chain(people).collect();
            may_be_asked.retain(|(approver, _)| approvers.can_approve(*approver, &invoice));
        }
        let may_withdraw = actor.role.allows(Permission::ManageStructures);
        Ok(InvoiceCircuit { steps, mine, may_be_asked, may_withdraw, stands_in })
    }

    /// Approves the step of an invoice whose turn it is.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach; [`OperationError::Refused`] when the step is not this person's,
    /// not its turn, or the person has approved another one.
    pub async fn approve(&self, actor: &Actor, id: InvoiceId, position: u32, comment: &str) -> Result<()> {
        self.decide_step(actor, id, position, comment, true).await
    }

    /// Refuses to approve it, and says why. The payment is held until whoever looks after it asks again.
    ///
    /// # Errors
    /// As [`Circuit::approve`]; also when nothing is said.
    pub async fn refuse_approval(
        &self,
        actor: &Actor,
        id: InvoiceId,
        position: u32,
        comment: &str,
    ) -> Result<()> {
        self.decide_step(actor, id, position, comment, false).await
    }

    async fn decide_step(
        &self,
        actor: &Actor,
        id: InvoiceId,
        position: u32,
        comment: &str,
        approves: bool,
    ) -> Result<()> {
        actor.require(Permission::Treat)?;
        let now = self.ground.now();
        let comment: String = comment.trim().chars().take(LONGEST_COMMENT).collect();
        let comment = (!comment.is_empty()).then_some(comment);
        if !approves && comment.is_none() {
            return Err(OperationError::Refused(Reason::RefusalUnexplained));
        }
        let mut transaction = self.ground.write(actor.organization).await?;
        let invoice = received(actor, transaction.as_mut(), id).await?;
        let mut steps = steps_of(transaction.as_mut(), &invoice).await?;
        let approvers = Approvers::read(transaction.as_mut(), actor.organization, paris_day(now)).await?;
        let not_yours = || OperationError::Refused(Reason::ApprovalNotYours);
        let place = steps::waiting(&steps, position).ok_or_else(not_yours)?;
        let represented =
            approvers.acting_for(actor.user, steps[place].approver, paris_day(now)).ok_or_else(not_yours)?;
        let has_approved = |step: &Approval| {
            step.state == ApprovalState::Approved
                && step.decided.as_ref().is_some_and(|decided| decided.by == actor.user)
        };
        if approves && steps.iter().any(has_approved) {
            return Err(OperationError::Refused(Reason::ApprovedBefore));
        }
        let (by, by_name, comment_kept) = (actor.user, actor.name.clone(), comment.clone());
        let decision = ApprovalDecision { by, by_name, at: now, comment: comment_kept };
        steps::decide(&mut steps, place, approves, decision);
        let code = if approves { "APPROVED" } else { "APPROVAL_REFUSED" };
        let mut event = self.ground.event(&invoice, code, Some(&actor.name));
        let absent = (represented != actor.user).then(|| approvers.name_of(represented)).flatten();
        let instead = absent.map(|name| format!("Pour {name}, absent."));
        let said = instead.into_iter().chain(comment).collect::<Vec<_>>().join(" ");
        event.comment = (!said.is_empty()).then_some(said);
        transaction.insert_event(&event).await?;
        let action = if approves { "approval.give" } else { "approval.refuse" };
        self.keep(actor, transaction, &invoice, &steps, action).await
    }

    /// Asks somebody more to approve an invoice, after the others.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach; [`OperationError::Refused`] when its payment is ordered, nobody of
    /// those reaches it, or there are too many steps.
    pub async fn ask_approval(&self, actor: &Actor, id: InvoiceId, approver: Approver) -> Result<()> {
        actor.require(Permission::Treat)?;
        let now = self.ground.now();
        let mut transaction = self.ground.write(actor.organization).await?;
        let invoice = received(actor, transaction.as_mut(), id).await?;
        if !is_before_order(&invoice.status) {
            return Err(OperationError::Refused(Reason::DecisionOvertaken));
        }
        let mut steps = steps_of(transaction.as_mut(), &invoice).await?;
        let approvers = Approvers::read(transaction.as_mut(), actor.organization, paris_day(now)).await?;
        let name = approvers.called(approver).ok_or(OperationError::NotFound("approver"))?;
        if !approvers.can_approve(approver, &invoice) {
            return Err(OperationError::Refused(Reason::NobodyReaches));
        }
        steps::ask(&mut steps, id, (approver, name.clone()), &actor.name, now)
            .ok_or(OperationError::Refused(Reason::CircuitFull { most: MOST_STEPS as u64 }))?;
        let mut event = self.ground.event(&invoice, "APPROVAL_ASKED", Some(&actor.name));
        event.comment = Some(name);
        transaction.insert_event(&event).await?;
        self.keep(actor, transaction, &invoice, &steps, "approval.ask").await
    }

    /// Asks again for the step that was refused.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach, [`OperationError::Refused`] when none was refused.
    pub async fn ask_again(&self, actor: &Actor, id: InvoiceId) -> Result<()> {
        actor.require(Permission::Treat)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let invoice = received(actor, transaction.as_mut(), id).await?;
        let mut steps = steps_of(transaction.as_mut(), &invoice).await?;
        let place = steps::ask_again(&mut steps, self.ground.now());
        let place = place.ok_or(OperationError::Refused(Reason::ApprovalNotYours))?;
        let mut event = self.ground.event(&invoice, "APPROVAL_ASKED", Some(&actor.name));
        event.comment = Some(steps[place].approver_name.clone());
        transaction.insert_event(&event).await?;
        self.keep(actor, transaction, &invoice, &steps, "approval.ask_again").await
    }

    /// Takes away a step that is not approved: of somebody who left, or that a rule asked for by mistake. It is told in the
    /// history.
    ///
    /// # Errors
    /// [`OperationError::Forbidden`] for who does not manage structures; [`OperationError::NotFound`] when there is none.
    pub async fn withdraw_approval(&self, actor: &Actor, id: InvoiceId, position: u32) -> Result<()> {
        actor.require(Permission::ManageStructures)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let invoice = received(actor, transaction.as_mut(), id).await?;
        let mut steps = steps_of(transaction.as_mut(), &invoice).await?;
        let gone = steps::withdraw(&mut steps, position, self.ground.now());
        let gone = gone.ok_or(OperationError::NotFound("approval"))?;
        let mut event = self.ground.event(&invoice, "APPROVAL_WITHDRAWN", Some(&actor.name));
        event.comment = Some(gone.approver_name);
        transaction.insert_event(&event).await?;
        self.keep(actor, transaction, &invoice, &steps, "approval.withdraw").await
    }

    async fn keep(
        &self,
        actor: &Actor,
        mut transaction: Box<dyn Transaction>,
        invoice: &Invoice,
        steps: &[Approval],
        action: &'static str,
    ) -> Result<()> {
        transaction.put_approvals(actor.organization, invoice.id, steps).await?;
        transaction.journal(&self.ground.act(actor, action, invoice.id, "")).await?;
        transaction.tell(changed(invoice.organization, invoice.structure, Some(invoice.id))).await?;
        transaction.commit().await?;
        Ok(())
    }
}

async fn steps_of(transaction: &mut dyn Transaction, invoice: &Invoice) -> Result<Vec<Approval>> {
    let mut steps = transaction.approvals_of(invoice.organization, &[invoice.id]).await?;
    Ok(steps.remove(&invoice.id).unwrap_or_default())
}
