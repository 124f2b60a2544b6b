//! The second way into Chorus Pro: files that are exchanged through a folder. What is pure of it stands here.
//!
//! - [`FlowName`] is the name of an archive that leaves; [`judge_name`] says what is wrong with one.
//! - [`pack`] builds the archive.
//! - [`read`] says what a file is that comes back, or is to leave: reports of flows and life cycles of invoices
//!   ([`Statuses`]), pivots, invoices. It reads what strangers wrote, and is meant to run in a process apart.
//!
//! The official annex of the EDI is not public. What is known of it stands in the references of this project (formats.md
//! §2, §7 and §9, enums.md §1); what is inferred is marked where it stands.

mod archive;
mod contents;
mod finding;
mod name;
mod pivot;
mod statuses;

pub use archive::pack;
pub use contents::{Content, Contents, InvoiceFacts, MOST_PARTS, Part, main_document, read};
pub use finding::{Finding, Weight};
pub use name::{FlowName, JudgedName, NameFault, judge_name};
pub use pivot::{PivotFacts, PivotPiece};
pub use statuses::{FlowError, FlowStatus, InvoiceStep, Statuses, status_code};
