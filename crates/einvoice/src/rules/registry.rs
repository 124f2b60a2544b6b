//! Every rule of the pack by its identifier: `en16931.txt`, one a line, with the syntaxes it is for, the term it is about,
//! and the syntaxes in which the official test can never fail.

use std::sync::OnceLock;

use super::Severity;
use super::packs::{self, Pack};
use crate::model::Syntax;
use crate::semantic::Term;

/// A rule of EN 16931.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its official identifier.
    pub id: &'static str,
    /// The term that it is mostly about, where it is about one.
    pub term: Option<Term>,
    /// What happens to it in UBL.
    pub ubl: Tested,
    /// What happens to it in CII.
    pub cii: Tested,
}

/// What happens to a rule in a syntax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tested {
    /// It is tested.
    Yes,
    /// The official set has it, but its test cannot fail: it always holds, or an earlier rule takes its place.
    Never,
    /// The official set does not have it.
    No,
}

/// Every rule, in the order of the sources.
pub fn rules() -> &'static [Rule] {
    static RULES: OnceLock<Vec<Rule>> = OnceLock::new();
    RULES.get_or_init(|| include_str!("en16931.txt").lines().filter_map(parse).collect())
}

fn parse(line: &'static str) -> Option<Rule> {
    let mut words = line.split(' ');
    let (id, syntaxes, term, never) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let tested = |syntax: &str| {
        let names = |words: &str| words == "both" || words == syntax;
        match (names(syntaxes), names(never)) {
            (false, _) => Tested::No,
            (true, true) => Tested::Never,
            (true, false) => Tested::Yes,
        }
    };
    Some(Rule { id, term: Term::of(term), ubl: tested("ubl"), cii: tested("cii") })
}

/// The rule of an identifier.
pub(super) fn rule(id: &str) -> Option<&'static Rule> {
    rules().iter().find(|rule| rule.id == id)
}

/// How grave a rule is in a pack; `None` when the pack does not have it.
pub(super) fn severity(id: &str, pack: &Pack, syntax: Syntax) -> Option<Severity> {
    let rule = rule(id).filter(|_| pack.key == packs::EN16931.key)?;
    let is_warning = rule.id == "BR-51" && syntax != Syntax::Cii;
    Some(if is_warning { Severity::Warning } else { Severity::Fatal })
}
