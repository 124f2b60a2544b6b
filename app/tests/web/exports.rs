//! The list as a table for a spreadsheet.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use crate::browser::TestSite;

#[tokio::test]
async fn the_whole_list_is_exported_as_it_is_filtered_and_nothing_in_it_is_a_formula() {
    let site = TestSite::open().await;
    for number in ["FA-1", "=1+1", "0012"] {
        site.desk.complete_draft(number).await;
    }
    site.desk.complete_draft("AUTRE").await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let csv = visitor.get("/factures/export.csv?par=25").await;
    assert_eq!(csv.status, StatusCode::OK, "{}", csv.body);
    assert_eq!(csv.headers[CONTENT_TYPE], "text/csv; charset=utf-8");
    let name = csv.headers[CONTENT_DISPOSITION].to_str().unwrap();
    assert!(name.contains("factures-emises-2026-11-20.csv"), "{name}");
    assert!(csv.body.starts_with('\u{feff}'), "Excel reads it as UTF-8");
    let lines: Vec<&str> = csv.body.lines().collect();
    assert_eq!(lines.len(), 5, "a header and four invoices: {}", csv.body);
    assert!(lines[0].contains("N° facture") && lines[0].contains("Montant TTC"), "{}", lines[0]);
    for part in ["'=1+1", "0012", "1200,00", "19/11/2026"] {
        assert!(csv.body.contains(part), "{part} in {}", csv.body);
    }
    let some = visitor.get("/factures/export.csv?q=AUTRE").await;
    assert_eq!(some.body.lines().count(), 2, "{}", some.body);
    let xlsx = visitor.get("/factures/export.xlsx").await;
    assert!(xlsx.headers[CONTENT_TYPE].to_str().unwrap().contains("spreadsheetml"));
    assert!(xlsx.body.starts_with("PK"));
    assert_eq!(visitor.get("/factures/export.pdf").await.status, StatusCode::NOT_FOUND);
    assert!(visitor.get("/factures").await.body.contains("/factures/export.xlsx"));
    // What others have is not in it.
    let stranger = site.sign_in(&site.desk.stranger).await;
    assert_eq!(stranger.get("/factures/export.csv").await.body.lines().count(), 1);
    assert_eq!(stranger.get("/recues/export.csv").await.body.lines().count(), 1);
}
