//! The human view: complete, the same whatever the syntax, with a place for every finding, and nothing but text in it.
#![expect(clippy::expect_used, reason = "helpers of tests fail loudly")]

mod reference;

use std::collections::BTreeSet;

use einvoice::semantic::{self, Group, Invoice, Term};
use einvoice::{rules, view};
use roxmltree::Document;

const UBL: &str = include_str!("write/ubl.xml");
const CII: &str = include_str!("write/cii.xml");

fn read(xml: &str) -> Invoice {
    semantic::read(xml.as_bytes()).expect("an invoice")
}

/// What a person reads: the texts, without elements.
fn texts(html: &str) -> Vec<String> {
    let document = Document::parse(html).expect("well-formed");
    let texts = document.descendants().filter(roxmltree::Node::is_text).filter_map(|node| node.text());
    texts.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
}

/// The text at an id.
fn at(html: &str, id: &str) -> Option<String> {
    let document = Document::parse(html).expect("well-formed");
    let node = document.descendants().find(|node| node.attribute("id") == Some(id))?;
    Some(node.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect())
}

fn count(group: &Group) -> usize {
    group.leaves.len() + group.groups.iter().map(count).sum::<usize>()
}

#[test]
fn the_view_is_the_same_whatever_the_syntax() {
    let (ubl, cii) = (view::fragment(&read(UBL)), view::fragment(&read(CII)));
    assert_eq!(texts(&ubl), texts(&cii));
    for (id, text) in [
        ("BT-1", "F-2026-117"),
        ("BT-3", "Facture"),
        ("BT-2", "20/11/2026"),
        ("BT-13", "EJ-4500012"),
        ("BG-25[1]/BT-131", "200,00\u{a0}€"),
        ("BG-25[1]/BT-129", "2"),
        ("BG-23[1]/BT-118", "Taux normal ou réduit (S)"),
        ("BG-24[1]/BT-125", "heures.csv (text/csv, 9\u{a0}octets)"),
    ] {
        assert_eq!(at(&ubl, id).as_deref(), Some(text), "{id}");
        assert_eq!(at(&cii, id).as_deref(), Some(text), "{id}");
    }
    // The ids are those of the syntax, since findings name them so.
    assert_eq!(at(&ubl, "BG-14/BT-8"), at(&cii, "BG-23[1]/BT-8"));
    assert_eq!(at(&ubl, "BG-14/BT-8").as_deref(), Some("À l'encaissement"));
    assert_eq!(at(&cii, "BG-22/BT-111").as_deref(), Some("35,72\u{a0}CHF"));
    assert_eq!(at(&ubl, "BG-4/BT-29[2]").as_deref(), Some("732\u{202f}829\u{202f}320\u{202f}00074"));
}

#[test]
fn every_value_is_shown_once_with_its_term_and_its_line() {
    let mut documents = vec![UBL.as_bytes().to_vec(), CII.as_bytes().to_vec()];
    if let Some(folder) = reference::reference() {
        let parts = ["ubl/examples", "cii/examples", "test/testfiles"];
        let files = parts.iter().flat_map(|part| reference::xml_files(&folder.join(part)));
        documents.extend(files.map(|file| std::fs::read(file).expect("a file")));
    }
    for bytes in documents {
        let invoice = semantic::read(&bytes).expect("an invoice");
        let html = view::fragment(&invoice);
        let document = Document::parse(&html).expect("well-formed");
        let values = document
            .descendants()
            .filter(|node| node.attribute("data-term").is_some_and(|term| term.starts_with("BT")));
        let (mut ids, mut shown) = (BTreeSet::new(), 0);
        for value in values {
            let line = value.attribute("data-line").and_then(|line| line.parse::<u64>().ok());
            assert!(line.is_some_and(|line| line > 0));
            let term = value.attribute("data-term").unwrap_or_default();
            shown += 1;
            let Some(id) = value.attribute("id") else {
                // CII says it once, and each payment instruction repeats it.
                assert_eq!(term, "BT-83");
                continue;
            };
            assert!(id.ends_with(term) || id.ends_with(']'), "{id}");
            assert!(ids.insert(id.to_owned()), "{id} is there twice");
        }
        assert_eq!(shown, count(&invoice.standard()));
        let unknown = invoice.unknown.iter().filter(|unknown| !unknown.text.trim().is_empty());
        let told = document
            .descendants()
            .filter(|node| node.attribute("data-line").is_some() && node.attribute("data-term").is_none());
        assert_eq!(told.count(), unknown.count());
    }
}

