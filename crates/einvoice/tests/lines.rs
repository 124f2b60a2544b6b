//! Lines, supporting documents and the parties around routing, as the reader gives them.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking, as the test itself does")]

use einvoice::{Attachment, Invoice, Line, MAX_REPEATED_GROUPS, read};

fn cii(inside: &str) -> Invoice {
    let xml = format!(
        "<CrossIndustryInvoice xmlns='urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100'>\
         <SupplyChainTradeTransaction>{inside}</SupplyChainTradeTransaction></CrossIndustryInvoice>"
    );
    read(xml.as_bytes()).unwrap()
}

fn ubl(inside: &str) -> Invoice {
    let xml =
        format!("<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'>{inside}</Invoice>");
    read(xml.as_bytes()).unwrap()
}

fn expected_line() -> Line {
    Line {
        identifier: Some("1".to_owned()),
        name: Some("Pose de fenêtres".to_owned()),
        item_identifier: Some("REF-01".to_owned()),
        quantity: Some("10".parse().unwrap()),
        unit_code: Some("HUR".to_owned()),
        net_price: Some("800.00".parse().unwrap()),
        price_quantity: Some("10".parse().unwrap()),
        net_amount: Some("800.00".parse().unwrap()),
        vat_category: Some("S".to_owned()),
        vat_rate: Some("20.00".parse().unwrap()),
    }
}

#[test]
fn a_line_of_cii_is_read() {
    let invoice = cii("<IncludedSupplyChainTradeLineItem>\
        <AssociatedDocumentLineDocument><LineID>1</LineID></AssociatedDocumentLineDocument>\
        <SpecifiedTradeProduct><SellerAssignedID>REF-01</SellerAssignedID><Name>Pose de fenêtres</Name></SpecifiedTradeProduct>\
        <SpecifiedLineTradeAgreement><GrossPriceProductTradePrice><ChargeAmount>900</ChargeAmount></GrossPriceProductTradePrice>\
        <NetPriceProductTradePrice><ChargeAmount>800.00</ChargeAmount><BasisQuantity>10</BasisQuantity></NetPriceProductTradePrice></SpecifiedLineTradeAgreement>\
        <SpecifiedLineTradeDelivery><BilledQuantity unitCode='HUR'>10</BilledQuantity></SpecifiedLineTradeDelivery>\
        <SpecifiedLineTradeSettlement><ApplicableTradeTax><CategoryCode>S</CategoryCode><RateApplicablePercent>20.00</RateApplicablePercent></ApplicableTradeTax>\
        <SpecifiedTradeSettlementLineMonetarySummation><LineTotalAmount>800.00</LineTotalAmount></SpecifiedTradeSettlementLineMonetarySummation></SpecifiedLineTradeSettlement>\
        </IncludedSupplyChainTradeLineItem>");
    assert_eq!(invoice.lines, [expected_line()]);
    assert_eq!(invoice.vat_breakdown, [], "the VAT of a line is not the breakdown of the document");
}

#[test]
fn a_line_of_ubl_is_read() {
    let invoice = ubl("<InvoiceLine><ID>1</ID><InvoicedQuantity unitCode='HUR'>10</InvoicedQuantity>\
        <LineExtensionAmount>800.00</LineExtensionAmount>\
        <Item><Name>Pose de fenêtres</Name><SellersItemIdentification><ID>REF-01</ID></SellersItemIdentification>\
        <ClassifiedTaxCategory><ID>S</ID><Percent>20.00</Percent></ClassifiedTaxCategory></Item>\
        <Price><PriceAmount>800.00</PriceAmount><BaseQuantity>10</BaseQuantity></Price></InvoiceLine>");
    assert_eq!(invoice.lines, [expected_line()]);
}

#[test]
fn an_unreadable_number_of_a_line_is_left_out_without_a_finding() {
    let invoice =
        ubl("<InvoiceLine><ID>1</ID><LineExtensionAmount>beaucoup</LineExtensionAmount></InvoiceLine>");
    assert_eq!(invoice.lines[0].net_amount, None);
    assert_eq!(invoice.findings, []);
}

#[test]
fn all_lines_are_counted_and_the_first_are_kept() {
    let invoice = ubl(&"<InvoiceLine><ID>1</ID></InvoiceLine>".repeat(MAX_REPEATED_GROUPS + 5));
    assert_eq!(invoice.line_count, MAX_REPEATED_GROUPS + 5);
    assert_eq!(invoice.lines.len(), MAX_REPEATED_GROUPS);
}

