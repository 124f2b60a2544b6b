//! Behaviour of the reader on documents made here.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking, as the test itself does")]

use chrono::NaiveDate;
use einvoice::{
    Identifier, Invoice, MAX_REPEATED_GROUPS, MAX_XML_DEPTH, MAX_XML_SIZE, Note, PrecedingInvoice, ReadError,
    Syntax, read,
};
use rust_decimal::Decimal;

/// A complete CII invoice: two rates, an allowance, VAT in two currencies, the French identifiers.
const CII: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- fixture -->
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
  xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
  xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
 <rsm:ExchangedDocumentContext>
  <ram:BusinessProcessSpecifiedDocumentContextParameter><ram:ID>A1</ram:ID></ram:BusinessProcessSpecifiedDocumentContextParameter>
  <ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn:cen.eu:en16931:2017</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter>
 </rsm:ExchangedDocumentContext>
 <rsm:ExchangedDocument>
  <ram:ID> F-2026/0017 </ram:ID><ram:TypeCode>380</ram:TypeCode>
  <ram:IssueDateTime><udt:DateTimeString format="102">20260131</udt:DateTimeString></ram:IssueDateTime>
  <ram:IncludedNote><ram:Content>Entretien &amp; r&#233;paration</ram:Content><ram:SubjectCode>AAI</ram:SubjectCode></ram:IncludedNote>
  <ram:IncludedNote><ram:Content><![CDATA[Pénalités < 3 %]]></ram:Content></ram:IncludedNote>
  <ram:IncludedNote><ram:Content/></ram:IncludedNote>
 </rsm:ExchangedDocument>
 <rsm:SupplyChainTradeTransaction>
  <ram:IncludedSupplyChainTradeLineItem><ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:CategoryCode>Z</ram:CategoryCode></ram:ApplicableTradeTax></ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>
  <ram:IncludedSupplyChainTradeLineItem/>
  <ram:IncludedSupplyChainTradeLineItem/>
  <ram:ApplicableHeaderTradeAgreement>
   <ram:BuyerReference>SERVICE-12</ram:BuyerReference>
   <ram:SellerTradeParty>
    <ram:ID>F001</ram:ID><ram:GlobalID schemeID="0088">3012345678900</ram:GlobalID>
    <ram:Name>Menuiserie
       du Ponant</ram:Name>
    <ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">123 456 782 00019</ram:ID><ram:TradingBusinessName>Ponant Bois</ram:TradingBusinessName></ram:SpecifiedLegalOrganization>
    <ram:PostalTradeAddress><ram:CountryID>FR</ram:CountryID></ram:PostalTradeAddress>
    <ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">LOCAL</ram:ID></ram:SpecifiedTaxRegistration>
    <ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">FR11123456782</ram:ID></ram:SpecifiedTaxRegistration>
   </ram:SellerTradeParty>
   <ram:BuyerTradeParty>
    <ram:Name>Ville de Brest</ram:Name>
    <ram:SpecifiedLegalOrganization><ram:ID schemeID="1">21290019700017</ram:ID></ram:SpecifiedLegalOrganization>
    <ram:SpecifiedTaxRegistration><ram:ID>FR20212900197</ram:ID></ram:SpecifiedTaxRegistration>
   </ram:BuyerTradeParty>
   <ram:SellerTaxRepresentativeTradeParty><ram:Name>Un autre</ram:Name></ram:SellerTaxRepresentativeTradeParty>
   <ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>EJ-4500</ram:IssuerAssignedID></ram:BuyerOrderReferencedDocument>
   <ram:ContractReferencedDocument><ram:IssuerAssignedID>M-2025-8</ram:IssuerAssignedID></ram:ContractReferencedDocument>
  </ram:ApplicableHeaderTradeAgreement>
  <ram:ApplicableHeaderTradeSettlement>
   <ram:TaxCurrencyCode>CHF</ram:TaxCurrencyCode><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
   <ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>30</ram:TypeCode><ram:PayeePartyCreditorFinancialAccount><ram:IBANID>FR76 3000 6000 0112 3456 7890 189</ram:IBANID></ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>
   <ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>48</ram:TypeCode></ram:SpecifiedTradeSettlementPaymentMeans>
   <ram:ApplicableTradeTax><ram:CalculatedAmount>20.00</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode><ram:BasisAmount>100.00</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>20</ram:RateApplicablePercent></ram:ApplicableTradeTax>
   <ram:ApplicableTradeTax><ram:CalculatedAmount>0</ram:CalculatedAmount><ram:ExemptionReason>Débours</ram:ExemptionReason><ram:BasisAmount>40.00</ram:BasisAmount><ram:CategoryCode>E</ram:CategoryCode><ram:ExemptionReasonCode>VATEX-EU-79-C</ram:ExemptionReasonCode></ram:ApplicableTradeTax>
   <ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime><udt:DateTimeString>20260302</udt:DateTimeString></ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>
   <ram:SpecifiedTradeSettlementHeaderMonetarySummation>
    <ram:LineTotalAmount>150.00</ram:LineTotalAmount><ram:ChargeTotalAmount>5.00</ram:ChargeTotalAmount><ram:AllowanceTotalAmount>15.00</ram:AllowanceTotalAmount>
    <ram:TaxBasisTotalAmount>140.00</ram:TaxBasisTotalAmount>
    <ram:TaxTotalAmount currencyID="CHF">18.80</ram:TaxTotalAmount><ram:TaxTotalAmount currencyID="EUR">20.00</ram:TaxTotalAmount>
    <ram:RoundingAmount>0.01</ram:RoundingAmount><ram:GrandTotalAmount>160.00</ram:GrandTotalAmount><ram:TotalPrepaidAmount>60.01</ram:TotalPrepaidAmount><ram:DuePayableAmount>100.00</ram:DuePayableAmount>
   </ram:SpecifiedTradeSettlementHeaderMonetarySummation>
   <ram:InvoiceReferencedDocument><ram:IssuerAssignedID>F-2025/0900</ram:IssuerAssignedID><ram:FormattedIssueDateTime><udt:DateTimeString format="102">20251231</udt:DateTimeString></ram:FormattedIssueDateTime></ram:InvoiceReferencedDocument>
  </ram:ApplicableHeaderTradeSettlement>
 </rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>"#;

