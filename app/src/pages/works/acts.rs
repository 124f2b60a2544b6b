//! Acts on works documents: a page for each, and the way back.

use axum::extract::{Form, Multipart, Path};
use axum::response::Response;
use domain::{
    FieldPath, Notes, Permission, Remark, StatusKind, Values, WorksActField, WorksActId, WorksActKind,
    WorksDocumentId,
};
use http::StatusCode;
use operations::{OperationError, WorksActFile, WorksActView};

use super::super::done::{Done, redirect_done_to};
use super::super::refusal::{FormState, Refusal, Sent};
use super::act_view::{ActPage, at_payer, title};
use super::file_page;
use crate::components::{AttachedFile, Mended, Notice, RailEntry, Shortcut};
use crate::web::{
    Access, Context, Document, PageError, RouteEntry, Upload, files, read_attachments, see_other,
};
use crate::words::Sentence as _;

/// The acts.
pub(super) fn routes() -> Vec<RouteEntry> {
    let (treat, deposit) = (Access::Needs(Permission::Treat), Access::Needs(Permission::Deposit));
    // Taking back and trying again are asked of who may do the act itself, which the operation looks at.
    let read = Access::Needs(Permission::Read);
    vec![
        RouteEntry::read("/travaux/{works}/renvoyer", treat, show_send_back),
        RouteEntry::act("/travaux/{works}/renvoyer", treat, send_back),
        RouteEntry::read("/travaux/{works}/demander-recyclage", treat, show_ask_recycling),
        RouteEntry::act("/travaux/{works}/demander-recyclage", treat, ask_recycling),
        RouteEntry::read("/travaux/{works}/rediriger", deposit, show_recycle),
        RouteEntry::act("/travaux/{works}/rediriger", deposit, recycle),
        RouteEntry::read("/travaux/{works}/completer", deposit, show_complete),
        RouteEntry::upload("/travaux/{works}/completer", deposit, complete),
        RouteEntry::read("/travaux/{works}/refuser", treat, show_refuse),
        RouteEntry::act("/travaux/{works}/refuser", treat, refuse),
        RouteEntry::read("/travaux/{works}/actes/{act}/pieces/{attachment}", read, files::works_act_file),
        RouteEntry::read(
            "/travaux/{works}/actes/{act}/pieces/{attachment}/original",
            read,
            files::works_act_original,
        ),
        RouteEntry::act("/travaux/{works}/actes/{act}/annuler", read, undo),
        RouteEntry::act("/travaux/{works}/actes/{act}/reessayer", read, retry),
    ]
}

/// Where an act is prepared.
pub(super) fn path_of(kind: WorksActKind, id: WorksDocumentId) -> String {
    let word = match kind {
        WorksActKind::SendBack => "renvoyer",
        WorksActKind::AskRecycling => "demander-recyclage",
        WorksActKind::Recycle => "rediriger",
        WorksActKind::Complete => "completer",
        WorksActKind::Refuse => "refuser",
    };
    format!("/travaux/{id}/{word}")
}

async fn show_send_back(context: Context, path: Path<WorksDocumentId>) -> Result<Response, PageError> {
    show(context, path.0, WorksActKind::SendBack).await
}

async fn show_ask_recycling(context: Context, path: Path<WorksDocumentId>) -> Result<Response, PageError> {
    show(context, path.0, WorksActKind::AskRecycling).await
}

async fn show_recycle(context: Context, path: Path<WorksDocumentId>) -> Result<Response, PageError> {
    show(context, path.0, WorksActKind::Recycle).await
}

async fn show_complete(context: Context, path: Path<WorksDocumentId>) -> Result<Response, PageError> {
    show(context, path.0, WorksActKind::Complete).await
}

async fn show_refuse(context: Context, path: Path<WorksDocumentId>) -> Result<Response, PageError> {
    show(context, path.0, WorksActKind::Refuse).await
}

/// The pairs of a posted form.
type Pairs = Form<Vec<(String, String)>>;

async fn send_back(
    context: Context,
    path: Path<WorksDocumentId>,
    form: Pairs,
) -> Result<Response, PageError> {
    save(context, path.0, WorksActKind::SendBack, form.0).await
}

