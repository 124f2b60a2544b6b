//! The journal of exchanges of a structure: every call to Chorus Pro, and one of them with what was said. And the services
//! that can be called: what each takes, how it went last, and calling by hand those that change nothing.

mod detail_view;
mod list_view;
mod outcome;
mod pretty;
mod query;
mod service_view;
mod services;
mod services_view;

use axum::extract::{Path, Query};
use axum::response::Response;
use domain::{ExchangeId, Permission, StructureId, paris_day};

use self::detail_view::DetailPage;
use self::list_view::ListPage;
use self::query::ExchangeQuery;
use crate::components::RailEntry;
use crate::web::{Access, Context, Document, PageError, RouteEntry};

/// The journal of a structure.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let manage = Access::Needs(Permission::ManageStructures);
    vec![
        RouteEntry::read("/structures/{structure}/echanges", manage, list),
        RouteEntry::read("/structures/{structure}/echanges/{exchange}", manage, show),
        RouteEntry::read("/structures/{structure}/services", manage, services::list),
        RouteEntry::read("/structures/{structure}/services/{service}", manage, services::show),
        RouteEntry::act("/structures/{structure}/services/{service}", manage, services::call),
    ]
}

/// The list.
async fn list(
    context: Context,
    Path(structure): Path<StructureId>,
    Query(query): Query<ExchangeQuery>,
) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let now = desk.now();
    let filter = query.filter(structure, paris_day(now));
    let (overview, page) = desk.exchanges.page(actor, &filter).await?;
    let document = Document {
        current: Some(RailEntry::Structures),
        environment: Some(overview.structure.environment),
        ..Document::new("Journal des échanges")
    };
    let content = ListPage {
        query,
        filter,
        page,
        structure: overview.structure,
        kept: desk.settings().exchanges_kept,
        now,
    };
    context.page(document, move || content.view()).await
}

/// One exchange.
async fn show(
    context: Context,
    Path((structure, id)): Path<(StructureId, ExchangeId)>,
) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let (overview, exchange) = desk.exchanges.one(actor, structure, id).await?;
    let document = Document {
        current: Some(RailEntry::Structures),
        environment: Some(overview.structure.environment),
        ..Document::new("Échange avec Chorus Pro")
    };
    let content = DetailPage { exchange, structure: overview.structure };
    context.page(document, move || content.view()).await
}
