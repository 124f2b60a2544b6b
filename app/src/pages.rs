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
use storage::{StructureOverview, StructureSummary};

/// How old the data of these structures are: as old as the oldest of them.
pub(crate) fn freshness(structures: &[StructureSummary], now: DateTime<Utc>) -> Option<String> {
    let connected = structures.iter().filter_map(|summary| summary.connection.as_ref());
    Some(told(connected.map(|connection| connection.synced_at).min()?, now))
}

/// How old the data of one structure are.
pub(crate) fn freshness_of(overview: &StructureOverview, now: DateTime<Utc>) -> Option<String> {
    Some(told(overview.connection.as_ref()?.synced_at, now))
}

fn told(synced_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> String {
    synced_at.map_or_else(
        || "Première synchronisation en cours".to_owned(),
        |at| format!("À jour {}", relative_age(at, now)),
    )
}
