//! The lines of the invoice, and the allowances and charges on all of it.

use rust_decimal::Decimal;

use super::super::format::{amount, number, percent};
use super::super::words::word;
use super::{decimal, everywhere, owned, period, text};
use crate::semantic::{Group, Term};

/// A line.
#[derive(Debug, Default)]
pub(in super::super) struct Line {
    pub(in super::super) name: String,
    pub(in super::super) details: Vec<String>,
    pub(in super::super) quantity: String,
    pub(in super::super) price: String,
    pub(in super::super) rate: String,
    pub(in super::super) amount: String,
    /// The amount as a number, for what is carried over.
    pub(in super::super) value: Option<Decimal>,
}

pub(super) fn lines(document: &Group, currency: &str) -> Vec<Line> {
    document.groups(Term::InvoiceLine).map(|line| self::line(line, currency)).collect()
}

fn line(line: &Group, currency: &str) -> Line {
    let item = everywhere(line, Term::ItemInformation);
    let item = item.first().copied();
    let price = everywhere(line, Term::PriceDetails);
    let price = price.first().copied();
    let tax = everywhere(line, Term::LineVatInformation);
    let value = decimal(line, Term::InvoiceLineNetAmount);
    Line {
        name: item.and_then(|item| owned(item, Term::ItemName)).unwrap_or_default(),
        details: details(line, item, price, currency),
        quantity: quantity(line),
        price: price.map(self::price).unwrap_or_default(),
        rate: tax
            .first()
            .map(|tax| rate(tax, Term::InvoicedItemVatCategoryCode, Term::InvoicedItemVatRate))
            .unwrap_or_default(),
        amount: value.map(|value| number(value, 2)).unwrap_or_default(),
        value,
    }
}

/// The quantity with its unit.
fn quantity(line: &Group) -> String {
    let Some(quantity) = decimal(line, Term::InvoicedQuantity) else { return String::new() };
    let unit = text(line, Term::InvoicedQuantityUnitOfMeasureCode);
    with_unit(&number(quantity, 0), unit)
}

fn with_unit(quantity: &str, unit: Option<&str>) -> String {
    let unit = unit.map(|unit| word("unit", unit).unwrap_or(unit)).unwrap_or_default();
    format!("{quantity} {unit}").trim_end().to_owned()
}

/// The price, for how many where it is not for one.
fn price(price: &Group) -> String {
    let Some(net) = decimal(price, Term::ItemNetPrice) else { return String::new() };
    let per = decimal(price, Term::ItemPriceBaseQuantity).filter(|per| *per != Decimal::ONE);
    let per = per.map(|per| {
        format!(
            " / {}",
            with_unit(&number(per, 0), text(price, Term::ItemPriceBaseQuantityUnitOfMeasureCode))
        )
    });
    number(net, 2) + &per.unwrap_or_default()
}

/// The rate, or what stands for it.
pub(super) fn rate(group: &Group, category: Term, rate: Term) -> String {
    match (text(group, category), decimal(group, rate)) {
        (Some("O"), _) | (_, None) => "–".to_owned(),
        (_, Some(rate)) => percent(rate),
    }
}

