//! Where terms are written: the rows of a table, seen from the group in which a term stands.

use std::collections::HashMap;

use super::{Condition, Table};
use crate::document::names::Attribute;
use crate::semantic::Term;

/// One place where a term is written.
pub(crate) struct Binding {
    pub(crate) term: Term,
    /// The elements from below the root to the term.
    pub(crate) parts: Vec<Part>,
    /// The attribute of the last element that the term is.
    pub(crate) attribute: Option<&'static str>,
    /// How many of the elements belong to the group around it.
    pub(crate) depth: usize,
    /// The groups around it, the outermost first.
    pub(crate) chain: Vec<Term>,
    /// Elements that are attributes of the term.
    pub(crate) companions: Vec<Companion>,
}

/// An element on the way to a term.
#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) step: usize,
    /// The conditions as written: elements of one name and other conditions are not the same.
    pub(crate) brackets: &'static str,
    pub(crate) conditions: Vec<Condition>,
}

/// An element that is an attribute of a term.
pub(crate) struct Companion {
    pub(crate) term: Term,
    pub(crate) attribute: &'static str,
    pub(crate) parts: Vec<Part>,
}

impl Part {
    fn is_same(&self, other: &Self) -> bool {
        self.step == other.step && self.brackets == other.brackets
    }
}

impl Companion {
    /// How many of the elements on the way to a term are also on the way to this.
    pub(crate) fn shared(&self, binding: &Binding) -> usize {
        self.parts.iter().zip(&binding.parts).take_while(|(own, other)| own.is_same(other)).count()
    }
}

impl Binding {
    pub(super) fn new(term: Term, parts: Vec<Part>, attribute: Option<Attribute>) -> Self {
        let attribute = attribute.and_then(Attribute::text);
        Self { term, parts, attribute, depth: 0, chain: Vec::new(), companions: Vec::new() }
    }

    /// The step of the group around it.
    pub(crate) fn group(&self) -> usize {
        let last = self.depth.checked_sub(1).and_then(|last| self.parts.get(last));
        last.map_or(super::ROOT, |part| part.step)
    }
}

impl Table {
    /// Tells each binding the groups around it, once all rows are read.
    pub(super) fn settle(&mut self, companions: Vec<Companion>) {
        let groups: Vec<(Term, Part, usize)> = self
            .bindings
            .iter()
            .filter(|binding| binding.term.is_group())
            .filter_map(|binding| Some((binding.term, binding.parts.last()?.clone(), binding.parts.len())))
            .collect();
        for binding in &mut self.bindings {
            let end = binding.parts.len() - usize::from(binding.attribute.is_none());
            for (at, part) in binding.parts.iter().enumerate().take(end) {
                // What has conditions of its own stands only within a group of the same ones.
                let holds = |group: &Part| {
                    group.step == part.step && (part.brackets.is_empty() || group.brackets == part.brackets)
                };
                let around = groups.iter().find(|(_, group, length)| *length == at + 1 && holds(group));
                if let Some((term, _, _)) = around {
                    binding.chain.push(*term);
                    binding.depth = at + 1;
                }
            }
        }
        for companion in companions {
            let home = self
                .bindings
                .iter_mut()
                .filter(|binding| binding.term == companion.term)
                .max_by_key(|binding| companion.shared(binding));
            if let Some(home) = home {
                home.companions.push(companion);
            }
        }
        let mut homes: HashMap<_, Vec<usize>> = HashMap::new();
        for (at, binding) in self.bindings.iter().enumerate() {
            homes.entry((binding.group(), binding.term)).or_default().push(at);
        }
        // Where a term may be written in two ways, the one that asks for less goes first.
        for places in homes.values_mut() {
            let conditions = |at: &usize| {
                let parts = self.bindings.get(*at).map(|binding| binding.parts.as_slice());
                parts.unwrap_or_default().iter().map(|part| part.conditions.len()).sum::<usize>()
            };
            places.sort_by_key(conditions);
        }
        self.homes = homes;
    }
}
