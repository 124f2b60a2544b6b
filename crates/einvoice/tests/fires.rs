//! Rules fail on one small change of an invoice that breaks none: every rule of CII, for which the official unit tests hold
//! two alone, and those of UBL that they never see fail.
//!
//! The files have a row for each rule: its identifier, then pairs of a piece of the invoice and what stands there instead,
//! apart by tabs, line ends as `\n`.

use std::collections::BTreeSet;

use einvoice::rules::{self, EN16931, Tested};

/// The rules of a file, each of which must fail on its change.
fn changed(invoice: &str, rows: &str) -> BTreeSet<String> {
    let (mut changed, mut silent) = (BTreeSet::new(), Vec::new());
    for row in rows.lines() {
        let mut cells = row.split('\t').map(|cell| cell.replace("\\n", "\n"));
        let id = cells.next().unwrap_or_default();
        let mut text = invoice.to_owned();
        while let (Some(piece), Some(instead)) = (cells.next(), cells.next()) {
            assert!(text.contains(&piece), "{id}: {piece}");
            text = text.replacen(&piece, &instead, 1);
        }
        let report = rules::check(text.as_bytes());
        assert_eq!(report.error, None, "{id}");
        if !report.findings.iter().any(|finding| finding.id == id && finding.stop.is_none()) {
            silent.push(id.clone());
        }
        changed.insert(id);
    }
    assert_eq!(silent, Vec::<String>::new());
    changed
}

#[test]
fn every_rule_of_cii_that_can_fail_fails_on_an_aimed_change() {
    let changed = changed(include_str!("rules/cii.xml"), include_str!("rules/cii-fires.txt"));
    let asked = EN16931.rules().filter(|rule| rule.cii == Tested::Yes).map(|rule| rule.id.to_owned());
    assert_eq!(changed, asked.collect());
}

#[test]
fn rules_of_ubl_that_the_official_tests_never_see_fail_do_on_an_aimed_change() {
    let changed = changed(include_str!("rules/ubl.xml"), include_str!("rules/ubl-fires.txt"));
    assert!(changed.len() >= 50);
}
