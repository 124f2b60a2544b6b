//! Giving files.

use leptos::prelude::*;

use super::field::ties;
use super::{FieldErrors, FieldMessage, Icon, IconName};

/// A zone that takes dropped files. The file input covers the whole zone, so that dropping, clicking and the keyboard
/// work without any script.
#[component]
pub fn FileField(
    /// The `name` attribute, also the identifier.
    #[prop(into)]
    name: String,
    /// What to drop: the label.
    #[prop(into)]
    label: String,
    /// Formats and sizes.
    #[prop(optional, into)]
    hint: String,
    /// The `accept` attribute.
    #[prop(optional, into)]
    accept: Option<String>,
    /// Whether several files may be given.
    #[prop(optional)]
    multiple: bool,
    /// Whether a file must be given.
    #[prop(optional)]
    required: bool,
    /// Whether the zone is the subject of the page.
    #[prop(optional)]
    large: bool,
    /// What is wrong with it.
    #[prop(optional)]
    messages: Vec<FieldMessage>,
) -> impl IntoView {
    let ties = ties(&name, &hint, &messages);
    view! {
        <div class="field">
            <div class="drop-zone" data-size=if large { "large" } else { "small" }>
                <Icon name=IconName::Upload/>
                <label for=name.clone()>{label}</label>
                {(!hint.is_empty())
                    .then(|| view! { <p class="field-hint" id=format!("{name}-hint")>{hint}</p> })}
                <input
                    id=name.clone()
                    name=name.clone()
                    type="file"
                    accept=accept
                    multiple=multiple
                    required=required
                    aria-describedby=ties.described_by
                    aria-invalid=ties.invalid
                />
                <p class="drop-state" id=format!("{name}-state") role="status"></p>
            </div>
            <FieldErrors id=name messages/>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    #[test]
    fn the_zone_is_a_labelled_file_input() {
        let html = render(|| {
            view! { <FileField name="file" label="Déposez un PDF" hint="10 Mo au plus" accept=".pdf" multiple=true/> }
        });
        for part in [
            "<label for=\"file\">",
            "type=\"file\"",
            "accept=\".pdf\"",
            " multiple",
            "aria-describedby=\"file-hint file-error\"",
            "data-size=\"small\"",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn texts_are_escaped() {
        assert_escaped(&render(|| view! { <FileField name="file" label=HOSTILE hint=HOSTILE large=true/> }));
    }
}
