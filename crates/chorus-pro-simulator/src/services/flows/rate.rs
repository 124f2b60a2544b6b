//! The VAT rates of a document.

use crate::amount::Amount;
use crate::world::World;

/// A VAT rate as the world keeps it: by its code, or by its value when no code has it.
pub(super) struct Rate {
    pub(super) code: Option<String>,
    pub(super) manual: Option<Amount>,
}

impl Rate {
    pub(super) fn of(world: &World, percent: Amount) -> Self {
        // Two codes may share a value (0 %), and the document does not tell them apart: none is chosen then.
        let mut same = world.vat_rates.iter().filter(|rate| rate.value == percent);
        match (same.next(), percent) {
            (Some(rate), percent) if percent != Amount::ZERO => {
                Self { code: Some(rate.code.clone()), manual: None }
            }
            _ => Self { code: None, manual: Some(percent) },
        }
    }
}