/// The inside of a UBL document; `ROOT` and `KIND` are replaced.
const UBL: &str = r##"<ROOT xmlns="urn:oasis:names:specification:ubl:schema:xsd:ROOT-2" xmlns:cac="c" xmlns:cbc="b">
 <cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID><cbc:ProfileID>B1</cbc:ProfileID>
 <cbc:ID>U-7</cbc:ID><cbc:IssueDate>2026-02-01</cbc:IssueDate><cbc:KINDTypeCode>CODE</cbc:KINDTypeCode>
 <cbc:Note>#PMT#Indemnité de 40 €</cbc:Note><cbc:Note>#1 du lot</cbc:Note>
 <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode><cbc:BuyerReference>SRV</cbc:BuyerReference>
 <cac:OrderReference><cbc:ID>EJ1</cbc:ID><cbc:SalesOrderID>S</cbc:SalesOrderID></cac:OrderReference>
 <cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>U-6</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>
 <cac:ContractDocumentReference><cbc:ID>M1</cbc:ID></cac:ContractDocumentReference>
 <cac:AccountingSupplierParty><cac:Party>
  <cac:PartyIdentification><cbc:ID schemeID="SEPA">FR98ZZZ</cbc:ID></cac:PartyIdentification>
  <cac:PartyIdentification><cbc:ID schemeName="1">12345678200019</cbc:ID></cac:PartyIdentification>
  <cac:PartyName><cbc:Name>Ponant Bois</cbc:Name></cac:PartyName>
  <cac:PartyTaxScheme><cbc:CompanyID>LOCAL</cbc:CompanyID><cac:TaxScheme><cbc:ID>TAX</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
  <cac:PartyTaxScheme><cbc:CompanyID>FR11123456782</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
  <cac:PartyLegalEntity><cbc:RegistrationName>Menuiserie du Ponant</cbc:RegistrationName><cbc:CompanyID schemeID="0002">123456782</cbc:CompanyID></cac:PartyLegalEntity>
 </cac:Party></cac:AccountingSupplierParty>
 <cac:AccountingCustomerParty><cac:Party>
  <cac:PartyLegalEntity><cbc:RegistrationName>Ville de Brest</cbc:RegistrationName><cbc:CompanyID>21290019700017</cbc:CompanyID></cac:PartyLegalEntity>
 </cac:Party></cac:AccountingCustomerParty>
 <cac:PaymentMeans><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode><cbc:PaymentDueDate>2026-03-03</cbc:PaymentDueDate><cac:PayeeFinancialAccount><cbc:ID>FR7630006000011234567890189</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>
 <cac:TaxTotal><cbc:TaxAmount currencyID="EUR">5.50</cbc:TaxAmount>
  <cac:TaxSubtotal><cbc:TaxableAmount>100</cbc:TaxableAmount><cbc:TaxAmount>5.50</cbc:TaxAmount><cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>5.5</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
 <cac:LegalMonetaryTotal><cbc:LineExtensionAmount>100</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount>100</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount>105.50</cbc:TaxInclusiveAmount><cbc:PrepaidAmount>5.50</cbc:PrepaidAmount><cbc:PayableAmount>100.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
 <cac:KINDLine><cbc:ID>1</cbc:ID><cac:TaxTotal><cbc:TaxAmount>9</cbc:TaxAmount></cac:TaxTotal></cac:KINDLine>
