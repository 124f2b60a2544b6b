//! Verdicts and findings of small documents.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use einvoice::rules::{self, EN16931, Options, Pack, Severity, StopReason};
use einvoice::{MAX_XML_DEPTH, ReadError};
use proptest::prelude::*;

const UBL: &str = include_str!("rules/ubl.xml");
const CII: &str = include_str!("rules/cii.xml");

fn changed(xml: &str, from: &str, to: &str) -> rules::Report {
    assert!(xml.contains(from), "{from}");
    rules::check(xml.replacen(from, to, 1).as_bytes())
}

fn fatal(report: &rules::Report) -> Vec<&'static str> {
    report.verdict("en16931").map(|verdict| verdict.fatal.clone()).unwrap_or_default()
}

#[test]
fn a_correct_invoice_is_valid_in_both_syntaxes() {
    for (xml, key) in [(UBL, "ubl-invoice"), (CII, "cii")] {
        let report = rules::check(xml.as_bytes());
        assert_eq!((report.findings.as_slice(), report.syntax_key()), ([].as_slice(), key));
        assert!(report.verdict("en16931").is_some_and(|verdict| verdict.valid && !verdict.stopped));
        assert_eq!(report.profile.as_deref(), Some("urn:cen.eu:en16931:2017"));
    }
}

#[test]
fn a_finding_has_its_place_in_the_model_its_line_and_both_values() {
    for (xml, from, to) in [
        (
            UBL,
            "<cbc:TaxInclusiveAmount currencyID=\"EUR\">360.00",
            "<cbc:TaxInclusiveAmount currencyID=\"EUR\">361.00",
        ),
        (CII, "<ram:GrandTotalAmount>360.00", "<ram:GrandTotalAmount>361.00"),
    ] {
        let report = changed(xml, from, to);
        assert_eq!(fatal(&report), ["BR-CO-15", "BR-CO-16"]);
        let finding = report.findings.iter().find(|finding| finding.id == "BR-CO-15").unwrap();
        assert_eq!(finding.path, "BG-22/BT-112");
        assert_eq!(
            (finding.actual.as_deref(), finding.expected.as_deref()),
            (Some("361.00"), Some("360.00"))
        );
        let line = xml.lines().position(|line| {
            line.contains("LegalMonetaryTotal>") || line.contains("HeaderMonetarySummation>")
        });
        assert_eq!(Some(finding.line), line.map(|line| line as u64 + 1));
    }
    let report =
        changed(UBL, "<cbc:LineExtensionAmount currencyID=\"EUR\">200.00</cbc:LineExtensionAmount>", "");
    let finding = report.findings.iter().find(|finding| finding.id == "BR-24").unwrap();
    assert_eq!((finding.path.as_str(), finding.severity), ("BG-25[2]/BT-131", Severity::Fatal));
}

#[test]
fn the_engine_stops_where_the_official_one_does() {
    for (from, to, id, reason) in [
        (
            ">300.00</cbc:TaxExclusiveAmount>",
            ">300,00</cbc:TaxExclusiveAmount>",
            "BR-CO-13",
            StopReason::NotANumber,
        ),
        ("<cbc:ID>F-1</cbc:ID>", "<cbc:ID>F-1</cbc:ID><cbc:ID>F-2</cbc:ID>", "BR-02", StopReason::Repeated),
    ] {
        let report = changed(UBL, from, to);
        let verdict = report.verdict("en16931").unwrap();
        assert!(verdict.stopped && !verdict.valid);
        assert!(
            report.findings.iter().any(|finding| finding.id == id && finding.stop == Some(reason)),
            "{id}"
        );
        assert!(report.json("f.xml", None, |_| None).contains("\"valid\":false,\"stopped\":true,"));
    }
}

#[test]
fn an_element_of_another_namespace_speaks_for_no_term() {
    let report = changed(UBL, "<cbc:ID>F-1</cbc:ID>", "<o:ID xmlns:o=\"urn:other\">F-1</o:ID>");
    assert_eq!(fatal(&report), ["BR-02"]);
    let report = changed(CII, "CrossIndustryInvoice:100", "CrossIndustryInvoice:13");
    assert!(matches!(report.error, Some(ReadError::UnsupportedRoot { .. })) && report.is_well_formed());
}

