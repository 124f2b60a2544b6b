//! Behaviour of the PKCS#12 reader, on files made here.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking, as the test itself does")]

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use chrono::{DateTime, Duration, Utc};
use p12_keystore::{EncryptionAlgorithm, KeyStore, KeyStoreEntry, MacAlgorithm, PrivateKey, PrivateKeyChain};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, PKCS_ECDSA_P256_SHA256,
    PKCS_ECDSA_P384_SHA384, PKCS_ED25519, SignatureAlgorithm, date_time_ymd,
};
use secrecy::{ExposeSecret, SecretString};
use vault::pkcs12::{KeyCheck, MAX_FILE_SIZE, Pkcs12Error, read, read_with_authorities};
use vault::{MAX_AUTHORITIES_SIZE, certificates_of_pem, read_authorities};

const PASSWORD: &str = "Motde-passe été";

/// A leaf signed by an authority; its key; the authority.
struct Made {
    leaf: Vec<u8>,
    authority: Vec<u8>,
    key: KeyPair,
}

fn make(algorithm: &'static SignatureAlgorithm) -> Made {
    make_for(KeyPair::generate_for(algorithm).unwrap())
}

fn make_for(key: KeyPair) -> Made {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.distinguished_name.push(DnType::CommonName, "Autorité d'essai");
    let authority_certificate = authority.self_signed(&authority_key).unwrap();

    let mut leaf = CertificateParams::new(vec!["api.brest.example".to_owned()]).unwrap();
    leaf.distinguished_name.push(DnType::CommonName, "api.brest.example");
    leaf.distinguished_name.push(DnType::OrganizationName, "Ville de Brest");
    leaf.serial_number = Some(vec![0x0a, 0xbc, 0x12].into());
    leaf.not_before = date_time_ymd(2026, 1, 1);
    leaf.not_after = date_time_ymd(2027, 1, 1);
    let leaf = leaf.signed_by(&key, &Issuer::new(authority, &authority_key)).unwrap();
    Made { leaf: leaf.der().to_vec(), authority: authority_certificate.der().to_vec(), key }
}

fn store(key: &KeyPair, certificates: &[&[u8]]) -> KeyStore {
    let chain = certificates.iter().map(|der| p12_keystore::Certificate::from_der(der).unwrap());
    let key = PrivateKey::from_der(key.serialized_der()).unwrap();
    let mut store = KeyStore::new();
    store.add_entry(
        "identity",
        KeyStoreEntry::PrivateKeyChain(PrivateKeyChain::new(b"id".to_vec(), key, chain)),
    );
    store
}

fn file(made: &Made) -> Vec<u8> {
    store(&made.key, &[&made.leaf, &made.authority])
        .writer(PASSWORD)
        .encryption_iterations(1000)
        .mac_iterations(1000)
        .write()
        .unwrap()
}

fn password() -> SecretString {
    SecretString::from(PASSWORD)
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn a_file_gives_the_certificate_its_chain_and_its_key() {
    for algorithm in [&PKCS_ECDSA_P256_SHA256, &PKCS_ECDSA_P384_SHA384, &PKCS_ED25519] {
        let made = make(algorithm);
        let certificate = read(&file(&made), &password()).unwrap();
        assert!(certificate.subject.contains("CN=api.brest.example"), "{}", certificate.subject);
        assert!(certificate.subject.contains("O=Ville de Brest"), "{}", certificate.subject);
        assert!(certificate.issuer.contains("CN=Autorité d'essai"), "{}", certificate.issuer);
        assert_eq!(certificate.serial, "0a:bc:12");
        assert_eq!(certificate.not_before, instant("2026-01-01T00:00:00Z"));
        assert_eq!(certificate.not_after, instant("2027-01-01T00:00:00Z"));
        assert_eq!(certificate.fingerprint_sha256.len(), 32 * 3 - 1);
        assert_eq!(certificate.chain_length, 2);
        assert_eq!(certificate.key_check, KeyCheck::Matches);

        let pem = certificate.identity_pem.expose_secret();
        assert_eq!(pem.matches("-----BEGIN CERTIFICATE-----").count(), 2);
        let again = KeyPair::from_pem(pem.split_inclusive("-----END PRIVATE KEY-----\n").next().unwrap());
        assert_eq!(again.unwrap().public_key_raw(), made.key.public_key_raw());
    }
}

#[test]
fn an_rsa_key_is_compared_too() {
    let rsa = || {
        let key = aws_lc_rs::rsa::KeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
        let der: Pkcs8V1Der<'_> = key.as_der().unwrap();
        KeyPair::try_from(der.as_ref()).unwrap()
    };
    let made = make_for(rsa());
    let certificate = read(&file(&made), &password()).unwrap();
    assert_eq!(certificate.key_check, KeyCheck::Matches);
    let bytes = store(&rsa(), &[&made.leaf]).writer(PASSWORD).write().unwrap();
    assert_eq!(read(&bytes, &password()).unwrap_err(), Pkcs12Error::KeyMismatch);
}

#[test]
fn the_fingerprint_is_the_sha256_of_the_certificate() {
    let made = make(&PKCS_ECDSA_P256_SHA256);
    let certificate = read(&file(&made), &password()).unwrap();
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &made.leaf);
    let expected: Vec<String> = digest.as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
    assert_eq!(certificate.fingerprint_sha256, expected.join(":"));
}

