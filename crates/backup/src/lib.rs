//! An installation in one file, as `pupitre backup` writes it.
//!
//! The file is a tar archive, or one sealed with [age](https://age-encryption.org/v1) to whom it is for. What is in it, in
//! this order:
//!
//! | entry | what |
//! |---|---|
//! | `manifest.json` | what the archive is, and the SHA-256 of the four files that follow ([`Manifest`]) |
//! | `documents.sha256` | the documents that are held here, as `sha256sum -c` reads it, in ascending order |
//! | `earlier.sha256` | those that the database needs too and that earlier archives hold |
//! | `pupitre.sqlite` | the database, whichever engine it came from |
//! | `pupitre-exchanges.db` | its journal of exchanges |
//! | `documents/ab/abcdef…` | each document under its SHA-256 |
//! | `manifest.sha256` | the SHA-256 of the manifest: what has it was written to its end |
//!
//! So every byte is under a hash, what is missing is known by its name, and ordinary tools open it. [`read`] goes
//! through it once, in the memory of a few buffers. No key of an installation is ever in it.

mod archive;
mod catalogue;
mod entries;
mod error;
mod hashing;
mod list;
mod manifest;
mod sealing;
mod writer;

pub use archive::{Contents, Visitor, peek, read};
pub use catalogue::{catalogue_of, known, write_catalogue};
pub use error::{ArchiveError, Damage, Result};
pub use hashing::sha256_of;
pub use list::{List, ListCursor, Missing, NewList, is_hash, missing};
pub use manifest::{DATABASE, EARLIER, EXCHANGES, Earlier, FileFacts, HELD, Manifest, TableFacts};
pub use sealing::{Identities, Recipients};
pub use writer::ArchiveWriter;
