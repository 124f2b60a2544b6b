//! Every French rule fails on one small change of an invoice that breaks none, and on another beside it just does not.
//!
//! The file has a row for each case: the rule, the syntax, whether it `fires` or `holds`, then the changes (`changes/mod.rs`), apart
//! by tabs.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use std::collections::BTreeSet;

use einvoice::rules::{self, BR_FR, Options, Tested};

mod changes;

use changes::changed;

const CII: &str = include_str!("rules/br-fr-cii.xml");
const UBL: &str = include_str!("rules/br-fr-ubl.xml");

/// `{20}` becomes twenty letters.
fn letters(text: &str) -> String {
    let Some((start, rest)) = text.split_once('{') else { return text.to_owned() };
    let (count, end) = rest.split_once('}').unwrap();
    format!("{start}{}{end}", "x".repeat(count.parse().unwrap()))
}

#[test]
fn every_french_rule_fires_and_just_does_not() {
    let options = Options { packs: &[BR_FR], channel: None };
    let (mut seen, mut wrong) = (BTreeSet::new(), Vec::new());
    for row in include_str!("rules/br-fr-fires.txt").lines() {
        let mut cells = row.split('\t');
        let (id, syntax, kind) = (cells.next().unwrap(), cells.next().unwrap(), cells.next().unwrap());
        let base = if syntax == "cii" { CII } else { UBL };
        let text = cells.fold(base.to_owned(), |text, change| changed(&text, &letters(change)));
        let report = rules::check_with(text.as_bytes(), &options);
        assert_eq!(report.error, None, "{row}");
        let fires = report.findings.iter().any(|finding| finding.id == id && finding.stop.is_none());
        if fires != (kind == "fires") {
            wrong.push(row);
        }
        seen.insert((id, syntax, kind));
    }
    assert_eq!(wrong, Vec::<&str>::new());
    let mut asked = BTreeSet::new();
    for rule in BR_FR.rules() {
        for (syntax, tested) in [("ubl", rule.ubl), ("cii", rule.cii)] {
            if tested == Tested::Yes {
                asked.extend([(rule.id, syntax, "fires"), (rule.id, syntax, "holds")]);
            }
        }
    }
    assert_eq!(seen, asked);
}

#[test]
fn an_invoice_of_several_sellers_may_break_no_french_rule() {
    let options = Options { packs: &[BR_FR], channel: None };
    let credit = changed(UBL, "credit");
    for xml in [CII, UBL, &credit] {
        let report = rules::check_with(xml.as_bytes(), &options);
        assert_eq!(report.findings, []);
        assert!(report.verdict("br-fr").unwrap().valid);
    }
}

/// Hostile sizes: lines that all belong to lines of one name.
#[test]
fn many_groups_cost_no_more_than_their_number() {
    let line = CII.find("<ram:IncludedSupplyChainTradeLineItem>").unwrap();
    let end = CII.find("</ram:IncludedSupplyChainTradeLineItem>").unwrap()
        + "</ram:IncludedSupplyChainTradeLineItem>".len();
    let group = &CII[line..end];
    let member = group.replace(
        "<ram:LineStatusReasonCode>GROUP",
        "<ram:ParentLineID>1</ram:ParentLineID><ram:LineStatusReasonCode>DETAIL",
    );
    let many =
        format!("{}{}{}", &CII[..line], [group, &member].map(|text| text.repeat(600)).concat(), &CII[end..]);
    let report = rules::check_with(many.as_bytes(), &Options { packs: &[BR_FR], channel: None });
    assert!(report.verdict("br-fr").unwrap().fatal.contains(&"BR-FR-MV-12_BT-128"));
}

#[test]
fn a_date_without_a_year_stops_the_french_engine_in_ubl_alone() {
    let options = Options { packs: &[BR_FR], channel: None };
    for (xml, change, stops) in [
        (UBL, "set DueDate soon", true),
        (CII, "set SET/SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString soon", false),
    ] {
        let report = rules::check_with(changed(xml, change).as_bytes(), &options);
        let verdict = report.verdict("br-fr").unwrap();
        assert_eq!((verdict.valid, verdict.stopped), (false, stops));
    }
}
