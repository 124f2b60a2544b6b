//! The few things that islands ask of the page.

use std::collections::HashMap;

use leptos::leptos_dom::helpers::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{
    Element, Event, EventTarget, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement,
    KeyboardEvent,
};

/// The element with an identifier, as what it is.
pub(super) fn by_id<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
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

/// Listens to keys of the whole page.
pub(super) fn on_key(act: impl FnMut(KeyboardEvent) + 'static) {
    listen(document().as_ref(), "keydown", act);
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

/// Puts a value into a control; false when it cannot hold it, as a select box without that choice.
pub(super) fn set_control(id: &str, value: &str) -> bool {
    let Some(before) = control_value(id) else { return false };
    let Some(element) = by_id::<Element>(id) else { return false };
    let put = |value: &str| {
        if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            input.set_value(value);
        } else if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
            select.set_value(value);
        } else if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
            area.set_value(value);
        }
    };
    put(value);
    let taken = control_value(id).is_some_and(|now| now == value);
    if !taken {
        put(&before);
    }
    taken
}

/// Parts besides the live regions that follow their page, where they are.
const MORE_PARTS: &str = "freshness draft-state";

/// The parts of this page that may have changed, as the server shows them now: not the rest of it.
async fn parts_now() -> Option<web_sys::Response> {
    let regions = all::<Element>("[data-live]").iter().map(Element::id).collect::<Vec<_>>().join(" ");
    let headers = web_sys::Headers::new().ok()?;
    headers.set("pupitre-parts", &format!("{regions} {MORE_PARTS}")).ok()?;
    let asked = web_sys::RequestInit::new();
    asked.set_headers(&headers);
    let address = window().location().href().ok()?;
    let answer = wasm_bindgen_futures::JsFuture::from(window().fetch_with_str_and_init(&address, &asked));
    answer.await.ok()?.dyn_into().ok()
}

/// Somebody is using a control of a region, or has opened its filters: it is left alone.
pub(super) fn has_focus_inside() -> bool {
    if document().query_selector("[data-live] :popover-open").ok().flatten().is_some() {
        return true;
    }
    document().active_element().is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA")
            && element.closest("[data-live]").ok().flatten().is_some()
    })
}

/// What a person has chosen and typed in the live regions: it stays when their content is replaced. What is new in them
/// stands as the server shows it.
struct Chosen {
    /// Boxes by name and value.
    boxes: HashMap<(String, String), bool>,
    /// Other controls by name.
    values: HashMap<String, String>,
    /// The row of the keyboard, by the value of its box.
    row: Option<String>,
}

impl Chosen {
    fn read() -> Self {
        let inputs = all::<HtmlInputElement>("[data-live] input[name]");
        let boxes = inputs.iter().filter(|input| input.type_() == "checkbox");
        let boxes = boxes.map(|input| ((input.name(), input.value()), input.checked())).collect();
        let typed = inputs.iter().filter(|input| matches!(input.type_().as_str(), "text" | "search"));
        let mut values: HashMap<String, String> = typed.map(|input| (input.name(), input.value())).collect();
        let selects = all::<HtmlSelectElement>("[data-live] select[name]");
        values.extend(selects.iter().map(|select| (select.name(), select.value())));
        let row = all::<HtmlInputElement>("[data-live] [aria-selected=true] input");
        Self { boxes, values, row: row.first().map(HtmlInputElement::value) }
    }

    fn put_back(&self) {
        for input in all::<HtmlInputElement>("[data-live] input[name]") {
            if input.type_() == "checkbox" {
                if let Some(checked) = self.boxes.get(&(input.name(), input.value())) {
                    input.set_checked(*checked);
                }
                if self.row.as_ref() == Some(&input.value())
                    && let Ok(Some(row)) = input.closest("tr")
                {
                    // An attribute that cannot be set only costs the place of the keyboard in the list.
                    let _ = row.set_attribute("aria-selected", "true");
                }
            } else if let Some(value) =
                self.values.get(&input.name()).filter(|_| matches!(input.type_().as_str(), "text" | "search"))
            {
                input.set_value(value);
            }
        }
        for select in all::<HtmlSelectElement>("[data-live] select[name]") {
            if let Some(value) = self.values.get(&select.name()) {
                select.set_value(value);
            }
        }
        if let (true, Ok(change)) = (self.boxes.values().any(|checked| *checked), Event::new("change")) {
            // Whoever adds up what is ticked does so again.
            let _ = document().dispatch_event(&change);
        }
    }
}

/// Replaces the content of the regions `[data-live]` by what the server shows in them now; what was chosen in them stays. One whose `data-version` is
/// still the same is left alone: an island may be at work in it. Nothing when the server had nothing to show.
pub(super) async fn refresh() -> Option<()> {
    let answer = parts_now().await?;
    if !answer.ok() || answer.redirected() {
        return None;
    }
    let text = wasm_bindgen_futures::JsFuture::from(answer.text().ok()?).await.ok()?.as_string()?;
    let parser = web_sys::DomParser::new().ok()?;
    let fresh = parser.parse_from_string(&text, web_sys::SupportedType::TextHtml).ok()?;
    let chosen = Chosen::read();
    for old in all::<HtmlElement>("[data-live]") {
        let Some(new) = fresh.get_element_by_id(&old.id()) else { continue };
        let version = old.get_attribute("data-version");
        if version.is_some() && version == new.get_attribute("data-version") {
            continue;
        }
        if let Some(version) = new.get_attribute("data-version") {
            // Not set, the region is replaced once more than needed.
            let _ = old.set_attribute("data-version", &version);
        }
        if old.inner_html() != new.inner_html() {
            old.set_inner_html(&new.inner_html());
        }
    }
    chosen.put_back();
    for id in ["freshness", "draft-state"] {
        if let (Some(old), Some(new)) = (by_id::<HtmlElement>(id), fresh.get_element_by_id(id)) {
            old.set_text_content(new.text_content().as_deref());
        }
    }
    Some(())
}

/// Runs something later, in milliseconds.
pub(super) fn after(milliseconds: i32, act: impl FnOnce() + 'static) {
    let closure = Closure::once_into_js(act);
    let _ =
        window().set_timeout_with_callback_and_timeout_and_arguments_0(closure.unchecked_ref(), milliseconds);
}
