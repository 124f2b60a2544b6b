//! What the recipient finds the invoice by, and what few invoices need.

use domain::{Field, FieldPath, FormField as _, Framework, LONGEST_FACTOR, PaymentMode, Remark, format_day};
use leptos::prelude::*;

use super::super::super::routing_fields::{engagement_field, service_field};
use super::super::conflicts_view::words_of;
use super::{FACTOR, FormView};
use crate::components::{Choice, FieldWidth, SelectField, TextArea, TextField, TextKind, part};

/// The fields that stay folded while they hold what nearly every invoice holds.
const RARE: [Field; 9] = [
    Field::Framework,
    Field::ValidatorSiret,
    Field::ValidatorService,
    Field::Contract,
    Field::Discount,
    Field::DiscountReason,
    Field::Currency,
    Field::PaymentMode,
    Field::BankAccount,
];

impl FormView {
    /// Service and engagement.
    pub(super) fn references(&self) -> AnyView {
        let service = self.value(Field::ServiceCode);
        let rules = self.view.context.recipient.as_ref();
        view! {
            <fieldset class="field-group">
                <legend>"Références"</legend>
                <div class="field-row">
                    {service_field(self.shown_field(Field::ServiceCode), self.view.recipient.as_ref())}
                    {engagement_field(self.shown_field(Field::Engagement), rules, &service)}
                </div>
                {self.nearest_service()}
                {self.remembered()}
            </fieldset>
        }
        .into_any()
    }

    /// The service that was probably meant, a press away.
    fn nearest_service(&self) -> Option<AnyView> {
        let close = self.view.notes.of(&Field::ServiceCode.into()).find_map(|note| match &note.remark {
            Remark::ServiceUnknown { close, .. } => close.clone(),
            _ => None,
        })?;
        let action = format!("reprendre:{}:{close}", Field::ServiceCode.name());
        let label = format!("Prendre le service «\u{a0}{close}\u{a0}»");
        Some(
            view! {
                <p class="field-hint"><button class="link-button" type="submit" name="action" value=action>{label}</button></p>
            }
            .into_any(),
        )
    }

    /// What the last invoice for this recipient held, a press away.
    fn remembered(&self) -> Option<AnyView> {
        let last = self.view.remembered.as_ref()?;
        let which = match (last.number.as_str(), last.date) {
            (number, Some(date)) => {
                format!("La dernière fois (facture {number} du {})\u{a0}:", format_day(date))
            }
            (number, None) => format!("La dernière fois (facture {number})\u{a0}:"),
        };
        let values = last
            .values
            .iter()
            .map(|(field, value)| {
                let shown = words_of(&FieldPath::from(*field), value);
                let label = format!("Reprendre {shown} pour {}", field.label());
                view! {
                    <li>
                        <span class="remembered-field">{field.label()}</span>
                        " "
                        {shown}
                        " "
                        <button class="link-button" type="submit" name="action" value=format!("reprendre:{}:{value}", field.name()) aria-label=label>"Reprendre"</button>
                    </li>
                }
            })
            .collect_view();
        Some(
            view! { <div class="remembered"><p class="field-hint">{which}</p><ul>{values}</ul></div> }
                .into_any(),
        )
    }

