//! The readable invoice made of its terms.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking, as the test itself does")]

mod support;

use chrono::{DateTime, Utc};
use einvoice::pdf::factur_x::check;
use einvoice::pdf::invoice::{InvoiceError, invoice, pages};
use einvoice::pdf::{Options, Profile, read};
use einvoice::semantic::{self, Invoice};
use lopdf::{Document, Object};
use support::assertions;

const FACTURE: &str = include_str!("invoice/facture.xml");

fn options() -> Options {
    Options::at(now())
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_176_000, 0).unwrap()
}

fn terms(xml: &str) -> Invoice {
    semantic::read(xml.as_bytes()).unwrap()
}

fn made(xml: &str) -> Vec<u8> {
    invoice(&terms(xml), xml.as_bytes(), &options()).unwrap()
}

/// The text of every page, without the spaces that French numbers have.
fn text(pdf: &[u8]) -> String {
    texts(pdf).join("\n")
}

fn texts(pdf: &[u8]) -> Vec<String> {
    let document = Document::load_mem(pdf).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    pages
        .iter()
        .map(|page| document.extract_text(&[*page]).unwrap().replace(['\u{202f}', '\u{a0}'], " "))
        .collect()
}

fn replaced(xml: &str, from: &str, to: &str) -> String {
    assert!(xml.contains(from), "{from}");
    xml.replace(from, to)
}

/// The same invoice with its lines repeated.
fn with_lines(count: usize) -> String {
    let end_tag = "</ram:IncludedSupplyChainTradeLineItem>";
    let begin = FACTURE.find("<ram:IncludedSupplyChainTradeLineItem>").unwrap();
    let end = FACTURE.find(end_tag).unwrap() + end_tag.len();
    let rest = FACTURE.rfind(end_tag).unwrap() + end_tag.len();
    let line = &FACTURE[begin..end];
    format!("{}{}{}", &FACTURE[..begin], line.repeat(count), &FACTURE[rest..])
}

#[test]
fn the_example_is_valid_and_becomes_a_factur_x_in_which_nothing_is_wrong() {
    let verdict = einvoice::rules::check(FACTURE.as_bytes()).verdict("en16931").cloned().unwrap();
    assert!(verdict.valid, "{verdict:?}");
    let checked = check(made(FACTURE)).unwrap();
    assert_eq!(checked.container.findings, []);
    assert_eq!(checked.container.profile, Some(Profile::En16931));
    assert_eq!(checked.report.invoice.unwrap().xml, FACTURE.as_bytes());
    assert!(checked.report.has_text);
}

#[test]
fn the_page_says_what_the_invoice_says_in_french_formats() {
    let pdf = made(FACTURE);
    assert_eq!(read(pdf.clone()).unwrap().pages, 1);
    let text = text(&pdf);
    for said in [
        "Facture",
        "N° F-2026-0117",
        "20/11/2026",
        "20/12/2026",
        "Menuiserie du Val",
        "SIRET 732 829 320 00074",
        "TVA FR44732829320",
        "SARL au capital de 20 000 €",
        "Commune de Varzy-le-Val",
        "58210 Varzy-le-Val",
        "VOIRIE-BAT",
        "E-2026-00412",
        "École des Tilleuls",
        "Porte d'entrée en chêne massif, 90 × 215 cm",
        "1 480,00",
        "18 h",
        "1 forfait",
        "Remise de chantier (5 % de 936,00) : −46,80 €",
        "Remise de fidélité (2 % de 4 189,20)",
        "−83,78",
        "5,5 %",
        "6 580,42 €",
        "957,21 €",
        "7 537,63 €",
        "−1 500,00 €",
        "Net à payer",
        "6 037,63 €",
        "FR76 3000 6000 0112 3456 7890 189",
        "AGRIFRPP",
        "Au paiement (encaissements)",
        "Pénalités de retard",
        "Indemnité forfaitaire de 40 €",
        "Escompte",
        "Garantie décennale",
        "Page 1 sur 1",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
}

#[test]
fn nothing_is_said_that_the_invoice_does_not_say() {
    let bare = "<rsm:CrossIndustryInvoice xmlns:rsm='urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100'/>";
    let text = text(&pages(&terms(bare), &options()).unwrap());
    let words: Vec<&str> = text.split_whitespace().collect();
    assert_eq!(words.join(" "), "Facture N° Facturé à Page 1 sur 1");
}

#[test]
fn a_credit_note_is_called_so_and_asks_for_no_payment() {
    let text = text(&made(&replaced(FACTURE, ">380<", ">381<")));
    assert!(text.contains("Avoir") && text.contains("Montant de l'avoir") && !text.contains("Net à payer"));
}

#[test]
fn lines_go_over_pages_with_their_head_and_what_is_carried_over() {
    let pdf = made(&with_lines(60));
    let pages = texts(&pdf);
    let count = pages.len();
    assert!(count > 3, "{count}");
    let rows: usize = pages.iter().map(|page| page.matches("Porte d'entrée").count()).sum();
    assert_eq!(rows, 60);
    let mut before = 0;
    for (at, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("Page {} sur {count}", at + 1)), "{page}");
        let rows = page.matches("Porte d'entrée").count();
        if rows > 0 {
            assert!(page.contains("Désignation") && page.contains("Montant HT"));
        }
        if at > 0 {
            assert!(page.contains("Facture N° F-2026-0117"));
            // 2 960.00 for each line so far.
            let euros = before * 2960;
            let carried = format!("{} {:03},00", euros / 1000, euros % 1000);
            assert!(rows == 0 || page.contains(&carried), "{carried} in {page}");
        }
        before += rows;
    }
    assert!(check(pdf).unwrap().container.is_valid());
}

