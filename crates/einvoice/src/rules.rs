//! The sets of rules for electronic invoices, each with a verdict of its own.
//!
//! [`check`] reads a document and tells which rules of EN 16931 it breaks (version 1.3.16 of the European Commission's
//! validation artefacts); [`check_with`] takes the packs to check against. However many there are, a document is read once
//! and walked once. Where the official test and its sentence differ, the test
//! is followed, and so are the differences between its UBL and its CII set; `DIVERGENCES.md` lists where this is not done.
//! A value that the official engine cannot process, like an element that occurs twice where one is allowed, makes it stop
//! without a result: [`Verdict::stopped`], which counts as refused.

mod br_fr;
mod channel;
mod check;
mod chorus_pro;
mod cii;
mod codes;
#[cfg(feature = "pdf")]
mod container;
mod dates;
mod factur_x;
mod families;
mod json;
mod number;
mod packs;
mod plausibility;
mod reasons;
mod registry;
mod shapes;
mod sums;
mod terms;
mod ubl;

use std::collections::BTreeSet;

use crate::document::Document;
use crate::error::ReadError;
use crate::model::Syntax;
use crate::semantic::{self, Term, bindings, path};

pub use channel::Channel;
pub use check::StopReason;
pub use packs::{BR_FR, CHORUS_PRO, EN16931, FACTURX, PACKS, PLAUSIBILITY, Pack};
pub use reasons::REASONS;
pub use registry::{Evidence, Rule, Tested, rules};

/// How many findings of a document are told one by one; the verdict counts all.
pub const MAX_FINDINGS: usize = 1000;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The invoice is refused.
    Fatal,
    /// The invoice is accepted.
    Warning,
}

/// What a document is checked against.
#[derive(Debug, Clone, Copy)]
pub struct Options<'p> {
    /// The packs, each of which gives a verdict, but for [`PLAUSIBILITY`], which only warns.
    pub packs: &'p [Pack],
    /// How the invoice reaches Chorus Pro; told from BT-23 when it is not given.
    pub channel: Option<Channel>,
}

impl Default for Options<'_> {
    /// EN 16931 alone.
    fn default() -> Self {
        Self { packs: &[EN16931], channel: None }
    }
}

/// One broken rule at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The official identifier of the rule.
    pub id: &'static str,
    /// The keys of the packs that have the rule, of those that were asked.
    pub packs: Vec<&'static str>,
    /// How grave it is; the gravest, where the packs differ.
    pub severity: Severity,
    /// Where in the model, like `BG-25[2]/BT-131`; empty for the document itself.
    pub path: String,
    /// The line of the document, the first being 1; 0 for what is said of the PDF that holds it.
    pub line: u64,
    /// The value that was met, where there is one.
    pub actual: Option<String>,
    /// The value that the rule asks for, where it can be told.
    pub expected: Option<String>,
    /// Why the official engine stops at this rule, when it does.
    pub stop: Option<StopReason>,
}

/// What a pack makes of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether no fatal rule is broken and the engine does not stop.
    pub valid: bool,
    /// Whether the official engine stops without a result.
    pub stopped: bool,
    /// The fatal rules that are broken, each once, sorted.
    pub fatal: Vec<&'static str>,
    /// The others.
    pub warnings: Vec<&'static str>,
}

/// What is told of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its syntax; `None` when it could not be read.
    pub syntax: Option<Syntax>,
    /// Whether it came out of a PDF, as a Factur-X does. Set by whoever took it out.
    pub in_pdf: bool,
    /// BT-24, without white space around.
    pub profile: Option<String>,
    /// Why it could not be read.
    pub error: Option<ReadError>,
    /// How it reaches Chorus Pro, when its rules were asked.
    pub channel: Option<Channel>,
    /// What each pack makes of it, in the order in which they were asked; empty when it could not be read.
    pub verdicts: Vec<(Pack, Verdict)>,
    /// What was found, in the order of the document; at most [`MAX_FINDINGS`].
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether it is well-formed XML of a known encoding.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        matches!(self.error, None | Some(ReadError::UnsupportedRoot { .. }))
    }

    /// What a pack makes of it, by the key of the pack; `None` when it was not asked, or the document could not be read.
    #[must_use]
    pub fn verdict(&self, key: &str) -> Option<&Verdict> {
        self.verdicts.iter().find(|(pack, _)| pack.key == key).map(|(_, verdict)| verdict)
    }

    /// Of a document that could not be read.
    #[must_use]
    pub fn unread(error: ReadError) -> Self {
        // The pivot has a reader of its own, and no rules.
        let is_pivot = matches!(&error, ReadError::UnsupportedRoot { root } if root == crate::pivot::ROOT);
        let syntax = is_pivot.then_some(Syntax::Pivot);
        let (verdicts, findings) = (Vec::new(), Vec::new());
        let error = Some(error);
        Self { syntax, in_pdf: false, profile: None, error, channel: None, verdicts, findings }
    }
}

/// Checks a document against EN 16931. Nothing that is given to it makes it fail: what cannot be read is told in
/// [`Report::error`].
#[must_use]
pub fn check(xml: &[u8]) -> Report {
    check_with(xml, &Options::default())
}

/// Checks a document against the packs that are asked for. Nothing that is given to it makes it fail.
#[must_use]
pub fn check_with(xml: &[u8], options: &Options<'_>) -> Report {
    let document = match Document::read(xml) {
        Ok(document) => document,
        Err(error) => return Report::unread(error),
    };
    match semantic::syntax(&document) {
        Ok(syntax) => examine(&document, syntax, options),
        Err(error) => Report::unread(error),
    }
}

