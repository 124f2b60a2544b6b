//! The real clock, the real randomness, and the connections to the outside.

use std::path::Path;

use chorus_pro::{HttpOptions, OutgoingProxy};
use chrono::{DateTime, Utc};
use domain::{Clock, Entropy};
use secrecy::SecretString;

use crate::configuration::Configuration;
use crate::exit::{Exit, failure};

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

/// How calls to Chorus Pro leave this machine: proxy and authorities, the same for every access. No redirect is followed,
/// and only the configuration names a proxy.
///
/// # Errors
/// [`Exit::Configuration`] when the proxy address or the certificate file is unusable.
pub fn http_options(proxy: Option<&str>, root_certificate: Option<&Path>) -> anyhow::Result<HttpOptions> {
    let mut options = HttpOptions {
        user_agent: concat!("Pupitre/", env!("CARGO_PKG_VERSION")).to_owned(),
        proxy: proxy.map(outgoing_proxy).transpose()?,
        ..HttpOptions::default()
    };
    if let Some(path) = root_certificate {
        let pem = std::fs::read_to_string(path).map_err(|error| {
            let reason = format!("root-certificate {}: {error}; give a PEM file", path.display());
            failure(Exit::Configuration, reason)
        })?;
        options.authorities.push(pem);
    }
    options.build().map_err(|error| failure(Exit::Configuration, error.to_string()))?;
    Ok(options)
}

/// A proxy address may hold a login, which travels apart.
fn outgoing_proxy(address: &str) -> anyhow::Result<OutgoingProxy> {
    let wrong = |reason: String| {
        failure(Exit::Configuration, format!("proxy is not an address like http://proxy:3128: {reason}"))
    };
    let mut url = reqwest::Url::parse(address).map_err(|error| wrong(error.to_string()))?;
    let login = (!url.username().is_empty()).then(|| {
        (url.username().to_owned(), SecretString::from(url.password().unwrap_or_default().to_owned()))
    });
    if url.set_username("").and_then(|()| url.set_password(None)).is_err() {
        return Err(wrong("no host".to_owned()));
    }
    Ok(OutgoingProxy { address: url.to_string(), login })
}

/// The options that a configuration asks for.
///
/// # Errors
/// As [`http_options`].
pub fn http_options_of(configuration: &Configuration) -> anyhow::Result<HttpOptions> {
    http_options(configuration.proxy.as_deref(), configuration.root_certificate.as_deref())
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
        let error = http_options(None, Some(&path)).unwrap_err();
        assert_eq!(crate::exit::describe(&error).0, Exit::Configuration);
    }
}
