//! A draft in two pages at once, by plain forms.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use operations::{Actor, Scope};
use test_desk::{Firm, add_user, complete_form, invoice_pdf};

use crate::browser::{Answer, TestSite, Visitor};

/// The value that a control of the page holds.
fn control<'p>(page: &'p Answer, name: &str) -> &'p str {
    let input = page.body.split("<input").find(|input| input.contains(&format!(" name=\"{name}\""))).unwrap();
    input.split_once(" value=\"").map_or("", |(_, rest)| rest.split('"').next().unwrap())
}

/// A colleague of the firm, Anne Roux, with a browser of her own.
async fn colleague(site: &TestSite) -> Visitor<'_> {
    let firm = &site.desk.firm;
    let email = "anne@cabinet.example";
    add_user(&site.desk.system, firm.organization, email, domain::Role::Deposant, Scope::Everything).await;
    let anne = Firm {
        organization: firm.organization,
        actor: Actor { email: email.to_owned(), ..firm.actor.clone() },
        structure: firm.structure,
        email: email.to_owned(),
    };
    site.sign_in(&anne).await
}

/// Two pages of one draft; the other one has saved another total, and a comment.
async fn with_a_conflict(site: &TestSite) -> (String, Visitor<'_>, Answer) {
    let id = site.desk.complete_draft("FA-1").await;
    let draft = format!("/deposer/{id}");
    let visitor = site.sign_in(&site.desk.firm).await;
    let mine = visitor.get(&draft).await;
    let anne = colleague(site).await;
    let typed = [("gross", "1300"), ("comment", "d’Anne"), ("action", "enregistrer")];
    assert_eq!(anne.edit(&draft, &typed, &[]).await.status, StatusCode::SEE_OTHER);
    (draft, visitor, mine)
}

#[tokio::test]
async fn both_values_come_back_and_nothing_goes_on_before_one_is_chosen() {
    let site = TestSite::open().await;
    let (draft, visitor, page) = with_a_conflict(&site).await;
    let typed = [("gross", "1250"), ("engagement", "BC-1"), ("action", "verifier")];
    let asked = visitor.edit_over(&page, &draft, &typed, &[]).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in [
        "role=\"alert\"",
        ">1250<",
        ">1300<",
        "Personne d’essai",
        "value=\"garder:gross\"",
        "value=\"prendre:gross\"",
        "href=\"#gross\"",
    ] {
        assert!(asked.body.contains(part), "{part} in {}", asked.body);
    }
    assert_eq!(control(&asked, "gross"), "1250", "what was typed stays in its control");
    assert_eq!(control(&asked, "engagement"), "BC-1");
    assert!(asked.body.contains("d’Anne"), "what only the other side changed is taken in");
    let stored = visitor.get(&draft).await;
    assert_eq!((control(&stored, "gross"), control(&stored, "engagement")), ("1300", "BC-1"));

    // To press the button again is no choice.
    let typed = [("gross", "1250"), ("engagement", "BC-1"), ("action", "verifier")];
    let again = visitor.edit_over(&asked, &draft, &typed, &[]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("value=\"garder:gross\""), "{}", again.body);
    assert_eq!(control(&visitor.get(&draft).await, "gross"), "1300");
}

