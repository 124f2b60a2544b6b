//! The users page from its data.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{FormField as _, PersonField, Role, UserId, format_moment};
use leptos::prelude::*;
use operations::{Invitation, StructureSummary};

use super::super::refusal::FormState;
use super::reach_view::reach_fields;
use super::role_meaning;
use crate::components::{Button, ButtonKind, Choice, FieldWidth, IconName, SelectField, TextField, TextKind};

/// What the page shows.
pub(super) struct UsersPage {
    pub(super) organization: String,
    /// Whether the journal is theirs to read.
    pub(super) may_read_journal: bool,
    pub(super) people: Vec<PersonLine>,
    /// Who was asked and has not answered.
    pub(super) invitations: Vec<Invitation>,
    pub(super) structures: Arc<[StructureSummary]>,
    /// From when on everybody needs a second factor.
    pub(super) second_factor_from: Option<DateTime<Utc>>,
    /// The person to add.
    pub(super) form: FormState,
    /// What was asked of somebody in the list.
    pub(super) list: FormState,
}

/// A person of the list.
pub(super) struct PersonLine {
    pub(super) id: UserId,
    pub(super) is_me: bool,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) role: Role,
    pub(super) is_disabled: bool,
    pub(super) has_second_factor: bool,
    pub(super) reach: String,
}

impl UsersPage {
    pub(super) fn view(self) -> AnyView {
        let Self {
            organization,
            may_read_journal,
            people,
            invitations,
            structures,
            second_factor_from,
            form,
            list,
        } = self;
        let journal = may_read_journal.then(|| {
            view! { <p class="list-export"><a href="/journal">"Journal\u{a0}: qui a fait quoi"</a></p> }
        });
        let rows = people.into_iter().map(|person| person_row(person, &organization)).collect_view();
        view! {
            {list.head::<PersonField>()}
            <div class="list">
                <table class="table">
                    <caption>{format!("Personnes qui ont accès à {organization}")}</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Nom"</th>
                            <th scope="col">"Adresse électronique"</th>
                            <th scope="col">"Rôle"</th>
                            <th scope="col">"Accès"</th>
                            <th scope="col"><span class="visually-hidden">"Action"</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {journal}
            {invitation_section(invitations)}
            {second_factor_section(second_factor_from)}
            {add_section(&form, &structures)}
        }
        .into_any()
    }
}

/// Whether everybody needs a second factor.
fn second_factor_section(from: Option<DateTime<Utc>>) -> AnyView {
    let (text, word, value) = match from {
        Some(from) => (
            format!("Chacun doit avoir configuré sa double authentification depuis le {}, ou d’ici là.", format_moment(from)),
            "Ne plus l’exiger de tous",
            "non",
        ),
        None => (
            "Elle est demandée, après un délai, aux rôles qui gèrent les personnes, les structures ou le traitement des factures. \
             Vous pouvez l’exiger de tous : chacun aura sept jours pour la configurer."
                .to_owned(),
            "L’exiger de tous",
            "oui",
        ),
    };
    view! {
        <section class="section" aria-labelledby="second-factor-title">
            <h2 id="second-factor-title">"Double authentification"</h2>
            <p class="field-hint">{text}</p>
            <form method="post" action="/utilisateurs/double-authentification">
                <div class="button-row"><Button label=word name="exigee" value=value/></div>
            </form>
        </section>
    }
    .into_any()
}

/// Of who was asked, nothing is shown but the address that was typed.
fn invitation_section(invitations: Vec<Invitation>) -> AnyView {
    if invitations.is_empty() {
        return ().into_any();
    }
    let rows = invitations.into_iter().map(|invitation| {
        let Invitation { user, email, role, invited_at, .. } = invitation;
        view! {
            <tr>
                <th scope="row">{email.clone()}</th>
                <td data-label="Rôle">{role.label()}</td>
                <td data-label="Invitée le">{format_moment(invited_at)}</td>
                <td>
                    <form method="post" action=format!("/utilisateurs/invitations/{user}/retirer")>
                        <Button label="Retirer l’invitation" kind=ButtonKind::Quiet/>
                    </form>
                </td>
            </tr>
        }
    });
    view! {
        <section class="section" aria-labelledby="invitations-title">
            <h2 id="invitations-title">"Invitations en attente"</h2>
            <p class="field-hint">
                "Ces personnes ont déjà un compte : elles acceptent dans « Mon compte », ou à leur prochaine connexion."
            </p>
            <div class="list"><table class="table">
                <caption class="visually-hidden">"Personnes invitées qui n’ont pas encore répondu"</caption>
                <thead><tr>
                    <th scope="col">"Adresse électronique"</th><th scope="col">"Rôle"</th><th scope="col">"Invitée le"</th>
                    <th scope="col"><span class="visually-hidden">"Action"</span></th>
                </tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table></div>
        </section>
    }
    .into_any()
}

