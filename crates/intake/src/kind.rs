//! What a file is, told by its bytes.

mod office;
mod table;
mod text;
mod xml;

use std::io::{self, Read, Seek};

use flate2::read::MultiGzDecoder;
use serde::{Deserialize, Serialize};

pub use table::Table;
pub use text::Encoding;
pub use xml::{XmlDocument, XmlRoot};

use crate::tar_header::{self, BLOCK};

/// How much of a file is looked at, in bytes (64 KiB): the root of an XML may stand behind long comments.
const WINDOW: u64 = 1 << 16;

/// How far into a file the header of a PDF may stand, in bytes: as far as `einvoice::pdf` looks.
const PDF_WINDOW: usize = 1024;

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// A PDF, with or without an invoice in it.
    Pdf,
    /// XML of any sort.
    Xml {
        /// Its root; `None` when it says that it is XML and none is found.
        root: Option<XmlRoot>,
    },
    /// A ZIP that is none of the documents below.
    Zip,
    /// A tar, compressed with gzip.
    TarGz,
    /// Anything else compressed with gzip.
    Gzip,
    /// A tar that is not compressed.
    Tar,
    /// A workbook of Excel since 2007, with macros or without.
    Xlsx,
    /// A spreadsheet of LibreOffice.
    Ods,
    /// A table as text, CSV.
    Csv(Table),
    /// A picture.
    Image {
        /// Its format.
        format: ImageFormat,
    },
    /// A document of an office program that is none of the above: Word, PowerPoint, OpenDocument, RTF, and what Office wrote
    /// before 2007 or under a password.
    OfficeDocument,
    /// No byte at all.
    Empty,
    /// None of these.
    Unknown,
}

/// The format of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImageFormat {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// TIFF.
    Tiff,
    /// GIF.
    Gif,
}

impl Kind {
    /// Whether [`open_archive`](crate::open_archive) opens it.
    #[must_use]
    pub fn is_archive(&self) -> bool {
        matches!(self, Self::Zip | Self::TarGz | Self::Gzip | Self::Tar)
    }
}

/// What a file is. It is read from its beginning, and where it is a ZIP its directory is; the reader is left at the beginning.
///
/// Kinds that say themselves what they are in their first bytes come first, so that an archive that begins with a PDF is an
/// archive; text comes last. Nothing is said about whether a file is whole.
///
/// # Errors
/// When the file cannot be read. Nothing in a file is an error.
pub fn kind_of<R: Read + Seek>(reader: &mut R) -> io::Result<Kind> {
    reader.rewind()?;
    let mut start = Vec::new();
    reader.by_ref().take(WINDOW).read_to_end(&mut start)?;
    let kind = match by_first_bytes(&start) {
        Some(Kind::Zip) => office::of_zip(reader)?,
        Some(kind) => kind,
        None if is_tar(&start) => Kind::Tar,
        None if is_pdf(&start) => Kind::Pdf,
        None => of_text(&start, (start.len() as u64) < WINDOW),
    };
    reader.rewind()?;
    Ok(kind)
}

fn by_first_bytes(start: &[u8]) -> Option<Kind> {
    let image = |format| Some(Kind::Image { format });
    match start {
        [] => Some(Kind::Empty),
        // An entry; the end of one without entries; the mark of one in pieces that was put together again.
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', 7, 8, ..] => Some(Kind::Zip),
        [0x1f, 0x8b, 8, ..] => Some(if holds_tar(start) { Kind::TarGz } else { Kind::Gzip }),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => image(ImageFormat::Png),
        [0xff, 0xd8, 0xff, ..] => image(ImageFormat::Jpeg),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => image(ImageFormat::Tiff),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => image(ImageFormat::Gif),
        // The container of Office before 2007, and RTF.
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] | [b'{', b'\\', b'r', b't', b'f', ..] => {
            Some(Kind::OfficeDocument)
        }
        _ => None,
    }
}

/// Whether what is compressed begins as a tar does.
fn holds_tar(start: &[u8]) -> bool {
    let mut block = [0; BLOCK];
    MultiGzDecoder::new(start).read_exact(&mut block).is_ok() && is_tar(&block)
}

fn is_tar(start: &[u8]) -> bool {
    start.first_chunk::<BLOCK>().and_then(tar_header::header).is_some()
}

fn is_pdf(start: &[u8]) -> bool {
    let window = start.get(..PDF_WINDOW).unwrap_or(start);
    window.windows(5).any(|bytes| bytes == b"%PDF-")
}

fn of_text(start: &[u8], whole: bool) -> Kind {
    let Some((text, encoding)) = text::decode(start, whole) else { return Kind::Unknown };
    if text.trim_start().starts_with('<') {
        let root = xml::root(&text);
        if root.is_some() || text.trim_start().starts_with("<?xml") {
            return Kind::Xml { root };
        }
    }
    table::separator(&text, whole).map_or(Kind::Unknown, |separator| Kind::Csv(Table { encoding, separator }))
}
