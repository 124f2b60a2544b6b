//! The register of mandates: all structures, one structure, and what is done there.

pub(super) mod block;
mod end_view;
mod list_view;
pub(super) mod standing;
mod structure_view;

use axum::extract::{Form, Multipart, Path, Query};
use axum::response::Response;
use domain::{
    MAXIMUM_FILE_BYTES, MandateEndField, MandateField, MandateId, Notes, Permission, StructureId, Values,
    format_day, paris_day, readable_name,
};
use operations::{Mandate, MandateLine, NewMandate, Scope};
use serde::Deserialize;

use self::list_view::{Filter, RegisterPage};
use self::structure_view::StructureMandatesPage;
use super::done::{Done, JustDone, redirect_done};
use super::refusal::{FormState, Refusal, Sent};
use crate::components::{Notice, RailEntry};
use crate::web::{Access, Context, Document, PageError, Place, RouteEntry, files, read_upload_up_to};

/// The mandates.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let (read, manage) = (Access::Needs(Permission::Read), Access::Needs(Permission::ManageStructures));
    vec![
        RouteEntry::read("/mandats", read, list),
        RouteEntry::act("/mandats/exiger", Access::Needs(Permission::ManageUsers), require),
        RouteEntry::read("/mandats/{mandate}/document", read, files::mandate),
        RouteEntry::read("/mandats/{mandate}/fin", manage, ask_for_end),
        RouteEntry::act("/mandats/{mandate}/fin", manage, end),
        RouteEntry::read("/structures/{structure}/mandats", read, of_structure),
        RouteEntry::upload("/structures/{structure}/mandats", manage, add),
    ]
}

/// What of the register is shown.
#[derive(Deserialize)]
struct ListQuery {
    #[serde(default)]
    etat: String,
}

/// The register.
async fn list(
    context: Context,
    Query(query): Query<ListQuery>,
    done: JustDone,
) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let register = desk.mandates.register(actor).await?;
    let today = paris_day(desk.now());
    let document = Document {
        current: Some(RailEntry::Structures),
        notices: done.notices(),
        ..Document::new("Mandats")
    };
    let page = RegisterPage {
        register,
        filter: Filter::from_code(&query.etat),
        may_manage: actor.role.allows(Permission::ManageStructures),
        may_require: actor.role.allows(Permission::ManageUsers) && actor.scope == Scope::Everything,
        today,
    };
    context.page(document, move || page.view()).await
}

/// Says whether what leaves needs a mandate.
async fn require(context: Context, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, PageError> {
    let required = pairs.iter().any(|(name, value)| name == "exiger" && value == "oui");
    context.site.desk.mandates.require_mandates(&context.actor, required).await?;
    let done = if required { Done::MandatesRequired } else { Done::MandatesNotRequired };
    Ok(redirect_done(Place::Mandates, done))
}

/// The mandates of a structure.
async fn of_structure(
    context: Context,
    Path(id): Path<StructureId>,
    done: JustDone,
) -> Result<Response, PageError> {
    structure_page(&context, id, done.notices(), None).await
}

async fn structure_page(
    context: &Context,
    id: StructureId,
    notices: Vec<Notice>,
    form: Option<FormState>,
) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let (required, line) = desk.mandates.of_structure(actor, id).await?;
    let today = paris_day(desk.now());
    let form = form.unwrap_or_else(|| FormState::of(proposed(&line, &actor.organization_name)));
    let document = Document {
        current: Some(RailEntry::Structures),
        environment: Some(line.structure.environment),
        notices,
        ..Document::new(format!("Mandats de {}", readable_name(&line.structure.name)))
    };
    let may_manage = actor.role.allows(Permission::ManageStructures);
    context
        .form_page(document, form, move |form| {
            StructureMandatesPage { required, line, may_manage, form, today }.view()
        })
        .await
}

/// The organisation acts, as a rule; a mandate takes the place of the one that is good.
fn proposed(line: &MandateLine, organization: &str) -> Values {
    let mut values = Values::default();
    values.set(MandateField::Holder, line.mandates.first().map_or(organization, |latest| &latest.holder));
    values
}

/// Adds a mandate.
async fn add(context: Context, Path(id): Path<StructureId>, form: Multipart) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let mut upload = read_upload_up_to(MAXIMUM_FILE_BYTES, &desk.issuing, actor, form).await?;
    let values = upload.values()?;
    let mut notes = Notes::default();
    for problem in std::mem::take(&mut upload.problems) {
        notes.error(MandateField::File, problem);
    }
    if notes.refuse() {
        let form = FormState::refused(values, Refusal::noted(notes));
        return structure_page(&context, id, Vec::new(), Some(form)).await;
    }
    let text = |field: MandateField| values.get(field).to_owned();
    let new = NewMandate {
        holder: text(MandateField::Holder),
        first: text(MandateField::First),
        last: text(MandateField::Last),
        replaces: text(MandateField::Replaces),
        file: upload.files.drain(..).next().map(|(_, name, file)| (file, name)),
    };
    match desk.mandates.add_mandate(actor, id, new).await {
        Ok(_) => Ok(redirect_done(Place::StructureMandates(id), Done::MandateAdded)),
        Err(error) => {
            let form = FormState::refused(values, Refusal::of(error)?);
            structure_page(&context, id, Vec::new(), Some(form)).await
        }
    }
}

/// Where the end of a mandate is told.
async fn ask_for_end(context: Context, Path(id): Path<MandateId>) -> Result<Response, PageError> {
    let mandate = context.site.desk.mandates.mandate(&context.actor, id).await?;
    let mut values = Values::default();
    values.set(MandateEndField::Last, format_day(paris_day(context.site.desk.now())));
    end_page(&context, mandate, FormState::of(values)).await
}

async fn end_page(context: &Context, mandate: Mandate, form: FormState) -> Result<Response, PageError> {
    let (_, line) = context.site.desk.mandates.of_structure(&context.actor, mandate.structure).await?;
    let document = Document {
        current: Some(RailEntry::Structures),
        environment: Some(line.structure.environment),
        ..Document::new("Mettre fin à un mandat")
    };
    context.form_page(document, form, move |form| end_view::view(&line.structure, &mandate, &form)).await
}

/// Ends a mandate.
async fn end(
    context: Context,
    Path(id): Path<MandateId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mandates = &context.site.desk.mandates;
    let mandate = mandates.mandate(&context.actor, id).await?;
    let values = Sent::read::<MandateEndField>(pairs)?.values;
    let (last, reason) = (values.get(MandateEndField::Last), values.get(MandateEndField::Reason));
    match mandates.end_mandate(&context.actor, id, last, reason).await {
        Ok(()) => Ok(redirect_done(Place::StructureMandates(mandate.structure), Done::MandateEnded)),
        Err(error) => {
            let form = FormState::refused(values.clone(), Refusal::of(error)?);
            end_page(&context, mandate, form).await
        }
    }
}
