//! Factures de travaux: documents pass from supplier to project manager, project owner and financial service.

use chorus_pro_simulator::world::{Behaviour, Mandate, Right};
use chorus_pro_simulator::{Status, World};
use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::support::{Bench, Client, monday};

const SEARCH: &str = "/facturesTravaux/v1/rechercher";
const TO_TREAT: &str = "/facturesTravaux/v1/rechercher/atraiter";
const SUBMIT: &str = "/facturesTravaux/v1/soumettre";
const CONSULT: &str = "/facturesTravaux/v1/consulter";
const FILE: &str = "/facturesTravaux/v1/consulter/dossierfacturation";
const REFUSE: &str = "/facturesTravaux/v1/refuser";
const SUSPEND: &str = "/facturesTravaux/v1/suspendre/demander/completer/factureTravaux";
const COMPLETE: &str = "/facturesTravaux/v1/completer";
const COMPLETE_MOE: &str = "/facturesTravaux/v1/completermoe";
const RECYCLE: &str = "/facturesTravaux/v1/recycler";
const ASK: &str = "/facturesTravaux/v1/demander/recyclage";

/// A correct deposit of 1 200 € in the town's contract.
fn deposit(number: &str, framework: &str, previous: Option<i64>) -> Value {
    json!({
        "modeDepot": "SAISIE_API",
        "numeroFactureSaisi": number,
        "dateFacture": "2026-10-05",
        "destinataire": {"codeDestinataire": "00000000900011", "codeServiceExecutant": "ACHATS"},
        "fournisseur": {"idFournisseur": 1001, "codeCoordonneesBancairesFournisseur": 1101},
        "cadreDeFacturation": {"codeCadreFacturation": framework, "codeStructureMoe": "00000000900002",
            "codeStructureMoa": "00000000900011", "codeServiceMoa": "TECHNIQUE"},
        "piecePrecedente": {"idPiecePrecedente": previous},
        "references": {"deviseFacture": "EUR", "typeFacture": "FACTURE", "typeTva": "TVA_SUR_ENCAISSEMENT",
            "modePaiement": "VIREMENT", "numeroMarche": "2026-TX-015"},
        "lignePoste": [{"lignePosteNumero": 1, "lignePosteDenomination": "Gros œuvre", "lignePosteQuantite": 1,
            "lignePosteMontantUnitaireHT": 1000.0, "lignePosteTauxTva": "TVA20"}],
        "montantTotal": {"montantHtTotal": 1000.0, "montantTVA": 200.0, "montantTtcTotal": 1200.0,
            "montantAPayer": 1200.0},
    })
}

async fn submitted(client: &Client, number: &str, framework: &str, previous: Option<i64>) -> i64 {
    let answer = client.done(SUBMIT, deposit(number, framework, previous)).await;
    answer["idFactureTravaux"].as_i64().expect("id")
}

async fn status(client: &Client, id: i64) -> String {
    let answer = client.done(CONSULT, json!({"idFactureTravaux": id})).await;
    answer["factureTravaux"]["statutFactureTravaux"].as_str().expect("status").to_owned()
}

async fn code(client: &Client, path: &str, body: Value) -> i64 {
    client.call(path, body).await["codeRetour"].as_i64().expect("code")
}

async fn numbers(client: &Client, path: &str, body: Value) -> Vec<String> {
    let answer = client.done(path, body).await;
    let rows = answer["listeFacturesTravaux"].as_array().expect("rows");
    rows.iter().map(|row| row["numeroFactureTravaux"].as_str().expect("number").to_owned()).collect()
}

