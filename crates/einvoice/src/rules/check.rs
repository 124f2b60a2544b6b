//! What every rule works with: the document, ways along it as the official tests go, and what was found.
//!
//! The official tests are XPath. A function of it that takes one value stops the whole engine when it gets two, and so
//! does a number or a date that is none: [`Stop`]. Where a test only asks whether something exists, nothing stops.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::number;
use crate::document::names::{Attribute, Name};
use crate::document::{Document, Place};

/// Why the official engine stops, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stop {
    pub(super) place: Place,
    pub(super) reason: StopReason,
}

/// Why the official engine stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    /// An element that may occur once occurs twice.
    Repeated,
    /// What should be a number is none.
    NotANumber,
    /// What should be a date is none.
    NotADate,
    /// What should be `true` or `false` is neither.
    NotABoolean,
}

/// What a test gives.
pub(super) type Outcome<T> = Result<T, Stop>;

/// One failed test.
pub(super) struct Found {
    pub(super) id: &'static str,
    pub(super) place: Place,
    pub(super) stop: Option<StopReason>,
    pub(super) actual: Option<String>,
    pub(super) expected: Option<String>,
    /// The key of the only pack that it is for, where a pack tests a rule of another in its own way.
    pub(super) only: Option<&'static str>,
}

/// A document under test.
pub(super) struct Check<'d, 'a> {
    pub(super) document: &'d Document<'a>,
    found: Vec<Found>,
    /// The rules that failed, however often.
    failed: HashSet<&'static str>,
    /// Whether an invoiced quantity has a unit, once that was asked.
    pub(super) has_unit: Option<bool>,
    beside: Option<Beside<'d>>,
    /// The key of the only pack that what is found is for.
    pub(super) only: Option<&'static str>,
}

/// The texts at the ends of some paths from an element.
struct Beside<'d> {
    around: Place,
    texts: Vec<HashSet<&'d str>>,
}

/// How many failed tests are kept, and one of each rule beyond.
const MAX_FOUND: usize = 2000;

impl<'d, 'a> Check<'d, 'a> {
    pub(super) fn new(document: &'d Document<'a>) -> Self {
        Self { document, found: Vec::new(), failed: HashSet::new(), has_unit: None, beside: None, only: None }
    }

    /// What was found.
    pub(super) fn into_found(self) -> Vec<Found> {
        self.found
    }

    fn keep(&mut self, mut found: Found) {
        found.only = self.only;
        if self.found.len() < MAX_FOUND || !self.failed.contains(found.id) {
            self.failed.insert(found.id);
            self.found.push(found);
        }
    }

    /// Keeps what a test gave.
    pub(super) fn test(&mut self, id: &'static str, place: Place, outcome: Outcome<bool>) {
        match outcome {
            Ok(true) => {}
            Ok(false) => self.fail(id, place),
            Err(stop) => self.stop(id, stop),
        }
    }

    /// The same for a test that cannot stop.
    pub(super) fn holds(&mut self, id: &'static str, place: Place, holds: bool) {
        if !holds {
            self.fail(id, place);
        }
    }

    pub(super) fn fail(&mut self, id: &'static str, place: Place) {
        self.keep(Found { id, place, stop: None, actual: None, expected: None, only: None });
    }

    /// A failed test that knows the value it met and the one it expects.
    pub(super) fn differs(
        &mut self,
        id: &'static str,
        place: Place,
        actual: Option<String>,
        expected: Option<String>,
    ) {
        self.keep(Found { id, place, stop: None, actual, expected, only: None });
    }

    pub(super) fn stop(&mut self, id: &'static str, stop: Stop) {
        let actual = match stop.reason {
            StopReason::Repeated => None,
            _ => Some(self.document.text(stop.place).to_owned()),
        };
        let (place, stop) = (stop.place, Some(stop.reason));
        self.keep(Found { id, place, stop, actual, expected: None, only: None });
    }

    pub(super) fn child(&self, place: Place, name: Name) -> Option<Place> {
        self.document.child(place, name)
    }

    pub(super) fn has(&self, place: Place, name: Name) -> bool {
        self.child(place, name).is_some()
    }

    /// The only one of some elements.
    pub(super) fn only_of(places: &[Place]) -> Outcome<Option<Place>> {
        match places {
            [_, second, ..] => Err(Stop { place: *second, reason: StopReason::Repeated }),
            places => Ok(places.first().copied()),
        }
    }

    /// The only child of a name.
    pub(super) fn only(&self, place: Place, name: Name) -> Outcome<Option<Place>> {
        let mut named = self.document.named(place, name);
        let first = named.next();
        match named.next() {
            Some(second) => Err(Stop { place: second, reason: StopReason::Repeated }),
            None => Ok(first),
        }
    }

