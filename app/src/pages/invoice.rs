//! One invoice: where it stands, whose turn it is, its document, facts and history.

mod acts;
mod beside;
mod circuit;
mod contents;
mod contract;
mod decide_bar;
mod delay_view;
mod disorder;
mod evidence;
mod history;
mod in_charge;
mod late;
mod late_view;
mod notes;
pub(in crate::pages) mod pages;
mod view;

use axum::extract::{Path, Query};
use axum::response::Response;
use domain::{Direction, InvoiceId, Permission, StatusKind};
use http::StatusCode;
use operations::OperationError;

pub(in crate::pages) use self::beside::Beside;
use self::circuit::CircuitSection;
pub(in crate::pages) use self::circuit::finding_words;
use self::in_charge::InCharge;
use self::notes::NotesSection;
use self::view::InvoicePage;
use super::deciding::Waiting;
use super::done::{Done, JustDone, redirect_done};
use super::invoices::ListQuery;
use super::refusal::FormState;
use crate::components::{Notice, RailEntry};
use crate::web::{Access, Context, Document, PageError, Place, RouteEntry, files, redirect};
use crate::words::Sentence as _;

/// An invoice, its files, and what can be done about its sending.
pub(crate) fn routes() -> Vec<RouteEntry> {
    use Permission::{Annotate, Deposit, Read};
    let needs = Access::Needs;
    vec![
        RouteEntry::read("/factures/{invoice}", needs(Read), show),
        RouteEntry::read("/factures/{invoice}/document", needs(Read), files::document),
        RouteEntry::read("/factures/{invoice}/pages", needs(Read), pages::show),
        RouteEntry::read("/factures/{invoice}/pages/{page}", needs(Read), pages::image),
        RouteEntry::read("/factures/{invoice}/pieces/{attachment}", needs(Read), files::attachment),
        RouteEntry::read("/factures/{invoice}/pieces/{attachment}/original", needs(Read), files::original),
        RouteEntry::read("/factures/{invoice}/document-sans-xml", needs(Read), files::plain_copy),
        RouteEntry::read("/factures/{invoice}/xml", needs(Read), files::source),
        RouteEntry::read("/factures/{invoice}/pivot.xml", needs(Read), files::pivot),
        RouteEntry::read("/factures/{invoice}/pivot", needs(Read), contents::pivot),
        RouteEntry::read(
            "/factures/{invoice}/pieces/{attachment}/contenu",
            needs(Read),
            contents::attachment,
        ),
        RouteEntry::read("/factures/{invoice}/pieces/{attachment}/image", needs(Read), files::picture),
        RouteEntry::read(
            "/factures/{invoice}/pieces/{attachment}/pages",
            needs(Read),
            pages::show_attachment,
        ),
        RouteEntry::read(
            "/factures/{invoice}/pieces/{attachment}/pages/{page}",
            needs(Read),
            pages::attachment_image,
        ),
        RouteEntry::read("/factures/{invoice}/attestation", needs(Read), evidence::attestation),
        RouteEntry::read("/factures/{invoice}/preuve.zip", needs(Read), evidence::archive),
        RouteEntry::read("/factures/{invoice}/retard", needs(Read), late::show),
        RouteEntry::read("/factures/{invoice}/retard.csv", needs(Read), late::table),
        RouteEntry::act("/factures/{invoice}/payeur", needs(Deposit), late::set_payer),
        RouteEntry::act("/factures/{invoice}/notes", needs(Annotate), notes::write),
        RouteEntry::act("/factures/{invoice}/notes/supprimer", needs(Annotate), notes::delete),
        RouteEntry::act("/factures/{invoice}/notes/lues", needs(Read), notes::mark_read),
        RouteEntry::act("/factures/{invoice}/charge", needs(Permission::Treat), in_charge::assign),
        RouteEntry::act("/factures/{invoice}/visa", needs(Permission::Treat), circuit::decide_step),
        RouteEntry::act("/factures/{invoice}/visas", needs(Permission::Treat), circuit::change_steps),
        RouteEntry::act("/factures/{invoice}/compte", needs(Permission::Treat), circuit::call_back),
        RouteEntry::act(
            "/factures/{invoice}/compte/confirmer",
            needs(Permission::Treat),
            circuit::confirm_account,
        ),
        RouteEntry::act(
            "/factures/{invoice}/decisions/{act}/seconde",
            needs(Permission::Treat),
            circuit::second,
        ),
        RouteEntry::act("/factures/{invoice}/delai-contractuel", needs(Permission::Treat), contract::set),
        RouteEntry::act("/factures/{invoice}/annuler-envoi", needs(Deposit), undo),
        RouteEntry::act("/factures/{invoice}/reessayer", needs(Deposit), retry),
        RouteEntry::act("/factures/{invoice}/copie", needs(Deposit), copy),
    ]
}

