//! Getting a structure connected, and what Chorus Pro says of it.

use axum::extract::Path;
use axum::response::Response;
use domain::{Permission, StructureId};
use operations::{OperationError, StructureSheet};

use super::super::freshness_of;
use super::{conformity_view, guide_view};
use crate::components::RailEntry;
use crate::web::{Context, Document, PageError, Place, redirect};

/// Asks Chorus Pro anew for what it says of a structure.
pub(super) async fn read_again(context: Context, Path(id): Path<StructureId>) -> Result<Response, PageError> {
    context.site.desk.portfolio.ask_for_facts(&context.actor, id, true).await?;
    Ok(redirect(Place::Structure(id)))
}

/// How to get connected, and how far one is.
pub(super) async fn guide(context: Context, Path(id): Path<StructureId>) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let StructureSheet { overview, .. } = desk.portfolio.sheet(actor, id).await?;
    let now = desk.now();
    let document = Document {
        current: Some(RailEntry::Structures),
        environment: Some(overview.structure.environment),
        freshness: freshness_of(&overview, now),
        ..Document::new("Guide de raccordement")
    };
    let may_test = actor.role.allows(Permission::ManageStructures);
    context.page(document, move || guide_view::view(&overview, may_test, now)).await
}

/// Compares what Chorus Pro answers with what Pupitre knows of it, and shows what differs.
pub(super) async fn probe(context: Context, Path(id): Path<StructureId>) -> Result<Response, PageError> {
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
        freshness: freshness_of(&overview, desk.now()),
        ..Document::new("Sonde de conformité")
    };
    context.page(document, move || conformity_view::view(&overview.structure, probed)).await
}
