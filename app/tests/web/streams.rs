//! Open pages that hear of changes: so many at a time.

use app::web::SiteOptions;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use tower::ServiceExt as _;

use crate::browser::TestSite;

#[tokio::test]
async fn a_page_too_many_is_told_to_ask_again_and_finds_the_place_of_one_that_was_left() {
    let site = TestSite::open_with(SiteOptions { live_streams: 2, ..SiteOptions::default() }).await;
    let cookie = site.sign_in(&site.desk.firm).await.cookie.unwrap();
    let listen = || {
        let request = Request::get("/evenements").header(header::HOST, "pupitre.example");
        site.router.clone().oneshot(request.header(header::COOKIE, &cookie).body(Body::empty()).unwrap())
    };
    let (first, second) = (listen().await.unwrap(), listen().await.unwrap());
    assert_eq!((first.status(), second.status()), (StatusCode::OK, StatusCode::OK));
    let refused = listen().await.unwrap();
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.headers()[header::RETRY_AFTER], "30");
    drop(first);
    assert_eq!(listen().await.unwrap().status(), StatusCode::OK);
}
