//! How a report words a fault: by the place in the file, as the real ones do.
//!
//! Known from field reports (API.md §8): `L'element FichierXml.….TypeCode.value est obligatoire` for a CII without payment
//! means, and the same with the path in brackets for the service code and the engagement number. **Ours**: the paths of
//! the other elements, made the same way; the roots and the paths of UBL; and what is said of a value that is there and
//! wrong. A fault without one place keeps its sentence.

use crate::errors::{self, FunctionalError};
use crate::flows::Syntax;
use crate::flows::syntax::Reader;
use crate::world::FlowInvoice;

/// An element by its path below the root: in a CII, in a UBL.
struct Place {
    cii: &'static str,
    ubl: Option<&'static str>,
    /// Whether the document has a value there.
    present: bool,
    /// Whether real reports put the path of the missing element in brackets.
    bracketed: bool,
}

/// The reason `libelleErreurDP` gives for an error.
pub(super) fn reason(error: &FunctionalError, document: &FlowInvoice, syntax: &Syntax) -> String {
    let place = place(error, document);
    let path = place.as_ref().and_then(|place| path(place, document, syntax));
    match (place, path) {
        (Some(Place { present: true, .. }), Some(path)) => {
            format!("L'element ({path}) est incorrect : {}", sentence(error))
        }
        (Some(Place { bracketed: true, .. }), Some(path)) => format!("L'element ({path}) est obligatoire."),
        (Some(_), Some(path)) => format!("L'element {path} est obligatoire."),
        _ => sentence(error).to_owned(),
    }
}

/// The reason for a breakdown of VAT without its category, which rejects the whole flow.
pub(super) fn tax_code_required() -> String {
    "L'element FichierXml.SupplyChainTradeTransaction.ApplicableHeaderTradeSettlement.ApplicableTradeTax.CategoryCode.value \
     est obligatoire."
        .to_owned()
}

/// The sentence of an error without its message code: a report holds sentences, and little room for them.
fn sentence(error: &FunctionalError) -> &'static str {
    error.label.split_once(' ').map_or(error.label, |(_, sentence)| sentence)
}

fn path(place: &Place, document: &FlowInvoice, syntax: &Syntax) -> Option<String> {
    if syntax.reader == Reader::Ubl {
        let root = if document.type_code.as_deref() == Some("381") { "CreditNote" } else { "Invoice" };
        let below = match (place.ubl?, root) {
            ("InvoiceTypeCode", "CreditNote") => "CreditNoteTypeCode",
            (below, _) => below,
        };
        return Some(format!("FichierXml.{root}.{below}.value"));
    }
    Some(format!("FichierXml.{}.value", place.cii))
}

/// Where an error lies, when it lies in one place.
fn place(error: &FunctionalError, document: &FlowInvoice) -> Option<Place> {
    let totals = &document.totals;
    let at = |cii, ubl, present| Some(Place { cii, ubl: Some(ubl), present, bracketed: false });
    match *error {
        errors::UNKNOWN_SUPPLIER | errors::NOT_ATTACHED | errors::INACTIVE_SUPPLIER => at(
            "SupplyChainTradeTransaction.ApplicableHeaderTradeAgreement.SellerTradeParty.SpecifiedLegalOrganization.ID",
            "AccountingSupplierParty.Party.PartyIdentification.ID",
            !document.supplier_identifiers.is_empty(),
        ),
        errors::UNKNOWN_RECIPIENT | errors::PRIVATE_RECIPIENT | errors::INACTIVE_RECIPIENT => at(
            "SupplyChainTradeTransaction.ApplicableHeaderTradeAgreement.BuyerTradeParty.SpecifiedLegalOrganization.ID",
            "AccountingCustomerParty.Party.PartyIdentification.ID",
            document.recipient.is_some(),
        ),
        errors::VALIDATOR_REQUIRED | errors::UNKNOWN_VALIDATOR => Some(Place {
            cii: "SupplyChainTradeTransaction.ApplicableHeaderTradeSettlement.InvoiceeTradeParty.SpecifiedLegalOrganization.ID",
            ubl: None,
            present: document.validator.is_some(),
            bracketed: false,
        }),
        errors::SERVICE_REQUIRED
        | errors::UNKNOWN_SERVICE
        | errors::INACTIVE_SERVICE
        | errors::RESERVED_SERVICE => Some(Place {
            cii: "SupplyChainTradeTransaction.ApplicableHeaderTradeAgreement.BuyerReference",
            ubl: Some("BuyerReference"),
            present: document.service_code.is_some(),
            bracketed: true,
        }),
        errors::ENGAGEMENT_REQUIRED | errors::UNKNOWN_ENGAGEMENT => Some(Place {
            cii: "SupplyChainTradeTransaction.ApplicableHeaderTradeAgreement.BuyerOrderReferencedDocument.IssuerAssignedID",
            ubl: Some("OrderReference.ID"),
            present: document.engagement.is_some(),
            bracketed: true,
        }),
        errors::NUMBER_REQUIRED
        | errors::NUMBER_TOO_LONG
        | errors::NUMBER_CHARACTERS
        | errors::DUPLICATE_NUMBER => at("ExchangedDocument.ID", "ID", document.number.is_some()),
        errors::DATE_REQUIRED | errors::FLOW_DATE_IN_FUTURE => {
            at("ExchangedDocument.IssueDateTime.DateTimeString", "IssueDate", document.issued_on.is_some())
        }
        errors::FLOW_TYPE_CODE => {
            at("ExchangedDocument.TypeCode", "InvoiceTypeCode", document.type_code.is_some())
        }
        errors::FRAMEWORK => at(
            "ExchangedDocumentContext.BusinessProcessSpecifiedDocumentContextParameter.ID",
            "UBLExtensions.UBLExtension.ExtensionContent.CategoryCode",
            document.framework.is_some(),
        ),
        errors::CURRENCY => at(
            "SupplyChainTradeTransaction.ApplicableHeaderTradeSettlement.InvoiceCurrencyCode",
            "DocumentCurrencyCode",
            document.currency.is_some(),
        ),
        errors::PAYMENT_MODE => at(
            "SupplyChainTradeTransaction.ApplicableHeaderTradeSettlement.SpecifiedTradeSettlementPaymentMeans.TypeCode",
            "PaymentMeans.PaymentMeansCode",
            document.payment_means_code.is_some(),
        ),
        errors::ORIGINAL_REQUIRED => at(
            "SupplyChainTradeTransaction.ApplicableHeaderTradeSettlement.InvoiceReferencedDocument.IssuerAssignedID",
            "BillingReference.InvoiceDocumentReference.ID",
            document.original_number.is_some(),
        ),
        errors::TOTALS_REQUIRED if totals.without_vat.is_none() => total("TaxBasisTotalAmount", false),
        errors::TOTALS_REQUIRED if totals.with_vat.is_none() => total("GrandTotalAmount", false),
        errors::TOTALS_REQUIRED if totals.due.is_none() => total("DuePayableAmount", false),
        errors::FLOW_NEGATIVE_CREDIT | errors::TOTALS_SUM => total("GrandTotalAmount", true),
        errors::FLOW_NOT_PAID | errors::TOTALS_PAYABLE => total("DuePayableAmount", true),
        errors::LINES_SUM => total("LineTotalAmount", totals.line_total.is_some()),
        _ => None,
    }
}

