//! Texts for decisions on received invoices, kept to be used again.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{Decision, DecisionTextId, OrganizationId, UserId};

use crate::Result;

/// A text that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionText {
    /// Identifier.
    pub id: DecisionTextId,
    /// Owner.
    pub organization: OrganizationId,
    /// For which decision.
    pub decision: Decision,
    /// What it says.
    pub text: String,
    /// Who kept it.
    pub author: UserId,
    /// Their name then.
    pub author_name: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// Asking for texts.
#[async_trait]
pub trait ReadDecisionTexts: Send {
    /// Those of an organisation, the oldest first.
    async fn decision_texts(&mut self, organization: OrganizationId) -> Result<Vec<DecisionText>>;
}

/// Changing texts.
#[async_trait]
pub trait WriteDecisionTexts: ReadDecisionTexts {
    /// Adds one.
    async fn insert_decision_text(&mut self, text: &DecisionText) -> Result<()>;
    /// Takes one away; false when it is not there.
    async fn delete_decision_text(
        &mut self,
        organization: OrganizationId,
        id: DecisionTextId,
    ) -> Result<bool>;
}
