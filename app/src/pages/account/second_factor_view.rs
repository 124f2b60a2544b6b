//! The page of one's own second factor.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use domain::{FormField as _, PasswordField, SecondFactorField, StatusKind, format_moment};
use leptos::prelude::*;
use operations::{Enrolment, SecondFactorState};
use qrcode::{Color, QrCode};

use super::super::refusal::FormState;
use crate::components::{Button, ButtonKind, ButtonLink, Moment, NoticeBox, TextField, TextKind};

/// Modules around the picture that stay empty (ISO 18004).
const QUIET: usize = 4;

/// Where the person stands.
pub(super) enum Step {
    /// They have none.
    Begin,
    /// They have begun one and give its first code.
    Confirm(Enrolment),
    /// The codes that replace it, shown once.
    Codes(Vec<String>),
    /// They have one.
    InForce {
        /// Since when.
        since: DateTime<Utc>,
        /// Codes left that replace it.
        codes_left: u32,
    },
}

/// What the page shows.
pub(super) struct SecondFactorPage {
    pub(super) email: String,
    pub(super) state: SecondFactorState,
    pub(super) step: Step,
    pub(super) form: FormState,
    pub(super) now: DateTime<Utc>,
}

impl SecondFactorPage {
    pub(super) fn view(self) -> AnyView {
        let Self { email, state, step, form, now } = self;
        let asked = match state {
            SecondFactorState::Missing => Some((
                StatusKind::Warning,
                "La double authentification est obligatoire pour votre rôle. Configurez-la pour continuer à travailler."
                    .to_owned(),
            )),
            SecondFactorState::NeededFrom(from) => Some((
                StatusKind::Info,
                format!("La double authentification sera obligatoire pour vous à partir du {}.", format_moment(from)),
            )),
            SecondFactorState::Present | SecondFactorState::NotNeeded => None,
        };
        let step = match step {
            Step::Begin => begin(email, &form),
            Step::Confirm(enrolment) => confirm(&enrolment, &form),
            Step::Codes(codes) => codes_view(codes),
            Step::InForce { since, codes_left } => in_force(since, codes_left, &form, now),
        };
        view! {
            <div class="second-factor">
                {asked.map(|(kind, text)| view! { <NoticeBox kind text/> })}
                {step}
                <p><a href="/compte">"Revenir à mon compte"</a></p>
            </div>
        }
        .into_any()
    }
}

fn begin(email: String, form: &FormState) -> AnyView {
    view! {
        <p class="lead">
            "À chaque connexion, un code à six chiffres sera demandé après votre mot de passe. Il vous faut une application de codes \
             sur votre téléphone, comme Aegis, FreeOTP, Google Authenticator ou Microsoft Authenticator."
        </p>
        <form class="form" method="post" action="/compte/double-authentification">
            {form.head::<PasswordField>()}
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
            <div class="button-row"><Button label="Configurer la double authentification" kind=ButtonKind::Primary/></div>
        </form>
    }
    .into_any()
}

fn confirm(enrolment: &Enrolment, form: &FormState) -> AnyView {
    let picture = picture_of(&enrolment.address);
    view! {
        <ol class="second-factor-steps">
            <li>
                <p>"Photographiez ce code avec l’application, ou saisissez-y la clé."</p>
                {picture.map(|svg| view! { <div class="second-factor-picture" inner_html=svg></div> })}
                <p><span class="field-hint">"Clé"</span> " " <code class="long-code">{enrolment.secret.clone()}</code></p>
                <p><a href=enrolment.address.clone()>"Ouvrir l’application de cet appareil"</a></p>
            </li>
            <li>
                <p>"Saisissez le code à six chiffres qu’elle affiche."</p>
                <form class="form" method="post" action="/compte/double-authentification/confirmer">
                    {form.head::<SecondFactorField>()}
                    {code_field(form, "code", true)}
                    <div class="button-row"><Button label="Vérifier le code" kind=ButtonKind::Primary/></div>
                </form>
            </li>
        </ol>
    }
    .into_any()
}

