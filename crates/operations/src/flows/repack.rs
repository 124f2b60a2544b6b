//! Chorus Pro takes several invoices as tar.gz only: another archive is packed anew, each file as it is.

use std::fs::File;
use std::io::{self, BufWriter, Seek as _, Write};

use documents::StoredFile;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures::StreamExt as _;
use intake::{Allowance, Limits, Sink, Unopened};
use tokio::sync::Semaphore;
use tokio_util::io::ReaderStream;

use super::Flows;
use super::prepare::LARGEST_FLOW;
use crate::{OperationError, Result};

/// Archives that are packed anew at a time, in this process; others wait.
static TURNS: Semaphore = Semaphore::const_new(2);

impl Flows {
    /// The same files as tar.gz, kept.
    pub(super) async fn repack(&self, file: &StoredFile) -> Result<StoredFile> {
        let _turn = TURNS.acquire().await;
        let mut content = self.documents.open(&file.sha256).await?.into_stream();
        let mut copy = tempfile::tempfile()?;
        while let Some(piece) = content.next().await {
            let piece = piece?;
            copy = tokio::task::spawn_blocking(move || copy.write_all(&piece).map(|()| copy))
                .await
                .map_err(io::Error::other)??;
        }
        let packed = tokio::task::spawn_blocking(move || pack(copy)).await.map_err(io::Error::other)??;
        let content = ReaderStream::new(tokio::fs::File::from_std(packed));
        let received = self.documents.receive(content, LARGEST_FLOW).await;
        received.map_err(|error| match error {
            documents::UploadError::TooLarge(_) => OperationError::Refused(domain::Reason::FlowTooLarge),
            other => OperationError::File(io::Error::other(other)),
        })
    }
}

/// Blocking.
fn pack(mut archive: File) -> io::Result<File> {
    archive.rewind()?;
    let kind = intake::kind_of(&mut archive)?;
    let out = BufWriter::new(tempfile::tempfile()?);
    let mut sink = Packing { tar: tar::Builder::new(GzEncoder::new(out, Compression::default())) };
    let limits = Limits { depth: 0, ..Limits::default() };
    intake::open_archive(&kind, &mut archive, 0, &mut Allowance::new(limits), &mut sink)
        .map_err(|error| io::Error::other(format!("{error:?}")))?;
    let mut file = sink.tar.into_inner()?.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(file)
}

struct Packing<W: Write> {
    tar: tar::Builder<GzEncoder<W>>,
}

/// A file on its way from one archive to the other; its length stands before it.
struct Moving {
    name: String,
    content: File,
}

impl Write for Moving {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.content.write(piece)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.content.flush()
    }
}

impl<W: Write> Sink for Packing<W> {
    type File = Moving;

    fn begin(&mut self, name: &str) -> io::Result<Moving> {
        Ok(Moving { name: name.to_owned(), content: tempfile::tempfile()? })
    }

    fn finish(&mut self, mut file: Moving) -> io::Result<()> {
        let mut header = header(file.content.stream_position()?);
        file.content.rewind()?;
        self.tar.append_data(&mut header, &file.name, &mut file.content)
    }

    fn abandon(&mut self, file: Moving) {
        drop(file);
    }

    fn unopened(&mut self, _: &str, _: Unopened) {}
}

fn header(bytes: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes);
    header.set_mode(0o644);
    header
}

#[cfg(test)]
pub(super) fn tar_gz_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::default()));
    for (name, content) in parts {
        tar.append_data(&mut header(content.len() as u64), name, *content).expect("written to memory");
    }
    tar.into_inner().and_then(GzEncoder::finish).expect("written to memory")
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn every_file_arrives_as_it_was() {
        let mut zip = zip::ZipWriter::new(tempfile::tempfile().unwrap());
        for (name, content) in [("un.xml", "<a/>"), ("dossier/deux.xml", "<b/>")] {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        let packed = pack(zip.finish().unwrap()).unwrap();
        let mut tar = tar::Archive::new(flate2::read::GzDecoder::new(packed));
        let files: Vec<(String, String)> = tar
            .entries()
            .unwrap()
            .map(|entry| {
                let mut entry = entry.unwrap();
                let (name, mut content) = (entry.path().unwrap().display().to_string(), String::new());
                entry.read_to_string(&mut content).unwrap();
                (name, content)
            })
            .collect();
        assert_eq!(files.len(), 2);
        assert_eq!(files[0], ("un.xml".to_owned(), "<a/>".to_owned()));
        assert!(files[1].0.ends_with("deux.xml") && files[1].1 == "<b/>");
    }
}
