//! The groups of an invoice, put where a syntax or the standard has them.
//!
//! The syntaxes nest the same terms differently: UBL writes the tax point code (BT-8) within the invoicing period, CII within each
//! VAT breakdown. What stands where the target has it stays; the rest goes to the nearest place that the target has for
//! it. Every leaf remembers where it came from.

mod homes;

use std::rc::Rc;

use super::{Group, Leaf, Term};

pub(crate) use homes::Homes;

/// A group on its way to another shape.
#[derive(Clone)]
pub(crate) struct Shaped {
    /// The group; `None` for the document.
    pub(crate) term: Option<Term>,
    /// Where it stood.
    pub(crate) path: Rc<str>,
    pub(crate) line: u64,
    pub(crate) leaves: Vec<Kept>,
    pub(crate) groups: Vec<Shaped>,
}

/// A leaf, and where it stood.
#[derive(Clone)]
pub(crate) struct Kept {
    pub(crate) leaf: Leaf,
    /// The path of the group in which it stood.
    around: Rc<str>,
    /// Its number there among those of its term.
    number: usize,
}

impl Kept {
    /// Where it stood, like `BG-25[2]/BT-131`.
    pub(crate) fn path(&self) -> String {
        let number = if self.number > 1 { format!("[{}]", self.number) } else { String::new() };
        let stroke = if self.around.is_empty() { "" } else { "/" };
        format!("{}{stroke}{}{number}", self.around, self.leaf.term.id())
    }
}

impl Shaped {
    /// The groups of an invoice as they are.
    pub(crate) fn of(group: &Group, path: Rc<str>) -> Self {
        let mut numbers = Vec::new();
        let mut count = |term: Term| match numbers.iter_mut().find(|(known, _)| *known == term) {
            Some((_, number)) => {
                *number += 1;
                *number
            }
            None => {
                numbers.push((term, 1));
                1
            }
        };
        let keep = |leaf: &Leaf, number| Kept { leaf: leaf.clone(), around: Rc::clone(&path), number };
        let leaves = group.leaves.iter().map(|leaf| keep(leaf, count(leaf.term))).collect();
        let stroke = if path.is_empty() { "" } else { "/" };
        let mut inner = |inner: &Group| {
            let Some(term) = inner.term else { return Self::of(inner, Rc::clone(&path)) };
            let number = count(term);
            let is_counted = term.repeats() || number > 1;
            let number = if is_counted { format!("[{number}]") } else { String::new() };
            Self::of(inner, format!("{path}{stroke}{}{number}", term.id()).into())
        };
        let groups = group.groups.iter().map(&mut inner).collect();
        Self { term: group.term, path: Rc::clone(&path), line: group.line, leaves, groups }
    }

    /// Whether it says nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.leaves.is_empty() && self.groups.iter().all(Self::is_empty)
    }

    /// The first occurrence of a term directly in this group.
    pub(crate) fn leaf(&self, term: Term) -> Option<&Kept> {
        self.leaves(term).next()
    }

    /// Every occurrence of a term directly in this group.
    pub(crate) fn leaves(&self, term: Term) -> impl Iterator<Item = &Kept> {
        self.leaves.iter().filter(move |kept| kept.leaf.term == term)
    }

    /// The first occurrence of a group directly in this one.
    pub(crate) fn group(&self, term: Term) -> Option<&Self> {
        self.groups(term).next()
    }

    /// Every occurrence of a group directly in this one.
    pub(crate) fn groups(&self, term: Term) -> impl Iterator<Item = &Self> {
        self.groups.iter().filter(move |group| group.term == Some(term))
    }

    /// Every leaf in this group and in those within it.
    pub(crate) fn into_leaves(mut self) -> Vec<Kept> {
        let mut leaves = std::mem::take(&mut self.leaves);
        leaves.extend(self.groups.into_iter().flat_map(Self::into_leaves));
        leaves
    }

    /// The same without the memory of where it stood.
    pub(crate) fn into_group(self) -> Group {
        Group {
            term: self.term,
            line: self.line,
            leaves: self.leaves.into_iter().map(|kept| kept.leaf).collect(),
            groups: self.groups.into_iter().map(Self::into_group).collect(),
        }
    }

    /// Whether a VAT breakdown is in the accounting currency (BT-6).
    pub(crate) fn is_of_currency(&self, accounting: &str) -> bool {
        let amounts = [Term::VatCategoryTaxAmount, Term::VatCategoryTaxableAmount];
        let amount = amounts.into_iter().find_map(|term| self.leaf(term));
        amount.and_then(|kept| kept.leaf.attribute("currencyID")).is_some_and(|own| own.trim() == accounting)
    }

    /// Puts everything where the target has it, and gives back what it has no place for.
    pub(crate) fn settle(&mut self, homes: &Homes) -> Vec<Kept> {
        let mut lost = Vec::new();
        let loose = settle(self, &mut Vec::new(), homes, &mut lost);
        lost.extend(loose.into_iter().flat_map(Item::into_leaves));
        lost
    }
}

