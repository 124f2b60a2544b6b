//! Which path of a syntax is which term: the tables beside this file, made into trees of names.
//!
//! A row is a path and a term. `[path=value]` and `[path!=value]` set a condition on the element before it, `[@name=value]`
//! on its attribute; the value `BT-6` is the accounting currency of the document. The first row that fits names the element.

use std::sync::OnceLock;

use super::Term;
use crate::document::names::{Attribute, Name, cac, cbc, find_attribute, parse};
use crate::document::{Document, Place};
use crate::model::Syntax;

/// Stands for the root.
pub(crate) const ROOT: usize = 0;

/// The table of a syntax.
pub(crate) struct Table {
    steps: Vec<Step>,
}

/// An element on a path.
#[derive(Default)]
struct Step {
    children: Vec<(Name, usize)>,
    rows: Vec<Row>,
    attributes: Vec<(Attribute, Term)>,
    /// The texts by which it is a condition of other rows.
    constants: Vec<&'static str>,
}

struct Row {
    term: Term,
    conditions: Vec<Condition>,
}

struct Condition {
    /// How many elements above the one that the row names.
    above: usize,
    path: Vec<Name>,
    attribute: Option<Attribute>,
    value: &'static str,
    is_not: bool,
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
pub(crate) fn common(name: Name) -> Name {
    match name {
        cac::CreditNoteLine => cac::InvoiceLine,
        cbc::CreditedQuantity => cbc::InvoicedQuantity,
        cbc::CreditNoteTypeCode => cbc::InvoiceTypeCode,
        other => other,
    }
}

impl Table {
    /// A row that is not understood is left out; a test sees to it that there is none.
    fn parse(text: &'static str) -> Self {
        let mut table = Self { steps: vec![Step::default()] };
        for line in text.lines() {
            let _understood = line.split_once(' ').and_then(|(path, id)| table.add(path, Term::of(id)?));
        }
        table
    }

    fn add(&mut self, path: &'static str, term: Term) -> Option<()> {
        let (path, attribute) = match path.rsplit_once("/@") {
            Some((path, attribute)) if !attribute.contains(']') => (path, Some(find_attribute(attribute))),
            _ => (path, None),
        };
        let mut step = ROOT;
        let mut conditions = Vec::new();
        let parts = split(path);
        for (at, part) in parts.iter().enumerate() {
            let (name, brackets) = part.split_once('[').unwrap_or((part, ""));
            step = self.child_or_new(step, parse(name)?);
            let above = parts.len() - 1 - at;
            let brackets = brackets.split('[').map(|text| text.trim_end_matches(']'));
            for bracket in brackets.filter(|text| !text.is_empty()) {
                let condition = condition(bracket, above)?;
                let asked = condition.path.iter().fold(step, |step, name| self.child_or_new(step, *name));
                if let Some(asked) = self.steps.get_mut(asked).filter(|_| condition.attribute.is_none()) {
                    asked.constants.push(condition.value);
                }
                conditions.push(condition);
            }
        }
        let step = self.steps.get_mut(step)?;
        match attribute {
            Some(attribute) => step.attributes.push((attribute, term)),
            None => step.rows.push(Row { term, conditions }),
        }
        Some(())
    }

    fn child_or_new(&mut self, step: usize, name: Name) -> usize {
        if let Some(known) = self.child(step, name) {
            return known;
        }
        let new = self.steps.len();
        self.steps.push(Step::default());
        if let Some(step) = self.steps.get_mut(step) {
            step.children.push((name, new));
        }
        new
    }

    /// The step to an element from the one around it.
    pub(crate) fn child(&self, step: usize, name: Name) -> Option<usize> {
        let name = common(name);
        self.steps.get(step)?.children.iter().find(|(known, _)| *known == name).map(|(_, step)| *step)
    }

    /// The term that an element is.
    pub(crate) fn term(
        &self,
        step: usize,
        document: &Document<'_>,
        place: Place,
        accounting: Option<&str>,
    ) -> Option<Term> {
        let rows = &self.steps.get(step)?.rows;
        let fits =
            |row: &&Row| row.conditions.iter().all(|condition| condition.holds(document, place, accounting));
        rows.iter().find(fits).map(|row| row.term)
    }

    /// Whether a text without a term of its own says nothing but what the terms beside it say.
    pub(super) fn is_implied(&self, step: usize, text: &str) -> bool {
        let constants = self.steps.get(step).map(|step| step.constants.as_slice()).unwrap_or_default();
        text.is_empty() || constants.contains(&text)
    }

    /// The terms that attributes of an element are.
    pub(super) fn attributes(&self, step: usize) -> &[(Attribute, Term)] {
        self.steps.get(step).map(|step| step.attributes.as_slice()).unwrap_or_default()
    }
}

/// Splits a path at the strokes outside of brackets.
pub(crate) fn split(path: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut is_inside) = (0, false);
    for (at, byte) in path.bytes().enumerate() {
        match byte {
            b'[' => is_inside = true,
            b']' => is_inside = false,
            b'/' if !is_inside => {
                parts.extend(path.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(path.get(start..));
    parts
}

fn condition(bracket: &'static str, above: usize) -> Option<Condition> {
    let (left, value) = bracket.split_once('=')?;
    let (left, is_not) = left.strip_suffix('!').map_or((left, false), |left| (left, true));
    let (path, attribute) = match left.strip_prefix('@') {
        Some(attribute) => (Vec::new(), Some(find_attribute(attribute))),
        None => (left.split('/').map(parse).collect::<Option<_>>()?, None),
    };
    Some(Condition { above, path, attribute, value, is_not })
}

impl Condition {
    fn holds(&self, document: &Document<'_>, place: Place, accounting: Option<&str>) -> bool {
        let place = (0..self.above).fold(place, |place, _| document.parent(place));
        let value = if self.value == "BT-6" { accounting } else { Some(self.value) };
        let Some(value) = value else { return self.is_not };
        let found = match self.attribute {
            Some(attribute) => document.attribute(place, attribute).is_some_and(|text| text.trim() == value),
            None => any(document, place, &self.path, value),
        };
        found != self.is_not
    }
}

/// Whether an element at the end of a path has a value.
fn any(document: &Document<'_>, place: Place, path: &[Name], value: &str) -> bool {
    match path.split_first() {
        None => {
            let text = document.text(place).trim();
            text.eq_ignore_ascii_case(value) || matches!((text, value), ("1", "true") | ("0", "false"))
        }
        Some((name, rest)) => document.named(place, *name).any(|child| any(document, child, rest, value)),
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
            let rows = table(syntax).steps.iter().map(|step| step.rows.len() + step.attributes.len());
            assert_eq!(rows.sum::<usize>(), text.lines().count(), "{syntax:?}");
            for term in Term::ALL {
                let id = term.id();
                // BG-2 is only a bracket; BG-19 is one in CII; the notes of UBL carry their code in their text.
                let is_implied = match syntax {
                    Syntax::Cii => matches!(id, "BG-2" | "BG-19"),
                    _ => matches!(id, "BG-2" | "BT-21" | "BT-22"),
                };
                let is_bound =
                    text.lines().any(|row| row.split_once(' ').is_some_and(|(_, bound)| bound == id));
                assert_eq!(is_bound, !is_implied, "{id} in {syntax:?}");
            }
        }
    }
}
