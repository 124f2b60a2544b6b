//! Finding in a world, and numbers for what comes into it.

use chrono::NaiveDate;

use super::account::{Account, Rattachement, Right};
use super::catalogue::VatRate;
use super::structure::Structure;
use super::whole::World;

impl World {
    /// The structure with this technical number.
    #[must_use]
    pub fn structure(&self, id: i64) -> Option<&Structure> {
        self.structures.iter().find(|structure| structure.id == id)
    }

    /// The first structure with this identifier (one SIRET may belong to several structures).
    #[must_use]
    pub fn structure_by_identifier(&self, identifier: &str) -> Option<&Structure> {
        self.structures.iter().find(|structure| structure.identifier == identifier)
    }

    /// The VAT rate with this code.
    #[must_use]
    pub fn vat_rate(&self, code: &str) -> Option<&VatRate> {
        self.vat_rates.iter().find(|rate| rate.code == code)
    }

    /// A technical number nobody has yet.
    pub(crate) fn new_id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    /// The account with the structures it acts for by mandate that day, after its own ones.
    #[must_use]
    pub fn with_mandates(&self, account: &Account, day: NaiveDate) -> Account {
        let mut acting = account.clone();
        for mandate in self.mandates.iter().filter(|mandate| mandate.is_in_force(day)) {
            let mandated = account.may(Right::Supplier, mandate.holder);
            if mandated && !acting.may(Right::Supplier, mandate.principal) {
                let rights = vec![Right::Supplier];
                acting.attachments.push(Rattachement {
                    id: mandate.id,
                    structure: mandate.principal,
                    rights,
                });
            }
        }
        acting
    }
}
