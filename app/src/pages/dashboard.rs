//! *Tableau de bord*: figures over all invoices that a person reaches, each with what it tells in one sentence, as a
//! picture, as a table and as CSV. Direction, structure and period stand in the address, as in the list.

mod ageing;
mod chart;
mod due;
mod figure;
mod funnel;
mod interest;
mod payments;
mod query;
mod returns;
mod steps;
mod table;
mod view;
mod words;

#[cfg(test)]
mod tests;

use std::io::{self, BufWriter, Seek as _, Write as _};

use axum::extract::Query;
use axum::response::Response;
use domain::{Permission, paris_day};
use http::Uri;
use operations::{
    Actor, Ageing, DueCalendar, Funnel, InterestFigures, InvoiceFilter, OperationError, PaymentMonths,
    Portfolio, ReturnsTable, Standing, StepTimes, StructureSummary,
};

use self::figure::Picture;
use self::query::{Asked, Board};
use self::table::Table;
use self::view::BoardPage;
use crate::components::RailEntry;
use crate::web::{Access, Context, Document, PageError, RouteEntry, files};

/// The pictures, by the word that their address has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Ageing,
    Funnel,
    Payments,
    Due,
    Steps,
    Returns,
    Interest,
}

impl Kind {
    const ALL: [Self; 7] =
        [Self::Ageing, Self::Funnel, Self::Payments, Self::Due, Self::Interest, Self::Steps, Self::Returns];

    /// The end of the address of its table.
    const fn csv(self) -> &'static str {
        match self {
            Self::Ageing => "/tableau-de-bord/balance-agee.csv",
            Self::Funnel => "/tableau-de-bord/etats.csv",
            Self::Payments => "/tableau-de-bord/delai-de-paiement.csv",
            Self::Due => "/tableau-de-bord/echeances.csv",
            Self::Steps => "/tableau-de-bord/etapes.csv",
            Self::Returns => "/tableau-de-bord/rejets.csv",
            Self::Interest => "/tableau-de-bord/interets-moratoires.csv",
        }
    }
}

/// The page, and each figure as a table.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let read = Access::Needs(Permission::Read);
    let mut routes = vec![RouteEntry::read("/tableau-de-bord", read, show)];
    routes.extend(Kind::ALL.map(|kind| RouteEntry::read(kind.csv(), read, csv)));
    routes
}

/// The page with all figures. Each is asked on a connection of its own, all at once.
async fn show(context: Context, Query(asked): Query<Asked>) -> Result<Response, PageError> {
    let desk = &context.site.desk;
    let (actor, portfolio) = (&context.actor, &desk.portfolio);
    let structures = portfolio.structures(actor).await?;
    let standing = Standing::of(&structures);
    let now = desk.now();
    let board = Board::new(&asked, &standing, paris_day(now));
    let filter = board.filter(&structures);
    let turn = portfolio.dashboard_turn().await;
    let load = |kind| Figures::load(portfolio, actor, kind, &filter);
    let figures = tokio::try_join!(
        load(Kind::Ageing),
        load(Kind::Funnel),
        load(Kind::Payments),
        load(Kind::Due),
        load(Kind::Interest),
        load(Kind::Steps),
        load(Kind::Returns),
    )?;
    drop(turn);
    let figures = <[Figures; 7]>::from(figures);
    let document = Document {
        current: Some(RailEntry::Dashboard),
        freshness: super::freshness(&structures, now),
        standing: Some(standing.clone()),
        ..Document::new("Tableau de bord")
    };
    let organization = actor.organization_name.clone();
    let mixed = standing.mixes_environments() && filter.structures.is_none();
    context
        .page(document, move || {
            BoardPage { board, figures: figures.into(), structures, filter, organization, mixed, now }.view()
        })
        .await
}

/// One figure as a table that spreadsheets open.
async fn csv(context: Context, uri: Uri, Query(asked): Query<Asked>) -> Result<Response, PageError> {
    let desk = &context.site.desk;
    let (actor, portfolio) = (&context.actor, &desk.portfolio);
    let structures = portfolio.structures(actor).await?;
    let today = paris_day(desk.now());
    let board = Board::new(&asked, &Standing::of(&structures), today);
    let filter = board.filter(&structures);
    // The address is one of the route table's.
    let kind = Kind::ALL.into_iter().find(|kind| kind.csv() == uri.path()).unwrap_or(Kind::Ageing);
    let turn = portfolio.dashboard_turn().await;
    let figures = Figures::load(portfolio, actor, kind, &filter).await?;
    drop(turn);
    let table = figures.picture(&structures, &board).table;
    let file = tokio::task::spawn_blocking(move || written(&table)).await.map_err(io::Error::other);
    let file = file.and_then(|file| file).map_err(OperationError::File)?;
    let name = kind.csv().rsplit('/').next().unwrap_or_default().trim_end_matches(".csv");
    let name = format!("{name}-{}-{today}.csv", board.word());
    Ok(files::made(file, "text/csv; charset=utf-8", &name)?)
}

fn written(table: &Table) -> io::Result<std::fs::File> {
    let mut file = tempfile::tempfile()?;
    let mut out = BufWriter::new(file.try_clone()?);
    table.write(&mut out)?;
    out.flush()?;
    drop(out);
    file.rewind()?;
    Ok(file)
}

/// What one picture shows.
enum Figures {
    Ageing(Ageing),
    Funnel(Funnel),
    Payments(PaymentMonths),
    Due(DueCalendar),
    Steps(StepTimes),
    Returns(ReturnsTable),
    Interest(InterestFigures),
}

impl Figures {
    async fn load(
        portfolio: &Portfolio,
        actor: &Actor,
        kind: Kind,
        filter: &InvoiceFilter,
    ) -> Result<Self, OperationError> {
        Ok(match kind {
            Kind::Ageing => Self::Ageing(portfolio.ageing(actor, filter).await?),
            Kind::Funnel => Self::Funnel(portfolio.funnel(actor, filter).await?),
            Kind::Payments => Self::Payments(portfolio.payment_months(actor, filter).await?),
            Kind::Due => Self::Due(portfolio.due_calendar(actor, filter).await?),
            Kind::Steps => Self::Steps(portfolio.step_times(actor, filter).await?),
            Kind::Returns => Self::Returns(portfolio.returns(actor, filter).await?),
            Kind::Interest => Self::Interest(portfolio.interest_figures(actor, filter).await?),
        })
    }

    const fn kind(&self) -> Kind {
        match self {
            Self::Ageing(_) => Kind::Ageing,
            Self::Funnel(_) => Kind::Funnel,
            Self::Payments(_) => Kind::Payments,
            Self::Due(_) => Kind::Due,
            Self::Steps(_) => Kind::Steps,
            Self::Returns(_) => Kind::Returns,
            Self::Interest(_) => Kind::Interest,
        }
    }

    fn picture(&self, structures: &[StructureSummary], board: &Board) -> Picture {
        match self {
            Self::Ageing(figures) => ageing::picture(figures, board),
            Self::Funnel(figures) => funnel::picture(figures, board),
            Self::Payments(figures) => payments::picture(figures, board),
            Self::Due(figures) => due::picture(figures, board),
            Self::Steps(figures) => steps::picture(figures, structures, board),
            Self::Returns(figures) => returns::picture(figures, board),
            Self::Interest(figures) => interest::picture(figures, board),
        }
    }
}