#[test]
fn supporting_documents_are_read_in_both_syntaxes() {
    let invoice = cii("<ApplicableHeaderTradeAgreement>\
        <AdditionalReferencedDocument><IssuerAssignedID>BL-7</IssuerAssignedID><TypeCode>916</TypeCode><Name>Bon</Name>\
        <AttachmentBinaryObject mimeCode='application/pdf' filename='bon.pdf'>JVBE\n Ri0=</AttachmentBinaryObject></AdditionalReferencedDocument>\
        <AdditionalReferencedDocument><IssuerAssignedID>2</IssuerAssignedID><URIID>https://example.org/b</URIID></AdditionalReferencedDocument>\
        </ApplicableHeaderTradeAgreement>");
    let embedded = Attachment {
        reference: Some("BL-7".to_owned()),
        description: Some("Bon".to_owned()),
        type_code: Some("916".to_owned()),
        location: None,
        file_name: Some("bon.pdf".to_owned()),
        media_type: Some("application/pdf".to_owned()),
        content: Some("JVBERi0=".to_owned()),
    };
    assert_eq!(invoice.attachments[0], embedded);
    assert_eq!(invoice.attachments[1].location.as_deref(), Some("https://example.org/b"));
    assert_eq!(invoice.attachments[1].content, None);

    let invoice = ubl(
        "<AdditionalDocumentReference><ID>facture.pdf</ID><DocumentTypeCode>application/pdf</DocumentTypeCode>\
        <DocumentType>01</DocumentType><Attachment><EmbeddedDocumentBinaryObject mimeCode='application/zip'>UEsDBA==</EmbeddedDocumentBinaryObject></Attachment>\
        </AdditionalDocumentReference>",
    );
    let attachment = &invoice.attachments[0];
    assert_eq!(attachment.reference.as_deref(), Some("facture.pdf"));
    assert_eq!(attachment.type_code.as_deref(), Some("01"), "the type goes before the media type");
    assert_eq!(attachment.media_type.as_deref(), Some("application/zip"));
    assert_eq!(attachment.content.as_deref(), Some("UEsDBA=="));
}

#[test]
fn the_invoicee_and_the_tax_point_of_cii_are_read() {
    let invoice = cii("<ApplicableHeaderTradeSettlement>\
        <InvoiceeTradeParty><Name>Titulaire</Name><SpecifiedLegalOrganization><ID schemeID='1'>00000000900011</ID></SpecifiedLegalOrganization></InvoiceeTradeParty>\
        <ApplicableTradeTax><CategoryCode>S</CategoryCode><DueDateTypeCode>72</DueDateTypeCode></ApplicableTradeTax>\
        <ApplicableTradeTax><CategoryCode>E</CategoryCode><DueDateTypeCode>72</DueDateTypeCode></ApplicableTradeTax>\
        </ApplicableHeaderTradeSettlement>");
    assert_eq!(invoice.invoicee.siret().as_deref(), Some("00000000900011"));
    assert_eq!(invoice.tax_point_code.as_deref(), Some("72"));
    assert_eq!(invoice.vat_breakdown.len(), 2);
    assert_eq!(invoice.findings, []);
}

#[test]
fn the_chorus_dialect_of_ubl_gives_its_service_code_and_tax_point() {
    let party = "<AccountingSupplierParty><Party><PartyTaxScheme><TaxScheme><TaxTypeCode>TVA ENCAISSEMENT</TaxTypeCode></TaxScheme></PartyTaxScheme></Party></AccountingSupplierParty>\
        <AccountingCustomerParty><Party><Contact><ID>ACHATS</ID></Contact></Party></AccountingCustomerParty>";
    let invoice = ubl(party);
    assert_eq!(invoice.buyer_reference.as_deref(), Some("ACHATS"));
    assert_eq!(invoice.tax_point_code.as_deref(), Some("TVA ENCAISSEMENT"));
    let invoice = ubl(&format!("<BuyerReference>SERVICE</BuyerReference>{party}"));
    assert_eq!(invoice.buyer_reference.as_deref(), Some("SERVICE"), "BT-10 goes first");
}
