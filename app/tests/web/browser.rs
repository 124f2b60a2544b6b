//! A browser without script: cookies, forms, pages.

use std::collections::HashMap;

use app::web::{RouteEntry, Site, SiteOptions, router};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use tempfile::TempDir;
use test_desk::{Desk, Firm};
use tower::ServiceExt;

/// A site on a desk.
pub struct TestSite {
    pub desk: Desk,
    pub router: Router,
    _folder: TempDir,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    /// The same as it came: a file.
    pub bytes: Bytes,
}

impl Answer {
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// The value of a hidden field of the page.
    pub fn hidden(&self, name: &str) -> String {
        let start = format!("<input type=\"hidden\" name=\"{name}\" value=\"");
        let rest = self.body.split_once(&start).unwrap().1;
        rest.split('"').next().unwrap_or_default().replace("&quot;", "\"").replace("&amp;", "&")
    }
}

impl TestSite {
    pub async fn open() -> Self {
        Self::open_with(SiteOptions::default()).await
    }

    pub async fn open_with(options: SiteOptions) -> Self {
        Self::on(Desk::open().await, options)
    }

    pub fn on(desk: Desk, options: SiteOptions) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let names = [
            "pupitre.js",
            "pupitre_bg.wasm",
            "form.js",
            "form_bg.wasm",
            "check.js",
            "check_bg.wasm",
            "pupitre.css",
            "version",
        ];
        let hashes = names.map(|name| format!("\"{name}\":\"0123456789abcdef\"")).join(",");
        let manifest = format!("{{{hashes}}}");
        std::fs::write(folder.path().join("manifest.json"), manifest).unwrap();
        let site = Site::new(desk.desk.clone(), folder.path(), options).unwrap();
        Self { router: router(site), desk, _folder: folder }
    }

    /// A signed-in administrator of a firm.
    pub async fn sign_in(&self, firm: &Firm) -> Visitor<'_> {
        Visitor { site: self, cookie: Some(format!("pupitre={}", self.desk.token_of(firm).await)) }
    }

    pub fn anonymous(&self) -> Visitor<'_> {
        Visitor { site: self, cookie: None }
    }
}

/// Somebody with or without a session.
pub struct Visitor<'a> {
    site: &'a TestSite,
    pub cookie: Option<String>,
}

impl Visitor<'_> {
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        let headers = request.headers_mut();
        if let Some(cookie) = &self.cookie {
            headers.insert(header::COOKIE, cookie.parse().unwrap());
        }
        headers.entry(header::HOST).or_insert("pupitre.example".parse().unwrap());
        headers.entry(header::ACCEPT).or_insert("text/html".parse().unwrap());
        let response = self.site.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        // Live pages never end; their head is all that is looked at.
        let is_stream =
            parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        let bytes = if is_stream { Default::default() } else { body.collect().await.unwrap().to_bytes() };
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", percent(value)))
            .collect::<Vec<_>>()
            .join("&");
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }

    /// A form with files: field name, file name, content.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(
                format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        for (name, file, content) in files {
            body.extend(
                format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\ncontent-type: application/octet-stream\r\n\r\n")
                    .bytes(),
            );
            body.extend_from_slice(content);
            body.extend(b"\r\n");
        }
        body.extend(b"--x--\r\n");
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }

    /// Sends the form of a draft as its page has it by now, with other values in some fields.
    pub async fn edit(&self, draft: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Answer {
        let page = self.get(draft).await;
        self.edit_over(&page, draft, fields, files).await
    }

    /// The same from a page that was opened before.
    pub async fn edit_over(
        &self,
        page: &Answer,
        draft: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        let (version, base) = (page.hidden("version"), page.hidden("base"));
        let mut sent = vec![("version", version.as_str()), ("base", base.as_str())];
        sent.extend_from_slice(fields);
        self.upload(draft, &sent, files).await
    }

    /// Calls a route of the table with real parameters and a harmless body of the right kind.
    pub async fn call(&self, entry: &RouteEntry, parameters: &HashMap<&str, String>) -> Answer {
        let mut path = entry.path.to_owned();
        for (name, value) in parameters {
            path = path.replace(&format!("{{{name}}}"), value);
        }
        assert!(!path.contains('{'), "no value for a parameter of {path}");
        if entry.method == Method::GET {
            return self.get(&path).await;
        }
        if path.starts_with("/api/") {
            let invoice = &parameters["invoice"];
            let structure = &parameters["structure"];
            let body = format!(
                r#"{{"invoice":"{invoice}","draft":{{}},"structure":"{structure}","typed":"ville"}}"#
            );
            return self.json(&path, body).await;
        }
        let of_several = path.starts_with("/deposer/lot") || path.ends_with("/attente");
        let takes_files = ["/flux", "/lots", "/fichiers", "/completer", "/recycler", "/valideur", "/mandats"]
            .iter()
            .any(|end| path.ends_with(end) && !path.starts_with("/acces/"))
            || path.contains("/decider/");
        if takes_files || (path.starts_with("/deposer") && !path.ends_with("/envoyer") && !of_several) {
            let structure = &parameters["structure"];
            return self
                .upload(&path, &[("structure", structure)], &[("file", "f.pdf", b"%PDF-1.4 x")])
                .await;
        }
        if path.starts_with("/structures") && path.ends_with("/acces") {
            return self.upload(&path, &[("client_id", "x")], &[]).await;
        }
        let organization = &parameters["organization"];
        let fields = [
            ("organization", organization.as_str()),
            ("role", "lecteur"),
            ("reach", "all"),
            ("answer", "accepter"),
        ];
        self.post(&path, &fields).await
    }

    pub async fn json(&self, path: &str, body: impl Into<String>) -> Answer {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/json")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body.into()));
        self.send(request.unwrap()).await
    }
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}
