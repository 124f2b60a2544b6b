//! The monthly archives of a structure: whether they are made, of what, and those that were made.

use axum::extract::{Form, Path};
use axum::response::Response;
use domain::{PackageField, Permission, StructureId, Values, readable_name};
use operations::StructureArchives;

use super::super::done::{Done, JustDone, redirect_done};
use super::super::refusal::{FormState, Refusal, Sent};
use super::archives_view::ArchivesPage;
use super::choice_view::{typed_of, values_of};
use crate::components::{Notice, RailEntry};
use crate::web::{Context, Document, PageError, Place};

type Pairs = Form<Vec<(String, String)>>;

/// The archives of a structure.
pub(super) async fn show(
    context: Context,
    Path(id): Path<StructureId>,
    done: JustDone,
) -> Result<Response, PageError> {
    page(&context, id, done.notices(), None).await
}

/// Has them made, or changes what is in those to come.
pub(super) async fn plan(
    context: Context,
    Path(id): Path<StructureId>,
    Form(pairs): Pairs,
) -> Result<Response, PageError> {
    let values = Sent::read::<PackageField>(pairs)?.values;
    let has = |field: PackageField| !values.get(field).is_empty();
    let (received, issued) = (has(PackageField::Received), has(PackageField::Issued));
    let downloads = &context.site.desk.downloads;
    match downloads.plan_archives(&context.actor, id, &typed_of(&values), received, issued).await {
        Ok(()) => Ok(redirect_done(Place::Archives(id), Done::ArchivesPlanned)),
        Err(error) => {
            let form = FormState::refused(values, Refusal::of(error)?);
            page(&context, id, Vec::new(), Some(form)).await
        }
    }
}

/// Has no more of them made.
pub(super) async fn end(context: Context, Path(id): Path<StructureId>) -> Result<Response, PageError> {
    context.site.desk.downloads.end_archives(&context.actor, id).await?;
    Ok(redirect_done(Place::Archives(id), Done::ArchivesEnded))
}

async fn page(
    context: &Context,
    id: StructureId,
    notices: Vec<Notice>,
    form: Option<FormState>,
) -> Result<Response, PageError> {
    let desk = &context.site.desk;
    let archives = desk.downloads.archives(&context.actor, id).await?;
    let form = form.unwrap_or_else(|| FormState::of(proposed(&archives)));
    let now = desk.now();
    let document = Document {
        current: Some(RailEntry::Structures),
        environment: Some(archives.structure.environment),
        notices,
        ..Document::new(format!("Archives de {}", readable_name(&archives.structure.name)))
    };
    let may_manage = context.actor.role.allows(Permission::ManageStructures);
    context
        .form_page(document, form, move |form| ArchivesPage { archives, may_manage, form, now }.view())
        .await
}

/// What the plan says, or what the structure does.
fn proposed(archives: &StructureArchives) -> Values {
    let mut values = values_of(&archives.typed);
    let side = archives.structure.side;
    let (received, issued) = archives
        .plan
        .as_ref()
        .map_or_else(|| (side.receives(), side.issues()), |plan| (plan.received, plan.issued));
    values.set(PackageField::Received, if received { "1" } else { "" });
    values.set(PackageField::Issued, if issued { "1" } else { "" });
    values
}
