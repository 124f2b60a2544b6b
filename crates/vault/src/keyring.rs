//! The keys that seal secrets, and their file.

use std::fmt;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret, SecretBox, SecretSlice, SecretString};
use zeroize::Zeroizing;

use crate::context::Context;
use crate::sealed::{MAX_PLAINTEXT_LENGTH, OpenError, SealError, Sealed, VERSION};

/// Length of a key, in bytes.
pub const KEY_LENGTH: usize = 32;

/// Length of a nonce, in bytes: long enough to be drawn at random for every secret.
pub const NONCE_LENGTH: usize = 24;

/// The longest key id, in characters.
const MAX_KEY_ID_LENGTH: usize = 32;

/// Keys written by hand may have lost their `=` signs; both spellings are read.
const KEY_ENCODING: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Why a key file was refused. No message repeats what the line holds: it may be a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// The file holds no key at all.
    #[error("the key file holds no key: write at least one line `id:base64 of 32 bytes`")]
    Empty,
    /// A line without the colon that separates the id from the key; lines count from 1.
    #[error("line {line} of the key file is not of the form `id:base64 of 32 bytes`")]
    NoColon {
        /// Line number, from 1.
        line: usize,
    },
    /// An id that is empty, too long, or has other characters than letters, digits, `-` and `_`.
    #[error("line {line} of the key file: the id must be 1 to 32 letters, digits, hyphens or underscores")]
    BadId {
        /// Line number, from 1.
        line: usize,
    },
    /// The same id twice.
    #[error("line {line} of the key file repeats the id {id:?}: every key needs its own id")]
    RepeatedId {
        /// Line number, from 1.
        line: usize,
        /// The id seen before.
        id: String,
    },
    /// The part after the colon is not base64.
    #[error("line {line} of the key file: the key is not base64")]
    NotBase64 {
        /// Line number, from 1.
        line: usize,
    },
    /// The key has another length than [`KEY_LENGTH`].
    #[error("line {line} of the key file: the key must be 32 bytes, it is {length}")]
    BadLength {
        /// Line number, from 1.
        line: usize,
        /// Length found, in bytes.
        length: usize,
    },
    /// Nothing but zero bytes: a placeholder that was never replaced.
    #[error("line {line} of the key file: the key is all zeros; draw a random one")]
    ZeroKey {
        /// Line number, from 1.
        line: usize,
    },
}

/// One key with its id.
struct Key {
    id: String,
    bytes: SecretBox<[u8; KEY_LENGTH]>,
}

/// Several keys with ids: the first one seals, all of them open.
///
/// To rotate, put a new key on the first line, re-seal every row for which [`Keyring::needs_rekey`] says so,
/// then remove the old line.
pub struct Keyring {
    active: Key,
    retired: Vec<Key>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let retired: Vec<&str> = self.retired.iter().map(|key| key.id.as_str()).collect();
        formatter
            .debug_struct("Keyring")
            .field("active", &self.active.id)
            .field("retired", &retired)
            .finish_non_exhaustive()
    }
}

/// Writes the line of a key file for one key: `id:base64`. The line is a secret.
///
/// The id is taken as it is: one that [`Keyring::parse`] refuses is refused there.
#[must_use]
pub fn new_key_line(id: &str, key: &[u8; KEY_LENGTH]) -> String {
    let encoded = Zeroizing::new(KEY_ENCODING.encode(key));
    format!("{id}:{}", encoded.as_str())
}

/// Whether the text may be the id of a key: safe in the text form (no dot) and in the key file (no colon).
pub(crate) fn is_key_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= MAX_KEY_ID_LENGTH
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

impl Keyring {
    /// Reads a key file: one key per line, `id:base64 of 32 bytes`; the first key is the active one. Empty
    /// lines and what follows a `#` at the start of a line are ignored, a byte order mark too.
    ///
    /// # Errors
    /// [`KeyringError`] names the first line that cannot be used, never its content.
    pub fn parse(text: &str) -> Result<Self, KeyringError> {
        let mut keys: Vec<Key> = Vec::new();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (index, content) in text.lines().enumerate() {
            let content = content.trim();
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            let key = Key::parse(content, index + 1)?;
            if keys.iter().any(|known| known.id == key.id) {
                return Err(KeyringError::RepeatedId { line: index + 1, id: key.id });
            }
            keys.push(key);
        }
        let mut keys = keys.into_iter();
        let active = keys.next().ok_or(KeyringError::Empty)?;
        Ok(Self { active, retired: keys.collect() })
    }

    /// Id of the key that seals.
    #[must_use]
    pub fn active_key_id(&self) -> &str {
        &self.active.id
    }

