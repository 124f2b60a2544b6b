//! Rules of EN 16931 that Factur-X keeps under their identifiers and tests otherwise: it asks for a text that is not empty,
//! however often there is one, and leaves it to its own rules to count.

use super::super::check::Check;
use crate::document::Place;
use crate::document::names::{Attribute, Name, attribute, ram, rsm, udt};

const AGREEMENT: [Name; 2] = [rsm::SupplyChainTradeTransaction, ram::ApplicableHeaderTradeAgreement];
const SETTLEMENT: [Name; 2] = [rsm::SupplyChainTradeTransaction, ram::ApplicableHeaderTradeSettlement];

/// What the document must say somewhere.
const SAID: &[(&str, &[Name])] = &[
    ("BR-01", &[rsm::ExchangedDocumentContext, ram::GuidelineSpecifiedDocumentContextParameter, ram::ID]),
    ("BR-02", &[rsm::ExchangedDocument, ram::ID]),
    ("BR-04", &[rsm::ExchangedDocument, ram::TypeCode]),
    ("BR-05", &[SETTLEMENT[0], SETTLEMENT[1], ram::InvoiceCurrencyCode]),
    ("BR-06", &[AGREEMENT[0], AGREEMENT[1], ram::SellerTradeParty, ram::Name]),
    ("BR-07", &[AGREEMENT[0], AGREEMENT[1], ram::BuyerTradeParty, ram::Name]),
];

/// Whether one of the elements at the end of a path says something.
fn says(check: &Check<'_, '_>, place: Place, path: &[Name]) -> bool {
    let mut says = false;
    check.each(place, path, &mut |found| says |= !check.text(found).is_empty());
    says
}

/// The same of one that has an attribute of a value.
fn says_with(check: &Check<'_, '_>, place: Place, path: &[Name], name: Attribute, value: &str) -> bool {
    let mut says = false;
    check.each(place, path, &mut |found| {
        says |= check.attribute(found, name) == Some(value) && !check.text(found).is_empty();
    });
    says
}

pub(super) fn document(check: &mut Check<'_, '_>) {
    for (id, path) in SAID {
        let holds = says(check, 0, path);
        check.holds(id, 0, holds);
    }
    let date = [rsm::ExchangedDocument, ram::IssueDateTime, udt::DateTimeString];
    let is_dated = says_with(check, 0, &date, attribute::format, "102");
    check.holds("BR-03", 0, is_dated);
    for (ids, party) in
        [(["BR-08", "BR-09"], ram::SellerTradeParty), (["BR-10", "BR-11"], ram::BuyerTradeParty)]
    {
        let of_name = |place: &Place| check.document.name(*place) == party;
        let parties: Vec<_> = (0..check.document.len()).filter(of_name).collect();
        let has_address = parties.iter().any(|place| check.has(*place, ram::PostalTradeAddress));
        let country = [ram::PostalTradeAddress, ram::CountryID];
        let has_country = parties.iter().any(|place| says(check, *place, &country));
        check.holds(ids[0], 0, has_address);
        check.holds(ids[1], 0, has_country);
    }
}

pub(super) fn element(check: &mut Check<'_, '_>, place: Place) {
    let around = check.document.parent_name(place);
    match check.document.name(place) {
        ram::IncludedSupplyChainTradeLineItem => line(check, place),
        ram::AdditionalReferencedDocument => {
            let holds = says(check, place, &[ram::IssuerAssignedID]);
            check.holds("BR-52", place, holds);
        }
        ram::InvoiceReferencedDocument if around == ram::ApplicableHeaderTradeSettlement => {
            let holds = says(check, place, &[ram::IssuerAssignedID]);
            check.holds("BR-55", place, holds);
        }
        ram::SellerTaxRepresentativeTradeParty => {
            let path = [ram::SpecifiedTaxRegistration, ram::ID];
            let holds = says_with(check, place, &path, attribute::schemeID, "VA");
            check.holds("BR-56", place, holds);
        }
        ram::ApplicableHeaderTradeDelivery if around == rsm::SupplyChainTradeTransaction => {
            let address = [ram::ShipToTradeParty, ram::PostalTradeAddress];
            let country = [address[0], address[1], ram::CountryID];
            let holds = says(check, place, &country) || !check.exists(place, &address);
            check.holds("BR-57", place, holds);
        }
        ram::PayeeTradeParty => {
            // The official test looks for the seller where it never stands.
            let has_name = check.has(place, ram::Name);
            check.holds("BR-17", place, has_name);
        }
        ram::ApplicableTradeTax if around == ram::ApplicableHeaderTradeSettlement => tax(check, place),
        ram::ApplicableHeaderTradeSettlement if around == rsm::SupplyChainTradeTransaction => {
            let has_tax = check.has(place, ram::ApplicableTradeTax);
            check.holds("BR-CO-18", place, has_tax);
        }
        ram::SpecifiedTradeAllowanceCharge => {
            // The two have changed places.
            for (id, name) in
                [("CII-SR-471", ram::CategoryTradeTax), ("CII-SR-472", ram::RateApplicablePercent)]
            {
                let count = check.count(place, &[name]);
                check.holds(id, place, count <= 1);
            }
        }
        _ => {}
    }
}

fn line(check: &mut Check<'_, '_>, place: Place) {
    let has_id = says(check, place, &[ram::AssociatedDocumentLineDocument, ram::LineID]);
    check.holds("BR-21", place, has_id);
    let has_name = says(check, place, &[ram::SpecifiedTradeProduct, ram::Name]);
    check.holds("BR-25", place, has_name);
    let identifier: &[Name] = &[ram::SpecifiedTradeProduct, ram::GlobalID];
    let class: &[Name] = &[ram::SpecifiedTradeProduct, ram::DesignatedProductClassification, ram::ClassCode];
    for (id, path, scheme) in
        [("BR-64", identifier, attribute::schemeID), ("BR-65", class, attribute::listID)]
    {
        let (mut is_any, mut has_scheme) = (false, false);
        check.each(place, path, &mut |found| {
            is_any = true;
            has_scheme |= check.attribute(found, scheme).is_some_and(|scheme| !scheme.is_empty());
        });
        check.holds(id, place, has_scheme || !is_any);
    }
}

/// BG-23.
fn tax(check: &mut Check<'_, '_>, place: Place) {
    // The tests of the VAT families take one type code.
    let has_category = check.has(place, ram::CategoryCode);
    let outcome = check.only(place, ram::TypeCode).map(|_| has_category);
    check.test("BR-47", place, outcome);
    let is_outside = check.document.named(place, ram::CategoryCode).any(|code| check.text(code) == "O");
    let has_rate = check.has(place, ram::RateApplicablePercent) || is_outside;
    check.holds("BR-48", place, has_rate);
    let has_both = check.has(place, ram::TaxPointDate) && check.has(place, ram::DueDateTypeCode);
    check.holds("BR-CO-03", place, !has_both);
}
