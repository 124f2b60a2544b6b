//! The acts that change a part of the page: the form is sent as it is, and only the parts that the answer shows otherwise
//! are replaced. Scroll, cursor and document stay where they are.

use std::rc::Rc;

use domain::Values;
use leptos::leptos_dom::helpers::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, DomParser, Element, Event, FormData, Headers, HtmlElement, HtmlFormElement, RequestInit,
    Response, SupportedType,
};

use super::keeper::{Keeper, tell};
use super::typed::{form, read_form, read_values, set_control, typed_in, value_of};
use super::{REGIONAL, sign_in};
use crate::functions::WireError;
use crate::islands::page::{all, by_id};
use crate::words::Sentence as _;

/// What such acts may change.
const REGIONS: [&str; 9] = [
    "form-head",
    "to-decide",
    "live",
    "recipient-region",
    "vat-region",
    "lines-region",
    "references-region",
    "factoring-region",
    "attachments-region",
];
/// What goes with it: where the draft stands, and what the page knows of it.
const STATE: [&str; 4] = ["draft-state", "draft-version", "draft-base", "draft-notes"];
/// The event by which others hear that parts of the form are new.
pub(super) const RENEWED: &str = "pupitre-renewed";

/// Whether an act changes a part of the page only.
pub(super) fn is_regional(action: &str) -> bool {
    REGIONAL.contains(&action.split(':').next().unwrap_or_default())
}

/// Does what a button asks, once nothing else is under way.
pub(super) async fn run(keeper: Rc<Keeper>, action: String) {
    if keeper.saving.replace(true) {
        keeper.waiting.replace(Some(action));
        return;
    }
    if action == "joindre" {
        tell("Envoi des pièces jointes…");
    }
    let done = send(&keeper, &action).await;
    keeper.saving.set(false);
    match done {
        Some(Outcome::Done) => {}
        Some(Outcome::SignedOut) => {
            keeper.waiting.replace(Some(action));
            tell(&WireError::SignedOut.sentence());
            sign_in::ask();
        }
        Some(Outcome::Refused(text)) => tell(&text),
        None => tell("Pas fait : le serveur ne répond pas. Votre saisie reste ici ; réessayez."),
    }
}

enum Outcome {
    Done,
    SignedOut,
    Refused(String),
}

async fn send(keeper: &Rc<Keeper>, action: &str) -> Option<Outcome> {
    let form = form()?;
    let sent = read_form(&form)?;
    let data = FormData::new_with_form(&form).ok()?;
    data.append_with_str("action", action).ok()?;
    let headers = Headers::new().ok()?;
    headers.set("pupitre-parts", &[&REGIONS[..], &STATE[..]].concat().join(" ")).ok()?;
    let ask = RequestInit::new();
    ask.set_method("POST");
    ask.set_headers(&headers);
    ask.set_body_opt_form_data(Some(&data));
    let address = form.get_attribute("action")?;
    let answer = JsFuture::from(window().fetch_with_str_and_init(&address, &ask)).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    if answer.status() == 401 {
        return Some(Outcome::SignedOut);
    }
    if answer.redirected() && !answer.url().split(['?', '#']).next().unwrap_or_default().ends_with(&address) {
        // The draft has become something else meanwhile.
        let _ = window().location().set_href(&answer.url());
        return Some(Outcome::Done);
    }
    let taken = answer.ok() || answer.status() == 422;
    let text = JsFuture::from(answer.text().ok()?).await.ok()?.as_string()?;
    let page = DomParser::new().ok()?.parse_from_string(&text, SupportedType::TextHtml).ok()?;
    if !taken {
        let said = page.query_selector("main p").ok().flatten().and_then(|said| said.text_content());
        return Some(Outcome::Refused(said.unwrap_or_else(|| WireError::Failed.sentence())));
    }
    renew(keeper, &form, &page, &sent, action);
    Some(Outcome::Done)
}

/// Replaces what the answer shows otherwise, and keeps what was typed meanwhile.
fn renew(keeper: &Rc<Keeper>, form: &HtmlFormElement, page: &Document, sent: &Values, action: &str) {
    let typed = typed_in(form);
    let late: Values = typed
        .iter()
        .filter(|(path, value)| sent.get((*path).clone()) != *value)
        .map(|(path, value)| (path.clone(), value.to_owned()))
        .collect();
    let focused = document().active_element().map(|element| element.id()).unwrap_or_default();
    for region in REGIONS {
        if let (Some(old), Some(new)) = (by_id::<Element>(region), page.get_element_by_id(region))
            && old.inner_html() != new.inner_html()
        {
            old.set_inner_html(&new.inner_html());
        }
    }
    for (path, value) in late.iter() {
        set_control(&path.id(), value);
    }
    for id in ["draft-version", "draft-base", "draft-notes"] {
        let value = page.get_element_by_id(id).and_then(|new| new.get_attribute("value"));
        set_control(id, &value.unwrap_or_default());
    }
    if let (Some(old), Some(new)) = (by_id::<Element>("draft-state"), page.get_element_by_id("draft-state")) {
        old.set_text_content(new.text_content().as_deref());
    }
    let (earlier, stored) = (keeper.base.borrow().clone(), read_values(&value_of("draft-base")));
    keeper.read_page();
    // What the page shows counts as sent, but for what was typed since: that was made from what was sent.
    let shown: Values = typed_in(form)
        .iter()
        .map(|(path, value)| {
            let value = if late.has(path) { sent.get(path.clone()) } else { value };
            (path.clone(), value.to_owned())
        })
        .collect();
    for (path, _) in shown.iter().filter(|(path, _)| earlier.has(path)) {
        keeper.base.borrow_mut().set(path.clone(), earlier.get(path.clone()));
    }
    let whole = keeper.settle(form, &shown, &stored);
    if !whole {
        keeper.version.set(keeper.version.get().map(|version| version - 1));
    }
    keeper.write_on_page();
    keeper.is_kept(form, &shown);
    if let Ok(event) = Event::new(RENEWED) {
        let _ = form.dispatch_event(&event);
    }
    keeper.check_now();
    put_cursor(action, &focused);
}

/// The cursor stays where it was, or goes to what is new; a person who has gone on is left alone.
fn put_cursor(action: &str, focused: &str) {
    let lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
    let word = action.split(':').next().unwrap_or_default();
    let target = match word {
        "ajouter-ligne" => all::<HtmlElement>("#vat-region input[id$=-rate]").pop(),
        "retirer-ligne" => by_id("add-vat-line"),
        "ajouter-poste" => all::<HtmlElement>("#lines-region input[id$=-name]").pop(),
        "retirer-poste" => by_id("add-line"),
        "retirer" | "joindre" => by_id("attachments"),
        "choisir" => by_id("recipient_siret"),
        "affacturer" => by_id("comment"),
        _ => None,
    };
    // What was taken over is shown, also where it is folded away.
    if let ("reprendre", Some(field)) = (word, action.split(':').nth(1).and_then(by_id::<HtmlElement>)) {
        if let Ok(Some(folded)) = field.closest("details") {
            let _ = folded.set_attribute("open", "");
        }
        if lost {
            let _ = field.focus();
        }
        return;
    }
    let adds = ["ajouter-ligne", "ajouter-poste"].contains(&word);
    let target = if adds || !lost { target } else { by_id(focused).or(target) };
    if let Some(target) = target.filter(|_| lost || adds) {
        // Where the cursor cannot go, it stays where it is.
        let _ = target.focus();
    }
}
