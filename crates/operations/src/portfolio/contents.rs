//! What is in a file of an invoice, to be shown in place: the terms of an XML, the list of an archive, or that it is a picture
//! or a PDF. Strangers made them: they are read apart, and within bounds.

use std::io::{self, Cursor, Write};

use apart::{ApartError, Task};
use documents::OpenFile;
use domain::{AttachmentId, InvoiceId};
use futures::StreamExt as _;
use intake::{Allowance, Kind, Limits, Sink, Unopened};
use serde::{Deserialize, Serialize};
use storage::Document;

use super::Portfolio;
use super::pages::{NotShown, Shown};
use super::xml_terms::{ReadTerms, read_terms};
use crate::{Actor, OperationError, Result};

/// Files of an archive that are listed.
pub const MOST_LISTED: usize = 500;
/// Bytes by which a picture is told.
const FIRST: usize = 64;
/// Longest name that is shown, in characters.
const LONGEST_NAME: usize = 200;

/// Reads what is in a file; the answer is a [`FileContents`] in JSON.
pub(crate) const READ_CONTENTS: Task = Task {
    name: "contents",
    // Plain texts and numbers: they always serialise.
    run: |file, _| serde_json::to_vec(&read(&file)).unwrap_or_default(),
};

/// What is in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileContents {
    /// The terms of an XML.
    Terms(ReadTerms),
    /// The files of an archive.
    Archive(Listing),
    /// A PDF.
    Pdf,
    /// A picture that browsers show.
    Picture(PictureFormat),
    /// Nothing that is shown in place.
    Other,
}

/// A picture that browsers show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PictureFormat {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// GIF.
    Gif,
}

impl PictureFormat {
    /// None for what browsers do not show.
    const fn of(format: intake::ImageFormat) -> Option<Self> {
        Some(match format {
            intake::ImageFormat::Png => Self::Png,
            intake::ImageFormat::Jpeg => Self::Jpeg,
            intake::ImageFormat::Gif => Self::Gif,
            intake::ImageFormat::Tiff => return None,
        })
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
        }
    }
}

/// The files of an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// In the order of the archive, [`MOST_LISTED`] at most.
    pub files: Vec<ListedFile>,
    /// How many there are, as far as they were looked at.
    pub count: usize,
    /// Whether the archive was not read to its end: it is damaged, or there is too much in it.
    pub broken_off: bool,
}

/// A file of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedFile {
    /// Its path, as the archive writes it.
    pub path: String,
    /// Its size once inflated, in bytes; none where it is locked or packed in an unknown way.
    pub bytes: Option<u64>,
}

impl Portfolio {
    /// What the PIVOT of an invoice says.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach or has none.
    pub async fn pivot_contents(&self, actor: &Actor, id: InvoiceId) -> Result<Shown<FileContents>> {
        let (document, file) = self.open_pivot(actor, id).await?;
        self.contents(document, file).await
    }

    /// What is in an attachment of an invoice.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn attachment_contents(
        &self,
        actor: &Actor,
        id: InvoiceId,
        attachment: AttachmentId,
    ) -> Result<Shown<FileContents>> {
        let (document, file) = self.open_attachment(actor, id, attachment).await?;
        self.contents(document, file).await
    }

    /// An attachment that is a picture, open for reading.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach, or no picture that browsers show.
    pub async fn open_picture(
        &self,
        actor: &Actor,
        id: InvoiceId,
        attachment: AttachmentId,
    ) -> Result<(PictureFormat, OpenFile)> {
        let (document, file) = self.open_attachment(actor, id, attachment).await?;
        // Its first bytes say what it is.
        let first = file.into_stream().next().await.transpose()?.unwrap_or_default();
        let kind = intake::kind_of(&mut Cursor::new(first.get(..FIRST).unwrap_or(&first)));
        let Ok(Kind::Image { format }) = kind else { return Err(OperationError::NotFound("picture")) };
        let format = PictureFormat::of(format).ok_or(OperationError::NotFound("picture"))?;
        let file = self.documents.open(&document.sha256).await?;
        Ok((format, file))
    }

    async fn contents(&self, document: Document, file: OpenFile) -> Result<Shown<FileContents>> {
        let answer = self.apart.run(READ_CONTENTS, file.bytes(), file.into_stream()).await;
        let shown = match answer {
            Ok(answer) => Ok(serde_json::from_slice(&answer).map_err(io::Error::other)?),
            Err(ApartError::Ended(why)) => {
                tracing::warn!(sha256 = document.sha256, why, "a file was given up");
                Err(NotShown::TooCostly)
            }
            Err(ApartError::Busy) => Err(NotShown::Busy),
            Err(ApartError::Failed(error)) => return Err(OperationError::File(error)),
        };
        Ok(Shown { document, shown })
    }
}

