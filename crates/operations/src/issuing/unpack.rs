//! What a dropped file is, and what becomes of it: a PDF is one draft, an archive as many as it holds, and of anything else
//! it is said what to do with it.

use std::io::{self, Seek as _, Write};

use bytes::Bytes;
use documents::{StoredFile, UploadError};
use domain::{FileKind, Permission, Reason, StructureId};
use futures::StreamExt as _;
use intake::{Allowance, Kind, Limits, OpenError, Sink, Unopened, XmlDocument};
use tokio::sync::{Semaphore, mpsc};

use super::Issuing;
use super::drop_file::Dropped;
use super::receive::ReceiveError;
use crate::{Actor, OperationError, Result};

/// Archives that are opened at a time, in this process; others wait.
static TURNS: Semaphore = Semaphore::const_new(2);
/// Pieces of a file on their way from the archive to its place.
const PIECES: usize = 4;
/// The largest archive, in bytes: what all that an invoice carries may take.
pub const LARGEST_DROP: u64 = domain::MAXIMUM_TOTAL_BYTES;

/// What became of a file out of what was dropped.
#[derive(Debug, PartialEq, Eq)]
pub struct DroppedPart {
    /// Its name.
    pub name: String,
    /// What became of it, or why it was not taken.
    pub outcome: std::result::Result<Dropped, Reason>,
}

impl Issuing {
    /// Takes in what was dropped, told by its bytes: see [`Issuing::drop_file`] for a PDF; the files of a ZIP or a tar.gz
    /// are taken one after the other, those that cannot be named with why.
    ///
    /// # Errors
    /// When storage fails, or the structure that was chosen is out of reach. What was taken before stays taken.
    pub async fn drop_any(
        &self,
        actor: &Actor,
        chosen: Option<StructureId>,
        file: StoredFile,
        name: &str,
    ) -> Result<Vec<DroppedPart>> {
        actor.require(Permission::Deposit)?;
        let first = kind_of_head(&file);
        if file.bytes == 0 || matches!(first, Kind::Pdf) {
            return Ok(vec![self.part(actor, chosen, file, name).await?]);
        }
        if !may_be_an_archive(&file) {
            return Ok(vec![not_taken(name, &first)]);
        }
        if let Some(chosen) = chosen {
            self.require_issuer(actor, chosen).await?;
        }
        // Of its own: who sent it may leave, and what is in it is taken all the same.
        let (issuing, actor, name) = (self.clone(), actor.clone(), name.to_owned());
        let opening = tokio::spawn(async move { issuing.open(&actor, chosen, &file, &name).await });
        opening.await.map_err(io::Error::other)?
    }

    /// Opens what may be an archive when its turn comes: a copy stands beside it as long.
    async fn open(
        &self,
        actor: &Actor,
        chosen: Option<StructureId>,
        file: &StoredFile,
        name: &str,
    ) -> Result<Vec<DroppedPart>> {
        let _turn = TURNS.acquire().await;
        let mut copy = self.copy_of(file).await?;
        let (copy, kind) = blocking(move || {
            let kind = intake::kind_of(&mut copy)?;
            Ok((copy, kind))
        })
        .await?;
        if !kind.is_archive() {
            return Ok(vec![not_taken(name, &kind)]);
        }
        self.unpack(actor, chosen, copy, kind, name).await
    }

    async fn part(
        &self,
        actor: &Actor,
        chosen: Option<StructureId>,
        file: StoredFile,
        name: &str,
    ) -> Result<DroppedPart> {
        let outcome = match self.drop_file(actor, chosen, file, name).await {
            Ok(dropped) => Ok(dropped),
            Err(OperationError::Refused(reason)) => Err(reason),
            Err(other) => return Err(other),
        };
        Ok(DroppedPart { name: name.to_owned(), outcome })
    }

    /// A copy that can be read to and fro; it has no name and goes with its handle.
    async fn copy_of(&self, file: &StoredFile) -> Result<std::fs::File> {
        let mut content = self.documents.open(&file.sha256).await?.into_stream();
        let mut copy = tempfile::tempfile()?;
        while let Some(piece) = content.next().await {
            let piece = piece?;
            copy = blocking(move || {
                copy.write_all(&piece)?;
                Ok(copy)
            })
            .await?;
        }
        copy.rewind()?;
        Ok(copy)
    }

