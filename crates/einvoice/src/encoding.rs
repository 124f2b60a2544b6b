//! From bytes to text.

use std::borrow::Cow;

use crate::error::ReadError;

/// Windows-1252 from 0x80 to 0x9F; the five unassigned bytes stay control characters.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// How far into the document the XML declaration is looked for.
const DECLARATION_LENGTH: usize = 200;

/// Decodes a document like [`decode`], and one of an encoding that nobody knows where it is UTF-8 all the same; gives the
/// name of that encoding.
pub(crate) fn decode_any(bytes: &[u8]) -> Result<(Cow<'_, str>, Option<String>), ReadError> {
    match decode(bytes) {
        Err(ReadError::Encoding { name })
            if !bytes.contains(&0) && declared(bytes).as_ref() == Some(&name) =>
        {
            Ok((utf8(bytes, &name)?, Some(name)))
        }
        decoded => Ok((decoded?, None)),
    }
}

/// Decodes a document by its byte order mark, else by its XML declaration, else as UTF-8.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, ReadError> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] | [b'<', 0, 0, 0, ..] | [0, 0, 0, b'<', ..] => {
            return Err(ReadError::Encoding { name: "utf-32".to_owned() });
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => return utf8(rest, "utf-8"),
        [0xff, 0xfe, rest @ ..] => return utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => return utf16(rest, u16::from_be_bytes),
        // Without a mark, a document begins with `<` all the same.
        [b'<', 0, second, 0, ..] if *second != 0 => return utf16(bytes, u16::from_le_bytes),
        [0, b'<', 0, second, ..] if *second != 0 => return utf16(bytes, u16::from_be_bytes),
        _ => {}
    }
    let name = declared(bytes).unwrap_or_else(|| "utf-8".to_owned());
    match name.as_str() {
        "utf-8" | "utf8" | "us-ascii" | "ascii" => utf8(bytes, &name),
        "iso-8859-1" | "iso8859-1" | "iso_8859-1" | "iso8859_1" | "latin1" | "latin-1" | "l1" | "cp819" => {
            Ok(bytes.iter().map(|byte| char::from(*byte)).collect())
        }
        "iso-8859-15" | "iso8859-15" | "iso_8859-15" | "latin-9" | "latin9" => {
            Ok(bytes.iter().map(latin_9).collect())
        }
        "windows-1252" | "cp1252" | "x-cp1252" => Ok(bytes.iter().map(windows_1252).collect()),
        _ => Err(ReadError::Encoding { name }),
    }
}

/// The encoding of the XML declaration, in lower case.
fn declared(bytes: &[u8]) -> Option<String> {
    let start = String::from_utf8_lossy(bytes.get(..DECLARATION_LENGTH).unwrap_or(bytes));
    let declaration = start.strip_prefix("<?xml")?.split("?>").next()?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.get(1..)?.split(quote).next().map(str::to_ascii_lowercase)
}

fn utf8<'a>(bytes: &'a [u8], name: &str) -> Result<Cow<'a, str>, ReadError> {
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| ReadError::Encoding { name: name.to_owned() })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'_, str>, ReadError> {
    let broken = || ReadError::Encoding { name: "utf-16".to_owned() };
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(broken());
    }
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .collect::<Result<String, _>>()
        .map(Cow::Owned)
        .map_err(|_| broken())
}

fn latin_9(byte: &u8) -> char {
    match byte {
        0xa4 => '€',
        0xa6 => 'Š',
        0xa8 => 'š',
        0xb4 => 'Ž',
        0xb8 => 'ž',
        0xbc => 'Œ',
        0xbd => 'œ',
        0xbe => 'Ÿ',
        other => char::from(*other),
    }
}

fn windows_1252(byte: &u8) -> char {
    byte.checked_sub(0x80)
        .and_then(|offset| WINDOWS_1252.get(usize::from(offset)).copied())
        .unwrap_or_else(|| char::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_announced_encoding_is_followed() {
        let latin = |name: &str, tail: &[u8]| {
            [format!("<?xml version='1.0' encoding='{name}'?>").as_bytes(), tail].concat()
        };
        assert!(decode(&latin("ISO-8859-1", b"\xe9")).unwrap().ends_with('é'));
        assert!(decode(&latin("ISO-8859-15", b"\xa4")).unwrap().ends_with('€'));
        assert!(decode(&latin("Windows-1252", b"\x80")).unwrap().ends_with('€'));
        assert!(decode(&latin("Windows-1252", b"\xe9")).unwrap().ends_with('é'));
        assert_eq!(decode("é".as_bytes()).unwrap(), "é");
        assert_eq!(decode(b"\xef\xbb\xbf<a/>").unwrap(), "<a/>");
        assert_eq!(decode(b"\xff\xfe<\0/\0").unwrap(), "</");
        assert_eq!(decode(b"\xfe\xff\0<\0/").unwrap(), "</");
        assert_eq!(decode(b"<\0a\0/\0>\0").unwrap(), "<a/>");
        assert_eq!(decode(b"\0<\0a\0/\0>").unwrap(), "<a/>");
    }

    #[test]
    fn an_unknown_encoding_is_told_where_the_bytes_are_utf_8() {
        let unknown = "<?xml version='1.0' encoding='EBCDIC'?><a>é</a>".as_bytes();
        assert!(matches!(decode(unknown), Err(ReadError::Encoding { .. })));
        let (text, name) = decode_any(unknown).unwrap();
        assert!(text.ends_with("<a>é</a>") && name.as_deref() == Some("ebcdic"));
        assert_eq!(decode_any(b"<a/>").unwrap(), ("<a/>".into(), None));
        for bytes in [
            b"<?xml version='1.0' encoding='EBCDIC'?><a>\xe9</a>".as_slice(),
            b"<?xml version='1.0' encoding='UTF-8'?><a>\xe9</a>",
            b"\xff\xfe<",
            b"\xff\xfe\0\0<\0\0\0",
            b"<\0\0\0a\0\0\0",
        ] {
            assert!(matches!(decode_any(bytes), Err(ReadError::Encoding { .. })), "{bytes:?}");
        }
    }

    #[test]
    fn bytes_outside_the_encoding_and_unknown_encodings_are_refused() {
        for bytes in [b"\xe9".as_slice(), b"\xff\xfe<", b"\xff\xfe\x00\xd8", b"<?xml encoding=\"EBCDIC\"?>"] {
            assert!(matches!(decode(bytes), Err(ReadError::Encoding { .. })), "{bytes:?}");
        }
    }
}
