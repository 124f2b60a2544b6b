//! The invoice as read, in the terms of EN 16931.

use chrono::NaiveDate;
use rust_decimal::Decimal;

/// The syntax a document is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// UN/CEFACT Cross Industry Invoice, alone or inside a Factur-X.
    Cii,
    /// OASIS UBL 2, root `Invoice`.
    UblInvoice,
    /// OASIS UBL 2, root `CreditNote`.
    UblCreditNote,
    /// Chorus Pro's own XML for recipients, `CPPFacturePivot`.
    Pivot,
}

/// An invoice or credit note as read. A term that is absent, or could not be read, is `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct Invoice {
    /// Syntax of the document.
    pub syntax: Syntax,
    /// BT-24, the specification it claims to follow (its profile), for example `urn:cen.eu:en16931:2017`.
    pub profile: Option<String>,
    /// BT-23, the business process; at Chorus Pro the cadre de facturation (`A1`…).
    pub process: Option<String>,
    /// BT-1, the invoice number.
    pub number: Option<String>,
    /// BT-2, the issue date.
    pub issue_date: Option<NaiveDate>,
    /// BT-3, the type code (UNTDID 1001), for example `380`.
    pub type_code: Option<String>,
    /// BT-5, the currency of the invoice (ISO 4217).
    pub currency: Option<String>,
    /// BT-6, the currency VAT is accounted in, when it is another one.
    pub tax_currency: Option<String>,
    /// BT-8, when VAT falls due, as coded by the syntax: CII `5` (invoice), `29` (delivery), `72` (payment); UBL
    /// `3`, `35`, `432`, in the Chorus dialect `TVA DEBIT`, `TVA ENCAISSEMENT`. CII writes it on each VAT breakdown; the first one is kept.
    pub tax_point_code: Option<String>,
    /// BT-9, the payment due date.
    pub due_date: Option<NaiveDate>,
    /// BT-10, the buyer reference; at Chorus Pro the service code.
    pub buyer_reference: Option<String>,
    /// BT-12, the contract; at Chorus Pro the contract or marché number.
    pub contract_reference: Option<String>,
    /// BT-13, the purchase order; at Chorus Pro the commitment number (numéro d'engagement).
    pub order_reference: Option<String>,
    /// BG-3, the invoices this one refers to.
    pub preceding_invoices: Vec<PrecedingInvoice>,
    /// BT-81, the payment means code (UNTDID 4461) of the first payment instruction.
    pub payment_means_code: Option<String>,
    /// BT-84, the account to pay to (an IBAN) of the first payment instruction that has one, spaces removed.
    pub iban: Option<String>,
    /// BG-4, the seller.
    pub seller: Party,
    /// BG-7, the buyer.
    pub buyer: Party,
    /// The invoicee of CII, which EN 16931 does not know; at Chorus Pro the validator (valideur). Empty in UBL.
    pub invoicee: Party,
    /// BG-22, the document totals.
    pub totals: Totals,
    /// BG-23, the VAT breakdown (at most [`crate::MAX_REPEATED_GROUPS`] entries).
    pub vat_breakdown: Vec<VatBreakdown>,
    /// How many invoice lines (BG-25) the document has.
    pub line_count: usize,
    /// BG-25, the first [`crate::MAX_REPEATED_GROUPS`] lines. What cannot be read in a line is `None` without a
    /// finding, since lines may be many.
    pub lines: Vec<Line>,
    /// BG-24, the supporting documents (at most [`crate::MAX_REPEATED_GROUPS`] entries).
    pub attachments: Vec<Attachment>,
    /// BG-1, the notes on the whole document.
    pub notes: Vec<Note>,
    /// What is in the document but could not be read.
    pub findings: Vec<Finding>,
}

