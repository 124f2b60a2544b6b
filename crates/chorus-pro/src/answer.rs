//! From an HTTP answer to a result.

use crate::{
    error::{DecodeCause, Error, GatewayKind, network},
    masking,
    service::{Effect, Input, Service},
    token::retry_after,
    wire::{ignore_any, wire_struct},
};
use bytes::Bytes;
use reqwest::{Response, header::HeaderMap};

/// How much of the body of an error is read: it only has to tell its kind, and a 403 may echo a whole
/// request.
const ERROR_BODY: usize = 64 * 1024;
/// Longest message and correlation id kept.
const TEXT: usize = 500;

/// Message codes of "search without result" (API.md §7). Codes are global, numbers are not.
const NO_RESULT: [&str; 2] = ["TRA_MSG_00.015", "GFT_MSG_01.075"];

/// An answer as received.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    body: Bytes,
    too_long: bool,
}

/// A business answer that succeeded.
#[derive(Debug)]
pub(crate) struct Accepted {
    body: Bytes,
    correlation_id: Option<String>,
}

wire_struct! {
    /// What every business answer has.
    Head {
        code_retour: Option<i64> = "codeRetour",
        libelle: Option<String> = "libelle",
    }
}

impl Answer {
    /// Reads the body, up to `limit` bytes (less for errors).
    pub(crate) async fn read(
        service: &'static Service,
        mut response: Response,
        limit: usize,
    ) -> Result<Self, Error> {
        let status = response.status().as_u16();
        let success = response.status().is_success();
        let limit = if success { limit } else { ERROR_BODY };
        let headers = std::mem::take(response.headers_mut());
        let mut body = Vec::new();
        let mut too_long = false;
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > limit => {
                    body.extend_from_slice(chunk.get(..limit - body.len()).unwrap_or_default());
                    too_long = true;
                    break;
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) if success => return Err(network(service, &error)),
                // The status of an error says enough.
                Err(_) => break,
            }
        }
        Ok(Self { status, headers, body: body.into(), too_long })
    }

    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }

    pub(crate) fn correlation_id(&self) -> Option<String> {
        let value = self.headers.get("x-correlationid")?.to_str().ok()?;
        Some(value.trim().chars().take(TEXT).collect())
    }

    /// `codeRetour`, wherever the answer has one.
    pub(crate) fn code_retour(&self) -> Option<i64> {
        serde_json::from_slice::<Head>(&self.body).ok()?.code_retour
    }

    /// Sorts the answer into done, refused and failed.
    pub(crate) fn accept(self, service: &'static Service) -> Result<Accepted, Error> {
        let correlation_id = self.correlation_id();
        match self.status {
            200..=299 => self.accept_success(service, correlation_id),
            // A functional refusal may come with HTTP 400 (API.md §1.4).
            400 => match serde_json::from_slice::<Head>(&self.body) {
                Ok(Head { code_retour: Some(code), libelle }) if code != 0 => {
                    self.refused(service, code, libelle, correlation_id)
                }
                _ => Err(self.gateway(service, correlation_id)),
            },
            _ => Err(self.gateway(service, correlation_id)),
        }
    }

    fn accept_success(
        self,
        service: &'static Service,
        correlation_id: Option<String>,
    ) -> Result<Accepted, Error> {
        let not_understood = |cause, detail: &str| Error::Decode {
            service,
            cause,
            path: None,
            detail: detail.to_owned(),
            correlation_id: correlation_id.clone(),
        };
        if self.too_long {
            return Err(not_understood(DecodeCause::TooLong, "the answer is too long"));
        }
        let probe = service.effect == Effect::Probe;
        if probe && self.body.trim_ascii().is_empty() {
            return Ok(Accepted { body: Bytes::from_static(b"{}"), correlation_id });
        }
        if !ignore_any(&self.body) {
            return Err(not_understood(DecodeCause::NotJson, &self.describe()));
        }
        if probe {
            return Ok(Accepted { body: self.body, correlation_id });
        }
        let head: Head = decode(service, &self.body, &correlation_id)?;
        match head.code_retour {
            Some(0) => Ok(Accepted { body: self.body, correlation_id }),
            Some(code) => self.refused(service, code, head.libelle, correlation_id),
            None => Err(not_understood(DecodeCause::Shape, "codeRetour is missing")),
        }
    }

    fn refused(
        self,
        service: &'static Service,
        code_retour: i64,
        libelle: Option<String>,
        correlation_id: Option<String>,
    ) -> Result<Accepted, Error> {
        let libelle = libelle.unwrap_or_default();
        let no_result = NO_RESULT.iter().any(|code| libelle.trim_start().starts_with(code));
        if service.effect == Effect::Search && no_result {
            return Ok(Accepted { body: self.body, correlation_id });
        }
        let libelle = libelle.chars().take(TEXT).collect();
        Err(Error::Functional { service, code_retour, libelle, correlation_id })
    }

    fn gateway(&self, service: &'static Service, correlation_id: Option<String>) -> Error {
        let kind = match self.status {
            401 => GatewayKind::TechnicalAccountRefused,
            403 => self.forbidden(),
            404 => GatewayKind::RouteUnknownOrNotSubscribed,
            413 => GatewayKind::TooLarge,
            429 => GatewayKind::TooManyRequests { retry_after: retry_after(&self.headers) },
            500.. => GatewayKind::ServerError,
            _ => GatewayKind::Other,
        };
        Error::Gateway { service, status: self.status, kind, correlation_id }
    }

    /// The two meanings of 403 (API.md §1.4); a page of some proxy has neither.
    fn forbidden(&self) -> GatewayKind {
        let body = self.body.trim_ascii();
        let empty_object = body.strip_prefix(b"{").is_some_and(|rest| rest.trim_ascii() == b"}");
        if body.is_empty() || empty_object {
            GatewayKind::RouteUnknownOrNotSubscribed
        } else if body.starts_with(b"{") || body.starts_with(b"[") {
            GatewayKind::NotAuthorised
        } else {
            GatewayKind::Other
        }
    }

    /// What an answer that is not JSON looks like, without its content.
    fn describe(&self) -> String {
        let kind =
            self.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or("no type");
        let markup = if self.body.trim_ascii_start().starts_with(b"<") { ", markup" } else { "" };
        format!("{} bytes of {}{markup}", self.body.len(), kind.chars().take(60).collect::<String>())
    }
}

impl Accepted {
    /// Reads the output of the service.
    pub(crate) fn output<I: Input>(self) -> Result<I::Output, Error> {
        decode(I::SERVICE, &self.body, &self.correlation_id)
    }
}

fn decode<T: serde::de::DeserializeOwned>(
    service: &'static Service,
    body: &[u8],
    correlation_id: &Option<String>,
) -> Result<T, Error> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.inner();
        let text = inner.to_string();
        // The text ends with the place in the body, which the path says better.
        let text = text.split(" at line ").next().unwrap_or(&text);
        let excerpt = masking::json_excerpt(body, offset(body, inner.line(), inner.column()));
        Error::Decode {
            service,
            cause: DecodeCause::Shape,
            path: (path != ".").then_some(path),
            detail: format!("{} near {excerpt}", masking::message(text)),
            correlation_id: correlation_id.clone(),
        }
    })
}

/// Byte offset of a line and column counted from 1.
fn offset(body: &[u8], line: usize, column: usize) -> usize {
    let start: usize =
        body.split_inclusive(|byte| *byte == b'\n').take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    start + column
}
