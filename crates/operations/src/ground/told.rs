//! What Chorus Pro has told of the statuses of an invoice, from its events.

use chrono::{DateTime, Utc};
use domain::InvoiceStatus;
use storage::{Event, EventKind};

/// The statuses with their times. Of one minute, in the order of their numbers: times are written to the minute.
pub(crate) fn told_statuses(events: &[Event]) -> Vec<(InvoiceStatus, DateTime<Utc>)> {
    let mut told: Vec<&Event> = events.iter().filter(|event| event.kind == EventKind::Status).collect();
    let number = |event: &Event| event.foreign_key.as_deref().and_then(|key| key.parse::<i64>().ok());
    told.sort_by_key(|event| (event.happened_at, number(event)));
    told.into_iter().map(|event| (InvoiceStatus::from_code(&event.code), event.happened_at)).collect()
}
