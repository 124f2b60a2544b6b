//! From the notation of one syntax to that of the other: dates, the code of the tax point, attributes.

use super::Loss;
use super::tree::currencies;
use crate::model::Syntax;
use crate::semantic::shape::{Kept, Shaped};
use crate::semantic::{Kind, Leaf, Term};

/// The attributes that both syntaxes have, and the terms that have them.
const COMMON: &[(&str, &[Term])] = &[
    (
        "schemeID",
        &[
            Term::InvoicedObjectIdentifier,
            Term::SellerIdentifier,
            Term::SellerLegalRegistrationIdentifier,
            Term::SellerElectronicAddress,
            Term::BuyerIdentifier,
            Term::BuyerLegalRegistrationIdentifier,
            Term::BuyerElectronicAddress,
            Term::PayeeIdentifier,
            Term::PayeeLegalRegistrationIdentifier,
            Term::DeliverToLocationIdentifier,
            Term::InvoiceLineObjectIdentifier,
            Term::ItemStandardIdentifier,
        ],
    ),
    ("listID", &[Term::ItemClassificationIdentifier]),
    ("listVersionID", &[Term::ItemClassificationIdentifier]),
    ("unitCode", &[Term::InvoicedQuantity, Term::ItemPriceBaseQuantity]),
    ("mimeCode", &[Term::AttachedDocument]),
    ("filename", &[Term::AttachedDocument]),
    ("currencyID", &[Term::InvoiceTotalVatAmount, Term::InvoiceTotalVatAmountInAccountingCurrency]),
];

/// The code of BT-8 in UBL (UNTDID 2005) and in CII (UNTDID 2475).
const TAX_POINTS: &[(&str, &str)] = &[("3", "5"), ("35", "29"), ("432", "72")];

/// CII has no VAT breakdown in the accounting currency.
pub(super) fn separate_currencies(document: &mut Shaped, syntax: Syntax, losses: &mut Vec<Loss>) {
    let (_, accounting) = currencies(document);
    let Some(accounting) = accounting.map(str::to_owned).filter(|_| syntax == Syntax::Cii) else { return };
    let is_foreign =
        |group: &Shaped| group.term == Some(Term::VatBreakdown) && group.is_of_currency(&accounting);
    let (foreign, kept) = std::mem::take(&mut document.groups).into_iter().partition(is_foreign);
    document.groups = kept;
    losses.extend(foreign.into_iter().flat_map(Shaped::into_leaves).map(Loss::of));
}

/// Rewrites every value of a document that was put into the shape of the other syntax.
pub(super) fn translate(document: &mut Shaped, syntax: Syntax, losses: &mut Vec<Loss>) {
    let currency = currencies(document).0.map(str::to_owned);
    let mut translation = Translation { syntax, currency, losses };
    translation.group(document);
    if syntax != Syntax::Cii {
        translation.name_means_once(document);
        translation.keep_texts_of_notes(document);
    }
}

struct Translation<'l> {
    syntax: Syntax,
    currency: Option<String>,
    losses: &'l mut Vec<Loss>,
}

