use leptos::prelude::*;

/// What says that a page has the keys of a list, and adds up what is ticked in it. They are plain script
/// (`public/list.js`), a tenth of what the same weighs compiled: a page that has nothing else to wake loads no module.
#[component]
pub fn ListKeys() -> impl IntoView {
    view! { <span data-list-keys="" hidden></span> }
}
