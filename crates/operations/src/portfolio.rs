//! Everything over all structures: the list, the page of an invoice, what needs somebody today, the structures.

mod absent_files;
mod called;
mod counts;
mod delay;
mod evidence;
mod export;
mod files;
mod invoice_page;
mod list;
mod overview;
mod pages;
mod standing;
mod structure_facts;
mod structures;
mod wing;

pub use absent_files::Files;
pub use called::structures_called;
pub use evidence::{EvidenceText, may_read_exchanges};
pub use export::MOST_EXPORTED;
pub use invoice_page::{CurrentAct, InvoiceView, Submission};
pub use overview::Overview;
pub(crate) use pages::{DRAW_PAGE, READ_PAGES};
pub use pages::{NotShown, PAGES_AT_ONCE, PageWidth, Shown};
pub use standing::{CutOff, Standing};
pub use structure_facts::KnownFacts;
pub use structures::{NewStructure, StructureSheet};
pub use wing::Portfolio;
