//! Checking of a file that a person has: an invoice as XML, a PDF with one inside, or an archive of both.
//!
//! [`open`] takes a file apart, told by its bytes, and [`check`] checks a document of it. [`lines`] does both and gives for
//! each document one line of JSON, in the form that `einvoice` gives its reports; [`Checked`] reads such a line. Files of
//! strangers are opened in a process of their own: [`CHECK`] is the task, [`check_apart`] hands a file to it.

//! [`html`] shows what was told to people, on a page of the server as in a browser that has checked by itself.

#[cfg(feature = "files")]
mod apart_from_here;
#[cfg(feature = "files")]
mod ask;
#[cfg(feature = "files")]
mod check;
mod checked;
mod html;
#[cfg(feature = "files")]
mod open;

#[cfg(feature = "files")]
pub use apart_from_here::{CHECK, CheckError, VIEW, check_apart, view_apart};
#[cfg(feature = "files")]
pub use ask::{Ask, packs};
#[cfg(feature = "files")]
pub use check::{check, line, lines, refused, view};
pub use checked::{Checked, CheckedFinding, CheckedVerdict};
pub use html::html;
#[cfg(feature = "files")]
pub use open::{Content, Document, is_only_text, open};
