//! The errors shown with the examples, each provoked with the request of its example.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chorus_pro_simulator::Status;
use reference::Reference;
use serde_json::{Value, json};

use crate::bench::{Bench, Desk};
use crate::compare::differences;
use crate::play::{Values, example, substituted};
use crate::world::{SUPPLIER, monday, stored, world};

/// Asserts that an answer is the error at this place of an example.
pub(crate) fn assert_refused(reference: &Reference, name: &str, place: usize, answer: (StatusCode, Value)) {
    let example = example(reference, name);
    let error = &example.errors[place];
    let (status, body) = answer;
    assert_eq!(u64::from(status.as_u16()), error["status"].as_u64().unwrap_or(200), "{name}: {body}");
    let different = differences(&error["body"], &body);
    assert!(different.is_empty(), "{name}: {different:?}");
    let path = example.path.strip_prefix("/cpro").unwrap_or_default();
    if let Some(operation) = reference.operation(&example.method, path) {
        let faults = reference.refusal_faults(operation, status.as_u16(), &Value::Null, &body);
        assert!(faults.is_empty(), "{name}: {faults:#?}");
    }
    // The example says which number it has invented.
    if error["_note"].is_null() && !error["codeRetour"].is_null() {
        assert_eq!(body["codeRetour"], error["codeRetour"], "{name}: {body}");
    }
    // A remark in parentheses stands for a label that is not known.
    if let Some(label) = error["libelle"].as_str().filter(|label| !label.starts_with('(')) {
        let given = body["libelle"].as_str().unwrap_or_default();
        assert!(given.starts_with(label), "{name}: {body}");
    }
}

/// The request of an example in the prepared world.
fn request(reference: &Reference, name: &str, values: &Values) -> Value {
    substituted(&example(reference, name).request, values)
}

/// Sends a request to the service of an example.
async fn send(reference: &Reference, desk: &Desk, name: &str, request: &Value) -> (StatusCode, Value) {
    let example = example(reference, name);
    let path = example.path.strip_prefix("/cpro").expect("a path of the gateway");
    desk.send(&example.method, path, request).await
}

/// One byte more than 10 MB, in base64.
fn too_large() -> String {
    STANDARD.encode(vec![b' '; 10 * 1024 * 1024 + 1])
}

/// The answer to completing an invoice.
async fn completed(reference: &Reference, bench: &Bench, desk: &Desk, id: i64) -> (StatusCode, Value) {
    let attachment = bench.supplier().await.attachment().await;
    let values = vec![(json!(8_400_004), json!(id)), (json!(15_600_002), attachment)];
    let body = request(reference, "completerFacture", &values);
    send(reference, desk, "completerFacture", &body).await
}

/// Declares one test for each error: `name("example", place, reference, bench) { … }`, where the block gives the answer.
macro_rules! refusals {
    ($($name:ident($example:literal, $place:literal, $reference:ident, $bench:ident) $body:block)*) => {
        /// The errors provoked here, by the place among those of their example.
        pub(crate) const PROVOKED: &[(&str, usize)] = &[$(($example, $place)),*];

        $(
            #[tokio::test]
            async fn $name() {
                let Some($reference) = Reference::load() else { return };
                let bench = Bench::start();
                let $bench = &bench;
                let answer = $body;
                assert_refused($reference, $example, $place, answer);
            }
        )*
    };
}

