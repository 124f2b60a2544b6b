//! The nine families of VAT rules, and split payment.

use rust_decimal::Decimal;

use super::super::check::{Check, Outcome};
use super::super::codes::Category;
use super::super::families::{FAMILIES, Family, Rate};
use super::super::number::{is_near, written};
use super::super::sums::Kind;
use super::Facts;
use super::{indicator, is_vat, totals};
use crate::document::Place;
use crate::document::names::{cac, cbc};

const ZERO: Decimal = Decimal::ZERO;

fn category_of(check: &Check<'_, '_>, place: Place) -> Option<Category> {
    check.child(place, cbc::ID).map(|id| Category::of(check.text(id).trim()))
}

fn add(counts: &mut [u32], category: Category) {
    if let Some(count) = counts.get_mut(category as usize) {
        *count = count.saturating_add(1);
    }
}

fn get(counts: &[u32], category: Category) -> u32 {
    counts.get(category as usize).copied().unwrap_or_default()
}

fn family(category: Category) -> Option<&'static Family> {
    FAMILIES.iter().find(|family| family.category == category)
}

/// The tests of the whole document take one code and one scheme of a category.
fn single(check: &mut Check<'_, '_>, place: Place) {
    let code = check.only(place, cbc::ID);
    check.test("BR-S-01", place, code.map(|_| true));
    for scheme in check.document.named(place, cac::TaxScheme) {
        let id = check.only(scheme, cbc::ID);
        check.test("BR-AE-01", scheme, id.map(|_| true));
    }
}

/// A category of a breakdown, an allowance or a charge.
pub(super) fn category(check: &mut Check<'_, '_>, facts: &mut Facts, place: Place) {
    let document = check.document;
    let around = document.parent(place);
    single(check, place);
    let given = category_of(check, place);
    let category = given.unwrap_or(Category::Other);
    let vat = is_vat(check, place);
    if let Some(category) = given.filter(|_| vat) {
        add(&mut facts.categories, category);
    }
    match document.name(around) {
        cac::AllowanceCharge => {
            add(&mut facts.price_change_any, category);
            if !vat {
                return;
            }
            add(&mut facts.price_change, category);
            let is_of_document = document.parent(around) == 0;
            let is_other = u32::from(category != Category::OutsideScope);
            let id = match indicator(check, around) {
                Some(false) => {
                    add(&mut facts.allowances, category);
                    facts.other_allowances += is_other;
                    if is_of_document {
                        add(&mut facts.document_allowances, category);
                    }
                    5
                }
                Some(true) => {
                    // Of category L, the official test counts codes without white space alone.
                    if category != Category::CanaryIslands || is_exact(check, place) {
                        add(&mut facts.charges, category);
                    }
                    facts.other_charges += is_other;
                    if is_of_document {
                        add(&mut facts.document_charges, category);
                    }
                    6
                }
                None => return,
            };
            rate(check, place, category, id);
        }
        cac::TaxSubtotal if is_of_document(check, around) => {
            let by_rate = matches!(category, Category::CanaryIslands | Category::CeutaAndMelilla);
            if !by_rate || is_exact(check, place) && (vat || category == Category::CanaryIslands) {
                add(&mut facts.breakdowns_any, category);
            }
            if vat {
                if given.is_some() {
                    add(&mut facts.breakdowns, category);
                }
                facts.other_breakdowns += u32::from(category != Category::OutsideScope);
            }
        }
        _ => {}
    }
}

/// Whether a code stands without white space around.
fn is_exact(check: &Check<'_, '_>, place: Place) -> bool {
    let mut codes = check.document.named(place, cbc::ID);
    codes.any(|code| matches!(check.text(code), "L" | "M"))
}

fn is_of_document(check: &Check<'_, '_>, subtotal: Place) -> bool {
    let total = check.document.parent(subtotal);
    check.document.name(total) == cac::TaxTotal && check.document.parent(total) == 0
}

/// BG-30.
pub(super) fn line_category(check: &mut Check<'_, '_>, facts: &mut Facts, place: Place) {
    let document = check.document;
    single(check, place);
    // Two schemes are two answers to the question whether it is VAT.
    let schemes = check.only(place, cac::TaxScheme);
    check.test("BR-CO-04", place, schemes.map(|_| true));
    let category = category_of(check, place).unwrap_or(Category::Other);
    add(&mut facts.line_categories_any, category);
    if !is_vat(check, place) {
        return;
    }
    add(&mut facts.line_categories, category);
    facts.other_lines += u32::from(category != Category::OutsideScope);
    let item = document.parent(place);
    let is_of_line = document.name(item) == cac::Item
        && matches!(document.parent_name(item), cac::InvoiceLine | cac::CreditNoteLine);
    if is_of_line {
        rate(check, place, category, 4);
    }
}

