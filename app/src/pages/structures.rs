//! The structures: the list, and the sheet of one with its access to Chorus Pro.

mod credentials;
mod credentials_form;
mod health;
mod list_view;
mod sheet_view;

use axum::extract::{Form, Multipart, Path};
use axum::response::Response;
use domain::{Environment, Permission, Side, StructureId};
use http::StatusCode;
use operations::{AccessReport, NewStructure, Scope, Standing, StructureSheet};
use serde::Deserialize;

use self::credentials::{ReceivedCredentials, TypedCredentials, read_credentials};
use self::health::stale_after;
pub(super) use self::health::{certificate_light, days_until};
use self::list_view::StructuresPage;
use self::sheet_view::SheetPage;
use super::done::{Done, JustDone, redirect_done};
use super::invoices::common_environment;
use super::refusal::{NotDone, Refusal};
use crate::components::{Notice, RailEntry};
use crate::web::{Access, Context, Document, PageError, Place, RouteEntry};

/// The structures and their accesses.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let (read, manage) = (Access::Needs(Permission::Read), Access::Needs(Permission::ManageStructures));
    vec![
        RouteEntry::read("/structures", read, list),
        RouteEntry::act("/structures", manage, add),
        RouteEntry::read("/structures/{structure}", read, show),
        RouteEntry::upload("/structures/{structure}/acces", manage, save_credentials),
        RouteEntry::act("/structures/{structure}/tester", manage, test),
    ]
}

/// A structure as typed.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
struct StructureForm {
    siret: String,
    name: String,
    side: String,
    environment: String,
}

impl Default for StructureForm {
    /// What a person adds first: a supplier, where nothing can go wrong.
    fn default() -> Self {
        Self {
            siret: String::new(),
            name: String::new(),
            side: Side::Supplier.code().to_owned(),
            environment: Environment::Qualification.code().to_owned(),
        }
    }
}

/// The list.
async fn list(context: Context, done: JustDone) -> Result<Response, PageError> {
    list_page(&context, done.notices(), StructureForm::default(), None).await
}

/// Adds a structure and opens its sheet.
async fn add(context: Context, Form(typed): Form<StructureForm>) -> Result<Response, PageError> {
    let new = NewStructure {
        siret: typed.siret.clone(),
        name: typed.name.clone(),
        side: typed.side.clone(),
        environment: typed.environment.clone(),
    };
    match context.site.desk.portfolio.add_structure(&context.actor, &new).await {
        Ok(id) => Ok(redirect_done(Place::Structure(id), Done::StructureAdded)),
        Err(error) => list_page(&context, Vec::new(), typed, Some(Refusal::of(error)?)).await,
    }
}

/// The sheet of a structure.
async fn show(context: Context, Path(id): Path<StructureId>, done: JustDone) -> Result<Response, PageError> {
    sheet(&context, id, Sheet { notices: done.notices(), ..Sheet::default() }).await
}

/// Keeps the credentials of a structure.
async fn save_credentials(
    context: Context,
    Path(id): Path<StructureId>,
    form: Multipart,
) -> Result<Response, PageError> {
    let received = read_credentials(form).await?;
    let typed = received.shown_again();
    match keep(&context, id, received).await {
        Ok(()) => Ok(redirect_done(Place::Structure(id), Done::CredentialsSaved)),
        Err(error) => {
            let refusal = Some(error.refusal()?);
            sheet(&context, id, Sheet { typed, refusal, ..Sheet::default() }).await
        }
    }
}

async fn keep(context: &Context, id: StructureId, received: ReceivedCredentials) -> Result<(), NotDone> {
    let credentials = received.into_credentials()?;
    context.site.desk.connecting.save_credentials(&context.actor, id, credentials).await?;
    Ok(())
}

/// Tries the access layer by layer and shows what was found.
async fn test(context: Context, Path(id): Path<StructureId>) -> Result<Response, PageError> {
    let report = context.site.desk.connecting.test_access(&context.actor, id).await?;
    sheet(&context, id, Sheet { report: Some(report), ..Sheet::default() }).await
}

async fn list_page(
    context: &Context,
    notices: Vec<Notice>,
    typed: StructureForm,
    refusal: Option<Refusal>,
) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let structures = desk.portfolio.structures(actor).await?;
    let now = desk.now();
    let content = StructuresPage {
        may_add: actor.role.allows(Permission::ManageStructures) && actor.scope == Scope::Everything,
        typed,
        refusal: refusal.clone(),
        stale_after: stale_after(desk.settings()),
        now,
        structures,
    };
    let document = Document {
        current: Some(RailEntry::Structures),
        environment: common_environment(&content.structures),
        freshness: super::freshness(&content.structures, now),
        standing: Some(Standing::of(&content.structures)),
        notices,
        status: refusal.as_ref().map_or(StatusCode::OK, |refusal| refusal.status),
        ..Document::new("Structures")
    };
    let response = context.page(document, move || content.view()).await?;
    Ok(match refusal {
        Some(refusal) => refusal.mark(response),
        None => response,
    })
}

/// What differs between the ways that lead to a sheet.
#[derive(Default)]
struct Sheet {
    notices: Vec<Notice>,
    typed: TypedCredentials,
    refusal: Option<Refusal>,
    report: Option<AccessReport>,
}

async fn sheet(context: &Context, id: StructureId, sheet: Sheet) -> Result<Response, PageError> {
    let Sheet { notices, typed, refusal, report } = sheet;
    let (desk, actor) = (&context.site.desk, &context.actor);
    let StructureSheet { overview, also_served } = desk.portfolio.sheet(actor, id).await?;
    let now = desk.now();
    let document = Document {
        current: Some(RailEntry::Structures),
        environment: Some(overview.structure.environment),
        freshness: super::freshness_of(&overview, now),
        notices,
        status: refusal.as_ref().map_or(StatusCode::OK, |refusal| refusal.status),
        ..Document::new(overview.structure.name.clone())
    };
    let content = SheetPage {
        overview,
        also_served,
        may_manage: actor.role.allows(Permission::ManageStructures),
        may_read_exchanges: actor.may_read_exchanges(id),
        typed,
        problem: refusal.as_ref().map(|refusal| refusal.text.clone()),
        report,
        stale_after: stale_after(desk.settings()),
        now,
    };
    let response = context.page(document, move || content.view()).await?;
    Ok(match refusal {
        Some(refusal) => refusal.mark(response),
        None => response,
    })
}
