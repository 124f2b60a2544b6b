//! What Chorus Pro gives to choose from, as an access was told.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{AccessId, OrganizationId};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::Result;

/// The lists of the platform that an invoice is written from; one that could not be read is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlatformLists {
    /// Currencies, three letters.
    pub currencies: Vec<Listed>,
    /// VAT rates, percent, each once.
    pub vat_rates: Vec<Decimal>,
    /// Why no VAT is due, in the words of the platform.
    pub exemption_reasons: Vec<String>,
    /// Codes of the means of payment (`modePaiement`).
    pub payment_modes: Vec<String>,
    /// Codes of the cadres de facturation of an invoice.
    pub frameworks: Vec<String>,
    /// Kinds of attachments.
    pub attachment_types: Vec<Listed>,
}

/// A code with its words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Code.
    pub code: String,
    /// Words.
    pub label: String,
}

/// Asking for lists.
#[async_trait]
pub trait ReadAccessLists: Send {
    /// What an access was told, and when.
    async fn access_lists(
        &mut self,
        organization: OrganizationId,
        access: AccessId,
    ) -> Result<Option<(PlatformLists, DateTime<Utc>)>>;
}

/// Changing lists.
#[async_trait]
pub trait WriteAccessLists: ReadAccessLists {
    /// Keeps what was read, in place of what was known.
    async fn put_access_lists(
        &mut self,
        organization: OrganizationId,
        access: AccessId,
        lists: &PlatformLists,
        read_at: DateTime<Utc>,
    ) -> Result<()>;
}
