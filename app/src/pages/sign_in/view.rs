//! The sign-in form.

use domain::{FormField as _, SignInField, StatusKind};
use leptos::prelude::*;

use super::super::refusal::FormState;
use crate::components::{Button, ButtonKind, CheckBox, NoticeBox, PlainPage, TextField, TextKind};
use crate::islands::TakeUp;
use crate::web::{DemoLogin, Interrupted, KEPT};

/// What the page shows. The password typed is never among it.
pub(super) struct SignInPage {
    pub(super) form: FormState,
    /// Whether the person is asked to say yes to who has invited them.
    pub(super) invited: bool,
    /// Whether it is the answer to a form whose session had ended.
    pub(super) session_ended: bool,
    /// What was typed in that form, where it can be taken up again.
    pub(super) kept: Option<Interrupted>,
    pub(super) demo_logins: Vec<DemoLogin>,
    /// Whether anybody may check invoices.
    pub(super) open_check: bool,
}

impl SignInPage {
    pub(super) fn view(self) -> AnyView {
        let Self { form, invited, session_ended, kept, demo_logins, open_check } = self;
        let (email, next) = (form.value(SignInField::Email), form.value(SignInField::Next));
        let why = match &kept {
            Some(kept) => Some(format!(
                "Votre session a pris fin avant cet envoi. Connectez-vous : votre saisie est gardée et sera reprise.{}",
                kept.about_files().map(|text| format!(" {text}")).unwrap_or_default()
            )),
            None if session_ended => Some(
                "Votre session a pris fin : rien n’a été fait. Connectez-vous, puis recommencez.".to_owned(),
            ),
            None => (!form.is_refused() && !next.is_empty())
                .then(|| "Connectez-vous pour ouvrir la page demandée.".to_owned()),
        };
        let kind = if session_ended { StatusKind::Warning } else { StatusKind::Info };
        // After a failure the password is what is typed again.
        let again = !email.is_empty();
        view! {
            <PlainPage title="Connexion">
                {why.map(|text| view! { <NoticeBox kind text/> })}
                <form class="form" method="post" action="/connexion">
                    {form.head::<SignInField>()}
                    {(!next.is_empty()).then(|| view! { <input type="hidden" name=SignInField::Next.name() value=next/> })}
                    {kept.map(|kept| view! { <input type="hidden" name=KEPT value=kept.to_text()/> })}
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
                {open_check
                    .then(|| {
                        view! { <p><a href="/verifier">"Vérifier une facture sans se connecter"</a></p> }
                    })}
                {demo_table(demo_logins)}
            </PlainPage>
        }
        .into_any()
    }
}

/// A form that was interrupted by the end of a session, ready to be posted: by its button, or by itself where a script can
/// and nothing is missing.
pub(super) fn resume_view(kept: Interrupted) -> AnyView {
    let files = kept.about_files();
    let encoding = if kept.multipart { "multipart/form-data" } else { "application/x-www-form-urlencoded" };
    let complete = files.is_none();
    let fields =
        kept.fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    let fields = fields.collect_view();
    view! {
        <PlainPage title="Reprendre votre saisie">
            <p>"Vous êtes de nouveau connecté. Ce que vous aviez saisi n’est pas encore enregistré."</p>
            {files.map(|text| view! { <NoticeBox kind=StatusKind::Warning text/> })}
            <form class="form" id="take-up" method="post" action=kept.path enctype=encoding>
                {fields}
                <Button label="Reprendre ma saisie" kind=ButtonKind::Primary/>
            </form>
            <p><a href="/">"Ne pas la reprendre"</a></p>
            {complete.then(|| view! { <TakeUp/> })}
        </PlainPage>
    }
    .into_any()
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
        let page = SignInPage {
            form,
            invited: false,
            session_ended: false,
            kept: None,
            demo_logins,
            open_check: false,
        };
        render(|| page.view())
    }

    fn interrupted(files: &[&str]) -> Interrupted {
        Interrupted {
            path: "/deposer/1".into(),
            multipart: true,
            fields: vec![("comment".into(), HOSTILE.into())],
            files: files.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn a_form_that_was_interrupted_travels_with_the_sign_in() {
        let page = SignInPage {
            invited: false,
            form: FormState::default(),
            session_ended: true,
            kept: Some(interrupted(&["plan.pdf"])),
            demo_logins: Vec::new(),
            open_check: false,
        };
        let html = render(|| page.view());
        assert_escaped(&html);
        assert!(html.contains("name=\"saisie\"") && html.contains("plan.pdf"), "{html}");
    }

    #[test]
    fn it_is_posted_by_itself_only_when_no_file_is_missing() {
        let whole = render(|| resume_view(interrupted(&[])));
        assert_escaped(&whole);
        assert!(whole.contains("action=\"/deposer/1\""), "{whole}");
        assert!(whole.contains("enctype=\"multipart/form-data\""), "{whole}");
        assert!(whole.contains("leptos-island"), "{whole}");
        let lacking = render(|| resume_view(interrupted(&["plan.pdf"])));
        assert!(lacking.contains("plan.pdf") && !lacking.contains("leptos-island"), "{lacking}");
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
