//! What a dropped file is, and what becomes of it: a PDF is one draft, an archive as many as it holds, and of anything else
//! it is said what to do with it.

use std::io::{self, Seek as _, Write as _};

use documents::{StoredFile, UploadError};
use domain::{FileKind, Permission, Reason, StructureId};
use futures::StreamExt as _;
use intake::{Kind, Limits, OpenError, Unopened, XmlDocument};
use tokio::sync::Semaphore;

use super::Issuing;
use super::drop_file::Dropped;
use super::receive::ReceiveError;
use crate::ground::archive::{self, Handed, Pieces};
use crate::{Actor, OperationError, Result};

/// Archives that are opened at a time, in this process; others wait.
static TURNS: Semaphore = Semaphore::const_new(2);
/// The largest archive, in bytes: what all that an invoice carries may take.
pub const LARGEST_DROP: u64 = domain::MAXIMUM_TOTAL_BYTES;

/// What became of a file out of what was dropped.
#[derive(Debug, PartialEq, Eq)]
pub struct DroppedPart {
    /// Its name.
    pub name: String,
    /// What became of it, or why it was not taken.
    pub outcome: std::result::Result<Dropped, Reason>,
    /// The file itself where it is an electronic invoice without its PDF: it goes as a flow.
    pub invoice_xml: Option<StoredFile>,
    /// The file itself where it is a table: it goes as a batch.
    pub table: Option<StoredFile>,
}

impl DroppedPart {
    const fn of(name: String, outcome: std::result::Result<Dropped, Reason>) -> Self {
        Self { name, outcome, invoice_xml: None, table: None }
    }
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
            return Ok(vec![not_taken(name, &first, Some(file))]);
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
            return Ok(vec![not_taken(name, &kind, Some(file.clone()))]);
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
        Ok(DroppedPart::of(name.to_owned(), outcome))
    }

    /// The files that were given, those of archives one by one, each kept: a table or a PDF, or why it is neither.
    ///
    /// # Errors
    /// When storage fails.
    pub(crate) async fn kept_parts(
        &self,
        actor: &Actor,
        file: StoredFile,
        name: &str,
    ) -> Result<Vec<(String, std::result::Result<KeptPart, Reason>)>> {
        if file.bytes == 0 || !may_be_an_archive(&file) {
            return Ok(vec![(name.to_owned(), kept(file, name, true))]);
        }
        let _turn = TURNS.acquire().await;
        let mut copy = self.copy_of(&file).await?;
        let (copy, kind) = blocking(move || {
            let kind = intake::kind_of(&mut copy)?;
            Ok((copy, kind))
        })
        .await?;
        if !kind.is_archive() {
            let part = match file_kind(&kind) {
                FileKind::Spreadsheet => Ok(KeptPart::Table(file)),
                kind => Err(Reason::KindNotTaken { kind }),
            };
            return Ok(vec![(name.to_owned(), part)]);
        }
        let (mut opening, mut parts) = (archive::open(copy, kind, limits()), Vec::new());
        while let Some(handed) = opening.next().await {
            match handed {
                Handed::File { name, pieces, .. } => match self.receive_part(actor, pieces).await? {
                    Some(Ok(file)) => parts.push((name.clone(), kept(file, &name, false))),
                    Some(Err(reason)) => parts.push((name, Err(reason))),
                    None => {}
                },
                Handed::Unopened { name, why } => parts.push((name, Err(unopened(why)))),
            }
        }
        let taken = parts.iter().filter(|(_, part)| part.is_ok()).count();
        if let Err(error) = opening.end().await?
            && let Some(reason) = not_opened(&error, taken)
        {
            parts.push((name.to_owned(), Err(reason)));
        }
        if parts.is_empty() {
            parts.push((name.to_owned(), Err(Reason::ArchiveEmpty)));
        }
        Ok(parts)
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
        file: std::fs::File,
        kind: Kind,
        name: &str,
    ) -> Result<Vec<DroppedPart>> {
        // One file is on its way while the one before it is read.
        let mut opening = archive::open(file, kind, limits());
        let mut parts = Vec::new();
        while let Some(handed) = opening.next().await {
            match handed {
                Handed::File { name, pieces, .. } => {
                    match self.take_part(actor, chosen, name.clone(), pieces).await {
                        Ok(Some(part)) => parts.push(part),
                        Ok(None) => {}
                        // What was taken before is taken, and said.
                        Err(error) => {
                            tracing::error!(%error, "a file of an archive was not taken");
                            parts.push(DroppedPart::of(name, Err(Reason::Internal)));
                            break;
                        }
                    }
                }
                Handed::Unopened { name, why } => parts.push(DroppedPart::of(name, Err(unopened(why)))),
            }
        }
        let taken = parts.iter().filter(|part| part.outcome.is_ok()).count();
        let stopped = match opening.end().await {
            Ok(Ok(())) => None,
            Ok(Err(error)) => not_opened(&error, taken),
            Err(error) => {
                tracing::error!(%error, "an archive was not opened to its end");
                Some(Reason::Internal)
            }
        };
        if let Some(reason) = stopped {
            parts.push(DroppedPart::of(name.to_owned(), Err(reason)));
        }
        if parts.is_empty() {
            parts.push(DroppedPart::of(name.to_owned(), Err(Reason::ArchiveEmpty)));
        }
        Ok(parts)
    }

    /// Receives a file out of an archive; none where the archive ended in the middle of it, which is said of the archive.
    async fn receive_part(
        &self,
        actor: &Actor,
        pieces: Pieces,
    ) -> Result<Option<std::result::Result<StoredFile, Reason>>> {
        Ok(match self.receive_file(actor, pieces.content()).await {
            Ok(file) => Some(Ok(file)),
            Err(ReceiveError::DayFull) => Some(Err(Reason::UploadsOfTheDay)),
            Err(ReceiveError::Upload(UploadError::TooLarge(_))) => Some(Err(Reason::FileTooLarge)),
            Err(ReceiveError::Upload(UploadError::Interrupted(_))) => None,
            Err(ReceiveError::Upload(UploadError::Disk(error))) => return Err(error.into()),
            Err(ReceiveError::Failed(error)) => return Err(error),
        })
    }

    /// Takes a file out of an archive.
    async fn take_part(
        &self,
        actor: &Actor,
        chosen: Option<StructureId>,
        name: String,
        pieces: Pieces,
    ) -> Result<Option<DroppedPart>> {
        let file = match self.receive_part(actor, pieces).await? {
            Some(Ok(file)) => file,
            Some(Err(reason)) => return Ok(Some(DroppedPart::of(name, Err(reason)))),
            None => return Ok(None),
        };
        let kind = kind_of_head(&file);
        if file.bytes == 0 || matches!(kind, Kind::Pdf) {
            return Ok(Some(self.part(actor, chosen, file, &name).await?));
        }
        Ok(Some(not_taken(&name, &kind, Some(file))))
    }
}

