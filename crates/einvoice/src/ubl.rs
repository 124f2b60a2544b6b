//! OASIS UBL 2 invoices and credit notes: which element is which term.

use crate::collect::{
    BUYER, Draft, Findings, PartyTerms, SELLER, embedded, first_decimal, first_text, identifier,
    without_spaces,
};
use crate::model::{Attachment, Invoice, Line, Note, Party, PrecedingInvoice, Syntax, VatBreakdown};
use crate::xml::{InvoiceMapping, Leaf, Mapping};

/// Where the service code may stand in the Chorus dialect: "in the buyer party", whose exact element is not known
/// (formats.md §5, inferred). `BuyerReference` goes before both.
const SERVICE_CODE: [&str; 2] =
    ["AccountingCustomerParty/Party/Contact/ID", "AccountingCustomerParty/BuyerContact/ID"];

/// Where the Chorus dialect writes `TVA DEBIT` or `TVA ENCAISSEMENT` (formats.md §5).
const TAX_POINT: &str = "AccountingSupplierParty/Party/PartyTaxScheme/TaxScheme/TaxTypeCode";

/// Reads a UBL document.
pub(crate) struct UblMapping {
    draft: Draft,
    /// The cadre de facturation where the Chorus dialect puts it; it goes before `ProfileID` (formats.md §5).
    cadre: Option<String>,
    /// The service code found in the buyer party.
    service: Option<String>,
    /// The line being read.
    line: Line,
    /// The supporting document being read.
    document: Attachment,
    /// The VAT breakdown being read.
    vat: VatBreakdown,
    /// The preceding invoice being read.
    preceding: PrecedingInvoice,
    /// The tax registration being read: its number and its scheme.
    tax_registration: (Option<String>, Option<String>),
}

impl UblMapping {
    pub(crate) fn new(syntax: Syntax) -> Self {
        Self {
            draft: Draft::new(Invoice::empty(syntax)),
            cadre: None,
            service: None,
            line: Line::default(),
            document: Attachment::default(),
            vat: VatBreakdown::default(),
            preceding: PrecedingInvoice::default(),
            tax_registration: (None, None),
        }
    }

    fn header(&mut self, path: &str, leaf: &Leaf<'_>) {
        let Draft { invoice, findings, .. } = &mut self.draft;
        let text = leaf.text;
        match path {
            "CustomizationID" => findings.text("BT-24", &mut invoice.profile, text),
            "ProfileID" => findings.text("BT-23", &mut invoice.process, text),
            "ID" => findings.text("BT-1", &mut invoice.number, text),
            "IssueDate" => findings.date("BT-2", &mut invoice.issue_date, text),
            "InvoiceTypeCode" | "CreditNoteTypeCode" => findings.text("BT-3", &mut invoice.type_code, text),
            "DocumentCurrencyCode" => findings.text("BT-5", &mut invoice.currency, text),
            "TaxCurrencyCode" => findings.text("BT-6", &mut invoice.tax_currency, text),
            "InvoicePeriod/DescriptionCode" => first_text(&mut invoice.tax_point_code, text),
            "DueDate" => findings.date("BT-9", &mut invoice.due_date, text),
            // A credit note has its due date here, once per payment instruction.
            "PaymentMeans/PaymentDueDate" if invoice.due_date.is_none() => {
                findings.date("BT-9", &mut invoice.due_date, text);
            }
            "BuyerReference" => findings.text("BT-10", &mut invoice.buyer_reference, text),
            "ContractDocumentReference/ID" => findings.text("BT-12", &mut invoice.contract_reference, text),
            "OrderReference/ID" => findings.text("BT-13", &mut invoice.order_reference, text),
            "BillingReference/InvoiceDocumentReference/ID" => self.preceding.number.push_str(text),
            "BillingReference/InvoiceDocumentReference/IssueDate" => {
                findings.date("BT-26", &mut self.preceding.issue_date, text);
            }
            // Several payment instructions are legitimate.
            "PaymentMeans/PaymentMeansCode" => first_text(&mut invoice.payment_means_code, text),
            "PaymentMeans/PayeeFinancialAccount/ID" => first_text(&mut invoice.iban, &without_spaces(text)),
            "Note" => self.draft.note(note(text)),
            "TaxTotal/TaxAmount" => self.draft.tax_total(leaf),
            _ if path.starts_with("UBLExtensions/") && path.ends_with("/CategoryCode") => {
                first_text(&mut self.cadre, text);
            }
            _ => {}
        }
    }

