//! Who pays, and what it costs to pay late: what somebody said of payers and of rates, and what payers did before.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{Environment, HalfYear, OrganizationId, PayerCategory, UserId};
use rust_decimal::Decimal;

use crate::Result;

/// Who pays, as somebody said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPayer {
    /// Owner.
    pub organization: OrganizationId,
    /// Where the payer has its identifier: those of qualification are invented.
    pub environment: Environment,
    /// SIRET, or another identifier.
    pub payer: String,
    /// What the legal delay depends on.
    pub category: PayerCategory,
    /// Who said so.
    pub author: UserId,
    /// Their name then.
    pub author_name: String,
    /// When.
    pub told_at: DateTime<Utc>,
}

/// A rate of late interest, as somebody entered or confirmed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownRate {
    /// Owner.
    pub organization: OrganizationId,
    /// Of which half-year.
    pub half: HalfYear,
    /// The rate of the European Central Bank on its first day, in percent.
    pub refinancing: Decimal,
    /// Where it was read.
    pub source: String,
    /// Who entered it.
    pub author: UserId,
    /// Their name then.
    pub author_name: String,
    /// When.
    pub told_at: DateTime<Utc>,
}

/// Asking for payers and rates.
#[async_trait]
pub trait ReadPayers: Send {
    /// What is known of these payers, in both environments.
    async fn known_payers(
        &mut self,
        organization: OrganizationId,
        payers: &[String],
    ) -> Result<Vec<KnownPayer>>;
    /// From arrival to mise en paiement: the latest payments of a recipient, those of credit notes left out, `most` of
    /// them at most.
    async fn payment_times(
        &mut self,
        organization: OrganizationId,
        environment: Environment,
        payer: &str,
        most: u32,
    ) -> Result<Vec<(DateTime<Utc>, DateTime<Utc>)>>;
    /// The rates that were entered, the latest half-year first.
    async fn known_rates(&mut self, organization: OrganizationId) -> Result<Vec<KnownRate>>;
}

/// Keeping what somebody said.
#[async_trait]
pub trait WritePayers: ReadPayers {
    /// Adds or replaces what is known of a payer.
    async fn put_payer(&mut self, payer: &KnownPayer) -> Result<()>;
    /// Forgets what was said of a payer.
    async fn forget_payer(
        &mut self,
        organization: OrganizationId,
        environment: Environment,
        payer: &str,
    ) -> Result<()>;
    /// Adds or replaces the rate of a half-year.
    async fn put_rate(&mut self, rate: &KnownRate) -> Result<()>;
}
