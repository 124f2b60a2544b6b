//! Works documents: a board of who has them, the list, and the billing file of each as chains.

mod board_view;
mod file_view;
mod words;

use axum::extract::Path;
use axum::response::Response;
use domain::{Permission, WorksDocumentId};

use self::board_view::BoardPage;
use self::file_view::FilePage;
use super::done::{Done, JustDone, redirect_done};
use crate::components::RailEntry;
use crate::web::{Access, Context, Document, PageError, Place, RouteEntry};

/// Works documents.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let read = Access::Needs(Permission::Read);
    vec![
        RouteEntry::read("/travaux", read, board),
        RouteEntry::act("/travaux/actualiser", read, refresh),
        RouteEntry::read("/travaux/{works}", read, file),
    ]
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

async fn file(context: Context, Path(id): Path<WorksDocumentId>) -> Result<Response, PageError> {
    let file = context.site.desk.works.works_file(&context.actor, id).await?;
    let document = Document {
        current: Some(RailEntry::Works),
        environment: Some(file.structure.structure.environment),
        ..Document::new(file_view::title(&file))
    };
    context.page(document, move || FilePage { file }.view()).await
}
