//! Where in the model an element stands, for people: `BG-25[2]/BT-131`.

use super::Term;
use super::bindings::{ROOT, Table};
use crate::document::{Document, Place};

/// Groups that may occur more than once, which are counted.
const REPEATED: &[Term] = &[
    Term::InvoiceNote,
    Term::PrecedingInvoiceReference,
    Term::PaymentInstructions,
    Term::DocumentLevelAllowances,
    Term::DocumentLevelCharges,
    Term::VatBreakdown,
    Term::AdditionalSupportingDocuments,
    Term::InvoiceLine,
    Term::InvoiceLineAllowances,
    Term::InvoiceLineCharges,
    Term::ItemAttributes,
];

/// The path of an element, with a term that it should have at its end; empty for the document itself without a term.
pub(crate) fn path(
    document: &Document<'_>,
    table: &Table,
    accounting: Option<&str>,
    place: Place,
    term: Option<Term>,
) -> String {
    let mut chain = Vec::new();
    let mut at = place;
    while at != 0 {
        chain.push(at);
        at = document.parent(at);
    }
    let mut parts = Vec::new();
    let mut step = ROOT;
    let mut last = None;
    for place in chain.into_iter().rev() {
        let Some(next) = table.child(step, document.name(place)) else { break };
        step = next;
        let Some(found) = table.term(step, document, place, accounting) else { continue };
        last = Some(found);
        let number = REPEATED.contains(&found).then(|| {
            let before = document.named(document.parent(place), document.name(place));
            let before = before.take_while(|before| *before < place);
            1 + before.filter(|before| table.term(step, document, *before, accounting) == Some(found)).count()
        });
        parts
            .push(number.map_or_else(|| found.id().to_owned(), |number| format!("{}[{number}]", found.id())));
    }
    // What is found at a term is about that term.
    if let Some(term) = term.filter(|_| last.is_none_or(Term::is_group)) {
        parts.push(term.id().to_owned());
    }
    parts.join("/")
}
