//! Mandats de facturation: a third party deposits for another structure.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A mandat de facturation declared on a structure (business-rules.md §11).
///
/// Depositors of the holder deposit, complete, recycle and search for the principal as if they were attached to it.
/// What else a mandate allows, and its dates, are not in the reference: inferred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mandate {
    /// Technical number; `idRattachementStructure` for the accounts of the holder.
    pub id: i64,
    /// `idStructureCPP` of the supplier that gave the mandate.
    pub principal: i64,
    /// `idStructureCPP` of the third party that received it, such as an accounting firm.
    pub holder: i64,
    /// First day of validity.
    pub valid_from: NaiveDate,
    /// Last day of validity.
    #[serde(default)]
    pub valid_until: Option<NaiveDate>,
}

impl Mandate {
    /// `true` when the mandate may be used that day.
    #[must_use]
    pub fn is_in_force(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|last| day <= last)
    }
}
