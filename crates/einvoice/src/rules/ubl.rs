//! The rules as the official UBL set tests them.
//!
//! One walk over the document calls for each element the tests that name it as their context, and gathers what the tests
//! of the whole document need; those run last.

mod codes;
mod facts;
mod header;
mod lines;
mod parties;
mod structure;
mod totals;
mod vat;

use super::check::Check;
use crate::document::Place;
use crate::document::names::{attribute, cac, cbc};
use facts::Facts;

/// Runs every rule over an Invoice or a CreditNote.
pub(super) fn run(check: &mut Check<'_, '_>) {
    let mut facts = Facts::default();
    facts.root(check);
    for place in 0..check.document.len() {
        element(check, &mut facts, place);
    }
    header::check(check, &facts);
    totals::check_document(check, &facts);
    vat::check(check, &facts);
    structure::check_document(check, &facts);
}

fn element(check: &mut Check<'_, '_>, facts: &mut Facts, place: Place) {
    let document = check.document;
    let name = document.name(place);
    if !name.is_listed() || name.namespace() == cbc::NAMESPACE {
        codes::check(check, facts, place, name);
        return;
    }
    match name {
        cac::AdditionalDocumentReference => header::supporting_document(check, facts, place),
        cac::PostalAddress | cac::Address => parties::address(check, place),
        cac::Party => parties::party(check, place),
        cac::AccountingSupplierParty => parties::seller(check, place),
        cac::TaxRepresentativeParty => parties::representative(check, place),
        cac::PayeeParty => parties::payee(check, place),
        cac::PartyTaxScheme => parties::tax_scheme(check, place),
        cac::Delivery => parties::delivery(check, place),
        cac::AllowanceCharge => lines::allowance_or_charge(check, facts, place),
        cac::LegalMonetaryTotal => totals::check(check, place),
        cac::InvoiceLine | cac::CreditNoteLine => lines::line(check, facts, place),
        cac::InvoicePeriod => lines::period(check, place),
        cac::AdditionalItemProperty => {
            let is_whole = check.has(place, cbc::Name) && check.has(place, cbc::Value);
            check.holds("BR-54", place, is_whole);
        }
        cac::PayeeFinancialAccount => header::account(check, place),
        cac::PaymentMeans => header::payment(check, place),
        cac::BillingReference => header::preceding_invoice(check, place),
        cac::TaxTotal => totals::tax_total(check, place),
        cac::TaxSubtotal => totals::breakdown(check, place),
        cac::TaxCategory => vat::category(check, facts, place),
        cac::ClassifiedTaxCategory => vat::line_category(check, facts, place),
        _ => {}
    }
}

/// Whether a category belongs to a scheme called VAT.
fn is_vat(check: &Check<'_, '_>, place: Place) -> bool {
    let document = check.document;
    document.named(place, cac::TaxScheme).any(|scheme| {
        let mut ids = document.named(scheme, cbc::ID);
        ids.any(|id| document.text(id).trim().eq_ignore_ascii_case("VAT"))
    })
}

/// What an allowance or charge says it is; `None` when it does not say it, or not so that it is understood.
fn indicator(check: &Check<'_, '_>, place: Place) -> Option<bool> {
    check.child(place, cbc::ChargeIndicator).and_then(|found| check.boolean(found).ok())
}

/// Whether an element has an attribute of a value, case left out.
fn has_scheme(check: &Check<'_, '_>, place: Place, scheme: &str) -> bool {
    check.attribute(place, attribute::schemeID).is_some_and(|text| text.eq_ignore_ascii_case(scheme))
}
