//! Files on their way down: decoded and written piece by piece, never whole in memory.

use crate::{
    error::{Error, Sent},
    service::Input,
};
use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use tokio::io::{AsyncWrite, AsyncWriteExt};

/// An [`Input`] whose answer holds a file, as base64 in one field of its object.
pub trait Download: Input {
    /// Name of the field that holds the file.
    const FILE_FIELD: &'static str;
}

/// The answer to a [`Download`].
#[derive(Debug, Clone, PartialEq)]
pub struct Downloaded<T> {
    /// The other fields; that of the file is absent.
    pub output: T,
    /// Number of bytes written; `None` when the answer holds no file.
    pub length: Option<u64>,
}

/// Where the file of an answer goes.
pub(crate) struct FileSink<'w> {
    pub(crate) field: &'static str,
    pub(crate) writer: &'w mut (dyn AsyncWrite + Send + Unpin),
    /// Longest file accepted.
    pub(crate) limit: u64,
    /// Bytes written; `None` before a file was met.
    pub(crate) length: Option<u64>,
}

impl FileSink<'_> {
    /// Writes a piece of the file.
    pub(crate) async fn write(
        &mut self,
        service: &'static crate::Service,
        piece: &[u8],
    ) -> Result<(), Error> {
        self.writer.write_all(piece).await.map_err(|error| unwritten(service, &error))
    }

    /// Brings everything to its place.
    pub(crate) async fn finish(&mut self, service: &'static crate::Service) -> Result<(), Error> {
        self.writer.flush().await.map_err(|error| unwritten(service, &error))
    }
}

fn unwritten(service: &'static crate::Service, error: &std::io::Error) -> Error {
    // The request itself has been answered.
    Error::File { service, sent: Sent::Maybe, reason: format!("the file could not be written: {error}") }
}

/// The file in an answer is not base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotBase64;

/// A file taken out of an answer, in whose place stands `null`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Taken {
    /// Position of the `null`.
    pub(crate) position: usize,
    /// Bytes of the file so far.
    pub(crate) length: u64,
}

/// What stands in the place of a file.
pub(crate) const GAP: &[u8] = b"null";

/// Platforms differ in whether they write the padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Between texts.
    Outside,
    /// In a text that starts at this position of the rest.
    Text { start: usize, escaped: bool },
    /// After a text that is the name of the field, if a colon follows.
    AfterName,
    /// After the colon.
    BeforeValue,
    /// In the file.
    File,
    /// In the file, after a backslash.
    Escape,
    /// In the file, in the digits of `\uXXXX`: how many were read, and their value.
    Unicode(u8, u32),
}

/// Takes one base64 field out of a JSON object that comes in pieces.
///
/// Holds the rest of the object, and of the file only what came with the last piece.
#[derive(Debug)]
pub(crate) struct Extractor {
    field: &'static str,
    state: State,
    depth: usize,
    rest: Vec<u8>,
    taken: Option<Taken>,
    /// Base64 not decoded yet.
    pending: Vec<u8>,
    padded: bool,
}

impl Extractor {
    pub(crate) fn new(field: &'static str) -> Self {
        Self {
            field,
            state: State::Outside,
            depth: 0,
            rest: Vec::new(),
            taken: None,
            pending: Vec::new(),
            padded: false,
        }
    }

    /// The object without the file.
    pub(crate) fn rest(&self) -> &[u8] {
        &self.rest
    }

    /// The object without the file, and the file that was taken out.
    pub(crate) fn finish(self) -> (Vec<u8>, Option<Taken>) {
        (self.rest, self.taken)
    }

    /// The file found so far.
    pub(crate) fn taken(&self) -> Option<Taken> {
        self.taken
    }

    /// Reads a piece of the answer; adds to `file` what it holds of the file.
    pub(crate) fn feed(&mut self, piece: &[u8], file: &mut Vec<u8>) -> Result<(), NotBase64> {
        for &byte in piece {
            match self.state {
                State::Outside => self.outside(byte),
                State::Text { start, escaped } => self.text(start, escaped, byte),
                State::AfterName => {
                    match byte {
                        b' ' | b'\t' | b'\r' | b'\n' => {}
                        b':' => self.state = State::BeforeValue,
                        _ => {
                            self.outside(byte);
                            continue;
                        }
                    }
                    self.rest.push(byte);
                }
                State::BeforeValue => match byte {
                    b' ' | b'\t' | b'\r' | b'\n' => self.rest.push(byte),
                    b'"' => {
                        self.taken = Some(Taken { position: self.rest.len(), length: 0 });
                        self.rest.extend_from_slice(GAP);
                        self.state = State::File;
                    }
                    _ => self.outside(byte),
                },
                State::File => match byte {
                    b'"' => {
                        self.decode(file, true)?;
                        self.state = State::Outside;
                    }
                    b'\\' => self.state = State::Escape,
                    _ => self.base64(byte),
                },
                State::Escape => {
                    self.state = State::File;
                    match byte {
                        b'u' => self.state = State::Unicode(0, 0),
                        b'n' | b'r' | b't' => {}
                        b'/' => self.base64(byte),
                        _ => return Err(NotBase64),
                    }
                }
                State::Unicode(count, value) => self.unicode(count, value, byte)?,
            }
        }
        self.decode(file, false)
    }

