//! API Factures de travaux: the bodies of most services are not public, so their inputs are JSON.

use chorus_pro::codes::{RoleUtilisateur, StatutFacture};
use chorus_pro::factures_travaux::{
    CompleterFactureTravaux, CompleterMoe, ConsulterDossierDeFacturation, ConsulterFactureTravaux,
    DemanderRecyclagePiecePrecedente, RechercherFactureTravaux, RechercherFactureTravauxATraiter,
    RecyclerFactureTravaux, RefuserFactureTravaux, SoumettreFactureTravaux,
    SuspendreOuDemanderCompleterFactureTravaux,
};
use chorus_pro::{Input, ParametresRecherche};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::actions::{TOWN, VALIDATOR};
use crate::bench::{Bench, Desk};
use crate::scenario::scenarios;

const A4: &str = "A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR";
const A15: &str = "A15_ETAT_ACOMPTE_MOE";
const A16: &str = "A16_ETAT_ACOMPTE_VALIDE_MOE";

/// An input whose fields are not typed.
fn open<T: DeserializeOwned>(fields: Value) -> T {
    serde_json::from_value(fields).expect("an object")
}

impl Desk {
    /// Calls a service whose input and answer are not typed.
    async fn open<T: Input + DeserializeOwned>(&self, fields: Value) -> Value {
        serde_json::to_value(self.done(&open::<T>(fields)).await).expect("answer")
    }
}

fn document(number: &str, framework: &str, pdf: i64) -> Value {
    json!({
        "modeDepot": "DEPOT_PDF_API",
        "numeroFactureSaisi": number,
        "dateFacture": "2026-10-05",
        "destinataire": {"codeDestinataire": TOWN, "codeServiceExecutant": "ACHATS"},
        "fournisseur": {"idFournisseur": 1001},
        "cadreDeFacturation": {"codeCadreFacturation": framework, "codeStructureMoe": VALIDATOR,
            "codeStructureMoa": TOWN},
        "references": {"deviseFacture": "EUR", "typeFacture": "FACTURE", "typeTva": "TVA_SUR_ENCAISSEMENT",
            "modePaiement": "VIREMENT", "numeroMarche": "M-2026-1"},
        "montantTotal": {"montantHtTotal": 800, "montantTVA": 160, "montantTtcTotal": 960,
            "montantAPayer": 960},
        "pieceJointePrincipale": [{"pieceJointePrincipaleDesignation": number,
            "pieceJointePrincipaleId": pdf}],
    })
}

/// The supplier opens a billing file; the number of its document, which waits for the project manager.
async fn opened(bench: &Bench, number: &str) -> i64 {
    let supplier = bench.supplier();
    let body = document(number, A4, supplier.deposited_pdf().await);
    let answer = supplier.open::<SoumettreFactureTravaux>(body).await;
    answer["idFactureTravaux"].as_i64().expect("number")
}

/// The project manager answers a document with the following one.
async fn followed(bench: &Bench, previous: i64, number: &str, framework: &str) -> i64 {
    let manager = bench.validator();
    let mut body = document(number, framework, manager.deposited_pdf().await);
    body["piecePrecedente"] = json!({"idPiecePrecedente": previous});
    let answer = manager.open::<SoumettreFactureTravaux>(body).await;
    answer["idFactureTravaux"].as_i64().expect("number")
}

async fn status(desk: &Desk, id: i64) -> String {
    let answer = desk.open::<ConsulterFactureTravaux>(json!({"idFactureTravaux": id})).await;
    answer["factureTravaux"]["statutFactureTravaux"].as_str().expect("status").to_owned()
}

/// A document in the town's hands as a financial service, sent back to be recycled; with the one before.
async fn to_recycle(bench: &Bench) -> (i64, i64) {
    let first = opened(bench, "T-1").await;
    let second = followed(bench, first, "T-2", A16).await;
    bench.later(40);
    let town = bench.recipient();
    let received = town.received("T-2").await;
    town.moves(received, StatutFacture::ARecycler).await;
    (first, second)
}

