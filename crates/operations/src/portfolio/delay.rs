//! The payment delay of an invoice, from its history or from what is kept of it beside lists.

use chrono::{DateTime, Utc};
use domain::{
    ClockSpan, InvoiceKind, InvoiceStatus, NoDelay, PaymentDelay, PaymentRequest, delay_rules, payment_delay,
    statuses_of_spans,
};
use storage::{Event, EventKind, Invoice, InvoiceRow};

/// The delay as the history of an invoice tells it.
pub(super) fn delay_of_history(invoice: &Invoice, events: &[Event]) -> Result<PaymentDelay, NoDelay> {
    let told = events.iter().filter(|event| event.kind == EventKind::Status);
    let told: Vec<_> = told.map(|event| (InvoiceStatus::from_code(&event.code), event.happened_at)).collect();
    let known = told.iter().any(|(status, _)| *status == InvoiceStatus::MiseADisposition);
    let statuses =
        if known { told } else { without_history(invoice.arrived_at, &invoice.status, invoice.status_at) };
    counted(invoice.kind == InvoiceKind::Avoir || invoice.due_cents == Some(0), statuses)
}

/// The delay of a row of a list with its spans.
pub(super) fn delay_of_row(row: &InvoiceRow, spans: &[ClockSpan]) -> Result<PaymentDelay, NoDelay> {
    let statuses = if spans.is_empty() {
        without_history(row.arrived_at, &row.status, row.status_at)
    } else {
        statuses_of_spans(spans, &row.status)
    };
    counted(row.kind == InvoiceKind::Avoir, statuses)
}

/// What is known where no history was read: when it arrived, and where it stands.
fn without_history(
    arrived_at: Option<DateTime<Utc>>,
    status: &InvoiceStatus,
    status_at: DateTime<Utc>,
) -> Vec<(InvoiceStatus, DateTime<Utc>)> {
    let arrived = arrived_at.map(|at| (InvoiceStatus::MiseADisposition, at));
    arrived.into_iter().chain([(status.clone(), status_at)]).collect()
}

/// Who pays is not known yet: the delay of most of them is assumed, and says so ([`PaymentDelay::is_assumed`]).
fn counted(
    nothing_due: bool,
    statuses: Vec<(InvoiceStatus, DateTime<Utc>)>,
) -> Result<PaymentDelay, NoDelay> {
    payment_delay(&PaymentRequest { nothing_due, ..PaymentRequest::default() }, statuses, &delay_rules())
}
