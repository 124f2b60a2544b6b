//! A gzip of one member or several, which are read as one.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;

use crate::{Limit, OpenError};

/// How many members a gzip may have: each costs more time than its 20 bytes say. Programs that compress in parallel write
/// one for each 64 KiB or more.
const MOST_MEMBERS: u32 = 20_000;

/// What the members hold, one after the other.
pub(super) struct Members<R> {
    /// `None` after the last.
    decoder: Option<GzDecoder<Counted<R>>>,
    /// How many have begun.
    begun: u32,
    /// How much had been consumed at the end, in bytes.
    consumed: u64,
}

impl<R: Read> Members<R> {
    pub(super) fn new(reader: R) -> Self {
        let counted = Counted { reader: BufReader::new(reader), consumed: 0 };
        Self { decoder: Some(GzDecoder::new(counted)), begun: 1, consumed: 0 }
    }

    /// The name that the first member gives, as written.
    pub(super) fn name(&self) -> Option<&[u8]> {
        self.decoder.as_ref()?.header()?.filename()
    }

    /// How much has been read of what is compressed, in bytes.
    pub(super) fn consumed(&self) -> u64 {
        self.decoder.as_ref().map_or(self.consumed, |decoder| decoder.get_ref().consumed)
    }

    /// The next bytes; none at the end.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> Result<usize, OpenError> {
        while let Some(decoder) = &mut self.decoder {
            match decoder.read(buffer).map_err(OpenError::of_content)? {
                0 => self.next_member()?,
                read => return Ok(read),
            }
        }
        Ok(0)
    }

    /// What follows the last member and is none is padding, as it is for gzip itself.
    fn next_member(&mut self) -> Result<(), OpenError> {
        let Some(decoder) = self.decoder.take() else { return Ok(()) };
        let mut reader = decoder.into_inner();
        self.consumed = reader.consumed;
        if reader.fill_buf().map_err(OpenError::Read)?.first() != Some(&0x1f) {
            return Ok(());
        }
        if self.begun >= MOST_MEMBERS {
            return Err(Limit::Files.into());
        }
        self.begun += 1;
        self.decoder = Some(GzDecoder::new(reader));
        Ok(())
    }
}

/// A reader that says how much was taken from it.
struct Counted<R> {
    reader: BufReader<R>,
    consumed: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.consumed += read as u64;
        Ok(read)
    }
}

impl<R: Read> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.consumed += amount as u64;
        self.reader.consume(amount);
    }
}
