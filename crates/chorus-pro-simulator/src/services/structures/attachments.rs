//! The caller's own attachments.

use serde_json::{Value, json};

use super::directory::{by_identifier, service_status};
use crate::clock::{midnight, minute_text};
use crate::errors;
use crate::fields::fields;
use crate::input::Input;
use crate::paging::Paging;
use crate::services::exchange::{Exchange, Outcome};
use crate::world::{Account, Rattachement, Service, Structure};

/// `POST /utilisateurs/v1/monCompte/recuperer/rattachements`.
pub(crate) fn own(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let paging = Paging::read(input.object("parametresRecherche")?)?;
    let mut links: Vec<&Rattachement> = exchange.account.attachments.iter().collect();
    links.sort_by_key(|link| link.structure);
    if paging.descending {
        links.reverse();
    }
    let page = paging.cut(links);
    let row = |link: &&Rattachement| Some(attachment(link, exchange.ledger.structure(link.structure)?));
    let rows: Vec<Value> = page.items.iter().filter_map(row).collect();
    Ok(fields(json!({"listeStructureRattachement": rows, "parametresRetour": page.block()})))
}

/// The number of an attachment to a service, made of the structure's; the world keeps no numbers for services.
const fn service_link(link: &Rattachement, rank: i64) -> i64 {
    link.id * 1_000 + rank
}

/// The values of roleUtilisateur and statutUtilisateur are those of the reference's example.
fn attachment(link: &Rattachement, structure: &Structure) -> Value {
    let services = structure.services.iter().zip(1..).map(|(service, rank)| {
        json!({
            "idService": service.id,
            "codeService": service.code,
            "libelleService": service.name,
            "estActif": service.active,
            "statutService": service_status(service),
            "dateDbtService": minute_text(midnight(service.valid_from)),
            "dateFinService": service.valid_until.map(|date| minute_text(midnight(date))),
            "idRattachementService": service_link(link, rank),
            "statutRattachementService": "VALIDEE",
        })
    });
    let services: Vec<Value> = services.collect();
    json!({
        "idStructure": structure.id,
        "identifiantStructure": structure.identifier,
        "typeIdentifiantStructure": structure.identifier_type,
        "designationStructure": structure.name,
        "idRattachementStructure": link.id,
        "roleUtilisateur": "GESTIONNAIRE",
        "statutRattachementStructure": "VALIDEE",
        "statutUtilisateur": "ACTIF",
        "listeServicesRattache": services,
    })
}

/// `POST /structures/v1/lister/rattachementsutilisateur`: the services of a structure the caller is attached to, as a
/// user sees them. Without a user, the caller is meant (inferred); every attachment is `VALIDEE`.
pub(crate) fn of_structure(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let id = match input.id("idStructure")? {
        Some(id) => Some(id),
        None => by_identifier(exchange, input)?,
    };
    let id = id.filter(|id| exchange.account.is_attached(*id)).ok_or(errors::STRUCTURE_NOT_VISIBLE)?;
    let structure = exchange.ledger.structure(id).ok_or(errors::STRUCTURE_NOT_VISIBLE)?;
    let user = (input.id("idUtilisateur")?, input.text("adresseEmailConnexionUtilisateur")?);
    let is_meant = |account: &&Account| {
        user.0.is_none_or(|id| id == account.id)
            && user.1.is_none_or(|login| login.eq_ignore_ascii_case(&account.login))
    };
    let account = match user {
        (None, None) => Some(exchange.account),
        _ => exchange.ledger.world.accounts.iter().find(is_meant),
    };
    let link = account.and_then(|account| account.attachments.iter().find(|link| link.structure == id));
    let link = link.ok_or(errors::USER_NOT_ATTACHED)?;
    let mut services: Vec<(&Service, i64)> = structure.services.iter().zip(1..).collect();
    let paging = Paging::read(input.object("parametresListerRattachementsStructureUtilisateur")?)?;
    if paging.column.as_deref() == Some("NomService") {
        services.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
    } else {
        services.sort_by(|(a, _), (b, _)| a.code.cmp(&b.code));
    }
    if paging.descending {
        services.reverse();
    }
    let page = paging.cut(services);
    let rows = page.items.iter().map(|(service, rank)| {
        json!({
            "codeService": service.code,
            "commentaire": null,
            "dateDebut": null,
            "dateFin": null,
            "idRattachement": service_link(link, *rank),
            "idService": service.id,
            "nomService": service.name,
            "statutRattachement": "VALIDEE",
        })
    });
    let rows: Vec<Value> = rows.collect();
    Ok(fields(json!({
        "designationStructure": structure.name,
        "idStructure": structure.id,
        "identifiantStructure": structure.identifier,
        "listeServices": rows,
        "parametresRetour": page.block(),
        "premierService": false,
    })))
}
