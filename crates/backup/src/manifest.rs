//! What an archive says of itself.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The format that is written here.
pub(crate) const FORMAT: u32 = 1;
/// The first entry.
pub(crate) const MANIFEST: &str = "manifest.json";
/// The last one.
pub(crate) const MANIFEST_HASH: &str = "manifest.sha256";
/// Bytes of a manifest at most.
pub(crate) const LONGEST_MANIFEST: u64 = 4 * 1024 * 1024;
/// The list of documents that are held here.
pub const HELD: &str = "documents.sha256";
/// The list of those that earlier archives hold.
pub const EARLIER: &str = "earlier.sha256";
/// The database.
pub const DATABASE: &str = "pupitre.sqlite";
/// Its journal of exchanges.
pub const EXCHANGES: &str = "pupitre-exchanges.db";
/// The files behind the manifest, in their order.
pub(crate) const FILES: [&str; 4] = [HELD, EARLIER, DATABASE, EXCHANGES];

/// What an archive says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Of the archive; this program writes 1.
    pub format: u32,
    /// Which archive it is: no other has the same.
    pub id: String,
    /// The moment at which the database was as it is in here.
    pub made_at: DateTime<Utc>,
    /// The program that wrote it, with its version.
    pub program: String,
    /// The name of the installation, once it has one.
    pub installation: Option<String>,
    /// `sqlite` or `postgres`: where the database came from.
    pub engine: String,
    /// Versions of the migrations that were applied to the database, the journal of exchanges last.
    pub migrations: Vec<i64>,
    /// Ids of the keys with which secrets in it are sealed; the keys themselves are nowhere in it.
    pub keys: Vec<String>,
    /// What each table holds.
    pub tables: Vec<TableFacts>,
    /// The files behind the manifest.
    pub files: Vec<FileFacts>,
    /// How many documents are held here.
    pub documents: u64,
    /// How many documents earlier archives hold.
    pub earlier_documents: u64,
    /// These archives, the oldest first.
    pub earlier: Vec<Earlier>,
}

/// What a table holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableFacts {
    /// Its name.
    pub name: String,
    /// Its rows.
    pub rows: u64,
    /// The sum of the SHA-256 of its rows, whichever engine holds them.
    pub digest: String,
}

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Lower-case hexadecimal SHA-256.
    pub sha256: String,
}

/// An earlier archive that holds documents of this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// Which one.
    pub id: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// How its file was called.
    pub file: String,
}
