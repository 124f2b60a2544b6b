//! The circuit of received invoices: teams, rules, who approves, who is absent.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Absence, ApprovalState, Approver, CircuitRule, InvoiceId, OrganizationId, TeamId, UserId};

use crate::{Act, Result};

/// People who approve for each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Identifier.
    pub id: TeamId,
    /// What they are called.
    pub name: String,
    /// Who they are.
    pub members: Vec<UserId>,
}

/// A step of the circuit of an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Of which invoice.
    pub invoice: InvoiceId,
    /// Which step, from 0.
    pub position: u32,
    /// Who approves.
    pub approver: Approver,
    /// What they are called, as known when it was asked for.
    pub approver_name: String,
    /// Where it stands.
    pub state: ApprovalState,
    /// Why it is asked for: the name of a rule, or of who asked.
    pub asked_by: String,
    /// Since when.
    pub asked_at: DateTime<Utc>,
    /// What became of it.
    pub decided: Option<ApprovalDecision>,
}

/// What became of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalDecision {
    /// Who approved or refused.
    pub by: UserId,
    /// Their name then.
    pub by_name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What they said with it.
    pub comment: Option<String>,
}

/// Asking for the circuit.
#[async_trait]
pub trait ReadCircuit: Send {
    /// The teams of an organisation, by name, with their members.
    async fn teams(&mut self, organization: OrganizationId) -> Result<Vec<Team>>;
    /// The rules of an organisation, the first one first.
    async fn circuit_rules(&mut self, organization: OrganizationId) -> Result<Vec<CircuitRule>>;
    /// The steps of several invoices, in their order; those without any are left out.
    async fn approvals_of(
        &mut self,
        organization: OrganizationId,
        invoices: &[InvoiceId],
    ) -> Result<BTreeMap<InvoiceId, Vec<Approval>>>;
    /// The steps that wait for one of these people or teams, of invoices whose way has not ended; those that were asked for
    /// first at the head.
    async fn approvals_waiting_for(
        &mut self,
        organization: OrganizationId,
        people: &[UserId],
        teams: &[TeamId],
        most: u32,
    ) -> Result<Vec<Approval>>;
    /// Who is absent on a day or later, and who stands in.
    async fn absences(&mut self, organization: OrganizationId, from: NaiveDate) -> Result<Vec<Absence>>;
    /// Whether a rejection leaves only when a second person has confirmed it.
    async fn rejections_need_two(&mut self, organization: OrganizationId) -> Result<bool>;
    /// The acts that wait for a second person, those that were confirmed first at the head.
    async fn held_acts(&mut self, organization: OrganizationId, most: u32) -> Result<Vec<Act>>;
}

/// Changing the circuit. A person who loses the membership is of no team and stands in for nobody any more:
/// [`crate::WriteAccounts`] sees to it.
#[async_trait]
pub trait WriteCircuit: ReadCircuit {
    /// Adds a team, or replaces its name and members.
    async fn put_team(&mut self, organization: OrganizationId, team: &Team) -> Result<()>;
    /// Takes a team away; false when there is none. Steps that wait for it keep its name.
    async fn delete_team(&mut self, organization: OrganizationId, team: TeamId) -> Result<bool>;
    /// Replaces all rules of an organisation, in this order.
    async fn put_circuit_rules(&mut self, organization: OrganizationId, rules: &[CircuitRule]) -> Result<()>;
    /// Replaces all steps of an invoice.
    async fn put_approvals(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
        approvals: &[Approval],
    ) -> Result<()>;
    /// Says when somebody is absent; the one before is replaced.
    async fn put_absence(&mut self, organization: OrganizationId, absence: &Absence) -> Result<()>;
    /// Somebody is there again; false when nothing else was said.
    async fn delete_absence(&mut self, organization: OrganizationId, user: UserId) -> Result<bool>;
    /// Says whether a rejection needs a second person.
    async fn set_rejections_need_two(&mut self, organization: OrganizationId, needed: bool) -> Result<()>;
}
