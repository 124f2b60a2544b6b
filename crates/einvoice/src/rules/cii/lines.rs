//! Lines, allowances, charges, periods and items.

use rust_decimal::Decimal;

use super::super::check::{Check, Outcome, Stop, StopReason};
use super::super::codes::Category;
use super::super::number;
use super::super::sums::{Kind, Taxed};
use super::Facts;
use super::{indicator, is_at, is_charge, is_vat};
use crate::document::Place;
use crate::document::names::{Name, attribute, ram, rsm, udt};

/// The way from a line to BT-131.
const NET_AMOUNT: [Name; 3] = [
    ram::SpecifiedLineTradeSettlement,
    ram::SpecifiedTradeSettlementLineMonetarySummation,
    ram::LineTotalAmount,
];

/// BG-25.
pub(super) fn line(check: &mut Check<'_, '_>, facts: &mut Facts, place: Place) {
    let document = check.document;
    facts.lines += 1;
    for (id, path) in [
        ("BR-21", [ram::AssociatedDocumentLineDocument, ram::LineID]),
        ("BR-25", [ram::SpecifiedTradeProduct, ram::Name]),
    ] {
        let outcome = check.filled(place, &path);
        check.test(id, place, outcome);
    }
    let quantity = [ram::SpecifiedLineTradeDelivery, ram::BilledQuantity];
    let (mut has_quantity, mut has_unit) = (false, false);
    check.each(place, &quantity, &mut |quantity| {
        has_quantity = true;
        has_unit |= check.attribute(quantity, attribute::unitCode).is_some();
    });
    check.holds("BR-22", place, has_quantity);
    check.holds("BR-23", place, has_unit);
    let has_amount = check.exists(place, &NET_AMOUNT);
    check.holds("BR-24", place, has_amount);
    prices(check, place);
    standard_identifier(check, place);
    let mut has_category = false;
    check.each(place, &[ram::SpecifiedLineTradeSettlement, ram::ApplicableTradeTax], &mut |tax| {
        has_category |= is_vat(check, tax) && check.has(tax, ram::CategoryCode);
    });
    check.holds("BR-CO-04", place, has_category);
    check.holds("BR-CO-18", place, facts.has_breakdown);
    match check.single(place, &NET_AMOUNT) {
        Ok(Some(amount)) if number::decimals(check.text(amount)) > 2 => {
            let text = check.text(amount).to_owned();
            check.differs("BR-DEC-23", amount, Some(text), None);
        }
        Ok(_) => {}
        Err(stop) => check.stop("BR-DEC-23", stop),
    }
    if is_at(document, place, &[rsm::SupplyChainTradeTransaction, ram::IncludedSupplyChainTradeLineItem]) {
        for settlement in document.named(place, ram::SpecifiedLineTradeSettlement) {
            gather(check, facts, settlement);
        }
    }
}

/// BG-29: one price that is not below zero is enough for the official test.
fn prices(check: &mut Check<'_, '_>, place: Place) {
    let is_right = |amount: Decimal| amount.is_zero() || !amount.is_sign_negative();
    for (id, price) in
        [("BR-27", ram::NetPriceProductTradePrice), ("BR-28", ram::GrossPriceProductTradePrice)]
    {
        let mut prices = Vec::new();
        check.each(place, &[ram::SpecifiedLineTradeAgreement, price], &mut |found| prices.push(found));
        let has_amount = prices.iter().any(|price| check.has(*price, ram::ChargeAmount));
        if id == "BR-27" {
            check.holds("BR-26", place, has_amount);
        } else if !has_amount {
            continue;
        }
        let mut outcome = Ok(false);
        for price in prices {
            if matches!(outcome, Ok(false)) {
                outcome = check.any_number(price, ram::ChargeAmount, is_right);
            }
        }
        check.test(id, place, outcome);
    }
}

/// BT-157.
fn standard_identifier(check: &mut Check<'_, '_>, place: Place) {
    let (mut has_identifier, mut has_scheme) = (false, false);
    check.each(place, &[ram::SpecifiedTradeProduct, ram::GlobalID], &mut |id| {
        has_identifier = true;
        has_scheme |= !check.attribute(id, attribute::schemeID).unwrap_or_default().trim().is_empty();
    });
    check.holds("BR-64", place, has_scheme || !has_identifier);
}

/// Adds a line to the sums.
fn gather(check: &Check<'_, '_>, facts: &mut Facts, settlement: Place) {
    let document = check.document;
    let mut amounts = Vec::new();
    check.each(settlement, &[NET_AMOUNT[1], NET_AMOUNT[2]], &mut |amount| amounts.push(amount));
    let mut sum: Option<Outcome<Decimal>> = None;
    for amount in amounts {
        let amount = check.decimal(amount);
        let before = sum.unwrap_or(Ok(Decimal::ZERO));
        sum = Some(before.and_then(|before| amount.map(|amount| before.saturating_add(amount))));
    }
    let mut taxed = Taxed::new();
    for tax in document.named(settlement, ram::ApplicableTradeTax) {
        add(check, &mut taxed, tax);
    }
    facts.sums.add(Kind::Line, &taxed, sum.transpose());
}

fn add(check: &Check<'_, '_>, taxed: &mut Taxed, tax: Place) {
    for code in check.document.named(tax, ram::CategoryCode) {
        taxed.category(Category::of(check.text(code)));
    }
    taxed.rates(check, tax, ram::RateApplicablePercent);
}