fn details(line: &Group, item: Option<&Group>, price: Option<&Group>, currency: &str) -> Vec<String> {
    let mut details = Vec::new();
    if let Some(item) = item {
        details.extend(owned(item, Term::ItemDescription));
        let attribute = |attribute: &Group| {
            let said = [Term::ItemAttributeName, Term::ItemAttributeValue];
            said.map(|term| text(attribute, term).unwrap_or_default()).join("\u{a0}: ")
        };
        let references = [
            ("Réf. vendeur", Term::ItemSellersIdentifier),
            ("Réf. acheteur", Term::ItemBuyersIdentifier),
            ("Réf. article", Term::ItemStandardIdentifier),
        ];
        let reference = |(label, term): &(&str, Term)| Some(format!("{label} {}", text(item, *term)?));
        let mut traits: Vec<String> =
            everywhere(item, Term::ItemAttributes).into_iter().map(attribute).collect();
        traits.extend(references.iter().filter_map(reference));
        details.push(traits.join(" · "));
    }
    for span in everywhere(line, Term::InvoiceLinePeriod) {
        let span = period(span, Term::InvoiceLinePeriodStartDate, Term::InvoiceLinePeriodEndDate);
        details.extend(span.map(|span| format!("Période {span}")));
    }
    let order = owned(line, Term::ReferencedPurchaseOrderLineReference);
    details.extend(order.map(|order| format!("Ligne de commande {order}")));
    details.extend(price.and_then(|price| {
        let gross = decimal(price, Term::ItemGrossPrice)?;
        let less = decimal(price, Term::ItemPriceDiscount).filter(|less| !less.is_zero())?;
        Some(format!("Prix brut {}, remise {}", amount(gross, currency), amount(less, currency)))
    }));
    for (group, sign, terms) in [
        (Term::InvoiceLineAllowances, "\u{2212}", LINE_ALLOWANCE),
        (Term::InvoiceLineCharges, "+", LINE_CHARGE),
    ] {
        for adjustment in everywhere(line, group) {
            let value = decimal(adjustment, terms.amount).map(|value| amount(value, currency));
            let label = terms.label(adjustment);
            details.extend(value.map(|value| format!("{label}\u{a0}: {sign}{value}")));
        }
    }
    details.extend(owned(line, Term::InvoiceLineNote));
    details.retain(|detail| !detail.trim().is_empty());
    details
}

/// The terms of an allowance or a charge.
struct Adjustment {
    word: &'static str,
    amount: Term,
    base: Term,
    percentage: Term,
    reason: Term,
}

const LINE_ALLOWANCE: Adjustment = Adjustment {
    word: "Remise",
    amount: Term::InvoiceLineAllowanceAmount,
    base: Term::InvoiceLineAllowanceBaseAmount,
    percentage: Term::InvoiceLineAllowancePercentage,
    reason: Term::InvoiceLineAllowanceReason,
};

const LINE_CHARGE: Adjustment = Adjustment {
    word: "Frais",
    amount: Term::InvoiceLineChargeAmount,
    base: Term::InvoiceLineChargeBaseAmount,
    percentage: Term::InvoiceLineChargePercentage,
    reason: Term::InvoiceLineChargeReason,
};

const ALLOWANCE: Adjustment = Adjustment {
    word: "Remise",
    amount: Term::DocumentLevelAllowanceAmount,
    base: Term::DocumentLevelAllowanceBaseAmount,
    percentage: Term::DocumentLevelAllowancePercentage,
    reason: Term::DocumentLevelAllowanceReason,
};

const CHARGE: Adjustment = Adjustment {
    word: "Frais",
    amount: Term::DocumentLevelChargeAmount,
    base: Term::DocumentLevelChargeBaseAmount,
    percentage: Term::DocumentLevelChargePercentage,
    reason: Term::DocumentLevelChargeReason,
};

impl Adjustment {
    fn label(&self, group: &Group) -> String {
        let mut label = text(group, self.reason).unwrap_or(self.word).to_owned();
        if let Some(percentage) = decimal(group, self.percentage) {
            let of = decimal(group, self.base).map(|base| format!(" de {}", number(base, 2)));
            label.push_str(&format!(" ({}{})", percent(percentage), of.unwrap_or_default()));
        }
        label
    }
}

/// Allowances and charges of the whole document, as lines.
pub(super) fn adjustments(document: &Group) -> Vec<Line> {
    let kinds = [
        (
            Term::DocumentLevelAllowances,
            ALLOWANCE,
            [Term::DocumentLevelAllowanceVatCategoryCode, Term::DocumentLevelAllowanceVatRate],
            Decimal::NEGATIVE_ONE,
        ),
        (
            Term::DocumentLevelCharges,
            CHARGE,
            [Term::DocumentLevelChargeVatCategoryCode, Term::DocumentLevelChargeVatRate],
            Decimal::ONE,
        ),
    ];
    let found = kinds.iter().flat_map(|(group, terms, [category, rate], sign)| {
        everywhere(document, *group).into_iter().map(move |group| {
            let value = decimal(group, terms.amount).map(|value| value * *sign);
            Line {
                name: terms.label(group),
                rate: self::rate(group, *category, *rate),
                amount: value.map(|value| number(value, 2)).unwrap_or_default(),
                value,
                ..Line::default()
            }
        })
    });
    found.collect()
}
