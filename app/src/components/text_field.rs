//! One-line fields and check boxes.

use domain::ValueOrigin;
use leptos::prelude::*;

use super::field::{FieldHint, FieldLabel, ties};
use super::{FieldErrors, FieldMessage, FieldWidth};

/// What is typed in a field: chooses the keyboard of a phone, the alignment and what the browser may correct.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextKind {
    /// Words.
    #[default]
    Text,
    /// A code or number kept as typed: fixed-width, never corrected.
    Code,
    /// Digits only: SIRET, one-time codes.
    Digits,
    /// An amount or a rate: decimal keyboard, right-aligned.
    Amount,
    /// A quantity or a price of one, with more decimals than an amount: decimal keyboard, right-aligned, kept as typed.
    Number,
    /// A day, `JJ/MM/AAAA`.
    Day,
    /// An e-mail address.
    Email,
    /// A person's password.
    Password,
    /// A secret of a machine. It is masked like a password without being one for the browser, which would offer to
    /// keep it, or fill in the person's own.
    Secret,
}

impl TextKind {
    const fn code(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Code => "code",
            Self::Digits => "digits",
            Self::Amount => "amount",
            Self::Number => "number",
            Self::Day => "day",
            Self::Email => "email",
            Self::Password => "password",
            Self::Secret => "secret",
        }
    }

    const fn input_type(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Password => "password",
            _ => "text",
        }
    }

    const fn input_mode(self) -> Option<&'static str> {
        match self {
            Self::Digits | Self::Day => Some("numeric"),
            Self::Amount | Self::Number => Some("decimal"),
            Self::Email => Some("email"),
            Self::Text | Self::Code | Self::Password | Self::Secret => None,
        }
    }

    /// Whether the browser must leave what is typed alone.
    const fn is_verbatim(self) -> bool {
        !matches!(self, Self::Text)
    }
}

/// A one-line field with its label, hint and messages.
#[component]
pub fn TextField(
    /// The `name` attribute.
    #[prop(into)]
    name: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// The identifier; the name unless the page has several of this name.
    #[prop(optional, into)]
    id: String,
    /// What it holds.
    #[prop(optional, into)]
    value: String,
    /// The expected format or where to find the value.
    #[prop(optional, into)]
    hint: String,
    /// Where the value comes from.
    #[prop(optional_no_strip)]
    origin: Option<ValueOrigin>,
    /// What is wrong with it.
    #[prop(optional)]
    messages: Vec<FieldMessage>,
    /// Whether it must be filled.
    #[prop(optional)]
    required: bool,
    /// What is typed in it.
    #[prop(optional)]
    kind: TextKind,
    /// How wide it is.
    #[prop(optional)]
    width: FieldWidth,
    /// The `autocomplete` attribute.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// The word on the Enter key of a phone.
    #[prop(optional)]
    enterkeyhint: Option<&'static str>,
    /// The longest text that is accepted.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// The identifier of a `<datalist>` with suggestions; empty without.
    #[prop(optional, into)]
    list: String,
    /// Whether it can only be read.
    #[prop(optional)]
    readonly: bool,
    /// Whether the page opens with the cursor in it: one field at most.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let id = if id.is_empty() { name.clone() } else { id };
    let ties = ties(&id, &hint, &messages);
    let verbatim = kind.is_verbatim();
    view! {
        <div class="field" data-width=width.code()>
            <FieldLabel id=id.clone() label origin required/>
            <FieldHint id=id.clone() hint/>
            <input
                class="input"
                id=id.clone()
                name=name
                type=kind.input_type()
                data-type=kind.code()
                value=value
                inputmode=kind.input_mode()
                autocomplete=autocomplete
                enterkeyhint=enterkeyhint
                maxlength=maxlength
                list=(!list.is_empty()).then_some(list)
                spellcheck=verbatim.then_some("false")
                autocapitalize=verbatim.then_some("off")
                required=required
                readonly=readonly
                autofocus=autofocus
                aria-describedby=ties.described_by
                aria-invalid=ties.invalid
            />
            <FieldErrors id messages/>
        </div>
    }
    .into_any()
}

