//! Synthèse: what needs somebody today, over all structures.

mod tasks;
mod view;

use axum::response::Response;
use domain::Permission;
use operations::Standing;

use self::tasks::Reader;
use self::view::SummaryPage;
use crate::components::RailEntry;
use crate::web::{Access, Context, Document, PageError, RouteEntry};

/// The home page.
pub(crate) fn routes() -> Vec<RouteEntry> {
    vec![RouteEntry::read("/", Access::Needs(Permission::Read), show)]
}

/// The page.
async fn show(context: Context) -> Result<Response, PageError> {
    let desk = &context.site.desk;
    let overview = desk.portfolio.overview(&context.actor).await?;
    let mandates = desk.mandates.to_renew(&context.actor).await?;
    let circuit = desk.circuit.tasks(&context.actor).await?;
    let validations = desk.validating.validations(&context.actor, true, 1).await?;
    let now = desk.now();
    let structures = &overview.structures;
    let document = Document {
        current: Some(RailEntry::Summary),
        freshness: super::freshness(structures, now),
        standing: Some(Standing::of(structures)),
        // They are the first tasks of the page.
        tells_broken_accesses: true,
        ..Document::new("Synthèse")
    };
    let reader = Reader { role: context.actor.role, now };
    let page = SummaryPage { overview, mandates, circuit, validations, reader };
    context.page(document, move || page.view()).await
}
