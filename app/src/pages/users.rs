//! The people of the organisation and their rights. Administrators only.

mod reach_view;
mod view;

use axum::extract::{Form, Path};
use axum::response::Response;
use domain::{
    FormField as _, Notes, Permission, PersonField, ReachField, Remark, Role, UserId, Values, readable_name,
};
use operations::{
    Added, NewUser, OperationError, Scope, ScopedStructure, Standing, StructureSummary, UserOfOrganization,
};
use serde::Deserialize;

use self::view::{PersonLine, UsersPage};
use super::done::{Done, JustDone, redirect_done};
use super::refusal::{FormState, NotDone, Refusal, Sent};
use crate::components::{Notice, RailEntry};
use crate::web::{Access, Context, Document, PageError, Place, RouteEntry};

/// The people.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let manage = Access::Needs(Permission::ManageUsers);
    vec![
        RouteEntry::read("/utilisateurs", manage, list),
        RouteEntry::act("/utilisateurs", manage, add),
        RouteEntry::act("/utilisateurs/{user}/role", manage, set_role),
        RouteEntry::read("/utilisateurs/{user}/acces", manage, show_reach),
        RouteEntry::act("/utilisateurs/{user}/acces", manage, set_reach),
        RouteEntry::act("/utilisateurs/{user}/retirer", manage, remove),
        RouteEntry::act("/utilisateurs/{user}/double-authentification/retirer", manage, remove_second_factor),
        RouteEntry::act("/utilisateurs/double-authentification", manage, require_second_factor),
        RouteEntry::act("/utilisateurs/invitations/{user}/retirer", manage, withdraw),
    ]
}

/// What a role allows, in one sentence.
pub(super) const fn role_meaning(role: Role) -> &'static str {
    match role {
        Role::Administrateur => "Peut tout faire, y compris gérer les utilisateurs.",
        Role::Gestionnaire => "Gère les structures et leurs accès, dépose et traite les factures.",
        Role::Deposant => "Dépose les factures et les suit.",
        Role::Valideur => "Consulte les factures et traite celles reçues.",
        Role::Lecteur => "Consulte, sans rien modifier.",
    }
}

/// The reach that was chosen, or what is unclear about it: contradictions could give more than was meant.
fn reach_of(values: &Values) -> Result<Result<Scope, Remark>, OperationError> {
    let rows = ReachField::GROUP.map_or(0, |group| values.rows(group));
    let chosen: Vec<(&str, &str)> = (0..rows)
        .map(|row| (values.get(ReachField::Id.at(row)), values.get(ReachField::Services.at(row))))
        .filter(|(id, _)| !id.is_empty())
        .collect();
    let reach = match (values.get(PersonField::Reach), chosen.as_slice()) {
        ("all", []) => Ok(Scope::Everything),
        ("all", _) => Err(Remark::ReachContradictory),
        ("some", []) => Err(Remark::ReachEmpty),
        ("some", chosen) => {
            let structure = |(id, services): &(&str, &str)| {
                let structure = id.parse().map_err(|_| OperationError::NotFound("structure"))?;
                let codes = services.split([',', ';']).map(str::trim).filter(|code| !code.is_empty());
                Ok::<_, OperationError>(ScopedStructure {
                    structure,
                    services: codes.map(ToOwned::to_owned).collect(),
                })
            };
            Ok(Scope::Only(chosen.iter().map(structure).collect::<Result<_, _>>()?))
        }
        _ => Err(Remark::ReachNotChosen),
    };
    Ok(reach)
}

/// The list.
async fn list(context: Context, done: JustDone) -> Result<Response, PageError> {
    page(&context, done.notices(), FormState::default()).await
}

