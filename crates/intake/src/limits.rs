//! How much one drop may bring, and how much of it has come.

use serde::{Deserialize, Serialize};

use crate::names::Names;

/// How many records (folders, links, headers of any kind, members of a gzip) an archive may have for each file that
/// [`Limits::files`] allows: they cost time and are no files.
pub const MOST_RECORDS_PER_FILE: u64 = 10;

/// What may be inflated before [`Limits::ratio`] is looked at, in bytes (10 MiB, the largest file that Chorus Pro takes): a
/// white page, or an XML whose lines are all alike, comes to several hundred and is no bomb.
pub const RATIO_FROM_BYTES: u64 = 10 << 20;

/// How much one drop may bring, all its archives together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Files, those included that cannot be opened.
    pub files: u32,
    /// Size of one file once inflated, in bytes.
    pub file_bytes: u64,
    /// Size of everything once inflated, in bytes. The headers and the padding of a tar count, and what is skipped in it.
    pub total_bytes: u64,
    /// Bytes that one packed byte may inflate to, from [`RATIO_FROM_BYTES`] on. Deflate reaches 1032 at most. It is looked at
    /// for each file of a ZIP, and for a gzip as a whole.
    pub ratio: u64,
    /// How many levels of archives inside archives are opened; 0 opens only what was dropped itself.
    pub depth: u32,
    /// Length of a name as the archive writes it, with its folders, in bytes.
    pub name_bytes: u64,
    /// Size of the records with which a tar describes one file besides its header (PAX), in bytes.
    pub header_bytes: u64,
}

impl Default for Limits {
    /// A folder of invoices: 1000 files, 120 MB each (the largest invoice of Chorus Pro with all it carries), 500 MB in all.
    fn default() -> Self {
        Self {
            files: 1000,
            file_bytes: 120_000_000,
            total_bytes: 500_000_000,
            ratio: 200,
            depth: 1,
            name_bytes: 4096,
            header_bytes: 1 << 16,
        }
    }
}

/// The bound that was passed: each is a field of [`Limits`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// [`Limits::files`], or [`MOST_RECORDS_PER_FILE`] times as many records.
    #[error("too many files")]
    Files,
    /// [`Limits::file_bytes`].
    #[error("a file is too large")]
    FileBytes,
    /// [`Limits::total_bytes`].
    #[error("the files are too large together")]
    TotalBytes,
    /// [`Limits::ratio`].
    #[error("its content inflates too much")]
    Ratio,
    /// [`Limits::depth`].
    #[error("archives stand too deep in archives")]
    Depth,
    /// [`Limits::name_bytes`].
    #[error("a name is too long")]
    NameBytes,
    /// [`Limits::header_bytes`].
    #[error("the description of a file is too long")]
    HeaderBytes,
}

/// What is left of [`Limits`] for one drop, and which names are taken in it.
#[derive(Debug)]
pub struct Allowance {
    limits: Limits,
    files: u32,
    records: u64,
    bytes: u64,
    /// So that no two files of a drop have one name.
    pub(crate) names: Names,
}

impl Allowance {
    /// All of it.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, files: 0, records: 0, bytes: 0, names: Names::default() }
    }

    /// What it was made of.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// How many files have come so far, those included that could not be opened.
    #[must_use]
    pub fn files(&self) -> u32 {
        self.files
    }

    /// How many bytes have been inflated so far.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// One more file.
    pub(crate) fn file(&mut self) -> Result<(), Limit> {
        if self.files >= self.limits.files {
            return Err(Limit::Files);
        }
        self.files += 1;
        Ok(())
    }

    /// One more record of an archive.
    pub(crate) fn record(&mut self) -> Result<(), Limit> {
        self.records += 1;
        let most = u64::from(self.limits.files).saturating_mul(MOST_RECORDS_PER_FILE);
        if self.records > most { Err(Limit::Files) } else { Ok(()) }
    }

    /// So many bytes more.
    pub(crate) fn spend(&mut self, bytes: u64) -> Result<(), Limit> {
        let spent = self.bytes.saturating_add(bytes);
        if spent > self.limits.total_bytes {
            return Err(Limit::TotalBytes);
        }
        self.bytes = spent;
        Ok(())
    }

    /// Whether so much may come from so much.
    pub(crate) fn inflates(&self, packed: u64, inflated: u64) -> Result<(), Limit> {
        let most = packed.max(1).saturating_mul(self.limits.ratio).max(RATIO_FROM_BYTES);
        if inflated > most { Err(Limit::Ratio) } else { Ok(()) }
    }
}