    fn outside(&mut self, byte: u8) {
        self.state = State::Outside;
        match byte {
            b'"' => self.state = State::Text { start: self.rest.len() + 1, escaped: false },
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.rest.push(byte);
    }

    fn text(&mut self, start: usize, escaped: bool, byte: u8) {
        self.state = match byte {
            b'"' if !escaped => {
                let is_name = self.depth == 1
                    && self.taken.is_none()
                    && self.rest.get(start..) == Some(self.field.as_bytes());
                if is_name { State::AfterName } else { State::Outside }
            }
            _ => State::Text { start, escaped: byte == b'\\' && !escaped },
        };
        self.rest.push(byte);
    }

    /// Some libraries escape `/` and `=`.
    fn unicode(&mut self, count: u8, value: u32, byte: u8) -> Result<(), NotBase64> {
        let digit = char::from(byte).to_digit(16).ok_or(NotBase64)?;
        let value = value * 16 + digit;
        if count < 3 {
            self.state = State::Unicode(count + 1, value);
            return Ok(());
        }
        self.state = State::File;
        self.base64(u8::try_from(value).map_err(|_| NotBase64)?);
        Ok(())
    }

    fn base64(&mut self, byte: u8) {
        // Line breaks are not sent (API.md §1.6), but do no harm.
        if !byte.is_ascii_whitespace() {
            self.pending.push(byte);
        }
    }

    /// Decodes what can be decoded: whole groups of four, or everything at the end.
    fn decode(&mut self, file: &mut Vec<u8>, end: bool) -> Result<(), NotBase64> {
        let whole = if end { self.pending.len() } else { self.pending.len() / 4 * 4 };
        let Some(ready) = self.pending.get(..whole).filter(|ready| !ready.is_empty()) else { return Ok(()) };
        if self.padded {
            return Err(NotBase64);
        }
        self.padded = ready.ends_with(b"=");
        let before = file.len();
        BASE64.decode_vec(ready, file).map_err(|_| NotBase64)?;
        if let Some(taken) = &mut self.taken {
            taken.length += (file.len() - before) as u64;
        }
        self.pending.drain(..whole);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::STANDARD;

    /// The rest and the file of `json`, read in pieces of `size` bytes.
    fn extract(json: &[u8], size: usize) -> Result<(String, Vec<u8>, Option<u64>), NotBase64> {
        let mut extractor = Extractor::new("fichier");
        let mut file = Vec::new();
        for piece in json.chunks(size) {
            extractor.feed(piece, &mut file)?;
        }
        let (rest, taken) = extractor.finish();
        if let Some(taken) = taken {
            assert!(rest[taken.position..].starts_with(GAP));
        }
        Ok((String::from_utf8(rest).unwrap(), file, taken.map(|taken| taken.length)))
    }

    #[test]
    fn the_file_is_taken_out_wherever_it_stands_and_however_it_is_cut() {
        let cases = [
            (r#"{"fichier":"AQIDBA==","a":1}"#, r#"{"fichier":null,"a":1}"#, Some(vec![1, 2, 3, 4])),
            (
                r#"{ "a" : "x\"{[" , "fichier" : "AQID" }"#,
                r#"{ "a" : "x\"{[" , "fichier" : null }"#,
                Some(vec![1, 2, 3]),
            ),
            (r#"{"fichier":"AQIDBA"}"#, r#"{"fichier":null}"#, Some(vec![1, 2, 3, 4])),
            (r#"{"fichier":""}"#, r#"{"fichier":null}"#, Some(vec![])),
            (r#"{"fichier":"\/\u002f8\u003d"}"#, r#"{"fichier":null}"#, Some(vec![255, 255])),
            (r#"{"fichier":"AQ\r\nID"}"#, r#"{"fichier":null}"#, Some(vec![1, 2, 3])),
            (r#"{"fichier":null}"#, r#"{"fichier":null}"#, None),
            (r#"{"fichier":["AQID"]}"#, r#"{"fichier":["AQID"]}"#, None),
            (r#"{"a":"fichier","b":{"fichier":"AQID"}}"#, r#"{"a":"fichier","b":{"fichier":"AQID"}}"#, None),
            ("<html>\"fichier\"", "<html>\"fichier\"", None),
        ];
        for (json, rest, file) in cases {
            for size in 1..=json.len() {
                let (seen, bytes, length) = extract(json.as_bytes(), size).unwrap();
                assert_eq!(seen, rest, "in pieces of {size}");
                assert_eq!(length, file.as_ref().map(|file| file.len() as u64), "{json}");
                assert_eq!(bytes, file.clone().unwrap_or_default(), "{json} in pieces of {size}");
            }
        }
    }

    #[test]
    fn what_is_not_base64_is_refused() {
        for json in [
            r#"{"fichier":"AQ=ID"}"#,
            r#"{"fichier":"AQI=AQID"}"#,
            r#"{"fichier":"A"}"#,
            r#"{"fichier":"%PDF"}"#,
            r#"{"fichier":"AQ\bID"}"#,
            r#"{"fichier":"\u20ac"}"#,
            r#"{"fichier":"\u00zz"}"#,
        ] {
            for size in [1, 5, json.len()] {
                assert_eq!(extract(json.as_bytes(), size), Err(NotBase64), "{json} {size}");
            }
        }
    }

    #[test]
    fn ten_megabytes_pass_through_a_few_kilobytes() {
        let content: Vec<u8> =
            (0..10_000_000_u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let mut extractor = Extractor::new("fichier");
        let mut file = Vec::new();
        extractor.feed(br#"{"codeRetour":0,"fichier":""#, &mut file).unwrap();
        let mut expected = content.as_slice();
        for piece in STANDARD.encode(&content).as_bytes().chunks(64 * 1024) {
            extractor.feed(piece, &mut file).unwrap();
            let held = extractor.rest.capacity() + extractor.pending.capacity() + file.capacity();
            assert!(held <= 256 * 1024, "{held} bytes held");
            assert!(expected.starts_with(&file));
            expected = &expected[file.len()..];
            file.clear();
        }
        extractor.feed(br#""}"#, &mut file).unwrap();
        assert_eq!(extractor.taken().unwrap().length, 10_000_000);
        assert!(expected.is_empty() && file.is_empty());
    }
}
