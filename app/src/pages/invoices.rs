//! The one list over all structures: filter, sort and page stand in the URL.

mod export;
mod query;
mod view;
mod words;

use axum::extract::Query;
use axum::response::Response;
use domain::{Direction, Permission};
use operations::Standing;

use query::ListQuery;
use view::ListView;
pub(in crate::pages) use view::stages;
pub(in crate::pages) use words::stage_word;

use super::done::JustDone;
use crate::components::{RailEntry, Shortcut};
use crate::web::{Access, Context, Document, PageError, RouteEntry};

/// The two lists.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let read = Access::Needs(Permission::Read);
    vec![
        RouteEntry::read("/factures", read, issued),
        RouteEntry::read("/factures/export.csv", read, export::issued),
        RouteEntry::read("/factures/export.xlsx", read, export::issued),
        RouteEntry::read("/recues", read, received),
        RouteEntry::read("/recues/export.csv", read, export::received),
        RouteEntry::read("/recues/export.xlsx", read, export::received),
    ]
}

/// Factures émises.
async fn issued(
    context: Context,
    done: JustDone,
    Query(query): Query<ListQuery>,
) -> Result<Response, PageError> {
    list(context, done, query, Direction::Issued).await
}

/// Factures reçues.
async fn received(
    context: Context,
    done: JustDone,
    Query(query): Query<ListQuery>,
) -> Result<Response, PageError> {
    list(context, done, query, Direction::Received).await
}

async fn list(
    context: Context,
    done: JustDone,
    query: ListQuery,
    direction: Direction,
) -> Result<Response, PageError> {
    let desk = &context.site.desk;
    let structures = desk.portfolio.structures(&context.actor).await?;
    let now = desk.now();
    let filter = query.filter(direction, domain::paris_day(now), &structures);
    let mut filter = filter;
    let mut page = desk.portfolio.list(&context.actor, filter.clone()).await?;
    // Beyond the last page there is the last page.
    if page.rows.is_empty() && page.totals.count > 0 {
        let last = page.totals.count.div_ceil(u64::from(filter.per_page.max(1)));
        filter.page = u32::try_from(last).unwrap_or(filter.page);
        page = desk.portfolio.list(&context.actor, filter.clone()).await?;
    }
    let may_deposit = context.actor.role.allows(Permission::Deposit);
    let (title, current) = match direction {
        Direction::Issued => ("Factures émises", RailEntry::Issued),
        Direction::Received => ("Factures reçues", RailEntry::Received),
    };
    let document = Document {
        current: Some(current),
        notices: done.notices(),
        freshness: super::freshness(&structures, now),
        search: query.q.clone(),
        shortcuts: shortcuts(),
        standing: Some(Standing::of(&structures)),
        ..Document::new(title)
    };
    context
        .page(document, move || ListView { query, filter, page, structures, may_deposit, now }.view())
        .await
}

fn shortcuts() -> Vec<Shortcut> {
    vec![
        Shortcut::new(&["j"], "Facture suivante"),
        Shortcut::new(&["k"], "Facture précédente"),
        Shortcut::new(&["Entrée"], "Ouvrir la facture"),
        Shortcut::new(&["x"], "Choisir la facture"),
    ]
}
