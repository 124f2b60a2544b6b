//! Files inside requests: decoded, measured and read before the world is locked.

use std::path::PathBuf;
use std::time::Duration;

use apart::Apart;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tokio::runtime::Handle;

use crate::errors;
use crate::files::FileStore;
use crate::flows::{self, Fault, OpenedFlow, Syntax, TooLarge};
use crate::input::Malformed;
use crate::ocr::{PDF_TEXT, Recognised, interpret};
use crate::random::fingerprint;
use crate::services::{FileField, Refusal, Upload};

/// 10 MB.
const LIMIT: usize = 10 * 1024 * 1024;
/// Longest time given to the reading of a whole flow, which may hold hundreds of PDFs.
const FLOW_READING_TIME: Duration = Duration::from_secs(60);

/// Takes the base64 text out of the request and decodes it.
pub(super) async fn read(apart: &Apart, field: FileField, body: &mut Value) -> Result<Upload, Refusal> {
    if field == FileField::Flow {
        return read_flow(apart, body).await;
    }
    let name = if field == FileField::Invoice { "fichierFacture" } else { "pieceJointeFichier" };
    let encoded = encoded(body, name)?;
    let decoded = tokio::task::spawn_blocking(move || {
        let bytes = decode(encoded)?;
        let sha256 = fingerprint(&[&bytes]);
        Some((bytes, sha256))
    });
    let (bytes, sha256) = decoded.await.ok().flatten().ok_or(errors::FILE_ENCODING)?;
    if bytes.len() > LIMIT {
        let too_large = field == FileField::Invoice;
        return Err(if too_large { Refusal::TooLarge } else { errors::FILE_TOO_LARGE.into() });
    }
    let recognised = if field == FileField::Invoice {
        recognise(apart, bytes.clone()).await
    } else {
        Recognised::default()
    };
    Ok(Upload { bytes, sha256, recognised, flow: None })
}

/// Base64, in lines too: a line feed was taken from one program for years, a carriage return is refused (API.md §3).
fn decode(mut encoded: String) -> Option<Vec<u8>> {
    encoded.retain(|letter| letter != '\n');
    STANDARD.decode(encoded).ok()
}

/// The base64 text of a field.
fn encoded(body: &mut Value, name: &str) -> Result<String, Refusal> {
    match body.get_mut(name).map(Value::take) {
        None | Some(Value::Null) => Err(errors::FILE_EMPTY.into()),
        Some(Value::String(text)) if text.trim().is_empty() => Err(errors::FILE_EMPTY.into()),
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(Malformed(name.to_owned()).into()),
    }
}

/// A flow: decoded, unpacked and read.
async fn read_flow(apart: &Apart, body: &mut Value) -> Result<Upload, Refusal> {
    let encoded = encoded(body, "fichierFlux")?;
    let syntax = body.get("syntaxeFlux").and_then(Value::as_str).map(str::trim).and_then(Syntax::find);
    let syntax = syntax.ok_or(errors::FLOW_SYNTAX)?;
    let (apart, runtime) = (apart.clone(), Handle::current());
    let reading = tokio::task::spawn_blocking(move || {
        let bytes = decode(encoded).ok_or(errors::FILE_ENCODING)?;
        if bytes.is_empty() {
            return Err(errors::FILE_EMPTY);
        }
        let read_pdf = |pdf: &[u8]| flows::read_apart(&apart, &runtime, pdf);
        flows::open(bytes, syntax, &read_pdf).map_err(|TooLarge| errors::FLOW_TOO_LARGE)
    });
    let unread = |why: &str| {
        tracing::warn!("a flow was not read: {why}");
        let label = "Le flux n'a pas pu être lu dans le temps imparti.";
        OpenedFlow::unreadable(Fault::Archive.error(label))
    };
    let flow = match tokio::time::timeout(FLOW_READING_TIME, reading).await {
        Ok(Ok(read)) => read?,
        Ok(Err(_)) => unread("its reading ended badly"),
        Err(_) => unread("it took too long"),
    };
    Ok(Upload {
        bytes: Vec::new(),
        sha256: String::new(),
        recognised: Recognised::default(),
        flow: Some(flow),
    })
}

/// Nothing is recognised in a file that costs too much.
async fn recognise(apart: &Apart, pdf: Vec<u8>) -> Recognised {
    let (size, content) = (pdf.len() as u64, futures::stream::iter([Ok(pdf.into())]));
    match apart.run(PDF_TEXT, size, content).await {
        Ok(text) => interpret(&String::from_utf8_lossy(&text)),
        Err(error) => {
            tracing::warn!(%error, "a PDF was not read");
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
