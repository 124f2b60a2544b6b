//! The one place that writes a `<textarea>`.
//!
//! On the server Leptos 0.8 does not escape the children of this element: a text with `</textarea>` in it would leave
//! the field and run. So the value is escaped here and handed over as ready HTML.

use leptos::prelude::*;

use super::field::{FieldHint, FieldLabel, ties};
use super::{FieldErrors, FieldMessage};

/// The text as the content of an element. A line break at the start is doubled, because an HTML parser drops the
/// first one after `<textarea>`.
fn escaped_content(text: &str) -> String {
    let mut content = String::with_capacity(text.len() + 16);
    if text.starts_with(['\n', '\r']) {
        content.push('\n');
    }
    for sign in text.chars() {
        match sign {
            '&' => content.push_str("&amp;"),
            '<' => content.push_str("&lt;"),
            '>' => content.push_str("&gt;"),
            other => content.push(other),
        }
    }
    content
}

/// A field of several lines with its label, hint and messages.
#[component]
pub fn TextArea(
    /// The `name` attribute, also the identifier.
    #[prop(into)]
    name: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// What it holds.
    #[prop(optional, into)]
    value: String,
    /// What is expected.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong with it.
    #[prop(optional)]
    messages: Vec<FieldMessage>,
    /// Whether it must be filled.
    #[prop(optional)]
    required: bool,
    /// Lines shown.
    #[prop(default = 3)]
    rows: u32,
    /// The longest text that is accepted.
    #[prop(optional)]
    maxlength: Option<u32>,
) -> impl IntoView {
    let ties = ties(&name, &hint, &messages);
    view! {
        <div class="field" data-width="full">
            <FieldLabel id=name.clone() label origin=None required/>
            <FieldHint id=name.clone() hint/>
            <textarea
                class="input"
                id=name.clone()
                name=name.clone()
                rows=rows
                maxlength=maxlength
                required=required
                aria-describedby=ties.described_by
                aria-invalid=ties.invalid
                inner_html=escaped_content(&value)
            ></textarea>
            <FieldErrors id=name messages/>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::render;
    use super::*;

    fn content_of(value: &str) -> String {
        let value = value.to_owned();
        let html = render(|| view! { <TextArea name="comment" label="Commentaire" value/> });
        let start = html.find("<textarea").unwrap();
        let opened = start + html[start..].find('>').unwrap() + 1;
        assert_eq!(html.matches("</textarea>").count(), 1, "{html}");
        let closed = html.find("</textarea>").unwrap();
        html[opened..closed].to_owned()
    }

    #[test]
    fn a_text_cannot_leave_the_field() {
        let content = content_of("</textarea><script>alert(1)</script>");
        assert_eq!(content, "&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
    }

    #[test]
    fn entities_are_kept_as_typed() {
        assert_eq!(content_of("a &lt; b & c"), "a &amp;lt; b &amp; c");
    }

    #[test]
    fn a_line_break_at_the_start_survives_the_parser() {
        assert_eq!(content_of("\nsuite"), "\n\nsuite");
        assert_eq!(content_of("début\nfin"), "début\nfin");
    }

    #[test]
    fn label_and_messages_are_tied_to_the_field() {
        let messages = vec![FieldMessage::error("2 000 signes au plus.")];
        let html = render(|| view! { <TextArea name="comment" label="Commentaire" messages/> });
        for part in ["<label for=\"comment\">", "aria-invalid=\"true\"", "aria-describedby=\"comment-error\""]
        {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    /// The source files of this crate other than this one.
    fn other_sources() -> Vec<(std::path::PathBuf, String)> {
        let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
        let mut sources = Vec::new();
        while let Some(folder) = folders.pop() {
            for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    folders.push(path);
                } else if !path.ends_with("text_area.rs") {
                    let source = std::fs::read_to_string(&path).unwrap();
                    sources.push((path, source));
                }
            }
        }
        sources
    }

    #[test]
    fn no_other_file_writes_this_element_itself() {
        let sources = other_sources();
        assert!(sources.len() > 20, "the sources were not found");
        for (path, source) in sources {
            assert!(!source.contains("<textarea"), "{} must use TextArea", path.display());
        }
    }
}
