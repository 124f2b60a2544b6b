//! ZIP archives.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A ZIP of these files, each with its path inside (parts separated by `/`).
///
/// `None` when two files have the same path or the archive cannot be written. Blocking: packing takes its time.
pub(crate) fn zip(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Option<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        // A PDF is compressed inside: trying again takes long and gains nothing.
        let packed = bytes.starts_with(b"%PDF-") || bytes.len() < 64;
        let method = if packed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(path, options).and_then(|()| Ok(writer.write_all(&bytes)?)).map_err(report).ok()?;
    }
    writer.finish().map(Cursor::into_inner).map_err(report).ok()
}

fn report(error: zip::result::ZipError) -> zip::result::ZipError {
    tracing::warn!(%error, "a ZIP was not written");
    error
}

/// A name that is one part of a path on every system: no separators, no control characters, not empty.
pub(crate) fn file_name(name: &str) -> String {
    let kept = |letter: char| {
        if letter.is_control() || r#"/\:*?"<>|"#.contains(letter) { '-' } else { letter }
    };
    let name: String = name.trim().chars().map(kept).collect();
    let name = name.trim_start_matches('.').trim_end_matches(['.', ' ']);
    if name.is_empty() { "fichier".to_owned() } else { name.to_owned() }
}

/// The name, or the first of `name (2)`, `name (3)`… that is not taken yet; the extension stays at the end.
pub(crate) fn free_name(name: String, taken: &[String]) -> String {
    if !taken.contains(&name) {
        return name;
    }
    let (stem, end) =
        name.rsplit_once('.').map_or((name.as_str(), String::new()), |(stem, end)| (stem, format!(".{end}")));
    (2..)
        .map(|number: u32| format!("{stem} ({number}){end}"))
        .find(|other| !taken.contains(other))
        .unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn what_is_packed_is_read_back() {
        let text = "à lire ".repeat(1_000).into_bytes();
        let files =
            [("F-1/été.txt".to_owned(), text.clone()), ("F-1/f.pdf".to_owned(), b"%PDF-1.7 x".to_vec())];
        let bytes = zip(files).expect("zip");
        assert!(bytes.len() < text.len() / 4);
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("archive");
        let mut read = Vec::new();
        archive.by_name("F-1/été.txt").expect("entry").read_to_end(&mut read).expect("bytes");
        assert_eq!(read, text);
        assert_eq!(archive.len(), 2);
    }

    #[test]
    fn names_cannot_leave_their_folder_and_stay_distinct() {
        assert_eq!(file_name("../../etc/passwd"), "-..-etc-passwd");
        assert_eq!(file_name("F/2026 "), "F-2026");
        assert_eq!(file_name(" . "), "fichier");
        let taken = ["bon.pdf".to_owned(), "bon (2).pdf".to_owned()];
        assert_eq!(free_name("bon.pdf".to_owned(), &taken), "bon (3).pdf");
    }
}