impl Translation<'_> {
    fn group(&mut self, group: &mut Shaped) {
        self.keep_once(group);
        let leaves = std::mem::take(&mut group.leaves);
        group.leaves = leaves.into_iter().filter_map(|kept| self.leaf(kept)).collect();
        for inner in &mut group.groups {
            self.group(inner);
        }
    }

    /// What the standard has once, both syntaxes can be counted on to have once.
    fn keep_once(&mut self, group: &mut Shaped) {
        let mut known: Vec<Kept> = Vec::with_capacity(group.leaves.len());
        for kept in std::mem::take(&mut group.leaves) {
            let term = kept.leaf.term;
            let first = known.iter().find(|known| known.leaf.term == term);
            match first.filter(|_| !term.repeats()) {
                None => known.push(kept),
                Some(first) if first.leaf.text.trim() == kept.leaf.text.trim() => {}
                Some(_) => self.losses.push(Loss::of(kept)),
            }
        }
        group.leaves = known;
        let mut groups: Vec<Shaped> = Vec::with_capacity(group.groups.len());
        for inner in std::mem::take(&mut group.groups) {
            let is_known = groups.iter().any(|known| known.term == inner.term);
            if is_known && inner.term.is_some_and(|term| !term.repeats()) {
                self.losses.extend(inner.into_leaves().into_iter().map(Loss::of));
            } else {
                groups.push(inner);
            }
        }
        group.groups = groups;
    }

    fn leaf(&mut self, mut kept: Kept) -> Option<Kept> {
        kept.leaf.text = kept.leaf.text.trim().to_owned();
        self.attributes(&mut kept);
        // An element without a text says nothing, and not every rule bears it.
        if kept.leaf.text.is_empty() {
            return None;
        }
        if kept.leaf.term.kind() == Kind::Date {
            let date = self.date(&kept.leaf);
            if date.is_none() || !is_day(&kept.leaf.text) {
                self.losses.push(Loss::of(kept.clone()));
            }
            kept.leaf.text = date?;
        } else if kept.leaf.term == Term::ValueAddedTaxPointDateCode {
            // The code of one list may mean another thing in the other.
            let code = self.tax_point(&kept.leaf.text);
            if code.is_none() {
                self.losses.push(Loss::of(kept.clone()));
            }
            code?.clone_into(&mut kept.leaf.text);
        }
        Some(kept)
    }

    fn date(&self, leaf: &Leaf) -> Option<String> {
        let format = if self.syntax == Syntax::Cii { "%Y%m%d" } else { "%Y-%m-%d" };
        leaf.date().map(|date| date.format(format).to_string())
    }

    fn tax_point(&self, code: &str) -> Option<&'static str> {
        let is_cii = self.syntax == Syntax::Cii;
        let known = TAX_POINTS.iter().find(|(ubl, cii)| code == if is_cii { *ubl } else { *cii });
        known.map(|(ubl, cii)| if is_cii { *cii } else { *ubl })
    }

    fn attributes(&mut self, kept: &mut Kept) {
        let attributes = std::mem::take(&mut kept.leaf.attributes);
        let term = kept.leaf.term;
        for (name, value) in attributes {
            let is_common = COMMON.iter().any(|(known, terms)| *known == name && terms.contains(&term));
            if is_common {
                kept.leaf.attributes.push((name, value));
            } else if !self.is_notation(term, name, &value) {
                self.losses.push(Loss::of_attribute(kept, name, value));
            }
        }
    }

    /// Whether an attribute belongs to the syntax, and says nothing of the invoice that is not said otherwise.
    fn is_notation(&self, term: Term, name: &str, value: &str) -> bool {
        match name {
            "currencyID" => self.currency.as_deref() == Some(value.trim()),
            "format" => term.kind() == Kind::Date,
            // BT-82 stands beside it.
            "name" => term == Term::PaymentMeansTypeCode,
            "schemeID" => match term {
                Term::SellerVatIdentifier
                | Term::BuyerVatIdentifier
                | Term::SellerTaxRepresentativeVatIdentifier => value.trim() == "VA",
                Term::BankAssignedCreditorIdentifier => value.trim() == "SEPA",
                // What it says is that the number is none for VAT.
                Term::SellerTaxRegistrationIdentifier => true,
                _ => false,
            },
            _ => false,
        }
    }

    /// In UBL, what stands between the first two `#` of a note is its subject code: a text that only looks so loses its first.
    fn keep_texts_of_notes(&mut self, document: &mut Shaped) {
        let notes = document.groups.iter_mut().filter(|group| group.term == Some(Term::InvoiceNote));
        for note in notes.filter(|note| note.leaf(Term::InvoiceNoteSubjectCode).is_none()) {
            for kept in note.leaves.iter_mut().filter(|kept| looks_coded(&kept.leaf.text)) {
                self.losses.push(Loss::of(kept.clone()));
                while looks_coded(&kept.leaf.text) {
                    kept.leaf.text = kept.leaf.text.replacen('#', "", 1);
                }
            }
        }
    }

    /// UBL names the payment means once in a document.
    fn name_means_once(&mut self, document: &mut Shaped) {
        let mut known: Option<String> = None;
        let means = document.groups.iter_mut().filter(|group| group.term == Some(Term::PaymentInstructions));
        for group in means {
            let (texts, others) = std::mem::take(&mut group.leaves)
                .into_iter()
                .partition(|kept: &Kept| kept.leaf.term == Term::PaymentMeansText);
            group.leaves = others;
            for kept in texts {
                match &known {
                    None => {
                        known = Some(kept.leaf.text.clone());
                        group.leaves.push(kept);
                    }
                    Some(known) if *known == kept.leaf.text => {}
                    Some(_) => self.losses.push(Loss::of(kept)),
                }
            }
        }
    }
}

fn looks_coded(text: &str) -> bool {
    let code = text.split_once('#').and_then(|(_, after)| after.split_once('#'));
    code.is_some_and(|(code, _)| code.chars().count() == 3)
}

/// Whether a date is a day and nothing more.
fn is_day(text: &str) -> bool {
    matches!(text.len(), 8 | 10)
}
