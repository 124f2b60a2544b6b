//! Where the reading of the document stands, and where it and the form do not agree.

use domain::{Field, FieldPath, FormField as _, StatusKind};
use leptos::prelude::*;
use operations::{DepositView, Recognition};

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
        Recognition::Done => None,
    };
    let state = state.map(|(kind, text)| view! { <NoticeBox kind text/> });
    let rows = view.differences.iter().map(|difference| {
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
    let table = (!view.differences.is_empty()).then(|| {
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
    let said = form.messages(Field::Document);
    let said = (!said.is_empty()).then(|| {
        view! { <div id=Field::Document.name() tabindex="-1"><FieldErrors id="document" messages=said/></div> }
    });
    view! { {state} {said} {table} }.into_any()
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
