//! Acts on works documents: a page for each, and the way back.

use axum::extract::{Form, Path};
use axum::response::Response;
use domain::{
    FieldPath, Notes, Permission, StatusKind, WorksActField, WorksActId, WorksActKind, WorksDocumentId,
};
use http::StatusCode;
use operations::{OperationError, WorksActView};

use super::super::done::{Done, redirect_done_to};
use super::super::refusal::{FormState, Refusal, Sent};
use super::act_view::{ActPage, at_payer, title};
use super::file_page;
use crate::components::{Notice, RailEntry, Shortcut};
use crate::web::{Access, Context, Document, PageError, RouteEntry, see_other};
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
async fn elsewhere(
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

/// Keeps what was typed and, when asked to, sends it.
async fn save(
    context: Context,
    id: WorksDocumentId,
    kind: WorksActKind,
    pairs: Vec<(String, String)>,
) -> Result<Response, PageError> {
    let (works, actor) = (&context.site.desk.works, &context.actor);
    let said = |name: &str| pairs.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str());
    let version = said("version").and_then(|text| text.parse().ok()).unwrap_or(0);
    let send = said("action") == Some("envoyer");
    let typed = Sent::read::<WorksActField>(pairs)?.values;
    let saved = match works.save_works_act(actor, id, kind, version, &typed).await {
        Ok(saved) => saved,
        Err(error) => return elsewhere(&context, id, error).await,
    };
    if let Some(replaced) = saved.replaced {
        // What a colleague prepared is said once; the next press sends what stands here.
        return refused(&context, id, kind, replaced).await;
    }
    if !send {
        return Ok(see_other(&path_of(kind, id)));
    }
    match works.send_works_act(actor, id, kind, saved.version).await {
        Ok(()) => Ok(see_other(&format!("/travaux/{id}"))),
        Err(OperationError::Invalid(notes)) => refused(&context, id, kind, notes).await,
        Err(OperationError::ChangedMeanwhile) => {
            let view = works.works_act_view(actor, id, kind).await?;
            let form = FormState::noted(view.values.clone(), view.notes.clone());
            let text = "Un collègue vient de modifier cet acte. Relisez-le, puis envoyez.";
            let notices = vec![Notice::new(StatusKind::Warning, text)];
            let mut response = page(&context, kind, view, form, notices).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(error) => elsewhere(&context, id, error).await,
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
