//! What the recipient of an invoice decides: three questions that lead to the right act, a page for each act with the PDF
//! beside it, and the way back.

mod mandates;
mod mandates_view;
mod questions;
mod several;
mod several_view;
mod texts;
mod view;
mod waiting;

use std::time::Duration;

use axum::extract::{Multipart, Path, Query};
use axum::response::Response;
use domain::{
    ActId, ActKind, Decision, DecisionField, FieldPath, FormField as _, InvoiceId, Notes, Permission, Reason,
    StatusKind, Values,
};
use http::StatusCode;
use operations::{Confirmed, DecisionView, OperationError};

use self::questions::{QuestionsPage, Typed};
use self::view::DecisionPage;
pub(in crate::pages) use self::waiting::Waiting;
use super::acting::{attach, not_kept};
use super::done::{Done, JustDone, redirect_done, redirect_done_to};
use super::invoice::{Beside, page_with_problem};
use super::invoices::ListQuery;
use super::refusal::{FormState, Refusal};
use crate::components::{Notice, RailEntry, Shortcut};
use crate::web::{
    Access, Context, Document, PageError, Place, RouteEntry, read_attachments, redirect, see_other,
};
use crate::words::{Sentence as _, verb};

/// How long the page of questions waits for what Chorus Pro offers.
const ASKING: Duration = Duration::from_secs(2);

/// The decisions on received invoices.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let treat = Access::Needs(Permission::Treat);
    vec![
        RouteEntry::read("/factures/{invoice}/decider", treat, choose),
        RouteEntry::read("/factures/{invoice}/decider/{decision}", treat, show),
        RouteEntry::upload("/factures/{invoice}/decider/{decision}", treat, save),
        RouteEntry::act("/factures/{invoice}/decisions/{act}/annuler", treat, undo),
        RouteEntry::act("/factures/{invoice}/decisions/{act}/reessayer", treat, retry),
        RouteEntry::act("/decisions/annuler", treat, undo_all),
        RouteEntry::read("/recues/mandats", treat, mandates::start),
        RouteEntry::upload("/recues/mandats", treat, mandates::examine),
        RouteEntry::act("/recues/mandats/confirmer", treat, mandates::confirm),
        RouteEntry::act("/factures/choisies/decider", treat, several::examine),
        RouteEntry::act("/factures/choisies/decider/confirmer", treat, several::decide),
    ]
}

/// Where a decision is prepared.
pub(crate) fn path_of(decision: Decision, id: InvoiceId) -> String {
    format!("/factures/{id}/decider/{}", decision.word())
}

fn decision_of(word: &str) -> Result<Decision, PageError> {
    Decision::from_word(word).ok_or_else(|| OperationError::NotFound("decision").into())
}

/// Three questions, and every decision with why it is not open.
async fn choose(
    context: Context,
    Path(id): Path<InvoiceId>,
    Query(query): Query<ListQuery>,
    Query(typed): Query<Typed>,
) -> Result<Response, PageError> {
    let acting = &context.site.desk.acting;
    let view = match acting.decision_view(&context.actor, id, None).await {
        Ok(view) => view,
        Err(error) => return elsewhere(&context, id, error).await,
    };
    let offered = tokio::time::timeout(ASKING, acting.offered_statuses(&context.actor, id)).await;
    let offered = offered.unwrap_or(Ok(None))?;
    let document = Document {
        current: Some(RailEntry::Received),
        environment: Some(view.structure.structure.environment),
        ..Document::new(view::title("Que faire de", &view.invoice))
    };
    let list = query.in_list();
    context.page(document, move || QuestionsPage { view, offered, typed, list }.view()).await
}

/// The page of a decision.
async fn show(
    context: Context,
    Path((id, word)): Path<(InvoiceId, String)>,
    Query(query): Query<ListQuery>,
    done: JustDone,
) -> Result<Response, PageError> {
    let decision = decision_of(&word)?;
    match context.site.desk.acting.decision_view(&context.actor, id, Some(decision)).await {
        Ok(view) => {
            // A field that nobody has filled yet is not reproached with it.
            let filled = |path: &FieldPath| !view.values.get(path.clone()).trim().is_empty();
            let notes = view.notes.iter().filter(|note| filled(&note.path)).cloned().collect();
            let form = FormState::noted(view.values.clone(), notes);
            page(&context, decision, view, form, done.notices(), &query).await
        }
        Err(error) => elsewhere(&context, id, error).await,
    }
}

