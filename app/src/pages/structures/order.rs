//! Which structures the list shows, in which order.

use std::cmp::Reverse;
use std::collections::HashSet;

use domain::StructureId;
use operations::{StructureSummary, structures_called};

use super::counters::COUNTERS;
use super::health::{pressing, worst_kind};
use super::list_query::{BY_ACCESS, BY_AGE, BY_CHARGE, BY_NAME, NOBODY};
use super::table::Table;
use crate::components::SortOrder;

impl Table {
    /// The structures that are looked for, in the order asked for; without one, those first in which most is wrong.
    pub(super) fn rows(&self) -> Vec<&StructureSummary> {
        let mut rows: Vec<&StructureSummary> =
            self.structures.iter().filter(|row| self.is_charged(row) && self.has_access(row)).collect();
        if !self.query.nom.trim().is_empty() {
            let called: HashSet<StructureId> =
                structures_called(&self.structures, &self.query.nom).into_iter().collect();
            rows.retain(|row| called.contains(&row.structure.id));
        }
        self.sort(&mut rows);
        rows
    }

    fn sort(&self, rows: &mut [&StructureSummary]) {
        let counter = COUNTERS.iter().find(|counter| counter.word == self.query.tri);
        // They came by name, and those that are alike stay so, whichever way the column goes.
        match (counter, self.query.tri.as_str()) {
            (Some(counter), _) => self.arrange(rows, |row| (counter.of)(&self.counts(row))),
            (None, BY_NAME) if self.query.order() == SortOrder::Descending => rows.reverse(),
            (None, BY_NAME) => {}
            (None, BY_ACCESS) => self.arrange(rows, |row| pressing(worst_kind(&self.lights(row)))),
            (None, BY_CHARGE) => self.arrange(rows, |row| self.names(row)),
            // What was never read is older than all.
            (None, BY_AGE) => self.arrange(rows, |row| Reverse(row.structure.synced_at)),
            (None, _) => rows.sort_by_key(|row| Reverse(self.weight(row))),
        }
    }

    fn arrange<K: Ord>(&self, rows: &mut [&StructureSummary], key: impl Fn(&StructureSummary) -> K) {
        match self.query.order() {
            SortOrder::Ascending => rows.sort_by_cached_key(|row| key(row)),
            SortOrder::Descending => rows.sort_by_cached_key(|row| Reverse(key(row))),
        }
    }

    /// What is wrong: nothing moves without an access, then money that is late, then what waits for us.
    fn weight(&self, row: &StructureSummary) -> (bool, u64, u64, u64, u64) {
        let counts = self.counts(row);
        let is_broken = row.access.as_ref().is_some_and(|access| access.state.is_broken());
        let late = counts.late + counts.to_treat_late;
        (is_broken, late, counts.blocked + counts.rejected, counts.to_send, counts.to_treat)
    }

    fn has_access(&self, row: &StructureSummary) -> bool {
        self.query.access().is_none_or(|filter| filter.fits(row, self.now))
    }

    fn is_charged(&self, row: &StructureSummary) -> bool {
        let charged = self.in_charge.get(&row.structure.id);
        match (self.query.charge.as_str(), self.query.person(self.me)) {
            ("", _) => true,
            (NOBODY, _) => charged.is_none(),
            (_, Some(person)) => {
                charged.is_some_and(|people| people.iter().any(|charge| charge.user == person))
            }
            // An address that somebody wrote by hand narrows nothing.
            (_, None) => true,
        }
    }

    /// The names of those in charge, as one text.
    pub(super) fn names(&self, row: &StructureSummary) -> String {
        let people = self.in_charge.get(&row.structure.id).map(Vec::as_slice).unwrap_or_default();
        people.iter().map(|charge| charge.name.as_str()).collect::<Vec<_>>().join(", ")
    }
}
