//! Where in the model an element stands, for people: `BG-25[2]/BT-131`.

use std::collections::HashMap;

use super::Term;
use super::bindings::{ROOT, Table};
use crate::document::names::{Name, cac};
use crate::document::{Document, Place};

/// How far groups were counted: for the element around them and their term, the last one and its number. Paths that are
/// asked for in the order of the document count no group twice.
pub(crate) type Counted = HashMap<(Place, Term), (Place, usize)>;

/// How many elements of a name stand within the same elements before: in UBL, the VAT breakdowns of the two currencies stand in
/// two totals.
fn before(document: &Document<'_>, around: Place, name: Name) -> usize {
    let (outer, own) = (document.parent(around), document.name(around));
    if own != cac::TaxTotal {
        return 0;
    }
    let earlier = document.named(outer, own).take_while(|place| *place < around);
    earlier.map(|place| document.named(place, name).count()).sum()
}

/// The path of an element, with a term that it should have at its end; empty for the document itself without a term.
pub(crate) fn path(
    document: &Document<'_>,
    table: &Table,
    accounting: Option<&str>,
    counted: &mut Counted,
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
        let number = (found.is_group() && found.repeats()).then(|| {
            let (around, name) = (document.parent(place), document.name(place));
            let known = counted.get(&(around, found)).copied().filter(|(last, _)| *last <= place);
            let (siblings, number) = match known {
                Some((last, number)) => (document.from(last), number),
                None => (document.children(around), before(document, around, name)),
            };
            let of = |sibling: &Place| {
                document.name(*sibling) == name
                    && table.term(step, document, *sibling, accounting) == Some(found)
            };
            let siblings = siblings.skip(usize::from(known.is_some()));
            let number = number + siblings.take_while(|sibling| *sibling <= place).filter(of).count();
            counted.insert((around, found), (place, number));
            number
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
