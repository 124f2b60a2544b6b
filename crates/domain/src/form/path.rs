//! Where a field stands in its form: `number`, or `tax[2].rate` for one that repeats.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Rows that a group may have: a batch of 5,000 invoices, and some more.
pub const MOST_ROWS: usize = 10_000;
/// Longest name of a group or a field.
const LONGEST_NAME: usize = 40;

type Name = Cow<'static, str>;

/// Where a field stands. Its text is the name of the control, and the key under which a value or a note is kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FieldPath {
    /// Group and row, from 0; first, so that rows follow each other.
    row: Option<(Name, usize)>,
    field: Name,
}

/// A text that is no path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a field path")]
pub struct FieldPathError;

impl FieldPath {
    pub(super) const fn single(field: &'static str) -> Self {
        Self { row: None, field: Cow::Borrowed(field) }
    }

    /// A row beyond the last one is the last one: forms are read with [`FromStr`], which refuses it.
    pub(super) fn in_row(group: &'static str, row: usize, field: &'static str) -> Self {
        let row = row.min(MOST_ROWS - 1);
        Self { row: Some((Cow::Borrowed(group), row)), field: Cow::Borrowed(field) }
    }

    /// The group, when it repeats.
    #[must_use]
    pub fn group(&self) -> Option<&str> {
        self.row.as_ref().map(|(group, _)| group.as_ref())
    }

    /// The row from 0, when it repeats.
    #[must_use]
    pub fn row(&self) -> Option<usize> {
        self.row.as_ref().map(|(_, row)| *row)
    }

    /// The name of the field itself.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// The identifier of the control in its page: `tax-2-rate`, which an address can lead to and a selector can name.
    #[must_use]
    pub fn id(&self) -> String {
        match &self.row {
            Some((group, row)) => format!("{group}-{row}-{}", self.field),
            None => self.field.clone().into_owned(),
        }
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((group, row)) = &self.row {
            write!(formatter, "{group}[{row}].")?;
        }
        formatter.write_str(&self.field)
    }
}

impl From<FieldPath> for String {
    fn from(path: FieldPath) -> Self {
        path.to_string()
    }
}

impl TryFrom<String> for FieldPath {
    type Error = FieldPathError;

    fn try_from(text: String) -> Result<Self, FieldPathError> {
        text.parse()
    }
}

impl FromStr for FieldPath {
    type Err = FieldPathError;

    /// There is one way to write a path: no sign, no space and no leading zero more.
    fn from_str(text: &str) -> Result<Self, FieldPathError> {
        let Some((group, rest)) = text.split_once('[') else {
            return Ok(Self { row: None, field: name(text)? });
        };
        let (row, field) = rest.split_once("].").ok_or(FieldPathError)?;
        let plain = row.bytes().all(|byte| byte.is_ascii_digit()) && (row == "0" || !row.starts_with('0'));
        let row = row.parse().ok().filter(|row| plain && *row < MOST_ROWS).ok_or(FieldPathError)?;
        Ok(Self { row: Some((name(group)?, row)), field: name(field)? })
    }
}

/// Small letters, digits and underscores, a letter first.
fn name(text: &str) -> Result<Name, FieldPathError> {
    let fits = (1..=LONGEST_NAME).contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if fits { Ok(Cow::Owned(text.to_owned())) } else { Err(FieldPathError) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_and_read_in_one_way() {
        for text in ["number", "recipient_siret", "tax[0].rate", "line[9999].vat_2"] {
            let path: FieldPath = text.parse().unwrap();
            assert_eq!(path.to_string(), text);
        }
        let path: FieldPath = "tax[12].rate".parse().unwrap();
        assert_eq!((path.group(), path.row(), path.field()), (Some("tax"), Some(12), "rate"));
        assert_eq!(path, FieldPath::in_row("tax", 12, "rate"), "owned and borrowed names are the same");
        assert_eq!(path.id(), "tax-12-rate");
    }

    #[test]
    fn what_is_no_path_is_refused() {
        let long = "a".repeat(LONGEST_NAME + 1);
        for text in [
            "",
            "Number",
            "a b",
            "é",
            "1a",
            "_a",
            "a.b",
            "tax[].rate",
            "tax[01].rate",
            "tax[+1].rate",
            "tax[-1].rate",
            "tax[ 1].rate",
            "tax[10000].rate",
            "tax[99999999999999999999].rate",
            "tax[1]rate",
            "tax[1].",
            "[1].rate",
            "tax[1].rate[2]",
            "tax[1].a[2].b",
            "a]",
            &long,
        ] {
            assert_eq!(text.parse::<FieldPath>(), Err(FieldPathError), "{text}");
        }
    }

    #[test]
    fn rows_follow_each_other_as_numbers() {
        let mut paths: Vec<FieldPath> =
            ["tax[10].rate", "tax[2].base", "number", "tax[2].rate"].map(|text| text.parse().unwrap()).into();
        paths.sort();
        let texts: Vec<String> = paths.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["number", "tax[2].base", "tax[2].rate", "tax[10].rate"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_written_as_it_was(text in ".{0,60}") {
            if let Ok(path) = text.parse::<FieldPath>() {
                proptest::prop_assert_eq!(path.to_string(), text);
            }
        }
    }
}