#[tokio::test]
async fn a_search_answers_exactly_the_documented_fields() {
    let bench = Bench::minimal();
    let body = json!({"roleUtilisateur": "MOE", "listeStatutCourant": "MISE_A_DISPOSITION_MOE",
        "avecSansService": "AVEC_ET_SANS_SERVICE", "rechercheFactureTravaux": {"pageResultatDemandee": 1,
        "nbResultatsParPage": 10, "triSens": "Descendant", "triColonne": "TypeDemandePaiement"}});
    let answer = bench.beton().await.done(SEARCH, body).await;
    assert_eq!(answer["libelle"], "TRA_MSG_00.000");
    let row = json!({
        "idFactureTravaux": 7103, "numeroFactureTravaux": "SIT-02",
        "typeFactureTravaux": "PROJET_DECOMPTE_MENSUEL", "statutFactureTravaux": "MISE_A_DISPOSITION_MOE",
        "identifiantFournisseur": "00000000900001", "typeIdentifiantFournisseur": "SIRET",
        "designationFournisseur": "ATELIER EXEMPLE",
        "codeServiceMoa": "TECHNIQUE", "idDestinataire": 2001, "identifiantDestinataire": "00000000900011",
        "idServiceExecutant": 2101, "codeServiceExecutant": "ACHATS", "dateFactureTravaux": "2026-09-02",
        "dateDepot": "2026-09-02", "dateHeureEtatCourant": "2026-09-02T10:00:00.000+02:00",
        "montantTTC": 81360.0,
    });
    assert_eq!(answer["listeFacturesTravaux"], json!([row]));
    let page = json!({"pageCourante": 1, "pages": 1, "nbResultatsParPage": 10, "total": 1});
    assert_eq!(answer["parametresRetour"], page);
}

#[tokio::test]
async fn each_role_finds_the_documents_of_its_files_and_the_payer_only_what_reached_it() {
    let bench = Bench::minimal();
    let (atelier, beton, ville) = (bench.atelier().await, bench.beton().await, bench.ville().await);
    let role =
        |role: &str| json!({"roleUtilisateur": role, "rechercheFactureTravaux": {"triSens": "Ascendant"}});
    let all = ["SIT-01", "EA-01", "SIT-02", "SIT-03"];
    assert_eq!(numbers(&atelier, SEARCH, role("FOURNISSEUR")).await, all);
    assert_eq!(numbers(&beton, SEARCH, role("MOE")).await, all);
    assert_eq!(numbers(&ville, SEARCH, role("MOA")).await, all);
    for (client, asked) in [(&ville, "DESTINATAIRE"), (&beton, "FOURNISSEUR"), (&atelier, "MOE")] {
        let answer = client.call(SEARCH, role(asked)).await;
        assert_eq!((&answer["codeRetour"], &answer["libelle"]), (&json!(20007), &json!("GFT_MSG_01.075")));
    }
    assert_eq!(code(&ville, SEARCH, json!({})).await, 20805);
    assert_eq!(code(&ville, SEARCH, role("PAYEUR")).await, 20805);
}

#[tokio::test]
async fn criteria_narrow_a_search() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    for (criterion, value, expected) in [
        ("idStructureMoe", json!(1002), 4),
        ("idStructureMoa", json!(2002), 0),
        ("idServiceMoa", json!(2102), 4),
        ("idServiceExecutant", json!(2102), 0),
        ("listeTypeFactureTravaux", json!(["ETAT_ACOMPTE"]), 1),
        ("cadreFacturation", json!("A15_ETAT_ACOMPTE_MOE"), 1),
        ("uniquementSansPieceSuivante", json!(true), 3),
        ("montantTTCMin", json!(60000), 1),
        ("montantHTMax", json!(40000), 1),
        ("periodeDateDepotDu", json!("2026-09-01"), 2),
        ("periodeDateHeureEtatCourantAu", json!("2026-08-31"), 2),
        ("numeroFactureTravaux", json!("EA-01"), 1),
        ("numeroMarche", json!("2026-TX-014"), 4),
        ("flagTelecharge", json!(true), 0),
    ] {
        let mut body = json!({"roleUtilisateur": "FOURNISSEUR"});
        body[criterion] = value;
        let answer = client.call(SEARCH, body).await;
        let total = answer["parametresRetour"]["total"].as_i64().unwrap_or(0);
        assert_eq!(total, expected, "{criterion}");
    }
}

