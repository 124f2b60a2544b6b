//! The second step of the sign-in: the code of who has a second factor.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Extension, Form, State};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use domain::{FormField as _, Notes, Reason, SecondFactorField, SignInField};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use leptos::prelude::*;
use operations::{SignInCode, SignInError};
use secrecy::ExposeSecret as _;

use super::super::refusal::{FormState, Refusal, Sent};
use super::{answer_to, caller, end_previous_session, go_on, take_up};
use crate::components::{Button, ButtonKind, PlainPage, TextField, TextKind};
use crate::web::{
    Document, Interrupted, KEPT, Nonce, PageError, Place, Site, challenge_cookie, clear_challenge_cookie,
    device_cookie, local_target, redirect, session_cookie,
};

/// What the first step leads to: the form of the code, with what it has to carry on.
pub(super) fn ask(
    site: &Site,
    nonce: &Nonce,
    token: &str,
    next: &str,
    kept: Option<Interrupted>,
) -> Response {
    let page = CodePage { form: FormState::default(), next: next.to_owned(), kept };
    let response = page.response(site, nonce);
    (CookieJar::new().add(challenge_cookie(site, token)), response).into_response()
}

/// A page that was reloaded: the form again, while the first step still counts in this browser.
pub(super) async fn show(
    State(site): State<Site>,
    Extension(nonce): Extension<Nonce>,
    jar: CookieJar,
) -> Response {
    if jar.get(challenge_cookie(&site, "").name()).is_none() {
        return redirect(Place::SignIn);
    }
    CodePage { form: FormState::default(), next: String::new(), kept: None }.response(&site, &nonce)
}

/// Checks the code, opens the session and goes on.
pub(super) async fn check(
    State(site): State<Site>,
    Extension(nonce): Extension<Nonce>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    jar: CookieJar,
    headers: HeaderMap,
    Form(mut pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let kept = Interrupted::take(&mut pairs);
    let next = pairs.iter().find(|(name, _)| name == SignInField::Next.name());
    let next = next.map(|(_, value)| value.clone()).unwrap_or_default();
    pairs.retain(|(name, _)| name == SecondFactorField::Code.name());
    let code = Sent::read::<SecondFactorField>(pairs)?.secret(SecondFactorField::Code);
    let Some(token) = jar.get(challenge_cookie(&site, "").name()).map(|cookie| cookie.value().to_owned())
    else {
        return Ok(redirect(Place::SignIn));
    };
    let peer = peer.map(|Extension(ConnectInfo(address))| address);
    let address = caller::address(&headers, peer, site.options.behind_proxy);
    let user_agent =
        headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let known = jar.get(device_cookie(&site, "").name()).map(|cookie| cookie.value().to_owned());
    let attempt = SignInCode {
        token: &token,
        code: code.expose_secret(),
        address: &address,
        user_agent,
        device: known.as_deref(),
    };
    match site.desk.accounts.sign_in_with_code(attempt).await {
        Ok(signed_in) => {
            end_previous_session(&site, &jar).await;
            let jar = jar
                .add(session_cookie(&site, signed_in.token.expose_secret()))
                .add(clear_challenge_cookie(&site));
            let answer = match kept {
                Some(kept) => take_up(&site, &nonce, kept),
                None => go_on(&next),
            };
            let mut response = (jar, answer).into_response();
            if let Ok(device) =
                HeaderValue::from_str(&device_cookie(&site, signed_in.device.expose_secret()).to_string())
            {
                response.headers_mut().append(header::SET_COOKIE, device);
            }
            Ok(response)
        }
        Err(SignInError::TooLate) => {
            let response = super::too_late(&site, &nonce, &next, kept);
            Ok((jar.add(clear_challenge_cookie(&site)), response).into_response())
        }
        Err(error) => {
            if let SignInError::Failed(cause) = &error {
                tracing::error!(error = %cause, "sign-in failed");
            }
            let refusal = match &error {
                SignInError::CodeWrong => {
                    Refusal::noted(Notes::of_error(SecondFactorField::Code, Reason::CodeWrong))
                }
                other => answer_to(other, site.desk.now()),
            };
            let form = FormState::refused(domain::Values::default(), refusal);
            Ok(CodePage { form, next, kept }.response(&site, &nonce))
        }
    }
}

/// What the page shows.
struct CodePage {
    form: FormState,
    next: String,
    kept: Option<Interrupted>,
}

impl CodePage {
    fn response(self, site: &Site, nonce: &Nonce) -> Response {
        let form = self.form.clone();
        let status = if form.is_refused() { form.status() } else { StatusCode::OK };
        let document = Document { status, ..Document::new("Code de connexion") };
        form.mark(document.plain(site, nonce, move || self.view()))
    }

    fn view(self) -> AnyView {
        let Self { form, next, kept } = self;
        let next = local_target(&next).unwrap_or_default().to_owned();
        view! {
            <PlainPage title="Code de connexion">
                <p>"Votre mot de passe est juste. Saisissez le code à six chiffres de votre application, ou l’un de vos codes de secours."</p>
                <form class="form" method="post" action="/connexion/code">
                    {form.head::<SecondFactorField>()}
                    {(!next.is_empty()).then(|| view! { <input type="hidden" name=SignInField::Next.name() value=next/> })}
                    {kept.map(|kept| view! { <input type="hidden" name=KEPT value=kept.to_text()/> })}
                    <TextField
                        name=SecondFactorField::Code.name()
                        label=SecondFactorField::Code.label()
                        messages=form.messages(SecondFactorField::Code)
                        kind=TextKind::Code
                        autocomplete="one-time-code"
                        enterkeyhint="go"
                        maxlength=20
                        required=true
                        autofocus=true
                    />
                    <Button label="Continuer" kind=ButtonKind::Primary/>
                </form>
                <p><a href="/connexion">"Revenir à la connexion"</a></p>
            </PlainPage>
        }
        .into_any()
    }
}
