//! The real clock, the real randomness, and the connections to the outside.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use domain::{Clock, Entropy};

use crate::configuration::Configuration;
use crate::exit::{Exit, failure};

/// Longest time until a connection to Chorus Pro stands.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// An unused connection is closed after this time; the gateway closes them earlier than the usual 90 s.
const POOL_IDLE: Duration = Duration::from_secs(60);
/// Unused connections kept for each host.
const POOL_SIZE: usize = 8;

/// The clock of the machine.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where real time comes in")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// The randomness of the operating system.
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        if let Err(error) = getrandom::fill(buffer) {
            // Without randomness nothing can be kept secret: ending is the only safe answer.
            tracing::error!(%error, "the operating system gives no randomness");
            std::process::abort();
        }
    }
}

/// The client of every call to Chorus Pro. No redirect is followed: credentials go nowhere else.
///
/// # Errors
/// [`Exit::Configuration`] when the proxy address or the certificate file is unusable.
pub fn http_client(proxy: Option<&str>, root_certificate: Option<&Path>) -> anyhow::Result<reqwest::Client> {
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("Pupitre/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .pool_idle_timeout(POOL_IDLE)
        .pool_max_idle_per_host(POOL_SIZE)
        // Only the configuration names a proxy: what the environment says for other programs is not followed.
        .no_proxy();
    if let Some(address) = proxy {
        let proxy = reqwest::Proxy::all(address).map_err(|error| {
            failure(Exit::Configuration, format!("proxy is not an address like http://proxy:3128: {error}"))
        })?;
        builder = builder.proxy(proxy);
    }
    if let Some(path) = root_certificate {
        let unusable = |reason: String| {
            failure(
                Exit::Configuration,
                format!("root-certificate {}: {reason}; give a PEM file", path.display()),
            )
        };
        let pem = std::fs::read(path).map_err(|error| unusable(error.to_string()))?;
        let certificates =
            reqwest::Certificate::from_pem_bundle(&pem).map_err(|error| unusable(error.to_string()))?;
        if certificates.is_empty() {
            return Err(unusable("no certificate in it".to_owned()));
        }
        builder = builder.tls_certs_merge(certificates);
    }
    builder.build().context("the HTTP client cannot be built")
}

/// The client that a configuration asks for.
///
/// # Errors
/// As [`http_client`].
pub fn http_client_of(configuration: &Configuration) -> anyhow::Result<reqwest::Client> {
    http_client(configuration.proxy.as_deref(), configuration.root_certificate.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn randomness_is_not_all_zeros() {
        let mut bytes = [0_u8; 32];
        SystemEntropy.fill(&mut bytes);
        assert_ne!(bytes, [0_u8; 32]);
    }

    #[test]
    fn a_certificate_file_without_certificate_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("roots.pem");
        std::fs::write(&path, "nothing").unwrap();
        let error = http_client(None, Some(&path)).unwrap_err();
        assert_eq!(crate::exit::describe(&error).0, Exit::Configuration);
    }
}