refusals! {
    a_large_attachment_is_refused("ajouterFichierDansSysteme", 0, reference, bench) {
        let mut body = request(reference, "ajouterFichierDansSysteme", &Vec::new());
        body["pieceJointeFichier"] = json!(too_large());
        send(reference, &bench.supplier().await, "ajouterFichierDansSysteme", &body).await
    }
    an_unknown_invoice_is_not_completed("completerFacture", 0, reference, bench) {
        completed(reference, bench, &bench.supplier().await, 1).await
    }
    the_invoice_of_somebody_else_is_not_completed("completerFacture", 1, reference, bench) {
        let id = bench.treated("FAC-2026-0044", Status::Suspendue).await.id;
        completed(reference, bench, &bench.validator().await, id).await
    }
    an_invoice_that_is_not_suspended_is_not_completed("completerFacture", 2, reference, bench) {
        let id = bench.available("FAC-2026-0044").await.id;
        completed(reference, bench, &bench.supplier().await, id).await
    }
    a_large_flow_is_refused("deposerFluxFacture", 0, reference, bench) {
        let mut body = request(reference, "deposerFluxFacture", &Vec::new());
        body["fichierFlux"] = json!(too_large());
        send(reference, &bench.supplier().await, "deposerFluxFacture", &body).await
    }
    a_large_pdf_is_refused("deposerPdfFacture", 0, reference, bench) {
        let mut body = request(reference, "deposerPdfFacture", &Vec::new());
        body["fichierFacture"] = json!(too_large());
        send(reference, &bench.supplier().await, "deposerPdfFacture", &body).await
    }
    an_organisation_with_an_unknown_uuid_is_not_found("organisations-structures-recherche", 0, reference, bench) {
        let body = json!({"uuid": {"op": "=", "val": "00000000000000000000000000000001"}});
        send(reference, &bench.supplier().await, "organisations-structures-recherche", &body).await
    }
    no_received_invoice_is_an_error("rechercherFactureParRecipiendaire", 0, reference, bench) {
        let body = request(reference, "rechercherFactureParRecipiendaire", &Vec::new());
        send(reference, &bench.recipient().await, "rechercherFactureParRecipiendaire", &body).await
    }
    no_works_document_is_an_error("rechercherFactureTravaux", 0, reference, bench) {
        let mut body = request(reference, "rechercherFactureTravaux", &Vec::new());
        body["numeroFactureTravaux"] = json!("INCONNUE");
        send(reference, &bench.validator().await, "rechercherFactureTravaux", &body).await
    }
    an_invoice_before_its_validator_is_not_submitted_again("soumettreFacture-SAISIE_API", 0, reference, bench) {
        // The message tells of a status, so of an invoice that is there already: an entered one never has its number.
        bench.subcontracted("ST-2026-007").await;
        let supplier = bench.supplier().await;
        let values = vec![(json!(15_600_003), supplier.pdf().await), (json!(26_300_009), json!(SUPPLIER))];
        let mut body = request(reference, "soumettreFacture-A9-valideur", &values);
        body["destinataire"]["codeServiceExecutant"] = json!("ACHATS");
        send(reference, &supplier, "soumettreFacture-A9-valideur", &body).await
    }
    a_large_download_is_refused("telechargerGroupeFacture", 0, reference, bench) {
        large_download(reference, bench).await
    }
    a_paid_invoice_is_not_suspended("traiterFactureRecue", 0, reference, bench) {
        let id = bench.treated("FAC-2026-0044", Status::MiseEnPaiement).await.recipient_side_id;
        let body = request(reference, "traiterFactureRecue", &vec![(json!(8_500_004), json!(id))]);
        send(reference, &bench.recipient().await, "traiterFactureRecue", &body).await
    }
}

/// The answer to a download of an invoice with an attachment of 130 MB, which only a prepared world can hold.
async fn large_download(reference: &Reference, small: &Bench) -> (StatusCode, Value) {
    small.available("FAC-2026-0044").await;
    let mut seed = small.simulator.world();
    seed.files.push(stored(15_600_030, "plans.pdf", 130 * 1024 * 1024, monday()));
    let number = seed.invoices.first().expect("invoice").recipient_side_id;
    for invoice in &mut seed.invoices {
        let invoice = std::sync::Arc::make_mut(invoice);
        invoice.attachments.push(chorus_pro_simulator::world::Attachment {
            link: 16_600_030,
            file: 15_600_030,
            kind: "DIVERS".to_owned(),
            label: "Plans".to_owned(),
            line: None,
        });
    }
    let bench = Bench::with(seed);
    let body = request(reference, "telechargerGroupeFacture", &vec![(json!(8_500_004), json!(number))]);
    send(reference, &bench.recipient().await, "telechargerGroupeFacture", &body).await
}

#[test]
fn the_world_of_the_examples_holds_together() {
    Bench::with(world(monday()));
}
