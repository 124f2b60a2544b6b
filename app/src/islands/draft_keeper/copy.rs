//! What was typed and the server does not have yet, kept in the browser for the person who typed it.

use std::rc::Rc;

use domain::{FieldPath, Values};
use leptos::leptos_dom::helpers::{document, window};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, HtmlElement, Storage};

use super::keeper::Keeper;
use super::typed::{form, set_control, typed_in};
use crate::islands::page::{by_id, listen};

/// A copy of what was typed, and over what.
#[derive(Serialize, Deserialize)]
pub(super) struct Unsaved {
    pub(super) version: Option<i64>,
    pub(super) base: Values,
    pub(super) typed: Values,
}

/// A browser that keeps nothing for pages costs only this net.
fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

pub(super) fn keep(name: &str, copy: &Unsaved) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(copy)) {
        let _ = storage.set_item(name, &text);
    }
}

pub(super) fn forget(name: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(name);
    }
}

fn kept(name: &str) -> Option<Unsaved> {
    serde_json::from_str(&storage()?.get_item(name).ok()??).ok()
}

/// Offers what this browser still has and the page does not show; what the server has by now is forgotten.
pub(super) fn offer(keeper: &Rc<Keeper>) {
    let Some((form, copy)) = form().zip(kept(&keeper.copy)) else { return };
    let shown = typed_in(&form);
    let edits: Vec<FieldPath> = copy
        .typed
        .iter()
        .filter(|(path, value)| {
            copy.base.get((*path).clone()) != *value && shown.get((*path).clone()) != *value
        })
        .map(|(path, _)| path.clone())
        .collect();
    if edits.is_empty() {
        forget(&keeper.copy);
        return;
    }
    let Some(place) = by_id::<HtmlElement>("draft-copy") else { return };
    let Some(notice) = notice(edits.len()) else { return };
    let _ = place.append_child(&notice);
    let keeper = Rc::clone(keeper);
    let place_again = place.clone();
    listen(place.as_ref(), "click", move |event: Event| {
        let pressed = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|element| element.closest("button").ok().flatten())
            .and_then(|button| button.get_attribute("data-do"));
        match pressed.as_deref() {
            Some("take") => take(&keeper, &edits),
            Some("forget") => forget(&keeper.copy),
            _ => return,
        }
        place_again.set_text_content(None);
        if let Some(form) = by_id::<HtmlElement>("deposit") {
            // Where the cursor cannot go, it stays where it is.
            let _ = form.focus();
        }
    });
}

/// Puts the edits into the fields, over what they were made from: what others changed meanwhile is asked.
fn take(keeper: &Rc<Keeper>, edits: &[FieldPath]) {
    let Some(copy) = kept(&keeper.copy) else { return };
    keeper.start_over(copy.version, &copy.base, edits);
    for path in edits {
        set_control(&path.id(), copy.typed.get(path.clone()));
    }
    keeper.mark_dirty();
    let keeper = Rc::clone(keeper);
    spawn_local(async move { keeper.keep().await });
}

/// The same elements as the component `NoticeBox` writes.
fn notice(edits: usize) -> Option<Element> {
    let what = if edits == 1 {
        "Un champ saisi ici n’a".to_owned()
    } else {
        format!("{edits} champs saisis ici n’ont")
    };
    let make = |tag: &str, class: &str, text: &str| {
        let element = document().create_element(tag).ok()?;
        element.set_class_name(class);
        element.set_text_content(Some(text));
        Some(element)
    };
    let notice = make("div", "notice", "")?;
    notice.set_attribute("data-kind", "warning").ok()?;
    let body = make("div", "notice-body", "")?;
    let text = format!(
        "{what} pas pu être enregistré{} la dernière fois. Ce navigateur l’a gardé.",
        if edits == 1 { "" } else { "s" }
    );
    let sentence = make("p", "", &text)?;
    body.append_child(&sentence).ok()?;
    let row = make("div", "button-row", "")?;
    for (act, label) in [("take", "Reprendre cette saisie"), ("forget", "L’oublier")] {
        let button = make("button", "button", label)?;
        button.set_attribute("type", "button").ok()?;
        button.set_attribute("data-do", act).ok()?;
        row.append_child(&button).ok()?;
    }
    body.append_child(&row).ok()?;
    notice.append_child(&body).ok()?;
    Some(notice)
}
