//! The strict reading: terms by their exact paths and namespaces, with text, scheme and line.
#![expect(clippy::expect_used, reason = "helpers of tests fail loudly")]

use einvoice::ReadError;
use einvoice::semantic::{self, Group, Invoice, Term};

const UBL: &str = r#"<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2" xmlns:x="urn:example">
 <x:ID>not this</x:ID>
 <b:ID> F-1 </b:ID>
 <b:Note>#AAB#Payable &amp; due</b:Note>
 <b:DocumentCurrencyCode>DKK</b:DocumentCurrencyCode>
 <b:TaxCurrencyCode>EUR</b:TaxCurrencyCode>
 <cac:AccountingSupplierParty><cac:Party>
  <cac:PartyIdentification><b:ID schemeID="0009">73282932000074</b:ID></cac:PartyIdentification>
  <cac:PartyIdentification><b:ID schemeID="SEPA">FR00ZZZ</b:ID></cac:PartyIdentification>
  <cac:PartyTaxScheme><b:CompanyID>FR32732829320</b:CompanyID><cac:TaxScheme><b:ID>VAT</b:ID></cac:TaxScheme></cac:PartyTaxScheme>
  <cac:PartyTaxScheme><b:CompanyID>local</b:CompanyID><cac:TaxScheme><b:ID>!VAT</b:ID></cac:TaxScheme></cac:PartyTaxScheme>
 </cac:Party></cac:AccountingSupplierParty>
 <cac:AllowanceCharge><b:ChargeIndicator>false</b:ChargeIndicator><b:Amount currencyID="DKK">5.00</b:Amount></cac:AllowanceCharge>
 <cac:AllowanceCharge><b:ChargeIndicator>true</b:ChargeIndicator><b:Amount currencyID="DKK">7.00</b:Amount></cac:AllowanceCharge>
 <cac:TaxTotal><b:TaxAmount currencyID="DKK">20.00</b:TaxAmount></cac:TaxTotal>
 <cac:TaxTotal><b:TaxAmount currencyID="EUR">2.70</b:TaxAmount></cac:TaxTotal>
 <cac:InvoiceLine><b:ID>1</b:ID><b:InvoicedQuantity unitCode="C62">2</b:InvoicedQuantity>
  <cac:Unforeseen><b:ID>kept</b:ID></cac:Unforeseen></cac:InvoiceLine>
</Invoice>"#;

fn read(xml: &str) -> Invoice {
    semantic::read(xml.as_bytes()).expect("an invoice")
}

fn text(group: &Group, term: Term) -> Vec<&str> {
    group.leaves(term).map(|leaf| leaf.text.as_str()).collect()
}

#[test]
fn terms_are_read_by_exact_path_namespace_and_condition() {
    let invoice = read(UBL);
    let document = &invoice.document;
    assert_eq!(text(document, Term::InvoiceNumber), [" F-1 "]);
    let number = document.leaf(Term::InvoiceNumber).expect("BT-1");
    assert_eq!(number.line, 5);
    let seller = document.group(Term::Seller).expect("BG-4");
    assert_eq!(text(seller, Term::SellerIdentifier), ["73282932000074"]);
    assert_eq!(seller.leaf(Term::SellerIdentifier).and_then(|leaf| leaf.attribute("schemeID")), Some("0009"));
    assert_eq!(text(seller, Term::BankAssignedCreditorIdentifier), ["FR00ZZZ"]);
    assert_eq!(text(seller, Term::SellerVatIdentifier), ["FR32732829320"]);
    assert_eq!(text(seller, Term::SellerTaxRegistrationIdentifier), ["local"]);
    let allowance = document.group(Term::DocumentLevelAllowances).expect("BG-20");
    let charge = document.group(Term::DocumentLevelCharges).expect("BG-21");
    assert_eq!(text(allowance, Term::DocumentLevelAllowanceAmount), ["5.00"]);
    assert_eq!(text(charge, Term::DocumentLevelChargeAmount), ["7.00"]);
    assert_eq!(text(document, Term::InvoiceTotalVatAmount), ["20.00"]);
    assert_eq!(text(document, Term::InvoiceTotalVatAmountInAccountingCurrency), ["2.70"]);
    let line = document.group(Term::InvoiceLine).expect("BG-25");
    assert_eq!(text(line, Term::InvoicedQuantityUnitOfMeasureCode), ["C62"]);
    assert_eq!(line.leaf(Term::InvoicedQuantity).and_then(semantic::Leaf::decimal), Some(2.into()));
}

#[test]
fn the_subject_code_of_a_note_is_taken_out_of_its_text() {
    let invoice = read(UBL);
    let note = invoice.document.group(Term::InvoiceNote).expect("BG-1");
    assert_eq!(text(note, Term::InvoiceNoteSubjectCode), ["AAB"]);
    assert_eq!(text(note, Term::InvoiceNoteText), ["Payable & due"]);
}

