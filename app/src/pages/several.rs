//! Many drafts as one: the review as a table, the deposit in one act, and the way back.

mod view;

use axum::Form;
use axum::response::Response;
use domain::{InvoiceId, Permission, Reason, StatusKind};
use http::StatusCode;
use operations::{Departure, DoneWithSeveral, MOST_DRAFTS, OperationError, Readiness};

use super::deposit::desk_with;
use super::done::{Done, redirect_done};
use super::send_later::{LATER, TypedMoment};
use super::without_mandate::{REASON, TypedReason};
use crate::components::{Notice, RailEntry};
use crate::web::{Access, Context, Document, PageError, Place, RouteEntry, redirect};
use crate::words::Sentence as _;

type Pairs = Form<Vec<(String, String)>>;

/// The review of several drafts, and what is done with them.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let deposit = Access::Needs(Permission::Deposit);
    vec![
        RouteEntry::read("/deposer/lot", deposit, back),
        RouteEntry::act("/deposer/lot", deposit, review),
        RouteEntry::act("/deposer/lot/envoyer", deposit, submit),
        RouteEntry::act("/deposer/lot/annuler", deposit, undo),
        RouteEntry::act("/deposer/lot/prendre", deposit, take),
    ]
}

/// A review stands for what was chosen: without it there is the desk.
async fn back(_: Context) -> Response {
    redirect(Place::Deposit)
}