#[test]
fn an_old_file_with_triple_des_opens() {
    let made = make(&PKCS_ECDSA_P256_SHA256);
    let bytes = store(&made.key, &[&made.leaf])
        .writer(PASSWORD)
        .encryption_algorithm(EncryptionAlgorithm::PbeWithShaAnd3KeyTripleDesCbc)
        .mac_algorithm(MacAlgorithm::HmacSha1)
        .write()
        .unwrap();
    let certificate = read(&bytes, &password()).unwrap();
    assert_eq!(certificate.chain_length, 1);
    assert_eq!(read(&bytes, &SecretString::from("autre")).unwrap_err(), Pkcs12Error::WrongPassword);
}

#[test]
fn a_wrong_password_is_told_apart_from_an_unreadable_file() {
    let bytes = file(&make(&PKCS_ECDSA_P256_SHA256));
    for wrong in ["", "motde-passe été", "x"] {
        assert_eq!(read(&bytes, &SecretString::from(wrong)).unwrap_err(), Pkcs12Error::WrongPassword);
    }
    assert_eq!(read(b"", &password()).unwrap_err(), Pkcs12Error::Unreadable);
    assert_eq!(read(b"not a certificate", &password()).unwrap_err(), Pkcs12Error::Unreadable);
    assert_eq!(read(&bytes[..bytes.len() / 2], &password()).unwrap_err(), Pkcs12Error::Unreadable);
}

#[test]
fn a_damaged_file_never_opens() {
    let bytes = file(&make(&PKCS_ECDSA_P256_SHA256));
    for position in (30..bytes.len()).step_by(41) {
        let mut damaged = bytes.clone();
        damaged[position] ^= 0x55;
        if let Ok(certificate) = read(&damaged, &password()) {
            panic!("position {position} opened as {}", certificate.subject);
        }
    }
}

#[test]
fn a_file_above_the_limit_is_not_read() {
    assert_eq!(read(&vec![0; MAX_FILE_SIZE + 1], &password()).unwrap_err(), Pkcs12Error::TooLarge);
}

#[test]
fn a_key_of_another_certificate_is_refused() {
    let made = make(&PKCS_ECDSA_P256_SHA256);
    let other = KeyPair::generate().unwrap();
    let bytes = store(&other, &[&made.leaf]).writer(PASSWORD).write().unwrap();
    assert_eq!(read(&bytes, &password()).unwrap_err(), Pkcs12Error::KeyMismatch);
}

#[test]
fn a_file_of_certificates_alone_holds_no_private_key() {
    let made = make(&PKCS_ECDSA_P256_SHA256);
    let mut trusted = KeyStore::new();
    trusted.add_entry(
        "authority",
        KeyStoreEntry::Certificate(p12_keystore::Certificate::from_der(&made.authority).unwrap()),
    );
    let bytes = trusted.writer(PASSWORD).write().unwrap();
    assert_eq!(read(&bytes, &password()).unwrap_err(), Pkcs12Error::NoPrivateKey);
}

#[test]
fn a_key_without_certificate_is_refused() {
    let made = make(&PKCS_ECDSA_P256_SHA256);
    let bytes = store(&made.key, &[]).writer(PASSWORD).write().unwrap();
    assert_eq!(read(&bytes, &password()).unwrap_err(), Pkcs12Error::NoCertificate);
}

#[test]
fn days_left_counts_whole_days_and_turns_negative_after_expiry() {
    let certificate = read(&file(&make(&PKCS_ECDSA_P256_SHA256)), &password()).unwrap();
    let end = certificate.not_after;
    assert_eq!(certificate.days_left(end - Duration::days(60)), 60);
    assert_eq!(certificate.days_left(end - Duration::hours(25)), 1);
    assert_eq!(certificate.days_left(end - Duration::hours(1)), 0);
    assert_eq!(certificate.days_left(end + Duration::hours(1)), -1);
    assert!(certificate.is_valid_at(end));
    assert!(!certificate.is_valid_at(end + Duration::seconds(1)));
    assert!(!certificate.is_valid_at(certificate.not_before - Duration::seconds(1)));
}

