//! What the recipient finds the invoice by, and what few invoices need.

use domain::{Field, FormField as _, Framework, PaymentMode};
use leptos::prelude::*;

use super::FormView;
use crate::components::{Choice, FieldWidth, SelectField, TextArea, TextField, TextKind};

/// The fields that stay folded while they hold what nearly every invoice holds.
const RARE: [Field; 6] = [
    Field::Framework,
    Field::Contract,
    Field::Discount,
    Field::DiscountReason,
    Field::Currency,
    Field::PaymentMode,
];

impl FormView {
    /// Service and engagement.
    pub(super) fn references(&self) -> AnyView {
        let service = self.value(Field::ServiceCode);
        let asked =
            self.view.context.recipient.as_ref().is_some_and(|rules| rules.asks_for_engagement(&service));
        view! {
            <fieldset class="field-group">
                <legend>"Références"</legend>
                <div class="field-row">
                    {self.service()}
                    <TextField
                        name=Field::Engagement.name()
                        label=Field::Engagement.label()
                        kind=TextKind::Code
                        value=self.value(Field::Engagement)
                        hint="Sur le bon de commande"
                        required=asked
                        maxlength=50
                        origin=self.origin(Field::Engagement)
                        messages=self.messages(Field::Engagement)
                    />
                </div>
            </fieldset>
        }
        .into_any()
    }

    /// A list where the recipient's services are known, a text field otherwise.
    fn service(&self) -> AnyView {
        let value = self.value(Field::ServiceCode);
        let messages = self.messages(Field::ServiceCode);
        let services: Vec<_> = self
            .view
            .recipient
            .iter()
            .flat_map(|card| card.entry.services.iter().filter(|service| service.active))
            .collect();
        let rules = self.view.context.recipient.as_ref();
        let required = rules.is_some_and(|rules| rules.service_compulsory);
        let hint = match rules {
            Some(rules) if rules.service_or_engagement => {
                "Ce destinataire demande un code service ou un engagement"
            }
            Some(rules) if rules.service_compulsory => "Exigé par ce destinataire",
            _ => "",
        };
        if services.is_empty() {
            return view! {
                <TextField name=Field::ServiceCode.name() label=Field::ServiceCode.label() kind=TextKind::Code value hint required maxlength=100 origin=self.origin(Field::ServiceCode) messages/>
            }
            .into_any();
        }
        let mut choices = vec![Choice::new("", if required { "Choisissez un service" } else { "Aucun" })];
        choices.extend(services.iter().map(|service| {
            Choice::new(service.code.clone(), format!("{} – {}", service.code, service.name))
        }));
        if !value.is_empty() && !services.iter().any(|service| service.code == value) {
            choices.push(Choice::new(value.clone(), format!("{value} – inconnu de ce destinataire")));
        }
        view! {
            <SelectField name=Field::ServiceCode.name() label=Field::ServiceCode.label() choices value hint required origin=self.origin(Field::ServiceCode) messages/>
        }
        .into_any()
    }

    /// What few invoices need: open when something stands there that is not usual, or is to be corrected.
    pub(super) fn rare(&self) -> AnyView {
        let frameworks = Framework::ALL
            .iter()
            .map(|choice| Choice::new(choice.code(), choice.label()))
            .collect::<Vec<_>>();
        let modes = PaymentMode::ALL
            .iter()
            .map(|choice| Choice::new(choice.code(), choice.label()))
            .collect::<Vec<_>>();
        let usual = domain::InvoiceForm::new();
        let matters = |field: &Field| {
            self.value(*field).trim() != usual.value(*field) || !self.messages(*field).is_empty()
        };
        view! {
            <details class="rare" id="rare" open=RARE.iter().any(matters)>
                <summary><span>"Cas particuliers"</span> <span class="rare-what">"cadre, marché, remise ou acompte, devise, mode de paiement"</span></summary>
                <div class="field-group">
                    <div class="field-row">
                        <SelectField name=Field::Framework.name() label=Field::Framework.label() choices=frameworks value=self.value(Field::Framework) origin=self.origin(Field::Framework) messages=self.messages(Field::Framework)/>
                        {self.text(Field::Contract, TextKind::Code, "", false)}
                    </div>
                    <div class="field-row">
                        {self.text(Field::Discount, TextKind::Amount, "Acompte déjà versé, ou remise", false)}
                        <TextField name=Field::DiscountReason.name() label=Field::DiscountReason.label() value=self.value(Field::DiscountReason) maxlength=255 origin=self.origin(Field::DiscountReason) messages=self.messages(Field::DiscountReason)/>
                    </div>
                    <div class="field-row">
                        <SelectField name=Field::PaymentMode.name() label=Field::PaymentMode.label() choices=modes value=self.value(Field::PaymentMode) origin=self.origin(Field::PaymentMode) messages=self.messages(Field::PaymentMode)/>
                        <TextField name=Field::Currency.name() label=Field::Currency.label() kind=TextKind::Code width=FieldWidth::Short value=self.value(Field::Currency) required=true maxlength=3 origin=self.origin(Field::Currency) messages=self.messages(Field::Currency)/>
                    </div>
                </div>
            </details>
        }
        .into_any()
    }

    pub(super) fn remarks(&self) -> AnyView {
        view! {
            <TextArea name=Field::Comment.name() label=Field::Comment.label() value=self.value(Field::Comment) hint="Lu par le destinataire" maxlength=2000 messages=self.messages(Field::Comment)/>
        }
        .into_any()
    }
}
