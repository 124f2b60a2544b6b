//! The sheet of a structure, and what is done there.

use axum::extract::{Form, Multipart, Path, Query};
use axum::response::Response;
use domain::{CredentialField, Permission, Remark, StructureId, UserId, readable_name};
use operations::{AccessReport, OperationError, Outward, Scope, StructureSheet};

use super::super::done::{Done, JustDone, redirect_done};
use super::super::refusal::{FormState, NotDone, Refusal};
use super::credentials::{ReceivedCredentials, read_credentials};
use super::health::stale_after;
use super::list_query::ListQuery;
use super::load_table;
use super::neighbours::Neighbours;
use super::sheet_view::SheetPage;
use crate::components::{Notice, RailEntry};
use crate::web::{Context, Document, PageError, Place};

/// The sheet, in the order of the list from which one came.
pub(super) async fn show(
    context: Context,
    Path(id): Path<StructureId>,
    Query(query): Query<ListQuery>,
    done: JustDone,
) -> Result<Response, PageError> {
    sheet(&context, id, Sheet { query, notices: done.notices(), ..Sheet::default() }).await
}

/// Keeps the credentials of a structure: tried first, or at once.
pub(super) async fn save_credentials(
    context: Context,
    Path(id): Path<StructureId>,
    form: Multipart,
) -> Result<Response, PageError> {
    let received = read_credentials(form).await?;
    let (values, had_certificate) = received.shown_again();
    let (mut refusal, report) = match keep(&context, id, received).await {
        Ok(Kept::Saved) => return Ok(redirect_done(Place::Structure(id), Done::CredentialsSaved)),
        Ok(Kept::Replaced) => return Ok(redirect_done(Place::Structure(id), Done::CredentialsReplaced)),
        Ok(Kept::NotReplaced(report)) => (
            Refusal::new(
                "Les nouveaux accès n’ont pas passé le test et ne sont pas mis en service. Ceux d’avant restent utilisés.",
            ),
            Some(report),
        ),
        Err(error) => (error.refusal()?, None),
    };
    if had_certificate {
        refusal.notes.warn(CredentialField::Certificate, Remark::CertificateToChooseAgain);
    }
    let form = FormState::refused(values, refusal);
    sheet(&context, id, Sheet { form, report, ..Sheet::default() }).await
}

/// What became of credentials.
enum Kept {
    /// In force, not tested.
    Saved,
    /// Tested, then put in force.
    Replaced,
    /// Not accepted: those before stay in force.
    NotReplaced(AccessReport),
}

async fn keep(context: &Context, id: StructureId, received: ReceivedCredentials) -> Result<Kept, NotDone> {
    let (connecting, actor) = (&context.site.desk.connecting, &context.actor);
    let tests_first = received.tests_first();
    let credentials = received.into_credentials()?;
    if !tests_first {
        connecting.save_credentials(actor, id, credentials).await?;
        return Ok(Kept::Saved);
    }
    let report = connecting.replace_credentials(actor, id, credentials).await?;
    Ok(if report.problem().is_none() { Kept::Replaced } else { Kept::NotReplaced(report) })
}

/// Tries the access layer by layer and shows what was found.
pub(super) async fn test(context: Context, Path(id): Path<StructureId>) -> Result<Response, PageError> {
    let report = context.site.desk.connecting.test_access(&context.actor, id).await?;
    sheet(&context, id, Sheet { report: Some(report), ..Sheet::default() }).await
}

/// Puts the people who were chosen in charge.
pub(super) async fn set_in_charge(
    context: Context,
    Path(id): Path<StructureId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let chosen = pairs.iter().filter(|(name, _)| name == "user");
    let chosen: Option<Vec<UserId>> = chosen.map(|(_, user)| user.parse().ok()).collect();
    let chosen = chosen.ok_or(OperationError::NotFound("user"))?;
    context.site.desk.portfolio.set_in_charge(&context.actor, id, &chosen).await?;
    Ok(redirect_done(Place::Structure(id), Done::InChargeChosen))
}

/// What differs between the ways that lead to a sheet.
#[derive(Default)]
struct Sheet {
    query: ListQuery,
    notices: Vec<Notice>,
    form: FormState,
    report: Option<AccessReport>,
}

async fn sheet(context: &Context, id: StructureId, sheet: Sheet) -> Result<Response, PageError> {
    let Sheet { query, notices, form, report } = sheet;
    let (desk, actor) = (&context.site.desk, &context.actor);
    let StructureSheet { overview, also_served, known } = desk.portfolio.sheet(actor, id).await?;
    {
        // Beside the page: who reads waits for no writer, and what comes is heard of.
        let (portfolio, actor) = (desk.portfolio.clone(), actor.clone());
        tokio::spawn(async move {
            if let Err(error) = portfolio.ask_for_facts(&actor, id, false).await {
                tracing::warn!(%error, structure = %id, "what Chorus Pro says of a structure was not asked for");
            }
        });
    }
    let mut table = load_table(context, query).await?;
    let neighbours = Neighbours::of(&table, id);
    let may_assign = actor.role.allows(Permission::ManageUsers) && actor.scope == Scope::Everything;
    let people = if may_assign { Some(desk.portfolio.people_for(actor, id).await?) } else { None };
    let mandates =
        if actor.reaches_whole(id) { Some(desk.mandates.of_structure(actor, id).await?) } else { None };
    let may_manage = actor.role.allows(Permission::ManageStructures);
    let chain = if may_manage && actor.reaches_whole(id) {
        match desk.connecting.certificate_chain(actor, id).await {
            // What cannot be opened is said by its test; the sheet is there all the same.
            Err(OperationError::Vault(log)) => {
                tracing::warn!(log, structure = %id, "the certificate of an access was not opened");
                Vec::new()
            }
            chain => chain?,
        }
    } else {
        Vec::new()
    };
    let outward = if may_manage { desk.connecting.outward(actor)? } else { Outward::default() };
    let now = desk.now();
    let document = Document {
        current: Some(RailEntry::Structures),
        environment: Some(overview.structure.environment),
        freshness: super::super::freshness_of(&overview, now),
        notices,
        shortcuts: neighbours.as_ref().map(Neighbours::shortcuts).unwrap_or_default(),
        ..Document::new(readable_name(&overview.structure.name))
    };
    let page = SheetPage {
        overview,
        also_served,
        known,
        in_charge: table.in_charge.remove(&id).unwrap_or_default(),
        people,
        neighbours,
        mandates,
        may_manage,
        chain,
        outward,
        may_read_exchanges: actor.may_read_exchanges(id),
        form: FormState::default(),
        report,
        stale_after: stale_after(desk.settings()),
        now,
    };
    context.form_page(document, form, move |form| SheetPage { form, ..page }.view()).await
}
