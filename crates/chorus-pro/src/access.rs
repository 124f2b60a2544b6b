//! Where the API is and who calls it.

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{Url, header::HeaderValue};
use secrecy::{ExposeSecret, SecretString};

/// Base of the older certificate mode, production (API.md §2).
pub const CERTIFICATE_BASE_PRODUCTION: &str = "https://chorus-pro.gouv.fr:5443/service";
/// Base of the older certificate mode, qualification (API.md §2).
pub const CERTIFICATE_BASE_QUALIFICATION: &str = "https://chorus-pro.gouv.fr:5443/service-qualif";

/// Addresses of the PISTE gateway. Any other pair can be given, for instance that of a simulator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses {
    /// Full address of the token service.
    pub token: String,
    /// Everything before `/factures/v1/…`, so with `/cpro` and without a final slash.
    pub api: String,
}

impl Addresses {
    /// Production (API.md §1.1).
    #[must_use]
    pub fn production() -> Self {
        Self {
            token: "https://oauth.piste.gouv.fr/api/oauth/token".into(),
            api: "https://api.piste.gouv.fr/cpro".into(),
        }
    }

    /// Sandbox of the gateway, which is the qualification of Chorus Pro (API.md §1.1).
    #[must_use]
    pub fn qualification() -> Self {
        Self {
            token: "https://sandbox-oauth.piste.gouv.fr/api/oauth/token".into(),
            api: "https://sandbox-api.piste.gouv.fr/cpro".into(),
        }
    }
}

/// The technical account of the connection declared in Chorus Pro.
#[derive(Debug, Clone)]
pub struct TechnicalAccount {
    /// Login, like `TECH_1_…@cpro.fr`.
    pub login: String,
    /// Password. It expires; see `dateExpirationMotPasseCompteTech` of `structures/consulter`.
    pub password: SecretString,
}

impl TechnicalAccount {
    /// `login:password` in base64, behind `prefix`, marked as sensitive.
    fn header(&self, prefix: &str) -> Option<HeaderValue> {
        let pair = format!("{}:{}", self.login, self.password.expose_secret());
        let mut value = HeaderValue::try_from(format!("{prefix}{}", STANDARD.encode(pair))).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

/// How the caller is identified.
#[derive(Debug, Clone)]
pub enum Access {
    /// Today's access: the PISTE gateway with an OAuth2 token (API.md §1).
    Piste {
        /// Client id of the PISTE application.
        client_id: String,
        /// Client secret of the PISTE application.
        client_secret: SecretString,
        /// Technical account, sent in the `cpro-account` header.
        technical_account: TechnicalAccount,
    },
    /// The older direct access (API.md §2). The client certificate is in the HTTP client handed to
    /// [`crate::Client::new`]; the technical account goes as HTTP Basic.
    Certificate {
        /// Base address, for instance [`CERTIFICATE_BASE_PRODUCTION`].
        base: String,
        /// Technical account.
        technical_account: TechnicalAccount,
    },
}

/// An address that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("invalid {which} address: {reason}")]
pub struct InvalidAddress {
    /// Which address: `token`, `api` or `certificate base`.
    pub which: &'static str,
    /// What is wrong with it.
    pub reason: String,
}

/// The access as the client uses it: checked addresses, ready headers.
#[derive(Debug)]
pub(crate) enum Identity {
    Piste { token: Url, api: String, client_id: String, client_secret: SecretString, account: HeaderValue },
    Certificate { base: String, account: HeaderValue },
}

impl Identity {
    pub(crate) fn new(addresses: &Addresses, access: Access) -> Result<Self, InvalidAddress> {
        match access {
            Access::Piste { client_id, client_secret, technical_account } => Ok(Self::Piste {
                token: check("token", &addresses.token)?,
                api: base("api", &addresses.api)?,
                client_id,
                client_secret,
                account: account_header(&technical_account, "")?,
            }),
            Access::Certificate { base: address, technical_account } => Ok(Self::Certificate {
                base: base("certificate base", &address)?,
                account: account_header(&technical_account, "Basic ")?,
            }),
        }
    }
}

fn account_header(account: &TechnicalAccount, prefix: &str) -> Result<HeaderValue, InvalidAddress> {
    // Base64 always is a valid header value; the error keeps this free of panics.
    account
        .header(prefix)
        .ok_or_else(|| InvalidAddress { which: "technical account", reason: "not a header value".into() })
}

fn base(which: &'static str, address: &str) -> Result<String, InvalidAddress> {
    check(which, address)?;
    Ok(address.trim_end_matches('/').to_owned())
}

fn check(which: &'static str, address: &str) -> Result<Url, InvalidAddress> {
    let invalid = |reason: String| InvalidAddress { which, reason };
    let url = Url::parse(address).map_err(|error| invalid(error.to_string()))?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err(invalid("the scheme must be https (or http)".into()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("it must not hold a login".into()));
    }
    Ok(url)
}
