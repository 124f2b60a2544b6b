//! Documents kept on a structure, and how it exchanges data with the platform.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A file a structure keeps on the platform for later use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// `pieceJointeObjetId`: the link between the file and the structure.
    pub id: i64,
    /// `pieceJointeId`: one of the world's files.
    pub file: i64,
    /// `pieceJointeDesignation`.
    pub label: String,
    /// `pieceJointeTypeCode`, one of the world's attachment types.
    #[serde(default = "standard")]
    pub kind: String,
    /// What it is about.
    #[serde(default)]
    pub subject: DocumentSubject,
}

/// What a document of a structure is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentSubject {
    /// The structure itself (`STRUCTURE_PIECEJOINTE`).
    #[default]
    Structure,
    /// A mandate (`STRUCTURE_MANDAT`).
    Mandate,
    /// A bank reference (`STRUCTURE_COORDONNEE_BANCAIRE`).
    BankAccount,
}

impl DocumentSubject {
    /// The code of telecharger/pieceJointe.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Structure => "STRUCTURE_PIECEJOINTE",
            Self::Mandate => "STRUCTURE_MANDAT",
            Self::BankAccount => "STRUCTURE_COORDONNEE_BANCAIRE",
        }
    }
}

/// The EDI settings of a structure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EdiSettings {
    /// `connexionEDI`, `emetteurFluxEdi`: the structure sends flows by EDI.
    pub sends: bool,
    /// `recevoirDonneesViaEDI`, `recevoirCyclesViesEdi`: the structure receives data by EDI.
    pub receives: bool,
    /// When they were last changed.
    pub changed_at: Option<DateTime<Utc>>,
}

fn standard() -> String {
    "DIVERS".to_owned()
}
