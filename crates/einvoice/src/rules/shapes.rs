//! Tests of single elements, as a table: a rule, the path of the element that it is about, and what it must be or hold.
//!
//! A path begins below the root, or anywhere with `//`. Conditions stand in brackets behind any of its names: `[ram:A/ram:B=x]`
//! asks for a text, `[@schemeID=A|B]` for one of these values of an attribute, `[ram:A/@b=x]` for both, `[@b=]` for its absence.

use super::check::{Check, Stop, StopReason};
use super::packs::Pack;
use super::registry;
use crate::document::Place;
use crate::document::names::{Attribute, Name, find_attribute, parse};
use crate::semantic::bindings::{common, split};

/// What a text must be, or an element must hold.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    /// `longest=`: so many characters.
    Longest(usize),
    /// A form that the pack knows by its name.
    Form(Form),
    /// `one=`, `most=` and `some=`: how often a child may be there, where it fulfils a condition.
    Count { name: Name, conditions: Vec<Condition>, least: usize, most: usize },
    /// `given=`: an attribute.
    Given(Attribute),
    /// `code=` and `code@attribute=`: empty, or on a list that the pack knows by its name.
    Code { attribute: Option<Attribute>, list: List },
}

/// A list of codes.
#[derive(Debug, Clone)]
pub(super) enum List {
    Known(Holds),
    Written(&'static str),
}

/// A form of texts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    pub(super) holds: Holds,
    /// Whether the official engine stops at a text, as it is no date to it.
    pub(super) stops: Holds,
}

impl Form {
    /// A form of which no text stops the engine.
    pub(super) fn of(holds: Holds) -> Self {
        Self { holds, stops: |_| false }
    }
}

/// Whether a text is as it should be.
pub(super) type Holds = fn(&str) -> bool;

/// What a pack knows by name.
pub(super) struct Known {
    pub(super) form: fn(&str) -> Option<Form>,
    pub(super) list: fn(&str) -> Option<Holds>,
}

/// What an element on a path must fulfil.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    /// How many elements above the one that the row names.
    above: usize,
    path: Vec<Name>,
    attribute: Option<Attribute>,
    /// One of these; none for the absence of an attribute.
    values: Vec<&'static str>,
}

struct Row {
    id: &'static str,
    /// The letters of the profiles that have it; empty for all.
    profiles: &'static str,
    /// The names from the element upwards.
    path: Vec<Name>,
    is_anywhere: bool,
    conditions: Vec<Condition>,
    shape: Shape,
}

/// A table of rows, found by the name of the element.
pub(super) struct Shapes {
    /// Sorted by the name of their elements.
    rows: Vec<Row>,
    /// For the number of each name, where its rows begin; one more at the end.
    starts: Vec<u16>,
}

impl Shapes {
    /// A row is an identifier, with `profiles` the letters of its profiles, a path and a shape. One that is not understood is
    /// left out; a test sees to it that there is none.
    pub(super) fn parse(text: &'static str, pack: &Pack, known: &Known, has_profiles: bool) -> Self {
        let parse = |line| Row::parse(line, pack, known, has_profiles);
        let mut rows: Vec<_> = text.lines().filter_map(parse).collect();
        let number = |row: &Row| row.path.first().map_or(usize::MAX, |name| name.number());
        rows.sort_by_key(number);
        let starts = (0..=Name::MOST).map(|name| rows.partition_point(|row| number(row) < name) as u16);
        Self { starts: starts.collect(), rows }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Runs the rows of an element, of a profile where there are any.
    pub(super) fn run(&self, check: &mut Check<'_, '_>, place: Place, profile: Option<char>) {
        let name = common(check.document.name(place)).number();
        let start = |name: usize| self.starts.get(name).copied().map_or(0, usize::from);
        for row in self.rows.get(start(name)..start(name + 1)).unwrap_or_default() {
            if profile.is_none_or(|profile| row.profiles.contains(profile)) && row.is_at(check, place) {
                row.run(check, place);
            }
        }
    }
}

impl Row {
    fn parse(line: &'static str, pack: &Pack, known: &Known, has_profiles: bool) -> Option<Self> {
        let mut words = line.split(' ');
        let id = registry::rule(words.next()?, pack)?.id;
        let profiles = if has_profiles { words.next()? } else { "" };
        let (path, shape) = (words.next()?, words.next()?);
        let (path, is_anywhere) = path.strip_prefix("//").map_or((path, false), |path| (path, true));
        let (mut names, mut conditions) = (Vec::new(), Vec::new());
        for (above, part) in split(path).into_iter().rev().enumerate() {
            let (name, found) = step(part, above)?;
            names.push(name);
            conditions.extend(found);
        }
        Some(Self { id, profiles, path: names, is_anywhere, conditions, shape: Shape::parse(shape, known)? })
    }

