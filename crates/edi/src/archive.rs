//! The archive that leaves: a tar.gz whose files stand side by side.

use std::io::{self, Write as _};

use flate2::{Compression, GzBuilder};

/// Packs one file. The same file gives the same bytes whenever it is packed: what was written before can be told by its
/// size, and its hash.
///
/// # Errors
/// When the name does not fit into a tar.
pub fn pack(name: &str, content: &[u8]) -> io::Result<Vec<u8>> {
    // No name, no time: the head of a gzip would tell when it was made.
    let gzip = GzBuilder::new().mtime(0).write(Vec::new(), Compression::default());
    let mut tar = tar::Builder::new(gzip);
    let mut header = tar::Header::new_ustar();
    header.set_size(content.len() as u64);
    header.set_mode(0o644);
    header.set_mtime(0);
    tar.append_data(&mut header, name, content)?;
    let mut gzip = tar.into_inner()?;
    gzip.flush()?;
    gzip.finish()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn the_same_file_gives_the_same_archive_and_is_in_it() {
        let packed = pack("facture.xml", b"<a/>").unwrap();
        assert_eq!(packed, pack("facture.xml", b"<a/>").unwrap());
        assert_eq!(intake::kind_of(&mut Cursor::new(&packed)).unwrap(), intake::Kind::TarGz);
        let contents = crate::read(&packed);
        assert_eq!(contents.parts[0].name, "facture.xml");
    }
}
