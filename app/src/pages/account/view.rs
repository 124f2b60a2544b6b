//! The account page from its data.

use chrono::{DateTime, Utc};
use domain::{FormField as _, OrganizationId, PasswordField, Role};
use leptos::prelude::*;
use operations::{Invitation, MySecondFactor, SecondFactorState, Session};

use super::super::refusal::FormState;
use super::super::users::role_meaning;
use super::browser::browser_name;
use crate::components::{
    Age, Button, ButtonKind, ButtonLink, Fact, FactList, IconName, Moment, TextField, TextKind,
};

/// What the page shows. Passwords typed are never among it.
pub(super) struct AccountPage {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) role: Role,
    /// Names of the structures within reach; `None` is all of them.
    pub(super) reach: Option<Vec<String>>,
    pub(super) organizations: Vec<OrganizationLine>,
    /// Where the person was asked to.
    pub(super) invitations: Vec<Invitation>,
    pub(super) sessions: Vec<SessionLine>,
    pub(super) second_factor: MySecondFactor,
    pub(super) second_factor_state: SecondFactorState,
    /// The change of the password.
    pub(super) form: FormState,
    pub(super) now: DateTime<Utc>,
}

/// An organisation of the person.
pub(super) struct OrganizationLine {
    pub(super) id: OrganizationId,
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) current: bool,
}

/// A session of the person.
pub(super) struct SessionLine {
    pub(super) session: Session,
    pub(super) current: bool,
}

impl AccountPage {
    pub(super) fn view(self) -> AnyView {
        let Self { name, email, role, reach, organizations, invitations, sessions, form, now, .. } = self;
        let second_factor = second_factor_section(self.second_factor, self.second_factor_state, now);
        let reach = match reach {
            None => "Toutes les structures".to_owned(),
            Some(names) if names.is_empty() => "Aucune structure".to_owned(),
            Some(names) => names.join(", "),
        };
        let role = view! { {role.label()} <span class="cell-detail">{role_meaning(role)}</span> };
        let facts = vec![
            Fact::text("Nom", name),
            Fact::text("Adresse électronique", email.clone()),
            Fact::view("Rôle", role),
            Fact::text("Accès", reach),
            Fact::view("Organisations", organization_list(organizations)),
        ];
        view! {
            {invitation_section(invitations)}
            <section class="section" aria-labelledby="identity-title">
                <h2 id="identity-title">"Identité et droits"</h2>
                <FactList facts/>
            </section>
            {session_section(sessions, now)}
            {second_factor}
            {password_section(email, &form)}
        }
        .into_any()
    }
}

fn second_factor_section(mine: MySecondFactor, state: SecondFactorState, now: DateTime<Utc>) -> AnyView {
    let (text, word) = match (mine.since, state) {
        (Some(_), _) => (
            "Un code est demandé après votre mot de passe.".to_owned(),
            "Codes de secours, changement de téléphone",
        ),
        (None, SecondFactorState::NeededFrom(from)) => (
            format!("Elle sera obligatoire pour vous à partir du {}.", domain::format_moment(from)),
            "Configurer la double authentification",
        ),
        (None, _) => (
            "Un code de votre téléphone, demandé après le mot de passe, protège vos accès s’il est volé."
                .to_owned(),
            "Configurer la double authentification",
        ),
    };
    let since = mine.since.map(|since| view! { " En place depuis le " <Moment instant=since now/> "." });
    view! {
        <section class="section" aria-labelledby="second-factor-title">
            <h2 id="second-factor-title">"Double authentification"</h2>
            <p>{text}{since}</p>
            <div class="button-row"><ButtonLink label=word href=super::second_factor::PATH/></div>
        </section>
    }
    .into_any()
}

