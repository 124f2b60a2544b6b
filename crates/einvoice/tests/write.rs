//! Writing and conversion: what is written is what was read, in the order of the schema, and every loss is told.
#![expect(clippy::expect_used, reason = "helpers of tests fail loudly")]

mod reference;

use std::path::PathBuf;

use einvoice::semantic::{self, Group, Invoice, Leaf, Term};
use einvoice::write::{Loss, Target, write};
use einvoice::{Syntax, convert, rules};

const UBL: &str = include_str!("write/ubl.xml");
const CII: &str = include_str!("write/cii.xml");
const CREDIT_NOTE: &str = include_str!("write/credit-note.xml");
const CREDIT_NOTE_CII: &str = include_str!("write/credit-note-cii.xml");

fn read(xml: &str) -> Invoice {
    semantic::read(xml.as_bytes()).expect("an invoice")
}

/// A group without its lines and empty groups, and in an order that is the same whatever the order of the document.
fn plain(group: &Group) -> Group {
    let mut leaves: Vec<_> = group.leaves.iter().map(|leaf| Leaf { line: 0, ..leaf.clone() }).collect();
    leaves.sort_by_key(|leaf| leaf.term);
    let mut groups: Vec<_> = group.groups.iter().map(plain).collect();
    groups.retain(|group| !group.leaves.is_empty() || !group.groups.is_empty());
    groups.sort_by_key(|group| group.term);
    Group { term: group.term, line: 0, leaves, groups }
}

fn told(losses: &[Loss]) -> Vec<(&str, &str)> {
    losses.iter().map(|loss| (loss.path.as_str(), loss.text.as_str())).collect()
}

fn is_valid(xml: &str) -> bool {
    let report = rules::check(xml.as_bytes());
    let is_valid = report.verdict("en16931").is_some_and(|verdict| verdict.valid);
    if !is_valid {
        eprintln!("{:?}\n{xml}", report.findings);
    }
    is_valid
}

/// The documents of the validation artefacts, all of which are valid.
fn examples() -> Vec<(PathBuf, Vec<u8>)> {
    let Some(folder) = reference::reference() else { return Vec::new() };
    let parts = ["ubl/examples", "cii/examples", "test/testfiles"];
    let files = parts.iter().flat_map(|part| reference::xml_files(&folder.join(part)));
    files.map(|file| (file.clone(), std::fs::read(&file).expect("a file"))).collect()
}

#[test]
fn every_term_is_written_in_both_syntaxes_at_its_place_and_in_order() {
    let invoice = read(UBL);
    let mut held = Vec::new();
    terms(&invoice.standard(), &mut held);
    for term in Term::ALL.iter().filter(|term| !term.is_extension()) {
        // The date of the tax point excludes its code.
        assert_eq!(held.contains(term), term.id() != "BT-7", "{} in write/ubl.xml", term.id());
    }
    for (source, target, expected) in [
        (UBL, Target::Cii, CII),
        (CII, Target::Ubl, UBL),
        (UBL, Target::Ubl, UBL),
        (CII, Target::Cii, CII),
        (CREDIT_NOTE, Target::Cii, CREDIT_NOTE_CII),
        (CREDIT_NOTE_CII, Target::Ubl, CREDIT_NOTE),
        (CREDIT_NOTE, Target::Ubl, CREDIT_NOTE),
        (CREDIT_NOTE_CII, Target::Cii, CREDIT_NOTE_CII),
    ] {
        let converted = convert(source.as_bytes(), target).expect("an invoice");
        assert_eq!(converted.xml, expected);
        assert_eq!(told(&converted.losses), []);
        assert!(is_valid(&converted.xml));
    }
}

fn terms(group: &Group, held: &mut Vec<Term>) {
    held.extend(group.term);
    held.extend(group.leaves.iter().map(|leaf| leaf.term));
    group.groups.iter().for_each(|group| terms(group, held));
}

#[test]
fn what_is_written_reads_as_what_was_read_for_every_example() {
    for (file, bytes) in examples() {
        let invoice = semantic::read(&bytes).expect("an invoice");
        let target = if invoice.syntax == Syntax::Cii { Target::Cii } else { Target::Ubl };
        let written = write(&invoice, target);
        let again = read(&written.xml);
        assert_eq!(again.syntax, invoice.syntax, "{}", file.display());
        assert_eq!(plain(&again.document), plain(&invoice.document), "{}", file.display());
        assert!(again.unknown.is_empty(), "{}: {:?}", file.display(), again.unknown);
        assert!(written.losses.iter().all(|loss| loss.term.is_none()), "{}", file.display());
        assert!(is_valid(&written.xml), "{}", file.display());
    }
}

