//! The people of the organisation and their rights. Administrators only.

mod view;

use axum::extract::{Form, Path};
use axum::response::Response;
use domain::{Permission, Role, StructureId, UserId};
use http::StatusCode;
use operations::{
    NewUser, OperationError, Scope, ScopedStructure, Standing, StructureSummary, UserOfOrganization,
};
use secrecy::SecretString;
use serde::Deserialize;

use self::view::{PersonLine, UsersPage};
use super::done::{Done, JustDone, redirect_done};
use super::refusal::{NotDone, Refusal};
use crate::components::{Notice, RailEntry};
use crate::web::{Access, Context, Document, PageError, Place, RouteEntry};

/// The people.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let manage = Access::Needs(Permission::ManageUsers);
    vec![
        RouteEntry::read("/utilisateurs", manage, list),
        RouteEntry::act("/utilisateurs", manage, add),
        RouteEntry::act("/utilisateurs/{user}/role", manage, set_role),
        RouteEntry::act("/utilisateurs/{user}/retirer", manage, remove),
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

/// The person to add as typed. The password is not kept here: it is never shown again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct TypedPerson {
    name: String,
    email: String,
    role: String,
    /// `all` or `some`; empty before anything was chosen.
    reach: String,
    structures: Vec<String>,
}

/// Takes the form apart: what can be shown again, and the password.
fn read_form(pairs: Vec<(String, String)>) -> (TypedPerson, SecretString) {
    let mut typed = TypedPerson::default();
    let mut password = SecretString::default();
    for (name, value) in pairs {
        match name.as_str() {
            "name" => typed.name = value,
            "email" => typed.email = value,
            "role" => typed.role = value,
            "reach" => typed.reach = value,
            "structure" => typed.structures.push(value),
            "password" => password = SecretString::from(value),
            _ => {}
        }
    }
    (typed, password)
}

impl TypedPerson {
    /// The reach that was chosen. Contradictions are asked about: they could give more than was meant.
    fn scope(&self) -> Result<Scope, NotDone> {
        let refused = |text: &str| Err(Refusal::new(text).into());
        match (self.reach.as_str(), self.structures.as_slice()) {
            ("all", []) => Ok(Scope::Everything),
            ("all", _) => refused(
                "Vous avez choisi toutes les structures et en avez coché. Décochez-les, ou choisissez « Seulement \
                 certaines ».",
            ),
            ("some", []) => {
                refused("Cochez au moins une structure, ou choisissez « Toutes les structures ».")
            }
            ("some", chosen) => chosen
                .iter()
                .map(|text| {
                    text.parse::<StructureId>().map_err(|_| OperationError::NotFound("structure").into())
                })
                .map(|id| id.map(|structure| ScopedStructure { structure, services: Vec::new() }))
                .collect::<Result<_, _>>()
                .map(Scope::Only),
            _ => refused("Choisissez à quelles structures cette personne accède."),
        }
    }
}

/// The list.
async fn list(context: Context, done: JustDone) -> Result<Response, PageError> {
    page(&context, done.notices(), TypedPerson::default(), None).await
}

/// Adds a person.
async fn add(context: Context, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, PageError> {
    let (typed, password) = read_form(pairs);
    match try_add(&context, &typed, password).await {
        Ok(()) => Ok(redirect_done(Place::Users, Done::UserAdded)),
        Err(error) => page(&context, Vec::new(), typed, Some(error.refusal()?)).await,
    }
}

async fn try_add(context: &Context, typed: &TypedPerson, password: SecretString) -> Result<(), NotDone> {
    let role =
        Role::from_code(&typed.role).ok_or_else(|| Refusal::new("Choisissez un rôle dans la liste."))?;
    let scope = typed.scope()?;
    let new = NewUser { email: typed.email.clone(), name: typed.name.clone(), password, role, scope };
    context.site.desk.accounts.add_user(&context.actor, new).await?;
    Ok(())
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
    let refusal = Refusal::of(error)?;
    let content = UsersPage { list_problem: Some(refusal.text.clone()), ..load(context).await? };
    write(context, Vec::new(), content, Some(&refusal)).await
}

async fn page(
    context: &Context,
    notices: Vec<Notice>,
    typed: TypedPerson,
    refusal: Option<Refusal>,
) -> Result<Response, PageError> {
    let form_problem = refusal.as_ref().map(|refusal| refusal.text.clone());
    let content = UsersPage { typed, form_problem, ..load(context).await? };
    write(context, notices, content, refusal.as_ref()).await
}

async fn load(context: &Context) -> Result<UsersPage, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let structures = desk.portfolio.structures(actor).await?;
    let people = desk.accounts.users(actor).await?;
    Ok(UsersPage {
        organization: actor.organization_name.clone(),
        people: people.into_iter().map(|person| line(person, actor.user, &structures)).collect(),
        structures,
        typed: TypedPerson::default(),
        form_problem: None,
        list_problem: None,
    })
}

async fn write(
    context: &Context,
    notices: Vec<Notice>,
    content: UsersPage,
    refusal: Option<&Refusal>,
) -> Result<Response, PageError> {
    let document = Document {
        current: Some(RailEntry::Users),
        notices,
        standing: Some(Standing::of(&content.structures)),
        status: refusal.map_or(StatusCode::OK, |refusal| refusal.status),
        ..Document::new("Utilisateurs")
    };
    let response = context.page(document, move || content.view()).await?;
    Ok(match refusal {
        Some(refusal) => refusal.mark(response),
        None => response,
    })
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
        name: person.user.name,
        email: person.user.email,
        role: person.role,
        reach,
    }
}

fn reach_text(entry: &ScopedStructure, structures: &[StructureSummary]) -> String {
    let found = structures.iter().find(|overview| overview.structure.id == entry.structure);
    let name = found.map_or("Structure hors de votre portée", |overview| overview.structure.name.as_str());
    match entry.services.as_slice() {
        [] => name.to_owned(),
        services => format!("{name} (services {})", services.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> TypedPerson {
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        read_form(pairs).0
    }

    #[test]
    fn the_password_is_taken_out_of_what_is_shown_again() {
        let pairs = [("name", "Anne"), ("password", "lampe girafe sept"), ("email", "anne@exemple.fr")];
        let typed = typed(&pairs);
        assert_eq!((typed.name.as_str(), typed.email.as_str()), ("Anne", "anne@exemple.fr"));
        assert!(!format!("{typed:?}").contains("girafe"));
    }

    #[test]
    fn a_reach_is_given_only_when_it_is_unambiguous() {
        let id = Uuid::from_u128(5).to_string();
        assert_eq!(typed(&[("reach", "all")]).scope().unwrap(), Scope::Everything);
        let only = typed(&[("reach", "some"), ("structure", &id)]).scope().unwrap();
        assert!(only.reaches_structure(StructureId(Uuid::from_u128(5))));
        assert!(!only.reaches_structure(StructureId(Uuid::from_u128(6))));
        for unclear in [
            typed(&[]),
            typed(&[("reach", "some")]),
            typed(&[("reach", "all"), ("structure", &id)]),
            typed(&[("structure", &id)]),
        ] {
            assert!(matches!(unclear.scope(), Err(NotDone::Refused(_))), "{unclear:?}");
        }
    }

    #[test]
    fn a_structure_that_is_no_identifier_is_not_found() {
        let hostile = typed(&[("reach", "some"), ("structure", "' OR 1=1")]);
        let failed = hostile.scope().unwrap_err();
        assert!(
            matches!(failed, NotDone::Failed(PageError::Operation(OperationError::NotFound(_)))),
            "{failed:?}"
        );
    }
}
