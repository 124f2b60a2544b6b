//! Batches by plain forms.

use std::io::Cursor;
use std::time::Duration;

use axum::http::{StatusCode, header};
use spreadsheet::{FileKind, Limits};
use test_desk::{SCHOOL_SIRET, invoice_pdf};

use crate::browser::{Answer, TestSite, Visitor};

const SECOND: Duration = Duration::from_secs(1);

fn table() -> String {
    format!(
        "N° facture;SIRET client;Date;Désignation;PU HT;TVA %;Note\r\n\
         FA-1;{SCHOOL_SIRET};19/11/2026;Pose;10,00;20;=1+1\r\n\
         FA-2;{SCHOOL_SIRET};31/02/2026;Pose;10,00;20;-12,50\r\n"
    )
}

async fn begun(visitor: &Visitor<'_>) -> String {
    let answer = visitor.upload("/lots", &[], &[("file", "mars.csv", table().as_bytes())]).await;
    assert!(answer.location().starts_with("/lots/"), "{}", answer.body);
    answer.location().to_owned()
}

fn has(answer: &Answer, parts: &[&str]) {
    for part in parts {
        assert!(answer.body.contains(part), "{part} in {}", answer.body);
    }
}

#[tokio::test]
async fn a_table_is_given_checked_started_and_its_drafts_sent_without_script() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    has(
        &visitor.get("/lots").await,
        &["Aucun lot", "/lots/modele.xlsx", "/lots/modele.csv", "type=\"file\""],
    );
    let batch = begun(&visitor).await;
    let page = visitor.get(&batch).await;
    has(
        &page,
        &[
            "À relire",
            "1 facture est prête",
            "Une est à corriger",
            "Cette date n’est pas lisible",
            "Créer le brouillon",
        ],
    );
    assert!(!page.body.contains("hidden\" name=\"invoice\""), "nothing is to be sent yet");
    let held = visitor.get(&format!("{batch}?etat=held")).await;
    assert!(held.body.contains("FA-2") && !held.body.contains(">FA-1<"), "{}", held.body);
    let answer = visitor.post(&batch, &[("version", &page.hidden("version")), ("action", "lancer")]).await;
    assert_eq!(answer.location(), batch, "{}", answer.body);
    has(
        &visitor.get(&batch).await,
        &["En cours", "<progress", "Mettre en pause", "Abandonner", "Actualiser"],
    );
    assert!(visitor.post(&format!("{batch}/pause"), &[]).await.location().starts_with(&batch));
    has(&visitor.get(&batch).await, &["En pause", "Reprendre"]);
    assert_eq!(visitor.post(&format!("{batch}/reprendre"), &[]).await.location(), batch);
    site.desk.system.run_due().await.unwrap();
    let done = visitor.get(&batch).await;
    has(
        &done,
        &["Terminé", "1 brouillon a été créé", "Vérifier la facture et la déposer", "/a-corriger.csv"],
    );
    let review = visitor.post("/deposer/lot", &[("invoice", &done.hidden("invoice"))]).await;
    assert_eq!(review.status, StatusCode::OK);
    let before = site.desk.simulator.invoices().len();
    let sent = visitor.post("/deposer/lot/envoyer", &[("depot", &review.hidden("depot"))]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    site.desk.pass(11 * SECOND).await;
    assert_eq!(site.desk.simulator.invoices().len(), before + 1);
    has(&visitor.get("/lots").await, &["mars.csv", "Terminé"]);
}

#[tokio::test]
async fn what_is_to_be_corrected_comes_back_corrected_in_the_same_columns() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let batch = begun(&visitor).await;
    let held = visitor.get(&format!("{batch}/a-corriger.csv")).await;
    assert!(held.headers[header::CONTENT_DISPOSITION].to_str().unwrap().contains("a-corriger.csv"));
    let sheet = spreadsheet::read(FileKind::Csv, &held.bytes[..], &Limits::default()).unwrap();
    assert_eq!((sheet.rows.len(), sheet.rows[0].text(0), sheet.rows[0].text(6)), (1, "FA-2", "-12,50"));
    assert!(sheet.rows[0].text(7).contains("Cette date n’est pas lisible"), "{:?}", sheet.rows[0]);
    let corrected = held.body.replace("31/02/2026", "19/11/2026");
    let answer = visitor
        .upload(&format!("{batch}/fichiers"), &[], &[("file", "mars.csv", corrected.as_bytes())])
        .await;
    let other = answer.location().to_owned();
    assert!(other.starts_with("/lots/") && other != batch, "{}", answer.body);
    has(&visitor.get(&other).await, &["1 facture est prête"]);
}

#[tokio::test]
async fn columns_are_chosen_and_a_refused_choice_comes_back_as_it_was() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let batch = begun(&visitor).await;
    let page = visitor.get(&batch).await;
    has(&page, &["name=\"column[6].content\"", "Par exemple «\u{a0}10,00\u{a0}»", "Ne pas reprendre"]);
    let version = page.hidden("version");
    let columns = ["number", "recipient_siret", "date", "line_name", "line_price", "vat_rate"];
    let names: Vec<String> = (0..7).map(|place| format!("column[{place}].content")).collect();
    let mut fields: Vec<(&str, &str)> =
        vec![("version", &version), ("action", "enregistrer"), ("sans_pdf", "saisir")];
    fields.extend(names.iter().map(String::as_str).zip(columns));
    let mut twice = fields.clone();
    twice.push((&names[6], "number"));
    let refused = visitor.post(&batch, &twice).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    has(&refused, &["href=\"#column-6-content\"", "Une autre colonne contient déjà", "aria-invalid"]);
    fields.push((&names[6], "comment"));
    let kept = visitor.post(&batch, &fields).await;
    assert!(kept.location().starts_with(&batch), "{}", kept.body);
    let late = visitor.post(&batch, &fields).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    has(&late, &["Ce lot vient d’être modifié"]);
    has(&visitor.get("/lots").await, &["mars.csv"]);
}

#[tokio::test]
async fn a_table_that_is_dropped_with_pdfs_is_a_batch_and_what_is_none_says_so() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let answer = visitor.upload("/deposer", &[], &[("file", "mars.csv", table().as_bytes())]).await;
    assert!(answer.location().starts_with("/lots/"), "{} {}", answer.location(), answer.body);
    let refused = visitor.upload("/lots", &[], &[("file", "notes.csv", b"Bonjour")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    has(&refused, &["notes.csv", "n’a pas de ligne à lire"]);
    let pdf = invoice_pdf(&["Facture"]);
    let alone = visitor.upload("/lots", &[], &[("file", "f.pdf", &pdf)]).await;
    assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY);
    has(&alone, &["Choisissez le tableau"]);
}

#[tokio::test]
async fn the_template_has_every_column_and_is_read_as_such() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let csv = visitor.get("/lots/modele.csv").await;
    let xlsx = visitor.get("/lots/modele.xlsx").await;
    for (kind, answer) in [(FileKind::Csv, csv), (FileKind::Xlsx, xlsx)] {
        assert_eq!(answer.status, StatusCode::OK);
        let sheet = spreadsheet::read(kind, Cursor::new(&answer.bytes), &Limits::default()).unwrap();
        let titles: Vec<&str> = sheet.header.cells.iter().map(|cell| cell.text.as_str()).collect();
        let known: Vec<&str> = domain::BatchColumn::ALL.iter().map(|column| column.title()).collect();
        assert_eq!((titles, sheet.rows.len()), (known, 0));
    }
}
