//! Whether bytes are text, and in which encoding.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// How the bytes of a text are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// UTF-8 without a mark, plain ASCII included.
    Utf8,
    /// UTF-8 after a byte order mark, as Excel writes it.
    Utf8WithMark,
    /// UTF-16, the lower byte first, with a byte order mark or without.
    Utf16Le,
    /// UTF-16, the higher byte first, with a byte order mark or without.
    Utf16Be,
    /// Windows-1252, which ISO-8859-1 is a part of.
    Windows1252,
}

/// The text that begins so, without its mark; `None` when this is none. Signs of Windows-1252 beyond ASCII are told wrong:
/// nothing here depends on them.
pub(super) fn decode(start: &[u8], whole: bool) -> Option<(Cow<'_, str>, Encoding)> {
    let (text, encoding): (Cow<'_, str>, Encoding) = match start {
        [0xef, 0xbb, 0xbf, rest @ ..] => (utf8(rest, whole)?.into(), Encoding::Utf8WithMark),
        [0xff, 0xfe, rest @ ..] => (utf16(rest, u16::from_le_bytes)?.into(), Encoding::Utf16Le),
        [0xfe, 0xff, rest @ ..] => (utf16(rest, u16::from_be_bytes)?.into(), Encoding::Utf16Be),
        // Two signs of ASCII without a mark.
        [1..=u8::MAX, 0, 1..=u8::MAX, 0, ..] => (utf16(start, u16::from_le_bytes)?.into(), Encoding::Utf16Le),
        [0, 1..=u8::MAX, 0, 1..=u8::MAX, ..] => (utf16(start, u16::from_be_bytes)?.into(), Encoding::Utf16Be),
        _ => match utf8(start, whole) {
            Some(text) => (text.into(), Encoding::Utf8),
            None => (windows_1252(start)?.into(), Encoding::Windows1252),
        },
    };
    let is_text = |sign: char| !sign.is_ascii_control() || matches!(sign, '\t' | '\n' | '\r');
    text.chars().all(is_text).then_some((text, encoding))
}

/// `None` when it is not UTF-8; a sign that the window cuts is left out.
fn utf8(bytes: &[u8], whole: bool) -> Option<&str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() && !whole => {
            bytes.get(..error.valid_up_to()).and_then(|bytes| std::str::from_utf8(bytes).ok())
        }
        Err(_) => None,
    }
}

/// `None` when it is not UTF-16; half a sign at the end is left out.
fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let mut signs = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).peekable();
    let mut text = String::with_capacity(pairs.len());
    while let Some(sign) = signs.next() {
        match sign {
            Ok(sign) => text.push(sign),
            Err(_) if signs.peek().is_none() => {}
            Err(_) => return None,
        }
    }
    Some(text)
}

/// `None` when a byte is there that Windows-1252 does not assign.
fn windows_1252(bytes: &[u8]) -> Option<String> {
    let assigned = |byte: &u8| !matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d);
    bytes.iter().all(assigned).then(|| bytes.iter().map(|byte| char::from(*byte)).collect())
}
