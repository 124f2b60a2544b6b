//! What is to be said beside the fields of a form.

use serde::{Deserialize, Serialize};

use super::FieldPath;
use crate::Remark;

/// How much a note weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Severity {
    /// Going on is refused until it is corrected.
    Error,
    /// Worth a second look; going on is possible.
    Warning,
}

/// Something to say about a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldNote {
    /// Which field.
    pub path: FieldPath,
    /// How much it weighs.
    pub severity: Severity,
    /// What there is to say, as a code.
    pub remark: Remark,
}

/// Everything that is to be said about a form, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Notes(Vec<FieldNote>);

impl Notes {
    /// One error.
    pub fn of_error(path: impl Into<FieldPath>, remark: impl Into<Remark>) -> Self {
        let mut notes = Self::default();
        notes.error(path, remark);
        notes
    }

    /// Adds an error.
    pub fn error(&mut self, path: impl Into<FieldPath>, remark: impl Into<Remark>) {
        self.0.push(FieldNote { path: path.into(), severity: Severity::Error, remark: remark.into() });
    }

    /// Adds a warning.
    pub fn warn(&mut self, path: impl Into<FieldPath>, remark: impl Into<Remark>) {
        self.0.push(FieldNote { path: path.into(), severity: Severity::Warning, remark: remark.into() });
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, FieldNote> {
        self.0.iter()
    }

    /// Those about a field.
    pub fn of<'a>(&'a self, path: &FieldPath) -> impl Iterator<Item = &'a FieldNote> {
        let path = path.clone();
        self.0.iter().filter(move |note| note.path == path)
    }

    /// Those that must be corrected.
    pub fn errors(&self) -> impl Iterator<Item = &FieldNote> {
        self.0.iter().filter(|note| note.severity == Severity::Error)
    }

    /// Whether something must be corrected.
    #[must_use]
    pub fn refuse(&self) -> bool {
        self.errors().next().is_some()
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl IntoIterator for Notes {
    type Item = FieldNote;
    type IntoIter = std::vec::IntoIter<FieldNote>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Notes {
    type Item = &'a FieldNote;
    type IntoIter = std::slice::Iter<'a, FieldNote>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl FromIterator<FieldNote> for Notes {
    fn from_iter<T: IntoIterator<Item = FieldNote>>(notes: T) -> Self {
        Self(notes.into_iter().collect())
    }
}

impl Extend<FieldNote> for Notes {
    fn extend<T: IntoIterator<Item = FieldNote>>(&mut self, notes: T) {
        self.0.extend(notes);
    }
}
