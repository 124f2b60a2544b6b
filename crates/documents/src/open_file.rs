//! A file on its way out.

use std::fmt;
use std::io;
use std::pin::Pin;

use bytes::Bytes;
use futures::stream::BoxStream;
use tokio::io::AsyncRead;
use tokio_util::io::StreamReader;

/// A file to read from, for whoever wants a reader rather than a stream.
pub type Reader = Pin<Box<dyn AsyncRead + Send>>;

/// A file opened for reading: its length, and its bytes piece by piece.
pub struct OpenFile {
    bytes: u64,
    content: BoxStream<'static, io::Result<Bytes>>,
}

impl OpenFile {
    pub(crate) fn new(bytes: u64, content: BoxStream<'static, io::Result<Bytes>>) -> Self {
        Self { bytes, content }
    }

    /// Length in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The bytes, a few at a time; no more is read than the consumer takes.
    #[must_use]
    pub fn into_stream(self) -> BoxStream<'static, io::Result<Bytes>> {
        self.content
    }

    /// The same as a reader.
    #[must_use]
    pub fn into_reader(self) -> Reader {
        Box::pin(StreamReader::new(self.content))
    }
}

impl fmt::Debug for OpenFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("OpenFile").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}
