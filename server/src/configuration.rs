//! What an operator may set, and where each value comes from: flag, environment, file, default, in this order.
//!
//! One structure describes a setting for all three: its flag is `--name-of-setting`, its variable
//! `PUPITRE_NAME_OF_SETTING` (shorter for a few), its key in the TOML file `name-of-setting`. The key that seals
//! secrets is the exception: a secret is neither a flag nor a line of the file.

pub mod documents;
mod file;
mod operating;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use secrecy::SecretString;
use serde::Deserialize;
use storage_sql::{Engine, Location};

use crate::exit::{Exit, failure};
use crate::listening::Limits;
use documents::Bucket;
use file::{nearest, read_file};
use operating::{connection_limits, operations_settings};

/// The variable with the text of the key.
pub const KEY_VARIABLE: &str = "PUPITRE_KEY";
/// Where it listens unless told otherwise.
pub const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 3000);
const DEFAULT_FOLDER: &str = "pupitre-data";
/// Seconds.
const DAY: u64 = 86_400;
/// Bytes of a megabyte.
const MEGABYTE: u64 = 1024 * 1024;
const DEFAULT_LOG: &str = "info,sqlx=warn";
/// Secrets, and variables of the build and of the tests, which are no settings.
const OTHER_VARIABLES: [&str; 10] = [
    KEY_VARIABLE,
    documents::SECRET_VARIABLE,
    "PUPITRE_BINARY",
    "PUPITRE_MIGRATE_FROM",
    "PUPITRE_MIGRATE_TO",
    "PUPITRE_TEST_POSTGRES",
    "PUPITRE_REQUIRE_POSTGRES",
    "PUPITRE_REQUIRE_REFERENCE",
    "PUPITRE_TEST_SSHD",
    "PUPITRE_REQUIRE_SSHD",
];

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Human,
    /// One JSON object a line.
    Json,
}

