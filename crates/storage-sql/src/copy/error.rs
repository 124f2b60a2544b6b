//! Why a copy does not begin or does not go on.

use storage::StorageError;
use thiserror::Error;

/// Which of the two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopySide {
    /// What is copied.
    Source,
    /// Where it goes.
    Target,
}

/// Why a copy does not begin or does not go on. The texts are for the log.
#[derive(Debug, Error)]
pub enum CopyError {
    /// A file that is not there.
    #[error("there is no source")]
    NoSource,
    /// Another process works with it.
    #[error("the {0:?} is in use")]
    InUse(CopySide),
    /// Migrations that this program would still apply to the source; it is not changed here.
    #[error("the source is not up to date")]
    SourceOutdated,
    /// There is no organisation in the source.
    #[error("the source is empty")]
    SourceEmpty,
    /// Another copy into the source has not ended.
    #[error("the source is itself an unfinished copy")]
    SourceUnfinished,
    /// There are rows in the target that this copy did not bring.
    #[error("the target holds other data: {0}")]
    TargetHolds(&'static str),
    /// A copy of another installation was begun there.
    #[error("the target holds another installation")]
    OtherInstallation,
    /// Another copy into the same target went on meanwhile.
    #[error("another copy works on the target")]
    Overtaken,
    /// The two schemas do not agree: a defect.
    #[error("the table {0} differs between the two engines")]
    Schema(String),
    /// What was copied is not what is there: the first table that differs.
    #[error("the copy differs: {0}")]
    Differs(&'static str),
    /// The database failed, on this side.
    #[error("the {0:?} failed: {1}")]
    Storage(CopySide, #[source] StorageError),
}

pub(super) type Result<T> = std::result::Result<T, CopyError>;

/// Says on which side storage failed.
pub(super) trait On<T> {
    fn on(self, side: CopySide) -> Result<T>;
}

impl<T> On<T> for storage::Result<T> {
    fn on(self, side: CopySide) -> Result<T> {
        self.map_err(|error| CopyError::Storage(side, error))
    }
}
