use leptos::prelude::*;

/// A button that copies the text of an element. Without script, or where the browser lets no page copy, there is no
/// button: the text itself can be selected.
#[cfg(feature = "ssr")]
#[component]
pub fn CopyText(
    /// Identifier of the element.
    source: String,
    /// The word on the button.
    label: String,
) -> impl IntoView {
    view! {
        <span class="copy-text" data-source=source hidden>
            <span class="copy-done" role="status"></span>
            <button class="button" type="button" data-kind="secondary">{label}</button>
        </span>
        <Copier/>
    }
}

/// What copies.
#[island]
pub fn Copier() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::start();
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::leptos_dom::helpers::window;
    use wasm_bindgen_futures::{JsFuture, spawn_local};
    use web_sys::{Element, Event};

    use crate::islands::page::{all, attribute, by_id, listen};

    /// Gives every copy of the page its button; one that has it is not asked again.
    pub(super) fn start() {
        // Only a secure page has a clipboard.
        if !window().is_secure_context() {
            return;
        }
        for place in all::<Element>(".copy-text[hidden]") {
            let (source, shown) = (attribute(&place, "data-source"), place.clone());
            listen(place.as_ref(), "click", move |event: Event| {
                if event.target() != shown.last_element_child().map(Into::into) {
                    return;
                }
                let Some(text) = by_id::<Element>(&source).and_then(|element| element.text_content()) else {
                    return;
                };
                let done = shown.first_element_child();
                spawn_local(async move {
                    let copied = JsFuture::from(window().navigator().clipboard().write_text(&text)).await;
                    let words = if copied.is_ok() { "Copié." } else { "Copie refusée par le navigateur." };
                    if let Some(place) = done {
                        place.set_text_content(Some(words));
                    }
                });
            });
            // An attribute that cannot be removed leaves the page as it works without script.
            let _ = place.remove_attribute("hidden");
        }
    }
}
