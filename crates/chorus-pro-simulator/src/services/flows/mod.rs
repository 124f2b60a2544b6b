//! Flows: their deposit, what becomes of them on the clock, and the reports about them.

pub(crate) mod deposit;
mod integration;
pub(crate) mod progress;
mod rate;
pub(super) mod reports;
mod rules;
mod wording;