#[test]
fn an_invoice_of_many_lines_is_written() {
    let pdf = made(&with_lines(3_000));
    assert_eq!(read(pdf).unwrap().invoice.unwrap().xml.len(), with_lines(3_000).len());
}

#[test]
fn reasons_without_vat_are_said_in_words() {
    let exempt = replaced(
        FACTURE,
        "<ram:BasisAmount>4105.42</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode>",
        "<ram:BasisAmount>4105.42</ram:BasisAmount><ram:CategoryCode>E</ram:CategoryCode>\
         <ram:ExemptionReasonCode>VATEX-FR-FRANCHISE</ram:ExemptionReasonCode>",
    );
    assert!(text(&made(&exempt)).contains("TVA non applicable, article 293 B du CGI"));
    let reverse = replaced(
        FACTURE,
        "<ram:BasisAmount>4105.42</ram:BasisAmount><ram:CategoryCode>S<",
        "<ram:BasisAmount>4105.42</ram:BasisAmount><ram:CategoryCode>AE<",
    );
    assert!(text(&made(&reverse)).contains("Autoliquidation"));
}

#[test]
fn other_currencies_and_countries_are_named() {
    let foreign = replaced(FACTURE, ">EUR<", ">CHF<");
    let foreign = replaced(
        &foreign,
        "<ram:CityName>Nevers</ram:CityName><ram:CountryID>FR<",
        "<ram:CityName>Genève</ram:CityName><ram:CountryID>CH<",
    );
    let text = text(&made(&foreign));
    assert!(text.contains("6 037,63 CHF") && text.contains("Devise") && text.contains("Suisse"), "{text}");
}

#[test]
fn the_pages_are_tagged_in_the_order_of_reading() {
    let pdf = made(FACTURE);
    let document = Document::load_mem(&pdf).unwrap();
    let catalog = document.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"fr-FR");
    let marked = catalog.get(b"MarkInfo").unwrap().as_dict().unwrap().get(b"Marked").unwrap();
    assert!(marked.as_bool().unwrap());
    let mut kinds = Vec::new();
    structure(&document, catalog.get(b"StructTreeRoot").unwrap(), &mut kinds);
    let count = |kind: &str| kinds.iter().filter(|known| known.as_str() == kind).count();
    assert_eq!((count("H1"), count("Table")), (1, 3), "{kinds:?}");
    // Six rows of lines and their head, three of VAT, seven of totals.
    assert_eq!(count("TR"), 7 + 3 + 7);
    assert_eq!(count("TH"), 5 + 3 + 2 + 7);
    assert_eq!(count("TD"), 6 * 5 + 2 * 2 + 7);
    let place = |kind: &str| kinds.iter().position(|known| known == kind).unwrap();
    assert!(place("H1") < place("H2") && place("H2") < place("Table"));
}