</ROOT>"##;

fn ubl(root: &str, code: &str) -> String {
    UBL.replace("ROOT", root).replace("KIND", root).replace("CODE", code)
}

fn amount(text: &str) -> Option<Decimal> {
    Some(text.parse().unwrap())
}

fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

fn terms(invoice: &Invoice) -> Vec<&str> {
    invoice.findings.iter().map(|finding| finding.term).collect()
}

#[test]
fn the_header_of_a_cii_invoice_is_read() {
    let invoice = read(CII.as_bytes()).unwrap();
    assert_eq!(invoice.syntax, Syntax::Cii);
    assert_eq!(invoice.process.as_deref(), Some("A1"));
    assert_eq!(invoice.profile.as_deref(), Some("urn:cen.eu:en16931:2017"));
    assert_eq!(invoice.number.as_deref(), Some("F-2026/0017"));
    assert_eq!(invoice.type_code.as_deref(), Some("380"));
    assert!(!invoice.is_credit_note());
    assert_eq!((invoice.issue_date, invoice.due_date), (day(2026, 1, 31), day(2026, 3, 2)));
    assert_eq!(invoice.currency.as_deref(), Some("EUR"));
    assert_eq!(invoice.buyer_reference.as_deref(), Some("SERVICE-12"));
    assert_eq!(invoice.order_reference.as_deref(), Some("EJ-4500"));
    assert_eq!(invoice.contract_reference.as_deref(), Some("M-2025-8"));
    let preceding = PrecedingInvoice { number: "F-2025/0900".to_owned(), issue_date: day(2025, 12, 31) };
    assert_eq!(invoice.preceding_invoices, [preceding]);
    assert_eq!(invoice.payment_means_code.as_deref(), Some("30"));
    assert_eq!(invoice.iban.as_deref(), Some("FR7630006000011234567890189"));
    assert_eq!(invoice.line_count, 3);
    let notes = [
        Note { subject_code: Some("AAI".to_owned()), text: "Entretien & réparation".to_owned() },
        Note { subject_code: None, text: "Pénalités < 3 %".to_owned() },
    ];
    assert_eq!(invoice.notes, notes);
    assert_eq!(invoice.findings, []);
}

#[test]
fn the_parties_of_a_cii_invoice_are_read() {
    let invoice = read(CII.as_bytes()).unwrap();
    let seller = &invoice.seller;
    assert_eq!(seller.name.as_deref(), Some("Menuiserie du Ponant"));
    assert_eq!(seller.trading_name.as_deref(), Some("Ponant Bois"));
    assert_eq!(seller.vat_identifier.as_deref(), Some("FR11123456782"));
    let identifiers = [
        Identifier { value: "F001".to_owned(), scheme: None },
        Identifier { value: "3012345678900".to_owned(), scheme: Some("0088".to_owned()) },
    ];
    assert_eq!(seller.identifiers, identifiers);
    assert_eq!(seller.siret().as_deref(), Some("12345678200019"));
    assert_eq!(seller.siren().as_deref(), Some("123456782"));
    assert_eq!(invoice.buyer.name.as_deref(), Some("Ville de Brest"));
    assert_eq!(invoice.buyer.siret().as_deref(), Some("21290019700017"));
    assert_eq!(invoice.buyer.vat_identifier.as_deref(), Some("FR20212900197"));
}

