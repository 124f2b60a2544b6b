//! Who is in charge of a structure, on its sheet.

use std::collections::BTreeSet;

use domain::{StructureId, UserId};
use leptos::prelude::*;
use operations::InCharge;

use crate::components::{Button, ButtonKind, CheckBox};

/// The names of those in charge; what it means when there is none.
pub(super) fn names(in_charge: &[InCharge]) -> String {
    if in_charge.is_empty() {
        return "Personne".to_owned();
    }
    in_charge.iter().map(|charge| charge.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// The form with which an administrator chooses them among those who reach the structure.
pub(super) fn charge_form(id: StructureId, in_charge: &[InCharge], people: Vec<(UserId, String)>) -> AnyView {
    let chosen: BTreeSet<UserId> = in_charge.iter().map(|charge| charge.user).collect();
    let boxes = people
        .into_iter()
        .map(|(user, name)| {
            let id = format!("charge-{user}");
            view! { <CheckBox name="user" id value=user.to_string() label=name checked=chosen.contains(&user)/> }
        })
        .collect_view();
    view! {
        <details class="section" id="charge">
            <summary>"Choisir les personnes en charge"</summary>
            <form class="form" method="post" action=format!("/structures/{id}/charge")>
                <fieldset class="field-group">
                    <legend>"Personnes en charge"</legend>
                    <p class="field-hint">
                        "Elles retrouvent cette structure sous « Mes structures ». Leurs droits ne changent pas."
                    </p>
                    {boxes}
                </fieldset>
                <div class="button-row"><Button label="Enregistrer les personnes en charge" kind=ButtonKind::Primary/></div>
            </form>
        </details>
    }
    .into_any()
}