/// The page of an invoice.
async fn show(
    context: Context,
    Path(id): Path<InvoiceId>,
    Query(query): Query<ListQuery>,
    done: JustDone,
) -> Result<Response, PageError> {
    page(&context, id, Notices { done: done.notices(), query, ..Notices::default() }).await
}

/// The page of an invoice, with what could not be done.
pub(super) async fn page_with_problem(
    context: &Context,
    id: InvoiceId,
    problem: String,
) -> Result<Response, PageError> {
    page(context, id, Notices { problem: Some(problem), ..Notices::default() }).await
}

/// What the page says at its head, and what else was asked with it.
#[derive(Default)]
struct Notices {
    done: Vec<Notice>,
    problem: Option<String>,
    /// A note that was not taken.
    typed_note: String,
    /// What was typed in the circuit and not taken.
    typed_circuit: String,
    /// A contractual delay that was not taken.
    contract: Option<FormState>,
    /// The list in which the invoice was opened.
    query: ListQuery,
}

async fn page(context: &Context, id: InvoiceId, said: Notices) -> Result<Response, PageError> {
    let desk = &context.site.desk;
    let view = desk.portfolio.invoice_view(&context.actor, id).await?;
    if view.opening_counts() {
        files::note_opening(context, id);
    }
    let now = desk.now();
    let address = match said.query.opened_at() {
        Some((place, count)) => said.query.address_of(id, place, count),
        None => Place::Invoice(id).path(),
    };
    let in_charge = InCharge::load(context, &view.invoice, address.clone()).await?;
    let circuit = CircuitSection::load(context, &view.invoice, address.clone(), said.typed_circuit).await?;
    let (mentions, people) = desk.portfolio.told_of_notes(&context.actor, id).await?;
    let contract = said.contract.clone();
    let own_address = address.clone();
    let notes = NotesSection {
        mentions,
        people,
        invoice: id,
        notes: desk.portfolio.notes(&context.actor, id).await?,
        user: context.actor.user,
        may_write: context.actor.role.allows(Permission::Annotate),
        typed: said.typed_note,
        address,
        now,
    };
    let beside = Beside::load(context, &view, said.query).await?;
    let number = if view.invoice.number.is_empty() { "sans numéro" } else { &view.invoice.number };
    let word = view.invoice.kind.label();
    let problem = said.problem.clone().map(|text| Notice::new(StatusKind::Error, text));
    let notices = said.done.into_iter().chain(problem).collect();
    let document = Document {
        current: Some(match view.invoice.direction {
            Direction::Issued => RailEntry::Issued,
            Direction::Received => RailEntry::Received,
        }),
        environment: Some(view.structure.structure.environment),
        freshness: super::freshness_of(&view.structure, now),
        status: if said.problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK },
        notices,
        shortcuts: beside.as_ref().map(Beside::shortcuts).unwrap_or_default(),
        ..Document::new(format!("{word} {number}"))
    };
    let may_deposit = context.actor.role.allows(Permission::Deposit);
    let may_treat = context.actor.role.allows(Permission::Treat);
    let decided = if may_treat && view.invoice.direction == Direction::Received {
        Waiting::load(context).await?
    } else {
        Waiting::default()
    };
    let page = InvoicePage {
        view,
        beside,
        notes,
        in_charge,
        circuit,
        me: context.actor.user,
        contract,
        address: own_address,
        now,
        may_deposit,
        may_treat,
        decided,
    };
    context.page(document, move || page.view()).await
}

/// Takes a submission back: the invoice is a draft again.
async fn undo(context: Context, Path(id): Path<InvoiceId>) -> Result<Response, PageError> {
    match context.site.desk.issuing.undo_submission(&context.actor, id).await {
        Ok(()) => Ok(redirect_done(Place::Draft(id), Done::SubmissionUndone)),
        Err(OperationError::Refused(reason)) => page_with_problem(&context, id, reason.sentence()).await,
        Err(other) => Err(other.into()),
    }
}

/// Opens a draft that says the same: a corrected invoice, or the next one of its kind.
async fn copy(context: Context, Path(id): Path<InvoiceId>) -> Result<Response, PageError> {
    match context.site.desk.issuing.copy_invoice(&context.actor, id).await {
        Ok(draft) => {
            let view = context.site.desk.issuing.deposit_view(&context.actor, draft).await?;
            let done = if view.draft.form.is_entry() { Done::EntryCopied } else { Done::InvoiceCopied };
            Ok(redirect_done(Place::Draft(draft), done))
        }
        Err(OperationError::Refused(reason)) => page_with_problem(&context, id, reason.sentence()).await,
        Err(other) => Err(other.into()),
    }
}

/// Tries a waiting submission now.
async fn retry(context: Context, Path(id): Path<InvoiceId>) -> Result<Response, PageError> {
    match context.site.desk.issuing.retry_now(&context.actor, id).await {
        Ok(()) => Ok(redirect(Place::Invoice(id))),
        Err(OperationError::Refused(reason)) => page_with_problem(&context, id, reason.sentence()).await,
        Err(other) => Err(other.into()),
    }
}
