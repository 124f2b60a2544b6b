//! API Factures de travaux.

use serde_json::{Value, json};

use crate::bench::Bench;
use crate::play::examples;
use crate::world::SUPPLIER;

/// EA-01 of the project manager.
const STATEMENT: i64 = 7_102;
/// SIT-02, which waits for the project manager.
const DRAFT: i64 = 7_103;

/// A document of the town that follows EA-01, sent back to be recycled by its financial service.
async fn to_recycle(bench: &Bench) -> Value {
    let town = bench.recipient().await;
    let body = json!({
        "modeDepot": "SAISIE_API",
        "numeroFactureSaisi": "EAV-01",
        "dateFacture": "2026-10-05",
        "destinataire": {"codeDestinataire": "00000000900019", "codeServiceExecutant": "TRAVAUX"},
        "fournisseur": {"idFournisseur": SUPPLIER, "codeCoordonneesBancairesFournisseur": 14_501},
        "cadreDeFacturation": {"codeCadreFacturation": "A19_ETAT_ACOMPTE_VALIDE_MOA",
            "codeStructureMoe": "00000000900043", "codeServiceMoe": "SERVICE_MOE",
            "codeStructureMoa": "00000000900019", "codeServiceMoa": "SERVICE_MOA"},
        "piecePrecedente": {"idPiecePrecedente": STATEMENT},
        "references": {"deviseFacture": "EUR", "typeFacture": "FACTURE", "typeTva": "TVA_SUR_ENCAISSEMENT",
            "modePaiement": "VIREMENT"},
        "lignePoste": [{"lignePosteNumero": 1, "lignePosteDenomination": "Gros œuvre",
            "lignePosteQuantite": 1, "lignePosteMontantUnitaireHT": 1000.0, "lignePosteTauxTva": "TVA20"}],
        "montantTotal": {"montantHtTotal": 1000.0, "montantTVA": 200.0, "montantTtcTotal": 1200.0,
            "montantAPayer": 1200.0},
    });
    let answer = town.done("/facturesTravaux/v1/soumettre", body).await;
    bench.later(20);
    let id = answer["idFactureTravaux"].clone();
    let received = bench.invoice("EAV-01").recipient_side_id;
    let refusal = json!({"idFacture": received, "nouveauStatut": "A_RECYCLER", "motif": ""});
    town.done("/factures/v1/traiter/recue", refusal).await;
    id
}

examples! {
    documents_are_found_by_their_project_manager("rechercherFactureTravaux", bench) {
        (bench.validator().await, Vec::new())
    }
    more_is_asked_of_the_supplier("suspendreOuDemanderCompleterFactureTravaux", bench) {
        (bench.validator().await, vec![(json!(540_066), json!(DRAFT))])
    }
    the_recycling_of_the_document_before_is_asked("demanderRecyclagePiecePrecedente", bench) {
        let id = to_recycle(bench).await;
        (bench.recipient().await, vec![(json!(540_067), id), (json!(540_066), json!(STATEMENT))])
    }
    a_document_is_recycled("recyclerFactureTravaux", bench) {
        let id = to_recycle(bench).await;
        let asked = json!({"idFactureTravaux": id});
        bench.recipient().await.done("/facturesTravaux/v1/demander/recyclage", asked).await;
        (bench.validator().await, vec![(json!(540_068), json!(STATEMENT))])
    }
}
