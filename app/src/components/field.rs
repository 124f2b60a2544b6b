//! What all form fields share: the label above, the hint under it, the messages under the field (interface.md, Look).

use domain::{FieldPath, Notes, Severity, ValueOrigin};
use leptos::prelude::*;

use super::{Icon, IconName, prose};
use crate::words::{Sentence as _, origin_word};

/// Something to say about a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldMessage {
    /// How much it weighs.
    pub severity: Severity,
    /// The sentence: what is wrong and what to do.
    pub text: String,
}

impl FieldMessage {
    /// What must be corrected.
    pub fn error(text: impl Into<String>) -> Self {
        Self { severity: Severity::Error, text: text.into() }
    }

    /// What is worth a second look.
    pub fn warning(text: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, text: text.into() }
    }
}

/// The messages of one field among the notes of a whole form.
#[must_use]
pub fn messages_of(notes: &Notes, path: &FieldPath) -> Vec<FieldMessage> {
    notes
        .of(path)
        .map(|note| FieldMessage { severity: note.severity, text: note.remark.sentence() })
        .collect()
}

/// How wide a field is: it hints at the length of what is expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldWidth {
    /// As wide as its column.
    #[default]
    Full,
    /// About 14 signs: dates, amounts, codes.
    Short,
    /// About 24 signs: SIRET, invoice numbers.
    Medium,
}

impl FieldWidth {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Short => "short",
            Self::Medium => "medium",
        }
    }
}

/// The messages of a field. The element is always there, so that a script can fill it and assistive technologies
/// announce what changes; the field points at it by `aria-describedby`.
#[component]
pub fn FieldErrors(
    /// The identifier of the field; that of the element is `<id>-error`.
    #[prop(into)]
    id: String,
    /// The messages.
    messages: Vec<FieldMessage>,
) -> impl IntoView {
    let messages = messages.into_iter().map(|message| {
        let (severity, icon) = match message.severity {
            Severity::Error => ("error", IconName::Rejected),
            Severity::Warning => ("warning", IconName::Warning),
        };
        view! {
            <p class="field-message" data-severity=severity>
                <Icon name=icon/>
                <span>{prose(&message.text)}</span>
            </p>
        }
    });
    view! { <div class="field-messages" id=format!("{id}-error") aria-live="polite">{messages.collect_view()}</div> }
    .into_any()
}

/// The identifiers that tie a field to its surroundings.
pub(super) struct Ties {
    /// `aria-describedby`.
    pub(super) described_by: String,
    /// `aria-invalid`, present only when it is.
    pub(super) invalid: Option<&'static str>,
}

/// The ties of a field to its hint and its messages.
pub(super) fn ties(id: &str, hint: &str, messages: &[FieldMessage]) -> Ties {
    let described_by = if hint.is_empty() { format!("{id}-error") } else { format!("{id}-hint {id}-error") };
    let wrong = messages.iter().any(|message| message.severity == Severity::Error);
    Ties { described_by, invalid: wrong.then_some("true") }
}

/// The label, with « facultatif » where the field may stay empty and where its value comes from.
#[component]
pub(super) fn FieldLabel(
    id: String,
    label: String,
    required: bool,
    #[prop(optional_no_strip)] origin: Option<ValueOrigin>,
) -> impl IntoView {
    let origin = origin.map(|origin| {
        let (word, told) = origin_word(origin);
        view! { <span class="field-origin" title=told>{word}</span> }
    });
    view! {
        <div class="field-label">
            <label for=id>
                {label} {(!required).then(|| view! { <span class="field-optional">" (facultatif)"</span> })}
            </label>
            {origin}
        </div>
    }
    .into_any()
}

/// The hint under the label; nothing when there is none.
#[component]
pub(super) fn FieldHint(id: String, hint: String) -> impl IntoView {
    (!hint.is_empty())
        .then(|| view! { <p class="field-hint" id=format!("{id}-hint")>{prose(&hint)}</p> })
        .into_any()
}

#[cfg(test)]
mod tests {
    use domain::{Field, FormField as _, Remark, VatField};

    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    #[test]
    fn the_place_for_messages_exists_even_without_one() {
        let html = render(|| view! { <FieldErrors id="number" messages=Vec::new()/> });
        assert!(html.contains("id=\"number-error\""), "{html}");
        assert!(html.contains("aria-live=\"polite\""), "{html}");
        assert!(!html.contains("<p"), "{html}");
    }

    #[test]
    fn a_message_is_escaped_and_carries_its_weight() {
        let html =
            render(|| view! { <FieldErrors id="number" messages=vec![FieldMessage::error(HOSTILE)]/> });
        assert_escaped(&html);
        assert!(html.contains("data-severity=\"error\""), "{html}");
    }

    #[test]
    fn only_errors_make_a_field_invalid() {
        assert_eq!(ties("net", "", &[FieldMessage::warning("À vérifier.")]).invalid, None);
        let wrong = ties("net", "En euros", &[FieldMessage::error("Illisible.")]);
        assert_eq!(wrong.invalid, Some("true"));
        assert_eq!(wrong.described_by, "net-hint net-error");
    }

    #[test]
    fn a_label_says_where_the_value_comes_from() {
        let label = |origin| {
            render(move || {
                view! { <FieldLabel id="net".to_owned() label="Total HT".to_owned() required=true origin/> }
            })
        };
        let read = label(Some(ValueOrigin::ChorusPro));
        assert!(read.contains(">Chorus Pro</span>") && read.contains("title=\"Reconnu"), "{read}");
        assert!(!label(None).contains("field-origin"));
    }

    #[test]
    fn the_notes_of_a_form_are_sorted_to_their_fields() {
        let mut notes = Notes::of_error(Field::Net, Remark::DueAboveTotal);
        notes.warn(VatField::Rate.at(1), Remark::TotalZero);
        let text = Remark::DueAboveTotal.sentence();
        assert_eq!(messages_of(&notes, &Field::Net.into()), [FieldMessage::error(text)]);
        assert_eq!(messages_of(&notes, &VatField::Rate.at(1)).len(), 1);
        assert_eq!(messages_of(&notes, &VatField::Rate.at(0)), []);
    }
}
