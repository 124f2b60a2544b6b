//! Everything over all structures: the list, the page of an invoice, what needs somebody today, the structures.

mod called;
mod files;
mod invoice_page;
mod known;
mod list;
mod overview;
mod standing;
mod structures;
mod wing;

pub use called::structures_called;
pub use invoice_page::{InvoiceView, Submission};
pub use overview::Overview;
pub use standing::{CutOff, Standing};
pub use structures::{NewStructure, StructureSheet};
pub use wing::Portfolio;
