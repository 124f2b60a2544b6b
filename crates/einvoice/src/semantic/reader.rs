//! From a document to the terms, along the table of its syntax.

use super::bindings::{Bound, ROOT, Table, table};
use super::{Group, Invoice, Leaf, Term, Unknown};
use crate::MAX_REPEATED_GROUPS;
use crate::document::names::{cbc, ram, rsm};
use crate::document::{Document, Place};
use crate::model::Syntax;

/// Reads a document of a known syntax.
pub(super) fn read(document: &Document<'_>, syntax: Syntax) -> Invoice {
    let accounting = accounting_currency(document);
    let mut reader = Reader {
        document,
        table: table(syntax),
        accounting,
        lines: document.lines(),
        path: Vec::new(),
        unknown: Vec::new(),
    };
    let mut group = Group { term: None, line: reader.line(0), ..Group::default() };
    reader.walk(0, ROOT, &mut group);
    Invoice { syntax, document: group, unknown: reader.unknown }
}

/// BT-6, when it is another currency than BT-5.
pub(crate) fn accounting_currency<'d>(document: &'d Document<'_>) -> Option<&'d str> {
    let (currency, accounting) = if document.name(0) == rsm::CrossIndustryInvoice {
        let transaction = document.child(0, rsm::SupplyChainTradeTransaction)?;
        let settlement = document.child(transaction, ram::ApplicableHeaderTradeSettlement)?;
        (
            document.child(settlement, ram::InvoiceCurrencyCode),
            document.child(settlement, ram::TaxCurrencyCode),
        )
    } else {
        (document.child(0, cbc::DocumentCurrencyCode), document.child(0, cbc::TaxCurrencyCode))
    };
    let currency = currency.map(|place| document.text(place).trim());
    accounting.map(|place| document.text(place).trim()).filter(|accounting| Some(*accounting) != currency)
}

/// The first element that is a term of the document itself.
pub(crate) fn first(document: &Document<'_>, table: &Table, term: Term) -> Option<Place> {
    first_within(document, table, term, 0, ROOT)
}

fn first_within(
    document: &Document<'_>,
    table: &Table,
    term: Term,
    place: Place,
    step: usize,
) -> Option<Place> {
    document.children(place).find_map(|child| {
        let next = table.child(step, document.name(child))?;
        match table.term(next, document, child, None) {
            Some(found) if found == term => Some(child),
            Some(_) => None,
            None => first_within(document, table, term, child, next),
        }
    })
}

/// The subject code at the beginning of a note of UBL, and the text behind it.
pub(crate) fn note_code(text: &str) -> Option<(&str, &str)> {
    let coded = text.trim_start().strip_prefix('#').and_then(|rest| rest.split_once('#'));
    coded.filter(|(code, _)| code.len() == 3)
}

struct Reader<'d, 'a> {
    document: &'d Document<'a>,
    table: &'static Table,
    accounting: Option<&'d str>,
    lines: Vec<u32>,
    /// The elements around, for what is unknown.
    path: Vec<Place>,
    unknown: Vec<Unknown>,
}

impl Reader<'_, '_> {
    fn line(&self, place: Place) -> u64 {
        self.lines.get(place as usize).copied().map_or(1, u64::from)
    }

    fn walk(&mut self, place: Place, step: usize, group: &mut Group) {
        let document = self.document;
        for child in document.children(place) {
            let Some(next) = self.table.child(step, document.name(child)) else {
                self.keep_unknown(child);
                continue;
            };
            let bound = self.table.bound(next, document, child, self.accounting);
            self.path.push(child);
            match bound {
                Some(Bound::Term(Term::InvoiceNote)) if document.children(child).next().is_none() => {
                    self.note(child, group)
                }
                Some(Bound::Term(term)) if term.is_group() => {
                    let mut inner = Group { term: Some(term), line: self.line(child), ..Group::default() };
                    self.walk(child, next, &mut inner);
                    group.groups.push(inner);
                }
                Some(Bound::Term(term)) => {
                    group.leaves.push(self.leaf(term, child, document.text(child)));
                    self.keep_children(child);
                }
                Some(Bound::Attribute(term, name)) => {
                    if !self.complete(term, name, child, group) {
                        self.path.pop();
                        self.keep_unknown(child);
                        self.path.push(child);
                    }
                }
                None if self.table.is_implied(next, document.text(child).trim()) => {
                    self.walk(child, next, group);
                }
                None => {
                    self.path.pop();
                    self.keep_unknown(child);
                    self.path.push(child);
                }
            }
            self.path.pop();
            for (attribute, term) in self.table.attributes(next) {
                if let Some(value) = document.attribute(child, *attribute) {
                    let attributes = Vec::new();
                    let text = value.to_owned();
                    group.leaves.push(Leaf { term: *term, text, line: self.line(child), attributes });
                }
            }
        }
    }

    fn leaf(&self, term: Term, place: Place, text: &str) -> Leaf {
        let attributes = self.document.known_attributes(place);
        let attributes = attributes.map(|(name, value)| (name, value.to_owned())).collect();
        Leaf { term, text: text.to_owned(), line: self.line(place), attributes }
    }

    /// Gives the last occurrence of a term an attribute that the syntax writes as an element; false when there is none to give
    /// it to.
    fn complete(&self, term: Term, name: &'static str, place: Place, group: &mut Group) -> bool {
        let leaf = group.leaves.iter_mut().rev().find(|leaf| leaf.term == term);
        match leaf.filter(|leaf| leaf.attribute(name).is_none()) {
            Some(leaf) => {
                leaf.attributes.push((name, self.document.text(place).to_owned()));
                self.document.children(place).next().is_none()
            }
            None => false,
        }
    }

    /// UBL writes the subject code of a note into its text, between two `#`.
    fn note(&self, place: Place, group: &mut Group) {
        let text = self.document.text(place);
        let mut note = Group { term: Some(Term::InvoiceNote), line: self.line(place), ..Group::default() };
        let text = match note_code(text) {
            Some((code, text)) => {
                note.leaves.push(self.leaf(Term::InvoiceNoteSubjectCode, place, code));
                text
            }
            None => text,
        };
        note.leaves.push(self.leaf(Term::InvoiceNoteText, place, text));
        group.groups.push(note);
    }

    /// Elements within what should be a text.
    fn keep_children(&mut self, place: Place) {
        let document = self.document;
        for child in document.children(place) {
            self.keep_unknown(child);
        }
    }

    fn keep_unknown(&mut self, place: Place) {
        if self.unknown.len() >= MAX_REPEATED_GROUPS {
            return;
        }
        let document = self.document;
        let names = self.path.iter().chain([&place]).map(|place| document.qualified_name(*place));
        let path = names.collect::<Vec<_>>().join("/");
        self.unknown.push(Unknown { path, text: document.text(place).to_owned(), line: self.line(place) });
        self.path.push(place);
        self.keep_children(place);
        self.path.pop();
    }
}