#[test]
fn a_valid_example_stays_valid_in_the_other_syntax_and_loses_no_term() {
    for (file, bytes) in examples() {
        let invoice = semantic::read(&bytes).expect("an invoice");
        let (there, back) = match invoice.syntax {
            Syntax::Cii => (Target::Ubl, Target::Cii),
            _ => (Target::Cii, Target::Ubl),
        };
        assert!(
            rules::check(&bytes).verdict("en16931").is_some_and(|verdict| verdict.valid),
            "{}",
            file.display()
        );
        let converted = convert(&bytes, there).expect("an invoice");
        assert!(is_valid(&converted.xml), "{}", file.display());
        let lost = converted.losses.iter().filter(|loss| loss.term.is_some()).collect::<Vec<_>>();
        assert!(lost.is_empty(), "{}: {lost:?}", file.display());
        let returned = convert(converted.xml.as_bytes(), back).expect("an invoice");
        assert!(is_valid(&returned.xml), "{}", file.display());
        assert_eq!(returned.losses, [], "{}", file.display());
    }
}

#[test]
fn hostile_text_is_read_back_as_it_was() {
    let hostile = " <b>\"&amp;'\u{a0}]]>\r\n\t€ \u{10ffff}<!--";
    for target in [Target::Ubl, Target::Cii] {
        let mut invoice = read(if target == Target::Ubl { UBL } else { CII });
        for leaf in invoice.document.leaves.iter_mut().filter(|leaf| leaf.term == Term::BuyerReference) {
            leaf.text = hostile.to_owned();
            leaf.attributes = vec![("schemeID", hostile.to_owned())];
        }
        let written = write(&invoice, target);
        assert_eq!(plain(&read(&written.xml).document), plain(&invoice.document));
    }
    let mut invoice = read(UBL);
    for leaf in invoice.document.leaves.iter_mut().filter(|leaf| leaf.term == Term::BuyerReference) {
        leaf.text = "a\u{1}b".to_owned();
    }
    let written = write(&invoice, Target::Ubl);
    assert!(written.losses.iter().any(|loss| loss.text == "a\u{1}b"), "XML has no such character");
    let again = read(&written.xml);
    assert_eq!(again.document.leaf(Term::BuyerReference).map(|leaf| leaf.text.as_str()), Some("a\u{fffd}b"));
}

#[test]
fn what_the_other_syntax_cannot_say_is_told() {
    let accounting = "<cbc:TaxAmount currencyID=\"CHF\">35.72</cbc:TaxAmount>";
    let breakdown = "<cac:TaxSubtotal><cbc:TaxableAmount currencyID=\"CHF\">178.60</cbc:TaxableAmount>\
        <cbc:TaxAmount currencyID=\"CHF\">35.72</cbc:TaxAmount><cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>20</cbc:Percent>\
        <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal>";
    let source = UBL
        .replace(accounting, &format!("{accounting}{breakdown}"))
        .replace("<cbc:InvoiceTypeCode>", "<cbc:InvoiceTypeCode listID=\"UNCL1001\" name=\"Facture\">")
        .replace("<cbc:BuyerReference>", "<cbc:LineCountNumeric>2</cbc:LineCountNumeric><cbc:BuyerReference>")
        .replace("<cbc:DueDate>2026-12-20<", "<cbc:DueDate>2026-12-20+01:00<");
    let same = write(&read(&source), Target::Ubl);
    assert_eq!(told(&same.losses), [("cbc:LineCountNumeric", "2")]);
    assert_eq!(plain(&read(&same.xml).document), plain(&read(&source).document));
    let converted = convert(source.as_bytes(), Target::Cii).expect("an invoice");
    let mut losses = told(&converted.losses);
    losses.sort_unstable();
    assert_eq!(
        losses,
        [
            ("BG-23[3]/BT-116", "178.60"),
            ("BG-23[3]/BT-117", "35.72"),
            ("BG-23[3]/BT-118", "S"),
            ("BG-23[3]/BT-119", "20"),
            ("BT-3/@listID", "UNCL1001"),
            ("BT-3/@name", "Facture"),
            ("BT-9", "2026-12-20+01:00"),
            ("cbc:LineCountNumeric", "2"),
        ]
    );
    assert_eq!(converted.xml, CII);
}

