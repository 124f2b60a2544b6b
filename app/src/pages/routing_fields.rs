//! The fields that say where an invoice is led, on every form that has them: recipient, service, engagement.

use domain::{Field, FormField as _, RecipientRules, ValueOrigin};
use leptos::prelude::*;
use operations::{FoundRecipients, RecipientCard};

use crate::components::{
    Button, Choice, FieldMessage, IconName, PartyName, SelectField, TextField, TextKind,
};
use crate::words::others_found;

/// What a field shows.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) value: String,
    pub(super) origin: Option<ValueOrigin>,
    pub(super) messages: Vec<FieldMessage>,
}

/// The recipient, with the button that looks for it by name; the island `RecipientPicker` offers what it finds.
pub(super) fn recipient_field(shown: Shown, hint: String) -> AnyView {
    let Shown { value, origin, messages } = shown;
    view! {
        <div class="field-row field-with-button">
            <TextField name=Field::RecipientSiret.name() label="Destinataire" value hint required=true autocomplete="off" origin messages/>
            <Button label="Chercher" icon=IconName::Search name="action" value="chercher"/>
        </div>
    }
    .into_any()
}

/// What was found without script, and the places in which the island shows what it finds.
pub(super) fn found_recipients(found: &FoundRecipients) -> AnyView {
    let candidates =
        found.candidates.iter().map(|candidate| choose_button(&candidate.siret, &candidate.name));
    let candidates = candidates.collect_view();
    let others = others_found(found.others).map(|text| view! { <p class="field-hint">{text}</p> });
    view! {
        <div class="choices" id="recipient-choices">{candidates}</div>
        <div id="recipient-found" role="status">{others}</div>
    }
    .into_any()
}

/// One press chooses a recipient.
pub(super) fn choose_button(siret: &str, name: &str) -> AnyView {
    view! {
        <button class="choice" type="submit" name="action" value=format!("choisir:{siret}")>
            <PartyName name=name.to_owned()/>
            <span class="siret">{siret.to_owned()}</span>
        </button>
    }
    .into_any()
}

/// A list where the recipient's services are known, a text field otherwise.
pub(super) fn service_field(shown: Shown, recipient: Option<&RecipientCard>) -> AnyView {
    let Shown { value, origin, messages } = shown;
    let services = recipient.map(|card| card.entry.services.as_slice()).unwrap_or_default();
    let services: Vec<_> = services.iter().filter(|service| service.active).collect();
    let rules = recipient.map(RecipientCard::rules);
    let required = rules.as_ref().is_some_and(|rules| rules.service_compulsory);
    let hint = match rules {
        Some(rules) if rules.service_or_engagement => {
            "Ce destinataire demande un code service ou un engagement"
        }
        Some(rules) if rules.service_compulsory => "Exigé par ce destinataire",
        _ => "",
    };
    if services.is_empty() {
        return view! {
            <TextField name=Field::ServiceCode.name() label=Field::ServiceCode.label() kind=TextKind::Code value hint required maxlength=100 origin messages/>
        }
        .into_any();
    }
    let mut choices = vec![Choice::new("", if required { "Choisissez un service" } else { "Aucun" })];
    choices.extend(
        services
            .iter()
            .map(|service| Choice::new(service.code.clone(), format!("{} – {}", service.code, service.name))),
    );
    if !value.is_empty() && !services.iter().any(|service| service.code == value) {
        choices.push(Choice::new(value.clone(), format!("{value} – inconnu de ce destinataire")));
    }
    view! {
        <SelectField name=Field::ServiceCode.name() label=Field::ServiceCode.label() choices value hint required origin messages/>
    }
    .into_any()
}

/// The engagement number, asked for where the recipient or its service asks for it.
pub(super) fn engagement_field(shown: Shown, rules: Option<&RecipientRules>, service: &str) -> AnyView {
    let Shown { value, origin, messages } = shown;
    let required = rules.is_some_and(|rules| rules.asks_for_engagement(service));
    view! {
        <TextField name=Field::Engagement.name() label=Field::Engagement.label() kind=TextKind::Code value hint="Sur le bon de commande" required maxlength=50 origin messages/>
    }
    .into_any()
}
