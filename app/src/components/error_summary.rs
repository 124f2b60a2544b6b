//! All that must be corrected, at the head of a form (RGAA 11.10).

use domain::{FieldNote, FieldPath, Notes};
use leptos::prelude::*;

use super::{Icon, IconName};
use crate::words::Sentence as _;

/// One line of an [`ErrorSummary`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorLink {
    /// The identifier of the field.
    pub field: String,
    /// The sentence.
    pub text: String,
}

impl ErrorLink {
    /// A line that leads to a field.
    pub fn new(field: impl Into<String>, text: impl Into<String>) -> Self {
        Self { field: field.into(), text: text.into() }
    }

    /// The errors among the notes of a form, each with the label of its field.
    #[must_use]
    pub fn of_notes(notes: &Notes, label: impl Fn(&FieldPath) -> Option<String>) -> Vec<Self> {
        let line = |note: &FieldNote| {
            let label = label(&note.path).unwrap_or_else(|| note.path.to_string());
            Self::new(note.path.id(), format!("{label}\u{a0}: {}", note.remark.sentence()))
        };
        notes.errors().map(line).collect()
    }
}

/// The list of errors, each a link to its field; nothing when there is none. It can take the focus
/// (`#error-summary`), and is announced.
#[component]
pub fn ErrorSummary(
    /// The lines.
    errors: Vec<ErrorLink>,
    /// The title.
    #[prop(default = "À corriger".to_owned(), into)]
    title: String,
) -> impl IntoView {
    if errors.is_empty() {
        return ().into_any();
    }
    let lines = errors
        .into_iter()
        .map(|error| view! { <li><a href=format!("#{}", error.field)>{error.text}</a></li> })
        .collect_view();
    view! {
        <section class="notice error-summary" id="error-summary" role="alert" tabindex="-1" data-kind="error">
            <Icon name=IconName::Rejected/>
            <div class="notice-body">
                <h2 class="notice-title">{title}</h2>
                <ul>{lines}</ul>
            </div>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use domain::{Field, FormField as _, Remark};

    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    #[test]
    fn only_errors_are_listed_and_each_leads_to_its_field() {
        let mut notes = Notes::of_error(Field::Number, Remark::NumberMissing);
        notes.warn(Field::Date, Remark::DateOld);
        let html = render(|| view! { <ErrorSummary errors=ErrorLink::of_notes(&notes, Field::label_of)/> });
        assert!(html.contains("role=\"alert\"") && html.contains("tabindex=\"-1\""), "{html}");
        assert!(
            html.contains("<a href=\"#number\">Numéro de facture\u{a0}: Indiquez le numéro de facture.</a>"),
            "{html}"
        );
        assert_eq!(html.matches("<li>").count(), 1, "{html}");
    }

    #[test]
    fn there_is_nothing_without_errors() {
        assert!(!render(|| view! { <ErrorSummary errors=Vec::new()/> }).contains("section"));
    }

    #[test]
    fn texts_are_escaped() {
        assert_escaped(&render(|| view! { <ErrorSummary errors=vec![ErrorLink::new(HOSTILE, HOSTILE)]/> }));
    }
}
