//! Totals.

use rust_decimal::Decimal;

use super::super::check::{Check, Outcome};
use super::super::number::{cents, written};
use super::super::sums::Kind;
use super::Facts;
use super::{indicator, is_at};
use crate::document::Place;
use crate::document::names::{Name, attribute, ram, rsm};

/// What must be there.
const PRESENT: &[(&str, Name)] = &[
    ("BR-12", ram::LineTotalAmount),
    ("BR-13", ram::TaxBasisTotalAmount),
    ("BR-14", ram::GrandTotalAmount),
    ("BR-15", ram::DuePayableAmount),
];

/// What has two decimals at most.
const DECIMALS: &[(&str, Name)] = &[
    ("BR-DEC-09", ram::LineTotalAmount),
    ("BR-DEC-10", ram::AllowanceTotalAmount),
    ("BR-DEC-11", ram::ChargeTotalAmount),
    ("BR-DEC-12", ram::TaxBasisTotalAmount),
    ("BR-DEC-14", ram::GrandTotalAmount),
    ("BR-DEC-16", ram::TotalPrepaidAmount),
    ("BR-DEC-17", ram::RoundingAmount),
    ("BR-DEC-18", ram::DuePayableAmount),
];

/// What may be there once at most.
const ONCE: &[(&str, Name)] = &[
    ("CII-SR-477", ram::LineTotalAmount),
    ("CII-SR-478", ram::ChargeTotalAmount),
    ("CII-SR-479", ram::AllowanceTotalAmount),
    ("CII-SR-480", ram::TaxBasisTotalAmount),
    ("CII-SR-481", ram::RoundingAmount),
    ("CII-SR-482", ram::GrandTotalAmount),
    ("CII-SR-483", ram::InformationAmount),
    ("CII-SR-484", ram::TotalPrepaidAmount),
    ("CII-SR-485", ram::TotalDiscountAmount),
    ("CII-SR-486", ram::TotalAllowanceChargeAmount),
    ("CII-SR-487", ram::DuePayableAmount),
    ("CII-SR-488", ram::RetailValueExcludingTaxInformationAmount),
    ("CII-SR-489", ram::TotalDepositFeeInformationAmount),
    ("CII-SR-490", ram::ProductValueExcludingTobaccoTaxInformationAmount),
    ("CII-SR-491", ram::TotalRetailValueInformationAmount),
    ("CII-SR-492", ram::GrossLineTotalAmount),
    ("CII-SR-493", ram::NetLineTotalAmount),
    ("CII-SR-494", ram::NetIncludingTaxesLineTotalAmount),
];

