//! The opening of archives.

mod gzip;
mod members;
mod stream;
mod tar;
mod zip;

use std::io::{Read, Seek};

pub(crate) use zip::directory;

use crate::{Allowance, Kind, Limit, OpenError, Sink};

/// How much is read and written at once, in bytes (64 KiB).
const PIECE: usize = 1 << 16;

/// Hands the files of an archive to the sink, in the order of the archive.
///
/// `kind` is what [`kind_of`](crate::kind_of) said of it. `level` is 0 for a file that was dropped itself, and one more than
/// that of the archive for a file that came out of one. Folders, links, devices and what systems put beside the files of a
/// person are left out without a word; a file that is encrypted or packed in an unknown way is told to the sink, and does
/// not stop the others. A gzip that is no tar gives one file.
///
/// # Errors
/// [`OpenError`]: the file at hand was abandoned, those finished before are the caller's to keep or to drop. The allowance
/// keeps what was spent.
pub fn open_archive<R: Read + Seek, S: Sink>(
    kind: &Kind,
    reader: &mut R,
    level: u32,
    allowance: &mut Allowance,
    sink: &mut S,
) -> Result<(), OpenError> {
    if !kind.is_archive() {
        return Err(OpenError::NotAnArchive);
    }
    if level > allowance.limits().depth {
        return Err(Limit::Depth.into());
    }
    reader.rewind().map_err(OpenError::Read)?;
    match kind {
        Kind::Zip => zip::open(reader, allowance, sink),
        Kind::Tar => tar::open(&mut stream::Stream::plain(reader, allowance), sink),
        Kind::TarGz => tar::open(&mut stream::Stream::gzip(reader, allowance), sink),
        _ => gzip::open(&mut stream::Stream::gzip(reader, allowance), sink),
    }
}

/// Hands one file over, or abandons it.
fn hand_over<S: Sink>(
    sink: &mut S,
    name: &str,
    fill: impl FnOnce(&mut S::File) -> Result<(), OpenError>,
) -> Result<(), OpenError> {
    let mut file = sink.begin(name).map_err(OpenError::Keep)?;
    match fill(&mut file) {
        Ok(()) => sink.finish(file).map_err(OpenError::Keep),
        Err(error) => {
            sink.abandon(file);
            Err(error)
        }
    }
}
