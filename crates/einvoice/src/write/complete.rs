//! What the schema of a syntax asks for where that of the other does not, and the standard says from the rest.

use rust_decimal::Decimal;

use super::Loss;
use super::tree::currencies;
use crate::model::Syntax;
use crate::semantic::Term;
use crate::semantic::shape::{Kept, Shaped};

/// Completes a document that was read from the other syntax.
pub(super) fn complete(document: &mut Shaped, syntax: Syntax, losses: &mut Vec<Loss>) {
    for line in document.groups.iter_mut().filter(|group| group.term == Some(Term::InvoiceLine)) {
        for price in line.groups.iter_mut().filter(|group| group.term == Some(Term::PriceDetails)) {
            complete_price(price, syntax, losses);
        }
    }
    if syntax == Syntax::Cii {
        drop_same_currency(document);
    } else {
        complete_total(document);
        complete_attachments(document);
    }
}

/// CII has a discount (BT-147) only on a gross price (BT-148), UBL a gross price only with a discount. The net price
/// (BT-146) is the one less the other.
fn complete_price(price: &mut Shaped, syntax: Syntax, losses: &mut Vec<Loss>) {
    let (given, wanted) = if syntax == Syntax::Cii {
        (Term::ItemPriceDiscount, Term::ItemGrossPrice)
    } else {
        (Term::ItemGrossPrice, Term::ItemPriceDiscount)
    };
    let Some(known) = price.leaf(given).filter(|_| price.leaf(wanted).is_none()).cloned() else { return };
    let net = price.leaf(Term::ItemNetPrice).and_then(|kept| kept.leaf.decimal());
    let value = net.zip(known.leaf.decimal()).and_then(|(net, known)| {
        if syntax == Syntax::Cii { net.checked_add(known) } else { known.checked_sub(net) }
    });
    match value {
        Some(value) => price.leaves.push(known.with(wanted, value.to_string())),
        None => {
            price.leaves.retain(|kept| kept.leaf.term != given);
            losses.push(Loss::of(known));
        }
    }
}

/// In UBL a VAT breakdown stands within the total (BT-110), which is its sum.
fn complete_total(document: &mut Shaped) {
    if document.leaf(Term::InvoiceTotalVatAmount).is_none() {
        document.leaves.extend(sum_of_breakdowns(document));
    }
}

fn sum_of_breakdowns(document: &Shaped) -> Option<Kept> {
    let (_, accounting) = currencies(document);
    let mut amounts = document
        .groups(Term::VatBreakdown)
        .filter(|group| !accounting.is_some_and(|accounting| group.is_of_currency(accounting)))
        .filter_map(|group| group.leaf(Term::VatCategoryTaxAmount));
    let first = amounts.next()?;
    let sum = amounts
        .try_fold(first.leaf.decimal()?, |sum: Decimal, kept| sum.checked_add(kept.leaf.decimal()?))?;
    Some(first.with(Term::InvoiceTotalVatAmount, sum.to_string()))
}

/// UBL asks for the name and the type of an attached file.
fn complete_attachments(document: &mut Shaped) {
    let documents =
        document.groups.iter_mut().filter(|group| group.term == Some(Term::AdditionalSupportingDocuments));
    for group in documents {
        let reference = group.leaf(Term::SupportingDocumentReference);
        let reference = reference.map(|kept| kept.leaf.text.clone()).unwrap_or_default();
        let files = group.leaves.iter_mut().filter(|kept| kept.leaf.term == Term::AttachedDocument);
        for file in files {
            if file.leaf.attribute("filename").is_none() {
                file.leaf.attributes.push(("filename", reference.clone()));
            }
            if file.leaf.attribute("mimeCode").is_none() {
                let media = media_type(&file.leaf.text).to_owned();
                file.leaf.attributes.push(("mimeCode", media));
            }
        }
    }
}

/// What a file in base64 is, by its first bytes.
fn media_type(base64: &str) -> &'static str {
    const KNOWN: &[(&str, &str)] =
        &[("JVBERi", "application/pdf"), ("iVBORw0KGgo", "image/png"), ("/9j/", "image/jpeg")];
    let known = KNOWN.iter().find(|(start, _)| base64.starts_with(start));
    known.map_or("application/octet-stream", |(_, media)| media)
}

/// An accounting currency (BT-6) that is the currency of the invoice says nothing, and CII does not allow it.
fn drop_same_currency(document: &mut Shaped) {
    if currencies(document).1.is_none() {
        document.leaves.retain(|kept| kept.leaf.term != Term::VatAccountingCurrencyCode);
    }
}

impl Kept {
    /// Another term at the same place.
    fn with(&self, term: Term, text: String) -> Self {
        let mut kept = self.clone();
        kept.leaf.term = term;
        kept.leaf.text = text;
        kept.leaf.attributes.clear();
        kept
    }
}
