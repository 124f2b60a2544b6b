//! Files embedded in a document: base64, and in the Chorus dialect a ZIP around them (CPRO-21, CPRO-22).

use std::io::{Cursor, Read};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zip::ZipArchive;

use super::document::Piece;
use super::fault::FILE_LIMIT;
use crate::random::fingerprint;
use crate::world::ATTACHMENT_EXTENSIONS;

/// The PDF a Factur-X is.
pub(super) fn pdf(name: &str, bytes: Vec<u8>) -> Piece {
    let name = name.rsplit('/').next().unwrap_or_default().to_owned();
    piece(name, "PDF".to_owned(), "application/pdf".to_owned(), String::new(), bytes)
}

/// An embedded file; `None` when it is not base64, empty, too large or has a forbidden name.
pub(super) fn embedded(attachment: &einvoice::Attachment) -> Option<Piece> {
    let bytes = STANDARD.decode(attachment.content.as_deref()?).ok()?;
    let media_type = attachment.media_type.clone().unwrap_or_else(|| "application/octet-stream".to_owned());
    let given = attachment.file_name.clone().or_else(|| attachment.reference.clone()).unwrap_or_default();
    let (name, bytes) = match unzipped(&given, &bytes) {
        Some(inner) => inner,
        None => (given, bytes),
    };
    let extension = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty())?.1.to_uppercase();
    let fits = name.chars().count() <= 50 && ATTACHMENT_EXTENSIONS.contains(&extension.as_str());
    if !fits || bytes.is_empty() || bytes.len() > FILE_LIMIT {
        return None;
    }
    let label = attachment.description.clone().unwrap_or_else(|| name.clone());
    let media_type = if bytes.starts_with(b"%PDF-") { "application/pdf".to_owned() } else { media_type };
    Some(piece(name, extension, media_type, label, bytes))
}

fn piece(name: String, extension: String, media_type: String, label: String, bytes: Vec<u8>) -> Piece {
    let sha256 = fingerprint(&[&bytes]);
    Piece {
        name,
        extension,
        media_type,
        label: label.chars().take(100).collect(),
        bytes: bytes.into(),
        sha256,
    }
}

/// What is in a ZIP of one file, under the name of the attachment unless that name says no more than ZIP.
fn unzipped(name: &str, bytes: &[u8]) -> Option<(String, Vec<u8>)> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    if archive.len() != 1 {
        return None;
    }
    let file = archive.by_index(0).ok().filter(|file| file.is_file())?;
    let inner = file.name().ok()?.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let mut content = Vec::new();
    file.take(FILE_LIMIT as u64 + 1).read_to_end(&mut content).ok()?;
    let is_zip = name.rsplit_once('.').is_none_or(|(_, end)| end.eq_ignore_ascii_case("zip"));
    Some((if is_zip && !inner.is_empty() { inner } else { name.to_owned() }, content))
}