#[test]
fn what_has_no_place_without_another_term_is_told() {
    let without_means = without(CII, "ram:SpecifiedTradeSettlementPaymentMeans");
    let converted = convert(without_means.as_bytes(), Target::Ubl).expect("an invoice");
    let mut losses = told(&converted.losses);
    losses.sort_unstable();
    assert_eq!(losses, [("BT-83", "F-2026-117"), ("BT-89", "MANDAT-4")]);
    // A BIC belongs to one account, and never goes to another.
    let account = without(CII, "ram:PayeePartyCreditorFinancialAccount");
    let converted = convert(account.as_bytes(), Target::Ubl).expect("an invoice");
    assert_eq!(told(&converted.losses), [("BG-16[1]/BT-86", "AGRIFRPP")]);
}

/// Leaves out every element of a name, with what is in it.
fn without(xml: &str, name: &str) -> String {
    let (start, end) = (format!("<{name}>"), format!("</{name}>"));
    let mut kept = String::new();
    let mut rest = xml;
    while let Some((before, after)) = rest.split_once(&start) {
        kept.push_str(before);
        rest = after.split_once(&end).expect("an end").1;
    }
    kept + rest
}

#[test]
fn an_invoice_in_the_groups_of_the_standard_is_written_in_both_syntaxes() {
    for (source, same) in [(UBL, Target::Ubl), (CII, Target::Cii)] {
        let invoice = read(source);
        let standard = Invoice { document: invoice.standard(), ..invoice.clone() };
        assert_ne!(standard.document, invoice.document);
        for (target, expected) in [(Target::Ubl, UBL), (Target::Cii, CII)] {
            let written = write(&standard, target);
            assert_eq!(told(&written.losses), []);
            assert_eq!(plain(&read(&written.xml).standard()), plain(&read(expected).standard()));
            assert!(is_valid(&written.xml), "{same:?} to {target:?}");
        }
    }
}

#[test]
fn each_account_has_payment_instructions_of_its_own() {
    let mut invoice = read(UBL);
    let mut document = invoice.standard();
    let account = |text: &str| Group {
        term: Some(Term::CreditTransfer),
        leaves: vec![Leaf {
            term: Term::PaymentAccountIdentifier,
            text: text.to_owned(),
            line: 1,
            attributes: Vec::new(),
        }],
        ..Group::default()
    };
    let means = document.groups.iter_mut().find(|group| group.term == Some(Term::PaymentInstructions));
    means.expect("BG-16").groups.push(account("FR7610107001011234567890129"));
    invoice.document = document;
    for target in [Target::Ubl, Target::Cii] {
        let written = write(&invoice, target);
        assert_eq!(told(&written.losses), []);
        assert!(is_valid(&written.xml), "{target:?}");
        let means = read(&written.xml).standard();
        let means = means.groups(Term::PaymentInstructions).map(|means| {
            let accounts = means
                .groups(Term::CreditTransfer)
                .filter_map(|account| account.leaf(Term::PaymentAccountIdentifier));
            accounts.map(|leaf| leaf.text.clone()).collect::<Vec<_>>()
        });
        assert_eq!(
            means.collect::<Vec<_>>(),
            [["FR7630006000011234567890189"], ["FR7610107001011234567890129"], ["COMPTE-LOCAL-2"]]
        );
    }
}

#[test]
fn what_one_schema_asks_for_and_the_other_leaves_out_is_completed() {
    let total = "            <ram:TaxTotalAmount currencyID=\"EUR\">38.00</ram:TaxTotalAmount>\n";
    let source = CII.replace(total.trim_start_matches(' '), "");
    assert_ne!(source, CII);
    let converted = convert(source.as_bytes(), Target::Ubl).expect("an invoice");
    assert_eq!(
        plain(&read(&converted.xml).document),
        plain(&read(UBL).document),
        "BT-110 is the sum of BT-117"
    );
    assert!(is_valid(&converted.xml));
    let gross = "<cbc:BaseAmount currencyID=\"EUR\">115.00</cbc:BaseAmount>";
    let converted = convert(UBL.replace(gross, "").as_bytes(), Target::Cii).expect("an invoice");
    assert_eq!(converted.xml, CII, "BT-148 is BT-146 and BT-147");
    let discount = without(CII, "ram:AppliedTradeAllowanceCharge");
    let converted = convert(discount.as_bytes(), Target::Ubl).expect("an invoice");
    assert_eq!(converted.xml, UBL, "BT-147 is BT-148 without BT-146");
    let same = UBL.replace("TaxCurrencyCode>CHF<", "TaxCurrencyCode>EUR<");
    let converted = convert(same.as_bytes(), Target::Cii).expect("an invoice");
    assert!(!converted.xml.contains("TaxCurrencyCode"), "BT-6 is only ever another currency");
}
