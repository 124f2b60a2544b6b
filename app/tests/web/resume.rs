//! A session that ended while somebody was typing: what was posted is taken up again after the sign-in.

use axum::http::{Request, StatusCode, header};
use domain::Role;
use operations::Scope;
use test_desk::{Firm, PASSWORD, actor_of, add_user};

use crate::browser::{Answer, TestSite, Visitor};

/// The text of an attribute as it was written.
fn plain(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// The pairs of the form that is to be posted again, and where.
fn form_of(page: &Answer) -> (String, Vec<(String, String)>) {
    let form = page.body.split_once("id=\"take-up\"").unwrap().1.split("</form>").next().unwrap();
    let path = form.split_once("action=\"").unwrap().1.split('"').next().unwrap().to_owned();
    let pairs = form.split("<input type=\"hidden\" name=\"").skip(1).map(|rest| {
        let (name, rest) = rest.split_once("\" value=\"").unwrap();
        (plain(name), plain(rest.split('"').next().unwrap()))
    });
    (path, pairs.collect())
}

/// Signs in on the page that answered, and keeps the session.
async fn sign_in(visitor: &mut Visitor<'_>, page: &Answer, email: &str, password: &str) -> Answer {
    let kept = plain(&page.hidden("saisie"));
    let answer =
        visitor.post("/connexion", &[("email", email), ("password", password), ("saisie", &kept)]).await;
    if let Some(cookie) = answer.headers.get(header::SET_COOKIE) {
        visitor.cookie = cookie.to_str().unwrap().split(';').next().map(ToOwned::to_owned);
    }
    answer
}

async fn post_again(visitor: &Visitor<'_>, (path, pairs): &(String, Vec<(String, String)>)) -> Answer {
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    visitor.upload(path, &pairs, &[]).await
}

#[tokio::test]
async fn a_draft_posted_after_the_end_of_its_session_is_taken_up_again() {
    let site = TestSite::open().await;
    let id = site.desk.complete_draft("FA-1").await;
    let draft = format!("/deposer/{id}");
    let mut visitor = site.sign_in(&site.desk.firm).await;
    let page = visitor.get(&draft).await;
    visitor.cookie = None;
    let typed = [("comment", "À l’attention de <l’accueil> & \"Anne\""), ("action", "enregistrer")];
    let ended = visitor.edit_over(&page, &draft, &typed, &[("attachments", "plan.txt", b"plan")]).await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
    assert!(ended.body.contains("plan.txt"), "{}", ended.body);

    let wrong = sign_in(&mut visitor, &ended, &site.desk.firm.email, "faux faux faux").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let again = sign_in(&mut visitor, &wrong, &site.desk.firm.email, PASSWORD).await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.body);
    assert!(again.body.contains("Reprendre ma saisie") && again.body.contains("plan.txt"), "{}", again.body);
    let form = form_of(&again);
    assert_eq!(form.0, draft);
    assert_eq!(post_again(&visitor, &form).await.location(), draft);
    let page = visitor.get(&draft).await;
    assert!(page.body.contains("À l’attention de &lt;l’accueil&gt; &amp; \"Anne\""), "{}", page.body);
}

#[tokio::test]
async fn whoever_signs_in_posts_into_no_draft_of_others() {
    let site = TestSite::open().await;
    let id = site.desk.complete_draft("FA-1").await;
    let draft = format!("/deposer/{id}");
    let organization = site.desk.system.registry.add_organization("Ailleurs").await.unwrap();
    let email = "ailleurs@exemple.fr";
    let user = add_user(&site.desk.system, organization, email, Role::Deposant, Scope::Everything).await;
    let actor = actor_of(user, organization, "Ailleurs", email, Role::Deposant, Scope::Everything);
    let elsewhere =
        Firm { organization, actor, structure: site.desk.firm.structure, email: email.to_owned() };
    let page = site.sign_in(&site.desk.firm).await.get(&draft).await;
    let mut visitor = site.anonymous();
    let ended = visitor.edit_over(&page, &draft, &[("comment", "d’ailleurs")], &[]).await;
    let again = sign_in(&mut visitor, &ended, &elsewhere.email, PASSWORD).await;
    let answer = post_again(&visitor, &form_of(&again)).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let page = site.sign_in(&site.desk.firm).await.get(&draft).await;
    assert!(!page.body.contains("d’ailleurs"));
}

#[tokio::test]
async fn secrets_do_not_travel_with_the_sign_in() {
    let site = TestSite::open().await;
    let visitor = site.anonymous();
    let typed = [("name", "Anne Roux"), ("email", "anne@exemple.fr"), ("password", "lampe girafe ocre")];
    let ended = visitor.post("/utilisateurs", &typed).await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
    assert!(ended.body.contains("Anne Roux") && !ended.body.contains("girafe"), "{}", ended.body);
}

#[tokio::test]
async fn what_sends_or_decides_is_looked_at_again_first() {
    let site = TestSite::open().await;
    let id = site.desk.complete_draft("FA-1").await;
    let review = format!("/deposer/{id}/verifier");
    let request = Request::post(format!("/deposer/{id}/envoyer"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::REFERER, format!("http://pupitre.example{review}"))
        .header("sec-fetch-site", "same-origin")
        .body("seal=x".into())
        .unwrap();
    let ended = site.anonymous().send(request).await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
    assert!(!ended.body.contains("name=\"saisie\""), "{}", ended.body);
    assert_eq!(ended.hidden("suite"), review, "the sign-in leads back to the page");
}

#[tokio::test]
async fn a_script_hears_that_the_session_has_ended() {
    let site = TestSite::open().await;
    let id = site.desk.complete_draft("FA-1").await;
    let answer =
        site.anonymous().json("/api/save_draft", format!(r#"{{"invoice":"{id}","draft":{{}}}}"#)).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.body, "\"SignedOut\"");
}
