//! The journal of exchanges: what was said to Chorus Pro and what it answered, per structure.
//!
//! [`recorder`] takes note of a call without holding it up, [`writer`] keeps what was noted, [`page`] is what a person
//! reads; what is old goes with `housekeeping`.

mod page;
mod recorder;
mod wing;
mod writer;

pub(crate) use recorder::{ExchangeQueue, Witness};
pub use wing::Exchanges;
pub(crate) use writer::{ExchangeWriter, ExchangeWriterHandle};
