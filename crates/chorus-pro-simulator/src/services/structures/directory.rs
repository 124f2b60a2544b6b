//! The directory: rechercher, consulter, rechercher/services, consulter/service.

use serde_json::{Value, json};

use crate::clock::service_moment;
use crate::errors;
use crate::fields::fields;
use crate::input::{Input, Malformed};
use crate::paging::Paging;
use crate::services::exchange::{Exchange, Outcome, Refusal};
use crate::world::{Service, Structure};

/// `POST /structures/v1/rechercher`.
pub(crate) fn search(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let criteria = input.object("structure")?;
    if criteria.is_empty() {
        return Err(errors::CRITERION_REQUIRED.into());
    }
    // Absent or true: all public structures but only one's own private ones.
    let restricted = input.flag("restreindreStructuresPrivees")?.unwrap_or(true);
    let filter = Filter::read(criteria)?;
    let visible = |structure: &&Structure| {
        !restricted || structure.is_public() || exchange.account.is_attached(structure.id)
    };
    let all = exchange.ledger.world.structures.iter();
    let mut found: Vec<&Structure> =
        all.filter(visible).filter(|structure| filter.holds(structure)).collect();
    let paging = Paging::read(input.object("parametres")?)?;
    let column = paging.column.clone().unwrap_or_default();
    let key = |structure: &Structure| match column.as_str() {
        "DesignationStructure" => structure.name.to_lowercase(),
        "TypeIdentifiantStructure" => structure.identifier_type.clone(),
        "Statut" => status(structure).to_owned(),
        _ => structure.identifier.clone(),
    };
    found.sort_by(|a, b| {
        let order = key(a).cmp(&key(b)).then(a.id.cmp(&b.id));
        if paging.descending { order.reverse() } else { order }
    });
    let page = paging.cut(found);
    let rows = page.items.iter().map(|structure| {
        json!({
            "designationStructure": structure.name,
            "idStructureCPP": structure.id,
            "identifiantStructure": structure.identifier,
            "statut": status(structure),
            "typeIdentifiantStructure": structure.identifier_type,
        })
    });
    let rows: Vec<Value> = rows.collect();
    Ok(fields(json!({"listeStructures": rows, "parametresRetour": page.block()})))
}

const fn status(structure: &Structure) -> &'static str {
    if structure.active { "ACTIVE" } else { "INACTIVE" }
}

struct Filter {
    identifier: Option<String>,
    identifier_type: Option<String>,
    names: Vec<String>,
    side: Option<String>,
    active: Option<bool>,
    postcode: Option<String>,
    city: Option<String>,
    abroad: bool,
    works_owner: bool,
    works_owner_only: bool,
}

impl Filter {
    fn read(input: Input<'_>) -> Result<Self, Malformed> {
        let mut names = Vec::new();
        // Companies have no first name here, so a search for a person's name finds none.
        for field in ["raisonSocialeStructure", "libelleStructure", "nomStructure", "prenomStructure"] {
            names.extend(input.text(field)?.map(str::to_lowercase));
        }
        Ok(Self {
            identifier: input.reference("identifiantStructure")?,
            identifier_type: input.text("typeIdentifiantStructure")?.map(str::to_owned),
            names,
            side: input.text("typeStructure")?.map(str::to_owned),
            active: input.text("statutStructure")?.map(|status| status.starts_with("ACTI")),
            postcode: input.reference("adresseCodePostal")?,
            city: input.text("adresseVille")?.map(str::to_lowercase),
            abroad: input.text("adresseCodePays")?.is_some_and(|country| country != "FR"),
            // Clients send `false` when they do not care.
            works_owner: input.flag("estMOA")?.unwrap_or(false),
            works_owner_only: input.flag("estMOAUniquement")?.unwrap_or(false),
        })
    }

    fn holds(&self, structure: &Structure) -> bool {
        let same =
            |wanted: &Option<String>, value: &str| wanted.as_ref().is_none_or(|wanted| wanted == value);
        let name = structure.name.to_lowercase();
        same(&self.identifier, &structure.identifier)
            && same(&self.identifier_type, &structure.identifier_type)
            && same(&self.side, structure.side.code())
            && same(&self.postcode, &structure.address.postcode)
            && self.names.iter().all(|wanted| name.contains(wanted))
            && self.city.as_ref().is_none_or(|city| structure.address.city.to_lowercase().contains(city))
            && self.active.is_none_or(|active| active == structure.active)
            && !self.abroad
            && (!self.works_owner || structure.requirements.works_owner)
            && (!self.works_owner_only || structure.requirements.works_owner_only)
    }
}

/// The structure named by `typeIdentifiantStructure` and `identifiantStructure`, if any.
pub(crate) fn by_identifier(exchange: &Exchange<'_>, criteria: Input<'_>) -> Result<Option<i64>, Malformed> {
    let Some(identifier) = criteria.reference("identifiantStructure")? else { return Ok(None) };
    let kind = criteria.text("typeIdentifiantStructure")?;
    let mut structures = exchange.ledger.world.structures.iter();
    let found = structures.find(|structure| {
        structure.identifier == identifier && kind.is_none_or(|kind| kind == structure.identifier_type)
    });
    Ok(found.map(|structure| structure.id))
}

