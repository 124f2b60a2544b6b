//! The engagements of the State that were sent to a structure: the search, and one of them.

mod list_view;
mod sheet_view;

use axum::extract::{Path, Query};
use axum::response::Response;
use domain::{Permission, StatusKind, StructureId};
use operations::{EngagementPage, EngagementQuestion, OperationError, StructureSummary};
use serde::Deserialize;

use self::list_view::ListPage;
use super::structure_choice::chosen_structure;
use crate::components::{FieldMessage, Notice, RailEntry};
use crate::web::{Access, Context, Document, PageError, RouteEntry};
use crate::words::Sentence as _;

/// The engagements. Each look asks Chorus Pro, so it is for those who deposit.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let deposit = Access::Needs(Permission::Deposit);
    vec![
        RouteEntry::read("/engagements", deposit, list),
        RouteEntry::read("/engagements/{structure}/{number}", deposit, show),
    ]
}

/// What the address says; whatever cannot be read counts as absent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct EngagementQuery {
    structure: String,
    numero: String,
    marche: String,
    /// `tous`; else those that may be invoiced.
    etat: String,
    page: String,
}

impl EngagementQuery {
    fn question(&self, structure: StructureId) -> EngagementQuestion {
        EngagementQuestion {
            structure,
            number: self.numero.trim().to_owned(),
            contract: self.marche.trim().to_owned(),
            only_open: self.etat != "tous",
            page: self.page.parse().unwrap_or(1).clamp(1, 10_000),
        }
    }

    /// The address of a page.
    fn address(&self, page: u64) -> String {
        let page = page.to_string();
        let mut pairs = vec![
            ("structure", self.structure.as_str()),
            ("numero", &self.numero),
            ("marche", &self.marche),
            ("etat", &self.etat),
            ("page", &page),
        ];
        pairs.retain(|(_, value)| !value.is_empty());
        // Writing pairs of strings cannot fail.
        format!("?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    }
}

/// The address of an engagement.
fn engagement_address(structure: StructureId, number: &str) -> String {
    let number = percent_encoding::utf8_percent_encode(number, percent_encoding::NON_ALPHANUMERIC);
    format!("/engagements/{structure}/{number}")
}

/// Structures that issue, are reached whole and have an access: engagements can be asked about for them.
fn askable<'s>(context: &Context, structures: &'s [StructureSummary]) -> Vec<&'s StructureSummary> {
    let may = |summary: &&StructureSummary| {
        summary.structure.side.issues()
            && summary.access.is_some()
            && context.actor.reaches_whole(summary.structure.id)
    };
    structures.iter().filter(may).collect()
}

/// The search. Nothing is asked before somebody has chosen a structure, or where there is only one.
async fn list(context: Context, Query(query): Query<EngagementQuery>) -> Result<Response, PageError> {
    let desk = &context.site.desk;
    let structures = desk.portfolio.structures(&context.actor).await?;
    let may = askable(&context, &structures);
    let (mut messages, mut notices) = (Vec::new(), Vec::new());
    let structure = match (&may[..], chosen_structure(&context, &query.structure).await?) {
        ([only], Ok(None)) => Some(only.structure.id),
        (_, Ok(chosen)) => chosen,
        (_, Err(remark)) => {
            messages.push(FieldMessage::error(remark.sentence()));
            None
        }
    };
    let mut page = None;
    if let Some(structure) = structure {
        match desk.directory.find_engagements(&context.actor, &query.question(structure)).await {
            Ok(found) => page = Some(found),
            Err(OperationError::ChorusPro { reason, .. }) => {
                notices.push(Notice::new(StatusKind::Warning, reason.sentence()));
            }
            Err(other) => return Err(other.into()),
        }
    }
    let document =
        Document {
            current: Some(RailEntry::Directory), notices, ..Document::new("Engagements de l’État")
        };
    let asked: Option<(StructureId, EngagementPage)> = structure.zip(page);
    let may: Vec<StructureId> = may.into_iter().map(|summary| summary.structure.id).collect();
    let content = move || ListPage { query, structures: &structures, may: &may, asked, messages }.view();
    context.page(document, content).await
}

/// One engagement.
async fn show(
    context: Context,
    Path((structure, number)): Path<(StructureId, String)>,
) -> Result<Response, PageError> {
    let sheet = context.site.desk.directory.engagement(&context.actor, structure, &number).await?;
    let document = Document {
        current: Some(RailEntry::Directory),
        environment: Some(sheet.structure.structure.environment),
        ..Document::new(format!("Engagement {}", sheet.number))
    };
    context.page(document, move || sheet_view::view(&sheet)).await
}
