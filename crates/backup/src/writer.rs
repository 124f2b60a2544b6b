//! Writing an archive. It has its name only once all of it is on the disk: until then, nothing looks like one.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use crate::entries::{END, header, padding};
use crate::error::{ArchiveError, Result};
use crate::hashing::{Hashing, PIECE, sha256};
use crate::list::path_of;
use crate::manifest::{FileFacts, MANIFEST, MANIFEST_HASH, Manifest};
use crate::sealing::Recipients;

type Disk = BufWriter<File>;

enum Output {
    Plain(Disk),
    Sealed(Box<age::stream::StreamWriter<Disk>>),
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(disk) => disk.write(bytes),
            Self::Sealed(sealed) => sealed.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(disk) => disk.flush(),
            Self::Sealed(sealed) => sealed.flush(),
        }
    }
}

/// An archive on its way. Dropped before [`ArchiveWriter::finish`], nothing stays of it.
pub struct ArchiveWriter {
    output: Output,
    file: TempPath,
    target: PathBuf,
    manifest: String,
    /// Seconds since 1970: the time of every entry.
    at: u64,
}

impl ArchiveWriter {
    /// Begins one: the manifest first. The file is its owner's alone (0600).
    ///
    /// # Errors
    /// [`ArchiveError::Exists`], [`ArchiveError::Io`], and [`ArchiveError::Key`] when it cannot be sealed.
    pub fn create(target: &Path, recipients: &Recipients, manifest: &Manifest) -> Result<Self> {
        if target.symlink_metadata().is_ok() {
            return Err(ArchiveError::Exists(target.to_owned()));
        }
        let (file, path) = temporary(target)?.into_parts();
        let disk = BufWriter::with_capacity(PIECE, file);
        let output = if recipients.is_empty() {
            Output::Plain(disk)
        } else {
            Output::Sealed(Box::new(recipients.seal(disk)?))
        };
        let text = serde_json::to_vec(manifest).map_err(io::Error::from)?;
        let at = manifest.made_at.timestamp().unsigned_abs();
        let mut writer = Self { output, file: path, target: target.to_owned(), manifest: sha256(&text), at };
        writer.bytes(MANIFEST, &text)?;
        Ok(writer)
    }

    /// Adds a file that the manifest tells of.
    ///
    /// # Errors
    /// [`ArchiveError::OtherContent`] when it is not what was told, and [`ArchiveError::Io`].
    pub fn file(&mut self, facts: &FileFacts, content: &mut dyn Read) -> Result<()> {
        self.entry(&facts.name, facts.bytes, &facts.sha256, content)
    }

    /// Adds a document.
    ///
    /// # Errors
    /// [`ArchiveError::OtherContent`] when it does not have the content of its name, and [`ArchiveError::Io`].
    pub fn document(&mut self, sha256: &str, bytes: u64, content: &mut dyn Read) -> Result<()> {
        self.entry(&path_of(sha256), bytes, sha256, content)
    }

    fn entry(&mut self, name: &str, bytes: u64, sha256: &str, content: &mut dyn Read) -> Result<()> {
        self.output.write_all(header(name, bytes, self.at)?.as_bytes())?;
        // One byte more than was told would show.
        let mut content = Hashing::new(content.take(bytes.saturating_add(1)));
        let mut buffer = vec![0; PIECE];
        loop {
            let read = content.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            self.output.write_all(buffer.get(..read).unwrap_or_default())?;
        }
        if content.length() != bytes || content.sha256() != sha256 {
            return Err(ArchiveError::OtherContent(name.to_owned()));
        }
        Ok(self.output.write_all(padding(bytes))?)
    }

    fn bytes(&mut self, name: &str, content: &[u8]) -> Result<()> {
        self.entry(name, content.len() as u64, &sha256(content), &mut &*content)
    }

    /// Ends it: on the disk first, then under its name.
    ///
    /// # Errors
    /// [`ArchiveError::Io`], and [`ArchiveError::Exists`] when somebody took the name meanwhile.
    pub fn finish(mut self) -> Result<()> {
        let last = format!("{}  {MANIFEST}\n", self.manifest);
        self.bytes(MANIFEST_HASH, last.as_bytes())?;
        self.output.write_all(&END)?;
        let disk = match self.output {
            Output::Plain(disk) => disk,
            Output::Sealed(sealed) => sealed.finish()?,
        };
        keep(disk, self.file, &self.target)
    }
}

/// A file beside the one that it is to become.
pub(crate) fn temporary(target: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(".pupitre-").suffix(".part").tempfile_in(folder_of(target))
}

fn folder_of(target: &Path) -> &Path {
    target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Gives a file its name once it is on the disk.
pub(crate) fn keep(disk: Disk, file: TempPath, target: &Path) -> Result<()> {
    disk.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    file.persist_noclobber(target).map_err(|refused| match refused.error.kind() {
        io::ErrorKind::AlreadyExists => ArchiveError::Exists(target.to_owned()),
        _ => ArchiveError::Io(refused.error),
    })?;
    Ok(File::open(folder_of(target))?.sync_all()?)
}
