//! All accesses to Chorus Pro in one view: whom each serves, what ends when, and what is to be done.

mod access_page;
mod outward;
mod view;

use axum::response::Response;
use domain::Permission;

pub(super) use self::outward::{chain_facts, outward_facts};
use self::view::AccessesPage;
use crate::components::RailEntry;
use crate::web::{Access, Context, Document, PageError, RouteEntry};

/// The accesses.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let manage = Access::Needs(Permission::ManageStructures);
    vec![
        RouteEntry::read("/acces", manage, list),
        RouteEntry::read("/acces/{access}", manage, access_page::show),
        RouteEntry::act("/acces/{access}/fichiers", manage, access_page::set_mirroring),
    ]
}

async fn list(context: Context) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let accesses = desk.connecting.accesses(actor).await?;
    let structures = desk.portfolio.structures(actor).await?;
    let outward = desk.connecting.outward(actor)?;
    let now = desk.now();
    let document = Document {
        current: Some(RailEntry::Structures),
        freshness: super::freshness(&structures, now),
        ..Document::new("Accès à Chorus Pro")
    };
    let without = structures.iter().filter(|summary| summary.access.is_none()).count();
    context.page(document, move || AccessesPage { accesses, without, outward, now }.view()).await
}