/// The invoice, where there is nothing to decide by now.
async fn elsewhere(context: &Context, id: InvoiceId, error: OperationError) -> Result<Response, PageError> {
    match error {
        OperationError::Refused(Reason::ActUnderWay) => Ok(redirect(Place::Invoice(id))),
        OperationError::Refused(reason) => page_with_problem(context, id, reason.sentence()).await,
        other => Err(other.into()),
    }
}

async fn page(
    context: &Context,
    decision: Decision,
    view: DecisionView,
    form: FormState,
    notices: Vec<Notice>,
    query: &ListQuery,
) -> Result<Response, PageError> {
    let document = Document {
        current: Some(RailEntry::Received),
        environment: Some(view.structure.structure.environment),
        notices,
        shortcuts: vec![Shortcut::new(&["Ctrl", "Entrée"], verb(decision))],
        ..Document::new(view::title(verb(decision), &view.invoice))
    };
    let list = query.in_list();
    context.form_page(document, form, move |form| DecisionPage { decision, view, form, list }.view()).await
}

/// What a button of the page asks for, after everything typed and attached has been kept.
enum Button {
    Save,
    Send,
    Detach(String),
    /// One of the texts that stand beside the reason.
    Text(String),
    KeepText,
    ForgetText(String),
}

impl Button {
    fn read(text: &str) -> Self {
        let (word, rest) = text.split_once(':').unwrap_or((text, ""));
        match word {
            "envoyer" => Self::Send,
            "retirer" => Self::Detach(rest.to_owned()),
            "texte" => Self::Text(rest.to_owned()),
            "garder-texte" => Self::KeepText,
            "oublier-texte" => Self::ForgetText(rest.to_owned()),
            _ => Self::Save,
        }
    }
}

async fn save(
    context: Context,
    Path((id, word)): Path<(InvoiceId, String)>,
    Query(query): Query<ListQuery>,
    form: Multipart,
) -> Result<Response, PageError> {
    let decision = decision_of(&word)?;
    let (desk, actor) = (&context.site.desk, &context.actor);
    // Before anything is received: a foreign invoice does not exist.
    if !desk.portfolio.reaches(actor, id).await? {
        return Err(OperationError::NotFound("invoice").into());
    }
    let upload = read_attachments(&desk.issuing, actor, form).await?;
    let button = Button::read(upload.text("action").unwrap_or_default());
    let version = upload.text("version").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut typed = upload.values()?;
    typed.set(DecisionField::Decision, decision.code());
    if let Button::Text(text) = &button {
        let known = desk.acting.decision_texts(actor, decision).await?;
        if let Some(text) = texts::called(decision, &known, text) {
            typed.set(DecisionField::Motif, text);
        }
    }
    let saved = match desk.acting.save_act(actor, id, ActKind::Decide, version, &typed).await {
        Ok(saved) => saved,
        Err(OperationError::Refused(reason)) => {
            let motif = typed.get(DecisionField::Motif).trim();
            return page_with_problem(&context, id, not_kept(&reason, "motif", motif, &upload)).await;
        }
        Err(other) => return Err(other.into()),
    };
    let attached = upload.files.len();
    let mut notes = attach(&context, id, ActKind::Decide, upload).await?;
    if let Some((_, replaced)) = saved.replaced {
        // What a colleague prepared is said once; the next press sends what stands here.
        notes.extend(replaced);
    }
    if notes.refuse() {
        return refused(&context, id, decision, notes, &query).await;
    }
    let here = format!("{}{}", path_of(decision, id), query.in_list());
    match button {
        Button::Save | Button::Text(_) => Ok(see_other(&here)),
        Button::Detach(attachment) => {
            let attachment = attachment.parse().map_err(|_| OperationError::NotFound("attachment"))?;
            desk.acting.detach(actor, id, ActKind::Decide, attachment).await?;
            Ok(see_other(&here))
        }
        Button::KeepText => match keep_text(&context, decision, &typed).await? {
            None => Ok(redirect_done_to(&here, Done::TextKept)),
            Some(reason) => {
                let mut notes = Notes::default();
                notes.error(DecisionField::Motif, reason);
                refused(&context, id, decision, notes, &query).await
            }
        },
        Button::ForgetText(text) => {
            let text = text.parse().map_err(|_| OperationError::NotFound("decision text"))?;
            desk.acting.delete_decision_text(actor, text).await?;
            Ok(see_other(&here))
        }
        Button::Send => {
            // The files of this very form are the person's own; what came from elsewhere has another version.
            let version = saved.version + i64::try_from(attached).unwrap_or(i64::MAX);
            send(&context, id, decision, version, query).await
        }
    }
}