#[test]
fn a_card_number_is_a_warning_in_ubl_and_fatal_in_cii() {
    let card = "<cac:CardAccount><cbc:PrimaryAccountNumberID>12345678901</cbc:PrimaryAccountNumberID></cac:CardAccount>";
    let report = changed(UBL, "</cac:PaymentMeans>", &format!("{card}</cac:PaymentMeans>"));
    let verdict = report.verdict("en16931").unwrap();
    assert_eq!((verdict.valid, verdict.warnings.as_slice()), (true, ["BR-51"].as_slice()));
    let card = "<ram:ApplicableTradeSettlementFinancialCard><ram:ID>12345678901</ram:ID></ram:ApplicableTradeSettlementFinancialCard>";
    let report = changed(
        CII,
        "</ram:SpecifiedTradeSettlementPaymentMeans>",
        &format!("{card}</ram:SpecifiedTradeSettlementPaymentMeans>"),
    );
    assert_eq!(fatal(&report), ["BR-51"]);
}

#[test]
fn a_report_is_one_object_on_one_line() {
    let report = changed(UBL, "<cbc:ID>F-1</cbc:ID>", "<cbc:ID></cbc:ID>");
    let json = report.json("a \"b\"\n.xml", None, |finding| Some(finding.path.clone()));
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(!json.contains('\n'));
    assert_eq!(value["file"], "a \"b\"\n.xml");
    assert_eq!(value["verdicts"]["en16931"]["fatal"], serde_json::json!(["BR-02"]));
    assert_eq!(value["verdicts"]["en16931"]["version"], "1.3.16");
    assert_eq!(value["findings"][0]["message"], "BT-1");
    assert_eq!(value["verdicts"].as_object().unwrap().len(), 1);
    assert_eq!(value.get("channel"), None);
    let unread = rules::check(b"<a").json("a", None, |_| None);
    let value: serde_json::Value = serde_json::from_str(&unread).unwrap();
    assert_eq!((&value["wellformed"], &value["syntax"]), (&false.into(), &"unknown".into()));
}

#[test]
fn each_pack_that_is_asked_gives_a_verdict_with_its_version_and_source() {
    let report = rules::check_with(UBL.as_bytes(), &Options { packs: &[EN16931], channel: None });
    assert_eq!(report, rules::check(UBL.as_bytes()));
    let (pack, verdict) = report.verdicts.first().unwrap();
    assert_eq!((pack.key, pack.version, pack.date, verdict.valid), ("en16931", "1.3.16", "2026-04-10", true));
    assert!(pack.source.contains("eInvoicing-EN16931"));
    let report = rules::check_with(b"<Invoice/>", &Options { packs: &[], channel: None });
    assert!(report.verdicts.is_empty() && report.verdict("en16931").is_none());
    for pack in rules::PACKS {
        assert_eq!(Pack::of(pack.key), Some(*pack));
    }
    assert_eq!(Pack::of("en16932"), None);
    let report = changed(UBL, "<cbc:ID>F-1</cbc:ID>", "");
    assert!(report.findings.iter().all(|finding| finding.packs == ["en16931"]));
}

#[test]
fn a_pivot_is_named_though_no_rule_is_for_it() {
    let report = rules::check(b"<CPPFacturePivot><Enveloppe/></CPPFacturePivot>");
    assert_eq!((report.syntax_key(), report.is_well_formed()), ("pivot", true));
    assert!(report.verdicts.is_empty() && report.findings.is_empty());
}

/// Hostile sizes: what is found, and how long it takes, stays bounded.
#[test]
fn many_faults_cost_no_more_than_their_number() {
    let breakdown = "<cac:TaxSubtotal><cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>1</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal>";
    let line = "<cac:InvoiceLine><cac:Item><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>2</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item></cac:InvoiceLine>";
    let payee = "<cac:PayeeParty><cac:PartyName><cbc:Name>A</cbc:Name></cac:PartyName></cac:PayeeParty>";
    let at_root =
        [payee, "<cbc:TaxCurrencyCode>X</cbc:TaxCurrencyCode>"].map(|text| text.repeat(20_000)).concat();
    let document =
        UBL.replacen("<cac:TaxTotal>", &format!("{at_root}<cac:TaxTotal>{}", breakdown.repeat(1_900)), 1);
    let document = document.replacen("</Invoice>", &format!("{}</Invoice>", line.repeat(10_000)), 1);
    let report = rules::check(document.as_bytes());
    assert!(report.findings.len() <= rules::MAX_FINDINGS);
    assert!(fatal(&report).contains(&"BR-22"));
    let deep = format!("{}{}", "<a>".repeat(MAX_XML_DEPTH + 1), "</a>".repeat(MAX_XML_DEPTH + 1));
    assert_eq!(rules::check(deep.as_bytes()).error, Some(ReadError::TooDeep));
}