async fn ask_recycling(
    context: Context,
    path: Path<WorksDocumentId>,
    form: Pairs,
) -> Result<Response, PageError> {
    save(context, path.0, WorksActKind::AskRecycling, form.0).await
}

async fn recycle(context: Context, path: Path<WorksDocumentId>, form: Pairs) -> Result<Response, PageError> {
    save(context, path.0, WorksActKind::Recycle, form.0).await
}

async fn refuse(context: Context, path: Path<WorksDocumentId>, form: Pairs) -> Result<Response, PageError> {
    save(context, path.0, WorksActKind::Refuse, form.0).await
}

async fn complete(
    context: Context,
    path: Path<WorksDocumentId>,
    form: Multipart,
) -> Result<Response, PageError> {
    save_with_files(context, path.0, WorksActKind::Complete, form).await
}

async fn show(context: Context, id: WorksDocumentId, kind: WorksActKind) -> Result<Response, PageError> {
    match context.site.desk.works.works_act_view(&context.actor, id, kind).await {
        Ok(view) => {
            // A field that nobody has filled yet is not reproached with it.
            let filled = |path: &FieldPath| !view.values.get(path.clone()).trim().is_empty();
            let notes = view.notes.iter().filter(|note| filled(&note.path)).cloned().collect();
            let form = FormState::noted(view.values.clone(), notes);
            page(&context, kind, view, form, Vec::new()).await
        }
        Err(error) => elsewhere(&context, id, error).await,
    }
}

/// The billing file, where there is nothing to do by now.
pub(super) async fn elsewhere(
    context: &Context,
    id: WorksDocumentId,
    error: OperationError,
) -> Result<Response, PageError> {
    match error {
        OperationError::Refused(reason) => {
            let notices = vec![Notice::new(StatusKind::Error, reason.sentence())];
            let mut response = file_page(context, id, notices).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        other => Err(other.into()),
    }
}

async fn page(
    context: &Context,
    kind: WorksActKind,
    view: WorksActView,
    form: FormState,
    notices: Vec<Notice>,
) -> Result<Response, PageError> {
    let verb = kind.verb(at_payer(&view.document));
    let document = Document {
        current: Some(RailEntry::Works),
        environment: Some(view.structure.structure.environment),
        notices,
        shortcuts: vec![Shortcut::new(&["Ctrl", "Entrée"], verb)],
        ..Document::new(title(kind, &view.document))
    };
    context.form_page(document, form, move |form| ActPage { kind, view, form }.view()).await
}

/// What a button of the page asks for, after everything typed and attached has been kept.
enum Button {
    Save,
    Send,
    Detach(String),
}

impl Button {
    fn read(text: &str) -> Self {
        match text.split_once(':').unwrap_or((text, "")) {
            ("envoyer", _) => Self::Send,
            ("retirer", file) => Self::Detach(file.to_owned()),
            _ => Self::Save,
        }
    }
}

/// A form as it was sent.
struct Posted {
    version: i64,
    button: Button,
    typed: Values,
    upload: Upload,
}

async fn save(
    context: Context,
    id: WorksDocumentId,
    kind: WorksActKind,
    pairs: Vec<(String, String)>,
) -> Result<Response, PageError> {
    let said = |name: &str| pairs.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str());
    let version = said("version").and_then(|text| text.parse().ok()).unwrap_or(0);
    let button = Button::read(said("action").unwrap_or_default());
    let typed = Sent::read::<WorksActField>(pairs)?.values;
    go_on(&context, id, kind, Posted { version, button, typed, upload: Upload::default() }).await
}

async fn save_with_files(
    context: Context,
    id: WorksDocumentId,
    kind: WorksActKind,
    form: Multipart,
) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    // Before anything is received: a foreign document does not exist, and what it does not call for takes no files.
    if let Err(error) = desk.works.works_act_view(actor, id, kind).await {
        return elsewhere(&context, id, error).await;
    }
    let upload = read_attachments(&desk.issuing, actor, form).await?;
    let version = upload.text("version").and_then(|text| text.parse().ok()).unwrap_or(0);
    let button = Button::read(upload.text("action").unwrap_or_default());
    let typed = upload.values()?;
    go_on(&context, id, kind, Posted { version, button, typed, upload }).await
}

