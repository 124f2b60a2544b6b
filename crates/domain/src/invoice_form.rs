//! The deposit form: what a person types, kept as typed, and what it means once checked.
//!
//! The same checks run in the browser as one types and on the server before anything is queued.

mod check;
mod choice;
mod day;
mod factoring;
mod lines;
mod meaning;
mod plain_vat;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use check::{CheckContext, RecipientRules};
pub use choice::{DepositMode, Framework, InvoiceKind, PaymentMode, VatType};
pub use day::parse_day;
pub use factoring::{LONGEST_FACTOR, mentions_factoring, with_factoring_mention};
pub use lines::{Line, LineForm, MOST_LINES};
pub use meaning::{meaning, same_meaning};

use crate::{Field, FieldPath, FormField as _, LineField, Notes, Routing, Siret, Values, VatField};

/// The form exactly as typed. Stored as such, so that nothing typed is ever lost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InvoiceForm {
    /// Code of the way of depositing; empty for one with its PDF.
    pub mode: String,
    /// SIRET of the recipient.
    pub recipient_siret: String,
    /// Its name as last looked up; shown, never sent.
    pub recipient_name: String,
    /// Code of the service.
    pub service_code: String,
    /// Engagement number.
    pub engagement: String,
    /// Contract number.
    pub contract: String,
    /// Code of the cadre de facturation, short form (`A1`).
    pub framework: String,
    /// SIRET of who validates (A9, A12).
    pub validator_siret: String,
    /// Code of its service.
    pub validator_service: String,
    /// `FACTURE` or `AVOIR`.
    pub kind: String,
    /// Invoice number.
    pub number: String,
    /// Number of the corrected invoice.
    pub origin_number: String,
    /// Issue date, `JJ/MM/AAAA`.
    pub date: String,
    /// Three letters.
    pub currency: String,
    /// Code of the VAT regime.
    pub vat_type: String,
    /// Why no VAT is charged.
    pub exemption_reason: String,
    /// Code of the payment mode.
    pub payment_mode: String,
    /// Number of the bank account at Chorus Pro; empty for the usual one.
    pub bank_account: String,
    /// Total without VAT.
    pub net: String,
    /// Total VAT.
    pub vat: String,
    /// Total with VAT.
    pub gross: String,
    /// What is taken off the total.
    pub discount: String,
    /// Why.
    pub discount_reason: String,
    /// Amount due.
    pub due: String,
    /// VAT table.
    pub vat_lines: Vec<VatLineForm>,
    /// Lines, of an invoice that is typed.
    pub lines: Vec<LineForm>,
    /// Comment.
    pub comment: String,
}

/// A row of the VAT table as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VatLineForm {
    /// Percent.
    pub rate: String,
    /// Base without VAT.
    pub base: String,
    /// Tax.
    pub tax: String,
}

impl VatLineForm {
    /// The value of a cell as typed.
    #[must_use]
    pub fn value(&self, field: VatField) -> &str {
        match field {
            VatField::Rate => &self.rate,
            VatField::Base => &self.base,
            VatField::Tax => &self.tax,
        }
    }

    /// Whether nothing was typed in the row.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.rate.trim().is_empty() && self.base.trim().is_empty() && self.tax.trim().is_empty()
    }
}

/// A row of the VAT table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VatLine {
    /// Percent (BT-119).
    pub rate: Decimal,
    /// Base without VAT (BT-116).
    pub base: Decimal,
    /// Tax (BT-117).
    pub tax: Decimal,
}

/// Who validates an invoice of a subcontractor (the main contractor) or of a joint contractor (the agent of the group).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validator {
    /// `codeStructureValideur`.
    pub siret: Siret,
    /// `codeServiceValideur`.
    pub service: Option<String>,
}