macro_rules! settings {
    ($($(#[$meta:meta])* $name:ident: $kind:ty;)+) => {
        /// The settings as given in one place; what is not given is `None`.
        #[derive(Args, Deserialize, Clone, Debug, Default)]
        #[serde(rename_all = "kebab-case", default)]
        pub struct Options {
            $($(#[$meta])* pub $name: Option<$kind>,)+
        }

        impl Options {
            /// What is given here, else what `later` gives; `sources` notes which one it was.
            fn or(self, later: Self, sources: &mut BTreeMap<&'static str, &'static str>) -> Self {
                $(
                    let source = if self.$name.is_some() { "flag or environment" }
                        else if later.$name.is_some() { "file" } else { "default" };
                    sources.insert(stringify!($name), source);
                )+
                Self { $($name: self.$name.or(later.$name),)+ }
            }
        }
    };
}

settings! {
    /// Address and port of the site
    #[arg(long, env = "PUPITRE_LISTEN", value_name = "ADDRESS:PORT")]
    listen: SocketAddr;
    /// Folder of the database and the documents
    #[arg(long, env = "PUPITRE_FOLDER", value_name = "FOLDER")]
    folder: PathBuf;
    /// The database: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME (default: pupitre.sqlite in the folder)
    #[arg(long, env = "PUPITRE_DATABASE", value_name = "ADDRESS", hide_env_values = true)]
    database: String;
    /// The original files, in an S3-compatible bucket: s3://BUCKET or s3://BUCKET/PREFIX (default: in the folder)
    #[arg(long, env = "PUPITRE_DOCUMENTS", value_name = "ADDRESS")]
    documents: String;
    /// Address of the store of the bucket, with its scheme (default: that of AWS for the region)
    #[arg(long, env = "PUPITRE_S3_ENDPOINT", value_name = "ADDRESS")]
    s3_endpoint: String;
    /// Region of the bucket (default: us-east-1)
    #[arg(long, env = "PUPITRE_S3_REGION", value_name = "NAME")]
    s3_region: String;
    /// Access key for the bucket; not a secret, its secret key is
    #[arg(long, env = "PUPITRE_S3_ACCESS_KEY", value_name = "KEY")]
    s3_access_key: String;
    /// File of the secret key; or put its text in the variable PUPITRE_S3_SECRET_KEY
    #[arg(long, env = "PUPITRE_S3_SECRET_KEY_FILE", value_name = "FILE")]
    s3_secret_key_file: PathBuf;
    /// The bucket is a part of the host name rather than of the path
    #[arg(long, env = "PUPITRE_S3_VIRTUAL_HOSTED", value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    s3_virtual_hosted: bool;
    /// Accept a store without TLS that is not on loopback: invoices travel in the clear
    #[arg(long, env = "PUPITRE_S3_ALLOW_HTTP", value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    s3_allow_http: bool;
    /// Folder of the built site (default: beside the program, else target/site)
    #[arg(long, env = "PUPITRE_SITE", value_name = "FOLDER")]
    site: PathBuf;
    /// File of the key that seals secrets; or put its text in the variable PUPITRE_KEY
    #[arg(long, env = "PUPITRE_KEY_FILE", value_name = "FILE")]
    key_file: PathBuf;
    /// A reverse proxy ends TLS in front and adds the caller as last address of X-Forwarded-For
    #[arg(long, env = "PUPITRE_BEHIND_PROXY", value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    behind_proxy: bool;
    /// Anybody may check invoices at /verifier, without signing in; their files are read and forgotten
    #[arg(long, env = "PUPITRE_OPEN_CHECK", value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    open_check: bool;
    /// Connections of the site at the same time, 4 to 65535; what comes beyond is closed
    #[arg(long, env = "PUPITRE_SOCKETS", value_name = "COUNT")]
    sockets: u64;
    /// Seconds within which the head of a request has to be there, 1 to 600; an idle connection is closed after them
    #[arg(long, env = "PUPITRE_HEAD_SECONDS", value_name = "SECONDS", hide_short_help = true)]
    head_seconds: u64;
    /// Seconds for which an upload may stop, or an answer wait for its reader, 1 to 600
    #[arg(long, env = "PUPITRE_STALL_SECONDS", value_name = "SECONDS", hide_short_help = true)]
    stall_seconds: u64;
    /// Address and port, on loopback, of the Prometheus metrics (default: none)
    #[arg(long, env = "PUPITRE_METRICS", value_name = "ADDRESS:PORT")]
    metrics: SocketAddr;
    /// What is logged, such as info or pupitre=debug,operations=debug
    #[arg(long, env = "PUPITRE_LOG", value_name = "FILTER")]
    log: String;
    /// How it is logged
    #[arg(long, env = "PUPITRE_LOG_FORMAT", value_enum, value_name = "FORMAT")]
    log_format: LogFormat;
    /// Proxy for calls to Chorus Pro, such as http://proxy:3128 (default: none)
    #[arg(long, env = "PUPITRE_PROXY", value_name = "ADDRESS", hide_env_values = true)]
    proxy: String;
    /// PEM file of certificates to trust besides those of the system
    #[arg(long, env = "PUPITRE_ROOT_CERTIFICATE", value_name = "FILE")]
    root_certificate: PathBuf;
    /// Seconds in which a submission can be undone, 0 to 600
    #[arg(long, env = "PUPITRE_UNDO_SECONDS", value_name = "SECONDS")]
    undo_seconds: u64;
    /// Seconds between two synchronisations of a connection, 30 to 86400
    #[arg(long, env = "PUPITRE_SYNC_SECONDS", value_name = "SECONDS")]
    sync_seconds: u64;
    /// The same while an invoice is on its way, 5 to 86400
    #[arg(long, env = "PUPITRE_SYNC_UNDER_WAY_SECONDS", value_name = "SECONDS")]
    sync_under_way_seconds: u64;
    /// Minutes without a request after which a session ends, 5 to 1440
    #[arg(long, env = "PUPITRE_SESSION_IDLE_MINUTES", value_name = "MINUTES")]
    session_idle_minutes: u64;
    /// Hours after which a session ends in any case, 1 to 168
    #[arg(long, env = "PUPITRE_SESSION_HOURS", value_name = "HOURS")]
    session_hours: u64;
    /// Days for which people who manage structures, people or received invoices may do without a second factor, 0 to 365
    #[arg(long, env = "PUPITRE_SECOND_FACTOR_DAYS", value_name = "DAYS")]
    second_factor_days: u64;
    /// Password hashes computed at the same time, 19 MiB each, 1 to 64
    #[arg(long, env = "PUPITRE_PASSWORD_HASHES", value_name = "COUNT")]
    password_hashes: u64;
    /// Jobs under way at the same time in this process, 0 (none: workers do them) to 256
    #[arg(long, env = "PUPITRE_JOBS", value_name = "COUNT")]
    jobs: u64;
    /// Seconds without a sign of life after which other processes take over what a process held, 5 to 600
    #[arg(long, env = "PUPITRE_DEAD_SECONDS", value_name = "SECONDS", hide_short_help = true)]
    dead_seconds: u64;
    /// Longest time of one call to Chorus Pro, 5 to 600 seconds
    #[arg(long, env = "PUPITRE_CALL_SECONDS", value_name = "SECONDS")]
    call_seconds: u64;
    /// Days for which the exchanges with Chorus Pro are kept, 0 (none is) to 365
    #[arg(long, env = "PUPITRE_EXCHANGE_DAYS", value_name = "DAYS")]
    exchange_days: u64;
    /// Folder below which EDI links may use folders of this machine (default: none may)
    #[arg(long, env = "PUPITRE_EDI_FOLDER", value_name = "FOLDER")]
    edi_folder: PathBuf;
    /// Servers of the own network that EDI links may call, by comma; those of the whole network may be called anyway
    #[arg(long, env = "PUPITRE_EDI_HOSTS", value_name = "HOST,HOST")]
    edi_hosts: String;
    /// Seconds between two looks into the folder of an EDI link, 30 to 86400
    #[arg(long, env = "PUPITRE_EDI_SECONDS", value_name = "SECONDS")]
    edi_seconds: u64;
    /// Megabytes of files that a person may send on a day, whatever becomes of them, 10 to 1000000
    #[arg(long, env = "PUPITRE_UPLOAD_MEGABYTES_PER_DAY", value_name = "MB")]
    upload_megabytes_per_day: u64;
    /// Token service of qualification (default: the sandbox of PISTE)
    #[arg(long, env = "PUPITRE_QUALIFICATION_TOKEN_ADDRESS", value_name = "ADDRESS", hide_short_help = true)]
    qualification_token_address: String;
    /// Services of qualification, with /cpro (default: the sandbox of PISTE)
    #[arg(long, env = "PUPITRE_QUALIFICATION_API_ADDRESS", value_name = "ADDRESS", hide_short_help = true)]
    qualification_api_address: String;
    /// Token service of production (default: PISTE)
    #[arg(long, env = "PUPITRE_PRODUCTION_TOKEN_ADDRESS", value_name = "ADDRESS", hide_short_help = true)]
    production_token_address: String;
    /// Services of production, with /cpro (default: PISTE)
    #[arg(long, env = "PUPITRE_PRODUCTION_API_ADDRESS", value_name = "ADDRESS", hide_short_help = true)]
    production_api_address: String;
    /// Services of qualification for accesses by certificate (default: Chorus Pro)
    #[arg(long, env = "PUPITRE_QUALIFICATION_CERTIFICATE_ADDRESS", value_name = "ADDRESS", hide_short_help = true)]
    qualification_certificate_address: String;
    /// Services of production for accesses by certificate (default: Chorus Pro)
    #[arg(long, env = "PUPITRE_PRODUCTION_CERTIFICATE_ADDRESS", value_name = "ADDRESS", hide_short_help = true)]
    production_certificate_address: String;
}

/// What the command line and the environment give.
#[derive(Args, Clone, Debug, Default)]
pub struct Given {
    /// TOML file of settings; a flag or a variable goes before it
    #[arg(long, env = "PUPITRE_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The settings.
    #[command(flatten)]
    pub options: Options,
}

/// Where the key comes from.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// The variable `PUPITRE_KEY`.
    Variable(SecretString),
    /// A file.
    File(PathBuf),
}

/// The settings in force, checked.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// Where the site is served.
    pub listen: SocketAddr,
    /// The data folder.
    pub folder: PathBuf,
    /// The database; none is `pupitre.sqlite` in the folder.
    pub database: Option<Location>,
    /// The bucket of the original files; none is `documents` in the folder.
    pub bucket: Option<Bucket>,
    /// The built site.
    pub site: PathBuf,
    /// The key, when one is given.
    pub key: Option<KeySource>,
    /// Whether a reverse proxy stands in front.
    pub behind_proxy: bool,
    /// Whether anybody may check invoices without signing in.
    pub open_check: bool,
    /// What a connection may take.
    pub limits: Limits,
    /// Where metrics are served.
    pub metrics: Option<SocketAddr>,
    /// Filter of the log.
    pub log: String,
    /// Its format.
    pub log_format: LogFormat,
    /// Proxy for calls to Chorus Pro.
    pub proxy: Option<String>,
    /// Certificates to trust besides those of the system.
    pub root_certificate: Option<PathBuf>,
    /// Settings of the operations.
    pub operations: operations::Settings,
    /// Where each setting came from, by the name of its flag without dashes.
    pub sources: BTreeMap<&'static str, &'static str>,
}

impl Configuration {
    /// Puts flags, environment, file and defaults together.
    ///
    /// # Errors
    /// [`Exit::Configuration`] with what is wrong and where.
    pub fn resolve(given: Given, key: Option<SecretString>) -> anyhow::Result<Self> {
        let file = given.config.as_deref().map(read_file).transpose()?.unwrap_or_default();
        let mut sources = BTreeMap::new();
        let key = choose_key(key, given.options.key_file.clone(), file.key_file.clone())?;
        let options = given.options.or(file, &mut sources);
        let configuration = Self {
            listen: options.listen.unwrap_or(DEFAULT_LISTEN),
            folder: options.folder.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_FOLDER)),
            database: options.database.as_deref().map(database).transpose()?,
            bucket: Bucket::of(&options)?,
            site: options.site.clone().unwrap_or_else(default_site),
            key,
            behind_proxy: options.behind_proxy.unwrap_or(false),
            open_check: options.open_check.unwrap_or(false),
            limits: connection_limits(&options)?,
            metrics: options.metrics,
            log: options.log.clone().unwrap_or_else(|| DEFAULT_LOG.to_owned()),
            log_format: options.log_format.unwrap_or_default(),
            proxy: options.proxy.clone().filter(|address| !address.is_empty()),
            root_certificate: options.root_certificate.clone(),
            operations: operations_settings(&options)?,
            sources,
        };
        configuration.check()?;
        Ok(configuration)
    }

    fn check(&self) -> anyhow::Result<()> {
        if let Some(metrics) = self.metrics.filter(|address| !address.ip().is_loopback()) {
            return Err(wrong(format!(
                "metrics {metrics} is open to other machines: use a loopback address such as 127.0.0.1:9464"
            )));
        }
        let shared = self.database.as_ref().is_some_and(|database| database.engine() == Engine::Postgres);
        if self.operations.queue.places == 0 && !shared {
            return Err(wrong("jobs is 0, and nobody else can work with this database: leave it out"));
        }
        Ok(())
    }

    /// Refuses to serve plain HTTP to other machines: passwords would travel in the clear.
    ///
    /// # Errors
    /// [`Exit::Configuration`].
    pub fn check_listen(&self) -> anyhow::Result<()> {
        if self.listen.ip().is_loopback() || self.behind_proxy {
            return Ok(());
        }
        Err(wrong(format!(
            "listen {} is plain HTTP open to other machines: put a TLS reverse proxy in front and say so with \
             --behind-proxy, or listen on 127.0.0.1",
            self.listen
        )))
    }

    /// Every setting with its value, secrets masked, and where it came from.
    #[must_use]
    pub fn lines(&self) -> Vec<(String, String, &'static str)> {
        let settings = &self.operations;
        let none = || "none".to_owned();
        let seconds = |duration: Duration| format!("{} s", duration.as_secs());
        let values: [(&'static str, String); 35] = [
            ("listen", self.listen.to_string()),
            ("folder", self.folder.display().to_string()),
            (
                "database",
                self.database.as_ref().map_or_else(|| "in the folder".to_owned(), ToString::to_string),
            ),
            ("site", self.site.display().to_string()),
            ("behind_proxy", self.behind_proxy.to_string()),
            ("open_check", self.open_check.to_string()),
            ("sockets", self.limits.sockets.to_string()),
            ("head_seconds", seconds(self.limits.head)),
            ("stall_seconds", seconds(self.limits.stall)),
            ("metrics", self.metrics.map_or_else(none, |address| address.to_string())),
            ("log", self.log.clone()),
            ("log_format", format!("{:?}", self.log_format).to_lowercase()),
            ("proxy", self.proxy.as_deref().map_or_else(none, mask_password)),
            (
                "root_certificate",
                self.root_certificate.as_ref().map_or_else(none, |path| path.display().to_string()),
            ),
            ("undo_seconds", seconds(settings.undo)),
            ("sync_seconds", seconds(settings.sync_every)),
            ("sync_under_way_seconds", seconds(settings.sync_while_under_way)),
            ("session_idle_minutes", format!("{} min", settings.session_idle.as_secs() / 60)),
            ("session_hours", format!("{} h", settings.session_absolute.as_secs() / 3_600)),
            ("second_factor_days", format!("{} d", settings.second_factor_grace.as_secs() / DAY)),
            ("password_hashes", settings.simultaneous_hashes.to_string()),
            ("jobs", settings.queue.places.to_string()),
            ("dead_seconds", seconds(settings.queue.dead_after)),
            ("call_seconds", seconds(settings.call_timeout)),
            ("exchange_days", format!("{} d", settings.exchanges_kept.as_secs() / DAY)),
            ("edi_folder", settings.edi_folder.as_ref().map_or_else(none, |path| path.display().to_string())),
            ("edi_hosts", if settings.edi_hosts.is_empty() { none() } else { settings.edi_hosts.join(",") }),
            ("edi_seconds", seconds(settings.edi_every)),
            ("upload_megabytes_per_day", format!("{} MB", settings.uploads_per_day / MEGABYTE)),
            ("qualification_token_address", settings.qualification.token.clone()),
            ("qualification_api_address", settings.qualification.api.clone()),
            ("production_token_address", settings.production.token.clone()),
            ("production_api_address", settings.production.api.clone()),
            ("qualification_certificate_address", settings.certificate_bases[0].clone()),
            ("production_certificate_address", settings.certificate_bases[1].clone()),
        ];
        let source = |name: &str| self.sources.get(name).copied().unwrap_or("default");
        let mut lines: Vec<_> =
            values.into_iter().map(|(name, value)| (name.replace('_', "-"), value, source(name))).collect();
        let bucket = documents::lines(self.bucket.as_ref());
        lines.extend(bucket.into_iter().map(|(name, value)| (name.replace('_', "-"), value, source(name))));
        lines.push(match &self.key {
            None => ("key".to_owned(), "none".to_owned(), "default"),
            Some(KeySource::Variable(_)) => ("key".to_owned(), "********".to_owned(), "PUPITRE_KEY"),
            Some(KeySource::File(path)) => {
                ("key-file".to_owned(), path.display().to_string(), source("key_file"))
            }
        });
        lines
    }
}

/// A wrong configuration.
fn wrong(text: impl Into<String>) -> anyhow::Error {
    failure(Exit::Configuration, text)
}

/// The text of the key from the environment.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "configuration is read here and nowhere else")]
pub fn key_from_environment() -> Option<SecretString> {
    std::env::var(KEY_VARIABLE).ok().filter(|text| !text.trim().is_empty()).map(SecretString::from)
}

/// Variables that look like ours and are none, each with the nearest that is.
#[must_use]
pub fn unknown_variables() -> Vec<String> {
    let command = Given::augment_args(clap::Command::new("pupitre"));
    let mut known: Vec<String> = command
        .get_arguments()
        .filter_map(|argument| argument.get_env()?.to_str().map(ToOwned::to_owned))
        .collect();
    known.extend(OTHER_VARIABLES.map(ToOwned::to_owned));
    std::env::vars_os()
        .filter_map(|(name, _)| name.into_string().ok())
        .filter(|name| name.starts_with("PUPITRE_") && !known.contains(name))
        .map(|name| match nearest(&name, &known) {
            Some(near) => format!("{name} is no setting; did you mean {near}?"),
            None => format!("{name} is no setting"),
        })
        .collect()
}

fn choose_key(
    variable: Option<SecretString>,
    given: Option<PathBuf>,
    file: Option<PathBuf>,
) -> anyhow::Result<Option<KeySource>> {
    match (variable, given, file) {
        (Some(_), Some(_), _) => {
            Err(wrong("both PUPITRE_KEY and a key file are given: keep the one that holds the right key"))
        }
        (Some(text), None, _) => Ok(Some(KeySource::Variable(text))),
        (None, given, file) => Ok(given.or(file).map(KeySource::File)),
    }
}

/// The database that a setting names.
fn database(text: &str) -> anyhow::Result<Location> {
    // The text may hold a password: it is not repeated.
    text.parse().map_err(|error: storage_sql::LocationError| wrong(format!("database: {error}")))
}

/// The site beside the program, as installed or as built; else where the build of the current folder puts it.
#[must_use]
pub fn default_site() -> PathBuf {
    let program = std::env::current_exe().ok();
    let folder = program.as_deref().and_then(Path::parent);
    folder
        .into_iter()
        .flat_map(|folder| ["site", "../site", "../share/pupitre/site"].map(|place| folder.join(place)))
        .find(|site| site.join("manifest.json").is_file())
        .unwrap_or_else(|| PathBuf::from("target/site"))
}

/// An address without the password it may hold.
fn mask_password(address: &str) -> String {
    match reqwest::Url::parse(address) {
        Ok(mut url) if url.password().is_some() => match url.set_password(Some("********")) {
            Ok(()) => url.to_string(),
            Err(()) => "********".to_owned(),
        },
        Ok(_) => address.to_owned(),
        Err(_) => "********".to_owned(),
    }
}

#[cfg(test)]
mod tests;
