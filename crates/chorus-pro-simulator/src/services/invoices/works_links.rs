//! What an invoice of a works contract shows of its billing file.

use serde_json::{Value, json};

use crate::fields::{Fields, fields};
use crate::ledger::Ledger;
use crate::works_documents::{Found, content, find};
use crate::world::{Invoice, Party};

/// The billing file and the document of an invoice; `None` for a simple invoice.
fn of_invoice(ledger: &Ledger, invoice: &Invoice) -> Option<Found> {
    invoice.works_kind()?;
    find(ledger, invoice.id)
}

/// `piecePrecedente` and `pieceSuivante` as consulter/recipiendaire documents them; `null` without a neighbour.
pub(crate) fn works_neighbours(ledger: &Ledger, invoice: &Invoice) -> Fields {
    let own = of_invoice(ledger, invoice).map(|found| found.document);
    let neighbour = |id: Option<i64>| id.and_then(|id| find(ledger, id));
    let previous = neighbour(own.as_ref().and_then(|document| document.previous)).map(|found| {
        let content = content(ledger, &found.document);
        let recipient = ledger.structure(content.recipient);
        let services = recipient.map(|structure| structure.services.as_slice()).unwrap_or_default();
        let service = services.iter().find(|service| Some(service.id) == content.service);
        json!({
            "cadreFacturationPiecePrecedente": content.framework,
            "idPiecePrecedente": content.id,
            "numeroPiecePrecedente": content.number,
            "idDestinatairePiecePrecedente": content.recipient,
            "identifiantDestinatairePiecePrecedente": recipient.map(|structure| &structure.identifier),
            "raisonSocialeDestinatairePiecePrecedente": recipient.map(|structure| &structure.name),
            "idServiceExecutantPiecePrecedente": content.service,
            "codeServiceExecutantPiecePrecedente": service.map(|service| &service.code),
            "nomServiceExecutantPiecePrecedente": service.map(|service| &service.name),
        })
    });
    let next = neighbour(own.as_ref().and_then(|document| document.next)).map(|found| {
        json!({
            "cadreFacturationPieceSuivante": found.document.content.framework,
            "idPieceSuivante": found.document.id(),
            "numeroPieceSuivante": found.document.content.number,
        })
    });
    fields(json!({"piecePrecedente": previous, "pieceSuivante": next}))
}

/// The project manager and owner in a block `cadreDeFacturation`; nothing for a simple invoice.
pub(super) fn works_parties(ledger: &Ledger, invoice: &Invoice) -> Fields {
    let Some(Found { file, .. }) = of_invoice(ledger, invoice) else { return Fields::new() };
    let mut block = party(ledger, file.project_manager, "Moe");
    block.extend(party(ledger, file.project_owner, "Moa"));
    block
}

/// The project manager and owner in a row of rechercher/recipiendaire; `null` for a simple invoice.
pub(super) fn works_parties_of_row(ledger: &Ledger, invoice: &Invoice) -> Fields {
    let file = of_invoice(ledger, invoice).map(|found| found.file);
    let structure = |party: Option<Party>| party.and_then(|party| ledger.structure(party.structure));
    let manager = structure(file.as_ref().and_then(|file| file.project_manager));
    let owner = structure(file.as_ref().and_then(|file| file.project_owner));
    fields(json!({
        "codeMOE": manager.map(|structure| &structure.identifier),
        "typeIdentifiantMOE": manager.map(|structure| &structure.identifier_type),
        "designationMOE": manager.map(|structure| &structure.name),
        "codeMOA": owner.map(|structure| &structure.identifier),
        "typeIdentifiantMOA": owner.map(|structure| &structure.identifier_type),
        "designationMOA": owner.map(|structure| &structure.name),
    }))
}

fn party(ledger: &Ledger, party: Option<Party>, ending: &str) -> Fields {
    let structure = party.and_then(|party| ledger.structure(party.structure));
    let id = party.and_then(|party| party.service);
    let service =
        structure.and_then(|structure| structure.services.iter().find(|service| Some(service.id) == id));
    let values: [(&str, Value); 8] = [
        ("id", structure.map(|structure| structure.id).into()),
        ("typeIdentifiant", structure.map(|structure| structure.identifier_type.clone()).into()),
        ("identifiant", structure.map(|structure| structure.identifier.clone()).into()),
        ("raisonSociale", structure.map(|structure| structure.name.clone()).into()),
        ("designation", structure.map(|structure| structure.name.clone()).into()),
        ("idService", id.into()),
        ("codeService", service.map(|service| service.code.clone()).into()),
        ("nomService", service.map(|service| service.name.clone()).into()),
    ];
    values.into_iter().map(|(name, value)| (format!("{name}{ending}"), value)).collect()
}
