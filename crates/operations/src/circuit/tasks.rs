//! What of the circuit waits for a person.

use std::collections::HashMap;

use domain::{Direction, InvoiceId, Permission, paris_day};
use storage::{Act, Approval, Invoice, InvoiceAccount, InvoiceNote, Snapshot};

use super::approvers::Approvers;
use super::rules::is_before_order;
use super::wing::Circuit;
use crate::{Actor, Result};

/// Most of each kind that are told of.
const MOST: u32 = 100;

/// What waits for a person, each with its invoice; what was asked for first at the head.
#[derive(Clone, Debug, Default)]
pub struct CircuitTasks {
    /// Steps to approve.
    pub approvals: Vec<(Approval, Invoice)>,
    /// Decisions that somebody else has confirmed first.
    pub second: Vec<(Act, Invoice)>,
    /// Accounts that are to be confirmed.
    pub accounts: Vec<(InvoiceAccount, Invoice)>,
    /// Notes in which the person is told of something.
    pub notes: Vec<(InvoiceNote, Invoice)>,
}

impl CircuitTasks {
    /// Whether nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.approvals.is_empty()
            && self.second.is_empty()
            && self.accounts.is_empty()
            && self.notes.is_empty()
    }
}

impl Circuit {
    /// What waits for a person, of what they reach.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn tasks(&self, actor: &Actor) -> Result<CircuitTasks> {
        let organization = actor.organization;
        let today = paris_day(self.ground.now());
        let mut read = self.ground.read().await?;
        let read = read.as_mut();
        let notes = read.unseen_notes(organization, actor.user, MOST).await?;
        let (mut approvals, mut second, mut accounts) = (Vec::new(), Vec::new(), Vec::new());
        if actor.role.allows(Permission::Treat) {
            let approvers = Approvers::without_people(read, organization, today).await?;
            let (people, teams) = approvers.all_for(actor.user, today);
            approvals = read.approvals_waiting_for(organization, &people, &teams, MOST).await?;
            second = read.held_acts(organization, MOST).await?;
            second.retain(|act| act.author != actor.user);
            accounts = read.held_accounts(organization, MOST).await?;
        }
        let ids = approvals.iter().map(|approval| approval.invoice);
        let ids = ids.chain(second.iter().map(|act| act.invoice));
        let ids = ids.chain(accounts.iter().map(|account| account.invoice));
        let ids: Vec<InvoiceId> = ids.chain(notes.iter().map(|note| note.invoice)).collect();
        let invoices = reached(actor, read, &ids).await?;
        let of = |id: InvoiceId| invoices.get(&id).cloned();
        let received = |id: InvoiceId| of(id).filter(|invoice| invoice.direction == Direction::Received);
        let open = |id| received(id).filter(|invoice| is_before_order(&invoice.status));
        Ok(CircuitTasks {
            approvals: with(approvals, |approval| open(approval.invoice)),
            second: with(second, |act| received(act.invoice)),
            accounts: with(accounts, |account| open(account.invoice)),
            notes: with(notes, |note| of(note.invoice)),
        })
    }
}

fn with<T>(items: Vec<T>, invoice: impl Fn(&T) -> Option<Invoice>) -> Vec<(T, Invoice)> {
    let pair = |item| {
        let invoice = invoice(&item)?;
        Some((item, invoice))
    };
    items.into_iter().filter_map(pair).collect()
}

async fn reached(
    actor: &Actor,
    read: &mut dyn Snapshot,
    ids: &[InvoiceId],
) -> Result<HashMap<InvoiceId, Invoice>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let invoices = read.invoices(actor.organization, ids).await?;
    let reached = |invoice: &Invoice| actor.scope.reaches(invoice.structure, invoice.service_code.as_deref());
    Ok(invoices.into_iter().filter(reached).map(|invoice| (invoice.id, invoice)).collect())
}
