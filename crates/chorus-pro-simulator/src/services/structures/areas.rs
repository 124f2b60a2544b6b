//! Areas (espaces) of structures and services.

use serde_json::{Value, json};

use super::directory::{by_identifier, visible};
use crate::errors;
use crate::fields::fields;
use crate::input::Input;
use crate::paging::Paging;
use crate::services::exchange::{Exchange, Outcome};
use crate::world::{Right, Service};

/// The area of received invoices: the only one whose number the reference knows (enums.md §3).
pub(super) const RECEIVED: (i64, &str) = (7, "Factures reçues");

/// `POST /structures/v1/rechercher/espaces`: the area of received invoices of a public structure, once for each
/// service, or once without service. Inferred: that it exists for every service, that it is `SUPPRIME` with an
/// inactive service, and that recipients may modify while others only consult.
pub(crate) fn search(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let criteria = input.object("structure")?;
    let service = input.id("idService")?;
    let owner = match (criteria.id("idStructure")?, service) {
        (Some(id), _) => Some(id),
        (None, Some(service)) if criteria.reference("identifiantStructure")?.is_none() => {
            let owns = |owned: &Service| owned.id == service;
            let mut structures = exchange.ledger.world.structures.iter();
            structures.find(|structure| structure.services.iter().any(owns)).map(|owner| owner.id)
        }
        _ => by_identifier(exchange, criteria)?,
    };
    let structure = visible(exchange, owner)?;
    if service.is_some_and(|id| !structure.services.iter().any(|service| service.id == id)) {
        return Err(errors::SERVICE_NOT_FOUND.into());
    }
    let mut places: Vec<Option<&Service>> = structure.services.iter().map(Some).collect();
    if places.is_empty() {
        places.push(None);
    }
    places.retain(|place| structure.is_public() && (service.is_none() || place.map(|s| s.id) == service));
    let paging = Paging::read(input.object("parametresRechercherEspaces")?)?;
    places.sort_by_key(|place| match paging.column.as_deref() {
        Some("LibelleService") => place.map(|service| service.name.clone()),
        Some("IdService") => place.map(|service| format!("{:020}", service.id)),
        Some("etatCourant") => place.map(|service| (!service.active).to_string()),
        _ => place.map(|service| service.code.clone()),
    });
    if paging.descending {
        places.reverse();
    }
    let modifies = exchange.account.may(Right::Recipient, structure.id);
    let page = paging.cut(places);
    let rows = page.items.iter().map(|place| {
        json!({
            "codeEspace": RECEIVED.0,
            "codeService": place.map(|service| &service.code),
            "etatCourant": if place.is_none_or(|service| service.active) { "ACTIVE" } else { "SUPPRIME" },
            "idEspaceFo": RECEIVED.0,
            "idService": place.map(|service| service.id),
            "libelleEspace": RECEIVED.1,
            "libelleService": place.map(|service| &service.name),
            "typeHabilitation": if modifies { "MODIFICATION" } else { "CONSULTATION_UNIQUEMENT" },
        })
    });
    let rows: Vec<Value> = rows.collect();
    Ok(fields(json!({"listeEspace": rows, "parametresRetour": page.block()})))
}
