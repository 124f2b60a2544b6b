//! How a flow moves on the clock, and what its reports say meanwhile.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chorus_pro_simulator::World;
use lopdf::Document;
use serde_json::{Value, json};

use super::{CII, DEPOSIT, DETAILS, E1_CII, FACTUR_X, REPORT, body, cii, deposit, details, factur_x, found};
use crate::support::{Bench, Client, monday};

#[tokio::test]
async fn a_flow_is_answered_at_once_and_walks_through_its_states() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let answer = client.done(DEPOSIT, body(E1_CII, "facture.xml", CII.as_bytes())).await;
    assert_eq!(answer["libelle"], "GCU_MSG_01_000");
    assert_eq!(answer["numeroFluxDepot"], "CPP0011106000000000000001");
    assert_eq!(answer["dateDepot"], "2026-10-05");
    assert_eq!(answer["syntaxeFlux"], E1_CII);
    assert_eq!(answer.as_object().expect("object").len(), 5);
    let number = "CPP0011106000000000000001";
    let mut states = Vec::new();
    for _ in 0..7 {
        let report = details(&client, number).await;
        assert_eq!(report["libelle"], "TRA_MSG_00.000");
        states.push(report["etatCourantDepotFlux"].as_str().expect("state").to_owned());
        assert!(found(&client, number).await.is_empty() || states.len() == 7, "not before the end");
        bench.later(10);
    }
    assert_eq!(
        states,
        [
            "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP",
            "IN_RECU",
            "QP_RECEVABLE",
            "IN_TRAITE_SE_CPP",
            "IN_EN_ATTENTE_TRAITEMENT_CPP",
            "IN_EN_COURS_TRAITEMENT_CPP",
            "IN_INTEGRE",
        ]
    );
    let report = details(&client, number).await;
    assert_eq!(
        report,
        json!({
            "codeRetour": 0, "libelle": "TRA_MSG_00.000",
            "codeInterfaceDepotFlux": "FSO1106A",
            "nomFichier": "FSO1106A_CPP001_CPP0011106000000000000001",
            "dateDepotFlux": "2026-10-05T10:00:00.000+02:00",
            "dateHeureEtatCourantFlux": "2026-10-05T11:00:00.000+02:00",
            "etatCourantDepotFlux": "IN_INTEGRE",
            "listeErreurDP": [], "listeErreurTechnique": [],
        })
    );
}

/// The states a flow shows, asked for every ten minutes until one is final.
async fn states(bench: &Bench, client: &Client, number: &str) -> Vec<String> {
    let mut states = Vec::new();
    for _ in 0..12 {
        let report = details(client, number).await;
        states.push(report["etatCourantDepotFlux"].as_str().expect("state").to_owned());
        bench.later(10);
    }
    states.dedup();
    states
}

#[tokio::test]
async fn a_flow_that_will_be_rejected_never_shows_what_programs_take_for_success() {
    const SUCCESS: [&str; 2] = ["IN_RECU", "IN_TRAITE_SE_CPP"];
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let untaxed = [("</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode>", "</ram:BasisAmount>")];
    for (wrong, end) in [
        (cii("FX-1", &untaxed), "IN_REJETE"),
        (cii("FX-1", &[(">ACHATS<", ">INCONNU<")]), "IN_REJETE"),
        ("<facture>".to_owned(), "QP_IRRECEVABLE"),
    ] {
        let number = deposit(&client, E1_CII, "f.xml", wrong.as_bytes()).await;
        let seen = states(&bench, &client, &number).await;
        assert!(!seen.iter().any(|state| SUCCESS.contains(&state.as_str())), "{seen:?}");
        assert_eq!(seen.last().map(String::as_str), Some(end), "{seen:?}");
        assert!(bench.simulator.invoices().is_empty());
    }
    // A wrong one takes no number: the same, right, follows it at once, and a third has lost it before it arrives.
    let wrong = deposit(&client, E1_CII, "f.xml", cii("FX-1", &[(">ACHATS<", ">INCONNU<")]).as_bytes()).await;
    let right = deposit(&client, E1_CII, "f.xml", cii("FX-1", &[]).as_bytes()).await;
    let late = deposit(&client, E1_CII, "f.xml", cii("FX-1", &[]).as_bytes()).await;
    let seen = states(&bench, &client, &late).await;
    assert!(!seen.iter().any(|state| SUCCESS.contains(&state.as_str())), "{seen:?}");
    for (number, end) in [(wrong, "IN_REJETE"), (right, "IN_INTEGRE"), (late, "IN_REJETE")] {
        assert_eq!(details(&client, &number).await["etatCourantDepotFlux"], end);
    }
    assert_eq!(bench.simulator.invoices().len(), 1);
}