/// BG-4 or BG-7: the seller or the buyer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Party {
    /// BT-27 (seller) or BT-44 (buyer): the legal name.
    pub name: Option<String>,
    /// BT-28 (seller) or BT-45 (buyer): the trading name.
    pub trading_name: Option<String>,
    /// BT-29 (seller) or BT-46 (buyer): identifiers of the party.
    pub identifiers: Vec<Identifier>,
    /// BT-30 (seller) or BT-47 (buyer): the legal registration identifier.
    pub legal_registration: Option<Identifier>,
    /// BT-31 (seller) or BT-48 (buyer): the VAT identifier.
    pub vat_identifier: Option<String>,
}

/// An identifier with the scheme it was given under, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifier {
    /// The identifier, surrounding white space removed.
    pub value: String,
    /// `schemeID`, else `schemeName`: `0002`, `0009`, `1`…; conventions meet here, so never decide by it alone.
    pub scheme: Option<String>,
}

/// BG-3: a preceding invoice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PrecedingInvoice {
    /// BT-25, its number.
    pub number: String,
    /// BT-26, its issue date.
    pub issue_date: Option<NaiveDate>,
}

/// BG-22: the document totals, in the invoice currency unless said otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Totals {
    /// BT-106, sum of the line net amounts.
    pub line_total: Option<Decimal>,
    /// BT-107, sum of the allowances of the document.
    pub allowance_total: Option<Decimal>,
    /// BT-108, sum of the charges of the document.
    pub charge_total: Option<Decimal>,
    /// BT-109, total without VAT.
    pub tax_basis: Option<Decimal>,
    /// BT-110, total VAT.
    pub tax: Option<Decimal>,
    /// BT-111, total VAT in the accounting currency (BT-6).
    pub tax_in_tax_currency: Option<Decimal>,
    /// BT-112, total with VAT.
    pub grand_total: Option<Decimal>,
    /// BT-113, amount already paid.
    pub prepaid: Option<Decimal>,
    /// BT-114, rounding.
    pub rounding: Option<Decimal>,
    /// BT-115, amount due.
    pub due: Option<Decimal>,
}

/// BG-23: the VAT of one category and rate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VatBreakdown {
    /// BT-116, the taxable amount.
    pub base: Option<Decimal>,
    /// BT-117, the VAT amount.
    pub tax: Option<Decimal>,
    /// BT-118, the category code (UNTDID 5305): `S`, `E`, `AE`…
    pub category: Option<String>,
    /// BT-119, the rate in percent: `20` is 20 %.
    pub rate: Option<Decimal>,
    /// BT-120, why no VAT is charged.
    pub exemption_reason: Option<String>,
    /// BT-121, the same as a code (`VATEX-…`).
    pub exemption_reason_code: Option<String>,
}

/// BG-25: an invoice line. Amounts are in the invoice currency, without VAT.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// BT-126, its identifier.
    pub identifier: Option<String>,
    /// BT-153, the item name.
    pub name: Option<String>,
    /// BT-155, the seller's identifier of the item.
    pub item_identifier: Option<String>,
    /// BT-129, the quantity.
    pub quantity: Option<Decimal>,
    /// BT-130, the unit of the quantity (UN/ECE Recommendation 20).
    pub unit_code: Option<String>,
    /// BT-146, the net price of [`Line::price_quantity`] units.
    pub net_price: Option<Decimal>,
    /// BT-149, how many units the price is for; one when absent.
    pub price_quantity: Option<Decimal>,
    /// BT-131, the net amount of the line.
    pub net_amount: Option<Decimal>,
    /// BT-151, the VAT category code.
    pub vat_category: Option<String>,
    /// BT-152, the VAT rate in percent.
    pub vat_rate: Option<Decimal>,
}

