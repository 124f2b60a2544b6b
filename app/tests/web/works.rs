//! Works documents on their board and in their billing file.

use std::time::Duration;

use axum::http::StatusCode;

use crate::browser::TestSite;

#[tokio::test]
async fn the_board_leads_to_the_billing_file_and_tells_whose_turn_it_is() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let before = visitor.get("/travaux").await.body;
    assert!(
        before.contains("n’ont pas encore été lues") && !before.contains("href=\"/travaux\" aria"),
        "{before}"
    );
    site.desk.pass(Duration::from_secs(400)).await;
    let answer = visitor.post("/travaux/actualiser", &[]).await;
    assert!(answer.location().starts_with("/travaux?"), "{}", answer.location());
    site.desk.pass(Duration::from_secs(1)).await;
    let board = visitor.get("/travaux").await.body;
    for said in
        ["lane-fournisseur", "lane-moe", "lane-moa", "lane-destinataire", "SIT-02", "A4, projet de décompte"]
    {
        assert!(board.contains(said), "{said}: {board}");
    }
    assert!(visitor.get("/").await.body.contains("href=\"/travaux\""), "the rail leads there");
    let links: Vec<&str> = board
        .split("href=\"")
        .filter_map(|rest| rest.split('"').next())
        .filter(|href| href.starts_with("/travaux/"))
        .collect();
    assert!(links.len() >= 4, "{links:?}");
    let file = visitor.get(links[0]).await;
    assert_eq!(file.status, StatusCode::OK);
    for said in ["Dossier de facturation DF-7001", "À partir de SIT-01", "À la MOA d’agir", "À la MOE d’agir"]
    {
        assert!(file.body.contains(said), "{said}: {}", file.body);
    }
    let stranger = site.sign_in(&site.desk.stranger).await;
    assert_eq!(stranger.get(links[0]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_document_is_sent_back_taken_back_and_sent_back_again_without_script() {
    let site = TestSite::open().await;
    site.desk.add_town().await;
    for _ in 0..3 {
        site.desk.pass(Duration::from_secs(400)).await;
    }
    let visitor = site.sign_in(&site.desk.firm).await;
    visitor.post("/travaux/actualiser", &[]).await;
    site.desk.pass(Duration::from_secs(1)).await;
    // What the town sees, which owns the project.
    let owned = site.desk.desk.works.board(&site.desk.firm.actor).await.unwrap();
    let town = owned.cards.iter().find(|card| card.document.number == "EA-01").unwrap();
    let file = site.desk.desk.works.works_file(&site.desk.firm.actor, town.document.id).await.unwrap();
    let page = format!("/travaux/{}", file.document.id);
    let shown = visitor.get(&page).await.body;
    assert!(shown.contains("Demander de compléter") && shown.contains("Demander le recyclage"), "{shown}");
    let act = format!("{page}/renvoyer");
    let form = visitor.get(&act).await;
    let version = form.hidden("version");
    let typed = [("version", &*version), ("comment", " "), ("action", "envoyer")];
    let answer = visitor.post(&act, &typed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("href=\"#comment\""), "{}", answer.body);
    let version = answer.hidden("version");
    let typed = [("version", &*version), ("comment", "Le <b>métré</b> manque."), ("action", "envoyer")];
    assert_eq!(visitor.post(&act, &typed).await.location(), page);
    let queued = visitor.get(&page).await.body;
    assert!(queued.contains("l’envoi part à"), "{queued}");
    let undo = queued.split("action=\"").filter_map(|rest| rest.split('"').next());
    let undo = undo.into_iter().find(|action| action.ends_with("/annuler")).unwrap().to_owned();
    let answer = visitor.post(&undo, &[]).await;
    assert!(visitor.get(answer.location()).await.body.contains("Rien n’est parti"));
    let form = visitor.get(&act).await;
    assert!(form.body.contains("&lt;b&gt;métré"), "{}", form.body);
    let version = form.hidden("version");
    let typed = [("version", &*version), ("comment", "Le métré manque."), ("action", "envoyer")];
    assert_eq!(visitor.post(&act, &typed).await.location(), page);
    site.desk.pass(Duration::from_secs(11)).await;
    site.desk.pass(Duration::from_secs(2)).await;
    let done = visitor.get(&page).await.body;
    assert!(done.contains("À compléter"), "{done}");
}

/// Reads what the firm sees, and gives the page of its document with this number.
async fn page_of(site: &TestSite, number: &str) -> String {
    site.desk.pass(Duration::from_secs(400)).await;
    site.desk.desk.works.refresh_works(&site.desk.firm.actor).await.unwrap();
    site.desk.pass(Duration::from_secs(1)).await;
    let board = site.desk.desk.works.board(&site.desk.firm.actor).await.unwrap();
    let card = board.cards.iter().find(|card| card.document.number == number).unwrap();
    format!("/travaux/{}", card.document.id)
}

#[tokio::test]
async fn a_document_is_completed_with_a_file_without_script_and_bears_the_mark_of_its_form() {
    let site = TestSite::open().await;
    let page = page_of(&site, "SIT-03").await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let shown = visitor.get(&page).await.body;
    assert!(shown.contains(&format!("href=\"{page}/completer\"")), "{shown}");
    let act = format!("{page}/completer");
    let form = visitor.get(&act).await.body;
    assert!(form.contains("Forme non confirmée") && form.contains("facturesTravaux/v1/completer"), "{form}");
    let typed = [("version", "0"), ("comment", " "), ("action", "envoyer")];
    let answer = visitor.upload(&act, &typed, &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Joignez au moins une pièce"), "{}", answer.body);
    let version = answer.hidden("version");
    let typed = [("version", &*version), ("comment", "Le <i>métré</i>."), ("action", "enregistrer")];
    let answer = visitor.upload(&act, &typed, &[("attachments", "Métré n°7.pdf", b"%PDF-1.4 m")]).await;
    assert_eq!(answer.location(), act);
    let form = visitor.get(&act).await;
    assert!(form.body.contains("Le &lt;i&gt;métré") && form.body.contains("retirer:"), "{}", form.body);
    let mut links = form.body.split("href=\"").filter_map(|rest| rest.split('"').next());
    let file = links.find(|href| href.contains("/pieces/")).unwrap().to_owned();
    assert_eq!(visitor.get(&file).await.body, "%PDF-1.4 m");
    let stranger = site.sign_in(&site.desk.stranger).await;
    assert_eq!(stranger.get(&file).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.get(&act).await.status, StatusCode::NOT_FOUND);
    let version = form.hidden("version");
    let typed = [("version", &*version), ("comment", "Voici le métré."), ("action", "envoyer")];
    assert_eq!(visitor.upload(&act, &typed, &[]).await.location(), page);
    site.desk.pass(Duration::from_secs(11)).await;
    site.desk.pass(Duration::from_secs(2)).await;
    let done = visitor.get(&page).await.body;
    assert!(done.contains("Mise à disposition de la MOE"), "{done}");
    // What it says comes when it is asked for.
    assert!(done.contains("Lire la pièce") && done.contains("Forme non confirmée"), "{done}");
    let answer = visitor.post(&format!("{page}/lire"), &[]).await;
    assert!(answer.location().starts_with(&format!("{page}?")), "{}", answer.location());
    site.desk.pass(Duration::from_secs(1)).await;
    let read = visitor.get(&page).await.body;
    assert!(read.contains("Montant à payer") && read.contains("Lire de nouveau"), "{read}");
}

#[tokio::test]
async fn an_administrator_confirms_a_form_with_how_it_is_known_and_takes_it_back() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let page = "/travaux/formes";
    let shown = visitor.get(page).await.body;
    assert_eq!(shown.matches("Forme non confirmée").count(), domain::WorksForm::ALL.len(), "{shown}");
    let answer = visitor.post(page, &[("form", "refuser"), ("source", " ")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("href=\"#source\""), "{}", answer.body);
    let answer = visitor.post(page, &[("form", "refuser"), ("source", "Essai <b>réussi</b>")]).await;
    let confirmed = visitor.get(answer.location()).await.body;
    assert!(
        confirmed.contains("Forme confirmée") && confirmed.contains("Essai &lt;b&gt;réussi"),
        "{confirmed}"
    );
    let back = "/travaux/formes/refuser/retirer";
    assert!(confirmed.contains(back), "{confirmed}");
    let answer = visitor.post(back, &[]).await;
    assert!(visitor.get(answer.location()).await.body.contains("Confirmation retirée"));
    assert_eq!(visitor.post(back, &[]).await.status, StatusCode::NOT_FOUND);
}
