//! The table of VAT, and the totals.

use super::super::format::{amount, number};
use super::super::words::word;
use super::lines::rate;
use super::{Fact, decimal, everywhere, owned, text};
use crate::semantic::{Group, Term};

/// A row of the table of VAT.
#[derive(Debug, Default)]
pub(in super::super) struct Tax {
    pub(in super::super) rate: String,
    pub(in super::super) base: String,
    pub(in super::super) tax: String,
    /// Why there is no VAT, or what kind of it.
    pub(in super::super) reason: Option<String>,
}

pub(super) fn taxes(document: &Group) -> Vec<Tax> {
    let row = |group: &Group| {
        let base = decimal(group, Term::VatCategoryTaxableAmount)?;
        let written = |term| decimal(group, term).map(|value| number(value, 2)).unwrap_or_default();
        let code = text(group, Term::VatExemptionReasonCode);
        let reason = owned(group, Term::VatExemptionReasonText)
            .or_else(|| code.map(|code| word("reason", code).unwrap_or(code).to_owned()))
            .or_else(|| word("category", text(group, Term::VatCategoryCode)?).map(str::to_owned));
        Some(Tax {
            rate: rate(group, Term::VatCategoryCode, Term::VatCategoryRate),
            base: number(base, 2),
            tax: written(Term::VatCategoryTaxAmount),
            reason,
        })
    };
    everywhere(document, Term::VatBreakdown).into_iter().filter_map(row).collect()
}

/// The totals in the order of their reckoning; those that say nothing new are left out.
pub(super) fn totals(document: &Group, currency: &str) -> Vec<Fact> {
    let groups = everywhere(document, Term::DocumentTotals);
    let value = |term| super::anywhere(document, term).and_then(crate::semantic::Leaf::decimal);
    if groups.is_empty() && value(Term::InvoiceTotalAmountWithVat).is_none() {
        return Vec::new();
    }
    let other =
        super::anywhere(document, Term::VatAccountingCurrencyCode).map(|leaf| leaf.text.trim().to_owned());
    let less = value(Term::SumOfAllowancesOnDocumentLevel).filter(|less| !less.is_zero());
    let more = value(Term::SumOfChargesOnDocumentLevel).filter(|more| !more.is_zero());
    let lines = value(Term::SumOfInvoiceLineNetAmount).filter(|_| less.is_some() || more.is_some());
    let paid = value(Term::PaidAmount).filter(|paid| !paid.is_zero());
    let rounding = value(Term::RoundingAmount).filter(|rounding| !rounding.is_zero());
    let with = value(Term::InvoiceTotalAmountWithVat);
    let mut totals = Vec::new();
    let mut add = |label: &str, value: Option<rust_decimal::Decimal>, currency: &str| {
        totals.extend(value.map(|value| (label.to_owned(), amount(value, currency))));
    };
    add("Total des lignes HT", lines, currency);
    add("Remises", less.map(|less| -less), currency);
    add("Frais", more, currency);
    add("Total HT", value(Term::InvoiceTotalAmountWithoutVat), currency);
    add("TVA", value(Term::InvoiceTotalVatAmount), currency);
    add(
        "TVA dans sa devise",
        value(Term::InvoiceTotalVatAmountInAccountingCurrency),
        other.as_deref().unwrap_or_default(),
    );
    add("Total TTC", with, currency);
    add("Déjà payé", paid.map(|paid| -paid), currency);
    add("Arrondi", rounding, currency);
    totals
}

/// Kinds of document (UNTDID 1001) that credit the buyer, who has nothing to pay.
const CREDITS: [&str; 7] = ["261", "262", "381", "396", "420", "502", "503"];

/// What is to be paid, or credited.
pub(super) fn due(document: &Group, currency: &str) -> Option<Fact> {
    let due = super::anywhere(document, Term::AmountDueForPayment)?.decimal()?;
    let is_credit = text(document, Term::InvoiceTypeCode).is_some_and(|code| CREDITS.contains(&code));
    let label = if is_credit { "Montant de l'avoir" } else { "Net à payer" };
    Some((label.to_owned(), amount(due, currency)))
}
