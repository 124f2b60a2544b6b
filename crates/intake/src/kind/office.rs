//! ZIPs that are documents.

use std::io::{self, Read, Seek};

use zip::ZipReadOptions;
use zip::read::ZipFileEntry;

use super::Kind;
use crate::OpenError;
use crate::open::directory;

/// How many entries of a ZIP are looked at: documents have their first files at the beginning.
const MOST_ENTRIES: usize = 2000;

/// How much is read of the file that says what a document of OpenDocument is, in bytes.
const MEDIA_TYPE_BYTES: u64 = 100;

/// How the media types of OpenDocument begin.
const OPEN_DOCUMENT: &str = "application/vnd.oasis.opendocument.";

/// Which document a ZIP is. One whose directory cannot be read is a ZIP.
pub(super) fn of_zip<R: Read + Seek>(reader: &mut R) -> io::Result<Kind> {
    let mut archive = match directory(reader) {
        Ok(archive) => archive,
        Err(OpenError::Read(error)) => return Err(error),
        Err(_) => return Ok(Kind::Zip),
    };
    let Ok(files) = archive.files() else { return Ok(Kind::Zip) };
    let (mut is_package, mut is_workbook) = (false, false);
    for place in 0..MOST_ENTRIES {
        let Some(Ok(entry)) = files.next() else { break };
        let name = entry.name().map(|name| name.replace('\\', "/").to_lowercase()).unwrap_or_default();
        match name.as_str() {
            "mimetype" if place == 0 => {
                if let Some(kind) = open_document(entry, files.reader_mut()) {
                    return Ok(kind);
                }
            }
            "[content_types].xml" => is_package = true,
            "xl/workbook.xml" => is_workbook = true,
            _ => {}
        }
        if is_package && is_workbook {
            return Ok(Kind::Xlsx);
        }
    }
    Ok(if is_package { Kind::OfficeDocument } else { Kind::Zip })
}

fn open_document<R: Read + Seek>(entry: ZipFileEntry<'static>, reader: &mut R) -> Option<Kind> {
    let mut media_type = String::new();
    let file = entry.with_reader(reader, ZipReadOptions::new()).ok()?;
    file.take(MEDIA_TYPE_BYTES).read_to_string(&mut media_type).ok()?;
    match media_type.trim().strip_prefix(OPEN_DOCUMENT)? {
        "spreadsheet" => Some(Kind::Ods),
        _ => Some(Kind::OfficeDocument),
    }
}
