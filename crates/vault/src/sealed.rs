//! The text form of a sealed secret: `v1.<key id>.<nonce base64url>.<ciphertext base64url>`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::keyring::{NONCE_LENGTH, is_key_id};

/// The only format version written, and read, today.
pub(crate) const VERSION: &str = "v1";

/// The longest secret that is sealed, in bytes (1 MiB): far above a private key with its chain.
pub const MAX_PLAINTEXT_LENGTH: usize = 1024 * 1024;

/// Length of the Poly1305 tag, in bytes: no ciphertext is shorter.
const TAG_LENGTH: usize = 16;

/// A text above this cannot come from [`crate::Keyring::seal`]: four characters for three bytes, and a margin.
const MAX_TEXT_LENGTH: usize = (MAX_PLAINTEXT_LENGTH + TAG_LENGTH) / 3 * 4 + 256;

/// Why a secret could not be sealed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The secret is longer than [`MAX_PLAINTEXT_LENGTH`].
    #[error("the secret is longer than {MAX_PLAINTEXT_LENGTH} bytes and was not sealed")]
    TooLong,
}

/// Why a sealed secret could not be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// It was sealed with a key that is not in the keyring; carries the id of that key.
    #[error("the key {0:?} that sealed this secret is not in the key file")]
    UnknownKey(String),
    /// It belongs to another organisation, kind or row, or its text was changed. The two cannot be told apart.
    #[error("the sealed secret does not belong to this place, or it was altered")]
    WrongContextOrTampered,
    /// The text is not a sealed secret of a known version.
    #[error("the text is not a sealed secret of a known version")]
    Malformed,
}

/// A sealed secret taken apart, nothing of it verified yet.
#[derive(Debug)]
pub(crate) struct Sealed<'a> {
    /// Id of the key that sealed it.
    pub(crate) key_id: &'a str,
    /// The nonce it was sealed with.
    pub(crate) nonce: [u8; NONCE_LENGTH],
    /// Ciphertext followed by the tag.
    pub(crate) ciphertext: Vec<u8>,
}

impl<'a> Sealed<'a> {
    /// Takes the text form apart.
    pub(crate) fn parse(text: &'a str) -> Result<Self, OpenError> {
        if text.len() > MAX_TEXT_LENGTH {
            return Err(OpenError::Malformed);
        }
        let mut parts = text.split('.');
        let (Some(VERSION), Some(key_id), Some(nonce), Some(ciphertext), None) =
            (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(OpenError::Malformed);
        };
        if !is_key_id(key_id) {
            return Err(OpenError::Malformed);
        }
        let nonce = URL_SAFE_NO_PAD.decode(nonce).map_err(|_| OpenError::Malformed)?;
        let nonce = nonce.try_into().map_err(|_| OpenError::Malformed)?;
        let ciphertext = URL_SAFE_NO_PAD.decode(ciphertext).map_err(|_| OpenError::Malformed)?;
        if ciphertext.len() < TAG_LENGTH {
            return Err(OpenError::Malformed);
        }
        Ok(Self { key_id, nonce, ciphertext })
    }

    /// Puts the text form together.
    pub(crate) fn to_text(&self) -> String {
        format!(
            "{VERSION}.{}.{}.{}",
            self.key_id,
            URL_SAFE_NO_PAD.encode(self.nonce),
            URL_SAFE_NO_PAD.encode(&self.ciphertext)
        )
    }
}

/// The id of the key that sealed a text; none when it is no sealed secret. Nothing of it is verified.
#[must_use]
pub fn key_id_of(text: &str) -> Option<&str> {
    Sealed::parse(text).ok().map(|sealed| sealed.key_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_another_shape_are_malformed() {
        let nonce = URL_SAFE_NO_PAD.encode([1_u8; NONCE_LENGTH]);
        let body = URL_SAFE_NO_PAD.encode([2_u8; TAG_LENGTH]);
        assert!(Sealed::parse(&format!("v1.k.{nonce}.{body}")).is_ok());
        for text in [
            String::new(),
            "secret in clear".to_owned(),
            format!("v2.k.{nonce}.{body}"),
            format!("v1.k.{nonce}"),
            format!("v1.k.{nonce}.{body}.more"),
            format!("v1..{nonce}.{body}"),
            format!("v1.k k.{nonce}.{body}"),
            format!("v1.k.{}.{body}", &nonce[1..]),
            format!("v1.k.{nonce}.{}", &body[4..]),
            format!("v1.k.{nonce}.*{body}"),
            format!("v1.k.{nonce}.{}", "A".repeat(MAX_TEXT_LENGTH)),
        ] {
            assert_eq!(Sealed::parse(&text).err(), Some(OpenError::Malformed), "{text:.80}");
        }
    }
}
