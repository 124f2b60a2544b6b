//! From terms to elements.

use super::Loss;
use super::element::Element;
use crate::model::Syntax;
use crate::semantic::bindings::{self, Binding, ROOT, Table};
use crate::semantic::shape::{Kept, Shaped};
use crate::semantic::{Kind, Term};

struct Builder<'i, 'l> {
    table: &'static Table,
    syntax: Syntax,
    currency: Option<&'i str>,
    accounting: Option<&'i str>,
    losses: &'l mut Vec<Loss>,
}

/// The elements of a document whose terms stand where the syntax has them.
pub(super) fn build(document: &Shaped, syntax: Syntax, losses: &mut Vec<Loss>) -> Element {
    let (currency, accounting) = currencies(document);
    let table = bindings::table(syntax);
    let mut builder = Builder { table, syntax, currency, accounting, losses };
    let mut root = Element::new(ROOT);
    builder.group(document, &mut root);
    root.complete(table, Some(bindings::roots(syntax)));
    root
}

/// BT-5, and BT-6 when it is another.
pub(super) fn currencies(document: &Shaped) -> (Option<&str>, Option<&str>) {
    let text = |term| document.leaf(term).map(|kept| kept.leaf.text.trim()).filter(|text| !text.is_empty());
    let currency = text(Term::InvoiceCurrencyCode);
    (currency, text(Term::VatAccountingCurrencyCode).filter(|accounting| Some(*accounting) != currency))
}

impl Builder<'_, '_> {
    fn group(&mut self, group: &Shaped, element: &mut Element) {
        for kept in &group.leaves {
            self.leaf(kept, group, element);
        }
        for inner in &group.groups {
            let Some(term) = inner.term else { continue };
            if term == Term::InvoiceNote && self.syntax != Syntax::Cii {
                self.note(inner, element);
                continue;
            }
            // Only what is always there may be empty, and it is there anyway.
            if inner.is_empty() {
                continue;
            }
            let is_of_accounting = self.accounting.is_some_and(|accounting| inner.is_of_currency(accounting));
            let bindings: Vec<_> = self.bindings(element.step, term).collect();
            let is_fit =
                |binding: &&&Binding| term != Term::VatBreakdown || (is_asking(binding) == is_of_accounting);
            let binding = bindings.iter().find(is_fit).or(bindings.first()).copied();
            let way = binding.and_then(|binding| element.make(self.table, inside(binding), self.accounting));
            match way.and_then(|way| element.at(&way)) {
                Some(made) => self.group(inner, made),
                None => self.losses.extend(inner.clone().into_leaves().into_iter().map(Loss::of)),
            }
        }
        // Attributes come last: the elements that have them are there by now.
        for kept in &group.leaves {
            self.attribute(kept, group, element);
        }
    }