#[tokio::test]
async fn a_monthly_statement_passes_from_supplier_to_payment() {
    let mut world = World::minimal(monday());
    let town = world.structures.iter_mut().find(|structure| structure.id == 2001).unwrap();
    town.behaviour = Behaviour { pay: 1, ..Behaviour::default() };
    let bench = Bench::with(world);
    let (atelier, beton, ville) = (bench.atelier().await, bench.beton().await, bench.ville().await);
    let draft = submitted(&atelier, "SIT-10", "A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR", None).await;
    assert_eq!(status(&atelier, draft).await, "MISE_A_DISPOSITION_MOE");
    assert!(numbers(&beton, TO_TREAT, json!({})).await.contains(&"SIT-10".to_owned()));

    let statement = submitted(&beton, "EA-10", "A15_ETAT_ACOMPTE_MOE", Some(draft)).await;
    assert_eq!(status(&atelier, draft).await, "ASSOCIEE");
    assert_eq!(status(&beton, statement).await, "MISE_A_DISPOSITION_MOA");
    assert!(numbers(&ville, TO_TREAT, json!({"roleUtilisateur": "MOA"})).await.contains(&"EA-10".to_owned()));

    let valid = submitted(&ville, "EAV-10", "A19_ETAT_ACOMPTE_VALIDE_MOA", Some(statement)).await;
    assert_eq!(status(&ville, valid).await, "DEPOSEE");
    let received = "/factures/v1/rechercher/recipiendaire";
    assert_eq!(ville.call(received, json!({})).await["codeRetour"], 20000, "not yet there");
    bench.later(20);
    assert_eq!(status(&atelier, valid).await, "MISE_A_DISPOSITION");
    let rows = ville.done(received, json!({"typeDemandePaiement": "FACTURE_TRAVAUX"})).await;
    assert_eq!(rows["total"], 1);
    assert_eq!(rows["listeFactures"][0]["typeDemandePaiement"], "FACTURE_TRAVAUX");
    assert_eq!(rows["listeFactures"][0]["typeFactureTravaux"], "ETAT_ACOMPTE_VALIDE");
    assert_eq!(rows["listeFactures"][0]["codeMOE"], "00000000900002");
    assert_eq!(ville.call(received, json!({"typeDemandePaiement": "FACTURE"})).await["codeRetour"], 20000);
    bench.later(60);
    assert_eq!(status(&atelier, valid).await, "MISE_EN_PAIEMENT");

    let file = atelier.done(FILE, json!({"idFactureTravaux": draft})).await;
    let rows = file["listeFactureTravaux"].as_array().unwrap();
    let chain: Vec<_> = rows.iter().map(|row| (&row["idPiecePrecedente"], &row["idPieceSuivante"])).collect();
    assert_eq!(
        chain,
        [
            (&Value::Null, &json!(statement)),
            (&json!(draft), &json!(valid)),
            (&json!(statement), &Value::Null)
        ]
    );
    let details = atelier.done(CONSULT, json!({"idFactureTravaux": statement})).await;
    let details = &details["factureTravaux"];
    assert_eq!(details["piecePrecedente"]["numeroPiecePrecedente"], "SIT-10");
    assert_eq!(details["pieceSuivante"]["cadreFacturationPieceSuivante"], "A19_ETAT_ACOMPTE_VALIDE_MOA");
    assert_eq!(details["cadreDeFacturation"]["raisonSocialeMoe"], "BETON EXEMPLE");
    assert_eq!(details["cadreDeFacturation"]["codeServiceMoa"], "TECHNIQUE");
    assert_eq!(details["references"]["typeFactureTravaux"], "ETAT_ACOMPTE");
}

#[tokio::test]
async fn the_final_account_comes_back_to_the_supplier_for_signature() {
    let bench = Bench::minimal();
    let (atelier, beton, ville) = (bench.atelier().await, bench.beton().await, bench.ville().await);
    let last = submitted(&atelier, "PDF-1", "A7_PROJET_DECOMPTE_FINAL_FOURNISSEUR", None).await;
    let draft = submitted(&beton, "PDG-1", "A17_PROJET_DECOMPTE_GENERAL_MOE", Some(last)).await;
    let general = submitted(&ville, "DG-1", "A20_DECOMPTE_GENERAL_MOA", Some(draft)).await;
    assert_eq!(status(&atelier, general).await, "A_ASSOCIER_FOURNISSEUR");
    assert!(numbers(&atelier, TO_TREAT, json!({})).await.contains(&"DG-1".to_owned()));
    let signed =
        submitted(&atelier, "DGD-1", "A8_DECOMPTE_GENERAL_DEFINITIF_FOURNISSEUR", Some(general)).await;
    assert_eq!(status(&atelier, signed).await, "DEPOSEE");
    assert_eq!(status(&ville, general).await, "ASSOCIEE");
}

