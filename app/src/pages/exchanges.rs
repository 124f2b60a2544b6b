//! The journal of exchanges of a structure: every call to Chorus Pro, and one of them with what was said.

mod detail_view;
mod list_view;
mod outcome;
mod pretty;
mod query;

use axum::extract::{Path, Query};
use axum::response::Response;
use domain::{ExchangeId, StructureId, paris_day};

use self::detail_view::DetailPage;
use self::list_view::ListPage;
use self::query::ExchangeQuery;
use crate::components::RailEntry;
use crate::web::{Context, Document, PageError};

/// The list.
pub(crate) async fn list(
    context: Context,
    Path(structure): Path<StructureId>,
    Query(query): Query<ExchangeQuery>,
) -> Result<Response, PageError> {
    let (operations, actor) = (&context.site.operations, &context.actor);
    let now = operations.now();
    let filter = query.filter(structure, paris_day(now));
    let (overview, page) = operations.exchanges(actor, &filter).await?;
    let structures = operations.structures(actor).await?;
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
        kept: operations.settings().exchanges_kept,
        now,
    };
    context.page(document, &structures, move || content.view()).await
}

/// One exchange.
pub(crate) async fn show(
    context: Context,
    Path((structure, id)): Path<(StructureId, ExchangeId)>,
) -> Result<Response, PageError> {
    let (operations, actor) = (&context.site.operations, &context.actor);
    let (overview, exchange) = operations.exchange(actor, structure, id).await?;
    let structures = operations.structures(actor).await?;
    let document = Document {
        current: Some(RailEntry::Structures),
        environment: Some(overview.structure.environment),
        ..Document::new("Échange avec Chorus Pro")
    };
    let content = DetailPage { exchange, structure: overview.structure };
    context.page(document, &structures, move || content.view()).await
}
