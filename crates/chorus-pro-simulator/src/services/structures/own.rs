//! The caller's own structures and their bank references.

use serde_json::{Value, json};

use super::areas::RECEIVED;
use crate::errors;
use crate::fields::fields;
use crate::input::Input;
use crate::services::exchange::{Exchange, Outcome};
use crate::world::Right;

/// `POST /transverses/v1/recuperer/structures/actives/fournisseur`.
pub(crate) fn suppliers(exchange: &mut Exchange<'_>, _input: Input<'_>) -> Outcome {
    active(exchange, &[Right::Supplier])
}

/// `POST /transverses/v1/recuperer/structures/actives/destinataire`.
pub(crate) fn recipients(exchange: &mut Exchange<'_>, _input: Input<'_>) -> Outcome {
    active(exchange, &[Right::Recipient])
}

/// `POST /transverses/v1/recuperer/structures/actives/facturetravaux`: the structures of project managers; that those
/// of project owners count too is inferred.
pub(crate) fn works(exchange: &mut Exchange<'_>, _input: Input<'_>) -> Outcome {
    active(exchange, &[Right::ProjectManager, Right::ProjectOwner])
}

fn active(exchange: &Exchange<'_>, rights: &[Right]) -> Outcome {
    let mut own: Vec<i64> = rights.iter().flat_map(|right| exchange.structures(*right)).collect();
    own.sort_unstable();
    own.dedup();
    let structures = own.iter().filter_map(|id| exchange.ledger.structure(*id));
    let rows: Vec<Value> = structures
        .filter(|structure| structure.active)
        .map(|structure| {
            json!({
                "idStructureCPP": structure.id,
                "identifiant": structure.identifier,
                "designationStructure": structure.name,
            })
        })
        .collect();
    Ok(fields(json!({"listeStructures": rows})))
}

/// `POST /transverses/v1/recuperer/structuresPourUtilisateur` (deprecated): the caller's active structures that have an
/// area. Inferred, since only the name of `espaceFo` is known: the area of received invoices is that of recipients, and
/// any other, or none, is everybody's; so are the fields of the answer.
pub(crate) fn of_area(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let received = input.reference("espaceFo")?.is_some_and(|area| area == RECEIVED.0.to_string());
    let mut own: Vec<i64> = if received {
        exchange.structures(Right::Recipient)
    } else {
        exchange.account.attachments.iter().map(|link| link.structure).collect()
    };
    own.sort_unstable();
    own.dedup();
    let structures = own.iter().filter_map(|id| exchange.ledger.structure(*id));
    let rows: Vec<Value> = structures
        .filter(|structure| structure.active)
        .map(|structure| {
            json!({
                "idStructure": structure.id,
                "identifiantStructure": structure.identifier,
                "designationStructure": structure.name,
                "typeIdentifiantStructure": structure.identifier_type,
            })
        })
        .collect();
    Ok(fields(json!({"listeStructures": rows})))
}

/// `POST /transverses/v1/recuperer/coordbanc/valides`: of an attached structure only.
pub(crate) fn bank_accounts(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let id = input.id("idStructure")?.filter(|id| exchange.account.is_attached(*id));
    let structure = id.and_then(|id| exchange.ledger.structure(id)).ok_or(errors::STRUCTURE_NOT_VISIBLE)?;
    let rows: Vec<Value> = structure
        .bank_accounts
        .iter()
        .map(|account| json!({"idCoordonneeBancaire": account.id, "nomCoordonneeBancaire": account.name}))
        .collect();
    Ok(fields(json!({"listeCoordonneeBancaire": rows})))
}
