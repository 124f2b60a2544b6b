//! What protects every answer: headers, origin checks, size limits.

use app::web::{SiteOptions, route_table};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};

use crate::browser::{Answer, TestSite};

/// Headers without what changes from answer to answer.
fn shown(answer: &Answer) -> String {
    let nonce = nonce_of(answer);
    let mut lines: Vec<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "content-length" | "set-cookie"))
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap().replace(&nonce, "NONCE")))
        .collect();
    lines.sort();
    lines.join("\n")
}

fn nonce_of(answer: &Answer) -> String {
    let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap_or("none").to_owned()
}

#[tokio::test]
async fn every_kind_of_answer_carries_the_security_headers() {
    let site = TestSite::open_with(SiteOptions { secure_cookies: true, ..SiteOptions::default() }).await;
    let visitor = site.anonymous();
    insta::assert_snapshot!("page", shown(&visitor.get("/connexion").await));
    for path in ["/", "/rien", "/pkg/rien.js", "/api/rien", "/factures/x/document"] {
        let answer = visitor.get(path).await;
        for name in [
            "content-security-policy",
            "strict-transport-security",
            "x-content-type-options",
            "x-frame-options",
            "referrer-policy",
            "cross-origin-opener-policy",
            "permissions-policy",
        ] {
            assert!(answer.headers.contains_key(name), "{name} on {path}");
        }
    }
}

#[tokio::test]
async fn each_page_has_a_nonce_of_its_own_and_no_inline_style_or_script() {
    let site = TestSite::open().await;
    let invoice = site.desk.complete_draft("FA-1").await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let (first, second) = (visitor.get("/factures").await, visitor.get("/factures").await);
    assert_ne!(nonce_of(&first), nonce_of(&second));
    for path in [
        "/",
        "/factures",
        "/deposer",
        &format!("/deposer/{invoice}"),
        "/structures",
        "/compte",
        "/utilisateurs",
    ] {
        let answer = visitor.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(!answer.body.contains(" style="), "inline style on {path}");
        assert!(
            !answer.body.contains("javascript:") && !answer.body.contains(" onclick="),
            "inline script on {path}"
        );
        for script in answer.body.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            assert!(
                tag.contains(&format!("nonce=\"{}\"", nonce_of(&answer))),
                "a script without nonce on {path}: {tag}"
            );
        }
    }
}

#[tokio::test]
async fn no_route_that_changes_something_accepts_another_origin() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    for entry in route_table().iter().filter(|entry| entry.method == Method::POST) {
        let path = entry.path.split('{').next().unwrap().trim_end_matches('/');
        let path =
            if entry.path.contains('{') { entry.path.replace(['{', '}'], "") } else { path.to_owned() };
        for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://pirate.example")] {
            let request = Request::post(&path).header(name, value).body(Body::empty()).unwrap();
            let answer = visitor.send(request).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} with {name}: {value}");
        }
    }
}

#[tokio::test]
async fn a_person_behind_a_proxy_that_changes_the_host_is_told_why() {
    let site = TestSite::open().await;
    let visitor = site.anonymous();
    let request = Request::post("/connexion")
        .header("origin", "https://pupitre.cabinet.example")
        .header("accept", "text/html,application/xhtml+xml")
        .body(Body::empty())
        .unwrap();
    let answer = visitor.send(request).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("l’en-tête Host"), "{}", answer.body);
}

#[tokio::test]
async fn bodies_are_limited_on_every_route() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let large = "x".repeat(300 * 1024);
    let answer = visitor.post("/connexion", &[("email", &large)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let answer = visitor.json("/api/save_draft", format!(r#"{{"invoice":"{large}","draft":{{}}}}"#)).await;
    assert!(answer.status.is_client_error() || answer.status.is_server_error(), "{}", answer.status);
    let structure = site.desk.firm.structure.to_string();
    let mut file = b"%PDF-1.4\n".to_vec();
    file.resize(11 * 1024 * 1024, b'x');
    let answer =
        visitor.upload("/deposer", &[("structure", &structure)], &[("file", "grande.pdf", &file)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("dépasse 10 Mo"), "the person is told the limit");
}

#[tokio::test]
async fn the_session_cookie_is_host_only_and_out_of_reach_of_scripts() {
    for (secure_cookies, wanted) in [(true, "__Host-pupitre="), (false, "pupitre=")] {
        let site = TestSite::open_with(SiteOptions { secure_cookies, ..SiteOptions::default() }).await;
        let fields = [("email", site.desk.firm.email.as_str()), ("password", test_desk::PASSWORD)];
        let answer = site.anonymous().post("/connexion", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        assert!(cookie.starts_with(wanted), "{cookie}");
        for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(attribute), "{attribute} in {cookie}");
        }
        assert_eq!(cookie.contains("Secure"), secure_cookies, "{cookie}");
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
}
