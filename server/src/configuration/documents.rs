//! Where the original files are: in the folder, or in an S3-compatible bucket.

use std::path::PathBuf;

use secrecy::SecretString;

use super::{Options, wrong};

/// The variable with the secret key of the bucket.
pub const SECRET_VARIABLE: &str = "PUPITRE_S3_SECRET_KEY";
const DEFAULT_REGION: &str = "us-east-1";

/// A bucket, as configured; the secret is read when it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// A folder in it; or empty.
    pub prefix: String,
    /// Address of its store; none for AWS.
    pub endpoint: Option<String>,
    /// Region of its store.
    pub region: String,
    /// Who we are there.
    pub access_key: String,
    /// File of the secret key.
    pub secret_key_file: Option<PathBuf>,
    /// Whether its name is a part of the host.
    pub virtual_hosted: bool,
    /// Whether its store may be spoken to without TLS.
    pub allow_http: bool,
}

impl Bucket {
    /// The bucket that is configured, if one is.
    ///
    /// # Errors
    /// [`crate::exit::Exit::Configuration`] when it cannot be used, or when settings of a bucket are given and none is.
    pub(super) fn of(options: &Options) -> anyhow::Result<Option<Self>> {
        let Some(address) = options.documents.as_deref().filter(|address| !address.is_empty()) else {
            return match superfluous(options) {
                None => Ok(None),
                Some(name) => Err(wrong(format!(
                    "{name} est donné sans --documents s3://SEAU/PRÉFIXE : ajoutez-le, ou retirez {name}"
                ))),
            };
        };
        let (name, prefix) = address_parts(address)?;
        let access_key = options.s3_access_key.clone().filter(|key| !key.is_empty());
        let Some(access_key) = access_key else {
            return Err(wrong(format!("{address} : donnez la clé d’accès avec --s3-access-key")));
        };
        let bucket = Self {
            name,
            prefix,
            endpoint: options.s3_endpoint.clone().filter(|endpoint| !endpoint.is_empty()),
            region: options.s3_region.clone().unwrap_or_else(|| DEFAULT_REGION.to_owned()),
            access_key,
            secret_key_file: options.s3_secret_key_file.clone(),
            virtual_hosted: options.s3_virtual_hosted.unwrap_or(false),
            allow_http: options.s3_allow_http.unwrap_or(false),
        };
        bucket.check_endpoint()?;
        Ok(Some(bucket))
    }

    fn check_endpoint(&self) -> anyhow::Result<()> {
        let Some(endpoint) = &self.endpoint else { return Ok(()) };
        let url = reqwest::Url::parse(endpoint)
            .map_err(|error| wrong(format!("s3-endpoint {endpoint} n’est pas une adresse : {error}")))?;
        let with_login = !url.username().is_empty() || url.password().is_some();
        if with_login || url.path() != "/" || url.query().is_some() {
            return Err(wrong(
                "s3-endpoint : donnez l’adresse seule, comme https://s3.example.org, sans identifiant ni chemin",
            ));
        }
        match url.scheme() {
            "https" => Ok(()),
            "http" if self.allow_http || is_loopback(&url) => Ok(()),
            "http" => Err(wrong(format!(
                "s3-endpoint {endpoint} n’est pas chiffré : utilisez https, ou acceptez que les factures voyagent \
                 en clair avec --s3-allow-http"
            ))),
            _ => Err(wrong(format!("s3-endpoint {endpoint} : utilisez https"))),
        }
    }

