//! Writing of invoices as UBL 2.1 (Invoice, CreditNote) and CII D16B.
//!
//! [`write()`] goes along the tables that [`crate::semantic::read`] goes along: what the one reads the other writes, at the
//! same place, in the order of the schema. Nothing is corrected: an invoice that breaks a rule is written so that it still does. Nothing is
//! calculated but what the schema of one syntax asks for and that of the other leaves out: a gross price, a discount, the total
//! of the VAT breakdowns.

mod complete;
mod element;
mod notation;
mod serial;
mod tree;

use std::rc::Rc;

use crate::model::Syntax;
use crate::semantic::shape::{Homes, Kept, Shaped};
use crate::semantic::{Invoice, Term};

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// UBL 2.1; the type code (BT-3) decides between Invoice and CreditNote.
    Ubl,
    /// UN/CEFACT Cross Industry Invoice, D16B.
    Cii,
}

/// What could not be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The term; `None` for what the model does not know.
    pub term: Option<Term>,
    /// Where it stood: a path of the model like `BG-4/BT-33` or `BT-3/@listID`, or the elements as written for what the
    /// model does not know.
    pub path: String,
    /// What it said.
    pub text: String,
}

/// A document, and what is not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The document, in UTF-8.
    pub xml: String,
    /// Its syntax.
    pub syntax: Syntax,
    /// What could not be written, in no certain order. Of what the model does not know, the first
    /// [`crate::MAX_REPEATED_GROUPS`] are told, as they are all that is read.
    pub losses: Vec<Loss>,
}

/// Writes an invoice.
///
/// Groups may be nested as either syntax has them, or as the standard has them ([`Term::groups`]). Dates and the code of BT-8 are
/// expected in the notation of [`Invoice::syntax`]. What was read from the syntax that is written keeps all its attributes; what
/// was read from the other one keeps those that both have.
#[must_use]
pub fn write(invoice: &Invoice, target: Target) -> Written {
    let syntax = syntax(invoice, target);
    let is_other = (invoice.syntax == Syntax::Cii) != (syntax == Syntax::Cii);
    let mut document = Shaped::of(&invoice.document, Rc::from(""));
    let mut losses = Vec::new();
    split_payment_means(&mut document);
    if is_other {
        notation::separate_currencies(&mut document, syntax, &mut losses);
    }
    losses.extend(document.settle(&Homes::of(syntax)).into_iter().map(Loss::of));
    if is_other {
        notation::translate(&mut document, syntax, &mut losses);
        complete::complete(&mut document, syntax, &mut losses);
    }
    let root = tree::build(&document, syntax, &mut losses);
    let xml = serial::serialize(&root, syntax, &mut losses);
    losses.extend(unknown(invoice));
    Written { xml, syntax, losses }
}

fn syntax(invoice: &Invoice, target: Target) -> Syntax {
    let type_code = invoice.document.leaf(Term::InvoiceTypeCode).map(|leaf| leaf.text.trim());
    match target {
        Target::Cii => Syntax::Cii,
        Target::Ubl if matches!(invoice.syntax, Syntax::UblInvoice | Syntax::UblCreditNote) => invoice.syntax,
        Target::Ubl if type_code.is_some_and(crate::rules::is_credit_note) => Syntax::UblCreditNote,
        Target::Ubl => Syntax::UblInvoice,
    }
}

/// In both syntaxes, each account to pay to has payment instructions of its own.
fn split_payment_means(document: &mut Shaped) {
    let is_means = |group: &Shaped| group.term == Some(Term::PaymentInstructions);
    // What is said of the means; their name is said once, and a bank belongs to one account.
    let shared = |group: &Shaped| {
        let is_shared =
            |kept: &&Kept| matches!(kept.leaf.term, Term::PaymentMeansTypeCode | Term::RemittanceInformation);
        let mut leaves: Vec<_> = group.leaves.iter().filter(is_shared).cloned().collect();
        for kept in &mut leaves {
            kept.leaf.attributes.retain(|(name, _)| *name != "name");
        }
        leaves
    };
    let mut groups = Vec::with_capacity(document.groups.len());
    for mut group in std::mem::take(&mut document.groups) {
        let mut accounts = Vec::new();
        if is_means(&group) && group.groups(Term::CreditTransfer).count() > 1 {
            let mut is_first = true;
            let (kept, others) = std::mem::take(&mut group.groups).into_iter().partition(|inner| {
                inner.term != Some(Term::CreditTransfer) || std::mem::replace(&mut is_first, false)
            });
            group.groups = kept;
            accounts = others;
        }
        let rest: Vec<_> = accounts
            .into_iter()
            .map(|account| Shaped {
                term: group.term,
                path: Rc::clone(&group.path),
                line: group.line,
                leaves: shared(&group),
                groups: vec![account],
            })
            .collect();
        groups.push(group);
        groups.extend(rest);
    }
    document.groups = groups;
}

/// What the model does not know; elements that only hold others say nothing.
fn unknown(invoice: &Invoice) -> impl Iterator<Item = Loss> {
    let followed = invoice.unknown.iter().skip(1).map(Some).chain([None]);
    invoice.unknown.iter().zip(followed).filter_map(|(unknown, next)| {
        let holds = next.is_some_and(|next| {
            next.path.strip_prefix(unknown.path.as_str()).is_some_and(|rest| rest.starts_with('/'))
        });
        let says_nothing = holds && unknown.text.trim().is_empty();
        (!says_nothing).then(|| Loss { term: None, path: unknown.path.clone(), text: unknown.text.clone() })
    })
}

impl Loss {
    fn of(kept: Kept) -> Self {
        Self { term: Some(kept.leaf.term), path: kept.path(), text: kept.leaf.text }
    }

    fn of_attribute(kept: &Kept, name: &str, value: String) -> Self {
        Self { term: Some(kept.leaf.term), path: format!("{}/@{name}", kept.path()), text: value }
    }
}
