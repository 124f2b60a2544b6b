//! The HTML document around every page.

use std::fmt::Write as _;

use axum::extract::FromRequestParts;
use axum::response::{Html, IntoResponse, Response};
use domain::{Environment, Permission};
use http::StatusCode;
use http::request::Parts;
use leptos::prelude::*;
use operations::Actor;
use storage::{ConnectionState, StructureSummary};

use super::render::render;
use super::{Nonce, PageError, Site};
use crate::components::{
    Frame, Notice, OrganizationChoice, Organizations, Person, Rail, RailEntry, Shortcut,
};

/// What a page handler has besides its own data: the person, the site, the nonce.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) site: Site,
    pub(crate) actor: Actor,
    pub(crate) nonce: Nonce,
}

impl FromRequestParts<Site> for Context {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, PageError> {
        // The guard of the route put the person there; a route without guard has nobody.
        let actor = parts.extensions.get::<Actor>().cloned().ok_or(PageError::SignIn)?;
        let nonce = parts.extensions.get::<Nonce>().cloned().unwrap_or_else(|| Nonce(String::new()));
        Ok(Self { site: site.clone(), actor, nonce })
    }
}

/// A page before it is written: what the frame needs and the content.
pub(crate) struct Document {
    pub(crate) title: String,
    pub(crate) current: Option<RailEntry>,
    pub(crate) environment: Option<Environment>,
    pub(crate) freshness: Option<String>,
    pub(crate) search: String,
    pub(crate) notices: Vec<Notice>,
    pub(crate) shortcuts: Vec<Shortcut>,
    pub(crate) status: StatusCode,
    /// Whether the page itself tells of broken accesses: the general notice would say it twice.
    pub(crate) tells_broken_accesses: bool,
}

impl Document {
    pub(crate) fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            current: None,
            environment: None,
            freshness: None,
            search: String::new(),
            notices: Vec::new(),
            shortcuts: Vec::new(),
            status: StatusCode::OK,
            tells_broken_accesses: false,
        }
    }

    /// Writes a page of nobody in particular (sign-in): only title and status are used.
    pub(crate) fn plain<V>(self, site: &Site, nonce: &Nonce, content: impl FnOnce() -> V) -> Response
    where
        V: IntoView + 'static,
    {
        let body = render(content);
        (self.status, Html(html(site, nonce, &self.title, &body))).into_response()
    }
}

impl Context {
    /// Writes a page of a signed-in person. `structures` are those within reach, for the navigation and for the notices
    /// about broken connections.
    pub(crate) async fn page<V>(
        &self,
        document: Document,
        structures: &[StructureSummary],
        content: impl FnOnce() -> V + Send + 'static,
    ) -> Result<Response, PageError>
    where
        V: IntoView + 'static,
    {
        let memberships = self.site.operations.my_memberships(&self.actor).await?;
        let others = memberships
            .into_iter()
            .filter(|membership| membership.organization.id != self.actor.organization)
            .map(|membership| OrganizationChoice {
                id: membership.organization.id.to_string(),
                name: membership.organization.name,
            })
            .collect();
        let organizations = Organizations { current: self.actor.organization_name.clone(), others };
        let person = Person { name: self.actor.name.clone(), email: self.actor.email.clone() };
        let role = self.actor.role;
        let rail = Rail {
            current: document.current,
            may_deposit: role.allows(Permission::Deposit),
            may_manage_structures: true,
            may_manage_users: role.allows(Permission::ManageUsers),
            receives: structures.iter().any(|overview| overview.structure.side.receives()),
            issues: structures.is_empty()
                || structures.iter().any(|overview| overview.structure.side.issues()),
        };
        let mut notices = document.notices;
        if !document.tells_broken_accesses {
            notices.extend(broken_connections(structures));
        }
        let body = render(|| {
            view! {
                <Frame
                    title=document.title.clone()
                    rail
                    person
                    organizations
                    environment=document.environment
                    freshness=document.freshness
                    search=document.search
                    notices
                    shortcuts=document.shortcuts
                >
                    {content()}
                </Frame>
            }
        });
        Ok((document.status, Html(html(&self.site, &self.nonce, &document.title, &body))).into_response())
    }
}

/// One notice for all broken connections: the owner must hear of it on every page.
fn broken_connections(structures: &[StructureSummary]) -> Option<Notice> {
    let broken: Vec<&StructureSummary> = structures
        .iter()
        .filter(|overview| {
            matches!(
                overview.connection.as_ref().map(|connection| &connection.state),
                Some(ConnectionState::Broken(_))
            )
        })
        .collect();
    let kind = domain::StatusKind::Error;
    match broken.as_slice() {
        [] => None,
        [one] => Some(
            Notice::new(
                kind,
                format!(
                    "Accès à Chorus Pro interrompu pour {}. Plus rien ne part ni n’arrive.",
                    one.structure.name
                ),
            )
            .with_action("Réparer l’accès", format!("/structures/{}", one.structure.id)),
        ),
        several => Some(
            Notice::new(
                kind,
                format!(
                    "Accès à Chorus Pro interrompu pour {} structures. Plus rien ne part ni n’arrive.",
                    several.len()
                ),
            )
            .with_action("Réparer les accès", "/structures"),
        ),
    }
}

/// The whole document. The browser side is loaded only when the page holds an island.
pub(crate) fn html(site: &Site, nonce: &Nonce, title: &str, body: &str) -> String {
    let (assets, nonce) = (&site.assets, &nonce.0);
    let mut page = String::with_capacity(body.len() + 1_200);
    // Writing to a string cannot fail.
    let _ = write!(
        page,
        "<!DOCTYPE html><html lang=\"fr\"><head><meta charset=\"utf-8\"><title>{title} · Pupitre</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"version\" content=\"{version}\">\
         <link rel=\"stylesheet\" href=\"{css}\"><link rel=\"icon\" type=\"image/svg+xml\" href=\"/favicon.svg\">",
        title = escape(title),
        version = assets.version,
        css = assets.css,
    );
    if body.contains("<leptos-island") {
        let _ = write!(
            page,
            "<script type=\"module\" nonce=\"{nonce}\" id=\"boot\" src=\"/boot.js?{version}\" data-js=\"{js}\" data-wasm=\"{wasm}\"></script>",
            version = assets.version,
            js = assets.js,
            wasm = assets.wasm,
        );
    }
    page.push_str("</head><body>");
    page.push_str(body);
    page.push_str("</body></html>");
    page
}

/// HTML text.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
