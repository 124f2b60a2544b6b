//! What a person may reach: all structures, or some, and there perhaps some services. Laid out for hundreds.

use domain::{FormField as _, PersonField, ReachField, UserId, readable_name};
use leptos::prelude::*;
use operations::StructureSummary;

use super::super::refusal::FormState;
use crate::components::{Button, ButtonKind, FieldErrors, IdentifierText, PartyName};

/// The page of one person's reach.
pub(super) fn page(user: UserId, form: &FormState, structures: &[StructureSummary]) -> AnyView {
    view! {
        <form class="form form-wide" method="post" action=format!("/utilisateurs/{user}/acces")>
            {form.head::<PersonField>()}
            {reach_fields(form, structures, true)}
            <div class="button-row">
                <Button label="Enregistrer l’accès" kind=ButtonKind::Primary/>
                <a href="/utilisateurs">"Annuler"</a>
            </div>
        </form>
    }
    .into_any()
}

/// What was chosen for each structure: nothing, or the codes of services.
fn chosen<'f>(form: &'f FormState, id: &str) -> Option<&'f str> {
    let rows = ReachField::GROUP.map_or(0, |group| form.values.rows(group));
    let row = (0..rows).find(|row| form.values.get(ReachField::Id.at(*row)) == id)?;
    Some(form.values.get(ReachField::Services.at(row)))
}

/// The fields, with the structures that are chosen first.
pub(super) fn reach_fields(
    form: &FormState,
    structures: &[StructureSummary],
    with_services: bool,
) -> AnyView {
    let reach = form.value(PersonField::Reach);
    let mut listed: Vec<(&StructureSummary, Option<&str>)> = structures
        .iter()
        .map(|overview| (overview, chosen(form, &overview.structure.id.to_string())))
        .collect();
    listed.sort_by_key(|(_, services)| services.is_none());
    let rows = listed
        .into_iter()
        .enumerate()
        .map(|(row, (overview, services))| {
            let structure = &overview.structure;
            let (path, codes) = (ReachField::Id.at(row), ReachField::Services.at(row));
            let id = path.id();
            view! {
                <tr>
                    <td><input type="checkbox" id=id.clone() name=path.to_string() value=structure.id.to_string() checked=services.is_some()/></td>
                    <th scope="row"><label for=id><PartyName name=structure.name.clone()/></label></th>
                    <td data-label="SIRET"><IdentifierText identifier=structure.identifier.clone()/></td>
                    <td data-label="Environnement">{structure.environment.label()}</td>
                    {with_services.then(|| view! {
                        <td data-label="Services">
                            <input
                                class="input"
                                type="text"
                                id=codes.id()
                                name=codes.to_string()
                                value=services.unwrap_or_default().to_owned()
                                placeholder="Tous"
                                maxlength="400"
                                aria-label=format!("Codes de services de {}, séparés par des virgules", readable_name(&structure.name))
                            />
                        </td>
                    })}
                </tr>
            }
        })
        .collect_view();
    view! {
        // The way to it from what is to be corrected.
        <fieldset class="field-group" id=PersonField::Reach.name() tabindex="-1" aria-describedby="reach-error">
            <legend>{PersonField::Reach.label()}</legend>
            <FieldErrors id=PersonField::Reach.name() messages=form.messages(PersonField::Reach)/>
            <div class="field check-box">
                <input id="reach-all" name="reach" type="radio" value="all" required=true checked=reach == "all"/>
                <label for="reach-all">"Toutes les structures, y compris celles ajoutées plus tard"</label>
            </div>
            <div class="field check-box">
                <input id="reach-some" name="reach" type="radio" value="some" required=true checked=reach == "some"/>
                <label for="reach-some">"Seulement certaines : cochez-les"</label>
            </div>
            {with_services.then(|| view! {
                <p class="field-hint">
                    "Des codes de services limitent la personne aux factures de ces services ; sans code, elle voit toute la structure."
                </p>
            })}
            <div class="list reach-list" tabindex="0" role="group" aria-label="Structures">
                <table class="table">
                    <caption class="visually-hidden">"Structures de l’organisation"</caption>
                    <thead>
                        <tr>
                            <th scope="col"><span class="visually-hidden">"Choix"</span></th>
                            <th scope="col">"Structure"</th>
                            <th scope="col">"SIRET"</th>
                            <th scope="col">"Environnement"</th>
                            {with_services.then(|| view! { <th scope="col">"Services"</th> })}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </fieldset>
    }
    .into_any()
}