    async fn unpack(
        &self,
        actor: &Actor,
        chosen: Option<StructureId>,
        mut archive: std::fs::File,
        kind: Kind,
        name: &str,
    ) -> Result<Vec<DroppedPart>> {
        // One file is on its way while the one before it is read.
        let (out, mut files) = mpsc::channel(1);
        let opening = tokio::task::spawn_blocking(move || {
            let mut allowance = Allowance::new(limits());
            let mut sink = Handing { out };
            intake::open_archive(&kind, &mut archive, 0, &mut allowance, &mut sink)
        });
        let mut parts = Vec::new();
        while let Some(handed) = files.recv().await {
            match handed {
                Handed::File { name, pieces } => {
                    match self.take_part(actor, chosen, name.clone(), pieces).await {
                        Ok(Some(part)) => parts.push(part),
                        Ok(None) => {}
                        // What was taken before is taken, and said.
                        Err(error) => {
                            tracing::error!(%error, "a file of an archive was not taken");
                            parts.push(DroppedPart { name, outcome: Err(Reason::Internal) });
                            break;
                        }
                    }
                }
                Handed::Unopened { name, why } => {
                    parts.push(DroppedPart { name, outcome: Err(unopened(why)) })
                }
            }
        }
        drop(files);
        let taken = parts.iter().filter(|part| part.outcome.is_ok()).count();
        let stopped = match opening.await {
            Ok(Ok(())) => None,
            Ok(Err(error)) => not_opened(&error, taken),
            Err(error) => {
                tracing::error!(%error, "an archive was not opened to its end");
                Some(Reason::Internal)
            }
        };
        if let Some(reason) = stopped {
            parts.push(DroppedPart { name: name.to_owned(), outcome: Err(reason) });
        }
        if parts.is_empty() {
            parts.push(DroppedPart { name: name.to_owned(), outcome: Err(Reason::ArchiveEmpty) });
        }
        Ok(parts)
    }

    /// A file out of an archive; none where the archive ended in the middle of it, which is said of the archive.
    async fn take_part(
        &self,
        actor: &Actor,
        chosen: Option<StructureId>,
        name: String,
        pieces: mpsc::Receiver<Piece>,
    ) -> Result<Option<DroppedPart>> {
        // A file ends with a word: one that only stops is not whole.
        let content = futures::stream::unfold(Some(pieces), async |pieces| {
            let mut pieces = pieces?;
            match pieces.recv().await {
                Some(Piece::Content(piece)) => Some((Ok(piece), Some(pieces))),
                Some(Piece::End) => None,
                None => Some((Err(io::Error::from(io::ErrorKind::UnexpectedEof)), None)),
            }
        });
        let refused = |reason| Ok(Some(DroppedPart { name: name.clone(), outcome: Err(reason) }));
        let file = match self.receive_file(actor, content).await {
            Ok(file) => file,
            Err(ReceiveError::DayFull) => return refused(Reason::UploadsOfTheDay),
            Err(ReceiveError::Upload(UploadError::TooLarge(_))) => return refused(Reason::FileTooLarge),
            Err(ReceiveError::Upload(UploadError::Interrupted(_))) => return Ok(None),
            Err(ReceiveError::Upload(UploadError::Disk(error))) => return Err(error.into()),
            Err(ReceiveError::Failed(error)) => return Err(error),
        };
        let kind = kind_of_head(&file);
        if file.bytes == 0 || matches!(kind, Kind::Pdf) {
            return Ok(Some(self.part(actor, chosen, file, &name).await?));
        }
        Ok(Some(not_taken(&name, &kind)))
    }
}

/// What the first bytes of a file tell: an archive may hold a PDF as it is, so they are asked for the whole kind.
fn kind_of_head(file: &StoredFile) -> Kind {
    intake::kind_of(&mut io::Cursor::new(&file.head)).unwrap_or(Kind::Unknown)
}

