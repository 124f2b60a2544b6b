//! Tests of single texts, as a table: a rule, the path of the element that it is about, and the shape that its text must have.
//!
//! A path begins below the root, or anywhere with `//`; `[@schemeID=A|B]` at its end asks for one of these schemes.

use super::check::{Check, Stop, StopReason};
use super::packs::Pack;
use super::registry;
use crate::document::Place;
use crate::document::names::{Name, attribute, parse};
use crate::semantic::bindings::common;

/// What a text must be; the argument of `longest` is a number of characters.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    Longest(usize),
    /// A form that the pack knows by its name.
    Form(Form),
}

/// A form of texts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    pub(super) holds: fn(&str) -> bool,
    /// Whether the official engine stops at a text, as it is no date to it.
    pub(super) stops: fn(&str) -> bool,
}

impl Form {
    /// A form of which no text stops the engine.
    pub(super) fn of(holds: fn(&str) -> bool) -> Self {
        Self { holds, stops: |_| false }
    }
}

struct Row {
    id: &'static str,
    /// The names from the element upwards.
    path: Vec<Name>,
    is_anywhere: bool,
    schemes: Vec<&'static str>,
    shape: Shape,
}

/// A table of rows, found by the name of the element.
pub(super) struct Shapes {
    rows: Vec<Row>,
}

impl Shapes {
    /// A row that is not understood is left out; a test sees to it that there is none.
    pub(super) fn parse(text: &'static str, pack: &Pack, form: fn(&str) -> Option<Form>) -> Self {
        let row = |line: &'static str| {
            let mut words = line.split(' ');
            let id = registry::rule(words.next()?, pack)?.id;
            let (path, word) = (words.next()?, words.next()?);
            let (path, schemes) = match path.strip_suffix(']') {
                None => (path, Vec::new()),
                Some(path) => {
                    let (path, schemes) = path.split_once("[@schemeID=")?;
                    (path, schemes.split('|').collect())
                }
            };
            let (path, is_anywhere) = path.strip_prefix("//").map_or((path, false), |path| (path, true));
            let path: Option<Vec<_>> = path.rsplit('/').map(parse).collect();
            let shape = match word.strip_prefix("longest=") {
                Some(longest) => Shape::Longest(longest.parse().ok()?),
                None => Shape::Form(form(word)?),
            };
            Some(Row { id, path: path?, is_anywhere, schemes, shape })
        };
        let mut rows: Vec<_> = text.lines().filter_map(row).collect();
        rows.sort_by_key(|row| row.path.first().copied());
        Self { rows }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Runs the rows of an element.
    pub(super) fn run(&self, check: &mut Check<'_, '_>, place: Place) {
        let name = Some(common(check.document.name(place)));
        let first = self.rows.partition_point(|row| row.path.first().copied() < name);
        let rows = self.rows.get(first..).unwrap_or_default();
        for row in rows.iter().take_while(|row| row.path.first().copied() == name) {
            if !row.is_at(check, place) {
                continue;
            }
            let text = check.text(place);
            let holds = match row.shape {
                Shape::Longest(longest) => text.len() <= longest || text.chars().count() <= longest,
                Shape::Form(form) if (form.stops)(text) => {
                    check.stop(row.id, Stop { place, reason: StopReason::NotADate });
                    continue;
                }
                Shape::Form(form) => (form.holds)(text),
            };
            if !holds {
                check.differs(row.id, place, Some(text.to_owned()), None);
            }
        }
    }
}

impl Row {
    fn is_at(&self, check: &Check<'_, '_>, mut place: Place) -> bool {
        if !self.schemes.is_empty() {
            let scheme = check.attribute(place, attribute::schemeID);
            if !scheme.is_some_and(|scheme| self.schemes.contains(&scheme)) {
                return false;
            }
        }
        for name in &self.path {
            if common(check.document.name(place)) != *name || place == 0 {
                return false;
            }
            place = check.document.parent(place);
        }
        self.is_anywhere || place == 0
    }
}
