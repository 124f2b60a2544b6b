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
        if is_for_a_draft(&file) {
            return Ok(vec![self.part(actor, chosen, file, name).await?]);
        }
        let copy = self.copy_of(&file).await?;
        let (copy, kind) = blocking(move || {
            let mut copy = copy;
            let kind = intake::kind_of(&mut copy)?;
            Ok((copy, kind))
        })
        .await?;
        if !kind.is_archive() {
            let reason = Reason::KindNotTaken { kind: file_kind(&kind) };
            return Ok(vec![DroppedPart { name: name.to_owned(), outcome: Err(reason) }]);
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
        let _turn = TURNS.acquire().await;
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
                    if let Some(part) = self.take_part(actor, chosen, name, pieces).await? {
                        parts.push(part);
                    }
                }
                Handed::Unopened { name, why } => {
                    parts.push(DroppedPart { name, outcome: Err(unopened(why)) })
                }
            }
        }
        let opened = opening.await.map_err(io::Error::other)?;
        if let Some(reason) = opened.err().map(not_opened).transpose()? {
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
        pieces: mpsc::Receiver<io::Result<Bytes>>,
    ) -> Result<Option<DroppedPart>> {
        let content = futures::stream::unfold(pieces, async |mut pieces| {
            let piece = pieces.recv().await?;
            Some((piece, pieces))
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
        if is_for_a_draft(&file) {
            return Ok(Some(self.part(actor, chosen, file, &name).await?));
        }
        let kind = intake::kind_of(&mut io::Cursor::new(&file.head))
            .map_or(FileKind::Other, |kind| file_kind(&kind));
        refused(Reason::KindNotTaken { kind })
    }
}

/// What [`Issuing::drop_file`] takes, or knows why not: by its first bytes, for an archive may hold a PDF as it is.
fn is_for_a_draft(file: &StoredFile) -> bool {
    let kind = intake::kind_of(&mut io::Cursor::new(&file.head));
    file.bytes == 0 || matches!(kind, Ok(Kind::Pdf))
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
    File { name: String, pieces: mpsc::Receiver<io::Result<Bytes>> },
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

    fn finish(&mut self, _: Pieces) -> io::Result<()> {
        Ok(())
    }

    fn abandon(&mut self, file: Pieces) {
        // Whoever listens no longer has given the file up already.
        let _ = file.out.blocking_send(Err(io::ErrorKind::UnexpectedEof.into()));
    }

    fn unopened(&mut self, name: &str, why: Unopened) {
        // Nobody listens any more only where everything has ended.
        let _ = self.hand(Handed::Unopened { name: name.to_owned(), why });
    }
}

/// A file on its way, piece by piece. One that nobody listens to any more, for it was too large, is read over.
struct Pieces {
    out: mpsc::Sender<io::Result<Bytes>>,
    heard: bool,
}

impl Write for Pieces {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if self.heard {
            self.heard = self.out.blocking_send(Ok(Bytes::copy_from_slice(piece))).is_ok();
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
        Unopened::Unsupported => Reason::ArchiveUnreadable,
    }
}

/// Why an archive was not opened to its end, or a failure that is none of its own.
fn not_opened(error: OpenError) -> Result<Reason> {
    match error {
        OpenError::Limit(_) => Ok(Reason::ArchiveTooLarge),
        OpenError::Damaged(_) | OpenError::NotAnArchive => Ok(Reason::ArchiveUnreadable),
        OpenError::Read(error) | OpenError::Keep(error) => Err(error.into()),
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