#[test]
fn the_amounts_of_a_cii_invoice_are_read() {
    let invoice = read(CII.as_bytes()).unwrap();
    let totals = &invoice.totals;
    assert_eq!(totals.line_total, amount("150.00"));
    assert_eq!(totals.allowance_total, amount("15.00"));
    assert_eq!(totals.charge_total, amount("5.00"));
    assert_eq!(totals.tax_basis, amount("140.00"));
    assert_eq!(totals.tax, amount("20.00"));
    assert_eq!(totals.tax_in_tax_currency, amount("18.80"));
    assert_eq!(totals.grand_total, amount("160.00"));
    assert_eq!(totals.prepaid, amount("60.01"));
    assert_eq!(totals.rounding, amount("0.01"));
    assert_eq!(totals.due, amount("100.00"));
    let [standard, exempt] = invoice.vat_breakdown.as_slice() else { panic!("two breakdowns") };
    assert_eq!((standard.base, standard.tax, standard.rate), (amount("100"), amount("20"), amount("20")));
    assert_eq!(standard.category.as_deref(), Some("S"));
    assert_eq!((exempt.base, exempt.tax, exempt.rate), (amount("40"), amount("0"), None));
    assert_eq!(exempt.exemption_reason.as_deref(), Some("Débours"));
    assert_eq!(exempt.exemption_reason_code.as_deref(), Some("VATEX-EU-79-C"));
}

#[test]
fn a_ubl_invoice_is_read() {
    let invoice = read(ubl("Invoice", "380").as_bytes()).unwrap();
    assert_eq!(invoice.syntax, Syntax::UblInvoice);
    assert!(!invoice.is_credit_note());
    assert_eq!(invoice.number.as_deref(), Some("U-7"));
    assert_eq!(invoice.process.as_deref(), Some("B1"));
    assert_eq!((invoice.issue_date, invoice.due_date), (day(2026, 2, 1), day(2026, 3, 3)));
    assert_eq!(invoice.buyer_reference.as_deref(), Some("SRV"));
    assert_eq!(invoice.order_reference.as_deref(), Some("EJ1"));
    assert_eq!(invoice.contract_reference.as_deref(), Some("M1"));
    assert_eq!(invoice.preceding_invoices[0].number, "U-6");
    assert_eq!(invoice.payment_means_code.as_deref(), Some("58"));
    assert_eq!(invoice.iban.as_deref(), Some("FR7630006000011234567890189"));
    assert_eq!(invoice.seller.name.as_deref(), Some("Menuiserie du Ponant"));
    assert_eq!(invoice.seller.trading_name.as_deref(), Some("Ponant Bois"));
    assert_eq!(invoice.seller.vat_identifier.as_deref(), Some("FR11123456782"));
    assert_eq!(invoice.seller.identifiers.len(), 1, "the SEPA creditor is no BT-29");
    assert_eq!(invoice.seller.identifiers[0].scheme.as_deref(), Some("1"));
    assert_eq!(invoice.seller.siret().as_deref(), Some("12345678200019"));
    assert_eq!(invoice.buyer.siret().as_deref(), Some("21290019700017"));
    assert_eq!(invoice.totals.tax, amount("5.50"));
    assert_eq!(invoice.totals.grand_total, amount("105.50"));
    assert_eq!(invoice.totals.prepaid, amount("5.50"));
    assert_eq!(invoice.totals.due, amount("100"));
    assert_eq!(invoice.vat_breakdown.len(), 1);
    assert_eq!(invoice.vat_breakdown[0].rate, amount("5.5"));
    assert_eq!(invoice.vat_breakdown[0].category.as_deref(), Some("S"));
    assert_eq!(invoice.line_count, 1);
    assert_eq!(invoice.notes[0].subject_code.as_deref(), Some("PMT"));
    assert_eq!(invoice.notes[1].text, "#1 du lot");
    assert_eq!(invoice.findings, []);
}

