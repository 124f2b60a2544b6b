//! One's own account: who one is here, where one is signed in, the password.

mod browser;
pub(crate) mod second_factor;
mod second_factor_view;
mod view;

use axum::extract::{Form, Path};
use axum::response::Response;
use domain::{OrganizationId, PasswordField, SessionId, readable_name};
use operations::{OperationError, Scope, Standing, StructureSummary};
use serde::Deserialize;

use self::view::{AccountPage, OrganizationLine, SessionLine};
use super::done::{Done, JustDone, redirect_done};
use super::refusal::{FormState, Refusal, Sent};
use crate::components::{Notice, RailEntry};
use crate::web::{Access, Context, Document, PageError, Place, RouteEntry, redirect};

/// The account, and the organisation one works for.
pub(crate) fn routes() -> Vec<RouteEntry> {
    use Access::SignedIn;
    let mut table = second_factor::routes();
    table.extend([
        RouteEntry::act("/organisation", SignedIn, switch_organization),
        RouteEntry::read("/compte", SignedIn, show),
        RouteEntry::act("/compte/invitations", SignedIn, answer_invitation),
        RouteEntry::act("/compte/mot-de-passe", SignedIn, change_password),
        RouteEntry::act("/compte/sessions/{session}/fermer", SignedIn, revoke_session),
        RouteEntry::act("/compte/sessions/fermer-les-autres", SignedIn, sign_out_elsewhere),
    ]);
    table
}

/// Which organisation was chosen.
#[derive(Deserialize, Default)]
#[serde(default)]
struct OrganizationForm {
    organization: String,
}

/// The page.
async fn show(context: Context, done: JustDone) -> Result<Response, PageError> {
    page(&context, done.notices(), FormState::default()).await
}

/// Changes the password and ends all other sessions.
async fn change_password(
    context: Context,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let sent = Sent::read::<PasswordField>(pairs)?;
    let (present, new) = (sent.secret(PasswordField::Present), sent.secret(PasswordField::New));
    match context.site.desk.accounts.change_password(&context.actor, present, new).await {
        Ok(()) => Ok(redirect_done(Place::Account, Done::PasswordChanged)),
        Err(error) => page(&context, Vec::new(), FormState::refused(sent.values, Refusal::of(error)?)).await,
    }
}

/// Ends one session.
async fn revoke_session(context: Context, Path(session): Path<SessionId>) -> Result<Response, PageError> {
    context.site.desk.accounts.revoke_session(&context.actor, session).await?;
    Ok(redirect_done(Place::Account, Done::SessionClosed))
}

/// Ends all sessions but this one.
async fn sign_out_elsewhere(context: Context) -> Result<Response, PageError> {
    context.site.desk.accounts.sign_out_elsewhere(&context.actor).await?;
    Ok(redirect_done(Place::Account, Done::SignedOutElsewhere))
}

/// Works for another organisation from now on.
async fn switch_organization(
    context: Context,
    Form(form): Form<OrganizationForm>,
) -> Result<Response, PageError> {
    let organization: OrganizationId =
        form.organization.parse().map_err(|_| OperationError::NotFound("organization"))?;
    context.site.desk.accounts.switch_organization(&context.actor, organization).await?;
    Ok(redirect(Place::Summary))
}

/// Which invitation, and whether the person says yes.
#[derive(Deserialize, Default)]
#[serde(default)]
struct InvitationForm {
    organization: String,
    answer: String,
}

/// Says yes or no to an invitation.
async fn answer_invitation(
    context: Context,
    Form(form): Form<InvitationForm>,
) -> Result<Response, PageError> {
    let (accounts, actor) = (&context.site.desk.accounts, &context.actor);
    let organization: OrganizationId =
        form.organization.parse().map_err(|_| OperationError::NotFound("organization"))?;
    match form.answer.as_str() {
        "accepter" => {
            accounts.accept_invitation(actor, organization).await?;
            Ok(redirect_done(Place::Account, Done::InvitationAccepted))
        }
        "refuser" => {
            accounts.decline_invitation(actor, organization).await?;
            Ok(redirect_done(Place::Account, Done::InvitationDeclined))
        }
        _ => Err(PageError::BadRequest("no answer to the invitation")),
    }
}

async fn page(context: &Context, notices: Vec<Notice>, form: FormState) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let sessions = desk.accounts.my_sessions(actor).await?;
    let memberships = desk.accounts.my_memberships(actor).await?;
    let invitations = desk.accounts.my_invitations(actor).await?;
    let structures = match &actor.scope {
        Scope::Everything => None,
        Scope::Only(_) => Some(desk.portfolio.structures(actor).await?),
    };
    let names = |structures: &[StructureSummary]| {
        structures.iter().map(|summary| readable_name(&summary.structure.name)).collect()
    };
    let content = AccountPage {
        name: actor.name.clone(),
        email: actor.email.clone(),
        role: actor.role,
        reach: structures.as_deref().map(names),
        organizations: memberships
            .iter()
            .map(|membership| OrganizationLine {
                current: membership.organization.id == actor.organization,
                id: membership.organization.id,
                name: membership.organization.name.clone(),
                role: membership.role,
            })
            .collect(),
        invitations,
        sessions: sessions
            .into_iter()
            .map(|session| SessionLine { current: session.id == actor.session, session })
            .collect(),
        second_factor: desk.accounts.my_second_factor(actor).await?,
        second_factor_state: actor.second_factor,
        form: FormState::default(),
        now: desk.now(),
    };
    let document = Document {
        current: Some(RailEntry::Account),
        notices,
        standing: structures.as_deref().map(Standing::of),
        memberships: Some(memberships),
        ..Document::new("Mon compte")
    };
    context.form_page(document, form, move |form| AccountPage { form, ..content }.view()).await
}
