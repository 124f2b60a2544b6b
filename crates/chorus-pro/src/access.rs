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
    /// `login:password` in base64.
    fn encoded(&self) -> String {
        STANDARD.encode(format!("{}:{}", self.login, self.password.expose_secret()))
    }
}

/// How the caller is identified.
#[derive(Debug, Clone)]
pub enum Access {
    /// Today's access: the PISTE gateway with an OAuth2 token (API.md §1).
    Piste {
        /// Where the gateway is.
        addresses: Addresses,
        /// Client id of the PISTE application.
        client_id: String,
        /// Client secret of the PISTE application.
        client_secret: SecretString,
        /// Technical account, sent in the `cpro-account` header. `None` for a connection of type
        /// `UTILISATEUR_APPLICATION_INTERNE`, where the header must be absent (API.md §1.3, reported by one
        /// integrator).
        technical_account: Option<TechnicalAccount>,
    },
    /// The older direct access (API.md §2). The client certificate is in the HTTP client handed to
    /// [`crate::Client::new`] (see [`crate::HttpOptions::identity`]); the technical account goes as HTTP Basic.
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
pub(crate) struct Identity {
    pub(crate) route: Route,
    /// What must not show in any text: the client secret, the password, and the two in a header.
    pub(crate) secrets: Vec<SecretString>,
}

/// The way calls go.
#[derive(Debug)]
pub(crate) enum Route {
    Piste {
        token: Url,
        api: String,
        client_id: String,
        client_secret: SecretString,
        account: Option<HeaderValue>,
    },
    Certificate {
        base: String,
        account: HeaderValue,
    },
}

impl Identity {
    pub(crate) fn new(access: Access) -> Result<Self, InvalidAddress> {
        let mut secrets = Vec::new();
        let route = match access {
            Access::Piste { addresses, client_id, client_secret, technical_account } => {
                secrets.push(client_secret.clone());
                let account = technical_account.map(|account| header(&account, "", &mut secrets));
                Route::Piste {
                    token: check("token", &addresses.token)?,
                    api: base("api", &addresses.api)?,
                    client_id,
                    client_secret,
                    account: account.transpose()?,
                }
            }
            Access::Certificate { base: address, technical_account } => Route::Certificate {
                base: base("certificate base", &address)?,
                account: header(&technical_account, "Basic ", &mut secrets)?,
            },
        };
        Ok(Self { route, secrets })
    }

    /// Whether calls name a technical account.
    pub(crate) fn has_account(&self) -> bool {
        !matches!(self.route, Route::Piste { account: None, .. })
    }
}

/// The header of the technical account behind `prefix`, marked as sensitive. Adds what it hides to `secrets`.
fn header(
    account: &TechnicalAccount,
    prefix: &str,
    secrets: &mut Vec<SecretString>,
) -> Result<HeaderValue, InvalidAddress> {
    let encoded = account.encoded();
    // Base64 always is a valid header value; the error keeps this free of panics.
    let mut value = HeaderValue::try_from(format!("{prefix}{encoded}"))
        .map_err(|_| InvalidAddress { which: "technical account", reason: "not a header value".into() })?;
    value.set_sensitive(true);
    secrets.extend([account.password.clone(), encoded.into()]);
    Ok(value)
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