    /// Whether requests go without TLS.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.endpoint.as_deref().is_some_and(|endpoint| endpoint.starts_with("http://"))
    }

    /// The secret key.
    ///
    /// # Errors
    /// [`crate::exit::Exit::Configuration`] when there is none, or two, or its file cannot be read.
    pub fn secret_key(&self) -> anyhow::Result<SecretString> {
        let text = match (secret_from_environment(), &self.secret_key_file) {
            (Some(_), Some(_)) => {
                return Err(wrong(format!(
                    "{SECRET_VARIABLE} et s3-secret-key-file sont donnés tous les deux : gardez celui qui convient"
                )));
            }
            (Some(text), None) => text,
            (None, Some(path)) => {
                let name = path.display();
                let text = std::fs::read_to_string(path).map_err(|error| {
                    wrong(format!("s3-secret-key-file {name} ne peut pas être lu : {error}"))
                })?;
                crate::keys::warn_when_readable_by_others(path);
                text
            }
            (None, None) => {
                return Err(wrong(format!(
                    "{} : donnez la clé secrète dans {SECRET_VARIABLE} ou dans un fichier avec --s3-secret-key-file",
                    self.address()
                )));
            }
        };
        match text.trim() {
            "" => Err(wrong(format!("{} : la clé secrète est vide", self.address()))),
            text => Ok(SecretString::from(text)),
        }
    }

    /// As it is configured.
    #[must_use]
    pub fn address(&self) -> String {
        match self.prefix.as_str() {
            "" => format!("s3://{}", self.name),
            prefix => format!("s3://{}/{prefix}", self.name),
        }
    }
}

/// The first setting that means something for a bucket only.
fn superfluous(options: &Options) -> Option<&'static str> {
    [
        (options.s3_endpoint.is_some(), "--s3-endpoint"),
        (options.s3_region.is_some(), "--s3-region"),
        (options.s3_access_key.is_some(), "--s3-access-key"),
        (options.s3_secret_key_file.is_some(), "--s3-secret-key-file"),
        (options.s3_virtual_hosted.is_some(), "--s3-virtual-hosted"),
        (options.s3_allow_http.is_some(), "--s3-allow-http"),
    ]
    .into_iter()
    .find_map(|(given, name)| given.then_some(name))
}

fn address_parts(address: &str) -> anyhow::Result<(String, String)> {
    let parts = address.strip_prefix("s3://").map(|rest| rest.split_once('/').unwrap_or((rest, "")));
    match parts {
        Some((name, prefix)) if !name.is_empty() && !name.contains(['@', ':', '?']) => {
            Ok((name.to_owned(), prefix.trim_end_matches('/').to_owned()))
        }
        _ => Err(wrong("documents : donnez s3://SEAU ou s3://SEAU/PRÉFIXE, sans identifiant")),
    }
}

fn is_loopback(url: &reqwest::Url) -> bool {
    matches!(url.host_str().unwrap_or_default(), "127.0.0.1" | "localhost" | "[::1]")
}

#[expect(clippy::disallowed_methods, reason = "configuration is read here and nowhere else")]
fn secret_from_environment() -> Option<String> {
    std::env::var(SECRET_VARIABLE).ok().filter(|text| !text.trim().is_empty())
}

/// The settings with their values; none of them is a secret.
pub(super) fn lines(bucket: Option<&Bucket>) -> Vec<(&'static str, String)> {
    let none = || "none".to_owned();
    let of = |value: fn(&Bucket) -> String| bucket.map_or_else(none, value);
    let file = |bucket: &Bucket| bucket.secret_key_file.as_ref().map(|path| path.display().to_string());
    vec![
        ("documents", bucket.map_or_else(|| "in the folder".to_owned(), Bucket::address)),
        ("s3_endpoint", of(|bucket| bucket.endpoint.clone().unwrap_or_else(|| "AWS".to_owned()))),
        ("s3_region", of(|bucket| bucket.region.clone())),
        ("s3_access_key", of(|bucket| bucket.access_key.clone())),
        ("s3_secret_key_file", bucket.and_then(file).unwrap_or_else(none)),
        ("s3_virtual_hosted", of(|bucket| bucket.virtual_hosted.to_string())),
        ("s3_allow_http", of(|bucket| bucket.allow_http.to_string())),
    ]
}