/// What looks for its place.
enum Item {
    Leaf(Kept),
    Group(Shaped),
}

impl Item {
    fn term(&self) -> Option<Term> {
        match self {
            Self::Leaf(kept) => Some(kept.leaf.term),
            Self::Group(group) => group.term,
        }
    }

    fn into_leaves(self) -> Vec<Kept> {
        match self {
            Self::Leaf(kept) => vec![kept],
            Self::Group(group) => group.into_leaves(),
        }
    }
}

/// Gives back what belongs further out.
fn settle(node: &mut Shaped, chain: &mut Vec<Term>, homes: &Homes, lost: &mut Vec<Kept>) -> Vec<Item> {
    let mut loose = Vec::new();
    for kept in std::mem::take(&mut node.leaves) {
        if homes.is_home(kept.leaf.term, chain) {
            node.leaves.push(kept);
        } else {
            loose.push(Item::Leaf(kept));
        }
    }
    for mut group in std::mem::take(&mut node.groups) {
        match group.term {
            Some(term) if homes.is_home(term, chain) => {
                let was_empty = group.is_empty();
                chain.push(term);
                loose.extend(settle(&mut group, chain, homes, lost));
                chain.pop();
                if was_empty || !group.is_empty() {
                    node.groups.push(group);
                }
            }
            Some(term) if homes.knows(term) => loose.push(Item::Group(group)),
            // A bracket that the target does not have.
            _ => {
                loose.extend(group.leaves.into_iter().map(Item::Leaf));
                loose.extend(group.groups.into_iter().map(Item::Group));
            }
        }
    }
    let mut outwards = Vec::new();
    for item in loose {
        place(node, chain, homes, item, &mut outwards, lost);
    }
    outwards
}

fn place(
    node: &mut Shaped,
    chain: &[Term],
    homes: &Homes,
    item: Item,
    outwards: &mut Vec<Item>,
    lost: &mut Vec<Kept>,
) {
    let Some(term) = item.term() else { return };
    let mut ways: Vec<_> = homes.chains(term).filter_map(|home| home.strip_prefix(chain)).collect();
    if ways.is_empty() {
        outwards.push(item);
        return;
    }
    // The creditor is the payee, where there is one.
    if term == Term::BankAssignedCreditorIdentifier {
        ways.reverse();
    }
    let mut item = item;
    for way in ways {
        let mut chain = chain.to_vec();
        match descend(node, &mut chain, way, homes, item, lost) {
            None => return,
            Some(back) => item = back,
        }
    }
    lost.extend(item.into_leaves());
}

/// Puts an item into the groups on a way; gives it back when there is none to put it into.
fn descend(
    node: &mut Shaped,
    chain: &mut Vec<Term>,
    way: &[Term],
    homes: &Homes,
    item: Item,
    lost: &mut Vec<Kept>,
) -> Option<Item> {
    let Some((next, rest)) = way.split_first() else {
        match item {
            Item::Leaf(kept) => push(node, kept),
            Item::Group(mut group) => {
                chain.extend(group.term);
                let loose = settle(&mut group, chain, homes, lost);
                lost.extend(loose.into_iter().flat_map(Item::into_leaves));
                node.groups.push(group);
            }
        }
        return None;
    };
    if node.group(*next).is_none() {
        if !homes.creates(*next) {
            return Some(item);
        }
        let path = Rc::clone(&node.path);
        let (leaves, groups) = (Vec::new(), Vec::new());
        node.groups.push(Shaped { term: Some(*next), path, line: node.line, leaves, groups });
    }
    chain.push(*next);
    let mut existing: Vec<_> = node.groups.iter_mut().filter(|group| group.term == Some(*next)).collect();
    match &item {
        // Said of the whole document, and written again with each part of it.
        Item::Leaf(kept)
            if matches!(kept.leaf.term, Term::ValueAddedTaxPointDateCode | Term::RemittanceInformation) =>
        {
            for group in existing {
                descend(group, &mut chain.clone(), rest, homes, Item::Leaf(kept.clone()), lost);
            }
            None
        }
        Item::Leaf(kept) if kept.leaf.term == Term::MandateReferenceIdentifier => {
            let chosen = existing.iter().position(|group| is_direct_debit(group)).unwrap_or_default();
            let group = existing.get_mut(chosen)?;
            descend(group, chain, rest, homes, item, lost)
        }
        _ => descend(existing.first_mut()?, chain, rest, homes, item, lost),
    }
}

/// What is said twice in the same words is said once.
fn push(node: &mut Shaped, kept: Kept) {
    let term = kept.leaf.term;
    let is_said = node.leaves(term).any(|known| known.leaf.text.trim() == kept.leaf.text.trim());
    if term.repeats() || !is_said {
        node.leaves.push(kept);
    }
}

fn is_direct_debit(group: &Shaped) -> bool {
    let code = group.leaf(Term::PaymentMeansTypeCode).map(|kept| kept.leaf.text.trim());
    group.group(Term::DirectDebit).is_some() || matches!(code, Some("49" | "59"))
}
