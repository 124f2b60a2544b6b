//! Text in XLSX: the shared strings, and what stands in a cell.

use std::ops::Range;

use super::xml::{Node, Xml};
use super::{ReadError, Region};

/// The strings that cells name by their number.
#[derive(Debug, Default)]
pub(super) struct Strings {
    /// All of them in one: a million short ones would else take ten times the room.
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    pub(super) fn read(part: &str, text: &str) -> Result<Self, ReadError> {
        let mut xml = Xml::new(part, text);
        let mut strings = Self::default();
        loop {
            match xml.next()? {
                Node::Start(element) if element.local_name() == "si" => {
                    let text = rich_text(&mut xml)?;
                    strings.text.push_str(&text);
                    strings.ends.push(strings.text.len());
                }
                Node::Eof => return Ok(strings),
                _ => {}
            }
        }
    }

    /// The string of a number, the first being 0.
    pub(super) fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)?;
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(Range { start, end })
    }
}

/// The text of an element that began (`si`, `is`): its runs, without the pronunciation that may stand beside.
pub(super) fn rich_text(xml: &mut Xml<'_>) -> Result<String, ReadError> {
    let mut text = String::new();
    let mut depth = 1_usize;
    while depth > 0 {
        match xml.next()? {
            Node::Start(element) => match element.local_name() {
                "t" => text.push_str(&unescaped(xml.text()?)),
                "rPh" => xml.skip()?,
                _ => depth += 1,
            },
            Node::End => depth -= 1,
            Node::Text(_) => {}
            Node::Eof => return Err(xml.cut_short()),
        }
    }
    Ok(text)
}

/// Text with the characters that XML cannot carry, which Excel writes as `_x000D_`. Line breaks become line feeds.
pub(super) fn unescaped(text: String) -> String {
    if !text.contains("_x") && !text.contains('\r') {
        return text;
    }
    let mut read = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("_x") {
        read.push_str(before);
        let code = after.get(..4).filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let character = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        let after_code = after.get(4..).and_then(|after| after.strip_prefix('_'));
        if let (Some(character), Some(after)) = (character, after_code) {
            read.push(character);
            rest = after;
        } else {
            read.push_str("_x");
            rest = after;
        }
    }
    read.push_str(rest);
    read.replace("\r\n", "\n").replace('\r', "\n")
}

/// The place of a cell, `B12`: its row, the first being 1, and its column, the first being 0.
pub(super) fn place(reference: &str) -> Option<(u32, usize)> {
    const LAST_ROW: u32 = 1_048_576;
    const LAST_COLUMN: usize = 16_384;
    let digits = reference.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = reference.split_at_checked(digits)?;
    let mut column = 0_usize;
    for letter in letters.bytes() {
        if !letter.is_ascii_alphabetic() || column > LAST_COLUMN {
            return None;
        }
        column = column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1;
    }
    let row = digits.parse().ok().filter(|row| (1..=LAST_ROW).contains(row))?;
    (1..=LAST_COLUMN).contains(&column).then(|| (row, column - 1))
}

/// The cells of a reference, `A1:B3`, when they are several.
pub(super) fn region(reference: &str) -> Option<Region> {
    let (first, last) = reference.split_once(':')?;
    let ((first_row, left), (last_row, right)) = (place(first)?, place(last)?);
    let column = |column: usize| u32::try_from(column + 1).ok();
    let region = Region { first_row, first_column: column(left)?, last_row, last_column: column(right)? };
    (first_row <= last_row && left <= right).then_some(region)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_by_letters_and_digits() {
        assert_eq!(place("A1"), Some((1, 0)));
        assert_eq!(place("xfd1048576"), Some((1_048_576, 16_383)));
        for wrong in ["", "A", "1", "A0", "XFE1", "AAAAAAAAAAAAAAA1", "A1048577", "É1", "A-1", "$A$1"] {
            assert_eq!(place(wrong), None, "{wrong}");
        }
        let region = region("B2:C5").unwrap();
        assert_eq!(
            (region.first_row, region.last_row, region.first_column, region.last_column),
            (2, 5, 2, 3)
        );
    }

    #[test]
    fn escaped_characters_are_read_as_excel_does() {
        for (stored, read) in [
            ("a_x000D_\nb", "a\nb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_x_x41_x0041", "_x_x41_x0041"),
            ("_xé000_", "_xé000_"),
            ("_xD800_", "_xD800_"),
            ("a\rb", "a\nb"),
        ] {
            assert_eq!(unescaped(stored.to_owned()), read);
        }
    }
}