fn invitation_section(invitations: Vec<Invitation>) -> Option<AnyView> {
    let lines: Vec<_> = invitations
        .into_iter()
        .map(|invitation| {
            let Invitation { organization, role, .. } = invitation;
            let text = format!("{} vous invite comme {}.", organization.name, role.label().to_lowercase());
            let (accept, decline) =
                (format!("Rejoindre {}", organization.name), format!("Refuser {}", organization.name));
            view! {
                <li>
                    {text}
                    <form class="button-row" method="post" action="/compte/invitations">
                        <input type="hidden" name="organization" value=organization.id.to_string()/>
                        <Button label=accept kind=ButtonKind::Primary name="answer" value="accepter"/>
                        <Button label=decline kind=ButtonKind::Quiet name="answer" value="refuser"/>
                    </form>
                </li>
            }
        })
        .collect();
    (!lines.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="invitations-title">
                <h2 id="invitations-title">"Invitations"</h2>
                <ul>{lines}</ul>
            </section>
        }
        .into_any()
    })
}

fn organization_list(organizations: Vec<OrganizationLine>) -> AnyView {
    let lines = organizations.into_iter().map(|line| {
        let role = format!("{}, {}", line.name, line.role.label().to_lowercase());
        let act = if line.current {
            view! { <span class="cell-detail">"Vous travaillez ici en ce moment."</span> }.into_any()
        } else {
            view! {
                <form method="post" action="/organisation">
                    <Button label=format!("Travailler pour {}", line.name) name="organization" value=line.id.to_string()/>
                </form>
            }
            .into_any()
        };
        view! { <li>{role} {act}</li> }
    });
    view! { <ul>{lines.collect_view()}</ul> }.into_any()
}

