//! Invoices of subcontractors and joint contractors that wait for the answer of a validator: their list over all
//! structures, each with its PDF and the answer beside it, and the way back.

mod list_view;
mod view;

use axum::extract::{Form, Path, Query};
use axum::response::Response;
use domain::{AnswerField, FieldPath, Notes, Permission, StatusKind, ValidationId};
use http::StatusCode;
use operations::{OperationError, ValidationView};
use serde::Deserialize;

use self::list_view::ListPage;
use self::view::AnswerPage;
use super::done::{Done, JustDone, redirect_done};
use super::invoice::pages::{ImageQuery, PagesQuery, framed, image_of};
use super::refusal::{FormState, Refusal, Sent};
use crate::components::{Notice, RailEntry, Shortcut};
use crate::web::{Access, Context, Document, PageError, Place, RouteEntry, files, redirect};
use crate::words::Sentence as _;

/// What waits for a validator, and what is answered.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let (read, treat) = (Access::Needs(Permission::Read), Access::Needs(Permission::Treat));
    vec![
        RouteEntry::read("/a-valider", read, list),
        RouteEntry::act("/a-valider/actualiser", read, refresh),
        RouteEntry::read("/a-valider/{validation}", read, show),
        RouteEntry::act("/a-valider/{validation}", treat, answer),
        RouteEntry::act("/a-valider/{validation}/annuler", treat, undo),
        RouteEntry::act("/a-valider/{validation}/reessayer", treat, retry),
        RouteEntry::read("/a-valider/{validation}/document", read, files::validation),
        RouteEntry::read("/a-valider/{validation}/pages", read, pages),
        RouteEntry::read("/a-valider/{validation}/pages/{page}", read, page_image),
        RouteEntry::read("/a-valider/{validation}/pieces/{place}", read, files::validation_piece),
    ]
}

/// Which part of the list is shown.
#[derive(Deserialize)]
struct ListQuery {
    #[serde(default)]
    onglet: String,
    #[serde(default)]
    page: u32,
}

async fn list(
    context: Context,
    Query(query): Query<ListQuery>,
    done: JustDone,
) -> Result<Response, PageError> {
    let waiting = query.onglet != list_view::ANSWERED;
    let page = context.site.desk.validating.validations(&context.actor, waiting, query.page).await?;
    let document = Document {
        current: Some(RailEntry::Validations),
        notices: done.notices(),
        freshness: list_view::freshness(&page),
        ..Document::new("Factures à valider")
    };
    context.page(document, move || ListPage { page, waiting }.view()).await
}

/// Asks Chorus Pro now.
async fn refresh(context: Context) -> Result<Response, PageError> {
    context.site.desk.validating.refresh_validations(&context.actor).await?;
    Ok(redirect_done(Place::Validations, Done::AskingValidations))
}

async fn show(context: Context, Path(id): Path<ValidationId>, done: JustDone) -> Result<Response, PageError> {
    let view = context.site.desk.validating.validation(&context.actor, id).await?;
    // A field that nobody has filled yet is not reproached with it.
    let filled = |path: &FieldPath| !view.values().get(path.clone()).trim().is_empty();
    let notes = view.notes.iter().filter(|note| filled(&note.path)).cloned().collect();
    let form = FormState::noted(view.values(), notes);
    page(&context, view, form, done.notices()).await
}

async fn page(
    context: &Context,
    view: ValidationView,
    form: FormState,
    notices: Vec<Notice>,
) -> Result<Response, PageError> {
    let may_treat = context.actor.role.allows(Permission::Treat);
    let document = Document {
        current: Some(RailEntry::Validations),
        environment: Some(view.structure.structure.environment),
        notices,
        shortcuts: vec![Shortcut::new(&["Ctrl", "Entrée"], "Envoyer la réponse")],
        ..Document::new(view::title(&view.validation))
    };
    context.form_page(document, form, move |form| AnswerPage { view, form, may_treat }.view()).await
}

