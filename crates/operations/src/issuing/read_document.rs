//! Our own reading of a document: whether it can be opened, and what a Factur-X inside it says.

use apart::{ApartError, Task};
use domain::{
    Field, FormField as _, Framework, InvoiceForm, MAXIMUM_FILE_BYTES, Notes, Reason, Remark, StructureId,
    VatLineForm, VatType, format_day,
};
use einvoice::pdf::{ContainerFinding, PdfError, Report};
use einvoice::{Invoice as Reading, VatBreakdown};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Issuing;
use super::difference::Difference;
use super::found_inside::{FoundIn, FoundInside, MOST_INSIDE, in_xml};
use super::issuer::ReadIssuer;
use super::plain::plain;
use crate::{OperationError, Result};

/// Reads a PDF and the invoice inside; the answer is an [`Answer`] in JSON.
pub(crate) const READ_PDF: Task = Task {
    name: "pdf",
    run: |pdf, _| {
        let largest = usize::try_from(MAXIMUM_FILE_BYTES).unwrap_or(usize::MAX);
        let (mut inside, mut unread) = (Vec::new(), Vec::new());
        let report =
            einvoice::pdf::read_with_files(pdf, MOST_INSIDE, &mut |file| match file.content(largest) {
                Some(content) if !content.is_empty() => {
                    inside.push(FoundInside::new(FoundIn::Pdf, file.place, file.name, &content));
                }
                _ => unread.push(plain(file.name)),
            });
        let answer: Answer = report.map(|report| {
            let mut reading = from_report(&report);
            inside.append(&mut reading.inside);
            reading.inside = inside;
            for name in unread {
                let reason = "il est vide, endommagé, ou dépasse 10 Mo".to_owned();
                reading.notes.warn(Field::Document, Remark::DocumentFileUnreadable { name, reason });
            }
            let vat_lines = std::mem::take(&mut reading.vat_lines);
            (reading, vat_lines)
        });
        // Plain texts and numbers: they always serialise.
        serde_json::to_vec(&answer).unwrap_or_default()
    },
};

/// A reading with the rows that are not kept with it.
type Answer = std::result::Result<(OwnReading, Vec<VatLineForm>), PdfError>;

/// How many rows and findings are taken over.
const MOST: usize = 20;

/// Said of a discount that is an advance.
const ADVANCE: &str = "Acompte déjà versé";

/// What a reading gives, as it is kept with the draft.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct OwnReading {
    /// Who issues, as far as the document says.
    pub issuer: Option<ReadIssuer>,
    /// What there is to say about it, beside fields.
    pub notes: Notes,
    /// The structure of which a person said that it issues, whatever the document names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<StructureId>,
    /// Where a person has kept what the form holds, whatever was read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decided: Vec<Difference>,
    /// The name of the invoice in data inside its PDF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// Documents found inside that may be attached.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inside: Vec<FoundInside>,
    /// VAT rows, for the form.
    #[serde(skip)]
    pub vat_lines: Vec<VatLineForm>,
    /// Simple fields by name, as the form would show them.
    #[serde(flatten)]
    pub fields: Map<String, Value>,
}

impl OwnReading {
    /// The reading that is kept with a draft; nothing where none is kept.
    pub(super) fn kept(value: &Value) -> Self {
        Self::deserialize(value).unwrap_or_default()
    }

    /// As it is kept.
    pub(super) fn to_keep(&self) -> Value {
        // Plain texts: they always serialise.
        serde_json::to_value(self).unwrap_or_default()
    }
}

impl Issuing {
    /// Reads a document that somebody dropped. What its recipient could not open either is refused.
    ///
    /// # Errors
    /// [`OperationError::Refused`] with what is to be done about the file, [`OperationError::File`] when it is no fault of
    /// the file.
    pub(super) async fn read_document(&self, sha256: &str) -> Result<OwnReading> {
        let file = self.documents.open(sha256).await?;
        let answer = self.apart.run(READ_PDF, file.bytes(), file.into_stream()).await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(ApartError::Ended(why)) => {
                tracing::warn!(sha256, why, "a PDF was given up");
                return Err(OperationError::Refused(Reason::PdfTooCostly));
            }
            Err(ApartError::Busy) => return Err(OperationError::Refused(Reason::ReadersBusy)),
            Err(ApartError::Failed(error)) => return Err(OperationError::File(error)),
        };
        let answer: Answer = serde_json::from_slice(&answer).map_err(std::io::Error::other)?;
        match answer {
            Ok((reading, vat_lines)) => Ok(OwnReading { vat_lines, ..reading }),
            Err(error) => Err(OperationError::Refused(match error {
                PdfError::NotPdf => Reason::NotPdf,
                PdfError::TooLarge => Reason::FileTooLarge,
                PdfError::Encrypted => Reason::PdfEncrypted,
                PdfError::CutShort => Reason::PdfCutShort,
                PdfError::Inflates => Reason::PdfTooCostly,
                PdfError::Unreadable => Reason::PdfUnreadable,
            })),
        }
    }
}

