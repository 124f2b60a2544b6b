//! From bytes to text.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::ReadError;

/// The text of a file: by its byte order mark, else as UTF-8, else as Windows-1252, which Excel in France writes.
/// Line breaks become line feeds.
pub(super) fn text(bytes: Vec<u8>) -> Result<String, ReadError> {
    let text = match Encoding::for_bom(&bytes) {
        Some((encoding, length)) => {
            let rest = bytes.get(length..).unwrap_or_default();
            strict(encoding, rest).ok_or(ReadError::NotText)?
        }
        None => String::from_utf8(bytes).unwrap_or_else(|error| {
            WINDOWS_1252.decode_without_bom_handling(error.as_bytes()).0.into_owned()
        }),
    };
    if text.contains('\0') {
        return Err(ReadError::NotText);
    }
    if text.contains('\r') { Ok(text.replace("\r\n", "\n").replace('\r', "\n")) } else { Ok(text) }
}

/// The text of a part of a workbook: XML in UTF-8 or, with a byte order mark, UTF-16.
pub(super) fn xml(bytes: Vec<u8>) -> Option<String> {
    match Encoding::for_bom(&bytes) {
        Some((encoding, length)) => strict(encoding, bytes.get(length..)?),
        None => String::from_utf8(bytes).ok(),
    }
}

fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    debug_assert!([UTF_8, UTF_16LE, UTF_16BE].contains(&encoding));
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encodings_met_in_france_are_found() {
        for (bytes, read) in [
            ("\u{feff}Numéro €".as_bytes().to_vec(), "Numéro €"),
            ("Numéro €".as_bytes().to_vec(), "Numéro €"),
            (b"Num\xe9ro \x80 l\x92an \x9cuvre".to_vec(), "Numéro € l’an œuvre"),
            (b"\xff\xfeN\0\xe9\0".to_vec(), "Né"),
            (b"\xfe\xff\0N\0\xe9".to_vec(), "Né"),
            (b"a\r\nb\rc\n".to_vec(), "a\nb\nc\n"),
            (Vec::new(), ""),
        ] {
            assert_eq!(text(bytes).unwrap(), read);
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for bytes in [b"a\0b".as_slice(), b"\xff\xfea", b"\xff\xfe\0\xd8", b"\xef\xbb\xbf\xe9"] {
            assert_eq!(text(bytes.to_vec()), Err(ReadError::NotText), "{bytes:?}");
        }
    }
}