    /// What few invoices need: open when something stands there that is not usual, or is to be corrected.
    pub(super) fn rare(&self) -> AnyView {
        let lists = &self.view.lists;
        let frameworks = Framework::ALL
            .iter()
            .map(|choice| offered(choice.code(), choice.label(), &lists.frameworks))
            .collect::<Vec<_>>();
        let modes = PaymentMode::ALL
            .iter()
            .map(|choice| offered(choice.code(), choice.label(), &lists.payment_modes))
            .collect::<Vec<_>>();
        let currencies = lists.currencies.iter().map(|currency| {
            view! { <option value=currency.code.clone() label=currency.label.clone()></option> }
        });
        let currencies = currencies.collect_view();
        let known_currencies = if lists.currencies.is_empty() { "" } else { "known-currencies" };
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
                    {self.validator()}
                    <div class="field-row">
                        {self.text(Field::Discount, TextKind::Amount, "Acompte déjà versé, ou remise", false)}
                        <TextField name=Field::DiscountReason.name() label=Field::DiscountReason.label() value=self.value(Field::DiscountReason) maxlength=255 origin=self.origin(Field::DiscountReason) messages=self.messages(Field::DiscountReason)/>
                    </div>
                    <div class="field-row">
                        <SelectField name=Field::PaymentMode.name() label=Field::PaymentMode.label() choices=modes value=self.value(Field::PaymentMode) origin=self.origin(Field::PaymentMode) messages=self.messages(Field::PaymentMode)/>
                        <TextField name=Field::Currency.name() label=Field::Currency.label() kind=TextKind::Code width=FieldWidth::Short value=self.value(Field::Currency) required=true maxlength=3 list=known_currencies origin=self.origin(Field::Currency) messages=self.messages(Field::Currency)/>
                        {(!known_currencies.is_empty()).then(|| view! { <datalist id=known_currencies>{currencies}</datalist> })}
                    </div>
                    {self.bank_account()}
                </div>
            </details>
        }
        .into_any()
    }

    /// Where to be paid, where Chorus Pro knows an account or one was chosen.
    fn bank_account(&self) -> Option<AnyView> {
        let chosen = self.value(Field::BankAccount);
        let accounts = &self.view.bank_accounts;
        if accounts.is_empty() && chosen.is_empty() {
            return None;
        }
        let mut choices = vec![Choice::new("", "Le compte habituel")];
        choices
            .extend(accounts.iter().map(|account| Choice::new(account.id.to_string(), account.name.clone())));
        if !chosen.is_empty() && !accounts.iter().any(|account| account.id.to_string() == chosen) {
            choices.push(Choice::new(chosen.clone(), format!("Compte n° {chosen}")));
        }
        Some(
            view! {
                <SelectField name=Field::BankAccount.name() label=Field::BankAccount.label() choices value=chosen origin=self.origin(Field::BankAccount) messages=self.messages(Field::BankAccount)/>
            }
            .into_any(),
        )
    }

    /// Who validates the invoice of a subcontractor or joint contractor before its recipient sees it.
    fn validator(&self) -> AnyView {
        let filled = |field| !self.value(field).trim().is_empty();
        let filled = (filled(Field::ValidatorSiret) || filled(Field::ValidatorService)).then_some("");
        view! {
            <div class="field-row only-validated" data-filled=filled>
                {self.text(Field::ValidatorSiret, TextKind::Digits, "Titulaire du marché (A9), mandataire (A12)", false)}
                {self.text(Field::ValidatorService, TextKind::Code, "Facultatif", false)}
            </div>
        }
        .into_any()
    }

    pub(super) fn remarks(&self) -> AnyView {
        view! {
            <TextArea name=Field::Comment.name() label=Field::Comment.label() value=self.value(Field::Comment) hint="Lu par le destinataire" maxlength=2000 messages=self.messages(Field::Comment)/>
            {self.sentences()}
            {self.is_entry().then(|| part("factoring-region", self.factoring()))}
        }
        .into_any()
    }

    /// Whom to pay where the claim was assigned to a factor: a sentence of the comment, as what is typed has no other place
    /// for it.
    fn factoring(&self) -> AnyView {
        let messages = self.messages(Field::Factor);
        let open = !messages.is_empty();
        view! {
            <div id="factoring-region">
                <details class="disclosure" open=open>
                    <summary>"Facture cédée à un affactureur"</summary>
                    <div class="field-group">
                        <TextField name=FACTOR id=Field::Factor.name() label=Field::Factor.label() hint="La mention s’ajoute au commentaire ; remplacez-la si votre contrat en impose une autre." maxlength=LONGEST_FACTOR messages/>
                        <p class="field-hint">
                            "Le compte à créditer doit être celui de l’affactureur : il se choisit sous « Cas particuliers »."
                        </p>
                        <div class="button-row">
                            <button class="button" type="submit" data-kind="quiet" name="action" value="affacturer"><span>"Insérer la mention"</span></button>
                        </div>
                    </div>
                </details>
            </div>
        }
        .into_any()
    }

    /// Comments of earlier invoices, where nothing is written yet.
    fn sentences(&self) -> Option<AnyView> {
        let sentences = &self.view.used_before.sentences;
        if sentences.is_empty() || !self.value(Field::Comment).trim().is_empty() {
            return None;
        }
        let choices = sentences
            .iter()
            .map(|sentence| {
                let value = format!("reprendre:{}:{sentence}", Field::Comment.name());
                view! { <li><button class="link-button" type="submit" name="action" value=value>{sentence.clone()}</button></li> }
            })
            .collect_view();
        Some(
            view! {
                <details class="disclosure remembered">
                    <summary>"Reprendre une phrase"</summary>
                    <ul>{choices}</ul>
                </details>
            }
            .into_any(),
        )
    }
}

/// A choice; one that the platform does not offer at present says so, and stays: its list may be of this account only.
fn offered(code: &'static str, label: &'static str, offered: &[String]) -> Choice {
    if offered.is_empty() || offered.iter().any(|known| known == code) {
        return Choice::new(code, label);
    }
    Choice::new(code, format!("{label} (non proposé par Chorus Pro)"))
}
