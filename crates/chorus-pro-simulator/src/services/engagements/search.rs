//! rechercher: the commitments that meet criteria.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::visible::visible;
use crate::amount::Amount;
use crate::clock::{midnight, offset_text};
use crate::fields::fields;
use crate::input::{Input, Malformed};
use crate::paging::Paging;
use crate::services::exchange::{Exchange, Outcome};
use crate::world::{Engagement, Structure};

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
pub(crate) fn search(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
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