fn person_row(person: PersonLine, organization: &str) -> AnyView {
    let PersonLine { id, is_me, name, email, role, is_disabled, has_second_factor, reach } = person;
    let protection =
        if has_second_factor { "Double authentification en place" } else { "Sans double authentification" };
    let field = format!("role-{id}");
    let options = Role::ALL
        .map(|choice| {
            view! {
                <option value=choice.code() selected=choice == role title=role_meaning(choice)>{choice.label()}</option>
            }
        })
        .collect_view();
    let warning = if is_me {
        format!("Vous perdez vous-même l’accès à {organization}, immédiatement.")
    } else {
        format!(
            "{name} perd l’accès à {organization} immédiatement. Ses actions passées restent dans l’historique."
        )
    };
    view! {
        <tr>
            <th scope="row">{name.clone()} {is_me.then(|| view! { <span class="cell-detail">"Vous"</span> })}
                {is_disabled.then(|| view! { <span class="cell-detail">"Compte désactivé : ne peut pas se connecter"</span> })}
                <span class="cell-detail">{protection}</span></th>
            <td data-label="Adresse">{email}</td>
            <td>
                <form class="button-row" method="post" action=format!("/utilisateurs/{id}/role")>
                    <label class="visually-hidden" for=field.clone()>{format!("Rôle de {name}")}</label>
                    <div class="field" data-width="short"><select class="input" id=field name="role">{options}</select></div>
                    <Button label="Changer" kind=ButtonKind::Quiet/>
                </form>
            </td>
            <td data-label="Accès">
                {reach} " "
                <a href=format!("/utilisateurs/{id}/acces")>"Modifier"<span class="visually-hidden">{format!(" l’accès de {name}")}</span></a>
            </td>
            <td>
                <details>
                    <summary>"Retirer"<span class="visually-hidden">{format!(" {name}")}</span></summary>
                    <form class="section" method="post" action=format!("/utilisateurs/{id}/retirer")>
                        <p>{warning}</p>
                        <div class="button-row"><Button label="Confirmer le retrait" kind=ButtonKind::Danger/></div>
                    </form>
                </details>
                {(has_second_factor && !is_me).then(|| lost_second_factor(id, &name))}
            </td>
        </tr>
    }
    .into_any()
}

/// For who has lost their telephone and every code that replaces it.
fn lost_second_factor(id: UserId, name: &str) -> AnyView {
    view! {
        <details>
            <summary>"Téléphone perdu"<span class="visually-hidden">{format!(" de {name}")}</span></summary>
            <form class="section" method="post" action=format!("/utilisateurs/{id}/double-authentification/retirer")>
                <p>{format!("Assurez-vous que la demande vient bien de {name}. Ses sessions seront fermées ; son mot de passe suffira ensuite \
                    pour se connecter et configurer une nouvelle double authentification.")}</p>
                <div class="button-row"><Button label="Retirer sa double authentification" kind=ButtonKind::Danger/></div>
            </form>
        </details>
    }
    .into_any()
}