/// Adds a person.
async fn add(context: Context, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, PageError> {
    let sent = Sent::read::<PersonField>(pairs)?;
    match try_add(&context, &sent).await {
        Ok(Added::Person(_)) => Ok(redirect_done(Place::Users, Done::UserAdded)),
        Ok(Added::Invited(_)) => Ok(redirect_done(Place::Users, Done::UserInvited)),
        Err(error) => page(&context, Vec::new(), FormState::refused(sent.values, error.refusal()?)).await,
    }
}

async fn try_add(context: &Context, sent: &Sent) -> Result<Added, NotDone> {
    let (accounts, actor) = (&context.site.desk.accounts, &context.actor);
    let text = |field: PersonField| sent.values.get(field);
    let password = sent.secret(PersonField::Password);
    let (role, reach) = (Role::from_code(text(PersonField::Role)), reach_of(&sent.values)?);
    let (Some(role), Ok(scope)) = (role, &reach) else {
        let (email, name) = (text(PersonField::Email), text(PersonField::Name));
        let mut notes = accounts.notes_on_person(actor, email, name, &password).await?;
        if role.is_none() {
            notes.error(PersonField::Role, Remark::NotChosen);
        }
        if let Err(remark) = reach {
            notes.error(PersonField::Reach, remark);
        }
        return Err(notes.into());
    };
    let new = NewUser {
        email: text(PersonField::Email).to_owned(),
        name: text(PersonField::Name).to_owned(),
        password,
        role,
        scope: scope.clone(),
    };
    Ok(accounts.add_user(actor, new).await?)
}

/// Which role was chosen.
#[derive(Deserialize, Default)]
#[serde(default)]
struct RoleForm {
    role: String,
}

/// Changes a role.
async fn set_role(
    context: Context,
    Path(user): Path<UserId>,
    Form(form): Form<RoleForm>,
) -> Result<Response, PageError> {
    let Some(role) = Role::from_code(&form.role) else {
        return Err(PageError::BadRequest("unknown role"));
    };
    match context.site.desk.accounts.set_role(&context.actor, user, role).await {
        // Who gives up the administration no longer sees this page.
        Ok(()) if user == context.actor.user && role != Role::Administrateur => {
            Ok(redirect_done(Place::Account, Done::RoleChanged))
        }
        Ok(()) => Ok(redirect_done(Place::Users, Done::RoleChanged)),
        Err(error) => refused_in_list(&context, error).await,
    }
}

/// What a person may reach, to be changed.
async fn show_reach(context: Context, Path(user): Path<UserId>) -> Result<Response, PageError> {
    let people = context.site.desk.accounts.users(&context.actor).await?;
    let person = people.into_iter().find(|person| person.user.id == user);
    let person = person.ok_or(OperationError::NotFound("user"))?;
    let mut values = Values::default();
    match &person.scope {
        Scope::Everything => values.set(PersonField::Reach, "all"),
        Scope::Only(list) => {
            values.set(PersonField::Reach, "some");
            for (row, entry) in list.iter().enumerate() {
                values.set(ReachField::Id.at(row), entry.structure.to_string());
                values.set(ReachField::Services.at(row), entry.services.join(", "));
            }
        }
    }
    reach_page(&context, person.user.id, person.user.name, FormState::of(values)).await
}

/// Changes what a person may reach.
async fn set_reach(
    context: Context,
    Path(user): Path<UserId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let accounts = &context.site.desk.accounts;
    let values = Sent::read::<PersonField>(pairs)?.values;
    let refusal = match reach_of(&values)? {
        Ok(scope) => match accounts.set_reach(&context.actor, user, scope).await {
            Ok(()) => return Ok(redirect_done(Place::Users, Done::ReachChanged)),
            Err(error) => Refusal::of(error)?,
        },
        Err(remark) => Refusal::noted(Notes::of_error(PersonField::Reach, remark)),
    };
    let people = accounts.users(&context.actor).await?;
    let person = people.into_iter().find(|person| person.user.id == user);
    let name = person.ok_or(OperationError::NotFound("user"))?.user.name;
    reach_page(&context, user, name, FormState::refused(values, refusal)).await
}

async fn reach_page(
    context: &Context,
    user: UserId,
    name: String,
    form: FormState,
) -> Result<Response, PageError> {
    let structures = context.site.desk.portfolio.structures(&context.actor).await?;
    let document = Document {
        current: Some(RailEntry::Users),
        standing: Some(Standing::of(&structures)),
        ..Document::new(format!("Accès de {name}"))
    };
    context.form_page(document, form, move |form| reach_view::page(user, &form, &structures)).await
}

/// Takes an invitation back.
async fn withdraw(context: Context, Path(user): Path<UserId>) -> Result<Response, PageError> {
    context.site.desk.accounts.withdraw_invitation(&context.actor, user).await?;
    Ok(redirect_done(Place::Users, Done::InvitationWithdrawn))
}

/// Takes the second factor of somebody away who has lost it.
async fn remove_second_factor(context: Context, Path(user): Path<UserId>) -> Result<Response, PageError> {
    match context.site.desk.accounts.remove_second_factor_of(&context.actor, user).await {
        Ok(()) => Ok(redirect_done(Place::Users, Done::SecondFactorLost)),
        Err(error) => refused_in_list(&context, error).await,
    }
}

/// Whether everybody needs a second factor.
#[derive(Deserialize, Default)]
#[serde(default)]
struct SecondFactorForm {
    exigee: String,
}

/// Says whether everybody of the organisation needs a second factor.
async fn require_second_factor(
    context: Context,
    Form(form): Form<SecondFactorForm>,
) -> Result<Response, PageError> {
    let required = form.exigee == "oui";
    context.site.desk.accounts.require_second_factor(&context.actor, required).await?;
    let done = if required { Done::SecondFactorRequired } else { Done::SecondFactorOptional };
    Ok(redirect_done(Place::Users, done))
}

/// Takes a person out of the organisation.
async fn remove(context: Context, Path(user): Path<UserId>) -> Result<Response, PageError> {
    match context.site.desk.accounts.remove_user(&context.actor, user).await {
        Ok(()) if user == context.actor.user => Ok(redirect_done(Place::Account, Done::UserRemoved)),
        Ok(()) => Ok(redirect_done(Place::Users, Done::UserRemoved)),
        Err(error) => refused_in_list(&context, error).await,
    }
}

/// The list again, with what was refused above it.
async fn refused_in_list(context: &Context, error: OperationError) -> Result<Response, PageError> {
    let list = FormState::refused(Values::default(), Refusal::of(error)?);
    let content = load(context).await?;
    let document = document_of(&content, Vec::new());
    context.form_page(document, list, move |list| UsersPage { list, ..content }.view()).await
}

async fn page(context: &Context, notices: Vec<Notice>, form: FormState) -> Result<Response, PageError> {
    let content = load(context).await?;
    let document = document_of(&content, notices);
    context.form_page(document, form, move |form| UsersPage { form, ..content }.view()).await
}

async fn load(context: &Context) -> Result<UsersPage, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let structures = desk.portfolio.structures(actor).await?;
    let people = desk.accounts.users(actor).await?;
    let invitations = desk.accounts.invitations(actor).await?;
    let mine = desk.accounts.my_memberships(actor).await?;
    let here = mine.into_iter().find(|membership| membership.organization.id == actor.organization);
    Ok(UsersPage {
        second_factor_from: here.and_then(|membership| membership.organization.second_factor_from),
        invitations,
        organization: actor.organization_name.clone(),
        may_read_journal: actor.may_read_journal(),
        people: people.into_iter().map(|person| line(person, actor.user, &structures)).collect(),
        structures,
        form: FormState::default(),
        list: FormState::default(),
    })
}

