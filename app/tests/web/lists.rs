//! Working with many invoices by plain links and forms: next and previous, what is done with chosen ones, notes, views.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, SET_COOKIE};
use domain::Role;
use operations::{Actor, Scope};
use test_desk::{Firm, add_user};

use crate::browser::{Answer, TestSite, Visitor};

/// The address of the link of an element that has this text in its tag.
fn link(page: &Answer, mark: &str) -> Option<String> {
    let tag =
        page.body.split("<a ").find(|tag| tag.split('>').next().is_some_and(|tag| tag.contains(mark)))?;
    let href = tag.split_once("href=\"")?.1.split('"').next()?;
    Some(href.replace("&amp;", "&"))
}

async fn visitor_of<'s>(site: &'s TestSite, role: Role) -> Visitor<'s> {
    let firm = &site.desk.firm;
    let email = format!("{}@cabinet.example", role.code());
    add_user(&site.desk.system, firm.organization, &email, role, Scope::Everything).await;
    let colleague = Firm {
        organization: firm.organization,
        actor: Actor { email: email.clone(), ..firm.actor.clone() },
        structure: firm.structure,
        email,
    };
    site.sign_in(&colleague).await
}

#[tokio::test]
async fn an_opened_invoice_leads_to_the_next_of_its_list_and_back() {
    let site = TestSite::open().await;
    for number in ["ALPHA-1", "BETA-1", "ALPHA-2", "ALPHA-3"] {
        site.desk.complete_draft(number).await;
    }
    // Who does not deposit opens drafts as invoices.
    let visitor = visitor_of(&site, Role::Lecteur).await;
    let list = visitor.get("/factures?q=ALPHA&tri=numero&sens=asc").await;
    let first = link(&list, "rang=1&amp;sur=3").unwrap();
    let page = visitor.get(&first).await;
    assert!(page.body.contains("1 sur 3") && page.body.contains("aria-keyshortcuts=\"j\""), "{}", page.body);
    assert_eq!(link(&page, "rel=\"prev\""), None, "{}", page.body);
    let second = link(&page, "rel=\"next\"").unwrap();
    let page = visitor.get(&second).await;
    assert!(page.body.contains("ALPHA-2") && page.body.contains("2 sur 3"), "{}", page.body);
    assert_eq!(link(&page, "rel=\"prev\""), Some(first));
    let third = link(&page, "rel=\"next\"").unwrap();
    let page = visitor.get(&third).await;
    assert!(page.body.contains("ALPHA-3") && link(&page, "rel=\"next\"").is_none(), "{}", page.body);
    let back = link(&page, "class=\"beside-list\"").unwrap();
    assert!(visitor.get(&back).await.body.contains("ALPHA-1"), "{back}");
    // Opened from elsewhere, it is in no list.
    let alone = visitor.get(third.split('?').next().unwrap()).await;
    assert!(!alone.body.contains("class=\"beside\""), "{}", alone.body);
}

