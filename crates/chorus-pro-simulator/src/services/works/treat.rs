//! What actors do with works documents: refuse, send back, complete, recycle.

use serde_json::json;

use super::caller::{acts, enter, enter_invoice, visible};
use super::inferred;
use crate::clock::date_text;
use crate::errors;
use crate::fields::{Fields, fields};
use crate::input::Input;
use crate::services::exchange::{Exchange, Outcome, Refusal};
use crate::services::invoices::submit::{attachments, comment};
use crate::services::structures::routing::destination;
use crate::status::Status;
use crate::works_documents::{
    Found, Standing, awaited, change_content, change_document, change_file, content, find, situation,
};
use crate::world::works_rules::{self, WorksActor, WorksStatus};
use crate::world::{Party, codes};

/// The project manager or owner a document waits for, when the caller acts so.
fn checking_actor(
    exchange: &Exchange<'_>,
    found: &Found,
    status: WorksStatus,
) -> Result<WorksActor, Refusal> {
    let actor = status.waits_for().filter(|actor| *actor != WorksActor::Supplier);
    let actor = actor.ok_or(errors::WORKS_STATUS)?;
    if acts(exchange, &found.file, actor) { Ok(actor) } else { Err(errors::WORKS_NO_RIGHT.into()) }
}

/// `POST /facturesTravaux/v1/refuser`.
pub(crate) fn refuse(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let found = visible(exchange, inferred::document_id(input)?)?;
    let Standing::Works(status) = situation(exchange.ledger, &found.document).standing else {
        return Err(errors::WORKS_STATUS.into());
    };
    let actor = checking_actor(exchange, &found, status)?;
    let (reason, words) = inferred::refusal(input)?;
    let reason = reason.ok_or(errors::WORKS_REASON_REQUIRED)?;
    let known = codes::WORKS_REASONS
        .iter()
        .find(|known| known.code == reason || known.id.to_string() == reason)
        .ok_or(errors::WORKS_REASON)?;
    let rules = found.document.rules().ok_or(errors::WORKS_STATUS)?;
    let next = works_rules::refusal(actor, rules.depositor, known.code).ok_or(errors::WORKS_REASON)?;
    if words.as_ref().is_some_and(|text| text.chars().count() > 2_000) {
        return Err(errors::COMMENT_TOO_LONG.into());
    }
    enter(exchange, &found, next, Some(words.unwrap_or_else(|| known.label.to_owned())));
    if !next.is_misdirected() && !rules.tacit {
        release_previous(exchange, &found, rules.depositor);
    }
    Ok(inferred::treated(&found, exchange.now, next.code()))
}

/// After a definite refusal, the document before waits again for whoever answered it.
fn release_previous(exchange: &mut Exchange<'_>, refused: &Found, depositor: WorksActor) {
    let Some(previous) = refused.document.previous.and_then(|id| find(exchange.ledger, id)) else { return };
    let status = match depositor {
        WorksActor::ProjectManager => WorksStatus::AAssocierMoe,
        WorksActor::ProjectOwner => WorksStatus::AAssocierMoa,
        _ => WorksStatus::AAssocierFournisseur,
    };
    change_document(exchange.ledger, &previous, |document| document.next = None);
    enter(exchange, &previous, status, None);
}

/// `POST /facturesTravaux/v1/suspendre/demander/completer/factureTravaux`: project manager and owner ask for more
/// (A_COMPLETER), the financial service suspends (SUSPENDUE).
pub(crate) fn suspend_or_ask_to_complete(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let found = visible(exchange, input.id("idFactureTravaux")?)?;
    let comment = comment(input)?;
    match situation(exchange.ledger, &found.document).standing {
        Standing::Works(status) => {
            checking_actor(exchange, &found, status)?;
            enter(exchange, &found, WorksStatus::ACompleter, comment);
        }
        Standing::Invoice(status) => {
            if !acts(exchange, &found.file, WorksActor::Recipient) {
                return Err(errors::WORKS_NO_RIGHT.into());
            }
            if !status.recipient_moves().contains(&Status::Suspendue) {
                return Err(errors::WORKS_STATUS.into());
            }
            enter_invoice(exchange, &found, Status::Suspendue, comment, true);
        }
    }
    Ok(Fields::new())
}

/// `POST /facturesTravaux/v1/completer`.
pub(crate) fn complete(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    complete_as(exchange, input, WorksActor::Supplier)
}

/// `POST /facturesTravaux/v1/completermoe`.
pub(crate) fn complete_as_project_manager(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    complete_as(exchange, input, WorksActor::ProjectManager)
}