/// A public structure, or a private one the account is attached to.
pub(super) fn visible<'a>(exchange: &'a Exchange<'_>, id: Option<i64>) -> Result<&'a Structure, Refusal> {
    let structure = id.and_then(|id| exchange.ledger.structure(id)).ok_or(errors::STRUCTURE_NOT_VISIBLE)?;
    if structure.is_public() || exchange.account.is_attached(structure.id) {
        Ok(structure)
    } else {
        Err(errors::STRUCTURE_NOT_VISIBLE.into())
    }
}

fn address(structure: &Structure) -> Value {
    json!({
        "adresse": structure.address.street,
        "codePostal": structure.address.postcode,
        "complementAdresse1": null,
        "complementAdresse2": null,
        "fax": null,
        "indicatifFax": null,
        "indicatifTelephone": null,
        "pays": "FR",
        "telephone": null,
        "ville": structure.address.city,
    })
}

/// `POST /structures/v1/consulter`.
pub(crate) fn consult(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    // The name of its neighbours is taken too: some programs use one for all.
    let structure = visible(exchange, input.id("idStructureCPP")?.or(input.id("idStructure")?))?;
    let requirements = &structure.requirements;
    // The expiry is told only to the account it concerns.
    let expiry =
        exchange.account.is_attached(structure.id).then_some(exchange.account.password_expires).flatten();
    Ok(fields(json!({
        "adressePostaleDuSiege": address(structure),
        "informationGenerales": {
            // The format of consulter/service, its neighbour (API.md §3); that it is the same here is inferred.
            "dateExpirationMotPasseCompteTech": expiry.map(service_moment),
            "emailStructure": structure.email,
            "estValideurDeleguee": false,
            "idStructureCPP": structure.id,
            "idStructureOrigine": null,
            "identifiantStructure": structure.identifier,
            "libelleStructure": null,
            "listeStructureDupliquees": [],
            "nomStructure": null,
            "numeroRcsStructure": structure.register_number,
            "numeroTVA": structure.vat_number,
            "prenomStructure": null,
            "raisonSocialeStructure": structure.name,
            "structurePriveePublique": structure.side.code(),
            "typeIdentifiantStructure": structure.identifier_type,
        },
        "parametres": {
            "codeServiceDoitEtreRenseigne": requirements.service,
            "connexionEDI": structure.edi.sends,
            "estMoaUniquement": requirements.works_owner_only,
            "estValideurDelegue": false,
            "gestionNumeroEJOuCodeService": requirements.service_or_engagement,
            "getaMoa": requirements.works_owner,
            "nonDiffusibleInsee": false,
            "numeroEJDoitEtreRenseigne": requirements.engagement,
            "recevoirDonneesViaEDI": structure.edi.receives,
            "statutMiseEnPaiementNestPasRemonte": requirements.payment_status_withheld,
        },
    })))
}

/// `POST /structures/v1/rechercher/services`.
pub(crate) fn services(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let structure = visible(exchange, input.id("idStructure")?)?;
    let paging = Paging::read(input.object("parametresRechercherServicesStructure")?)?;
    let mut services: Vec<&Service> = structure.services.iter().collect();
    if let Some(column) = &paging.column {
        services.sort_by(|a, b| {
            let order = match column.as_str() {
                "LibelleService" => a.name.cmp(&b.name),
                "DateDbtService" => a.valid_from.cmp(&b.valid_from),
                "DateFinService" => a.valid_until.cmp(&b.valid_until),
                "EstActif" => a.active.cmp(&b.active),
                _ => a.code.cmp(&b.code),
            };
            if paging.descending { order.reverse() } else { order }
        });
    }
    let page = paging.cut(services);
    let rows = page.items.iter().map(|service| {
        json!({
            "codeService": service.code,
            "estActif": service.active,
            "idService": service.id,
            "libelleService": service.name,
            "statutService": service_status(service),
        })
    });
    let rows: Vec<Value> = rows.collect();
    Ok(fields(json!({"listeServices": rows, "parametresRetour": page.block()})))
}

/// The reference marks the value ACTIF as invented there; INACTIF is its counterpart.
pub(super) const fn service_status(service: &Service) -> &'static str {
    if service.active { "ACTIF" } else { "INACTIF" }
}

/// `POST /structures/v1/consulter/service`.
pub(crate) fn service(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let id = input.id("idService")?.ok_or(errors::SERVICE_NOT_FOUND)?;
    let owner =
        exchange.ledger.world.structures.iter().find(|s| s.services.iter().any(|service| service.id == id));
    let owner = owner.ok_or(errors::SERVICE_NOT_FOUND)?;
    let structure = visible(exchange, Some(input.id("idStructure")?.unwrap_or(owner.id)))?;
    let service =
        structure.services.iter().find(|service| service.id == id).ok_or(errors::SERVICE_NOT_FOUND)?;
    let from = service_moment(service.valid_from);
    Ok(fields(json!({
        "adressePostale": address(structure),
        "informationsGenerales": {
            "codeService": service.code,
            "descriptionService": null,
            "nomService": service.name,
        },
        "nbResultatsParPage": null,
        "pageCourante": null,
        "pages": null,
        "parametres": {
            "dateCreation": from,
            "dateDebutValidite": from,
            "dateFinValidite": service.valid_until.map(service_moment),
            "dateModification": null,
            "miseEnPaiement": service.payment_status_returned,
            "numeroEngagement": service.engagement_required,
        },
        "total": null,
    })))
}
