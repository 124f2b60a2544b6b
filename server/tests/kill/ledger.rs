//! What people were told, and the verdict: what was accepted is at Chorus Pro, once, and nothing else is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// What the people saw.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) next: u32,
    /// Drafts of one machine that can be submitted: address of the draft and number.
    pub(crate) ready: Vec<(String, String)>,
    /// Numbers whose submission was answered with the redirect.
    pub(crate) accepted: BTreeSet<String>,
    /// Numbers whose submission was answered with nothing: the process had gone.
    pub(crate) unanswered: BTreeSet<String>,
}

impl Ledger {
    /// A number that nobody has used.
    pub(crate) fn next_number(&mut self) -> String {
        self.next += 1;
        format!("K-{:05}", self.next)
    }
}

/// The verdict.
pub(crate) fn check(ledger: &Ledger, sent: &[String], deposited: &BTreeSet<String>, cycles: u64) {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for number in sent {
        *times.entry(number).or_default() += 1;
    }
    let lost: Vec<_> = ledger.accepted.iter().filter(|number| !times.contains_key(number.as_str())).collect();
    let twice: Vec<_> = times.iter().filter(|(_, count)| **count > 1).collect();
    let asked = |number: &str| ledger.accepted.contains(number) || ledger.unanswered.contains(number);
    let unasked: Vec<_> = times.keys().filter(|number| !asked(number)).collect();
    let not_told: Vec<_> = times.keys().filter(|number| !deposited.contains(**number)).collect();
    let mut figures = String::new();
    write!(
        figures,
        "{cycles} interruptions: {} submissions accepted, {} unanswered, {} invoices at Chorus Pro",
        ledger.accepted.len(),
        ledger.unanswered.len(),
        sent.len()
    )
    .unwrap();
    println!("{figures}");
    assert!(lost.is_empty(), "{figures}; accepted and lost: {lost:?}");
    assert!(twice.is_empty(), "{figures}; sent more than once: {twice:?}");
    assert!(unasked.is_empty(), "{figures}; sent and never asked for: {unasked:?}");
    assert!(not_told.is_empty(), "{figures}; at Chorus Pro and not shown as such: {not_told:?}");
    let enough = usize::try_from(cycles).unwrap();
    assert!(ledger.accepted.len() >= enough, "{figures}: too few to say anything");
}

#[expect(clippy::disallowed_methods, reason = "how long this test runs is no setting of the program")]
pub(crate) fn cycles(usual: u64) -> u64 {
    std::env::var("PUPITRE_KILL_CYCLES").map_or(usual, |text| text.parse().expect("a number of kills"))
}

/// Xorshift: moments that look random and are the same in each run.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}
