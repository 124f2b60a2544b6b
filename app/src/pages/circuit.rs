//! The circuit of received invoices: its rules with a test run, teams, one's own absence.

mod absence_view;
mod choices;
mod rules_view;
mod teams_view;
mod trial_view;
mod view;

use axum::extract::{Form, Path};
use axum::response::Response;
use domain::{
    AbsenceField, CircuitField, CircuitRuleId, FormField as _, Permission, TeamField, TeamId, UserId, Values,
    format_day,
};
use operations::{AbsenceTyped, OperationError, RuleTyped, Scope, TeamTyped};

use self::view::{CircuitPage, Refused};
use super::done::{Done, JustDone, redirect_done};
use super::refusal::{FormState, Refusal, Sent};
use crate::components::{Notice, RailEntry};
use crate::web::{Access, Context, Document, PageError, Place, RouteEntry};

/// The circuit of the organisation.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let (treat, manage) = (Access::Needs(Permission::Treat), Access::Needs(Permission::ManageStructures));
    vec![
        RouteEntry::read("/circuit", treat, show),
        RouteEntry::read("/circuit/essai", treat, try_rules),
        RouteEntry::act("/circuit/appliquer", manage, apply),
        RouteEntry::act("/circuit/regles", manage, add_rule),
        RouteEntry::act("/circuit/regles/{rule}/supprimer", manage, delete_rule),
        RouteEntry::act("/circuit/regles/{rule}/monter", manage, raise_rule),
        RouteEntry::act("/circuit/equipes", manage, put_team),
        RouteEntry::act("/circuit/equipes/{team}/supprimer", manage, delete_team),
        RouteEntry::act("/circuit/rejets", manage, require_two),
        RouteEntry::act("/circuit/absence", treat, set_absence),
        RouteEntry::act("/circuit/absence/fin", treat, end_absence),
    ]
}

/// The page.
async fn show(context: Context, done: JustDone) -> Result<Response, PageError> {
    page(&context, done.notices(), FormState::default(), Refused::None).await
}

async fn page(
    context: &Context,
    notices: Vec<Notice>,
    form: FormState,
    refused: Refused,
) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let settings = desk.circuit.settings(actor).await?;
    let (absence, people) = desk.circuit.absence(actor).await?;
    let mut form = form;
    if let (true, Some(absence)) = (refused != Refused::Absence, &absence) {
        form.values.set(AbsenceField::First, format_day(absence.first));
        form.values.set(AbsenceField::Last, format_day(absence.last));
        form.values.set(AbsenceField::Substitute, absence.substitute.to_string());
    }
    let document =
        Document { current: Some(RailEntry::Received), notices, ..Document::new("Circuit et visas") };
    let may_change = actor.role.allows(Permission::ManageStructures) && actor.scope == Scope::Everything;
    context
        .form_page(document, form, move |form| {
            CircuitPage { settings, absence, people, may_change, refused, form }.view()
        })
        .await
}

/// The page again where a form was refused.
async fn again(
    context: &Context,
    values: Values,
    error: OperationError,
    refused: Refused,
) -> Result<Response, PageError> {
    page(context, Vec::new(), FormState::refused(values, Refusal::of(error)?), refused).await
}

async fn add_rule(context: Context, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, PageError> {
    let values = Sent::read::<CircuitField>(pairs)?.values;
    match context.site.desk.circuit.add_rule(&context.actor, &RuleTyped(values.clone())).await {
        Ok(()) => Ok(redirect_done(Place::Circuit, Done::RuleAdded)),
        Err(error) => again(&context, values, error, Refused::Rule).await,
    }
}

async fn delete_rule(context: Context, Path(id): Path<CircuitRuleId>) -> Result<Response, PageError> {
    context.site.desk.circuit.delete_rule(&context.actor, id).await?;
    Ok(redirect_done(Place::Circuit, Done::RuleDeleted))
}

async fn raise_rule(context: Context, Path(id): Path<CircuitRuleId>) -> Result<Response, PageError> {
    context.site.desk.circuit.raise_rule(&context.actor, id).await?;
    Ok(redirect_done(Place::Circuit, Done::RuleRaised))
}

/// Adds a team, or changes the one that the form names.
async fn put_team(context: Context, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, PageError> {
    let text = |wanted: &str| {
        let found = pairs.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    let id: Option<TeamId> = match text("team") {
        "" => None,
        id => Some(id.parse().map_err(|_| OperationError::NotFound("team"))?),
    };
    let members: Vec<UserId> = pairs
        .iter()
        .filter(|(name, _)| name == TeamField::Members.name())
        .filter_map(|(_, value)| value.parse().ok())
        .collect();
    let mut values = Values::default();
    let name = text(TeamField::Name.name()).to_owned();
    values.set(TeamField::Name, &name);
    match context
        .site
        .desk
        .circuit
        .put_team(&context.actor, TeamTyped { id, name, members: members.clone() })
        .await
    {
        Ok(()) => Ok(redirect_done(Place::Circuit, Done::TeamKept)),
        Err(error) => again(&context, values, error, Refused::Team { id, members }).await,
    }
}

async fn delete_team(context: Context, Path(id): Path<TeamId>) -> Result<Response, PageError> {
    context.site.desk.circuit.delete_team(&context.actor, id).await?;
    Ok(redirect_done(Place::Circuit, Done::TeamDeleted))
}

/// Says whether a rejection needs a second person.
async fn require_two(
    context: Context,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let needed = pairs.iter().any(|(name, value)| name == "deux" && value == "oui");
    context.site.desk.circuit.require_two_for_rejections(&context.actor, needed).await?;
    let done = if needed { Done::TwoForRejections } else { Done::OneForRejections };
    Ok(redirect_done(Place::Circuit, done))
}

async fn set_absence(
    context: Context,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let values = Sent::read::<AbsenceField>(pairs)?.values;
    let text = |field: AbsenceField| values.get(field).to_owned();
    let typed = AbsenceTyped {
        first: text(AbsenceField::First),
        last: text(AbsenceField::Last),
        substitute: text(AbsenceField::Substitute),
    };
    match context.site.desk.circuit.set_absence(&context.actor, &typed).await {
        Ok(()) => Ok(redirect_done(Place::Circuit, Done::AbsenceSet)),
        Err(error) => again(&context, values, error, Refused::Absence).await,
    }
}

async fn end_absence(context: Context) -> Result<Response, PageError> {
    context.site.desk.circuit.end_absence(&context.actor).await?;
    Ok(redirect_done(Place::Circuit, Done::AbsenceEnded))
}

/// What the rules would do with the last invoices.
async fn try_rules(context: Context, done: JustDone) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let trials = desk.circuit.try_rules(actor).await?;
    let document = Document {
        current: Some(RailEntry::Received),
        notices: done.notices(),
        ..Document::new("Essai des règles")
    };
    let may_apply = actor.role.allows(Permission::ManageStructures) && actor.scope == Scope::Everything;
    context.page(document, move || trial_view::view(&trials, may_apply)).await
}

async fn apply(context: Context) -> Result<Response, PageError> {
    let applied = context.site.desk.circuit.apply_rules(&context.actor).await?;
    let done = if applied == 0 { Done::RulesHadNothing } else { Done::RulesApplied };
    Ok(redirect_done(Place::CircuitTrial, done))
}
