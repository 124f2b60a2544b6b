//! Archives, honest ones and others.

use std::io::{Cursor, Write as _};

use flate2::write::{DeflateEncoder, GzEncoder};
use flate2::{Compression, Crc};
use tar::{Builder, EntryType, Header};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A ZIP as programs write it.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        if name.ends_with('/') {
            writer.add_directory(*name, SimpleFileOptions::default()).unwrap();
            continue;
        }
        let packed = content.len() > 40 && *name != "mimetype";
        let method = if packed { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A tar of regular files.
pub(crate) fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        // Takes a record of its own where the name is long.
        builder.append_data(&mut header, name, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

pub(crate) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn deflated(content: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn checksum(content: &[u8]) -> u32 {
    let mut checksum = Crc::new();
    checksum.update(content);
    checksum.sum()
}

/// A header of a tar that says just this, and the blocks that follow it.
pub(crate) fn tar_entry(kind: EntryType, name: &[u8], size: u64, content: &[u8]) -> Vec<u8> {
    let mut header = Header::new_gnu();
    header.as_old_mut().name.iter_mut().zip(name).for_each(|(place, byte)| *place = *byte);
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mode(0o644);
    header.set_cksum();
    let mut bytes = header.as_bytes().to_vec();
    bytes.extend(content);
    bytes.resize(bytes.len().next_multiple_of(512), 0);
    bytes
}

/// Entries and the end of a tar.
pub(crate) fn tar_of(entries: &[Vec<u8>]) -> Vec<u8> {
    [entries.concat(), vec![0; 1024]].concat()
}

/// A record before an entry of a tar, its length in front.
pub(crate) fn pax_record(key: &str, value: &str) -> Vec<u8> {
    let tail = format!(" {key}={value}\n");
    let mut length = tail.len();
    while length != tail.len() + length.to_string().len() {
        length = tail.len() + length.to_string().len();
    }
    format!("{length}{tail}").into_bytes()
}

/// An entry of a ZIP that says just this.
#[derive(Clone)]
pub(crate) struct Raw<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) flags: u16,
    pub(crate) method: u16,
    pub(crate) packed: Vec<u8>,
    pub(crate) size: u32,
    pub(crate) checksum: u32,
    /// Where its header is said to be, where that is not the truth.
    pub(crate) place: Option<u32>,
    pub(crate) mode: u32,
}

impl<'a> Raw<'a> {
    pub(crate) fn stored(name: &'a [u8], content: &[u8]) -> Self {
        let size = u32::try_from(content.len()).unwrap();
        let checksum = checksum(content);
        Self {
            name,
            flags: 0,
            method: 0,
            packed: content.to_vec(),
            size,
            checksum,
            place: None,
            mode: 0o100_644,
        }
    }

    pub(crate) fn deflated(name: &'a [u8], content: &[u8]) -> Self {
        Self { method: 8, packed: deflated(content), ..Self::stored(name, content) }
    }
}

/// A ZIP of such entries.
pub(crate) fn raw_zip(entries: &[Raw<'_>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    let short = |number: usize| u16::try_from(number).unwrap().to_le_bytes();
    let long = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    for entry in entries {
        let place = entry.place.unwrap_or_else(|| u32::try_from(bytes.len()).unwrap());
        let mut common = Vec::new();
        common.extend(20_u16.to_le_bytes());
        common.extend(entry.flags.to_le_bytes());
        common.extend(entry.method.to_le_bytes());
        common.extend([0, 0, 0x21, 0]);
        common.extend(entry.checksum.to_le_bytes());
        common.extend(long(entry.packed.len()));
        common.extend(entry.size.to_le_bytes());
        common.extend(short(entry.name.len()));
        common.extend([0, 0]);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&common);
        bytes.extend(entry.name);
        if entry.place.is_none() {
            bytes.extend(&entry.packed);
        }
        directory.extend(b"PK\x01\x02\x14\x03");
        directory.extend(&common);
        directory.extend([0; 6]);
        directory.extend((entry.mode << 16).to_le_bytes());
        directory.extend(place.to_le_bytes());
        directory.extend(entry.name);
    }
    let place = bytes.len();
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(short(entries.len()));
    bytes.extend(short(entries.len()));
    bytes.extend(long(directory.len()));
    bytes.extend(long(place));
    bytes.extend([0, 0]);
    bytes
}
