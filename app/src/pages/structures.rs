//! The structures: the list, and the sheet of one with its access to Chorus Pro.

mod conformity_view;
mod credentials;
mod credentials_form;
mod facts_view;
mod guide_view;
mod health;
mod list_view;
mod sheet_view;
mod table;

use axum::extract::{Form, Multipart, Path, Query};
use axum::response::Response;
use domain::{
    CredentialField, Environment, Permission, Remark, Side, Siret, StructureField, StructureId, Values,
    readable_name,
};
use operations::{AccessReport, NewStructure, OperationError, Scope, Standing, StructureSheet};

use self::credentials::{ReceivedCredentials, read_credentials};
use self::health::stale_after;
pub(super) use self::health::{certificate_light, days_until};
use self::list_view::StructuresPage;
use self::sheet_view::SheetPage;
use self::table::{ListQuery, Table};
use super::done::{Done, JustDone, redirect_done};
use super::refusal::{FormState, NotDone, Refusal, Sent};
use crate::components::{Notice, RailEntry};
use crate::web::{Access, Context, Document, PageError, Place, RouteEntry, redirect};

/// The structures and their accesses.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let (read, manage) = (Access::Needs(Permission::Read), Access::Needs(Permission::ManageStructures));
    vec![
        RouteEntry::read("/structures", read, list),
        RouteEntry::act("/structures", manage, add),
        RouteEntry::read("/structures/{structure}", read, show),
        RouteEntry::upload("/structures/{structure}/acces", manage, save_credentials),
        RouteEntry::act("/structures/{structure}/tester", manage, test),
        RouteEntry::act("/structures/{structure}/sonde", manage, probe),
        RouteEntry::act("/structures/{structure}/relire", read, read_again),
        RouteEntry::read("/structures/{structure}/raccordement", read, guide),
    ]
}

/// What a person adds first: a supplier, where nothing can go wrong.
fn usual_structure() -> Values {
    let mut values = Values::default();
    values.set(StructureField::Side, Side::Supplier.code());
    values.set(StructureField::Environment, Environment::Qualification.code());
    values
}

/// The list.
async fn list(
    context: Context,
    Query(query): Query<ListQuery>,
    done: JustDone,
) -> Result<Response, PageError> {
    list_page(&context, query, done.notices(), FormState::of(usual_structure())).await
}

