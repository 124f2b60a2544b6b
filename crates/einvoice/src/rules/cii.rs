//! The rules as the official CII set tests them.
//!
//! One walk over the document calls for each element the tests that name it as their context, and gathers what the tests
//! of the whole document need; those run last.

mod codes;
mod facts;
mod header;
mod lines;
mod structure;
mod totals;
mod types;
mod vat;

use super::check::Check;
use crate::document::names::{ram, rsm, udt};
use crate::document::{Document, Place};
use facts::Facts;

/// Runs every rule over a CrossIndustryInvoice.
pub(super) fn run(check: &mut Check<'_, '_>) {
    let mut facts = Facts::new(check);
    for place in 0..check.document.len() {
        element(check, &mut facts, place);
    }
    header::check(check, &facts);
    totals::check_document(check, &facts);
    vat::check_document(check, &facts);
    structure::check_document(check, &facts);
}

fn element(check: &mut Check<'_, '_>, facts: &mut Facts, place: Place) {
    let name = check.document.name(place);
    types::check(check, place, name);
    codes::check(check, facts, place, name);
    match name {
        ram::DesignatedProductClassification => lines::classification(check, place),
        ram::AdditionalReferencedDocument => {
            let outcome = check.filled(place, &[ram::IssuerAssignedID]);
            check.test("BR-52", place, outcome);
        }
        ram::ApplicableTradeSettlementFinancialCard => header::card(check, place),
        ram::PayeePartyCreditorFinancialAccount => header::account(check, place),
        ram::ApplicableHeaderTradeDelivery => header::delivery(check, place),
        ram::SpecifiedTradeAllowanceCharge => lines::allowance_or_charge(check, facts, place),
        ram::SpecifiedTradeSettlementHeaderMonetarySummation => totals::check(check, facts, place),
        ram::IncludedSupplyChainTradeLineItem => lines::line(check, facts, place),
        ram::BillingSpecifiedPeriod => lines::period(check, place),
        ram::ApplicableProductCharacteristic => lines::attribute(check, place),
        ram::PayeeTradeParty => header::payee(check, place),
        ram::SpecifiedTradeSettlementPaymentMeans => {
            let has_code = check.has(place, ram::TypeCode);
            check.holds("BR-49", place, has_code);
        }
        ram::InvoiceReferencedDocument => header::preceding_invoice(check, place),
        ram::SellerTradeParty => header::seller(check, place),
        ram::SellerTaxRepresentativeTradeParty => header::representative(check, place),
        ram::TaxTotalAmount => totals::tax_total(check, facts, place),
        ram::ApplicableTradeTax => vat::tax(check, facts, place),
        ram::CategoryTradeTax => vat::price_change(check, facts, place),
        ram::GrossPriceProductTradePrice => structure::gross_price(check, place),
        ram::SpecifiedTradeProduct => structure::product(check, place),
        ram::SpecifiedLineTradeAgreement => structure::agreement(check, place),
        rsm::ExchangedDocumentContext | rsm::ExchangedDocument => structure::document(check, place),
        ram::ApplicableHeaderTradeAgreement => structure::parties(check, place),
        ram::ApplicableHeaderTradeSettlement => structure::settlement(check, place),
        udt::DateTimeString => types::date(check, place),
        _ => {}
    }
}

/// Whether an element is reached from the root by these names.
fn is_at(document: &Document<'_>, place: Place, path: &[crate::document::names::Name]) -> bool {
    let mut place = place;
    for name in path.iter().rev() {
        if place == 0 || document.name(place) != *name {
            return false;
        }
        place = document.parent(place);
    }
    place == 0
}

/// Whether a tax is VAT.
fn is_vat(check: &Check<'_, '_>, place: Place) -> bool {
    let mut codes = check.document.named(place, ram::TypeCode);
    codes.any(|code| check.text(code).eq_ignore_ascii_case("VAT"))
}

/// What an allowance or charge says it is, as a text.
fn indicator<'d>(check: &Check<'d, '_>, place: Place) -> Option<&'d str> {
    let found = check.first(place, &[ram::ChargeIndicator, udt::Indicator])?;
    Some(check.text(found))
}

/// The same as XPath reads it as true or false; `None` when it does not say it, or not so that it is understood.
fn is_charge(check: &Check<'_, '_>, place: Place) -> Option<bool> {
    check.first(place, &[ram::ChargeIndicator, udt::Indicator]).and_then(|found| check.boolean(found).ok())
}
