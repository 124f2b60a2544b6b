//! Many drafts as one: the review as a table, the deposit in one act, and the way back.

mod view;

use axum::Form;
use axum::response::Response;
use domain::{InvoiceId, Permission, StatusKind};
use http::StatusCode;
use operations::{DoneWithSeveral, MOST_DRAFTS, Readiness};

use super::deposit::desk_with;
use super::done::{Done, redirect_done};
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
    let mut notices = Vec::new();
    if ids.len() > MOST_DRAFTS as usize {
        let text = format!("Les {MOST_DRAFTS} premiers sont vérifiés\u{a0}; les autres le seront ensuite.");
        notices.push(Notice::new(StatusKind::Info, text));
    }
    let reviewed = issuing.review_several(&context.actor, &ids).await?;
    let structures = context.site.desk.portfolio.structures(&context.actor).await?;
    let undo = context.site.desk.settings().undo.as_secs();
    let document =
        Document {
            current: Some(RailEntry::Deposit), notices, ..Document::new("Vérifier avant le dépôt")
        };
    context.page(document, move || view::view(&reviewed, &structures, undo)).await
}

/// Queues everything that was reviewed, each with the seal of what was seen.
async fn submit(context: Context, Form(pairs): Pairs) -> Result<Response, PageError> {
    let sealed: Vec<(InvoiceId, String)> = pairs
        .into_iter()
        .filter(|(name, _)| name == "depot")
        .filter_map(|(_, value)| {
            let (id, seal) = value.split_once(':')?;
            Some((id.parse().ok()?, seal.to_owned()))
        })
        .collect();
    let outcome = context.site.desk.issuing.submit_several(&context.actor, &sealed).await?;
    told(&context, &outcome, "n’est pas partie").await
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
