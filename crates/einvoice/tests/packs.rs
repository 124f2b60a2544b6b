//! Every rule beyond EN 16931 fails on one small change of an invoice, and on another change beside it just does not.
//!
//! The files have a row for each change: the rule, the syntax of the invoice, the channel, whether the rule `fires` or
//! `holds`, then pairs of a piece of the invoice and what stands there instead, apart by tabs, line ends as `\n`, and `{20}`
//! for twenty letters.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use std::collections::BTreeSet;

use einvoice::rules::{
    self, CHORUS_PRO, Channel, EN16931, Evidence, Options, PLAUSIBILITY, Pack, Severity, Tested,
};

const UBL: &str = include_str!("rules/ubl.xml");
const CII: &str = include_str!("rules/cii.xml");

/// `{20}` becomes twenty letters.
fn letters(text: &str) -> String {
    let mut parts = text.split('{');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (count, rest) = part.split_once('}').unwrap();
        whole.push_str(&"x".repeat(count.parse().unwrap()));
        whole.push_str(rest);
    }
    whole
}

/// Holds that each row does as it says, and that every tested rule of a pack has rows of both kinds in its syntaxes.
fn rows(pack: Pack, rows: &str) {
    let mut seen = BTreeSet::new();
    for row in rows.lines() {
        let cells: Vec<String> = row.split('\t').map(|cell| letters(&cell.replace("\\n", "\n"))).collect();
        let (head, pieces) = cells.split_at(4);
        let [id, syntax, channel, kind] = head else { continue };
        let mut text = if syntax == "ubl" { UBL } else { CII }.to_owned();
        for pair in pieces.chunks(2) {
            assert!(text.contains(&pair[0]), "{id}: {}", pair[0]);
            text = text.replacen(&pair[0], &pair[1], 1);
        }
        let options = Options { packs: &[pack], channel: Channel::of_key(channel) };
        let report = rules::check_with(text.as_bytes(), &options);
        assert_eq!(report.error, None, "{row}");
        let found: Vec<_> = report.findings.iter().filter(|finding| finding.id == id).collect();
        assert_eq!(!found.is_empty(), kind == "fires", "{row}");
        assert_eq!(report.verdict(pack.key).is_some(), pack != PLAUSIBILITY);
        if let Some(finding) = found.first() {
            let told = report.verdict(pack.key).is_none_or(|verdict| match finding.severity {
                Severity::Fatal => verdict.fatal.contains(&finding.id),
                Severity::Warning => verdict.warnings.contains(&finding.id),
            });
            assert!(told, "{row}");
            assert_eq!(finding.packs, [pack.key], "{row}");
        }
        seen.insert((id.clone(), syntax.clone(), kind.clone()));
    }
    let mut asked = BTreeSet::new();
    for rule in pack.rules() {
        for (syntax, tested) in [("ubl", rule.ubl), ("cii", rule.cii)] {
            if tested == Tested::Yes && rule.id != "BR-FR-CPRO-19" {
                for kind in ["fires", "holds"] {
                    asked.insert((rule.id.to_owned(), syntax.to_owned(), kind.to_owned()));
                }
            }
        }
    }
    assert_eq!(seen, asked);
}

#[test]
fn every_rule_of_chorus_pro_fires_and_just_does_not() {
    rows(CHORUS_PRO, include_str!("rules/chorus-pro-fires.txt"));
}

#[test]
fn what_is_not_plausible_is_told_without_a_verdict() {
    rows(PLAUSIBILITY, include_str!("rules/plausibility-fires.txt"));
    for xml in [UBL, CII] {
        let report = rules::check_with(xml.as_bytes(), &Options { packs: &[PLAUSIBILITY], channel: None });
        assert!(report.findings.is_empty() && report.verdicts.is_empty());
    }
}

/// BR-FR-CPRO-19: the only rule that needs more than a small change.
#[test]
fn a_million_lines_are_too_many_for_chorus_pro() {
    let options = Options { packs: &[CHORUS_PRO], channel: None };
    for (lines, fires) in [(999_999, false), (1_000_000, true)] {
        let start = "<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2' \
                     xmlns:c='urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2'>";
        let document = format!("{start}{}</Invoice>", "<c:InvoiceLine/>".repeat(lines));
        let report = rules::check_with(document.as_bytes(), &options);
        assert_eq!(report.verdict("chorus-pro").unwrap().fatal.contains(&"BR-FR-CPRO-19"), fires);
    }
}

