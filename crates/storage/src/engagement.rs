//! What is known of engagements: what Chorus Pro said of a number to a supplier, and when.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{Environment, OrganizationId, StructureId};

use crate::Result;

/// What Chorus Pro said of the number of an engagement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownEngagement {
    /// The number.
    pub number: String,
    /// Who ordered; none when Chorus Pro knows no engagement of this number for the supplier.
    pub found: Option<FoundEngagement>,
    /// When it was asked.
    pub fetched_at: DateTime<Utc>,
}

/// An engagement that Chorus Pro knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundEngagement {
    /// SIRET of who ordered.
    pub issuer: String,
    /// Its name.
    pub issuer_name: String,
    /// The service that ordered.
    pub service_code: Option<String>,
    /// `etatCourantEngagement`; empty when it is not said.
    pub state: String,
}

/// Asking for what is known of engagements.
#[async_trait]
pub trait ReadEngagements: Send {
    /// What was said of a number to a structure.
    async fn known_engagement(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        number: &str,
    ) -> Result<Option<KnownEngagement>>;
    /// Whether an engagement of a recipient was ever found for a structure of this environment: then it publishes them.
    async fn publishes_engagements(
        &mut self,
        organization: OrganizationId,
        environment: Environment,
        siret: &str,
    ) -> Result<bool>;
}

/// Keeping what is known of engagements.
#[async_trait]
pub trait WriteEngagements: ReadEngagements {
    /// Adds or replaces what was said of a number to a structure.
    async fn put_known_engagement(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        known: &KnownEngagement,
    ) -> Result<()>;
    /// Forgets what was asked before an instant; gives how much.
    async fn delete_engagements_before(&mut self, before: DateTime<Utc>) -> Result<u64>;
}
