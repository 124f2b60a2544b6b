//! The one list over all structures: filter, sort and page stand in the URL.

mod query;
mod view;

use axum::extract::Query;
use axum::response::Response;
use domain::Direction;

pub(crate) use query::ListQuery;
use view::ListView;
pub(in crate::pages) use view::stages;

use crate::components::{RailEntry, Shortcut};
use crate::web::{Context, Document, PageError};

/// Factures émises.
pub(crate) async fn issued(context: Context, Query(query): Query<ListQuery>) -> Result<Response, PageError> {
    list(context, query, Direction::Issued).await
}

/// Factures reçues.
pub(crate) async fn received(
    context: Context,
    Query(query): Query<ListQuery>,
) -> Result<Response, PageError> {
    list(context, query, Direction::Received).await
}

async fn list(context: Context, query: ListQuery, direction: Direction) -> Result<Response, PageError> {
    let operations = &context.site.operations;
    let structures = operations.structures(&context.actor).await?;
    let now = operations.now();
    let filter = query.filter(direction, domain::paris_day(now));
    let page = operations.list(&context.actor, filter.clone()).await?;
    let (title, current) = match direction {
        Direction::Issued => ("Factures émises", RailEntry::Issued),
        Direction::Received => ("Factures reçues", RailEntry::Received),
    };
    let document = Document {
        current: Some(current),
        environment: common_environment(&structures),
        freshness: super::freshness(&structures, now),
        search: query.q.clone(),
        shortcuts: shortcuts(),
        ..Document::new(title)
    };
    let shown = structures.clone();
    context
        .page(document, &structures, move || ListView { query, filter, page, structures: shown, now }.view())
        .await
}

/// The environment when all structures share it: a page that mixes both shows none for itself.
pub(crate) fn common_environment(structures: &[storage::StructureSummary]) -> Option<domain::Environment> {
    let first = structures.first()?.structure.environment;
    structures.iter().all(|overview| overview.structure.environment == first).then_some(first)
}

fn shortcuts() -> Vec<Shortcut> {
    vec![
        Shortcut::new(&["/"], "Rechercher"),
        Shortcut::new(&["j"], "Facture suivante"),
        Shortcut::new(&["k"], "Facture précédente"),
        Shortcut::new(&["Entrée"], "Ouvrir la facture"),
        Shortcut::new(&["x"], "Choisir la facture"),
        Shortcut::new(&["?"], "Montrer les raccourcis"),
    ]
}