/// Whether it is worth a copy to look at all of it: a ZIP tells itself by its end, a tar by its 258th byte.
fn may_be_an_archive(file: &StoredFile) -> bool {
    let head = &file.head;
    head.starts_with(b"PK") || head.starts_with(&[0x1f, 0x8b]) || head.get(257..262) == Some(b"ustar")
}

fn not_taken(name: &str, kind: &Kind) -> DroppedPart {
    DroppedPart { name: name.to_owned(), outcome: Err(Reason::KindNotTaken { kind: file_kind(kind) }) }
}

fn limits() -> Limits {
    Limits { file_bytes: domain::MAXIMUM_TOTAL_BYTES, depth: 0, ..Limits::default() }
}

/// Runs what waits for the disk where it keeps nobody else waiting.
async fn blocking<T: Send + 'static>(act: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T> {
    Ok(tokio::task::spawn_blocking(act).await.map_err(io::Error::other)??)
}

/// What the opening hands over.
enum Handed {
    File { name: String, pieces: mpsc::Receiver<Piece> },
    Unopened { name: String, why: Unopened },
}

struct Handing {
    out: mpsc::Sender<Handed>,
}

impl Handing {
    fn hand(&self, handed: Handed) -> io::Result<()> {
        self.out.blocking_send(handed).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

impl Sink for Handing {
    type File = Pieces;

    fn begin(&mut self, name: &str) -> io::Result<Pieces> {
        let (out, pieces) = mpsc::channel(PIECES);
        self.hand(Handed::File { name: name.to_owned(), pieces })?;
        Ok(Pieces { out, heard: true })
    }

    fn finish(&mut self, file: Pieces) -> io::Result<()> {
        // Whoever listens no longer has given the file up already.
        let _ = file.out.blocking_send(Piece::End);
        Ok(())
    }

    fn abandon(&mut self, file: Pieces) {
        // Without its last word it is not whole.
        drop(file);
    }

    fn unopened(&mut self, name: &str, why: Unopened) {
        // Nobody listens any more only where everything has ended.
        let _ = self.hand(Handed::Unopened { name: name.to_owned(), why });
    }
}

/// A piece of a file, or the word that it is whole.
enum Piece {
    Content(Bytes),
    End,
}

/// A file on its way, piece by piece. One that nobody listens to any more, for it was too large, is read over.
struct Pieces {
    out: mpsc::Sender<Piece>,
    heard: bool,
}

impl Write for Pieces {
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

fn unopened(why: Unopened) -> Reason {
    match why {
        Unopened::Encrypted => Reason::ArchiveEncrypted,
        Unopened::Unsupported => Reason::ArchiveUnreadable { taken: 0 },
    }
}

/// Why an archive was not opened to its end; nothing where whoever took its files has ended it.
fn not_opened(error: &OpenError, taken: usize) -> Option<Reason> {
    match error {
        OpenError::Limit(_) => Some(Reason::ArchiveTooLarge { taken }),
        OpenError::Damaged(_) | OpenError::NotAnArchive => Some(Reason::ArchiveUnreadable { taken }),
        OpenError::Read(error) => {
            tracing::error!(%error, "an archive could not be read");
            Some(Reason::Internal)
        }
        OpenError::Keep(_) => None,
    }
}

fn file_kind(kind: &Kind) -> FileKind {
    match kind {
        Kind::Xml { root } => match root.as_ref().and_then(intake::XmlRoot::document) {
            Some(XmlDocument::UblInvoice | XmlDocument::UblCreditNote | XmlDocument::CiiInvoice) => {
                FileKind::InvoiceXml
            }
            _ => FileKind::Xml,
        },
        Kind::Zip | Kind::TarGz | Kind::Tar | Kind::Gzip => FileKind::Archive,
        Kind::Xlsx | Kind::Ods | Kind::Csv(_) => FileKind::Spreadsheet,
        Kind::Image { .. } => FileKind::Image,
        Kind::OfficeDocument => FileKind::Office,
        Kind::Pdf | Kind::Empty | Kind::Unknown => FileKind::Other,
    }
}
