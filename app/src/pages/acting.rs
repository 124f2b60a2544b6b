//! What is done to an invoice that came back: one page for each act, its PDF beside what is to be said.

mod view;

use std::time::Duration;

use axum::extract::{Multipart, Path};
use axum::response::Response;
use domain::{
    ActId, ActKind, CompleteField, FieldPath, FormField, InvoiceId, Notes, Permission, Reason, RecycleField,
    Remark, StatusKind, ValidatorField, Values,
};
use http::StatusCode;
use operations::{ActView, FoundRecipients, OperationError};

use self::view::ActPage;
use super::done::{Done, JustDone, redirect_done};
use super::invoice::page_with_problem;
use super::refusal::{FormState, Refusal};
use crate::components::{Notice, RailEntry, Shortcut};
use crate::web::{
    Access, Context, Document, PageError, Place, RouteEntry, Upload, read_attachments, redirect,
};
use crate::words::Sentence as _;

/// How long the page of a recycling waits for what is known of the recipient.
const ASKING: Duration = Duration::from_secs(3);

/// The acts on invoices that came back.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let deposit = Access::Needs(Permission::Deposit);
    vec![
        RouteEntry::read("/factures/{invoice}/completer", deposit, show_complete),
        RouteEntry::upload("/factures/{invoice}/completer", deposit, complete),
        RouteEntry::read("/factures/{invoice}/recycler", deposit, show_recycle),
        RouteEntry::upload("/factures/{invoice}/recycler", deposit, recycle),
        RouteEntry::read("/factures/{invoice}/valideur", deposit, show_validator),
        RouteEntry::upload("/factures/{invoice}/valideur", deposit, correct_validator),
        RouteEntry::act("/factures/{invoice}/rejet-traite", deposit, acknowledge),
        RouteEntry::act("/factures/{invoice}/reponses/{act}/annuler", deposit, undo),
        RouteEntry::act("/factures/{invoice}/reponses/{act}/reessayer", deposit, retry),
    ]
}

/// Where an act is prepared; the invoice itself where nothing is to be said with it.
pub(crate) fn path_of(kind: ActKind, id: InvoiceId) -> String {
    match kind {
        ActKind::Complete => format!("/factures/{id}/completer"),
        ActKind::Recycle => format!("/factures/{id}/recycler"),
        ActKind::CorrectValidator => format!("/factures/{id}/valideur"),
        ActKind::AcknowledgeRejection => format!("/factures/{id}"),
        ActKind::Decide => format!("/factures/{id}/decider"),
    }
}

async fn show_complete(
    context: Context,
    path: Path<InvoiceId>,
    done: JustDone,
) -> Result<Response, PageError> {
    show(context, path.0, ActKind::Complete, done).await
}

async fn show_recycle(
    context: Context,
    path: Path<InvoiceId>,
    done: JustDone,
) -> Result<Response, PageError> {
    show(context, path.0, ActKind::Recycle, done).await
}

async fn show_validator(
    context: Context,
    path: Path<InvoiceId>,
    done: JustDone,
) -> Result<Response, PageError> {
    show(context, path.0, ActKind::CorrectValidator, done).await
}

async fn complete(context: Context, path: Path<InvoiceId>, form: Multipart) -> Result<Response, PageError> {
    save(context, path.0, ActKind::Complete, form).await
}

async fn recycle(context: Context, path: Path<InvoiceId>, form: Multipart) -> Result<Response, PageError> {
    save(context, path.0, ActKind::Recycle, form).await
}

async fn correct_validator(
    context: Context,
    path: Path<InvoiceId>,
    form: Multipart,
) -> Result<Response, PageError> {
    save(context, path.0, ActKind::CorrectValidator, form).await
}

/// What the page shows besides the act.
#[derive(Default)]
struct Shown {
    notes: Notes,
    found: FoundRecipients,
    notices: Vec<Notice>,
    /// Whether it is the answer to an attempt to go on, which notes refuse.
    refused: bool,
}