/// Checks what was chosen, or everything that is ready, and shows it in one table. Nothing is changed by it.
async fn review(context: Context, Form(pairs): Pairs) -> Result<Response, PageError> {
    let issuing = &context.site.desk.issuing;
    let of = |name: &'static str| pairs.iter().filter(move |(field, _)| field == name);
    let ready = of("action").any(|(_, act)| act == "pretes");
    let ids: Vec<InvoiceId> = if ready {
        let desk = issuing.draft_desk(&context.actor).await?;
        let cards = desk.drafts.into_iter().filter(|card| card.readiness == Readiness::Ready);
        cards.map(|card| card.invoice.id).collect()
    } else {
        of("invoice").filter_map(|(_, id)| id.parse().ok()).collect()
    };
    if ids.is_empty() {
        let text = if ready {
            "Aucun brouillon n’est prêt. Complétez-en un d’abord."
        } else {
            "Choisissez au moins un brouillon."
        };
        let notices = vec![Notice::new(StatusKind::Error, text)];
        return desk_with(&context, notices, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    review_of(&context, &ids, Vec::new(), TypedMoment::default(), TypedReason::default()).await
}

/// The review of these drafts, with what is to be said.
async fn review_of(
    context: &Context,
    ids: &[InvoiceId],
    mut notices: Vec<Notice>,
    later: TypedMoment,
    without_mandate: TypedReason,
) -> Result<Response, PageError> {
    let status = if notices.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    if ids.len() > MOST_DRAFTS as usize {
        let text = format!("Les {MOST_DRAFTS} premiers sont vérifiés\u{a0}; les autres le seront ensuite.");
        notices.push(Notice::new(StatusKind::Info, text));
    }
    let reviewed = context.site.desk.issuing.review_several(&context.actor, ids).await?;
    let structures = context.site.desk.portfolio.structures(&context.actor).await?;
    let undo = context.site.desk.settings().undo.as_secs();
    let document = Document {
        current: Some(RailEntry::Deposit),
        notices,
        status,
        ..Document::new("Vérifier avant le dépôt")
    };
    context.page(document, move || view::view(&reviewed, &structures, undo, &later, &without_mandate)).await
}

/// Queues everything that was reviewed, each with the seal of what was seen.
async fn submit(context: Context, Form(pairs): Pairs) -> Result<Response, PageError> {
    let first = |name: &str| {
        let found = pairs.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let without_mandate = first(REASON);
    let later = (first("action") == LATER).then(|| TypedMoment { day: first("jour"), time: first("heure") });
    let sealed: Vec<(InvoiceId, String)> = pairs
        .into_iter()
        .filter(|(name, _)| name == "depot")
        .filter_map(|(_, value)| {
            let (id, seal) = value.split_once(':')?;
            Some((id.parse().ok()?, seal.to_owned()))
        })
        .collect();
    let issuing = &context.site.desk.issuing;
    if let Some(later) = later {
        // What cannot be read is refused like a moment that is past, in the same words.
        let at = later.instant(context.site.desk.now()).unwrap_or_default();
        let departure = Departure { at: Some(at), without_mandate: without_mandate.clone() };
        return match issuing.submit_several_as(&context.actor, &sealed, &departure).await {
            Ok(outcome) => {
                told_or_asked(&context, &outcome, "n’est pas prévue", later, &without_mandate).await
            }
            Err(OperationError::Refused(reason)) => {
                let ids: Vec<InvoiceId> = sealed.iter().map(|(id, _)| *id).collect();
                let notices = vec![Notice::new(StatusKind::Error, reason.sentence())];
                let reason = TypedReason { text: without_mandate, missing: false };
                review_of(&context, &ids, notices, later, reason).await
            }
            Err(other) => Err(other.into()),
        };
    }
    let departure = Departure { at: None, without_mandate: without_mandate.clone() };
    let outcome = issuing.submit_several_as(&context.actor, &sealed, &departure).await?;
    told_or_asked(&context, &outcome, "n’est pas partie", TypedMoment::default(), &without_mandate).await
}

/// As [`told`]; where only the reason to go without a mandate is wanting, the review of what is left asks for it again.
async fn told_or_asked(
    context: &Context,
    outcome: &DoneWithSeveral,
    what: &'static str,
    later: TypedMoment,
    without_mandate: &str,
) -> Result<Response, PageError> {
    let wants =
        |reason: &Reason| matches!(reason, Reason::MandateMissing | Reason::MandateReasonTooLong { .. });
    let left: Vec<InvoiceId> =
        outcome.not_done.iter().filter(|(_, reason)| wants(reason)).map(|(id, _)| *id).collect();
    match outcome.not_done.first() {
        Some((_, reason)) if left.len() == outcome.not_done.len() => {
            let notices = vec![Notice::new(StatusKind::Error, reason.sentence())];
            let reason = TypedReason { text: without_mandate.to_owned(), missing: true };
            review_of(context, &left, notices, later, reason).await
        }
        _ => told(context, outcome, what).await,
    }
}

/// Takes drafts of colleagues over.
async fn take(context: Context, Form(pairs): Pairs) -> Result<Response, PageError> {
    let ids = pairs.iter().filter(|(field, _)| field == "invoice");
    let ids: Vec<InvoiceId> = ids.filter_map(|(_, id)| id.parse().ok()).collect();
    if context.site.desk.issuing.take_drafts(&context.actor, &ids).await? == 0 {
        let notices = vec![Notice::new(StatusKind::Error, "Choisissez au moins un brouillon.")];
        return desk_with(&context, notices, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    Ok(redirect_done(Place::Deposit, Done::DraftsTaken))
}

/// Takes back what the person has just sent.
async fn undo(context: Context, _: Pairs) -> Result<Response, PageError> {
    let outcome = context.site.desk.issuing.undo_leaving(&context.actor).await?;
    if outcome.done.is_empty() && outcome.not_done.is_empty() {
        let notices =
            vec![Notice::new(StatusKind::Warning, "Trop tard pour annuler\u{a0}: l’envoi est parti.")];
        return desk_with(&context, notices, StatusCode::CONFLICT).await;
    }
    if outcome.not_done.is_empty() {
        return Ok(match outcome.done[..] {
            [draft] => redirect_done(Place::Draft(draft), Done::SubmissionUndone),
            _ => redirect_done(Place::Deposit, Done::SubmissionsUndone),
        });
    }
    told(&context, &outcome, "n’a pas pu être annulée").await
}

/// The desk again; what was not done is named.
async fn told(
    context: &Context,
    outcome: &DoneWithSeveral,
    what: &'static str,
) -> Result<Response, PageError> {
    if outcome.not_done.is_empty() {
        return Ok(redirect(Place::Deposit));
    }
    let mut notices = Vec::new();
    for (id, reason) in &outcome.not_done {
        let number = match context.site.desk.portfolio.invoice_view(&context.actor, *id).await {
            Ok(view) if !view.invoice.number.is_empty() => format!("La facture {}", view.invoice.number),
            _ => "Une facture".to_owned(),
        };
        notices.push(Notice::new(StatusKind::Error, format!("{number} {what}. {}", reason.sentence())));
    }
    desk_with(context, notices, StatusCode::UNPROCESSABLE_ENTITY).await
}