#[test]
fn the_siret_of_a_buyer_overseas_is_its_registration_whatever_else_stands_there() {
    let buyer = "<cac:AccountingCustomerParty><cac:Party><cbc:EndpointID schemeID=\"0009\">11000201100044</cbc:EndpointID>\
                 <cac:PostalAddress><cac:Country><cbc:IdentificationCode>MQ</cbc:IdentificationCode></cac:Country>\
                 </cac:PostalAddress><cac:PartyTaxScheme><cbc:CompanyID>FR32194503307</cbc:CompanyID><cac:TaxScheme>\
                 <cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme><cac:PartyLegalEntity>\
                 <cbc:CompanyID schemeID=\"0009\">194 503 307 00011</cbc:CompanyID></cac:PartyLegalEntity></cac:Party>\
                 </cac:AccountingCustomerParty>";
    let xml = format!(
        "<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" \
         xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" \
         xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\"><cbc:ID>F-1</cbc:ID>{buyer}</Invoice>"
    );
    let invoice = read(xml.as_bytes()).unwrap();
    assert_eq!(invoice.buyer.siret().as_deref(), Some("19450330700011"));
}

#[test]
fn a_credit_note_is_told_by_its_type_code_else_by_its_root() {
    let by_code = read(ubl("CreditNote", "381").as_bytes()).unwrap();
    assert_eq!(by_code.syntax, Syntax::UblCreditNote);
    assert_eq!(by_code.line_count, 1);
    assert!(by_code.is_credit_note());
    assert!(read(ubl("CreditNote", "").as_bytes()).unwrap().is_credit_note());
    assert!(!read(ubl("Invoice", "").as_bytes()).unwrap().is_credit_note());
    let cii = CII.replace("<ram:TypeCode>380<", "<ram:TypeCode>381<");
    assert!(read(cii.as_bytes()).unwrap().is_credit_note());
}

#[test]
fn the_cadre_of_the_chorus_dialect_goes_before_the_profile() {
    let extension = "<UBLExtensions><UBLExtension><ExtensionContent><CategoryCode>A9</CategoryCode>\
                     </ExtensionContent></UBLExtension></UBLExtensions><cbc:CustomizationID>";
    let xml = ubl("Invoice", "380").replacen("<cbc:CustomizationID>", extension, 1);
    assert_eq!(read(xml.as_bytes()).unwrap().process.as_deref(), Some("A9"));
}

#[test]
fn unreadable_values_become_findings_and_the_rest_is_read() {
    let xml = CII
        .replace(">160.00<", ">cent soixante<")
        .replace(">100.00</ram:DuePayable", "></ram:DuePayable")
        .replace(">20260131<", ">31/01/2026<")
        .replace("<ram:TypeCode>380<", "<ram:TypeCode>380</ram:TypeCode><ram:TypeCode>381<");
    let invoice = read(xml.as_bytes()).unwrap();
    assert_eq!(terms(&invoice), ["BT-3", "BT-2", "BT-112", "BT-115"]);
    assert!(invoice.findings[2].text_french.contains("« cent soixante »"));
    assert_eq!((invoice.totals.grand_total, invoice.totals.due, invoice.issue_date), (None, None, None));
    assert_eq!(invoice.type_code.as_deref(), Some("380"));
    assert_eq!(invoice.totals.prepaid, amount("60.01"));
}

#[test]
fn vat_in_a_currency_that_is_not_the_invoices_is_not_taken() {
    let xml = CII.replace("currencyID=\"EUR\"", "currencyID=\"USD\"");
    let invoice = read(xml.as_bytes()).unwrap();
    assert_eq!(invoice.totals.tax, None);
    assert_eq!(terms(&invoice), ["BT-110"]);
    let without = CII.replace(" currencyID=\"EUR\"", "");
    assert_eq!(read(without.as_bytes()).unwrap().totals.tax, amount("20"));
}

#[test]
fn a_document_with_nothing_but_its_root_is_read_as_empty() {
    for root in ["CrossIndustryInvoice", "Invoice", "CreditNote"] {
        let invoice = read(format!("<{root}/>").as_bytes()).unwrap();
        assert_eq!((invoice.number, invoice.findings.len()), (None, 0));
    }
}

#[test]
fn other_roots_and_other_namespaces_are_refused_by_name() {
    for (xml, expected) in [
        ("<html/>", "html"),
        ("<x:FatturaElettronica xmlns:x='urn:x'/>", "FatturaElettronica"),
        ("<Invoice xmlns='urn:other'/>", "Invoice"),
        ("<p:CrossIndustryInvoice xmlns:p='urn:other'/>", "CrossIndustryInvoice"),
    ] {
        let error = read(xml.as_bytes()).unwrap_err();
        assert_eq!(error, ReadError::UnsupportedRoot { root: expected.to_owned() });
        assert!(error.text_french().contains(expected));
    }
}

