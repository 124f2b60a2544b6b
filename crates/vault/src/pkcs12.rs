//! Reading of PKCS#12 files (`.p12`, `.pfx`): a certificate, its chain and its private key.
//!
//! The file comes from outside. Its size is limited here, and the library bounds the work factor of each key
//! derivation, but not how many of them one file asks for: call [`read`] on a thread that may block, under a
//! time limit, and forget the password at once.

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, Utc};
use p12_keystore::error::Error as LibraryError;
use p12_keystore::{Pkcs12Archive, PrivateKeyBag};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use x509_parser::prelude::{FromDer, X509Certificate};

mod key_match;
mod pem;

use key_match::public_half;

/// The largest file that is read, in bytes (1 MiB): a key and a chain take a few kilobytes.
pub const MAX_FILE_SIZE: usize = 1024 * 1024;

/// The longest chain that is followed, the leaf included.
const MAX_CHAIN_LENGTH: usize = 10;

/// A certificate with its private key, read from a PKCS#12 file.
///
/// All but [`Certificate::identity_pem`] may be shown and stored in clear.
#[derive(Debug)]
pub struct Certificate {
    /// Distinguished name of the holder, for example `C=FR, O=Ville de Brest, CN=api.brest.example`.
    pub subject: String,
    /// Distinguished name of the authority that signed it.
    pub issuer: String,
    /// Serial number, in lower-case hexadecimal bytes separated by colons.
    pub serial: String,
    /// First instant of validity.
    pub not_before: DateTime<Utc>,
    /// Last instant of validity.
    pub not_after: DateTime<Utc>,
    /// SHA-256 of the DER certificate, in upper-case hexadecimal bytes separated by colons.
    pub fingerprint_sha256: String,
    /// How many certificates the identity carries, the leaf included (at most 10).
    pub chain_length: usize,
    /// Whether the private key was seen to belong to the certificate.
    pub key_check: KeyCheck,
    /// The private key (PKCS#8) followed by the certificate and its chain, as PEM: what an HTTP client takes
    /// as its identity.
    pub identity_pem: SecretString,
}

/// Whether the private key was compared with the certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyCheck {
    /// The public half of the private key is the one in the certificate.
    Matches,
    /// The kind of key (neither RSA from 2048 bits, nor ECDSA on P-256, P-384 or P-521, nor Ed25519) cannot be
    /// compared; the file alone says that the two belong together.
    NotChecked,
}

/// Why a PKCS#12 file was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Pkcs12Error {
    /// Above [`MAX_FILE_SIZE`]; nothing was read.
    #[error("the file is larger than {MAX_FILE_SIZE} bytes")]
    TooLarge,
    /// The file is well formed but the password does not open it.
    #[error("the password does not open the file")]
    WrongPassword,
    /// Not a PKCS#12 file, or a damaged one.
    #[error("the file is not a readable PKCS#12 file")]
    Unreadable,
    /// Protected with an algorithm, or a work factor, that is not accepted.
    #[error("the file is protected in a way that is not supported")]
    UnsupportedProtection,
    /// No private key in the file.
    #[error("the file holds no private key")]
    NoPrivateKey,
    /// No certificate in the file, or none that goes with the private key.
    #[error("the file holds no certificate for its private key")]
    NoCertificate,
    /// The private key does not belong to the certificate named with it.
    #[error("the private key does not belong to the certificate")]
    KeyMismatch,
    /// Authorities were handed in, and none of them is of the chain of the certificate.
    #[error("none of the authorities given signed the certificate")]
    ForeignAuthorities,
}

impl Certificate {
    /// Whole days until the end of validity, rounded down: 0 on the last day, negative once expired.
    #[must_use]
    pub fn days_left(&self, now: DateTime<Utc>) -> i64 {
        (self.not_after - now).num_seconds().div_euclid(86_400)
    }

    /// Whether the instant lies within the validity of the certificate, both ends included.
    #[must_use]
    pub fn is_valid_at(&self, now: DateTime<Utc>) -> bool {
        (self.not_before..=self.not_after).contains(&now)
    }
}

/// Reads a PKCS#12 file.
///
/// Of several private keys, the first one that has a certificate is taken. An expired certificate is read like
/// any other: ask [`Certificate::is_valid_at`].
///
/// # Errors
/// [`Pkcs12Error`]; a wrong password is told apart from an unreadable file.
pub fn read(bytes: &[u8], password: &SecretString) -> Result<Certificate, Pkcs12Error> {
    read_with_authorities(bytes, password, &[])
}

/// The same with authorities that came apart, each in DER ([`crate::read_authorities`]): the chain goes on with them where
/// the file ends.
///
/// # Errors
/// As [`read`]; [`Pkcs12Error::ForeignAuthorities`] when some were given and none is of the chain.
pub fn read_with_authorities(
    bytes: &[u8],
    password: &SecretString,
    authorities: &[Vec<u8>],
) -> Result<Certificate, Pkcs12Error> {
    if bytes.len() > MAX_FILE_SIZE {
        return Err(Pkcs12Error::TooLarge);
    }
    // A hostile file must not take the process down, whatever it triggers in the libraries.
    catch_unwind(AssertUnwindSafe(|| read_archive(bytes, password, authorities)))
        .unwrap_or(Err(Pkcs12Error::Unreadable))
}

