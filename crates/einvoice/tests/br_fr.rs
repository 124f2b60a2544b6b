//! Every French rule fails on one small change of an invoice that breaks none, and on another beside it just does not.
//!
//! The file has a row for each case: the rule, the syntax, whether it `fires` or `holds`, then the changes, apart by tabs: `set
//! PATH TEXT`, `cut PATH`, `twice PATH`, `in PATH XML` (at the end of the element), `scheme PATH TEXT` (its `schemeID`), and
//! `credit`, which makes a credit note of it. A path is of local names below the root, `[2]` the second of a name; the four
//! parts of CII are shortened.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use std::collections::BTreeSet;

use einvoice::rules::{self, BR_FR, Options, Tested};
use roxmltree::{Document, Node};

const CII: &str = include_str!("rules/br-fr-cii.xml");
const UBL: &str = include_str!("rules/br-fr-ubl.xml");

const SHORT: [(&str, &str); 4] = [
    ("AGR/", "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement/"),
    ("SET/", "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/"),
    ("DEL/", "SupplyChainTradeTransaction/ApplicableHeaderTradeDelivery/"),
    ("LIN", "SupplyChainTradeTransaction/IncludedSupplyChainTradeLineItem"),
];

/// The element at the end of a path.
fn find<'a, 'i>(root: Node<'a, 'i>, path: &str) -> Option<Node<'a, 'i>> {
    let mut node = root;
    for step in path.split('/').filter(|step| *step != ".") {
        let (name, number) =
            step.strip_suffix(']').and_then(|step| step.split_once('[')).unwrap_or((step, "1"));
        let mut named = node.children().filter(|child| child.tag_name().name() == name);
        node = named.nth(number.parse::<usize>().ok()? - 1)?;
    }
    Some(node)
}

fn changed(text: &str, change: &str) -> String {
    if change == "credit" {
        let invoice = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";
        let note = text.replace(invoice, "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2");
        let note = note.replace("<Invoice ", "<CreditNote ").replace("</Invoice>", "</CreditNote>");
        let note = note.replace("InvoiceTypeCode>380<", "CreditNoteTypeCode>381<");
        let note = note.replace("InvoiceTypeCode>", "CreditNoteTypeCode>");
        return note
            .replace("cac:InvoiceLine>", "cac:CreditNoteLine>")
            .replace("InvoicedQuantity", "CreditedQuantity");
    }
    let (kind, rest) = change.split_once(' ').unwrap();
    let (path, value) = rest.split_once(' ').unwrap_or((rest, ""));
    let short = SHORT.iter().find(|(short, _)| path.starts_with(short));
    let path = short.map_or(path.to_owned(), |(short, long)| path.replacen(short, long, 1));
    let document = Document::parse(text).unwrap();
    let node = find(document.root_element(), &path);
    assert!(node.is_some(), "{change}");
    let node = node.unwrap();
    let range = node.range();
    let whole = &text[range.clone()];
    let inner = range.start + whole.find('>').unwrap() + 1..range.start + whole.rfind("</").unwrap();
    let (range, instead) = match kind {
        "set" => (inner, value.to_owned()),
        "cut" => (range, String::new()),
        "twice" => (range, whole.repeat(2)),
        "in" => (inner.end..inner.end, value.to_owned()),
        _ => (node.attribute_node("schemeID").unwrap().range_value(), value.to_owned()),
    };
    format!("{}{instead}{}", &text[..range.start], &text[range.end..])
}

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
        format!("{}{}{}", &CII[..line], [group, &member].map(|text| text.repeat(2500)).concat(), &CII[end..]);
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
