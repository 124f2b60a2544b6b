//! Forms with many and large files, without script.

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use domain::Direction;
use operations::{InvoiceFilter, Scope};
use test_desk::invoice_pdf;

use crate::browser::TestSite;

/// A file of a size that begins as a PDF does, another for each mark.
fn plan(mark: u8, bytes: usize) -> Vec<u8> {
    let mut plan = format!("%PDF-1.4\n% {mark}\n").into_bytes();
    plan.resize(bytes, 0);
    plan
}

async fn begun(site: &TestSite) -> usize {
    let firm = &site.desk.firm;
    let filter = InvoiceFilter::new(Direction::Issued, Scope::Everything);
    site.desk.desk.portfolio.list(&firm.actor, filter).await.unwrap().rows.len()
}

#[tokio::test]
async fn attachments_below_the_limits_arrive_in_one_form_with_everything_typed() {
    let site = TestSite::open().await;
    let draft = format!("/deposer/{}", site.desk.complete_draft("FA-1").await);
    let visitor = site.sign_in(&site.desk.firm).await;
    let plans: Vec<Vec<u8>> = (0..7).map(|mark| plan(mark, 9_961_472)).collect();
    let names: Vec<String> = (0..7).map(|mark| format!("plan-{mark}.pdf")).collect();
    let files: Vec<(&str, &str, &[u8])> = names
        .iter()
        .zip(&plans)
        .map(|(name, plan)| ("attachments", name.as_str(), plan.as_slice()))
        .collect();
    let typed = [("comment", "Sept plans"), ("engagement", "BC-7"), ("action", "enregistrer")];
    let saved = visitor.edit(&draft, &typed, &files).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let page = visitor.get(&draft).await;
    for part in names.iter().map(String::as_str).chain(["Sept plans", "BC-7"]) {
        assert!(page.body.contains(part), "{part}");
    }
}

#[tokio::test]
async fn what_exceeds_a_limit_is_named_and_the_rest_of_the_form_is_kept() {
    let site = TestSite::open().await;
    let draft = format!("/deposer/{}", site.desk.complete_draft("FA-1").await);
    let visitor = site.sign_in(&site.desk.firm).await;
    let (large, small) = (plan(1, 30 * 1024 * 1024), plan(2, 2_000));
    let files = [("attachments", "grand.pdf", large.as_slice()), ("attachments", "petit.pdf", &small)];
    let typed = [("comment", "Deux plans"), ("action", "enregistrer")];
    let refused = visitor.edit(&draft, &typed, &files).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in ["« grand.pdf » n’a pas été joint. Ce PDF dépasse 10 Mo", "petit.pdf", "Deux plans"] {
        assert!(refused.body.replace('\u{a0}', " ").contains(part), "{part} in {}", refused.body);
    }
    let refused =
        visitor.edit(&draft, &typed, &[("attachments", "immense.pdf", &plan(3, 41 * 1024 * 1024))]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let body = refused.body.replace('\u{a0}', " ");
    assert!(body.contains("« immense.pdf » n’a pas été joint. Ce fichier dépasse 40 Mo"), "{body}");
    // Beyond what is taken in one go, the last are named, and everything before is kept.
    let plans: Vec<Vec<u8>> = (10..24).map(|mark| plan(mark, 9_961_472)).collect();
    let names: Vec<String> = (10..24).map(|mark| format!("plan-{mark}.pdf")).collect();
    let files: Vec<(&str, &str, &[u8])> = names
        .iter()
        .zip(&plans)
        .map(|(name, plan)| ("attachments", name.as_str(), plan.as_slice()))
        .collect();
    let refused = visitor.edit(&draft, &[("comment", "Trop de plans")], &files).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in ["« plan-23.pdf » n’a pas été", "Trop de plans"] {
        assert!(refused.body.replace('\u{a0}', " ").contains(part), "{part} in {}", refused.body);
    }
}

#[tokio::test]
async fn a_file_that_is_too_large_begins_nothing_and_keeps_the_choice_of_the_structure() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let structure = site.desk.firm.structure.to_string();
    let large = plan(1, 70 * 1024 * 1024);
    let refused =
        visitor.upload("/deposer", &[("structure", &structure)], &[("file", "facture.pdf", &large)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let body = refused.body.replace('\u{a0}', " ");
    assert!(body.contains("Ce fichier dépasse 10 Mo"), "{body}");
    assert_eq!(begun(&site).await, 0);
}

#[tokio::test]
async fn every_one_of_several_files_becomes_a_draft_and_what_does_not_is_named() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let structure = site.desk.firm.structure.to_string();
    let pdf = invoice_pdf(&["FACTURE FA-1"]);
    let several = [("file", "a.pdf", pdf.as_slice()), ("file", "b.pdf", &pdf)];
    let taken = visitor.upload("/deposer", &[("structure", &structure)], &several).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
    let list = visitor.get(taken.headers[LOCATION].to_str().unwrap()).await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(list.body.contains("Chaque fichier est un brouillon"), "{}", list.body);
    assert_eq!(begun(&site).await, 2);

    let mixed = [("file", "c.pdf", pdf.as_slice()), ("file", "note.txt", b"bonjour".as_slice())];
    let refused = visitor.upload("/deposer", &[("structure", &structure)], &mixed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let body = refused.body.replace('\u{a0}', " ");
    for part in ["« note.txt » n’a pas été pris", "Un fichier a été pris"] {
        assert!(body.contains(part), "{part} in {body}");
    }
    assert_eq!(begun(&site).await, 3);
}