    fn totals(&mut self, path: &str, text: &str) {
        let Draft { invoice, findings, .. } = &mut self.draft;
        let totals = &mut invoice.totals;
        let (term, place) = match path {
            "LineExtensionAmount" => ("BT-106", &mut totals.line_total),
            "AllowanceTotalAmount" => ("BT-107", &mut totals.allowance_total),
            "ChargeTotalAmount" => ("BT-108", &mut totals.charge_total),
            "TaxExclusiveAmount" => ("BT-109", &mut totals.tax_basis),
            "TaxInclusiveAmount" => ("BT-112", &mut totals.grand_total),
            "PrepaidAmount" => ("BT-113", &mut totals.prepaid),
            "PayableRoundingAmount" => ("BT-114", &mut totals.rounding),
            "PayableAmount" => ("BT-115", &mut totals.due),
            _ => return,
        };
        findings.decimal(term, place, text);
    }

    fn vat(&mut self, path: &str, text: &str) {
        let (findings, vat) = (&mut self.draft.findings, &mut self.vat);
        match path {
            "TaxableAmount" => findings.decimal("BT-116", &mut vat.base, text),
            "TaxAmount" => findings.decimal("BT-117", &mut vat.tax, text),
            "TaxCategory/ID" => findings.text("BT-118", &mut vat.category, text),
            // UBL 2.0 wrote the rate beside the category.
            "TaxCategory/Percent" | "Percent" => findings.decimal("BT-119", &mut vat.rate, text),
            "TaxCategory/TaxExemptionReason" => findings.text("BT-120", &mut vat.exemption_reason, text),
            "TaxCategory/TaxExemptionReasonCode" => {
                findings.text("BT-121", &mut vat.exemption_reason_code, text);
            }
            _ => {}
        }
    }

    /// A tax registration ended: VAT unless its scheme says otherwise.
    fn close_tax_registration(&mut self, role: &Role) {
        let (number, scheme) = std::mem::take(&mut self.tax_registration);
        let is_vat = scheme.is_none_or(|scheme| {
            let scheme = scheme.to_ascii_uppercase();
            scheme.contains("VAT") || scheme.contains("TVA")
        });
        if let Some(number) = number.filter(|_| is_vat) {
            let Draft { invoice, findings, .. } = &mut self.draft;
            findings.text(role.terms.vat_identifier, &mut (role.party)(invoice).vat_identifier, &number);
        }
    }
}

impl Mapping for UblMapping {
    fn open(&mut self, path: &str) {
        if matches!(path, "InvoiceLine" | "CreditNoteLine") {
            self.draft.invoice.line_count += 1;
        }
    }

    fn leaf(&mut self, path: &str, leaf: &Leaf<'_>) {
        if let Some(path) = path.strip_prefix("LegalMonetaryTotal/") {
            self.totals(path, leaf.text);
        } else if let Some(path) = path.strip_prefix("TaxTotal/TaxSubtotal/") {
            self.vat(path, leaf.text);
        } else if path == TAX_POINT {
            first_text(&mut self.draft.invoice.tax_point_code, leaf.text);
        } else if SERVICE_CODE.contains(&path) {
            first_text(&mut self.service, leaf.text);
        } else if let Some(path) = path.strip_prefix("AdditionalDocumentReference/") {
            document(&mut self.document, path, leaf);
        } else if let Some(path) =
            path.strip_prefix("InvoiceLine/").or_else(|| path.strip_prefix("CreditNoteLine/"))
        {
            line(&mut self.line, path, leaf);
        } else if let Some((role, path)) = role_of(path) {
            match path {
                "PartyTaxScheme/CompanyID" => first_text(&mut self.tax_registration.0, leaf.text),
                "PartyTaxScheme/TaxScheme/ID" => first_text(&mut self.tax_registration.1, leaf.text),
                _ => {
                    let Draft { invoice, findings, .. } = &mut self.draft;
                    party(role.terms, (role.party)(invoice), findings, path, leaf);
                }
            }
        } else {
            self.header(path, leaf);
        }
    }

    fn close(&mut self, path: &str) {
        if let Some((role, "PartyTaxScheme")) = role_of(path) {
            self.close_tax_registration(role);
        }
        let Draft { invoice, findings, .. } = &mut self.draft;
        match path {
            "InvoiceLine" | "CreditNoteLine" => self.draft.line(std::mem::take(&mut self.line)),
            "AdditionalDocumentReference" => self.draft.attachment(std::mem::take(&mut self.document)),
            "TaxTotal/TaxSubtotal" => {
                findings.add("BG-23", &mut invoice.vat_breakdown, std::mem::take(&mut self.vat));
            }
            "BillingReference/InvoiceDocumentReference" => {
                let preceding = std::mem::take(&mut self.preceding);
                if !preceding.number.is_empty() {
                    findings.add("BT-25", &mut invoice.preceding_invoices, preceding);
                }
            }
            _ => {}
        }
    }
}

