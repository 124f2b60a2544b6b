//! Tokens from the randomness handed in.

use domain::Entropy;
use sha2::{Digest, Sha256};
use storage::SessionToken;

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
