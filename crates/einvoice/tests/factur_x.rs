//! Every rule of Factur-X fails on one small change of a document that has all it speaks of, and does not on the document itself.
//!
//! The file has a row for each rule and profile (`E` for EN 16931, `W` for BASIC WL, `B`, `M`), then the changes (`changes/mod.rs`), apart by
//! tabs. The documents are no sensible invoices: they hold every element that a row names, as often as it may be there.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

mod changes;

use std::collections::BTreeSet;

use changes::changed;
use einvoice::rules::{self, EN16931, FACTURX, Options, Report, Tested};

const EN: &str = include_str!("rules/factur-x-en16931.xml");
const WL: &str = include_str!("rules/factur-x-basic-wl.xml");
const BASIC: &str = include_str!("rules/factur-x-basic.xml");
const MINIMUM: &str = include_str!("rules/factur-x-minimum.xml");
const FIRES: &str = include_str!("rules/factur-x-fires.txt");

fn check(xml: &str) -> Report {
    rules::check_with(xml.as_bytes(), &Options { packs: &[FACTURX], channel: None })
}

fn found(report: &Report) -> BTreeSet<&'static str> {
    report.findings.iter().filter(|finding| finding.stop.is_none()).map(|finding| finding.id).collect()
}

#[test]
fn every_rule_of_factur_x_fires_and_just_does_not() {
    let base = |profile: &str| match profile {
        "E" => EN,
        "W" => WL,
        "B" => BASIC,
        _ => MINIMUM,
    };
    let before = ["E", "W", "B", "M"].map(|profile| (profile, found(&check(base(profile)))));
    let (mut seen, mut wrong) = (BTreeSet::new(), Vec::new());
    for row in FIRES.lines() {
        let mut cells = row.split('\t');
        let (id, profile) = (cells.next().unwrap(), cells.next().unwrap());
        let text = cells.fold(base(profile).to_owned(), |text, change| changed(&text, change));
        let before = before.iter().find(|(known, _)| *known == profile).map(|(_, found)| found).unwrap();
        if before.contains(id) || !found(&check(&text)).contains(id) {
            wrong.push(row);
        }
        seen.insert(id);
    }
    assert_eq!(wrong, Vec::<&str>::new());
    // What EN 16931 tests in the same way has its tests there.
    let kept: BTreeSet<_> = EN16931.rules().map(|rule| rule.id).collect();
    let asked = FACTURX.rules().filter(|rule| rule.cii == Tested::Yes && !kept.contains(rule.id));
    let missing: Vec<_> = asked.map(|rule| rule.id).filter(|id| !seen.contains(id)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn an_invoice_good_for_en_16931_is_so_for_factur_x_too() {
    let invoice = include_str!("rules/cii.xml");
    let options = Options { packs: &[EN16931, FACTURX], channel: None };
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
    let options = Options { packs: &[EN16931, FACTURX], channel: None };
    let report = rules::check_with(invoice.as_bytes(), &options);
    let finding = report.findings.iter().find(|finding| finding.id == "BR-CO-15").unwrap();
    assert_eq!(finding.packs, ["en16931", "facturx"]);
    assert!(
        ["en16931", "facturx"].iter().all(|key| report.verdict(key).unwrap().fatal.contains(&"BR-CO-15"))
    );
}

#[test]
fn the_rules_are_those_of_the_profile_that_bt_24_claims() {
    let without_line_id = |profile: &str| {
        let xml = include_str!("rules/cii.xml").replacen("urn:cen.eu:en16931:2017", profile, 1);
        check(&xml.replacen("<ram:LineID>1</ram:LineID>", "", 1)).verdict("facturx").unwrap().fatal.clone()
    };
    assert_eq!(without_line_id("urn:cen.eu:en16931:2017"), ["BR-21", "FX-SCH-A-000270"]);
    assert_eq!(without_line_id("urn:factur-x.eu:1p0:minimum"), Vec::<&str>::new());
    assert_eq!(without_line_id("urn:other"), ["BR-21", "FX-SCH-A-000270", "FX-SCH-A-000556"]);
}

/// The number of elements that an element may not have twice stops EN 16931, and is counted by Factur-X.
#[test]
fn a_repeated_element_stops_en_16931_alone() {
    let invoice = include_str!("rules/cii.xml");
    let twice = invoice.replacen("<ram:ID>F-1</ram:ID>", "<ram:ID>F-1</ram:ID><ram:ID>F-1</ram:ID>", 1);
    let options = Options { packs: &[EN16931, FACTURX], channel: None };
    let report = rules::check_with(twice.as_bytes(), &options);
    let (core, own) = (report.verdict("en16931").unwrap(), report.verdict("facturx").unwrap());
    assert!(core.stopped && !own.stopped && !core.valid && !own.valid);
    assert_eq!(own.fatal, ["FX-SCH-A-000019"]);
}
