//! VAT categories and rates that France knows, unit prices, attributes of items.

use super::super::check::Check;
use super::paths::Paths;
use super::{all, even, forms, is_any, only_text};
use crate::document::Place;
use crate::document::names::{Name, attribute, cac, cbc, ram};
use crate::model::Syntax;

/// The rules of a place of VAT: category, category of islands, rate.
type Ids = (&'static str, &'static str, &'static str);

const CII_CHANGE: Ids = ("BR-FR-15_BT-95_BT-102", "BR-FR-15_BT-95_BT-102_LM", "BR-FR-16_BT-96_BT-103");
const CII_BREAKDOWN: Ids = ("BR-FR-15_BT-95_BT-118", "BR-FR-15_BT-95_BT-118_LM", "BR-FR-16_BT-119");
const CII_LINE: Ids = ("BR-FR-15_BT-95_BT-151", "BR-FR-15_BT-95_BT-151_LM", "BR-FR-16_BT-152");
const UBL_CHANGE: Ids = ("BR-FR-15_BT-95_BT-102-1", "BR-FR-15_BT-95_BT-102-2", "BR-FR-16_BT-96");
const UBL_BREAKDOWN: Ids = ("BR-FR-15_BT-118-1", "BR-FR-15_BT-118-2", "BR-FR-16_BT-119");
const UBL_LINE: Ids = ("BR-FR-15_BT-151-1", "BR-FR-08_BT-151-2", "BR-FR-16_BT-152");

pub(super) fn element(check: &mut Check<'_, '_>, syntax: Syntax, place: Place) {
    let document = check.document;
    let around = document.parent_name(place);
    let further = document.parent_name(document.parent(place));
    match (document.name(place), around) {
        (cac::TaxCategory, cac::AllowanceCharge) => in_ubl(check, place, UBL_CHANGE),
        (cac::TaxCategory, cac::TaxSubtotal) if further == cac::TaxTotal => {
            in_ubl(check, place, UBL_BREAKDOWN)
        }
        (cac::ClassifiedTaxCategory, cac::Item) => in_ubl(check, place, UBL_LINE),
        (cac::AdditionalItemProperty, cac::Item) => property(check, place),
        (ram::CategoryTradeTax, ram::SpecifiedTradeAllowanceCharge)
            if further == ram::ApplicableHeaderTradeSettlement =>
        {
            in_cii(check, place, CII_CHANGE);
        }
        (ram::ApplicableTradeTax, ram::ApplicableHeaderTradeSettlement) => {
            in_cii(check, place, CII_BREAKDOWN)
        }
        (ram::ApplicableTradeTax, ram::SpecifiedLineTradeSettlement) => in_cii(check, place, CII_LINE),
        (ram::ApplicableProductCharacteristic, ram::SpecifiedTradeProduct) if syntax == Syntax::Cii => {
            let has_name = check.has(place, ram::Description) || check.has(place, ram::TypeCode);
            check.holds("BR-FR-27_BG-32", place, has_name);
            value(check, place, ram::Value, ram::ValueMeasure);
        }
        _ => {}
    }
}

fn in_ubl(check: &mut Check<'_, '_>, place: Place, ids: Ids) {
    let code = check.only(place, cbc::ID);
    match code {
        Ok(Some(code)) => category(check, code, ids),
        Ok(None) => {}
        Err(stop) => check.stop(ids.0, stop),
    }
    // The rate of a line is asked for at a line of an Invoice alone.
    let document = check.document;
    let of_credit_note = document.name(document.parent(document.parent(place))) != cac::InvoiceLine;
    if ids.2 == UBL_LINE.2 && of_credit_note {
        return;
    }
    match check.only(place, cbc::Percent) {
        Ok(Some(rate)) => check.listed(ids.2, rate, check.text(rate), forms::is_legal_rate(check.text(rate))),
        Ok(None) => {}
        Err(stop) => check.stop(ids.2, stop),
    }
}

fn in_cii(check: &mut Check<'_, '_>, place: Place, ids: Ids) {
    match check.only(place, ram::CategoryCode) {
        Ok(Some(code)) => category(check, code, ids),
        Ok(None) => {
            let line = check.document.parent(check.document.parent(place));
            let status = [ram::AssociatedDocumentLineDocument, ram::LineStatusReasonCode];
            let is_free = ids == CII_LINE && is_any(check, line, &status, &["GROUP", "INFORMATION"]);
            check.holds(ids.0, place, is_free);
        }
        Err(stop) => check.stop(ids.0, stop),
    }
    match only_text(check, place, &[ram::RateApplicablePercent]) {
        Ok(rate) => check.listed(ids.2, place, rate, rate.is_empty() || forms::is_legal_rate(rate)),
        Err(stop) => check.stop(ids.2, stop),
    }
}

fn category(check: &mut Check<'_, '_>, code: Place, ids: Ids) {
    let text = check.text(code);
    check.listed(ids.0, code, text, forms::CATEGORIES.contains(&text));
    check.listed(ids.1, code, text, !matches!(text, "L" | "M"));
}

/// BG-32 in UBL, of which the official set asks for the name outside of the lines.
fn property(check: &mut Check<'_, '_>, place: Place) {
    let item = check.document.parent(place);
    let line = check.document.parent(item);
    if item != 0 && line == 0 {
        let has_name = check.has(place, cbc::Name) || check.has(place, cbc::NameCode);
        check.holds("BR-FR-27_BG-32", place, has_name);
    } else if matches!(check.document.name(line), cac::InvoiceLine | cac::CreditNoteLine) {
        value(check, place, cbc::Value, cbc::ValueQuantity);
    }
}

/// A value, or a measured one with its unit.
fn value(check: &mut Check<'_, '_>, place: Place, plain: Name, measured: Name) {
    let with_unit = check
        .document
        .named(place, measured)
        .any(|measure| check.attribute(measure, attribute::unitCode).is_some_and(|unit| !unit.is_empty()));
    let holds = if check.has(place, plain) { !check.has(place, measured) } else { with_unit };
    check.holds("BR-FR-28-Value", place, holds);
}

/// Unit prices, and in UBL the quantity that they are for.
pub(super) fn prices(check: &mut Check<'_, '_>, syntax: Syntax, paths: &Paths) {
    const NET: &[Name] =
        &[ram::SpecifiedLineTradeAgreement, ram::NetPriceProductTradePrice, ram::ChargeAmount];
    const GROSS: &[Name] =
        &[ram::SpecifiedLineTradeAgreement, ram::GrossPriceProductTradePrice, ram::ChargeAmount];
    const DISCOUNT: &[Name] = &[
        ram::SpecifiedLineTradeAgreement,
        ram::GrossPriceProductTradePrice,
        ram::AppliedTradeAllowanceCharge,
        ram::ActualAmount,
    ];
    let process = only_text(check, 0, paths.process).map(even).unwrap_or_default();
    let both_ways = matches!(process.as_str(), "S9" | "B9" | "M9");
    for line in all(check, 0, paths.lines) {
        if syntax == Syntax::Cii {
            for (id, path) in [
                ("BR-FR-DEC-03_BT-146", NET),
                ("BR-FR-DEC-03_BT-147", DISCOUNT),
                ("BR-FR-DEC-03_BT-148", GROSS),
            ] {
                for place in all(check, line, path) {
                    let text = check.text(place);
                    check.listed(id, place, text, forms::price(text, both_ways));
                }
            }
            continue;
        }
        one_price(check, "BR-FR-DEC-03_BT-146", line, &[cac::Price, cbc::PriceAmount], both_ways);
        match only_text(check, line, &[cac::Price, cbc::BaseQuantity]) {
            Ok(text) => {
                let holds = !forms::is_filled(text) || forms::quantity(text);
                check.listed("BR-FR-DEC-02_BT-149", line, text, holds);
            }
            Err(stop) => check.stop("BR-FR-DEC-02_BT-149", stop),
        }
        for change in all(check, line, &[cac::Price, cac::AllowanceCharge]) {
            one_price(check, "BR-FR-DEC-03_BT-147", change, &[cbc::Amount], both_ways);
            for place in all(check, change, &[cbc::BaseAmount]) {
                let text = check.text(place);
                let holds = !forms::is_filled(text) || forms::price(text, both_ways);
                check.listed("BR-FR-DEC-03_BT-148", place, text, holds);
            }
        }
    }
}

fn one_price(check: &mut Check<'_, '_>, id: &'static str, around: Place, path: &[Name], both_ways: bool) {
    match only_text(check, around, path) {
        Ok(text) => {
            let holds = !forms::is_filled(text) || forms::price(text, both_ways);
            check.listed(id, check.first(around, path).unwrap_or(around), text, holds);
        }
        Err(stop) => check.stop(id, stop),
    }
}
