//! What every form is made of, whatever it asks for: values by the path of their field, notes by the same path, and one
//! way to bring together what two persons did to the same form.
//!
//! A form names its fields with a small enumeration of its own (`crate::field`); one whose fields repeat in rows names
//! the group. [`FieldPath`] is how a field stands in the name of a control, in a note and in what is stored.

mod merge;
mod notes;
mod path;
mod values;

pub use merge::{Conflict, merge};
pub use notes::{FieldNote, Notes, Severity};
pub use path::{FieldPath, FieldPathError, MOST_ROWS};
pub use values::{LONGEST_VALUE, MOST_VALUES, Values, ValuesError};

/// A field of a form.
pub trait FormField: Copy + 'static {
    /// All fields, in the order of the form.
    const ALL: &'static [Self];
    /// The group whose rows hold them; none for fields that stand once.
    const GROUP: Option<&'static str>;

    /// Its name, alone in a control or last in a row.
    fn name(self) -> &'static str;

    /// The label on screen.
    fn label(self) -> &'static str;

    /// Whether what is typed is never shown again: passwords, secrets, files.
    fn is_secret(self) -> bool;

    /// Its path, in the row where it repeats (from 0).
    fn at(self, row: usize) -> FieldPath {
        match Self::GROUP {
            Some(group) => FieldPath::in_row(group, row, self.name()),
            None => FieldPath::single(self.name()),
        }
    }

    /// The field that a path leads to, when it is one of this form.
    fn of_path(path: &FieldPath) -> Option<Self> {
        let mine = path.group() == Self::GROUP;
        Self::ALL.iter().copied().find(|field| mine && field.name() == path.field())
    }

    /// The label of a path of this form, with its row where it repeats.
    fn label_of(path: &FieldPath) -> Option<String> {
        let label = Self::of_path(path)?.label();
        Some(path.row().map_or_else(|| label.to_owned(), |row| format!("{label}, ligne {}", row + 1)))
    }
}

impl<F: FormField> From<F> for FieldPath {
    /// The path of a field that stands once; of one that repeats, in the first row.
    fn from(field: F) -> Self {
        field.at(0)
    }
}
