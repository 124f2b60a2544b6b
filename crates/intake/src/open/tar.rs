//! The files of a tar.
//!
//! The headers are read by the library; the walk is our own, because the library's takes whatever a record says about
//! the next entry into memory, and gives sparse files at the size they claim.

mod records;

use std::io::Read;

use tar::{EntryType, GnuExtSparseHeader, Header};

use self::records::Told;
use super::hand_over;
use super::stream::Stream;
use crate::names::{is_noise, safe_name};
use crate::tar_header::{self, BLOCK};
use crate::{Damage, Limit, OpenError, Sink, Unopened};

pub(super) fn open<R: Read, S: Sink>(stream: &mut Stream<'_, R>, sink: &mut S) -> Result<(), OpenError> {
    // What records said about the entry to come.
    let mut told = Told::default();
    while let Some(header) = next_header(stream)? {
        stream.allowance.record()?;
        let size = header.entry_size().map_err(|_| Damage::Header)?;
        match header.entry_type() {
            EntryType::GNULongName => {
                told.path = Some(long_name(stream, size)?);
            }
            EntryType::XHeader => told.read_records(&records(stream, size)?)?,
            EntryType::GNULongLink | EntryType::XGlobalHeader => skip(stream, size)?,
            kind => entry(stream, sink, &header, kind, std::mem::take(&mut told))?,
        }
    }
    // Behind the end there may be padding; what is compressed has its checksum there.
    stream.drain()
}

/// One entry, and what it is padded with.
fn entry<R: Read, S: Sink>(
    stream: &mut Stream<'_, R>,
    sink: &mut S,
    header: &Header,
    kind: EntryType,
    told: Told,
) -> Result<(), OpenError> {
    let size = told.size.map_or_else(|| header.entry_size().map_err(|_| Damage::Header), Ok)?;
    let path = told.path.unwrap_or_else(|| header.path_bytes().into_owned());
    if path.len() as u64 > stream.allowance.limits().name_bytes {
        return Err(Limit::NameBytes.into());
    }
    let path = text(&path);
    if kind.is_gnu_sparse() {
        skip_sparse_headers(stream, header)?;
    }
    let is_folder = path.ends_with(['/', '\\']);
    if is_folder || is_noise(&path) || !(kind.is_file() || kind.is_contiguous() || is_odd(kind)) {
        return skip(stream, size);
    }
    stream.allowance.file()?;
    let name = stream.allowance.names.distinct(safe_name(&path));
    sink.path(&path);
    if is_odd(kind) || told.is_sparse {
        sink.unopened(&name, Unopened::Unsupported);
        return skip(stream, size);
    }
    if size > stream.allowance.limits().file_bytes {
        return Err(Limit::FileBytes.into());
    }
    hand_over(sink, &name, |file| stream.copy(size, file))?;
    skip_padding(stream, size)
}

/// A file that may be one of a person and is not read: capitals are what programs keep for themselves, labels of volumes,
/// folders of a backup.
fn is_odd(kind: EntryType) -> bool {
    kind.is_gnu_sparse() || !matches!(kind.as_byte(), b'0'..=b'7' | b'A'..=b'Z')
}

/// The next header; `None` at the end, which some programs do not mark.
fn next_header<R: Read>(stream: &mut Stream<'_, R>) -> Result<Option<Header>, OpenError> {
    let mut block = [0; BLOCK];
    match stream.fill(&mut block)? {
        0 => Ok(None),
        BLOCK if block.iter().all(|byte| *byte == 0) => Ok(None),
        BLOCK => Ok(Some(tar_header::header(&block).ok_or(Damage::Header)?)),
        _ => Err(Damage::CutShort.into()),
    }
}

fn long_name<R: Read>(stream: &mut Stream<'_, R>, size: u64) -> Result<Vec<u8>, OpenError> {
    // It ends in a zero.
    if size > stream.allowance.limits().name_bytes.saturating_add(1) {
        return Err(Limit::NameBytes.into());
    }
    let mut name = whole(stream, size)?;
    while name.last() == Some(&0) {
        name.pop();
    }
    Ok(name)
}

fn records<R: Read>(stream: &mut Stream<'_, R>, size: u64) -> Result<Vec<u8>, OpenError> {
    if size > stream.allowance.limits().header_bytes {
        return Err(Limit::HeaderBytes.into());
    }
    whole(stream, size)
}

/// An entry, its padding read too. Its size has been looked at.
fn whole<R: Read>(stream: &mut Stream<'_, R>, size: u64) -> Result<Vec<u8>, OpenError> {
    let mut content = Vec::new();
    stream.copy(size, &mut content)?;
    skip_padding(stream, size)?;
    Ok(content)
}

fn skip<R: Read>(stream: &mut Stream<'_, R>, size: u64) -> Result<(), OpenError> {
    stream.copy(size, &mut std::io::sink())?;
    skip_padding(stream, size)
}

fn skip_padding<R: Read>(stream: &mut Stream<'_, R>, size: u64) -> Result<(), OpenError> {
    let padding = (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64;
    stream.copy(padding, &mut std::io::sink())
}

/// The map of a sparse file goes on in blocks before its content.
fn skip_sparse_headers<R: Read>(stream: &mut Stream<'_, R>, header: &Header) -> Result<(), OpenError> {
    let mut goes_on = header.as_gnu().ok_or(Damage::Header)?.is_extended();
    while goes_on {
        stream.allowance.record()?;
        let mut more = GnuExtSparseHeader::new();
        if stream.fill(more.as_mut_bytes())? < BLOCK {
            return Err(Damage::CutShort.into());
        }
        goes_on = more.is_extended();
    }
    Ok(())
}

/// A name as written: UTF-8, else as if it were Latin-1, which no bytes contradict.
pub(super) fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}
