//! Totals and VAT breakdowns.

use rust_decimal::Decimal;

use super::super::check::{Check, Outcome, Stop, StopReason};
use super::super::number::{cents, is_near, round, written};
use super::super::sums::Kind;
use super::Facts;
use super::is_vat;
use crate::document::Place;
use crate::document::names::{Name, attribute, cac, cbc};

/// What must be there.
const PRESENT: &[(&str, Name)] = &[
    ("BR-12", cbc::LineExtensionAmount),
    ("BR-13", cbc::TaxExclusiveAmount),
    ("BR-14", cbc::TaxInclusiveAmount),
    ("BR-15", cbc::PayableAmount),
];

/// What has two decimals at most.
const DECIMALS: &[(&str, Name)] = &[
    ("BR-DEC-09", cbc::LineExtensionAmount),
    ("BR-DEC-10", cbc::AllowanceTotalAmount),
    ("BR-DEC-11", cbc::ChargeTotalAmount),
    ("BR-DEC-12", cbc::TaxExclusiveAmount),
    ("BR-DEC-14", cbc::TaxInclusiveAmount),
    ("BR-DEC-16", cbc::PrepaidAmount),
    ("BR-DEC-17", cbc::PayableRoundingAmount),
    ("BR-DEC-18", cbc::PayableAmount),
];

/// BG-22, but for what needs the lines.
pub(super) fn check(check: &mut Check<'_, '_>, place: Place) {
    for (id, name) in PRESENT {
        let is_present = check.has(place, *name);
        check.holds(id, place, is_present);
    }
    for (id, name) in DECIMALS {
        check.two_decimals(id, place, *name);
    }
    let net = net(check, place);
    compare(check, "BR-CO-13", place, net);
    let due = due(check, place);
    compare(check, "BR-CO-16", place, due);
}

/// Two values that should be the same; the first is the one that is written.
type Pair = (Option<Decimal>, Option<Decimal>);

fn compare(check: &mut Check<'_, '_>, id: &'static str, place: Place, pair: Outcome<Pair>) {
    match pair {
        Ok((Some(actual), Some(expected))) if actual == expected => {}
        Ok((actual, expected)) => check.differs(id, place, actual.map(written), expected.map(written)),
        Err(stop) => check.stop(id, stop),
    }
}

/// BT-109 = BT-106 − BT-107 + BT-108.
fn net(check: &Check<'_, '_>, place: Place) -> Outcome<Pair> {
    let amount = |name| check.amount(place, name);
    // Nothing is computed for a total that is not there.
    let Some(actual) = amount(cbc::TaxExclusiveAmount)? else { return Ok((None, None)) };
    let (charges, allowances) = (amount(cbc::ChargeTotalAmount)?, amount(cbc::AllowanceTotalAmount)?);
    let lines = amount(cbc::LineExtensionAmount)?;
    let expected = lines.map(|lines| {
        let sum =
            lines.saturating_add(charges.unwrap_or_default()).saturating_sub(allowances.unwrap_or_default());
        // Without both, the official test does not round.
        if charges.is_none() && allowances.is_none() { sum } else { cents(sum) }
    });
    Ok((Some(actual), expected))
}

/// BT-115 = BT-112 − BT-113 + BT-114.
fn due(check: &Check<'_, '_>, place: Place) -> Outcome<Pair> {
    let amount = |name| check.amount(place, name);
    let Some(actual) = amount(cbc::PayableAmount)? else { return Ok((None, None)) };
    let (paid, rounding) = (amount(cbc::PrepaidAmount)?, amount(cbc::PayableRoundingAmount)?);
    let Some(total) = amount(cbc::TaxInclusiveAmount)? else { return Ok((Some(actual), None)) };
    let rest = if let Some(paid) = paid { cents(total.saturating_sub(paid)) } else { total };
    // The official test takes the rounding from the amount due, then rounds.
    let is_right = rounding.is_some_and(|rounding| cents(actual.saturating_sub(rounding)) == rest);
    let expected = if is_right { actual } else { rest.saturating_add(rounding.unwrap_or_default()) };
    Ok((Some(actual), Some(expected)))
}

/// The tests of BG-22 that need the lines, the allowances and the VAT totals.
pub(super) fn check_document(check: &mut Check<'_, '_>, facts: &Facts) {
    let totals: Vec<_> = facts.named(check, cac::LegalMonetaryTotal).collect();
    for place in totals {
        let lines = lines(check, facts, place);
        compare(check, "BR-CO-10", place, lines);
        for (id, name, kind) in [
            ("BR-CO-11", cbc::AllowanceTotalAmount, Kind::Allowance),
            ("BR-CO-12", cbc::ChargeTotalAmount, Kind::Charge),
        ] {
            match sum_of(check, facts, place, name, kind) {
                Ok((None, None)) => {}
                pair => compare(check, id, place, pair),
            }
        }
    }
    // A second one stops the engine elsewhere; no more than that is looked at.
    let currencies: Vec<_> = facts.named(check, cbc::DocumentCurrencyCode).take(2).collect();
    for currency in currencies {
        let pair = with_vat(check, facts, check.text(currency));
        let place = check.child(0, cac::LegalMonetaryTotal).unwrap_or(0);
        compare(check, "BR-CO-15", place, pair);
    }
}

fn lines(check: &Check<'_, '_>, facts: &Facts, place: Place) -> Outcome<Pair> {
    let actual = check.amount(place, cbc::LineExtensionAmount)?;
    let expected = facts.line_total.unwrap_or(Ok(Decimal::ZERO))?;
    Ok((actual, Some(cents(expected))))
}