/// The page of an act; that of the invoice where it is not called for.
async fn show(context: Context, id: InvoiceId, kind: ActKind, done: JustDone) -> Result<Response, PageError> {
    let desk = &context.site.desk;
    let view = desk.acting.act_view(&context.actor, id, kind).await;
    let view = match view {
        // Its services are for choice, where Chorus Pro can be asked in a moment.
        Ok(view) if kind == ActKind::Recycle && view.recipient.is_none() => {
            let asking = know_recipient(&context, id, kind, &view.values);
            if let Ok(known) = tokio::time::timeout(ASKING, asking).await {
                known?;
            }
            desk.acting.act_view(&context.actor, id, kind).await
        }
        view => view,
    };
    match view {
        Ok(view) => {
            // A field that nobody has filled yet is not reproached with it.
            let filled = |path: &FieldPath| !view.values.get(path.clone()).trim().is_empty();
            let notes = view.notes.iter().filter(|note| filled(&note.path)).cloned().collect();
            page(&context, kind, view, Shown { notes, notices: done.notices(), ..Shown::default() }).await
        }
        Err(OperationError::Refused(Reason::ActNotCalledFor | Reason::ActUnderWay)) => {
            Ok(redirect(Place::Invoice(id)))
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(
    context: &Context,
    kind: ActKind,
    view: ActView,
    mut shown: Shown,
) -> Result<Response, PageError> {
    let document = Document {
        current: Some(RailEntry::Issued),
        environment: Some(view.structure.structure.environment),
        notices: std::mem::take(&mut shown.notices),
        shortcuts: vec![Shortcut::new(&["Ctrl", "Entrée"], view::send_label(kind))],
        ..Document::new(view::title(kind, &view.invoice))
    };
    let form = if shown.refused {
        FormState::refused(view.values.clone(), Refusal::noted(std::mem::take(&mut shown.notes)))
    } else {
        FormState::noted(view.values.clone(), std::mem::take(&mut shown.notes))
    };
    let found = shown.found;
    context.form_page(document, form, move |form| ActPage { kind, view, form, found }.view()).await
}

/// What a button of the page asks for, after everything typed and attached has been kept.
enum Button {
    Save,
    Send,
    Find,
    Choose(String),
    Detach(String),
}

impl Button {
    fn read(text: &str) -> Self {
        let (word, rest) = text.split_once(':').unwrap_or((text, ""));
        match word {
            "envoyer" => Self::Send,
            "chercher" => Self::Find,
            "choisir" => Self::Choose(rest.to_owned()),
            "retirer" => Self::Detach(rest.to_owned()),
            _ => Self::Save,
        }
    }
}

async fn save(
    context: Context,
    id: InvoiceId,
    kind: ActKind,
    form: Multipart,
) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    // Before anything is received: a foreign invoice does not exist.
    if !desk.portfolio.reaches(actor, id).await? {
        return Err(OperationError::NotFound("invoice").into());
    }
    let upload = read_attachments(&desk.issuing, actor, form).await?;
    let button = Button::read(upload.text("action").unwrap_or_default());
    let version = upload.text("version").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut typed = upload.values()?;
    if let Button::Choose(siret) = &button {
        typed.set(RecycleField::RecipientSiret, siret);
    }
    let saved = match desk.acting.save_act(actor, id, kind, version, &typed).await {
        Ok(saved) => saved,
        Err(OperationError::Refused(reason)) => {
            let comment = typed.get(CompleteField::Comment).trim();
            return page_with_problem(&context, id, not_kept(&reason, "commentaire", comment, &upload)).await;
        }
        Err(other) => return Err(other.into()),
    };
    let attached = upload.files.len();
    let mut notes = attach(&context, id, kind, upload).await?;
    if let Button::Choose(_) = button {
        know_recipient(&context, id, kind, &typed).await?;
    }
    if let Some((_, replaced)) = saved.replaced {
        // What a colleague prepared is said once; the next press sends what stands here.
        notes.extend(replaced);
    }
    if notes.refuse() {
        return refused(&context, id, kind, notes).await;
    }
    match button {
        Button::Save | Button::Choose(_) => Ok(to_act(kind, id)),
        Button::Detach(attachment) => {
            let attachment = attachment.parse().map_err(|_| OperationError::NotFound("attachment"))?;
            desk.acting.detach(actor, id, kind, attachment).await?;
            Ok(to_act(kind, id))
        }
        Button::Find => find(&context, id, kind).await,
        Button::Send => {
            // The files of this very form are the person's own; what came from elsewhere has another version.
            let version = saved.version + i64::try_from(attached).unwrap_or(i64::MAX);
            send(&context, id, kind, version).await
        }
    }
}

/// Why an answer has no place any more, with what was typed and given for it.
pub(super) fn not_kept(reason: &Reason, what: &str, typed: &str, upload: &Upload) -> String {
    let mut text = reason.sentence();
    if !typed.is_empty() {
        text.push_str(&format!(" Votre {what}, s’il sert encore\u{a0}: « {typed} »."));
    }
    let names: Vec<&str> = upload.files.iter().map(|(_, name, _)| name.as_str()).collect();
    if !names.is_empty() {
        text.push_str(&format!(" Pas joint\u{a0}: {}.", names.join(", ")));
    }
    text
}

async fn send(context: &Context, id: InvoiceId, kind: ActKind, version: i64) -> Result<Response, PageError> {
    match context.site.desk.acting.send_act(&context.actor, id, kind, version).await {
        Ok(_) => Ok(redirect(Place::Invoice(id))),
        Err(OperationError::Invalid(notes)) => refused(context, id, kind, notes).await,
        Err(OperationError::Refused(reason)) => page_with_problem(context, id, reason.sentence()).await,
        Err(OperationError::ChangedMeanwhile) => {
            let view = context.site.desk.acting.act_view(&context.actor, id, kind).await?;
            let text = "Un collègue vient de modifier cette réponse. Relisez-la, puis envoyez.";
            let notices = vec![Notice::new(StatusKind::Warning, text)];
            let mut response = page(context, kind, view, Shown { notices, ..Shown::default() }).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(other) => Err(other.into()),
    }
}

/// The page again, with what is to be corrected; that of the invoice where it has moved on.
async fn refused(
    context: &Context,
    id: InvoiceId,
    kind: ActKind,
    notes: Notes,
) -> Result<Response, PageError> {
    match context.site.desk.acting.act_view(&context.actor, id, kind).await {
        Ok(view) => page(context, kind, view, Shown { notes, refused: true, ..Shown::default() }).await,
        Err(OperationError::Refused(reason)) => page_with_problem(context, id, reason.sentence()).await,
        Err(other) => Err(other.into()),
    }
}

async fn find(context: &Context, id: InvoiceId, kind: ActKind) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let view = desk.acting.act_view(actor, id, kind).await?;
    let typed = view.values.get(RecycleField::RecipientSiret);
    let mut shown = Shown::default();
    match desk.directory.find_recipients(actor, view.invoice.structure, typed).await {
        Ok(found) if found.candidates.is_empty() => {
            shown.notes.error(RecycleField::RecipientSiret, Remark::RecipientNotFound);
        }
        Ok(found) => shown.found = found,
        Err(OperationError::ChorusPro { reason, .. }) => {
            shown.notices.push(Notice::new(StatusKind::Warning, reason.sentence()));
        }
        Err(other) => return Err(other.into()),
    }
    page(context, kind, view, shown).await
}

/// Reads what a recipient that was just chosen asks for, when Chorus Pro can be asked.
async fn know_recipient(
    context: &Context,
    id: InvoiceId,
    kind: ActKind,
    typed: &Values,
) -> Result<(), PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let view = match desk.acting.act_view(actor, id, kind).await {
        Ok(view) => view,
        Err(OperationError::Refused(_)) => return Ok(()),
        Err(other) => return Err(other.into()),
    };
    let siret = typed.get(RecycleField::RecipientSiret);
    match desk.directory.recipient_card(actor, view.invoice.structure, siret).await {
        Ok(_) => Ok(()),
        Err(error @ (OperationError::Refused(_) | OperationError::ChorusPro { .. })) => {
            tracing::info!(%error, "recipient not read");
            Ok(())
        }
        Err(other) => Err(other.into()),
    }
}

/// Attaches the files of a form; what could not be is said at their field.
pub(super) async fn attach(
    context: &Context,
    id: InvoiceId,
    kind: ActKind,
    upload: Upload,
) -> Result<Notes, PageError> {
    let mut notes = Notes::default();
    for problem in upload.problems {
        notes.error(CompleteField::Attachments, problem);
    }
    for (_, name, file) in upload.files {
        match context.site.desk.acting.attach(&context.actor, id, kind, file, &name).await {
            Ok(_) => {}
            Err(OperationError::Refused(reason)) => {
                notes.error(CompleteField::Attachments, Remark::NotAttached { name, reason });
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok(notes)
}

fn to_act(kind: ActKind, id: InvoiceId) -> Response {
    redirect(Place::Act(kind, id))
}

/// Says of a rejection that it has been dealt with.
async fn acknowledge(context: Context, Path(id): Path<InvoiceId>) -> Result<Response, PageError> {
    after(&context, id, context.site.desk.acting.acknowledge_rejection(&context.actor, id).await).await
}

/// Takes an act back: it may be changed again.
async fn undo(context: Context, Path((id, act)): Path<(InvoiceId, ActId)>) -> Result<Response, PageError> {
    match context.site.desk.acting.undo_act(&context.actor, id, act).await {
        Ok(ActKind::AcknowledgeRejection) => Ok(redirect_done(Place::Invoice(id), Done::ActUndone)),
        Ok(kind) => Ok(redirect_done(Place::Act(kind, id), Done::ActUndone)),
        Err(error) => after(&context, id, Err(error)).await,
    }
}

/// Tries a waiting act now.
async fn retry(context: Context, Path((id, act)): Path<(InvoiceId, ActId)>) -> Result<Response, PageError> {
    after(&context, id, context.site.desk.acting.retry_act(&context.actor, id, act).await).await
}

async fn after(
    context: &Context,
    id: InvoiceId,
    outcome: Result<(), OperationError>,
) -> Result<Response, PageError> {
    match outcome {
        Ok(()) => Ok(redirect(Place::Invoice(id))),
        Err(OperationError::Refused(reason)) => page_with_problem(context, id, reason.sentence()).await,
        Err(other) => Err(other.into()),
    }
}

/// How a field of one of the forms is called.
fn label_of(path: &FieldPath) -> Option<String> {
    CompleteField::label_of(path)
        .or_else(|| RecycleField::label_of(path))
        .or_else(|| ValidatorField::label_of(path))
}
