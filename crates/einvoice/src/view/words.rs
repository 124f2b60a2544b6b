//! The words of the view: labels of terms and meanings of codes, from the tables beside this file.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::semantic::Term;

/// What a term is called.
pub(super) fn label(term: Term) -> &'static str {
    static LABELS: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    let rows = || include_str!("labels.txt").lines().filter_map(|row| row.split_once(' '));
    LABELS.get_or_init(|| rows().collect()).get(term.id()).copied().unwrap_or_else(|| term.id())
}

/// The lists of codes whose meanings are known, at least in part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum List {
    Kind,
    Means,
    Category,
    TaxPoint,
    Unit,
    Subject,
    Scheme,
    Line,
}

impl List {
    const ALL: &[(&str, Self)] = &[
        ("kind", Self::Kind),
        ("means", Self::Means),
        ("category", Self::Category),
        ("point", Self::TaxPoint),
        ("unit", Self::Unit),
        ("subject", Self::Subject),
        ("scheme", Self::Scheme),
        ("line", Self::Line),
    ];

    /// The list of a term.
    pub(super) fn of(term: Term) -> Option<Self> {
        match term {
            Term::InvoiceTypeCode => Some(Self::Kind),
            Term::PaymentMeansTypeCode => Some(Self::Means),
            Term::VatCategoryCode
            | Term::InvoicedItemVatCategoryCode
            | Term::DocumentLevelAllowanceVatCategoryCode
            | Term::DocumentLevelChargeVatCategoryCode => Some(Self::Category),
            Term::ValueAddedTaxPointDateCode => Some(Self::TaxPoint),
            Term::InvoicedQuantityUnitOfMeasureCode | Term::ItemPriceBaseQuantityUnitOfMeasureCode => {
                Some(Self::Unit)
            }
            Term::InvoiceNoteSubjectCode => Some(Self::Subject),
            Term::LineStatusReasonCode => Some(Self::Line),
            _ => None,
        }
    }
}

/// What a code means.
pub(super) fn meaning(list: List, code: &str) -> Option<&'static str> {
    static MEANINGS: OnceLock<HashMap<(List, &'static str), &'static str>> = OnceLock::new();
    let meanings = MEANINGS.get_or_init(|| include_str!("codes.txt").lines().filter_map(row).collect());
    meanings.get(&(list, code)).copied()
}

fn row(row: &'static str) -> Option<((List, &'static str), &'static str)> {
    let (list, rest) = row.split_once(' ')?;
    let (_, list) = List::ALL.iter().find(|(name, _)| *name == list)?;
    let (code, meaning) = rest.split_once(' ')?;
    Some(((*list, code), meaning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_has_a_label_and_every_row_a_meaning() {
        for term in Term::ALL {
            assert_ne!(label(*term), term.id());
        }
        for line in include_str!("codes.txt").lines() {
            assert!(row(line).is_some(), "{line}");
        }
        assert_eq!(meaning(List::Unit, "HUR"), Some("h"));
        assert_eq!(meaning(List::Means, "HUR"), None);
    }
}
