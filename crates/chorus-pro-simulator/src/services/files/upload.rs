//! deposer/pdf and ajouter/fichier.

use serde_json::json;

use crate::errors;
use crate::fields::fields;
use crate::input::Input;
use crate::services::exchange::{Exchange, Outcome, Refusal};
use crate::world::{ATTACHMENT_EXTENSIONS, StoredFile};

/// `POST /factures/v1/deposer/pdf`: keeps the PDF and tells what could be read from it.
pub(crate) fn deposit_pdf(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let name = input.text("nomFichier")?.unwrap_or_default();
    if name.is_empty() || name.chars().count() > 200 {
        return Err(errors::FILE_NAME.into());
    }
    let format = input.text("formatDepot")?.unwrap_or_default();
    if !["PDF_NON_SIGNE", "PDF_SIGNE_PADES", "PDF_SIGNE_XADES"].contains(&format) {
        return Err(errors::DEPOSIT_FORMAT.into());
    }
    let starts_as_pdf = |bytes: &[u8]| bytes.windows(5).take(1024).any(|window| window == b"%PDF-");
    if !exchange.upload.as_ref().is_some_and(|upload| starts_as_pdf(&upload.bytes)) {
        return Err(errors::NOT_A_PDF.into());
    }
    let recognised = exchange.upload.as_ref().map(|upload| upload.recognised.fields()).unwrap_or_default();
    let id = store(exchange, name, "PDF", "application/pdf")?;
    let mut answer = recognised;
    answer.insert("pieceJointeId".to_owned(), id.into());
    Ok(answer)
}

/// `POST /transverses/v1/ajouter/fichier`: keeps a file for a later submission or completion.
pub(crate) fn add(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let name = input.text("pieceJointeNom")?.unwrap_or_default();
    let extension = input.text("pieceJointeExtension")?.unwrap_or_default();
    let extension = extension.trim_start_matches('.').to_uppercase();
    let media_type = input.text("pieceJointeTypeMime")?.unwrap_or_default();
    let stem_and_end = name.rsplit_once('.').filter(|(stem, end)| !stem.is_empty() && !end.is_empty());
    if stem_and_end.is_none() || name.chars().count() > 50 {
        return Err(errors::FILE_NAME.into());
    }
    if !ATTACHMENT_EXTENSIONS.contains(&extension.as_str()) {
        return Err(errors::FILE_EXTENSION.into());
    }
    if media_type.is_empty() {
        return Err(errors::FILE_MEDIA_TYPE.into());
    }
    let id = store(exchange, name, &extension, media_type)?;
    Ok(fields(json!({"pieceJointeId": id})))
}

fn store(exchange: &mut Exchange<'_>, name: &str, extension: &str, media_type: &str) -> Result<i64, Refusal> {
    let Some(upload) = exchange.upload.take() else { return Err(errors::FILE_EMPTY.into()) };
    let id = exchange.ledger.world.new_id();
    exchange.ledger.add_file(StoredFile {
        id,
        name: name.to_owned(),
        extension: extension.to_owned(),
        media_type: media_type.to_owned(),
        size: upload.bytes.len() as u64,
        sha256: upload.sha256,
        account: exchange.account.login.clone(),
        received_at: exchange.now,
    });
    exchange.files.keep(id, upload.bytes.into());
    Ok(id)
}
