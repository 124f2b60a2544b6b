//! From the rows of a table to its tree.

use std::collections::HashMap;

use super::homes::{Binding, Companion, Part};
use super::{Bound, Condition, ROOT, Row, Step, Table};
use crate::document::names::{Name, find_attribute, parse};
use crate::semantic::Term;

impl Step {
    fn new(name: Name) -> Self {
        Self {
            name,
            children: Vec::new(),
            rows: Vec::new(),
            attributes: Vec::new(),
            constants: Vec::new(),
            constant: None,
            is_constant: false,
            constant_attributes: Vec::new(),
            repeats: false,
            is_always_written: false,
        }
    }
}

impl Table {
    pub(super) fn empty() -> Self {
        Self { steps: vec![Step::new(Name::NONE)], bindings: Vec::new(), homes: HashMap::new() }
    }

    /// A row that is not understood is left out; a test sees to it that there is none.
    pub(super) fn parse(text: &'static str) -> Self {
        let mut table = Self::empty();
        let (mut companions, mut asked) = (Vec::new(), Vec::new());
        for line in text.lines() {
            let row = line.split_once(' ');
            let _understood =
                row.and_then(|(path, bound)| table.add(path, bound, &mut companions, &mut asked));
        }
        // The texts that conditions ask for say nothing of their own. The steps to them come last, after all that has an order.
        for (step, condition) in asked {
            let step = condition.path.iter().fold(step, |step, name| table.child_or_new(step, *name));
            if let Some(step) = table.steps.get_mut(step).filter(|_| condition.attribute.is_none()) {
                step.constants.push(condition.value);
            }
        }
        table.mark_constants(ROOT);
        table.settle(companions);
        table
    }

    pub(super) fn add(
        &mut self,
        path: &'static str,
        bound: &'static str,
        companions: &mut Vec<Companion>,
        asked: &mut Vec<(usize, Condition)>,
    ) -> Option<()> {
        let (path, attribute) = match path.rsplit_once("/@") {
            Some((path, attribute)) if !attribute.contains(']') => (path, Some(find_attribute(attribute))),
            _ => (path, None),
        };
        let texts = split(path);
        let mut parts = Vec::with_capacity(texts.len());
        let mut step = ROOT;
        for (at, text) in texts.iter().enumerate() {
            let start = text.find('[').unwrap_or(text.len());
            let (marked, brackets) = text.split_at_checked(start)?;
            step = self.child_or_new(step, parse(marked.trim_end_matches(['*', '+']))?);
            let above = texts.len() - 1 - at;
            let brackets_of = brackets.split('[').map(|text| text.trim_end_matches(']'));
            let conditions: Vec<_> = brackets_of
                .filter(|text| !text.is_empty())
                .map(|text| Condition::parse(text, above))
                .collect::<Option<_>>()?;
            asked.extend(conditions.iter().map(|condition| (step, condition.clone())));
            let known = self.steps.get_mut(step)?;
            known.repeats |= marked.contains('*');
            known.is_always_written |= marked.contains('+');
            parts.push(Part { step, brackets, conditions });
        }
        let conditions = || parts.iter().flat_map(|part| part.conditions.iter().cloned()).collect();
        let known = self.steps.get_mut(step)?;
        if let Some(constant) = bound.strip_prefix('=') {
            match attribute {
                Some(attribute) => known.constant_attributes.push((attribute.text()?, constant)),
                None if constant.is_empty() => {}
                None => {
                    known.constants.push(constant);
                    known.constant = Some(constant);
                }
            }
        } else if let Some(constant) = bound.strip_prefix('~') {
            known.constants.push(constant);
        } else if let Some((term, name)) = bound.split_once('@') {
            let term = Term::of(term)?;
            let name = find_attribute(name).text()?;
            known.rows.push(Row { bound: Bound::Attribute(term, name), conditions: conditions() });
            companions.push(Companion { term, attribute: name, parts });
        } else {
            let term = Term::of(bound)?;
            match attribute {
                Some(attribute) => known.attributes.push((attribute, term)),
                None => known.rows.push(Row { bound: Bound::Term(term), conditions: conditions() }),
            }
            self.bindings.push(Binding::new(term, parts, attribute));
        }
        Some(())
    }

    /// Marks the steps that hold texts that are always written, and no terms; tells whether one holds terms, and texts.
    fn mark_constants(&mut self, step: usize) -> (bool, bool) {
        let (mut has_terms, mut has_constants) = self.steps.get(step).map_or((false, false), |step| {
            let is_term = |row: &Row| matches!(row.bound, Bound::Term(_));
            (step.rows.iter().any(is_term), step.constant.is_some())
        });
        for child in self.children(step).collect::<Vec<_>>() {
            let (terms, constants) = self.mark_constants(child);
            has_terms |= terms;
            has_constants |= constants;
        }
        if let Some(step) = self.steps.get_mut(step) {
            step.is_constant = has_constants && !has_terms;
        }
        (has_terms, has_constants)
    }

    fn child_or_new(&mut self, step: usize, name: Name) -> usize {
        if let Some(known) = self.child(step, name) {
            return known;
        }
        let new = self.steps.len();
        self.steps.push(Step::new(name));
        if let Some(step) = self.steps.get_mut(step) {
            step.children.push((name, new));
        }
        new
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