scenarios! {
    a_works_document_opens_a_billing_file("soumettreFactureTravaux", bench) {
        let id = opened(bench, "T-1").await;
        assert_eq!(status(&bench.supplier(), id).await, "MISE_A_DISPOSITION_MOE");
    }
    works_documents_are_found_by_role("rechercherFactureTravaux", bench) {
        opened(bench, "T-1").await;
        let wanted = RechercherFactureTravaux {
            numero_facture_travaux: Some("T-1".into()),
            recherche_facture_travaux: Some(ParametresRecherche {
                nb_resultats_par_page: Some(10),
                page_resultat_demandee: Some(1),
                ..ParametresRecherche::default()
            }),
            ..RechercherFactureTravaux::new(RoleUtilisateur::Moe)
        };
        let output = bench.validator().done(&wanted).await;
        let found = output.liste_factures_travaux.first().expect("document");
        assert_eq!(found.statut_facture_travaux.as_deref(), Some("MISE_A_DISPOSITION_MOE"));
    }
    a_works_document_is_told_in_full("consulterFactureTravaux", bench) {
        let id = opened(bench, "T-1").await;
        let answer = bench.validator().open::<ConsulterFactureTravaux>(json!({"idFactureTravaux": id})).await;
        assert_eq!(answer["factureTravaux"]["numeroFactureTravaux"], "T-1");
    }
    a_billing_file_tells_its_documents("consulterDossierDeFacturation", bench) {
        let first = opened(bench, "T-1").await;
        followed(bench, first, "T-2", A15).await;
        let asked = json!({"idFactureTravaux": first});
        let answer = bench.recipient().open::<ConsulterDossierDeFacturation>(asked).await;
        assert_eq!(answer["listeFactureTravaux"].as_array().map(Vec::len), Some(2));
    }
    works_documents_wait_for_the_project_manager("rechercherFactureTravauxATraiter", bench) {
        opened(bench, "T-1").await;
        let asked = json!({"roleUtilisateur": "MOE"});
        let answer = bench.validator().open::<RechercherFactureTravauxATraiter>(asked).await;
        assert!(answer.to_string().contains("\"T-1\""), "{answer}");
    }
    the_project_manager_asks_to_complete("suspendreOuDemanderCompleterFactureTravaux", bench) {
        let id = opened(bench, "T-1").await;
        let asked = SuspendreOuDemanderCompleterFactureTravaux {
            commentaire: Some("Métré manquant".into()),
            ..SuspendreOuDemanderCompleterFactureTravaux::new(id)
        };
        bench.validator().done(&asked).await;
        assert_eq!(status(&bench.supplier(), id).await, "A_COMPLETER");
    }
    the_supplier_completes("completerFactureTravaux", bench) {
        let id = opened(bench, "T-1").await;
        bench.validator().done(&SuspendreOuDemanderCompleterFactureTravaux::new(id)).await;
        let asked = json!({"idFactureTravaux": id, "commentaire": "Voici le métré"});
        bench.supplier().open::<CompleterFactureTravaux>(asked).await;
        assert_eq!(status(&bench.supplier(), id).await, "MISE_A_DISPOSITION_MOE");
    }
    the_project_manager_completes("completerMoe", bench) {
        let first = opened(bench, "T-1").await;
        let second = followed(bench, first, "T-2", A15).await;
        bench.recipient().done(&SuspendreOuDemanderCompleterFactureTravaux::new(second)).await;
        let asked = json!({"idFactureTravaux": second, "commentaire": "Voici l'état"});
        bench.validator().open::<CompleterMoe>(asked).await;
        assert_eq!(status(&bench.validator(), second).await, "MISE_A_DISPOSITION_MOA");
    }
    the_project_manager_refuses("refuserFactureTravaux", bench) {
        let id = opened(bench, "T-1").await;
        let words = "Travaux inachevés";
        let asked = json!({"idFactureTravaux": id, "motifRefus": "AUTRE", "complementInfo": words});
        bench.validator().open::<RefuserFactureTravaux>(asked).await;
        assert_eq!(status(&bench.supplier(), id).await, "REFUSEE_MOE");
    }
    the_project_manager_asks_to_recycle_the_document_before("demanderRecyclagePiecePrecedente", bench) {
        let (first, second) = to_recycle(bench).await;
        let output = bench.validator().done(&DemanderRecyclagePiecePrecedente::new(second)).await;
        assert_eq!(output.id_piece_precedente, Some(first));
        assert_eq!(status(&bench.supplier(), first).await, "EN_ATTENTE_RECYCLAGE_FOURNISSEUR");
    }
    a_document_to_recycle_is_sent_elsewhere("recyclerFactureTravaux", bench) {
        let (_, second) = to_recycle(bench).await;
        let asked = RecyclerFactureTravaux {
            identifiant_destinataire: Some(TOWN.into()),
            code_service_executant: Some("TECHNIQUE".into()),
            numero_bon_commande: Some("4500099".into()),
            ..RecyclerFactureTravaux::new(second)
        };
        let output = bench.validator().done(&asked).await;
        assert_eq!(output.statut_facture_travaux.as_deref(), Some("DEPOSEE"));
    }
}
