//! What single texts must be: codes of a list, two decimals, attributes.

use super::super::check::Check;
use super::super::codes::{self, Codes};
use super::super::number;
use super::{Facts, indicator, structure};
use crate::document::Place;
use crate::document::names::{Name, attribute, cac, cbc};

pub(super) fn check(check: &mut Check<'_, '_>, facts: &mut Facts, place: Place, name: Name) {
    let document = check.document;
    let around = document.parent_name(place);
    match name {
        cbc::InvoiceTypeCode => text(check, "BR-CL-01", place, &codes::DOCUMENT_TYPES_UBL_INVOICE),
        cbc::CreditNoteTypeCode => text(check, "BR-CL-01", place, &codes::DOCUMENT_TYPES_UBL_CREDIT_NOTE),
        cbc::DocumentCurrencyCode => text(check, "BR-CL-04", place, &codes::CURRENCIES),
        cbc::TaxCurrencyCode => text(check, "BR-CL-05", place, &codes::CURRENCIES),
        cbc::Note if document.parent(place) == 0 => note(check, place),
        cbc::ID => identifier(check, facts, place, around),
        cbc::PrimaryAccountNumberID if around == cac::CardAccount => {
            let is_short = check.length(place) <= 10;
            let is_of_payment = document.parent_name(document.parent(place)) == cac::PaymentMeans;
            check.holds("BR-51", place, is_short || !is_of_payment);
        }
        cbc::CompanyID if around == cac::PartyLegalEntity => scheme(check, "BR-CL-11", place),
        cbc::EndpointID => {
            let list = &codes::ELECTRONIC_ADDRESS_SCHEMES;
            attribute_of(check, "BR-CL-25", place, attribute::schemeID, list);
        }
        cbc::IdentificationCode => {
            facts.is_outside_italy |= document.text(place) != "IT";
            match around {
                cac::Country => text(check, "BR-CL-14", place, &codes::COUNTRIES_UBL),
                cac::OriginCountry => text(check, "BR-CL-15", place, &codes::COUNTRIES_UBL),
                _ => {}
            }
        }
        cbc::PaymentID => facts.payment_references.push(place),
        cbc::PaymentMeansCode => {
            facts.payment_means_codes.push(place);
            if around == cac::PaymentMeans {
                text(check, "BR-CL-16", place, &codes::PAYMENT_MEANS);
            }
        }
        cbc::DescriptionCode if around == cac::InvoicePeriod => {
            let code = document.text(place);
            check.listed("BR-CL-06", place, code, matches!(code.trim(), "3" | "35" | "432"));
        }
        cbc::AllowanceChargeReasonCode if around == cac::AllowanceCharge => {
            match indicator(check, document.parent(place)) {
                Some(false) => text(check, "BR-CL-19", place, &codes::ALLOWANCE_REASONS),
                Some(true) => text(check, "BR-CL-20", place, &codes::CHARGE_REASONS),
                None => {}
            }
        }
        cbc::TaxExemptionReasonCode => {
            let code = document.text(place);
            check.listed("BR-CL-22", place, code, codes::is_exemption_reason(code));
        }
        cbc::InvoicedQuantity | cbc::CreditedQuantity | cbc::BaseQuantity => {
            attribute_of(check, "BR-CL-23", place, attribute::unitCode, &codes::UNITS);
        }
        cbc::ItemClassificationCode if around == cac::CommodityClassification => {
            let list = &codes::CLASSIFICATION_SCHEMES;
            attribute_of(check, "BR-CL-13", place, attribute::listID, list);
        }
        cbc::EmbeddedDocumentBinaryObject => {
            if let Some(media) = document.attribute(place, attribute::mimeCode) {
                check.listed("BR-CL-24", place, media, codes::MEDIA_TYPES.contains(&media));
            }
            binary(check, place);
        }
        cbc::Amount
        | cbc::BaseAmount
        | cbc::PriceAmount
        | cbc::TaxAmount
        | cbc::TaxableAmount
        | cbc::LineExtensionAmount
        | cbc::TaxExclusiveAmount
        | cbc::TaxInclusiveAmount
        | cbc::AllowanceTotalAmount
        | cbc::ChargeTotalAmount
        | cbc::PrepaidAmount
        | cbc::PayableRoundingAmount
        | cbc::PayableAmount => {
            if name == cbc::TaxAmount && around == cac::TaxTotal {
                let currency = document.attribute(place, attribute::currencyID).unwrap_or_default();
                if facts.tax_currencies.len() < 10 && !facts.tax_currencies.contains(currency) {
                    facts.tax_currencies.insert(currency.to_owned());
                }
            }
            currency(check, facts, place);
            if name != cbc::PriceAmount {
                amount(check, place);
            }
        }
        cbc::TaxInclusiveLineExtensionAmount => amount(check, place),
        name if !name.is_listed() => by_name(check, place),
        _ => {}
    }
}

