//! The document of an invoice as pages of ours: who sees them, what they are, what is refused.

use axum::http::{StatusCode, header};

use crate::browser::TestSite;

/// The address of an image as the frame has it.
fn image_address(frame: &str) -> String {
    let start = frame.find("src=\"").unwrap() + 5;
    frame[start..].split('"').next().unwrap().replace("&amp;", "&")
}

#[tokio::test]
async fn the_frame_has_an_image_of_each_page_and_its_text_over_it() {
    let site = TestSite::open().await;
    let invoice = site.desk.complete_draft("FA-2026-1").await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let page = visitor.get(&format!("/factures/{invoice}")).await;
    let frame = format!("/factures/{invoice}/pages");
    assert!(page.body.contains(&format!("src=\"{frame}\"")), "{}", page.body);
    let answer = visitor.get(&frame).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.contains(">FA-2026-1</tspan>"), "{}", answer.body);
    assert!(answer.body.contains("alt=\"Page 1 sur 1\""), "{}", answer.body);
    // Nothing runs in it, and nothing of it is written into it.
    for forbidden in ["<script", " style=", "<form", "<iframe", "<object"] {
        assert!(!answer.body.contains(forbidden), "{forbidden}: {}", answer.body);
    }
    let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; img-src 'self'; style-src 'self';"), "{policy}");
    assert!(policy.contains("frame-ancestors 'self'") && !policy.contains("script"), "{policy}");
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn the_image_of_a_page_is_kept_by_the_browser_only_under_the_name_of_its_document() {
    let site = TestSite::open().await;
    let invoice = site.desk.complete_draft("FA-1").await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let frame = visitor.get(&format!("/factures/{invoice}/pages")).await;
    let address = image_address(&frame.body);
    let answer = visitor.get(&address).await;
    assert_eq!(answer.status, StatusCode::OK, "{address}");
    assert_eq!(answer.headers[header::CONTENT_TYPE], "image/png");
    assert!(answer.body.contains("PNG"));
    assert_eq!(answer.headers[header::CONTENT_SECURITY_POLICY], "default-src 'none'");
    assert_eq!(answer.headers[header::CACHE_CONTROL], "private, max-age=86400, immutable");
    for other in [format!("/factures/{invoice}/pages/1.png"), address.replace("&d=", "&d=0")] {
        let answer = visitor.get(&other).await;
        assert_eq!(answer.status, StatusCode::OK, "{other}");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store", "{other}");
    }
}

#[tokio::test]
async fn there_are_two_widths_and_the_pages_of_the_document() {
    let site = TestSite::open().await;
    let invoice = site.desk.complete_draft("FA-1").await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let get = async |rest: &str| visitor.get(&format!("/factures/{invoice}/pages{rest}")).await.status;
    for shown in ["", "?page=1", "/1.png", "/1.png?largeur=800", "/1.png?largeur=1600"] {
        assert_eq!(get(shown).await, StatusCode::OK, "{shown}");
    }
    for (nothing, status) in [
        ("?page=0", StatusCode::NOT_FOUND),
        ("?page=2", StatusCode::NOT_FOUND),
        ("?page=4294967295", StatusCode::NOT_FOUND),
        ("?page=x", StatusCode::NOT_FOUND),
        ("/0.png", StatusCode::NOT_FOUND),
        ("/2.png", StatusCode::NOT_FOUND),
        ("/01.png", StatusCode::NOT_FOUND),
        ("/1", StatusCode::NOT_FOUND),
        ("/1.png?largeur=801", StatusCode::NOT_FOUND),
        ("/1.png?largeur=0", StatusCode::NOT_FOUND),
        ("/1.png?largeur=60000", StatusCode::NOT_FOUND),
        ("/1.png?largeur=-1", StatusCode::NOT_FOUND),
        ("/1.png?largeur=99999999", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(get(nothing).await, status, "{nothing}");
    }
}

#[tokio::test]
async fn who_may_not_see_the_invoice_sees_no_page_of_it() {
    let site = TestSite::open().await;
    let invoice = site.desk.complete_draft("FA-SECRET").await;
    let ours = site.sign_in(&site.desk.firm).await;
    let address = image_address(&ours.get(&format!("/factures/{invoice}/pages")).await.body);
    let stranger = site.sign_in(&site.desk.stranger).await;
    for path in [format!("/factures/{invoice}/pages"), address.clone()] {
        let answer = stranger.get(&path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!answer.body.contains("FA-SECRET") && !answer.body.contains("PNG"), "{path}");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store", "{path}");
        let nobody = site.anonymous().get(&path).await;
        assert_eq!(nobody.status, StatusCode::SEE_OTHER, "{path}");
    }
}
