//! What stands beside the head of an invoice: its lines, where the days of its delay went, and what only a received one
//! has. What only an issued one has is [`crate::Draft`].

use std::collections::BTreeMap;

use crate::{Document, Invoice, Result};
use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{ClockSpan, DisorderKind, InvoiceId, OrganizationId, StructureId, UserId};
use rust_decimal::Decimal;

/// A line of an invoice (BG-25). Amounts in the currency of the invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceLine {
    /// BT-126, as its sender wrote it.
    pub identifier: String,
    /// BT-153.
    pub name: String,
    /// BT-154.
    pub description: Option<String>,
    /// BT-129, exact.
    pub quantity: Option<Decimal>,
    /// BT-130.
    pub unit: Option<String>,
    /// BT-146, exact: it may have more than two decimals.
    pub net_price: Option<Decimal>,
    /// BT-131, in cents.
    pub net_cents: Option<i64>,
    /// BT-151.
    pub vat_category: Option<String>,
    /// BT-152, in percent.
    pub vat_rate: Option<Decimal>,
}

/// What only a received invoice has: who looks after it here, and whether it was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reception {
    /// Owner.
    pub organization: OrganizationId,
    /// Of which invoice.
    pub invoice: InvoiceId,
    /// When it was first seen here.
    pub seen_at: DateTime<Utc>,
    /// `factureTelechargeeParDestinataire` as it was before anything was fetched from here; none while it was not told.
    pub downloaded_elsewhere: Option<bool>,
    /// When its files were first given to a person here.
    pub downloaded_at: Option<DateTime<Utc>>,
    /// When a person here opened it first.
    pub opened_at: Option<DateTime<Utc>>,
    /// Who that was, by name.
    pub opened_by: Option<String>,
    /// Who looks after it.
    pub assigned_to: Option<UserId>,
    /// Since when.
    pub assigned_at: Option<DateTime<Utc>>,
    /// The day on which the work was done, as its recipient found (CCP R2192-13).
    pub service_day: Option<NaiveDate>,
    /// Days that the contract gives to pay it.
    pub contract_days: Option<u32>,
}

impl Reception {
    /// Of an invoice that was seen for the first time, of which nothing more is known.
    #[must_use]
    pub const fn of(invoice: &Invoice, seen_at: DateTime<Utc>) -> Self {
        Self {
            organization: invoice.organization,
            invoice: invoice.id,
            seen_at,
            downloaded_elsewhere: None,
            downloaded_at: None,
            opened_at: None,
            opened_by: None,
            assigned_to: None,
            assigned_at: None,
            service_day: None,
            contract_days: None,
        }
    }

    /// What its delay depends on besides statuses and payer.
    #[must_use]
    pub const fn terms(&self) -> ReceptionTerms {
        ReceptionTerms { service_day: self.service_day, contract_days: self.contract_days }
    }
}

/// Who looks after a received invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignee {
    /// The person.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// What the delay of a received invoice depends on besides statuses and payer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReceptionTerms {
    /// The day on which the work was done.
    pub service_day: Option<NaiveDate>,
    /// Days that the contract gives.
    pub contract_days: Option<u32>,
}

/// Asking for what stands beside the head.
#[async_trait]
pub trait ReadInvoiceParts: Send {
    /// Lines in their order.
    async fn invoice_lines(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
    ) -> Result<Vec<InvoiceLine>>;
    /// Spans of the payment clock, the first one first.
    async fn clock_spans(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
    ) -> Result<Vec<ClockSpan>>;
    /// The same of several invoices; those without any are left out.
    async fn clock_spans_of(
        &mut self,
        organization: OrganizationId,
        invoices: &[InvoiceId],
    ) -> Result<BTreeMap<InvoiceId, Vec<ClockSpan>>>;
    /// What only a received invoice has.
    async fn reception(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
    ) -> Result<Option<Reception>>;
    /// The PIVOT of each of these invoices that has one.
    async fn pivots_of(
        &mut self,
        organization: OrganizationId,
        invoices: &[InvoiceId],
    ) -> Result<BTreeMap<InvoiceId, Document>>;
    /// The received invoices of a structure that were seen since an instant, whose PDF or PIVOT is not here, and that nothing
    /// was tried for as `kind` of job since; the first ones first.
    async fn unfetched(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        since: DateTime<Utc>,
        kind: &str,
        most: u32,
    ) -> Result<Vec<InvoiceId>>;
    /// Who looks after several, by name, and since when; those of nobody are left out.
    async fn assigned_of(
        &mut self,
        organization: OrganizationId,
        invoices: &[InvoiceId],
    ) -> Result<BTreeMap<InvoiceId, Assignee>>;
    /// What the delays of several depend on; those of whom nothing is known are left out.
    async fn reception_terms_of(
        &mut self,
        organization: OrganizationId,
        invoices: &[InvoiceId],
    ) -> Result<BTreeMap<InvoiceId, ReceptionTerms>>;
}

/// Changing what stands beside the head.
#[async_trait]
pub trait WriteInvoiceParts: ReadInvoiceParts {
    /// Replaces all lines of an invoice.
    async fn put_invoice_lines(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
        lines: &[InvoiceLine],
    ) -> Result<()>;
    /// Replaces all spans of an invoice: they are told again from its whole history. The days that its delay is counted from
    /// follow, and the last one.
    async fn put_clock_spans(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
        spans: &[ClockSpan],
    ) -> Result<()>;
    /// Adds or replaces what only a received invoice has. Its marks in lists follow, and the days of its delay.
    async fn put_reception(&mut self, reception: &Reception) -> Result<()>;
    /// Keeps the PIVOT of an invoice; the first one stays.
    async fn put_pivot(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
        document: &Document,
        at: DateTime<Utc>,
    ) -> Result<()>;
    /// Notes that the files of received invoices were given to a person here; the first time stays. Gives of how many it is
    /// the first.
    async fn mark_downloaded(
        &mut self,
        organization: OrganizationId,
        invoices: &[InvoiceId],
        at: DateTime<Utc>,
    ) -> Result<u64>;
    /// Notes that a person here has opened a received invoice; the first time stays. Tells whether this is it.
    async fn mark_opened(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
        at: DateTime<Utc>,
        by: &str,
    ) -> Result<bool>;
    /// Keeps what is wrong with the order of the statuses of an invoice; none when nothing is.
    async fn put_disorder(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
        disorder: Option<DisorderKind>,
    ) -> Result<()>;
}