/// BG-22, but for what needs the lines.
pub(super) fn check(check: &mut Check<'_, '_>, facts: &Facts, place: Place) {
    for (id, name) in PRESENT {
        let is_present = check.has(place, *name);
        check.holds(id, place, is_present);
    }
    for (id, name) in DECIMALS {
        check.two_decimals(id, place, *name);
    }
    let path = [
        rsm::SupplyChainTradeTransaction,
        ram::ApplicableHeaderTradeSettlement,
        ram::SpecifiedTradeSettlementHeaderMonetarySummation,
    ];
    if is_at(check.document, place, &path) {
        for (id, name) in ONCE {
            let count = check.count(place, &[*name]);
            check.holds(id, place, count <= 1);
        }
    }
    accounting(check, facts, place);
    vat_decimals(check, facts, place);
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

/// The first of a name.
fn first(check: &Check<'_, '_>, place: Place, name: Name) -> Outcome<Option<Decimal>> {
    check.child(place, name).map(|found| check.decimal(found)).transpose()
}

/// BT-111 is there when BT-6 is, and BT-6 is another currency than BT-5.
fn accounting(check: &mut Check<'_, '_>, facts: &Facts, place: Place) {
    let Some(accounting) = facts.accounting else { return };
    let currency = check.text(accounting);
    let mut totals = check.document.named(place, ram::TaxTotalAmount);
    let has_total = totals.any(|total| check.attribute(total, attribute::currencyID) == Some(currency));
    let holds = has_total && facts.currency(check) != Some(currency);
    check.holds("BR-53", place, holds);
}

/// BT-110 and BT-111: one that fits, or is of another currency, is enough for the official test.
fn vat_decimals(check: &mut Check<'_, '_>, facts: &Facts, place: Place) {
    let document = check.document;
    let totals: Vec<_> = document.named(place, ram::TaxTotalAmount).collect();
    if totals.is_empty() {
        return;
    }
    let currency = facts.currency(check);
    let accounting = facts.accounting.map(|accounting| check.text(accounting));
    for (id, code, is_vat) in [("BR-DEC-13", currency, true), ("BR-DEC-15", accounting, false)] {
        let mut outcome = Ok(false);
        for total in &totals {
            let is_of = code.is_some() && check.attribute(*total, attribute::currencyID) == code;
            let fits = if is_of {
                check.number(*total).map(|value| value.is_some_and(|value| value == cents(value)))
            } else {
                Ok(if is_vat { true } else { code.is_none() })
            };
            match fits {
                Ok(true) => {
                    outcome = Ok(true);
                    break;
                }
                Ok(false) => {}
                Err(stop) => outcome = Err(stop),
            }
        }
        check.test(id, place, outcome);
    }
}

/// BT-109 = BT-106 − BT-107 + BT-108.
fn net(check: &Check<'_, '_>, place: Place) -> Outcome<Pair> {
    let amount = |name| first(check, place, name);
    let (charges, allowances) = (amount(ram::ChargeTotalAmount)?, amount(ram::AllowanceTotalAmount)?);
    let (actual, lines) = (amount(ram::TaxBasisTotalAmount)?, amount(ram::LineTotalAmount)?);
    let sum = |lines: Decimal| {
        let less = lines.saturating_sub(allowances.unwrap_or_default());
        cents(less.saturating_add(charges.unwrap_or_default()))
    };
    Ok((actual, lines.map(sum)))
}

/// BT-115 = BT-112 − BT-113 + BT-114, without rounding.
fn due(check: &Check<'_, '_>, place: Place) -> Outcome<Pair> {
    let amount = |name| first(check, place, name);
    let (paid, rounding) = (amount(ram::TotalPrepaidAmount)?, amount(ram::RoundingAmount)?);
    let (actual, total) = (amount(ram::DuePayableAmount)?, amount(ram::GrandTotalAmount)?);
    let sum = |total: Decimal| {
        total.saturating_sub(paid.unwrap_or_default()).saturating_add(rounding.unwrap_or_default())
    };
    Ok((actual, total.map(sum)))
}

/// The tests of BG-22 that need the lines, the allowances and the VAT totals.
pub(super) fn check_document(check: &mut Check<'_, '_>, facts: &Facts) {
    let Some(settlement) = facts.settlement else { return };
    let totals = check.document.named(settlement, ram::SpecifiedTradeSettlementHeaderMonetarySummation);
    // A second one stops the engine elsewhere; no more than that is looked at.
    for place in totals.take(2).collect::<Vec<_>>() {
        let lines = || {
            let actual = check.amount(place, ram::LineTotalAmount)?;
            Ok((actual, Some(cents(facts.sums.all().of(Kind::Line)?.unwrap_or_default()))))
        };
        let lines = lines();
        compare(check, "BR-CO-10", place, lines);
        for (id, name, text, kind) in [
            ("BR-CO-11", ram::AllowanceTotalAmount, "false", Kind::Allowance),
            ("BR-CO-12", ram::ChargeTotalAmount, "true", Kind::Charge),
        ] {
            match sum_of(check, facts, settlement, place, name, text, kind) {
                Ok((None, None)) => {}
                pair => compare(check, id, place, pair),
            }
        }
        if facts.currency.is_some() {
            with_vat(check, facts, settlement, place);
        }
    }
}

/// A total and the sum of what it is made of.
fn sum_of(
    check: &Check<'_, '_>,
    facts: &Facts,
    settlement: Place,
    place: Place,
    name: Name,
    text: &str,
    kind: Kind,
) -> Outcome<Pair> {
    let mut given = check.document.named(settlement, ram::SpecifiedTradeAllowanceCharge);
    let is_used = given.any(|given| indicator(check, given) == Some(text));
    let actual = check.amount(place, name)?;
    if !is_used && actual.is_none() {
        return Ok((None, None));
    }
    Ok((actual, Some(cents(facts.sums.all().of(kind)?.unwrap_or_default()))))
}

/// BT-112 = BT-109 + BT-110 with one VAT total in the currency of the invoice, or BT-112 = BT-109.
fn with_vat(check: &mut Check<'_, '_>, facts: &Facts, settlement: Place, place: Place) {
    let path = [ram::SpecifiedTradeSettlementHeaderMonetarySummation, ram::TaxTotalAmount];
    let currency = facts.currency(check);
    let mut taxes = Vec::new();
    check.each(settlement, &path, &mut |tax| {
        if check.attribute(tax, attribute::currencyID) == currency {
            taxes.push(tax);
        }
    });
    let outcome = || {
        let net = first(check, place, ram::TaxBasisTotalAmount)?;
        let total = first(check, place, ram::GrandTotalAmount)?;
        let tax = match taxes.as_slice() {
            [tax] => Some(check.decimal(*tax)?),
            _ => None,
        };
        let expected = net.zip(tax).map(|(net, tax)| cents(net.saturating_add(tax)));
        let holds = total.is_some() && (total == expected || total == net);
        Ok((total, expected, holds))
    };
    match outcome() {
        Ok((_, _, true)) => {}
        Ok((total, expected, false)) => {
            check.differs("BR-CO-15", place, total.map(written), expected.map(written));
        }
        Err(stop) => check.stop("BR-CO-15", stop),
    }
}

/// BT-110.
pub(super) fn tax_total(check: &mut Check<'_, '_>, facts: &mut Facts, place: Place) {
    let document = check.document;
    let is_total = document.parent_name(place) == ram::SpecifiedTradeSettlementHeaderMonetarySummation;
    let currency = facts.currency(check);
    if !is_total || currency.is_none() || check.attribute(place, attribute::currencyID) != currency {
        return;
    }
    let total = *facts.tax_total.get_or_insert_with(|| sum_of_taxes(check, facts.settlement));
    let pair = || Ok((check.number(place)?, Some(cents(total?))));
    let pair = pair();
    compare(check, "BR-CO-14", place, pair);
}

/// The sum of BT-117.
fn sum_of_taxes(check: &Check<'_, '_>, settlement: Option<Place>) -> Outcome<Decimal> {
    let document = check.document;
    let mut sum = Decimal::ZERO;
    for tax in settlement.iter().flat_map(|place| document.named(*place, ram::ApplicableTradeTax)) {
        for amount in document.named(tax, ram::CalculatedAmount) {
            sum = sum.saturating_add(check.number(amount)?.unwrap_or(Decimal::MAX));
        }
    }
    Ok(sum)
}
