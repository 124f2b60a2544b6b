//! The handlers of the API Organisations.

use serde_json::Value;

use super::rows::{attachment, service, structure};
use super::search::Search;
use super::uuid::{Kind, number};
use crate::input::Input;
use crate::services::exchange::{Exchange, RestAnswer, RestOutcome, RestRefusal};
use crate::world::{Document, Service, Structure};

/// `GET /organisations/v1/healthcheck`: an empty body when up.
pub(crate) fn health_check(_exchange: &mut Exchange<'_>, _input: Input<'_>) -> RestOutcome {
    Ok(RestAnswer::Empty)
}

/// Public structures, and private ones the account is attached to: as in the API Structures (inferred).
fn is_visible(exchange: &Exchange<'_>, structure: &Structure) -> bool {
    structure.is_public() || exchange.account.is_attached(structure.id)
}

/// The structure of the path, by its uuid; its SIRET or VAT number is accepted too (inferred).
fn named<'a>(exchange: &'a Exchange<'_>) -> Result<&'a Structure, RestRefusal> {
    let text = exchange.path.first().map(String::as_str).unwrap_or_default();
    let world = &exchange.ledger.world;
    let found = number(world.seed, Kind::Structure, text).and_then(|id| exchange.ledger.structure(id));
    let found = found.or_else(|| {
        let mut structures = world.structures.iter();
        structures
            .find(|structure| structure.identifier == text || structure.vat_number.as_deref() == Some(text))
    });
    found.filter(|structure| is_visible(exchange, structure)).ok_or(RestRefusal::NotFound)
}

/// `POST /organisations/v1/structures/recherche`.
pub(crate) fn search_structures(exchange: &mut Exchange<'_>, input: Input<'_>) -> RestOutcome {
    let search = Search::read(input)?;
    let world = &exchange.ledger.world;
    let visible = world.structures.iter().filter(|found| is_visible(exchange, found));
    found(&search, visible.map(|found| structure(world.seed, found)).collect())
}

/// `GET /organisations/v1/structures/{uuid}`.
pub(crate) fn one_structure(exchange: &mut Exchange<'_>, _input: Input<'_>) -> RestOutcome {
    Ok(RestAnswer::Body(structure(exchange.ledger.world.seed, named(exchange)?)))
}

/// `GET /organisations/v1/structures/{uuid}/services`.
pub(crate) fn services_of(exchange: &mut Exchange<'_>, _input: Input<'_>) -> RestOutcome {
    let (owner, seed) = (named(exchange)?, exchange.ledger.world.seed);
    let rows: Vec<Value> = owner.services.iter().map(|found| service(seed, owner, found)).collect();
    Ok(RestAnswer::Body(rows.into()))
}

/// The structure of the path when the account is attached to it: documents are not for others (inferred).
fn own<'a>(exchange: &'a Exchange<'_>) -> Result<&'a Structure, RestRefusal> {
    let structure = named(exchange)?;
    if exchange.account.is_attached(structure.id) { Ok(structure) } else { Err(RestRefusal::Forbidden) }
}

/// `GET /organisations/v1/structures/{uuid}/pieces_jointes`: without the content of the files (inferred).
pub(crate) fn attachments_of(exchange: &mut Exchange<'_>, _input: Input<'_>) -> RestOutcome {
    let structure = own(exchange)?;
    let row = |document: &Document| attachment(exchange, document, false);
    let rows: Vec<Value> = structure.documents.iter().filter_map(row).collect();
    Ok(RestAnswer::Body(rows.into()))
}

/// `GET /organisations/v1/structures/{uuid}/pieces_jointes/{uuidPj}`.
pub(crate) fn one_attachment(exchange: &mut Exchange<'_>, _input: Input<'_>) -> RestOutcome {
    let structure = own(exchange)?;
    let text = exchange.path.get(1).map(String::as_str).unwrap_or_default();
    let id = number(exchange.ledger.world.seed, Kind::Attachment, text);
    let found = structure.documents.iter().find(|document| Some(document.id) == id);
    let row = found.and_then(|document| attachment(exchange, document, true));
    row.map(RestAnswer::Body).ok_or(RestRefusal::NotFound)
}

/// `PATCH /organisations/v1/structures/{uuid}/parametres-edi`: of one's own structures; an absent value stays.
pub(crate) fn change_edi(exchange: &mut Exchange<'_>, input: Input<'_>) -> RestOutcome {
    let id = own(exchange)?.id;
    let (receives, sends) = (input.flag("reception_edi")?, input.flag("connexion_edi")?);
    let now = exchange.now;
    let mut structures = exchange.ledger.world.structures.iter_mut();
    if let Some(structure) = structures.find(|structure| structure.id == id) {
        let edi = &mut structure.edi;
        edi.receives = receives.unwrap_or(edi.receives);
        edi.sends = sends.unwrap_or(edi.sends);
        edi.changed_at = Some(now);
        exchange.ledger.touch();
    }
    Ok(RestAnswer::NoContent)
}

/// `GET /organisations/v1/services/{uuid}`.
pub(crate) fn one_service(exchange: &mut Exchange<'_>, _input: Input<'_>) -> RestOutcome {
    let text = exchange.path.first().map(String::as_str).unwrap_or_default();
    let world = &exchange.ledger.world;
    let id = number(world.seed, Kind::Service, text);
    let mut owned = all_services(exchange);
    let (owner, found) = owned.find(|(_, found)| Some(found.id) == id).ok_or(RestRefusal::NotFound)?;
    Ok(RestAnswer::Body(service(world.seed, owner, found)))
}

/// `POST /organisations/v1/services/recherche`.
pub(crate) fn search_services(exchange: &mut Exchange<'_>, input: Input<'_>) -> RestOutcome {
    let search = Search::read(input)?;
    let seed = exchange.ledger.world.seed;
    found(&search, all_services(exchange).map(|(owner, found)| service(seed, owner, found)).collect())
}

/// The rows a search finds.
fn found(search: &Search, rows: Vec<Value>) -> RestOutcome {
    if search.names_unknown_uuid(&rows) {
        return Err(RestRefusal::NotFound);
    }
    Ok(RestAnswer::Body(Value::Array(search.apply(rows)?)))
}

/// The services of all visible structures.
fn all_services<'a>(exchange: &'a Exchange<'_>) -> impl Iterator<Item = (&'a Structure, &'a Service)> {
    let structures = exchange.ledger.world.structures.iter();
    structures
        .filter(move |structure| is_visible(exchange, structure))
        .flat_map(|structure| structure.services.iter().map(move |service| (structure, service)))
}
