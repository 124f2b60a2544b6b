//! What programs written by others read that the simulator's own client does not need.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use chorus_pro_simulator::World;
use serde_json::json;

use crate::support::{Bench, entered, invoice, monday, raw, token};

const CONSULT: &str = "/factures/v1/consulter/fournisseur";

#[tokio::test]
async fn the_scheme_of_a_token_has_no_case() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    for (scheme, status) in
        [("bearer", StatusCode::OK), ("BEARER", StatusCode::OK), ("Basic", StatusCode::UNAUTHORIZED)]
    {
        let request = Request::get("/cpro/transverses/v1/health-check")
            .header("authorization", format!("{scheme} {}", client.token))
            .header("cpro-account", &client.account)
            .body(Body::empty())
            .unwrap();
        assert_eq!(raw(&bench.simulator, request).await.unwrap().0, status, "{scheme}");
    }
}

#[tokio::test]
async fn an_empty_scope_is_answered_like_none() {
    let bench = Bench::minimal();
    let form =
        "grant_type=client_credentials&client_id=application-atelier&client_secret=secret-atelier&scope=";
    assert_eq!(token(&bench.simulator, form).await.1["scope"], "openid");
}

#[tokio::test]
async fn the_creation_of_an_invoice_is_told_to_the_minute() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let id = client.submitted("FA-1").await;
    let answer = client.done(CONSULT, json!({"identifiantFactureCPP": id})).await;
    let references = &answer["facture"]["references"];
    assert_eq!(references["dateCreationFacture"], "2026-10-05 10:00");
    assert_eq!(references["dateDepot"], "2026-10-05");
}

#[tokio::test]
async fn a_known_reason_for_an_exemption_comes_back_with_its_label() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let mut body = invoice("FA-1", client.pdf().await);
    body["references"]["typeTva"] = json!("EXONERATION");
    body["references"]["motifExonerationTva"] = json!("ART_293_B");
    body["montantTotal"] =
        json!({"montantHtTotal": 800, "montantTVA": 0, "montantTtcTotal": 800, "montantAPayer": 800});
    let id = client.done("/factures/v1/soumettre", body).await["identifiantFactureCPP"].clone();
    let answer = client.done(CONSULT, json!({"identifiantFactureCPP": id})).await;
    let label = &answer["facture"]["references"]["libelleMotifExonerationTva"];
    assert_eq!(label, "TVA non applicable, art. 293 B du CGI");
    let id = client.done("/factures/v1/soumettre", entered()).await["identifiantFactureCPP"].clone();
    let answer = client.done(CONSULT, json!({"identifiantFactureCPP": id})).await;
    assert!(answer["facture"]["references"]["libelleMotifExonerationTva"].is_null());
}

#[tokio::test]
async fn the_expiry_of_the_password_has_the_format_of_the_dates_of_services() {
    let mut world = World::minimal(monday());
    world.accounts[0].password_expires = chrono::NaiveDate::from_ymd_opt(2027, 1, 15);
    let bench = Bench::with(world);
    let answer =
        bench.atelier().await.done("/structures/v1/consulter", json!({"idStructureCPP": 1001})).await;
    assert_eq!(
        answer["informationGenerales"]["dateExpirationMotPasseCompteTech"],
        "2027-01-15T00:00:00.000+01:00"
    );
}