#[tokio::test]
async fn chosen_invoices_are_first_told_then_downloaded_and_exported() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let first = site.desk.complete_draft("FA-1").await.to_string();
    let second = site.desk.complete_draft("=1+1").await.to_string();
    site.desk.complete_draft("FA-3").await;
    let list = visitor.get("/factures").await;
    for part in [
        "action=\"/factures/choisies\"",
        "value=\"telecharger\"",
        "value=\"exporter\"",
        "value=\"actualiser\"",
    ] {
        assert!(list.body.contains(part), "{part} in {}", list.body);
    }
    let chosen = [("invoice", first.as_str()), ("invoice", second.as_str()), ("retour", "/factures?q=FA")];
    let with = |act| [chosen.as_slice(), &[("acte", act)]].concat();
    let told = visitor.post("/factures/choisies", &with("telecharger")).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    for part in ["les fichiers de 2 factures", "2 fichiers", "href=\"/factures?q=FA\"", "documents.zip"] {
        assert!(told.body.contains(part), "{part} in {}", told.body);
    }
    let told = visitor.post("/factures/choisies", &with("actualiser")).await;
    assert!(
        told.body.contains("Rien ne peut être fait") && told.body.contains("Chorus Pro ne l’a pas encore")
    );
    assert!(!told.body.contains("/factures/choisies/actualiser"), "{}", told.body);

    let zip = visitor.post("/factures/choisies/documents.zip", &chosen).await;
    assert_eq!(zip.headers[CONTENT_TYPE], "application/zip", "{}", zip.body);
    let name = zip.headers[CONTENT_DISPOSITION].to_str().unwrap();
    assert_eq!(name, "attachment; filename=\"factures-2026-11-20.zip\"");
    for part in ["001_FA-1/facture.pdf", "002__1_1/facture.pdf", "factures.csv", "empreintes.sha256"] {
        assert!(zip.body.contains(part), "{part}");
    }
    let csv = visitor.post("/factures/choisies/export.csv", &chosen).await;
    assert_eq!(csv.body.lines().count(), 3, "a header and two invoices: {}", csv.body);
    assert!(
        csv.body.contains("FA-1") && csv.body.contains("'=1+1") && !csv.body.contains("FA-3"),
        "{}",
        csv.body
    );
    let xlsx = visitor.post("/factures/choisies/export.xlsx", &chosen).await;
    assert!(xlsx.body.starts_with("PK"));

    for path in ["/factures/choisies", "/factures/choisies/documents.zip", "/factures/choisies/export.csv"] {
        let nothing = visitor.post(path, &[]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(nothing.body.contains("Choisissez au moins une facture"), "{path}: {}", nothing.body);
    }
    assert_eq!(visitor.get("/factures/choisies").await.location(), "/factures");
    let stranger = site.sign_in(&site.desk.stranger).await;
    for path in ["/factures/choisies", "/factures/choisies/export.csv"] {
        let theirs = stranger.post(path, &chosen).await;
        assert!(!theirs.body.contains("FA-1"), "{path}: {}", theirs.body);
    }
    let elsewhere = [("invoice", first.as_str()), ("retour", "https://exemple.fr/")];
    assert!(!visitor.post("/factures/choisies", &elsewhere).await.body.contains("exemple.fr"));
}