#[tokio::test]
async fn the_tacit_procedure_replaces_an_unanswered_draft() {
    let bench = Bench::minimal();
    let atelier = bench.atelier().await;
    let last = submitted(&atelier, "PDF-1", "A7_PROJET_DECOMPTE_FINAL_FOURNISSEUR", None).await;
    let code = "A22_PROJET_DECOMPTE_GENERAL_FOURNISSEUR_PROCEDURE_TACITE";
    let tacit = submitted(&atelier, "PDG-T", code, Some(last)).await;
    assert_eq!(status(&atelier, last).await, "REMPLACEE_PAR_A22");
    let code = "A23_DECOMPTE_GENERAL_DEFINITIF_TACITE_FOURNISSEUR";
    submitted(&atelier, "DGD-T", code, Some(tacit)).await;
    assert_eq!(status(&atelier, tacit).await, "ASSOCIEE");
}

#[tokio::test]
async fn a_deposit_follows_the_right_document_from_the_right_actor() {
    let bench = Bench::minimal();
    let (atelier, beton, ville) = (bench.atelier().await, bench.beton().await, bench.ville().await);
    for (client, number, framework, previous, expected) in [
        (&atelier, "X-1", "A1_FACTURE_FOURNISSEUR", None, 20811),
        (&atelier, "X-1", "A11_PROJET_DECOMPTE_FINAL_SOUSTRAITANT", None, 20811),
        (&beton, "X-1", "A15_ETAT_ACOMPTE_MOE", None, 20812),
        (&beton, "X-1", "A17_PROJET_DECOMPTE_GENERAL_MOE", Some(7103), 20812),
        (&beton, "X-1", "A15_ETAT_ACOMPTE_MOE", Some(7101), 20812),
        (&beton, "X-1", "A15_ETAT_ACOMPTE_MOE", Some(9999), 20801),
        (&ville, "X-1", "A19_ETAT_ACOMPTE_VALIDE_MOA", Some(7103), 20812),
        (&atelier, "X-1", "A15_ETAT_ACOMPTE_MOE", Some(7103), 20104),
        (&atelier, "SIT-02", "A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR", None, 20118),
        (&beton, "SIT-02", "A15_ETAT_ACOMPTE_MOE", Some(7103), 0),
    ] {
        assert_eq!(code(client, SUBMIT, deposit(number, framework, previous)).await, expected, "{framework}");
    }
    let mut body = deposit("X-2", "A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR", None);
    body["cadreDeFacturation"]["codeStructureMoe"] = Value::Null;
    assert_eq!(code(&atelier, SUBMIT, body.clone()).await, 20813);
    body["cadreDeFacturation"]["codeStructureMoe"] = json!("00000000999999");
    assert_eq!(code(&atelier, SUBMIT, body.clone()).await, 20814);
    body["cadreDeFacturation"]["codeStructureMoe"] = json!("00000000900002");
    body["idDossierFacturation"] = json!(7001);
    atelier.done(SUBMIT, body).await;
    let file = atelier.done(FILE, json!({"idDossierFacturation": 7001})).await;
    assert_eq!(file["listeFactureTravaux"].as_array().unwrap().len(), 6);
    assert_eq!(file["numeroDossierFacturation"], "DF-7001");
}

#[tokio::test]
async fn a_refusal_needs_a_reason_and_frees_the_document_before() {
    let bench = Bench::minimal();
    let (atelier, beton, ville) = (bench.atelier().await, bench.beton().await, bench.ville().await);
    let refuse =
        |reason: Value| json!({"idFactureTravaux": 7102, "motifRefus": reason, "complementInfo": "Prix"});
    assert_eq!(code(&ville, REFUSE, refuse(Value::Null)).await, 20809);
    assert_eq!(code(&ville, REFUSE, refuse(json!("MAUVAISE_MOE"))).await, 20810);
    assert_eq!(code(&beton, REFUSE, refuse(json!("AUTRE"))).await, 20803, "it waits for the project owner");
    let answer = ville.done(REFUSE, refuse(json!(116))).await;
    assert_eq!(answer["statutFactureTravaux"], "REFUSEE_MOA");
    assert_eq!(status(&atelier, 7101).await, "A_ASSOCIER_MOE");
    assert_eq!(code(&ville, REFUSE, refuse(json!("AUTRE"))).await, 20804);
    submitted(&beton, "EA-01-BIS", "A15_ETAT_ACOMPTE_MOE", Some(7101)).await;
    assert_eq!(status(&atelier, 7101).await, "ASSOCIEE");
}