/// Hostile sizes: each place is looked at a few times at most.
#[test]
fn many_payments_and_lines_cost_no_more_than_their_number() {
    let means = "<cac:PaymentMeans><cbc:PaymentMeansCode>31</cbc:PaymentMeansCode></cac:PaymentMeans>";
    let account = "<cac:PaymentMeans><cac:PayeeFinancialAccount><cbc:ID>FR1</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>";
    let line = "<cac:InvoiceLine><cbc:InvoicedQuantity>1</cbc:InvoicedQuantity><cbc:LineExtensionAmount>2</cbc:LineExtensionAmount>\
                <cac:Price><cbc:PriceAmount>3</cbc:PriceAmount></cac:Price></cac:InvoiceLine>";
    let many = [means.repeat(50_000), account.repeat(50_000), line.repeat(40_000)].concat();
    let document = UBL.replacen("<cac:TaxTotal>", &format!("{many}<cac:TaxTotal>"), 1);
    let options = Options { packs: &[CHORUS_PRO, PLAUSIBILITY], channel: None };
    let report = rules::check_with(document.as_bytes(), &options);
    assert!(report.findings.len() <= rules::MAX_FINDINGS);
    assert_eq!(report.verdict("chorus-pro").unwrap().warnings, ["CPRO-16"]);
}

#[test]
fn the_channel_comes_from_the_process_unless_it_is_given() {
    let platform = UBL.replacen("<cbc:ID>F-1", "<cbc:ProfileID>S5</cbc:ProfileID><cbc:ID>F-1", 1);
    for (xml, channel, told, fatal) in [
        (UBL, None, Channel::Direct, [].as_slice()),
        (UBL, Some(Channel::Platform), Channel::Platform, &["CPRO-09"]),
        (&platform, None, Channel::Platform, &["BR-FR-CPRO-24"]),
        (&platform, Some(Channel::Direct), Channel::Direct, &["CPRO-09"]),
    ] {
        let report = rules::check_with(xml.as_bytes(), &Options { packs: &[CHORUS_PRO], channel });
        assert_eq!(report.channel, Some(told));
        assert_eq!(report.verdict("chorus-pro").unwrap().fatal, fatal);
        let json: serde_json::Value = serde_json::from_str(&report.json("f", None, |_| None)).unwrap();
        assert_eq!(json["channel"], told.key());
    }
}

#[test]
fn an_invoice_may_be_good_for_en_16931_and_refused_by_chorus_pro() {
    let long = UBL.replacen("<cbc:ID>F-1", "<cbc:ID>F-2026-11-000000000001", 1);
    let options = Options { packs: &[EN16931, CHORUS_PRO], channel: None };
    let report = rules::check_with(long.as_bytes(), &options);
    assert!(report.verdict("en16931").unwrap().valid);
    let verdict = report.verdict("chorus-pro").unwrap();
    assert_eq!((verdict.valid, verdict.fatal.as_slice()), (false, ["BR-FR-CPRO-02"].as_slice()));
    let finding = report.findings.first().unwrap();
    assert_eq!((finding.path.as_str(), finding.actual.as_deref()), ("BT-1", Some("F-2026-11-000000000001")));
}

#[test]
fn a_rule_that_needs_the_directory_says_so_and_is_not_tested() {
    let needing: Vec<_> = CHORUS_PRO.rules().filter(|rule| rule.evidence == Evidence::Directory).collect();
    let ids: Vec<_> = needing.iter().map(|rule| rule.id).collect();
    assert_eq!(ids, ["BR-FR-CPRO-11", "BR-FR-CPRO-12", "BR-FR-CPRO-13", "BR-FR-CPRO-23"]);
    assert!(needing.iter().all(|rule| rule.ubl == Tested::No && rule.source.starts_with("XP Z12-012")));
    let official = CHORUS_PRO.rules().filter(|rule| rule.id.starts_with("BR-FR-CPRO-")).count();
    assert_eq!(official, 44);
}
