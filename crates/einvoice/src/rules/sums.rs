//! What VAT is charged on, summed during the walk: in all, for each category, and for each category at each rate.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::check::{Check, Outcome, Stop};
use super::codes::Category;
use crate::document::Place;
use crate::document::names::Name;

/// What is taxed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A line; of an Invoice where the syntax tells them apart.
    Line,
    /// A line of a CreditNote.
    CreditNoteLine,
    Allowance,
    Charge,
}

/// Sums of each kind, and which kinds were met.
#[derive(Clone, Copy, Default)]
pub(super) struct Sum {
    totals: [Decimal; 4],
    is_met: [bool; 4],
    stops: [Option<Stop>; 4],
}

impl Sum {
    fn add(&mut self, kind: Kind, amount: Outcome<Option<Decimal>>) {
        if let Some(is_met) = self.is_met.get_mut(kind as usize) {
            *is_met = true;
        }
        match amount {
            Ok(amount) => {
                if let Some(total) = self.totals.get_mut(kind as usize) {
                    *total = total.saturating_add(amount.unwrap_or_default());
                }
            }
            Err(stop) => {
                if let Some(kept) = self.stops.get_mut(kind as usize) {
                    *kept = kept.or(Some(stop));
                }
            }
        }
    }

    /// The sum of a kind; `None` when it was not met.
    pub(super) fn of(&self, kind: Kind) -> Outcome<Option<Decimal>> {
        if let Some(stop) = self.stops.get(kind as usize).copied().flatten() {
            return Err(stop);
        }
        let is_met = self.is_met.get(kind as usize).copied().unwrap_or_default();
        Ok(is_met.then(|| self.totals.get(kind as usize).copied().unwrap_or_default()))
    }
}

/// Something taxed, before it is added.
pub(super) struct Taxed {
    /// Its categories, one bit for each.
    pub(super) categories: u16,
    /// Its rates: one, but for what is broken.
    pub(super) rates: Vec<Outcome<Decimal>>,
}

impl Taxed {
    pub(super) const fn new() -> Self {
        Self { categories: 0, rates: Vec::new() }
    }

    pub(super) fn category(&mut self, category: Category) {
        self.categories |= 1 << category as u8;
    }

    pub(super) fn rates(&mut self, check: &Check<'_, '_>, place: Place, name: Name) {
        // Two rates of one category cannot be compared with a third.
        self.rates.extend(check.only(place, name).transpose().map(|rate| check.decimal(rate?)));
    }
}

/// All sums of a document.
#[derive(Default)]
pub(super) struct Sums {
    all: Sum,
    categories: [Sum; Category::COUNT],
    rates: HashMap<(u8, Decimal), Sum>,
    /// A rate of a category that is no number.
    stops: [Option<Stop>; Category::COUNT],
}

impl Sums {
    pub(super) fn add(&mut self, kind: Kind, taxed: &Taxed, amount: Outcome<Option<Decimal>>) {
        self.all.add(kind, amount);
        for category in 0..Category::COUNT as u8 {
            if taxed.categories & 1 << category == 0 {
                continue;
            }
            if let Some(sum) = self.categories.get_mut(usize::from(category)) {
                sum.add(kind, amount);
            }
            for (at, rate) in taxed.rates.iter().enumerate() {
                match rate {
                    Ok(rate) => {
                        let is_twice = taxed.rates.iter().take(at).any(|before| *before == Ok(*rate));
                        if !is_twice {
                            self.rates.entry((category, *rate)).or_default().add(kind, amount);
                        }
                    }
                    Err(stop) => {
                        if let Some(kept) = self.stops.get_mut(usize::from(category)) {
                            *kept = kept.or(Some(*stop));
                        }
                    }
                }
            }
        }
    }

    /// The sums of everything.
    pub(super) fn all(&self) -> &Sum {
        &self.all
    }

    /// The sums of a category, at a rate where one is given.
    pub(super) fn of(&self, category: Category, rate: Option<Decimal>) -> Outcome<Sum> {
        let Some(rate) = rate else {
            return Ok(self.categories.get(category as usize).copied().unwrap_or_default());
        };
        match self.stops.get(category as usize).copied().flatten() {
            Some(stop) => Err(stop),
            None => Ok(self.rates.get(&(category as u8, rate)).copied().unwrap_or_default()),
        }
    }
}
