//! What an invoice must have, and what its references and payments must have.

use super::super::check::{Check, Outcome};
use super::Facts;
use crate::document::names::{Name, attribute, cac, cbc, cn};
use crate::document::{Document, Place};

/// What must have a text: id and path from the root.
const FILLED: &[(&str, &[Name])] = &[
    ("BR-01", &[cbc::CustomizationID]),
    ("BR-02", &[cbc::ID]),
    ("BR-03", &[cbc::IssueDate]),
    ("BR-05", &[cbc::DocumentCurrencyCode]),
    ("BR-06", &[cac::AccountingSupplierParty, cac::Party, cac::PartyLegalEntity, cbc::RegistrationName]),
    ("BR-07", &[cac::AccountingCustomerParty, cac::Party, cac::PartyLegalEntity, cbc::RegistrationName]),
];

/// What must be there: id and path from the root.
const PRESENT: &[(&str, &[Name])] = &[
    ("BR-08", &[cac::AccountingSupplierParty, cac::Party, cac::PostalAddress]),
    ("BR-10", &[cac::AccountingCustomerParty, cac::Party, cac::PostalAddress]),
    ("BR-CO-18", &[cac::TaxTotal, cac::TaxSubtotal]),
];

pub(super) fn check(check: &mut Check<'_, '_>, facts: &Facts) {
    for (id, path) in FILLED {
        let outcome = filled(check, facts, path);
        check.test(id, 0, outcome);
    }
    let type_code = || {
        Ok(filled(check, facts, &[cbc::InvoiceTypeCode])?
            || filled(check, facts, &[cbc::CreditNoteTypeCode])?)
    };
    let outcome = type_code();
    check.test("BR-04", 0, outcome);
    for (id, path) in PRESENT {
        let is_present = facts.count(check, path) > 0;
        check.holds(id, 0, is_present);
    }
    let has_lines = check.has(0, cac::InvoiceLine) || check.has(0, cac::CreditNoteLine);
    check.holds("BR-16", 0, has_lines);
    let point_codes = facts.count(check, &[cac::InvoicePeriod, cbc::DescriptionCode]);
    let points = facts.count(check, &[cbc::TaxPointDate]);
    check.holds("BR-CO-03", 0, points == 0 || point_codes == 0);
    let accounting: Vec<_> = facts.named(check, cbc::TaxCurrencyCode).collect();
    let is_converted = accounting.iter().all(|code| facts.tax_currencies.contains(check.text(*code)));
    check.holds("BR-53", 0, is_converted);
}

fn filled(check: &Check<'_, '_>, facts: &Facts, path: &[Name]) -> Outcome<bool> {
    // Without repetition, which stops, one is enough to look at.
    match path.split_first() {
        Some((first, [])) => {
            let found = check.only(0, *first)?;
            Ok(found.is_some_and(|found| !check.text(found).trim().is_empty()))
        }
        Some((first, rest)) => {
            let mut named = facts.named(check, *first);
            match (named.next(), named.next()) {
                (Some(one), None) => check.filled(one, rest),
                (None, _) => Ok(false),
                (Some(_), Some(_)) => check.filled(0, path),
            }
        }
        None => Ok(true),
    }
}

/// BG-24, and what shares its element.
pub(super) fn supporting_document(check: &mut Check<'_, '_>, facts: &mut Facts, place: Place) {
    let outcome = check.filled(place, &[cbc::ID]);
    check.test("BR-52", place, outcome);
    let descriptions = check.count(place, &[cbc::DocumentDescription]);
    check.holds("UBL-SR-33", place, descriptions <= 1);
    let document = check.document;
    let is_credit_note = document.name(0) == cn::CreditNote;
    let has_code = check.has(place, cbc::DocumentTypeCode);
    let has_scheme =
        document.named(place, cbc::ID).any(|id| document.attribute(id, attribute::schemeID).is_some());
    let is_object = has_type(document, place, "130");
    if is_object && facts.attached_object.is_none() && check.has(place, cac::Attachment) {
        facts.attached_object = Some(place);
    }
    if is_object && facts.described_object.is_none() && check.has(place, cbc::DocumentDescription) {
        facts.described_object = Some(place);
    }
    let suits = is_object || is_credit_note && has_type(document, place, "50") || !has_scheme && !has_code;
    check.holds("UBL-SR-43", place, suits);
}

/// Whether a reference has this type code.
pub(super) fn has_type(document: &Document<'_>, place: Place, code: &str) -> bool {
    document.named(place, cbc::DocumentTypeCode).any(|found| document.text(found) == code)
}

/// BG-16.
pub(super) fn payment(check: &mut Check<'_, '_>, place: Place) {
    let has_code = check.has(place, cbc::PaymentMeansCode);
    check.holds("BR-49", place, has_code);
    let outcome = check.only(place, cbc::PaymentMeansCode).map(|code| {
        let code = code.map(|code| check.text(code).trim()).unwrap_or_default();
        !matches!(code, "30" | "58") || check.exists(place, &[cac::PayeeFinancialAccount, cbc::ID])
    });
    check.test("BR-61", place, outcome);
    for (id, path) in [
        ("UBL-SR-26", [cbc::PaymentID].as_slice()),
        ("UBL-SR-27", &[cbc::PaymentMeansCode]),
        ("UBL-SR-28", &[cac::PaymentMandate, cbc::ID]),
    ] {
        let count = check.count(place, path);
        check.holds(id, place, count <= 1);
    }
}

/// BG-17.
pub(super) fn account(check: &mut Check<'_, '_>, place: Place) {
    let document = check.document;
    let parent = document.parent(place);
    let is_transfer = document.name(parent) == cac::PaymentMeans
        && document
            .named(parent, cbc::PaymentMeansCode)
            .any(|code| matches!(document.text(code), "30" | "58"));
    if is_transfer {
        let outcome = check.filled(place, &[cbc::ID]);
        check.test("BR-50", place, outcome);
    }
}

/// BG-3.
pub(super) fn preceding_invoice(check: &mut Check<'_, '_>, place: Place) {
    let has_number = check.exists(place, &[cac::InvoiceDocumentReference, cbc::ID]);
    check.holds("BR-55", place, has_number);
    check.holds("UBL-SR-07", place, has_number);
    let references = check.count(place, &[cac::InvoiceDocumentReference]);
    check.holds("UBL-SR-06", place, references <= 1);
}
