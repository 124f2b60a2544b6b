//! What an invoice must have, its parties and its payment.

use super::super::check::{Check, Stop, StopReason};
use super::{Facts, is_at};
use crate::document::Place;
use crate::document::names::{Name, attribute, ram, rsm, udt};

/// The ways from the root to the four parts of a trade.
const AGREEMENT: [Name; 2] = [rsm::SupplyChainTradeTransaction, ram::ApplicableHeaderTradeAgreement];
const DELIVERY: [Name; 2] = [rsm::SupplyChainTradeTransaction, ram::ApplicableHeaderTradeDelivery];
const SETTLEMENT: [Name; 2] = [rsm::SupplyChainTradeTransaction, ram::ApplicableHeaderTradeSettlement];

/// What must have a text: id and path from the root.
const FILLED: &[(&str, &[Name])] = &[
    ("BR-01", &[rsm::ExchangedDocumentContext, ram::GuidelineSpecifiedDocumentContextParameter, ram::ID]),
    ("BR-02", &[rsm::ExchangedDocument, ram::ID]),
    ("BR-04", &[rsm::ExchangedDocument, ram::TypeCode]),
    ("BR-05", &[SETTLEMENT[0], SETTLEMENT[1], ram::InvoiceCurrencyCode]),
    ("BR-06", &[AGREEMENT[0], AGREEMENT[1], ram::SellerTradeParty, ram::Name]),
    ("BR-07", &[AGREEMENT[0], AGREEMENT[1], ram::BuyerTradeParty, ram::Name]),
    ("BR-09", &[AGREEMENT[0], AGREEMENT[1], ram::SellerTradeParty, ram::PostalTradeAddress, ram::CountryID]),
    ("BR-11", &[AGREEMENT[0], AGREEMENT[1], ram::BuyerTradeParty, ram::PostalTradeAddress, ram::CountryID]),
];

/// What must be there: id and path from the root.
const PRESENT: &[(&str, &[Name])] = &[
    ("BR-08", &[AGREEMENT[0], AGREEMENT[1], ram::SellerTradeParty, ram::PostalTradeAddress]),
    ("BR-10", &[AGREEMENT[0], AGREEMENT[1], ram::BuyerTradeParty, ram::PostalTradeAddress]),
];

pub(super) fn check(check: &mut Check<'_, '_>, facts: &Facts) {
    for (id, path) in FILLED {
        let outcome = check.filled(0, path);
        check.test(id, 0, outcome);
    }
    for (id, path) in PRESENT {
        let is_present = check.exists(0, path);
        check.holds(id, 0, is_present);
    }
    let mut dates = Vec::new();
    let path = [rsm::ExchangedDocument, ram::IssueDateTime, udt::DateTimeString];
    check.each(0, &path, &mut |date| {
        if check.attribute(date, attribute::format) == Some("102") {
            dates.push(date);
        }
    });
    let outcome = match dates.as_slice() {
        [_, second, ..] => Err(Stop { place: *second, reason: StopReason::Repeated }),
        [date] => Ok(!check.text(*date).trim().is_empty()),
        [] => Ok(false),
    };
    check.test("BR-03", 0, outcome);
    check.holds("BR-16", 0, facts.lines > 0);
    for (id, party) in [("BR-62", ram::SellerTradeParty), ("BR-63", ram::BuyerTradeParty)] {
        let mut has_address = false;
        let mut has_scheme = false;
        let party = facts.agreement.and_then(|agreement| check.child(agreement, party));
        if let Some(address) = party.and_then(|party| check.child(party, ram::URIUniversalCommunication)) {
            has_address = true;
            check.each(address, &[ram::URIID], &mut |id| {
                let scheme = check.attribute(id, attribute::schemeID).unwrap_or_default();
                has_scheme |= !scheme.trim().is_empty();
            });
        }
        check.holds(id, party.unwrap_or(0), has_scheme || !has_address);
    }
}

