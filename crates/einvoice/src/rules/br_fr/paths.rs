//! Where the two syntaxes keep what the French rules ask for: paths from the root, or from a party or a line.

use crate::document::names::{Name, cac, cbc, ram, rsm, udt};
use crate::model::Syntax;

/// A path.
pub(super) type Path = &'static [Name];

/// The paths of a syntax.
pub(super) struct Paths {
    pub(super) number: Path,
    pub(super) type_code: Path,
    pub(super) process: Path,
    pub(super) issued: Path,
    pub(super) due: &'static [Path],
    pub(super) contract: Path,
    pub(super) start: Path,
    pub(super) end: Path,
    pub(super) paid: Path,
    pub(super) total: Path,
    pub(super) payable: Path,
    pub(super) currency: Path,
    pub(super) accounting: Path,
    pub(super) vat_totals: Path,
    pub(super) preceding: Path,
    pub(super) seller: Path,
    pub(super) buyer: Path,
    pub(super) representative: Path,
    pub(super) lines: Path,
    /// From a party.
    pub(super) legal: Path,
    pub(super) endpoint: Path,
    pub(super) private: Path,
}

macro_rules! path {
    ($($name:expr),*) => { &[$($name),*] };
}

const AGREEMENT: [Name; 2] = [rsm::SupplyChainTradeTransaction, ram::ApplicableHeaderTradeAgreement];
const SETTLEMENT: [Name; 2] = [rsm::SupplyChainTradeTransaction, ram::ApplicableHeaderTradeSettlement];
const TOTALS: Name = ram::SpecifiedTradeSettlementHeaderMonetarySummation;

const CII: Paths = Paths {
    number: path![rsm::ExchangedDocument, ram::ID],
    type_code: path![rsm::ExchangedDocument, ram::TypeCode],
    process: path![
        rsm::ExchangedDocumentContext,
        ram::BusinessProcessSpecifiedDocumentContextParameter,
        ram::ID
    ],
    issued: path![rsm::ExchangedDocument, ram::IssueDateTime, udt::DateTimeString],
    due: &[path![
        SETTLEMENT[0],
        SETTLEMENT[1],
        ram::SpecifiedTradePaymentTerms,
        ram::DueDateDateTime,
        udt::DateTimeString
    ]],
    contract: path![AGREEMENT[0], AGREEMENT[1], ram::ContractReferencedDocument, ram::IssuerAssignedID],
    start: path![
        SETTLEMENT[0],
        SETTLEMENT[1],
        ram::BillingSpecifiedPeriod,
        ram::StartDateTime,
        udt::DateTimeString
    ],
    end: path![
        SETTLEMENT[0],
        SETTLEMENT[1],
        ram::BillingSpecifiedPeriod,
        ram::EndDateTime,
        udt::DateTimeString
    ],
    paid: path![SETTLEMENT[0], SETTLEMENT[1], TOTALS, ram::TotalPrepaidAmount],
    total: path![SETTLEMENT[0], SETTLEMENT[1], TOTALS, ram::GrandTotalAmount],
    payable: path![SETTLEMENT[0], SETTLEMENT[1], TOTALS, ram::DuePayableAmount],
    currency: path![SETTLEMENT[0], SETTLEMENT[1], ram::InvoiceCurrencyCode],
    accounting: path![SETTLEMENT[0], SETTLEMENT[1], ram::TaxCurrencyCode],
    vat_totals: path![SETTLEMENT[0], SETTLEMENT[1], TOTALS, ram::TaxTotalAmount],
    preceding: path![SETTLEMENT[0], SETTLEMENT[1], ram::InvoiceReferencedDocument],
    seller: path![AGREEMENT[0], AGREEMENT[1], ram::SellerTradeParty],
    buyer: path![AGREEMENT[0], AGREEMENT[1], ram::BuyerTradeParty],
    representative: path![AGREEMENT[0], AGREEMENT[1], ram::SellerTaxRepresentativeTradeParty],
    lines: path![rsm::SupplyChainTradeTransaction, ram::IncludedSupplyChainTradeLineItem],
    legal: path![ram::SpecifiedLegalOrganization, ram::ID],
    endpoint: path![ram::URIUniversalCommunication, ram::URIID],
    private: path![ram::GlobalID],
};

