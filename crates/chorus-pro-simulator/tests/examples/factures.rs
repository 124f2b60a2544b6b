//! API Factures.

use chorus_pro_simulator::Status;
use serde_json::{Value, json};

use crate::bench::{Bench, Desk};
use crate::play::{Values, examples};
use crate::world::VALIDATOR;

/// The supplier, with an invoice of its own in the place of `known`.
async fn own(bench: &Bench, known: i64, id: impl Into<Value>) -> (Desk, Values) {
    (bench.supplier().await, vec![(json!(known), id.into())])
}

/// The town, with an invoice it received in the place of the examples'.
async fn received(bench: &Bench, id: i64) -> (Desk, Values) {
    (bench.recipient().await, vec![(json!(8_500_004), json!(id))])
}

/// The validator, with an invoice that waits for it in the place of the examples'.
async fn validated(bench: &Bench) -> (Desk, Values) {
    let id = bench.subcontracted("ST-2026-007").await;
    (bench.validator().await, vec![(json!(8_400_003), id)])
}

examples! {
    a_suspended_invoice_is_completed("completerFacture", bench) {
        let invoice = bench.treated("FAC-2026-0044", Status::Suspendue).await;
        let supplier = bench.supplier().await;
        let attachment = supplier.attachment().await;
        (supplier, vec![(json!(8_400_004), json!(invoice.id)), (json!(15_600_002), attachment)])
    }
    an_issued_invoice_is_told("consulterFactureParFournisseur", bench) {
        own(bench, 8_400_004, bench.available("FAC-2026-0044").await.id).await
    }
    a_received_invoice_is_told("consulterFactureParRecipiendaire", bench) {
        received(bench, bench.available("FAC-2026-0044").await.recipient_side_id).await
    }
    an_invoice_to_validate_is_told("consulterFactureParValideur", bench) {
        validated(bench).await
    }
    the_history_of_a_received_invoice_is_told("consulterHistoriqueFacture", bench) {
        let id = bench.available("FAC-2026-0044").await.recipient_side_id;
        let (recipient, values) = received(bench, id).await;
        let order = json!({"format": "PDF", "listeFacture": [{"idFacture": id}]});
        recipient.done("/factures/v1/telecharger/groupe", order).await;
        let suspension = json!({"idFacture": id, "nouveauStatut": "SUSPENDUE", "motif": "Bon manquant"});
        recipient.done("/factures/v1/traiter/recue", suspension).await;
        (recipient, values)
    }
    a_wrong_validator_is_replaced("corrigerValideurFacture", bench) {
        let id = bench.misdirected("ST-2026-007").await;
        let values = vec![(json!(8_400_003), id), (json!(26_300_021), json!(VALIDATOR))];
        (bench.supplier().await, values)
    }
    a_flow_is_deposited("deposerFluxFacture", bench) {
        (bench.supplier().await, Vec::new())
    }
    a_pdf_is_deposited("deposerPdfFacture", bench) {
        (bench.supplier().await, Vec::new())
    }
    a_payment_request_is_found("rechercherDemandePaiement", bench) {
        bench.available("FAC-2026-0044").await;
        (bench.supplier().await, Vec::new())
    }
    a_suspended_invoice_waits_for_its_supplier("rechercherFactureATraiterParFournisseur", bench) {
        bench.treated("FAC-2026-0030", Status::Suspendue).await;
        (bench.supplier().await, Vec::new())
    }
    nothing_waits_for_the_recipient("rechercherFactureATraiterParRecipiendaire", bench) {
        (bench.recipient().await, Vec::new())
    }
    nothing_waits_for_the_validator("rechercherFactureATraiterParValideur", bench) {
        (bench.validator().await, Vec::new())
    }
    the_invoice_of_a_flow_is_found("rechercherFactureParFournisseur", bench) {
        let invoice = bench.available("FAC-2026-0044").await;
        let flow = json!(invoice.flow_number);
        (bench.supplier().await, vec![(json!("CPP0011100000000000900001"), flow)])
    }
    a_received_invoice_is_found("rechercherFactureParRecipiendaire", bench) {
        bench.available("FAC-2026-0044").await;
        (bench.recipient().await, Vec::new())
    }
    an_invoice_to_validate_is_found("rechercherFactureParValideur", bench) {
        validated(bench).await
    }
    the_statuses_a_validator_sees_are_listed("recupererStatutsFactureVisiblesParValideur", bench) {
        (bench.validator().await, Vec::new())
    }
    an_invoice_is_recycled("recyclerFacture", bench) {
        own(bench, 8_400_006, bench.treated("FAC-2026-0031", Status::ARecycler).await.id).await
    }
    an_invoice_of_a_subcontractor_is_submitted("soumettreFacture-A9-valideur", bench) {
        let supplier = bench.supplier().await;
        let pdf = supplier.pdf().await;
        let values = vec![
            (json!(15_600_003), pdf),
            (json!(26_300_009), json!(crate::world::SUPPLIER)),
            // The town's services are mandatory in the other examples.
            (json!("00000000900019"), json!("00000000900012")),
        ];
        (supplier, values)
    }
    an_invoice_with_its_pdf_is_submitted("soumettreFacture-DEPOT_PDF_API", bench) {
        let supplier = bench.supplier().await;
        let (pdf, attachment) = (supplier.pdf().await, supplier.attachment().await);
        (supplier, vec![(json!(15_600_001), pdf), (json!(15_600_002), attachment)])
    }
    an_entered_invoice_is_submitted("soumettreFacture-SAISIE_API", bench) {
        (bench.supplier().await, Vec::new())
    }
    an_invoice_is_downloaded("telechargerGroupeFacture", bench) {
        received(bench, bench.available("FAC-2026-0044").await.recipient_side_id).await
    }
    an_invoice_is_validated("traiterFactureAValider", bench) {
        validated(bench).await
    }
    a_received_invoice_is_suspended("traiterFactureRecue", bench) {
        received(bench, bench.available("FAC-2026-0044").await.recipient_side_id).await
    }
    a_rejection_is_dealt_with("traiterFacturesRejetees", bench) {
        own(bench, 8_400_007, bench.treated("FAC-2026-0032", Status::Rejetee).await.id).await
    }
}
