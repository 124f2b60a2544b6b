//! Which path of a syntax is which term: the tables beside this file, made into trees of names. Reading and writing go
//! along the same table, whose rows stand in the order that the schema of the syntax asks of the elements.
//!
//! A row is a path and what is found there:
//! - a term (`BT-1`, `BG-25`), or an attribute of a term (`BT-18@schemeID`);
//! - `=VALUE`, a text that is always written and says nothing more; `=` alone, a text that conditions write;
//! - `~VALUE`, a text that says nothing and is not written.
//!
//! `[path=value]` and `[path!=value]` set a condition on the element before it, `[@name=value]` and `[path/@name=value]` on an
//! attribute; the value `BT-6` is the accounting currency of the document. The first row that fits names the element.
//! An element marked `*` is written once for each occurrence of what is below it, one marked `+` even when it is empty; the
//! mark stands where the element comes first.

mod condition;
mod homes;
mod parse;

use std::collections::HashMap;
use std::sync::OnceLock;

use super::Term;
use crate::document::names::{Attribute, Name, cac, cbc, parse as parse_name};
use crate::document::{Document, Place};
use crate::model::Syntax;

pub(crate) use condition::Condition;
pub(crate) use homes::{Binding, Part};
pub(crate) use parse::split;

/// Stands for the root.
pub(crate) const ROOT: usize = 0;

/// The table of a syntax.
pub(crate) struct Table {
    steps: Vec<Step>,
    bindings: Vec<Binding>,
    /// The bindings of a term within the group whose element is a step.
    homes: HashMap<(usize, Term), Vec<usize>>,
}

/// An element on a path.
pub(crate) struct Step {
    pub(crate) name: Name,
    children: Vec<(Name, usize)>,
    rows: Vec<Row>,
    attributes: Vec<(Attribute, Term)>,
    /// The texts that say nothing but what the terms beside them say.
    constants: Vec<&'static str>,
    /// The text that is written where the element around it is.
    pub(crate) constant: Option<&'static str>,
    /// Whether it holds texts that are always written, and no terms.
    pub(crate) is_constant: bool,
    /// Attributes with the value that they have unless a term or a condition says another.
    pub(crate) constant_attributes: Vec<(&'static str, &'static str)>,
    pub(crate) repeats: bool,
    pub(crate) is_always_written: bool,
}

struct Row {
    bound: Bound,
    conditions: Vec<Condition>,
}

/// What an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bound {
    /// A term.
    Term(Term),
    /// An attribute of a term that stands beside it.
    Attribute(Term, &'static str),
}

/// The table of a syntax; UBL has one for invoices and credit notes.
pub(crate) fn table(syntax: Syntax) -> &'static Table {
    static UBL: OnceLock<Table> = OnceLock::new();
    static CII: OnceLock<Table> = OnceLock::new();
    match syntax {
        Syntax::Cii => CII.get_or_init(|| Table::parse(include_str!("cii.txt"))),
        _ => UBL.get_or_init(|| Table::parse(include_str!("ubl.txt"))),
    }
}

/// Credit notes have three names of their own for what invoices have too.
const OF_CREDIT_NOTES: &[(Name, Name)] = &[
    (cac::CreditNoteLine, cac::InvoiceLine),
    (cbc::CreditedQuantity, cbc::InvoicedQuantity),
    (cbc::CreditNoteTypeCode, cbc::InvoiceTypeCode),
];

/// The name that the tables use.
pub(crate) fn common(name: Name) -> Name {
    OF_CREDIT_NOTES.iter().find(|(own, _)| *own == name).map_or(name, |(_, common)| *common)
}

/// The name that a credit note uses.
pub(crate) fn of_credit_note(name: Name) -> Name {
    OF_CREDIT_NOTES.iter().find(|(_, common)| *common == name).map_or(name, |(own, _)| *own)
}

