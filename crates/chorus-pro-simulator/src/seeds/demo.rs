//! The demonstration world: an accounting firm's clients and six months of invoices.

use chrono::{DateTime, Utc};

use super::maker::Maker;
use crate::world::World;

impl World {
    /// Twelve private suppliers of one accounting firm, five active public recipients (a town with four services,
    /// a State body asking for service and engagement, a hospital, a département, a school), one dissolved body,
    /// and 300 invoices of the last six months with the histories the simulated recipients gave them. Beside them, one
    /// in each status that chance left out.
    ///
    /// An architect (MOE) checks the situations of a works contract between one supplier and the town (MOA).
    ///
    /// Each supplier has its own PISTE application and technical account; so have the town and the architect. Names and amounts
    /// follow from the seed alone, dates from the seed and `now`.
    #[must_use]
    pub fn demo(seed: u64, now: DateTime<Utc>) -> Self {
        let mut maker = Maker::new(seed, now);
        maker.people_and_places();
        maker.live();
        maker.documents();
        maker.works();
        // Last, so that no other number depends on it.
        maker.every_status();
        maker.ledger.world
    }
}
