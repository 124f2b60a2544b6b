//! The document of an invoice as pages of ours: a frame with an image of each page and its text over it.

mod frame;
mod unseen;

use axum::extract::{Path, Query};
use axum::response::{IntoResponse as _, Response};
use domain::{AttachmentId, InvoiceId};
use http::{HeaderValue, header};
use operations::{OperationError, PageWidth, Pages, Shown};
use serde::Deserialize;

use self::frame::Frame;
use crate::web::files::note_opening;
use crate::web::{Context, PageError};

/// The image of a page never changes for an address that names the document. A browser keeps it for a day at most, and
/// gives it up when the person signs out.
const KEPT: HeaderValue = HeaderValue::from_static("private, max-age=86400, immutable");

/// How much of a document's SHA-256 stands in the address of its images.
const MARK: usize = 16;

/// From where pages are shown.
#[derive(Debug, Deserialize)]
pub(in crate::pages) struct PagesQuery {
    #[serde(rename = "page", default = "first")]
    pub(in crate::pages) first: u32,
}

const fn first() -> u32 {
    1
}

/// How an image is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct ImageQuery {
    #[serde(rename = "largeur")]
    width: Option<u16>,
    #[serde(rename = "d")]
    document: String,
}

/// The frame with the pages.
pub(super) async fn show(
    context: Context,
    Path(id): Path<InvoiceId>,
    Query(query): Query<PagesQuery>,
) -> Result<Response, PageError> {
    let portfolio = &context.site.desk.portfolio;
    let shown = match portfolio.document_pages(&context.actor, id, None, query.first).await {
        // A list looks into invoices that were entered elsewhere: that nothing is here is no error.
        Err(OperationError::NotFound("document")) => return Ok(context.framed("Document", unseen::ABSENT)),
        shown => shown?,
    };
    note_opening(&context, id);
    let base = format!("/factures/{id}");
    Ok(framed(&context, &base, &format!("{base}/document"), query.first, &shown))
}

/// The frame with the pages of an attachment that is a PDF.
pub(super) async fn show_attachment(
    context: Context,
    Path((id, attachment)): Path<(InvoiceId, AttachmentId)>,
    Query(query): Query<PagesQuery>,
) -> Result<Response, PageError> {
    let portfolio = &context.site.desk.portfolio;
    let shown = portfolio.document_pages(&context.actor, id, Some(attachment), query.first).await?;
    note_opening(&context, id);
    let base = format!("/factures/{id}/pieces/{attachment}");
    Ok(framed(&context, &base, &base, query.first, &shown))
}

/// The frame of a document. `base` is the address below which its pages are, `file` that of the document itself.
pub(in crate::pages) fn framed(
    context: &Context,
    base: &str,
    file: &str,
    first: u32,
    shown: &Shown<Pages>,
) -> Response {
    let frame = Frame { base, file, first, mark: mark(&shown.document.sha256) };
    let body = match &shown.shown {
        Ok(pages) => frame.pages(pages),
        Err(why) => frame.unseen(*why),
    };
    context.framed(&shown.document.name, &body)
}

/// The image of a page. One that cannot be drawn is an image that says so: what stands in a page cannot be an error page.
pub(super) async fn image(
    context: Context,
    Path((id, page)): Path<(InvoiceId, String)>,
    Query(query): Query<ImageQuery>,
) -> Result<Response, PageError> {
    drawn(&context, id, None, &page, &query).await
}

/// The same of an attachment.
pub(super) async fn attachment_image(
    context: Context,
    Path((id, attachment, page)): Path<(InvoiceId, AttachmentId, String)>,
    Query(query): Query<ImageQuery>,
) -> Result<Response, PageError> {
    drawn(&context, id, Some(attachment), &page, &query).await
}

async fn drawn(
    context: &Context,
    id: InvoiceId,
    attachment: Option<AttachmentId>,
    page: &str,
    query: &ImageQuery,
) -> Result<Response, PageError> {
    let (page, width) = query.asked(page)?;
    let portfolio = &context.site.desk.portfolio;
    let shown = portfolio.document_page_image(&context.actor, id, attachment, page, width).await?;
    Ok(image_of(shown, query))
}

impl ImageQuery {
    /// Which page, and how wide.
    pub(in crate::pages) fn asked(&self, page: &str) -> Result<(u32, PageWidth), OperationError> {
        let page = page_number(page).ok_or(OperationError::NotFound("page"))?;
        let width = self.width.map_or(Some(PageWidth::Narrow), PageWidth::of_pixels);
        Ok((page, width.ok_or(OperationError::NotFound("width"))?))
    }
}

/// The answer with the image of a page.
pub(in crate::pages) fn image_of(shown: Shown<Vec<u8>>, query: &ImageQuery) -> Response {
    let (mut response, kind, is_whole) = match shown.shown {
        Ok(image) => (image.into_response(), "image/png", true),
        Err(why) => (unseen::image(why).into_response(), "image/svg+xml", false),
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'"));
    if is_whole && query.document == mark(&shown.document.sha256) {
        headers.insert(header::CACHE_CONTROL, KEPT);
    }
    response
}

/// The number in `12.png`, written in one way only.
fn page_number(name: &str) -> Option<u32> {
    let digits = name.strip_suffix(".png")?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    if plain { digits.parse().ok() } else { None }
}

/// What names a document in the address of its images.
pub(in crate::pages) fn mark(sha256: &str) -> &str {
    sha256.get(..MARK).unwrap_or(sha256)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_named_in_one_way() {
        assert_eq!(page_number("1.png"), Some(1));
        assert_eq!(page_number("120.png"), Some(120));
        for name in
            ["0.png", "01.png", "+1.png", "1", ".png", "1.jpg", "1.png.png", "99999999999.png", "-1.png"]
        {
            assert_eq!(page_number(name), None, "{name}");
        }
    }
}
