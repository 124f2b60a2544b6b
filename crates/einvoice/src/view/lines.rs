//! The lines, as a table: each a row, with a second one for what a row has no column for.

use super::html::Html;
use super::words::label;
use crate::semantic::shape::Shaped;
use crate::semantic::{Term, parents};

const TITLES: &[&str] = &["N°", "Désignation", "Quantité", "Prix unitaire HT", "TVA", "Montant HT"];

pub(super) fn lines(html: &mut Html, document: &mut Shaped) {
    let mut lines = document.take_groups(Term::InvoiceLine);
    html.open("section", "invoice-lines", None);
    html.heading(1, "Lignes");
    html.open_table("invoice-table", "", TITLES);
    let levels = levels(&lines);
    for (group, level) in lines.iter_mut().zip(levels) {
        line(html, group, level);
    }
    html.close("table");
    html.close("section");
    document.groups.extend(lines);
}

/// How deep each line stands within others.
fn levels(lines: &[Shaped]) -> Vec<usize> {
    let text = |line: &'_ Shaped, term| line.leaf(term).map(|kept| kept.leaf.text.trim().to_owned());
    let names: Vec<_> = lines
        .iter()
        .map(|line| (text(line, Term::InvoiceLineIdentifier), text(line, Term::ParentLineIdentifier)))
        .collect();
    let parents = parents(names.iter().map(|(own, parent)| (own.as_deref(), parent.as_deref())));
    parents.into_iter().map(|parent| parent.map_or(0, |(_, level)| level)).collect()
}

fn line(html: &mut Html, line: &mut Shaped, level: usize) {
    let mut item = line.take_groups(Term::ItemInformation);
    let mut price = line.take_groups(Term::PriceDetails);
    let mut vat = line.take_groups(Term::LineVatInformation);
    let mut none = Shaped { term: None, path: "".into(), line: 0, leaves: Vec::new(), groups: Vec::new() };
    let class = match level {
        0 => "invoice-line".to_owned(),
        _ => format!("invoice-line invoice-part invoice-part-{level}"),
    };
    html.open("tbody", &class, Some(line));
    html.open("tr", "invoice-line-main", None);
    html.cell(line, &[Term::InvoiceLineIdentifier]);
    html.cell(item.first_mut().unwrap_or(&mut none), &[Term::ItemName]);
    html.cell(line, &[Term::InvoicedQuantity, Term::InvoicedQuantityUnitOfMeasureCode]);
    html.cell(price.first_mut().unwrap_or(&mut none), &[Term::ItemNetPrice]);
    html.cell(
        vat.first_mut().unwrap_or(&mut none),
        &[Term::InvoicedItemVatRate, Term::InvoicedItemVatCategoryCode],
    );
    html.cell(line, &[Term::InvoiceLineNetAmount]);
    html.close("tr");
    line.groups.extend(item);
    line.groups.extend(price);
    line.groups.extend(vat);
    if !line.is_empty() {
        details(html, line);
    }
    html.close("tbody");
}

fn details(html: &mut Html, line: &mut Shaped) {
    html.open("tr", "invoice-line-details", None);
    html.open("td colspan=\"6\"", "invoice-details", None);
    html.open("dl", "invoice-list", None);
    html.entries(line, &[Term::LineStatusReasonCode, Term::LineStatusCode, Term::ParentLineIdentifier]);
    within(html, line, Term::ItemInformation, |html, item| {
        html.entries(item, &[Term::ItemDescription]);
        for mut attribute in item.take_groups(Term::ItemAttributes) {
            let names = attribute.take(Term::ItemAttributeName);
            let values = attribute.take(Term::ItemAttributeValue);
            html.open_entry(label(Term::ItemAttributes));
            html.begin("span", "invoice-attribute", Some(&attribute));
            for (place, kept) in names.iter().chain(&values).enumerate() {
                html.write(if place > 0 { "\u{a0}: " } else { "" });
                html.value(kept);
            }
            html.end("span");
            html.close_entry();
            item.groups.push(attribute);
        }
        html.entries(
            item,
            &[
                Term::ItemSellersIdentifier,
                Term::ItemBuyersIdentifier,
                Term::ItemStandardIdentifier,
                Term::ItemClassificationIdentifier,
                Term::ItemCountryOfOrigin,
            ],
        );
    });
    html.entries(
        line,
        &[
            Term::InvoiceLineNote,
            Term::InvoiceLineObjectIdentifier,
            Term::ReferencedPurchaseOrderLineReference,
            Term::InvoiceLineBuyerAccountingReference,
        ],
    );
    within(html, line, Term::InvoiceLinePeriod, |html, period| {
        html.entries(period, &[Term::InvoiceLinePeriodStartDate, Term::InvoiceLinePeriodEndDate]);
    });
    within(html, line, Term::PriceDetails, |html, price| {
        html.entries(
            price,
            &[
                Term::ItemGrossPrice,
                Term::ItemPriceDiscount,
                Term::ItemPriceBaseQuantity,
                Term::ItemPriceBaseQuantityUnitOfMeasureCode,
            ],
        );
    });
    html.close("dl");
    for (group, terms) in CHANGES {
        for mut change in line.take_groups(*group) {
            html.open("dl", "invoice-list invoice-change", Some(&change));
            html.open_entry(label(*group));
            let values: Vec<_> = terms.iter().flat_map(|term| change.take(*term)).collect();
            for (place, kept) in values.iter().enumerate() {
                html.write(if place > 0 { " · " } else { "" });
                html.value(kept);
            }
            html.close_entry();
            html.close("dl");
            line.groups.push(change);
        }
    }
    html.close("td");
    html.close("tr");
}

/// Allowances and charges of a line: reason, base, percentage, amount.
const CHANGES: &[(Term, &[Term])] = &[
    (
        Term::InvoiceLineAllowances,
        &[
            Term::InvoiceLineAllowanceReason,
            Term::InvoiceLineAllowanceReasonCode,
            Term::InvoiceLineAllowanceBaseAmount,
            Term::InvoiceLineAllowancePercentage,
            Term::InvoiceLineAllowanceAmount,
        ],
    ),
    (
        Term::InvoiceLineCharges,
        &[
            Term::InvoiceLineChargeReason,
            Term::InvoiceLineChargeReasonCode,
            Term::InvoiceLineChargeBaseAmount,
            Term::InvoiceLineChargePercentage,
            Term::InvoiceLineChargeAmount,
        ],
    ),
];

/// Shows something of each group of a term, and puts the rest of it back.
fn within(html: &mut Html, around: &mut Shaped, term: Term, mut show: impl FnMut(&mut Html, &mut Shaped)) {
    let mut groups = around.take_groups(term);
    groups.iter_mut().for_each(|group| show(html, group));
    around.groups.extend(groups);
}
