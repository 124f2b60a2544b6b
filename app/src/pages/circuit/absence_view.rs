//! One's own absence, and who is absent.

use domain::{Absence, AbsenceField, FormField as _, UserId, format_day};
use leptos::prelude::*;
use operations::Approvers;

use super::super::refusal::FormState;
use crate::components::{Button, ButtonKind, Choice, FieldWidth, SelectField, TextField};

pub(super) fn view(
    approvers: &Approvers,
    own: Option<&Absence>,
    people: Vec<(UserId, String)>,
    refused: bool,
    form: &FormState,
) -> AnyView {
    let name = |user| approvers.name_of(user).unwrap_or("une personne qui n’est plus là").to_owned();
    let lines = approvers
        .absences()
        .iter()
        .map(|absence| {
            let text = format!(
                "{}, du {} au {}\u{a0}: {} supplée.",
                name(absence.user),
                format_day(absence.first),
                format_day(absence.last),
                name(absence.substitute)
            );
            view! { <li>{text}</li> }
        })
        .collect_view();
    let list = (!approvers.absences().is_empty()).then(|| view! { <ul>{lines}</ul> });
    let choices: Vec<Choice> = std::iter::once(Choice::new("", "Choisissez"))
        .chain(people.into_iter().map(|(user, name)| Choice::new(user.to_string(), name)))
        .collect();
    let day = |field: AbsenceField| {
        view! {
            <TextField
                name=field.name()
                label=field.label()
                hint="jj/mm/aaaa"
                value=form.value(field)
                messages=form.messages(field)
                width=FieldWidth::Medium
                maxlength=20
                required=true
            />
        }
    };
    let end = own.map(|_| {
        view! {
            <form method="post" action="/circuit/absence/fin">
                <Button label="Je suis là" kind=ButtonKind::Secondary/>
            </form>
        }
    });
    view! {
        <section class="section" aria-labelledby="absence-title">
            <h2 id="absence-title">"Absences"</h2>
            <p class="field-hint">"Pendant une absence, les visas qui attendent la personne peuvent aussi être donnés par qui la supplée. L’historique dit pour qui."</p>
            {list}
            {end}
            <details id="absence" open=refused>
                <summary>{if own.is_some() { "Changer mon absence" } else { "Annoncer mon absence" }}</summary>
                <form class="form" method="post" action="/circuit/absence">
                    {refused.then(|| form.head::<AbsenceField>())}
                    <div class="field-row">{day(AbsenceField::First)} {day(AbsenceField::Last)}</div>
                    <SelectField
                        name=AbsenceField::Substitute.name()
                        label=AbsenceField::Substitute.label()
                        choices
                        value=form.value(AbsenceField::Substitute)
                        messages=form.messages(AbsenceField::Substitute)
                    />
                    <div class="button-row"><Button label="Enregistrer mon absence"/></div>
                </form>
            </details>
        </section>
    }
    .into_any()
}