#[tokio::test]
async fn a_note_is_written_shown_marked_and_taken_away_without_script() {
    let site = TestSite::open().await;
    let id = site.desk.complete_draft("FA-1").await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let (page, notes) = (format!("/factures/{id}"), format!("/factures/{id}/notes"));
    assert!(!visitor.get("/factures").await.body.contains("A une note"));
    let here = format!("{page}?q=FA&rang=1&sur=1");
    let written = visitor.post(&notes, &[("note", "Relancer <b>lundi</b>"), ("retour", &here)]).await;
    assert_eq!(written.location(), format!("{here}&fait=note"));
    let shown = visitor.get(written.location()).await;
    assert!(shown.body.contains("Relancer &lt;b&gt;lundi&lt;/b&gt;"), "{}", shown.body);
    assert!(visitor.get("/factures").await.body.contains("A une note"));

    let long = "é".repeat(2_001);
    let refused = visitor.post(&notes, &[("note", &long), ("retour", "https://exemple.fr/")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains(&long) && refused.body.contains("2000 caractères"), "what was typed stays");
    let elsewhere = visitor.post(&notes, &[("note", "deux"), ("retour", "/deposer")]).await;
    assert_eq!(elsewhere.location(), format!("{page}?fait=note"));

    let reader = visitor_of(&site, Role::Lecteur).await;
    let read = reader.get(&page).await;
    assert!(read.body.contains("Relancer") && !read.body.contains("Enregistrer la note"), "{}", read.body);
    let note = shown.hidden("id");
    let gone = visitor.post(&format!("{notes}/supprimer"), &[("id", &note)]).await;
    assert_eq!(gone.location(), format!("{page}?fait=note-supprimee"));
    assert!(!visitor.get(&page).await.body.contains("Relancer"));
    let again = visitor.post(&format!("{notes}/supprimer"), &[("id", &note)]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_view_is_kept_over_its_list_and_shared() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    assert!(!visitor.get("/factures").await.body.contains("Enregistrer cette vue"), "nothing is filtered");
    let list = visitor.get("/factures?onglet=bloquees&q=l%27oeuvre&page=3").await;
    let asked = list.hidden("requete");
    assert_eq!(asked, "onglet=bloquees&q=l%27oeuvre");
    let typed =
        [("liste", "emise"), ("requete", asked.as_str()), ("nom", "À voir <lundi>"), ("partagee", "oui")];
    let kept = visitor.post("/factures/vues", &typed).await;
    assert_eq!(kept.location(), format!("/factures?{asked}&fait=vue"));
    let reader = visitor_of(&site, Role::Lecteur).await;
    let shown = reader.get("/factures").await;
    assert!(shown.body.contains("À voir &lt;lundi&gt;") && shown.body.contains("partagée"), "{}", shown.body);
    assert!(!shown.body.contains("Supprimer la vue"), "{}", shown.body);
    assert!(!visitor.get("/recues").await.body.contains("À voir"));

    // What is kept is an address of the list, whatever is sent.
    let odd = [("liste", "emise"), ("requete", "q=a\"b&javascript:x=1&onglet=<x>"), ("nom", "B")];
    let kept = visitor.post("/factures/vues", &odd).await;
    assert_eq!(kept.location(), "/factures?onglet=%3Cx%3E&q=a%22b&fait=vue");
    let refused =
        visitor.post("/factures/vues", &[("liste", "emise"), ("requete", "q=x"), ("nom", " ")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Donnez à la vue un nom"), "{}", refused.body);

    let list = visitor.get("/factures").await;
    let first = list.hidden("vue");
    let gone = visitor.post("/factures/vues/supprimer", &[("liste", "emise"), ("vue", &first)]).await;
    assert_eq!(gone.location(), "/factures?fait=vue-supprimee");
    assert!(!visitor.get("/factures").await.body.contains(&first));
}

#[tokio::test]
async fn a_deposit_is_planned_shown_and_taken_back_by_plain_forms() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let id = site.desk.complete_draft("FA-1").await;
    let review = visitor.get(&format!("/deposer/{id}/verifier")).await;
    let seal = review.hidden("seal");
    let send = format!("/deposer/{id}/envoyer");
    let typed =
        |day, time| [("seal", seal.as_str()), ("action", "plus-tard"), ("jour", day), ("heure", time)];
    for (day, time) in
        [("", "9:00"), ("demain matin", "9:00"), ("19/11/2026", "9:00"), ("01/12/2026", "midi")]
    {
        let refused = visitor.post(&send, &typed(day, time)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{day} {time}");
        assert!(refused.body.contains("Indiquez un moment à venir"), "{}", refused.body);
        assert!(
            refused.body.contains(&format!("value=\"{time}\"")),
            "what was typed stays: {}",
            refused.body
        );
    }
    let planned = visitor.post(&send, &typed("01/12/2026", "9 h")).await;
    assert_eq!(planned.location(), "/deposer?fait=depart-prevu");
    let desk = visitor.get("/deposer").await;
    assert!(desk.body.contains("Départs prévus") && desk.body.contains("01/12/2026 à 09"), "{}", desk.body);
    let page = visitor.get(&format!("/factures/{id}")).await;
    assert!(page.body.contains("Départ prévu le") && page.body.contains("Annuler l’envoi"), "{}", page.body);
    assert!(!page.body.contains("secondes"), "nothing counts down for days: {}", page.body);
    let undone = visitor.post(&format!("/factures/{id}/annuler-envoi"), &[]).await;
    assert_eq!(undone.location(), format!("/deposer/{id}?fait=envoi-annule"));
    assert!(!visitor.get("/deposer").await.body.contains("Départs prévus"));

    let review = visitor.post("/deposer/lot", &[("action", "pretes")]).await;
    let sealed = review.hidden("depot");
    let several = [("depot", sealed.as_str()), ("action", "plus-tard"), ("jour", "hier"), ("heure", "9:00")];
    let refused = visitor.post("/deposer/lot/envoyer", &several).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("FA-1") && refused.body.contains("Indiquez un moment"), "{}", refused.body);
    let several = [several[0], several[1], ("jour", "01/12/2026"), several[3]];
    assert_eq!(visitor.post("/deposer/lot/envoyer", &several).await.location(), "/deposer");
    assert!(visitor.get("/deposer").await.body.contains("Départs prévus"));
}

#[tokio::test]
async fn a_colleagues_draft_says_so_and_is_taken_over() {
    let site = TestSite::open().await;
    let id = site.desk.complete_draft("FA-1").await;
    let anne = visitor_of(&site, Role::Deposant).await;
    let draft = format!("/deposer/{id}");
    let page = anne.get(&draft).await;
    assert!(page.body.contains("travaille sur ce brouillon"), "{}", page.body);
    let taken = anne.post("/deposer/lot/prendre", &[("invoice", &id.to_string())]).await;
    assert_eq!(taken.location(), "/deposer?fait=brouillons-pris");
    assert!(!anne.get(&draft).await.body.contains("travaille sur ce brouillon"));
    let visitor = site.sign_in(&site.desk.firm).await;
    assert!(visitor.get(&draft).await.body.contains("travaille sur ce brouillon"));
    assert!(visitor.get("/deposer").await.body.contains("draft-keeper"));
    let taken = visitor.post(&format!("{draft}/prendre"), &[]).await;
    assert_eq!(taken.location(), format!("{draft}?fait=brouillon-pris"));
}

#[tokio::test]
async fn anything_is_found_on_a_page_and_as_a_part_of_it() {
    let site = TestSite::open().await;
    let id = site.desk.complete_draft("FA-2026-118").await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let page = visitor.get("/recherche?q=fa2026118").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains(&format!("href=\"/deposer/{id}\"")) && page.body.contains("Brouillons"));
    assert!(page.body.contains("value=\"fa2026118\""), "{}", page.body);
    assert!(visitor.get("/recherche").await.body.contains("href=\"/structures\""));
    assert!(visitor.get("/recherche?q=%3Cscript%3E").await.body.contains("Rien de ce nom"));
    let stranger = site.sign_in(&site.desk.stranger).await;
    assert!(!stranger.get("/recherche?q=fa2026118").await.body.contains(&id.to_string()));
    // Without script the way there is a link.
    assert!(visitor.get("/").await.body.contains("href=\"/recherche\""));
}

#[tokio::test]
async fn the_columns_of_a_list_are_chosen_in_each_browser() {
    let site = TestSite::open().await;
    site.desk.complete_draft("FA-1").await;
    let mut visitor = site.sign_in(&site.desk.firm).await;
    let list = visitor.get("/factures").await;
    assert!(
        list.body.contains("Service / engagement</th>") && !list.body.contains("Motif</th>"),
        "{}",
        list.body
    );
    let chosen = visitor
        .post(
            "/factures/colonnes",
            &[("colonne", "motif"), ("colonne", "<x>"), ("retour", "/recues?tri=date")],
        )
        .await;
    assert_eq!(chosen.location(), "/recues?tri=date");
    let cookie = chosen.headers[SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("pupitre-colonnes=x.motif;"), "{cookie}");
    let kept = cookie.split(';').next().unwrap();
    visitor.cookie = visitor.cookie.map(|session| format!("{session}; {kept}"));
    let list = visitor.get("/factures").await;
    assert!(
        list.body.contains("Motif</th>") && !list.body.contains("Service / engagement</th>"),
        "{}",
        list.body
    );
}
