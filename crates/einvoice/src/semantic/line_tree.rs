//! Lines and their parts: a line of the profile EXTENDED may say that it belongs to another (BT-X-304), and whether it counts
//! (BT-X-8).

use std::collections::HashMap;

use super::{Group, Invoice, Term};

/// How deep lines are put into lines; what lies deeper stands beside its parent.
pub const MAX_LINE_DEPTH: usize = 10;

/// What a line is for the sum of the lines (BT-106).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineStatus {
    /// It counts: every line of EN 16931, and a line of EXTENDED that says so.
    Detail,
    /// It sums up the lines within it, which count.
    Group,
    /// It only informs.
    Information,
}

/// A line with the lines that belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineNode<'i> {
    /// The line (BG-25).
    pub line: &'i Group,
    /// What it is for the sum.
    pub status: LineStatus,
    /// Its parts, in the order of the document.
    pub lines: Vec<LineNode<'i>>,
}

impl Invoice {
    /// The lines as a tree. A line belongs to the line before it that has the identifier it names; where there is none, it stands
    /// for itself.
    #[must_use]
    pub fn line_tree(&self) -> Vec<LineNode<'_>> {
        let lines: Vec<_> = self.document.groups(Term::InvoiceLine).collect();
        let parents = parents(lines.iter().map(|line| {
            let text = |term| line.leaf(term).map(|leaf| leaf.text.trim()).filter(|text| !text.is_empty());
            (text(Term::InvoiceLineIdentifier), text(Term::ParentLineIdentifier))
        }));
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); lines.len()];
        let mut top = Vec::new();
        for (place, parent) in parents.iter().enumerate() {
            match parent.and_then(|(parent, _)| children.get_mut(parent)) {
                Some(siblings) => siblings.push(place),
                None => top.push(place),
            }
        }
        nodes(&top, &lines, &children)
    }
}

/// For each line, by its identifier and that of its parent: the place of the parent and the depth below the first level.
pub(crate) fn parents<'t>(
    lines: impl Iterator<Item = (Option<&'t str>, Option<&'t str>)>,
) -> Vec<Option<(usize, usize)>> {
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut found: Vec<Option<(usize, usize)>> = Vec::new();
    for (place, (own, parent)) in lines.enumerate() {
        let parent = parent.and_then(|parent| known.get(parent).copied());
        let depth_of = |place: usize| found.get(place).copied().flatten().map_or(0, |(_, depth)| depth);
        found.push(parent.and_then(|parent| {
            let depth = depth_of(parent) + 1;
            if depth <= MAX_LINE_DEPTH { Some((parent, depth)) } else { found.get(parent).copied().flatten() }
        }));
        if let Some(own) = own {
            known.entry(own).or_insert(place);
        }
    }
    found
}

fn nodes<'i>(places: &[usize], lines: &[&'i Group], children: &[Vec<usize>]) -> Vec<LineNode<'i>> {
    let node = |place: &usize| {
        let line = *lines.get(*place)?;
        let inner = children.get(*place).map(Vec::as_slice).unwrap_or_default();
        Some(LineNode { line, status: status(line), lines: nodes(inner, lines, children) })
    };
    places.iter().filter_map(node).collect()
}

fn status(line: &Group) -> LineStatus {
    match line.leaf(Term::LineStatusReasonCode).map(|leaf| leaf.text.trim()) {
        Some("GROUP") => LineStatus::Group,
        Some("INFORMATION") => LineStatus::Information,
        _ => LineStatus::Detail,
    }
}