/// A form whose every field could be read and whose totals agree: what is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedInvoice {
    /// BT-47.
    pub recipient: Siret,
    /// BT-10.
    pub service_code: Option<String>,
    /// BT-13.
    pub engagement: Option<String>,
    /// BT-12.
    pub contract: Option<String>,
    /// BT-23.
    pub framework: Framework,
    /// Who validates, where the cadre asks for it.
    #[serde(default)]
    pub validator: Option<Validator>,
    /// BT-3.
    pub kind: InvoiceKind,
    /// Whether it is typed line by line: Chorus Pro gives its number.
    #[serde(default)]
    pub entry: bool,
    /// BT-1, at most 20 characters; empty where Chorus Pro gives it.
    pub number: String,
    /// BT-25.
    pub origin_number: Option<String>,
    /// BT-2.
    pub date: chrono::NaiveDate,
    /// BT-5.
    pub currency: String,
    /// VAT regime.
    pub vat_type: VatType,
    /// BT-120, at most 255 characters; only where no VAT is charged.
    #[serde(default)]
    pub exemption_reason: Option<String>,
    /// BT-81; none on a credit note.
    pub payment_mode: Option<PaymentMode>,
    /// `codeCoordonneesBancairesFournisseur`.
    #[serde(default)]
    pub bank_account: Option<i64>,
    /// BT-109.
    pub net: Decimal,
    /// BT-110.
    pub vat: Decimal,
    /// BT-112.
    pub gross: Decimal,
    /// `montantRemiseGlobaleTTC` with its reason.
    #[serde(default)]
    pub discount: Option<(Decimal, String)>,
    /// BT-115.
    pub due: Decimal,
    /// BG-23, one for each rate.
    pub vat_lines: Vec<VatLine>,
    /// BG-25, of an invoice that is typed.
    #[serde(default)]
    pub lines: Vec<Line>,
    /// At most 2000 characters.
    pub comment: Option<String>,
}

impl Field {
    /// Whether the form has a simple value there.
    #[must_use]
    pub const fn has_value(self) -> bool {
        !matches!(self, Self::Document | Self::Issuer | Self::VatTable | Self::Attachments | Self::Factor)
    }
}

impl InvoiceForm {
    /// A new form with the usual choices.
    #[must_use]
    pub fn new() -> Self {
        Self {
            framework: Framework::A1.code().to_owned(),
            kind: InvoiceKind::Facture.code().to_owned(),
            currency: "EUR".to_owned(),
            vat_type: VatType::SurDebit.code().to_owned(),
            payment_mode: PaymentMode::Virement.code().to_owned(),
            vat_lines: vec![VatLineForm::default()],
            ..Self::default()
        }
    }

    /// The form in values; names that are no field of it are left out, and rows beyond the most that a form takes.
    #[must_use]
    pub fn from_values(values: &Values) -> Self {
        let mut form = Self::default();
        for field in Field::ALL {
            form.set(*field, values.get(*field));
        }
        let rows = VatField::GROUP.map_or(0, |group| values.rows(group)).min(MAXIMUM_VAT_LINES);
        let cell = |field: VatField, row: usize| values.get(field.at(row)).to_owned();
        form.vat_lines = (0..rows)
            .map(|row| VatLineForm {
                rate: cell(VatField::Rate, row),
                base: cell(VatField::Base, row),
                tax: cell(VatField::Tax, row),
            })
            .collect();
        let rows = LineField::GROUP.map_or(0, |group| values.rows(group)).min(MOST_LINES);
        let cell = |field: LineField, row: usize| values.get(field.at(row)).to_owned();
        form.lines = (0..rows)
            .map(|row| LineForm {
                reference: cell(LineField::Reference, row),
                name: cell(LineField::Name, row),
                quantity: cell(LineField::Quantity, row),
                unit: cell(LineField::Unit, row),
                price: cell(LineField::Price, row),
                discount: cell(LineField::Discount, row),
                rate: cell(LineField::Rate, row),
            })
            .collect();
        form
    }

    /// The values of all its fields. The name of the recipient is none: nobody types it.
    #[must_use]
    pub fn values(&self) -> Values {
        let singles = Field::ALL.iter().filter(|field| field.has_value());
        let singles = singles.map(|field| (FieldPath::from(*field), self.value(*field).to_owned()));
        let rows = self.vat_lines.iter().enumerate().flat_map(|(row, line)| {
            VatField::ALL.iter().map(move |field| (field.at(row), line.value(*field).to_owned()))
        });
        let lines = self.lines.iter().enumerate().flat_map(|(row, line)| {
            LineField::ALL.iter().map(move |field| (field.at(row), line.value(*field).to_owned()))
        });
        singles.chain(rows).chain(lines).collect()
    }

    /// Whether something was typed at a path.
    #[must_use]
    pub fn is_filled(&self, path: &FieldPath) -> bool {
        match Field::of_path(path) {
            Some(Field::Document | Field::Issuer) => true,
            Some(Field::VatTable) => self.vat_lines.iter().any(|line| !line.is_blank()),
            Some(field) => !self.value(field).trim().is_empty(),
            None => !self.values().get(path.clone()).trim().is_empty(),
        }
    }

