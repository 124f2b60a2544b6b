//! Keys that sign in.

use russh::keys::ssh_key::private::{Ed25519Keypair, KeypairData};
use russh::keys::{Algorithm, PrivateKey, decode_secret_key};
use secrecy::{ExposeSecret as _, SecretString};

/// Why a text is no key that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// No private key, or one under a password.
    #[error("no private key without a password")]
    Unreadable,
    /// An RSA or DSA key.
    #[error("a key of an algorithm that is not used")]
    Algorithm,
}

/// A new Ed25519 key of these random bytes: the private key, and the public one as servers take it.
///
/// # Errors
/// [`KeyFault`], which cannot happen.
pub fn new_key(seed: &[u8; 32], comment: &str) -> Result<(SecretString, String), KeyFault> {
    let pair = KeypairData::Ed25519(Ed25519Keypair::from_seed(seed));
    let key = PrivateKey::new(pair, comment).map_err(|_| KeyFault::Unreadable)?;
    let text = key.to_openssh(Default::default()).map_err(|_| KeyFault::Unreadable)?;
    let public = key.public_key().to_openssh().map_err(|_| KeyFault::Unreadable)?;
    Ok((SecretString::from(text.as_str().to_owned()), public))
}

/// The public key of a private one, as servers take it.
///
/// # Errors
/// [`KeyFault`].
pub fn public_key(private: &SecretString) -> Result<String, KeyFault> {
    read(private)?.public_key().to_openssh().map_err(|_| KeyFault::Unreadable)
}

pub(crate) fn read(private: &SecretString) -> Result<PrivateKey, KeyFault> {
    let key = decode_secret_key(private.expose_secret(), None).map_err(|_| KeyFault::Unreadable)?;
    if key.is_encrypted() {
        return Err(KeyFault::Unreadable);
    }
    match key.algorithm() {
        Algorithm::Ed25519 | Algorithm::Ecdsa { .. } => Ok(key),
        _ => Err(KeyFault::Algorithm),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_key_reads_back_and_anything_else_is_none() {
        let (private, public) = new_key(&[7; 32], "pupitre").unwrap();
        assert!(public.starts_with("ssh-ed25519 ") && public.ends_with(" pupitre"), "{public}");
        assert_eq!(public_key(&private).unwrap(), public);
        for text in
            ["", "clé", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"]
        {
            assert_eq!(public_key(&text.to_owned().into()), Err(KeyFault::Unreadable));
        }
    }
}
