//! Which groups stand around each term in a syntax, or in the standard.

use std::collections::HashMap;

use super::super::{Syntax, Term, bindings};

/// Groups that are made where a term needs them and they are not there. The others would say more than was said: a
/// payment instruction without its means, a payee without its name.
const MADE: &[Term] = &[
    Term::ProcessControl,
    Term::DeliveryInformation,
    Term::InvoicingPeriod,
    Term::DirectDebit,
    Term::DocumentTotals,
    Term::PriceDetails,
    Term::ItemInformation,
    Term::LineVatInformation,
];

/// Where each term may stand.
pub(crate) struct Homes {
    chains: HashMap<Term, Vec<&'static [Term]>>,
    makes_any: bool,
}

impl Homes {
    /// As a syntax has them.
    pub(crate) fn of(syntax: Syntax) -> Self {
        let table = bindings::table(syntax);
        let roots = bindings::roots(syntax);
        let mut chains: HashMap<_, Vec<&'static [Term]>> = HashMap::new();
        for binding in table.all_bindings() {
            let is_written = binding.parts.first().is_some_and(|part| roots.contains(&part.step));
            let known = chains.entry(binding.term).or_default();
            if is_written && !known.contains(&binding.chain.as_slice()) {
                known.push(&binding.chain);
            }
        }
        if syntax != Syntax::Cii {
            // UBL writes the code of a note into its text.
            for term in [Term::InvoiceNoteSubjectCode, Term::InvoiceNoteText] {
                chains.insert(term, vec![term.groups()]);
            }
        }
        Self { chains, makes_any: false }
    }

    /// As the standard has them.
    pub(crate) fn standard() -> Self {
        let chains = Term::ALL.iter().map(|term| (*term, vec![term.groups()])).collect();
        Self { chains, makes_any: true }
    }

    pub(super) fn chains(&self, term: Term) -> impl Iterator<Item = &'static [Term]> {
        self.chains.get(&term).map(Vec::as_slice).unwrap_or_default().iter().copied()
    }

    pub(super) fn is_home(&self, term: Term, chain: &[Term]) -> bool {
        self.chains(term).any(|home| home == chain)
    }

    pub(super) fn knows(&self, term: Term) -> bool {
        self.chains(term).next().is_some()
    }

    pub(super) fn creates(&self, group: Term) -> bool {
        self.makes_any || MADE.contains(&group)
    }
}
