//! One's own account: who one is here, where one is signed in, the password.

mod browser;
mod view;

use axum::extract::{Form, Path};
use axum::response::Response;
use domain::{OrganizationId, SessionId};
use http::StatusCode;
use operations::OperationError;
use secrecy::SecretString;
use serde::Deserialize;
use storage::Scope;

use self::view::{AccountPage, OrganizationLine, SessionLine};
use super::done::{Done, JustDone, redirect_done};
use super::refusal::Refusal;
use crate::components::{Notice, RailEntry};
use crate::web::{Context, Document, PageError, Place, redirect};

/// What the password form sends. Without `Debug`: it holds passwords.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct PasswordForm {
    present: String,
    new: String,
}

/// Which organisation was chosen.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct OrganizationForm {
    organization: String,
}

/// The page.
pub(crate) async fn show(context: Context, done: JustDone) -> Result<Response, PageError> {
    page(&context, done.notices(), None).await
}

/// Changes the password and ends all other sessions.
pub(crate) async fn change_password(
    context: Context,
    Form(form): Form<PasswordForm>,
) -> Result<Response, PageError> {
    let (present, new) = (SecretString::from(form.present), SecretString::from(form.new));
    match context.site.operations.change_password(&context.actor, present, new).await {
        Ok(()) => Ok(redirect_done(Place::Account, Done::PasswordChanged)),
        Err(error) => page(&context, Vec::new(), Some(Refusal::of(error)?)).await,
    }
}

/// Ends one session.
pub(crate) async fn revoke_session(
    context: Context,
    Path(session): Path<SessionId>,
) -> Result<Response, PageError> {
    context.site.operations.revoke_session(&context.actor, session).await?;
    Ok(redirect_done(Place::Account, Done::SessionClosed))
}

/// Ends all sessions but this one.
pub(crate) async fn sign_out_elsewhere(context: Context) -> Result<Response, PageError> {
    context.site.operations.sign_out_elsewhere(&context.actor).await?;
    Ok(redirect_done(Place::Account, Done::SignedOutElsewhere))
}

/// Works for another organisation from now on.
pub(crate) async fn switch_organization(
    context: Context,
    Form(form): Form<OrganizationForm>,
) -> Result<Response, PageError> {
    let organization: OrganizationId =
        form.organization.parse().map_err(|_| OperationError::NotFound("organization"))?;
    context.site.operations.switch_organization(&context.actor, organization).await?;
    Ok(redirect(Place::Summary))
}

async fn page(
    context: &Context,
    notices: Vec<Notice>,
    refusal: Option<Refusal>,
) -> Result<Response, PageError> {
    let (operations, actor) = (&context.site.operations, &context.actor);
    let structures = operations.structures(actor).await?;
    let sessions = operations.my_sessions(actor).await?;
    let memberships = operations.my_memberships(actor).await?;
    let reach = match &actor.scope {
        Scope::Everything => None,
        Scope::Only(_) => Some(structures.iter().map(|overview| overview.structure.name.clone()).collect()),
    };
    let content = AccountPage {
        name: actor.name.clone(),
        email: actor.email.clone(),
        role: actor.role,
        reach,
        organizations: memberships
            .into_iter()
            .map(|membership| OrganizationLine {
                current: membership.organization.id == actor.organization,
                id: membership.organization.id,
                name: membership.organization.name,
                role: membership.role,
            })
            .collect(),
        sessions: sessions
            .into_iter()
            .map(|session| SessionLine { current: session.id == actor.session, session })
            .collect(),
        password_problem: refusal.as_ref().map(|refusal| refusal.text.clone()),
        now: operations.now(),
    };
    let document = Document {
        current: Some(RailEntry::Account),
        notices,
        status: refusal.as_ref().map_or(StatusCode::OK, |refusal| refusal.status),
        ..Document::new("Mon compte")
    };
    let response = context.page(document, &structures, move || content.view()).await?;
    Ok(match refusal {
        Some(refusal) => refusal.mark(response),
        None => response,
    })
}
