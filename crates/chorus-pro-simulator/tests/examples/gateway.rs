//! Token, headers and the certificate mode.

use std::path::Path;

use axum::http::StatusCode;
use chorus_pro_simulator::{ClientAuthentication, PKCS12_PASSWORD};
use p12_keystore::{KeyStore, Pkcs12ImportPolicy};
use reference::Reference;
use reqwest::Identity;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::bench::{Bench, SUPPLIER_LOGIN, raw, token};
use crate::play::{assert_alike, example};
use crate::refusals::assert_refused;
use crate::world::world;

/// The examples played here.
pub(crate) const EXAMPLES: &[&str] = &["00-headers", "00-token", "legacy-direct-mode"];

/// The errors provoked here, by the place among those of their example.
pub(crate) const PROVOKED: &[(&str, usize)] = &[("00-headers", 0), ("00-headers", 1), ("00-token", 0)];

/// A service every account may call.
const KNOWN: &str = "/utilisateurs/v1/monCompte/recuperer/rattachements";

/// The form of the example with this secret of the supplier's application.
fn form(reference: &Reference, secret: &str) -> String {
    let example = example(reference, "00-token");
    let shown = example.request["body"].as_str().expect("a form");
    let changed: Vec<String> = shown
        .split('&')
        .map(|field| match field.split_once('=') {
            Some(("client_id", _)) => "client_id=application-atelier".to_owned(),
            Some(("client_secret", _)) => format!("client_secret={secret}"),
            _ => field.to_owned(),
        })
        .collect();
    changed.join("&")
}

#[tokio::test]
async fn a_token_is_given() {
    let Some(reference) = Reference::load() else { return };
    let (status, body) = token(&Bench::start().simulator, form(reference, "secret-atelier")).await;
    let shown = &example(reference, "00-token").answer;
    assert_eq!(u64::from(status.as_u16()), shown["status"].as_u64().expect("status"));
    assert_alike("00-token", &shown["body"], &body);
    for field in ["token_type", "expires_in", "scope"] {
        assert_eq!(body[field], shown["body"][field], "{field}");
    }
    assert_eq!(
        body.as_object().map(serde_json::Map::len),
        shown["body"].as_object().map(serde_json::Map::len)
    );
}

#[tokio::test]
async fn no_token_is_given_for_a_wrong_secret() {
    let Some(reference) = Reference::load() else { return };
    let answer = token(&Bench::start().simulator, form(reference, "faux")).await;
    assert_refused(reference, "00-token", 0, answer);
}

#[tokio::test]
async fn a_call_with_the_headers_shown_is_answered_with_the_headers_shown() {
    let Some(reference) = Reference::load() else { return };
    let bench = Bench::start();
    let supplier = bench.supplier().await;
    let example = example(reference, "00-headers");
    let request = supplier.request("POST", KNOWN, &json!({}));
    for (name, shown) in example.request["headers"].as_object().expect("headers") {
        let sent = request.headers()[name.as_str()].to_str().expect("text");
        let shown = shown.as_str().expect("text");
        let secret = matches!(name.as_str(), "Authorization" | "cpro-account");
        assert!(sent == shown || secret, "{name}: {sent}");
    }
    let (status, headers, _) = raw(&bench.simulator, request).await;
    assert_eq!(status, StatusCode::OK);
    for (name, shown) in example.answer["headers"].as_object().expect("headers") {
        let given = headers[name.as_str()].to_str().expect("text");
        let shape = |text: &str| -> String {
            // The digits of an identifier differ, its form does not.
            text.chars().map(|letter| if letter.is_ascii_hexdigit() { '0' } else { letter }).collect()
        };
        assert_eq!(shape(given), shape(shown.as_str().expect("text")), "{name}");
    }
}