fn session_section(sessions: Vec<SessionLine>, now: DateTime<Utc>) -> AnyView {
    let several = sessions.len() > 1;
    let rows = sessions
        .into_iter()
        .map(|line| {
            let SessionLine { session, current } = line;
            let browser = browser_name(&session.user_agent);
            let close = format!("/compte/sessions/{}/fermer", session.id);
            let act = if current {
                view! { <span>"Cette session"</span> }.into_any()
            } else {
                view! { <form method="post" action=close><Button label="Fermer"/></form> }.into_any()
            };
            view! {
                <tr aria-current=current.then_some("true")>
                    <th scope="row" title=session.user_agent>{browser}</th>
                    <td data-label="Adresse">{session.address}</td>
                    <td data-label="Ouverte le"><Moment instant=session.created_at now/></td>
                    <td data-label="Dernière activité"><Age instant=session.last_seen_at now/></td>
                    <td>{act}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="sessions-title">
            <div class="section-head">
                <h2 id="sessions-title">"Sessions ouvertes"</h2>
                {several
                    .then(|| {
                        view! {
                            <form method="post" action="/compte/sessions/fermer-les-autres">
                                <Button label="Fermer toutes les autres" icon=IconName::SignOut/>
                            </form>
                        }
                    })}
            </div>
            <p class="field-hint">
                "Si vous ne reconnaissez pas une session, fermez-la, puis changez votre mot de passe."
            </p>
            <div class="list">
                <table class="table">
                    <caption class="visually-hidden">"Navigateurs où vous êtes connecté"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Navigateur"</th>
                            <th scope="col">"Adresse"</th>
                            <th scope="col">"Ouverte le"</th>
                            <th scope="col">"Dernière activité"</th>
                            <th scope="col"><span class="visually-hidden">"Action"</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn password_section(email: String, form: &FormState) -> AnyView {
    view! {
        <section class="section" aria-labelledby="password-title">
            <h2 id="password-title">"Mot de passe"</h2>
            <form class="form" method="post" action="/compte/mot-de-passe">
                {form.head::<PasswordField>()}
                // Tells a password manager whose password changes.
                <input type="text" name="username" autocomplete="username" value=email hidden readonly/>
                <TextField
                    name=PasswordField::Present.name()
                    label=PasswordField::Present.label()
                    messages=form.messages(PasswordField::Present)
                    kind=TextKind::Password
                    autocomplete="current-password"
                    maxlength=256
                    required=true
                />
                <TextField
                    name=PasswordField::New.name()
                    label=PasswordField::New.label()
                    messages=form.messages(PasswordField::New)
                    hint="Au moins 12 caractères, difficile à deviner : une suite de mots sans rapport avec vous convient bien. Vos autres sessions seront fermées."
                    kind=TextKind::Password
                    autocomplete="new-password"
                    maxlength=256
                    required=true
                />
                <div class="button-row"><Button label="Changer le mot de passe" kind=ButtonKind::Primary/></div>
            </form>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone as _};
    use domain::{Notes, Reason, SessionId, UserId, Values};
    use uuid::Uuid;

    use super::super::super::refusal::Refusal;
    use super::super::super::test_support::{HOSTILE, assert_empty, assert_escaped, render};
    use super::*;

    fn session(number: u128, text: &str, current: bool, now: DateTime<Utc>) -> SessionLine {
        let session = Session {
            id: SessionId(Uuid::from_u128(number)),
            user: UserId(Uuid::from_u128(9)),
            organization: OrganizationId(Uuid::from_u128(8)),
            created_at: now - TimeDelta::hours(3),
            last_seen_at: now - TimeDelta::minutes(5),
            expires_at: now + TimeDelta::hours(1),
            user_agent: text.to_owned(),
            address: text.to_owned(),
        };
        SessionLine { session, current }
    }

    fn page(text: &str, sessions: usize, form: FormState) -> String {
        let now = Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap();
        let organization = |number, current| OrganizationLine {
            id: OrganizationId(Uuid::from_u128(number)),
            name: text.to_owned(),
            role: Role::Lecteur,
            current,
        };
        let page = AccountPage {
            invitations: Vec::new(),
            name: text.to_owned(),
            email: text.to_owned(),
            role: Role::Lecteur,
            reach: Some(vec![text.to_owned()]),
            organizations: vec![organization(8, true), organization(7, false)],
            sessions: (0..sessions)
                .map(|index| session(u128::try_from(index).unwrap() + 1, text, index == 0, now))
                .collect(),
            second_factor: MySecondFactor { since: None, codes_left: 0 },
            second_factor_state: SecondFactorState::NotNeeded,
            form,
            now,
        };
        render(|| page.view())
    }

    #[test]
    fn this_session_is_marked_and_the_others_can_be_closed() {
        let html = page("Anne", 3, FormState::default());
        assert_eq!(html.matches("Cette session").count(), 1, "{html}");
        assert_eq!(html.matches("/fermer\"").count(), 2, "{html}");
        assert!(!html.contains(&format!("/compte/sessions/{}/fermer", Uuid::from_u128(1))), "{html}");
        assert!(html.contains("/compte/sessions/fermer-les-autres"), "{html}");
        assert!(html.contains("il y a 5\u{a0}min"), "{html}");
    }

    #[test]
    fn a_single_session_offers_nothing_to_close() {
        let html = page("Anne", 1, FormState::default());
        assert!(!html.contains("/fermer"), "{html}");
    }

    #[test]
    fn only_other_organisations_can_be_chosen() {
        let html = page("Anne", 1, FormState::default());
        assert_eq!(html.matches("name=\"organization\"").count(), 1, "{html}");
        assert!(html.contains(&Uuid::from_u128(7).to_string()), "{html}");
    }

    #[test]
    fn a_refused_password_is_announced_and_nothing_typed_comes_back() {
        let notes = Notes::of_error(PasswordField::Present, Reason::PasswordWrong);
        let html = page("Anne", 1, FormState::refused(Values::default(), Refusal::noted(notes)));
        assert!(html.contains("role=\"alert\"") && html.contains("est incorrect."), "{html}");
        for field in ["present", "new"] {
            assert_empty(&html, field);
        }
        assert!(html.contains("autocomplete=\"new-password\""), "{html}");
    }

    #[test]
    fn texts_are_escaped() {
        let form = FormState::refused(Values::default(), Refusal::new(HOSTILE));
        assert_escaped(&page(HOSTILE, 2, form));
    }
}