#[test]
fn a_document_type_declaration_is_refused() {
    let laughs = "<!DOCTYPE Invoice [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><Invoice>&b;</Invoice>";
    assert_eq!(read(laughs.as_bytes()).unwrap_err(), ReadError::DocumentTypeDeclaration);
    let external = "<?xml version='1.0'?><!DOCTYPE Invoice SYSTEM 'file:///etc/passwd'><Invoice/>";
    assert_eq!(read(external.as_bytes()).unwrap_err(), ReadError::DocumentTypeDeclaration);
}

#[test]
fn nesting_is_read_up_to_the_limit_and_refused_beyond() {
    let nested =
        |depth: usize| format!("<Invoice>{}{}</Invoice>", "<a>".repeat(depth - 1), "</a>".repeat(depth - 1));
    assert!(read(nested(MAX_XML_DEPTH).as_bytes()).is_ok());
    assert_eq!(read(nested(MAX_XML_DEPTH + 1).as_bytes()).unwrap_err(), ReadError::TooDeep);
    assert_eq!(read("<Invoice>".repeat(500_000).as_bytes()).unwrap_err(), ReadError::TooDeep);
}

#[test]
fn a_document_above_the_size_limit_is_refused() {
    assert_eq!(read(&vec![b' '; MAX_XML_SIZE + 1]).unwrap_err(), ReadError::TooLarge);
}

#[test]
fn a_truncated_document_is_never_taken_for_a_whole_one() {
    let start = CII.find("<rsm:ExchangedDocumentContext>").unwrap();
    for end in (0..CII.len() - 1).filter(|end| CII.is_char_boundary(*end)) {
        let error = read(&CII.as_bytes()[..end]).unwrap_err();
        if end > start {
            assert!(matches!(error, ReadError::NotWellFormed { .. }), "{end}: {error}");
        }
    }
}

#[test]
fn what_is_not_well_formed_is_refused() {
    for xml in [
        "",
        "   ",
        "plain text",
        "<Invoice></invoice>",
        "<Invoice><ID></Invoice></ID>",
        "<Invoice/><Invoice/>",
        "<Invoice/>text",
        "<Invoice><ID>&undeclared;</ID></Invoice>",
        "<Invoice><ID a='1' a='2'/></Invoice>",
        "<Invoice><ID a='&undeclared;'/></Invoice>",
        "<Invoice><ID a=1/></Invoice>",
        "<Invoice><ID>&#0;</ID></Invoice>",
    ] {
        let error = read(xml.as_bytes()).unwrap_err();
        assert!(matches!(error, ReadError::NotWellFormed { .. }), "{xml}: {error}");
        assert!(error.text_french().contains("bien formé"));
    }
}

#[test]
fn many_attributes_and_many_groups_are_read_within_bounds() {
    let attributes: String = (0..200_000).map(|index| format!(" a{index}=''")).collect();
    assert!(read(format!("<Invoice><ID{attributes}>7</ID></Invoice>").as_bytes()).is_ok());

    let notes = "<Note>n</Note>".repeat(MAX_REPEATED_GROUPS + 5);
    let dates = "<IssueDate>x</IssueDate>".repeat(MAX_REPEATED_GROUPS + 5);
    let invoice = read(format!("<Invoice>{notes}{dates}</Invoice>").as_bytes()).unwrap();
    assert_eq!(invoice.notes.len(), MAX_REPEATED_GROUPS);
    assert_eq!(invoice.findings.len(), MAX_REPEATED_GROUPS);
    assert_eq!(invoice.findings.iter().filter(|finding| finding.term == "BT-22").count(), 1);
}

#[test]
fn an_old_encoding_is_read() {
    let xml = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><Invoice><ID>num\u{e9}ro</ID></Invoice>";
    let bytes: Vec<u8> = xml.chars().map(|character| u8::try_from(u32::from(character)).unwrap()).collect();
    assert_eq!(read(&bytes).unwrap().number.as_deref(), Some("numéro"));
}
