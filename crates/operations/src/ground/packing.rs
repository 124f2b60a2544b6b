//! Files of the house packed into one ZIP that leaves it, with a list of the SHA-256 of everything.

use std::fs::File;
use std::io::{self, Seek, Write};

use bytes::Bytes;
use documents::DocumentStore;
use domain::TakenNames;
use futures::StreamExt as _;
use sha2::{Digest as _, Sha256};
use storage::Document;
use tokio::sync::{Semaphore, SemaphorePermit, mpsc};
use tokio::task::JoinHandle;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::hex;
use crate::{OperationError, Result};

/// Archives that are made on the disk at a time, in this process; others wait.
static TURNS: Semaphore = Semaphore::const_new(2);
/// Pieces on their way into the archive, and out of it.
const PIECES: usize = 4;
/// A piece of an archive that is handed out while it is made, in bytes.
const PIECE: usize = 1 << 16;
/// The list of sums, as `sha256sum -c` reads it.
const MANIFEST: &str = "empreintes.sha256";

/// A text that goes with the documents: a summary, a table.
pub struct EvidenceText {
    /// Its name in the archive.
    pub name: String,
    /// What it says.
    pub content: String,
}

enum Step {
    Begin(String),
    Piece(Bytes),
    /// Everything was handed over: without this word an archive is not whole.
    End,
}

/// Pieces of an archive, or why it ends in the middle.
pub type ArchivePieces = mpsc::Receiver<io::Result<Bytes>>;

/// An archive that is written beside what hands it its files: to the disk, or to whoever takes its pieces.
pub(crate) struct Packing<T> {
    steps: mpsc::Sender<Step>,
    writing: JoinHandle<io::Result<T>>,
    names: TakenNames,
    _turn: Option<SemaphorePermit<'static>>,
}

impl Packing<File> {
    /// Begins one on the disk when its turn comes.
    pub(crate) async fn begin() -> Result<Self> {
        // It is never closed.
        let turn = TURNS.acquire().await.ok();
        let archive = tempfile::tempfile()?;
        let (steps, received) = mpsc::channel(PIECES);
        let writing = tokio::task::spawn_blocking(move || {
            let archive = write(ZipWriter::new(io::BufWriter::new(archive)), received)?;
            let mut file = archive.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.rewind()?;
            Ok(file)
        });
        Ok(Self { steps, writing, names: TakenNames::default(), _turn: turn })
    }
}

impl Packing<()> {
    /// Begins one whose pieces are handed out as they come: nothing of it is kept. Whoever takes no more ends it.
    pub(crate) fn streamed() -> (Self, ArchivePieces) {
        let (out, pieces) = mpsc::channel(PIECES);
        let (steps, received) = mpsc::channel(PIECES);
        let writing = tokio::task::spawn_blocking(move || {
            let handing = Handing { out: out.clone(), piece: Vec::with_capacity(PIECE) };
            let written =
                write(ZipWriter::new_stream(handing), received).and_then(|mut archive| archive.flush());
            if let Err(error) = &written {
                // Whoever listens no longer needs no reason.
                let _ = out.blocking_send(Err(io::Error::new(error.kind(), error.to_string())));
            }
            written
        });
        (Self { steps, writing, names: TakenNames::default(), _turn: None }, pieces)
    }
}

impl<T: Send + 'static> Packing<T> {
    /// Adds a file that is at hand; gives the name that it has there.
    pub(crate) async fn bytes(&mut self, name: &str, content: Bytes) -> Result<String> {
        let name = self.names.free(name);
        self.hand(Step::Begin(name.clone())).await?;
        self.hand(Step::Piece(content)).await?;
        Ok(name)
    }

    /// Adds an original file, piece by piece; gives the name that it has there.
    pub(crate) async fn document(
        &mut self,
        documents: &DocumentStore,
        name: &str,
        document: &Document,
    ) -> Result<String> {
        // What is not there gets no place.
        let mut content = documents.open(&document.sha256).await?.into_stream();
        let name = self.names.free(name);
        self.hand(Step::Begin(name.clone())).await?;
        while let Some(piece) = content.next().await {
            self.hand(Step::Piece(piece?)).await?;
        }
        Ok(name)
    }

    /// Adds what was written to a file of the moment.
    pub(crate) async fn written(&mut self, name: &str, file: File) -> Result<()> {
        let name = self.names.free(name);
        self.hand(Step::Begin(name)).await?;
        let mut content = tokio_util::io::ReaderStream::new(tokio::fs::File::from_std(file));
        while let Some(piece) = content.next().await {
            self.hand(Step::Piece(piece?)).await?;
        }
        Ok(())
    }

    /// How many files it has.
    pub(crate) fn count(&self) -> usize {
        self.names.count()
    }

    async fn hand(&self, step: Step) -> Result<()> {
        self.steps.send(step).await.map_err(|_| OperationError::File(io::ErrorKind::BrokenPipe.into()))
    }

    /// Ends it with the list of its sums.
    pub(crate) async fn end(self) -> Result<T> {
        // Whoever writes no longer says why below.
        let _ = self.steps.send(Step::End).await;
        drop(self.steps);
        Ok(self.writing.await.map_err(io::Error::other)??)
    }
}

