//! The certificates of the certificate mode: a self-made authority, one for the server, one per technical account.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, Utc};
use p12_keystore::{KeyStore, KeyStoreEntry, Pkcs12ImportPolicy, PrivateKey, PrivateKeyChain};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, SanType, date_time_ymd,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use serde::{Deserialize, Serialize};

use crate::random::fingerprint;
use crate::simulator::Simulator;

/// The password of every PKCS#12 file the simulator issues.
pub const PKCS12_PASSWORD: &str = "chorus-pro";

/// The authority's certificate, to be trusted by clients.
const AUTHORITY_FILE: &str = "authority.pem";
/// The authority's private key.
const AUTHORITY_KEY_FILE: &str = "authority-key.pem";
/// Days an authority and client certificates are valid.
const LONG: u64 = 3_650;
/// Days a server certificate is valid: some clients refuse more than 398.
const SHORT: u64 = 397;
/// Rounds of the key derivation: the password is public, more would only slow the start.
const ITERATIONS: u32 = 2_048;

/// What the server does about client certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAuthentication {
    /// Clients without a certificate connect, for the paths of PISTE and the page; those of the certificate mode
    /// answer 403.
    Asked,
    /// As on a port for the certificate mode alone: without a certificate the connection is refused.
    Required,
}

/// Certificates that cannot be made, read or written.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// A file cannot be read or written.
    #[error("the file {path} cannot be read or written: {source}")]
    File {
        /// The file's path.
        path: String,
        /// What the system answered.
        source: std::io::Error,
    },
    /// A certificate cannot be made, or a file of an earlier run does not hold one.
    #[error("{what}: {reason}")]
    Unusable {
        /// What was being made or read.
        what: String,
        /// Why it failed.
        reason: String,
    },
}

/// The certificates of a simulator, ready to serve ([`Simulator::serve_tls`]).
#[derive(Clone)]
pub struct Certificates {
    /// Where the files are and what they are for.
    pub files: CertificateFiles,
    pub(crate) configuration: Arc<ServerConfig>,
}

/// The files a client of the certificate mode needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateFiles {
    /// The authority's certificate in PEM, to be trusted by clients.
    pub authority: PathBuf,
    /// The password of every PKCS#12 file.
    pub password: String,
    /// One per technical account.
    pub clients: Vec<ClientCertificate>,
}

/// The client certificate of a technical account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientCertificate {
    /// Login of the account it was declared for.
    pub login: String,
    /// The PKCS#12 file with certificate, authority and private key.
    pub file: PathBuf,
    /// SHA-256 of the certificate in lower-case hexadecimal.
    pub fingerprint: String,
}

impl Simulator {
    /// Makes the authority and one client certificate per technical account in `folder`, keeps those of an earlier
    /// run, declares the clients' certificates in the world and makes a certificate for `localhost`. Blocking.
    ///
    /// The private keys in the folder are for tests: they can be read with a public password.
    ///
    /// # Errors
    /// [`CertificateError`] when a file cannot be read, written or understood.
    pub fn issue_certificates(
        &self,
        folder: &Path,
        authentication: ClientAuthentication,
    ) -> Result<Certificates, CertificateError> {
        std::fs::create_dir_all(folder).map_err(|source| file_error(folder, source))?;
        let (today, logins) = {
            let state = self.lock();
            let accounts = state.ledger.world.accounts.iter().filter(|account| !account.internal);
            (state.clock.real(), accounts.map(|account| account.login.clone()).collect::<Vec<_>>())
        };
        let authority = Authority::open(folder, today)?;
        let clients = logins.iter().map(|login| authority.client(folder, login, today));
        let clients = clients.collect::<Result<Vec<_>, _>>()?;
        let configuration = Arc::new(authority.server(today, authentication)?);
        self.declare(&clients);
        let files = CertificateFiles {
            authority: folder.join(AUTHORITY_FILE),
            password: PKCS12_PASSWORD.to_owned(),
            clients,
        };
        Ok(Certificates { files, configuration })
    }

