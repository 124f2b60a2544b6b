//! Synthèse: what needs somebody today, over all structures.

mod tasks;
mod view;

use axum::response::Response;

use self::tasks::Reader;
use self::view::SummaryPage;
use super::invoices::common_environment;
use crate::components::{RailEntry, Shortcut};
use crate::web::{Context, Document, PageError};

/// The page.
pub(crate) async fn show(context: Context) -> Result<Response, PageError> {
    let operations = &context.site.operations;
    let overview = operations.overview(&context.actor).await?;
    let now = operations.now();
    let structures = overview.structures.clone();
    let document = Document {
        current: Some(RailEntry::Summary),
        environment: common_environment(&structures),
        freshness: super::freshness(&structures, now),
        shortcuts: vec![Shortcut::new(&["/"], "Rechercher"), Shortcut::new(&["?"], "Montrer les raccourcis")],
        // They are the first tasks of the page.
        tells_broken_accesses: true,
        ..Document::new("Synthèse")
    };
    let reader = Reader { role: context.actor.role, now };
    context.page(document, &structures, move || SummaryPage { overview, reader }.view()).await
}