#[tokio::test]
async fn either_value_is_taken_by_a_plain_button() {
    for (button, kept) in [("garder:gross", "1250"), ("prendre:gross", "1300")] {
        let site = TestSite::open().await;
        let (draft, visitor, page) = with_a_conflict(&site).await;
        let typed = [("gross", "1250"), ("action", "enregistrer")];
        let asked = visitor.edit_over(&page, &draft, &typed, &[]).await;
        let shown = asked.hidden("theirs");
        let choice = [("gross", "1250"), ("theirs", shown.as_str()), ("action", button)];
        let answer = visitor.edit_over(&asked, &draft, &choice, &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{button}: {}", answer.body);
        let page = visitor.get(&draft).await;
        assert_eq!(control(&page, "gross"), kept, "{button}");
        assert!(!page.body.contains("value=\"garder:"), "{button}");
    }
}

#[tokio::test]
async fn a_late_reading_is_shown_as_such_and_not_lost_to_an_older_page() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let structure = site.desk.firm.structure.to_string();
    let pdf = invoice_pdf(&["Facture n° FA-30"]);
    let begun =
        visitor.upload("/deposer", &[("structure", &structure)], &[("file", "facture.pdf", &pdf)]).await;
    let draft = begun.location().to_owned();
    let page = visitor.get(&draft).await;
    site.desk.pass(Duration::from_secs(1)).await;
    let typed = [("number", "FA-30 bis"), ("comment", "écrit avant"), ("action", "enregistrer")];
    let asked = visitor.edit_over(&page, &draft, &typed, &[]).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.body.contains("Lue par Chorus Pro"), "{}", asked.body);
    let stored = visitor.get(&draft).await;
    assert_eq!(control(&stored, "number"), "FA-30");
    assert!(stored.body.contains("écrit avant"));
}