/// Adds a structure and opens its sheet.
async fn add(context: Context, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, PageError> {
    let values = Sent::read::<StructureField>(pairs)?.values;
    let text = |field: StructureField| values.get(field).to_owned();
    let new = NewStructure {
        siret: text(StructureField::Siret),
        name: text(StructureField::Name),
        side: text(StructureField::Side),
        environment: text(StructureField::Environment),
    };
    match context.site.desk.portfolio.add_structure(&context.actor, &new).await {
        Ok(id) => Ok(redirect_done(Place::Structure(id), Done::StructureAdded)),
        Err(error) => {
            let mut refusal = Refusal::of(error)?;
            if is_doubtful(&new) {
                refusal.notes.warn(StructureField::Siret, Remark::SiretKeyWrong);
            }
            list_page(&context, ListQuery::default(), Vec::new(), FormState::refused(values, refusal)).await
        }
    }
}

/// The key of a SIRET means something in production only.
fn is_doubtful(new: &NewStructure) -> bool {
    new.environment == Environment::Production.code()
        && Siret::parse(&new.siret).is_ok_and(|siret| !siret.key_is_right())
}

/// The sheet of a structure.
async fn show(context: Context, Path(id): Path<StructureId>, done: JustDone) -> Result<Response, PageError> {
    context.site.desk.portfolio.ask_for_facts(&context.actor, id, false).await?;
    sheet(&context, id, Sheet { notices: done.notices(), ..Sheet::default() }).await
}

/// Asks Chorus Pro anew for what it says of a structure.
async fn read_again(context: Context, Path(id): Path<StructureId>) -> Result<Response, PageError> {
    context.site.desk.portfolio.ask_for_facts(&context.actor, id, true).await?;
    Ok(redirect(Place::Structure(id)))
}

/// Keeps the credentials of a structure.
async fn save_credentials(
    context: Context,
    Path(id): Path<StructureId>,
    form: Multipart,
) -> Result<Response, PageError> {
    let received = read_credentials(form).await?;
    let (values, had_certificate) = received.shown_again();
    match keep(&context, id, received).await {
        Ok(()) => Ok(redirect_done(Place::Structure(id), Done::CredentialsSaved)),
        Err(error) => {
            let mut refusal = error.refusal()?;
            if had_certificate {
                refusal.notes.warn(CredentialField::Certificate, Remark::CertificateToChooseAgain);
            }
            let form = FormState::refused(values, refusal);
            sheet(&context, id, Sheet { form, ..Sheet::default() }).await
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

/// How to get connected, and how far one is.
async fn guide(context: Context, Path(id): Path<StructureId>) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let StructureSheet { overview, .. } = desk.portfolio.sheet(actor, id).await?;
    let now = desk.now();
    let document = Document {
        current: Some(RailEntry::Structures),
        environment: Some(overview.structure.environment),
        freshness: super::freshness_of(&overview, now),
        ..Document::new("Guide de raccordement")
    };
    let may_test = actor.role.allows(Permission::ManageStructures);
    context.page(document, move || guide_view::view(&overview, may_test, now)).await
}

/// Compares what Chorus Pro answers with what Pupitre knows of it, and shows what differs.
async fn probe(context: Context, Path(id): Path<StructureId>) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let StructureSheet { overview, .. } = desk.portfolio.sheet(actor, id).await?;
    let probed = match desk.connecting.probe_conformity(actor, id).await {
        Ok(report) => Ok(report),
        Err(OperationError::ChorusPro { reason, .. }) => Err(reason),
        Err(other) => return Err(other.into()),
    };
    let document = Document {
        current: Some(RailEntry::Structures),
        environment: Some(overview.structure.environment),
        freshness: super::freshness_of(&overview, desk.now()),
        ..Document::new("Sonde de conformité")
    };
    context.page(document, move || conformity_view::view(&overview.structure, probed)).await
}

async fn list_page(
    context: &Context,
    query: ListQuery,
    notices: Vec<Notice>,
    form: FormState,
) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let structures = desk.portfolio.structures(actor).await?;
    let counts = desk.portfolio.counts(actor).await?;
    let now = desk.now();
    let document = Document {
        current: Some(RailEntry::Structures),
        freshness: super::freshness(&structures, now),
        standing: Some(Standing::of(&structures)),
        notices,
        ..Document::new("Structures")
    };
    let may_add = actor.role.allows(Permission::ManageStructures) && actor.scope == Scope::Everything;
    let stale_after = stale_after(desk.settings());
    let in_part = structures.iter().map(|summary| summary.structure.id);
    let in_part = in_part.filter(|structure| !actor.reaches_whole(*structure)).collect();
    let table = Table { structures, counts, in_part, query, stale_after, now };
    context.form_page(document, form, move |form| StructuresPage { table, may_add, form }.view()).await
}

/// What differs between the ways that lead to a sheet.
#[derive(Default)]
struct Sheet {
    notices: Vec<Notice>,
    form: FormState,
    report: Option<AccessReport>,
}

async fn sheet(context: &Context, id: StructureId, sheet: Sheet) -> Result<Response, PageError> {
    let Sheet { notices, form, report } = sheet;
    let (desk, actor) = (&context.site.desk, &context.actor);
    let StructureSheet { overview, also_served, known } = desk.portfolio.sheet(actor, id).await?;
    let now = desk.now();
    let document = Document {
        current: Some(RailEntry::Structures),
        environment: Some(overview.structure.environment),
        freshness: super::freshness_of(&overview, now),
        notices,
        ..Document::new(readable_name(&overview.structure.name))
    };
    let page = SheetPage {
        overview,
        also_served,
        known,
        may_manage: actor.role.allows(Permission::ManageStructures),
        may_read_exchanges: actor.may_read_exchanges(id),
        form: FormState::default(),
        report,
        stale_after: stale_after(desk.settings()),
        now,
    };
    context.form_page(document, form, move |form| SheetPage { form, ..page }.view()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubtful_key_is_mentioned_in_production_only() {
        let typed = |environment: Environment| NewStructure {
            siret: "123 456 789 00012".to_owned(),
            environment: environment.code().to_owned(),
            ..NewStructure::default()
        };
        assert!(is_doubtful(&typed(Environment::Production)));
        assert!(!is_doubtful(&typed(Environment::Qualification)));
    }
}
