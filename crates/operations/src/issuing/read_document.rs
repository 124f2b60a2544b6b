//! Our own reading of a document: a Factur-X inside a PDF gives its numbers.

use std::time::Duration;

use domain::{Field, FormField as _, InvoiceForm, VatLineForm, format_day};
use einvoice::Invoice as Reading;
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::Issuing;

/// A PDF that takes longer to open than this is treated as unreadable.
const LONGEST_READING: Duration = Duration::from_secs(5);

/// What a reading gives: field name to text as the form would show it, and the VAT table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct OwnReading {
    /// Simple fields.
    pub fields: Map<String, Value>,
    /// VAT rows.
    pub vat_lines: Vec<VatLineForm>,
}

impl Issuing {
    /// Looks for an embedded invoice. Nothing found, or a hostile file, is simply no reading.
    pub(super) async fn read_document(&self, sha256: &str) -> OwnReading {
        let Ok(bytes) = self.documents.read(sha256, domain::MAXIMUM_FILE_BYTES).await else {
            return OwnReading::default();
        };
        // Parsing strangers' PDFs stays off the async threads and has an end.
        let work = tokio::task::spawn_blocking(move || read(&bytes));
        match tokio::time::timeout(LONGEST_READING, work).await {
            Ok(Ok(reading)) => reading.unwrap_or_default(),
            Ok(Err(_)) | Err(_) => {
                tracing::warn!(sha256, "embedded invoice not read: too slow or damaged");
                OwnReading::default()
            }
        }
    }
}

fn read(pdf: &[u8]) -> Option<OwnReading> {
    let embedded = einvoice::pdf::embedded_invoice(pdf).ok()??;
    let reading = einvoice::read(&embedded.xml).ok()?;
    Some(from_reading(&reading))
}

fn from_reading(reading: &Reading) -> OwnReading {
    let mut fields = Map::new();
    let mut put = |field: Field, value: Option<String>| {
        if let Some(text) = value.filter(|text| !text.trim().is_empty()) {
            fields.insert(field.name().to_owned(), Value::String(text));
        }
    };
    put(Field::RecipientSiret, reading.buyer.siret());
    put(Field::ServiceCode, reading.buyer_reference.clone());
    put(Field::Engagement, reading.order_reference.clone());
    put(Field::Contract, reading.contract_reference.clone());
    put(Field::Framework, reading.process.clone().filter(|code| matches!(code.as_str(), "A1" | "A2")));
    put(Field::Kind, Some(if reading.is_credit_note() { "AVOIR" } else { "FACTURE" }.to_owned()));
    put(Field::Number, reading.number.clone());
    put(Field::OriginNumber, reading.preceding_invoices.first().map(|preceding| preceding.number.clone()));
    put(Field::Date, reading.issue_date.map(format_day));
    put(Field::Currency, reading.currency.clone());
    put(Field::PaymentMode, reading.payment_means_code.as_deref().map(payment_mode).map(ToOwned::to_owned));
    put(Field::Net, reading.totals.tax_basis.map(typed));
    put(Field::Vat, reading.totals.tax.map(typed));
    put(Field::Gross, reading.totals.grand_total.map(typed));
    put(Field::Due, reading.totals.due.map(typed));
    let vat_lines = reading
        .vat_breakdown
        .iter()
        .map(|row| VatLineForm {
            rate: row.rate.map(|rate| rate.normalize().to_string().replace('.', ",")).unwrap_or_default(),
            base: row.base.map(typed).unwrap_or_default(),
            tax: row.tax.map(typed).unwrap_or_default(),
        })
        .collect();
    OwnReading { fields, vat_lines }
}

/// UNTDID 4461 codes at Chorus Pro (enums.md §3, "mode of payment in the pivot XML").
fn payment_mode(code: &str) -> &'static str {
    match code {
        "10" => "ESPECE",
        "20" => "CHEQUE",
        "30" | "31" | "42" | "58" => "VIREMENT",
        "49" | "59" => "PRELEVEMENT",
        "97" => "REPORT",
        _ => "AUTRE",
    }
}

/// An amount as a person would type it, plain digits and a comma, so that it reads back.
pub(super) fn typed(value: Decimal) -> String {
    let mut value = value.normalize();
    if value.scale() < 2 {
        value.rescale(2);
    }
    value.to_string().replace('.', ",")
}

/// Fills the empty fields of a form from readings; what was typed is never touched.
pub(super) fn prefill(form: &mut InvoiceForm, fields: &Map<String, Value>, fresh: bool) {
    for field in Field::ALL {
        let Some(text) = fields.get(field.name()).and_then(Value::as_str) else { continue };
        // A fresh form holds the usual choices (A1, EUR, transfer): what the document says is better.
        if fresh || form.value(*field).trim().is_empty() {
            form.set(*field, text);
        }
    }
}
