//! consulterDetail: everything about one commitment.

use serde_json::{Value, json};

use super::visible::numbered;
use crate::errors;
use crate::fields::fields;
use crate::input::Input;
use crate::services::exchange::{Exchange, Outcome};
use crate::world::{Engagement, Invoice, Right};

/// `POST /engagementsJuridiques/v1/consulterDetail`.
pub(crate) fn consult(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let number = input.reference("numeroEngagementJuridique")?.ok_or(errors::ENGAGEMENT_NOT_FOUND)?;
    let engagement = numbered(exchange, &number)?;
    let lines = engagement.effective_lines();
    let lines = lines.iter().map(|line| {
        json!({
            "numeroDePoste": line.number,
            "montantTtcPoste": line.total_with_vat,
            "statutPoste": line.state,
        })
    });
    let lines: Vec<Value> = lines.collect();
    Ok(fields(json!({
        "idEngagement": engagement.id,
        "numeroEngagementJuridique": engagement.number,
        "etatCourantEngagement": engagement.state,
        "emetteur": issuer(exchange, engagement),
        "recepteur": receiver(exchange, engagement),
        "lignePoste": lines,
        "demandePaiement": payment_requests(exchange, engagement),
    })))
}

fn issuer(exchange: &Exchange<'_>, engagement: &Engagement) -> Value {
    let structure = exchange.ledger.structure(engagement.recipient);
    let service = engagement.service_code.as_deref().and_then(|code| structure?.service(code));
    json!({
        "idStructureEmettrice": engagement.recipient,
        "identifiantStructureEmettrice": structure.map(|structure| &structure.identifier),
        "raisonSocialeStructureEmettrice": structure.map(|structure| &structure.name),
        "idServiceExecutant": service.map(|service| service.id),
        "codeServiceExecutant": engagement.service_code,
        "nomServiceExecutant": service.map(|service| &service.name),
    })
}

fn receiver(exchange: &Exchange<'_>, engagement: &Engagement) -> Value {
    let structure = exchange.ledger.structure(engagement.supplier);
    let address = structure.map(|structure| &structure.address);
    json!({
        "idStructureReceptrice": engagement.supplier,
        "identifiantStructureReceptrice": structure.map(|structure| &structure.identifier),
        "designationStructureReceptrice": structure.map(|structure| &structure.name),
        "adresseStructureReceptriceDetail": address.map(|address| &address.street),
        "adresseStructureReceptriceComplement1": null,
        "adresseStructureReceptriceComplement2": null,
        "adresseStructureReceptriceCodePostal": address.map(|address| &address.postcode),
        "adresseStructureReceptriceVille": address.map(|address| &address.city),
        "adresseStructureReceptriceCodePays": "FR",
        "adresseStructureReceptriceLibellePays": "France",
    })
}

/// The invoices that name the commitment, with the number each side knows them by.
fn payment_requests(exchange: &Exchange<'_>, engagement: &Engagement) -> Vec<Value> {
    let as_supplier = exchange.account.may(Right::Supplier, engagement.supplier);
    let suppliers = [engagement.supplier];
    let tied = exchange.ledger.issued_by(&suppliers).filter(|invoice| {
        invoice.recipient == engagement.recipient
            && invoice.engagement.as_ref() == Some(&engagement.number)
            && (as_supplier || invoice.seen_by_recipient())
    });
    let row = |invoice: &Invoice| {
        json!({
            "idDemandePaiement": if as_supplier { invoice.id } else { invoice.recipient_side_id },
            "numeroDemandePaiement": invoice.number,
            "typeDemandePaiement": "FACTURE",
            "sousType": invoice.kind,
            "etatCourantDemandePaiement": invoice.status().code(),
            "dateFournisseur": invoice.issued_on.to_string(),
            "montantTtcDemandePaiement": invoice.totals.with_vat,
        })
    };
    tied.map(|invoice| row(invoice)).collect()
}
