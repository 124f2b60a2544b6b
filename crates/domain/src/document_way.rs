//! How a PDF with the data of its invoice inside (Factur-X) leaves, and what is in the way of a copy of a PDF.

use serde::{Deserialize, Serialize};

/// How a Factur-X goes to Chorus Pro.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentWay {
    /// As a flow: the data inside decide.
    Flow,
    /// As the PDF that it is, its data inside.
    Pdf,
    /// As a copy without its data, for recipients whose path refuses a Factur-X.
    PlainPdf,
}

impl DocumentWay {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Pdf, Self::PlainPdf, Self::Flow];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Flow => "flux",
            Self::Pdf => "pdf",
            Self::PlainPdf => "pdf-sans-xml",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }

    /// The words on screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Flow => "Flux",
            Self::Pdf => "PDF avec ses données",
            Self::PlainPdf => "PDF sans XML",
        }
    }
}

/// What is in the way of a copy of a PDF, without the files inside or of some of its pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopyProblem {
    /// It is signed: a copy would break the signature.
    Signed,
    /// It is protected by a password.
    Protected,
    /// It cannot be read.
    Unreadable,
    /// It takes more memory or time than a file may.
    TooCostly,
    /// A single page is larger than Chorus Pro takes.
    PageTooLarge,
    /// The copy is larger than Chorus Pro takes.
    TooLarge,
    /// It would be more parts than are made of one file.
    TooManyParts,
    /// The copy is not what it is to be: other pages, or a file still inside.
    NotAsMeant,
    /// A code of a newer version.
    #[serde(other)]
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_back() {
        assert!(DocumentWay::ALL.iter().all(|way| DocumentWay::from_code(way.code()) == Some(*way)));
    }
}
