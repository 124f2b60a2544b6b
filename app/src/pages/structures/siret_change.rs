//! A structure whose SIRET changes: the page that walks through the seven things that this breaks.

use axum::extract::{Form, Path};
use axum::response::Response;
use domain::{Permission, SiretChangeField, StructureId, Values};
use operations::Scope;

use super::super::done::{Done, JustDone, redirect_done};
use super::super::refusal::{FormState, Refusal, Sent};
use super::siret_change_view::SiretChangePage;
use crate::components::{Notice, RailEntry};
use crate::web::{Context, Document, PageError, Place};

/// The page.
pub(super) async fn show(
    context: Context,
    Path(id): Path<StructureId>,
    done: JustDone,
) -> Result<Response, PageError> {
    page(&context, id, done.notices(), None).await
}

async fn page(
    context: &Context,
    id: StructureId,
    notices: Vec<Notice>,
    form: Option<FormState>,
) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let view = desk.portfolio.siret_change(actor, id).await?;
    let may_manage = actor.role.allows(Permission::ManageStructures);
    let may_create = may_manage && actor.scope == Scope::Everything;
    let form = form.unwrap_or_else(|| {
        let mut values = Values::default();
        if let Some(change) = &view.change {
            values.set(SiretChangeField::NewSiret, change.new_siret.as_str());
        }
        FormState::of(values)
    });
    let document = Document {
        current: Some(RailEntry::Structures),
        environment: Some(view.structure.environment),
        notices,
        ..Document::new("Changement de SIRET")
    };
    let now = desk.now();
    context
        .form_page(document, form, move |form| {
            SiretChangePage { view, may_manage, may_create, form, now }.view()
        })
        .await
}

/// Says which SIRET comes, and has its structure created where that was asked for.
pub(super) async fn begin(
    context: Context,
    Path(id): Path<StructureId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let create = pairs.iter().any(|(name, value)| name == "action" && value == "creer");
    let pairs = pairs.into_iter().filter(|(name, _)| name != "action").collect();
    let values = Sent::read::<SiretChangeField>(pairs)?.values;
    let siret = values.get(SiretChangeField::NewSiret).to_owned();
    match context.site.desk.portfolio.begin_siret_change(&context.actor, id, &siret, create).await {
        Ok(()) => {
            let done = if create { Done::NewStructureCreated } else { Done::SiretChangeBegun };
            Ok(redirect_done(Place::SiretChange(id), done))
        }
        Err(error) => {
            let form = FormState::refused(values, Refusal::of(error)?);
            page(&context, id, Vec::new(), Some(form)).await
        }
    }
}

/// Says of a step that it is done, or that it is not after all.
pub(super) async fn tick(
    context: Context,
    Path(id): Path<StructureId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let value =
        |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let done = value("fait") == "oui";
    context.site.desk.portfolio.tick_siret_step(&context.actor, id, value("etape"), done).await?;
    Ok(redirect_done(Place::SiretChange(id), Done::StepTold))
}

/// Forgets the change.
pub(super) async fn forget(context: Context, Path(id): Path<StructureId>) -> Result<Response, PageError> {
    context.site.desk.portfolio.forget_siret_change(&context.actor, id).await?;
    Ok(redirect_done(Place::SiretChange(id), Done::SiretChangeForgotten))
}