/// Whether a type code (BT-3) is one of a UBL CreditNote rather than of an Invoice.
pub(crate) fn is_credit_note(code: &str) -> bool {
    codes::DOCUMENT_TYPES_UBL_CREDIT_NOTE.contains(code)
}

fn examine(document: &Document<'_>, syntax: Syntax, options: &Options<'_>) -> Report {
    let is_known = |pack: &&Pack| PACKS.contains(pack) || **pack == PLAUSIBILITY;
    let packs: Vec<_> = options.packs.iter().filter(is_known).copied().collect();
    let is_asked = |pack: &Pack| packs.contains(pack);
    let specification = text_of(document, syntax, Term::SpecificationIdentifier);
    let profile = Some(&FACTURX).filter(|pack| is_asked(pack) && syntax == Syntax::Cii);
    let profile = profile.and_then(|_| factur_x::Profile::of(specification.as_deref()));
    let mut check = check::Check::new(document);
    match syntax {
        _ if !is_asked(&EN16931) && profile.is_none() => {}
        Syntax::Cii => cii::run(&mut check),
        _ => ubl::run(&mut check),
    }
    let mut channel = None;
    if let Some(profile) = profile {
        check.only = Some(FACTURX.key);
        factur_x::run(&mut check, profile);
        check.only = None;
    }
    if is_asked(&BR_FR) {
        br_fr::run(&mut check, syntax);
    }
    if is_asked(&CHORUS_PRO) || is_asked(&PLAUSIBILITY) {
        let terms = terms::Terms::new(document, syntax);
        if is_asked(&CHORUS_PRO) {
            let told = Channel::of_process(terms.text(Term::BusinessProcessType));
            let asked = options.channel.unwrap_or(told);
            chorus_pro::run(&mut check, &terms, asked);
            channel = Some(asked);
        }
        if is_asked(&PLAUSIBILITY) {
            plausibility::run(&mut check, &terms);
        }
    }
    let mut found = check.into_found();
    found.sort_by_key(|found| found.place);
    let is_judge = |pack: &&Pack| **pack != PLAUSIBILITY;
    let asked = Asked { packs: &packs, syntax, profile: profile.map(factur_x::Profile::letter) };
    let verdicts = packs.iter().filter(is_judge).map(|pack| (*pack, asked.verdict(&found, pack))).collect();
    let findings = asked.described(document, found);
    let (syntax, profile) = (Some(syntax), specification);
    Report { syntax, in_pdf: false, profile, error: None, channel, verdicts, findings }
}

/// What a document was held against.
struct Asked<'p> {
    packs: &'p [Pack],
    syntax: Syntax,
    /// The letter of its profile, for the packs that have some.
    profile: Option<char>,
}

impl Asked<'_> {
    /// The rule that something found breaks in a pack.
    fn rule(&self, found: &check::Found, pack: &Pack) -> Option<&'static Rule> {
        let is_meant = |rule: &&Rule| found.only.map_or(!rule.is_own, |only| only == pack.key);
        registry::rule(found.id, pack).filter(|rule| rule.is_in(self.profile)).filter(is_meant)
    }

    /// What a pack makes of what was found.
    fn verdict(&self, found: &[check::Found], pack: &Pack) -> Verdict {
        let mut failed = [BTreeSet::new(), BTreeSet::new()];
        let mut stopped = false;
        for found in found {
            match self.rule(found, pack) {
                Some(_) if found.stop.is_some() => stopped = true,
                Some(rule) => {
                    let severity = rule.severity(self.syntax) as usize;
                    let _new = failed.get_mut(severity).map(|failed| failed.insert(found.id));
                }
                None => {}
            }
        }
        let [fatal, warnings] = failed.map(|failed| failed.into_iter().collect::<Vec<_>>());
        Verdict { valid: fatal.is_empty() && !stopped, stopped, fatal, warnings }
    }

    /// Gives each finding its place in the model and in the file.
    fn described(&self, document: &Document<'_>, mut found: Vec<check::Found>) -> Vec<Finding> {
        found.retain(|found| self.packs.iter().any(|pack| self.rule(found, pack).is_some()));
        found.truncate(MAX_FINDINGS);
        if found.is_empty() {
            return Vec::new();
        }
        let lines = document.lines();
        let table = bindings::table(self.syntax);
        let accounting = semantic::accounting_currency(document);
        let mut counted = path::Counted::new();
        let describe = |found: check::Found| {
            let rules: Vec<_> = self.packs.iter().filter_map(|pack| self.rule(&found, pack)).collect();
            let severity = rules.iter().map(|rule| rule.severity(self.syntax)).min()?;
            let term = rules.first().and_then(|rule| rule.terms.first().copied());
            Some(Finding {
                id: found.id,
                packs: rules.iter().map(|rule| rule.pack.key).collect(),
                severity,
                path: path::path(document, table, accounting, &mut counted, found.place, term),
                line: lines.get(found.place as usize).copied().map_or(1, u64::from),
                actual: found.actual,
                expected: found.expected,
                stop: found.stop,
            })
        };
        found.into_iter().filter_map(describe).collect()
    }
}

/// The text of a term of the document itself, without white space around.
fn text_of(document: &Document<'_>, syntax: Syntax, term: Term) -> Option<String> {
    let table = bindings::table(syntax);
    let found = semantic::first(document, table, term)?;
    Some(document.text(found).trim().to_owned()).filter(|text| !text.is_empty())
}