/// The rate of a line, an allowance or a charge: the fifth to seventh rule of its family.
fn rate(check: &mut Check<'_, '_>, place: Place, category: Category, rule: usize) {
    let Some(family) = family(category) else { return };
    let Some(id) = family.ids.get(rule) else { return };
    let outcome = match family.rate {
        Rate::Absent => Ok(!check.has(place, cbc::Percent)),
        Rate::Zero => check.amount(place, cbc::Percent).map(|rate| rate == Some(ZERO)),
        Rate::AboveZero => check.any_number(place, cbc::Percent, |rate| rate > ZERO),
        Rate::NotBelowZero => check.any_number(place, cbc::Percent, |rate| rate >= ZERO),
    };
    match outcome {
        Ok(false) => {
            let actual = check.child(place, cbc::Percent).map(|rate| check.text(rate).to_owned());
            check.differs(id, place, actual, None);
        }
        outcome => check.test(id, place, outcome),
    }
}

/// Everything that needs the whole document.
pub(super) fn check(check: &mut Check<'_, '_>, facts: &Facts) {
    for family in FAMILIES {
        used(check, facts, family);
        identified(check, facts, family);
    }
    let subtotals: Vec<_> = breakdowns(check, facts);
    for place in subtotals {
        breakdown(check, facts, place);
    }
    if get(&facts.breakdowns, Category::OutsideScope) > 0 {
        for (id, others) in [
            ("BR-O-11", facts.other_breakdowns),
            ("BR-O-12", facts.other_lines),
            ("BR-O-13", facts.other_allowances),
            ("BR-O-14", facts.other_charges),
        ] {
            check.holds(id, 0, others == 0);
        }
    }
    if get(&facts.breakdowns, Category::IntraCommunity) > 0 {
        intra_community(check, facts);
    }
    split_payment(check, facts);
}

/// The categories of the breakdowns of the document, under VAT.
fn breakdowns(check: &Check<'_, '_>, facts: &Facts) -> Vec<Place> {
    let mut found = Vec::new();
    for total in facts.named(check, cac::TaxTotal) {
        check.each(total, &[cac::TaxSubtotal, cac::TaxCategory], &mut |category| {
            if is_vat(check, category) {
                found.push(category);
            }
        });
    }
    found
}

/// The first rule of a family: what is used has its breakdown.
fn used(check: &mut Check<'_, '_>, facts: &Facts, family: &Family) {
    let category = family.category;
    let breakdowns = get(&facts.breakdowns, category);
    let any = get(&facts.breakdowns_any, category);
    let holds = match category {
        Category::Standard => {
            let used = get(&facts.price_change_any, category) + get(&facts.line_categories_any, category);
            (used > 0) == (any > 0)
        }
        Category::CanaryIslands | Category::CeutaAndMelilla => {
            let used = get(&facts.price_change, category) + get(&facts.line_categories, category);
            if used > 0 { any > 0 } else { breakdowns == 0 }
        }
        _ => {
            let used = get(&facts.categories, category) + get(&facts.line_categories, category);
            used == 0 || breakdowns == 1
        }
    };
    if !holds {
        check.differs(family.ids[0], 0, Some(breakdowns.to_string()), None);
    }
}

/// The second to fourth rule of a family: seller and buyer are identified.
fn identified(check: &mut Check<'_, '_>, facts: &Facts, family: &Family) {
    let category = family.category;
    let suits = facts.identifiers.suit(family);
    let lines = get(&facts.line_categories, category);
    let is_unscheduled =
        category == Category::Standard && lines == 0 && get(&facts.line_categories_any, category) > 0;
    let of_document = category == Category::OutsideScope;
    let allowances = if of_document { &facts.document_allowances } else { &facts.allowances };
    let charges = if of_document { &facts.document_charges } else { &facts.charges };
    let (allowances, charges) = (get(allowances, category), get(charges, category));
    check.holds(family.ids[1], 0, (lines == 0 || suits) && !is_unscheduled);
    check.holds(family.ids[2], 0, allowances == 0 || suits);
    check.holds(family.ids[3], 0, charges == 0 || suits);
}

