//! The accounts that received invoices name (BT-84), and those that their suppliers are known by.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{AccountFinding, InvoiceId, OrganizationId, UserId};

use crate::Result;

/// The account of a received invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceAccount {
    /// Which invoice.
    pub invoice: InvoiceId,
    /// SIRET or other identifier of its supplier.
    pub supplier: String,
    /// Without spaces, capital letters.
    pub iban: String,
    /// What was to be looked at when it was found.
    pub findings: Vec<AccountFinding>,
    /// When.
    pub found_at: DateTime<Utc>,
}

/// What was learnt by calling a supplier back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallBack {
    /// Whom, under which number, what was said.
    pub note: String,
    /// Who wrote it.
    pub by: UserId,
    /// Their name then.
    pub by_name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// An account of a supplier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupplierAccount {
    /// Whose.
    pub supplier: String,
    /// Which.
    pub iban: String,
    /// What was learnt by calling back.
    pub call_back: Option<CallBack>,
    /// Who confirmed it; nobody for the first account of a supplier.
    pub confirmed_by: Option<(UserId, String)>,
    /// Since when it counts as known; none while it waits for a second person.
    pub known_at: Option<DateTime<Utc>>,
}

/// Asking for accounts.
#[async_trait]
pub trait ReadSupplierAccounts: Send {
    /// The account that an invoice names.
    async fn invoice_account(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
    ) -> Result<Option<InvoiceAccount>>;
    /// The accounts of a supplier, known ones and others, the first known first.
    async fn supplier_accounts(
        &mut self,
        organization: OrganizationId,
        supplier: &str,
    ) -> Result<Vec<SupplierAccount>>;
    /// Whether an account is known as that of another supplier.
    async fn account_is_of_another(
        &mut self,
        organization: OrganizationId,
        supplier: &str,
        iban: &str,
    ) -> Result<bool>;
    /// The invoices that have arrived, whose account is to be looked at and is not known; those found first at the head.
    async fn held_accounts(&mut self, organization: OrganizationId, most: u32)
    -> Result<Vec<InvoiceAccount>>;
}

/// Changing accounts.
#[async_trait]
pub trait WriteSupplierAccounts: ReadSupplierAccounts {
    /// Keeps the account that an invoice names; the first one stays.
    async fn put_invoice_account(
        &mut self,
        organization: OrganizationId,
        account: &InvoiceAccount,
    ) -> Result<()>;
    /// Adds or replaces an account of a supplier.
    async fn put_supplier_account(
        &mut self,
        organization: OrganizationId,
        account: &SupplierAccount,
    ) -> Result<()>;
}
