//! Whether a PDF is whole and open to everybody, as far as its bytes tell before it is read.

use hayro_syntax::object::{Dict, FromBytes as _};

/// How far before `/Encrypt` its dictionary may begin, in bytes.
const LARGEST_TRAILER: usize = 65_536;

/// How many places are looked at.
const MOST_PLACES: usize = 64;

/// Whether a trailer names an encryption (ISO 32000-2 §7.6.1): the one of a table, or the dictionary of a cross-reference
/// stream, which is never compressed itself.
pub(super) fn is_encrypted(bytes: &[u8]) -> bool {
    // `/EncryptMetadata` is another name.
    let places = find_all(bytes, b"/Encrypt").filter(|at| ends_name(bytes, at + 8));
    any_trailer(bytes, places.take(MOST_PLACES), b"Encrypt")
}

/// Whether a trailer has an identifier of the file (ISO 32000-2 §14.4): the last ones are looked at.
pub(super) fn has_identifier(bytes: &[u8]) -> bool {
    let places = memchr::memmem::rfind_iter(bytes, b"/ID").filter(|at| ends_name(bytes, at + 3));
    any_trailer(bytes, places.take(MOST_PLACES), b"ID")
}

fn ends_name(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(|next| !next.is_ascii_alphanumeric())
}

/// Whether the dictionary around one of the places is a trailer with this key.
fn any_trailer(bytes: &[u8], mut places: impl Iterator<Item = usize>, key: &[u8]) -> bool {
    places.any(|at| {
        let before = bytes.get(at.saturating_sub(LARGEST_TRAILER)..at).unwrap_or_default();
        let keyword = [b"trailer".as_slice(), b" obj", b"\nobj", b"\robj"]
            .iter()
            .filter_map(|keyword| rfind(before, keyword).map(|found| found + keyword.len()))
            .max();
        let Some(keyword) = keyword else { return false };
        let begin = at - before.len() + keyword;
        let rest = bytes.get(begin..).unwrap_or_default();
        let spaces = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        Dict::from_bytes(rest.get(spaces..).unwrap_or_default())
            .is_some_and(|dict| dict.contains_key(key) && dict.contains_key(b"Root"))
    })
}

/// Whether the end is missing: no end-of-file marker (ISO 32000-2 §7.5.5), or fewer bytes than a linearized file says that
/// it has (annex F).
pub(super) fn is_cut_short(bytes: &[u8]) -> bool {
    if rfind(bytes, b"%%EOF").is_none() {
        return true;
    }
    let head = bytes.get(..2048).unwrap_or(bytes);
    let Some(linearized) = find_all(head, b"/Linearized").next() else { return false };
    let Some(begin) = rfind(head.get(..linearized).unwrap_or_default(), b"<<") else { return false };
    Dict::from_bytes(head.get(begin..).unwrap_or_default())
        .and_then(|dict| dict.get::<i32>(b"L"))
        .and_then(|length| usize::try_from(length).ok())
        .is_some_and(|length| bytes.len() < length)
}

fn find_all<'a>(bytes: &'a [u8], needle: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    memchr::memmem::find_iter(bytes, needle)
}

fn rfind(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(bytes, needle)
}
