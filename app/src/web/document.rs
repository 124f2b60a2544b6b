//! The HTML document around every page.

use std::fmt::Write as _;

use axum::extract::{FromRequestParts, MatchedPath};
use axum::response::{Html, IntoResponse, Response};
use domain::{Environment, Permission, readable_name};
use http::request::Parts;
use http::{Method, StatusCode, header};
use leptos::prelude::*;
use operations::{Actor, CutOff, Membership, SecondFactorState, Standing};

use super::render::render;
use super::routes::is_page;
use super::{Nonce, PageError, Site};
use crate::components::{
    AskedParts, Button, ButtonKind, Frame, Notice, OrganizationChoice, Organizations, Person, PlainPage,
    Rail, RailEntry, Shortcut,
};

/// The header by which an open page asks for some of its parts again, by their identifiers (`islands::Live`).
pub(super) const PARTS: &str = "pupitre-parts";
/// What it asks for by itself may be all of it (`public/touch.js`).
const ALL_PARTS: &str = "*";

/// What a page handler has besides its own data: the person, the site, the nonce.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) site: Site,
    pub(crate) actor: Actor,
    pub(crate) nonce: Nonce,
    /// The parts asked for; none for the whole page.
    asked: Option<AskedParts>,
    /// Whether the page is the answer to something posted to an address that nobody can read.
    is_answer: bool,
}

impl FromRequestParts<Site> for Context {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, PageError> {
        // The guard of the route put the person there; a route without guard has nobody.
        let actor = parts.extensions.get::<Actor>().cloned().ok_or(PageError::SignIn)?;
        let nonce = parts.extensions.get::<Nonce>().cloned().unwrap_or_else(|| Nonce(String::new()));
        let asked = parts.headers.get(PARTS).filter(|_| parts.method == Method::GET);
        let asked = asked.and_then(|ids| ids.to_str().ok()).filter(|ids| *ids != ALL_PARTS);
        let asked = asked.map(AskedParts::read);
        let is_answer = parts.method != Method::GET
            && !parts.extensions.get::<MatchedPath>().is_some_and(|path| is_page(path.as_str()));
        Ok(Self { site: site.clone(), actor, nonce, asked, is_answer })
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
    /// How the structures stand, when the page read it for itself: it is not read twice.
    pub(crate) standing: Option<Standing>,
    /// Where the person may work, likewise.
    pub(crate) memberships: Option<Vec<Membership>>,
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
            standing: None,
            memberships: None,
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
    /// Writes a page of who has to make a second factor first: without the frame, which would show what they may not see.
    fn page_before_second_factor<V>(
        &self,
        document: Document,
        content: impl FnOnce() -> V + Send + 'static,
    ) -> Response
    where
        V: IntoView + 'static,
    {
        let (title, notices) = (document.title.clone(), document.notices.clone());
        document.plain(&self.site, &self.nonce, move || {
            view! {
                <PlainPage title notices wide=true>
                    {content()}
                    <form method="post" action="/deconnexion"><Button label="Se déconnecter" kind=ButtonKind::Quiet/></form>
                </PlainPage>
            }
        })
    }

