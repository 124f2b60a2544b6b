//! What is known and arranged of received invoices before anybody decides: who looks after them, what looks wrong with them.

mod assign;
mod contract;
mod mandate_table;
mod suspicions;
mod wing;

pub(crate) use mandate_table::READ_MANDATES;
pub use mandate_table::{LARGEST_MANDATE_TABLE, MOST_MANDATE_ROWS, MandateRow, NamedInvoice};
pub use suspicions::Suspicion;
pub use wing::Receiving;