#[test]
fn what_no_term_names_is_kept_with_its_path_and_line() {
    let unknown: Vec<_> =
        read(UBL).unknown.into_iter().map(|found| (found.path, found.text, found.line)).collect();
    assert!(unknown.contains(&("x:ID".to_owned(), "not this".to_owned(), 4)), "{unknown:?}");
    let within = ("cac:InvoiceLine/cac:Unforeseen/b:ID".to_owned(), "kept".to_owned(), 20);
    assert!(unknown.contains(&within), "{unknown:?}");
    // What only tells terms apart is no loss.
    assert!(!unknown.iter().any(|(path, ..)| path.ends_with("ChargeIndicator")), "{unknown:?}");
}

#[test]
fn a_root_counts_in_its_exact_namespace_only() {
    let other = UBL.replace("xsd:Invoice-2", "xsd:Invoice-3");
    assert!(matches!(semantic::read(other.as_bytes()), Err(ReadError::UnsupportedRoot { .. })));
    let bare = "<CrossIndustryInvoice/>";
    assert!(matches!(semantic::read(bare.as_bytes()), Err(ReadError::UnsupportedRoot { .. })));
}

#[test]
fn what_is_not_well_formed_is_told_with_its_line() {
    for (fault, line) in [
        ("<a>\n<!-- -- --></a>", 2),
        ("<a>\n\n]]></a>", 1),
        ("<a b='1' b='2'/>", 1),
        ("<a b='<'/>", 1),
        ("<a b='1'c='2'/>", 1),
        ("<a>&unknown;</a>", 1),
        ("<a>&#1;</a>", 1),
        ("<a>\u{1}</a>", 1),
        ("<a>\u{fffe}</a>", 1),
        ("<a:b/>", 1),
        ("<a b:c='1'/>", 1),
        ("<a xmlns:b=''/>", 1),
        ("<a xmlns:b='u' xmlns:c='u' b:d='' c:d=''/>", 1),
        ("<a:b:c xmlns:a='u'/>", 1),
        ("<a\n></b>", 2),
        ("<a/>\n<b/>", 2),
        ("<a/>\ntext", 1),
        ("<a>", 1),
        ("", 1),
        ("\n<?xml version='1.0'?><a/>", 2),
        ("<?xml encoding='utf-8'?><a/>", 1),
        ("<a><?XML x?></a>", 1),
        ("<1a/>", 1),
        ("<a $b='1'/>", 1),
    ] {
        match semantic::read(fault.as_bytes()) {
            Err(ReadError::NotWellFormed { line: found, .. }) => assert_eq!(found, line, "{fault}"),
            other => assert!(matches!(other, Err(ReadError::NotWellFormed { .. })), "{fault}: {other:?}"),
        }
    }
    let entity = "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>";
    assert_eq!(semantic::read(entity.as_bytes()), Err(ReadError::DocumentTypeDeclaration));
    let deep = "<a>".repeat(einvoice::MAX_XML_DEPTH + 1);
    assert_eq!(semantic::read(deep.as_bytes()), Err(ReadError::TooDeep));
}

#[test]
fn what_is_well_formed_is_read_whatever_it_looks_like() {
    for fine in [
        "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<!-- a - b --><é:a xmlns:é='u'/>\n<?pi x?>",
        "<a b='>' c=\"'\">&lt;&#x41;&#65;<![CDATA[<&]]>]]&gt;</a >",
        "<a xml:lang='fr' xmlns=''><b xmlns='u'/></a>",
    ] {
        let found = semantic::read(fine.as_bytes());
        assert!(matches!(found, Err(ReadError::UnsupportedRoot { .. })), "{fine}: {found:?}");
    }
}

/// A text in pieces is joined, and its memory does not grow with the square of their number.
#[test]
fn a_text_in_many_pieces_is_one_and_costs_no_more_than_its_length() {
    let pieces = "a<!-- -->&amp;<![CDATA[<]]>b&#x63;<?p?>";
    let xml = UBL.replace("<b:ID> F-1 </b:ID>", &format!("<b:ID>{pieces}</b:ID>"));
    assert_eq!(text(&read(&xml).document, Term::InvoiceNumber), ["a&<bc"]);
    let many = UBL.replace("<b:ID> F-1 </b:ID>", &format!("<b:ID>{}</b:ID>", pieces.repeat(200_000)));
    let invoice = read(&many);
    assert_eq!(text(&invoice.document, Term::InvoiceNumber).first().map(|text| text.len()), Some(1_000_000));
}

