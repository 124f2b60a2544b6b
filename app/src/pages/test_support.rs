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

/// The whole tag that carries an attribute, from `<` to `>`: nothing depends on the order of attributes.
pub(super) fn tag<'h>(html: &'h str, attribute: &str) -> &'h str {
    let at = html.find(attribute).unwrap_or_else(|| panic!("{attribute} in {html}"));
    let start = html[..at].rfind('<').unwrap();
    let end = at + html[at..].find('>').unwrap();
    &html[start..=end]
}

/// Fails when a field shows a value.
pub(super) fn assert_empty(html: &str, id: &str) {
    let field = tag(html, &format!("id=\"{id}\""));
    assert!(!field.contains("value=") || field.contains("value=\"\""), "{field}");
}
