//! The tar format, as far as it is needed: plain files, one after the other.

use std::io::{self, Read};

use tar::{EntryType, Header};

use crate::error::{ArchiveError, Damage, Result};

const BLOCK: usize = 512;
/// What ends an archive.
pub(crate) const END: [u8; 2 * BLOCK] = [0; 2 * BLOCK];
/// Zeros that may follow: tools fill up to the size of a tape's record.
const MOST_FILLING: u64 = 64 * 1024;

/// The head of a file.
pub(crate) fn header(name: &str, bytes: u64, at: u64) -> io::Result<Header> {
    let mut header = Header::new_ustar();
    header.set_path(name)?;
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_mtime(at);
    header.set_uid(0);
    header.set_gid(0);
    header.set_entry_type(EntryType::Regular);
    header.set_cksum();
    Ok(header)
}

/// What fills the last block of a file.
pub(crate) fn padding(bytes: u64) -> &'static [u8] {
    static ZEROS: [u8; BLOCK] = [0; BLOCK];
    let over = usize::try_from(bytes % BLOCK as u64).unwrap_or_default();
    if over == 0 { &[] } else { ZEROS.get(over..).unwrap_or_default() }
}

/// Files as they come.
pub(crate) struct Entries {
    input: Box<dyn Read + Send>,
}

impl Entries {
    pub(crate) fn new(input: Box<dyn Read + Send>) -> Self {
        Self { input }
    }

    /// Name and size of the next file; none at the end, behind which nothing may follow.
    pub(crate) fn next(&mut self) -> Result<Option<(String, u64)>> {
        let mut block = [0; BLOCK];
        self.input.read_exact(&mut block).map_err(cut_off)?;
        if block.iter().all(|byte| *byte == 0) {
            self.input.read_exact(&mut block).map_err(cut_off)?;
            self.only_zeros(&block)?;
            self.end()?;
            return Ok(None);
        }
        let unreadable = || Damage::Unreadable("the head of an entry".to_owned());
        let header = Header::from_byte_slice(&block);
        let mut counted = header.clone();
        counted.set_cksum();
        if header.cksum().map_err(|_| unreadable())? != counted.cksum().map_err(|_| unreadable())? {
            return Err(unreadable().into());
        }
        let name = String::from_utf8(header.path_bytes().into_owned()).map_err(|_| unreadable())?;
        if header.entry_type() != EntryType::Regular {
            return Err(unreadable().into());
        }
        Ok(Some((name, header.entry_size().map_err(|_| unreadable())?)))
    }

    /// The content of the file whose head was just read; to be read to its end, then [`Entries::passed`].
    pub(crate) fn content(&mut self, bytes: u64) -> Content<'_> {
        let input: &mut (dyn Read + Send) = &mut *self.input;
        Content { inner: input.take(bytes), failed: None }
    }

    /// Reads what fills the last block.
    pub(crate) fn passed(&mut self, bytes: u64) -> Result<()> {
        let mut filling = vec![0; padding(bytes).len()];
        self.input.read_exact(&mut filling).map_err(cut_off)?;
        self.only_zeros(&filling)
    }

    fn only_zeros(&self, bytes: &[u8]) -> Result<()> {
        if bytes.iter().all(|byte| *byte == 0) { Ok(()) } else { Err(Damage::Trailing.into()) }
    }

    /// To the end of the file: sealed ones are only known to be whole there.
    fn end(&mut self) -> Result<()> {
        let mut rest = Vec::new();
        (&mut *self.input).take(MOST_FILLING + 1).read_to_end(&mut rest).map_err(cut_off)?;
        if rest.len() as u64 > MOST_FILLING {
            return Err(Damage::Trailing.into());
        }
        self.only_zeros(&rest)
    }
}

/// The content of a file in an archive. Remembers why it could not be read, whatever the reader makes of that.
pub(crate) struct Content<'e> {
    inner: io::Take<&'e mut (dyn Read + Send)>,
    failed: Option<ArchiveError>,
}

impl Content<'_> {
    pub(crate) fn failed(&mut self) -> Option<ArchiveError> {
        self.failed.take()
    }
}

impl Read for Content<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer).and_then(|read| {
            // Who reads is told, rather than handed a short file.
            let early = read == 0 && !buffer.is_empty() && self.inner.limit() > 0;
            if early { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(read) }
        });
        read.map_err(|error| {
            let kind = error.kind();
            self.failed = Some(cut_off(error));
            kind.into()
        })
    }
}

/// What an error of reading means.
pub(crate) fn cut_off(error: io::Error) -> ArchiveError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Damage::Truncated.into(),
        // Only what is sealed says so.
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Damage::Sealing.into(),
        _ => ArchiveError::Io(error),
    }
}
