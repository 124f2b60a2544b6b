//! Where the end of a mandate is told.

use domain::{FormField as _, MandateEndField, readable_name};
use leptos::prelude::*;
use operations::{Mandate, Structure};

use super::super::refusal::FormState;
use super::standing::span_words;
use crate::components::{Button, ButtonKind, ButtonLink, Fact, FactList, FieldWidth, TextArea, TextField};

/// The page.
pub(super) fn view(structure: &Structure, mandate: &Mandate, form: &FormState) -> AnyView {
    let facts = vec![
        Fact::text("Structure", readable_name(&structure.name)),
        Fact::text("Mandataire", mandate.holder.clone()),
        Fact::text("Valable", span_words(mandate)),
    ];
    view! {
        <section class="section"><FactList facts/></section>
        <form class="form section" method="post" action=format!("/mandats/{}/fin", mandate.id)>
            {form.head::<MandateEndField>()}
            <TextField
                name=MandateEndField::Last.name()
                label=MandateEndField::Last.label()
                hint="Le mandat vaut encore ce jour-là."
                value=form.value(MandateEndField::Last)
                messages=form.messages(MandateEndField::Last)
                width=FieldWidth::Medium
                maxlength=20
                required=true
            />
            <TextArea
                name=MandateEndField::Reason.name()
                label=MandateEndField::Reason.label()
                hint="Par exemple : résilié par le client, courrier du 12/11."
                value=form.value(MandateEndField::Reason)
                messages=form.messages(MandateEndField::Reason)
                maxlength=500
                rows=2
                required=true
            />
            <p class="field-hint">"Le mandat et son document restent enregistrés : ils prouvent ce qui a été fait avant."</p>
            <div class="button-row">
                <ButtonLink label="Revenir" href=format!("/structures/{}/mandats", structure.id)/>
                <Button label="Mettre fin au mandat" kind=ButtonKind::Danger/>
            </div>
        </form>
    }
    .into_any()
}
