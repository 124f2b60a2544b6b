//! Invoices to validate, by plain forms.

use std::time::Duration;

use axum::http::StatusCode;

use crate::browser::TestSite;

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn an_invoice_is_refused_taken_back_and_accepted_without_script() {
    let site = TestSite::open().await;
    let id = site.desk.subcontract("ST-1").await;
    let visitor = site.sign_in(&site.desk.stranger).await;
    let list = visitor.get("/a-valider").await.body;
    let page = format!("/a-valider/{id}");
    for said in [page.as_str(), "ST-1", "05/12/2026", "1 200,00", "aria-current=\"page\""] {
        assert!(list.replace('\u{202f}', " ").contains(said), "{said}: {list}");
    }
    let summary = visitor.get("/").await.body;
    assert!(summary.contains("href=\"/a-valider\""), "the rail leads there: {summary}");
    assert!(summary.contains("Répondre comme valideur") && summary.contains(&page), "{summary}");

    let shown = visitor.get(&page).await;
    for said in ["compte comme acceptée le 05/12/2026", "A9, facture de sous-traitant", "Autre"] {
        assert!(shown.body.contains(said), "{said}: {}", shown.body);
    }
    assert!(!shown.body.contains("Mauvais valideur"), "it is an answer of its own: {}", shown.body);
    let pdf = visitor.get(&format!("{page}/document")).await;
    assert_eq!(
        (pdf.status, pdf.headers["content-type"].to_str().unwrap()),
        (StatusCode::OK, "application/pdf")
    );
    let papers = visitor.get(&format!("{page}/pages")).await;
    assert!(papers.body.contains(&format!("{page}/pages/1.png")), "{}", papers.body);

    // Without an answer, and without a reason, nothing leaves and the field says so.
    let version = shown.hidden("version");
    let answer = visitor.post(&page, &[("version", &version), ("action", "envoyer")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("href=\"#answer\""), "{}", answer.body);
    let version = answer.hidden("version");
    let detail = "Le <b>métré</b> manque.";
    let typed = [("version", &*version), ("answer", "refuse"), ("detail", detail), ("action", "envoyer")];
    let answer = visitor.post(&page, &typed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.body.contains("href=\"#reason\"") && answer.body.contains("&lt;b&gt;métré"),
        "{}",
        answer.body
    );

    let version = answer.hidden("version");
    let typed = [
        ("version", &*version),
        ("answer", "refuse"),
        ("reason", "AUTRE"),
        ("detail", detail),
        ("action", "envoyer"),
    ];
    let answer = visitor.post(&page, &typed).await;
    assert_eq!(answer.location(), page, "{}", answer.body);
    let queued = visitor.get(&page).await.body;
    assert!(queued.contains("Le refus part à") && !queued.contains("id=\"act\""), "{queued}");
    let answer = visitor.post(&format!("{page}/annuler"), &[]).await;
    let form = visitor.get(answer.location()).await;
    assert!(form.body.contains("Rien n’est parti") && form.body.contains("&lt;b&gt;métré"), "{}", form.body);

    let version = form.hidden("version");
    let typed = [("version", &*version), ("answer", "accept"), ("detail", ""), ("action", "envoyer")];
    assert_eq!(visitor.post(&page, &typed).await.location(), page);
    site.desk.pass(11 * SECOND).await;
    let done = visitor.get(&page).await.body;
    assert!(done.contains("Acceptée par Personne d’essai"), "{done}");
    let answered = visitor.get("/a-valider?onglet=repondues").await.body;
    assert!(answered.contains("ST-1") && answered.contains("Validée (1)"), "{answered}");
    let late = visitor.post(&page, &typed).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("n’attend plus cette réponse"), "{}", late.body);
}

#[tokio::test]
async fn what_waits_for_others_does_not_exist_here() {
    let site = TestSite::open().await;
    let id = site.desk.subcontract("ST-SECRET-7").await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let list = visitor.get("/a-valider").await;
    assert!(list.status == StatusCode::OK && !list.body.contains("ST-SECRET-7"), "{}", list.body);
    assert!(!visitor.get("/").await.body.contains("href=\"/a-valider\""), "nothing is to be validated here");
    for path in ["", "/document", "/pages", "/pages/1.png", "/pieces/0"] {
        let answer = visitor.get(&format!("/a-valider/{id}{path}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let typed = [("version", "0"), ("answer", "accept"), ("action", "envoyer")];
    for path in ["", "/annuler", "/reessayer"] {
        let answer = visitor.post(&format!("/a-valider/{id}{path}"), &typed).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_list_can_be_asked_for_now_and_says_what_it_does_not_hold() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let answer = visitor.post("/a-valider/actualiser", &[]).await;
    assert!(answer.location().starts_with("/a-valider?"), "{}", answer.location());
    site.desk.pass(400 * SECOND).await;
    let list = visitor.get("/a-valider").await.body;
    assert!(list.contains("n’est pas dans cette liste"), "{list}");
}
