//! Buttons, and links that look like them.

use leptos::prelude::*;

use super::{Icon, IconName};

/// How much a button weighs. One primary button per page at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one next act.
    Primary,
    /// Any other act.
    #[default]
    Secondary,
    /// An act that ends something.
    Danger,
    /// An act beside the main line: no border.
    Quiet,
}

impl ButtonKind {
    const fn code(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Danger => "danger",
            Self::Quiet => "quiet",
        }
    }
}

/// A button that submits its form. With `name` and `value` it says which act of the form was meant.
#[component]
pub fn Button(
    /// The word: an infinitive.
    #[prop(into)]
    label: String,
    /// How much it weighs.
    #[prop(optional)]
    kind: ButtonKind,
    /// An icon before the word.
    #[prop(optional)]
    icon: Option<IconName>,
    /// The `name` attribute.
    #[prop(optional, into)]
    name: Option<String>,
    /// The `value` attribute.
    #[prop(optional, into)]
    value: Option<String>,
    /// Another target than the form's.
    #[prop(optional, into)]
    formaction: Option<String>,
    /// The identifier of its form, when it stands outside of it.
    #[prop(optional, into)]
    form: Option<String>,
    /// The key that does the same, shown in the tooltip.
    #[prop(optional)]
    shortcut: Option<&'static str>,
    /// What it says while its form is under way: it is pressed once.
    #[prop(optional)]
    busy: Option<&'static str>,
    /// Whether it cannot be pressed now.
    #[prop(optional)]
    disabled: bool,
) -> impl IntoView {
    let title = shortcut.map(|key| format!("{label} ({key})"));
    view! {
        <button
            class="button"
            type="submit"
            data-kind=kind.code()
            name=name
            value=value
            formaction=formaction
            form=form
            title=title
            aria-keyshortcuts=shortcut
            data-busy=busy
            disabled=disabled
        >
            {icon.map(|name| view! { <Icon name/> })}
            <span>{label}</span>
        </button>
    }
    .into_any()
}

/// A link that looks like a button.
#[component]
pub fn ButtonLink(
    /// The word.
    #[prop(into)]
    label: String,
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// How much it weighs.
    #[prop(optional)]
    kind: ButtonKind,
    /// An icon before the word.
    #[prop(optional)]
    icon: Option<IconName>,
    /// The key that does the same, shown in the tooltip.
    #[prop(optional)]
    shortcut: Option<&'static str>,
) -> impl IntoView {
    let title = shortcut.map(|key| format!("{label} ({key})"));
    view! {
        <a class="button" data-kind=kind.code() href=href title=title aria-keyshortcuts=shortcut>
            {icon.map(|name| view! { <Icon name/> })}
            <span>{label}</span>
        </a>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    #[test]
    fn a_button_submits_and_says_which_act_was_meant() {
        let html = render(|| {
            view! { <Button label="Déposer" kind=ButtonKind::Primary name="act" value="deposit" shortcut="d"/> }
        });
        for part in
            ["type=\"submit\"", "name=\"act\"", "value=\"deposit\"", "data-kind=\"primary\"", "Déposer (d)"]
        {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains("disabled"), "{html}");
    }

    #[test]
    fn a_disabled_button_says_so() {
        assert!(render(|| view! { <Button label="Déposer" disabled=true/> }).contains(" disabled"));
    }

    #[test]
    fn labels_and_targets_are_escaped() {
        assert_escaped(&render(|| view! { <Button label=HOSTILE value=HOSTILE/> }));
        assert_escaped(&render(|| view! { <ButtonLink label=HOSTILE href=HOSTILE/> }));
    }
}
