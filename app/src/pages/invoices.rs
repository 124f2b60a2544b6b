//! The one list over all structures: filter, sort and page stand in the URL.

mod columns;
mod delay_cell;
mod export;
mod marks_view;
mod query;
mod saved;
mod structure_filter;
mod view;
mod words;

use axum::extract::Query;
use axum::response::Response;
use domain::{Direction, Permission};
use http::StatusCode;
use operations::Standing;

use columns::Columns;
pub(in crate::pages) use export::export_chosen;
pub(in crate::pages) use query::ListQuery;
use saved::SavedViews;
pub(in crate::pages) use structure_filter::structure_filter;
use view::ListView;
pub(in crate::pages) use view::{list_path, stages};
pub(in crate::pages) use words::stage_word;

use super::deciding::Waiting;
use super::done::JustDone;
use crate::components::{Notice, RailEntry, Shortcut};
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
        RouteEntry::act("/factures/colonnes", read, columns::choose),
        RouteEntry::act("/factures/vues", read, saved::save),
        RouteEntry::act("/factures/vues/supprimer", read, saved::delete),
    ]
}

/// Factures émises.
async fn issued(
    context: Context,
    done: JustDone,
    columns: Columns,
    Query(query): Query<ListQuery>,
) -> Result<Response, PageError> {
    list(context, Said { columns, ..Said::of(&done) }, query, Direction::Issued).await
}

/// Factures reçues.
async fn received(
    context: Context,
    done: JustDone,
    columns: Columns,
    Query(query): Query<ListQuery>,
) -> Result<Response, PageError> {
    list(context, Said { columns, ..Said::of(&done) }, query, Direction::Received).await
}

/// What a list says besides itself, and how it is shown.
struct Said {
    notices: Vec<Notice>,
    status: StatusCode,
    /// The name of a view that was not kept.
    typed_view: String,
    columns: Columns,
}

impl Said {
    fn of(done: &JustDone) -> Self {
        Self {
            notices: done.notices(),
            status: StatusCode::OK,
            typed_view: String::new(),
            columns: Columns::default(),
        }
    }
}

async fn list(
    context: Context,
    said: Said,
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
    let mut marked = desk.portfolio.mark_counts(&context.actor, &filter).await?;
    marked.retain(|(mark, _)| marks_view::marks_of(direction).contains(mark));
    let delays = desk.portfolio.delays(&context.actor, direction, &page.rows).await?;
    let may_deposit = context.actor.role.allows(Permission::Deposit);
    let decides = direction == Direction::Received && context.actor.role.allows(Permission::Treat);
    let decided = if decides { Some(Waiting::load(&context).await?) } else { None };
    let assignees = match direction {
        Direction::Received => desk.receiving.assignees(&context.actor, &page.rows).await?,
        Direction::Issued => std::collections::BTreeMap::new(),
    };
    let noted = desk.portfolio.noted(&context.actor, &page.rows).await?;
    let mut saved = SavedViews::load(&context, direction).await?;
    saved.typed = said.typed_view;
    let columns = said.columns;
    let (title, current) = match direction {
        Direction::Issued => ("Factures émises", RailEntry::Issued),
        Direction::Received => ("Factures reçues", RailEntry::Received),
    };
    let document = Document {
        current: Some(current),
        notices: said.notices,
        status: said.status,
        freshness: super::freshness(&structures, now),
        search: query.q.clone(),
        shortcuts: shortcuts(decides),
        standing: Some(Standing::of(&structures)),
        ..Document::new(title)
    };
    context
        .page(document, move || {
            ListView {
                query,
                filter,
                page,
                marked,
                delays,
                structures,
                noted,
                saved,
                columns,
                may_deposit,
                decided,
                assignees,
                now,
            }
            .view()
        })
        .await
}

fn shortcuts(decides: bool) -> Vec<Shortcut> {
    let decide = decides.then(|| Shortcut::new(&["d"], "Décider pour les factures choisies"));
    let everywhere = [
        Shortcut::new(&["j"], "Facture suivante"),
        Shortcut::new(&["k"], "Facture précédente"),
        Shortcut::new(&["Entrée"], "Ouvrir la facture"),
        Shortcut::new(&["x"], "Choisir la facture"),
        Shortcut::new(&["Maj", "x"], "Choisir jusqu’à la facture"),
        Shortcut::new(&["p"], "Aperçu du document"),
        Shortcut::new(&["e"], "Exporter la sélection"),
    ];
    everywhere.into_iter().chain(decide).collect()
}
