//! What an archive holds, in a file beside it: a sealed archive can be followed by one with what is new without anybody
//! who opens it.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use crate::archive::{Contents, manifest, peek};
use crate::error::{Damage, Result};
use crate::hashing::PIECE;
use crate::list::{List, ListReader, NewList};
use crate::manifest::{LONGEST_MANIFEST, Manifest};
use crate::sealing::{Identities, is_sealed};
use crate::writer::{keep, temporary};

/// The file with what an archive holds.
#[must_use]
pub fn catalogue_of(archive: &Path) -> PathBuf {
    let mut name = archive.as_os_str().to_owned();
    name.push(".contents");
    PathBuf::from(name)
}

/// Writes it: the manifest on a line, then both lists.
///
/// # Errors
/// [`crate::ArchiveError::Exists`] and [`crate::ArchiveError::Io`].
pub fn write_catalogue(archive: &Path, manifest: &Manifest, lists: [&Path; 2]) -> Result<()> {
    let target = catalogue_of(archive);
    let (file, path) = temporary(&target)?.into_parts();
    let mut disk = BufWriter::with_capacity(PIECE, file);
    serde_json::to_writer(&mut disk, manifest).map_err(io::Error::from)?;
    disk.write_all(b"\n")?;
    for list in lists {
        io::copy(&mut File::open(list)?, &mut disk)?;
    }
    keep(disk, path, &target)
}

/// What an archive says that it holds: asked of the archive, of its catalogue, or, where it is sealed and nobody is given
/// who opens it, of the catalogue beside it.
///
/// # Errors
/// As [`crate::read`], of what was read.
pub fn known(path: &Path, identities: Option<&Identities>, scratch: &Path) -> Result<Contents> {
    let mut start = [0];
    let read = File::open(path)?.read(&mut start)?;
    if read == 1 && start == *b"{" {
        return from_catalogue(path, scratch);
    }
    match identities {
        Some(identities) => peek(path, identities, scratch),
        None if is_sealed(path)? && catalogue_of(path).is_file() => {
            from_catalogue(&catalogue_of(path), scratch)
        }
        None => peek(path, &Identities::default(), scratch),
    }
}

fn from_catalogue(path: &Path, scratch: &Path) -> Result<Contents> {
    let mut input = BufReader::new(File::open(path)?);
    let mut text = Vec::new();
    (&mut input).take(LONGEST_MANIFEST).read_until(b'\n', &mut text)?;
    let manifest = manifest(&text)?;
    let mut list = |count: u64| -> Result<List> {
        let read = |input: &mut BufReader<File>| {
            let mut list = NewList::create(scratch)?;
            ListReader::new(input, count).try_for_each(|document| list.push(&document?))?;
            list.finish()
        };
        let (list, found) = read(&mut input).map_err(|error: io::Error| match error.kind() {
            io::ErrorKind::InvalidData => Damage::Unreadable(path.display().to_string()).into(),
            _ => crate::ArchiveError::Io(error),
        })?;
        if found == count { Ok(list) } else { Err(Damage::Truncated.into()) }
    };
    let (held, earlier) = (list(manifest.documents)?, list(manifest.earlier_documents)?);
    Ok(Contents { manifest, held, earlier })
}
