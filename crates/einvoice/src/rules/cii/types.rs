//! Attributes and elements that a type of the core model does not have (CII-DT).
//!
//! In the official set, the first rule whose context is met takes an element: `CII-DT-010` to `012` stand behind a rule
//! for every type code, and are never made.

use super::super::check::Check;
use super::super::dates;
use super::is_at;
use crate::document::Place;
use crate::document::names::{Attribute, Name, attribute, ram, rsm, udt};

/// Identifiers that have no attributes at all.
const BARE: &[&[Name]] = &[
    &[rsm::ExchangedDocumentContext, ram::GuidelineSpecifiedDocumentContextParameter, ram::ID],
    &[rsm::ExchangedDocument, ram::ID],
    &[
        rsm::SupplyChainTradeTransaction,
        ram::IncludedSupplyChainTradeLineItem,
        ram::AssociatedDocumentLineDocument,
        ram::LineID,
    ],
    &[
        rsm::SupplyChainTradeTransaction,
        ram::IncludedSupplyChainTradeLineItem,
        ram::SpecifiedTradeProduct,
        ram::SellerAssignedID,
    ],
];

/// BT-129.
const QUANTITY: &[Name] = &[
    rsm::SupplyChainTradeTransaction,
    ram::IncludedSupplyChainTradeLineItem,
    ram::SpecifiedLineTradeDelivery,
    ram::BilledQuantity,
];

const BARE_ATTRIBUTES: &[(&str, Attribute)] = &[
    ("CII-DT-001", attribute::schemeName),
    ("CII-DT-002", attribute::schemeAgencyName),
    ("CII-DT-003", attribute::schemeDataURI),
    ("CII-DT-004", attribute::schemeURI),
    ("CII-DT-005", attribute::schemeID),
    ("CII-DT-006", attribute::schemeAgencyID),
    ("CII-DT-007", attribute::schemeVersionID),
];

const IDENTIFIER_ATTRIBUTES: &[(&str, Attribute)] = &[
    ("CII-DT-101", attribute::schemeName),
    ("CII-DT-102", attribute::schemeAgencyName),
    ("CII-DT-103", attribute::schemeDataURI),
    ("CII-DT-104", attribute::schemeURI),
];

const TYPE_CODE_ATTRIBUTES: &[(&str, Attribute)] =
    &[("CII-DT-008", attribute::name), ("CII-DT-009", attribute::listURI)];

const AMOUNT_ATTRIBUTES: &[(&str, Attribute)] =
    &[("CII-DT-031", attribute::currencyID), ("CII-DT-032", attribute::currencyCodeListVersionID)];

const QUANTITY_ATTRIBUTES: &[(&str, Attribute)] = &[
    ("CII-DT-034", attribute::unitCodeListID),
    ("CII-DT-035", attribute::unitCodeListAgencyID),
    ("CII-DT-036", attribute::unitCodeListAgencyName),
];

/// What no reference has.
const REFERENCE_CHILDREN: &[(&str, Name)] = &[
    ("CII-DT-016", ram::StatusCode),
    ("CII-DT-017", ram::CopyIndicator),
    ("CII-DT-019", ram::GlobalID),
    ("CII-DT-020", ram::RevisionID),
    ("CII-DT-023", ram::Information),
    ("CII-DT-025", ram::SectionName),
    ("CII-DT-026", ram::PreviousRevisionID),
    ("CII-DT-028", ram::EffectiveSpecifiedPeriod),
    ("CII-DT-029", ram::IssuerTradeParty),
    ("CII-DT-030", ram::AttachedSpecifiedBinaryFile),
];

const PERIOD_CHILDREN: &[(&str, Name)] = &[
    ("CII-DT-069", ram::DurationMeasure),
    ("CII-DT-070", ram::InclusiveIndicator),
    ("CII-DT-071", ram::Description),
    ("CII-DT-073", ram::CompleteDateTime),
    ("CII-DT-074", ram::OpenIndicator),
    ("CII-DT-075", ram::SeasonCode),
    ("CII-DT-076", ram::ID),
    ("CII-DT-077", ram::Name),
    ("CII-DT-078", ram::SequenceNumeric),
    ("CII-DT-079", ram::StartDateFlexibilityCode),
    ("CII-DT-080", ram::ContinuousIndicator),
    ("CII-DT-081", ram::PurposeCode),
];

const ADDRESS_CHILDREN: &[(&str, Name)] = &[
    ("CII-DT-082", ram::ID),
    ("CII-DT-083", ram::PostOfficeBox),
    ("CII-DT-084", ram::BuildingName),
    ("CII-DT-086", ram::LineFour),
    ("CII-DT-087", ram::LineFive),
    ("CII-DT-088", ram::StreetName),
    ("CII-DT-089", ram::CitySubDivisionName),
    ("CII-DT-090", ram::CountryName),
    ("CII-DT-091", ram::CountrySubDivisionID),
    ("CII-DT-092", ram::AttentionOf),
    ("CII-DT-093", ram::CareOf),
    ("CII-DT-094", ram::BuildingNumber),
    ("CII-DT-095", ram::DepartmentName),
    ("CII-DT-096", ram::AdditionalStreetName),
];

