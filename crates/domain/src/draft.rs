//! Who changed what of a draft.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{FieldPath, UserId};

/// Who changed a field of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Author {
    /// A person.
    Person {
        /// Who.
        user: UserId,
        /// Their name that day.
        name: String,
    },
    /// The reading of the PDF by Chorus Pro.
    ChorusPro,
}

/// Where the value of a field of a draft comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueOrigin {
    /// The invoice in data inside the document.
    Document,
    /// The XML of which the draft was made.
    Xml,
    /// Chorus Pro read it on the page.
    ChorusPro,
    /// A person typed it.
    Person,
}

/// The last change of a field of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftChange {
    /// Who.
    pub by: Author,
    /// When.
    pub at: DateTime<Utc>,
}

/// The last change of each field of a draft that was changed since it was begun.
pub type DraftChanges = BTreeMap<FieldPath, DraftChange>;
