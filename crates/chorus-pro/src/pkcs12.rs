//! Reading of PKCS#12 files (`.p12`, `.pfx`), the form in which certificates are delivered.

use crate::http::ClientCertificate;
use p12_keystore::{Certificate, Pkcs12Archive, PrivateKeyBag, error::Error as LibraryError};
use secrecy::{ExposeSecret, SecretString};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Largest file read, in bytes (1 MiB): a key and a chain take a few kilobytes.
const LONGEST: usize = 1024 * 1024;
/// Longest chain followed, the certificate itself included.
const LONGEST_CHAIN: usize = 10;

/// Why a PKCS#12 file gives no client certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Pkcs12Error {
    /// Longer than 1 MiB; nothing was read.
    #[error("the file is too long for a PKCS#12 file")]
    TooLarge,
    /// Well formed, but this password does not open it.
    #[error("the password does not open the file")]
    WrongPassword,
    /// Not a PKCS#12 file, or a damaged one.
    #[error("the file is not a readable PKCS#12 file")]
    Unreadable,
    /// Protected with an algorithm, or a work factor, that is not supported.
    #[error("the file is protected in a way that is not supported")]
    UnsupportedProtection,
    /// Without private key.
    #[error("the file holds no private key")]
    NoPrivateKey,
    /// Without certificate, or with several of which none is named with the private key.
    #[error("the file holds no certificate for its private key")]
    NoCertificate,
}

impl ClientCertificate {
    /// The certificate, its chain and its private key in a PKCS#12 file. Of several private keys, the first
    /// that has a certificate is taken. (Feature `pkcs12`, on by default.)
    ///
    /// Deriving the key from the password may take a second: call it on a thread that may block. Whether key
    /// and certificate belong together is seen by [`crate::HttpOptions::build`]; whether the certificate is
    /// still valid, by the server.
    ///
    /// # Errors
    /// [`Pkcs12Error`]; a wrong password is told apart from an unreadable file.
    pub fn from_pkcs12(bytes: &[u8], password: &SecretString) -> Result<Self, Pkcs12Error> {
        if bytes.len() > LONGEST {
            return Err(Pkcs12Error::TooLarge);
        }
        // The file comes from outside: whatever it triggers in the libraries is a refusal.
        catch_unwind(AssertUnwindSafe(|| read(bytes, password))).unwrap_or(Err(Pkcs12Error::Unreadable))
    }
}

fn read(bytes: &[u8], password: &SecretString) -> Result<ClientCertificate, Pkcs12Error> {
    let archive = Pkcs12Archive::from_pkcs12(bytes, password.expose_secret()).map_err(refusal)?;
    if archive.keys.is_empty() {
        return Err(Pkcs12Error::NoPrivateKey);
    }
    let named = archive.keys.iter().find_map(|key| Some((key, certificate_of(key, &archive)?)));
    let (key, certificate) = named.ok_or(Pkcs12Error::NoCertificate)?;
    let chain = chain_of(certificate, &archive);
    Ok(ClientCertificate::Der {
        certificates: chain.iter().map(|certificate| certificate.as_der().to_vec()).collect(),
        key: key.key.as_der().to_vec().into(),
    })
}

fn refusal(error: LibraryError) -> Pkcs12Error {
    match error {
        // In a file without integrity check, a wrong password shows as content that cannot be deciphered.
        LibraryError::MacError(_) | LibraryError::UnpadError | LibraryError::Pkcs5Error(_) => {
            Pkcs12Error::WrongPassword
        }
        LibraryError::UnsupportedEncryptionScheme
        | LibraryError::UnsupportedMacAlgorithm
        | LibraryError::InvalidParameters => Pkcs12Error::UnsupportedProtection,
        _ => Pkcs12Error::Unreadable,
    }
}

/// The certificate named with the key; without a name, the only one that signed no other.
fn certificate_of<'a>(key: &PrivateKeyBag, archive: &'a Pkcs12Archive) -> Option<&'a Certificate> {
    let id = key.local_key_id.as_ref().map(AsRef::as_ref);
    let named = archive.certs.iter().find(|bag| id.is_some() && bag.local_key_id.as_deref() == id);
    if let Some(bag) = named {
        return Some(&bag.cert);
    }
    let all = || archive.certs.iter().map(|bag| &bag.cert);
    let signed_another = |certificate: &Certificate| {
        all().any(|other| other != certificate && other.issuer() == certificate.subject())
    };
    let mut ends = all().filter(|certificate| !signed_another(certificate));
    let end = ends.next()?;
    ends.all(|other| other == end).then_some(end)
}

/// The certificate, then its issuers as far as the file holds them.
fn chain_of<'a>(certificate: &'a Certificate, archive: &'a Pkcs12Archive) -> Vec<&'a Certificate> {
    let mut chain = vec![certificate];
    let mut last = certificate;
    while last.issuer() != last.subject() && chain.len() < LONGEST_CHAIN {
        let candidates = archive.certs.iter().map(|bag| &bag.cert);
        let issuer = candidates
            .filter(|candidate| candidate.subject() == last.issuer())
            .find(|candidate| !chain.contains(candidate));
        let Some(issuer) = issuer else { break };
        chain.push(issuer);
        last = issuer;
    }
    chain
}
