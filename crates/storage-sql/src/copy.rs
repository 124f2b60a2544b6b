//! Copying an installation from one database into another: every table, whichever engine stands on either side.
//!
//! Rows travel in batches in the order of a key, and how far it came is written in the target with them, in the same
//! transaction: what is interrupted at any point goes on where it stopped. Until all has come and was compared, the
//! target refuses to be opened. Sums that triggers keep are not copied: they come about again, and are compared.
//!
//! The source is not changed, and does not change meanwhile: SQLite is held by a transaction to the end, PostgreSQL is
//! read as it was at the beginning.

mod cell;
mod compare;
mod contents;
mod copier;
mod error;
mod layout;
mod progress;
mod sides;
mod tables;

pub use compare::TableReport;
pub use contents::TableContents;
pub use copier::{Begun, Copier, CopyProgress};
pub use error::{CopyError, CopySide};
pub use tables::{Fate, TABLES, Table};

pub(crate) use contents::contents;
pub(crate) use layout::Column;
pub(crate) use progress::is_unfinished;
pub(crate) use sides::refuse_other_version;
