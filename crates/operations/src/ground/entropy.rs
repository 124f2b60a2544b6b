//! Identifiers and tokens from the clock and the randomness handed in.

use chrono::{DateTime, Utc};
use domain::Entropy;
use sha2::{Digest, Sha256};
use storage::SessionToken;
use uuid::{Builder, Uuid};

/// A UUID version 7 of this instant.
#[must_use]
pub fn new_id(now: DateTime<Utc>, entropy: &dyn Entropy) -> Uuid {
    let mut random = [0_u8; 10];
    entropy.fill(&mut random);
    let milliseconds = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid()
}

/// A session token of 256 bits: its text for the cookie, its hash for storage.
#[must_use]
pub fn new_token(entropy: &dyn Entropy) -> (String, SessionToken) {
    use base64::Engine as _;
    let mut random = [0_u8; 32];
    entropy.fill(&mut random);
    let text = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(random);
    let hash = hash_token(&text);
    (text, hash)
}

/// The stored form of a token.
#[must_use]
pub(crate) fn hash_token(text: &str) -> SessionToken {
    SessionToken(Sha256::digest(text.as_bytes()).into())
}
