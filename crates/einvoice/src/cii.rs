//! UN/CEFACT Cross Industry Invoice: which element is which term.

use crate::collect::{
    BUYER, Draft, Findings, INVOICEE, PartyTerms, SELLER, embedded, first_decimal, first_text, identifier,
    without_spaces,
};
use crate::model::{Attachment, Invoice, Line, Note, Party, PrecedingInvoice, Syntax, VatBreakdown};
use crate::xml::{InvoiceMapping, Leaf, Mapping};

const LINE: &str = "SupplyChainTradeTransaction/IncludedSupplyChainTradeLineItem";
const NOTE: &str = "ExchangedDocument/IncludedNote";
const LINE_PREFIX: &str = "SupplyChainTradeTransaction/IncludedSupplyChainTradeLineItem/";
const DOCUMENT: &str =
    "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement/AdditionalReferencedDocument";
const AGREEMENT: &str = "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement/";
const SETTLEMENT: &str = "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/";
const VAT: &str = "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/ApplicableTradeTax";
const PRECEDING: &str =
    "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/InvoiceReferencedDocument";

/// Reads a CII document.
pub(crate) struct CiiMapping {
    draft: Draft,
    /// The note being read.
    note: Note,
    /// The VAT breakdown being read.
    vat: VatBreakdown,
    /// The preceding invoice being read.
    preceding: PrecedingInvoice,
    /// The line being read.
    line: Line,
    /// The supporting document being read.
    document: Attachment,
}

impl CiiMapping {
    pub(crate) fn new() -> Self {
        Self {
            draft: Draft::new(Invoice::empty(Syntax::Cii)),
            note: Note::default(),
            vat: VatBreakdown::default(),
            preceding: PrecedingInvoice::default(),
            line: Line::default(),
            document: Attachment::default(),
        }
    }

    fn header(&mut self, path: &str, leaf: &Leaf<'_>) {
        let Draft { invoice, findings, .. } = &mut self.draft;
        let text = leaf.text;
        match path {
            "ExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID" => {
                findings.text("BT-24", &mut invoice.profile, text);
            }
            "ExchangedDocumentContext/BusinessProcessSpecifiedDocumentContextParameter/ID" => {
                findings.text("BT-23", &mut invoice.process, text);
            }
            "ExchangedDocument/ID" => findings.text("BT-1", &mut invoice.number, text),
            "ExchangedDocument/TypeCode" => findings.text("BT-3", &mut invoice.type_code, text),
            "ExchangedDocument/IssueDateTime/DateTimeString" | "ExchangedDocument/IssueDateTime/DateTime" => {
                findings.date("BT-2", &mut invoice.issue_date, text);
            }
            "ExchangedDocument/IncludedNote/SubjectCode" => {
                findings.text("BT-21", &mut self.note.subject_code, text);
            }
            "ExchangedDocument/IncludedNote/Content" => {
                // CII lets one note have several contents, which read as its paragraphs.
                if !self.note.text.is_empty() && !text.is_empty() {
                    self.note.text.push('\n');
                }
                self.note.text.push_str(text);
            }
            _ => {}
        }
    }

    fn agreement(&mut self, path: &str, leaf: &Leaf<'_>) {
        let Draft { invoice, findings, .. } = &mut self.draft;
        if let Some(path) = path.strip_prefix("SellerTradeParty/") {
            party(&SELLER, &mut invoice.seller, findings, path, leaf);
            return;
        }
        if let Some(path) = path.strip_prefix("BuyerTradeParty/") {
            party(&BUYER, &mut invoice.buyer, findings, path, leaf);
            return;
        }
        if let Some(path) = path.strip_prefix("AdditionalReferencedDocument/") {
            document(&mut self.document, path, leaf);
            return;
        }
        match path {
            "BuyerReference" => findings.text("BT-10", &mut invoice.buyer_reference, leaf.text),
            "BuyerOrderReferencedDocument/IssuerAssignedID" => {
                findings.text("BT-13", &mut invoice.order_reference, leaf.text);
            }
            "ContractReferencedDocument/IssuerAssignedID" => {
                findings.text("BT-12", &mut invoice.contract_reference, leaf.text);
            }
            _ => {}
        }
    }