/// A check box with its label beside it.
#[component]
pub fn CheckBox(
    /// The `name` attribute.
    #[prop(into)]
    name: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// The identifier; the name unless the page has several of this name.
    #[prop(optional, into)]
    id: String,
    /// What is sent when it is ticked.
    #[prop(default = "1".to_owned(), into)]
    value: String,
    /// Whether it is ticked.
    #[prop(optional)]
    checked: bool,
    /// Whether it must be ticked.
    #[prop(optional)]
    required: bool,
    /// What ticking it means.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong with it.
    #[prop(optional)]
    messages: Vec<FieldMessage>,
) -> impl IntoView {
    let id = if id.is_empty() { name.clone() } else { id };
    let ties = ties(&id, &hint, &messages);
    view! {
        <div class="field check-box">
            <input
                id=id.clone()
                name=name
                type="checkbox"
                value=value
                checked=checked
                required=required
                aria-describedby=ties.described_by
                aria-invalid=ties.invalid
            />
            <label for=id.clone()>{label}</label>
            <FieldHint id=id.clone() hint/>
            <FieldErrors id messages/>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    #[test]
    fn label_hint_and_error_are_tied_to_the_field() {
        let html = render(|| {
            view! {
                <TextField
                    name="recipient_siret"
                    label="SIRET du destinataire"
                    hint="14 chiffres"
                    kind=TextKind::Digits
                    required=true
                    messages=vec![FieldMessage::error("Un SIRET compte 14 chiffres.")]
                />
            }
        });
        for part in [
            "<label for=\"recipient_siret\">",
            "id=\"recipient_siret\"",
            "id=\"recipient_siret-hint\"",
            "id=\"recipient_siret-error\"",
            "aria-describedby=\"recipient_siret-hint recipient_siret-error\"",
            "aria-invalid=\"true\"",
            "inputmode=\"numeric\"",
            "autocomplete=\"off\"",
            " required",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains("facultatif"), "{html}");
    }

    #[test]
    fn a_field_without_error_is_not_invalid_and_an_optional_one_says_so() {
        let html = render(|| view! { <TextField name="contract" label="Numéro de marché"/> });
        assert!(!html.contains("aria-invalid"), "{html}");
        assert!(html.contains("(facultatif)"), "{html}");
        assert!(html.contains("aria-describedby=\"contract-error\""), "{html}");
        assert!(!html.contains("contract-hint"), "{html}");
    }

    #[test]
    fn values_labels_and_hints_are_escaped() {
        assert_escaped(&render(|| view! { <TextField name="a" label=HOSTILE value=HOSTILE hint=HOSTILE/> }));
        assert_escaped(&render(|| view! { <CheckBox name="a" label=HOSTILE value=HOSTILE/> }));
    }

    #[test]
    fn a_password_is_not_shown_and_may_be_filled_by_a_password_manager() {
        let html = render(|| {
            view! {
                <TextField name="password" label="Mot de passe" kind=TextKind::Password autocomplete="current-password"/>
            }
        });
        assert!(
            html.contains("type=\"password\"") && html.contains("autocomplete=\"current-password\""),
            "{html}"
        );
    }

    #[test]
    fn a_secret_of_a_machine_is_masked_without_being_a_password_for_the_browser() {
        let html =
            render(|| view! { <TextField name="client_secret" label="Secret" kind=TextKind::Secret/> });
        for part in ["type=\"text\"", "data-type=\"secret\"", "autocomplete=\"off\"", "spellcheck=\"false\""]
        {
            assert!(html.contains(part), "{part} in {html}");
        }
        let style = include_str!("../../../style/fields.css");
        assert!(style.contains(".input[data-type=\"secret\"] { -webkit-text-security: disc; }"));
    }

    #[test]
    fn rows_of_the_same_name_have_their_own_identifiers() {
        let html = render(|| view! { <TextField name="vat_rate" id="vat_rate-2" label="Taux"/> });
        assert!(html.contains("<label for=\"vat_rate-2\">") && html.contains("name=\"vat_rate\""), "{html}");
    }

    #[test]
    fn a_check_box_is_labelled_and_ticked() {
        let html = render(|| view! { <CheckBox name="active" label="Actif" checked=true/> });
        assert!(html.contains("<label for=\"active\">Actif</label>"), "{html}");
        assert!(html.contains(" checked"), "{html}");
    }
}
