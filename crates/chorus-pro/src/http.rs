//! The HTTP client: certificates, authorities, proxy.

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{Certificate, Identity, Proxy, redirect::Policy};
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use std::time::Duration;

/// What the HTTP client of a [`crate::Client`] is made of. TLS is always that of rustls.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// Authorities trusted in addition to those of the system: one or more certificates in PEM each, for
    /// instance that of a company whose proxy opens TLS connections.
    pub authorities: Vec<String>,
    /// The proxy all requests go through. The environment (`https_proxy`…) has no say.
    pub proxy: Option<OutgoingProxy>,
    /// The client certificate of [`crate::Access::Certificate`].
    pub identity: Option<ClientCertificate>,
    /// Longest time until a connection stands. 10 seconds.
    pub connect_timeout: Duration,
    /// What requests say they come from (`User-Agent`). `chorus-pro/` with the version of this crate.
    pub user_agent: String,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            authorities: Vec::new(),
            proxy: None,
            identity: None,
            connect_timeout: Duration::from_secs(10),
            user_agent: concat!("chorus-pro/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

/// A proxy of the local network.
#[derive(Debug, Clone)]
pub struct OutgoingProxy {
    /// Its address, like `http://proxy.exemple.fr:3128`, without login.
    pub address: String,
    /// Login and password, when it wants them (HTTP Basic).
    pub login: Option<(String, SecretString)>,
}

/// A certificate with its key. With the feature `pkcs12` (on by default) `ClientCertificate::from_pkcs12` reads
/// a PKCS#12 file.
#[derive(Debug, Clone)]
pub enum ClientCertificate {
    /// In PEM: the private key (PKCS#8, PKCS#1 or SEC1, not encrypted), the certificate, then its chain.
    Pem(SecretString),
    /// In DER.
    Der {
        /// The certificate, then its chain.
        certificates: Vec<Vec<u8>>,
        /// The private key, in PKCS#8, not encrypted.
        key: SecretSlice<u8>,
    },
}

/// Options no HTTP client can be made of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("invalid {which}: {reason}")]
pub struct InvalidHttpOptions {
    /// Which option: `authority`, `proxy`, `client certificate` or `HTTP client`.
    pub which: &'static str,
    /// What is wrong with it. Holds no secret.
    pub reason: String,
}

impl HttpOptions {
    /// The HTTP client. It follows no redirect: the header of the technical account must not go elsewhere.
    ///
    /// # Errors
    /// When a certificate, a key or an address cannot be used.
    pub fn build(&self) -> Result<reqwest::Client, InvalidHttpOptions> {
        let mut builder = reqwest::Client::builder()
            .redirect(Policy::none())
            .connect_timeout(self.connect_timeout)
            .user_agent(&self.user_agent)
            // The gateway closes unused connections earlier than the usual 90 s.
            .pool_idle_timeout(Duration::from_secs(60))
            .pool_max_idle_per_host(8)
            .no_proxy();
        let mut authorities = Vec::new();
        for pem in &self.authorities {
            let certificates = Certificate::from_pem_bundle(pem.as_bytes()).map_err(invalid("authority"))?;
            if certificates.is_empty() {
                return Err(InvalidHttpOptions {
                    which: "authority",
                    reason: "it holds no certificate".into(),
                });
            }
            authorities.extend(certificates);
        }
        if !authorities.is_empty() {
            builder = builder.tls_certs_merge(authorities);
        }
        if let Some(proxy) = &self.proxy {
            builder = builder.proxy(proxy.build()?);
        }
        if let Some(identity) = &self.identity {
            builder = builder.identity(identity.build()?);
        }
        builder.build().map_err(invalid("HTTP client"))
    }
}

impl OutgoingProxy {
    fn build(&self) -> Result<Proxy, InvalidHttpOptions> {
        let refused = |reason: &str| InvalidHttpOptions { which: "proxy", reason: reason.into() };
        let url = reqwest::Url::parse(&self.address).map_err(|error| refused(&error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(refused("the scheme must be http or https"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refused("its address must not hold a login"));
        }
        let proxy = Proxy::all(url).map_err(invalid("proxy"))?;
        Ok(match &self.login {
            Some((login, password)) => proxy.basic_auth(login, password.expose_secret()),
            None => proxy,
        })
    }
}

impl ClientCertificate {
    fn build(&self) -> Result<Identity, InvalidHttpOptions> {
        let identity = match self {
            Self::Pem(pem) => Identity::from_pem(pem.expose_secret().as_bytes()),
            Self::Der { certificates, key } => {
                let mut pem = section("PRIVATE KEY", key.expose_secret());
                for certificate in certificates {
                    pem.push_str(&section("CERTIFICATE", certificate));
                }
                Identity::from_pem(SecretString::from(pem).expose_secret().as_bytes())
            }
        };
        identity.map_err(invalid("client certificate"))
    }
}

/// One section of a PEM file.
fn section(label: &str, der: &[u8]) -> String {
    let encoded = STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = after;
    }
    pem.push_str(&format!("-----END {label}-----\n"));
    pem
}

/// The texts of an error and its sources: the first alone says "builder error".
fn invalid(which: &'static str) -> impl Fn(reqwest::Error) -> InvalidHttpOptions {
    move |error| {
        let mut reason = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(inner) = source {
            reason.push_str(": ");
            reason.push_str(&inner.to_string());
            source = inner.source();
        }
        InvalidHttpOptions { which, reason }
    }
}
