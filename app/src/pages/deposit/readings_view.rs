//! Where the reading of the document stands, and where it and the form do not agree.

use domain::{Field, FieldPath, FormField as _, StatusKind};
use leptos::prelude::*;
use operations::{DepositView, Difference, Recognition};

use super::super::refusal::FormState;
use super::conflicts_view::words_of;
use crate::components::{FieldErrors, NoticeBox};
use crate::words::Sentence as _;

/// Where the reading by Chorus Pro stands, and the values on which readings and form differ.
pub(super) fn readings_view(view: &DepositView, form: &FormState) -> AnyView {
    let state = match &view.recognition {
        Recognition::Waiting => {
            Some((StatusKind::Info, "Chorus Pro lit le PDF. Les champs vides se rempliront.".to_owned()))
        }
        Recognition::Nothing => Some((
            StatusKind::Warning,
            "Chorus Pro n’a rien reconnu dans ce PDF : saisissez les valeurs.".to_owned(),
        )),
        Recognition::NotPossible => Some((
            StatusKind::Warning,
            "Sans accès à Chorus Pro, le PDF n’est pas lu. Renseignez l’accès de la structure.".to_owned(),
        )),
        Recognition::Failed(reason) => Some((
            StatusKind::Warning,
            format!("Le PDF n’a pas été lu par Chorus Pro. {}", reason.sentence()),
        )),
        Recognition::Done | Recognition::NoDocument => None,
    };
    let state = state.map(|(kind, text)| view! { <NoticeBox kind text/> });
    let table = differences_table(&view.differences, form);
    let said = form.messages(Field::Document);
    let said = (!said.is_empty()).then(|| {
        view! { <div id=Field::Document.name() tabindex="-1"><FieldErrors id="document" messages=said/></div> }
    });
    view! { {state} {said} {table} }.into_any()
}

/// What is to be decided, in the words of the form; nothing when nothing is.
fn differences_table(differences: &[Difference], form: &FormState) -> AnyView {
    let rows = differences.iter().map(|difference| {
        let field = difference.field;
        let typed = form.value(field);
        let shown = words_of(&FieldPath::from(field), &typed);
        let own = difference.own.clone().map(|value| reading(field, value, &typed));
        let recognised = difference.recognised.clone().map(|value| reading(field, value, &typed));
        view! {
            <tr>
                <th scope="row">{field.label()}</th>
                <td data-label="Saisi">{if shown.is_empty() { "–".to_owned() } else { shown }}</td>
                <td data-label="Factur-X">{own}</td>
                <td data-label="Chorus Pro">{recognised}</td>
                <td>
                    <button class="link-button" type="submit" name="action" value=format!("fermer:{}", field.name()) aria-label=format!("Garder la saisie pour {}", field.label())>
                        "Garder la saisie"
                    </button>
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let table = (!differences.is_empty()).then(|| {
        view! {
            <table class="readings">
                <caption>"À départager : une lecture du PDF diffère du formulaire"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Champ"</th>
                        <th scope="col">"Saisi"</th>
                        <th scope="col">"Factur-X"</th>
                        <th scope="col">"Lu par Chorus Pro"</th>
                        <th scope="col"><span class="visually-hidden">"Décision"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
    });
    table.into_any()
}

/// A read value, with the way to take it where it is not the typed one.
fn reading(field: Field, value: String, typed: &str) -> AnyView {
    if value == typed {
        return words_of(&FieldPath::from(field), &value).into_any();
    }
    let shown = words_of(&FieldPath::from(field), &value);
    let label = format!("Reprendre {shown} pour {}", field.label());
    view! {
        <span>{shown}</span>
        " "
        <button class="link-button" type="submit" name="action" value=format!("reprendre:{}:{value}", field.name()) aria-label=label>"Reprendre"</button>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use domain::{Framework, InvoiceKind, PaymentMode, Values, VatType};

    use super::super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    fn table(field: Field, typed: &str, own: Option<&str>, recognised: Option<&str>) -> String {
        let mut values = Values::default();
        values.set(field, typed);
        let difference = Difference {
            field,
            typed: typed.to_owned(),
            own: own.map(str::to_owned),
            recognised: recognised.map(str::to_owned),
        };
        render(|| differences_table(&[difference], &FormState::of(values)))
    }

    /// Every text that a person sees or hears, each on its own.
    fn told(html: &str) -> Vec<&str> {
        let seen = html.split(['<', '>']).skip(2).step_by(2);
        let heard = html.split("aria-label=\"").skip(1).filter_map(|rest| rest.split('"').next());
        seen.chain(heard).map(str::trim).filter(|text| !text.is_empty()).collect()
    }

    /// The fields whose values are codes, with code and label of each choice.
    fn choices() -> Vec<(Field, Vec<(&'static str, &'static str)>)> {
        macro_rules! choices_of {
            ($name:ident) => {
                (Field::$name, $name::ALL.iter().map(|choice| (choice.code(), choice.label())).collect())
            };
        }
        vec![
            choices_of!(Framework),
            (Field::Kind, InvoiceKind::ALL.iter().map(|choice| (choice.code(), choice.label())).collect()),
            choices_of!(VatType),
            choices_of!(PaymentMode),
        ]
    }

    #[test]
    fn every_choice_is_told_by_its_label_and_never_by_its_code() {
        for (field, choices) in choices() {
            for (code, label) in &choices {
                // In each column, beside another value in the others.
                let (other, _) = choices.iter().find(|(other, _)| other != code).unwrap();
                for html in [
                    table(field, code, Some(other), None),
                    table(field, other, Some(code), None),
                    table(field, other, None, Some(code)),
                    table(field, "", Some(code), Some(code)),
                ] {
                    let told = told(&html);
                    assert!(told.contains(label), "{field:?} {code}: {told:?}");
                    let raw = |text: &&&str| text.split([' ', '\u{a0}']).any(|word| word == *code);
                    let raw: Vec<_> = told.iter().filter(|text| !text.contains(label)).filter(raw).collect();
                    assert!(raw.is_empty(), "{field:?}: {raw:?}");
                }
                let html = table(field, other, Some(code), None);
                assert!(html.contains(&format!("value=\"reprendre:{}:{code}\"", field.name())), "{html}");
                let label = format!("Reprendre {label} pour {}", field.label());
                assert!(told(&html).contains(&label.as_str()), "{html}");
            }
        }
    }

    #[test]
    fn no_field_that_begins_with_a_code_is_forgotten() {
        let form = domain::InvoiceForm::new();
        let chosen: Vec<Field> = choices().into_iter().map(|(field, _)| field).collect();
        for field in Field::ALL.iter().filter(|field| !form.value(**field).is_empty()) {
            // A currency has no other name on the form: its three letters are what people type.
            assert!(chosen.contains(field) || *field == Field::Currency, "{field:?}");
        }
    }

    #[test]
    fn a_code_of_a_newer_chorus_pro_is_said_to_be_unknown() {
        let html = table(Field::VatType, "SANS_TVA", None, Some("TVA_NOUVELLE"));
        assert!(told(&html).contains(&"Choix inconnu\u{a0}: TVA_NOUVELLE"), "{html}");
        let html = table(Field::Number, "FA-1", None, Some("FA-2"));
        assert!(told(&html).contains(&"FA-2"), "{html}");
    }

    #[test]
    fn texts_are_escaped() {
        assert_escaped(&table(Field::Comment, HOSTILE, Some(HOSTILE), Some("autre")));
    }
}
