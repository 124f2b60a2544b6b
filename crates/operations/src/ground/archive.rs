//! An archive opened beside what takes its files: one file on its way while the one before it is dealt with.

use std::fs::File;
use std::io::{self, Seek as _, Write};

use bytes::Bytes;
use futures::Stream;
use intake::{Allowance, Kind, Limits, OpenError, Sink, Unopened};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Pieces of a file on their way from the archive to its place.
const PIECES: usize = 4;

/// A file that has just been written, to be read from its beginning, and what it is.
///
/// # Errors
/// When it cannot be read.
pub(crate) async fn fetched(writer: tokio::fs::File) -> io::Result<(File, Kind)> {
    let mut file = writer.into_std().await;
    let looked_at = tokio::task::spawn_blocking(move || {
        file.rewind()?;
        let kind = intake::kind_of(&mut file)?;
        file.rewind()?;
        Ok((file, kind))
    });
    looked_at.await.map_err(io::Error::other)?
}

/// What the opening hands over.
pub(crate) enum Handed {
    /// A file.
    File {
        /// Its name, that leads nowhere else.
        name: String,
        /// Its path in a ZIP, as that writes it: only to tell files by, never to write to. Empty in any other archive.
        path: String,
        /// What is in it.
        pieces: Pieces,
    },
    /// A file that was left closed.
    Unopened {
        /// Its name.
        name: String,
        /// Why.
        why: Unopened,
    },
}

/// An archive on its way. Dropped, the opening ends.
pub(crate) struct Opening {
    files: mpsc::Receiver<Handed>,
    task: JoinHandle<Result<(), OpenError>>,
}

/// Opens an archive of a kind within limits.
pub(crate) fn open(mut archive: File, kind: Kind, limits: Limits) -> Opening {
    let (out, files) = mpsc::channel(1);
    let task = tokio::task::spawn_blocking(move || {
        let mut allowance = Allowance::new(limits);
        intake::open_archive(
            &kind,
            &mut archive,
            0,
            &mut allowance,
            &mut Handing { out, path: String::new() },
        )
    });
    Opening { files, task }
}

impl Opening {
    /// The next file; none at the end.
    pub(crate) async fn next(&mut self) -> Option<Handed> {
        self.files.recv().await
    }

    /// How it ended.
    ///
    /// # Errors
    /// When the archive could not be opened to its end; the outer one when the opening itself failed.
    pub(crate) async fn end(self) -> io::Result<Result<(), OpenError>> {
        drop(self.files);
        self.task.await.map_err(io::Error::other)
    }
}

/// A file out of an archive, piece by piece.
pub(crate) struct Pieces(mpsc::Receiver<Piece>);

impl Pieces {
    /// Its content. A file ends with a word: one that only stops is not whole.
    pub(crate) fn content(self) -> impl Stream<Item = io::Result<Bytes>> {
        futures::stream::unfold(Some(self.0), async |pieces| {
            let mut pieces = pieces?;
            match pieces.recv().await {
                Some(Piece::Content(piece)) => Some((Ok(piece), Some(pieces))),
                Some(Piece::End) => None,
                None => Some((Err(io::Error::from(io::ErrorKind::UnexpectedEof)), None)),
            }
        })
    }
}

/// A piece of a file, or the word that it is whole.
enum Piece {
    Content(Bytes),
    End,
}

struct Handing {
    out: mpsc::Sender<Handed>,
    /// Of the next file.
    path: String,
}

impl Handing {
    fn hand(&self, handed: Handed) -> io::Result<()> {
        self.out.blocking_send(handed).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

impl Sink for Handing {
    type File = Writing;

    fn path(&mut self, path: &str) {
        path.clone_into(&mut self.path);
    }

    fn begin(&mut self, name: &str) -> io::Result<Writing> {
        let (out, pieces) = mpsc::channel(PIECES);
        let path = std::mem::take(&mut self.path);
        self.hand(Handed::File { name: name.to_owned(), path, pieces: Pieces(pieces) })?;
        Ok(Writing { out, heard: true })
    }

    fn finish(&mut self, file: Writing) -> io::Result<()> {
        // Whoever listens no longer has given the file up already.
        let _ = file.out.blocking_send(Piece::End);
        Ok(())
    }

    fn abandon(&mut self, file: Writing) {
        // Without its last word it is not whole.
        drop(file);
    }

    fn unopened(&mut self, name: &str, why: Unopened) {
        // Nobody listens any more only where everything has ended.
        let _ = self.hand(Handed::Unopened { name: name.to_owned(), why });
    }
}

/// A file on its way. One that nobody listens to any more, for it was too large, is read over.
struct Writing {
    out: mpsc::Sender<Piece>,
    heard: bool,
}

impl Write for Writing {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if self.heard {
            self.heard = self.out.blocking_send(Piece::Content(Bytes::copy_from_slice(piece))).is_ok();
        }
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
