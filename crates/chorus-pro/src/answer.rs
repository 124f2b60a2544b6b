//! From an HTTP answer to a result.

use crate::{
    download::{Extractor, FileSink, GAP, Taken},
    error::{DecodeCause, Error, GatewayKind, network},
    head::{Head, WithHead},
    masking,
    retry_after::retry_after,
    service::{Effect, Input, Service, Shape},
    trace,
    wire::ignore_any,
};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use reqwest::{Response, header::HeaderMap};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use std::borrow::Cow;

/// How much of the body of an error is read: it only has to tell its kind, and a 403 may echo a whole
/// request.
const ERROR_BODY: usize = 64 * 1024;
/// Statuses whose meaning is in the body: one that breaks off must not be taken for an empty one.
const BODY_TELLS: [u16; 3] = [400, 403, 404];
/// Longest message and correlation id kept.
const TEXT: usize = 500;
/// Reasons of a refusal kept.
const REASONS: usize = 20;
/// Room made at once for an answer that announces its length; a lie costs no more than this.
const ROOM: u64 = 1024 * 1024;

/// An answer as received.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    /// The clock when the answer came.
    now: DateTime<Utc>,
    body: Bytes,
    too_long: bool,
    /// The file taken out of the body, if any.
    file: Option<Taken>,
    /// The field whose file is not base64.
    spoilt: Option<&'static str>,
    /// `codeRetour` and `libelle`, once they were read.
    head: Option<Head>,
}