#[tokio::test]
async fn the_report_is_a_pdf_once_the_state_is_final() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let wrong = cii("FX-9", &[(">ACHATS<", ">INCONNU<")]);
    let number = deposit(&client, E1_CII, "Facture du jour.xml", wrong.as_bytes()).await;
    let ask = json!({"numeroFluxDepot": number, "dateDepot": "2026-10-05", "syntaxFluxType": E1_CII});
    let answer = client.done(REPORT, ask.clone()).await;
    assert_eq!(answer["libelle"], "TRA_MSG_00.000");
    assert_eq!(answer["etatCourantFlux"], "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP");
    assert_eq!(answer["fichierCR"], Value::Null);
    bench.later(60);
    let mut answer = client.done(REPORT, ask).await;
    let file = answer["fichierCR"].take();
    let pdf = STANDARD.decode(file.as_str().expect("base64")).expect("base64");
    let document = Document::load_mem(&pdf).expect("pdf");
    let text = document.extract_text(&[1]).expect("text");
    for expected in
        [number.as_str(), "Facture du jour.xml", "FX-9", "IN_REJETE", "Le code service n'existe pas"]
    {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    assert_eq!(
        answer,
        json!({
            "codeRetour": 0, "libelle": "TRA_MSG_00.000", "codeAppliPartenaire": "CPP001",
            "codeInterfaceFlux": "FSO1106A", "designationPartenaire": "CPP", "numeroFluxDepot": number,
            "nomFichierFlux": format!("FSO1106A_CPP001_{number}"),
            "dateDepotFlux": "2026-10-05T10:00:00.000+02:00",
            "dateHeureEtatCourantFlux": "2026-10-05T10:40:00.000+02:00",
            "etatCourantFlux": "IN_REJETE", "fichierCR": null,
        })
    );
}

#[tokio::test]
async fn a_flow_is_seen_by_those_attached_to_its_structures_only() {
    let bench = Bench::minimal();
    let number = deposit(&bench.atelier().await, E1_CII, "f.xml", CII.as_bytes()).await;
    let other = bench.beton().await;
    for path in [REPORT, DETAILS] {
        let answer = other.call(path, json!({"numeroFluxDepot": number})).await;
        assert_eq!(answer["codeRetour"], 20702, "{answer}");
        let answer = other.call(path, json!({})).await;
        assert_eq!(answer["codeRetour"], 20702, "{answer}");
    }
    let answer = bench.ville().await.call(DEPOSIT, body(E1_CII, "f.xml", CII.as_bytes())).await;
    assert_eq!(answer["codeRetour"], 20104, "only suppliers deposit");
}

#[tokio::test]
async fn a_flow_waiting_in_a_saved_world_goes_on() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    deposit(&client, FACTUR_X, "f.pdf", &factur_x(CII)).await;
    bench.later(30);
    let text = bench.simulator.world().to_json().expect("json");
    let again = Bench::with(World::from_json(&text).expect("world"));
    again.later(30);
    let client = again.atelier().await;
    assert_eq!(found(&client, "CPP0011117000000000000001").await.len(), 1);
    assert_eq!(deposit(&client, E1_CII, "f.xml", CII.as_bytes()).await, "CPP0011106000000000000002");
    assert!(again.simulator.now() > monday());
}
