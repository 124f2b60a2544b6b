//! Every rule of every pack by its identifier: one text file a pack, one rule a line, with the syntaxes it is for, the terms
//! it is about, the syntaxes in which its test can never fail, and what sets it apart:
//!
//! `warning=` the syntaxes in which it refuses nothing, `needs=` what tells whether it holds when the document does not,
//! `channel=` the only one it is for, `profiles=` the letters of the profiles that have it, `source=` where it is stated when it is not the source of its pack, `longest=` how many
//! characters its terms may have.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::packs::{BR_FR, CHORUS_PRO, EN16931, FACTURX, PACKS, PLAUSIBILITY, Pack};
use super::{Channel, Severity};
use crate::model::Syntax;
use crate::semantic::Term;

/// A rule of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The pack that has it.
    pub pack: Pack,
    /// Its official identifier; `CPRO-…` are identifiers of our own, where Chorus Pro is known to ask but no official one is.
    pub id: &'static str,
    /// The terms that it is mostly about, where it is about any.
    pub terms: Vec<Term>,
    /// What happens to it in UBL.
    pub ubl: Tested,
    /// What happens to it in CII.
    pub cii: Tested,
    /// What it takes to tell whether it holds.
    pub evidence: Evidence,
    /// The way to Chorus Pro that it is for; `None` for both.
    pub channel: Option<Channel>,
    /// Who states it, and where.
    pub source: &'static str,
    /// How many characters its terms may have.
    pub(super) longest: Option<usize>,
    /// The letters of the profiles that have it; empty for all.
    profiles: &'static str,
    /// Whether its pack tests it otherwise than EN 16931 does.
    pub(super) is_own: bool,
    warning: &'static str,
}

/// What happens to a rule in a syntax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tested {
    /// It is tested.
    Yes,
    /// The official set has it, but its test cannot fail: it always holds, or an earlier rule takes its place.
    Never,
    /// It is not tested: the official set does not have it, or the document does not tell ([`Evidence`]).
    No,
}

/// What it takes to tell whether a rule holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// The document tells.
    Document,
    /// The directory of Chorus Pro tells: what a recipient asks for, and who it is.
    Directory,
    /// The deposit tells: its day, and the way of the file.
    Deposit,
    /// Nothing tells: its source declares that it cannot be verified, or how it is written is not published.
    Unknown,
}

/// Where single rules are stated.
const SOURCES: &[(&str, &str)] = &[
    ("factur-x", "Factur-X 1.0.06, notes CHORUSPRO"),
    ("samples", "Flux d'exemple de l'AIFE"),
    ("oca", "Comptes rendus de flux de Chorus Pro, cités par OCA/l10n-france"),
    ("gobl", "Annexe EDI de Chorus Pro, citée par invopop/gobl"),
];

impl Rule {
    /// How grave it is in a syntax.
    #[must_use]
    pub fn severity(&self, syntax: Syntax) -> Severity {
        let key = if syntax == Syntax::Cii { "cii" } else { "ubl" };
        if names(self.warning, key) { Severity::Warning } else { Severity::Fatal }
    }

    /// Whether a profile has it; of a pack without profiles, all do.
    pub(super) fn is_in(&self, profile: Option<char>) -> bool {
        self.profiles.is_empty() || profile.is_some_and(|profile| self.profiles.contains(profile))
    }

    fn parse(pack: Pack, line: &'static str) -> Option<Self> {
        let mut words = line.split(' ');
        let (id, syntaxes, terms, never) = (words.next()?, words.next()?, words.next()?, words.next()?);
        let mut rule = Self {
            pack,
            id,
            terms: terms.split(',').filter_map(Term::of).collect(),
            ubl: tested(syntaxes, never, "ubl"),
            cii: tested(syntaxes, never, "cii"),
            evidence: Evidence::Document,
            channel: None,
            source: pack.source,
            longest: None,
            profiles: "",
            is_own: false,
            warning: "",
        };
        for (key, value) in words.filter_map(|word| word.split_once('=')) {
            match key {
                "warning" => rule.warning = value,
                "channel" => rule.channel = Channel::of_key(value),
                "profiles" => rule.profiles = value,
                "own" => rule.is_own = true,
                "longest" => rule.longest = value.parse().ok(),
                "source" => {
                    let known = SOURCES.iter().find(|(known, _)| *known == value);
                    rule.source = known.map_or(rule.source, |(_, source)| *source);
                }
                "needs" => rule.needs(value),
                _ => {}
            }
        }
        Some(rule)
    }

