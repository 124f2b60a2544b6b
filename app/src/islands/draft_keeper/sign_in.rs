//! Signing in again in place, when the session has ended.

use std::rc::Rc;

use leptos::leptos_dom::helpers::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    DomParser, Element, Event, Headers, HtmlDialogElement, HtmlFormElement, RequestInit, RequestRedirect,
    Response, ResponseType, SubmitEvent, SupportedType,
};

use super::keeper::Keeper;
use super::typed::{set_control, value_of};
use crate::islands::page::{SIGNED_IN, by_id, listen};

const DIALOG: &str = "sign-in-again";

/// Asks for the password; what was to be done is done afterwards.
pub(super) fn ask() {
    let Some(dialog) = by_id::<HtmlDialogElement>(DIALOG) else { return };
    if !dialog.open() {
        // A browser without dialogs keeps the bar's sentence.
        let _ = dialog.show_modal();
        if let Some(field) = by_id::<web_sys::HtmlElement>("sign-in-again-password") {
            let _ = field.focus();
        }
    }
}

/// Whether the person is being asked.
pub(super) fn is_open() -> bool {
    by_id::<HtmlDialogElement>(DIALOG).is_some_and(|dialog| dialog.open())
}

pub(super) fn start(keeper: &Rc<Keeper>) {
    let Some(form) = by_id::<HtmlFormElement>("sign-in-again-form") else { return };
    let keeper = Rc::clone(keeper);
    listen(form.as_ref(), "submit", move |event: SubmitEvent| {
        let later = event.submitter().is_some_and(|button| button.has_attribute("formmethod"));
        if later {
            return;
        }
        event.prevent_default();
        let keeper = Rc::clone(&keeper);
        spawn_local(async move {
            say("");
            match sign_in().await {
                Some(Ok(())) => {
                    set_control("sign-in-again-password", "");
                    if let Some(dialog) = by_id::<HtmlDialogElement>(DIALOG) {
                        dialog.close();
                    }
                    if let Ok(event) = Event::new(SIGNED_IN) {
                        let _ = window().dispatch_event(&event);
                    }
                    keeper.go_on().await;
                }
                Some(Err(why)) => say(&why),
                None => say("Le serveur ne répond pas. Réessayez dans quelques secondes."),
            }
        });
    });
}

fn say(text: &str) {
    if let Some(place) = by_id::<Element>("sign-in-again-error") {
        place.set_text_content(Some(text));
    }
}

/// Posts the sign-in as its form would. Success is a redirect, which is not followed; a refusal is the sign-in page with
/// its sentence.
async fn sign_in() -> Option<Result<(), String>> {
    let encoded = |id: &str| String::from(js_sys::encode_uri_component(&value_of(id)));
    let body =
        format!("email={}&password={}", encoded("sign-in-again-email"), encoded("sign-in-again-password"));
    let headers = Headers::new().ok()?;
    headers.set("content-type", "application/x-www-form-urlencoded").ok()?;
    let ask = RequestInit::new();
    ask.set_method("POST");
    ask.set_headers(&headers);
    ask.set_body_opt_str(Some(&body));
    ask.set_redirect(RequestRedirect::Manual);
    let answer = JsFuture::from(window().fetch_with_str_and_init("/connexion", &ask)).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    if answer.type_() == ResponseType::Opaqueredirect {
        return Some(Ok(()));
    }
    let text = JsFuture::from(answer.text().ok()?).await.ok()?.as_string()?;
    let page = DomParser::new().ok()?.parse_from_string(&text, SupportedType::TextHtml).ok()?;
    let alert = page.query_selector("[role=alert]").ok().flatten().and_then(|alert| alert.text_content());
    Some(Err(alert.unwrap_or_else(|| "La connexion a échoué. Réessayez.".to_owned())))
}
