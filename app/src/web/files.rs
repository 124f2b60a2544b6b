//! Documents and attachments of invoices: streamed, only to who may read the invoice.

use std::fs::File;

use axum::body::Body;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use domain::{
    AttachmentId, BatchId, EdiFileId, FlowId, InvoiceId, MandateId, StructureId, ValidationId, WorksActId,
    WorksDocumentId,
};
use http::{HeaderValue, header};
use operations::{Document, OpenFile, OperationError};
use tokio_util::io::ReaderStream;

use super::{Context, PageError};

/// A PDF shown in a frame of ours runs nothing.
const DOCUMENT_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

/// The original document, shown in the page.
pub(crate) async fn document(context: Context, Path(id): Path<InvoiceId>) -> Result<Response, PageError> {
    let (document, file) = context.site.desk.portfolio.open_document(&context.actor, id).await?;
    note_opening(&context, id);
    Ok(send(&document, file, "application/pdf", "inline"))
}

/// An attachment, always downloaded: its kind is a stranger's.
pub(crate) async fn attachment(
    context: Context,
    Path((id, attachment)): Path<(InvoiceId, AttachmentId)>,
) -> Result<Response, PageError> {
    let (document, file) =
        context.site.desk.portfolio.open_attachment(&context.actor, id, attachment).await?;
    note_opening(&context, id);
    Ok(send(&document, file, "application/octet-stream", "attachment"))
}