impl Answer {
    /// Reads the body, up to `limit` bytes (less for errors).
    pub(crate) async fn read(
        service: &'static Service,
        mut response: Response,
        limit: usize,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let mut answer = Self::begun(&mut response, now);
        let success = response.status().is_success();
        let limit = if success { limit } else { ERROR_BODY };
        let room = response.content_length().unwrap_or(0).min(ROOM);
        let mut body = Vec::with_capacity(usize::try_from(room).unwrap_or(0).min(limit));
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > limit => {
                    body.extend_from_slice(chunk.get(..limit - body.len()).unwrap_or_default());
                    answer.too_long = true;
                    break;
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                // The status of other errors says enough.
                Err(error) if success || BODY_TELLS.contains(&answer.status) => {
                    return Err(network(service, &error));
                }
                Err(_) => break,
            }
        }
        answer.body = body.into();
        Ok(answer)
    }

    /// Reads the body, whose file goes to `sink` as it comes; the rest is at most `limit` bytes long.
    pub(crate) async fn download(
        service: &'static Service,
        mut response: Response,
        limit: usize,
        now: DateTime<Utc>,
        sink: &mut FileSink<'_>,
    ) -> Result<Self, Error> {
        if !response.status().is_success() {
            return Self::read(service, response, limit, now).await;
        }
        let mut answer = Self::begun(&mut response, now);
        let mut extractor = Extractor::new(sink.field);
        let mut piece = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| network(service, &error))? {
            piece.clear();
            let outcome = extractor.feed(&chunk, &mut piece);
            let length = extractor.taken().map(|taken| taken.length);
            answer.spoilt = outcome.is_err().then_some(sink.field);
            answer.too_long =
                extractor.rest().len() > limit || length.is_some_and(|length| length > sink.limit);
            if answer.spoilt.is_some() || answer.too_long {
                break;
            }
            sink.length = length;
            sink.write(service, &piece).await?;
        }
        sink.finish(service).await?;
        let (body, file) = extractor.finish();
        answer.body = body.into();
        answer.file = file;
        Ok(answer)
    }

    fn begun(response: &mut Response, now: DateTime<Utc>) -> Self {
        Self {
            status: response.status().as_u16(),
            headers: std::mem::take(response.headers_mut()),
            now,
            body: Bytes::new(),
            too_long: false,
            file: None,
            spoilt: None,
            head: None,
        }
    }

    /// The body for a record, with a mark in the place of a file that was taken out.
    pub(crate) fn shown_body(&self) -> Cow<'_, [u8]> {
        let Some(file) = self.file else { return Cow::Borrowed(&self.body) };
        let mut body = self.body.to_vec();
        let mark = Value::from(trace::file_mark(file.length)).to_string();
        let end = (file.position + GAP.len()).min(body.len());
        body.splice(file.position.min(end)..end, mark.into_bytes());
        Cow::Owned(body)
    }

    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }

    pub(crate) fn correlation_id(&self) -> Option<String> {
        let value = self.headers.get("x-correlationid")?.to_str().ok()?;
        Some(value.trim().chars().take(TEXT).collect())
    }

    /// `codeRetour` and `libelle`, wherever the answer has them. Reads an error answer once more.
    pub(crate) fn outcome(&self) -> (Option<i64>, Option<String>) {
        let head = self.head.clone().or_else(|| self.business_head()).unwrap_or_default();
        (head.code_retour, head.libelle.map(|libelle| libelle.chars().take(TEXT).collect()))
    }

    /// Whether the body starts like an object: the types would also read a list of their values.
    fn is_object(&self) -> bool {
        self.body.trim_ascii_start().starts_with(b"{")
    }

    fn business_head(&self) -> Option<Head> {
        if self.is_object() { serde_json::from_slice(&self.body).ok() } else { None }
    }

    /// Sorts the answer into done, refused and failed, and reads the output.
    pub(crate) fn accept<I: Input>(&mut self) -> Result<I::Output, Error> {
        let service = I::SERVICE;
        match self.status {
            200..=299 => self.accept_success::<I>(),
            // A functional refusal may come with HTTP 400 (API.md §1.4).
            400 => {
                self.head = self.business_head();
                match self.head.as_ref().and_then(|head| head.code_retour) {
                    Some(code) if code != 0 && !self.is_no_result(service) => {
                        Err(self.refused(service, code))
                    }
                    Some(code) if code != 0 => self.output(service),
                    _ => Err(self.gateway(service)),
                }
            }
            _ => Err(self.gateway(service)),
        }
    }

    fn accept_success<I: Input>(&mut self) -> Result<I::Output, Error> {
        let service = I::SERVICE;
        if self.too_long {
            return Err(self.not_understood(service, DecodeCause::TooLong, "the answer is too long"));
        }
        if self.spoilt.is_some() {
            return Err(self.not_understood(service, DecodeCause::Shape, "not base64"));
        }
        let without_code = service.effect == Effect::Probe || service.shape == Shape::Bare;
        if without_code && self.body.trim_ascii().is_empty() {
            // Nothing at all stands for an object without fields, or for a list without entries.
            return decode(service, b"{}", || None)
                .or_else(|_| decode(service, b"[]", || None))
                .map_err(|_| self.not_understood(service, DecodeCause::Shape, "the answer is empty"));
        }
        if without_code {
            return self.output(service);
        }
        if !self.is_object() && ignore_any(&self.body) {
            return Err(self.not_understood(service, DecodeCause::Shape, "expected an object"));
        }
        let output = self.output(service);
        if let Err(Error::Decode { cause: DecodeCause::Shape, .. }) = &output {
            // A refusal may have an output of another shape.
            self.head = Some(decode(service, &self.body, || self.correlation_id())?);
        }
        match self.head.as_ref().map(|head| head.code_retour) {
            Some(Some(code)) if code != 0 && !self.is_no_result(service) => Err(self.refused(service, code)),
            Some(None) => Err(self.not_understood(service, DecodeCause::Shape, "codeRetour is missing")),
            _ => output,
        }
    }

    /// Reads the output, and notes the head met on the way.
    fn output<T: DeserializeOwned>(&mut self, service: &'static Service) -> Result<T, Error> {
        match decode::<WithHead<T>>(service, &self.body, || self.correlation_id()) {
            Ok(WithHead { head, output }) => {
                self.head = Some(head);
                Ok(output)
            }
            Err(error) if ignore_any(&self.body) => Err(error),
            Err(_) => Err(self.not_understood(service, DecodeCause::NotJson, &self.describe())),
        }
    }

    fn not_understood(&self, service: &'static Service, cause: DecodeCause, detail: &str) -> Error {
        Error::Decode {
            service,
            cause,
            path: self.spoilt.map(str::to_owned),
            detail: detail.to_owned(),
            correlation_id: self.correlation_id(),
        }
    }

    /// Whether the message is that of a search without result.
    fn is_no_result(&self, service: &Service) -> bool {
        let libelle = self.head.as_ref().and_then(|head| head.libelle.as_deref()).unwrap_or_default();
        service.is_no_result(libelle)
    }

    fn refused(&self, service: &'static Service, code_retour: i64) -> Error {
        let libelle = self.head.as_ref().and_then(|head| head.libelle.as_deref()).unwrap_or_default();
        let libelle = libelle.chars().take(TEXT).collect();
        Error::Functional { service, code_retour, libelle, correlation_id: self.correlation_id() }
    }

    /// The fields of the answer that `output` does not hold.
    pub(crate) fn unknown_fields<T: serde::Serialize>(&self, output: &T) -> Vec<String> {
        trace::unknown_fields(&self.body, output)
    }

    fn gateway(&self, service: &'static Service) -> Error {
        let reasons = self.reasons(service);
        let kind = match self.status {
            400 | 404 if !reasons.is_empty() => GatewayKind::Rejected { errors: reasons },
            401 => GatewayKind::TechnicalAccountRefused,
            403 => self.forbidden(),
            404 => GatewayKind::RouteUnknownOrNotSubscribed,
            413 => GatewayKind::TooLarge,
            429 => GatewayKind::TooManyRequests { retry_after: retry_after(&self.headers, self.now) },
            500.. => GatewayKind::ServerError,
            _ => GatewayKind::Other,
        };
        Error::Gateway { service, status: self.status, kind, correlation_id: self.correlation_id() }
    }

    /// The reasons of a refusal without `codeRetour`: a list of `{error}` (API.md §4.7), or one of them.
    fn reasons(&self, service: &Service) -> Vec<String> {
        if service.shape != Shape::Bare {
            return Vec::new();
        }
        let body = serde_json::from_slice(&self.body).unwrap_or(Value::Null);
        let reasons = match &body {
            Value::Array(reasons) => reasons.as_slice(),
            reason => std::slice::from_ref(reason),
        };
        let texts = reasons.iter().filter_map(|reason| reason.get("error")?.as_str());
        texts.take(REASONS).map(|text| text.chars().take(TEXT).collect()).collect()
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
        let body = self.body.trim_ascii_start();
        let look = match serde_json::from_slice::<serde::de::IgnoredAny>(body) {
            _ if body.starts_with(b"<") => ", markup",
            Err(error) if error.is_eof() && !body.is_empty() => ", cut short",
            _ => "",
        };
        format!("{} bytes of {}{look}", self.body.len(), kind.chars().take(60).collect::<String>())
    }
}

fn decode<'de, T: Deserialize<'de>>(
    service: &'static Service,
    body: &'de [u8],
    correlation_id: impl Fn() -> Option<String>,
) -> Result<T, Error> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let failed = |inner: &serde_json::Error, path: String| {
        let text = inner.to_string();
        // The text ends with the place in the body, which the path says better.
        let text = text.split(" at line ").next().unwrap_or(&text);
        let excerpt = masking::json_excerpt(body, offset(body, inner.line(), inner.column()));
        Error::Decode {
            service,
            cause: DecodeCause::Shape,
            path: (path != ".").then_some(path),
            detail: format!("{} near {excerpt}", masking::message(text)),
            correlation_id: correlation_id(),
        }
    };
    let output = serde_path_to_error::deserialize(&mut reader)
        .map_err(|error| failed(error.inner(), error.path().to_string()))?;
    reader.end().map_err(|error| failed(&error, ".".to_owned()))?;
    Ok(output)
}

/// Byte offset of a line and column counted from 1.
fn offset(body: &[u8], line: usize, column: usize) -> usize {
    let start: usize =
        body.split_inclusive(|byte| *byte == b'\n').take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    start + column
}