fn read(file: &[u8]) -> FileContents {
    let kind = intake::kind_of(&mut Cursor::new(file)).unwrap_or(Kind::Unknown);
    match &kind {
        Kind::Pdf => FileContents::Pdf,
        Kind::Image { format } => {
            PictureFormat::of(*format).map_or(FileContents::Other, FileContents::Picture)
        }
        Kind::Xml { .. } => FileContents::Terms(read_terms(file)),
        kind if kind.is_archive() => FileContents::Archive(list(kind, file)),
        _ => FileContents::Other,
    }
}

fn list(kind: &Kind, file: &[u8]) -> Listing {
    let mut lister = Lister::default();
    let mut allowance = Allowance::new(Limits { depth: 0, ..Limits::default() });
    let opened = intake::open_archive(kind, &mut Cursor::new(file), 0, &mut allowance, &mut lister);
    lister.listing.broken_off = opened.is_err();
    lister.listing
}

/// Counts what it is given, and keeps nothing of it.
#[derive(Default)]
struct Lister {
    listing: Listing,
    path: Option<String>,
}

struct Counter {
    path: String,
    bytes: u64,
}

impl Write for Counter {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.bytes = self.bytes.saturating_add(piece.len() as u64);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Lister {
    fn add(&mut self, path: &str, bytes: Option<u64>) {
        self.listing.count += 1;
        if self.listing.files.len() < MOST_LISTED {
            let path = path.chars().filter(|sign| !sign.is_control()).take(LONGEST_NAME).collect();
            self.listing.files.push(ListedFile { path, bytes });
        }
    }
}

impl Sink for Lister {
    type File = Counter;

    fn path(&mut self, path: &str) {
        self.path = Some(path.to_owned());
    }

    fn begin(&mut self, name: &str) -> io::Result<Counter> {
        Ok(Counter { path: self.path.take().unwrap_or_else(|| name.to_owned()), bytes: 0 })
    }

    fn finish(&mut self, file: Counter) -> io::Result<()> {
        self.add(&file.path, Some(file.bytes));
        Ok(())
    }

    fn abandon(&mut self, file: Counter) {
        self.add(&file.path, None);
    }

    fn unopened(&mut self, name: &str, _: Unopened) {
        let path = self.path.take().unwrap_or_else(|| name.to_owned());
        self.add(&path, None);
    }
}

#[cfg(test)]
mod tests {
    use zip::write::SimpleFileOptions;

    use super::*;

    fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn an_archive_is_listed_with_the_sizes_that_its_files_have() {
        let archive = packed(&[("bons/bon 1.pdf", &[b'x'; 3_000]), ("note.txt", b"court")]);
        let FileContents::Archive(listing) = read(&archive) else { panic!("no archive") };
        let file = |path: &str, bytes| ListedFile { path: path.to_owned(), bytes: Some(bytes) };
        assert_eq!(listing.files, [file("bons/bon 1.pdf", 3_000), file("note.txt", 5)]);
        assert_eq!((listing.count, listing.broken_off), (2, false));
    }

    #[test]
    fn what_is_too_much_is_broken_off_and_says_so() {
        let names: Vec<String> = (0..1_200).map(|number| format!("{number}.txt")).collect();
        let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"x".as_slice())).collect();
        let FileContents::Archive(listing) = read(&packed(&files)) else { panic!("no archive") };
        assert_eq!((listing.files.len(), listing.count, listing.broken_off), (MOST_LISTED, 1_000, true));
        let mut cut = packed(&[("a.txt", b"abc")]);
        cut.truncate(cut.len() - 10);
        let FileContents::Archive(listing) = read(&cut) else { panic!("no archive") };
        assert!(listing.broken_off);
    }

    #[test]
    fn a_file_is_told_by_its_bytes() {
        assert_eq!(read(b"%PDF-1.7\n"), FileContents::Pdf);
        assert_eq!(read(b"\x89PNG\r\n\x1a\n...."), FileContents::Picture(PictureFormat::Png));
        assert_eq!(read(b"\xff\xd8\xff...."), FileContents::Picture(PictureFormat::Jpeg));
        assert_eq!(read(b"II*\0...."), FileContents::Other, "browsers do not show it");
        assert_eq!(read(b""), FileContents::Other);
        assert!(matches!(read(b"<?xml version=\"1.0\"?><a><b>c</b></a>"), FileContents::Terms(_)));
    }
}
