//! The teams, each with its form.

use domain::{FormField as _, TeamField, UserId};
use leptos::prelude::*;
use operations::{Approvers, Team};

use super::super::refusal::FormState;
use super::view::Refused;
use crate::components::{Button, ButtonKind, CheckBox, FieldErrors, IconName, TextField};

pub(super) fn view(approvers: &Approvers, may_change: bool, refused: &Refused, form: &FormState) -> AnyView {
    let teams = approvers.teams.iter().map(|team| one(approvers, Some(team), may_change, refused, form));
    let add = may_change.then(|| one(approvers, None, true, refused, form));
    let none = (approvers.teams.is_empty() && !may_change)
        .then(|| view! { <p class="field-hint">"Aucune équipe."</p> });
    view! {
        <section class="section" aria-labelledby="teams-title">
            <h2 id="teams-title">"Équipes"</h2>
            <p class="field-hint">"Un visa demandé à une équipe est donné par l’un de ses membres, le premier qui s’en charge."</p>
            {none}
            {teams.collect_view()}
            {add}
        </section>
    }
    .into_any()
}

/// A team with who is in it; the form of a new one where there is none.
fn one(
    approvers: &Approvers,
    team: Option<&Team>,
    may_change: bool,
    refused: &Refused,
    form: &FormState,
) -> AnyView {
    let id = team.map(|team| team.id);
    let is_refused = matches!(refused, Refused::Team { id: tried, .. } if *tried == id);
    let members = team.map(|team| team.members.clone()).unwrap_or_default();
    let names: Vec<&str> = members.iter().filter_map(|member| approvers.name_of(*member)).collect();
    let summary = match team {
        Some(team) => format!("{} ({})", team.name, names.join(", ")),
        None => "Ajouter une équipe".to_owned(),
    };
    if !may_change {
        return view! { <p>{summary}</p> }.into_any();
    }
    let ticked: Vec<UserId> = match refused {
        Refused::Team { members, .. } if is_refused => members.clone(),
        _ => members,
    };
    let place = id.map_or_else(|| "new".to_owned(), |id| id.to_string());
    let name = if is_refused {
        form.value(TeamField::Name)
    } else {
        team.map(|team| team.name.clone()).unwrap_or_default()
    };
    let boxes = approvers
        .people()
        .map(|(user, label)| {
            view! {
                <CheckBox
                    name=TeamField::Members.name()
                    label=label.to_owned()
                    id=format!("member-{place}-{user}")
                    value=user.to_string()
                    checked=ticked.contains(&user)
                />
            }
        })
        .collect_view();
    let delete = id.map(|id| {
        view! {
            <form method="post" action=format!("/circuit/equipes/{id}/supprimer")>
                <Button label="Supprimer l’équipe" kind=ButtonKind::Quiet icon=IconName::Delete/>
            </form>
        }
    });
    // What is to be corrected is linked to by the name of its field.
    let (name_id, members_id) = if is_refused {
        (TeamField::Name.name().to_owned(), TeamField::Members.name().to_owned())
    } else {
        (format!("team-{place}"), format!("members-{place}"))
    };
    let messages = if is_refused { form.messages(TeamField::Name) } else { Vec::new() };
    let nobody = if is_refused { form.messages(TeamField::Members) } else { Vec::new() };
    view! {
        <details class="section" open=is_refused>
            <summary>{summary}</summary>
            <form class="form" method="post" action="/circuit/equipes">
                {is_refused.then(|| form.head::<TeamField>())}
                {id.map(|id| view! { <input type="hidden" name="team" value=id.to_string()/> })}
                <TextField
                    name=TeamField::Name.name()
                    id=name_id
                    label=TeamField::Name.label()
                    value=name
                    messages
                    maxlength=80
                    required=true
                />
                <fieldset class="check-list" id=members_id>
                    <legend>{TeamField::Members.label()}</legend>
                    {boxes}
                    <FieldErrors id=format!("members-{place}-notes") messages=nobody/>
                </fieldset>
                <div class="button-row"><Button label="Enregistrer l’équipe"/></div>
            </form>
            {delete}
        </details>
    }
    .into_any()
}
