//! The directory of public recipients: the search, and the card of one of them.

mod list_view;
mod sheet_view;

use axum::extract::{Path, Query};
use axum::response::Response;
use domain::{Environment, Permission, readable_name};
use operations::{Establishment, OperationError};
use serde::Deserialize;

use self::list_view::ListPage;
use self::sheet_view::SheetPage;
use crate::components::RailEntry;
use crate::web::{Access, Context, Document, PageError, RouteEntry};
use crate::words::Sentence as _;

/// The directory.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let read = Access::Needs(Permission::Read);
    vec![
        RouteEntry::read("/annuaire", read, list),
        RouteEntry::read("/annuaire/{recipient}", read, show),
        RouteEntry::act("/annuaire/{recipient}/sirene", Access::Needs(Permission::Deposit), ask_register),
    ]
}

/// What the address says; whatever cannot be read counts as absent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct DirectoryQuery {
    q: String,
    environnement: String,
    service: String,
    page: String,
}

impl DirectoryQuery {
    fn environment(&self) -> Option<Environment> {
        Environment::from_code(&self.environnement)
    }

    fn page(&self) -> u32 {
        self.page.parse().unwrap_or(1).clamp(1, 100_000)
    }

    /// The address with some parameters changed; a change leads back to the first page unless it is the page.
    fn address(&self, changes: &[(&str, &str)]) -> String {
        let mut pairs: Vec<(&str, &str)> =
            vec![("q", &self.q), ("environnement", &self.environnement), ("service", &self.service)];
        pairs.retain(|(known, _)| changes.iter().all(|(name, _)| name != known));
        pairs.extend(changes);
        pairs.retain(|(_, value)| !value.is_empty());
        // Writing pairs of strings cannot fail.
        format!("?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    }
}

/// The address of the card of a recipient.
pub(in crate::pages) fn card_address(identifier: &str, environment: Environment) -> String {
    // SIRETs are digits; other numbers are not always.
    let identifier = percent_encoding::utf8_percent_encode(identifier, percent_encoding::NON_ALPHANUMERIC);
    format!("/annuaire/{identifier}?environnement={}", environment.code())
}

/// The search.
async fn list(context: Context, Query(query): Query<DirectoryQuery>) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let page = desk.directory.search(actor, query.environment(), &query.q, query.page()).await?;
    let document = Document {
        current: Some(RailEntry::Directory),
        environment: page.environment,
        ..Document::new("Annuaire")
    };
    let may_ask = actor.role.allows(Permission::Deposit);
    let content = ListPage { query, page, may_ask, now: desk.now() };
    context.page(document, move || content.view()).await
}

/// The card.
async fn show(
    context: Context,
    Path(recipient): Path<String>,
    Query(query): Query<DirectoryQuery>,
) -> Result<Response, PageError> {
    card(&context, &recipient, query, Register::NotAsked).await
}

/// The card with what the register of establishments says of the recipient.
async fn ask_register(
    context: Context,
    Path(recipient): Path<String>,
    Query(query): Query<DirectoryQuery>,
) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    // Of whom nothing is known here, nobody is asked.
    let sheet = desk.directory.recipient_sheet(actor, query.environment(), &recipient).await?;
    let register = match desk.directory.establishment(actor, sheet.environment, &sheet.identifier).await {
        Ok(Some(found)) => Register::Found(found),
        Ok(None) => Register::NotTold(None),
        Err(OperationError::Refused(reason) | OperationError::ChorusPro { reason, .. }) => {
            Register::NotTold(Some(reason.sentence()))
        }
        Err(other) => return Err(other.into()),
    };
    card(&context, &recipient, query, register).await
}

/// What is known of the register of establishments.
enum Register {
    NotAsked,
    Found(Establishment),
    /// Chorus Pro does not tell, or why it could not be asked.
    NotTold(Option<String>),
}

async fn card(
    context: &Context,
    recipient: &str,
    query: DirectoryQuery,
    register: Register,
) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let sheet = desk.directory.recipient_sheet(actor, query.environment(), recipient).await?;
    let name = readable_name(&sheet.name);
    let title = if name.is_empty() { sheet.identifier.clone() } else { name };
    let document = Document {
        current: Some(RailEntry::Directory),
        environment: Some(sheet.environment),
        ..Document::new(title)
    };
    let may_ask = actor.role.allows(Permission::Deposit);
    let content = SheetPage { query, sheet, register, may_ask, now: desk.now() };
    context.page(document, move || content.view()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_has_one_address_whatever_its_number() {
        assert_eq!(
            card_address("00000000900011", Environment::Production),
            "/annuaire/00000000900011?environnement=production"
        );
        let odd = card_address("a/../b?x", Environment::Qualification);
        assert_eq!(odd, "/annuaire/a%2F%2E%2E%2Fb%3Fx?environnement=qualification");
    }

    #[test]
    fn another_page_keeps_the_question_and_another_environment_begins_anew() {
        let query = DirectoryQuery { q: "lyon & co".into(), page: "7".into(), ..DirectoryQuery::default() };
        assert_eq!(query.address(&[("page", "8")]), "?q=lyon+%26+co&page=8");
        assert_eq!(
            query.address(&[("environnement", "production")]),
            "?q=lyon+%26+co&environnement=production"
        );
        assert_eq!(DirectoryQuery { page: "x".into(), ..query }.page(), 1);
    }
}
