//! What a row asks of an element before it names it.

use crate::document::names::{Attribute, Name, find_attribute, parse};
use crate::document::{Document, Place};

/// A condition between brackets.
#[derive(Clone)]
pub(crate) struct Condition {
    /// How many elements above the one that the row names.
    pub(super) above: usize,
    pub(crate) path: Vec<Name>,
    pub(crate) attribute: Option<Attribute>,
    /// The text asked for; `BT-6` is the accounting currency of the document.
    pub(crate) value: &'static str,
    pub(crate) is_not: bool,
}

impl Condition {
    /// Reads what stands between the brackets; `None` when it is not understood.
    pub(super) fn parse(bracket: &'static str, above: usize) -> Option<Self> {
        let (left, value) = bracket.split_once('=')?;
        let (left, is_not) = left.strip_suffix('!').map_or((left, false), |left| (left, true));
        let (path, attribute) = match left.rsplit_once('@') {
            Some((path, attribute)) => (path.trim_end_matches('/'), Some(find_attribute(attribute))),
            None => (left, None),
        };
        let path = path.split('/').filter(|name| !name.is_empty());
        Some(Self { above, path: path.map(parse).collect::<Option<_>>()?, attribute, value, is_not })
    }

    pub(super) fn holds(&self, document: &Document<'_>, place: Place, accounting: Option<&str>) -> bool {
        let place = (0..self.above).fold(place, |place, _| document.parent(place));
        let value = if self.value == "BT-6" { accounting } else { Some(self.value) };
        let Some(value) = value else { return self.is_not };
        self.any(document, place, &self.path, value) != self.is_not
    }

    /// Whether an element at the end of a path has a value.
    fn any(&self, document: &Document<'_>, place: Place, path: &[Name], value: &str) -> bool {
        match (path.split_first(), self.attribute) {
            (Some((name, rest)), _) => {
                document.named(place, *name).any(|child| self.any(document, child, rest, value))
            }
            (None, Some(attribute)) => {
                document.attribute(place, attribute).is_some_and(|text| text.trim() == value)
            }
            (None, None) => {
                let text = document.text(place).trim();
                text.eq_ignore_ascii_case(value) || matches!((text, value), ("1", "true") | ("0", "false"))
            }
        }
    }
}
