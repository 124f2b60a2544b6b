//! What there is to say about a file.

use serde::{Deserialize, Serialize};

/// How much it weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Weight {
    /// It breaks a rule, or cannot be read.
    Error,
    /// It is unusual, or goes beyond what is known of the format.
    Warning,
}

/// Something about a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How much it weighs.
    pub weight: Weight,
    /// On which line, the first being 1.
    pub line: Option<u64>,
    /// What, in French, for the person who looks at the file.
    pub text_french: String,
}

impl Finding {
    pub(crate) fn error(text_french: impl Into<String>) -> Self {
        Self { weight: Weight::Error, line: None, text_french: text_french.into() }
    }

    pub(crate) fn warning(text_french: impl Into<String>) -> Self {
        Self { weight: Weight::Warning, line: None, text_french: text_french.into() }
    }

    pub(crate) fn at(mut self, line: u64) -> Self {
        self.line = (line > 0).then_some(line);
        self
    }
}