fn add_section(form: &FormState, structures: &[StructureSummary]) -> AnyView {
    let refused = form.is_refused();
    let roles = Role::ALL
        .iter()
        .rev()
        .map(|role| Choice::new(role.code(), format!("{} : {}", role.label(), role_meaning(*role))))
        .collect();
    view! {
        <details class="section" id="add" open=refused>
            <summary>"Ajouter une personne"</summary>
            <form class="form" method="post" action="/utilisateurs">
                {form.head::<PersonField>()}
                <TextField
                    name=PersonField::Name.name()
                    label=PersonField::Name.label()
                    value=form.value(PersonField::Name)
                    messages=form.messages(PersonField::Name)
                    maxlength=100
                    required=true
                />
                <TextField
                    name=PersonField::Email.name()
                    label=PersonField::Email.label()
                    hint="Elle sert d’identifiant. Si cette adresse a déjà un compte, son nom et son mot de passe restent les siens."
                    value=form.value(PersonField::Email)
                    messages=form.messages(PersonField::Email)
                    kind=TextKind::Email
                    maxlength=254
                    required=true
                />
                <SelectField
                    name=PersonField::Role.name()
                    label=PersonField::Role.label()
                    choices=roles
                    value=form.value(PersonField::Role)
                    messages=form.messages(PersonField::Role)
                    required=true
                />
                {reach_fields(form, structures, false)}
                <TextField
                    name=PersonField::Password.name()
                    label=PersonField::Password.label()
                    messages=form.messages(PersonField::Password)
                    hint="Au moins 12 caractères, difficile à deviner : une suite de mots convient bien. Transmettez-le de vive voix ; la personne le changera dans « Mon compte »."
                    kind=TextKind::Password
                    autocomplete="new-password"
                    width=FieldWidth::Medium
                    maxlength=256
                    required=true
                />
                <div class="button-row">
                    <Button label="Ajouter la personne" kind=ButtonKind::Primary icon=IconName::Users/>
                </div>
            </form>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone as _, Utc};
    use domain::{Environment, Notes, OrganizationId, Reason, Side, Siret, StructureId, Values};
    use operations::Structure;
    use uuid::Uuid;

    use super::super::super::refusal::Refusal;
    use super::super::super::test_support::{HOSTILE, assert_empty, assert_escaped, render, tag};
    use super::*;

    fn structure(number: u128, name: &str) -> StructureSummary {
        StructureSummary {
            structure: Structure {
                id: StructureId(Uuid::from_u128(number)),
                organization: OrganizationId(Uuid::from_u128(1)),
                identifier: Siret::parse("12345678900012").unwrap().into(),
                name: name.to_owned(),
                town: String::new(),
                side: Side::Supplier,
                environment: Environment::Qualification,
                chorus_id: None,
                synced_at: None,
                failing: None,
                created_at: Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap(),
            },
            access: None,
        }
    }

    fn page(text: &str, form: FormState, list: FormState) -> String {
        let person = |number, is_me: bool, role| PersonLine {
            is_disabled: false,
            has_second_factor: !is_me,
            id: UserId(Uuid::from_u128(number)),
            is_me,
            name: text.to_owned(),
            email: text.to_owned(),
            role,
            reach: text.to_owned(),
        };
        let page = UsersPage {
            invitations: Vec::new(),
            second_factor_from: None,
            organization: text.to_owned(),
            may_read_journal: true,
            people: vec![person(11, true, Role::Administrateur), person(12, false, Role::Valideur)],
            structures: vec![structure(21, text), structure(22, text)].into(),
            form,
            list,
        };
        render(|| page.view())
    }

    #[test]
    fn each_person_has_their_role_chosen_and_a_removal_that_asks_first() {
        let html = page("Anne", FormState::default(), FormState::default());
        let second = html.split(&format!("id=\"role-{}\"", Uuid::from_u128(12))).nth(1).unwrap();
        let options = second.split("</select>").next().unwrap();
        assert_eq!(options.matches(" selected").count(), 1, "{options}");
        assert!(options.contains("value=\"valideur\" selected"), "{options}");
        assert_eq!(html.matches("/retirer\"").count(), 3, "two people, one second factor: {html}");
        assert_eq!(html.matches("/double-authentification/retirer\"").count(), 1, "never one's own: {html}");
        assert_eq!(html.matches("Confirmer le retrait").count(), 2, "{html}");
        assert!(html.contains("Vous perdez vous-même l’accès"), "{html}");
    }

    #[test]
    fn a_refused_addition_opens_the_form_with_all_that_was_typed_but_the_password() {
        let second = Uuid::from_u128(22).to_string();
        let typed = Values::read([
            ("name", "Bruno Petit"),
            ("email", "bruno@exemple.fr"),
            ("role", "deposant"),
            ("reach", "some"),
            ("structure[1].id", &second),
        ]);
        let notes = Notes::of_error(PersonField::Password, Reason::PasswordTooShort);
        let form = FormState::refused(typed.unwrap(), Refusal::noted(notes));
        let html = page("Anne", form, FormState::default());
        let form = html.split("id=\"add\"").nth(1).unwrap();
        assert!(tag(&html, "id=\"add\"").contains(" open"), "{html}");
        for part in [
            "role=\"alert\"",
            "Choisissez au moins 12 caractères.",
            "value=\"Bruno Petit\"",
            "value=\"bruno@exemple.fr\"",
            "value=\"deposant\" selected",
        ] {
            assert!(form.contains(part), "{part} in {form}");
        }
        let checked: Vec<&str> = form
            .split("<input")
            .filter(|input| input.split('>').next().unwrap().contains(" checked"))
            .collect();
        assert_eq!(checked.len(), 2, "{form}");
        assert!(checked[0].contains("value=\"some\""), "{form}");
        assert!(checked[1].contains(&Uuid::from_u128(22).to_string()), "{form}");
        assert_empty(form, "password");
    }

    #[test]
    fn what_the_list_refuses_is_announced_above_it() {
        let html =
            page("Anne", FormState::default(), FormState::refused(Values::default(), Refusal::new("Non.")));
        assert!(html.find("role=\"alert\"") < html.find("<table"), "{html}");
        assert!(!tag(&html, "id=\"add\"").contains(" open"), "{html}");
    }

    #[test]
    fn texts_are_escaped() {
        let typed = Values::read([("name", HOSTILE), ("email", HOSTILE)]).unwrap();
        let refused = FormState::refused(typed, Refusal::new(HOSTILE));
        assert_escaped(&page(HOSTILE, refused.clone(), refused));
    }
}