#[tokio::test]
async fn a_document_for_the_wrong_project_manager_is_deposited_again_under_its_number() {
    let bench = Bench::minimal();
    let (atelier, beton) = (bench.atelier().await, bench.beton().await);
    let body = json!({"idFactureTravaux": 7103, "motifRefus": "MAUVAISE_MOE"});
    assert_eq!(beton.done(REFUSE, body).await["statutFactureTravaux"], "ERREUR_FOURNISSEUR_SUR_MOE");
    let mut body = deposit("SIT-02", "A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR", None);
    body["cadreDeFacturation"]["codeStructureMoe"] = json!("00000000900015");
    let answer = atelier.done(SUBMIT, body).await;
    assert_eq!(answer["idFactureTravaux"], 7103);
    assert_eq!(status(&atelier, 7103).await, "MISE_A_DISPOSITION_MOE");
    let lost = code(&beton, CONSULT, json!({"idFactureTravaux": 7103})).await;
    assert_eq!(lost, 20801, "the former project manager has left the file");
}

#[tokio::test]
async fn more_is_asked_for_and_brought() {
    let bench = Bench::minimal();
    let (atelier, beton, ville) = (bench.atelier().await, bench.beton().await, bench.ville().await);
    let ask = |id: i64| json!({"idFactureTravaux": id, "commentaire": "Préciser la situation"});
    let bring = |id: i64| json!({"idFactureTravaux": id, "commentaire": "Voici"});
    assert_eq!(code(&atelier, SUSPEND, ask(7103)).await, 20803);
    let answer = beton.done(SUSPEND, ask(7103)).await;
    assert_eq!(answer, json!({"codeRetour": 0, "libelle": "TRA_MSG_00.000"}));
    assert_eq!(status(&atelier, 7103).await, "A_COMPLETER");
    assert_eq!(code(&beton, COMPLETE_MOE, bring(7103)).await, 20803);
    assert_eq!(code(&atelier, COMPLETE, json!({"idFactureTravaux": 7103})).await, 20202);
    let file = atelier.attachment().await;
    let body = json!({"idFactureTravaux": 7103, "pieceJointeComplementaire": [{
        "pieceJointeComplementaireDesignation": "Attachement", "pieceJointeComplementaireType": "DIVERS",
        "pieceJointeComplementaireId": file}]});
    atelier.done(COMPLETE, body).await;
    assert_eq!(status(&atelier, 7103).await, "MISE_A_DISPOSITION_MOE");
    let details = beton.done(CONSULT, json!({"idFactureTravaux": 7103})).await;
    assert_eq!(details["factureTravaux"]["listeDesPiecesJointes"]["pieceJointe"][0]["pieceJointeId"], file);
    assert_eq!(code(&atelier, COMPLETE, bring(7103)).await, 20806);

    ville.done(SUSPEND, ask(7102)).await;
    assert!(numbers(&beton, TO_TREAT, json!({})).await.contains(&"EA-01".to_owned()));
    beton.done(COMPLETE_MOE, bring(7102)).await;
    assert_eq!(status(&beton, 7102).await, "MISE_A_DISPOSITION_MOA");
}

#[tokio::test]
async fn the_financial_service_suspends_and_the_supplier_completes() {
    let bench = Bench::minimal();
    let (atelier, ville) = (bench.atelier().await, bench.ville().await);
    let id = submitted(&atelier, "EA-5", "A5_ETAT_ACOMPTE_FOURNISSEUR", None).await;
    let body = json!({"idFactureTravaux": id, "commentaire": "Attachement manquant"});
    assert_eq!(code(&ville, SUSPEND, body.clone()).await, 20804, "not yet available");
    bench.later(20);
    ville.done(SUSPEND, body).await;
    assert_eq!(status(&atelier, id).await, "SUSPENDUE");
    atelier.done(COMPLETE, json!({"idFactureTravaux": id, "commentaire": "Joint"})).await;
    assert_eq!(status(&ville, id).await, "COMPLETEE");
}

