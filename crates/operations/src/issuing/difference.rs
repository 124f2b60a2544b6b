//! A difference between what was read of a document and the form.

use domain::Field;
use serde::{Deserialize, Serialize};

/// A field where the readings and the form do not agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Which field.
    pub field: Field,
    /// What the form holds.
    pub typed: String,
    /// What the embedded invoice says.
    pub own: Option<String>,
    /// What Chorus Pro recognised.
    pub recognised: Option<String>,
}