pub(super) fn check(check: &mut Check<'_, '_>, place: Place, name: Name) {
    if name.namespace() != ram::NAMESPACE {
        return;
    }
    // What a name ends in says its type; names on no list are read in the document.
    let local = if name.is_listed() { name.text().1 } else { check.document.local_name(place) };
    match local.as_bytes() {
        [.., b'I', b'D'] => {
            let is_bare = matches!(name, ram::ID | ram::LineID | ram::SellerAssignedID)
                && BARE.iter().any(|path| is_at(check.document, place, path));
            attributes(check, place, if is_bare { BARE_ATTRIBUTES } else { IDENTIFIER_ATTRIBUTES });
        }
        b"TypeCode" => attributes(check, place, TYPE_CODE_ATTRIBUTES),
        [.., b'A', b'm', b'o', b'u', b'n', b't'] if name != ram::TaxTotalAmount => {
            attributes(check, place, AMOUNT_ATTRIBUTES);
        }
        [.., b'Q', b'u', b'a', b'n', b't', b'i', b't', b'y'] => quantity(check, place),
        [.., b'T', b'r', b'a', b'd', b'e', b'T', b'a', b'x'] => {
            let document = check.document;
            let mut codes = document.named(place, ram::TypeCode);
            let is_vat = codes.any(|code| document.text(code) == "VAT");
            let holds = is_vat || !check.has(place, ram::TypeCode);
            check.holds("CII-DT-037", place, holds);
        }
        b"BillingSpecifiedPeriod" => {
            for (id, bound) in [("CII-DT-068", ram::StartDateTime), ("CII-DT-072", ram::EndDateTime)] {
                let is_given = check.exists(place, &[bound, udt::DateTime]);
                check.holds(id, place, !is_given);
            }
            children(check, place, PERIOD_CHILDREN);
        }
        b"PostalTradeAddress" => children(check, place, ADDRESS_CHILDREN),
        _ if local.ends_with("ReferencedDocument") => reference(check, place, name),
        _ => {}
    }
}

fn attributes(check: &mut Check<'_, '_>, place: Place, forbidden: &[(&'static str, Attribute)]) {
    if check.document.known_attributes(place).next().is_none() {
        return;
    }
    for (id, name) in forbidden {
        if let Some(value) = check.attribute(place, *name) {
            check.differs(id, place, Some(value.to_owned()), None);
        }
    }
}

fn children(check: &mut Check<'_, '_>, place: Place, forbidden: &[(&'static str, Name)]) {
    for (id, name) in forbidden {
        let is_given = check.has(place, *name);
        check.holds(id, place, !is_given);
    }
}

/// A unit is allowed wherever one invoiced quantity of the document has one.
fn quantity(check: &mut Check<'_, '_>, place: Place) {
    attributes(check, place, QUANTITY_ATTRIBUTES);
    let document = check.document;
    let has_unit = |place: Place| document.attribute(place, attribute::unitCode).is_some();
    if document.name(place) == ram::BilledQuantity || !has_unit(place) {
        return;
    }
    let is_allowed = match check.has_unit {
        Some(known) => known,
        None => {
            let quantities = (0..document.len()).filter(|place| document.name(*place) == ram::BilledQuantity);
            let is_allowed =
                quantities.into_iter().any(|place| has_unit(place) && is_at(document, place, QUANTITY));
            check.has_unit = Some(is_allowed);
            is_allowed
        }
    };
    check.holds("CII-DT-033", place, is_allowed);
}

fn reference(check: &mut Check<'_, '_>, place: Place, name: Name) {
    children(check, place, REFERENCE_CHILDREN);
    let document = check.document;
    let is_additional = name == ram::AdditionalReferencedDocument;
    let has_code = |codes: &[&str]| {
        let mut given = document.named(place, ram::TypeCode);
        is_additional && given.any(|code| codes.contains(&document.text(code)))
    };
    for (id, child, is_allowed) in [
        ("CII-DT-015", ram::URIID, has_code(&["916"])),
        ("CII-DT-018", ram::TypeCode, has_code(&["50", "130", "916"])),
        ("CII-DT-021", ram::Name, has_code(&["916"])),
        ("CII-DT-022", ram::AttachmentBinaryObject, has_code(&["916"])),
        ("CII-DT-024", ram::ReferenceTypeCode, has_code(&["130"])),
        ("CII-DT-027", ram::FormattedIssueDateTime, name == ram::InvoiceReferencedDocument),
    ] {
        let is_given = check.has(place, child);
        check.holds(id, place, !is_given || is_allowed);
    }
}

/// A date of format 102; an impossible day passes.
pub(super) fn date(check: &mut Check<'_, '_>, place: Place) {
    if check.attribute(place, attribute::format) == Some("102") {
        let text = check.text(place);
        check.listed("CII-DT-097", place, text, dates::is_compact(text));
    }
}
