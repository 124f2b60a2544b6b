//! The Tableau de bord: pictures that lead to the list, and the same figures as tables.

use std::time::Duration;

use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use chorus_pro_simulator::Status;

use crate::browser::TestSite;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3_600);
const PICTURES: [&str; 7] =
    ["balance-agee", "etats", "delai-de-paiement", "echeances", "etapes", "rejets", "interets-moratoires"];

/// An invoice that its recipient has had for forty days.
async fn late(site: &TestSite, number: &str) {
    let desk = &site.desk;
    let id = desk.complete_draft(number).await;
    desk.submit(&desk.firm.actor, id).await.unwrap();
    desk.pass(11 * SECOND).await;
    let invoice = desk.desk.portfolio.invoice_view(&desk.firm.actor, id).await.unwrap().invoice;
    desk.simulator.bring_invoice(invoice.chorus_id.unwrap(), Status::MiseADisposition, None).unwrap();
    for _ in 0..7 {
        desk.pass(10 * MINUTE).await;
    }
    desk.clock.pass(40 * DAY);
}

#[tokio::test]
async fn every_picture_has_its_words_its_table_and_its_source_even_without_an_invoice() {
    let site = TestSite::open().await;
    let stranger = site.sign_in(&site.desk.stranger).await;
    let page = stranger.get("/tableau-de-bord").await;
    assert_eq!(page.status, StatusCode::OK);
    for picture in PICTURES {
        assert!(page.body.contains(&format!("id=\"{picture}\"")), "{picture} in {}", page.body);
        let csv = stranger.get(&format!("/tableau-de-bord/{picture}.csv")).await;
        assert_eq!((csv.status, csv.body.lines().count()), (StatusCode::OK, 1), "{picture}: {}", csv.body);
    }
    assert!(page.body.contains("Pas encore assez de paiements"), "{}", page.body);
    assert!(page.body.contains("href=\"/tableau-de-bord\" aria-current=\"page\""), "{}", page.body);
    assert_eq!(site.anonymous().get("/tableau-de-bord").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_waits_is_told_and_a_mark_leads_to_the_list_of_it() {
    let site = TestSite::open().await;
    late(&site, "FA-1").await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let page = visitor.get("/tableau-de-bord").await.body;
    for part in [
        "1\u{202f}200,00\u{a0}€ attendent depuis plus de 30 jours, rien depuis plus de 60",
        "1 déjà en retard",
        "Délai de 30 jours supposé",
        "synchronisé le",
        "/tableau-de-bord/balance-agee.csv?cote=emises",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("style=\""), "nothing that the policy of the page would leave out");
    // The mark of its age has the days of arrival.
    let mark = page.split("href=\"").find(|rest| rest.contains("arrivee_du") && rest.contains("tiers="));
    let address = mark.unwrap().split('"').next().unwrap().replace("&amp;", "&");
    let list = visitor.get(&address).await.body;
    assert!(address.contains("arrivee_du"), "{address}");
    let found: Vec<_> = page
        .split("href=\"")
        .filter_map(|rest| rest.split('"').next())
        .filter(|address| address.contains("arrivee_du"))
        .collect();
    let mut with = 0;
    for address in &found {
        let list = visitor.get(&address.replace("&amp;", "&")).await;
        assert_eq!(list.status, StatusCode::OK);
        assert!(list.body.contains("Mise à disposition"), "the list says what it was asked");
        with += usize::from(list.body.contains(">FA-1<"));
    }
    assert_eq!(with, found.len(), "only marks that have something are drawn: {found:?} {list}");
    let other = visitor.get("/factures?arrivee_du=01/01/2026&arrivee_au=02/01/2026").await.body;
    assert!(!other.contains(">FA-1<") && other.contains("du 01/01/2026 au 02/01/2026"), "{other}");

    let csv = visitor.get("/tableau-de-bord/balance-agee.csv?cote=emises").await;
    assert_eq!(csv.headers[CONTENT_TYPE], "text/csv; charset=utf-8");
    let name = csv.headers[CONTENT_DISPOSITION].to_str().unwrap();
    assert!(name.contains("balance-agee-emises-"), "{name}");
    assert!(csv.body.starts_with('\u{feff}') && csv.body.contains(";1200,00;"), "{}", csv.body);
    // Narrowed as the list is, and of the other side.
    let before = visitor.get("/tableau-de-bord/balance-agee.csv?au=01/01/2020").await;
    assert_eq!(before.body.lines().count(), 1, "{}", before.body);
    let received = visitor.get("/tableau-de-bord/balance-agee.csv?cote=recues").await;
    assert_eq!(received.body.lines().count(), 1, "{}", received.body);
    let stranger = site.sign_in(&site.desk.stranger).await;
    assert_eq!(stranger.get("/tableau-de-bord/etats.csv").await.body.lines().count(), 1);
}
