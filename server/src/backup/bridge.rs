//! Between documents, which come and go asynchronously, and archives, which are read and written by a thread of their own.

use std::io::{self, Read};

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{Stream, StreamExt as _};
use tokio::runtime::Handle;

/// Bytes handed over at a time.
const PIECE: usize = 64 * 1024;

/// A stream as a thread reads it that may block.
pub(super) struct Blocking {
    runtime: Handle,
    stream: BoxStream<'static, io::Result<Bytes>>,
    piece: Bytes,
}

impl Blocking {
    pub(super) fn new(runtime: Handle, stream: BoxStream<'static, io::Result<Bytes>>) -> Self {
        Self { runtime, stream, piece: Bytes::new() }
    }
}

impl Read for Blocking {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.runtime.block_on(self.stream.next()) {
                Some(piece) => self.piece = piece?,
                None => return Ok(0),
            }
        }
        let taken = self.piece.split_to(buffer.len().min(self.piece.len()));
        let (start, _) = buffer.split_at_mut(taken.len());
        start.copy_from_slice(&taken);
        Ok(taken.len())
    }
}

/// What is read as a stream: polled only by a thread that may block.
pub(super) fn pieces(content: &mut (dyn Read + Send)) -> impl Stream<Item = io::Result<Bytes>> + Send {
    futures::stream::iter(std::iter::from_fn(move || {
        let mut piece = vec![0; PIECE];
        match content.read(&mut piece) {
            Ok(0) => None,
            Ok(read) => {
                piece.truncate(read);
                Some(Ok(piece.into()))
            }
            Err(error) => Some(Err(error)),
        }
    }))
}
