//! The requests of `object_store`, sent by the HTTP client that was handed in.
//!
//! Its own connector would bring HTTP/2 into `reqwest` for the whole program, the calls to Chorus Pro included, and
//! would ignore proxy and certificates of the configuration.

use std::time::Duration;

use async_trait::async_trait;
use http_body_util::BodyExt;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody,
    HttpService,
};
use reqwest::{Body, Request};

/// For a whole request with its answer: a part up or a piece down.
const TIMEOUT: Duration = Duration::from_secs(60);

#[derive(Clone, Debug)]
pub(super) struct HandedIn(pub(super) reqwest::Client);

impl HttpConnector for HandedIn {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait]
impl HttpService for HandedIn {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let mut request = Request::try_from(request.map(Body::wrap)).map_err(failure)?;
        *request.timeout_mut() = Some(TIMEOUT);
        let response = self.0.execute(request).await.map_err(failure)?;
        Ok(http::Response::from(response).map(|body: Body| HttpResponseBody::new(body.map_err(failure))))
    }
}

/// What is tried again follows from the kind. All that we send may be sent twice: whole objects and parts by number,
/// and removals.
fn failure(error: reqwest::Error) -> HttpError {
    let kind = if error.is_builder() {
        HttpErrorKind::Unknown
    } else if error.is_timeout() {
        HttpErrorKind::Timeout
    } else if error.is_connect() {
        HttpErrorKind::Connect
    } else {
        HttpErrorKind::Request
    };
    // The address is told by whoever reports it.
    HttpError::new(kind, error.without_url())
}