/// The kinds of the structure below, in its order.
fn structure(document: &Document, object: &Object, kinds: &mut Vec<String>) {
    let Ok((_, object)) = document.dereference(object) else { return };
    match object {
        Object::Array(several) => several.iter().for_each(|one| structure(document, one, kinds)),
        Object::Dictionary(element) => {
            if let Ok(kind) = element.get(b"S").and_then(Object::as_name) {
                kinds.push(String::from_utf8_lossy(kind).into_owned());
            }
            if let Ok(children) = element.get(b"K") {
                structure(document, children, kinds);
            }
        }
        _ => {}
    }
}

#[test]
fn it_holds_what_pdf_a_3b_asks_for_as_far_as_it_is_listed() {
    for xml in [FACTURE.to_owned(), with_lines(40)] {
        assertions::pdf_a_3b(&made(&xml));
    }
}

#[test]
fn the_same_is_written_at_the_same_moment() {
    assert_eq!(made(FACTURE), made(FACTURE));
}

#[test]
fn only_the_glyphs_that_are_used_are_inside() {
    let pdf = made(FACTURE);
    assert!(pdf.len() < 60_000, "{} bytes", pdf.len());
    let document = Document::load_mem(&pdf).unwrap();
    let names: Vec<String> = document
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok()?.get(b"FontName").ok()?.as_name().ok())
        .map(|name| String::from_utf8_lossy(name).into_owned())
        .collect();
    assert_eq!(names.len(), 2);
    assert!(names.iter().all(|name| name.as_bytes()[6] == b'+' && name.contains("Inter")), "{names:?}");
}

#[test]
fn signs_that_the_faces_lack_and_long_words_do_no_harm() {
    let odd = replaced(
        FACTURE,
        "Porte d'entrée en chêne massif, 90 × 215 cm",
        &format!("漢字 \u{202e}שלום e\u{301} \u{1f600} {}", "x".repeat(3_000)),
    );
    let pdf = made(&odd);
    assertions::pdf_a_3b(&pdf);
    assert!(check(pdf).unwrap().container.is_valid());
}

#[test]
fn every_field_may_be_long_and_nothing_ends_the_writing() {
    let long = "Une très longue désignation qui ne finit pas. ".repeat(200);
    for part in [
        "Menuiserie du Val",
        "F-2026-0117",
        "12, quai de la Loire",
        "Commune de Varzy-le-Val",
        "VOIRIE-BAT",
        "Pose et réglage",
        "Remise de fidélité",
        "Paiement à 30 jours de la réception de la facture.",
        "Pas d'escompte pour paiement anticipé.",
        "École des Tilleuls",
    ] {
        let pdf = made(&replaced(FACTURE, part, &long));
        assert!(check(pdf).unwrap().container.is_valid(), "{part}");
    }
}

#[test]
fn an_invoice_that_is_too_long_is_refused() {
    let line = "<ram:IncludedSupplyChainTradeLineItem><ram:SpecifiedTradeProduct><ram:Name>Porte</ram:Name>\
                </ram:SpecifiedTradeProduct></ram:IncludedSupplyChainTradeLineItem>";
    let long = replaced(
        FACTURE,
        "<ram:ApplicableHeaderTradeAgreement>",
        &format!("{}<ram:ApplicableHeaderTradeAgreement>", line.repeat(20_000)),
    );
    assert_eq!(pages(&terms(&long), &options()), Err(InvoiceError::TooLong));
    let note = replaced(FACTURE, "Pas d'escompte", &"mot\n".repeat(90_000));
    assert_eq!(pages(&terms(&note), &options()), Err(InvoiceError::TooLong));
}

#[test]
fn invoices_of_the_other_syntax_are_shown_the_same_way() {
    let ubl = include_str!("rules/ubl.xml");
    let pdf = pages(&terms(ubl), &options()).unwrap();
    let text = text(&pdf);
    let number = terms(ubl).document.leaf(semantic::Term::InvoiceNumber).unwrap().text.clone();
    assert!(text.contains(&number) && text.contains("Net à payer"), "{text}");
}
