//! An invoice in another form: UBL, CII, a Factur-X with readable pages, a page of HTML; or put into a PDF that exists.
//!
//! The files come from strangers and PDFs may lead into long work or much memory: [`convert`] and [`embed`] do it in a process
//! of its own, [`TASKS`] are what that process can do.

mod forms;
mod tasks;

pub use forms::{Converted, Form};
pub use tasks::{ConvertError, TASKS, convert, embed};
