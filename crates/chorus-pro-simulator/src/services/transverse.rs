//! The probe and the reference lists.

use serde_json::{Value, json};

use super::{Exchange, Outcome, fields};
use crate::input::Input;
use crate::world::Right;

/// `GET /transverses/v1/health-check`; the signature of handlers allows a refusal, a probe has none.
pub(super) fn health_check(_exchange: &mut Exchange<'_>, _input: Input<'_>) -> Outcome {
    Ok(fields(json!({"body": "OK", "statusCode": "OK", "statusCodeValue": 200})))
}

/// `POST /transverses/v1/recuperer/typespj`.
pub(super) fn attachment_types(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let object = input.text("typeObjet")?;
    let types = exchange.ledger.world.attachment_types.iter();
    let rows: Vec<Value> = types
        .filter(|kind| object.is_none_or(|object| object == kind.object))
        .map(|kind| {
            json!({
                "idTypePieceJointe": kind.id,
                "codeTypePieceJointe": kind.code,
                "libelleTypePieceJointe": kind.label,
                "typeObjet": kind.object,
            })
        })
        .collect();
    Ok(fields(json!({"listeTypePieceJointe": rows})))
}

/// `POST /transverses/v1/recuperer/structures/actives/fournisseur`.
pub(super) fn active_suppliers(exchange: &mut Exchange<'_>, _input: Input<'_>) -> Outcome {
    let own = exchange.structures(Right::Supplier);
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
