//! What no rule forbids and is wrong nevertheless: days that do not exist, numbers whose key is not theirs, parts that do not
//! add up. Warnings of our own, which give no verdict.

mod keys;

use rust_decimal::Decimal;

use chrono::{Datelike as _, NaiveDate};

use super::check::Check;
use super::number::written;
use super::terms::Terms;
use crate::document::Place;
use crate::document::names::attribute;
use crate::semantic::Term;
use crate::value;

/// Every day of an invoice.
const DATES: &[Term] = &[
    Term::InvoiceIssueDate,
    Term::ValueAddedTaxPointDate,
    Term::PaymentDueDate,
    Term::PrecedingInvoiceIssueDate,
    Term::ActualDeliveryDate,
    Term::InvoicingPeriodStartDate,
    Term::InvoicingPeriodEndDate,
    Term::InvoiceLinePeriodStartDate,
    Term::InvoiceLinePeriodEndDate,
];

/// The years in which an invoice may have its days.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

/// What may be a SIREN or a SIRET, by its scheme.
const REGISTERED: &[Term] = &[
    Term::SellerIdentifier,
    Term::SellerLegalRegistrationIdentifier,
    Term::BuyerIdentifier,
    Term::BuyerLegalRegistrationIdentifier,
    Term::PayeeIdentifier,
    Term::PayeeLegalRegistrationIdentifier,
    Term::DeliverToLocationIdentifier,
];

/// Runs every test.
pub(super) fn run(check: &mut Check<'_, '_>, terms: &Terms<'_, '_>) {
    dates(check, terms);
    let accounts = [Term::PaymentAccountIdentifier, Term::DebitedAccountIdentifier];
    suspect(check, terms, "PL-02", &accounts, |text, _| keys::iban(text));
    let numbers =
        [Term::SellerVatIdentifier, Term::BuyerVatIdentifier, Term::SellerTaxRepresentativeVatIdentifier];
    suspect(check, terms, "PL-03", &numbers, |text, _| keys::vat_number(text));
    suspect(check, terms, "PL-04", REGISTERED, |text, scheme| match scheme {
        "0009" => text.len() == 14 && keys::registered(text),
        "0002" => matches!(text.len(), 9 | 14) && keys::registered(text),
        _ => true,
    });
    for line in terms.all(Term::InvoiceLine) {
        line_amount(check, terms, *line);
    }
    taxable(check, terms);
}

/// Tells the values of some terms that do not fit; blanks within them do not count.
fn suspect(
    check: &mut Check<'_, '_>,
    terms: &Terms<'_, '_>,
    id: &'static str,
    of: &[Term],
    fits: impl Fn(&str, &str) -> bool,
) {
    for term in of {
        for place in terms.all(*term) {
            let value = terms.value(*term, *place);
            let text: String = value.split_whitespace().collect();
            let scheme = check.attribute(*place, attribute::schemeID).unwrap_or_default().trim();
            if !text.is_empty() && !fits(&text, scheme) {
                check.differs(id, *place, Some(value.to_owned()), None);
            }
        }
    }
}

fn dates(check: &mut Check<'_, '_>, terms: &Terms<'_, '_>) {
    for term in DATES {
        for place in terms.all(*term) {
            let text = terms.value(*term, *place);
            let is_real = value::date(text).is_some_and(|date| YEARS.contains(&date.year()));
            if !text.is_empty() && !is_real {
                check.differs("PL-01", *place, Some(text.to_owned()), None);
            }
        }
    }
    let day = |term: Term| -> Option<NaiveDate> { value::date(terms.text(term)?) };
    let issued = day(Term::InvoiceIssueDate);
    for place in terms.all(Term::PaymentDueDate) {
        let text = terms.value(Term::PaymentDueDate, *place);
        let Some((issued, due)) = issued.zip(value::date(text)) else { continue };
        if due < issued {
            let expected = format!("{} au plus tôt", issued.format("%d/%m/%Y"));
            check.differs("PL-05", *place, Some(text.to_owned()), Some(expected));
        }
    }
}

/// The amounts of a line.
fn within<'t>(terms: &'t Terms<'_, '_>, line: Place, term: Term) -> impl Iterator<Item = Decimal> + 't {
    let places = terms.within(line, term);
    places.filter_map(|place| value::decimal(terms.document.text(place).trim()))
}

/// BT-131 is BT-129 × BT-146 / BT-149, with the charges of the line and without its allowances, to a cent.
fn line_amount(check: &mut Check<'_, '_>, terms: &Terms<'_, '_>, line: Place) {
    let one = |term: Term| within(terms, line, term).next();
    let sum =
        |term: Term| within(terms, line, term).fold(Decimal::ZERO, |sum, amount| sum.saturating_add(amount));
    let (Some(net), Some(quantity), Some(price)) =
        (one(Term::InvoiceLineNetAmount), one(Term::InvoicedQuantity), one(Term::ItemNetPrice))
    else {
        return;
    };
    let base = one(Term::ItemPriceBaseQuantity).unwrap_or(Decimal::ONE);
    let Some(gross) = quantity.saturating_mul(price).checked_div(base) else { return };
    let expected = gross
        .saturating_add(sum(Term::InvoiceLineChargeAmount))
        .saturating_sub(sum(Term::InvoiceLineAllowanceAmount));
    if expected.saturating_sub(net).abs() > Decimal::new(1, 2) {
        let place = terms.within(line, Term::InvoiceLineNetAmount).next();
        let (actual, expected) = (written(net), written(expected.round_dp(2)));
        check.differs("PL-06", place.unwrap_or(line), Some(actual), Some(expected));
    }
}

/// The taxable amounts of the VAT breakdown are together the total without VAT.
fn taxable(check: &mut Check<'_, '_>, terms: &Terms<'_, '_>) {
    let places = terms.all(Term::VatCategoryTaxableAmount);
    let amounts: Option<Vec<_>> =
        places.iter().map(|place| value::decimal(terms.document.text(*place).trim())).collect();
    let total = terms.first(Term::InvoiceTotalAmountWithoutVat);
    let stated = terms.text(Term::InvoiceTotalAmountWithoutVat).and_then(value::decimal);
    let (Some(amounts), Some(total), Some(stated)) = (amounts, total, stated) else { return };
    let sum = amounts.into_iter().fold(Decimal::ZERO, Decimal::saturating_add);
    if !places.is_empty() && sum.saturating_sub(stated).abs() > Decimal::new(1, 2) {
        check.differs("PL-07", total, Some(written(stated)), Some(written(sum)));
    }
}
