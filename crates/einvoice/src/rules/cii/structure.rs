//! What a document may have once at most, or must have once (CII-SR).

use super::super::check::Check;
use super::{Facts, is_at};
use crate::document::Place;
use crate::document::names::{Name, attribute, ram, rsm, udt};

const LINE: [Name; 2] = [rsm::SupplyChainTradeTransaction, ram::IncludedSupplyChainTradeLineItem];

/// The two heads of a document.
pub(super) fn document(check: &mut Check<'_, '_>, place: Place) {
    if check.document.parent(place) != 0 {
        return;
    }
    if check.document.name(place) == rsm::ExchangedDocument {
        let codes = check.count(place, &[ram::TypeCode]);
        check.holds("CII-SR-014", place, codes == 1);
        return;
    }
    let guideline = ram::GuidelineSpecifiedDocumentContextParameter;
    for (id, path) in [("CII-SR-009", [guideline].as_slice()), ("CII-SR-010", &[guideline, ram::ID])] {
        let count = check.count(place, path);
        check.holds(id, place, count == 1);
    }
}

/// BG-31.
pub(super) fn product(check: &mut Check<'_, '_>, place: Place) {
    let document = check.document;
    if !is_at(document, place, &[LINE[0], LINE[1], ram::SpecifiedTradeProduct]) {
        return;
    }
    let mut identifiers = document.named(place, ram::GlobalID);
    let has_scheme = identifiers.any(|id| document.attribute(id, attribute::schemeID).is_some());
    let holds = has_scheme || !check.has(place, ram::GlobalID);
    check.holds("CII-SR-046", place, holds);
    if check.has(place, ram::OriginTradeCountry) {
        let countries = check.count(place, &[ram::OriginTradeCountry, ram::ID]);
        check.holds("CII-SR-090", place, countries == 1);
    }
}

/// BT-146.
pub(super) fn agreement(check: &mut Check<'_, '_>, place: Place) {
    if is_at(check.document, place, &[LINE[0], LINE[1], ram::SpecifiedLineTradeAgreement]) {
        let prices = check.count(place, &[ram::NetPriceProductTradePrice, ram::ChargeAmount]);
        check.holds("CII-SR-439", place, prices == 1);
        check.holds("CII-SR-441", place, prices <= 1);
        // A warning of the official set reads these indicators, and stops like any other test.
        let path = [
            ram::GrossPriceProductTradePrice,
            ram::AppliedTradeAllowanceCharge,
            ram::ChargeIndicator,
            udt::Indicator,
        ];
        if let Some(given) = check.first(place, &path) {
            let readable = check.boolean(given);
            check.test("CII-SR-439", given, readable.map(|_| true));
        }
    }
}

/// BT-147.
pub(super) fn gross_price(check: &mut Check<'_, '_>, place: Place) {
    let document = check.document;
    for discount in document.named(place, ram::AppliedTradeAllowanceCharge) {
        let amounts = check.count(discount, &[ram::ActualAmount]);
        check.holds("CII-SR-440", discount, amounts <= 1);
    }
}

/// BG-4 and BG-7.
pub(super) fn parties(check: &mut Check<'_, '_>, place: Place) {
    let path = [rsm::SupplyChainTradeTransaction, ram::ApplicableHeaderTradeAgreement];
    if !is_at(check.document, place, &path) {
        return;
    }
    for (id, party, name) in [
        ("CII-SR-455", ram::SellerTradeParty, ram::DefinedTradeContact),
        ("CII-SR-456", ram::BuyerTradeParty, ram::DefinedTradeContact),
        ("CII-SR-459", ram::SellerTradeParty, ram::URIUniversalCommunication),
        ("CII-SR-460", ram::BuyerTradeParty, ram::URIUniversalCommunication),
    ] {
        let count = check.count(place, &[party, name]);
        check.holds(id, place, count <= 1);
    }
}

/// BT-7, and the account of a transfer.
pub(super) fn settlement(check: &mut Check<'_, '_>, place: Place) {
    let document = check.document;
    let path = [rsm::SupplyChainTradeTransaction, ram::ApplicableHeaderTradeSettlement];
    if !is_at(document, place, &path) {
        return;
    }
    let points = check.count(place, &[ram::ApplicableTradeTax, ram::TaxPointDate]);
    check.holds("CII-SR-461", place, points <= 1);
    let mut is_lacking = false;
    for means in document.named(place, ram::SpecifiedTradeSettlementPaymentMeans) {
        let mut codes = document.named(means, ram::TypeCode);
        let is_transfer = codes.any(|code| matches!(document.text(code).trim(), "30" | "58"));
        let account = ram::PayeePartyCreditorFinancialAccount;
        let has_account = check.exists(means, &[account, ram::IBANID])
            || check.exists(means, &[account, ram::ProprietaryID]);
        is_lacking |= is_transfer && !has_account;
    }
    check.holds("CII-SR-470", place, !is_lacking);
}

/// What must be the same wherever it stands.
pub(super) fn check_document(check: &mut Check<'_, '_>, facts: &Facts) {
    let mut codes = facts
        .tax_point_codes
        .iter()
        .filter(|code| check.document.parent_name(**code) == ram::ApplicableTradeTax);
    let other = codes.next().and_then(|first| {
        let first = check.text(*first);
        codes.find(|code| check.text(**code) != first).copied()
    });
    if let Some(place) = facts.settlement.filter(|_| other.is_some()) {
        check.fail("CII-SR-462", place);
    }
    for (id, places) in [("CII-SR-467", &facts.means_codes), ("CII-SR-468", &facts.means_texts)] {
        let Some((first, rest)) = places.split_first() else { continue };
        let words = |place: Place| check.text(place).split_whitespace().collect::<Vec<_>>();
        let other = rest.iter().find(|place| words(**place) != words(*first)).copied();
        if let Some(other) = other {
            let (actual, expected) = (check.text(other).to_owned(), check.text(*first).to_owned());
            check.differs(id, other, Some(actual), Some(expected));
        }
    }
    check.holds("CII-SR-469", 0, facts.references <= 1);
    for (id, name) in [("CII-DT-013", attribute::languageID), ("CII-DT-014", attribute::languageLocaleID)] {
        let is_given = check.attribute(0, name).is_some();
        check.holds(id, 0, !is_given);
    }
}
