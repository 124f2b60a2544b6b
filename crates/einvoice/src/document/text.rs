//! Characters, names and references, as XML 1.0 has them.

use std::borrow::Cow;

use memchr::{memchr, memmem};

use super::scan::Fault;

/// What a text is once its references are resolved.
pub(super) enum Resolved {
    /// The same.
    AsWritten,
    /// Another.
    Decoded(String),
}

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Refuses what is no character of XML 1.0.
pub(super) fn check_characters(source: &str) -> Result<(), Fault> {
    let bytes = source.as_bytes();
    let is_control = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\r' | b'\n');
    // A fold over the whole is many times faster than a search that stops.
    if bytes.iter().fold(false, |found, byte| found | is_control(*byte)) {
        let at = bytes.iter().position(|byte| is_control(*byte)).unwrap_or_default();
        return Err((at, "a character that XML does not allow"));
    }
    // U+FFFE and U+FFFF: three bytes, of which the first two are rare.
    for at in memmem::find_iter(bytes, b"\xef\xbf") {
        if matches!(bytes.get(at + 2), Some(0xbe | 0xbf)) {
            return Err((at, "a character that XML does not allow"));
        }
    }
    Ok(())
}

/// Only white space may stand outside of the root element.
pub(super) fn blank(source: &str, start: usize, end: usize) -> Result<(), Fault> {
    let between = source.as_bytes().get(start..end).unwrap_or_default();
    if between.iter().all(|byte| is_blank(*byte)) {
        Ok(())
    } else {
        Err((start, "text outside of the root element"))
    }
}

fn starts_name(character: char) -> bool {
    matches!(character, ':' | '_' | 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}'
        | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}' | '\u{200d}'
        | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}'
        | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}')
}

fn is_in_name(character: char) -> bool {
    starts_name(character)
        || matches!(character, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}' | '\u{2040}')
}

/// What an ASCII character may be in a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    No,
    Start,
    Later,
    Colon,
    Beyond,
}

/// For each byte; beyond ASCII, the characters are looked at.
static PARTS: [Part; 256] = {
    let mut parts = [Part::No; 256];
    let mut byte = 0_usize;
    while byte < 256 {
        parts[byte] = match byte as u8 {
            b'A'..=b'Z' | b'a'..=b'z' | b'_' => Part::Start,
            b'0'..=b'9' | b'-' | b'.' => Part::Later,
            b':' => Part::Colon,
            0x80.. => Part::Beyond,
            _ => Part::No,
        };
        byte += 1;
    }
    parts
};

/// A name that begins a text: how long it is, and where its colon stands.
#[derive(Clone, Copy)]
pub(super) struct Qualified {
    pub(super) length: usize,
    /// 0 for a name without prefix.
    pub(super) colon: usize,
}

/// The name `local` or `prefix:local` at the beginning of a text; `None` when there is none.
pub(super) fn qualified(text: &str) -> Option<Qualified> {
    let (mut colon, mut length, mut is_start) = (0, 0, true);
    for byte in text.bytes() {
        match PARTS.get(usize::from(byte)).copied().unwrap_or(Part::No) {
            Part::Start => is_start = false,
            Part::Later if !is_start => {}
            Part::Colon if colon == 0 && !is_start => {
                colon = length;
                is_start = true;
            }
            Part::No => break,
            Part::Later | Part::Colon => return None,
            Part::Beyond => return qualified_beyond(text),
        }
        length += 1;
    }
    (!is_start).then_some(Qualified { length, colon })
}

/// The same for a name of any characters.
fn qualified_beyond(text: &str) -> Option<Qualified> {
    let length = text.find(|character| !is_in_name(character)).unwrap_or(text.len());
    let name = text.get(..length)?;
    let starts = |part: &str| part.starts_with(|first| first != ':' && starts_name(first));
    match name.split_once(':') {
        None => starts(name).then_some(Qualified { length, colon: 0 }),
        Some((prefix, local)) => {
            let holds = starts(prefix) && starts(local) && !local.contains(':');
            holds.then_some(Qualified { length, colon: prefix.len() })
        }
    }
}

/// Resolves the references of a text and evens its line ends.
pub(super) fn resolve(text: &str, at: usize) -> Result<Resolved, Fault> {
    if memchr(b'&', text.as_bytes()).is_none() {
        return Ok(Resolved::AsWritten);
    }
    references(text, at, false).map(Resolved::Decoded)
}

/// The same for the value of an attribute, where white space is blanks.
pub(super) fn resolve_value(value: &str, at: usize) -> Result<Resolved, Fault> {
    let mut is_plain = true;
    for byte in value.bytes() {
        if byte == b'<' {
            return Err((at, "< in a value"));
        }
        is_plain &= byte != b'&' && byte >= b' ';
    }
    if is_plain {
        return Ok(Resolved::AsWritten);
    }
    references(value, at, true).map(Resolved::Decoded)
}

fn references(text: &str, at: usize, is_value: bool) -> Result<String, Fault> {
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let (plain, reference) = match rest.split_once('&') {
            None => (rest, None),
            Some((plain, reference)) => (plain, Some(reference)),
        };
        let plain: Cow<'_, str> = if is_value {
            plain.replace("\r\n", " ").replace(['\t', '\r', '\n'], " ").into()
        } else {
            plain.into()
        };
        resolved.push_str(&plain);
        let Some(reference) = reference else { return Ok(resolved) };
        let (name, after) = reference.split_once(';').ok_or((at, "a reference does not end"))?;
        resolved.push(referred(name).ok_or((at, "a reference to what is not declared"))?);
        rest = after;
    }
}

fn referred(name: &str) -> Option<char> {
    let number = match name {
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "amp" => return Some('&'),
        "apos" => return Some('\''),
        "quot" => return Some('"'),
        _ => name.strip_prefix('#')?,
    };
    let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |digits| (digits, 16));
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    let character = char::from_u32(u32::from_str_radix(digits, radix).ok()?)?;
    let allowed = matches!(character, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    allowed.then_some(character)
}

/// Whether the inside of an XML declaration is one: version, then encoding, then standalone.
pub(super) fn is_declaration(inner: &str) -> bool {
    let mut rest = inner;
    let mut expected: &[&str] = &["version", "encoding", "standalone"];
    let mut is_first = true;
    loop {
        let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        if trimmed.is_empty() {
            return !is_first;
        }
        let set_apart = trimmed.len() < rest.len();
        let Some((name, after)) = trimmed.split_once('=') else { return false };
        let name = name.trim_end_matches([' ', '\t', '\r', '\n']);
        let Some(place) = expected.iter().position(|known| *known == name) else { return false };
        if !set_apart || is_first && place != 0 {
            return false;
        }
        expected = expected.get(place + 1..).unwrap_or_default();
        is_first = false;
        let after = after.trim_start_matches([' ', '\t', '\r', '\n']);
        let Some(mark) = after.chars().next().filter(|mark| matches!(mark, '"' | '\'')) else { return false };
        let Some((value, left)) = after.get(1..).and_then(|after| after.split_once(mark)) else {
            return false;
        };
        let fits = match name {
            "version" => value
                .strip_prefix("1.")
                .is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit())),
            "encoding" => value.starts_with(|first: char| first.is_ascii_alphabetic()),
            _ => matches!(value, "yes" | "no"),
        };
        if !fits {
            return false;
        }
        rest = left;
    }
}
