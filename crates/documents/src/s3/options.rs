//! How a bucket is reached.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{BackoffConfig, RetryConfig};
use secrecy::{ExposeSecret, SecretString};

use super::http::HandedIn;

/// A person waits for an upload: rather an error after a minute than an answer after many.
const TRIED_FOR: Duration = Duration::from_secs(60);
const TRIES_AGAIN: usize = 5;

/// A bucket, and who we are there.
///
/// The account needs to get, put, list and delete. Give the bucket a rule that drops incomplete multipart uploads after
/// some days: a process that is killed while it sends a file above 8 MiB leaves one behind, which is no object and seen
/// by no list, but paid for.
#[derive(Clone, Debug)]
pub struct S3Options {
    /// Sends the requests. Proxy and certificates are its matter; each request has its own time limit.
    pub http: reqwest::Client,
    /// Address of the store without the bucket, `https://s3.example.org`; none for AWS itself.
    pub endpoint: Option<String>,
    /// Region, as the store calls it; `us-east-1` where it knows none.
    pub region: String,
    /// Name of the bucket. It must exist.
    pub bucket: String,
    /// A folder in the bucket for everything, when it is shared with others; or empty.
    pub prefix: String,
    /// Access key.
    pub access_key: String,
    /// The secret that belongs to it.
    pub secret_key: SecretString,
    /// Whether the bucket is a part of the host name (`https://bucket.s3.example.org`) rather than of the path.
    pub virtual_hosted: bool,
    /// Whether an endpoint without TLS is accepted. Invoices then travel readable to everyone on the way.
    pub allow_http: bool,
    /// A local folder in which files are staged while they arrive. It needs room for all that arrive at once, and
    /// nothing in it must be kept.
    pub staging: PathBuf,
}

impl S3Options {
    pub(super) fn bucket(self) -> io::Result<AmazonS3> {
        let builder = AmazonS3Builder::new()
            .with_http_connector(HandedIn(self.http.clone()))
            .with_region(&self.region)
            .with_bucket_name(&self.bucket)
            .with_access_key_id(&self.access_key)
            .with_secret_access_key(self.secret_key.expose_secret())
            .with_virtual_hosted_style_request(self.virtual_hosted)
            // Removals of many at once are not known to every store, and gain nothing here.
            .with_disable_bulk_delete(true)
            .with_retry(RetryConfig {
                backoff: BackoffConfig { max_backoff: Duration::from_secs(5), ..BackoffConfig::default() },
                max_retries: TRIES_AGAIN,
                retry_timeout: TRIED_FOR,
            });
        let builder = match self.address()? {
            Some(address) => builder.with_endpoint(address),
            None => builder,
        };
        builder.build().map_err(unusable)
    }

    /// The prefix with its slash, if there is one.
    pub(super) fn key_prefix(&self) -> io::Result<String> {
        let prefix = Path::parse(&self.prefix).map_err(unusable)?;
        Ok(if prefix.as_ref().is_empty() { String::new() } else { format!("{prefix}/") })
    }

    /// The endpoint as `object_store` wants it: with the bucket in the host name, when it belongs there.
    fn address(&self) -> io::Result<Option<String>> {
        let Some(endpoint) = self.endpoint.as_deref() else { return Ok(None) };
        let url = reqwest::Url::parse(endpoint).map_err(unusable)?;
        match url.scheme() {
            "https" => {}
            "http" if self.allow_http => {}
            _ => return Err(unusable(format!("{endpoint} does not begin with https://"))),
        }
        let (scheme, rest) = endpoint.trim_end_matches('/').split_once("://").unwrap_or_default();
        Ok(Some(match self.virtual_hosted {
            true => format!("{scheme}://{}.{rest}", self.bucket),
            false => format!("{scheme}://{rest}"),
        }))
    }
}

fn unusable(reason: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, reason)
}
