//! Every rule of Factur-X fails on one small change of a document that has all it speaks of, and does not on the document itself.
//!
//! The file has a row for each rule and profile (`E` for EN 16931, `W` for BASIC WL), then the changes (`changes/mod.rs`), apart by
//! tabs. The two documents are no sensible invoices: they hold every element that a row names, as often as it may be there.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

mod changes;

use std::collections::BTreeSet;

use changes::changed;
use einvoice::rules::{self, EN16931, FACTUR_X, Options, Report, Tested};

const EN: &str = include_str!("rules/factur-x-en16931.xml");
const WL: &str = include_str!("rules/factur-x-basic-wl.xml");
const FIRES: &str = include_str!("rules/factur-x-fires.txt");

fn check(xml: &str) -> Report {
    rules::check_with(xml.as_bytes(), &Options { packs: &[FACTUR_X], channel: None })
}

fn found(report: &Report) -> BTreeSet<&'static str> {
    report.findings.iter().filter(|finding| finding.stop.is_none()).map(|finding| finding.id).collect()
}

#[test]
fn every_rule_of_factur_x_fires_and_just_does_not() {
    let base = [found(&check(EN)), found(&check(WL))];
    let (mut seen, mut wrong) = (BTreeSet::new(), Vec::new());
    for row in FIRES.lines() {
        let mut cells = row.split('\t');
        let (id, profile) = (cells.next().unwrap(), cells.next().unwrap());
        let text = cells
            .fold(if profile == "E" { EN } else { WL }.to_owned(), |text, change| changed(&text, change));
        let before = &base[usize::from(profile == "W")];
        if before.contains(id) || !found(&check(&text)).contains(id) {
            wrong.push(row);
        }
        seen.insert(id);
    }
    assert_eq!(wrong, Vec::<&str>::new());
    // What EN 16931 tests in the same way has its tests there.
    let kept: BTreeSet<_> = EN16931.rules().map(|rule| rule.id).collect();
    let asked = FACTUR_X.rules().filter(|rule| rule.cii == Tested::Yes && !kept.contains(rule.id));
    let missing: Vec<_> = asked.map(|rule| rule.id).filter(|id| !seen.contains(id)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn an_invoice_good_for_en_16931_is_so_for_factur_x_too() {
    let invoice = include_str!("rules/cii.xml");
    let options = Options { packs: &[EN16931, FACTUR_X], channel: None };
    let report = rules::check_with(invoice.as_bytes(), &options);
    assert!(report.verdicts.iter().all(|(_, verdict)| verdict.valid && verdict.fatal.is_empty()));
    // The delivery of this invoice is an empty element.
    assert_eq!(report.verdict("facturx").unwrap().warnings, ["PEPPOL-EN16931-R008"]);
}

/// A finding counts for each pack that has its rule.
#[test]
fn one_finding_speaks_for_both_packs() {
    let invoice =
        include_str!("rules/cii.xml").replacen("<ram:GrandTotalAmount>360", "<ram:GrandTotalAmount>361", 1);
    let options = Options { packs: &[EN16931, FACTUR_X], channel: None };
    let report = rules::check_with(invoice.as_bytes(), &options);
    let finding = report.findings.iter().find(|finding| finding.id == "BR-CO-15").unwrap();
    assert_eq!(finding.packs, ["en16931", "facturx"]);
    assert!(
        ["en16931", "facturx"].iter().all(|key| report.verdict(key).unwrap().fatal.contains(&"BR-CO-15"))
    );
}

#[test]
fn a_profile_without_rules_here_gets_no_verdict_and_ubl_none_either() {
    let minimum =
        include_str!("rules/cii.xml").replacen("urn:cen.eu:en16931:2017", "urn:factur-x.eu:1p0:minimum", 1);
    for xml in [&minimum, include_str!("rules/ubl.xml")] {
        let report = check(xml);
        assert!(report.verdicts.is_empty() && report.findings.is_empty());
    }
}

/// The number of elements that an element may not have twice stops EN 16931, and is counted by Factur-X.
#[test]
fn a_repeated_element_stops_en_16931_alone() {
    let invoice = include_str!("rules/cii.xml");
    let twice = invoice.replacen("<ram:ID>F-1</ram:ID>", "<ram:ID>F-1</ram:ID><ram:ID>F-1</ram:ID>", 1);
    let options = Options { packs: &[EN16931, FACTUR_X], channel: None };
    let report = rules::check_with(twice.as_bytes(), &options);
    let (core, own) = (report.verdict("en16931").unwrap(), report.verdict("facturx").unwrap());
    assert!(core.stopped && !own.stopped && !core.valid && !own.valid);
    assert_eq!(own.fatal, ["FX-SCH-A-000019"]);
}
