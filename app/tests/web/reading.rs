//! Reading what was received, by plain pages and forms.

use std::time::Duration;

use axum::http::StatusCode;
use domain::InvoiceId;
use test_desk::TOWN_SIRET;

use crate::browser::TestSite;

const MINUTE: Duration = Duration::from_secs(60);

async fn received(site: &TestSite, numbers: &[&str]) -> Vec<InvoiceId> {
    let town = site.desk.add_town().await;
    site.desk.receive(town, numbers).await
}

#[tokio::test]
async fn the_list_tells_what_nobody_has_read_and_leads_to_it() {
    let site = TestSite::open().await;
    let ids = received(&site, &["FA-1", "FA-2"]).await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let list = visitor.get("/recues").await.body;
    assert_eq!(list.matches("class=\"unread-mark\"").count(), 2, "{list}");
    assert!(list.contains("href=\"?marque=non-lues\"") && list.contains("<strong>2</strong>"), "{list}");
    // Opening is noted beside the answer.
    site.desk.desk.portfolio.note_opening(&site.desk.firm.actor, ids[0]).await.unwrap();
    let unread = visitor.get("/recues?marque=non-lues").await.body;
    assert!(unread.contains("FA-2") && !unread.contains("FA-1"), "{unread}");
    assert!(unread.contains("<option value=\"non-lues\" selected"), "{unread}");
    let nothing = visitor.get("/recues?marque=statuts-incoherents").await.body;
    assert!(nothing.contains("Aucune facture ne correspond"), "{nothing}");
    let page = visitor.get(&format!("/factures/{}", ids[0])).await.body;
    assert!(page.contains("la première fois le"), "{page}");
    // A mark is kept with a view of the list.
    let kept = [("liste", "recue"), ("requete", "marque=non-lues"), ("nom", "À lire")];
    let answer = visitor.post("/factures/vues", &kept).await;
    assert!(answer.location().starts_with("/recues?marque=non-lues"), "{}", answer.location());
}

#[tokio::test]
async fn the_list_is_ordered_by_what_remains_of_the_delay_and_a_contract_moves_it() {
    let site = TestSite::open().await;
    let ids = received(&site, &["FA-1", "FA-2"]).await;
    let visitor = site.sign_in(&site.desk.firm).await;
    assert!(visitor.get("/recues").await.body.contains("href=\"?tri=delai\""));
    let form = format!("/factures/{}/delai-contractuel", ids[1]);
    let refused = visitor.post(&form, &[("contract_days", "<b>90")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("value=\"&lt;b&gt;90\""), "what was typed stays: {}", refused.body);
    assert!(refused.body.contains("de 1 à 60"), "{}", refused.body);
    let answer = visitor.post(&form, &[("contract_days", "15")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let page = visitor.get(answer.location()).await.body;
    assert!(page.contains("il l’emporte sur le délai légal"), "{page}");
    assert!(page.contains("Délai contractuel enregistré"), "{page}");
    for order in ["?tri=delai", "?tri=delai&sens=desc"] {
        let list = visitor.get(&format!("/recues{order}")).await.body;
        let place = |number: &str| list.find(&format!(">{number}</a>")).unwrap();
        assert!(place("FA-2") < place("FA-1"), "the most urgent comes first: {list}");
        assert!(list.contains("aria-sort=\"ascending\""), "{list}");
    }
}

#[tokio::test]
async fn the_pivot_has_a_page_to_be_read_and_an_attachment_one_to_be_looked_at() {
    let site = TestSite::open().await;
    let id = received(&site, &["FA-1"]).await[0];
    let visitor = site.sign_in(&site.desk.firm).await;
    assert_eq!(visitor.get(&format!("/factures/{id}/pivot")).await.status, StatusCode::NOT_FOUND);
    site.desk.desk.portfolio.note_opening(&site.desk.firm.actor, id).await.unwrap();
    site.desk.pass(MINUTE).await;
    let page = visitor.get(&format!("/factures/{id}")).await.body;
    assert!(page.contains(&format!("href=\"/factures/{id}/pivot\"")), "{page}");
    let read = visitor.get(&format!("/factures/{id}/pivot")).await.body;
    for part in ["Numéro de facture", "FA-1", "Total TTC", "<code>BT-112</code>", TOWN_SIRET] {
        assert!(read.contains(part), "{part}: {read}");
    }
    // What is attached to an issued invoice has the same pages.
    let firm = &site.desk.firm;
    let draft = site.desk.complete_draft("FA-9").await;
    let picture = site.desk.store(b"\x89PNG\r\n\x1a\n and the rest").await;
    let issuing = &site.desk.desk.issuing;
    let added = issuing.add_attachment(&firm.actor, draft, picture, "photo.png").await.unwrap();
    let base = format!("/factures/{draft}/pieces/{}", added[0].id);
    let page = visitor.get(&format!("{base}/contenu")).await.body;
    assert!(page.contains(&format!("src=\"{base}/image\"")), "{page}");
    let image = visitor.get(&format!("{base}/image")).await;
    assert_eq!(
        (image.status, image.headers["content-type"].to_str().unwrap()),
        (StatusCode::OK, "image/png")
    );
    assert!(image.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
    let pdf = site.desk.store(&test_desk::invoice_pdf(&["Bon n° 7".to_owned()])).await;
    let added = issuing.add_attachment(&firm.actor, draft, pdf, "bon.pdf").await.unwrap();
    let base = format!("/factures/{draft}/pieces/{}", added[0].id);
    assert!(visitor.get(&format!("{base}/contenu")).await.body.contains(&format!("src=\"{base}/pages\"")));
    let pages = visitor.get(&format!("{base}/pages")).await.body;
    assert!(pages.contains(&format!("{base}/pages/1.png")) && pages.contains("Bon"), "{pages}");
    let drawn = visitor.get(&format!("{base}/pages/1.png?largeur=800")).await;
    assert_eq!(
        (drawn.status, drawn.headers["content-type"].to_str().unwrap()),
        (StatusCode::OK, "image/png")
    );
    // A picture is shown only where it is one.
    assert_eq!(visitor.get(&format!("{base}/image")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_search_at_chorus_pro_says_what_is_wrong_at_its_fields_and_passes_on_its_refusal() {
    let site = TestSite::open().await;
    received(&site, &["FA-1"]).await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let list = visitor.get("/recues?du=01/11/2026").await.body;
    assert!(list.contains("/recues/recherche?du=01%2F11%2F2026"), "{list}");
    let before = site.desk.simulator.calls().len();
    let form = visitor.get("/recues/recherche?du=01/11/2026").await.body;
    assert!(form.contains("value=\"01/11/2026\"") && form.contains("Archives"), "{form}");
    assert_eq!(site.desk.simulator.calls().len(), before, "a form that is only filled asks nothing");
    let wrong = visitor.get("/recues/recherche?chercher=oui&fournisseur=%3Cb%3E12&min=douze").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("value=\"&lt;b&gt;12\"") && wrong.body.contains("href=\"#fournisseur\""));
    assert_eq!(site.desk.simulator.calls().len(), before, "nor one that is wrong");
    // Qualification has no such search.
    let refused = visitor.get("/recues/recherche?chercher=oui&numero=FA-1").await;
    assert_eq!(refused.status, StatusCode::OK);
    assert!(refused.body.contains("n’offre pas cette recherche"), "{}", refused.body);
    assert!(refused.body.contains("value=\"FA-1\""), "nothing typed is lost: {}", refused.body);
}
