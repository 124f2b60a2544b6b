//! The parts of a workbook, which is a ZIP of XML: inflated one by one, and no further than allowed.

use std::collections::HashMap;
use std::io::{Cursor, Read as _};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Limits, ReadError, decode};

/// A workbook, its parts still compressed.
pub(super) struct Archive {
    zip: ZipArchive<Cursor<Vec<u8>>>,
    /// Where each part stands, by its name in small letters with `/`: some programs write `\`.
    places: HashMap<String, usize>,
    /// How many bytes may still be inflated.
    room: u64,
    limit: u64,
}

impl Archive {
    pub(super) fn open(bytes: Vec<u8>, limits: &Limits) -> Result<Self, ReadError> {
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err(of_compound_file(&bytes));
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::NotWorkbook)?;
        let mut places = HashMap::new();
        for place in 0..zip.len() {
            if let Some(Ok(name)) = zip.name_for_index(place) {
                places.insert(name.replace('\\', "/").to_lowercase(), place);
            }
        }
        Ok(Self { zip, places, room: limits.inflated, limit: limits.inflated })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.places.contains_key(&name.to_lowercase())
    }

    /// The text of a part, `None` when there is none of that name.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<String>, ReadError> {
        let Some(place) = self.places.get(&name.to_lowercase()) else { return Ok(None) };
        let damaged = |error: &dyn std::fmt::Display| ReadError::damaged(name, error);
        let file = self.zip.by_index(*place).map_err(|error| match error {
            ZipError::UnsupportedArchive(reason) if reason == ZipError::PASSWORD_REQUIRED => {
                ReadError::Protected
            }
            error => damaged(&error),
        })?;
        // What the archive says about its sizes may be a lie: it is only a reason to refuse early.
        let too_large = ReadError::InflatedTooLarge { limit: self.limit };
        if file.size() > self.room {
            return Err(too_large);
        }
        let mut bytes = Vec::new();
        file.take(self.room.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| damaged(&error))?;
        self.room = self.room.checked_sub(bytes.len() as u64).ok_or(too_large)?;
        decode::xml(bytes).map(Some).ok_or_else(|| ReadError::damaged(name, "it is no UTF-8"))
    }
}

/// What a compound file is: a workbook before 2007, or one that is encrypted.
fn of_compound_file(bytes: &[u8]) -> ReadError {
    let marker: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(marker.len()).any(|window| window == marker) {
        ReadError::Protected
    } else {
        ReadError::OldWorkbook
    }
}
