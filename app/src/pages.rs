//! The pages: each loads its data through operations, then is a pure function of them.

pub(crate) mod account;
pub(crate) mod deposit;
mod done;
pub(crate) mod exchanges;
pub(crate) mod invoice;
pub(crate) mod invoices;
mod refusal;
pub(crate) mod review;
pub(crate) mod sign_in;
pub(crate) mod structures;
pub(crate) mod summary;
#[cfg(test)]
mod test_support;
pub(crate) mod users;

use chrono::{DateTime, Utc};
use domain::relative_age;
use storage::StructureOverview;

/// How old the data of these structures are: as old as the oldest of them.
pub(crate) fn freshness(structures: &[StructureOverview], now: DateTime<Utc>) -> Option<String> {
    let connected = structures.iter().filter_map(|overview| overview.connection.as_ref());
    let oldest = connected.map(|connection| connection.synced_at).min()?;
    Some(oldest.map_or_else(
        || "Première synchronisation en cours".to_owned(),
        |at| format!("À jour {}", relative_age(at, now)),
    ))
}
