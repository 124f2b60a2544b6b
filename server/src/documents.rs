//! Opens the original files: the folder or the bucket that is configured.

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use documents::S3Options;
use operations::DocumentStore;

use crate::configuration::documents::Bucket;
use crate::exit::{Exit, failure};
use crate::folder::DataFolder;
use crate::system::SystemClock;

/// How long the start waits for the answer of a bucket.
const PATIENCE: Duration = Duration::from_secs(10);

/// Opens the documents in the folder.
///
/// # Errors
/// [`Exit::FolderNotWritable`].
pub fn in_folder(folder: &DataFolder) -> anyhow::Result<DocumentStore> {
    let path = folder.documents();
    DocumentStore::in_folder(&path, Arc::new(SystemClock)).map_err(|error| {
        failure(Exit::FolderNotWritable, format!("{} cannot be written: {error}", path.display()))
    })
}

/// Opens the documents in a bucket, with the client that also calls Chorus Pro: the same proxy, the same authorities.
///
/// # Errors
/// [`Exit::Configuration`] when the secret is missing or the settings cannot be used.
pub fn in_bucket(
    bucket: &Bucket,
    folder: &DataFolder,
    http: reqwest::Client,
) -> anyhow::Result<DocumentStore> {
    let options = S3Options {
        http,
        endpoint: bucket.endpoint.clone(),
        region: bucket.region.clone(),
        bucket: bucket.name.clone(),
        prefix: bucket.prefix.clone(),
        access_key: bucket.access_key.clone(),
        secret_key: bucket.secret_key()?,
        virtual_hosted: bucket.virtual_hosted,
        allow_http: bucket.is_plain(),
        staging: folder.path().join("staging"),
    };
    DocumentStore::in_s3(options, Arc::new(SystemClock)).map_err(|error| match error.kind() {
        ErrorKind::InvalidInput => failure(
            Exit::Configuration,
            format!("{} : ces réglages ne peuvent pas servir : {error}", bucket.address()),
        ),
        _ => failure(
            Exit::FolderNotWritable,
            format!("{} cannot be written: {error}", folder.path().join("staging").display()),
        ),
    })
}

/// Asks a bucket whether it is there and lets us in; false when it does not answer. It may do so later: the program
/// starts and is not ready.
///
/// # Errors
/// [`Exit::Configuration`] when it answers that there is no such bucket, or that we may not use it.
pub async fn try_bucket(bucket: &Bucket, documents: &DocumentStore) -> anyhow::Result<bool> {
    let address = bucket.address();
    match tokio::time::timeout(PATIENCE, documents.reachable()).await {
        Ok(Ok(())) => Ok(true),
        Ok(Err(error)) if error.kind() == ErrorKind::NotFound => Err(failure(
            Exit::Configuration,
            format!("{address} : ce seau n’existe pas ; vérifiez --documents, --s3-endpoint et --s3-region"),
        )),
        Ok(Err(error)) if error.kind() == ErrorKind::PermissionDenied => Err(failure(
            Exit::Configuration,
            format!("{address} : accès refusé ; vérifiez --s3-access-key, la clé secrète et --s3-region"),
        )),
        Ok(Err(error)) => {
            tracing::warn!(%error, "{address} does not answer yet: not ready until it does");
            Ok(false)
        }
        Err(_) => {
            tracing::warn!("{address} does not answer yet: not ready until it does");
            Ok(false)
        }
    }
}
