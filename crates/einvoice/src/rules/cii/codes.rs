//! Codes of a list.

use super::super::check::Check;
use super::super::codes::{self, Category, Codes};
use super::{Facts, is_charge};
use crate::document::Place;
use crate::document::names::{Attribute, Name, attribute, ram, rsm};

pub(super) fn check(check: &mut Check<'_, '_>, facts: &mut Facts, place: Place, name: Name) {
    let document = check.document;
    let around = document.parent_name(place);
    match name {
        ram::TypeCode => match around {
            rsm::ExchangedDocument => text(check, "BR-CL-01", place, &codes::DOCUMENT_TYPES_CII),
            ram::SpecifiedTradeSettlementPaymentMeans => {
                facts.means_codes.push(place);
                text(check, "BR-CL-16", place, &codes::PAYMENT_MEANS);
            }
            _ => {}
        },
        ram::Information if around == ram::SpecifiedTradeSettlementPaymentMeans => {
            facts.means_texts.push(place)
        }
        ram::PaymentReference if around == ram::ApplicableHeaderTradeSettlement => facts.references += 1,
        ram::TaxPointDate => facts.tax_points += 1,
        ram::TaxTotalAmount => scheme(check, "BR-CL-03", place, attribute::currencyID, &codes::CURRENCIES),
        ram::InvoiceCurrencyCode => text(check, "BR-CL-04", place, &codes::CURRENCIES),
        ram::TaxCurrencyCode => text(check, "BR-CL-05", place, &codes::CURRENCIES),
        ram::DueDateTypeCode => {
            facts.tax_point_codes.push(place);
            let code = document.text(place);
            check.listed("BR-CL-06", place, code, matches!(code.trim(), "5" | "29" | "72"));
        }
        ram::ReferenceTypeCode => text(check, "BR-CL-07", place, &codes::OBJECT_SCHEMES),
        ram::SubjectCode => text(check, "BR-CL-08", place, &codes::NOTE_SUBJECTS_CII),
        ram::GlobalID => global_identifier(check, place, around),
        ram::ID => {
            let is_tax_number = document.is_within(place, ram::SpecifiedTaxRegistration);
            if document.attribute(place, attribute::schemeID).is_some() && !is_tax_number {
                identifier(check, "BR-CL-11", place);
            } else if around == ram::OriginTradeCountry {
                text(check, "BR-CL-15", place, &codes::COUNTRIES_CII);
            }
        }
        ram::ClassCode => scheme(check, "BR-CL-13", place, attribute::listID, &codes::CLASSIFICATION_SCHEMES),
        ram::CountryID => {
            facts.is_outside_italy |= document.text(place) != "IT";
            text(check, "BR-CL-14", place, &codes::COUNTRIES_CII);
        }
        ram::CategoryCode => {
            let id = match around {
                ram::CategoryTradeTax => "BR-CL-17",
                ram::ApplicableTradeTax => "BR-CL-18",
                _ => return,
            };
            let code = document.text(place);
            check.listed(id, place, code, Category::of(code.trim()) != Category::Other);
        }
        ram::ReasonCode if around == ram::SpecifiedTradeAllowanceCharge => {
            match is_charge(check, document.parent(place)) {
                Some(false) => text(check, "BR-CL-19", place, &codes::ALLOWANCE_REASONS),
                Some(true) => text(check, "BR-CL-20", place, &codes::CHARGE_REASONS),
                None => {}
            }
        }
        ram::ExemptionReasonCode => {
            let code = document.text(place);
            check.listed("BR-CL-22", place, code, codes::is_exemption_reason(code));
        }
        ram::BasisQuantity | ram::BilledQuantity => {
            scheme(check, "BR-CL-23", place, attribute::unitCode, &codes::UNITS);
        }
        ram::AttachmentBinaryObject => {
            if let Some(media) = document.attribute(place, attribute::mimeCode) {
                check.listed("BR-CL-24", place, media, codes::MEDIA_TYPES.contains(&media));
            }
        }
        ram::URIID if around == ram::URIUniversalCommunication => {
            let list = &codes::ELECTRONIC_ADDRESS_SCHEMES;
            scheme(check, "BR-CL-25", place, attribute::schemeID, list);
        }
        _ => {}
    }
    if name == ram::ID && around == ram::SpecifiedTaxRegistration {
        vat_number(check, place);
    }
}

fn text(check: &mut Check<'_, '_>, id: &'static str, place: Place, list: &Codes) {
    let code = check.text(place);
    check.listed(id, place, code, list.contains(code));
}

fn scheme(check: &mut Check<'_, '_>, id: &'static str, place: Place, name: Attribute, list: &Codes) {
    if let Some(code) = check.attribute(place, name) {
        check.listed(id, place, code, list.contains(code));
    }
}

fn identifier(check: &mut Check<'_, '_>, id: &'static str, place: Place) {
    scheme(check, id, place, attribute::schemeID, &codes::IDENTIFIER_SCHEMES);
}

fn global_identifier(check: &mut Check<'_, '_>, place: Place, around: Name) {
    let document = check.document;
    let is_delivery = document.is_within(place, ram::ShipToTradeParty);
    if !document.is_within(place, ram::SpecifiedTradeProduct) && !is_delivery {
        identifier(check, "BR-CL-10", place);
    } else if around == ram::SpecifiedTradeProduct {
        identifier(check, "BR-CL-21", place);
    } else if around == ram::ShipToTradeParty
        && document.parent_name(document.parent(place)) == ram::ApplicableHeaderTradeDelivery
    {
        identifier(check, "BR-CL-26", place);
    }
}

/// BT-31, BT-48 and BT-63 begin with a country.
fn vat_number(check: &mut Check<'_, '_>, place: Place) {
    if check.attribute(place, attribute::schemeID) != Some("VA") {
        return;
    }
    let number = check.text(place);
    let end = number.char_indices().nth(2).map_or(number.len(), |(at, _)| at);
    let prefix = number.get(..end).unwrap_or_default();
    let is_country = prefix == "EL" || prefix.len() == 2 && codes::COUNTRIES_CII.contains(prefix);
    check.listed("BR-CO-09", place, number, is_country);
}
