//! Reading of flows, without the world: syntaxes, unpacking, documents, and the text of reports.
#![cfg_attr(not(feature = "flows"), expect(dead_code, reason = "only the reader of documents uses it all"))]

mod document;
mod fault;
mod open;
mod pdf;
#[cfg(feature = "flows")]
mod pieces;
#[cfg(feature = "flows")]
mod read;
pub(crate) mod report;
pub(crate) mod syntax;
#[cfg(feature = "flows")]
mod unpack;

pub(crate) use document::{Document, Piece};
pub(crate) use fault::{Fault, TooLarge};
pub(crate) use open::{OpenedFlow, open};
pub(crate) use pdf::{PDF_INVOICE, read_apart};
pub(crate) use syntax::Syntax;
