//! From the bytes of a flow to its files: one file, or a tar.gz of several.

use std::io::Read;
use std::path::{Component, Path};

use flate2::read::MultiGzDecoder;
use tar::{Archive, EntryType};

use super::fault::{ARCHIVE_LIMIT, FILE_LIMIT, Fault, TooLarge};
use crate::world::TechnicalError;

/// What an archive may hold once unpacked. The reference gives no number; this is the size of a whole billing file.
const UNPACKED_LIMIT: u64 = 120 * 1024 * 1024;
/// What is read of an archive at most: the same, and room for the headers between the files.
const READ_LIMIT: u64 = UNPACKED_LIMIT + 16 * 1024 * 1024;
/// Invoices in a flow (formats.md §9, quoting the EDI annex).
const FILES_LIMIT: usize = 500;

/// One file of a flow.
#[derive(Debug)]
pub(super) struct File {
    /// Its name in the archive; empty for a flow of one file.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// The files of a flow; the inner error makes the whole flow inadmissible.
pub(super) fn unpack(bytes: Vec<u8>) -> Result<Result<Vec<File>, TechnicalError>, TooLarge> {
    // The content decides, not the name: names are free at the API.
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        if bytes.len() > FILE_LIMIT {
            return Err(TooLarge);
        }
        return Ok(Ok(vec![File { name: String::new(), bytes }]));
    }
    if bytes.len() > ARCHIVE_LIMIT {
        return Err(TooLarge);
    }
    match files(&bytes) {
        Ok(files) => Ok(Ok(files)),
        Err(Stop::TooLarge) => Err(TooLarge),
        Err(Stop::Error(error)) => Ok(Err(error)),
    }
}

enum Stop {
    TooLarge,
    Error(TechnicalError),
}

impl Stop {
    fn broken() -> Self {
        Self::Error(Fault::Archive.error("L'archive n'est pas un fichier tar.gz lisible."))
    }
}

fn files(bytes: &[u8]) -> Result<Vec<File>, Stop> {
    let mut archive = Archive::new(MultiGzDecoder::new(bytes).take(READ_LIMIT));
    let mut files: Vec<File> = Vec::new();
    let mut unpacked: u64 = 0;
    for entry in archive.entries().map_err(|_| Stop::broken())? {
        let mut entry = entry.map_err(|_| Stop::broken())?;
        let size = entry.size();
        unpacked = unpacked.saturating_add(size);
        if unpacked > UNPACKED_LIMIT {
            return Err(Stop::TooLarge);
        }
        let path = entry.path().map_err(|_| Stop::broken())?.into_owned();
        let kind = entry.header().entry_type();
        if kind == EntryType::XGlobalHeader || (kind.is_dir() && is_plain(&path)) {
            continue;
        }
        if !kind.is_file() || !is_plain(&path) {
            let label = format!("L'archive contient une entrée refusée : « {} ».", short(&path));
            return Err(Stop::Error(Fault::Path.error(label)));
        }
        if size > FILE_LIMIT as u64 {
            return Err(Stop::TooLarge);
        }
        if files.len() >= FILES_LIMIT {
            let label = format!("L'archive contient plus de {FILES_LIMIT} fichiers.");
            return Err(Stop::Error(Fault::Archive.error(label)));
        }
        let mut content = Vec::new();
        entry.by_ref().take(size).read_to_end(&mut content).map_err(|_| Stop::broken())?;
        files.push(File { name: short(&path), bytes: content });
    }
    Ok(files)
}

/// No absolute path and no way up.
fn is_plain(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
        && !path.to_string_lossy().contains('\\')
}

/// The path fit for a sentence.
fn short(path: &Path) -> String {
    path.to_string_lossy().chars().filter(|letter| !letter.is_control()).take(100).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use tar::{Builder, Header};

    use super::*;

    fn packed(entries: &[(&str, EntryType, &[u8])]) -> Vec<u8> {
        let mut builder = Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        for (name, kind, bytes) in entries {
            let mut header = Header::new_ustar();
            // The crate's own setter refuses hostile names.
            let field = &mut header.as_old_mut().name;
            field.iter_mut().zip(name.bytes()).for_each(|(place, byte)| *place = byte);
            header.set_entry_type(*kind);
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            header.set_cksum();
            builder.append(&header, *bytes).expect("entry");
        }
        builder.into_inner().expect("tar").finish().expect("gzip")
    }

    fn code(bytes: Vec<u8>) -> String {
        unpack(bytes).expect("size").expect_err("refused").code
    }

    #[test]
    fn an_archive_gives_its_files_and_skips_folders() {
        let bytes = packed(&[
            ("lot/", EntryType::Directory, b""),
            ("lot/a.xml", EntryType::Regular, b"<a/>"),
            ("b.xml", EntryType::Regular, b"<b/>"),
        ]);
        let files = unpack(bytes).expect("size").expect("files");
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["lot/a.xml", "b.xml"]);
        assert_eq!(files[1].bytes, b"<b/>");
    }

    #[test]
    fn paths_out_of_the_archive_and_links_are_refused() {
        for name in ["../a.xml", "/etc/a.xml", "x/../../a.xml", "..\\a.xml"] {
            assert_eq!(code(packed(&[(name, EntryType::Regular, b"<a/>")])), "SIM_FLUX_02", "{name}");
        }
        for kind in [EntryType::Symlink, EntryType::Link, EntryType::Fifo, EntryType::Char] {
            assert_eq!(code(packed(&[("a.xml", kind, b"")])), "SIM_FLUX_02", "{kind:?}");
        }
    }

    #[test]
    fn what_is_compressed_but_no_tar_is_refused() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(b"<Invoice/>").expect("write");
        assert_eq!(code(encoder.finish().expect("gzip")), "SIM_FLUX_01");
        assert_eq!(code(vec![0x1f, 0x8b, 0, 1, 2]), "SIM_FLUX_01");
    }

    #[test]
    fn a_file_above_ten_megabytes_is_too_large_however_small_it_is_packed() {
        let zeros = vec![0; FILE_LIMIT + 1];
        assert_eq!(unpack(zeros.clone()).err(), Some(TooLarge));
        let bomb = packed(&[("a.xml", EntryType::Regular, &zeros)]);
        assert!(bomb.len() < 200_000);
        assert_eq!(unpack(bomb).err(), Some(TooLarge));
        let many: Vec<(&str, EntryType, &[u8])> =
            vec![("a.xml", EntryType::Regular, &zeros[..FILE_LIMIT]); 13];
        assert_eq!(unpack(packed(&many)).err(), Some(TooLarge));
    }

    #[test]
    fn more_than_500_files_are_refused() {
        let many: Vec<(&str, EntryType, &[u8])> = vec![("a.xml", EntryType::Regular, b"<a/>"); 501];
        assert_eq!(code(packed(&many)), "SIM_FLUX_01");
    }
}
