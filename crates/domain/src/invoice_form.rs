//! The deposit form: what a person types, kept as typed, and what it means once checked.
//!
//! The same checks run in the browser as one types and on the server before anything is queued.

mod check;
mod choice;
mod day;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use check::{CheckContext, RecipientRules};
pub use choice::{Framework, InvoiceKind, PaymentMode, VatType};
pub use day::parse_day;

use crate::{Field, FieldNote, Siret};

/// The form exactly as typed. Stored as such, so that nothing typed is ever lost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InvoiceForm {
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
    /// Code of the payment mode.
    pub payment_mode: String,
    /// Total without VAT.
    pub net: String,
    /// Total VAT.
    pub vat: String,
    /// Total with VAT.
    pub gross: String,
    /// Amount due.
    pub due: String,
    /// VAT table.
    pub vat_lines: Vec<VatLineForm>,
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
    /// BT-3.
    pub kind: InvoiceKind,
    /// BT-1, at most 20 characters.
    pub number: String,
    /// BT-25.
    pub origin_number: Option<String>,
    /// BT-2.
    pub date: chrono::NaiveDate,
    /// BT-5.
    pub currency: String,
    /// VAT regime.
    pub vat_type: VatType,
    /// BT-81; none on a credit note.
    pub payment_mode: Option<PaymentMode>,
    /// BT-109.
    pub net: Decimal,
    /// BT-110.
    pub vat: Decimal,
    /// BT-112.
    pub gross: Decimal,
    /// BT-115.
    pub due: Decimal,
    /// BG-23.
    pub vat_lines: Vec<VatLine>,
    /// At most 2000 characters.
    pub comment: Option<String>,
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

    /// Reads the pairs of a posted form; unknown names are ignored, VAT rows are matched by position.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut form = Self::default();
        let (mut rates, mut bases, mut taxes) = (Vec::new(), Vec::new(), Vec::new());
        for (name, value) in pairs {
            match name {
                "recipient_name" => form.recipient_name = value.to_owned(),
                "vat_rate" => rates.push(value.to_owned()),
                "vat_base" => bases.push(value.to_owned()),
                "vat_tax" => taxes.push(value.to_owned()),
                _ => {
                    if let Some(slot) = form.slot(name) {
                        value.clone_into(slot);
                    }
                }
            }
        }
        let rows = rates.len().max(bases.len()).max(taxes.len()).min(MAXIMUM_VAT_LINES);
        let cell =
            |cells: &mut Vec<String>, row: usize| cells.get_mut(row).map(std::mem::take).unwrap_or_default();
        form.vat_lines = (0..rows)
            .map(|row| VatLineForm {
                rate: cell(&mut rates, row),
                base: cell(&mut bases, row),
                tax: cell(&mut taxes, row),
            })
            .collect();
        form
    }

    /// The value of a simple field as typed.
    #[must_use]
    pub fn value(&self, field: Field) -> &str {
        match field {
            Field::RecipientSiret => &self.recipient_siret,
            Field::ServiceCode => &self.service_code,
            Field::Engagement => &self.engagement,
            Field::Contract => &self.contract,
            Field::Framework => &self.framework,
            Field::Kind => &self.kind,
            Field::Number => &self.number,
            Field::OriginNumber => &self.origin_number,
            Field::Date => &self.date,
            Field::Currency => &self.currency,
            Field::VatType => &self.vat_type,
            Field::PaymentMode => &self.payment_mode,
            Field::Net => &self.net,
            Field::Vat => &self.vat,
            Field::Gross => &self.gross,
            Field::Due => &self.due,
            Field::Comment => &self.comment,
            Field::VatTable | Field::Attachments => "",
        }
    }

    /// Sets a simple field.
    pub fn set(&mut self, field: Field, value: impl Into<String>) {
        if let Some(slot) = self.slot(field.name()) {
            *slot = value.into();
        }
    }

    fn slot(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "recipient_siret" => &mut self.recipient_siret,
            "service_code" => &mut self.service_code,
            "engagement" => &mut self.engagement,
            "contract" => &mut self.contract,
            "framework" => &mut self.framework,
            "kind" => &mut self.kind,
            "number" => &mut self.number,
            "origin_number" => &mut self.origin_number,
            "date" => &mut self.date,
            "currency" => &mut self.currency,
            "vat_type" => &mut self.vat_type,
            "payment_mode" => &mut self.payment_mode,
            "net" => &mut self.net,
            "vat" => &mut self.vat,
            "gross" => &mut self.gross,
            "due" => &mut self.due,
            "comment" => &mut self.comment,
            _ => return None,
        })
    }

    /// Checks everything. With no error among the notes, the invoice is there.
    #[must_use]
    pub fn check(&self, context: &CheckContext) -> (Option<CheckedInvoice>, Vec<FieldNote>) {
        check::check(self, context)
    }
}

/// Rows of the VAT table that are read; nobody has more rates than this.
pub(crate) const MAXIMUM_VAT_LINES: usize = 20;
