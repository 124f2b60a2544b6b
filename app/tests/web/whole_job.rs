//! The whole job by plain forms, as a browser without script does it.

use std::time::Duration;

use axum::http::StatusCode;
use domain::InvoiceForm;
use test_desk::{SCHOOL_SIRET, complete_form, invoice_pdf};

use crate::browser::TestSite;

#[tokio::test]
async fn an_invoice_is_deposited_corrected_sent_and_followed_without_script() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let structure = site.desk.firm.structure.to_string();
    let pdf = invoice_pdf(&["Facture n° FA-77"]);
    let answer =
        visitor.upload("/deposer", &[("structure", &structure)], &[("file", "facture.pdf", &pdf)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let draft = answer.location().to_owned();
    let page = visitor.get(&draft).await.body;
    assert!(page.contains("Brouillon, non envoyée"), "a draft cannot be mistaken for sent");

    // Incomplete: everything typed comes back with the errors beside the fields.
    let typed = [
        ("number", "FA-77"),
        ("net", "1 000"),
        ("gross", "999"),
        ("comment", "<b>À l’attention de</b>"),
        ("action", "verifier"),
    ];
    let answer = visitor.edit(&draft, &typed, &[("attachments", "bon n°1.txt", b"bon")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in [
        "value=\"FA-77\"",
        "value=\"1 000\"",
        "value=\"999\"",
        "&lt;b&gt;À l’attention de",
        "bon_no1.txt",
        "id=\"error-summary\"",
    ] {
        assert!(answer.body.contains(kept), "{kept}");
    }

    let typed = [
        ("recipient_siret", SCHOOL_SIRET),
        ("framework", "A1"),
        ("kind", "FACTURE"),
        ("number", "FA-77"),
        ("date", "19/11/26"),
        ("currency", "EUR"),
        ("vat_type", "TVA_SUR_DEBIT"),
        ("payment_mode", "VIREMENT"),
        ("net", "1 000"),
        ("vat", "200"),
        ("gross", "1200"),
        ("due", "1200,00"),
        ("tax[0].rate", "20"),
        ("tax[0].base", "1000"),
        ("tax[0].tax", "200"),
        ("action", "verifier"),
    ];
    let answer = visitor.edit(&draft, &typed, &[]).await;
    assert_eq!(answer.location(), format!("{draft}/verifier"), "{}", answer.body);
    let review = visitor.get(answer.location()).await;
    for repeated in [
        "FA-77",
        "ECOLE EXEMPLE",
        "1\u{202f}200,00\u{a0}€",
        "bon_no1.txt",
        "TVA sur les débits",
        "20\u{a0}% de 1\u{202f}000,00\u{a0}: 200,00",
    ] {
        assert!(review.body.contains(repeated), "{repeated} is repeated before sending");
    }
    let unread = visitor.post(&format!("{draft}/envoyer"), &[("seal", "of an earlier draft")]).await;
    assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unread.body.contains("a changé depuis que vous l’avez vérifiée"), "{}", unread.body);
    let seal = unread.hidden("seal");
    assert_eq!(seal, review.hidden("seal"), "the review is shown once more");
    let answer = visitor.post(&format!("{draft}/envoyer"), &[("seal", &seal)]).await;
    let invoice = answer.location().to_owned();
    assert!(invoice.starts_with("/factures/"), "{} {}", answer.status, answer.body);
    assert!(visitor.get(&invoice).await.body.contains("Annuler l’envoi"));
    for _ in 0..8 {
        site.desk.pass(Duration::from_secs(60)).await;
    }
    let page = visitor.get(&invoice).await.body;
    for told in [
        "Mise à disposition du destinataire",
        "Arrivée chez École Exemple",
        "à payer au plus tard le",
        "Acceptée par Chorus Pro",
    ] {
        assert!(page.contains(told), "{told}");
    }
    let list = visitor.get("/factures?onglet=arrivees&q=fa77").await.body;
    assert!(list.contains("FA-77"), "found without separators");
}

#[tokio::test]
async fn no_payment_clock_runs_on_a_credit_note_or_where_nothing_is_due() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let credit_note =
        InvoiceForm { kind: "AVOIR".to_owned(), origin_number: "FA-77".to_owned(), ..complete_form("AV-1") };
    let paid = InvoiceForm { framework: "A2".to_owned(), due: "0".to_owned(), ..complete_form("FA-2") };
    for form in [credit_note, paid] {
        let actor = &site.desk.firm.actor;
        let id = site.desk.complete_draft(&form.number).await;
        site.desk.type_in(actor, id, &form).await;
        site.desk.submit(actor, id).await.unwrap();
        for _ in 0..8 {
            site.desk.pass(Duration::from_secs(60)).await;
        }
        let page = visitor.get(&format!("/factures/{id}")).await.body;
        assert!(page.contains("Arrivée chez École Exemple"), "{page}");
        assert!(!page.contains("au plus tard"), "{}", form.number);
    }
}

#[tokio::test]
async fn a_recipient_is_found_by_name_and_its_services_are_offered() {
    let site = TestSite::open().await;
    let id = site.desk.complete_draft("FA-1").await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let draft = format!("/deposer/{id}");
    let answer = visitor.edit(&draft, &[("recipient_siret", "ville"), ("action", "chercher")], &[]).await;
    assert!(answer.body.contains("choisir:00000000900011"), "the town is offered");
    let answer = visitor
        .edit(&draft, &[("recipient_siret", "ville"), ("action", "choisir:00000000900011")], &[])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let page = visitor.get(&draft).await.body;
    assert!(page.contains("Ville Exemple"), "{page}");
    assert!(page.contains("<option value=\"ACHATS\""), "{page}");
    assert!(!page.contains("ARCHIVES"), "an inactive service is not offered");
}