fn complete_as(exchange: &mut Exchange<'_>, input: Input<'_>, actor: WorksActor) -> Outcome {
    let found = visible(exchange, inferred::document_id(input)?)?;
    let rules = found.document.rules().ok_or(errors::WORKS_STATUS)?;
    if rules.completed_by() != actor || !acts(exchange, &found.file, actor) {
        return Err(errors::WORKS_NO_RIGHT.into());
    }
    let standing = situation(exchange.ledger, &found.document).standing;
    let back = found.file.addressee(rules).and_then(WorksActor::arrival);
    if !matches!(standing, Standing::Works(WorksStatus::ACompleter) | Standing::Invoice(Status::Suspendue)) {
        return Err(errors::WORKS_NOT_SUSPENDED.into());
    }
    let comment = comment(input)?;
    let mut added = attachments(exchange, input)?;
    if added.is_empty() && comment.is_none() {
        return Err(errors::NOTHING_TO_ADD.into());
    }
    for attachment in &mut added {
        attachment.link = exchange.ledger.world.new_id();
    }
    change_content(exchange.ledger, &found, |content| content.attachments.append(&mut added));
    let reached = match standing {
        Standing::Works(_) => {
            let back = back.ok_or(errors::WORKS_STATUS)?;
            enter(exchange, &found, back, comment);
            back.code()
        }
        Standing::Invoice(_) => {
            enter_invoice(exchange, &found, Status::Completee, comment, false);
            Status::Completee.code()
        }
    };
    Ok(inferred::treated(&found, exchange.now, reached))
}

/// `POST /facturesTravaux/v1/demander/recyclage`: asked by the project manager or owner who has to answer the
/// document, or who deposited it and got it back to recycle.
pub(crate) fn ask_for_recycling(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let found = visible(exchange, input.id("idFactureTravaux")?)?;
    let standing = situation(exchange.ledger, &found.document).standing;
    if standing == Standing::Invoice(Status::Rejetee) {
        return Err(errors::WORKS_STATUS.into());
    }
    let actor = awaited(&found.document, standing).filter(|actor| *actor != WorksActor::Supplier);
    let actor = actor.ok_or(errors::WORKS_STATUS)?;
    if !acts(exchange, &found.file, actor) {
        return Err(errors::WORKS_NO_RIGHT.into());
    }
    let previous = found.document.previous.and_then(|id| find(exchange.ledger, id));
    let previous = previous.ok_or(errors::WORKS_NO_PREVIOUS)?;
    if situation(exchange.ledger, &previous.document).standing != Standing::Works(WorksStatus::Associee) {
        return Err(errors::WORKS_STATUS.into());
    }
    enter(exchange, &previous, WorksStatus::EnAttenteRecyclageFournisseur, None);
    Ok(fields(json!({
        "idFactureTravaux": found.document.id(),
        "idPiecePrecedente": previous.document.id(),
    })))
}

/// `POST /facturesTravaux/v1/recycler`: its depositor gives a document other routing under the same number. The
/// routing belongs to the whole file, so a following document that came back goes on with it.
pub(crate) fn recycle(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let found = visible(exchange, input.id("idFactureTravaux")?)?;
    let rules = found.document.rules().ok_or(errors::WORKS_NOT_TO_RECYCLE)?;
    if !acts(exchange, &found.file, rules.depositor) {
        return Err(errors::WORKS_NO_RIGHT.into());
    }
    let standing = situation(exchange.ledger, &found.document).standing;
    let asked = Standing::Works(WorksStatus::EnAttenteRecyclageFournisseur);
    if standing != asked && standing != Standing::Invoice(Status::ARecycler) {
        return Err(errors::WORKS_NOT_TO_RECYCLE.into());
    }
    let supplier =
        exchange.ledger.structure(found.file.supplier.structure).ok_or(errors::UNKNOWN_SUPPLIER)?;
    let known = exchange.ledger.structure(found.file.recipient.structure);
    let siret = input
        .reference("identifiantDestinataire")?
        .or_else(|| known.map(|structure| structure.identifier.clone()));
    let known_engagement = content(exchange.ledger, &found.document).engagement.clone();
    let engagement = input.reference("numeroBonCommande")?.or(known_engagement);
    if engagement.as_ref().is_some_and(|number| number.chars().count() > 50) {
        return Err(errors::REFERENCE_TOO_LONG.into());
    }
    let service = input.text("codeServiceExecutant")?;
    let target = destination(exchange, supplier, siret.as_deref(), service, engagement.as_deref())?;
    let recipient = Party { structure: target.structure, service: target.service };
    change_file(exchange.ledger, found.file.id, |file| file.recipient = recipient);
    if standing == asked {
        reroute(exchange, &found, recipient, engagement.as_ref());
        let now = exchange.now;
        change_content(exchange.ledger, &found, |content| content.deposited_at = now);
        enter(exchange, &found, WorksStatus::Deposee, None);
        enter(exchange, &found, WorksStatus::Associee, None);
        let next = found.document.next.and_then(|id| find(exchange.ledger, id));
        if let Some(next) = next {
            let back = situation(exchange.ledger, &next.document).standing;
            reroute(exchange, &next, recipient, engagement.as_ref());
            if back == Standing::Invoice(Status::ARecycler) {
                enter_invoice(exchange, &next, Status::Deposee, None, false);
            }
        }
    } else {
        reroute(exchange, &found, recipient, engagement.as_ref());
        enter_invoice(exchange, &found, Status::Deposee, None, false);
    }
    Ok(fields(json!({
        "idFactureTravaux": found.document.id(),
        "numeroFactureTravaux": found.document.content.number,
        "dateDepotFactureTravaux": date_text(exchange.now),
        "statutFactureTravaux": Status::Deposee.code(),
    })))
}

fn reroute(exchange: &mut Exchange<'_>, found: &Found, recipient: Party, engagement: Option<&String>) {
    change_content(exchange.ledger, found, |content| {
        content.recipient = recipient.structure;
        content.service = recipient.service;
        content.engagement = engagement.cloned();
    });
}