/// The number of a group is found without counting from the first each time.
#[test]
fn groups_are_numbered_in_the_order_of_the_document() {
    let note =
        |at: usize| format!("<cbc:Note>{}</cbc:Note>", if at.is_multiple_of(50) { "#QQQ#" } else { "a" });
    let notes: String = (0..50_000).map(note).collect();
    let document =
        UBL.replacen("<cbc:DocumentCurrencyCode>", &format!("{notes}<cbc:DocumentCurrencyCode>"), 1);
    let report = rules::check(document.as_bytes());
    let paths: Vec<_> = report.findings.iter().map(|finding| finding.path.as_str()).collect();
    assert_eq!(paths.first(), Some(&"BG-1[2]/BT-21"));
    assert_eq!(paths.last(), Some(&"BG-1[49952]/BT-21"));
    assert_eq!(paths.len(), 1000);
}

#[test]
fn namespaces_and_children_without_end_are_refused() {
    let children = UBL.replacen("<cac:TaxTotal>", &format!("<cac:TaxTotal>{}", "<a/>".repeat(2001)), 1);
    assert_eq!(rules::check(children.as_bytes()).error, Some(ReadError::TooLarge));
    let declared: String = (0..300).map(|number| format!(" xmlns:n{number}='u'")).collect();
    assert_eq!(rules::check(format!("<a{declared}/>").as_bytes()).error, Some(ReadError::TooLarge));
}

/// A piece of a document is cut out, doubled or overwritten.
fn mutated(xml: &str, cuts: &[(usize, usize, usize, u8)]) -> Vec<u8> {
    let mut bytes = xml.as_bytes().to_vec();
    for (kind, at, length, byte) in cuts {
        let at = at % bytes.len().max(1);
        let end = (at + length % 200).min(bytes.len());
        match kind % 3 {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => bytes[at..end].iter_mut().take(3).for_each(|found| *found = *byte),
        }
        if bytes.is_empty() {
            bytes.push(*byte);
        }
    }
    bytes
}

/// An element with all that is in it is left out or doubled.
fn restructured(xml: &str, choices: &[(bool, usize)]) -> String {
    let mut text = xml.to_owned();
    for (is_doubled, choice) in choices {
        let document = roxmltree::Document::parse(&text).unwrap();
        let elements: Vec<_> = document
            .descendants()
            .filter(|node| node.is_element() && node.parent_element().is_some())
            .collect();
        let Some(element) = elements.get(choice % elements.len().max(1)) else { break };
        let range = element.range();
        let piece = if *is_doubled { text[range.clone()].repeat(2) } else { String::new() };
        let changed = format!("{}{piece}{}", &text[..range.start], &text[range.end..]);
        drop(document);
        text = changed;
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_a_check_fail_and_the_same_bytes_give_the_same_report(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert_eq!(rules::check(&bytes), rules::check(&bytes));
        let _read = einvoice::semantic::read(&bytes);
    }

    #[test]
    fn no_change_to_an_invoice_makes_a_check_fail(
        is_ubl in any::<bool>(),
        cuts in proptest::collection::vec((any::<usize>(), any::<usize>(), any::<usize>(), any::<u8>()), 1..4),
    ) {
        let bytes = mutated(if is_ubl { UBL } else { CII }, &cuts);
        let packs: Vec<_> = rules::PACKS.iter().copied().chain([rules::PLAUSIBILITY]).collect();
        let options = Options { packs: &packs, channel: None };
        let report = rules::check_with(&bytes, &options);
        prop_assert_eq!(&report, &rules::check_with(&bytes, &options));
        let json: serde_json::Value = serde_json::from_str(&report.json("f", None, |_| None)).unwrap();
        prop_assert_eq!(json["findings"].as_array().map(Vec::len), Some(report.findings.len()));
        // Both readers agree on what is well formed, but for what only one of them bounds.
        if let (Ok(text), true) = (std::str::from_utf8(&bytes), report.is_well_formed()) {
            prop_assert!(roxmltree::Document::parse(text).is_ok());
        }
    }

    #[test]
    fn elements_left_out_or_doubled_are_judged(is_ubl in any::<bool>(), choices in proptest::collection::vec((any::<bool>(), any::<usize>()), 1..5)) {
        let text = restructured(if is_ubl { UBL } else { CII }, &choices);
        let report = rules::check_with(text.as_bytes(), &Options { packs: rules::PACKS, channel: None });
        prop_assert_eq!(report.error.is_none(), !report.verdicts.is_empty());
        prop_assert!(einvoice::semantic::read(text.as_bytes()).is_ok());
    }
}