/// BG-18: six digits and four.
pub(super) fn card(check: &mut Check<'_, '_>, place: Place) {
    let number = check.only(place, ram::ID);
    let outcome = number.map(|number| number.is_none_or(|number| check.length(number) <= 10));
    check.test("BR-51", place, outcome);
}

/// BG-17 of a transfer.
pub(super) fn account(check: &mut Check<'_, '_>, place: Place) {
    let document = check.document;
    let means = document.parent(place);
    let is_transfer = document.name(means) == ram::SpecifiedTradeSettlementPaymentMeans
        && document.named(means, ram::TypeCode).any(|code| matches!(document.text(code), "30" | "58"));
    if !is_transfer {
        return;
    }
    let is_filled =
        || Ok(check.filled(place, &[ram::IBANID])? || check.filled(place, &[ram::ProprietaryID])?);
    let outcome = is_filled();
    check.test("BR-50", place, outcome);
    let has_account = check.has(place, ram::IBANID) || check.has(place, ram::ProprietaryID);
    check.holds("BR-61", place, has_account);
}

/// BG-15.
pub(super) fn delivery(check: &mut Check<'_, '_>, place: Place) {
    let address = [ram::ShipToTradeParty, ram::PostalTradeAddress];
    if is_at(check.document, place, &DELIVERY) && check.exists(place, &address) {
        let outcome = check.filled(place, &[address[0], address[1], ram::CountryID]);
        check.test("BR-57", place, outcome);
    }
}

/// BG-10.
pub(super) fn payee(check: &mut Check<'_, '_>, place: Place) {
    let document = check.document;
    let transaction = document.parent(document.parent(place));
    let paths: [&[Name]; 3] = [&[ram::Name], &[ram::ID], &[ram::SpecifiedLegalOrganization, ram::ID]];
    let own = paths.map(|path| check.texts(place, path));
    let of_seller =
        paths.map(|path| [&[ram::ApplicableHeaderTradeAgreement, ram::SellerTradeParty], path].concat());
    let sellers = check.beside(transaction, &of_seller.each_ref().map(Vec::as_slice));
    let is_seller = own.iter().zip(sellers).any(|(own, seller)| !own.is_disjoint(seller));
    let holds = check.has(place, ram::Name) && !is_seller;
    check.holds("BR-17", place, holds);
}

/// BG-3.
pub(super) fn preceding_invoice(check: &mut Check<'_, '_>, place: Place) {
    let is_of_document = is_at(check.document, check.document.parent(place), &SETTLEMENT);
    if is_of_document {
        let outcome = check.filled(place, &[ram::IssuerAssignedID]);
        check.test("BR-55", place, outcome);
    }
}

/// BG-4.
pub(super) fn seller(check: &mut Check<'_, '_>, place: Place) {
    let mut has_number = false;
    check.each(place, &[ram::SpecifiedTaxRegistration, ram::ID], &mut |id| {
        has_number |= check.attribute(id, attribute::schemeID) == Some("VA");
    });
    let is_known = has_number
        || check.has(place, ram::ID)
        || check.has(place, ram::GlobalID)
        || check.exists(place, &[ram::SpecifiedLegalOrganization, ram::ID]);
    check.holds("BR-CO-26", place, is_known);
}

/// BG-11.
pub(super) fn representative(check: &mut Check<'_, '_>, place: Place) {
    let outcome = check.filled(place, &[ram::Name]);
    check.test("BR-18", place, outcome);
    let has_address = check.has(place, ram::PostalTradeAddress);
    check.holds("BR-19", place, has_address);
    let outcome = check.filled(place, &[ram::PostalTradeAddress, ram::CountryID]);
    check.test("BR-20", place, outcome);
    let mut has_number = false;
    check.each(place, &[ram::SpecifiedTaxRegistration, ram::ID], &mut |id| {
        let is_vat = check.attribute(id, attribute::schemeID) == Some("VA");
        has_number |= is_vat && !check.text(id).trim().is_empty();
    });
    check.holds("BR-56", place, has_number);
}