    /// Writes the fingerprints into the accounts, as declarations in their raccordements.
    fn declare(&self, clients: &[ClientCertificate]) {
        let mut state = self.lock();
        for client in clients {
            let mut accounts = state.ledger.world.accounts.iter_mut();
            if let Some(account) = accounts.find(|account| account.login == client.login) {
                account.certificate = Some(client.fingerprint.clone());
            }
        }
        state.ledger.touch();
        drop(state);
        self.changed();
    }
}

fn file_error(path: &Path, source: std::io::Error) -> CertificateError {
    CertificateError::File { path: path.display().to_string(), source }
}

fn unusable(what: impl Into<String>, reason: impl std::fmt::Display) -> CertificateError {
    CertificateError::Unusable { what: what.into(), reason: reason.to_string() }
}

struct Authority {
    certificate: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    /// The authority of an earlier run, or a new one.
    fn open(folder: &Path, today: DateTime<Utc>) -> Result<Self, CertificateError> {
        let (certificate_path, key_path) = (folder.join(AUTHORITY_FILE), folder.join(AUTHORITY_KEY_FILE));
        if !(certificate_path.exists() && key_path.exists()) {
            let made = |error: rcgen::Error| unusable("the authority", error);
            let key = KeyPair::generate().map_err(made)?;
            let certificate = authority_parameters(today).self_signed(&key).map_err(made)?;
            write(&key_path, key.serialize_pem().as_bytes())?;
            write(&certificate_path, certificate.pem().as_bytes())?;
        }
        let read = |path: &Path| std::fs::read_to_string(path).map_err(|source| file_error(path, source));
        let (pem, key) = (read(&certificate_path)?, read(&key_path)?);
        let certificate = CertificateDer::from_pem_slice(pem.as_bytes())
            .map_err(|error| unusable(certificate_path.display().to_string(), error))?;
        let key = KeyPair::from_pem(&key).map_err(|error| unusable(key_path.display().to_string(), error))?;
        // Only name and key are read from the parameters when another certificate is signed.
        Ok(Self { certificate, issuer: Issuer::new(authority_parameters(today), key) })
    }

    fn sign(
        &self,
        mut parameters: CertificateParams,
    ) -> Result<(CertificateDer<'static>, KeyPair), CertificateError> {
        parameters.use_authority_key_identifier_extension = true;
        let made = |error: rcgen::Error| unusable("a certificate", error);
        let key = KeyPair::generate().map_err(made)?;
        let certificate = parameters.signed_by(&key, &self.issuer).map_err(made)?;
        Ok((certificate.der().clone(), key))
    }

    /// The certificate of an account: the one in its file when this authority signed it, else a new one.
    fn client(
        &self,
        folder: &Path,
        login: &str,
        today: DateTime<Utc>,
    ) -> Result<ClientCertificate, CertificateError> {
        let usual = |letter: char| letter.is_ascii_alphanumeric() || "@._-".contains(letter);
        let name: String = login.chars().map(|letter| if usual(letter) { letter } else { '_' }).collect();
        let file = folder.join(format!("{name}.p12"));
        let kept = std::fs::read(&file).ok().and_then(|bytes| self.read_client(&bytes));
        let fingerprint = match kept {
            Some(fingerprint) => fingerprint,
            None => {
                let mut wanted = parameters(login, today, LONG);
                wanted.key_usages = vec![KeyUsagePurpose::DigitalSignature];
                wanted.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
                let (certificate, key) = self.sign(wanted)?;
                write(&file, &self.pkcs12(login, &certificate, &key)?)?;
                fingerprint(&[certificate.as_ref()])
            }
        };
        Ok(ClientCertificate { login: login.to_owned(), file, fingerprint })
    }

