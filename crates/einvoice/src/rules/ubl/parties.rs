//! Seller, buyer, payee, tax representative, delivery and their addresses.

use super::super::check::{Check, Outcome};
use super::facts::has_vat_number;
use super::has_scheme;
use crate::document::Place;
use crate::document::names::{attribute, cac, cbc};

/// BG-5, BG-8, BG-12 and BG-15.
pub(super) fn address(check: &mut Check<'_, '_>, place: Place) {
    let document = check.document;
    let lines = check.count(place, &[cac::AddressLine]);
    check.holds("UBL-SR-51", place, lines <= 1);
    let around = document.parent(place);
    let country = &[cac::Country, cbc::IdentificationCode];
    if document.name(place) == cac::Address {
        let is_delivery =
            document.name(around) == cac::DeliveryLocation && document.parent_name(around) == cac::Delivery;
        if is_delivery {
            let has_country = check.exists(place, country);
            check.holds("BR-57", place, has_country);
        }
        return;
    }
    let id = match (document.name(around), document.parent_name(around)) {
        (cac::Party, cac::AccountingSupplierParty) => "BR-09",
        (cac::Party, cac::AccountingCustomerParty) => "BR-11",
        (cac::TaxRepresentativeParty, _) => "BR-20",
        _ => return,
    };
    let outcome = check.filled(place, country);
    check.test(id, place, outcome);
}

/// The party within BG-4 and BG-7.
pub(super) fn party(check: &mut Check<'_, '_>, place: Place) {
    let document = check.document;
    let id = match document.parent_name(place) {
        cac::AccountingSupplierParty => {
            let schemes = check.count(place, &[cac::PartyTaxScheme]);
            check.holds("UBL-SR-42", place, schemes <= 2);
            "BR-62"
        }
        cac::AccountingCustomerParty => "BR-63",
        _ => return,
    };
    for address in document.named(place, cbc::EndpointID) {
        let has_scheme = document.attribute(address, attribute::schemeID).is_some();
        check.holds(id, address, has_scheme);
    }
}

/// BG-4.
pub(super) fn seller(check: &mut Check<'_, '_>, place: Place) {
    let document = check.document;
    let is_known = |party: Place| {
        let mut identifiers = Vec::new();
        check.each(party, &[cac::PartyIdentification, cbc::ID], &mut |id| identifiers.push(id));
        has_vat_number(check, party)
            || identifiers.iter().any(|id| document.attribute(*id, attribute::schemeID) != Some("SEPA"))
            || check.exists(party, &[cac::PartyLegalEntity, cbc::CompanyID])
    };
    let is_known = document.named(place, cac::Party).any(is_known);
    check.holds("BR-CO-26", place, is_known);
}

/// BG-11.
pub(super) fn representative(check: &mut Check<'_, '_>, place: Place) {
    let outcome = check.filled(place, &[cac::PartyName, cbc::Name]);
    check.test("BR-18", place, outcome);
    let has_address = check.has(place, cac::PostalAddress);
    check.holds("BR-19", place, has_address);
    let has_number = has_vat_number(check, place);
    check.holds("BR-56", place, has_number);
    for (id, path) in
        [("UBL-SR-22", [cac::PartyName, cbc::Name]), ("UBL-SR-23", [cac::PartyTaxScheme, cbc::CompanyID])]
    {
        let count = check.count(place, &path);
        check.holds(id, place, count <= 1);
    }
}

/// BG-10.
pub(super) fn payee(check: &mut Check<'_, '_>, place: Place) {
    let around = check.document.parent(place);
    let name = [cac::PartyName, cbc::Name];
    let identifier = [cac::PartyIdentification, cbc::ID];
    let (names, identifiers) = (check.texts(place, &name), check.texts(place, &identifier));
    let seller = [cac::AccountingSupplierParty, cac::Party];
    let [seller_names, seller_identifiers, legal_names] = check.beside(
        around,
        &[
            &[seller[0], seller[1], name[0], name[1]],
            &[seller[0], seller[1], identifier[0], identifier[1]],
            &[seller[0], seller[1], cac::PartyLegalEntity, cbc::RegistrationName],
        ],
    ) else {
        return;
    };
    let is_seller = !names.is_disjoint(seller_names) || !identifiers.is_disjoint(seller_identifiers);
    // One name that is not the same as another is enough for the official test.
    let differs = !names.is_empty()
        && !legal_names.is_empty()
        && (names.len() > 1 || legal_names.len() > 1 || names.is_disjoint(legal_names));
    let holds = check.exists(place, &name) && !is_seller;
    check.holds("BR-17", place, holds);
    let mut identifiers = 0;
    check.each(place, &identifier, &mut |id| identifiers += usize::from(!has_scheme(check, id, "SEPA")));
    let names = check.count(place, &name);
    let legal = check.count(place, &[cac::PartyLegalEntity, cbc::CompanyID]);
    for (id, count) in [("UBL-SR-19", names), ("UBL-SR-20", identifiers), ("UBL-SR-21", legal)] {
        check.holds(id, place, count <= 1 && differs);
    }
}

/// BT-31, BT-32, BT-48 and BT-63.
pub(super) fn tax_scheme(check: &mut Check<'_, '_>, place: Place) {
    let is_whole = check.exists(place, &[cac::TaxScheme, cbc::ID]) && check.has(place, cbc::CompanyID);
    check.holds("UBL-SR-53", place, is_whole);
    let document = check.document;
    let id = match (document.parent_name(place), document.parent_name(document.parent(place))) {
        (cac::TaxRepresentativeParty, _) => Some("BR-56"),
        (cac::Party, cac::AccountingSupplierParty) => Some("UBL-SR-12"),
        (cac::Party, cac::AccountingCustomerParty) => Some("UBL-SR-18"),
        _ => None,
    };
    if let Some(id) = id {
        for scheme in document.named(place, cac::TaxScheme) {
            let single = check.only(scheme, cbc::ID);
            check.test(id, scheme, single.map(|_| true));
        }
    }
    if id == Some("BR-56") {
        let single = check.only(place, cac::TaxScheme);
        check.test("BR-56", place, single.map(|_| true));
    }
    if super::is_vat(check, place) {
        let outcome = prefix_is_country(check, place);
        check.test("BR-CO-09", place, outcome);
    }
}

/// The official test looks for the first two characters anywhere in the list, so that one, or none, is enough.
fn prefix_is_country(check: &Check<'_, '_>, place: Place) -> Outcome<bool> {
    let Some(number) = check.only(place, cbc::CompanyID)? else { return Ok(true) };
    let text = check.text(number);
    let end = text.char_indices().nth(2).map_or(text.len(), |(at, _)| at);
    let prefix = text.get(..end).unwrap_or_default();
    Ok(prefix == "EL" || super::super::codes::COUNTRIES_UBL.has_piece(prefix))
}

/// BG-13.
pub(super) fn delivery(check: &mut Check<'_, '_>, place: Place) {
    let names = check.count(place, &[cac::DeliveryParty, cac::PartyName, cbc::Name]);
    check.holds("UBL-SR-25", place, names <= 1);
}
