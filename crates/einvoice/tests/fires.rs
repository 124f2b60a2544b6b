//! Each rule of CII fails on one small change of an invoice that breaks none: the official unit tests hold two for CII.
//!
//! `rules/cii-fires.txt` has a row for each rule: its identifier, then pairs of a piece of `rules/cii.xml` and what stands
//! there instead, apart by tabs, line ends as `\n`.

use std::collections::BTreeSet;

use einvoice::rules::{self, Tested};

const CII: &str = include_str!("rules/cii.xml");

#[test]
fn every_rule_of_cii_that_can_fail_fails_on_an_aimed_change() {
    let mut changed = BTreeSet::new();
    let mut silent = Vec::new();
    for row in include_str!("rules/cii-fires.txt").lines() {
        let cells: Vec<String> = row.split('\t').map(|cell| cell.replace("\\n", "\n")).collect();
        let (id, pairs) = cells.split_first().unwrap();
        let mut text = CII.to_owned();
        for pair in pairs.chunks(2) {
            assert!(text.contains(&pair[0]), "{id}: {}", pair[0]);
            text = text.replacen(&pair[0], &pair[1], 1);
        }
        let report = rules::check(text.as_bytes());
        assert_eq!(report.error, None, "{id}");
        if !report.findings.iter().any(|finding| finding.id == id && finding.stop.is_none()) {
            silent.push(id.clone());
        }
        changed.insert(id.clone());
    }
    let asked = rules::rules().iter().filter(|rule| rule.cii == Tested::Yes).map(|rule| rule.id.to_owned());
    assert_eq!(silent, Vec::<String>::new());
    assert_eq!(changed, asked.collect());
}
