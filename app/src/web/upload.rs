//! Multipart forms through plain axum routes: files stream to disk, texts stay small.
//!
//! Leptos' own multipart functions panic on a missing boundary and have no limit (defects c and d).

use axum::extract::Multipart;
use axum::extract::multipart::Field;
use domain::{LARGEST_TO_MEND, MAXIMUM_FILE_BYTES, MAXIMUM_TOTAL_BYTES, Reason, Remark, Values};
use operations::{Actor, Issuing, OperationError, ReceiveError, StoredFile, UploadError};

use super::PageError;

/// Longest text field, bytes: all values of a draft as its page had loaded them.
const LONGEST_TEXT: usize = 256 * 1024;
/// Controls that belong to the page and not to its form.
const OF_THE_PAGE: [&str; 4] = ["action", "version", "base", "theirs"];
/// Most fields of a form: a draft of as many lines as may be typed, with its VAT table and its files.
const MOST_FIELDS: usize = 1_000;
/// Most bytes of all its texts together.
const LONGEST_TEXTS: usize = 2 * 1024 * 1024;
/// Most bytes of files that one form leaves here: everything that an invoice may carry, in one go. What comes after it is
/// received and forgotten, so that the texts around it are kept and the answer can name it.
const MOST_FILE_BYTES: u64 = MAXIMUM_TOTAL_BYTES + MAXIMUM_FILE_BYTES;

/// A received form.
#[derive(Debug, Default)]
pub(crate) struct Upload {
    /// Text fields in order.
    pub(crate) texts: Vec<(String, String)>,
    /// Files in order: field name, file name, file. Empty choices are left out.
    pub(crate) files: Vec<(String, String, StoredFile)>,
    /// What could not be received.
    pub(crate) problems: Vec<Remark>,
    /// The largest file, in bytes.
    largest: u64,
    /// Whether what is larger than Chorus Pro takes is mended.
    mends: bool,
}

impl Upload {
    /// The values of the fields, without what the page says of itself.
    pub(crate) fn values(&self) -> Result<Values, PageError> {
        let typed = self.texts.iter().filter(|(name, _)| !OF_THE_PAGE.contains(&name.as_str()));
        Values::read(typed.map(|(name, value)| (name.as_str(), value.as_str())))
            .map_err(|_| PageError::BadRequest("form beyond its bounds"))
    }

    /// The first text of a field.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.texts.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

/// Receives a form with attachments, which may be larger than what is sent: they are compressed or split. A file that is
/// too large for that is a problem to show, not an error: the texts are kept.
pub(crate) async fn read_attachments(
    issuing: &Issuing,
    actor: &Actor,
    form: Multipart,
) -> Result<Upload, PageError> {
    let upload = Upload { largest: LARGEST_TO_MEND, mends: true, ..Upload::default() };
    read(upload, issuing, actor, form).await
}

/// The same with files that may be larger than those that are sent: archives of them.
pub(crate) async fn read_upload_up_to(
    largest: u64,
    issuing: &Issuing,
    actor: &Actor,
    form: Multipart,
) -> Result<Upload, PageError> {
    read(Upload { largest, ..Upload::default() }, issuing, actor, form).await
}

/// The content of a field; nothing when it is longer than the limit.
pub(crate) async fn bounded(mut field: Field<'_>, limit: usize) -> Result<Option<Vec<u8>>, PageError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| PageError::BadRequest("form broken off"))? {
        if bytes.len() + chunk.len() > limit {
            return Ok(None);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Some(bytes))
}

async fn read(
    mut upload: Upload,
    issuing: &Issuing,
    actor: &Actor,
    mut form: Multipart,
) -> Result<Upload, PageError> {
    let mut texts = 0;
    let broken = |_| PageError::BadRequest("multipart form broken off");
    for _ in 0..MOST_FIELDS {
        let Some(field) = form.next_field().await.map_err(broken)? else { return Ok(upload) };
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(ToOwned::to_owned) {
            // A file field that was left empty.
            Some(file_name) if file_name.is_empty() => {}
            Some(file_name) => receive(issuing, actor, &mut upload, name, file_name, field).await?,
            None => {
                let text = small_text(field).await?;
                texts += text.len();
                if texts > LONGEST_TEXTS {
                    return Err(PageError::BadRequest("form too long"));
                }
                upload.texts.push((name, text));
            }
        }
    }
    Err(PageError::BadRequest("too many form fields"))
}

async fn receive(
    issuing: &Issuing,
    actor: &Actor,
    upload: &mut Upload,
    name: String,
    file_name: String,
    field: Field<'_>,
) -> Result<(), PageError> {
    let kept: u64 = upload.files.iter().map(|(_, _, file)| file.bytes).sum();
    if kept + MAXIMUM_FILE_BYTES > MOST_FILE_BYTES {
        upload.problems.push(Remark::NotTaken { name: file_name, reason: Reason::UploadTooLarge });
        return Ok(());
    }
    let largest = upload.largest.min(MOST_FILE_BYTES - kept);
    match issuing.receive_up_to(largest, actor, field).await {
        Ok(file) => upload.files.push((name, file_name, file)),
        Err(ReceiveError::DayFull) => {
            upload.problems.push(Remark::NotTaken { name: file_name, reason: Reason::UploadsOfTheDay });
        }
        // The form as a whole is full.
        Err(ReceiveError::Upload(UploadError::TooLarge(_))) if largest < upload.largest => {
            upload.problems.push(Remark::NotTaken { name: file_name, reason: Reason::UploadTooLarge });
        }
        Err(ReceiveError::Upload(UploadError::TooLarge(_))) if upload.mends => {
            let reason = Reason::TooLargeToMend { megabytes: LARGEST_TO_MEND / (1024 * 1024) };
            upload.problems.push(Remark::NotAttached { name: file_name, reason });
        }
        Err(ReceiveError::Upload(UploadError::TooLarge(_))) if largest > MAXIMUM_FILE_BYTES => {
            let reason = Reason::ArchiveTooLarge { taken: 0 };
            upload.problems.push(Remark::NotTaken { name: file_name, reason });
        }
        Err(ReceiveError::Upload(UploadError::TooLarge(_))) => {
            upload.problems.push(Remark::UploadTooLarge { name: file_name });
        }
        Err(ReceiveError::Upload(UploadError::Interrupted(_))) => {
            return Err(PageError::BadRequest("upload broken off"));
        }
        Err(ReceiveError::Upload(UploadError::Disk(error))) => return Err(OperationError::File(error).into()),
        Err(ReceiveError::Failed(error)) => return Err(error.into()),
    }
    Ok(())
}

async fn small_text(mut field: Field<'_>) -> Result<String, PageError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| PageError::BadRequest("form broken off"))? {
        if bytes.len() + chunk.len() > LONGEST_TEXT {
            return Err(PageError::BadRequest("form field too long"));
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| PageError::BadRequest("form field is not UTF-8"))
}
