//! The services of Chorus Pro for a structure, and calling one by hand.

use axum::extract::{Form, Path};
use axum::response::Response;
use domain::{CallField, StructureId, Values};
use operations::{KnownService, KnownServices, OperationError, input_to_fill};

use super::super::refusal::{FormState, Refusal, Sent};
use super::service_view::{CallMade, ServicePage};
use super::services_view::ServicesPage;
use crate::components::RailEntry;
use crate::web::{Context, Document, PageError};

/// All of them.
pub(super) async fn list(context: Context, Path(id): Path<StructureId>) -> Result<Response, PageError> {
    let desk = &context.site.desk;
    let known = desk.connecting.services(&context.actor, id).await?;
    let (document, now) = (document(&known, "Services de Chorus Pro"), desk.now());
    context.page(document, move || ServicesPage { known, now }.view()).await
}

/// One, with the form of a call.
pub(super) async fn show(
    context: Context,
    Path((id, name)): Path<(StructureId, String)>,
) -> Result<Response, PageError> {
    let known = context.site.desk.connecting.services(&context.actor, id).await?;
    let service = find(&known, &name)?;
    let mut values = Values::default();
    let input = input_to_fill(service.service, &known.structure);
    values.set(CallField::Input, serde_json::to_string_pretty(&input).unwrap_or_default());
    page(&context, known, service, FormState::of(values), None).await
}

/// Calls one.
pub(super) async fn call(
    context: Context,
    Path((id, name)): Path<(StructureId, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let values = Sent::read::<CallField>(pairs)?.values;
    let (form, made) =
        match desk.connecting.call_service(actor, id, &name, values.get(CallField::Input)).await {
            Ok(answer) => (FormState::of(values), Some(CallMade::Answer(answer))),
            Err(OperationError::ChorusPro { reason, .. }) => {
                (FormState::of(values), Some(CallMade::NoAccess(reason)))
            }
            Err(error) => (FormState::refused(values, Refusal::of(error)?), None),
        };
    let known = desk.connecting.services(actor, id).await?;
    let service = find(&known, &name)?;
    page(&context, known, service, form, made).await
}

fn find(known: &KnownServices, name: &str) -> Result<KnownService, PageError> {
    let found = known.services.iter().find(|known| known.service.name == name);
    found.cloned().ok_or_else(|| OperationError::NotFound("service").into())
}

async fn page(
    context: &Context,
    known: KnownServices,
    service: KnownService,
    form: FormState,
    made: Option<CallMade>,
) -> Result<Response, PageError> {
    let (document, now) = (document(&known, service.service.name), context.site.desk.now());
    let (structure, has_access) = (known.structure, known.has_access);
    context
        .form_page(document, form, move |form| {
            ServicePage { structure, has_access, service, form, made, now }.view()
        })
        .await
}

fn document(known: &KnownServices, title: &str) -> Document {
    Document {
        current: Some(RailEntry::Structures),
        environment: Some(known.structure.environment),
        ..Document::new(title.to_owned())
    }
}