/// A total and the sum of what it is made of; the sum of nothing is nothing where the total is not there.
fn sum_of(check: &Check<'_, '_>, facts: &Facts, place: Place, name: Name, kind: Kind) -> Outcome<Pair> {
    let actual = check.amount(place, name)?;
    let sum = facts.sums.all().of(kind)?;
    if actual.is_some() {
        Ok((actual, Some(cents(sum.unwrap_or_default()))))
    } else {
        Ok((None, sum.map(cents)))
    }
}

/// BT-112 = BT-109 + BT-110, with one VAT total in the currency of the invoice.
fn with_vat(check: &Check<'_, '_>, facts: &Facts, currency: &str) -> Outcome<Pair> {
    let mut taxes = Vec::new();
    for total in facts.named(check, cac::TaxTotal) {
        let before = taxes.len();
        let amounts = check.document.named(total, cbc::TaxAmount);
        taxes.extend(amounts.filter(|tax| check.attribute(*tax, attribute::currencyID) == Some(currency)));
        if let Some(second) = taxes.get(before + 1) {
            return Err(Stop { place: *second, reason: StopReason::Repeated });
        }
    }
    let mut totals = facts.named(check, cac::LegalMonetaryTotal);
    let Some(total) = totals.next() else { return Ok((None, None)) };
    if let Some(second) = totals.next().filter(|_| taxes.len() == 1) {
        return Err(Stop { place: second, reason: StopReason::Repeated });
    }
    let [tax] = taxes.as_slice() else {
        return Ok((check.amount(total, cbc::TaxInclusiveAmount).unwrap_or_default(), None));
    };
    let Some(actual) = check.amount(total, cbc::TaxInclusiveAmount)? else { return Ok((None, None)) };
    let (net, tax) = (check.amount(total, cbc::TaxExclusiveAmount)?, check.decimal(*tax)?);
    Ok((Some(actual), net.map(|net| cents(net.saturating_add(tax)))))
}

/// BT-110 or BT-111.
pub(super) fn tax_total(check: &mut Check<'_, '_>, place: Place) {
    let document = check.document;
    if document.parent(place) != 0 || !check.has(place, cac::TaxSubtotal) {
        return;
    }
    let pair = || {
        let mut sum = Decimal::ZERO;
        for breakdown in document.named(place, cac::TaxSubtotal) {
            sum = sum.saturating_add(check.amount(breakdown, cbc::TaxAmount)?.unwrap_or_default());
        }
        Ok((check.amount(place, cbc::TaxAmount)?, Some(cents(sum))))
    };
    let pair = pair();
    compare(check, "BR-CO-14", place, pair);
}

/// BG-23.
pub(super) fn breakdown(check: &mut Check<'_, '_>, place: Place) {
    let document = check.document;
    let reasons = check.count(place, &[cac::TaxCategory, cbc::TaxExemptionReason]);
    check.holds("UBL-SR-32", place, reasons <= 1);
    if document.parent_name(place) != cac::TaxTotal {
        return;
    }
    for (id, name) in [("BR-45", cbc::TaxableAmount), ("BR-46", cbc::TaxAmount)] {
        let is_present = check.has(place, name);
        check.holds(id, place, is_present);
    }
    let categories: Vec<_> =
        document.named(place, cac::TaxCategory).filter(|category| is_vat(check, *category)).collect();
    let has_category = categories.iter().any(|category| check.has(*category, cbc::ID));
    check.holds("BR-47", place, has_category);
    let has_rate = categories.iter().any(|category| {
        let mut ids = document.named(*category, cbc::ID);
        check.has(*category, cbc::Percent) || ids.any(|id| document.text(id).trim() == "O")
    });
    check.holds("BR-48", place, has_rate);
    let outcome = tax(check, place, &categories);
    match outcome {
        Ok((_, _, true)) => {}
        Ok((actual, expected, false)) => {
            check.differs("BR-CO-17", place, actual.map(written), expected.map(written));
        }
        Err(stop) => check.stop("BR-CO-17", stop),
    }
    check.two_decimals("BR-DEC-19", place, cbc::TaxableAmount);
    check.two_decimals("BR-DEC-20", place, cbc::TaxAmount);
}

/// BT-117 as written, as it should be, and whether they are near enough.
fn tax(
    check: &Check<'_, '_>,
    place: Place,
    categories: &[Place],
) -> Outcome<(Option<Decimal>, Option<Decimal>, bool)> {
    let mut rate = None;
    for category in categories {
        if let Some(given) = check.amount(*category, cbc::Percent)? {
            if rate.is_some() {
                return Err(Stop { place: *category, reason: StopReason::Repeated });
            }
            rate = Some(given);
        }
    }
    // Nothing is computed for an amount that is not there.
    let Some(actual) = check.amount(place, cbc::TaxAmount)? else { return Ok((None, None, false)) };
    let is_nothing = round(actual).is_zero();
    let actual = Some(actual);
    let Some(rate) = rate else { return Ok((actual, Some(Decimal::ZERO), is_nothing)) };
    if round(rate).is_zero() {
        return Ok((actual, Some(Decimal::ZERO), is_nothing));
    }
    let base = check.amount(place, cbc::TaxableAmount)?;
    let expected = base.map(|base| tax_of(base.abs(), rate));
    let is_right = actual.zip(expected).is_some_and(|(actual, expected)| is_near(actual.abs(), expected));
    let signed = base.map(|base| tax_of(base, rate));
    Ok((actual, signed, is_right))
}

/// A base at a rate, in cents.
pub(super) fn tax_of(base: Decimal, rate: Decimal) -> Decimal {
    cents(base.saturating_mul(rate.checked_div(Decimal::ONE_HUNDRED).unwrap_or_default()))
}