    fn bindings(&self, step: usize, term: Term) -> impl Iterator<Item = &'static Binding> + use<> {
        let roots = bindings::roots(self.syntax);
        let is_written =
            |binding: &&Binding| binding.parts.first().is_some_and(|part| roots.contains(&part.step));
        // Without an accounting currency, what is in it cannot be told from the rest.
        let has_accounting = self.accounting.is_some();
        let bindings = self.table.bindings(step, term).filter(is_written);
        bindings.filter(move |binding| has_accounting || !is_asking(binding))
    }

    fn leaf(&mut self, kept: &Kept, group: &Shaped, element: &mut Element) {
        let leaf = &kept.leaf;
        let mut ways: Vec<_> = self.bindings(element.step, leaf.term).collect();
        // The two totals are told apart by their currencies alone.
        let own = leaf.attribute("currencyID").map(str::trim);
        let is_of_accounting = own.is_some() && own == self.accounting;
        let is_other = match leaf.term {
            Term::InvoiceTotalVatAmount => is_of_accounting,
            Term::InvoiceTotalVatAmountInAccountingCurrency => own.is_some() && !is_of_accounting,
            _ => false,
        };
        if is_other {
            ways.clear();
        }
        if ways.iter().any(|binding| binding.attribute.is_some()) {
            return;
        }
        ways.sort_by_key(|binding| {
            !suits(self.table, binding, &leaf.text, leaf.attribute("schemeID").is_some())
        });
        let made = ways
            .into_iter()
            .find_map(|binding| Some((binding, element.make(self.table, inside(binding), self.accounting)?)));
        let Some((binding, way)) = made else {
            if !is_said(kept, group) {
                self.losses.push(Loss::of(kept.clone()));
            }
            return;
        };
        let companion = |name: &str| binding.companions.iter().find(|companion| companion.attribute == name);
        let given = leaf.attributes.iter().filter(|(name, _)| companion(name).is_none());
        let given: Vec<_> = given.map(|(name, value)| (*name, value.clone())).collect();
        if let Some(made) = element.at(&way) {
            leaf.text.clone_into(&mut made.text);
            let asked = std::mem::replace(&mut made.attributes, given);
            for (name, value) in asked {
                made.set_attribute(name, value);
            }
            self.add_attributes(leaf.term, group, made);
        }
        for companion in &binding.companions {
            let Some(value) = leaf.attribute(companion.attribute) else { continue };
            let shared = companion.shared(binding);
            let around = way.get(..shared.saturating_sub(binding.depth)).unwrap_or_default();
            let rest = companion.parts.get(shared..).unwrap_or_default();
            let Some(around) = element.at(around) else { continue };
            let way = around.make(self.table, rest, self.accounting);
            if let Some(made) = way.and_then(|way| around.at(&way)) {
                value.clone_into(&mut made.text);
            }
        }
    }

    /// The attributes that a syntax asks for: the currency of amounts, the format of dates.
    fn add_attributes(&self, term: Term, group: &Shaped, made: &mut Element) {
        let is_cii = self.syntax == Syntax::Cii;
        let (name, value) = match term.kind() {
            Kind::Date if is_cii => ("format", Some("102")),
            Kind::Amount | Kind::Price => {
                let is_total = matches!(
                    term,
                    Term::InvoiceTotalVatAmount | Term::InvoiceTotalVatAmountInAccountingCurrency
                );
                let is_of_accounting = term == Term::InvoiceTotalVatAmountInAccountingCurrency
                    || self.accounting.is_some_and(|accounting| group.is_of_currency(accounting));
                let currency = if is_of_accounting { self.accounting } else { self.currency };
                ("currencyID", currency.filter(|_| !is_cii || is_total))
            }
            _ => return,
        };
        if let Some(value) = value.filter(|_| !made.attributes.iter().any(|(known, _)| *known == name)) {
            made.set_attribute(name, value.to_owned());
        }
    }

    fn attribute(&mut self, kept: &Kept, group: &Shaped, element: &mut Element) {
        for binding in self.bindings(element.step, kept.leaf.term) {
            let Some(name) = binding.attribute else { continue };
            let is_first = group.leaf(kept.leaf.term).is_some_and(|first| std::ptr::eq(first, kept));
            let found = inside(binding).iter().try_fold(&mut *element, |element, part| {
                element.children.iter_mut().find(|child| child.step == part.step)
            });
            match found {
                Some(found) if is_first => found.set_attribute(name, kept.leaf.text.clone()),
                _ if is_said(kept, group) => {}
                _ => self.losses.push(Loss::of(kept.clone())),
            }
        }
    }

    /// UBL writes the subject code of a note into its text, between two `#`.
    fn note(&mut self, note: &Shaped, element: &mut Element) {
        let (mut text, mut attributes) = (String::new(), Vec::new());
        let (mut code_is_given, mut text_is_given) = (false, false);
        for kept in &note.leaves {
            let leaf = &kept.leaf;
            match leaf.term {
                Term::InvoiceNoteSubjectCode
                    if !code_is_given && leaf.text.len() == 3 && !leaf.text.contains('#') =>
                {
                    text = format!("#{}#{text}", leaf.text);
                    code_is_given = true;
                }
                Term::InvoiceNoteText if !text_is_given => {
                    text.push_str(&leaf.text);
                    attributes.clone_from(&leaf.attributes);
                    text_is_given = true;
                }
                _ => self.losses.push(Loss::of(kept.clone())),
            }
        }
        // A text that looks as if it had a code is read as one.
        let looks_coded = crate::semantic::note_code(&text).is_some() && !code_is_given;
        self.losses.extend(note.leaf(Term::InvoiceNoteText).filter(|_| looks_coded).cloned().map(Loss::of));
        for group in &note.groups {
            self.losses.extend(group.clone().into_leaves().into_iter().map(Loss::of));
        }
        let binding = self.bindings(element.step, Term::InvoiceNote).next();
        let way = binding.and_then(|binding| element.make(self.table, inside(binding), self.accounting));
        if let Some(made) = way.and_then(|way| element.at(&way)) {
            made.text = text;
            made.attributes = attributes;
        }
    }
}

/// The elements of a place that belong to no group around it.
fn inside(binding: &Binding) -> &[bindings::Part] {
    binding.parts.get(binding.depth..).unwrap_or_default()
}

/// Whether a place is one of the accounting currency.
fn is_asking(binding: &Binding) -> bool {
    let mut conditions = binding.parts.iter().flat_map(|part| &part.conditions);
    conditions.any(|condition| condition.value == "BT-6")
}

/// Whether the same is written already by what came first in a group.
fn is_said(kept: &Kept, group: &Shaped) -> bool {
    let first = group.leaf(kept.leaf.term);
    first.is_some_and(|first| first.leaf == kept.leaf && !std::ptr::eq(first, kept))
}

/// CII has elements of their own for identifiers with a scheme, and for accounts that are no IBAN.
fn suits(table: &Table, binding: &Binding, text: &str, has_scheme: bool) -> bool {
    use crate::document::names::ram;
    let name = binding.parts.last().and_then(|part| table.step(part.step)).map(|step| step.name);
    match name {
        Some(ram::GlobalID) => has_scheme,
        Some(ram::ID) => !has_scheme,
        Some(ram::IBANID) => is_iban(text),
        Some(ram::ProprietaryID) => !is_iban(text),
        _ => true,
    }
}

fn is_iban(text: &str) -> bool {
    let mut characters = text.chars().filter(|character| !character.is_whitespace());
    let mut is = |test: fn(&char) -> bool| characters.next().is_some_and(|character| test(&character));
    let letter = char::is_ascii_alphabetic;
    let digit = char::is_ascii_digit;
    is(letter)
        && is(letter)
        && is(digit)
        && is(digit)
        && characters.clone().count() >= 11
        && characters.all(|character| character.is_ascii_alphanumeric())
}