    /// Writes a page of a signed-in person, or the parts of it that were asked for.
    pub(crate) async fn page<V>(
        &self,
        document: Document,
        content: impl FnOnce() -> V + Send + 'static,
    ) -> Result<Response, PageError>
    where
        V: IntoView + 'static,
    {
        if let Some(asked) = &self.asked {
            return Ok((document.status, Html(parts_of(asked, document.freshness, content))).into_response());
        }
        if self.actor.second_factor == SecondFactorState::Missing {
            return Ok(self.page_before_second_factor(document, content));
        }
        let (desk, actor) = (&self.site.desk, &self.actor);
        let standing = match document.standing {
            Some(standing) => standing,
            None => desk.portfolio.standing(actor).await?,
        };
        let memberships = match document.memberships {
            Some(memberships) => memberships,
            None => desk.accounts.my_memberships(actor).await?,
        };
        let validates = desk.validating.validates(actor).await?;
        let works = desk.works.takes_part(actor).await?;
        let rail = Rail { validates, works, ..self.rail(document.current, &standing) };
        let organizations = self.organizations(memberships);
        let person = Person { name: actor.name.clone(), email: actor.email.clone() };
        let mut notices = document.notices;
        if !document.tells_broken_accesses {
            notices.extend(broken_accesses(&standing.cut_off));
        }
        let body = render(|| {
            view! {
                <Frame
                    title=document.title.clone()
                    rail
                    person
                    organizations
                    environment=document.environment.or(standing.environment)
                    mixed=standing.mixes_environments()
                    freshness=document.freshness
                    search=document.search
                    notices
                    shortcuts=document.shortcuts
                >
                    {content()}
                </Frame>
            }
        });
        let page = html(&self.site, &self.nonce, &document.title, &body);
        // What is open follows what changes by reading its address again (`islands/parts.rs`).
        let page = if self.is_answer { page.replacen("<body>", "<body data-answer>", 1) } else { page };
        Ok((document.status, Html(page)).into_response())
    }

    /// Writes a page without anything of ours around it, to be shown in a frame of another one. Nothing runs in it, and
    /// it shows what is of this site only.
    pub(crate) fn framed(&self, title: &str, body: &str) -> Response {
        const POLICY: &str = "default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; \
                              frame-ancestors 'self'";
        let policy = [(header::CONTENT_SECURITY_POLICY, POLICY)];
        (policy, Html(html(&self.site, &self.nonce, title, body))).into_response()
    }

    fn rail(&self, current: Option<RailEntry>, standing: &Standing) -> Rail {
        let role = self.actor.role;
        Rail {
            current,
            may_deposit: role.allows(Permission::Deposit),
            may_manage_structures: true,
            may_manage_users: role.allows(Permission::ManageUsers),
            receives: standing.receives,
            issues: standing.issues || standing.is_empty,
            validates: false,
            works: false,
        }
    }

    fn organizations(&self, memberships: Vec<Membership>) -> Organizations {
        let others = memberships
            .into_iter()
            .filter(|membership| membership.organization.id != self.actor.organization)
            .map(|membership| OrganizationChoice {
                id: membership.organization.id.to_string(),
                name: membership.organization.name,
            })
            .collect();
        Organizations { current: self.actor.organization_name.clone(), others }
    }
}

/// The parts of a page, without its frame.
fn parts_of<V: IntoView + 'static>(
    asked: &AskedParts,
    freshness: Option<String>,
    content: impl FnOnce() -> V,
) -> String {
    render(|| {
        provide_context(asked.clone());
        if let Some(text) = freshness {
            asked.write("freshness", view! { <p id="freshness">{text}</p> });
        }
        content()
    });
    asked.written()
}

/// One notice for all broken accesses: the owner must hear of it on every page.
fn broken_accesses(cut_off: &[CutOff]) -> Option<Notice> {
    let kind = domain::StatusKind::Error;
    match cut_off {
        [] => None,
        [one] => Some(
            Notice::new(
                kind,
                format!(
                    "Accès à Chorus Pro interrompu pour {}. Plus rien ne part ni n’arrive.",
                    readable_name(&one.name)
                ),
            )
            .with_action("Réparer l’accès", format!("/structures/{}", one.structure)),
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

/// The whole document. A page with a frame has its keys; the browser side is loaded only when it holds an island.
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
    let has_islands = body.contains("<leptos-island");
    if has_islands || body.contains("id=\"keyboard-help\"") {
        let _ = write!(
            page,
            "<script type=\"module\" nonce=\"{nonce}\" id=\"boot\" src=\"/boot.js?{version}\"",
            version = assets.version,
        );
        if has_islands {
            let module = &assets.page;
            let _ = write!(page, " data-js=\"{}\" data-wasm=\"{}\"", module.js, module.wasm);
        }
        if body.contains("data-touch=") {
            let module = &assets.form;
            let _ = write!(page, " data-form-js=\"{}\" data-form-wasm=\"{}\"", module.js, module.wasm);
        }
        page.push_str("></script>");
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
