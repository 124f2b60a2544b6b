//! Double authentification, without script.
#![expect(clippy::panic, reason = "a failure here is a failed test")]

use std::time::Duration;

use axum::http::{StatusCode, header};
use test_desk::{Desk, PASSWORD};
use totp_rs::{Builder, Secret};

use crate::browser::{Answer, TestSite, Visitor};

const PAGE: &str = "/compte/double-authentification";

/// The code that an application shows now for the key of a page.
fn code_of(site: &TestSite, key: &str) -> String {
    let secret = Secret::try_from_base32(key.replace(' ', "")).unwrap();
    let totp = Builder::new().with_digits(6).with_step_duration(30).with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(site.desk.desk.now().timestamp()).unwrap()).to_string()
}

fn key_of(page: &Answer) -> String {
    let rest =
        page.body.split("<code class=\"long-code\">").nth(1).unwrap_or_else(|| panic!("{}", page.body));
    rest.split('<').next().unwrap().to_owned()
}

/// The value that a response sets a cookie to.
fn cookie(answer: &Answer, name: &str) -> Option<String> {
    let cookies = answer.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap());
    let found = cookies.filter_map(|text| text.split(';').next()?.split_once('='));
    found
        .filter(|(known, _)| *known == name)
        .map(|(_, value)| value.to_owned())
        .find(|value| !value.is_empty())
}

/// Makes a second factor: its key, and the page of the codes.
async fn enrol(site: &TestSite, visitor: &Visitor<'_>) -> (String, Answer) {
    let begun = visitor.post(PAGE, &[("present", PASSWORD)]).await;
    let key = key_of(&begun);
    let codes = visitor.post(&format!("{PAGE}/confirmer"), &[("code", &code_of(site, &key))]).await;
    assert_eq!(codes.status, StatusCode::OK, "{}", codes.body);
    site.desk.clock.pass(Duration::from_secs(30));
    (key, codes)
}

#[tokio::test]
async fn it_is_made_with_a_picture_and_a_key_and_shows_its_codes_once() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let account = visitor.get("/compte").await.body;
    assert!(account.contains(&format!("href=\"{PAGE}\"")), "{account}");
    let wrong = visitor.post(PAGE, &[("present", "faux")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("Le mot de passe actuel est incorrect.") && !wrong.body.contains("otpauth"));
    let begun = visitor.post(PAGE, &[("present", PASSWORD)]).await;
    assert!(
        begun.body.contains("<svg viewBox") && begun.body.contains("otpauth://totp/Pupitre"),
        "{}",
        begun.body
    );
    let key = key_of(&begun);
    let wrong = visitor.post(&format!("{PAGE}/confirmer"), &[("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(key_of(&wrong), key, "the same key goes on");
    let codes = visitor.post(&format!("{PAGE}/confirmer"), &[("code", &code_of(&site, &key))]).await;
    assert_eq!(codes.body.matches("<li><code>").count(), 10, "{}", codes.body);
    assert!(codes.body.contains("<body data-answer>"), "nobody can read that address again");
    assert!(begun.body.contains("<body>"), "that one leads to the same page");
    let after = visitor.get(PAGE).await.body;
    assert!(after.contains("Il vous reste 10 codes de secours") && !after.contains("<li><code>"), "{after}");
}

#[tokio::test]
async fn the_sign_in_asks_for_the_code_and_goes_on_to_where_it_was_to_lead() {
    let site = TestSite::open().await;
    let (key, _) = enrol(&site, &site.sign_in(&site.desk.firm).await).await;
    let mut visitor = site.anonymous();
    let email = site.desk.firm.email.clone();
    let form = [("email", email.as_str()), ("password", PASSWORD), ("suite", "/factures?onglet=bloquees")];
    let asked = visitor.post("/connexion", &form).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(asked.body.contains("autocomplete=\"one-time-code\"") && cookie(&asked, "pupitre").is_none());
    assert_eq!(asked.hidden("suite"), "/factures?onglet=bloquees");
    let token = cookie(&asked, "pupitre-code").unwrap();
    visitor.cookie = Some(format!("pupitre={token}"));
    assert_eq!(visitor.get("/factures").await.status, StatusCode::SEE_OTHER, "it is no session");
    visitor.cookie = Some(format!("pupitre-code={token}"));
    assert!(visitor.get("/connexion/code").await.body.contains("Code de connexion"), "reloaded");
    let wrong = visitor.post("/connexion/code", &[("code", "000000"), ("suite", "/factures")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("Ce code n’est pas le bon") && wrong.hidden("suite") == "/factures");
    let right =
        visitor.post("/connexion/code", &[("code", &code_of(&site, &key)), ("suite", "//ailleurs")]).await;
    assert_eq!((right.status, right.location()), (StatusCode::SEE_OTHER, "/"), "never elsewhere");
    visitor.cookie = Some(format!("pupitre={}", cookie(&right, "pupitre").unwrap()));
    assert_eq!(visitor.get("/factures").await.status, StatusCode::OK);
    visitor.cookie = Some(format!("pupitre-code={token}"));
    let again = visitor.post("/connexion/code", &[("code", &code_of(&site, &key))]).await;
    assert!(again.body.contains("a pris trop de temps, ou a déjà été faite"), "{}", again.body);
    assert_eq!(site.anonymous().get("/connexion/code").await.location(), "/connexion", "nothing was begun");
}

#[tokio::test]
async fn who_needs_one_and_has_none_is_led_to_make_it_and_to_nothing_else() {
    let grace = Duration::from_secs(24 * 3_600);
    let desk = Desk::open_with(|settings| {
        settings.second_factor_grace = grace;
        settings.session_absolute = 4 * grace;
        settings.session_idle = 4 * grace;
    })
    .await;
    let site = TestSite::on(desk, app::web::SiteOptions::default());
    let visitor = site.sign_in(&site.desk.firm).await;
    assert!(visitor.get("/compte").await.body.contains("Elle sera obligatoire pour vous à partir du"));
    site.desk.clock.pass(2 * grace);
    for path in ["/", "/factures", "/utilisateurs"] {
        let led = visitor.get(path).await;
        assert_eq!((led.status, led.location()), (StatusCode::SEE_OTHER, PAGE), "{path}");
    }
    let refused = visitor.post("/structures", &[("name", "x")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(visitor.get(PAGE).await.body.contains("est obligatoire pour votre rôle"));
    enrol(&site, &visitor).await;
    assert_eq!(visitor.get("/factures").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_administrator_sees_who_has_one_and_asks_it_of_all() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    enrol(&site, &visitor).await;
    let users = visitor.get("/utilisateurs").await.body;
    assert!(
        users.contains("Double authentification en place") && users.contains("L’exiger de tous"),
        "{users}"
    );
    let answer = visitor.post("/utilisateurs/double-authentification", &[("exigee", "oui")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(visitor.get("/utilisateurs").await.body.contains("Ne plus l’exiger de tous"));
}
