//! Works documents: a board of who has them, the list, and the billing file of each as chains.

mod act_view;
mod acts;
mod board_view;
mod file_view;
mod forms;
mod reading_view;
mod words;

use axum::extract::Path;
use axum::response::Response;
use domain::{Permission, WorksDocumentId};

use self::board_view::BoardPage;
use self::file_view::FilePage;
use super::done::{Done, JustDone, redirect_done, redirect_done_to};
use crate::components::{Notice, RailEntry};
use crate::web::{Access, Context, Document, PageError, Place, RouteEntry};

/// Works documents.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let read = Access::Needs(Permission::Read);
    let mut routes = vec![
        RouteEntry::read("/travaux", read, board),
        RouteEntry::act("/travaux/actualiser", read, refresh),
        RouteEntry::read("/travaux/{works}", read, file),
        RouteEntry::act("/travaux/{works}/lire", read, read_document),
    ];
    routes.extend(acts::routes());
    routes.extend(forms::routes());
    routes
}

async fn board(context: Context, done: JustDone) -> Result<Response, PageError> {
    let board = context.site.desk.works.board(&context.actor).await?;
    let document = Document {
        current: Some(RailEntry::Works),
        notices: done.notices(),
        freshness: board_view::freshness(&board),
        ..Document::new("Factures de travaux")
    };
    context.page(document, move || BoardPage { board }.view()).await
}

/// Asks Chorus Pro now.
async fn refresh(context: Context) -> Result<Response, PageError> {
    context.site.desk.works.refresh_works(&context.actor).await?;
    Ok(redirect_done(Place::Works, Done::AskingWorks))
}

async fn file(
    context: Context,
    Path(id): Path<WorksDocumentId>,
    done: JustDone,
) -> Result<Response, PageError> {
    file_page(&context, id, done.notices()).await
}

/// Has the document read as a whole.
async fn read_document(context: Context, Path(id): Path<WorksDocumentId>) -> Result<Response, PageError> {
    match context.site.desk.works.read_works_document(&context.actor, id).await {
        Ok(()) => Ok(redirect_done_to(&format!("/travaux/{id}"), Done::ReadingWorks)),
        Err(error) => acts::elsewhere(&context, id, error).await,
    }
}

/// The billing file of a document, with what can be done to it.
async fn file_page(
    context: &Context,
    id: WorksDocumentId,
    notices: Vec<Notice>,
) -> Result<Response, PageError> {
    let works = &context.site.desk.works;
    let file = works.works_file(&context.actor, id).await?;
    let acts = works.works_acts(&context.actor, id).await?;
    let reading = works.works_reading(&context.actor, id).await?;
    let document = Document {
        current: Some(RailEntry::Works),
        environment: Some(file.structure.structure.environment),
        notices,
        ..Document::new(file_view::title(&file))
    };
    context.page(document, move || FilePage { file, acts, reading }.view()).await
}