    /// The fingerprint of the certificate in a PKCS#12 file; `None` when it is not one of this authority.
    fn read_client(&self, bytes: &[u8]) -> Option<String> {
        let store = KeyStore::from_pkcs12(bytes, PKCS12_PASSWORD, Pkcs12ImportPolicy::Strict).ok()?;
        let (_, chain) = store.private_key_chain()?;
        let [leaf, authority] = chain.certs() else { return None };
        (authority.as_der() == self.certificate.as_ref()).then(|| fingerprint(&[leaf.as_der()]))
    }

    fn pkcs12(
        &self,
        login: &str,
        certificate: &CertificateDer<'static>,
        key: &KeyPair,
    ) -> Result<Vec<u8>, CertificateError> {
        let failed =
            |error: p12_keystore::error::Error| unusable(format!("the PKCS#12 file of {login}"), error);
        let chain = [certificate, &self.certificate]
            .into_iter()
            .map(|der| p12_keystore::Certificate::from_der(der.as_ref()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(failed)?;
        let key = PrivateKey::from_der(key.serialized_der()).map_err(failed)?;
        let mut store = KeyStore::new();
        let chain = PrivateKeyChain::new(fingerprint(&[certificate.as_ref()]), key, chain);
        store.add_entry(login, KeyStoreEntry::PrivateKeyChain(chain));
        let writer = store.writer(PKCS12_PASSWORD);
        writer.encryption_iterations(ITERATIONS).mac_iterations(ITERATIONS).write().map_err(failed)
    }

    /// What the listener shows and asks for.
    fn server(
        &self,
        today: DateTime<Utc>,
        authentication: ClientAuthentication,
    ) -> Result<ServerConfig, CertificateError> {
        let mut wanted = parameters("localhost", today, SHORT);
        let name = "localhost".try_into().map_err(|error| unusable("the server's name", error))?;
        wanted.subject_alt_names = vec![
            SanType::DnsName(name),
            SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST)),
            SanType::IpAddress(IpAddr::V6(Ipv6Addr::LOCALHOST)),
        ];
        wanted.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        wanted.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let (certificate, key) = self.sign(wanted)?;
        let failed = |error: rustls::Error| unusable("the TLS settings", error);
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).map_err(failed)?;
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        let verifier = match authentication {
            ClientAuthentication::Asked => verifier.allow_unauthenticated(),
            ClientAuthentication::Required => verifier,
        };
        let verifier = verifier.build().map_err(|error| unusable("the TLS settings", error))?;
        let key = PrivateKeyDer::try_from(key.serialize_der())
            .map_err(|error| unusable("the server's key", error))?;
        let mut configuration = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(failed)?
            .with_client_cert_verifier(verifier)
            .with_single_cert(vec![certificate, self.certificate.clone()], key)
            .map_err(failed)?;
        configuration.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(configuration)
    }
}

fn authority_parameters(today: DateTime<Utc>) -> CertificateParams {
    let mut wanted = parameters("Autorité de Chorus Pro simulé", today, LONG);
    wanted.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    wanted.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    wanted
}

/// A subject and a validity from yesterday on: clocks differ.
fn parameters(name: &str, today: DateTime<Utc>, days: u64) -> CertificateParams {
    let mut wanted = CertificateParams::default();
    wanted.distinguished_name = DistinguishedName::new();
    wanted.distinguished_name.push(DnType::OrganizationName, "Chorus Pro simulé");
    wanted.distinguished_name.push(DnType::CommonName, name);
    let day = |at: DateTime<Utc>| {
        let small = |number: u32| u8::try_from(number).unwrap_or(1);
        date_time_ymd(at.year(), small(at.month()), small(at.day()))
    };
    wanted.not_before = day(today.checked_sub_days(Days::new(1)).unwrap_or(today));
    wanted.not_after = day(today.checked_add_days(Days::new(days)).unwrap_or(today));
    wanted
}

/// Writes a file that only its owner can read.
fn write(path: &Path, bytes: &[u8]) -> Result<(), CertificateError> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(bytes));
    written.map_err(|source| file_error(path, source))
}