const UBL: Paths = Paths {
    number: path![cbc::ID],
    type_code: path![cbc::InvoiceTypeCode],
    process: path![cbc::ProfileID],
    issued: path![cbc::IssueDate],
    due: &[path![cbc::DueDate], path![cac::PaymentMeans, cbc::PaymentDueDate]],
    contract: path![cac::ContractDocumentReference, cbc::ID],
    start: path![cac::InvoicePeriod, cbc::StartDate],
    end: path![cac::InvoicePeriod, cbc::EndDate],
    paid: path![cac::LegalMonetaryTotal, cbc::PrepaidAmount],
    total: path![cac::LegalMonetaryTotal, cbc::TaxInclusiveAmount],
    payable: path![cac::LegalMonetaryTotal, cbc::PayableAmount],
    currency: path![cbc::DocumentCurrencyCode],
    accounting: path![cbc::TaxCurrencyCode],
    vat_totals: path![cac::TaxTotal, cbc::TaxAmount],
    preceding: path![cac::BillingReference],
    seller: path![cac::AccountingSupplierParty, cac::Party],
    buyer: path![cac::AccountingCustomerParty, cac::Party],
    representative: path![cac::TaxRepresentativeParty, cac::PartyTaxScheme],
    lines: path![cac::InvoiceLine],
    legal: path![cac::PartyLegalEntity, cbc::CompanyID],
    endpoint: path![cbc::EndpointID],
    private: path![cac::PartyIdentification, cbc::ID],
};

impl Paths {
    pub(super) const fn of(syntax: Syntax) -> Self {
        match syntax {
            Syntax::Cii => CII,
            Syntax::UblCreditNote => {
                Self { type_code: path![cbc::CreditNoteTypeCode], lines: path![cac::CreditNoteLine], ..UBL }
            }
            _ => UBL,
        }
    }
}

/// The parties of the French extension beside seller, buyer and payee: where they stand, and under which number.
pub(super) struct Other {
    pub(super) path: Path,
    pub(super) siret: &'static str,
    pub(super) schemes: [&'static str; 2],
}

macro_rules! others {
    ($($number:literal $path:expr;)*) => {
        &[$(Other {
            path: &$path,
            siret: concat!("BR-FR-09_", $number),
            schemes: [concat!("BR-FR-CO-10_", $number, "-1"), concat!("BR-FR-CO-10_", $number, "-2")],
        }),*]
    };
}

/// From the root upwards, the party itself first: in CII all, in UBL those whose identifiers are in `PartyIdentification`.
pub(super) const CII_PARTIES: &[Other] = others! {
    "BT-29" [ram::SellerTradeParty, AGREEMENT[1], AGREEMENT[0]];
    "BT-46" [ram::BuyerTradeParty, AGREEMENT[1], AGREEMENT[0]];
    "BT-60" [ram::PayeeTradeParty, SETTLEMENT[1], SETTLEMENT[0]];
    "EXT-FR-FE-06" [ram::BuyerAgentTradeParty, AGREEMENT[1], AGREEMENT[0]];
    "EXT-FR-FE-46" [ram::PayerTradeParty, SETTLEMENT[1], SETTLEMENT[0]];
    "EXT-FR-FE-69" [ram::SalesAgentTradeParty, AGREEMENT[1], AGREEMENT[0]];
    "EXT-FR-FE-92" [ram::InvoiceeTradeParty, SETTLEMENT[1], SETTLEMENT[0]];
    "EXT-FR-FE-115" [ram::InvoicerTradeParty, SETTLEMENT[1], SETTLEMENT[0]];
    "BT-71" [ram::ShipToTradeParty, ram::ApplicableHeaderTradeDelivery, rsm::SupplyChainTradeTransaction];
    "EXT-FR-FE-146" [ram::ShipToTradeParty, ram::SpecifiedLineTradeDelivery, ram::IncludedSupplyChainTradeLineItem, rsm::SupplyChainTradeTransaction];
};

/// The same in UBL.
pub(super) const UBL_PARTIES: &[Other] = others! {
    "BT-29" [cac::Party, cac::AccountingSupplierParty];
    "BT-46" [cac::Party, cac::AccountingCustomerParty];
    "BT-60" [cac::PayeeParty];
    "EXT-FR-FE-06" [cac::AgentParty, cac::Party, cac::AccountingCustomerParty];
    "EXT-FR-FE-46" [cac::PayerParty, cac::PaymentMandate, cac::PaymentMeans];
    "EXT-FR-FE-69" [cac::AgentParty, cac::Party, cac::AccountingSupplierParty];
    "EXT-FR-FE-92" [cac::Party, cac::ServiceProviderParty, cac::Party, cac::AccountingCustomerParty];
    "EXT-FR-FE-115" [cac::Party, cac::ServiceProviderParty, cac::Party, cac::AccountingSupplierParty];
    "BT-71" [cac::DeliveryLocation, cac::Delivery];
    "EXT-FR-FE-146" [cac::DeliveryLocation, cac::Delivery, cac::InvoiceLine];
};
