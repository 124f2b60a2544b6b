//! Public recipients: searches, their directory as a file, and what INSEE knows about an establishment.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::directory::visible;
use crate::directory;
use crate::errors;
use crate::fields::fields;
use crate::input::Input;
use crate::paging::Paging;
use crate::services::exchange::{Exchange, Outcome, Refusal, Work};
use crate::world::{Service, Structure};

/// `POST /transverses/v1/rechercher/destinataire`: active public structures (that inactive ones are left out is
/// inferred: the answer has no field for it). Every word of `nomVilleCodePostal` has to be found in the name, in the
/// town or at the beginning of the post code.
pub(crate) fn search(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let identifier = input.reference("identifiant")?;
    let words = input.reference("nomVilleCodePostal")?.unwrap_or_default().to_lowercase();
    let side = input.text("typeStructure")?;
    let holds = |structure: &&Structure| {
        let (name, city) = (structure.name.to_lowercase(), structure.address.city.to_lowercase());
        structure.active
            && structure.is_public()
            && identifier.as_ref().is_none_or(|wanted| *wanted == structure.identifier)
            && side.is_none_or(|side| side == structure.side.code())
            && words.split_whitespace().all(|word| {
                name.contains(word) || city.contains(word) || structure.address.postcode.starts_with(word)
            })
    };
    let mut found: Vec<&Structure> = exchange.ledger.world.structures.iter().filter(holds).collect();
    let paging = Paging::read(input.object("parametresRecherche")?)?;
    let column = paging.column.clone().unwrap_or_default().to_lowercase();
    let key = |structure: &Structure| match column.as_str() {
        "siret" | "identifiant" => structure.identifier.clone(),
        "adressecodepostal" => structure.address.postcode.clone(),
        "adresseville" => structure.address.city.to_lowercase(),
        _ => structure.name.to_lowercase(),
    };
    found.sort_by_cached_key(|structure| (key(structure), structure.id));
    if paging.descending {
        found.reverse();
    }
    let page = paging.cut(found);
    let rows = page.items.iter().map(|structure| {
        json!({
            "idStructureCPP": structure.id,
            "siret": structure.identifier,
            "nomDestinataire": structure.name,
            "adresseCodePostal": structure.address.postcode,
            "adresseVille": structure.address.city,
        })
    });
    let rows: Vec<Value> = rows.collect();
    Ok(fields(json!({"listeDestinataires": rows, "parametresRetour": page.block()})))
}

/// `POST /transverses/v1/rechercher/serviceexecutant` (the fields of its answer are inferred).
pub(crate) fn services(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let structure = visible(exchange, input.id("idDestinataireCPP")?)?;
    let code = input.reference("codeServiceExecutant")?.map(|code| code.to_lowercase());
    let name = input.text("nomServiceExecutant")?.map(str::to_lowercase);
    let active = input.flag("actif")?;
    let part = |wanted: &Option<String>, value: &str| {
        wanted.as_ref().is_none_or(|wanted| value.to_lowercase().contains(wanted))
    };
    let mut found: Vec<&Service> = structure
        .services
        .iter()
        .filter(|service| part(&code, &service.code) && part(&name, &service.name))
        .filter(|service| active.is_none_or(|active| active == service.active))
        .collect();
    let paging = Paging::read(input.object("parametresRecherche")?)?;
    found.sort_by(|a, b| a.code.cmp(&b.code));
    if paging.descending {
        found.reverse();
    }
    let page = paging.cut(found);
    let rows = page.items.iter().map(
        |service| json!({"idService": service.id, "codeService": service.code, "nomService": service.name}),
    );
    let rows: Vec<Value> = rows.collect();
    Ok(fields(json!({"listeServices": rows, "parametresRetour": page.block()})))
}

/// `POST /transverses/v1/consulter/information/siret`: INSEE tells about any establishment, so nobody is hidden.
pub(crate) fn siret(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    if !exchange.ledger.world.switches.siret_information {
        return Err(errors::SIRET_UNAVAILABLE.into());
    }
    let siret = input.reference("siretStructure")?.ok_or(errors::SIRET_NOT_FOUND)?;
    let found = exchange.ledger.world.structure_by_identifier(&siret);
    let structure = found.filter(|found| found.identifier_type == "SIRET").ok_or(errors::SIRET_NOT_FOUND)?;
    Ok(fields(json!({
        "siret": structure.identifier,
        "siren": structure.identifier.get(..9),
        "raisonSociale": structure.name,
        "civilite": null,
        "adresse": structure.address.street,
        // The world has one establishment per body.
        "siege": "OUI",
        "localisationSiege": null,
        "categorieEntreprise": null,
        "categorieJuridique": null,
        "dateCreationEntreprise": null,
        "dateCreationEtablissement": null,
        "dateReactivationEtablissement": null,
        "estActif": structure.active,
        "nonDiffusibleInsee": false,
        "numeroInterneClassement": structure.identifier.get(9..),
        "siretPredecesseurSuccesseur": null,
    })))
}

/// `POST /transverses/v1/telecharger/annuaire/destinataire`.
pub(crate) fn directory(exchange: &mut Exchange<'_>, _input: Input<'_>) -> Result<Work, Refusal> {
    let all = exchange.ledger.world.structures.iter();
    let public: Vec<Structure> = all.filter(|structure| structure.is_public()).cloned().collect();
    Ok(Box::new(move || {
        let archive = directory::archive(&public).ok_or(Refusal::TooLarge)?;
        Ok(fields(json!({"fichierResultat": STANDARD.encode(archive)})))
    }))
}
