//! A value as both engines have it, and rows made of them.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use storage::Result;

use crate::query::{Bind, Value};
use crate::row::Row;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An identifier: read and written as text everywhere, kept as `uuid` in PostgreSQL.
    Id,
    Text,
    Integer,
    Bytes,
}

impl Kind {
    /// As SQLite or PostgreSQL names its type.
    pub(super) fn from_type(name: &str) -> Option<Self> {
        match name {
            "uuid" => Some(Self::Id),
            "TEXT" | "text" => Some(Self::Text),
            "INTEGER" | "bigint" => Some(Self::Integer),
            "BLOB" | "bytea" => Some(Self::Bytes),
            _ => None,
        }
    }

    /// Whether both mean the same: an identifier is a text in SQLite.
    pub(super) const fn agrees_with(self, other: Self) -> bool {
        matches!(
            (self, other),
            (Self::Id | Self::Text, Self::Id | Self::Text)
                | (Self::Integer, Self::Integer)
                | (Self::Bytes, Self::Bytes)
        )
    }
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Cell {
    Null,
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Cell {
    /// Reads the column of a row at a position.
    pub(super) fn read(row: &Row, index: usize, kind: Kind) -> Result<Self> {
        Ok(match kind {
            Kind::Id | Kind::Text => row.text_at(index)?.map_or(Self::Null, Self::Text),
            Kind::Integer => row.integer_at(index)?.map_or(Self::Null, Self::Integer),
            Kind::Bytes => row.bytes_at(index)?.map_or(Self::Null, Self::Bytes),
        })
    }

    /// The number, if it is one.
    pub(super) const fn integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// The same bytes for the same value, whichever engine it came from; no two values share theirs.
    fn canonical(&self, hash: &mut Sha256) {
        match self {
            Self::Null => hash.update([0]),
            Self::Integer(number) => {
                hash.update([1]);
                hash.update(number.to_be_bytes());
            }
            Self::Text(text) => {
                hash.update([2]);
                hash.update((text.len() as u64).to_be_bytes());
                hash.update(text.as_bytes());
            }
            Self::Bytes(bytes) => {
                hash.update([3]);
                hash.update((bytes.len() as u64).to_be_bytes());
                hash.update(bytes);
            }
        }
    }
}

impl Bind for Cell {
    fn value(self) -> Value {
        match self {
            Self::Null => Value::Text(None),
            Self::Integer(number) => Value::Integer(Some(number)),
            Self::Text(text) => Value::Text(Some(text)),
            Self::Bytes(bytes) => Value::Bytes(bytes),
        }
    }
}

/// What a table holds: how many rows, and the sum of their hashes. A sum, so that each engine may go through its rows in
/// an order of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Digest {
    pub(super) rows: u64,
    sum: [u8; 32],
}

impl Digest {
    /// The sum, as lower-case hexadecimal digits.
    pub(super) fn text(&self) -> String {
        use std::fmt::Write as _;
        self.sum.iter().rev().fold(String::new(), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    pub(super) fn add(&mut self, row: &[Cell]) {
        let mut hash = Sha256::new();
        for cell in row {
            cell.canonical(&mut hash);
        }
        self.rows += 1;
        let mut carry = 0_u16;
        for (byte, more) in self.sum.iter_mut().zip(hash.finalize()) {
            let sum = u16::from(*byte) + u16::from(more) + carry;
            carry = sum >> 8;
            *byte = sum.to_le_bytes()[0];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(rows: &[&[Cell]]) -> Digest {
        let mut digest = Digest::default();
        for row in rows {
            digest.add(row);
        }
        digest
    }

    #[test]
    fn the_order_of_rows_does_not_count_and_everything_else_does() {
        let text = |text: &str| Cell::Text(text.to_owned());
        let (a, b) = ([text("a"), text("bc")], [text("ab"), text("c")]);
        assert_eq!(digest(&[&a, &b]), digest(&[&b, &a]));
        assert_ne!(digest(&[&a]), digest(&[&b]), "where a value ends");
        assert_ne!(digest(&[&a, &a]), digest(&[&b, &b]), "how often each is there");
        assert_ne!(digest(&[&[Cell::Integer(0)]]), digest(&[&[Cell::Null]]));
        assert_ne!(digest(&[&[text("1")]]), digest(&[&[Cell::Integer(1)]]));
        assert_ne!(digest(&[&[text("")]]), digest(&[&[Cell::Bytes(Vec::new())]]));
        assert_ne!(digest(&[&[text("x")], &[text("x")]]), digest(&[&[text("x")]]));
    }

    #[test]
    fn a_key_reads_back() {
        let key = vec![Cell::Integer(-3), Cell::Text("12".to_owned()), Cell::Text("é\"".to_owned())];
        let text = serde_json::to_string(&key).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Cell>>(&text).unwrap(), key);
    }
}
