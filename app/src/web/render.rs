//! From a view to its HTML, in one go and without waiting.

use std::sync::Arc;

use leptos::prelude::*;

/// Renders a view. Islands write their properties into the page; nothing else is kept after this returns.
pub(crate) fn render<V>(view: impl FnOnce() -> V) -> String
where
    V: IntoView + 'static,
{
    let context = Arc::new(hydration_context::SsrSharedContext::new_islands());
    let owner = Owner::new_root(Some(context));
    let html = owner.with(|| view().into_view().to_html());
    owner.unset_with_forced_cleanup();
    html
}
