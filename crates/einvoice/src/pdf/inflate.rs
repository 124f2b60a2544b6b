//! What a stream holds, with an end to what it may inflate to.

use std::io::Read as _;

use flate2::read::ZlibDecoder;
use hayro_syntax::Filter;
use hayro_syntax::object::{Dict, Stream};

/// Why a stream was not read.
#[derive(Clone, Copy, Debug)]
pub(super) enum InflateError {
    Damaged,
    TooLarge,
}

/// The content, of at most so many bytes. Filters other than plain deflate are the library's, which has no limit: the
/// limits of the process remain.
pub(super) fn inflated(stream: &Stream<'_>, most: usize) -> Result<Vec<u8>, InflateError> {
    let plain = stream.dict().get::<Dict<'_>>(b"DecodeParms").is_none();
    let content = match stream.filters().as_slice() {
        [] => stream.raw_data().into_owned(),
        [Filter::FlateDecode] if plain => {
            let raw = stream.raw_data();
            let mut content = Vec::new();
            let mut bounded = ZlibDecoder::new(&*raw).take(most as u64 + 1);
            bounded.read_to_end(&mut content).map_err(|_| InflateError::Damaged)?;
            content
        }
        _ => stream.decoded_data().map_err(|_| InflateError::Damaged)?.into_owned(),
    };
    if content.len() > most { Err(InflateError::TooLarge) } else { Ok(content) }
}
