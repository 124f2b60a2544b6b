//! The rules, and the form that adds one.

use domain::{Approver, CircuitField, CircuitRule, FormField as _, format_amount, from_cents, readable_name};
use leptos::prelude::*;
use operations::CircuitSettings;

use super::super::refusal::FormState;
use super::choices;
use crate::components::{
    Button, ButtonKind, ButtonLink, Choice, EmptyState, FieldWidth, IconName, SelectField, TextField,
};

pub(super) fn view(settings: &CircuitSettings, may_change: bool, refused: bool, form: &FormState) -> AnyView {
    let list = if settings.rules.is_empty() {
        view! {
            <EmptyState
                title="Aucune règle"
                text="Sans règle, une facture reçue n’est confiée à personne et ne demande aucun visa. On peut toujours en demander un sur sa page."
                icon=IconName::Check
            />
        }
        .into_any()
    } else {
        let rows =
            settings.rules.iter().enumerate().map(|(place, rule)| row(settings, rule, place, may_change));
        view! { <ol class="rule-list">{rows.collect_view()}</ol> }.into_any()
    };
    let trial = (!settings.rules.is_empty()).then(|| {
        view! { <p><ButtonLink label="Essayer sur les cent dernières factures" href="/circuit/essai"/></p> }
    });
    view! {
        <section class="section" aria-labelledby="rules-title">
            <h2 id="rules-title">"Règles"</h2>
            <p class="field-hint">"La première règle qui convient s’applique à une facture quand elle arrive dans Pupitre."</p>
            {list}
            {trial}
            {may_change.then(|| add(settings, refused, form))}
        </section>
    }
    .into_any()
}

/// Which invoices a rule takes, in words.
fn takes(settings: &CircuitSettings, rule: &CircuitRule) -> String {
    let structure = rule.structure.map(|id| {
        let known = settings.structures.iter().find(|(known, _)| *known == id);
        known.map_or_else(
            || "d’une autre structure".to_owned(),
            |(_, name)| format!("de {}", readable_name(name)),
        )
    });
    let service = rule.service_code.as_ref().map(|code| format!("pour le service {code}"));
    let supplier = rule.supplier.as_ref().map(|siret| format!("du fournisseur {siret}"));
    let from =
        rule.from_cents.map(|cents| format!("à partir de {}", format_amount(from_cents(cents), "EUR")));
    let parts: Vec<String> = [structure, service, supplier, from].into_iter().flatten().collect();
    if parts.is_empty() { "Toutes les factures".to_owned() } else { format!("Factures {}", parts.join(", ")) }
}

/// What it does with them, in words.
fn does(settings: &CircuitSettings, rule: &CircuitRule) -> String {
    let called = |approver: Approver| {
        settings.approvers.called(approver).unwrap_or_else(|| "une personne qui n’est plus là".to_owned())
    };
    let assign = rule.assign_to.map(|user| format!("confiées à {}", called(Approver::Person(user))));
    let steps: Vec<String> = rule.steps.iter().map(|step| called(*step)).collect();
    let steps = (!steps.is_empty()).then(|| format!("visa de {}", steps.join(", puis de ")));
    assign.into_iter().chain(steps).collect::<Vec<_>>().join("\u{a0}; ")
}

fn row(settings: &CircuitSettings, rule: &CircuitRule, place: usize, may_change: bool) -> AnyView {
    let id = rule.id;
    let acts = may_change.then(|| {
        let raise = (place > 0).then(|| {
            view! {
                <form method="post" action=format!("/circuit/regles/{id}/monter")>
                    <Button label="Monter" kind=ButtonKind::Quiet/>
                </form>
            }
        });
        view! {
            <div class="rule-acts">
                {raise}
                <form method="post" action=format!("/circuit/regles/{id}/supprimer")>
                    <Button label="Supprimer" kind=ButtonKind::Quiet icon=IconName::Delete/>
                </form>
            </div>
        }
    });
    view! {
        <li class="rule">
            <div>
                <p class="rule-name"><strong>{rule.name.clone()}</strong></p>
                <p>{takes(settings, rule)}"\u{a0}: "{does(settings, rule)}"."</p>
            </div>
            {acts}
        </li>
    }
    .into_any()
}

fn add(settings: &CircuitSettings, refused: bool, form: &FormState) -> AnyView {
    let structures = settings.structures.iter();
    let structures = structures.map(|(id, name)| Choice::new(id.to_string(), readable_name(name)));
    let structures: Vec<Choice> = std::iter::once(Choice::new("", "Toutes")).chain(structures).collect();
    let (form_state, head) = (form.clone(), refused.then(|| form.head::<CircuitField>()));
    let text = |field: CircuitField, hint: &'static str, width, required| {
        view! {
            <TextField
                name=field.name()
                label=field.label()
                hint
                value=form_state.value(field)
                messages=form_state.messages(field)
                width
                maxlength=100
                required
            />
        }
    };
    let select = |field: CircuitField, choices| {
        view! {
            <SelectField
                name=field.name()
                label=field.label()
                choices
                value=form_state.value(field)
                messages=form_state.messages(field)
            />
        }
    };
    let (first, last) =
        ([CircuitField::Step1, CircuitField::Step2], [CircuitField::Step3, CircuitField::Step4]);
    let steps = |fields: [CircuitField; 2]| {
        fields.map(|field| select(field, choices::approvers(&settings.approvers, "Aucun"))).collect_view()
    };
    view! {
        <details class="section" id="add-rule" open=refused>
            <summary>"Ajouter une règle"</summary>
            <form class="form" method="post" action="/circuit/regles">
                {head}
                {text(CircuitField::Name, "Par exemple : marchés de plus de 10 000 €.", FieldWidth::default(), true)}
                {select(CircuitField::Structure, structures)}
                <div class="field-row">
                    {text(CircuitField::Service, "", FieldWidth::Medium, false)}
                    {text(CircuitField::Supplier, "", FieldWidth::Medium, false)}
                    {text(CircuitField::From, "", FieldWidth::Medium, false)}
                </div>
                {select(CircuitField::AssignTo, choices::people(&settings.approvers, "Personne"))}
                <div class="field-row">{steps(first)}</div>
                <div class="field-row">{steps(last)}</div>
                <div class="button-row"><Button label="Ajouter la règle"/></div>
            </form>
        </details>
    }
    .into_any()
}
