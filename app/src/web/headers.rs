//! The security headers of every answer, and the nonce of every page.
//!
//! Sources: ASVS 5.0 V3.4 (security-anchors.md §1).

use axum::extract::Request;
use axum::extract::State;
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine as _;
use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::Site;

/// The nonce of one answer: the only scripts that run carry it.
#[derive(Clone, Debug)]
pub(crate) struct Nonce(pub(crate) String);

/// Frames show our own PDFs, nothing else; images may be data of our own style sheet.
fn content_security_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; object-src 'none'; \
         form-action 'self'; frame-ancestors 'self'; base-uri 'none'; manifest-src 'self'"
    )
}

/// Sets what is missing: a handler that needs another value (a PDF in a frame) has set it itself.
fn set_default(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if !headers.contains_key(&name)
        && let Ok(value) = HeaderValue::from_str(value)
    {
        headers.insert(name, value);
    }
}

/// Gives every request a nonce and every answer its headers.
pub(crate) async fn secure(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let mut random = [0_u8; 16];
    site.desk.fill_random(&mut random);
    let nonce = base64::engine::general_purpose::STANDARD.encode(random);
    request.extensions_mut().insert(Nonce(nonce.clone()));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    set_default(headers, header::CONTENT_SECURITY_POLICY, &content_security_policy(&nonce));
    set_default(headers, header::CACHE_CONTROL, "no-store");
    set_default(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set_default(headers, header::X_FRAME_OPTIONS, "SAMEORIGIN");
    set_default(headers, header::REFERRER_POLICY, "same-origin");
    set_default(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set_default(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set_default(
        headers,
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    );
    if site.options.secure_cookies {
        set_default(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    }
    response
}
