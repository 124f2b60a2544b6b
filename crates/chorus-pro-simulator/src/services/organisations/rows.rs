//! The objects of the API Organisations. Absent values are `null`, as in the other APIs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::NaiveDate;
use serde_json::{Value, json};

use super::uuid::{Kind, uuid};
use crate::clock::{midnight, universal_text};
use crate::services::exchange::Exchange;
use crate::services::files::stored;
use crate::world::codes::IDENTIFIER_TYPES;
use crate::world::{Document, Service, Side, Structure};

/// The platform's country, named in words here.
const COUNTRY: &str = "France";

/// `derniereMaj` of a structure nobody has changed: the world does not say when it came, and the field is always a date
/// (API.md §3). The day is ours.
const NEVER_CHANGED: &str = "2020-01-01T00:00:00.000Z";

fn date(date: NaiveDate) -> String {
    universal_text(midnight(date))
}

/// Its place among the identifier types, counted from 0 (inferred; XML formats count from 1).
fn identifier_type(structure: &Structure) -> Option<String> {
    let place = IDENTIFIER_TYPES.iter().position(|kind| *kind == structure.identifier_type);
    place.map(|place| place.to_string())
}

/// A structure.
pub(super) fn structure(seed: u64, structure: &Structure) -> Value {
    let requirements = &structure.requirements;
    let side = match structure.side {
        Side::Public => "public",
        Side::Private => "private",
    };
    json!({
        "libelleOrganisation": structure.name,
        "numeroTvaIntracommunautaire": structure.vat_number,
        "typeOrganisation": side,
        "contactPrincipal": null,
        "organisationParent": null,
        "estCentreGestionAgricole": false,
        "gestionNumeroEJOuCodeService": requirements.service_or_engagement,
        "numeroPacage": null,
        "status": if structure.active { "active" } else { "inactive" },
        "identifiant": structure.identifier,
        "typeIdentifiant": identifier_type(structure),
        "categorieFournisseurMemoireId": null,
        "categorieBeneficiaireId": null,
        "adresse": structure.address.street,
        "complementAdresse1": null,
        "complementAdresse2": null,
        "codePostal": structure.address.postcode,
        "ville": structure.address.city,
        "pays": COUNTRY,
        "adresseElectronique": structure.email,
        "telephone": null,
        "recevoirCyclesViesEdi": structure.edi.receives,
        "emetteurFluxEdi": structure.edi.sends,
        "nonDiffusibleInsee": false,
        "derniereMaj": structure.edi.changed_at.map_or_else(|| NEVER_CHANGED.to_owned(), universal_text),
        "uuid": uuid(seed, Kind::Structure, structure.id),
        "nomStructure": null,
        "prenomStructure": null,
        "numeroRcsStructure": structure.register_number,
        "numeroEjDoitEtreRenseigne": requirements.engagement,
        "codeServiceDoitEtreRenseigne": requirements.service,
        "statutMiseEnPaiementNestPasRemonte": requirements.payment_status_withheld,
        "avecMOA": requirements.works_owner,
        "estMOAUniquement": requirements.works_owner_only,
        "structureOrigine": null,
        "raisonSociale": structure.name,
        "categorieJuridique": null,
        "categorieEntreprise": null,
    })
}

/// A service.
pub(super) fn service(seed: u64, owner: &Structure, service: &Service) -> Value {
    json!({
        "libelle": service.name,
        "description": null,
        "codeService": service.code,
        "rattachementOrganisation": uuid(seed, Kind::Structure, owner.id),
        "dateCreation": date(service.valid_from),
        "dateDebutActivation": date(service.valid_from),
        "dateFinActivation": service.valid_until.map(date),
        "dateModification": null,
        "dateSuppression": null,
        "etatService": if service.active { "ACTIF" } else { "INACTIF" },
        "adresse": owner.address.street,
        "complementAdresse1": null,
        "complementAdresse2": null,
        "codePostal": owner.address.postcode,
        "ville": owner.address.city,
        "pays": COUNTRY,
        "telephone": null,
        "numeroEj": service.engagement_required,
        "derniereMaj": date(service.valid_from),
        "uuid": uuid(seed, Kind::Service, service.id),
    })
}

/// A document of a structure, with its content in base64 when asked for. `None` when the world lacks the file.
///
/// The bytes are read while the world is locked: documents of structures come with the seed only, and are short.
pub(super) fn attachment(exchange: &Exchange<'_>, document: &Document, content: bool) -> Option<Value> {
    let file = exchange.ledger.file(document.file)?;
    let bytes = stored::content(exchange, file).read();
    Some(json!({
        "uuid": uuid(exchange.ledger.world.seed, Kind::Attachment, document.id),
        "fileName": file.name,
        "contentType": file.media_type,
        "sizeBytes": bytes.len(),
        "attachmentData": content.then(|| STANDARD.encode(&bytes)),
    }))
}
