//! The parts of a page that follow what changes, read again while the page is open.

use std::collections::HashMap;

use leptos::leptos_dom::helpers::{document, window};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, HtmlSelectElement};

use super::page::{all, by_id};

/// Parts besides the live regions that follow their page, where they are.
const MORE_PARTS: &str = "freshness draft-state";

/// The parts of this page that may have changed, as the server shows them now: not the rest of it.
async fn parts_now() -> Option<web_sys::Response> {
    // The answer to something posted stays as it is: its address shows something else, or nothing.
    if document().body()?.has_attribute("data-answer") {
        return None;
    }
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
