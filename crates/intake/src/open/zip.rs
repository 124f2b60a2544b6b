//! The files of a ZIP.

use std::collections::BTreeMap;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

use zip::read::{ArchiveOffset, Config, ZipFile, ZipFileEntry};
use zip::unstable::read::ZipIterable;
use zip::{CompressionMethod, ZipReadOptions};

use super::{PIECE, hand_over};
use crate::names::{is_noise, safe_name};
use crate::{Allowance, Damage, Limit, OpenError, Sink, Unopened};

/// What may be read to find the directory, in bytes (512 KiB): its end stands in the last 64 KiB, and may be announced
/// there many times over.
const SEARCH: u64 = 1 << 19;

/// The bits of a mode that say what a file is, and those of a regular one (POSIX).
const FILE_TYPE: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;

/// A ZIP whose directory is read entry by entry, so that it takes no memory of its own.
pub(crate) type Directory<'a, R> = ZipIterable<Bounded<BufReader<&'a mut R>>>;

/// The directory of a ZIP that begins where the file does.
pub(crate) fn directory<R: Read + Seek>(reader: &mut R) -> Result<Directory<'_, R>, OpenError> {
    // A place that is given keeps the library from searching all of the file for it.
    let config = Config { archive_offset: ArchiveOffset::Known(0) };
    let reader = Bounded { reader: BufReader::new(reader), left: SEARCH };
    let mut archive = ZipIterable::try_new(reader, config).map_err(OpenError::of_directory)?;
    archive.files().map_err(OpenError::of_directory)?.reader_mut().left = u64::MAX;
    Ok(archive)
}

pub(super) fn open<R: Read + Seek, S: Sink>(
    reader: &mut R,
    allowance: &mut Allowance,
    sink: &mut S,
) -> Result<(), OpenError> {
    let mut archive = directory(reader)?;
    let files = archive.files().map_err(OpenError::of_directory)?;
    let mut places = None;
    while let Some(entry) = files.next() {
        let entry = entry.map_err(OpenError::of_directory)?;
        let places = places.get_or_insert_with(|| Places::before(entry.central_header_start()));
        allowance.record()?;
        let path = entry.name().map_err(OpenError::of_directory)?.into_owned();
        if path.len() as u64 > allowance.limits().name_bytes {
            return Err(Limit::NameBytes.into());
        }
        if !is_regular(&entry) || is_noise(&path) {
            continue;
        }
        allowance.file()?;
        let name = allowance.names.distinct(safe_name(&path));
        sink.path(&path);
        if entry.encrypted() {
            sink.unopened(&name, Unopened::Encrypted);
            continue;
        }
        if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
            sink.unopened(&name, Unopened::Unsupported);
            continue;
        }
        if entry.size() > allowance.limits().file_bytes {
            return Err(Limit::FileBytes.into());
        }
        let mut content =
            entry.with_reader(files.reader_mut(), ZipReadOptions::new()).map_err(OpenError::of_directory)?;
        places.take(&content)?;
        hand_over(sink, &name, |file| copy(&mut content, file, allowance))?;
    }
    Ok(())
}

fn is_regular(entry: &ZipFileEntry<'_>) -> bool {
    // A Windows program may end the name of a folder with its own separator.
    let is_folder = entry.is_dir() || entry.name_raw().ends_with(b"\\");
    !is_folder && entry.unix_mode().is_none_or(|mode| matches!(mode & FILE_TYPE, 0 | REGULAR))
}

fn copy<R: Read>(
    content: &mut ZipFile<'_, R>,
    file: &mut impl Write,
    allowance: &mut Allowance,
) -> Result<(), OpenError> {
    let mut buffer = vec![0; PIECE];
    let mut written = 0_u64;
    loop {
        let read = content.read(&mut buffer).map_err(OpenError::of_content)?;
        let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else { break };
        written = written.saturating_add(read as u64);
        allowance.inflates(content.compressed_size(), written)?;
        allowance.spend(read as u64)?;
        file.write_all(piece).map_err(OpenError::Keep)?;
    }
    // More than announced is an error of the library already, and what was announced is within the limit.
    if written == content.size() { Ok(()) } else { Err(Damage::Content.into()) }
}

/// The places of the entries that were opened: entries that share their bytes would make much of little, below any ratio.
struct Places {
    /// Where the directory begins, in bytes from the beginning of the file.
    end: u64,
    /// Where each begins and ends.
    taken: BTreeMap<u64, u64>,
}

impl Places {
    fn before(end: u64) -> Self {
        Self { end, taken: BTreeMap::new() }
    }

    fn take<R: Read>(&mut self, content: &ZipFile<'_, R>) -> Result<(), Damage> {
        let start = content.header_start();
        let data = content.data_start().ok_or(Damage::Header)?;
        let end = data.checked_add(content.compressed_size()).ok_or(Damage::Overlap)?;
        let before = self.taken.range(..=start).next_back().is_some_and(|(_, end)| *end > start);
        let after = self.taken.range(start..).next().is_some_and(|(next, _)| *next < end);
        if end > self.end || before || after {
            return Err(Damage::Overlap);
        }
        self.taken.insert(start, end);
        Ok(())
    }
}

/// A reader that gives up after so many bytes.
#[derive(Debug)]
pub(crate) struct Bounded<R> {
    reader: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        if self.left == 0 {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let room = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.reader.read(buffer.get_mut(..room).unwrap_or_default())?;
        self.left -= read as u64;
        Ok(read)
    }
}

impl<R: Seek> Seek for Bounded<R> {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.reader.seek(position)
    }
}
