//! The answer of a task that gives a file: a head in JSON, and behind it the bytes.

use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Puts a head before a file.
pub(crate) fn with_bytes<H: Serialize>(head: &H, bytes: &[u8]) -> Vec<u8> {
    // Plain texts and numbers: they always serialise.
    let head = serde_json::to_vec(head).unwrap_or_default();
    let length = u32::try_from(head.len()).unwrap_or(0);
    let mut answer = Vec::with_capacity(4 + head.len() + bytes.len());
    answer.extend_from_slice(&length.to_be_bytes());
    answer.extend_from_slice(&head);
    answer.extend_from_slice(bytes);
    answer
}

/// The head of an answer, and the file.
pub(crate) fn taken_apart<H: DeserializeOwned>(answer: Vec<u8>) -> io::Result<(H, Vec<u8>)> {
    let odd = || io::Error::other("an answer without its head");
    let (length, _) = answer.split_first_chunk::<4>().ok_or_else(odd)?;
    let end = 4 + usize::try_from(u32::from_be_bytes(*length)).map_err(io::Error::other)?;
    let head = serde_json::from_slice(answer.get(4..end).ok_or_else(odd)?).map_err(io::Error::other)?;
    let mut bytes = answer;
    bytes.drain(..end);
    Ok((head, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn head_and_file_come_back() {
        let answer = with_bytes(&Some(7_u32), b"%PDF");
        assert_eq!(taken_apart::<Option<u32>>(answer).unwrap(), (Some(7), b"%PDF".to_vec()));
        assert!(taken_apart::<Option<u32>>(vec![0, 0, 1]).is_err());
        assert!(taken_apart::<Option<u32>>(vec![0, 0, 0, 9, b'1']).is_err());
    }
}
