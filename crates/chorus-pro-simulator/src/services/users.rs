//! The caller's own attachments.

use serde_json::{Value, json};

use super::structures::service_status;
use super::{Exchange, Outcome, fields};
use crate::clock::{midnight, minute_text};
use crate::input::Input;
use crate::paging::Paging;
use crate::world::{Rattachement, Structure};

/// `POST /utilisateurs/v1/monCompte/recuperer/rattachements`.
pub(super) fn attachments(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
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
            "idRattachementService": link.id * 1_000 + rank,
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