async fn keep_text(
    context: &Context,
    decision: Decision,
    typed: &Values,
) -> Result<Option<Reason>, PageError> {
    let text = typed.get(DecisionField::Motif);
    match context.site.desk.acting.keep_decision_text(&context.actor, decision, text).await {
        Ok(()) => Ok(None),
        Err(OperationError::Refused(reason)) => Ok(Some(reason)),
        Err(other) => Err(other.into()),
    }
}

async fn send(
    context: &Context,
    id: InvoiceId,
    decision: Decision,
    version: i64,
    query: ListQuery,
) -> Result<Response, PageError> {
    let desk = &context.site.desk;
    match desk.acting.send_act(&context.actor, id, ActKind::Decide, version).await {
        // The next one of the list opens by itself; what has just been decided can be taken back there.
        Ok(Confirmed::NeedsSecond) => Ok(redirect_done(Place::Invoice(id), Done::RejectionHeld)),
        Ok(Confirmed::Leaves) => {
            let view = desk.portfolio.invoice_view(&context.actor, id).await?;
            let beside = Beside::load(context, &view, query).await?;
            let next = beside.and_then(|beside| beside.next_address());
            Ok(next.map_or_else(|| redirect(Place::Invoice(id)), |address| see_other(&address)))
        }
        Err(OperationError::Invalid(notes)) => refused(context, id, decision, notes, &query).await,
        Err(OperationError::ChangedMeanwhile) => {
            let view = desk.acting.decision_view(&context.actor, id, Some(decision)).await?;
            let form = FormState::noted(view.values.clone(), view.notes.clone());
            let text = "Un collègue vient de modifier cette décision. Relisez-la, puis envoyez.";
            let notices = vec![Notice::new(StatusKind::Warning, text)];
            let mut response = page(context, decision, view, form, notices, &query).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(error) => elsewhere(context, id, error).await,
    }
}

/// The page again, with what is to be corrected; that of the invoice where it has moved on.
async fn refused(
    context: &Context,
    id: InvoiceId,
    decision: Decision,
    notes: Notes,
    query: &ListQuery,
) -> Result<Response, PageError> {
    match context.site.desk.acting.decision_view(&context.actor, id, Some(decision)).await {
        Ok(view) => {
            let form = FormState::refused(view.values.clone(), Refusal::noted(notes));
            page(context, decision, view, form, Vec::new(), query).await
        }
        Err(error) => elsewhere(context, id, error).await,
    }
}

/// Takes a decision back: it may be changed again.
async fn undo(context: Context, Path((id, act)): Path<(InvoiceId, ActId)>) -> Result<Response, PageError> {
    match context.site.desk.acting.undo_act(&context.actor, id, act).await {
        Ok(_) => {
            let view = context.site.desk.acting.decision_view(&context.actor, id, None).await?;
            let decision = Decision::from_code(view.values.get(DecisionField::Decision));
            let path = decision.map_or_else(|| Place::Invoice(id).path(), |decision| path_of(decision, id));
            Ok(redirect_done_to(&path, Done::DecisionUndone))
        }
        Err(OperationError::Refused(reason)) => page_with_problem(&context, id, reason.sentence()).await,
        Err(other) => Err(other.into()),
    }
}

/// Takes back everything that the person has just decided.
async fn undo_all(context: Context) -> Result<Response, PageError> {
    let undone = context.site.desk.acting.undo_waiting(&context.actor).await?;
    let done = if undone == 0 { Done::DecisionsGone } else { Done::DecisionsUndone };
    Ok(redirect_done(Place::Received, done))
}

/// Tries a waiting decision now.
async fn retry(context: Context, Path((id, act)): Path<(InvoiceId, ActId)>) -> Result<Response, PageError> {
    match context.site.desk.acting.retry_act(&context.actor, id, act).await {
        Ok(()) => Ok(redirect(Place::Invoice(id))),
        Err(OperationError::Refused(reason)) => page_with_problem(&context, id, reason.sentence()).await,
        Err(other) => Err(other.into()),
    }
}

/// How a field of the form is called.
fn label_of(path: &FieldPath) -> Option<String> {
    DecisionField::label_of(path)
}
