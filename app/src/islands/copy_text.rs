use leptos::prelude::*;

/// A button that copies the text of an element. Without script, or where the browser lets no page copy, there is no
/// button: the text itself can be selected.
#[island]
pub fn CopyText(
    /// Identifier of the element.
    source: String,
    /// The word on the button.
    label: String,
) -> impl IntoView {
    let place = format!("{source}-copy");
    let (done, button) = (format!("{source}-copied"), format!("{source}-button"));
    #[cfg(feature = "hydrate")]
    browser::start(source, &place, &button, done.clone());
    #[cfg(not(feature = "hydrate"))]
    drop(source);
    view! {
        <span class="copy-text" id=place hidden>
            <span class="copy-done" id=done role="status"></span>
            <button class="button" id=button type="button" data-kind="secondary">{label}</button>
        </span>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::leptos_dom::helpers::window;
    use leptos::task::spawn_local;
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{Event, HtmlElement};

    use crate::islands::page::{by_id, listen};

    pub(super) fn start(source: String, place: &str, button: &str, done: String) {
        let (place, button) = (by_id::<HtmlElement>(place), by_id::<HtmlElement>(button));
        let (Some(place), Some(button)) = (place, button) else { return };
        // Only a secure page has a clipboard.
        if !window().is_secure_context() {
            return;
        }
        listen(button.as_ref(), "click", move |_: Event| {
            let Some(text) = by_id::<HtmlElement>(&source).and_then(|element| element.text_content()) else {
                return;
            };
            let done = done.clone();
            spawn_local(async move {
                let copied = JsFuture::from(window().navigator().clipboard().write_text(&text)).await;
                let words = if copied.is_ok() { "Copié." } else { "Copie refusée par le navigateur." };
                if let Some(place) = by_id::<HtmlElement>(&done) {
                    place.set_text_content(Some(words));
                }
            });
        });
        // An attribute that cannot be removed leaves the page as it works without script.
        let _ = place.remove_attribute("hidden");
    }
}
