//! One invoice: where it stands, whose turn it is, its document, facts and history.

mod history;
mod pages;
mod view;

use axum::extract::Path;
use axum::response::Response;
use domain::{Direction, InvoiceId, Permission, StatusKind};
use http::StatusCode;
use operations::OperationError;

use self::view::InvoicePage;
use super::done::{Done, redirect_done};
use crate::components::{Notice, RailEntry};
use crate::web::{Access, Context, Document, PageError, Place, RouteEntry, files, redirect};
use crate::words::Sentence as _;

/// An invoice, its files, and what can be done about its sending.
pub(crate) fn routes() -> Vec<RouteEntry> {
    use Permission::{Deposit, Read};
    let needs = Access::Needs;
    vec![
        RouteEntry::read("/factures/{invoice}", needs(Read), show),
        RouteEntry::read("/factures/{invoice}/document", needs(Read), files::document),
        RouteEntry::read("/factures/{invoice}/pages", needs(Read), pages::show),
        RouteEntry::read("/factures/{invoice}/pages/{page}", needs(Read), pages::image),
        RouteEntry::read("/factures/{invoice}/pieces/{attachment}", needs(Read), files::attachment),
        RouteEntry::act("/factures/{invoice}/annuler-envoi", needs(Deposit), undo),
        RouteEntry::act("/factures/{invoice}/reessayer", needs(Deposit), retry),
    ]
}

/// The page of an invoice.
async fn show(context: Context, Path(id): Path<InvoiceId>) -> Result<Response, PageError> {
    page(&context, id, None).await
}

async fn page(context: &Context, id: InvoiceId, problem: Option<String>) -> Result<Response, PageError> {
    let desk = &context.site.desk;
    let view = desk.portfolio.invoice_view(&context.actor, id).await?;
    let now = desk.now();
    let number = if view.invoice.number.is_empty() { "sans numéro" } else { &view.invoice.number };
    let word = view.invoice.kind.label();
    let document = Document {
        current: Some(match view.invoice.direction {
            Direction::Issued => RailEntry::Issued,
            Direction::Received => RailEntry::Received,
        }),
        environment: Some(view.structure.structure.environment),
        freshness: super::freshness_of(&view.structure, now),
        status: if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK },
        notices: problem.into_iter().map(|text| Notice::new(StatusKind::Error, text)).collect(),
        ..Document::new(format!("{word} {number}"))
    };
    let may_deposit = context.actor.role.allows(Permission::Deposit);
    context.page(document, move || InvoicePage { view, now, may_deposit }.view()).await
}

/// Takes a submission back: the invoice is a draft again.
async fn undo(context: Context, Path(id): Path<InvoiceId>) -> Result<Response, PageError> {
    match context.site.desk.issuing.undo_submission(&context.actor, id).await {
        Ok(()) => Ok(redirect_done(Place::Draft(id), Done::SubmissionUndone)),
        Err(OperationError::Refused(reason)) => page(&context, id, Some(reason.sentence())).await,
        Err(other) => Err(other.into()),
    }
}

/// Tries a waiting submission now.
async fn retry(context: Context, Path(id): Path<InvoiceId>) -> Result<Response, PageError> {
    match context.site.desk.issuing.retry_now(&context.actor, id).await {
        Ok(()) => Ok(redirect(Place::Invoice(id))),
        Err(OperationError::Refused(reason)) => page(&context, id, Some(reason.sentence())).await,
        Err(other) => Err(other.into()),
    }
}
