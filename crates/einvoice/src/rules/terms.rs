//! Where each term stands in a document, found in one walk along the bindings of its syntax.

use crate::document::names::attribute;
use crate::document::{Document, Place};
use crate::model::Syntax;
use crate::semantic::bindings::{ROOT, Table, table};
use crate::semantic::{Term, accounting_currency};

/// The places of the terms of a document, in its order.
pub(super) struct Terms<'d, 'a> {
    pub(super) document: &'d Document<'a>,
    pub(super) syntax: Syntax,
    places: Vec<Vec<Place>>,
}

impl<'d, 'a> Terms<'d, 'a> {
    pub(super) fn new(document: &'d Document<'a>, syntax: Syntax) -> Self {
        let mut terms = Self { document, syntax, places: vec![Vec::new(); Term::ALL.len()] };
        terms.walk(table(syntax), accounting_currency(document), 0, ROOT);
        terms
    }

    fn walk(&mut self, table: &Table, accounting: Option<&str>, place: Place, step: usize) {
        for child in self.document.children(place) {
            let Some(next) = table.child(step, self.document.name(child)) else { continue };
            if let Some(term) = table.term(next, self.document, child, accounting) {
                self.add(term, child);
                if term == Term::InvoiceNote && self.syntax != Syntax::Cii {
                    self.add(Term::InvoiceNoteText, child);
                }
            }
            self.walk(table, accounting, child, next);
        }
    }

    fn add(&mut self, term: Term, place: Place) {
        if let Some(places) = self.places.get_mut(term as usize) {
            places.push(place);
        }
    }

    /// Every occurrence.
    pub(super) fn all(&self, term: Term) -> &[Place] {
        self.places.get(term as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// The first occurrence.
    pub(super) fn first(&self, term: Term) -> Option<Place> {
        self.all(term).first().copied()
    }

    /// Every occurrence within an element.
    pub(super) fn within(&self, around: Place, term: Term) -> impl Iterator<Item = Place> + '_ {
        let places = self.all(term);
        let first = places.partition_point(|place| *place <= around);
        let places = places.iter().skip(first).copied();
        places.take_while(move |place| self.is_within(*place, around))
    }

    fn is_within(&self, mut place: Place, around: Place) -> bool {
        while place > around {
            place = self.document.parent(place);
        }
        place == around
    }

    /// The text of the first occurrence, without white space around; `None` when there is none or it is empty.
    pub(super) fn text(&self, term: Term) -> Option<&'d str> {
        let text = self.document.text(self.first(term)?).trim();
        Some(text).filter(|text| !text.is_empty())
    }

    /// What an occurrence says, without white space around: of a file its name, of a note its text alone.
    pub(super) fn value(&self, term: Term, place: Place) -> &'d str {
        let text = self.document.text(place).trim();
        match term {
            Term::AttachedDocument => self.document.attribute(place, attribute::filename).unwrap_or_default(),
            Term::InvoiceNoteText if self.syntax != Syntax::Cii => note(text).1,
            _ => text,
        }
    }
}

/// The subject code and the text of a note, as UBL writes them: `#AAB#text`.
pub(super) fn note(text: &str) -> (Option<&str>, &str) {
    let coded = text.trim_start().strip_prefix('#').and_then(|rest| rest.split_once('#'));
    coded.filter(|(code, _)| code.len() == 3).map_or((None, text), |(code, text)| (Some(code), text))
}