/// Takes an archive away in pieces.
struct Handing {
    out: mpsc::Sender<io::Result<Bytes>>,
    piece: Vec<u8>,
}

impl Write for Handing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        self.out.blocking_send(Ok(Bytes::from(piece))).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

/// Writes the archive. Blocking.
fn write<W: Write + Seek>(mut zip: ZipWriter<W>, mut steps: mpsc::Receiver<Step>) -> io::Result<W> {
    // What a PDF or an image holds is compressed already: the quickest way is nearly as small. One that was only stored could
    // not be read from its beginning on, where sizes come after what they are of.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1));
    let (mut sums, mut current) = (String::new(), None);
    let mut whole = false;
    while let Some(step) = steps.blocking_recv() {
        match step {
            Step::Begin(name) => {
                end(&mut sums, current.take());
                zip.start_file(&name, options)?;
                current = Some((name, Sha256::new()));
            }
            Step::Piece(piece) => {
                if let Some((_, sum)) = &mut current {
                    sum.update(&piece);
                }
                zip.write_all(&piece)?;
            }
            Step::End => {
                whole = true;
                break;
            }
        }
    }
    if !whole {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    end(&mut sums, current);
    zip.start_file(MANIFEST, options)?;
    zip.write_all(sums.as_bytes())?;
    Ok(zip.finish()?)
}

fn end(sums: &mut String, current: Option<(String, Sha256)>) {
    if let Some((name, sum)) = current {
        sums.push_str(&format!("{}  {name}\n", hex(&sum.finalize())));
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[tokio::test]
    async fn an_archive_is_handed_out_while_it_is_made_and_lists_its_sums() {
        let (mut packing, mut pieces) = Packing::streamed();
        let taking = tokio::spawn(async move {
            let mut whole = Vec::new();
            while let Some(piece) = pieces.recv().await {
                whole.extend_from_slice(&piece.unwrap());
            }
            whole
        });
        let large: Vec<u8> =
            (0..300_000_u32).flat_map(|number| number.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        packing.bytes("a/un.txt", Bytes::from_static(b"un")).await.unwrap();
        assert_eq!(packing.bytes("A/UN.txt", Bytes::from(large.clone())).await.unwrap(), "A/UN_2.txt");
        packing.end().await.unwrap();
        let mut archive = zip::ZipArchive::new(io::Cursor::new(taking.await.unwrap())).unwrap();
        let mut read = |name: &str| {
            let mut content = Vec::new();
            archive.by_name(name).unwrap().read_to_end(&mut content).unwrap();
            content
        };
        assert_eq!(read("a/un.txt"), b"un");
        assert_eq!(read("A/UN_2.txt"), large);
        let sums = String::from_utf8(read(MANIFEST)).unwrap();
        assert_eq!(sums.lines().count(), 2);
        assert!(sums.contains(&format!("{}  A/UN_2.txt", hex(&Sha256::digest(&large)))), "{sums}");
    }

    #[tokio::test]
    async fn what_breaks_off_is_no_archive() {
        let (mut packing, mut pieces) = Packing::streamed();
        packing.bytes("un.txt", Bytes::from_static(b"un")).await.unwrap();
        drop(packing);
        let mut last = None;
        while let Some(piece) = pieces.recv().await {
            last = Some(piece);
        }
        assert!(last.unwrap().is_err(), "whoever takes it is told");
    }
}
