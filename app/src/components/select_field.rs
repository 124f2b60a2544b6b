//! Closed choices.

use domain::ValueOrigin;
use leptos::prelude::*;

use super::field::{FieldHint, FieldLabel, ties};
use super::{FieldErrors, FieldMessage, FieldWidth};

/// One option of a [`SelectField`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

impl Choice {
    /// A choice.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// A select box with its label, hint and messages.
#[component]
pub fn SelectField(
    /// The `name` attribute.
    #[prop(into)]
    name: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// The options, in order.
    choices: Vec<Choice>,
    /// The identifier; the name unless the page has several of this name.
    #[prop(optional, into)]
    id: String,
    /// The value of the chosen option.
    #[prop(optional, into)]
    value: String,
    /// What to choose, or what follows from it.
    #[prop(optional, into)]
    hint: String,
    /// Where the value comes from.
    #[prop(optional_no_strip)]
    origin: Option<ValueOrigin>,
    /// What is wrong with it.
    #[prop(optional)]
    messages: Vec<FieldMessage>,
    /// Whether something must be chosen. Without it no « facultatif » is shown: a select box always has a value.
    #[prop(optional)]
    required: bool,
    /// How wide it is.
    #[prop(optional)]
    width: FieldWidth,
) -> impl IntoView {
    let id = if id.is_empty() { name.clone() } else { id };
    let ties = ties(&id, &hint, &messages);
    let options = choices.into_iter().map(|choice| {
        let selected = choice.value == value;
        view! { <option value=choice.value selected=selected>{choice.label}</option> }
    });
    let options = options.collect_view();
    view! {
        <div class="field" data-width=width.code()>
            <FieldLabel id=id.clone() label origin required=true/>
            <FieldHint id=id.clone() hint/>
            <select
                class="input"
                id=id.clone()
                name=name
                required=required
                aria-describedby=ties.described_by
                aria-invalid=ties.invalid
            >
                {options}
            </select>
            <FieldErrors id messages/>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    fn kinds() -> Vec<Choice> {
        vec![Choice::new("FACTURE", "Facture"), Choice::new("AVOIR", "Avoir")]
    }

    #[test]
    fn exactly_the_chosen_option_is_selected() {
        let html = render(|| view! { <SelectField name="kind" label="Type" choices=kinds() value="AVOIR"/> });
        assert_eq!(html.matches(" selected").count(), 1, "{html}");
        assert!(html.contains("<option value=\"AVOIR\" selected"), "{html}");
        assert!(html.contains("<label for=\"kind\">"), "{html}");
    }

    #[test]
    fn options_are_escaped() {
        let choices = vec![Choice::new(HOSTILE, HOSTILE)];
        assert_escaped(&render(|| view! { <SelectField name="kind" label="Type" choices/> }));
    }

    #[test]
    fn an_error_is_tied_to_the_select_box() {
        let messages = vec![FieldMessage::error("Choisissez un type.")];
        let html = render(|| view! { <SelectField name="kind" label="Type" choices=kinds() messages/> });
        assert!(
            html.contains("aria-invalid=\"true\"") && html.contains("aria-describedby=\"kind-error\""),
            "{html}"
        );
    }
}
