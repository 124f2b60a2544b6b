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

/// Whether a text could be a uuid (with its hyphens or without), a SIRET or a VAT number.
fn is_usable(text: &str) -> bool {
    let every = |kind: fn(&u8) -> bool| text.bytes().all(|letter| kind(&letter));
    let hyphens = [8, 13, 18, 23].iter().all(|place| text.as_bytes().get(*place) == Some(&b'-'));
    let uuid = (text.len() == 32 && every(u8::is_ascii_hexdigit))
        || (text.len() == 36 && hyphens && every(|letter| letter.is_ascii_hexdigit() || *letter == b'-'));
    let siret = text.len() == 14 && every(u8::is_ascii_digit);
    let country = text.bytes().take(2).all(|letter| letter.is_ascii_alphabetic());
    let digits = text.bytes().any(|letter| letter.is_ascii_digit());
    uuid || siret || (country && digits && (4..=15).contains(&text.len()) && every(u8::is_ascii_alphanumeric))
}

/// The structure of the path, by its uuid, its SIRET or its VAT number (API.md §3).
fn named<'a>(exchange: &'a Exchange<'_>) -> Result<&'a Structure, RestRefusal> {
    let text = exchange.path.first().map(String::as_str).unwrap_or_default();
    if !is_usable(text) {
        return Err(RestRefusal::UnusableStructure);
    }
    let text = if text.len() == 36 { text.replace('-', "") } else { text.to_owned() };
    let text = text.as_str();
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

/// The structure of the path when the account is attached to it: settings are not for others (inferred).
fn own<'a>(exchange: &'a Exchange<'_>) -> Result<&'a Structure, RestRefusal> {
    let structure = named(exchange)?;
    if exchange.account.is_attached(structure.id) { Ok(structure) } else { Err(RestRefusal::Forbidden) }
}

/// What a structure shows of its documents: all to those attached to it, none to others (API.md §3: an empty list).
fn shown<'a>(exchange: &Exchange<'_>, structure: &'a Structure) -> &'a [Document] {
    if exchange.account.is_attached(structure.id) { &structure.documents } else { &[] }
}

/// `GET /organisations/v1/structures/{uuid}/pieces_jointes`: without the content of the files (inferred).
pub(crate) fn attachments_of(exchange: &mut Exchange<'_>, _input: Input<'_>) -> RestOutcome {
    let structure = named(exchange)?;
    let row = |document: &Document| attachment(exchange, document, false);
    let rows: Vec<Value> = shown(exchange, structure).iter().filter_map(row).collect();
    Ok(RestAnswer::Body(rows.into()))
}

/// `GET /organisations/v1/structures/{uuid}/pieces_jointes/{uuidPj}`.
pub(crate) fn one_attachment(exchange: &mut Exchange<'_>, _input: Input<'_>) -> RestOutcome {
    let structure = named(exchange)?;
    let text = exchange.path.get(1).map(String::as_str).unwrap_or_default();
    let id = number(exchange.ledger.world.seed, Kind::Attachment, text);
    let found = shown(exchange, structure).iter().find(|document| Some(document.id) == id);
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
    let found = owned.find(|(_, found)| Some(found.id) == id);
    let (owner, found) = found.ok_or_else(|| RestRefusal::UnknownService(text.to_owned()))?;
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

#[cfg(test)]
mod tests {
    use super::is_usable;

    #[test]
    fn a_structure_is_named_by_a_uuid_a_siret_or_a_vat_number() {
        for usable in [
            "00000000000000000000000000000001",
            "00000000-0000-0000-0000-00000000000A",
            "00000000900011",
            "FR32123456789",
            "ATU12345678",
        ] {
            assert!(is_usable(usable), "{usable}");
        }
        for unusable in [
            "",
            "inconnu",
            "0000000090001",
            "000000009000112",
            "g0000000000000000000000000000000",
            "F\u{e9}12345678",
            "12345678-000000000000000000000000000",
        ] {
            assert!(!is_usable(unusable), "{unusable}");
        }
    }
}
