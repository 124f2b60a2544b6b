//! Several invoices that were ticked in a list: first what will be done with each, then doing it.

mod files_table;
mod view;

use axum::Form;
use axum::response::Response;
use domain::{Direction, InvoiceId, Permission, StatusKind, paris_day};
use http::{StatusCode, Uri};
use operations::{Chosen, EvidenceText, MOST_CHOSEN, OperationError};

use self::view::{ChosenAct, ChosenPage};
use super::done::{Done, redirect_done_to};
use super::invoices::{export_chosen, list_path};
use crate::components::{Notice, RailEntry};
use crate::web::{Access, Context, Document, PageError, RouteEntry, files, local_target, see_other};
use crate::words::Sentence as _;

type Pairs = Form<Vec<(String, String)>>;

/// What can be done with chosen invoices, and the page before it.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let read = Access::Needs(Permission::Read);
    vec![
        RouteEntry::read("/factures/choisies", read, back),
        RouteEntry::act("/factures/choisies", read, show),
        RouteEntry::act("/factures/choisies/documents.zip", read, download),
        RouteEntry::act("/factures/choisies/export.csv", read, export),
        RouteEntry::act("/factures/choisies/export.xlsx", read, export),
        RouteEntry::act("/factures/choisies/actualiser", read, refresh),
    ]
}

/// What was sent: the invoices, and the list in which they were chosen.
struct Asked {
    ids: Vec<InvoiceId>,
    /// A path of this site.
    list: String,
    act: ChosenAct,
}

impl Asked {
    fn read(pairs: &[(String, String)]) -> Self {
        let of =
            |name: &'static str| pairs.iter().filter(move |(field, _)| field == name).map(|(_, value)| value);
        let list = of("retour").next().and_then(|path| local_target(path));
        Self {
            ids: of("invoice").filter_map(|id| id.parse().ok()).collect(),
            list: list.unwrap_or(list_path(Direction::Issued)).to_owned(),
            act: of("acte").next().map(|act| ChosenAct::of(act)).unwrap_or_default(),
        }
    }
}

/// The page stands for what was chosen: without it there is the list.
async fn back(_: Context) -> Response {
    see_other(list_path(Direction::Issued))
}

/// Says what will be done with each of them. Nothing is changed by it.
async fn show(context: Context, Form(pairs): Pairs) -> Result<Response, PageError> {
    page(&context, Asked::read(&pairs), None).await
}

async fn page(context: &Context, asked: Asked, problem: Option<String>) -> Result<Response, PageError> {
    let chosen = context.site.desk.portfolio.chosen(&context.actor, &asked.ids).await?;
    let mut notices: Vec<Notice> =
        problem.into_iter().map(|text| Notice::new(StatusKind::Error, text)).collect();
    let refused = !notices.is_empty() || chosen.invoices.is_empty();
    if chosen.invoices.is_empty() {
        notices.push(Notice::new(StatusKind::Error, "Choisissez au moins une facture dans la liste."));
    }
    if asked.ids.len() > MOST_CHOSEN {
        let text = format!("Les {MOST_CHOSEN} premières sont prises\u{a0}; choisissez les autres ensuite.");
        notices.push(Notice::new(StatusKind::Info, text));
    }
    let direction = chosen.invoices.first().map(|chosen| chosen.invoice.direction);
    let document = Document {
        current: Some(match direction {
            Some(Direction::Received) => RailEntry::Received,
            _ => RailEntry::Issued,
        }),
        notices,
        status: if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK },
        ..Document::new(asked.act.title())
    };
    context.page(document, move || ChosenPage { chosen, act: asked.act, list: asked.list }.view()).await
}

/// One ZIP of their documents and attachments, with a table of what is in it.
async fn download(context: Context, Form(pairs): Pairs) -> Result<Response, PageError> {
    let asked = Asked::read(&pairs);
    let (portfolio, actor) = (&context.site.desk.portfolio, &context.actor);
    let chosen = portfolio.chosen(actor, &asked.ids).await?;
    let table = files_table::csv(&chosen)?;
    let texts = vec![EvidenceText { name: "factures.csv".to_owned(), content: table }];
    match portfolio.chosen_files(actor, &chosen, texts).await {
        Ok(file) => {
            let name = format!("factures-{}.zip", paris_day(context.site.desk.now()));
            Ok(files::made(file, "application/zip", &name)?)
        }
        Err(OperationError::Refused(reason)) => {
            let asked = Asked { act: ChosenAct::Download, ..asked };
            page(&context, asked, Some(reason.sentence())).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Them as a table.
async fn export(context: Context, uri: Uri, Form(pairs): Pairs) -> Result<Response, PageError> {
    let asked = Asked::read(&pairs);
    let chosen: Chosen = context.site.desk.portfolio.chosen(&context.actor, &asked.ids).await?;
    if chosen.invoices.is_empty() {
        return page(&context, Asked { act: ChosenAct::Export, ..asked }, None).await;
    }
    export_chosen(&context, &uri, &chosen).await
}

/// Has Chorus Pro asked about them.
async fn refresh(context: Context, Form(pairs): Pairs) -> Result<Response, PageError> {
    let asked = Asked::read(&pairs);
    let refreshed = context.site.desk.portfolio.refresh_chosen(&context.actor, &asked.ids).await?;
    if refreshed.asked == 0 {
        return page(&context, Asked { act: ChosenAct::Refresh, ..asked }, None).await;
    }
    let done = if refreshed.not_asked == 0 { Done::Refreshing } else { Done::RefreshingSome };
    Ok(redirect_done_to(&asked.list, done))
}
