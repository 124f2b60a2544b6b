//! consulter and consulter/dossierfacturation. Only the names of their lists are documented (`inferred`).

use serde_json::{Value, json};

use super::caller::{acts, visible};
use super::inferred;
use super::search::row;
use crate::clock::instant_text;
use crate::errors;
use crate::fields::fields;
use crate::input::Input;
use crate::ledger::Ledger;
use crate::services::exchange::{Exchange, Outcome};
use crate::services::invoices::consult_blocks as blocks;
use crate::services::invoices::works_links::works_neighbours;
use crate::works_documents::{Found, content, shown_to, situation};
use crate::world::works_rules::WorksActor;

/// `POST /facturesTravaux/v1/consulter`.
pub(crate) fn consult(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let found = visible(exchange, inferred::document_id(input)?)?;
    let ledger: &Ledger = exchange.ledger;
    let Found { file, document } = &found;
    let content = content(ledger, document);
    let situation = situation(ledger, document);
    let mut works = fields(json!({
        "idFactureTravaux": document.id(),
        "numeroFactureTravaux": content.number,
        "typeFactureTravaux": content.works_kind(),
        "statutFactureTravaux": situation.standing.code(),
        "dateHeureEtatCourant": instant_text(situation.since),
        "commentaireEtatCourant": situation.comment,
        "modeDepot": content.deposit_mode,
        "numeroFluxDepot": content.flow_number,
        "idDossierFacturation": file.id,
        "numeroDossierFacturation": file.number,
        "destinataire": blocks::recipient_of_received(ledger, content),
        "fournisseur": blocks::supplier_of_received(ledger, content),
        "cadreDeFacturation": blocks::framework(ledger, content),
        "references": blocks::references(ledger, content),
        "recapitulatifDeTva": blocks::vat(ledger, content, input.object("getpLigneRecapTva")?)?,
        "montantTotal": blocks::totals(content),
        "pieceJointePrincipale": {
            "idLiaisonPieceJointePrincipale": content.main_file.map(|_| document.id()),
            "idPieceJointePrincipale": content.main_file,
        },
        "listeDesPiecesJointes":
            blocks::attachments(ledger, content, input.object("getpListePiecesJointes")?)?,
        "lignesDePoste": blocks::lines(ledger, content, input.object("getpLignesPoste")?)?,
        "commentaire": content.comment,
    }));
    works.extend(works_neighbours(ledger, content));
    Ok(fields(json!({"factureTravaux": works})))
}

/// `POST /facturesTravaux/v1/consulter/dossierfacturation`.
pub(crate) fn billing_file(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let file = match inferred::billing_file_id(input)? {
        Some(id) => {
            let files = &exchange.ledger.world.billing_files;
            files.iter().find(|file| file.id == id).ok_or(errors::WORKS_FILE_NOT_FOUND)?.clone()
        }
        None => visible(exchange, inferred::document_id(input)?)?.file,
    };
    let roles: Vec<WorksActor> =
        WorksActor::ALL.into_iter().filter(|actor| acts(exchange, &file, *actor)).collect();
    if roles.is_empty() {
        return Err(errors::WORKS_FILE_NOT_FOUND.into());
    }
    let ledger: &Ledger = exchange.ledger;
    let seen =
        file.documents.iter().filter(|document| roles.iter().any(|role| shown_to(ledger, *role, document)));
    let rows = seen.map(|document| {
        let mut row = row(ledger, &file, document);
        row.extend(fields(json!({
            "cadreFacturation": document.content.framework,
            "idPiecePrecedente": document.previous,
            "idPieceSuivante": document.next,
        })));
        Value::Object(row)
    });
    let rows: Vec<Value> = rows.collect();
    Ok(fields(json!({
        "idDossierFacturation": file.id,
        "numeroDossierFacturation": file.number,
        "listeFactureTravaux": rows,
    })))
}