    fn settlement(&mut self, path: &str, leaf: &Leaf<'_>) {
        if let Some(path) = path.strip_prefix("SpecifiedTradeSettlementHeaderMonetarySummation/") {
            self.totals(path, leaf);
            return;
        }
        let Draft { invoice, findings, .. } = &mut self.draft;
        if let Some(path) = path.strip_prefix("InvoiceeTradeParty/") {
            party(&INVOICEE, &mut invoice.invoicee, findings, path, leaf);
            return;
        }
        if path == "ApplicableTradeTax/DueDateTypeCode" {
            first_text(&mut invoice.tax_point_code, leaf.text);
            return;
        }
        if let Some(path) = path.strip_prefix("ApplicableTradeTax/") {
            vat(&mut self.vat, findings, path, leaf.text);
            return;
        }
        let text = leaf.text;
        match path {
            "InvoiceCurrencyCode" => findings.text("BT-5", &mut invoice.currency, text),
            "TaxCurrencyCode" => findings.text("BT-6", &mut invoice.tax_currency, text),
            // Several payment instructions are legitimate.
            "SpecifiedTradeSettlementPaymentMeans/TypeCode" => {
                first_text(&mut invoice.payment_means_code, text);
            }
            "SpecifiedTradeSettlementPaymentMeans/PayeePartyCreditorFinancialAccount/IBANID"
            | "SpecifiedTradeSettlementPaymentMeans/PayeePartyCreditorFinancialAccount/ProprietaryID" => {
                first_text(&mut invoice.iban, &without_spaces(text));
            }
            "SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString"
            | "SpecifiedTradePaymentTerms/DueDateDateTime/DateTime" => {
                findings.date("BT-9", &mut invoice.due_date, text);
            }
            "InvoiceReferencedDocument/IssuerAssignedID" => self.preceding.number.push_str(text),
            "InvoiceReferencedDocument/FormattedIssueDateTime/DateTimeString" => {
                findings.date("BT-26", &mut self.preceding.issue_date, text);
            }
            _ => {}
        }
    }

    fn totals(&mut self, path: &str, leaf: &Leaf<'_>) {
        let Draft { invoice, findings, .. } = &mut self.draft;
        let totals = &mut invoice.totals;
        let (term, place) = match path {
            "LineTotalAmount" => ("BT-106", &mut totals.line_total),
            "AllowanceTotalAmount" => ("BT-107", &mut totals.allowance_total),
            "ChargeTotalAmount" => ("BT-108", &mut totals.charge_total),
            "TaxBasisTotalAmount" => ("BT-109", &mut totals.tax_basis),
            "TaxTotalAmount" => return self.draft.tax_total(leaf),
            "GrandTotalAmount" => ("BT-112", &mut totals.grand_total),
            "TotalPrepaidAmount" => ("BT-113", &mut totals.prepaid),
            "RoundingAmount" => ("BT-114", &mut totals.rounding),
            "DuePayableAmount" => ("BT-115", &mut totals.due),
            _ => return,
        };
        findings.decimal(term, place, leaf.text);
    }
}

impl Mapping for CiiMapping {
    fn open(&mut self, path: &str) {
        if path == LINE {
            self.draft.invoice.line_count += 1;
        }
    }

    fn leaf(&mut self, path: &str, leaf: &Leaf<'_>) {
        if let Some(path) = path.strip_prefix(AGREEMENT) {
            self.agreement(path, leaf);
        } else if let Some(path) = path.strip_prefix(SETTLEMENT) {
            self.settlement(path, leaf);
        } else if let Some(path) = path.strip_prefix(LINE_PREFIX) {
            line(&mut self.line, path, leaf);
        } else {
            self.header(path, leaf);
        }
    }

