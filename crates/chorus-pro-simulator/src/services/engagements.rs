//! API Engagements juridiques.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::exchange::{Exchange, Outcome};
use crate::amount::Amount;
use crate::clock::{midnight, offset_text};
use crate::errors;
use crate::fields::fields;
use crate::input::{Input, Malformed};
use crate::paging::Paging;
use crate::world::{Engagement, Invoice, Right, Structure};

/// A supplier sees the orders it received, a recipient those it issued; others do not exist for the caller.
fn visible(exchange: &Exchange<'_>, engagement: &Engagement) -> bool {
    exchange.account.may(Right::Supplier, engagement.supplier)
        || exchange.account.may(Right::Recipient, engagement.recipient)
}

struct Filter<'a> {
    kind: Option<&'a str>,
    number: Option<String>,
    contract: Option<String>,
    receiver: Option<String>,
    state: Option<&'a str>,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    least: Option<Amount>,
    most: Option<Amount>,
}

impl<'a> Filter<'a> {
    fn read(input: Input<'a>) -> Result<Self, Malformed> {
        Ok(Self {
            // What this code is was not found; read as the type of the commitment.
            kind: input.text("codeEngagementJuridique")?,
            number: input.reference("numeroEngagementJuridique")?,
            contract: input.reference("numeroMarcheEngagementJuridique")?,
            receiver: input.reference("structureReceptriceEngagementJuridique")?,
            state: input.text("etatCourantEngagementJuridique")?,
            from: input.moment("periodeDateNotificationEJDu")?.map(|moment| moment.day()),
            until: input.moment("periodeDateNotificationEJAu")?.map(|moment| moment.day()),
            least: input.amount("montantTTCMin")?,
            most: input.amount("montantTTCMax")?,
        })
    }

    /// The receiver is given by its technical number in the official example; its identifier is accepted too.
    fn holds(&self, engagement: &Engagement, receiver: Option<&Structure>) -> bool {
        let received_by = |wanted: &String| {
            *wanted == engagement.supplier.to_string()
                || receiver.is_some_and(|receiver| receiver.identifier == *wanted)
        };
        self.kind.is_none_or(|kind| kind == engagement.kind)
            && self.number.as_ref().is_none_or(|number| *number == engagement.number)
            && self.contract.as_ref().is_none_or(|wanted| engagement.contract.as_ref() == Some(wanted))
            && self.receiver.as_ref().is_none_or(received_by)
            && self.state.is_none_or(|state| state == engagement.state)
            && self.from.is_none_or(|from| engagement.notified_on >= from)
            && self.until.is_none_or(|until| engagement.notified_on <= until)
            && self.least.is_none_or(|least| engagement.total_with_vat >= least)
            && self.most.is_none_or(|most| engagement.total_with_vat <= most)
    }
}

/// `POST /engagementsJuridiques/v1/rechercher`.
pub(super) fn search(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let filter = Filter::read(input)?;
    let ledger = &exchange.ledger;
    let mut found: Vec<&Engagement> = ledger
        .world
        .engagements
        .iter()
        .filter(|engagement| visible(exchange, engagement))
        .filter(|engagement| filter.holds(engagement, ledger.structure(engagement.supplier)))
        .collect();
    let paging = Paging::read(input.object("parametresRecherche")?)?;
    // The names of the columns are known for DateCreationEJ alone; the others are read as the answer's fields.
    match paging.column.clone().unwrap_or_default().to_lowercase().as_str() {
        "numeroengagementjuridique" | "numeroej" => {
            found.sort_by_cached_key(|engagement| (engagement.number.clone(), engagement.id));
        }
        "datenotificationej" => found.sort_by_key(|engagement| (engagement.notified_on, engagement.id)),
        "montanttotalttc" | "montantttc" => {
            found.sort_by_key(|engagement| (engagement.total_with_vat, engagement.id));
        }
        _ => found.sort_by_key(|engagement| (created(engagement), engagement.id)),
    }
    if paging.descending {
        found.reverse();
    }
    let page = paging.cut(found);
    let rows: Vec<Value> = page.items.iter().map(|engagement| row(exchange, engagement)).collect();
    Ok(fields(json!({"listeEngagementJuridique": rows, "parametresRetour": page.block()})))
}

fn created(engagement: &Engagement) -> NaiveDate {
    engagement.created_on.unwrap_or(engagement.notified_on)
}

/// The official example leaves the receiver's identifier and label, the currency and the size empty.
fn row(exchange: &Exchange<'_>, engagement: &Engagement) -> Value {
    let receiver = exchange.ledger.structure(engagement.supplier);
    let issuer = exchange.ledger.structure(engagement.recipient);
    let code = engagement.service_code.as_deref();
    let service = code.and_then(|code| issuer?.service(code));
    let status = receiver.map(|receiver| if receiver.active { "ACTIVE" } else { "INACTIVE" });
    json!({
        "idEngagementJuridique": engagement.id,
        "libelleTypeEngagementJuridique": engagement.kind,
        "numeroEngagementJuridique": engagement.number,
        "structureReceptrice": receiver.map(|receiver| &receiver.name),
        "identifiantStructureReceptrice": null,
        "libelleStructureReceptrice": null,
        "statutStructureReceptrice": status,
        "codeServiceExecutant": code,
        "libelleServiceExecutant": service.map(|service| &service.name),
        "codeServiceExecutantEmetteur": null,
        "libelleServiceExecutantEmetteur": null,
        "dateNotificationEJ": offset_text(midnight(engagement.notified_on)),
        "dateCreationEJ": engagement.created_on.map(|date| offset_text(midnight(date))),
        "libelleEtatCourantEJ": engagement.state,
        "montantTotalHt": engagement.total_without_vat,
        "montantTotalTtc": engagement.total_with_vat,
        "deviseEngagement": null,
        "taillePJ": null,
    })
}

/// The commitment with this number that the caller may see.
pub(super) fn numbered<'a>(
    exchange: &'a Exchange<'_>,
    number: &str,
) -> Result<&'a Engagement, errors::FunctionalError> {
    let mut engagements = exchange.ledger.world.engagements.iter();
    let found = engagements.find(|engagement| engagement.number == number && visible(exchange, engagement));
    found.ok_or(errors::ENGAGEMENT_NOT_FOUND)
}

/// `POST /engagementsJuridiques/v1/consulterDetail`.
pub(super) fn consult(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
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
