//! Original files: immutable, addressed by SHA-256, streamed, never wholly in memory.
//!
//! [`DocumentStore`] keeps them in one of two places: a folder ([`DocumentStore::in_folder`]) or a bucket of any
//! S3-compatible store ([`DocumentStore::in_s3`]). Both lay them out alike, so that a folder can be copied into a
//! bucket and back with ordinary tools:
//!
//! | path | what |
//! |---|---|
//! | `ab/abcdef…` | a file, under the whole of its hash |
//! | `set-aside/abcdef…-1767225600000` | a file that nothing referred to, and when that was noticed |
//! | `owner` | whose files these are |
//! | `held` | until when nothing is removed, while a copy is made |
//! | `incoming/` | files on their way in (folder only) |
//!
//! A file is written when it is received, and never changed. Receiving the same content again keeps one file, whose
//! time of writing is then that of the last reception.
//!
//! # Collection
//!
//! [`DocumentStore::collect`] removes what nothing refers to, in two steps that lie a while apart: an old file without
//! a reference is *set aside*, and only what has been set aside for long, and still has no reference, is removed. A
//! file that is set aside is found and read as before, and returns to its place when a reference turned up. So nothing
//! is lost when the same content is received at the very moment at which it is collected, a moment that no S3 store
//! can close: it has no removal on the condition that the object is still the old one.

mod address;
mod arrival;
mod collect;
pub mod durable;
mod folder;
mod open_file;
mod place;
mod s3;
mod store;

pub use arrival::{StoredFile, UploadError};
pub use collect::{CollectError, Collected};
pub use open_file::{OpenFile, Reader};
pub use s3::S3Options;
pub use store::{DocumentStore, ListedFile};