#[test]
fn debug_output_shows_no_key() {
    let made = make(&PKCS_ECDSA_P256_SHA256);
    let certificate = read(&file(&made), &password()).unwrap();
    let shown = format!("{certificate:?} {certificate:#?}");
    assert!(shown.contains("api.brest.example"));
    let body = certificate.identity_pem.expose_secret().lines().nth(1).unwrap();
    assert!(!shown.contains(body) && !shown.contains("PRIVATE KEY"), "{shown}");
    let error = format!("{:?}", read(&file(&made), &SecretString::from("canary-password")).unwrap_err());
    assert!(!error.contains("canary"));
}

/// One element of DER.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut written = vec![tag];
    match u8::try_from(content.len()) {
        Ok(short) if short < 0x80 => written.push(short),
        _ => {
            let length = u32::try_from(content.len()).unwrap().to_be_bytes();
            written.push(0x84);
            written.extend(length);
        }
    }
    written.extend(content);
    written
}

/// A PKCS#7 as authorities hand it over: signed data without content and without signatures.
fn pkcs7(certificates: &[&[u8]]) -> Vec<u8> {
    let signed = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
    let data = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
    let parts = [
        der(0x02, &[1]),
        der(0x31, &[]),
        der(0x30, &der(0x06, &data)),
        der(0xa0, &certificates.concat()),
        der(0x31, &[]),
    ];
    let content = der(0xa0, &der(0x30, &parts.concat()));
    der(0x30, &[der(0x06, &signed), content].concat())
}

fn pem(label: &str, der: &[u8]) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\r\n{}\r\n-----END {label}-----\r\n", lines.join("\r\n"))
}

/// A file with the certificate alone.
fn lonely(made: &Made) -> Vec<u8> {
    let store = store(&made.key, &[&made.leaf]);
    store.writer(PASSWORD).encryption_iterations(1000).mac_iterations(1000).write().unwrap()
}

#[test]
fn the_chain_that_an_authority_gives_apart_completes_the_certificate() {
    let made = make(&PKCS_ECDSA_P256_SHA256);
    let other = make(&PKCS_ECDSA_P256_SHA256);
    let alone = lonely(&made);
    assert_eq!(read(&alone, &password()).unwrap().chain_length, 1);
    let bundle = pkcs7(&[&other.leaf, &made.authority]);
    for file in [
        bundle.clone(),
        pem("PKCS7", &bundle).into_bytes(),
        format!("Autorité\n{}{}", pem("CERTIFICATE", &other.leaf), pem("CERTIFICATE", &made.authority))
            .into_bytes(),
        made.authority.clone(),
    ] {
        let authorities = read_authorities(&file);
        assert!(!authorities.is_empty());
        let whole = read_with_authorities(&alone, &password(), &authorities).unwrap();
        assert_eq!(whole.chain_length, 2);
        let told = certificates_of_pem(whole.identity_pem.expose_secret());
        assert_eq!(told.len(), 2);
        assert_eq!((told[0].subject.as_str(), told[0].not_after), (whole.subject.as_str(), whole.not_after));
        assert!(told[1].subject.contains("Autorité d'essai") && told[1].issuer == told[1].subject);
    }
    // What the file holds already may be given again.
    let whole = read_with_authorities(&file(&made), &password(), &read_authorities(&bundle)).unwrap();
    assert_eq!(whole.chain_length, 2);
}

#[test]
fn authorities_of_another_certificate_and_other_files_are_told() {
    let made = make(&PKCS_ECDSA_P256_SHA256);
    let foreign = read_authorities(&pkcs7(&[&made.leaf]));
    let of_itself = read_with_authorities(&lonely(&make(&PKCS_ED25519)), &password(), &foreign);
    assert_eq!(of_itself.unwrap_err(), Pkcs12Error::ForeignAuthorities);
    for file in [&b""[..], b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", b"%PDF-1.7"] {
        assert!(read_authorities(file).is_empty());
    }
    let bundle = pkcs7(&[&made.leaf, &made.authority]);
    for length in 0..bundle.len() {
        assert!(read_authorities(&bundle[..length]).is_empty(), "cut off at {length}");
    }
    let mut huge = bundle;
    huge.resize(MAX_AUTHORITIES_SIZE + 1, 0);
    assert!(read_authorities(&huge).is_empty());
}
