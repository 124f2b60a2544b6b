//! The sign-in form.

use domain::{FormField as _, SignInField, StatusKind};
use leptos::prelude::*;

use super::super::refusal::FormState;
use crate::components::{Button, ButtonKind, CheckBox, NoticeBox, PlainPage, TextField, TextKind};
use crate::web::DemoLogin;

/// What the page shows. The password typed is never among it.
pub(super) struct SignInPage {
    pub(super) form: FormState,
    /// Whether the person is asked to say yes to who has invited them.
    pub(super) invited: bool,
    pub(super) demo_logins: Vec<DemoLogin>,
}

impl SignInPage {
    pub(super) fn view(self) -> AnyView {
        let Self { form, invited, demo_logins } = self;
        let (email, next) = (form.value(SignInField::Email), form.value(SignInField::Next));
        let asked_for_a_page = !form.is_refused() && !next.is_empty();
        // After a failure the password is what is typed again.
        let again = !email.is_empty();
        view! {
            <PlainPage title="Connexion">
                {asked_for_a_page
                    .then(|| {
                        view! {
                            <NoticeBox
                                kind=StatusKind::Info
                                text="Connectez-vous pour ouvrir la page demandée."
                            />
                        }
                    })}
                <form class="form" method="post" action="/connexion">
                    {form.head::<SignInField>()}
                    {(!next.is_empty()).then(|| view! { <input type="hidden" name=SignInField::Next.name() value=next/> })}
                    <TextField
                        name=SignInField::Email.name()
                        label=SignInField::Email.label()
                        value=email
                        kind=TextKind::Email
                        autocomplete="username"
                        enterkeyhint="next"
                        maxlength=254
                        required=true
                        autofocus=!again
                    />
                    <TextField
                        name=SignInField::Password.name()
                        label=SignInField::Password.label()
                        kind=TextKind::Password
                        autocomplete="current-password"
                        enterkeyhint="go"
                        required=true
                        autofocus=again
                    />
                    {invited
                        .then(|| {
                            let name = SignInField::Accept.name();
                            view! { <CheckBox name id=name label=SignInField::Accept.label() value="oui"/> }
                        })}
                    <Button label="Se connecter" kind=ButtonKind::Primary/>
                </form>
                {demo_table(demo_logins)}
            </PlainPage>
        }
        .into_any()
    }
}

/// The logins of the demonstration. One password for all is shown once; several, in a column.
fn demo_table(logins: Vec<DemoLogin>) -> AnyView {
    let Some(first) = logins.first().map(|login| login.password.clone()) else { return ().into_any() };
    let shared = logins.iter().all(|login| login.password == first);
    let rows = logins
        .into_iter()
        .map(|login| {
            view! {
                <tr>
                    <th scope="row">
                        {login.email}
                        <span class="cell-detail">{login.description}</span>
                        {(!shared)
                            .then(|| view! { <span class="cell-detail">"Mot de passe : "<code>{login.password}</code></span> })}
                    </th>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="demo-title">
            <h2 id="demo-title">"Démonstration"</h2>
            <p class="field-hint">
                "Tout y est fictif. Copiez une adresse pour voir Pupitre avec les droits de cette personne."
            </p>
            {shared.then(|| view! { <p>"Mot de passe : "<code>{first}</code></p> })}
            <table class="table">
                <caption class="visually-hidden">"Comptes de démonstration"</caption>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use domain::Values;

    use super::super::super::refusal::Refusal;
    use super::super::super::test_support::{HOSTILE, assert_empty, assert_escaped, render};
    use super::*;

    fn page(email: &str, suite: &str, error: Option<&str>, demo_logins: Vec<DemoLogin>) -> String {
        let values = Values::read([("email", email), ("suite", suite)]).unwrap();
        let form = match error {
            Some(text) => FormState::refused(values, Refusal::new(text)),
            None => FormState::of(values),
        };
        let page = SignInPage { form, invited: false, demo_logins };
        render(|| page.view())
    }

    fn login(email: &str, password: &str) -> DemoLogin {
        DemoLogin { email: email.into(), password: password.into(), description: "Gestionnaire".into() }
    }

    #[test]
    fn password_managers_find_both_fields() {
        let html = page("", "", None, Vec::new());
        for part in [
            "method=\"post\" action=\"/connexion\"",
            "autocomplete=\"username\"",
            "autocomplete=\"current-password\"",
            "type=\"password\"",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains("role=\"alert\"") && !html.contains("name=\"suite\""), "{html}");
    }

    #[test]
    fn a_failure_is_announced_and_keeps_the_address_but_no_password() {
        let html =
            page("anne@exemple.fr", "/factures", Some("Adresse ou mot de passe incorrect."), Vec::new());
        assert!(html.contains("role=\"alert\""), "{html}");
        assert!(html.contains("Adresse ou mot de passe incorrect."), "{html}");
        assert!(html.contains("value=\"anne@exemple.fr\""), "{html}");
        assert!(html.contains("name=\"suite\" value=\"/factures\""), "{html}");
        assert_empty(&html, "password");
    }

    #[test]
    fn demonstration_logins_are_shown_only_when_there_are_some() {
        assert!(!page("", "", None, Vec::new()).contains("Démonstration"));
        let html = page(
            "",
            "",
            None,
            vec![login("a@exemple.fr", "mot commun"), login("b@exemple.fr", "mot commun")],
        );
        assert!(html.contains("a@exemple.fr") && html.contains("b@exemple.fr"), "{html}");
        assert_eq!(html.matches("mot commun").count(), 1, "{html}");
        let html = page("", "", None, vec![login("a@exemple.fr", "un"), login("b@exemple.fr", "deux")]);
        assert!(html.contains("<code>un</code>") && html.contains("<code>deux</code>"), "{html}");
    }

    #[test]
    fn texts_are_escaped() {
        assert_escaped(&page(HOSTILE, HOSTILE, Some(HOSTILE), vec![login(HOSTILE, HOSTILE)]));
    }
}
