//! API Transverses, but for its lists of codes.

use serde_json::json;

use crate::actions::STRUCTURED;
use crate::bench::{Bench, Desk};
use crate::play::{Values, examples};

/// The supplier with a flow at its end in the place of `known`; the name of its file is made of its number.
async fn deposited(bench: &Bench, known: &str, invoice: &str, service: &str) -> (Desk, Values) {
    let number = bench.flow(STRUCTURED, invoice, service).await;
    let file = |number: &str| json!(format!("FSO1100A_CPP001_{number}"));
    let own = file(number.as_str().expect("number"));
    (bench.supplier().await, vec![(json!(known), number), (file(known), own)])
}

examples! {
    the_api_is_up("healthCheck", bench) {
        (bench.supplier().await, Vec::new())
    }
    an_attachment_is_stored("ajouterFichierDansSysteme", bench) {
        (bench.supplier().await, Vec::new())
    }
    the_report_of_an_integrated_flow_is_told("consulterCR", bench) {
        deposited(bench, "CPP0011100000000000900001", "FAC-2026-0044", "ACHATS").await
    }
    the_report_of_a_rejected_flow_is_told("consulterCRDetaille", bench) {
        deposited(bench, "CPP0011100000000000900002", "FAC-2026-0043", "INCONNU").await
    }
    an_establishment_is_told("consulterInformationSIRET", bench) {
        (bench.supplier().await, Vec::new())
    }
    a_recipient_is_found("rechercherDestinataire", bench) {
        (bench.supplier().await, Vec::new())
    }
    the_documents_of_a_structure_are_found("rechercherPieceJointeStructure", bench) {
        (bench.recipient().await, Vec::new())
    }
    the_files_of_the_account_are_found("rechercherPieceJointeSurMonCompte", bench) {
        let supplier = bench.supplier().await;
        supplier.attachment().await;
        (supplier, Vec::new())
    }
    a_received_invoice_is_downloaded("telechargerPieceJointe", bench) {
        let id = bench.available("FAC-2026-0044").await.recipient_side_id;
        (bench.recipient().await, vec![(json!(8_500_004), json!(id))])
    }
    the_directory_is_downloaded("telechargerAnnuaireDestinataire", bench) {
        (bench.supplier().await, Vec::new())
    }
    the_bank_references_are_listed("recupererCoordonneesBancairesValides", bench) {
        (bench.supplier().await, Vec::new())
    }
    the_structures_of_a_recipient_are_listed("recupererStructuresActives-destinataire", bench) {
        (bench.recipient().await, Vec::new())
    }
    the_structures_of_a_project_manager_are_listed("recupererStructuresActives-facturetravaux", bench) {
        (bench.validator().await, Vec::new())
    }
    the_structures_of_a_supplier_are_listed("recupererStructuresActives-fournisseur", bench) {
        (bench.supplier().await, Vec::new())
    }
}
