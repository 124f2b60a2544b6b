//! Why a flow, or a file of it, is refused.

use crate::world::TechnicalError;

/// One file of a flow: 10 MB (API.md §1.6).
pub(super) const FILE_LIMIT: usize = 10 * 1024 * 1024;
/// A flow once compressed: 30 MB (API.md §1.6).
pub(super) const ARCHIVE_LIMIT: usize = 30 * 1024 * 1024;

/// The flow, or one of its files, is above the documented sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLarge;

/// `natureErreur` and `codeErreur`: the official values are not known, these are ours (API.md §7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The archive cannot be unpacked.
    Archive,
    /// The archive holds a path or an entry that could harm whoever unpacks it.
    Path,
    /// The file is not of the announced syntax.
    Format,
    /// The syntax is not read by this simulator.
    Unsupported,
}

impl Fault {
    /// The entry of the report.
    pub(crate) fn error(self, label: impl Into<String>) -> TechnicalError {
        let (nature, code) = match self {
            Self::Archive => ("ARCHIVE", "SIM_FLUX_01"),
            Self::Path => ("ARCHIVE", "SIM_FLUX_02"),
            Self::Format => ("FORMAT", "SIM_FLUX_03"),
            Self::Unsupported => ("SYNTAXE", "SIM_FLUX_04"),
        };
        TechnicalError { nature: nature.to_owned(), code: code.to_owned(), label: label.into() }
    }
}