#[test]
fn a_finding_leads_to_its_value_or_to_the_group_around_it() {
    let broken = UBL
        .replace(
            "<cbc:LineExtensionAmount currencyID=\"EUR\">50.00<",
            "<cbc:LineExtensionAmount currencyID=\"EUR\">50.001<",
        )
        .replace("<cbc:Name>Formation</cbc:Name>", "")
        .replace("<cbc:TaxExemptionReasonCode>VATEX-EU-132<", "<cbc:TaxExemptionReasonCode>RIEN<");
    let html = view::fragment(&read(&broken));
    let report = rules::check(broken.as_bytes());
    let paths: BTreeSet<_> = report.findings.iter().map(|finding| finding.path.as_str()).collect();
    for path in ["BG-25[2]/BT-131", "BG-25[2]/BT-153", "BG-23[2]/BT-121"] {
        assert!(paths.contains(path), "{path} in {paths:?}");
    }
    for path in paths {
        let mut around = path;
        while at(&html, around).is_none() && !around.is_empty() {
            around = around.rsplit_once('/').map_or("", |(around, _)| around);
        }
        let lost = path.split('/').count() - around.split('/').filter(|part| !part.is_empty()).count();
        assert!(lost <= 2, "{path} leads to {around:?}");
    }
    assert_eq!(at(&html, "BG-25[2]/BT-131").as_deref(), Some("50,001\u{a0}€"));
}

#[test]
fn a_finding_of_the_second_currency_leads_to_its_own_breakdown() {
    let total = "<cbc:TaxAmount currencyID=\"CHF\">35.72</cbc:TaxAmount>";
    let breakdown = "<cac:TaxSubtotal><cbc:TaxableAmount currencyID=\"CHF\">178.60</cbc:TaxableAmount>\
        <cbc:TaxAmount currencyID=\"CHF\">35.725</cbc:TaxAmount><cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>20</cbc:Percent>\
        <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal>";
    let source = UBL.replace(total, &format!("{total}{breakdown}"));
    let report = rules::check(source.as_bytes());
    let paths: BTreeSet<_> = report.findings.iter().map(|finding| finding.path.as_str()).collect();
    assert!(paths.contains("BG-23[3]/BT-117"), "{paths:?}");
    let html = view::fragment(&read(&source));
    assert_eq!(at(&html, "BG-23[3]/BT-117").as_deref(), Some("35,725\u{a0}CHF"));
    assert!(html.contains("En devise de comptabilisation"));
}

#[test]
fn hostile_text_stays_text() {
    let hostile = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&lt;!--\u{202e}";
    let mut invoice = read(UBL);
    fn fill(group: &mut Group, hostile: &str) {
        for leaf in &mut group.leaves {
            hostile.clone_into(&mut leaf.text);
            leaf.attributes.iter_mut().for_each(|(_, value)| hostile.clone_into(value));
        }
        group.groups.iter_mut().for_each(|inner| fill(inner, hostile));
    }
    fill(&mut invoice.document, hostile);
    invoice.unknown.push(semantic::Unknown { path: hostile.to_owned(), text: hostile.to_owned(), line: 3 });
    for html in [view::fragment(&invoice), view::page(&invoice)] {
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains('\u{202e}'));
        assert!(!html.contains("style=") && !html.contains("href=") && !html.contains("src=\""));
    }
    let html = view::fragment(&invoice);
    let document = Document::parse(&html).expect("well-formed");
    let known = ["class", "id", "data-term", "data-line", "scope", "colspan"];
    for attribute in document.descendants().flat_map(|node| node.attributes()) {
        assert!(known.contains(&attribute.name()), "{}", attribute.name());
    }
    // Text that is no number, date or code is shown as it is.
    let line = at(&html, "BG-25[1]/BT-131").expect("a value");
    assert_eq!(line, hostile.replace('\u{202e}', "\u{fffd}"));
}