#[tokio::test]
async fn a_script_hears_of_the_same_conflict_and_of_what_was_merged() {
    let site = TestSite::open().await;
    let (draft, visitor, page) = with_a_conflict(&site).await;
    let id = draft.rsplit('/').next().unwrap();
    let body = format!(
        r#"{{"invoice":"{id}","draft":{{"version":{},"base":{},"typed":{{"gross":"1250","comment":""}}}}}}"#,
        page.hidden("version"),
        page.hidden("base"),
    );
    let answer = visitor.json("/api/save_draft", body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    for part in
        [r#""path":"gross","#, r#""mine":"1250","theirs":"1300""#, r#""comment":"d’Anne""#, "garder:gross"]
    {
        assert!(answer.body.contains(part), "{part} in {}", answer.body);
    }
    for hostile in [
        r#"{"gross[":"1"}"#.to_owned(),
        r#"{"tax[99999].rate":"1"}"#.to_owned(),
        format!(r#"{{"comment":"{}"}}"#, "a".repeat(70_000)),
    ] {
        let body = format!(r#"{{"invoice":"{id}","draft":{{"typed":{hostile}}}}}"#);
        assert!(!visitor.json("/api/save_draft", body).await.status.is_success());
    }
}

#[tokio::test]
async fn a_row_of_vat_is_added_and_decided_like_any_field() {
    let site = TestSite::open().await;
    let id = site.desk.complete_draft("FA-2").await;
    let draft = format!("/deposer/{id}");
    let visitor = site.sign_in(&site.desk.firm).await;
    let first = [("tax[0].rate", "20"), ("tax[0].base", "1000"), ("tax[0].tax", "200")];
    let mut add = first.to_vec();
    add.push(("action", "ajouter-ligne"));
    assert_eq!(visitor.edit(&draft, &add, &[]).await.status, StatusCode::SEE_OTHER);
    let page = visitor.get(&draft).await;
    assert_eq!(control(&page, "tax[1].rate"), "");
    let mut form = complete_form("FA-2");
    form.vat_lines.push(domain::VatLineForm { rate: "5,5".into(), ..Default::default() });
    site.desk.type_in(&site.desk.firm.actor, id, &form).await;
    let asked = visitor.edit_over(&page, &draft, &[("tax[1].rate", "10")], &[]).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.body.contains("value=\"prendre:tax[1].rate\""), "{}", asked.body);
    assert!(asked.body.contains("href=\"#tax-1-rate\"") && asked.body.contains("id=\"tax-1-rate\""));
    assert!(asked.body.contains("dans un autre onglet"), "the other side is the same person");
}

#[tokio::test]
async fn a_row_of_vat_is_taken_out_by_a_plain_button() {
    let site = TestSite::open().await;
    let id = site.desk.complete_draft("FA-3").await;
    let draft = format!("/deposer/{id}");
    let visitor = site.sign_in(&site.desk.firm).await;
    assert!(!visitor.get(&draft).await.body.contains("value=\"retirer-ligne:"), "the only row stays");
    let rows =
        [("tax[0].rate", "20"), ("tax[1].rate", "10"), ("tax[2].rate", "5,5"), ("action", "enregistrer")];
    visitor.edit(&draft, &rows, &[]).await;
    let page = visitor.get(&draft).await;
    assert!(page.body.contains("value=\"retirer-ligne:1\""), "{}", page.body);
    let rows =
        [("tax[0].rate", "20"), ("tax[1].rate", "10"), ("tax[2].rate", "5,5"), ("action", "retirer-ligne:1")];
    assert_eq!(visitor.edit_over(&page, &draft, &rows, &[]).await.status, StatusCode::SEE_OTHER);
    let page = visitor.get(&draft).await;
    assert_eq!((control(&page, "tax[0].rate"), control(&page, "tax[1].rate")), ("20", "5,5"));
    assert!(!page.body.contains("tax[2].rate"), "{}", page.body);
}

#[tokio::test]
async fn a_chosen_recipient_keeps_a_service_code_that_it_has_and_no_other() {
    let site = TestSite::open().await;
    let id = site.desk.complete_draft("FA-4").await;
    let draft = format!("/deposer/{id}");
    let visitor = site.sign_in(&site.desk.firm).await;
    for (typed, kept) in [("ACHATS", true), ("AILLEURS", false)] {
        let choice = [("service_code", typed), ("action", "choisir:00000000900011")];
        assert_eq!(visitor.edit(&draft, &choice, &[]).await.status, StatusCode::SEE_OTHER);
        let page = visitor.get(&draft).await.body;
        assert_eq!(page.contains(&format!("<option value=\"{typed}\" selected")), kept, "{typed}: {page}");
    }
}

#[tokio::test]
async fn an_abandoned_draft_says_that_nothing_left_and_is_taken_up_again() {
    let site = TestSite::open().await;
    let id = site.desk.complete_draft("FA-5").await;
    let draft = format!("/deposer/{id}");
    let visitor = site.sign_in(&site.desk.firm).await;
    let dropped = visitor.edit(&draft, &[("comment", "Lot 3"), ("action", "abandonner")], &[]).await;
    assert_eq!(dropped.location(), draft);
    let page = visitor.get(&draft).await.body;
    assert!(page.contains("Rien n’est parti") && page.contains("Reprendre ce brouillon"), "{page}");
    let again = visitor.post(&format!("/factures/{id}/reprendre"), &[]).await;
    let page = visitor.get(again.location()).await.body;
    assert!(page.contains("Brouillon repris") && page.contains("Lot 3"), "{page}");
    // Once only: it is a draft.
    let answer = visitor.post(&format!("/factures/{id}/reprendre"), &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_deposit_that_is_undone_says_that_nothing_left() {
    let site = TestSite::open().await;
    let id = site.desk.complete_draft("FA-6").await;
    site.desk.submit(&site.desk.firm.actor, id).await.unwrap();
    let visitor = site.sign_in(&site.desk.firm).await;
    let undone = visitor.post(&format!("/factures/{id}/annuler-envoi"), &[]).await;
    let page = visitor.get(undone.location()).await.body;
    assert!(page.contains("Rien n’est parti"), "{page}");
}

#[tokio::test]
async fn an_act_that_changes_a_region_is_answered_with_that_region() {
    let site = TestSite::open().await;
    let id = site.desk.complete_draft("FA-7").await;
    let draft = format!("/deposer/{id}");
    let visitor = site.sign_in(&site.desk.firm).await;
    visitor.edit(&draft, &[("tax[0].rate", "20"), ("action", "ajouter-ligne")], &[]).await;
    let parts = "form-head to-decide live recipient-region vat-region attachments-region draft-state draft-version \
                 draft-base draft-notes";
    let request = Request::get(&draft).header("pupitre-parts", parts).body(Body::empty());
    let answer = visitor.send(request.unwrap()).await;
    for part in parts.split_ascii_whitespace() {
        assert_eq!(answer.body.matches(&format!("id=\"{part}\"")).count(), 1, "{part} in {}", answer.body);
    }
    assert!(answer.body.contains("tax[1].rate") && !answer.body.contains("<iframe"), "{}", answer.body);
}