fn from_report(report: &Report) -> OwnReading {
    let mut unread = None;
    let mut reading = match report.invoice.as_ref().map(|embedded| einvoice::read(&embedded.xml)) {
        Some(Ok(invoice)) => {
            let mut reading = from_invoice(&invoice);
            reading.inside = in_xml(&invoice, FoundIn::DataOfPdf);
            reading
        }
        Some(Err(error)) => {
            unread = Some(error.text_french());
            OwnReading::default()
        }
        None => OwnReading::default(),
    };
    reading.data = report.invoice.as_ref().map(|embedded| plain(&embedded.name));
    let notes = &mut reading.notes;
    if let (Some(reason), Some(embedded)) = (unread, &report.invoice) {
        notes.warn(Field::Document, Remark::DocumentFileUnreadable { name: plain(&embedded.name), reason });
    }
    for finding in report.findings.iter().take(MOST) {
        notes.warn(
            Field::Document,
            match finding.clone() {
                ContainerFinding::OtherName { name } => Remark::DocumentOtherName { name: plain(&name) },
                ContainerFinding::Several { used, count } => {
                    Remark::DocumentSeveral { used: plain(&used), count }
                }
                ContainerFinding::Unreadable { name, reason } => {
                    Remark::DocumentFileUnreadable { name: plain(&name), reason }
                }
            },
        );
    }
    if !report.has_text && report.invoice.is_none() {
        notes.warn(Field::Document, Remark::DocumentWithoutText);
    }
    reading
}

pub(super) fn from_invoice(reading: &Reading) -> OwnReading {
    let mut fields = Map::new();
    let mut notes = Notes::default();
    let mut put = |field: Field, value: Option<String>| {
        if let Some(text) = value.map(|text| plain(&text)).filter(|text| !text.is_empty()) {
            fields.insert(field.name().to_owned(), Value::String(text));
        }
    };
    put(Field::RecipientSiret, reading.buyer.siret());
    put(Field::ServiceCode, reading.buyer_reference.clone());
    put(Field::Engagement, reading.order_reference.clone());
    put(Field::Contract, reading.contract_reference.clone());
    let framework = framework(reading, &mut notes);
    put(Field::Framework, framework.map(ToOwned::to_owned));
    // At Chorus Pro the invoicee of CII is the validator (formats.md §2).
    let validated = framework.and_then(Framework::from_code).is_some_and(Framework::needs_validator);
    put(Field::ValidatorSiret, reading.invoicee.siret().filter(|_| validated));
    put(Field::Kind, Some(kind(reading, &mut notes).to_owned()));
    put(Field::Number, reading.number.clone());
    put(Field::OriginNumber, reading.preceding_invoices.first().map(|preceding| preceding.number.clone()));
    put(Field::Date, reading.issue_date.map(format_day));
    put(Field::Currency, reading.currency.clone());
    put(Field::PaymentMode, reading.payment_means_code.as_deref().map(payment_mode).map(ToOwned::to_owned));
    let (regime, reason) = vat_regime(reading);
    put(Field::VatType, regime.map(|regime| regime.code().to_owned()));
    put(Field::ExemptionReason, reason);

    let totals = &reading.totals;
    // Chorus Pro writes a credit note without signs (formats.md §4).
    let turned = reading.is_credit_note() && totals.grand_total.is_some_and(|gross| gross < Decimal::ZERO);
    if turned {
        notes.warn(Field::Gross, Remark::SignsTurned);
    }
    let amount = |value: Option<Decimal>| value.map(|value| typed(if turned { -value } else { value }));
    put(Field::Net, amount(totals.tax_basis));
    put(Field::Vat, amount(totals.tax));
    put(Field::Gross, amount(totals.grand_total));
    put(Field::Due, amount(totals.due));
    let paid = totals.prepaid.map(|paid| if turned { -paid } else { paid });
    let paid = paid.filter(|paid| *paid > Decimal::ZERO);
    // All of it paid is a framework of its own.
    if let Some(paid) = paid.filter(|_| totals.due.is_some_and(|due| !due.is_zero())) {
        notes.warn(Field::Discount, Remark::PaidBefore { amount: paid });
        put(Field::Discount, Some(typed(paid)));
        put(Field::DiscountReason, Some(ADVANCE.to_owned()));
    }
    let vat_lines = reading
        .vat_breakdown
        .iter()
        .take(MOST)
        .map(|row| VatLineForm {
            rate: rate(row).map(|rate| rate.normalize().to_string().replace('.', ",")).unwrap_or_default(),
            base: amount(row.base).unwrap_or_default(),
            tax: amount(row.tax).unwrap_or_default(),
        })
        .collect();
    for finding in reading.findings.iter().take(MOST) {
        let field = field_of_term(finding.term);
        notes.warn(field, Remark::DocumentFinding { text: plain(&finding.text_french) });
    }
    let issuer = ReadIssuer::of(&reading.seller);
    OwnReading { issuer, notes, vat_lines, fields, ..OwnReading::default() }
}