fn document_of(content: &UsersPage, notices: Vec<Notice>) -> Document {
    Document {
        current: Some(RailEntry::Users),
        notices,
        standing: Some(Standing::of(&content.structures)),
        ..Document::new("Utilisateurs")
    }
}

/// What the list shows of a person: never the hash of their password.
fn line(person: UserOfOrganization, me: UserId, structures: &[StructureSummary]) -> PersonLine {
    let reach = match &person.scope {
        Scope::Everything => "Toutes les structures".to_owned(),
        Scope::Only(list) if list.is_empty() => "Aucune structure".to_owned(),
        Scope::Only(list) => {
            list.iter().map(|entry| reach_text(entry, structures)).collect::<Vec<_>>().join(", ")
        }
    };
    PersonLine {
        id: person.user.id,
        is_me: person.user.id == me,
        has_second_factor: person.user.protection.confirmed_at.is_some(),
        name: person.user.name,
        email: person.user.email,
        role: person.role,
        is_disabled: person.user.disabled_at.is_some(),
        reach,
    }
}

fn reach_text(entry: &ScopedStructure, structures: &[StructureSummary]) -> String {
    let found = structures.iter().find(|overview| overview.structure.id == entry.structure);
    let name = found.map_or_else(
        || "Structure hors de votre portée".to_owned(),
        |overview| readable_name(&overview.structure.name),
    );
    match entry.services.as_slice() {
        [] => name,
        services => format!("{name} (services {})", services.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use domain::StructureId;
    use uuid::Uuid;

    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Values {
        Values::read(pairs.iter().copied()).unwrap()
    }

    #[test]
    fn a_reach_is_given_only_when_it_is_unambiguous() {
        let id = Uuid::from_u128(5).to_string();
        assert_eq!(reach_of(&typed(&[("reach", "all")])).unwrap().unwrap(), Scope::Everything);
        let only = reach_of(&typed(&[("reach", "some"), ("structure[3].id", &id)])).unwrap().unwrap();
        assert!(only.reaches_structure(StructureId(Uuid::from_u128(5))));
        assert!(!only.reaches_structure(StructureId(Uuid::from_u128(6))));
        for unclear in [
            typed(&[]),
            typed(&[("reach", "some")]),
            typed(&[("reach", "all"), ("structure[0].id", &id)]),
            typed(&[("structure[0].id", &id)]),
        ] {
            assert!(reach_of(&unclear).unwrap().is_err(), "{unclear:?}");
        }
    }

    #[test]
    fn a_structure_that_is_no_identifier_is_not_found() {
        let hostile = typed(&[("reach", "some"), ("structure[0].id", "' OR 1=1")]);
        let failed = reach_of(&hostile).unwrap_err();
        assert!(matches!(failed, OperationError::NotFound(_)), "{failed:?}");
    }
}
