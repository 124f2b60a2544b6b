//! A certificate comes out of its PKCS#12 file, or the reason why not.

use crate::{ClientCertificate, HttpOptions, Pkcs12Error};
use p12_keystore::{Certificate, KeyStore, KeyStoreEntry, PrivateKey, PrivateKeyChain};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use secrecy::ExposeSecret;

const PASSWORD: &str = "Mot de passe été";

/// A certificate, its key, and the authority that signed it.
struct Made {
    certificate: Vec<u8>,
    authority: Vec<u8>,
    key: KeyPair,
}

fn made() -> Made {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.distinguished_name.push(DnType::CommonName, "Autorité");
    let signed = authority.self_signed(&authority_key).unwrap();
    let key = KeyPair::generate().unwrap();
    let mut certificate = CertificateParams::new(Vec::new()).unwrap();
    certificate.distinguished_name.push(DnType::CommonName, "TECH_9");
    let certificate = certificate.signed_by(&key, &Issuer::new(authority, &authority_key)).unwrap();
    Made { certificate: certificate.der().to_vec(), authority: signed.der().to_vec(), key }
}

/// A PKCS#12 file of this key with these certificates.
fn file(key: &KeyPair, certificates: &[&[u8]]) -> Vec<u8> {
    let chain = certificates.iter().map(|der| Certificate::from_der(der).unwrap());
    let key = PrivateKey::from_der(key.serialized_der()).unwrap();
    store(KeyStoreEntry::PrivateKeyChain(PrivateKeyChain::new("id", key, chain)))
}

fn store(entry: KeyStoreEntry) -> Vec<u8> {
    let mut store = KeyStore::new();
    store.add_entry("TECH_9", entry);
    store.writer(PASSWORD).encryption_iterations(1000).mac_iterations(1000).write().unwrap()
}

fn read(bytes: &[u8], password: &str) -> Result<ClientCertificate, Pkcs12Error> {
    ClientCertificate::from_pkcs12(bytes, &password.to_owned().into())
}

/// The identity an HTTP client is made with.
pub(super) fn identity(certificate: &[u8], key: &[u8]) -> ClientCertificate {
    let key = KeyPair::try_from(key).unwrap();
    read(&file(&key, &[certificate]), PASSWORD).unwrap()
}

#[test]
fn a_file_gives_its_certificate_its_chain_and_its_key() {
    let made = made();
    let read = read(&file(&made.key, &[&made.certificate, &made.authority]), PASSWORD).unwrap();
    let ClientCertificate::Der { certificates, key } = &read else { panic!("{read:?}") };
    assert_eq!(certificates, &[made.certificate, made.authority]);
    assert_eq!(key.expose_secret(), made.key.serialized_der());
    HttpOptions { identity: Some(read), ..HttpOptions::default() }.build().unwrap();
}

#[test]
fn a_wrong_password_is_told_from_an_unreadable_file() {
    let made = made();
    let whole = file(&made.key, &[&made.certificate, &made.authority]);
    for password in ["", "mot de passe été", "Mot de passe ete"] {
        assert_eq!(read(&whole, password).unwrap_err(), Pkcs12Error::WrongPassword, "{password}");
    }
    for bytes in [b"".as_slice(), b"-----BEGIN CERTIFICATE-----", &whole[..whole.len() / 2]] {
        assert_eq!(read(bytes, PASSWORD).unwrap_err(), Pkcs12Error::Unreadable);
    }
    assert_eq!(read(&vec![0x30; 2 * 1024 * 1024], PASSWORD).unwrap_err(), Pkcs12Error::TooLarge);
}

#[test]
fn a_file_without_key_or_without_certificate_says_so() {
    let made = made();
    let certificate = Certificate::from_der(&made.certificate).unwrap();
    let without_key = store(KeyStoreEntry::Certificate(certificate));
    assert_eq!(read(&without_key, PASSWORD).unwrap_err(), Pkcs12Error::NoPrivateKey);
    assert_eq!(read(&file(&made.key, &[]), PASSWORD).unwrap_err(), Pkcs12Error::NoCertificate);
}

#[test]
fn a_key_of_another_certificate_makes_no_http_client() {
    let made = made();
    let other = KeyPair::generate().unwrap();
    let identity = read(&file(&other, &[&made.certificate]), PASSWORD).unwrap();
    let error = HttpOptions { identity: Some(identity), ..HttpOptions::default() }.build().unwrap_err();
    assert!(matches!(error.which, "client certificate" | "HTTP client"), "{error}");
}

#[test]
fn a_damaged_file_never_panics() {
    let made = made();
    let whole = file(&made.key, &[&made.certificate]);
    for position in (0..whole.len()).step_by(7) {
        let mut damaged = whole.clone();
        damaged[position] ^= 0x5a;
        let _ = read(&damaged, PASSWORD);
    }
}