fn read_archive(
    bytes: &[u8],
    password: &SecretString,
    authorities: &[Vec<u8>],
) -> Result<Certificate, Pkcs12Error> {
    let apart = authorities.iter().filter_map(|der| p12_keystore::Certificate::from_der(der).ok());
    let apart: Vec<p12_keystore::Certificate> = apart.collect();
    let archive =
        Pkcs12Archive::from_pkcs12(bytes, password.expose_secret()).map_err(|error| refusal(&error))?;
    if archive.keys.is_empty() {
        return Err(Pkcs12Error::NoPrivateKey);
    }
    let mut refused = Pkcs12Error::NoCertificate;
    for key in &archive.keys {
        match find_leaf(key, &archive) {
            Ok((leaf, key_check)) => {
                let chain = chain_of(leaf, &archive, &apart);
                let is_apart =
                    |one: &&p12_keystore::Certificate| apart.iter().any(|der| der.as_der() == one.as_der());
                if !authorities.is_empty() && !chain.iter().any(is_apart) {
                    return Err(Pkcs12Error::ForeignAuthorities);
                }
                return describe(key, &chain, key_check);
            }
            // A mismatch says more than a missing certificate.
            Err(error) if refused == Pkcs12Error::NoCertificate => refused = error,
            Err(_) => {}
        }
    }
    Err(refused)
}

/// What the library's refusal means for the user.
fn refusal(error: &LibraryError) -> Pkcs12Error {
    match error {
        // With no integrity check in the file, a wrong password shows as undecipherable content.
        LibraryError::MacError(_) | LibraryError::UnpadError | LibraryError::Pkcs5Error(_) => {
            Pkcs12Error::WrongPassword
        }
        LibraryError::UnsupportedEncryptionScheme
        | LibraryError::UnsupportedMacAlgorithm
        | LibraryError::InvalidParameters => Pkcs12Error::UnsupportedProtection,
        _ => Pkcs12Error::Unreadable,
    }
}

/// The certificate that goes with a key: the one of the same local key id, else the one of the same public key,
/// else the only one there is.
fn find_leaf<'a>(
    key: &PrivateKeyBag,
    archive: &'a Pkcs12Archive,
) -> Result<(&'a p12_keystore::Certificate, KeyCheck), Pkcs12Error> {
    let public = public_half(key.key.as_der());
    let belongs = |certificate: &p12_keystore::Certificate| {
        let public = public.as_ref()?;
        let (_, parsed) = X509Certificate::from_der(certificate.as_der()).ok()?;
        Some(parsed.public_key().subject_public_key.data.as_ref() == public.as_slice())
    };
    let named = key
        .local_key_id
        .as_ref()
        .and_then(|id| archive.certs.iter().find(|bag| bag.local_key_id.as_deref() == Some(id.as_ref())));
    if let Some(bag) = named {
        return match belongs(&bag.cert) {
            Some(true) => Ok((&bag.cert, KeyCheck::Matches)),
            Some(false) => Err(Pkcs12Error::KeyMismatch),
            None => Ok((&bag.cert, KeyCheck::NotChecked)),
        };
    }
    if let Some(bag) = archive.certs.iter().find(|bag| belongs(&bag.cert) == Some(true)) {
        return Ok((&bag.cert, KeyCheck::Matches));
    }
    match archive.certs.as_slice() {
        [only] if public.is_none() => Ok((&only.cert, KeyCheck::NotChecked)),
        [_] => Err(Pkcs12Error::KeyMismatch),
        _ => Err(Pkcs12Error::NoCertificate),
    }
}

/// The leaf followed by its issuers, as far as the file holds them, or what came apart.
fn chain_of<'a>(
    leaf: &'a p12_keystore::Certificate,
    archive: &'a Pkcs12Archive,
    apart: &'a [p12_keystore::Certificate],
) -> Vec<&'a p12_keystore::Certificate> {
    let mut chain = vec![leaf];
    while let Some(last) = chain.last()
        && last.issuer() != last.subject()
        && chain.len() < MAX_CHAIN_LENGTH
    {
        let issuer = archive
            .certs
            .iter()
            .map(|bag| &bag.cert)
            .chain(apart)
            .find(|candidate| candidate.subject() == last.issuer() && !chain.contains(candidate));
        match issuer {
            Some(issuer) => chain.push(issuer),
            None => break,
        }
    }
    chain
}

fn describe(
    key: &PrivateKeyBag,
    chain: &[&p12_keystore::Certificate],
    key_check: KeyCheck,
) -> Result<Certificate, Pkcs12Error> {
    let leaf = chain.first().ok_or(Pkcs12Error::NoCertificate)?;
    let (_, parsed) = X509Certificate::from_der(leaf.as_der()).map_err(|_| Pkcs12Error::Unreadable)?;
    let instant = |time: x509_parser::time::ASN1Time| {
        DateTime::from_timestamp(time.timestamp(), 0).ok_or(Pkcs12Error::Unreadable)
    };
    Ok(Certificate {
        subject: parsed.subject().to_string(),
        issuer: parsed.issuer().to_string(),
        serial: parsed.raw_serial_as_string(),
        not_before: instant(parsed.validity().not_before)?,
        not_after: instant(parsed.validity().not_after)?,
        fingerprint_sha256: fingerprint(leaf.as_der()),
        chain_length: chain.len(),
        key_check,
        identity_pem: pem::identity(key.key.as_der(), chain.iter().map(|certificate| certificate.as_der())),
    })
}

/// SHA-256 in upper-case hexadecimal bytes separated by colons, as browsers show it.
fn fingerprint(der: &[u8]) -> String {
    let bytes: Vec<String> = Sha256::digest(der).iter().map(|byte| format!("{byte:02X}")).collect();
    bytes.join(":")
}
