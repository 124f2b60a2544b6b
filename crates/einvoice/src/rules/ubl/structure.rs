//! What a document may have once at most (UBL-SR), and what does not go together (UBL-CR).

use super::super::check::Check;
use super::{Facts, has_scheme, header};
use crate::document::names::{Name, attribute, cac, cbc};

/// The elements of BG-4 and BG-7.
const SELLER: Name = cac::AccountingSupplierParty;
const BUYER: Name = cac::AccountingCustomerParty;

/// What may be there once at most: id and path from the root.
const ONCE: &[(&str, &[Name])] = &[
    ("UBL-SR-01", &[cac::ContractDocumentReference, cbc::ID]),
    ("UBL-SR-02", &[cac::ReceiptDocumentReference, cbc::ID]),
    ("UBL-SR-03", &[cac::DespatchDocumentReference, cbc::ID]),
    ("UBL-SR-05", &[cac::PaymentTerms, cbc::Note]),
    ("UBL-SR-08", &[cac::InvoicePeriod]),
    ("UBL-SR-09", &[SELLER, cac::Party, cac::PartyLegalEntity, cbc::RegistrationName]),
    ("UBL-SR-10", &[SELLER, cac::Party, cac::PartyName, cbc::Name]),
    ("UBL-SR-11", &[SELLER, cac::Party, cac::PartyLegalEntity, cbc::CompanyID]),
    ("UBL-SR-14", &[SELLER, cac::Party, cac::PartyLegalEntity, cbc::CompanyLegalForm]),
    ("UBL-SR-15", &[BUYER, cac::Party, cac::PartyLegalEntity, cbc::RegistrationName]),
    ("UBL-SR-16", &[BUYER, cac::Party, cac::PartyIdentification, cbc::ID]),
    ("UBL-SR-17", &[BUYER, cac::Party, cac::PartyLegalEntity, cbc::CompanyID]),
    ("UBL-SR-24", &[cac::Delivery]),
    ("UBL-SR-39", &[cac::ProjectReference, cbc::ID]),
    ("UBL-SR-40", &[BUYER, cac::Party, cac::PartyName, cbc::Name]),
    ("UBL-SR-45", &[cac::PaymentMeans, cbc::PaymentDueDate]),
    ("UBL-SR-49", &[cac::InvoicePeriod, cbc::DescriptionCode]),
    ("UBL-SR-54", &[cac::PaymentMeans, cac::CardAccount]),
    ("UBL-SR-55", &[cac::PaymentMeans, cac::PaymentMandate]),
    ("UBL-SR-56", &[cac::OriginatorDocumentReference, cbc::ID]),
];

pub(super) fn check_document(check: &mut Check<'_, '_>, facts: &Facts) {
    for (id, path) in ONCE {
        let count = facts.count(check, path);
        check.holds(id, 0, count <= 1);
    }
    let (mut seller_vat, mut seller_other, mut buyer_vat) = (0, 0, 0);
    for (party, is_seller) in [(SELLER, true), (BUYER, false)] {
        for place in facts.named(check, party) {
            check.each(place, &[cac::Party, cac::PartyTaxScheme], &mut |scheme| {
                let numbers = check.count(scheme, &[cbc::CompanyID]);
                let (mut is_vat, mut is_other) = (false, false);
                for kind in check.document.named(scheme, cac::TaxScheme) {
                    // A scheme without a name is another one.
                    let name = check.child(kind, cbc::ID).map(|id| check.text(id)).unwrap_or_default();
                    let matches = name.eq_ignore_ascii_case("VAT");
                    is_vat |= matches;
                    is_other |= !matches;
                }
                let vat = if is_seller { &mut seller_vat } else { &mut buyer_vat };
                *vat += if is_vat { numbers } else { 0 };
                seller_other += if is_other && is_seller { numbers } else { 0 };
            });
        }
    }
    let (mut texts, mut objects) = (0, 0);
    for means in facts.named(check, cac::PaymentMeans) {
        for code in check.document.named(means, cbc::PaymentMeansCode) {
            texts += usize::from(check.attribute(code, attribute::name).is_some());
        }
    }
    for reference in facts.named(check, cac::AdditionalDocumentReference) {
        if header::has_type(check.document, reference, "130") {
            objects += check.count(reference, &[cbc::ID]);
        }
    }
    for (id, count) in [
        ("UBL-SR-04", objects),
        ("UBL-SR-12", seller_vat),
        ("UBL-SR-13", seller_other),
        ("UBL-SR-18", buyer_vat),
        ("UBL-SR-29", facts.creditor_identifiers as usize),
        ("UBL-SR-46", texts),
    ] {
        check.holds(id, 0, count <= 1);
    }
    for (id, places) in [("UBL-SR-44", &facts.payment_references), ("UBL-SR-47", &facts.payment_means_codes)]
    {
        let Some((first, rest)) = places.split_first() else { continue };
        let first = check.text(*first);
        let other = rest.iter().find(|place| check.text(**place) != first);
        if let Some(other) = other {
            let actual = check.text(*other).to_owned();
            check.differs(id, *other, Some(actual), Some(first.to_owned()));
        }
    }
    // An invoiced object is a reference alone: no attachment, no description.
    for (id, place) in [("UBL-CR-666", facts.attached_object), ("UBL-CR-673", facts.described_object)] {
        if let Some(place) = place {
            check.fail(id, place);
        }
    }
}

/// Whether an identifier is that of a creditor.
pub(super) fn is_creditor(check: &Check<'_, '_>, place: crate::document::Place) -> bool {
    has_scheme(check, place, "SEPA")
}
