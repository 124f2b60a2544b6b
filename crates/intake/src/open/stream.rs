//! Bytes that can only be read once and in their order, counted as they come.

use std::io::{BufReader, Read, Write};

use super::PIECE;
use super::members::Members;
use crate::{Allowance, Damage, Limit, OpenError};

/// What is packed in a tar or a gzip.
pub(super) struct Stream<'a, R> {
    source: Source<R>,
    /// How much has come, in bytes.
    come: u64,
    pub(super) allowance: &'a mut Allowance,
}

enum Source<R> {
    Plain(BufReader<R>),
    Gzip(Box<Members<R>>),
}

impl<'a, R: Read> Stream<'a, R> {
    pub(super) fn plain(reader: R, allowance: &'a mut Allowance) -> Self {
        Self { source: Source::Plain(BufReader::new(reader)), come: 0, allowance }
    }

    pub(super) fn gzip(reader: R, allowance: &'a mut Allowance) -> Self {
        Self { source: Source::Gzip(Box::new(Members::new(reader))), come: 0, allowance }
    }

    /// The name that a gzip gives to what it holds, as written.
    pub(super) fn name(&self) -> Option<&[u8]> {
        match &self.source {
            Source::Plain(_) => None,
            Source::Gzip(members) => members.name(),
        }
    }

    /// The next bytes; none at the end.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> Result<usize, OpenError> {
        let read = match &mut self.source {
            Source::Plain(reader) => reader.read(buffer).map_err(OpenError::of_content)?,
            Source::Gzip(members) => members.read(buffer)?,
        };
        self.come = self.come.saturating_add(read as u64);
        self.allowance.spend(read as u64)?;
        if let Source::Gzip(members) = &self.source {
            self.allowance.inflates(members.consumed(), self.come)?;
        }
        Ok(read)
    }

    /// Fills the buffer as far as bytes come; says how far.
    pub(super) fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, OpenError> {
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.read(rest)? {
                0 => break,
                read => filled += read,
            }
        }
        Ok(filled)
    }

    /// Writes exactly so many bytes.
    pub(super) fn copy(&mut self, bytes: u64, file: &mut impl Write) -> Result<(), OpenError> {
        if self.copy_up_to(bytes, file)? < bytes { Err(Damage::CutShort.into()) } else { Ok(()) }
    }

    /// Writes all that comes, as one file.
    pub(super) fn copy_all(&mut self, file: &mut impl Write) -> Result<(), OpenError> {
        let most = self.allowance.limits().file_bytes;
        if self.copy_up_to(most, file)? == most && self.read(&mut [0])? > 0 {
            return Err(Limit::FileBytes.into());
        }
        Ok(())
    }

    /// Reads on until nothing comes.
    pub(super) fn drain(&mut self) -> Result<(), OpenError> {
        self.copy_up_to(u64::MAX, &mut std::io::sink()).map(|_| ())
    }

    fn copy_up_to(&mut self, bytes: u64, file: &mut impl Write) -> Result<u64, OpenError> {
        let mut buffer = vec![0; PIECE];
        let mut left = bytes;
        while left > 0 {
            let room = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
            let room = buffer.get_mut(..room).unwrap_or_default();
            let read = self.read(room)?;
            let Some(piece) = room.get(..read).filter(|piece| !piece.is_empty()) else { break };
            file.write_all(piece).map_err(OpenError::Keep)?;
            left -= read as u64;
        }
        Ok(bytes - left)
    }
}