/// An attachment that is a picture, shown in the page. Whatever else may be in it, nothing of it runs.
pub(crate) async fn picture(
    context: Context,
    Path((id, attachment)): Path<(InvoiceId, AttachmentId)>,
) -> Result<Response, PageError> {
    let portfolio = &context.site.desk.portfolio;
    let (format, file) = portfolio.open_picture(&context.actor, id, attachment).await?;
    let bytes = file.bytes();
    let mut response = Body::from_stream(file.into_stream()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

/// The file that was given and of which an attachment was made, always downloaded: its kind and its name are a stranger's.
pub(crate) async fn original(
    context: Context,
    Path((id, attachment)): Path<(InvoiceId, AttachmentId)>,
) -> Result<Response, PageError> {
    let (document, file) = context.site.desk.portfolio.open_original(&context.actor, id, attachment).await?;
    let document = Document { name: plain_name(&document.name), ..document };
    Ok(send(&document, file, "application/octet-stream", "attachment"))
}

/// The copy of the document without its data, shown in a tab.
pub(crate) async fn plain_copy(context: Context, Path(id): Path<InvoiceId>) -> Result<Response, PageError> {
    let (document, file) = context.site.desk.portfolio.open_plain_copy(&context.actor, id).await?;
    Ok(send(&document, file, "application/pdf", "inline"))
}

/// The XML of which a draft was made, always downloaded.
pub(crate) async fn source(context: Context, Path(id): Path<InvoiceId>) -> Result<Response, PageError> {
    let (document, file) = context.site.desk.portfolio.open_source(&context.actor, id).await?;
    Ok(send(&document, file, "application/octet-stream", "attachment"))
}

/// The PIVOT of an invoice, always downloaded.
pub(crate) async fn pivot(context: Context, Path(id): Path<InvoiceId>) -> Result<Response, PageError> {
    let (document, file) = context.site.desk.portfolio.open_pivot(&context.actor, id).await?;
    note_opening(&context, id);
    Ok(send(&document, file, "application/octet-stream", "attachment"))
}

/// Notes beside an answer that somebody has opened an invoice: who reads waits for no writer, and what comes is heard of.
pub(crate) fn note_opening(context: &Context, id: InvoiceId) {
    let (portfolio, actor) = (context.site.desk.portfolio.clone(), context.actor.clone());
    tokio::spawn(async move {
        if let Err(error) = portfolio.note_opening(&actor, id).await {
            tracing::warn!(%error, invoice = %id, "an opening was not noted");
        }
    });
}

/// A name that a header takes as it is.
fn plain_name(name: &str) -> String {
    let plain = |sign: char| if sign.is_ascii_alphanumeric() || "-_.".contains(sign) { sign } else { '_' };
    name.rsplit(['/', '\\']).next().unwrap_or(name).chars().map(plain).take(120).collect()
}

/// The file of a flow, always downloaded.
pub(crate) async fn flow(context: Context, Path(id): Path<FlowId>) -> Result<Response, PageError> {
    let (document, file) = context.site.desk.flows.open_flow(&context.actor, id).await?;
    Ok(send(&document, file, "application/octet-stream", "attachment"))
}

/// A file that came by EDI, always downloaded.
pub(crate) async fn edi(
    context: Context,
    Path((structure, id)): Path<(StructureId, EdiFileId)>,
) -> Result<Response, PageError> {
    let (document, file) = context.site.desk.edi.open_edi_file(&context.actor, structure, id).await?;
    Ok(send(&document, file, "application/octet-stream", "attachment"))
}

/// The table of a batch, always downloaded.
pub(crate) async fn batch(context: Context, Path(id): Path<BatchId>) -> Result<Response, PageError> {
    let (document, file) = context.site.desk.batches.open_table(&context.actor, id).await?;
    Ok(send(&document, file, "application/octet-stream", "attachment"))
}

/// The signed document of a mandate, always downloaded.
pub(crate) async fn mandate(context: Context, Path(id): Path<MandateId>) -> Result<Response, PageError> {
    let (document, file) = context.site.desk.mandates.open_mandate(&context.actor, id).await?;
    Ok(send(&document, file, "application/pdf", "attachment"))
}

/// An invoice to validate, shown in the page.
pub(crate) async fn validation(
    context: Context,
    Path(id): Path<ValidationId>,
) -> Result<Response, PageError> {
    let (document, file) = context.site.desk.validating.open_validation_file(&context.actor, id, 0).await?;
    Ok(send(&document, file, "application/pdf", "inline"))
}

/// What is attached to it, always downloaded: its kind is a stranger's.
pub(crate) async fn validation_piece(
    context: Context,
    Path((id, place)): Path<(ValidationId, usize)>,
) -> Result<Response, PageError> {
    let (document, file) =
        context.site.desk.validating.open_validation_file(&context.actor, id, place).await?;
    Ok(send(&document, file, "application/octet-stream", "attachment"))
}

/// A file of an act on a works document, always downloaded.
pub(crate) async fn works_act_file(
    context: Context,
    Path((id, act, file)): Path<(WorksDocumentId, WorksActId, AttachmentId)>,
) -> Result<Response, PageError> {
    let works = &context.site.desk.works;
    let (document, file) = works.open_works_act_file(&context.actor, id, act, file, false).await?;
    Ok(send(&document, file, "application/octet-stream", "attachment"))
}

/// The file of which it was made, always downloaded.
pub(crate) async fn works_act_original(
    context: Context,
    Path((id, act, file)): Path<(WorksDocumentId, WorksActId, AttachmentId)>,
) -> Result<Response, PageError> {
    let works = &context.site.desk.works;
    let (document, file) = works.open_works_act_file(&context.actor, id, act, file, true).await?;
    let document = Document { name: plain_name(&document.name), ..document };
    Ok(send(&document, file, "application/octet-stream", "attachment"))
}

/// A file that was made for this answer, always downloaded under a name of ours.
pub(crate) fn made(file: File, mime: &'static str, name: &str) -> Result<Response, OperationError> {
    let bytes = file.metadata()?.len();
    let content = ReaderStream::new(tokio::fs::File::from_std(file));
    let mut response = Body::from_stream(content).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    let name = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    headers.insert(header::CONTENT_DISPOSITION, name.unwrap_or(HeaderValue::from_static("attachment")));
    Ok(response)
}

fn send(document: &Document, file: OpenFile, mime: &'static str, disposition: &str) -> Response {
    let bytes = file.bytes();
    // Names were mended to letters, digits, `-`, `_` and `.` when they were stored.
    let disposition = HeaderValue::from_str(&format!("{disposition}; filename=\"{}\"", document.name))
        .unwrap_or(HeaderValue::from_static("attachment"));
    let mut response = Body::from_stream(file.into_stream()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(DOCUMENT_POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}