    fn is_at(&self, check: &Check<'_, '_>, place: Place) -> bool {
        let mut around = place;
        for name in &self.path {
            if common(check.document.name(around)) != *name || around == 0 {
                return false;
            }
            around = check.document.parent(around);
        }
        (self.is_anywhere || around == 0)
            && self.conditions.iter().all(|condition| condition.holds(check, place))
    }

    fn run(&self, check: &mut Check<'_, '_>, place: Place) {
        let text = check.text(place);
        match &self.shape {
            Shape::Longest(longest) => {
                let holds = text.len() <= *longest || text.chars().count() <= *longest;
                check.listed(self.id, place, text, holds);
            }
            Shape::Form(form) if (form.stops)(text) => {
                check.stop(self.id, Stop { place, reason: StopReason::NotADate });
            }
            Shape::Form(form) => check.listed(self.id, place, text, (form.holds)(text)),
            Shape::Count { name, conditions, least, most } => {
                let fits = |child: &Place| conditions.iter().all(|condition| condition.holds(check, *child));
                let count =
                    check.document.named(place, *name).filter(fits).take(most.saturating_add(1)).count();
                check.holds(self.id, place, (*least..=*most).contains(&count));
            }
            Shape::Given(name) => {
                let is_given = check.attribute(place, *name).is_some();
                check.holds(self.id, place, is_given);
            }
            Shape::Code { attribute, list } => {
                let code = attribute.map_or(text, |name| check.attribute(place, name).unwrap_or_default());
                check.listed(self.id, place, code, code.is_empty() || list.contains(code));
            }
        }
    }
}

impl Shape {
    fn parse(word: &'static str, known: &Known) -> Option<Self> {
        let Some((kind, value)) = word.split_once('=') else { return (known.form)(word).map(Self::Form) };
        let list = || {
            let is_written = value.contains('|') || (known.list)(value).is_none();
            let list = (known.list)(value).filter(|_| !is_written);
            list.map_or(List::Written(value), List::Known)
        };
        let (least, most) = match kind {
            "longest" => return value.parse().ok().map(Self::Longest),
            "given" => return Some(Self::Given(find_attribute(value))),
            "code" => return Some(Self::Code { attribute: None, list: list() }),
            "one" => (1, 1),
            "most" => (0, 1),
            "some" => (1, usize::MAX),
            _ => {
                let attribute = Some(find_attribute(kind.strip_prefix("code@")?));
                return Some(Self::Code { attribute, list: list() });
            }
        };
        let (name, conditions) = step(value, 0)?;
        Some(Self::Count { name, conditions, least, most })
    }
}

impl List {
    /// Whether a code is on it, exactly as written.
    fn contains(&self, code: &str) -> bool {
        let is_bare = !code.starts_with([' ', '\t', '\r', '\n']) && !code.ends_with([' ', '\t', '\r', '\n']);
        is_bare
            && match self {
                Self::Known(contains) => contains(code),
                Self::Written(codes) => codes.split('|').any(|known| known == code),
            }
    }
}

/// A name with its conditions.
fn step(part: &'static str, above: usize) -> Option<(Name, Vec<Condition>)> {
    let (name, brackets) = part.split_once('[').unwrap_or((part, ""));
    let mut conditions = Vec::new();
    for bracket in brackets.split('[').filter_map(|text| text.strip_suffix(']')) {
        let (left, values) = bracket.split_once('=')?;
        let (path, attribute) = match left.rsplit_once('@') {
            Some((path, attribute)) => (path.trim_end_matches('/'), Some(find_attribute(attribute))),
            None => (left, None),
        };
        let path: Option<Vec<_>> = path.split('/').filter(|name| !name.is_empty()).map(parse).collect();
        let values = values.split('|').filter(|value| !value.is_empty()).collect();
        conditions.push(Condition { above, path: path?, attribute, values });
    }
    Some((parse(name)?, conditions))
}

impl Condition {
    fn holds(&self, check: &Check<'_, '_>, place: Place) -> bool {
        let place = (0..self.above).fold(place, |place, _| check.document.parent(place));
        let mut holds = false;
        check.each(place, &self.path, &mut |found| {
            holds |= match self.attribute {
                None => self.values.contains(&check.text(found)),
                Some(name) => match check.attribute(found, name) {
                    Some(value) => self.values.contains(&value),
                    None => self.values.is_empty(),
                },
            };
        });
        holds
    }
}