/// Where the form has a term of EN 16931.
fn field_of_term(term: &str) -> Field {
    match term {
        "BT-1" => Field::Number,
        "BT-2" => Field::Date,
        "BT-109" => Field::Net,
        "BT-110" => Field::Vat,
        "BT-112" => Field::Gross,
        "BT-113" => Field::Discount,
        "BT-114" | "BT-115" => Field::Due,
        "BT-116" | "BT-117" | "BT-119" => Field::VatTable,
        _ => Field::Document,
    }
}

/// The cadre de facturation, when it is one that the form has.
fn framework(reading: &Reading, notes: &mut Notes) -> Option<&'static str> {
    let totals = &reading.totals;
    let all_paid =
        totals.prepaid.is_some_and(|paid| !paid.is_zero()) && totals.due.is_some_and(|due| due.is_zero());
    match reading.process.as_deref() {
        Some("A1" | "B1" | "S1" | "M1") | None if all_paid => Some("A2"),
        Some("A1") => Some("A1"),
        Some("A2") => Some("A2"),
        Some("A9") => Some("A9"),
        Some("A12") => Some("A12"),
        // The reform: invoices already paid, of goods, services or both.
        Some(paid @ ("B2" | "S2" | "M2")) => {
            notes.warn(Field::Framework, Remark::FrameworkPaid { framework: paid.to_owned() });
            Some("A2")
        }
        // And its ordinary ones.
        Some("B1" | "S1" | "M1") | None => None,
        Some(other) => {
            // Many documents write the process of their network here: only what has the form of a cadre is one.
            if is_framework(other) {
                notes.warn(Field::Framework, Remark::FrameworkNotHeld { framework: other.to_owned() });
            }
            None
        }
    }
}

fn is_framework(code: &str) -> bool {
    let mut signs = code.chars();
    let letter = signs.next().is_some_and(|sign| matches!(sign, 'A' | 'B' | 'M' | 'S'));
    let digits = signs.as_str();
    letter && (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Facture or avoir; what the document is more than that is said.
fn kind(reading: &Reading, notes: &mut Notes) -> &'static str {
    if let Some(code) = reading.type_code.as_deref().filter(|code| !matches!(*code, "380" | "381")) {
        notes.warn(Field::Kind, Remark::KindNotHeld { kind: code.to_owned() });
    }
    if reading.is_credit_note() { "AVOIR" } else { "FACTURE" }
}

/// When VAT falls due (BT-8), or why none is charged (BG-23, BT-120): formats.md §4.
fn vat_regime(reading: &Reading) -> (Option<VatType>, Option<String>) {
    let rows = &reading.vat_breakdown;
    let untaxed = |row: &VatBreakdown| {
        row.tax.is_none_or(|tax| tax.is_zero())
            && row
                .category
                .as_deref()
                .is_some_and(|category| matches!(category, "E" | "AE" | "K" | "G" | "O"))
    };
    if !rows.is_empty() && rows.iter().all(untaxed) {
        let mut reasons: Vec<String> = Vec::new();
        for reason in rows.iter().filter_map(exemption) {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        let outside = rows.iter().all(|row| row.category.as_deref() == Some("O"));
        let regime = if outside { VatType::SansTva } else { VatType::Exoneration };
        return (Some(regime), (!reasons.is_empty()).then(|| reasons.join(" ; ")));
    }
    let regime = match reading.tax_point_code.as_deref() {
        Some("72" | "432" | "TVA ENCAISSEMENT") => Some(VatType::SurEncaissement),
        Some("5" | "29" | "3" | "35" | "TVA DEBIT") => Some(VatType::SurDebit),
        _ => None,
    };
    (regime, None)
}

fn exemption(row: &VatBreakdown) -> Option<String> {
    let by_category = match row.category.as_deref() {
        Some("AE") => Some("Autoliquidation"),
        Some("K") => Some("Livraison intracommunautaire"),
        Some("G") => Some("Exportation hors de l’Union européenne"),
        _ => None,
    };
    let written = row.exemption_reason.clone().or_else(|| row.exemption_reason_code.clone());
    written.or_else(|| by_category.map(ToOwned::to_owned))
}

/// What is outside the scope of VAT has no rate (BR-O-05); Chorus Pro has no row without one.
fn rate(row: &VatBreakdown) -> Option<Decimal> {
    let without = matches!(row.category.as_deref(), Some("E" | "AE" | "K" | "G" | "O" | "Z"));
    row.rate.or_else(|| without.then_some(Decimal::ZERO))
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

/// Fills the empty fields of a form from readings, and its VAT table where the totals tell it; what was typed is never
/// touched.
pub(super) fn prefill(form: &mut InvoiceForm, fields: &Map<String, Value>, fresh: bool) {
    for field in Field::ALL {
        let Some(text) = fields.get(field.name()).and_then(Value::as_str) else { continue };
        // A fresh form holds the usual choices (A1, EUR, transfer): what the document says is better.
        if fresh || form.value(*field).trim().is_empty() {
            form.set(*field, text);
        }
    }
    if let Some(line) = form.plain_vat_line() {
        form.vat_lines = vec![line];
    }
}
