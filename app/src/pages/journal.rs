//! The journal of the organisation: who did what, to be read, filtered, exported, and its head to be printed. Administrators
//! who reach everything.

mod export;
mod head_view;
mod list_view;
mod query;

use axum::extract::Query;
use axum::response::Response;
use domain::{Permission, paris_day};

use self::head_view::HeadPage;
use self::list_view::ListPage;
use self::query::JournalQuery;
use crate::components::RailEntry;
use crate::web::{Access, Context, Document, PageError, RouteEntry};

/// The journal.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let manage = Access::Needs(Permission::ManageUsers);
    vec![
        RouteEntry::read("/journal", manage, list),
        RouteEntry::read("/journal/export.csv", manage, export::export),
        RouteEntry::read("/journal/export.xlsx", manage, export::export),
        RouteEntry::read("/journal/empreinte", manage, head),
    ]
}

/// The list.
async fn list(context: Context, Query(query): Query<JournalQuery>) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let now = desk.now();
    let page = desk.journal.page(actor, &query.filter(paris_day(now))).await?;
    let head = desk.journal.head(actor).await?;
    let names = desk.journal.names(actor).await?;
    let document = Document { current: Some(RailEntry::Users), ..Document::new("Journal") };
    let content = ListPage { query, page, head, names, now };
    context.page(document, move || content.view()).await
}

/// The statement of the head.
async fn head(context: Context) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let head = desk.journal.head(actor).await?;
    let content = HeadPage {
        head,
        organization: actor.organization_name.clone(),
        by: actor.name.clone(),
        now: desk.now(),
    };
    let document = Document { current: Some(RailEntry::Users), ..Document::new("Empreinte du journal") };
    context.page(document, move || content.view()).await
}