impl InvoiceMapping for UblMapping {
    fn finish(mut self: Box<Self>) -> Invoice {
        if self.cadre.is_some() {
            self.draft.invoice.process = self.cadre;
        }
        if self.draft.invoice.buyer_reference.is_none() {
            self.draft.invoice.buyer_reference = self.service;
        }
        self.draft.finish()
    }
}

/// A party and the terms it is read into.
struct Role {
    /// Path of the party below the root.
    path: &'static str,
    party: fn(&mut Invoice) -> &mut Party,
    terms: &'static PartyTerms,
}

static ROLES: [Role; 2] = [
    Role { path: "AccountingSupplierParty/Party/", party: |invoice| &mut invoice.seller, terms: &SELLER },
    Role { path: "AccountingCustomerParty/Party/", party: |invoice| &mut invoice.buyer, terms: &BUYER },
];

/// The party a path lies in, and the rest of the path.
fn role_of(path: &str) -> Option<(&'static Role, &str)> {
    ROLES.iter().find_map(|role| Some((role, path.strip_prefix(role.path)?)))
}

fn party(terms: &PartyTerms, party: &mut Party, findings: &mut Findings, path: &str, leaf: &Leaf<'_>) {
    match path {
        "PartyLegalEntity/RegistrationName" => findings.text(terms.name, &mut party.name, leaf.text),
        "PartyName/Name" => findings.text(terms.trading_name, &mut party.trading_name, leaf.text),
        // The scheme SEPA marks the creditor identifier BT-90.
        "PartyIdentification/ID" if leaf.attribute("schemeID") != Some("SEPA") => {
            if let Some(identifier) = identifier(leaf) {
                findings.add(terms.identifier, &mut party.identifiers, identifier);
            }
        }
        "PartyLegalEntity/CompanyID" => {
            findings.identifier(terms.legal_registration, &mut party.legal_registration, leaf);
        }
        _ => {}
    }
}

/// A note, whose subject code BT-21 may be written as `#AAI#` before the text.
fn note(text: &str) -> Note {
    let coded = text
        .strip_prefix('#')
        .and_then(|rest| rest.split_once('#'))
        .filter(|(code, _)| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()));
    match coded {
        Some((code, text)) => Note { subject_code: Some(code.to_owned()), text: text.trim().to_owned() },
        None => Note { subject_code: None, text: text.to_owned() },
    }
}

fn line(line: &mut Line, path: &str, leaf: &Leaf<'_>) {
    let text = leaf.text;
    match path {
        "ID" => first_text(&mut line.identifier, text),
        "Item/Name" => first_text(&mut line.name, text),
        "Item/SellersItemIdentification/ID" => first_text(&mut line.item_identifier, text),
        "InvoicedQuantity" | "CreditedQuantity" => {
            first_decimal(&mut line.quantity, text);
            line.unit_code = leaf.attribute("unitCode").map(str::to_owned);
        }
        "Price/PriceAmount" => first_decimal(&mut line.net_price, text),
        "Price/BaseQuantity" => first_decimal(&mut line.price_quantity, text),
        "Item/ClassifiedTaxCategory/ID" => first_text(&mut line.vat_category, text),
        "Item/ClassifiedTaxCategory/Percent" => first_decimal(&mut line.vat_rate, text),
        "LineExtensionAmount" => first_decimal(&mut line.net_amount, text),
        _ => {}
    }
}

fn document(document: &mut Attachment, path: &str, leaf: &Leaf<'_>) {
    match path {
        "ID" => first_text(&mut document.reference, leaf.text),
        "DocumentDescription" => first_text(&mut document.description, leaf.text),
        // The Chorus dialect writes the media type into the code, so the type goes before it.
        "DocumentType" if !leaf.text.is_empty() => document.type_code = Some(leaf.text.to_owned()),
        "DocumentTypeCode" => first_text(&mut document.type_code, leaf.text),
        "Attachment/EmbeddedDocumentBinaryObject" => embedded(document, leaf),
        "Attachment/ExternalReference/URI" => first_text(&mut document.location, leaf.text),
        _ => {}
    }
}
