//! Lines, allowances, charges and periods.

use super::super::check::{Check, Outcome, Stop, StopReason};
use super::super::codes::Category;
use super::super::sums::{Kind, Taxed};
use super::Facts;
use super::{indicator, is_vat};
use crate::document::Place;
use crate::document::names::{Name, attribute, cac, cbc};

/// What a line may have once at most: id and path.
const ONCE: &[(&str, &[Name])] = &[
    ("UBL-SR-34", &[cbc::Note]),
    ("UBL-SR-35", &[cac::OrderLineReference, cbc::LineID]),
    ("UBL-SR-36", &[cac::InvoicePeriod]),
    ("UBL-SR-37", &[cac::Price, cac::AllowanceCharge, cbc::Amount]),
    ("UBL-SR-50", &[cac::Item, cbc::Description]),
    ("UBL-SR-52", &[cac::DocumentReference]),
];

/// BG-25.
pub(super) fn line(check: &mut Check<'_, '_>, facts: &mut Facts, place: Place) {
    let document = check.document;
    let outcome = check.filled(place, &[cbc::ID]);
    check.test("BR-21", place, outcome);
    let is_quantity = |name| matches!(name, cbc::InvoicedQuantity | cbc::CreditedQuantity);
    let mut quantities = document.children(place).filter(|child| is_quantity(document.name(*child)));
    let has_quantity = check.has(place, cbc::InvoicedQuantity) || check.has(place, cbc::CreditedQuantity);
    check.holds("BR-22", place, has_quantity);
    let has_unit = quantities.any(|quantity| document.attribute(quantity, attribute::unitCode).is_some());
    check.holds("BR-23", place, has_unit);
    let has_amount = check.has(place, cbc::LineExtensionAmount);
    check.holds("BR-24", place, has_amount);
    let outcome = check.filled(place, &[cac::Item, cbc::Name]);
    check.test("BR-25", place, outcome);
    let has_price = check.exists(place, &[cac::Price, cbc::PriceAmount]);
    check.holds("BR-26", place, has_price);
    prices(check, place);
    let has_category = document.named(place, cac::Item).any(|item| {
        let mut categories = document.named(item, cac::ClassifiedTaxCategory);
        categories.any(|category| is_vat(check, category) && check.has(category, cbc::ID))
    });
    check.holds("BR-CO-04", place, has_category);
    check.two_decimals("BR-DEC-23", place, cbc::LineExtensionAmount);
    for (id, path) in ONCE {
        let count = check.count(place, path);
        check.holds(id, place, count <= 1);
    }
    let categories = check.count(place, &[cac::Item, cac::ClassifiedTaxCategory]);
    check.holds("UBL-SR-48", place, categories == 1);
    for item in document.named(place, cac::Item) {
        schemes(check, item);
    }
    gather(check, facts, place);
}

/// BG-29: one price that is not below zero is enough for the official test.
fn prices(check: &mut Check<'_, '_>, place: Place) {
    let document = check.document;
    let mut net = Ok(false);
    let mut gross = Ok(false);
    let mut has_gross = false;
    for price in document.named(place, cac::Price) {
        if matches!(net, Ok(false)) {
            net = check
                .any_number(price, cbc::PriceAmount, |amount| !amount.is_sign_negative() || amount.is_zero());
        }
        for discount in document.named(price, cac::AllowanceCharge) {
            has_gross |= check.has(discount, cbc::BaseAmount);
            if matches!(gross, Ok(false)) {
                gross = check.any_number(discount, cbc::BaseAmount, |amount| {
                    !amount.is_sign_negative() || amount.is_zero()
                });
            }
        }
    }
    check.test("BR-27", place, net);
    if has_gross {
        check.test("BR-28", place, gross);
    }
}

/// BT-157 and BT-158 carry schemes.
fn schemes(check: &mut Check<'_, '_>, item: Place) {
    let document = check.document;
    for (id, outer, inner, scheme) in [
        ("BR-64", cac::StandardItemIdentification, cbc::ID, attribute::schemeID),
        ("BR-65", cac::CommodityClassification, cbc::ItemClassificationCode, attribute::listID),
    ] {
        for outer in document.named(item, outer) {
            for inner in document.named(outer, inner) {
                let has_scheme = document.attribute(inner, scheme).is_some();
                check.holds(id, inner, has_scheme);
            }
        }
    }
}