#[test]
fn an_unknown_encoding_over_utf_8_is_read_and_told() {
    let labelled = format!("<?xml version=\"1.0\" encoding=\"X-OURS\"?>{UBL}");
    let invoice = read(&labelled);
    assert_eq!(invoice.document.groups.len(), read(UBL).document.groups.len());
    let first = invoice.unknown.first().expect("the encoding");
    assert_eq!((first.path.as_str(), first.text.as_str()), ("?xml/@encoding", "x-ours"));
    let lenient = einvoice::read(labelled.as_bytes()).expect("an invoice");
    assert_eq!(lenient.currency.as_deref(), Some("DKK"));
    let finding = lenient.findings.first().expect("a finding");
    assert!(finding.text_french.contains("x-ours"), "{finding:?}");
    let latin = [b"<?xml version=\"1.0\" encoding=\"X-OURS\"?><a>".as_slice(), b"\xe9</a>"].concat();
    assert!(matches!(semantic::read(&latin), Err(ReadError::Encoding { .. })));
}

#[test]
fn cii_is_read_into_the_same_terms() {
    let cii = include_str!("rules/cii.xml");
    let references = "<ram:AdditionalReferencedDocument><ram:IssuerAssignedID>LOT-1</ram:IssuerAssignedID>\
        <ram:TypeCode>50</ram:TypeCode></ram:AdditionalReferencedDocument>\
        <ram:AdditionalReferencedDocument><ram:IssuerAssignedID>OBJ-1</ram:IssuerAssignedID>\
        <ram:TypeCode>130</ram:TypeCode><ram:ReferenceTypeCode>AFL</ram:ReferenceTypeCode></ram:AdditionalReferencedDocument>\
        <ram:AdditionalReferencedDocument><ram:IssuerAssignedID>ANNEX</ram:IssuerAssignedID>\
        <ram:TypeCode>916</ram:TypeCode></ram:AdditionalReferencedDocument>";
    let local = "<ram:SpecifiedTaxRegistration><ram:ID schemeID=\"FC\">local</ram:ID></ram:SpecifiedTaxRegistration></ram:SellerTradeParty>";
    let text_of = cii
        .replace("</ram:BuyerTradeParty>", &format!("</ram:BuyerTradeParty>{references}"))
        .replace("</ram:SellerTradeParty>", local)
        .replace(
            "<ram:InvoiceCurrencyCode>",
            "<ram:TaxCurrencyCode>USD</ram:TaxCurrencyCode><ram:InvoiceCurrencyCode>",
        )
        .replace(
            "<ram:GrandTotalAmount>",
            "<ram:TaxTotalAmount currencyID=\"USD\">70.00</ram:TaxTotalAmount><ram:GrandTotalAmount>",
        );
    let invoice = read(&text_of);
    let document = &invoice.document;
    assert_eq!(text(document, Term::TenderOrLotReference), ["LOT-1"]);
    assert_eq!(text(document, Term::InvoicedObjectIdentifier), ["OBJ-1"]);
    let annexes: Vec<_> = document.groups(Term::AdditionalSupportingDocuments).collect();
    assert_eq!(annexes.len(), 1, "neither the lot nor the object is a supporting document");
    assert_eq!(text(annexes.first().expect("BG-24"), Term::SupportingDocumentReference), ["ANNEX"]);
    let seller = document.group(Term::Seller).expect("BG-4");
    assert_eq!(text(seller, Term::SellerVatIdentifier), ["FR44732829320"]);
    assert_eq!(text(seller, Term::SellerTaxRegistrationIdentifier), ["local"]);
    assert_eq!(text(seller, Term::SellerIdentifier), ["73282932000074"]);
    let address = seller.group(Term::SellerPostalAddress).expect("BG-5");
    assert_eq!(text(address, Term::SellerCountryCode), ["FR"]);
    let totals = document.group(Term::DocumentTotals).expect("BG-22");
    assert_eq!(text(totals, Term::InvoiceTotalVatAmount), ["60.00"]);
    assert_eq!(text(totals, Term::InvoiceTotalVatAmountInAccountingCurrency), ["70.00"]);
    let date = document.leaf(Term::InvoiceIssueDate).and_then(semantic::Leaf::date);
    assert_eq!(date.map(|date| date.to_string()).as_deref(), Some("2026-11-20"));
    let line = document.group(Term::InvoiceLine).expect("BG-25");
    let vat = line.group(Term::LineVatInformation).expect("BG-30");
    assert_eq!(text(vat, Term::InvoicedItemVatRate), ["20"]);
    let object = document.leaf(Term::InvoicedObjectIdentifier);
    assert_eq!(
        object.and_then(|leaf| leaf.attribute("schemeID")),
        Some("AFL"),
        "CII writes it as an element"
    );
    assert_eq!(invoice.unknown, []);
}
