//! A foreign organisation's object does not exist: the answer is the one for an object that was never there.

use std::collections::HashMap;

use app::web::route_table;
use axum::http::{Method, StatusCode};
use domain::{Approver, CircuitField, Values};
use operations::{ExchangeFilter, NewMandate, NewPackage, PackageTyped, RuleTyped, TeamTyped};
use uuid::Uuid;

use crate::browser::TestSite;

#[tokio::test]
async fn every_route_answers_a_stranger_as_if_the_object_did_not_exist() {
    let site = TestSite::open().await;
    let desk = &site.desk;
    let invoice = desk.complete_draft("FA-1").await;
    let file = desk.store(b"bon de livraison").await;
    let attachment =
        desk.desk.issuing.add_attachment(&desk.firm.actor, invoice, file, "bon.dwg").await.unwrap()[0].id;
    let flow =
        desk.store(include_bytes!("../../../crates/chorus-pro-simulator/tests/data/flow_cii.xml")).await;
    let flow = desk.desk.flows.prepare_flow(&desk.firm.actor, None, flow, "flux.xml").await.unwrap();
    let table = desk.store("Numéro;SIRET client\nFA-2;00000000900012".as_bytes()).await;
    let table = vec![("factures.csv".to_owned(), table)];
    let batch = desk.desk.batches.begin_batch(&desk.firm.actor, None, table).await.unwrap().batches[0];
    let signed = desk.store(&test_desk::invoice_pdf(&["Mandat".to_owned()])).await;
    let mandate = NewMandate {
        holder: "Cabinet".to_owned(),
        first: "01/01/2026".to_owned(),
        file: Some((signed, "mandat.pdf".to_owned())),
        ..NewMandate::default()
    };
    let mandate =
        desk.desk.mandates.add_mandate(&desk.firm.actor, desk.firm.structure, mandate).await.unwrap();
    let circuit = &desk.desk.circuit;
    let members = vec![desk.firm.actor.user];
    let team = TeamTyped { id: None, name: "Achats".to_owned(), members };
    circuit.put_team(&desk.firm.actor, team).await.unwrap();
    let mut typed = Values::default();
    typed.set(CircuitField::Name, "Toutes");
    typed.set(CircuitField::Step1, Approver::Person(desk.firm.actor.user).code());
    circuit.add_rule(&desk.firm.actor, &RuleTyped(typed)).await.unwrap();
    let settings = circuit.settings(&desk.firm.actor).await.unwrap();
    let (team, rule) = (settings.approvers.teams[0].id, settings.rules[0].id);
    let wanted = NewPackage::Chosen(vec![invoice]);
    let choice =
        PackageTyped { contents: "pdf".to_owned(), attachments: true, pattern: "{numero}".to_owned() };
    let package = desk.desk.downloads.begin_package(&desk.firm.actor, wanted, &choice, "une").await.unwrap();
    let access = desk.desk.connecting.accesses(&desk.firm.actor).await.unwrap()[0].access.id;
    let owner = desk.token_of(&desk.firm).await;
    let session = desk.desk.accounts.actor(&owner).await.unwrap().unwrap().session;
    desk.desk.connecting.test_access(&desk.firm.actor, desk.firm.structure).await.unwrap();
    desk.system.keep_exchanges().await;
    let exchanges = ExchangeFilter::new(desk.firm.structure);
    let exchange = desk.desk.exchanges.page(&desk.firm.actor, &exchanges).await.unwrap().1.rows[0].id;
    let theirs: HashMap<&str, String> = HashMap::from([
        ("invoice", invoice.to_string()),
        ("attachment", attachment.to_string()),
        ("structure", desk.firm.structure.to_string()),
        ("user", desk.firm.actor.user.to_string()),
        ("session", session.to_string()),
        ("organization", desk.firm.organization.to_string()),
        ("exchange", exchange.to_string()),
        ("page", "1.png".to_owned()),
        ("flow", flow.to_string()),
        ("batch", batch.to_string()),
        ("mandate", mandate.to_string()),
        ("rule", rule.to_string()),
        ("team", team.to_string()),
        // One that never came: those of another organisation are tried in `validating.rs`.
        ("validation", Uuid::from_u128(0xa9).to_string()),
        ("place", "0".to_owned()),
        ("works", Uuid::from_u128(0xa15).to_string()),
        ("package", package.to_string()),
        ("access", access.to_string()),
        // One that never came: the structure is out of reach before it is asked for.
        ("file", Uuid::from_u128(0xed1).to_string()),
        // What is known of it, the firm alone has asked for.
        ("recipient", test_desk::SCHOOL_SIRET.to_owned()),
        ("number", "4500012345".to_owned()),
        ("service", "recupererDevises".to_owned()),
        ("decision", "suspendre".to_owned()),
        // One that was never made: the invoice is out of reach before it is asked for.
        ("act", Uuid::from_u128(0xac7).to_string()),
    ]);
    let nothing: HashMap<&str, String> = theirs
        .iter()
        .map(|(name, value)| match *name {
            "page" | "decision" | "place" => (*name, value.clone()),
            name => (name, Uuid::from_u128(0xdead).to_string()),
        })
        .collect();
    let mut checked = 0;
    for entry in route_table() {
        let names_an_object = entry.path.contains('{')
            || matches!(
                entry.path,
                "/organisation"
                    | "/compte/invitations"
                    | "/deposer"
                    | "/api/save_draft"
                    | "/api/find_recipients"
            );
        if !names_an_object || (entry.method == Method::GET && entry.path == "/deposer") {
            continue;
        }
        let stranger = site.sign_in(&desk.stranger).await;
        let real = stranger.call(&entry, &theirs).await;
        let none = stranger.call(&entry, &nothing).await;
        assert_eq!(real.status, none.status, "{} {}", entry.method, entry.path);
        let same = |text: &str, parameters: &HashMap<&str, String>| {
            parameters.values().fold(text.to_owned(), |text, value| text.replace(value, "…"))
        };
        assert_eq!(same(&real.body, &theirs), same(&none.body, &nothing), "{} {}", entry.method, entry.path);
        let hidden = real.status == StatusCode::NOT_FOUND || entry.path.starts_with("/api/");
        assert!(hidden, "{} {}: {}", entry.method, entry.path, real.status);
        checked += 1;
    }
    assert!(checked >= 20, "only {checked} routes were checked");
    let untouched = desk.desk.portfolio.invoice_view(&desk.firm.actor, invoice).await.unwrap();
    assert_eq!((untouched.invoice.number.as_str(), untouched.attachments.len()), ("FA-1", 1));
}

#[tokio::test]
async fn lists_of_a_stranger_hold_nothing_of_ours() {
    let site = TestSite::open().await;
    site.desk.complete_draft("FA-SECRET-7").await;
    let ours = site.sign_in(&site.desk.firm).await;
    assert!(ours.get("/factures").await.body.contains("FA-SECRET-7"));
    let stranger = site.sign_in(&site.desk.stranger).await;
    for path in [
        "/",
        "/factures",
        "/recues",
        "/factures?q=SECRET",
        "/structures",
        "/utilisateurs",
        "/deposer",
        "/lots",
        "/mandats",
        "/a-valider",
        "/travaux",
        "/travaux/formes",
        "/telechargements",
        "/telechargements/nouveau",
        "/circuit",
        "/circuit/essai",
        "/compte",
        "/tableau-de-bord",
        "/tableau-de-bord/etats.csv",
    ] {
        let answer = stranger.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        for word in ["FA-SECRET-7", "Cabinet d’essai", "admin@cabinet.example"] {
            assert!(!answer.body.contains(word), "{word} on {path}");
        }
    }
}