/// The steps below the root that a document of a syntax may have, in the order of its schema. A credit note has another order than
/// an invoice, and neither a due date nor a project of its own.
pub(crate) fn roots(syntax: Syntax) -> &'static [usize] {
    static INVOICE: OnceLock<Vec<usize>> = OnceLock::new();
    static CREDIT_NOTE: OnceLock<Vec<usize>> = OnceLock::new();
    static CII: OnceLock<Vec<usize>> = OnceLock::new();
    let table = table(syntax);
    match syntax {
        Syntax::Cii => CII.get_or_init(|| table.children(ROOT).collect()),
        Syntax::UblCreditNote => CREDIT_NOTE.get_or_init(|| {
            let names = include_str!("ubl-credit-note.txt").lines();
            names.filter_map(|name| table.child(ROOT, parse_name(name)?)).collect()
        }),
        _ => INVOICE.get_or_init(|| table.children(ROOT).collect()),
    }
}

impl Table {
    /// The step to an element from the one around it.
    pub(crate) fn child(&self, step: usize, name: Name) -> Option<usize> {
        let name = common(name);
        self.steps.get(step)?.children.iter().find(|(known, _)| *known == name).map(|(_, step)| *step)
    }

    /// What an element is.
    pub(crate) fn bound(
        &self,
        step: usize,
        document: &Document<'_>,
        place: Place,
        accounting: Option<&str>,
    ) -> Option<Bound> {
        let rows = &self.steps.get(step)?.rows;
        let fits =
            |row: &&Row| row.conditions.iter().all(|condition| condition.holds(document, place, accounting));
        rows.iter().find(fits).map(|row| row.bound)
    }

    /// The term that an element is.
    pub(crate) fn term(
        &self,
        step: usize,
        document: &Document<'_>,
        place: Place,
        accounting: Option<&str>,
    ) -> Option<Term> {
        match self.bound(step, document, place, accounting) {
            Some(Bound::Term(term)) => Some(term),
            _ => None,
        }
    }

    /// Whether a text without a term of its own says nothing but what the terms beside it say.
    pub(super) fn is_implied(&self, step: usize, text: &str) -> bool {
        let constants = self.steps.get(step).map(|step| step.constants.as_slice()).unwrap_or_default();
        let text = match text {
            "1" => "true",
            "0" => "false",
            other => other,
        };
        text.is_empty() || constants.contains(&text)
    }

    /// The terms that attributes of an element are.
    pub(super) fn attributes(&self, step: usize) -> &[(Attribute, Term)] {
        self.steps.get(step).map(|step| step.attributes.as_slice()).unwrap_or_default()
    }

    pub(crate) fn step(&self, step: usize) -> Option<&Step> {
        self.steps.get(step)
    }

    /// The steps below one, in the order of the schema.
    pub(crate) fn children(&self, step: usize) -> impl Iterator<Item = usize> + '_ {
        let children = self.steps.get(step).map(|step| step.children.as_slice()).unwrap_or_default();
        children.iter().map(|(_, step)| *step)
    }

    /// Where a term is written within the group whose element is a step.
    pub(crate) fn bindings(&self, group: usize, term: Term) -> impl Iterator<Item = &Binding> {
        let places = self.homes.get(&(group, term)).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|place| self.bindings.get(*place))
    }

    /// Every place where a term is written, in the order of the schema.
    pub(crate) fn all_bindings(&self) -> &[Binding] {
        &self.bindings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_both_tables_is_understood_and_every_term_is_bound() {
        for (text, syntax) in
            [(include_str!("ubl.txt"), Syntax::UblInvoice), (include_str!("cii.txt"), Syntax::Cii)]
        {
            let mut table_of = Table::empty();
            for row in text.lines() {
                let added = row
                    .split_once(' ')
                    .and_then(|(path, bound)| table_of.add(path, bound, &mut Vec::new(), &mut Vec::new()));
                assert_eq!(added, Some(()), "{row}");
            }
            for term in Term::ALL {
                let id = term.id();
                // BG-2 is only a bracket; BG-19 is one in CII; the notes of UBL carry their code in their text.
                let is_implied = match syntax {
                    Syntax::Cii => matches!(id, "BG-2" | "BG-19"),
                    // UBL writes the parts of a line within it, which is not read yet.
                    _ => matches!(id, "BG-2" | "BT-21" | "BT-22") || term.is_extension(),
                };
                let is_bound = table(syntax).all_bindings().iter().any(|binding| binding.term == *term);
                assert_eq!(is_bound, !is_implied, "{id} in {syntax:?}");
            }
        }
    }
}