#[tokio::test]
async fn a_wrong_technical_account_is_refused() {
    let Some(reference) = Reference::load() else { return };
    let mut supplier = Bench::start().supplier().await;
    let shown = example(reference, "00-headers").request;
    supplier.account = shown["headers"]["cpro-account"].as_str().expect("account").to_owned();
    assert_refused(reference, "00-headers", 0, supplier.send("POST", KNOWN, &json!({"a": 1})).await);
}

#[tokio::test]
async fn an_unknown_route_or_a_missing_subscription_is_refused() {
    let Some(reference) = Reference::load() else { return };
    let mut seed = world(crate::world::monday());
    seed.applications[0].subscriptions.retain(|api| api != "utilisateurs");
    let supplier = Bench::with(seed).supplier().await;
    for path in ["/factures/v1/inconnu", KNOWN] {
        let (status, body) = supplier.send("POST", path, &json!({"a": 1})).await;
        assert_eq!(body, example(reference, "00-headers").errors[1]["body"], "{path}");
        assert_refused(reference, "00-headers", 1, (status, body));
    }
}

/// Certificates are checked against the clock of the machine.
#[expect(clippy::disallowed_methods, reason = "the TLS library knows no other clock")]
fn today() -> chrono::DateTime<chrono::Utc> {
    std::time::SystemTime::now().into()
}

/// The certificate and the key in a PKCS#12 file.
fn identity(file: &Path) -> Identity {
    use base64::Engine as _;
    let bytes = std::fs::read(file).expect("PKCS#12 file");
    let store = KeyStore::from_pkcs12(&bytes, PKCS12_PASSWORD, Pkcs12ImportPolicy::Strict).expect("PKCS#12");
    let (_, chain) = store.private_key_chain().expect("key");
    let block = |label: &str, der: &[u8]| {
        let text = base64::engine::general_purpose::STANDARD.encode(der);
        let lines: Vec<&str> =
            text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
    };
    let certificates = chain.certs().iter().map(|one| block("CERTIFICATE", one.as_der()));
    let pem = [block("PRIVATE KEY", chain.key().as_der())].into_iter().chain(certificates);
    Identity::from_pem(pem.collect::<String>().as_bytes()).expect("identity")
}

#[tokio::test]
async fn a_flow_is_deposited_with_a_client_certificate_on_the_older_path() {
    let Some(reference) = Reference::load() else { return };
    let example = example(reference, "legacy-direct-mode");
    let folder = tempfile::tempdir().expect("folder");
    let bench = Bench::with(world(today()));
    let certificates = bench.simulator.issue_certificates(folder.path(), ClientAuthentication::Required);
    let certificates = certificates.expect("certificates");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("port");
    let port = listener.local_addr().expect("address").port();
    let (simulator, shown) = (bench.simulator.clone(), certificates.clone());
    let serving = tokio::spawn(async move {
        simulator.serve_tls(listener, &shown, std::future::pending()).await.expect("server");
    });
    let authority = std::fs::read(&certificates.files.authority).expect("authority");
    let authority = reqwest::Certificate::from_pem(&authority).expect("authority");
    let mut known = certificates.files.clients.iter();
    let known = known.find(|client| client.login == SUPPLIER_LOGIN).expect("certificate");
    let client = reqwest::Client::builder().tls_certs_only([authority]).no_proxy();
    let client = client.identity(identity(&known.file)).build().expect("client");
    // Everything after host and port, as shown.
    let path = example.path.split_once(":5443").expect("the port of the certificate mode").1;
    let request = client
        .post(format!("https://localhost:{port}{path}"))
        .basic_auth(SUPPLIER_LOGIN, Some("mot-de-passe"))
        .json(&example.request["body"]);
    let response = request.send().await.expect("answer");
    assert_eq!(response.status(), StatusCode::OK);
    let answer: Value = response.json().await.expect("JSON");
    assert_alike("legacy-direct-mode", &example.answer, &answer);
    let operation = reference.operation("POST", "/factures/v1/deposer/flux").expect("operation");
    assert_eq!(reference.answer_faults(operation, &answer), Vec::new());
    serving.abort();
}
