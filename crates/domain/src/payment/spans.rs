//! The statuses that stored spans stand for, where the whole history is not at hand.

use chrono::{DateTime, Utc};

use crate::{ClockSide, ClockSpan, InvoiceStatus};

/// Statuses from which [`super::payment_delay`] gives the same state and days as from those that the spans were made
/// of, given the status the invoice stands at. Findings may be fewer, since spans know no unknown statuses; and of an
/// invoice that was taken up again after its end they do not tell how it had ended.
#[must_use]
pub fn statuses_of_spans(
    spans: &[ClockSpan],
    standing: &InvoiceStatus,
) -> Vec<(InvoiceStatus, DateTime<Utc>)> {
    let mut statuses = Vec::with_capacity(spans.len() + 1);
    let mut before = None;
    for span in spans {
        let status = match (span.side, before) {
            (ClockSide::Ordonnateur, Some(ClockSide::Interrupted)) => InvoiceStatus::Completee,
            (ClockSide::Ordonnateur, _) => InvoiceStatus::MiseADisposition,
            (ClockSide::Comptable, _) => InvoiceStatus::Mandatee,
            (ClockSide::Interrupted, _) => InvoiceStatus::Suspendue,
            (ClockSide::GivenBack, _) => InvoiceStatus::ARecycler,
        };
        statuses.push((status, span.from));
        before = Some(span.side);
    }
    if let Some(ended) = spans.last().and_then(|span| span.to) {
        statuses.push((standing.clone(), ended));
    }
    statuses
}
