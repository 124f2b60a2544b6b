//! Where and on which side a structure works.

use serde::{Deserialize, Serialize};

/// Which Chorus Pro a structure talks to. Green and blue on every page that shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Environment {
    /// The test platform (PISTE sandbox), fictitious structures.
    Qualification,
    /// The real one.
    Production,
}

impl Environment {
    /// Both, in the order of a select box.
    pub const ALL: [Self; 2] = [Self::Qualification, Self::Production];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Qualification => "qualification",
            Self::Production => "production",
        }
    }

    /// The word on screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Qualification => "Qualification",
            Self::Production => "Production",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|environment| environment.code() == code)
    }
}

/// What a structure does on Chorus Pro.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Side {
    /// Issues invoices.
    Supplier,
    /// Receives invoices.
    Recipient,
    /// Both.
    Both,
}

impl Side {
    /// All, in the order of a select box.
    pub const ALL: [Self; 3] = [Self::Supplier, Self::Recipient, Self::Both];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Supplier => "fournisseur",
            Self::Recipient => "destinataire",
            Self::Both => "les_deux",
        }
    }

    /// The words on screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Supplier => "Fournisseur",
            Self::Recipient => "Destinataire",
            Self::Both => "Fournisseur et destinataire",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.code() == code)
    }

    /// Whether invoices can be issued.
    #[must_use]
    pub const fn issues(self) -> bool {
        matches!(self, Self::Supplier | Self::Both)
    }

    /// Whether invoices can be received.
    #[must_use]
    pub const fn receives(self) -> bool {
        matches!(self, Self::Recipient | Self::Both)
    }
}

/// Whether an invoice leaves or reaches the organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Direction {
    /// Facture émise.
    Issued,
    /// Facture reçue.
    Received,
}

impl Direction {
    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Issued => "emise",
            Self::Received => "recue",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Issued, Self::Received].into_iter().find(|direction| direction.code() == code)
    }
}