/// The eighth to tenth rule of a family.
fn breakdown(check: &mut Check<'_, '_>, facts: &Facts, place: Place) {
    let Some(family) = category_of(check, place).and_then(family) else { return };
    let subtotal = check.document.parent(place);
    match base(check, facts, family, place, subtotal) {
        Ok(None) => {}
        Ok(Some((actual, expected))) => {
            check.differs(family.ids[7], subtotal, actual.map(written), Some(written(expected)));
        }
        Err(stop) => check.stop(family.ids[7], stop),
    }
    let tax = check.amount(subtotal, cbc::TaxAmount);
    if family.by_rate {
        let outcome = tax.and_then(|tax| {
            let Some(tax) = tax else { return Ok(false) };
            let base = check.amount(subtotal, cbc::TaxableAmount)?;
            let rate = check.amount(place, cbc::Percent)?;
            let expected = base.zip(rate).map(|(base, rate)| totals::tax_of(base.abs(), rate));
            Ok(expected.is_some_and(|expected| is_near(tax.abs(), expected)))
        });
        check.test(family.ids[8], subtotal, outcome);
    } else {
        match tax {
            Ok(Some(tax)) if tax.is_zero() => {}
            Ok(tax) => check.differs(family.ids[8], subtotal, tax.map(written), Some(written(ZERO))),
            Err(stop) => check.stop(family.ids[8], stop),
        }
    }
    let has_reason =
        check.has(place, cbc::TaxExemptionReason) || check.has(place, cbc::TaxExemptionReasonCode);
    check.holds(family.ids[9], subtotal, has_reason == family.needs_reason);
}

/// BT-116 as written and as it should be, when they differ.
fn base(
    check: &Check<'_, '_>,
    facts: &Facts,
    family: &Family,
    place: Place,
    subtotal: Place,
) -> Outcome<Option<(Option<Decimal>, Decimal)>> {
    let actual = check.amount(subtotal, cbc::TaxableAmount)?;
    let rate = if family.by_rate {
        // The official test holds for every rate, hence also where there is none.
        let Some(rate) = check.amount(place, cbc::Percent)? else { return Ok(None) };
        Some(rate)
    } else {
        None
    };
    let mut wrong = None;
    for (kind, count) in [(Kind::Line, facts.invoice_lines), (Kind::CreditNoteLine, facts.credit_note_lines)]
    {
        let (sum, is_met) = sum(facts, family, rate, kind)?;
        let is_asked = if family.category == Category::Standard { is_met } else { count > 0 };
        let is_right =
            actual.is_some_and(|actual| if rate.is_some() { is_near(actual, sum) } else { actual == sum });
        if is_asked && is_right {
            return Ok(None);
        }
        if is_asked || wrong.is_none() {
            wrong = Some((actual, sum));
        }
    }
    Ok(wrong)
}

/// Lines and charges less allowances of a family, and whether there is any of them.
fn sum(facts: &Facts, family: &Family, rate: Option<Decimal>, lines: Kind) -> Outcome<(Decimal, bool)> {
    let sums = facts.sums.of(family.category, rate)?;
    let (lines, charges, allowances) = (sums.of(lines)?, sums.of(Kind::Charge)?, sums.of(Kind::Allowance)?);
    let sum = lines.unwrap_or_default().saturating_add(charges.unwrap_or_default());
    let is_met = lines.is_some() || charges.is_some() || allowances.is_some();
    Ok((sum.saturating_sub(allowances.unwrap_or_default()), is_met))
}

/// A delivery or a period, and the country of delivery.
fn intra_community(check: &mut Check<'_, '_>, facts: &Facts) {
    let length = |path: &[crate::document::names::Name]| -> Outcome<usize> {
        let found = check.single(0, path)?;
        Ok(found.map_or(0, |found| check.text(found).chars().count()))
    };
    let has_period =
        facts.named(check, cac::InvoicePeriod).any(|period| check.document.children(period).next().is_some());
    let delivered = length(&[cac::Delivery, cbc::ActualDeliveryDate]).map(|length| length > 1 || has_period);
    let country =
        length(&[cac::Delivery, cac::DeliveryLocation, cac::Address, cac::Country, cbc::IdentificationCode])
            .map(|length| length > 1);
    check.test("BR-IC-11", 0, delivered);
    check.test("BR-IC-12", 0, country);
}

/// Category B: only in Italy, and not with category S.
fn split_payment(check: &mut Check<'_, '_>, facts: &Facts) {
    let get = |counts: &[u32], category| get(counts, category) > 0;
    let is_used = |category, anywhere: bool| {
        get(&facts.line_categories_any, category)
            || get(&facts.breakdowns_any, category)
            || get(&facts.price_change_any, category)
            || anywhere && get(&facts.categories, category)
    };
    if is_used(Category::SplitPayment, true) {
        check.holds("BR-B-01", 0, !facts.is_outside_italy);
        check.holds("BR-B-02", 0, !is_used(Category::Standard, false));
    }
}
