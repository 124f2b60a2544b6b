//! The legal delay by plain forms: who pays, what is late, what is claimed, and the rate that it takes.

use std::time::Duration;

use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use chorus_pro_simulator::Status;
use domain::InvoiceId;

use crate::browser::TestSite;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3_600);

/// An invoice that its recipient has, as it is known here.
async fn arrived(site: &TestSite, number: &str) -> InvoiceId {
    let desk = &site.desk;
    let id = desk.complete_draft(number).await;
    desk.submit(&desk.firm.actor, id).await.unwrap();
    desk.pass(11 * SECOND).await;
    let invoice = desk.desk.portfolio.invoice_view(&desk.firm.actor, id).await.unwrap().invoice;
    desk.simulator.bring_invoice(invoice.chorus_id.unwrap(), Status::MiseADisposition, None).unwrap();
    for _ in 0..7 {
        desk.pass(10 * MINUTE).await;
    }
    id
}

#[tokio::test]
async fn who_pays_is_said_on_the_page_of_an_invoice_and_counts_in_the_list() {
    let site = TestSite::open().await;
    let id = arrived(&site, "FA-1").await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let address = format!("/factures/{id}");
    let page = visitor.get(&address).await.body;
    for part in ["au plus tard le 20/12/2026", "30 jours supposé", "Compté depuis le", "Non précisé"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let list = visitor.get("/factures").await.body;
    for part in ["Au plus tard le", "20/12/2026", "reste 30\u{a0}j", "30 jours supposé"] {
        assert!(list.contains(part), "{part} in {list}");
    }
    let form = format!("{address}/payeur");
    assert!(page.contains(&format!("action=\"{form}\"")), "{page}");
    let refused = visitor.post(&form, &[("category", "<b>")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Choisissez une valeur de la liste."), "{}", refused.body);
    let told = visitor.post(&form, &[("category", "health")]).await;
    assert_eq!(told.location(), format!("{address}?fait=payeur"));
    let page = visitor.get(told.location()).await.body;
    for part in ["Qui paie est enregistré", "09/01/2027", "50\u{a0}jours (CCP R2192-11 1°)", "Précisé par"]
    {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("supposé\u{a0}: qui paie"), "{page}");
    let list = visitor.get("/factures").await.body;
    assert!(list.contains("09/01/2027") && !list.contains("30 jours supposé"), "{list}");
}

#[tokio::test]
async fn a_claim_is_printed_once_the_payer_and_the_rate_are_known() {
    let site = TestSite::open().await;
    let id = arrived(&site, "FA-1").await;
    let address = format!("/factures/{id}/retard");
    let early = site.sign_in(&site.desk.firm).await;
    assert_eq!(early.get(&address).await.status, StatusCode::NOT_FOUND, "nothing is late");
    site.desk.clock.pass(35 * DAY);
    let visitor = site.sign_in(&site.desk.firm).await;
    let home = visitor.get("/").await.body;
    assert!(home.contains("Mise en paiement attendue, délai dépassé") && home.contains(&address), "{home}");
    let page = visitor.get(&address).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body.contains("le délai n’est que supposé") && !page.body.contains("Objet"),
        "{}",
        page.body
    );
    let table = format!("{address}.csv");
    assert_eq!(visitor.get(&table).await.status, StatusCode::NOT_FOUND);

    let payer = format!("/factures/{id}/payeur");
    let told = visitor.post(&payer, &[("category", "local"), ("retour", "retard")]).await;
    assert_eq!(told.location(), format!("{address}?fait=payeur"));
    let page = visitor.get(&address).await.body;
    for part in ["Le taux du 2e semestre 2026 manque", "href=\"/taux-interets\"", "retard de 5\u{a0}j"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("Objet"), "nothing is printed: {page}");

    let rates = visitor.get("/taux-interets").await.body;
    assert!(rates.contains("<option value=\"2026-07-01\" selected"), "{rates}");
    let typed = [("half", "2026-07-01"), ("refinancing", "10,15"), ("source", "BCE <b>")];
    let refused = visitor.post("/taux-interets", &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in ["sans les 8 points", "value=\"10,15\"", "BCE &lt;b&gt;"] {
        assert!(refused.body.contains(part), "{part} in {}", refused.body);
    }
    let typed = [("half", "2026-07-01"), ("refinancing", "2,15"), ("source", "BCE <b>")];
    let entered = visitor.post("/taux-interets", &typed).await;
    assert_eq!(entered.location(), "/taux-interets?fait=taux");

    let page = visitor.get(&address).await.body;
    for part in [
        "Objet",
        "FA-1",
        "n’indique pas de mise en paiement",
        "D2192-35",
        "10,15\u{a0}%",
        "1,67\u{a0}€",
        "41,67\u{a0}€",
        "BCE &lt;b&gt;",
        "pas l’arrivée de l’argent",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("réglée") && !page.contains("impayé"), "{page}");
    let csv = visitor.get(&table).await;
    assert_eq!(csv.headers[CONTENT_TYPE], "text/csv; charset=utf-8");
    let name = csv.headers[CONTENT_DISPOSITION].to_str().unwrap();
    assert!(name.contains("interets-moratoires-FA-1-2026-12-25.csv"), "{name}");
    assert!(csv.body.starts_with('\u{feff}'));
    assert_eq!(csv.body.lines().count(), 5, "a header, one period, three sums: {}", csv.body);
    for part in ["21/12/2026;25/12/2026;5;1200,00;10,15%", "\"Total\";;;;;;;41,67"] {
        assert!(csv.body.contains(part), "{part} in {}", csv.body);
    }

    // With another category the delay has not passed: the invoice says so.
    let told = visitor.post(&payer, &[("category", "health"), ("retour", "retard")]).await;
    assert_eq!(told.location(), format!("/factures/{id}?fait=payeur"));
    let stranger = site.sign_in(&site.desk.stranger).await;
    for path in [&address, &table] {
        assert_eq!(stranger.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(!stranger.get("/taux-interets").await.body.contains("BCE &lt;b&gt;"));
}