    /// Ids of all keys, the active one first.
    pub fn key_ids(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.active).chain(&self.retired).map(|key| key.id.as_str())
    }

    /// Seals a secret with the active key, for one place only.
    ///
    /// The nonce must be fresh random bytes for every call: two secrets sealed with the same key and nonce
    /// reveal each other.
    ///
    /// # Errors
    /// [`SealError::TooLong`] above [`MAX_PLAINTEXT_LENGTH`].
    pub fn seal(
        &self,
        context: Context<'_>,
        plaintext: &[u8],
        nonce: [u8; NONCE_LENGTH],
    ) -> Result<String, SealError> {
        if plaintext.len() > MAX_PLAINTEXT_LENGTH {
            return Err(SealError::TooLong);
        }
        let associated_data = context.associated_data(VERSION, &self.active.id);
        let payload = Payload { msg: plaintext, aad: &associated_data };
        let ciphertext = self
            .active
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            // The cipher fails on its own length limit only, which is far above ours.
            .map_err(|_| SealError::TooLong)?;
        Ok(Sealed { key_id: &self.active.id, nonce, ciphertext }.to_text())
    }

    /// Opens a sealed secret, whichever of the keys sealed it.
    ///
    /// # Errors
    /// [`OpenError`]: the key is not here, the context is another one or the text was changed, or the text is
    /// no sealed secret.
    pub fn open(&self, context: Context<'_>, text: &str) -> Result<SecretSlice<u8>, OpenError> {
        let plaintext = self.open_bytes(context, text)?;
        // `to_vec` allocates exactly what it needs: no later shrinking leaves a copy behind.
        Ok(SecretSlice::from(plaintext.to_vec()))
    }

    /// Opens a sealed secret that is text, a password or a PEM block for example.
    ///
    /// # Errors
    /// As [`Keyring::open`]; [`OpenError::Malformed`] also when the secret is not UTF-8.
    pub fn open_text(&self, context: Context<'_>, text: &str) -> Result<SecretString, OpenError> {
        let plaintext = self.open_bytes(context, text)?;
        let plaintext = std::str::from_utf8(&plaintext).map_err(|_| OpenError::Malformed)?;
        Ok(SecretString::from(plaintext))
    }

    /// Whether the secret is to be sealed again: by another key than the active one, or in a form that is not
    /// known (re-sealing then reports the damage instead of passing over it).
    #[must_use]
    pub fn needs_rekey(&self, text: &str) -> bool {
        Sealed::parse(text).map_or(true, |sealed| sealed.key_id != self.active.id)
    }

    /// Opens a secret and seals it again with the active key, for the same place. The nonce must be fresh.
    ///
    /// # Errors
    /// As [`Keyring::open`].
    pub fn rekey(
        &self,
        context: Context<'_>,
        text: &str,
        nonce: [u8; NONCE_LENGTH],
    ) -> Result<String, OpenError> {
        let plaintext = self.open_bytes(context, text)?;
        // What was opened fits the length limit, since the text did.
        self.seal(context, &plaintext, nonce).map_err(|SealError::TooLong| OpenError::Malformed)
    }

    fn open_bytes(&self, context: Context<'_>, text: &str) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let sealed = Sealed::parse(text)?;
        let key = std::iter::once(&self.active)
            .chain(&self.retired)
            .find(|key| key.id == sealed.key_id)
            .ok_or_else(|| OpenError::UnknownKey(sealed.key_id.to_owned()))?;
        let associated_data = context.associated_data(VERSION, &key.id);
        let payload = Payload { msg: sealed.ciphertext.as_slice(), aad: &associated_data };
        key.cipher()
            .decrypt(&XNonce::from(sealed.nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| OpenError::WrongContextOrTampered)
    }
}

impl Key {
    fn parse(content: &str, line: usize) -> Result<Self, KeyringError> {
        let (id, encoded) = content.split_once(':').ok_or(KeyringError::NoColon { line })?;
        let (id, encoded) = (id.trim(), encoded.trim());
        if !is_key_id(id) {
            return Err(KeyringError::BadId { line });
        }
        let decoded =
            Zeroizing::new(KEY_ENCODING.decode(encoded).map_err(|_| KeyringError::NotBase64 { line })?);
        if decoded.len() != KEY_LENGTH {
            return Err(KeyringError::BadLength { line, length: decoded.len() });
        }
        if decoded.iter().all(|byte| *byte == 0) {
            return Err(KeyringError::ZeroKey { line });
        }
        let bytes = SecretBox::init_with_mut(|bytes: &mut [u8; KEY_LENGTH]| bytes.copy_from_slice(&decoded));
        Ok(Self { id: id.to_owned(), bytes })
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.bytes.expose_secret().into())
    }
}
