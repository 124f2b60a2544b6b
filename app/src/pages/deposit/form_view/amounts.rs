//! The invoice itself: its number, its day, its amounts.

use domain::{Field, FormField as _, InvoiceKind, VatField, VatType};
use leptos::prelude::*;

use super::FormView;
use crate::components::{Choice, FieldErrors, Icon, IconName, SelectField, TextField, TextKind, part};

impl FormView {
    /// Number, day and kind; what a credit note corrects.
    pub(super) fn head(&self) -> AnyView {
        let kinds = InvoiceKind::ALL
            .iter()
            .map(|choice| Choice::new(choice.code(), choice.label()))
            .collect::<Vec<_>>();
        let filled = |field| (!self.value(field).trim().is_empty()).then_some("");
        let number = (!self.is_entry())
            .then(|| self.text(Field::Number, TextKind::Code, "20 caractères au plus", true));
        view! {
            <fieldset class="field-group">
                <legend>"Facture"</legend>
                <div class="field-row">
                    {number}
                    {self.text(Field::Date, TextKind::Day, "JJ/MM/AAAA", true)}
                </div>
                <div class="field-row">
                    <SelectField name=Field::Kind.name() label=Field::Kind.label() choices=kinds value=self.value(Field::Kind) origin=self.origin(Field::Kind) messages=self.messages(Field::Kind)/>
                    <div class="only-credit" data-filled=filled(Field::OriginNumber)>
                        {self.text(Field::OriginNumber, TextKind::Code, "Celle que l’avoir corrige", false)}
                    </div>
                </div>
            </fieldset>
        }
        .into_any()
    }

    /// Totals, their VAT rate by rate, and what is to be paid.
    pub(super) fn amounts(&self) -> AnyView {
        let lines = VatField::GROUP.map_or(0, |group| self.form.values.rows(group)).max(1);
        let removable = lines > 1;
        let rows = (0..lines).map(|row| self.vat_row(row, removable)).collect_view();
        let table = view! {
            <div class="field-group" id="vat-region">
                <table class="table vat-table" id=Field::VatTable.name() tabindex="-1" data-removable=removable.then_some("")>
                    <caption>{Field::VatTable.label()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Taux (%)"</th>
                            <th scope="col">"Base HT"</th>
                            <th scope="col">"TVA"</th>
                            {removable.then(|| view! { <th scope="col"><span class="visually-hidden">"Retirer"</span></th> })}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                <FieldErrors id=Field::VatTable.name() messages=self.messages(Field::VatTable)/>
                {self.known_rates()}
                <div class="button-row">
                    <button class="button" type="submit" id="add-vat-line" data-kind="quiet" name="action" value="ajouter-ligne"><span>"Ajouter une ligne de TVA"</span></button>
                </div>
            </div>
        };
        let table = part("vat-region", table);
        view! {
            <fieldset class="field-group">
                <legend>"Montants"</legend>
                <div class="field-row">
                    {self.text(Field::Net, TextKind::Amount, "", true)}
                    {self.text(Field::Vat, TextKind::Amount, "", true)}
                    {self.text(Field::Gross, TextKind::Amount, "", true)}
                </div>
                {table}
                <div class="field-row">
                    {self.vat_type()}
                    {self.text(Field::Due, TextKind::Amount, "", true)}
                </div>
                {self.exemption()}
            </fieldset>
        }
        .into_any()
    }

    /// When the VAT falls due.
    pub(super) fn vat_type(&self) -> AnyView {
        let vat_types =
            VatType::ALL.iter().map(|choice| Choice::new(choice.code(), choice.label())).collect::<Vec<_>>();
        view! {
            <SelectField name=Field::VatType.name() label=Field::VatType.label() choices=vat_types value=self.value(Field::VatType) origin=self.origin(Field::VatType) messages=self.messages(Field::VatType)/>
        }
        .into_any()
    }

    /// Why no VAT is due.
    pub(super) fn exemption(&self) -> AnyView {
        let filled = (!self.value(Field::ExemptionReason).trim().is_empty()).then_some("");
        let reasons = &self.view.lists.exemption_reasons;
        let list = if reasons.is_empty() { "" } else { "known-reasons" };
        let options =
            reasons.iter().map(|reason| view! { <option value=reason.clone()></option> }).collect_view();
        view! {
            <div class="only-exempt" data-filled=filled>
                <TextField name=Field::ExemptionReason.name() label=Field::ExemptionReason.label() value=self.value(Field::ExemptionReason) hint="Par exemple : TVA non applicable, art. 293 B du CGI" maxlength=255 list origin=self.origin(Field::ExemptionReason) messages=self.messages(Field::ExemptionReason)/>
                {(!list.is_empty()).then(|| view! { <datalist id=list>{options}</datalist> })}
            </div>
        }
        .into_any()
    }

    fn vat_row(&self, row: usize, removable: bool) -> AnyView {
        let cell = |field: VatField| {
            let path = field.at(row);
            let label = VatField::label_of(&path).unwrap_or_default();
            let (name, id) = (path.to_string(), path.id());
            let value = self.value(path.clone());
            let list = if field == VatField::Rate { self.rates_list() } else { String::new() };
            view! {
                <TextField name id label kind=TextKind::Amount value required=true messages=self.messages(path) list/>
            }
            .into_any()
        };
        let remove = removable.then(|| {
            let label = format!("Retirer la ligne {} de TVA", row + 1);
            view! {
                <td>
                    <button class="icon-button" type="submit" name="action" value=format!("retirer-ligne:{row}") aria-label=label.clone() title=label>
                        <Icon name=IconName::Delete/>
                    </button>
                </td>
            }
        });
        view! {
            <tr>
                <td data-label="Taux (%)">{cell(VatField::Rate)}</td>
                <td data-label="Base HT">{cell(VatField::Base)}</td>
                <td data-label="TVA">{cell(VatField::Tax)}</td>
                {remove}
            </tr>
        }
        .into_any()
    }
}
