//! Packages: invoices that are made ready to be taken away together.

use serde::{Deserialize, Serialize};

use crate::states::states;

/// Most invoices of one package.
pub const MOST_PACKED: u64 = 5_000;

/// Which files of each invoice a package holds, besides its attachments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PackageContents {
    /// The PDF.
    #[default]
    Pdf,
    /// The PIVOT (XML) of Chorus Pro.
    Pivot,
    /// Both.
    Both,
}

impl PackageContents {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Pivot, Self::Both];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Pivot => "pivot",
            Self::Both => "both",
        }
    }

    /// The words on screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Pivot => "PIVOT (XML)",
            Self::Both => "PDF et PIVOT (XML)",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|contents| contents.code() == code)
    }

    /// Whether the PDF is among them.
    #[must_use]
    pub const fn has_pdf(self) -> bool {
        matches!(self, Self::Pdf | Self::Both)
    }

    /// Whether the PIVOT is among them.
    #[must_use]
    pub const fn has_pivot(self) -> bool {
        matches!(self, Self::Pivot | Self::Both)
    }
}

states! {
    /// Where a package stands.
    #[serde(rename_all = "snake_case")]
    PackageState {
        /// Files are still fetched.
        Preparing = "preparing", "En préparation", Info;
        /// It can be taken away.
        Ready = "ready", "Prêt", Success;
        /// An administrator has taken an archive away; which invoices it held is still known.
        Deleted = "deleted", "Supprimé", Neutral;
    }
}

states! {
    /// Where an invoice of a package stands.
    #[serde(rename_all = "snake_case")]
    PackageItemState {
        /// Files are to be fetched.
        Waiting = "waiting", "À récupérer", Info;
        /// Its files are here.
        Ready = "ready", "Prête", Success;
        /// A file could not be had.
        Missing = "missing", "Incomplète", Warning;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back() {
        for contents in PackageContents::ALL {
            assert_eq!(PackageContents::from_code(contents.code()), Some(contents));
            assert!(contents.has_pdf() || contents.has_pivot());
        }
        assert_eq!(PackageContents::from_code("zip"), None);
    }
}
