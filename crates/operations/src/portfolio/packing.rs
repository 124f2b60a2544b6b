//! Files of the house packed into one ZIP that leaves it, with a list of the SHA-256 of everything.

use std::fs::File;
use std::io::{self, Seek as _, Write};

use bytes::Bytes;
use documents::DocumentStore;
use futures::StreamExt as _;
use sha2::{Digest as _, Sha256};
use storage::Document;
use tokio::sync::{Semaphore, SemaphorePermit, mpsc};
use tokio::task::JoinHandle;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::ground::hex;
use crate::{OperationError, Result};

/// Archives that are made at a time, in this process; others wait.
static TURNS: Semaphore = Semaphore::const_new(2);
/// Pieces on their way into the archive.
const PIECES: usize = 4;
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
}

/// An archive on its way to the disk, written beside what hands it its files.
pub(super) struct Packing {
    steps: mpsc::Sender<Step>,
    writing: JoinHandle<io::Result<File>>,
    _turn: Option<SemaphorePermit<'static>>,
}

impl Packing {
    /// Begins one when its turn comes.
    pub(super) async fn begin() -> Result<Self> {
        // It is never closed.
        let turn = TURNS.acquire().await.ok();
        let archive = tempfile::tempfile()?;
        let (steps, received) = mpsc::channel(PIECES);
        let writing = tokio::task::spawn_blocking(move || write(archive, received));
        Ok(Self { steps, writing, _turn: turn })
    }

    /// Adds a file that is at hand.
    pub(super) async fn bytes(&self, name: String, content: Bytes) -> Result<()> {
        self.hand(Step::Begin(name)).await?;
        self.hand(Step::Piece(content)).await
    }

    /// Adds an original file, piece by piece.
    pub(super) async fn document(
        &self,
        documents: &DocumentStore,
        name: String,
        document: &Document,
    ) -> Result<()> {
        self.hand(Step::Begin(name)).await?;
        let mut content = documents.open(&document.sha256).await?.into_stream();
        while let Some(piece) = content.next().await {
            self.hand(Step::Piece(piece?)).await?;
        }
        Ok(())
    }

    async fn hand(&self, step: Step) -> Result<()> {
        self.steps.send(step).await.map_err(|_| OperationError::File(io::ErrorKind::BrokenPipe.into()))
    }

    /// The archive, from its beginning.
    pub(super) async fn end(self) -> Result<File> {
        drop(self.steps);
        Ok(self.writing.await.map_err(io::Error::other)??)
    }
}

/// Writes the archive. Blocking.
fn write(archive: File, mut steps: mpsc::Receiver<Step>) -> io::Result<File> {
    // What a PDF or an image holds is compressed already; a ZIP that stores is read by everything.
    let options = SimpleFileOptions::default();
    let mut zip = ZipWriter::new(io::BufWriter::new(archive));
    let (mut sums, mut current) = (String::new(), None);
    let mut names: Vec<String> = Vec::new();
    while let Some(step) = steps.blocking_recv() {
        match step {
            Step::Begin(name) => {
                end(&mut sums, current.take());
                let name = free_name(name, &names);
                zip.start_file(&name, options)?;
                names.push(name.clone());
                current = Some((name, Sha256::new()));
            }
            Step::Piece(piece) => {
                if let Some((_, sum)) = &mut current {
                    sum.update(&piece);
                }
                zip.write_all(&piece)?;
            }
        }
    }
    end(&mut sums, current);
    zip.start_file(MANIFEST, options)?;
    zip.write_all(sums.as_bytes())?;
    let mut file = zip.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(file)
}

fn end(sums: &mut String, current: Option<(String, Sha256)>) {
    if let Some((name, sum)) = current {
        sums.push_str(&format!("{}  {name}\n", hex(&sum.finalize())));
    }
}

/// A name that no other file of the archive has.
fn free_name(name: String, taken: &[String]) -> String {
    if !taken.contains(&name) {
        return name;
    }
    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
    let numbered = (2..).map(|number| format!("{stem}_{number}.{extension}"));
    numbered.into_iter().find(|name| !taken.contains(name)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_an_archive_differ() {
        let taken = ["pieces/bon.pdf".to_owned(), "pieces/bon_2.pdf".to_owned()];
        assert_eq!(free_name("pieces/bon.pdf".to_owned(), &taken), "pieces/bon_3.pdf");
        assert_eq!(free_name("pieces/x.pdf".to_owned(), &taken), "pieces/x.pdf");
    }
}