#[test]
fn what_the_model_does_not_know_stands_at_the_end() {
    let source = UBL.replace(
        "<cbc:BuyerReference>",
        "<cbc:LineCountNumeric>2</cbc:LineCountNumeric><cbc:BuyerReference>",
    );
    let html = view::fragment(&read(&source));
    let shown = texts(&html);
    assert_eq!(
        shown.get(shown.len() - 3..),
        Some(["Autres données", "cbc:LineCountNumeric", "2"].map(str::to_owned).as_slice())
    );
    assert!(!view::fragment(&read(UBL)).contains("Autres données"));
    // What stands where the standard has it only once is not hidden either.
    let mut twice = read(UBL);
    let again = twice
        .document
        .leaf(Term::InvoiceNumber)
        .cloned()
        .map(|leaf| semantic::Leaf { text: "F-2".to_owned(), ..leaf });
    twice.document.leaves.extend(again);
    assert_eq!(at(&view::fragment(&twice), "BT-1[2]").as_deref(), Some("F-2"));
}

/// CII as EXTENDED writes it: a line that sums up, two that count and one that informs.
fn with_parts() -> String {
    let (start, rest) = CII.split_once("<ram:LineID>1</ram:LineID>").expect("a first line");
    let (middle, end) = rest.split_once("<ram:LineID>2</ram:LineID>").expect("a second line");
    format!(
        "{start}<ram:LineID>1</ram:LineID><ram:LineStatusReasonCode>GROUP</ram:LineStatusReasonCode>{middle}\
         <ram:LineID>2</ram:LineID><ram:ParentLineID>1</ram:ParentLineID>\
         <ram:LineStatusReasonCode>INFORMATION</ram:LineStatusReasonCode>{end}"
    )
}

#[test]
fn lines_within_lines_are_a_tree() {
    use einvoice::semantic::LineStatus;
    let source = with_parts();
    let invoice = read(&source);
    assert_eq!(invoice.unknown, []);
    let tree = invoice.line_tree();
    let [group] = tree.as_slice() else { panic!("{} lines of their own", tree.len()) };
    assert_eq!(group.status, LineStatus::Group);
    assert_eq!(group.lines.iter().map(|part| part.status).collect::<Vec<_>>(), [LineStatus::Information]);
    let html = view::fragment(&invoice);
    assert!(html.contains("<tbody class=\"invoice-line invoice-part invoice-part-1\" id=\"BG-25[2]\""));
    assert_eq!(at(&html, "BG-25[1]/BT-X-8").as_deref(), Some("Regroupement"));
    // CII keeps them, and UBL tells that it does not.
    let same = einvoice::convert(source.as_bytes(), einvoice::write::Target::Cii).expect("an invoice");
    assert_eq!((read(&same.xml).line_tree().len(), same.losses.len()), (1, 0));
    let other = einvoice::convert(source.as_bytes(), einvoice::write::Target::Ubl).expect("an invoice");
    let mut losses: Vec<_> = other.losses.iter().map(|loss| loss.path.as_str()).collect();
    losses.sort_unstable();
    assert_eq!(losses, ["BG-25[1]/BT-X-8", "BG-25[2]/BT-X-304", "BG-25[2]/BT-X-8"]);
}

#[test]
fn a_chain_of_lines_without_end_has_an_end() {
    let mut invoice = read(CII);
    let line = invoice.document.group(Term::InvoiceLine).cloned().expect("a line");
    invoice.document.groups.retain(|group| group.term != Some(Term::InvoiceLine));
    let leaf = |term, text: String| semantic::Leaf { term, text, line: 1, attributes: Vec::new() };
    for number in 0..2000 {
        let mut line = Group { groups: Vec::new(), leaves: Vec::new(), ..line.clone() };
        line.leaves.push(leaf(Term::InvoiceLineIdentifier, number.to_string()));
        line.leaves.push(leaf(Term::ParentLineIdentifier, (number - 1).to_string()));
        invoice.document.groups.push(line);
    }
    let mut depth = 0;
    let mut lines = invoice.line_tree();
    while let Some(first) = lines.first() {
        depth += 1;
        lines = first.lines.clone();
    }
    assert_eq!(depth, semantic::MAX_LINE_DEPTH + 1);
}

#[test]
fn the_page_is_whole_and_has_no_colours() {
    let page = view::page(&read(UBL));
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"fr\">"));
    assert!(page.contains("<title>Facture F-2026-117</title>") && page.contains("<h1>"));
    let style =
        page.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>")).expect("a style").0;
    assert!(style.contains("@media print") && !style.contains("color") && !style.contains("url("));
    assert!(style.lines().all(|line| !line.contains('#')), "no colour by its number");
    assert_eq!(page.matches(view::fragment(&read(UBL)).lines().last().expect("a line")).count(), 1);
}