/// Attaches the files of a form; what could not be is said at their field. Gives how many were attached.
async fn attach(
    context: &Context,
    id: WorksDocumentId,
    kind: WorksActKind,
    upload: Upload,
    notes: &mut Notes,
) -> Result<i64, PageError> {
    for problem in upload.problems {
        notes.error(WorksActField::Attachments, problem);
    }
    let mut attached = 0;
    for (_, name, file) in upload.files {
        let works = &context.site.desk.works;
        match works.attach_to_works_act(&context.actor, id, kind, file, &name).await {
            Ok(_) => attached += 1,
            Err(OperationError::Refused(reason)) => {
                notes.error(WorksActField::Attachments, Remark::NotAttached { name, reason });
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok(attached)
}

/// Keeps what was typed and attached and, when asked to, sends it.
async fn go_on(
    context: &Context,
    id: WorksDocumentId,
    kind: WorksActKind,
    posted: Posted,
) -> Result<Response, PageError> {
    let (works, actor) = (&context.site.desk.works, &context.actor);
    let saved = match works.save_works_act(actor, id, kind, posted.version, &posted.typed).await {
        Ok(saved) => saved,
        Err(error) => return elsewhere(context, id, error).await,
    };
    // What a colleague prepared is said once; the next press sends what stands here.
    let mut notes = saved.replaced.unwrap_or_default();
    // The files of this very form are the person's own; what came from elsewhere has another version.
    let version = saved.version + attach(context, id, kind, posted.upload, &mut notes).await?;
    if notes.refuse() {
        return refused(context, id, kind, notes).await;
    }
    match posted.button {
        Button::Save => return Ok(see_other(&path_of(kind, id))),
        Button::Detach(file) => {
            let file = file.parse().map_err(|_| OperationError::NotFound("attachment"))?;
            works.detach_from_works_act(actor, id, kind, file).await?;
            return Ok(see_other(&path_of(kind, id)));
        }
        Button::Send => {}
    }
    match works.send_works_act(actor, id, kind, version).await {
        Ok(()) => Ok(see_other(&format!("/travaux/{id}"))),
        Err(OperationError::Invalid(notes)) => refused(context, id, kind, notes).await,
        Err(OperationError::ChangedMeanwhile) => {
            let view = works.works_act_view(actor, id, kind).await?;
            let form = FormState::noted(view.values.clone(), view.notes.clone());
            let text = "Un collègue vient de modifier cet acte. Relisez-le, puis envoyez.";
            let notices = vec![Notice::new(StatusKind::Warning, text)];
            let mut response = page(context, kind, view, form, notices).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(error) => elsewhere(context, id, error).await,
    }
}

/// A file as a list shows it.
pub(super) fn attached_file(file: &WorksActFile) -> AttachedFile {
    AttachedFile {
        id: file.id,
        name: file.document.name.clone(),
        original_name: file.original_name.clone(),
        bytes: file.document.bytes,
        mended: file.mended.as_ref().map(|mended| Mended { how: mended.how, bytes: mended.bytes }),
    }
}

/// The page again, with what is to be corrected.
async fn refused(
    context: &Context,
    id: WorksDocumentId,
    kind: WorksActKind,
    notes: Notes,
) -> Result<Response, PageError> {
    match context.site.desk.works.works_act_view(&context.actor, id, kind).await {
        Ok(view) => {
            let form = FormState::refused(view.values.clone(), Refusal::noted(notes));
            page(context, kind, view, form, Vec::new()).await
        }
        Err(error) => elsewhere(context, id, error).await,
    }
}

/// Takes an act back: it may be changed again.
async fn undo(
    context: Context,
    Path((id, act)): Path<(WorksDocumentId, WorksActId)>,
) -> Result<Response, PageError> {
    match context.site.desk.works.undo_works_act(&context.actor, id, act).await {
        Ok(_) => Ok(redirect_done_to(&format!("/travaux/{id}"), Done::WorksActUndone)),
        Err(error) => elsewhere(&context, id, error).await,
    }
}

/// Tries a waiting act now.
async fn retry(
    context: Context,
    Path((id, act)): Path<(WorksDocumentId, WorksActId)>,
) -> Result<Response, PageError> {
    match context.site.desk.works.retry_works_act(&context.actor, id, act).await {
        Ok(()) => Ok(see_other(&format!("/travaux/{id}"))),
        Err(error) => elsewhere(&context, id, error).await,
    }
}
