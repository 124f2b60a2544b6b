//! What a person sees when a page cannot be shown. The log gets the other text.

use axum::response::{Html, IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use operations::OperationError;

use super::Place;
use super::address::redirect;
use super::document::escape;
use crate::words::Sentence as _;

/// Why a page was not shown.
#[derive(Debug)]
pub enum PageError {
    /// Nobody is signed in.
    SignIn,
    /// An operation was not done.
    Operation(OperationError),
    /// The request makes no sense.
    BadRequest(&'static str),
}

impl<E: Into<OperationError>> From<E> for PageError {
    fn from(error: E) -> Self {
        Self::Operation(error.into())
    }
}

/// The status code of an operation that was not done.
pub(crate) fn status_of(error: &OperationError) -> StatusCode {
    match error {
        OperationError::NotFound(_) => StatusCode::NOT_FOUND,
        OperationError::Forbidden(_) | OperationError::SecondFactorMissing => StatusCode::FORBIDDEN,
        OperationError::Invalid(_) | OperationError::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        OperationError::ChangedMeanwhile => StatusCode::CONFLICT,
        OperationError::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
        OperationError::ChorusPro { .. } => StatusCode::BAD_GATEWAY,
        OperationError::Storage(_) | OperationError::File(_) | OperationError::Vault(_) => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

/// A page of its own for a failure, without anything that could fail again.
pub(crate) fn plain_page(status: StatusCode, title: &str, text: &str) -> Response {
    let (title, text) = (escape(title), escape(text));
    let html = format!(
        "<!DOCTYPE html><html lang=\"fr\"><head><meta charset=\"utf-8\"><title>{title} · Pupitre</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><link rel=\"icon\" href=\"/favicon.svg\">\
         <link rel=\"stylesheet\" href=\"/pupitre.css\"></head>\
         <body><div class=\"plain-page\"><main class=\"plain-content\" id=\"content\"><h1>{title}</h1>\
         <p>{text}</p><p><a href=\"/\">Revenir à la synthèse</a></p></main></div></body></html>"
    );
    (status, Html(html)).into_response()
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn => redirect(Place::SignIn),
            Self::BadRequest(reason) => {
                tracing::info!(reason, "bad request");
                plain_page(
                    StatusCode::BAD_REQUEST,
                    "Demande incomprise",
                    "Rechargez la page, puis réessayez.",
                )
            }
            Self::Operation(error) => {
                let status = status_of(&error);
                if status.is_server_error() {
                    tracing::error!(%error, "operation failed");
                } else {
                    tracing::info!(%error, "operation refused");
                }
                let title = match status {
                    StatusCode::NOT_FOUND => "Page introuvable",
                    StatusCode::FORBIDDEN => "Action non permise",
                    StatusCode::CONFLICT => "Modifiée entre-temps",
                    StatusCode::UNPROCESSABLE_ENTITY => "À corriger",
                    StatusCode::BAD_GATEWAY => "Chorus Pro ne répond pas",
                    _ => "Erreur",
                };
                let mut response = plain_page(status, title, &error.sentence());
                if status == StatusCode::SERVICE_UNAVAILABLE {
                    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
                }
                response
            }
        }
    }
}
