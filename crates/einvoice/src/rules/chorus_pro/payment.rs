//! How an invoice deposited at Chorus Pro itself is paid, and what its lines must say.

use super::super::check::Check;
use super::super::number;
use super::super::terms::Terms;
use crate::document::names::ram;
use crate::model::Syntax;
use crate::semantic::Term;

/// BT-3 of what gives money back.
const CREDIT_NOTES: &[&str] = &["261", "381", "396", "502", "503"];

/// Means of payment that need an account: transfer, debit transfer, payment to an account.
const TRANSFERS: &[&str] = &["30", "31", "42"];

pub(super) fn run(check: &mut Check<'_, '_>, terms: &Terms<'_, '_>) {
    let is_credit = terms.text(Term::InvoiceTypeCode).is_some_and(|code| CREDIT_NOTES.contains(&code));
    means(check, terms, is_credit);
    for place in terms.all(Term::PaymentAccountIdentifier) {
        let account = terms.document.text(*place).trim();
        if !is_iban(account) {
            check.differs("CPRO-16", *place, Some(account.to_owned()), None);
        }
    }
    for place in terms.all(Term::InvoicedQuantity) {
        let quantity = terms.document.text(*place).trim();
        let whole = quantity.split('.').next().unwrap_or_default().trim_start_matches(['-', '+', '0']);
        if whole.len() > 10 || number::decimals(quantity) > 4 {
            check.differs("CPRO-18", *place, Some(quantity.to_owned()), None);
        }
    }
    for term in
        [Term::DespatchAdviceReference, Term::BuyerAccountingReference, Term::MandateReferenceIdentifier]
    {
        if let Some(place) = terms.first(term) {
            check.fail("CPRO-25", place);
        }
    }
    if terms.syntax == Syntax::Cii {
        gross_prices(check, terms);
    }
}

fn means(check: &mut Check<'_, '_>, terms: &Terms<'_, '_>, is_credit: bool) {
    let codes = terms.all(Term::PaymentMeansTypeCode);
    for place in codes {
        let code = terms.document.text(*place).trim();
        if matches!(code, "58" | "59") {
            let expected = if code == "58" { "30" } else { "49" };
            check.differs("CPRO-15", *place, Some(code.to_owned()), Some(expected.to_owned()));
        }
        let means = terms.document.parent(*place);
        let has_account = || terms.within(means, Term::PaymentAccountIdentifier).next().is_some();
        if TRANSFERS.contains(&code) && !is_credit && !has_account() {
            check.fail("CPRO-16", *place);
        }
    }
    // The smallest profile of Factur-X has no place for it.
    let is_minimum =
        terms.text(Term::SpecificationIdentifier).is_some_and(|profile| profile.ends_with(":minimum"));
    if terms.syntax == Syntax::Cii && !is_credit && !is_minimum && codes.is_empty() {
        check.fail("CPRO-27", terms.first(Term::PaymentInstructions).unwrap_or(0));
    }
}

/// Whether an account is written as an IBAN is: country, key, then letters and digits.
fn is_iban(account: &str) -> bool {
    let bytes: Vec<u8> = account.bytes().filter(|byte| *byte != b' ').collect();
    let is_letters = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_uppercase);
    let is_digits = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
    (15..=34).contains(&bytes.len())
        && bytes.get(..2).is_some_and(is_letters)
        && bytes.get(2..4).is_some_and(is_digits)
        && bytes.iter().all(u8::is_ascii_alphanumeric)
}

/// BT-148 comes with its discount, BT-147.
fn gross_prices(check: &mut Check<'_, '_>, terms: &Terms<'_, '_>) {
    for place in terms.all(Term::ItemGrossPrice) {
        let price = terms.document.parent(*place);
        if !check.exists(price, &[ram::AppliedTradeAllowanceCharge, ram::ActualAmount]) {
            check.fail("CPRO-28", price);
        }
    }
}
