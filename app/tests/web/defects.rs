//! The defects of the Leptos 0.8 line that matter here, each closed: letters as in the notes on Leptos, §2.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::InvoiceForm;
use test_desk::complete_form;

use crate::browser::TestSite;

const HOSTILE: &str = "</textarea><script>alert(1)</script>";

#[tokio::test]
async fn a_text_typed_in_a_text_area_is_escaped_on_the_page() {
    let site = TestSite::open().await;
    let id = site.desk.complete_draft("FA-1").await;
    let form = InvoiceForm { comment: HOSTILE.to_owned(), ..complete_form("FA-1") };
    site.desk.type_in(&site.desk.firm.actor, id, &form).await;
    let visitor = site.sign_in(&site.desk.firm).await;
    for path in [format!("/deposer/{id}"), format!("/deposer/{id}/verifier")] {
        let page = visitor.get(&path).await.body;
        assert!(!page.contains("<script>alert"), "{path}");
        assert!(page.contains("&lt;script&gt;"), "{path}");
    }
}

#[tokio::test]
async fn b_a_target_with_illegal_bytes_does_not_panic() {
    let site = TestSite::open().await;
    let visitor = site.anonymous();
    for target in ["/x%0d%0aset-cookie:a=b", "//pirate.example", "https://pirate.example", "/\u{e9}"] {
        let fields =
            [("email", site.desk.firm.email.as_str()), ("password", test_desk::PASSWORD), ("suite", target)];
        let answer = visitor.post("/connexion", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{target}");
        assert!(
            answer.location().starts_with('/') && !answer.location().starts_with("//"),
            "{}",
            answer.location()
        );
        // Of the session, and of the browser.
        assert_eq!(answer.headers.get_all(header::SET_COOKIE).iter().count(), 2);
    }
}

#[tokio::test]
async fn c_a_multipart_body_without_boundary_is_refused_without_panic() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    for kind in ["multipart/form-data", "multipart/form-data; boundary=", "text/plain"] {
        let request = Request::post("/deposer")
            .header(header::CONTENT_TYPE, kind)
            .header("sec-fetch-site", "same-origin")
            .body(Body::from("--\r\n"))
            .unwrap();
        let status = visitor.send(request).await.status;
        assert!(status.is_client_error(), "{kind}: {status}");
    }
}

#[tokio::test]
async fn d_streaming_bodies_have_an_end() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let structure = site.desk.firm.structure.to_string();
    let file = vec![b'x'; 10 * 1024 * 1024];
    let files: Vec<(&str, &str, &[u8])> = (0..7).map(|_| ("file", "f.pdf", file.as_slice())).collect();
    let answer = visitor.upload("/deposer", &[("structure", &structure)], &files).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
}

#[tokio::test]
async fn e_nothing_changes_by_get() {
    let site = TestSite::open().await;
    let id = site.desk.complete_draft("FA-1").await;
    let visitor = site.sign_in(&site.desk.firm).await;
    for path in
        [format!("/deposer/{id}/envoyer"), "/deconnexion".to_owned(), "/api/save_draft?invoice=x".to_owned()]
    {
        let answer = visitor.get(&path).await;
        assert!(
            matches!(answer.status, StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_FOUND),
            "{path}: {}",
            answer.status
        );
    }
    assert_eq!(visitor.get("/compte").await.status, StatusCode::OK, "still signed in");
}

#[tokio::test]
async fn f_no_error_text_of_a_url_reaches_a_page_and_plain_forms_reach_no_server_function() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let page = visitor.get("/factures?__path=%2Fapi%2Fsave_draft&__err=UGlyYXRl&fait=Pirate").await;
    assert!(!page.body.contains("Pirate") && !page.body.contains("UGlyYXRl"));
    let request = Request::post("/api/save_draft")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::REFERER, "https://pupitre.example/factures")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from("invoice=x"))
        .unwrap();
    let answer = visitor.send(request).await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(answer.location(), "");
}

#[tokio::test]
async fn f_a_server_function_never_redirects_whatever_the_browser_prefers() {
    let site = TestSite::open().await;
    let id = site.desk.complete_draft("FA-1").await;
    let visitor = site.sign_in(&site.desk.firm).await;
    for (invoice, succeeds) in [(id.to_string(), true), ("x".to_owned(), false)] {
        let request = Request::post("/api/save_draft")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "text/html,application/xhtml+xml")
            .header(header::REFERER, "https://pupitre.example/factures")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(format!("{{\"invoice\":\"{invoice}\",\"draft\":{{}}}}")))
            .unwrap();
        let answer = visitor.send(request).await;
        assert_eq!(answer.status.is_success(), succeeds, "{} {}", answer.status, answer.body);
        assert!(!answer.status.is_redirection() && answer.location().is_empty(), "{}", answer.location());
    }
}

#[tokio::test]
async fn g_no_nonce_is_written_into_a_preload_link() {
    let site = TestSite::open().await;
    let page = site.sign_in(&site.desk.firm).await.get("/factures").await.body;
    assert!(page.contains("<leptos-island"), "the page has islands");
    assert!(!page.contains("crossorigin") && !page.contains("modulepreload"));
}

#[tokio::test]
async fn h_the_browser_side_starts_from_our_own_file_which_reports_failure() {
    let site = TestSite::open().await;
    let page = site.sign_in(&site.desk.firm).await.get("/factures").await.body;
    assert_eq!(page.matches("<script").count(), 1);
    assert!(page.contains("src=\"/boot.js?"));
    let boot = include_str!("../../../public/boot.js");
    assert!(boot.contains(".catch(") && boot.contains("n’ont pas pu être chargées"));
    let sign_in = site.anonymous().get("/connexion").await.body;
    assert!(!sign_in.contains("<script"), "a page without islands loads nothing");
}

#[tokio::test]
async fn i_an_unknown_server_function_is_a_bare_404() {
    let site = TestSite::open().await;
    let answer = site.sign_in(&site.desk.firm).await.json("/api/save_draft123", "{}").await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::NOT_FOUND, ""));
}
