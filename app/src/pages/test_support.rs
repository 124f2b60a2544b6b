//! Rendering for the tests of the pages.

use leptos::prelude::*;

/// The HTML of a view, without the marks that Leptos puts between neighbouring texts.
pub(super) fn render<V: IntoView>(view: impl FnOnce() -> V) -> String {
    Owner::new().with(|| view().into_view().to_html()).replace("<!>", "")
}

/// A text that would run as a script if any page forgot to escape it.
pub(super) const HOSTILE: &str = "\"><script>alert(1)</script>";

/// Fails when [`HOSTILE`] came through unescaped.
pub(super) fn assert_escaped(html: &str) {
    assert!(!html.contains("<script>"), "not escaped: {html}");
    assert!(html.contains("&lt;script&gt;"), "the text is gone: {html}");
}
