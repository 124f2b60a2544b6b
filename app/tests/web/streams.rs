//! Open pages that hear of changes: so many at a time.

use app::web::SiteOptions;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use domain::Role;
use http_body_util::BodyExt as _;
use operations::{Actor, Scope, ScopedStructure};
use test_desk::{Firm, add_user, complete_form};
use tower::ServiceExt as _;

use crate::browser::TestSite;

/// What a stream tells next, however long its keep-alives go on; none when it is over.
async fn told(stream: &mut Response) -> Option<String> {
    loop {
        let frame =
            tokio::time::timeout(Duration::from_secs(60), stream.body_mut().frame()).await.unwrap()?;
        let text = String::from_utf8(frame.unwrap().into_data().unwrap().to_vec()).unwrap();
        if text.starts_with("event:") {
            return Some(text);
        }
    }
}

async fn listen(site: &TestSite, cookie: &str) -> Response {
    // Read now: nothing was missed.
    let read_at = site.desk.desk.now().timestamp_millis() + 1;
    let request = Request::get(format!("/evenements?depuis={read_at}"))
        .header(header::HOST, "pupitre.example")
        .header(header::COOKIE, cookie);
    site.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

#[tokio::test]
async fn a_stream_ends_with_its_session() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let mut stream = listen(&site, visitor.cookie.as_ref().unwrap()).await;
    assert_eq!(stream.status(), StatusCode::OK);
    site.desk.complete_draft("FA-1").await;
    assert!(told(&mut stream).await.is_some(), "what happens is told");
    visitor.post("/deconnexion", &[]).await;
    while let Some(text) = told(&mut stream).await {
        assert!(text.contains("changed"), "{text}");
    }
}

#[tokio::test]
async fn a_stream_of_who_was_removed_ends() {
    let site = TestSite::open().await;
    let firm = &site.desk.firm;
    let email = "anne@cabinet.example";
    let user = add_user(&site.desk.system, firm.organization, email, Role::Lecteur, Scope::Everything).await;
    let anne = Firm {
        organization: firm.organization,
        actor: Actor { email: email.to_owned(), ..firm.actor.clone() },
        structure: firm.structure,
        email: email.to_owned(),
    };
    let mut stream = listen(&site, &site.sign_in(&anne).await.cookie.unwrap()).await;
    assert_eq!(stream.status(), StatusCode::OK);
    site.desk.desk.accounts.remove_user(&firm.actor, user).await.unwrap();
    assert_eq!(told(&mut stream).await, None);
}

#[tokio::test]
async fn a_stream_tells_what_the_person_reaches_and_nothing_else() {
    let site = TestSite::open().await;
    let (desk, firm) = (&site.desk, &site.desk.firm);
    let email = "achats@cabinet.example";
    let reach = ScopedStructure { structure: firm.structure, services: vec!["ACHATS".to_owned()] };
    add_user(&desk.system, firm.organization, email, Role::Lecteur, Scope::Only(vec![reach])).await;
    let theirs = Firm {
        organization: firm.organization,
        actor: Actor { email: email.to_owned(), ..firm.actor.clone() },
        structure: firm.structure,
        email: email.to_owned(),
    };
    let (other, own) = (desk.complete_draft("FA-1").await, desk.complete_draft("FA-2").await);
    let form = domain::InvoiceForm { service_code: "ACHATS".to_owned(), ..complete_form("FA-2") };
    desk.type_in(&firm.actor, own, &form).await;
    let mut stream = listen(&site, &site.sign_in(&theirs).await.cookie.unwrap()).await;
    for invoice in [other, own] {
        desk.desk.issuing.discard_draft(&firm.actor, invoice).await.unwrap();
    }
    let first = told(&mut stream).await.unwrap();
    assert!(first.contains(&own.to_string()) && !first.contains(&other.to_string()), "{first}");
}

#[tokio::test]
async fn a_browser_has_one_stream_and_the_one_that_takes_over() {
    let site = TestSite::open().await;
    let cookie = site.sign_in(&site.desk.firm).await.cookie.unwrap();
    let (first, _second) = (listen(&site, &cookie).await, listen(&site, &cookie).await);
    // 204 is what stops an EventSource.
    assert_eq!(listen(&site, &cookie).await.status(), StatusCode::NO_CONTENT);
    let another = site.sign_in(&site.desk.firm).await.cookie.unwrap();
    assert_eq!(listen(&site, &another).await.status(), StatusCode::OK);
    drop(first);
    assert_eq!(listen(&site, &cookie).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_page_that_is_only_open_keeps_no_session_alive() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let asks = |parts: &'static str| {
        let request = Request::get("/factures").header("pupitre-parts", parts);
        visitor.send(request.body(Body::empty()).unwrap())
    };
    for _ in 0..3 {
        site.desk.clock.pass(Duration::from_secs(41 * 60));
        let _ = asks("live").await;
        let _ = asks("*").await;
        let _ = listen(&site, visitor.cookie.as_ref().unwrap()).await;
    }
    assert_eq!(visitor.get("/factures").await.status, StatusCode::SEE_OTHER, "nobody used it for two hours");
}

#[tokio::test]
async fn a_page_too_many_is_told_to_ask_again_and_finds_the_place_of_one_that_was_left() {
    let site = TestSite::open_with(SiteOptions { live_streams: 2, ..SiteOptions::default() }).await;
    let cookie = site.sign_in(&site.desk.firm).await.cookie.unwrap();
    let (first, second) = (listen(&site, &cookie).await, listen(&site, &cookie).await);
    assert_eq!((first.status(), second.status()), (StatusCode::OK, StatusCode::OK));
    let other = site.sign_in(&site.desk.stranger).await.cookie.unwrap();
    let refused = listen(&site, &other).await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.headers()[header::RETRY_AFTER], "30");
    drop(first);
    assert_eq!(listen(&site, &other).await.status(), StatusCode::OK);
}