fn codes_view(codes: Vec<String>) -> AnyView {
    let codes = codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view();
    view! {
        <NoticeBox kind=StatusKind::Success text="La double authentification est en place."/>
        <section class="section" aria-labelledby="codes-title">
            <h2 id="codes-title">"Vos codes de secours"</h2>
            <p>
                "Chacun remplace une fois le code de l’application, si vous perdez votre téléphone. Ils ne seront plus affichés : imprimez \
                 cette page ou copiez-les en lieu sûr, loin de votre téléphone."
            </p>
            <ul class="recovery-codes">{codes}</ul>
            <div class="button-row"><ButtonLink label="Je les ai gardés" kind=ButtonKind::Primary href="/compte"/></div>
        </section>
    }
    .into_any()
}

fn in_force(since: DateTime<Utc>, codes_left: u32, form: &FormState, now: DateTime<Utc>) -> AnyView {
    let left = match codes_left {
        0 => "Il ne vous reste aucun code de secours : faites-en de nouveaux.".to_owned(),
        1 => "Il vous reste 1 code de secours.".to_owned(),
        left => format!("Il vous reste {left} codes de secours."),
    };
    view! {
        {form.head::<SecondFactorField>()}
        <p class="lead">"La double authentification est en place depuis le " <Moment instant=since now/> ". " {left}</p>
        <section class="section" aria-labelledby="renew-title">
            <h2 id="renew-title">"Nouveaux codes de secours"</h2>
            <form class="form" method="post" action="/compte/double-authentification/codes">
                <p class="field-hint">"Les codes actuels ne vaudront plus."</p>
                {code_field(form, "code-renew", false)}
                <div class="button-row"><Button label="Faire de nouveaux codes"/></div>
            </form>
        </section>
        <section class="section" aria-labelledby="remove-title">
            <h2 id="remove-title">"Changer de téléphone, ou retirer la double authentification"</h2>
            <form class="form" method="post" action="/compte/double-authentification/retirer">
                <p class="field-hint">"Un code de l’application ou un code de secours. Vous pourrez en configurer une autre aussitôt."</p>
                {code_field(form, "code-remove", false)}
                <div class="button-row"><Button label="Retirer la double authentification" kind=ButtonKind::Danger/></div>
            </form>
        </section>
    }
    .into_any()
}

fn code_field(form: &FormState, id: &'static str, autofocus: bool) -> impl IntoView + use<> {
    view! {
        <TextField
            name=SecondFactorField::Code.name()
            id=id
            label=SecondFactorField::Code.label()
            messages=form.messages(SecondFactorField::Code)
            kind=TextKind::Code
            autocomplete="one-time-code"
            maxlength=20
            required=true
            autofocus=autofocus
        />
    }
}

/// The picture of an address, as SVG: dark on light whatever the colours of the page, as cameras want it. None for an
/// address that is too long for one.
fn picture_of(address: &str) -> Option<String> {
    let code = QrCode::new(address).ok()?;
    let width = code.width();
    let size = width + 2 * QUIET;
    let mut path = String::new();
    for (place, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let _ = write!(path, "M{} {}h1v1h-1z", place % width + QUIET, place / width + QUIET);
        }
    }
    Some(format!(
        "<svg viewBox=\"0 0 {size} {size}\" role=\"img\" aria-label=\"Code à photographier avec l’application\" \
         shape-rendering=\"crispEdges\"><rect width=\"{size}\" height=\"{size}\" fill=\"#fff\"/>\
         <path d=\"{path}\" fill=\"#000\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::super::super::test_support::render;
    use super::*;

    #[test]
    fn an_address_becomes_a_picture_and_is_never_markup() {
        let svg = picture_of("otpauth://totp/Pupitre:a@b.example?secret=ABC&issuer=Pupitre").unwrap();
        assert!(svg.starts_with("<svg ") && svg.contains("M4 4h1v1h-1z"), "the first corner is dark: {svg}");
        assert!(picture_of(&"x".repeat(5_000)).is_none());
        let enrolment =
            Enrolment { address: "otpauth://totp/<b>".to_owned(), secret: "ABCD EFGH".to_owned() };
        let html = render(move || confirm(&enrolment, &FormState::default()));
        assert!(!html.contains("<b>") && html.contains("ABCD EFGH"), "{html}");
    }
}
