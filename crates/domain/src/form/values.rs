//! What was typed in a form, exactly as typed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::FieldPath;

/// Values that a form may have.
pub const MOST_VALUES: usize = 20_000;
/// Longest value, bytes.
pub const LONGEST_VALUE: usize = 64 * 1024;

/// What was typed, by the path of its field. A field that is not there is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<FieldPath, String>", into = "BTreeMap<FieldPath, String>")]
pub struct Values(BTreeMap<FieldPath, String>);

/// A form beyond every form of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ValuesError {
    /// Too many fields.
    #[error("too many form fields")]
    TooMany,
    /// A value is too long.
    #[error("form field too long")]
    TooLong,
}

impl Values {
    /// Reads the pairs of a posted form. A name that is no path belongs to no field and is left out; of a name that
    /// comes twice, the last value counts.
    ///
    /// # Errors
    /// When there are more or longer ones than any form has.
    pub fn read<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, ValuesError> {
        let mut values = Self::default();
        for (name, value) in pairs {
            if value.len() > LONGEST_VALUE {
                return Err(ValuesError::TooLong);
            }
            if let Ok(path) = name.parse::<FieldPath>() {
                values.set(path, value);
            }
            if values.0.len() > MOST_VALUES {
                return Err(ValuesError::TooMany);
            }
        }
        Ok(values)
    }

    /// What a field holds.
    #[must_use]
    pub fn get(&self, path: impl Into<FieldPath>) -> &str {
        self.0.get(&path.into()).map_or("", String::as_str)
    }

    /// Whether the field is there, be it empty.
    #[must_use]
    pub fn has(&self, path: &FieldPath) -> bool {
        self.0.contains_key(path)
    }

    /// Puts something into a field. Line breaks are one sign, however the browser sends them: a text that only
    /// travelled has not changed.
    pub fn set(&mut self, path: impl Into<FieldPath>, value: impl AsRef<str>) {
        let value = value.as_ref().replace("\r\n", "\n").replace('\r', "\n");
        self.0.insert(path.into(), value);
    }

    /// Rows of a group: one more than the last that has a value, be it empty.
    #[must_use]
    pub fn rows(&self, group: &str) -> usize {
        let of_group = self.0.keys().filter(|path| path.group() == Some(group));
        of_group.filter_map(FieldPath::row).max().map_or(0, |last| last + 1)
    }

    /// Every field that is there, in the order of paths.
    pub fn iter(&self) -> impl Iterator<Item = (&FieldPath, &str)> {
        self.0.iter().map(|(path, value)| (path, value.as_str()))
    }
}

impl TryFrom<BTreeMap<FieldPath, String>> for Values {
    type Error = ValuesError;

    /// What comes from a page as JSON has the same bounds as a form.
    fn try_from(map: BTreeMap<FieldPath, String>) -> Result<Self, ValuesError> {
        if map.len() > MOST_VALUES {
            return Err(ValuesError::TooMany);
        }
        if map.values().any(|value| value.len() > LONGEST_VALUE) {
            return Err(ValuesError::TooLong);
        }
        Ok(map.into_iter().collect())
    }
}

impl From<Values> for BTreeMap<FieldPath, String> {
    fn from(values: Values) -> Self {
        values.0
    }
}

impl FromIterator<(FieldPath, String)> for Values {
    fn from_iter<T: IntoIterator<Item = (FieldPath, String)>>(pairs: T) -> Self {
        let mut values = Self::default();
        for (path, value) in pairs {
            values.set(path, value);
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> FieldPath {
        text.parse().unwrap()
    }

    #[test]
    fn a_posted_form_is_read_by_its_paths() {
        let pairs = [
            ("number", "A"),
            ("tax[1].rate", "10"),
            ("Odd name", "x"),
            ("comment", "a\r\nb"),
            ("number", "B"),
        ];
        let values = Values::read(pairs).unwrap();
        assert_eq!(values.get(path("number")), "B");
        assert_eq!(values.get(path("comment")), "a\nb");
        assert_eq!(values.get(path("tax[0].rate")), "");
        assert_eq!((values.rows("tax"), values.rows("line")), (2, 0));
        assert_eq!(values.iter().count(), 3);
    }

    #[test]
    fn a_form_has_its_bounds() {
        let long = "a".repeat(LONGEST_VALUE + 1);
        assert_eq!(Values::read([("a", long.as_str())]), Err(ValuesError::TooLong));
        let names: Vec<String> =
            (0..=MOST_VALUES).map(|n| format!("g{}[{}].a", n / 10_000, n % 10_000)).collect();
        assert_eq!(Values::read(names.iter().map(|name| (name.as_str(), ""))), Err(ValuesError::TooMany));
    }
}