    /// The value of a simple field as typed.
    #[must_use]
    pub fn value(&self, field: Field) -> &str {
        match field {
            Field::Mode => &self.mode,
            Field::RecipientSiret => &self.recipient_siret,
            Field::ServiceCode => &self.service_code,
            Field::Engagement => &self.engagement,
            Field::Contract => &self.contract,
            Field::Framework => &self.framework,
            Field::ValidatorSiret => &self.validator_siret,
            Field::ValidatorService => &self.validator_service,
            Field::Kind => &self.kind,
            Field::Number => &self.number,
            Field::OriginNumber => &self.origin_number,
            Field::Date => &self.date,
            Field::Currency => &self.currency,
            Field::VatType => &self.vat_type,
            Field::ExemptionReason => &self.exemption_reason,
            Field::PaymentMode => &self.payment_mode,
            Field::BankAccount => &self.bank_account,
            Field::Net => &self.net,
            Field::Vat => &self.vat,
            Field::Gross => &self.gross,
            Field::Discount => &self.discount,
            Field::DiscountReason => &self.discount_reason,
            Field::Due => &self.due,
            Field::Comment => &self.comment,
            Field::Document | Field::Issuer | Field::VatTable | Field::Attachments | Field::Factor => "",
        }
    }

    /// Sets a simple field.
    pub fn set(&mut self, field: Field, value: impl Into<String>) {
        if let Some(slot) = self.slot(field) {
            *slot = value.into();
        }
    }

    fn slot(&mut self, field: Field) -> Option<&mut String> {
        Some(match field {
            Field::Mode => &mut self.mode,
            Field::RecipientSiret => &mut self.recipient_siret,
            Field::ServiceCode => &mut self.service_code,
            Field::Engagement => &mut self.engagement,
            Field::Contract => &mut self.contract,
            Field::Framework => &mut self.framework,
            Field::ValidatorSiret => &mut self.validator_siret,
            Field::ValidatorService => &mut self.validator_service,
            Field::Kind => &mut self.kind,
            Field::Number => &mut self.number,
            Field::OriginNumber => &mut self.origin_number,
            Field::Date => &mut self.date,
            Field::Currency => &mut self.currency,
            Field::VatType => &mut self.vat_type,
            Field::ExemptionReason => &mut self.exemption_reason,
            Field::PaymentMode => &mut self.payment_mode,
            Field::BankAccount => &mut self.bank_account,
            Field::Net => &mut self.net,
            Field::Vat => &mut self.vat,
            Field::Gross => &mut self.gross,
            Field::Discount => &mut self.discount,
            Field::DiscountReason => &mut self.discount_reason,
            Field::Due => &mut self.due,
            Field::Comment => &mut self.comment,
            Field::Document | Field::Issuer | Field::VatTable | Field::Attachments | Field::Factor => {
                return None;
            }
        })
    }

    /// The SIRET of who validates, as typed, where the cadre asks for it.
    #[must_use]
    pub fn wanted_validator(&self) -> Option<&str> {
        Framework::from_code(&self.framework)?.needs_validator().then_some(self.validator_siret.as_str())
    }

    /// Checks everything. With no error among the notes, the invoice is there.
    #[must_use]
    pub fn check(&self, context: &CheckContext) -> (Option<CheckedInvoice>, Notes) {
        check::check(self, context)
    }

    /// Checks only its number.
    #[must_use]
    pub fn check_number(&self, context: &CheckContext) -> Notes {
        check::check_number(self, context)
    }

    /// Checks only where it leads: recipient, service and engagement.
    #[must_use]
    pub fn check_routing(&self, context: &CheckContext) -> (Option<Routing>, Notes) {
        check::check_routing(self, context)
    }
}

/// Rows of the VAT table that are read; nobody has more rates than this.
pub(crate) const MAXIMUM_VAT_LINES: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_and_its_values_are_the_same() {
        let mut form = InvoiceForm::new();
        for field in Field::ALL {
            form.set(*field, format!("value of {}", field.name()));
        }
        let line =
            |number: u32| VatLineForm { rate: number.to_string(), base: "b".into(), tax: String::new() };
        form.vat_lines = vec![line(1), VatLineForm::default(), line(3)];
        form.lines = vec![LineForm::new(), LineForm { name: "n".into(), ..LineForm::default() }];
        assert_eq!(InvoiceForm::from_values(&form.values()), form);
        assert_eq!(form.values().get(Field::Due), "value of due");
        assert_eq!(form.values().get(VatField::Rate.at(2)), "3");
        assert!(form.is_filled(&VatField::Rate.at(2)) && !form.is_filled(&VatField::Tax.at(2)));
    }

    #[test]
    fn rows_beyond_the_table_and_foreign_names_are_left_out() {
        let values = Values::read([("tax[9999].rate", "20"), ("odd", "x"), ("number", "A")]).unwrap();
        let form = InvoiceForm::from_values(&values);
        assert_eq!((form.vat_lines.len(), form.number.as_str()), (MAXIMUM_VAT_LINES, "A"));
    }
}