    fn needs(&mut self, value: &str) {
        self.evidence = match value {
            "directory" => Evidence::Directory,
            "deposit" => Evidence::Deposit,
            _ => Evidence::Unknown,
        };
        (self.ubl, self.cii) = (Tested::No, Tested::No);
    }
}

fn names(words: &str, syntax: &str) -> bool {
    words == "both" || words == syntax
}

fn tested(syntaxes: &str, never: &str, syntax: &str) -> Tested {
    match (names(syntaxes, syntax), names(never, syntax)) {
        (false, _) => Tested::No,
        (true, true) => Tested::Never,
        (true, false) => Tested::Yes,
    }
}

fn lines(pack: &Pack) -> &'static str {
    match pack.key {
        key if key == EN16931.key => include_str!("en16931.txt"),
        key if key == CHORUS_PRO.key => include_str!("chorus-pro.txt"),
        key if key == FACTURX.key => include_str!("factur-x.txt"),
        key if key == BR_FR.key => include_str!("br-fr.txt"),
        key if key == PLAUSIBILITY.key => include_str!("plausibility.txt"),
        _ => "",
    }
}

/// Every rule of every pack, in the order of the packs and of their sources.
pub fn rules() -> &'static [Rule] {
    static RULES: OnceLock<Vec<Rule>> = OnceLock::new();
    let of = |pack: &Pack| {
        let pack = *pack;
        lines(&pack).lines().filter_map(move |line| Rule::parse(pack, line))
    };
    RULES.get_or_init(|| PACKS.iter().chain([&PLAUSIBILITY]).flat_map(of).collect())
}

impl Pack {
    /// Its rules, in the order of their source.
    pub fn rules(self) -> impl Iterator<Item = &'static Rule> {
        rules().iter().filter(move |rule| rule.pack == self)
    }
}

/// The rule of an identifier in a pack.
pub(super) fn rule(id: &str, pack: &Pack) -> Option<&'static Rule> {
    static KNOWN: OnceLock<HashMap<(&'static str, &'static str), &'static Rule>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| rules().iter().map(|rule| ((rule.pack.key, rule.id), rule)).collect());
    known.get(&(pack.key, id)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_rule_of_its_own_and_says_what_is_known() {
        for pack in PACKS.iter().chain([&PLAUSIBILITY]) {
            let mut ids: Vec<_> = pack.rules().map(|rule| rule.id).collect();
            assert_eq!(ids.len(), lines(pack).lines().count(), "{}", pack.key);
            assert!(!ids.is_empty());
            ids.sort_unstable();
            assert!(ids.windows(2).all(|pair| pair.first() != pair.last()), "{}", pack.key);
        }
        for line in PACKS.iter().chain([&PLAUSIBILITY]).flat_map(|pack| lines(pack).lines()) {
            for (key, value) in line.split(' ').skip(4).map(|word| word.split_once('=').unwrap()) {
                let is_known = match key {
                    "warning" => matches!(value, "both" | "ubl" | "cii"),
                    "needs" => matches!(value, "directory" | "deposit" | "unknown"),
                    "channel" => Channel::of_key(value).is_some(),
                    "source" => SOURCES.iter().any(|(known, _)| *known == value),
                    "longest" => value.parse::<usize>().is_ok(),
                    "own" => value == "yes",
                    "profiles" => !value.is_empty() && value.chars().all(|letter| "MWBE".contains(letter)),
                    _ => false,
                };
                assert!(is_known, "{line}");
            }
            let terms = line.split(' ').nth(2).unwrap();
            assert!(terms == "-" || terms.split(',').all(|term| Term::of(term).is_some()), "{line}");
        }
    }
}
