//! Files inside requests: decoded, measured and read before the world is locked.

use std::path::PathBuf;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::errors;
use crate::files::FileStore;
use crate::input::Malformed;
use crate::ocr::{Recognised, recognise};
use crate::random::fingerprint;
use crate::services::{FileField, Refusal, Upload};

/// 10 MB.
const LIMIT: usize = 10 * 1024 * 1024;
/// Longest time given to the reading of a PDF.
const READING_TIME: Duration = Duration::from_secs(8);

/// Takes the base64 text out of the request and decodes it.
pub(super) async fn read(field: FileField, body: &mut Value) -> Result<Upload, Refusal> {
    let name = if field == FileField::Invoice { "fichierFacture" } else { "pieceJointeFichier" };
    let encoded = match body.get_mut(name).map(Value::take) {
        None | Some(Value::Null) => return Err(errors::FILE_EMPTY.into()),
        Some(Value::String(text)) if text.is_empty() => return Err(errors::FILE_EMPTY.into()),
        Some(Value::String(text)) => text,
        Some(_) => return Err(Malformed(name.to_owned()).into()),
    };
    let decoded = tokio::task::spawn_blocking(move || {
        let bytes = STANDARD.decode(encoded).ok()?;
        let sha256 = fingerprint(&[&bytes]);
        Some((bytes, sha256))
    });
    let (bytes, sha256) = decoded.await.ok().flatten().ok_or(errors::FILE_ENCODING)?;
    if bytes.len() > LIMIT {
        let too_large = field == FileField::Invoice;
        return Err(if too_large { Refusal::TooLarge } else { errors::FILE_TOO_LARGE.into() });
    }
    let recognised = if field == FileField::Invoice {
        recognise_in_time(bytes.clone()).await
    } else {
        Recognised::default()
    };
    Ok(Upload { bytes, sha256, recognised })
}

/// Nothing is recognised in a file that takes too long.
async fn recognise_in_time(pdf: Vec<u8>) -> Recognised {
    let reading = tokio::task::spawn_blocking(move || recognise(&pdf));
    match tokio::time::timeout(READING_TIME, reading).await {
        Ok(Ok(recognised)) => recognised,
        Ok(Err(error)) => {
            tracing::warn!(%error, "reading a PDF ended badly");
            Recognised::default()
        }
        Err(_) => {
            tracing::warn!("reading a PDF took too long");
            Recognised::default()
        }
    }
}

/// Writes the bytes to their place on disk; a failure only costs the later download.
pub(super) async fn write(path: PathBuf, bytes: Vec<u8>) {
    let written = tokio::task::spawn_blocking(move || FileStore::write(&path, &bytes)).await;
    if let Ok(Err(error)) = written {
        tracing::warn!(%error, "an uploaded file was not written");
    }
}
