//! A demonstration world in the making: what its makers share.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::data::SupplierData;
use crate::ledger::Ledger;
use crate::pace::Pace;
use crate::random::Random;
use crate::world::{EdiMemory, Switches, World, catalogue};

/// Days the invoices go back.
pub(super) const DAYS: i64 = 182;

/// A demonstration world in the making.
pub(super) struct Maker {
    pub(super) ledger: Ledger,
    pub(super) random: Random,
    pub(super) now: DateTime<Utc>,
    pub(super) suppliers: Vec<(i64, &'static SupplierData)>,
    pub(super) recipients: Vec<i64>,
    pub(super) serials: HashMap<i64, u32>,
}

impl Maker {
    pub(super) fn new(seed: u64, now: DateTime<Utc>) -> Self {
        let world = World {
            seed,
            now,
            structures: Vec::new(),
            applications: Vec::new(),
            accounts: Vec::new(),
            switches: Switches::default(),
            engagements: Vec::new(),
            attachment_types: catalogue::attachment_types(),
            vat_rates: catalogue::vat_rates(),
            files: Vec::new(),
            invoices: Vec::new(),
            flows: Vec::new(),
            last_flow_serial: 0,
            billing_files: Vec::new(),
            mandates: Vec::new(),
            last_id: 26_300_000,
            last_entered_number: 0,
            edi: EdiMemory::default(),
        };
        Self {
            ledger: Ledger::new(world, Pace::realistic()),
            random: Random::new(seed, &[2026]),
            now,
            suppliers: Vec::new(),
            recipients: Vec::new(),
            serials: HashMap::new(),
        }
    }

    pub(super) fn id(&mut self) -> i64 {
        self.ledger.world.new_id()
    }
}