/// The page with what could not be done.
async fn with_problem(context: &Context, id: ValidationId, problem: String) -> Result<Response, PageError> {
    let view = context.site.desk.validating.validation(&context.actor, id).await?;
    let form = FormState::of(view.values());
    let notices = vec![Notice::new(StatusKind::Error, problem)];
    let mut response = page(context, view, form, notices).await?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// Keeps what was typed and, when asked to, sends it.
async fn answer(
    context: Context,
    Path(id): Path<ValidationId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let (validating, actor) = (&context.site.desk.validating, &context.actor);
    let said = |name: &str| pairs.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str());
    let version = said("version").and_then(|text| text.parse().ok()).unwrap_or(0);
    let send = said("action") == Some("envoyer");
    let typed = Sent::read::<AnswerField>(pairs)?.values;
    let saved = match validating.save_reply(actor, id, version, &typed).await {
        Ok(saved) => saved,
        Err(OperationError::Refused(reason)) => {
            let mut text = reason.sentence();
            let detail = typed.get(AnswerField::Detail).trim();
            if !detail.is_empty() {
                text.push_str(&format!(" Vos précisions, si elles servent encore\u{a0}: « {detail} »."));
            }
            return with_problem(&context, id, text).await;
        }
        Err(other) => return Err(other.into()),
    };
    if let Some(replaced) = saved.replaced {
        // What a colleague prepared is said once; the next press sends what stands here.
        return refused(&context, id, replaced).await;
    }
    if !send {
        return Ok(redirect(Place::Validation(id)));
    }
    match validating.send_reply(actor, id, saved.version).await {
        Ok(()) => Ok(redirect(Place::Validation(id))),
        Err(OperationError::Invalid(notes)) => refused(&context, id, notes).await,
        Err(OperationError::Refused(reason)) => with_problem(&context, id, reason.sentence()).await,
        Err(OperationError::ChangedMeanwhile) => {
            let text = "Un collègue vient de modifier cette réponse. Relisez-la, puis envoyez.";
            with_problem(&context, id, text.to_owned()).await
        }
        Err(other) => Err(other.into()),
    }
}

/// The page again, with what is to be corrected.
async fn refused(context: &Context, id: ValidationId, notes: Notes) -> Result<Response, PageError> {
    let view = context.site.desk.validating.validation(&context.actor, id).await?;
    let form = FormState::refused(view.values(), Refusal::noted(notes));
    page(context, view, form, Vec::new()).await
}

/// Takes an answer back: it may be changed again.
async fn undo(context: Context, Path(id): Path<ValidationId>) -> Result<Response, PageError> {
    match context.site.desk.validating.undo_reply(&context.actor, id).await {
        Ok(()) => Ok(redirect_done(Place::Validation(id), Done::ReplyUndone)),
        Err(OperationError::Refused(reason)) => with_problem(&context, id, reason.sentence()).await,
        Err(other) => Err(other.into()),
    }
}

/// Tries a waiting answer now.
async fn retry(context: Context, Path(id): Path<ValidationId>) -> Result<Response, PageError> {
    match context.site.desk.validating.retry_reply(&context.actor, id).await {
        Ok(()) => Ok(redirect(Place::Validation(id))),
        Err(OperationError::Refused(reason)) => with_problem(&context, id, reason.sentence()).await,
        Err(other) => Err(other.into()),
    }
}

/// The frame with the pages of the invoice.
async fn pages(
    context: Context,
    Path(id): Path<ValidationId>,
    Query(query): Query<PagesQuery>,
) -> Result<Response, PageError> {
    let shown = context.site.desk.validating.validation_pages(&context.actor, id, query.first).await?;
    let base = Place::Validation(id).path();
    Ok(framed(&context, &base, &format!("{base}/document"), query.first, &shown))
}

/// The image of a page.
async fn page_image(
    context: Context,
    Path((id, page)): Path<(ValidationId, String)>,
    Query(query): Query<ImageQuery>,
) -> Result<Response, PageError> {
    let (page, width) = query.asked(&page)?;
    let validating = &context.site.desk.validating;
    let shown = validating.validation_page_image(&context.actor, id, page, width).await?;
    Ok(image_of(shown, &query))
}