#[tokio::test]
async fn a_document_to_recycle_takes_the_routing_of_the_one_before() {
    let bench = Bench::minimal();
    let (atelier, beton, ville) = (bench.atelier().await, bench.beton().await, bench.ville().await);
    let valid = submitted(&ville, "EAV-1", "A19_ETAT_ACOMPTE_VALIDE_MOA", Some(7102)).await;
    bench.later(20);
    let invoice = bench.simulator.invoices().into_iter().find(|invoice| invoice.id == valid).unwrap();
    let body = json!({"idFacture": invoice.recipient_side_id, "nouveauStatut": "A_RECYCLER", "motif": ""});
    ville.done("/factures/v1/traiter/recue", body).await;
    assert_eq!(code(&beton, ASK, json!({"idFactureTravaux": valid})).await, 20803);
    let answer = ville.done(ASK, json!({"idFactureTravaux": valid})).await;
    assert_eq!((&answer["idFactureTravaux"], &answer["idPiecePrecedente"]), (&json!(valid), &json!(7102)));
    assert_eq!(status(&beton, 7102).await, "EN_ATTENTE_RECYCLAGE_FOURNISSEUR");

    let routing = json!({"idFactureTravaux": 7102, "identifiantDestinataire": "00000000900011",
        "codeServiceExecutant": "TECHNIQUE", "numeroBonCommande": "4500099999"});
    assert_eq!(code(&atelier, RECYCLE, routing.clone()).await, 20803);
    let answer = beton.done(RECYCLE, routing).await;
    let expected = json!({"codeRetour": 0, "libelle": "TRA_MSG_00.000", "idFactureTravaux": 7102,
        "numeroFactureTravaux": "EA-01", "dateDepotFactureTravaux": "2026-10-05",
        "statutFactureTravaux": "DEPOSEE"});
    assert_eq!(answer, expected);
    assert_eq!(status(&beton, 7102).await, "ASSOCIEE");
    assert_eq!(status(&ville, valid).await, "DEPOSEE");
    bench.later(20);
    let invoice = bench.simulator.invoices().into_iter().find(|invoice| invoice.id == valid).unwrap();
    assert_eq!((invoice.status(), invoice.service), (Status::MiseADisposition, Some(2102)));
    assert_eq!(code(&atelier, RECYCLE, json!({"idFactureTravaux": 7104})).await, 20807);
    assert_eq!(code(&beton, ASK, json!({"idFactureTravaux": 7103})).await, 20808);
}

#[tokio::test]
async fn strangers_see_nothing_of_a_file() {
    let mut world = World::minimal(monday());
    world.accounts[1].attachments[0].rights = vec![Right::Supplier];
    let bench = Bench::with(world);
    let beton = bench.beton().await;
    for path in [CONSULT, REFUSE, SUSPEND, COMPLETE, COMPLETE_MOE, RECYCLE, ASK, FILE] {
        assert_eq!(code(&beton, path, json!({"idFactureTravaux": 7103})).await, 20801, "{path}");
    }
    assert_eq!(code(&beton, FILE, json!({"idDossierFacturation": 7001})).await, 20802);
    assert_eq!(code(&beton, TO_TREAT, json!({})).await, 20007);
}

#[test]
fn worlds_with_billing_files_read_back_and_contradictions_are_refused() {
    for world in [World::minimal(monday()), World::demo(3, monday())] {
        let text = world.to_json().unwrap();
        assert_eq!(World::from_json(&text).unwrap(), world);
        assert_eq!(world.billing_files.len(), 1);
    }
    let mut world = World::minimal(monday());
    let mut file = (*world.billing_files[0]).clone();
    file.recipient.structure = 77;
    world.billing_files = vec![file.into()];
    assert!(world.check().is_err());
}

#[tokio::test]
async fn the_holder_of_a_mandate_deposits_for_its_principal_while_it_lasts() {
    let day = |day| NaiveDate::from_ymd_opt(2026, 10, day).unwrap();
    let mut world = World::minimal(monday());
    let mandate =
        Mandate { id: 7601, principal: 1001, holder: 1002, valid_from: day(1), valid_until: Some(day(5)) };
    world.mandates.push(mandate);
    let bench = Bench::with(world);
    let beton = bench.beton().await;
    let id = beton.submitted("FA-1").await;
    assert_eq!(beton.status(id).await, "DEPOSEE");
    assert_eq!(bench.atelier().await.status(id).await, "DEPOSEE", "it is the principal's invoice");
    let attachments = "/utilisateurs/v1/monCompte/recuperer/rattachements";
    let links = beton.done(attachments, json!({"parametresRecherche": {"triSens": "Ascendant"}})).await;
    assert_eq!(links["listeStructureRattachement"][0]["idRattachementStructure"], 7601);
    bench.later(24 * 60);
    let body = json!({"identifiantFactureCPP": id});
    assert_ne!(code(&beton, "/factures/v1/consulter/fournisseur", body).await, 0);
    let body = crate::support::invoice("FA-2", beton.pdf().await);
    assert_eq!(code(&beton, "/factures/v1/soumettre", body).await, 20104);
}