    /// Calls for each element at the end of a path.
    pub(super) fn each(&self, place: Place, path: &[Name], call: &mut dyn FnMut(Place)) {
        match path.split_first() {
            None => call(place),
            Some((name, rest)) => {
                for child in self.document.named(place, *name) {
                    self.each(child, rest, call);
                }
            }
        }
    }

    pub(super) fn count(&self, place: Place, path: &[Name]) -> usize {
        let mut count = 0;
        self.each(place, path, &mut |_| count += 1);
        count
    }

    /// The first element at the end of a path.
    pub(super) fn first(&self, place: Place, path: &[Name]) -> Option<Place> {
        match path.split_first() {
            None => Some(place),
            Some((name, rest)) => self.document.named(place, *name).find_map(|child| self.first(child, rest)),
        }
    }

    pub(super) fn exists(&self, place: Place, path: &[Name]) -> bool {
        self.first(place, path).is_some()
    }

    /// The only element at the end of a path.
    pub(super) fn single(&self, place: Place, path: &[Name]) -> Outcome<Option<Place>> {
        let (mut first, mut second) = (None, None);
        self.each(place, path, &mut |found| {
            if first.is_none() { first = Some(found) } else { second = Some(found) }
        });
        match second {
            Some(place) => Err(Stop { place, reason: StopReason::Repeated }),
            None => Ok(first),
        }
    }

    /// The texts at the ends of paths from an element, kept for those that ask the same.
    pub(super) fn beside(&mut self, around: Place, paths: &[&[Name]]) -> &[HashSet<&'d str>] {
        if self.beside.as_ref().is_none_or(|known| known.around != around) {
            let texts = paths.iter().map(|path| self.texts(around, path)).collect();
            self.beside = Some(Beside { around, texts });
        }
        self.beside.as_ref().map(|known| known.texts.as_slice()).unwrap_or_default()
    }

    /// The texts at the end of a path.
    pub(super) fn texts(&self, place: Place, path: &[Name]) -> HashSet<&'d str> {
        let mut texts = HashSet::new();
        self.each(place, path, &mut |found| {
            texts.insert(self.text(found));
        });
        texts
    }

    /// Whether the only element at the end of a path has a text.
    pub(super) fn filled(&self, place: Place, path: &[Name]) -> Outcome<bool> {
        let found = self.single(place, path)?;
        Ok(found.is_some_and(|found| !self.document.text(found).trim().is_empty()))
    }

    pub(super) fn text(&self, place: Place) -> &'d str {
        self.document.text(place)
    }

    pub(super) fn attribute(&self, place: Place, name: Attribute) -> Option<&'d str> {
        self.document.attribute(place, name)
    }

    /// How long a text is, white space made even.
    pub(super) fn length(&self, place: Place) -> usize {
        let words = self.text(place).split_ascii_whitespace();
        words.map(|word| word.chars().count() + 1).sum::<usize>().saturating_sub(1)
    }

    /// `xs:decimal` of an element.
    pub(super) fn decimal(&self, place: Place) -> Outcome<Decimal> {
        number::decimal(self.text(place)).ok_or(Stop { place, reason: StopReason::NotANumber })
    }

    /// `xs:decimal` of the only child of a name.
    pub(super) fn amount(&self, place: Place, name: Name) -> Outcome<Option<Decimal>> {
        match self.only(place, name)? {
            Some(found) => self.decimal(found).map(Some),
            None => Ok(None),
        }
    }

    /// What XPath makes of a text that is compared with a number; `None` for `NaN`.
    pub(super) fn number(&self, place: Place) -> Outcome<Option<Decimal>> {
        number::double(self.text(place)).ok_or(Stop { place, reason: StopReason::NotANumber })
    }

    /// Whether the number of one of the children of a name fits.
    pub(super) fn any_number(
        &self,
        place: Place,
        name: Name,
        fits: impl Fn(Decimal) -> bool,
    ) -> Outcome<bool> {
        for child in self.document.named(place, name) {
            let number = self.number(child)?.map(|number| number::compared(number, self.text(child)));
            if number.is_some_and(&fits) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the only child of a name has two characters at most after its dot.
    pub(super) fn two_decimals(&mut self, id: &'static str, place: Place, name: Name) {
        match self.only(place, name) {
            Ok(Some(found)) if number::decimals(self.text(found)) > 2 => {
                let text = self.text(found).to_owned();
                self.differs(id, found, Some(text), None);
            }
            Ok(_) => {}
            Err(stop) => self.stop(id, stop),
        }
    }

    /// `true` or `false` as XPath reads a text.
    pub(super) fn boolean(&self, place: Place) -> Outcome<bool> {
        match self.text(place).trim() {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(Stop { place, reason: StopReason::NotABoolean }),
        }
    }

    /// A code that must be on a list.
    pub(super) fn listed(&mut self, id: &'static str, place: Place, text: &str, is_listed: bool) {
        if !is_listed {
            self.differs(id, place, Some(text.to_owned()), None);
        }
    }
}