/// A file of several that is kept.
pub(crate) enum KeptPart {
    /// A PDF.
    Pdf(StoredFile),
    /// A table, as far as its first bytes tell.
    Table(StoredFile),
}

/// What a file of several is. One that was given by itself and says nothing may be a table, and its reader tells why it is
/// none; of what comes along in an archive only what says so is one.
fn kept(file: StoredFile, name: &str, alone: bool) -> std::result::Result<KeptPart, Reason> {
    let kind = kind_of_head(&file);
    let lower = name.to_ascii_lowercase();
    let named_table = [".xlsx", ".xlsm", ".ods"].iter().any(|end| lower.ends_with(end));
    match kind {
        Kind::Pdf => Ok(KeptPart::Pdf(file)),
        Kind::Empty => Err(Reason::FileEmpty { name: name.to_owned() }),
        Kind::Csv(_) | Kind::Xlsx | Kind::Ods => Ok(KeptPart::Table(file)),
        Kind::Unknown | Kind::OfficeDocument if alone => Ok(KeptPart::Table(file)),
        // The head of a workbook is that of any ZIP.
        _ if named_table && file.head.starts_with(b"PK") => Ok(KeptPart::Table(file)),
        kind => Err(Reason::KindNotTaken { kind: file_kind(&kind) }),
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

fn not_taken(name: &str, kind: &Kind, file: Option<StoredFile>) -> DroppedPart {
    let kind = file_kind(kind);
    let invoice_xml = file.clone().filter(|_| kind == FileKind::InvoiceXml);
    let table = file.filter(|_| kind == FileKind::Spreadsheet);
    DroppedPart { invoice_xml, table, ..DroppedPart::of(name.to_owned(), Err(Reason::KindNotTaken { kind })) }
}

fn limits() -> Limits {
    Limits { file_bytes: domain::MAXIMUM_TOTAL_BYTES, depth: 0, ..Limits::default() }
}

/// Runs what waits for the disk where it keeps nobody else waiting.
async fn blocking<T: Send + 'static>(act: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T> {
    Ok(tokio::task::spawn_blocking(act).await.map_err(io::Error::other)??)
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