/// Adds a line to the sums.
fn gather(check: &Check<'_, '_>, facts: &mut Facts, place: Place) {
    let document = check.document;
    let amount = check.amount(place, cbc::LineExtensionAmount);
    let kind = if document.name(place) == cac::InvoiceLine {
        facts.invoice_lines += 1;
        Kind::Line
    } else {
        facts.credit_note_lines += 1;
        Kind::CreditNoteLine
    };
    let total = facts.line_total.unwrap_or(Ok(rust_decimal::Decimal::ZERO));
    let sum = |total: rust_decimal::Decimal| {
        amount.map(|amount| amount.map_or(total, |amount| total.saturating_add(amount)))
    };
    facts.line_total = Some(total.and_then(sum));
    if document.parent(place) == 0 {
        let mut taxed = Taxed::new();
        check.each(place, &[cac::Item, cac::ClassifiedTaxCategory], &mut |category| {
            add(check, &mut taxed, category);
        });
        facts.sums.add(kind, &taxed, amount);
    }
}

fn add(check: &Check<'_, '_>, taxed: &mut Taxed, category: Place) {
    for id in check.document.named(category, cbc::ID) {
        taxed.category(Category::of(check.text(id).trim()));
    }
    taxed.rates(check, category, cbc::Percent);
}

/// BG-20, BG-21, BG-27 and BG-28.
pub(super) fn allowance_or_charge(check: &mut Check<'_, '_>, facts: &mut Facts, place: Place) {
    let document = check.document;
    let around = document.parent(place);
    for given in document.named(place, cbc::ChargeIndicator) {
        let readable = check.boolean(given);
        check.test("BR-AE-03", given, readable.map(|_| true));
    }
    let Some(is_charge) = indicator(check, place) else { return };
    let reasons = check.count(place, &[cbc::AllowanceChargeReason]);
    check.holds(if is_charge { "UBL-SR-31" } else { "UBL-SR-30" }, place, reasons <= 1);
    let is_of_line = matches!(document.name(around), cac::InvoiceLine | cac::CreditNoteLine);
    if around != 0 && !is_of_line {
        return;
    }
    let [amount, reason, same_reason, decimals, base_decimals] = match (is_of_line, is_charge) {
        (false, false) => ["BR-31", "BR-33", "BR-CO-21", "BR-DEC-01", "BR-DEC-02"],
        (false, true) => ["BR-36", "BR-38", "BR-CO-22", "BR-DEC-05", "BR-DEC-06"],
        (true, false) => ["BR-41", "BR-42", "BR-CO-23", "BR-DEC-24", "BR-DEC-25"],
        (true, true) => ["BR-43", "BR-44", "BR-CO-24", "BR-DEC-27", "BR-DEC-28"],
    };
    let has_amount = check.has(place, cbc::Amount);
    check.holds(amount, place, has_amount);
    let has_reason = reasons > 0 || check.has(place, cbc::AllowanceChargeReasonCode);
    check.holds(reason, place, has_reason);
    check.holds(same_reason, place, has_reason);
    check.two_decimals(decimals, place, cbc::Amount);
    check.two_decimals(base_decimals, place, cbc::BaseAmount);
    if is_of_line {
        return;
    }
    let mut categories = document.named(place, cac::TaxCategory);
    let has_category = categories.any(|category| is_vat(check, category) && check.has(category, cbc::ID));
    check.holds(if is_charge { "BR-37" } else { "BR-32" }, place, has_category);
    let kind = if is_charge { Kind::Charge } else { Kind::Allowance };
    let amount = check.amount(place, cbc::Amount);
    let mut taxed = Taxed::new();
    for category in document.named(place, cac::TaxCategory) {
        add(check, &mut taxed, category);
    }
    facts.sums.add(kind, &taxed, amount);
}

/// BG-14 and BG-26.
pub(super) fn period(check: &mut Check<'_, '_>, place: Place) {
    let document = check.document;
    let is_of_line = matches!(document.parent_name(place), cac::InvoiceLine | cac::CreditNoteLine);
    let (order, given) = if is_of_line { ("BR-30", "BR-CO-20") } else { ("BR-29", "BR-CO-19") };
    let has_dates = check.has(place, cbc::StartDate) || check.has(place, cbc::EndDate);
    let is_given = has_dates || !is_of_line && check.has(place, cbc::DescriptionCode);
    check.holds(given, place, is_given);
    let outcome = ends_after_start(check, place);
    check.test(order, place, outcome);
}

fn ends_after_start(check: &Check<'_, '_>, place: Place) -> Outcome<bool> {
    let (Some(_), Some(_)) = (check.child(place, cbc::StartDate), check.child(place, cbc::EndDate)) else {
        return Ok(true);
    };
    let date = |name: Name| -> Outcome<_> {
        let Some(found) = check.only(place, name)? else { return Ok(None) };
        let date = super::super::dates::date(check.text(found));
        date.map(Some).ok_or(Stop { place: found, reason: StopReason::NotADate })
    };
    Ok(date(cbc::EndDate)? >= date(cbc::StartDate)?)
}
