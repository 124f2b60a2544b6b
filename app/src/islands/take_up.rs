use leptos::prelude::*;

/// Posts a form that the end of a session had interrupted; its button does the same.
#[island]
pub fn TakeUp() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    {
        let form = super::page::by_id::<web_sys::HtmlFormElement>("take-up");
        // What cannot be posted by itself waits for its button.
        let _ = form.map(|form| form.request_submit());
    }
}