/// BG-20, BG-21, BG-27 and BG-28.
pub(super) fn allowance_or_charge(check: &mut Check<'_, '_>, facts: &mut Facts, place: Place) {
    let document = check.document;
    let has_indicator = check.has(place, ram::ChargeIndicator);
    check.holds("CII-SR-463", place, has_indicator);
    for (id, name) in [
        ("CII-SR-471", ram::RateApplicablePercent),
        ("CII-SR-472", ram::CategoryTradeTax),
        ("CII-SR-473", ram::ActualAmount),
    ] {
        let count = check.count(place, &[name]);
        check.holds(id, place, count <= 1);
    }
    let around = document.parent_name(place);
    let is_of_line = around == ram::SpecifiedLineTradeSettlement;
    if !is_of_line && around != ram::ApplicableHeaderTradeSettlement {
        return;
    }
    let ids = match (is_of_line, indicator(check, place)) {
        (false, Some("false")) => Some(["BR-31", "BR-33", "BR-CO-21", "BR-DEC-01", "BR-DEC-02", "BR-32"]),
        (false, Some("true")) => Some(["BR-36", "BR-38", "BR-CO-22", "BR-DEC-05", "BR-DEC-06", "BR-37"]),
        (true, Some("false")) => Some(["BR-41", "BR-42", "BR-CO-23", "BR-DEC-24", "BR-DEC-25", ""]),
        (true, Some("true")) => Some(["BR-43", "BR-44", "BR-CO-24", "BR-DEC-27", "BR-DEC-28", ""]),
        _ => None,
    };
    if let Some([amount, reason, same_reason, decimals, base_decimals, category]) = ids {
        let has_amount = check.has(place, ram::ActualAmount);
        check.holds(amount, place, has_amount);
        let has_reason = check.has(place, ram::Reason) || check.has(place, ram::ReasonCode);
        check.holds(reason, place, has_reason);
        check.holds(same_reason, place, has_reason);
        let first = check.child(place, ram::ActualAmount);
        if let Some(first) = first.filter(|first| number::decimals(check.text(*first)) > 2) {
            let text = check.text(first).to_owned();
            check.differs(decimals, first, Some(text), None);
        }
        check.two_decimals(base_decimals, place, ram::BasisAmount);
        if !is_of_line {
            let mut taxes = document.named(place, ram::CategoryTradeTax);
            let has_category = taxes.any(|tax| is_vat(check, tax) && check.has(tax, ram::CategoryCode));
            check.holds(category, place, has_category);
        }
    }
    let path = [rsm::SupplyChainTradeTransaction, ram::ApplicableHeaderTradeSettlement];
    if !is_of_line && is_at(document, document.parent(place), &path) {
        if facts.has_breakdown
            && let Some(given) = check.first(place, &[ram::ChargeIndicator, udt::Indicator])
        {
            let readable = check.boolean(given);
            check.test("BR-S-08", given, readable.map(|_| true));
        }
        let Some(is_charge) = is_charge(check, place) else { return };
        let kind = if is_charge { Kind::Charge } else { Kind::Allowance };
        let amount = check.child(place, ram::ActualAmount).map(|amount| check.decimal(amount)).transpose();
        let mut taxed = Taxed::new();
        for tax in document.named(place, ram::CategoryTradeTax) {
            add(check, &mut taxed, tax);
        }
        facts.sums.add(kind, &taxed, amount);
    }
}

/// BG-14 and BG-26: dates are compared as texts.
pub(super) fn period(check: &mut Check<'_, '_>, place: Place) {
    let (order, given) = match check.document.parent_name(place) {
        ram::SpecifiedLineTradeSettlement => ("BR-30", "BR-CO-20"),
        ram::ApplicableHeaderTradeSettlement => ("BR-29", "BR-CO-19"),
        _ => return,
    };
    let (start, end) = (check.has(place, ram::StartDateTime), check.has(place, ram::EndDateTime));
    check.holds(given, place, start || end);
    let dates = |name: Name| {
        let mut dates = Vec::new();
        check.each(place, &[name, udt::DateTimeString], &mut |date| {
            if check.attribute(date, attribute::format) == Some("102") {
                dates.push(check.text(date));
            }
        });
        dates
    };
    if start && end {
        let (starts, ends) = (dates(ram::StartDateTime), dates(ram::EndDateTime));
        let is_right = ends.iter().max() >= starts.iter().min() && !starts.is_empty();
        let expected = starts.first().map(|start| (*start).to_owned());
        if !is_right {
            let actual = ends.first().map(|end| (*end).to_owned());
            check.differs(order, place, actual, expected);
        }
    }
}

/// BG-32.
pub(super) fn attribute(check: &mut Check<'_, '_>, place: Place) {
    let is_whole = check.has(place, ram::Description) && check.has(place, ram::Value);
    check.holds("BR-54", place, is_whole);
    let document = check.document;
    let path = [
        rsm::SupplyChainTradeTransaction,
        ram::IncludedSupplyChainTradeLineItem,
        ram::SpecifiedTradeProduct,
        ram::ApplicableProductCharacteristic,
    ];
    if is_at(document, place, &path) {
        for (id, name) in [("CII-SR-069", ram::Description), ("CII-SR-072", ram::Value)] {
            let count = check.count(place, &[name]);
            check.holds(id, place, count == 1);
        }
    }
}

/// BT-158.
pub(super) fn classification(check: &mut Check<'_, '_>, place: Place) {
    let document = check.document;
    let mut schemes = document
        .named(place, ram::ClassCode)
        .filter_map(|code| document.attribute(code, attribute::listID).map(|scheme| (code, scheme)));
    let outcome = match (schemes.next(), schemes.next()) {
        (_, Some((code, _))) => Err(Stop { place: code, reason: StopReason::Repeated }),
        (Some((_, scheme)), None) if !scheme.trim().is_empty() => Ok(true),
        _ => Ok(!check.has(place, ram::ClassCode)),
    };
    check.test("BR-65", place, outcome);
}
