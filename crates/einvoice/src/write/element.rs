//! The elements of a document that is being written.

use crate::semantic::bindings::{Condition, Part, Table};

/// An element, known by its step in the table of the syntax.
pub(super) struct Element {
    pub(super) step: usize,
    /// The conditions under which it was made: those of other conditions are other elements.
    brackets: &'static str,
    pub(super) text: String,
    pub(super) attributes: Vec<(&'static str, String)>,
    pub(super) children: Vec<Element>,
}

impl Element {
    pub(super) fn new(step: usize) -> Self {
        Self { step, brackets: "", text: String::new(), attributes: Vec::new(), children: Vec::new() }
    }

    /// The element at the end of a way of places.
    pub(super) fn at(&mut self, way: &[usize]) -> Option<&mut Self> {
        way.iter().try_fold(self, |element, place| element.children.get_mut(*place))
    }

    pub(super) fn set_attribute(&mut self, name: &'static str, value: String) {
        match self.attributes.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => self.attributes.push((name, value)),
        }
    }

    /// Makes the element at the end of a path, and those on the way that are not there yet. From the last that may repeat on, all are
    /// made anew; `None` when the last may not and is there.
    pub(super) fn make(
        &mut self,
        table: &Table,
        parts: &[Part],
        accounting: Option<&str>,
    ) -> Option<Vec<usize>> {
        let repeats = |part: &Part| table.step(part.step).is_some_and(|step| step.repeats);
        let is_new_from = parts.iter().rposition(repeats).unwrap_or(parts.len());
        let mut way = Vec::with_capacity(parts.len());
        let mut element = self;
        for (at, part) in parts.iter().enumerate() {
            let is_same = |child: &Self| child.step == part.step && child.brackets == part.brackets;
            let known = element.children.iter().position(is_same).filter(|_| at < is_new_from);
            if known.is_some() && at + 1 == parts.len() {
                return None;
            }
            let place = known.unwrap_or_else(|| {
                let mut child = Self { brackets: part.brackets, ..Self::new(part.step) };
                for condition in part.conditions.iter().filter(|condition| !condition.is_not) {
                    child.fulfil(table, condition, accounting);
                }
                element.children.push(child);
                element.children.len() - 1
            });
            way.push(place);
            element = element.children.get_mut(place)?;
        }
        Some(way)
    }

    /// Writes what a condition asks for. A condition on an attribute further in is about what will be written there.
    fn fulfil(&mut self, table: &Table, condition: &Condition, accounting: Option<&str>) {
        let value = if condition.value == "BT-6" { accounting } else { Some(condition.value) };
        let Some(value) = value else { return };
        match condition.attribute {
            Some(attribute) if condition.path.is_empty() => {
                if let Some(name) = attribute.text() {
                    self.set_attribute(name, value.to_owned());
                }
            }
            Some(_) => {}
            None => {
                let mut element = self;
                for name in &condition.path {
                    let Some(step) = table.child(element.step, *name) else { return };
                    element.children.push(Self::new(step));
                    let Some(last) = element.children.last_mut() else { return };
                    element = last;
                }
                value.clone_into(&mut element.text);
            }
        }
    }

    /// Adds what is always written, and puts everything into the order of the schema.
    pub(super) fn complete(&mut self, table: &Table, order: Option<&[usize]>) {
        if let Some(step) = table.step(self.step) {
            for (name, value) in &step.constant_attributes {
                if !self.attributes.iter().any(|(known, _)| known == name) {
                    self.attributes.push((name, (*value).to_owned()));
                }
            }
            if let Some(constant) = step.constant.filter(|_| self.text.is_empty() && self.children.is_empty())
            {
                constant.clone_into(&mut self.text);
            }
        }
        let own: Vec<_>;
        let order = match order {
            Some(order) => order,
            None => {
                own = table.children(self.step).collect();
                &own
            }
        };
        for child in order {
            let is_wanted = table.step(*child).is_some_and(|step| step.is_constant || step.is_always_written);
            if is_wanted && !self.children.iter().any(|known| known.step == *child) {
                self.children.push(Self::new(*child));
            }
        }
        let place = |element: &Self| order.iter().position(|step| *step == element.step);
        self.children.sort_by_key(place);
        for child in &mut self.children {
            child.complete(table, None);
        }
    }
}