/// BG-24: a supporting document, embedded or somewhere else.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attachment {
    /// BT-122, its reference; in the Chorus dialect of UBL the file name.
    pub reference: Option<String>,
    /// BT-123, its description.
    pub description: Option<String>,
    /// Its type: in the Chorus dialect of UBL `01` main or `02` complementary, else UNTDID 1001 such as `916`.
    pub type_code: Option<String>,
    /// BT-124, where it is, when it is not embedded.
    pub location: Option<String>,
    /// BT-125-2, the file name of the embedded document.
    pub file_name: Option<String>,
    /// BT-125-1, the media type of the embedded document.
    pub media_type: Option<String>,
    /// BT-125, the embedded document in base64, white space removed, not decoded.
    pub content: Option<String>,
}

/// BG-1: a note on the whole document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Note {
    /// BT-21, the subject code (UNTDID 4451); UBL has no place for it.
    pub subject_code: Option<String>,
    /// BT-22, the text.
    pub text: String,
}

/// Something that is in the document but could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The term of EN 16931 it is about, for example `BT-112`; `XML` for the file itself.
    pub term: &'static str,
    /// What was found, in French, for the person who looks at the invoice.
    pub text_french: String,
}

/// Type codes (UNTDID 1001) that credit the buyer, whether or not a given profile accepts them.
const CREDIT_TYPE_CODES: [&str; 13] =
    ["81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"];

impl Invoice {
    /// An invoice of which nothing is known yet.
    pub(crate) fn empty(syntax: Syntax) -> Self {
        Self {
            syntax,
            profile: None,
            process: None,
            number: None,
            issue_date: None,
            type_code: None,
            currency: None,
            tax_currency: None,
            tax_point_code: None,
            due_date: None,
            buyer_reference: None,
            contract_reference: None,
            order_reference: None,
            preceding_invoices: Vec::new(),
            payment_means_code: None,
            iban: None,
            seller: Party::default(),
            buyer: Party::default(),
            invoicee: Party::default(),
            totals: Totals::default(),
            vat_breakdown: Vec::new(),
            line_count: 0,
            lines: Vec::new(),
            attachments: Vec::new(),
            notes: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Whether the document credits the buyer: by its type code BT-3, else by its root element.
    #[must_use]
    pub fn is_credit_note(&self) -> bool {
        match &self.type_code {
            Some(code) => CREDIT_TYPE_CODES.contains(&code.as_str()),
            None => self.syntax == Syntax::UblCreditNote,
        }
    }
}

impl Party {
    /// The SIRET: the first identifier of 14 digits, the legal registration first, whatever its scheme
    /// (three scheme conventions meet at Chorus Pro). Spaces between digits are ignored.
    #[must_use]
    pub fn siret(&self) -> Option<String> {
        self.digits(14)
    }

    /// The SIREN: the beginning of the SIRET, else the legal registration of 9 digits, else that of a French VAT number
    /// (`FR`, two signs of a key, the SIREN). Not BT-29 or BT-46, which hold numbers of all kinds, of 9 digits too.
    #[must_use]
    pub fn siren(&self) -> Option<String> {
        let compact = |text: &str| -> String { text.chars().filter(|sign| !sign.is_whitespace()).collect() };
        let is_siren = |text: &String| text.len() == 9 && text.bytes().all(|byte| byte.is_ascii_digit());
        let of_siret = self.siret().and_then(|siret| siret.get(..9).map(str::to_owned));
        let registered = || self.legal_registration.as_ref().map(|identifier| compact(&identifier.value));
        let of_vat = || {
            let number = compact(self.vat_identifier.as_deref()?);
            number.strip_prefix("FR").and_then(|rest| rest.get(2..)).map(str::to_owned)
        };
        of_siret.or_else(|| registered().filter(is_siren)).or_else(|| of_vat().filter(is_siren))
    }

    fn digits(&self, count: usize) -> Option<String> {
        self.legal_registration.iter().chain(&self.identifiers).find_map(|identifier| {
            let value: String = identifier.value.chars().filter(|c| !c.is_whitespace()).collect();
            (value.len() == count && value.bytes().all(|byte| byte.is_ascii_digit())).then_some(value)
        })
    }
}
