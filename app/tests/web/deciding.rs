//! Decisions on received invoices, by plain forms.

use std::time::Duration;

use axum::http::StatusCode;
use domain::InvoiceId;

use crate::browser::TestSite;

const SECOND: Duration = Duration::from_secs(1);

async fn received(site: &TestSite, numbers: &[&str]) -> Vec<InvoiceId> {
    let town = site.desk.add_town().await;
    site.desk.receive(town, numbers).await
}

#[tokio::test]
async fn an_invoice_is_suspended_taken_back_and_suspended_again_without_script() {
    let site = TestSite::open().await;
    let id = received(&site, &["FA-1"]).await[0];
    let visitor = site.sign_in(&site.desk.firm).await;
    let invoice = format!("/factures/{id}");
    let act = format!("{invoice}/decider/suspendre");
    let page = visitor.get(&invoice).await.body;
    assert!(page.contains(&act) && page.contains("aria-keyshortcuts=\"s\""), "{page}");
    let form = visitor.get(&act).await.body;
    for said in ["R2192-27", "1 200,00", "Bon de commande ou engagement"] {
        assert!(form.replace('\u{202f}', " ").contains(said), "{said}: {form}");
    }

    // Without a reason nothing leaves, and the field says so.
    let answer = visitor.upload(&act, &[("version", "0"), ("motif", " "), ("action", "envoyer")], &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Écrivez le motif"), "{}", answer.body);

    // A text is taken over, changed, kept as a model.
    let answer = visitor.upload(&act, &[("version", "1"), ("action", "texte:0")], &[]).await;
    assert_eq!(answer.location(), act);
    let form = visitor.get(&act).await;
    assert!(form.body.contains("bon de commande"), "{}", form.body);
    let version = form.hidden("version");
    let motif = "Le <b>bon</b> manque.";
    let typed = [("version", &*version), ("motif", motif), ("action", "garder-texte")];
    let answer = visitor.upload(&act, &typed, &[]).await;
    let form = visitor.get(answer.location()).await;
    assert!(form.body.contains("gardé comme modèle") && form.body.contains("&lt;b&gt;bon"), "{}", form.body);

    let version = form.hidden("version");
    let typed = [("version", &*version), ("motif", motif), ("action", "envoyer")];
    let answer = visitor.upload(&act, &typed, &[]).await;
    assert_eq!(answer.location(), invoice, "{}", answer.body);
    let page = visitor.get(&invoice).await.body;
    assert!(page.contains("La suspension de FA-1 part à"), "{page}");
    let mut forms = page.split("action=\"").map(|rest| rest.split('"').next().unwrap_or_default());
    let undo = forms.find(|action| action.ends_with("/annuler")).unwrap().to_owned();
    let answer = visitor.post(&undo, &[]).await;
    assert!(answer.location().starts_with(&act), "{}", answer.location());
    let form = visitor.get(answer.location()).await;
    assert!(form.body.contains("&lt;b&gt;bon") && form.body.contains("Rien n’est parti"), "{}", form.body);
    let version = form.hidden("version");
    visitor.upload(&act, &[("version", &*version), ("motif", motif), ("action", "envoyer")], &[]).await;
    site.desk.pass(11 * SECOND).await;
    let page = visitor.get(&invoice).await.body;
    assert!(page.contains("Au fournisseur d’agir") && page.contains("&lt;b&gt;bon"), "{page}");
    let closed = visitor.get(&act).await.body;
    assert!(closed.contains("n’est pas possible"), "{closed}");
}

#[tokio::test]
async fn the_next_invoice_of_the_list_opens_by_itself_and_the_way_back_is_there() {
    let site = TestSite::open().await;
    let ids = received(&site, &["FA-1", "FA-2"]).await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let list = "?tri=numero&sens=asc&rang=1&sur=2";
    let page = visitor.get(&format!("/factures/{}{list}", ids[0])).await.body;
    let act = format!("/factures/{}/decider/rejeter", ids[0]);
    assert!(page.contains(&act), "{page}");
    let form = visitor.get(&format!("{act}{list}")).await;
    let typed = [("version", "0"), ("motif", "Doublon."), ("action", "envoyer")];
    let action = form.body.split("action=\"").map(|rest| rest.split('"').next().unwrap_or_default());
    let action = action.into_iter().find(|action| action.starts_with(&act)).unwrap().replace("&amp;", "&");
    let answer = visitor.upload(&action, &typed, &[]).await;
    assert!(answer.location().starts_with(&format!("/factures/{}?", ids[1])), "{}", answer.location());
    let next = visitor.get(answer.location()).await.body;
    assert!(next.contains("Le rejet de FA-1 part à"), "{next}");
}

#[tokio::test]
async fn three_questions_lead_to_an_act_and_say_why_others_are_not_open() {
    let site = TestSite::open().await;
    let id = received(&site, &["FA-1"]).await[0];
    let visitor = site.sign_in(&site.desk.firm).await;
    let page = format!("/factures/{id}/decider");
    let asked = visitor.get(&page).await.body;
    assert!(asked.contains("est-elle pour vous") && !asked.contains("id=\"advice\""), "{asked}");
    for (query, expected) in [
        ("?pour=non", "decider/recycler\" "),
        ("?pour=oui&juste=non", "decider/rejeter\" "),
        ("?pour=oui&juste=oui&complet=non", "decider/suspendre\" "),
        ("?pour=oui&juste=montant", "R2192-34"),
    ] {
        let told = visitor.get(&format!("{page}{query}")).await.body;
        let advice = told.split("id=\"advice\"").nth(1).unwrap_or_else(|| panic!("{told}"));
        let advice = &advice[..advice.find("<section").unwrap_or(advice.len())];
        assert!(advice.contains(expected.trim_end()), "{query}: {advice}");
    }
    visitor.upload(&format!("{page}/mandater"), &[("version", "0"), ("action", "envoyer")], &[]).await;
    site.desk.pass(11 * SECOND).await;
    let later = visitor.get(&page).await.body;
    assert!(later.contains("Cette étape est déjà passée"), "{later}");
}

#[tokio::test]
async fn several_are_tried_then_decided_and_taken_back_together() {
    let site = TestSite::open().await;
    let ids = received(&site, &["FA-1", "FA-2"]).await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let list = visitor.get("/recues").await.body;
    assert!(list.contains("/factures/choisies/decider"), "{list}");
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let chosen = [("invoice", ids[0].as_str()), ("invoice", ids[1].as_str()), ("retour", "/recues")];
    let page = visitor.post("/factures/choisies/decider", &chosen).await;
    assert_eq!(page.status, StatusCode::OK);
    let reject = [chosen.as_slice(), &[("decision", "REJETEE"), ("motif", "")]].concat();
    let tried = visitor.post("/factures/choisies/decider", &reject).await.body;
    assert!(tried.contains("Écrivez le motif") && !tried.contains("Envoyer 2"), "{tried}");
    let reject = [chosen.as_slice(), &[("decision", "REJETEE"), ("motif", "Doublon.")]].concat();
    let tried = visitor.post("/factures/choisies/decider", &reject).await.body;
    assert!(tried.contains("Envoyer 2 décisions") && tried.contains("Rejetée"), "{tried}");
    let answer = visitor.post("/factures/choisies/decider/confirmer", &reject).await;
    assert!(answer.location().starts_with("/recues?"), "{}", answer.body);
    let list = visitor.get(answer.location()).await.body;
    assert!(list.contains("2 décisions partent à") && list.contains("/decisions/annuler"), "{list}");
    let answer = visitor.post("/decisions/annuler", &[]).await;
    let list = visitor.get(answer.location()).await.body;
    assert!(list.contains("Envois annulés") && !list.contains("décisions partent"), "{list}");
    visitor.post("/factures/choisies/decider/confirmer", &reject).await;
    site.desk.pass(11 * SECOND).await;
    let page = visitor.get(&format!("/factures/{}", ids[1])).await.body;
    assert!(page.contains("Le fournisseur doit en établir une nouvelle"), "{page}");
}

#[tokio::test]
async fn payment_orders_of_a_table_are_tried_then_set() {
    let site = TestSite::open().await;
    let ids = received(&site, &["FA-1", "FA-2"]).await;
    let visitor = site.sign_in(&site.desk.firm).await;
    assert!(visitor.get("/recues").await.body.contains("href=\"/recues/mandats\""), "the list leads there");
    let start = visitor.get("/recues/mandats").await.body;
    assert!(start.contains("Numéro de facture"), "{start}");
    let refused = visitor.upload("/recues/mandats", &[], &[("attachments", "m.csv", b"a;b\n1;2\n")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Aucune colonne"), "{}", refused.body);
    let table = "Numéro de facture;Numéro de mandat\nFA-1;2026-118\nFA-9;2026-119\n";
    let page = visitor.upload("/recues/mandats", &[], &[("attachments", "m.csv", table.as_bytes())]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for said in ["Mandater une facture", "Aucune facture reçue sous ce numéro", "2026-118", "Mandatée"] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    let name = format!("mandat-{}", ids[0]);
    let answer = visitor.post("/recues/mandats/confirmer", &[(name.as_str(), "2026-118")]).await;
    assert!(answer.location().starts_with("/recues?"), "{}", answer.body);
    site.desk.pass(11 * SECOND).await;
    let invoices = site.desk.simulator.invoices();
    let there = invoices.iter().find(|invoice| invoice.number == "FA-1").unwrap();
    assert_eq!(there.payment_order.as_deref(), Some("2026-118"));
}
