//! An open page reads some of its parts again: the same address, the same rights, nothing of the rest.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::browser::{Answer, TestSite, Visitor};

async fn parts(visitor: &Visitor<'_>, path: &str, ids: &str) -> Answer {
    visitor.send(Request::get(path).header("pupitre-parts", ids).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn the_parts_asked_for_come_without_the_rest_of_their_page() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let id = site.desk.complete_draft("FA-1").await;
    let list = parts(&visitor, "/factures", "live absent").await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(list.body.starts_with("<div id=\"live\""), "{}", list.body);
    assert!(list.body.contains("FA-1"), "{}", list.body);
    for rest in ["<html", "Navigation principale", "class=\"frame\"", "Se déconnecter"] {
        assert!(!list.body.contains(rest), "{rest} in {}", list.body);
    }
    assert!(list.headers.contains_key(header::CONTENT_SECURITY_POLICY));

    let draft = parts(&visitor, &format!("/deposer/{id}"), "live freshness draft-state").await.body;
    for part in ["id=\"live\"", "id=\"draft-state\""] {
        assert_eq!(draft.matches(part).count(), 1, "{part} in {draft}");
    }
    // What stands in the fields comes with the next save, which knows what the person changed.
    assert!(!draft.contains("class=\"action-bar\"") && !draft.contains("value=\"FA-1\""), "{draft}");

    site.desk.submit(&site.desk.firm.actor, id).await.unwrap();
    let path = format!("/factures/{id}");
    let whole = visitor.get(&path).await.body;
    let shown = parts(&visitor, &path, "live live-undo live-facts live-bar freshness").await.body;
    for (part, also_in_page) in
        [("id=\"live-undo\"", true), ("id=\"live-facts\"", true), ("id=\"freshness\"", true)]
    {
        assert!(shown.contains(part), "{part} in {shown}");
        assert_eq!(whole.contains(part), also_in_page, "{part} in {whole}");
    }
    assert!(shown.contains("Annuler l’envoi") && !shown.contains("<iframe"), "{shown}");
}

#[tokio::test]
async fn parts_are_given_to_those_who_get_the_page_and_to_nobody_else() {
    let site = TestSite::open().await;
    let id = site.desk.complete_draft("FA-1").await;
    let path = format!("/deposer/{id}");
    let nobody = parts(&site.anonymous(), &path, "live deposit").await;
    assert_eq!(nobody.status, StatusCode::SEE_OTHER);
    assert!(nobody.location().starts_with("/connexion"), "{}", nobody.location());
    let stranger = site.sign_in(&site.desk.stranger).await;
    let answer = parts(&stranger, &path, "live deposit").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(!answer.body.contains("FA-1"), "{}", answer.body);
    assert!(!parts(&stranger, "/factures", "live").await.body.contains("FA-1"));
}

#[tokio::test]
async fn an_invoice_that_left_meanwhile_leads_away_from_its_draft() {
    let site = TestSite::open().await;
    let id = site.desk.complete_draft("FA-1").await;
    let visitor = site.sign_in(&site.desk.firm).await;
    site.desk.submit(&site.desk.firm.actor, id).await.unwrap();
    let answer = parts(&visitor, &format!("/deposer/{id}"), "live").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, &*format!("/factures/{id}")));
}

#[tokio::test]
async fn what_changes_something_is_answered_whole() {
    let site = TestSite::open().await;
    let id = site.desk.complete_draft("FA-1").await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let request = Request::post(format!("/deposer/{id}/envoyer"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header("pupitre-parts", "live")
        .body(Body::from("seal=other"))
        .unwrap();
    let answer = visitor.send(request).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("<html") && answer.body.contains("a changé depuis"), "{}", answer.body);
}

#[tokio::test]
async fn a_page_that_asks_for_all_of_itself_gets_it() {
    let site = TestSite::open().await;
    let id = site.desk.complete_draft("FA-1").await;
    let path = format!("/deposer/{id}");
    let visitor = site.sign_in(&site.desk.firm).await;
    let whole = parts(&visitor, &path, "*").await;
    assert_eq!(whole.status, StatusCode::OK);
    for part in ["<html", "id=\"deposit\"", "id=\"draft-base\"", "value=\"FA-1\""] {
        assert!(whole.body.contains(part), "{part} in {}", whole.body);
    }
}