    fn close(&mut self, path: &str) {
        let Draft { invoice, findings, .. } = &mut self.draft;
        match path {
            LINE => self.draft.line(std::mem::take(&mut self.line)),
            DOCUMENT => self.draft.attachment(std::mem::take(&mut self.document)),
            NOTE => self.draft.note(std::mem::take(&mut self.note)),
            VAT => findings.add("BG-23", &mut invoice.vat_breakdown, std::mem::take(&mut self.vat)),
            PRECEDING => {
                let preceding = std::mem::take(&mut self.preceding);
                if !preceding.number.is_empty() {
                    findings.add("BT-25", &mut invoice.preceding_invoices, preceding);
                }
            }
            _ => {}
        }
    }
}

impl InvoiceMapping for CiiMapping {
    fn finish(self: Box<Self>) -> Invoice {
        self.draft.finish()
    }
}

fn party(terms: &PartyTerms, party: &mut Party, findings: &mut Findings, path: &str, leaf: &Leaf<'_>) {
    match path {
        "Name" => findings.text(terms.name, &mut party.name, leaf.text),
        "SpecifiedLegalOrganization/TradingBusinessName" => {
            findings.text(terms.trading_name, &mut party.trading_name, leaf.text);
        }
        "ID" | "GlobalID" => {
            if let Some(identifier) = identifier(leaf) {
                findings.add(terms.identifier, &mut party.identifiers, identifier);
            }
        }
        "SpecifiedLegalOrganization/ID" => {
            findings.identifier(terms.legal_registration, &mut party.legal_registration, leaf);
        }
        // FC marks the local tax number BT-32; the samples also leave the scheme out.
        "SpecifiedTaxRegistration/ID" if leaf.attribute("schemeID") != Some("FC") => {
            findings.text(terms.vat_identifier, &mut party.vat_identifier, leaf.text);
        }
        _ => {}
    }
}

fn vat(vat: &mut VatBreakdown, findings: &mut Findings, path: &str, text: &str) {
    match path {
        "BasisAmount" => findings.decimal("BT-116", &mut vat.base, text),
        "CalculatedAmount" => findings.decimal("BT-117", &mut vat.tax, text),
        "CategoryCode" => findings.text("BT-118", &mut vat.category, text),
        "RateApplicablePercent" => findings.decimal("BT-119", &mut vat.rate, text),
        "ExemptionReason" => findings.text("BT-120", &mut vat.exemption_reason, text),
        "ExemptionReasonCode" => findings.text("BT-121", &mut vat.exemption_reason_code, text),
        _ => {}
    }
}

fn line(line: &mut Line, path: &str, leaf: &Leaf<'_>) {
    let text = leaf.text;
    match path {
        "AssociatedDocumentLineDocument/LineID" => first_text(&mut line.identifier, text),
        "SpecifiedTradeProduct/Name" => first_text(&mut line.name, text),
        "SpecifiedTradeProduct/SellerAssignedID" => first_text(&mut line.item_identifier, text),
        "SpecifiedLineTradeDelivery/BilledQuantity" => {
            first_decimal(&mut line.quantity, text);
            line.unit_code = leaf.attribute("unitCode").map(str::to_owned);
        }
        "SpecifiedLineTradeAgreement/NetPriceProductTradePrice/ChargeAmount" => {
            first_decimal(&mut line.net_price, text);
        }
        "SpecifiedLineTradeAgreement/NetPriceProductTradePrice/BasisQuantity" => {
            first_decimal(&mut line.price_quantity, text);
        }
        "SpecifiedLineTradeSettlement/ApplicableTradeTax/CategoryCode" => {
            first_text(&mut line.vat_category, text);
        }
        "SpecifiedLineTradeSettlement/ApplicableTradeTax/RateApplicablePercent" => {
            first_decimal(&mut line.vat_rate, text);
        }
        "SpecifiedLineTradeSettlement/SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount" => {
            first_decimal(&mut line.net_amount, text);
        }
        _ => {}
    }
}

fn document(document: &mut Attachment, path: &str, leaf: &Leaf<'_>) {
    match path {
        "IssuerAssignedID" => first_text(&mut document.reference, leaf.text),
        "URIID" => first_text(&mut document.location, leaf.text),
        "TypeCode" => first_text(&mut document.type_code, leaf.text),
        "Name" => first_text(&mut document.description, leaf.text),
        "AttachmentBinaryObject" => embedded(document, leaf),
        _ => {}
    }
}