/// Elements that no list names are tested by the end of their names.
fn by_name(check: &mut Check<'_, '_>, place: Place) {
    let name = check.document.qualified_name(place);
    if name.ends_with("Amount") && !name.ends_with("PriceAmount") {
        amount(check, place);
    } else if name.ends_with("BinaryObject") {
        binary(check, place);
    }
}

fn text(check: &mut Check<'_, '_>, id: &'static str, place: Place, list: &Codes) {
    let code = check.text(place);
    check.listed(id, place, code, list.contains(code));
}

fn attribute_of(
    check: &mut Check<'_, '_>,
    id: &'static str,
    place: Place,
    name: crate::document::names::Attribute,
    list: &Codes,
) {
    if let Some(code) = check.attribute(place, name) {
        check.listed(id, place, code, list.contains(code));
    }
}

fn scheme(check: &mut Check<'_, '_>, id: &'static str, place: Place) {
    attribute_of(check, id, place, attribute::schemeID, &codes::IDENTIFIER_SCHEMES);
}

/// BT-21, which UBL writes at the beginning of BT-22 between two `#`.
fn note(check: &mut Check<'_, '_>, place: Place) {
    let text = check.text(place);
    let code = text.split_once('#').map(|(_, after)| after.split_once('#').map_or("", |(code, _)| code));
    if let Some(code) = code.filter(|code| code.chars().count() == 3) {
        check.listed("BR-CL-08", place, code, codes::NOTE_SUBJECTS_UBL.has_piece(code));
    }
}

fn identifier(check: &mut Check<'_, '_>, facts: &mut Facts, place: Place, around: Name) {
    let document = check.document;
    match around {
        cac::TaxCategory | cac::ClassifiedTaxCategory => {
            let code = document.text(place);
            let category = codes::Category::of(code.trim());
            let id = if around == cac::TaxCategory { "BR-CL-17" } else { "BR-CL-18" };
            check.listed(id, place, code, category != codes::Category::Other);
        }
        cac::AdditionalDocumentReference | cac::DocumentReference
            if super::header::has_type(document, document.parent(place), "130") =>
        {
            attribute_of(check, "BR-CL-07", place, attribute::schemeID, &codes::OBJECT_SCHEMES);
        }
        cac::PartyIdentification => {
            facts.creditor_identifiers += u32::from(structure::is_creditor(check, place));
            let Some(scheme) = document.attribute(place, attribute::schemeID) else { return };
            let may_be_creditor = document.is_within(place, cac::AccountingSupplierParty)
                || document.is_within(place, cac::PayeeParty);
            let is_listed =
                codes::IDENTIFIER_SCHEMES.contains(scheme) || scheme.trim() == "SEPA" && may_be_creditor;
            check.listed("BR-CL-10", place, scheme, is_listed);
        }
        cac::StandardItemIdentification => scheme(check, "BR-CL-21", place),
        cac::DeliveryLocation => scheme(check, "BR-CL-26", place),
        _ => {}
    }
}

fn currency(check: &mut Check<'_, '_>, facts: &mut Facts, place: Place) {
    let code = check.attribute(place, attribute::currencyID).unwrap_or_default();
    if !code.is_empty() && code == facts.last_currency {
        return;
    }
    if codes::CURRENCIES.contains(code) {
        code.clone_into(&mut facts.last_currency);
    } else {
        check.listed("BR-CL-03", place, code, false);
    }
}

/// Two decimals at most, but for what belongs to a price with a discount.
fn amount(check: &mut Check<'_, '_>, place: Place) {
    let document = check.document;
    let text = document.text(place);
    if number::decimals(text) <= 2 {
        return;
    }
    let mut around = place;
    while around != 0 {
        around = document.parent(around);
        if document.name(around) == cac::Price && check.has(around, cac::AllowanceCharge) {
            return;
        }
    }
    check.differs("UBL-DT-01", place, Some(text.to_owned()), None);
}

fn binary(check: &mut Check<'_, '_>, place: Place) {
    for (id, name) in [("UBL-DT-06", attribute::mimeCode), ("UBL-DT-07", attribute::filename)] {
        let is_given = check.attribute(place, name).is_some();
        check.holds(id, place, is_given);
    }
}
