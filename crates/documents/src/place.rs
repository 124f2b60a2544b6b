//! What a place for files must be able to do. Everything else is built on it once, for all places.

use std::fmt;
use std::io;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::stream::BoxStream;

use crate::address::{Address, Location, Note};
use crate::arrival::{Content, StoredFile, UploadError};

/// Files as they are found, a page at a time; in no order that could be relied upon.
pub(crate) type Listing = BoxStream<'static, io::Result<Entry>>;

/// A file that was found.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) location: Location,
    pub(crate) facts: Facts,
}

/// What is known of a file without reading it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    pub(crate) bytes: u64,
    /// When it was last received.
    pub(crate) written: DateTime<Utc>,
}

/// A folder or a bucket.
#[async_trait]
pub(crate) trait Place: fmt::Debug + Send + Sync {
    /// Fails when nothing can be found here at present.
    async fn reachable(&self) -> io::Result<()>;

    /// Fails when nothing could be received here at present. Writes, and leaves nothing.
    async fn receptive(&self) -> io::Result<()>;

    /// What was written down here beside the files.
    async fn note(&self, note: Note) -> io::Result<Option<String>>;

    /// Writes something down. Durable when this returns.
    async fn set_note(&self, note: Note, text: &str) -> io::Result<()>;

    /// Receives a file. Durable when this returns, at its place and with a new time of writing even when it was there
    /// before; nothing stays of it when this fails, or when the future is dropped before all has arrived.
    async fn receive(&self, content: Content<'_>, largest: u64) -> Result<StoredFile, UploadError>;

    /// What lies at a location, if anything does.
    async fn facts(&self, at: &Location) -> io::Result<Option<Facts>>;

    /// Reads the first `bytes` of a file that is at least so long; not found when it has gone in the meantime.
    async fn read(&self, at: &Location, bytes: u64) -> io::Result<BoxStream<'static, io::Result<Bytes>>>;

    /// Moves a file. It is found at one of the two locations at every moment. False when it was not there.
    async fn relocate(&self, from: &Location, to: &Location) -> io::Result<bool>;

    /// Removes a file; it need not be there.
    async fn remove(&self, at: &Location) -> io::Result<()>;

    /// All files that are kept.
    fn list(&self) -> Listing;

    /// All files that were set aside, or those of one name.
    fn list_set_aside(&self, of: Option<&Address>) -> Listing;

    /// Removes what broken-off receptions left behind, when nothing was added to it since an instant.
    async fn sweep(&self, untouched_since: DateTime<Utc>) -> io::Result<()>;
}