/// One of the totals of a document.
fn total(name: &str, present: bool) -> Option<Place> {
    macro_rules! totals {
        ($($cii:literal = $ubl:literal),*) => {
            match name {
                $($cii => Some(Place {
                    cii: concat!(
                        "SupplyChainTradeTransaction.ApplicableHeaderTradeSettlement.",
                        "SpecifiedTradeSettlementHeaderMonetarySummation.",
                        $cii
                    ),
                    ubl: Some(concat!("LegalMonetaryTotal.", $ubl)),
                    present,
                    bracketed: false,
                }),)*
                _ => None,
            }
        };
    }
    totals!(
        "LineTotalAmount" = "LineExtensionAmount",
        "TaxBasisTotalAmount" = "TaxExclusiveAmount",
        "GrandTotalAmount" = "TaxInclusiveAmount",
        "DuePayableAmount" = "PayableAmount"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(error: &FunctionalError, document: &FlowInvoice, syntax: &str) -> String {
        reason(error, document, Syntax::find(syntax).expect("syntax"))
    }

    #[test]
    fn a_missing_element_is_named_by_its_path_as_in_real_reports() {
        let empty = FlowInvoice::default();
        for syntax in ["IN_DP_E1_CII_16B", "IN_DP_E2_CII_FACTURX"] {
            assert_eq!(
                said(&errors::PAYMENT_MODE, &empty, syntax),
                "L'element FichierXml.SupplyChainTradeTransaction.ApplicableHeaderTradeSettlement.\
                 SpecifiedTradeSettlementPaymentMeans.TypeCode.value est obligatoire."
            );
            assert_eq!(
                said(&errors::SERVICE_REQUIRED, &empty, syntax),
                "L'element (FichierXml.SupplyChainTradeTransaction.ApplicableHeaderTradeAgreement.BuyerReference.value) \
                 est obligatoire."
            );
            assert_eq!(
                said(&errors::ENGAGEMENT_REQUIRED, &empty, syntax),
                "L'element (FichierXml.SupplyChainTradeTransaction.ApplicableHeaderTradeAgreement.\
                 BuyerOrderReferencedDocument.IssuerAssignedID.value) est obligatoire."
            );
        }
    }

    #[test]
    fn what_is_there_and_wrong_keeps_its_sentence_behind_the_path() {
        let invoice = FlowInvoice { number: Some("F".repeat(21)), ..FlowInvoice::default() };
        let expected = "est incorrect : Le numéro de facture dépasse 20 caractères.";
        for (type_code, syntax, path) in [
            ("380", "IN_DP_E1_CII_16B", "ExchangedDocument.ID"),
            ("380", "IN_DP_E1_UBL_INVOICE", "Invoice.ID"),
            ("381", "IN_DP_E1_UBL_INVOICE", "CreditNote.ID"),
        ] {
            let invoice = FlowInvoice { type_code: Some(type_code.to_owned()), ..invoice.clone() };
            let said = said(&errors::NUMBER_TOO_LONG, &invoice, syntax);
            assert_eq!(said, format!("L'element (FichierXml.{path}.value) {expected}"));
        }
        let credit = FlowInvoice { type_code: Some("381".to_owned()), ..FlowInvoice::default() };
        let said = said(&errors::FLOW_TYPE_CODE, &credit, "IN_DP_E1_UBL_INVOICE");
        assert!(said.starts_with("L'element (FichierXml.CreditNote.CreditNoteTypeCode.value)"), "{said}");
    }

    #[test]
    fn a_fault_without_one_place_keeps_its_sentence() {
        let empty = FlowInvoice::default();
        let expected = "Une pièce jointe est illisible, trop volumineuse ou mal nommée.";
        assert_eq!(said(&errors::FLOW_ATTACHMENT, &empty, "IN_DP_E1_CII_16B"), expected);
        let expected = "Le valideur est obligatoire pour ce cadre de facturation.";
        assert_eq!(said(&errors::VALIDATOR_REQUIRED, &empty, "IN_DP_E1_UBL_INVOICE"), expected);
    }
}
