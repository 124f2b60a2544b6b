//! The few things that islands ask of the page.

use leptos::leptos_dom::helpers::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, EventTarget, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

/// The element with an identifier, as what it is.
pub(super) fn by_id<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// What an attribute says; nothing where there is none.
#[cfg(feature = "page-islands")]
pub(super) fn attribute(element: &Element, name: &str) -> String {
    element.get_attribute(name).unwrap_or_default()
}

/// All elements that match, in order.
pub(super) fn all<T: JsCast>(selector: &str) -> Vec<T> {
    let Ok(list) = document().query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.get(index)?.dyn_into().ok()).collect()
}

/// Listens for as long as the page lives.
pub(super) fn listen<E: JsCast + 'static>(
    target: &EventTarget,
    name: &str,
    mut act: impl FnMut(E) + 'static,
) {
    let closure = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        if let Ok(event) = event.dyn_into::<E>() {
            act(event);
        }
    });
    // A listener that cannot be added leaves the page as it works without script.
    let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// The event by which a page hears that its person has signed in again.
pub(super) const SIGNED_IN: &str = "pupitre-signed-in";

/// The event by which the form of a draft hears that something about it changed elsewhere.
pub(super) const NEWS: &str = "pupitre-news";

/// What a control holds.
pub(super) fn control_value(id: &str) -> Option<String> {
    let element = by_id::<Element>(id)?;
    if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        return Some(input.value());
    }
    if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
        return Some(select.value());
    }
    element.dyn_ref::<HtmlTextAreaElement>().map(HtmlTextAreaElement::value)
}

/// Runs something later, in milliseconds.
pub(super) fn after(milliseconds: i32, act: impl FnOnce() + 'static) {
    let closure = Closure::once_into_js(act);
    let _ =
        window().set_timeout_with_callback_and_timeout_and_arguments_0(closure.unchecked_ref(), milliseconds);
}
