//! What partners of the EDI were told.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What partners of the EDI were told so far, by the code of their application where it differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EdiMemory {
    /// The last serial of a file that was laid back.
    pub last_serial: u64,
    /// Since when each partner is told: what happened before is not.
    pub since: BTreeMap<String, DateTime<Utc>>,
    /// The last status that was told of each flow.
    pub flows: BTreeMap<String, String>,
    /// How many events of each invoice were told, per partner.
    pub steps: BTreeMap<String, BTreeMap<i64, usize>>,
    /// Invoices whose pivot was laid back, per partner.
    pub pivots: BTreeMap<String, BTreeSet<i64>>,
}
