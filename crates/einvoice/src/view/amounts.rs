//! What changes the sum, the VAT and the totals.

use super::html::Html;
use super::words::label;
use crate::semantic::Term;
use crate::semantic::shape::Shaped;

/// Reason, base, percentage, VAT and amount of what changes the sum of the document.
const CHANGES: &[(Term, [&[Term]; 5])] = &[
    (
        Term::DocumentLevelAllowances,
        [
            &[Term::DocumentLevelAllowanceReason, Term::DocumentLevelAllowanceReasonCode],
            &[Term::DocumentLevelAllowanceBaseAmount],
            &[Term::DocumentLevelAllowancePercentage],
            &[Term::DocumentLevelAllowanceVatRate, Term::DocumentLevelAllowanceVatCategoryCode],
            &[Term::DocumentLevelAllowanceAmount],
        ],
    ),
    (
        Term::DocumentLevelCharges,
        [
            &[Term::DocumentLevelChargeReason, Term::DocumentLevelChargeReasonCode],
            &[Term::DocumentLevelChargeBaseAmount],
            &[Term::DocumentLevelChargePercentage],
            &[Term::DocumentLevelChargeVatRate, Term::DocumentLevelChargeVatCategoryCode],
            &[Term::DocumentLevelChargeAmount],
        ],
    ),
];

pub(super) fn allowances(html: &mut Html, document: &mut Shaped) {
    if CHANGES.iter().all(|(term, _)| document.group(*term).is_none()) {
        return;
    }
    html.open("section", "invoice-allowances", None);
    html.heading(1, "Remises, charges et frais");
    html.open_table("invoice-table", "", &["Nature", "Motif", "Base", "Pourcentage", "TVA", "Montant"]);
    html.open("tbody", "invoice-rows", None);
    for (term, columns) in CHANGES {
        for mut group in document.take_groups(*term) {
            html.open("tr", "invoice-row", Some(&group));
            html.element("td", "invoice-nature", label(*term));
            columns.iter().for_each(|terms| html.cell(&mut group, terms));
            html.close("tr");
            document.groups.push(group);
        }
    }
    html.close("tbody");
    html.close("table");
    html.close("section");
}

pub(super) fn breakdowns(html: &mut Html, document: &mut Shaped) {
    let currency = html.currency.clone();
    let is_foreign = |group: &Shaped| {
        let amounts = [Term::VatCategoryTaxAmount, Term::VatCategoryTaxableAmount];
        let own = amounts.iter().find_map(|term| group.leaf(*term)?.leaf.attribute("currencyID"));
        own.is_some_and(|own| !own.trim().is_empty() && own.trim() != currency)
    };
    let groups = document.take_groups(Term::VatBreakdown);
    let (foreign, own): (Vec<_>, Vec<_>) = groups.into_iter().partition(is_foreign);
    if own.is_empty() && foreign.is_empty() {
        return;
    }
    html.open("section", "invoice-vat", None);
    html.heading(1, label(Term::VatBreakdown));
    for (caption, groups) in [("", own), ("En devise de comptabilisation", foreign)] {
        if groups.is_empty() {
            continue;
        }
        html.open_table(
            "invoice-table",
            caption,
            &["Catégorie", "Taux", "Base HT", "Montant de TVA", "Exonération"],
        );
        html.open("tbody", "invoice-rows", None);
        for mut group in groups {
            html.open("tr", "invoice-row", Some(&group));
            html.cell(&mut group, &[Term::VatCategoryCode]);
            html.cell(&mut group, &[Term::VatCategoryRate]);
            html.cell(&mut group, &[Term::VatCategoryTaxableAmount]);
            html.cell(&mut group, &[Term::VatCategoryTaxAmount]);
            html.cell(&mut group, &[Term::VatExemptionReasonText, Term::VatExemptionReasonCode]);
            html.close("tr");
            document.groups.push(group);
        }
        html.close("tbody");
        html.close("table");
    }
    html.close("section");
}

pub(super) fn totals(html: &mut Html, document: &mut Shaped) {
    const TERMS: &[Term] = &[
        Term::SumOfInvoiceLineNetAmount,
        Term::SumOfAllowancesOnDocumentLevel,
        Term::SumOfChargesOnDocumentLevel,
        Term::InvoiceTotalAmountWithoutVat,
        Term::InvoiceTotalVatAmount,
        Term::InvoiceTotalVatAmountInAccountingCurrency,
        Term::InvoiceTotalAmountWithVat,
        Term::PaidAmount,
        Term::RoundingAmount,
        Term::AmountDueForPayment,
    ];
    for mut group in document.take_groups(Term::DocumentTotals) {
        html.open("section", "invoice-totals", Some(&group));
        html.heading(1, label(Term::DocumentTotals));
        html.list(&mut group, TERMS);
        html.close("section");
        document.groups.push(group);
    }
}
