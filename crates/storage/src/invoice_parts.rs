//! What stands beside the head of an invoice: its lines, where the days of its delay went, and what only a received one
//! has. What only an issued one has is [`crate::Draft`].

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{ClockSpan, InvoiceId, OrganizationId, StructureId, UserId};
use rust_decimal::Decimal;

use crate::{Document, Result};

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
    /// Who looks after it.
    pub assigned_to: Option<UserId>,
    /// Since when.
    pub assigned_at: Option<DateTime<Utc>>,
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
    /// Replaces all spans of an invoice: they are told again from its whole history.
    async fn put_clock_spans(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
        spans: &[ClockSpan],
    ) -> Result<()>;
    /// Adds or replaces what only a received invoice has.
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
}
