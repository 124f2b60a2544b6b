//! The semantic model of EN 16931-1, read strictly: business groups within groups, each term with its text as written, its
//! scheme and its line.
//!
//! `semantic/standard.txt` says of each term where the standard has it and what type its data has.
//!
//! [`read`] takes UBL 2 (Invoice, CreditNote) and CII D16B or D22B. Elements count only in their exact namespace, and under
//! the path that the binding of the syntax names (`semantic/ubl.txt`, `semantic/cii.txt`: one table for each syntax). What
//! no term names is kept in [`Invoice::unknown`].

pub(crate) mod bindings;
mod line_tree;
mod parties;
pub(crate) mod path;
mod reader;
pub(crate) mod shape;
mod standard;
mod terms;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::document::Document;
use crate::document::names::{cn, rsm, ubl};
use crate::error::ReadError;
use crate::model::Syntax;

pub(crate) use line_tree::parents;
pub use line_tree::{LineNode, LineStatus, MAX_LINE_DEPTH};
pub(crate) use reader::{accounting_currency, first, note_code};
pub use standard::Kind;
pub use terms::Term;

/// An invoice or credit note in the terms of the standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    /// The syntax it was read from.
    pub syntax: Syntax,
    /// What stands at the level of the document.
    pub document: Group,
    /// What the model does not know, in the order of the document; at most [`crate::MAX_REPEATED_GROUPS`] of it.
    pub unknown: Vec<Unknown>,
}

/// One occurrence of a business group, or the document itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// The group; `None` for the document.
    pub term: Option<Term>,
    /// The line on which it begins, the first being 1.
    pub line: u64,
    /// Its terms, in the order of the document.
    pub leaves: Vec<Leaf>,
    /// The groups within it, in the order of the document.
    pub groups: Vec<Group>,
}

/// One occurrence of a business term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// The term.
    pub term: Term,
    /// Its text as written, entities resolved, white space kept.
    pub text: String,
    /// The line on which it begins, the first being 1.
    pub line: u64,
    /// Its attributes as written, by name: scheme identifier, currency, media type …
    pub attributes: Vec<(&'static str, String)>,
}

/// An element that no term names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The elements around it and its own, as written, joined by `/`, the root left out.
    pub path: String,
    /// Its text; empty when it holds elements.
    pub text: String,
    /// The line on which it begins, the first being 1.
    pub line: u64,
}

impl Invoice {
    /// The terms in the groups of the standard ([`Term::groups`]), whatever groups the syntax has them in. What the
    /// syntax repeats is there once where the standard has it once, unless it differs. Texts stay in the notation of the syntax.
    #[must_use]
    pub fn standard(&self) -> Group {
        let mut document = shape::Shaped::of(&self.document, std::rc::Rc::from(""));
        // The standard has a place for every term.
        let _none = document.settle(&shape::Homes::standard());
        document.into_group()
    }
}

impl Group {
    /// The first occurrence of a term directly in this group.
    #[must_use]
    pub fn leaf(&self, term: Term) -> Option<&Leaf> {
        self.leaves(term).next()
    }

    /// Every occurrence of a term directly in this group.
    pub fn leaves(&self, term: Term) -> impl Iterator<Item = &Leaf> {
        self.leaves.iter().filter(move |leaf| leaf.term == term)
    }

    /// The first occurrence of a group directly in this one.
    #[must_use]
    pub fn group(&self, term: Term) -> Option<&Group> {
        self.groups(term).next()
    }

    /// Every occurrence of a group directly in this one.
    pub fn groups(&self, term: Term) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(move |group| group.term == Some(term))
    }
}

impl Leaf {
    /// An attribute: `schemeID`, `currencyID`, `unitCode`, `listID`, `mimeCode`, `filename` …
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// The number it is, when it is an `xs:decimal` of at most 28 digits.
    #[must_use]
    pub fn decimal(&self) -> Option<Decimal> {
        crate::value::decimal(self.text.trim())
    }

    /// The day it is, in the notation of either syntax.
    #[must_use]
    pub fn date(&self) -> Option<NaiveDate> {
        crate::value::date(self.text.trim())
    }
}

/// Reads an invoice into the terms of the standard. An encoding that nobody knows, over bytes that are UTF-8, is kept in
/// [`Invoice::unknown`] as `?xml/@encoding`.
///
/// # Errors
/// [`ReadError`]: too large or too deep, a document type, an unknown encoding, not well formed, or a root that is neither
/// UBL 2 nor CII of the namespace `…:CrossIndustryInvoice:100`.
pub fn read(xml: &[u8]) -> Result<Invoice, ReadError> {
    let (document, encoding) = Document::read_any(xml)?;
    let syntax = syntax(&document)?;
    let mut invoice = reader::read(&document, syntax);
    if let Some(text) = encoding {
        invoice.unknown.insert(0, Unknown { path: "?xml/@encoding".to_owned(), text, line: 1 });
    }
    Ok(invoice)
}

/// The syntax that the root says, namespace and all.
pub(crate) fn syntax(document: &Document<'_>) -> Result<Syntax, ReadError> {
    match document.name(0) {
        ubl::Invoice => Ok(Syntax::UblInvoice),
        cn::CreditNote => Ok(Syntax::UblCreditNote),
        rsm::CrossIndustryInvoice => Ok(Syntax::Cii),
        _ => Err(ReadError::UnsupportedRoot { root: document.local_name(0).to_owned() }),
    }
}
