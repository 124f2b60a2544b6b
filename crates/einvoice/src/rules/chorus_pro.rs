//! What Chorus Pro asks for, as far as the document tells (`chorus-pro.txt` lists every rule, those that need more too).
//!
//! There is no official test of these rules: they are stated in words, and checked on the terms of the model, the same in
//! both syntaxes. A deposit at Chorus Pro itself is judged more leniently where its own notation differs from that of the
//! approved platforms: there a SIRET is any identifier of 14 digits that is not said to be something else.

mod parties;
mod payment;

use std::str::FromStr as _;
use std::sync::OnceLock;

use rust_decimal::Decimal;

use super::check::Check;
use super::packs::CHORUS_PRO;
use super::terms::Terms;
use super::{Channel, Rule};
use crate::document::Place;
use crate::document::names::{Name, attribute, cac, cbc, ram, rsm};
use crate::model::Syntax;
use crate::semantic::Term;

/// BT-3 of a credit note.
const CREDIT_NOTE: &str = "381";

/// The document types that Chorus Pro refuses of those deposited at it: self-billed ones.
const REFUSED_TYPES: &[&str] = &["389", "261", "751"];

/// The frameworks that a validator must agree to.
const VALIDATED: &[&str] = &["A9", "A10", "A12", "A13", "A14"];

/// The endings of attached files that Chorus Pro takes.
const EXTENSIONS: &[&str] = &[
    "bmp", "gif", "fax", "odt", "ppt", "tiff", "xls", "bz2", "gz", "jpeg", "p7s", "rtf", "txt", "xml", "csv",
    "gzip", "jpg", "pdf", "svg", "xhtml", "xlsx", "doc", "htm", "odp", "png", "tgz", "xlc", "zip", "docx",
    "html", "ods", "pps", "tif", "xlm", "pptx",
];

/// The largest attached file, in bytes.
const LARGEST_FILE: usize = 10_000_000;

/// How many lines an invoice may have.
const MOST_LINES: usize = 999_999;

/// Runs every rule.
pub(super) fn run(check: &mut Check<'_, '_>, terms: &Terms<'_, '_>, channel: Channel) {
    lengths(check, terms, channel);
    counts(check, terms);
    process(check, terms, channel);
    attachments(check, terms);
    lines(check, terms);
    parties::run(check, terms, channel);
    if channel == Channel::Direct {
        header(check, terms);
        payment::run(check, terms);
    }
}

/// The rules of which the table holds the longest value.
fn lengths(check: &mut Check<'_, '_>, terms: &Terms<'_, '_>, channel: Channel) {
    static LENGTHS: OnceLock<Vec<&'static Rule>> = OnceLock::new();
    let rules = LENGTHS.get_or_init(|| CHORUS_PRO.rules().filter(|rule| rule.longest.is_some()).collect());
    for rule in rules {
        let Some(longest) = rule.longest.filter(|_| rule.channel.is_none_or(|only| only == channel)) else {
            continue;
        };
        for term in rule.terms.iter().filter(|term| !term.is_group()) {
            for place in terms.all(*term) {
                limit(check, rule.id, *place, terms.value(*term, *place), longest);
            }
        }
    }
}

fn limit(check: &mut Check<'_, '_>, id: &'static str, place: Place, value: &str, longest: usize) {
    // A text has no more characters than bytes.
    if value.len() > longest && value.chars().count() > longest {
        check.differs(id, place, Some(value.to_owned()), None);
    }
}

/// What may be there once.
fn counts(check: &mut Check<'_, '_>, terms: &Terms<'_, '_>) {
    for (id, term) in [
        ("BR-FR-CPRO-20", Term::PrecedingInvoiceReference),
        ("BR-FR-CPRO-25", Term::PaymentTerms),
        ("BR-FR-CPRO-26", Term::SellerContact),
        ("BR-FR-CPRO-27", Term::BuyerContact),
    ] {
        if let [_, second, ..] = terms.all(term) {
            check.fail(id, *second);
        }
    }
    if let Some(beyond) = terms.all(Term::InvoiceLine).get(MOST_LINES) {
        check.fail("BR-FR-CPRO-19", *beyond);
    }
}

/// BT-23.
fn process(check: &mut Check<'_, '_>, terms: &Terms<'_, '_>, channel: Channel) {
    let place = terms.first(Term::BusinessProcessType).unwrap_or(0);
    let process = terms.text(Term::BusinessProcessType);
    let fits = match (channel, process) {
        (Channel::Direct, None) => true,
        (Channel::Direct, Some(process)) => is_framework(process),
        (Channel::Platform, process) => Channel::of_process(process) == Channel::Platform,
    };
    if !fits {
        check.differs("CPRO-09", place, process.map(str::to_owned), None);
    }
    if channel == Channel::Platform && process == Some("S5") {
        check.differs("BR-FR-CPRO-24", place, Some("S5".to_owned()), Some("S3".to_owned()));
    }
}

/// A1 to A25, of which A11 does not exist.
fn is_framework(process: &str) -> bool {
    let number = process.strip_prefix('A').filter(|number| !number.starts_with(['0', '+']));
    number
        .and_then(|number| number.parse::<u8>().ok())
        .is_some_and(|number| (1..=25).contains(&number) && number != 11)
}

/// BG-24: endings and sizes of attached files.
fn attachments(check: &mut Check<'_, '_>, terms: &Terms<'_, '_>) {
    for place in terms.all(Term::AttachedDocument) {
        let name = terms.value(Term::AttachedDocument, *place);
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        // Four characters of base64 are three bytes.
        let size = terms.document.text(*place).trim().len() / 4 * 3;
        if !EXTENSIONS.contains(&ending.as_str()) || size > LARGEST_FILE {
            check.differs("CPRO-22", *place, Some(name.to_owned()), None);
        }
    }
}

/// What the lines of an extended invoice refer to.
fn lines(check: &mut Check<'_, '_>, terms: &Terms<'_, '_>) {
    const PRECEDING_CII: &[Name] =
        &[ram::SpecifiedLineTradeSettlement, ram::InvoiceReferencedDocument, ram::IssuerAssignedID];
    const PRECEDING_UBL: &[Name] = &[cac::BillingReference, cac::InvoiceDocumentReference, cbc::ID];
    const DELIVERY_CII: &[&[Name]] = &[
        &[ram::SpecifiedLineTradeDelivery, ram::ShipToTradeParty, ram::ID],
        &[ram::SpecifiedLineTradeDelivery, ram::ShipToTradeParty, ram::GlobalID],
    ];
    const DELIVERY_UBL: &[&[Name]] = &[&[cac::Delivery, cac::DeliveryLocation, cbc::ID]];
    let (preceding, delivery) = match terms.syntax {
        Syntax::Cii => (PRECEDING_CII, DELIVERY_CII),
        _ => (PRECEDING_UBL, DELIVERY_UBL),
    };
    let mut long = Vec::new();
    for line in terms.all(Term::InvoiceLine) {
        check.each(*line, preceding, &mut |place| long.push(("BR-FR-CPRO-02", place)));
        for path in delivery {
            check.each(*line, path, &mut |place| long.push(("BR-FR-CPRO-40", place)));
        }
    }
    for (id, place) in long {
        limit(check, id, place, terms.document.text(place).trim(), 20);
    }
}

/// What an invoice deposited at Chorus Pro itself is.
fn header(check: &mut Check<'_, '_>, terms: &Terms<'_, '_>) {
    let amount = |term: Term| terms.text(term).and_then(|text| Decimal::from_str(text).ok());
    let code = terms.text(Term::InvoiceTypeCode).unwrap_or_default();
    let is_negative = amount(Term::InvoiceTotalAmountWithVat).is_some_and(|total| total < Decimal::ZERO);
    if REFUSED_TYPES.contains(&code) || code == CREDIT_NOTE && is_negative {
        let place = terms.first(Term::InvoiceTypeCode).unwrap_or(0);
        check.differs("CPRO-03", place, Some(code.to_owned()), None);
    }
    let process = terms.text(Term::BusinessProcessType).unwrap_or_default();
    let due = amount(Term::AmountDueForPayment);
    if let (Some(due), "A2") = (due.filter(|due| !due.is_zero()), process) {
        let place = terms.first(Term::AmountDueForPayment).unwrap_or(0);
        check.differs("CPRO-10", place, Some(due.to_string()), Some("0.00".to_owned()));
    }
    if VALIDATED.contains(&process) && terms.syntax == Syntax::Cii && !has_validator(check) {
        check.fail("CPRO-11", terms.first(Term::BusinessProcessType).unwrap_or(0));
    }
    currencies(check, terms);
}

/// In CII the validator is the party that is invoiced, with its SIRET.
fn has_validator(check: &Check<'_, '_>) -> bool {
    let path =
        [rsm::SupplyChainTradeTransaction, ram::ApplicableHeaderTradeSettlement, ram::InvoiceeTradeParty];
    let mut is_known = false;
    check.each(0, &path, &mut |party| {
        let identifiers: [&[Name]; 3] =
            [&[ram::ID], &[ram::GlobalID], &[ram::SpecifiedLegalOrganization, ram::ID]];
        for identifier in identifiers {
            check.each(party, identifier, &mut |place| is_known |= parties::is_number(check.text(place), 14));
        }
    });
    is_known
}

/// One currency in an invoice, but for the VAT total in the currency of accounting.
fn currencies(check: &mut Check<'_, '_>, terms: &Terms<'_, '_>) {
    let Some(currency) = terms.text(Term::InvoiceCurrencyCode) else { return };
    let accounting = terms.text(Term::VatAccountingCurrencyCode);
    let other = (0..check.document.len()).find(|place| {
        let given = check.attribute(*place, attribute::currencyID).map(str::trim);
        given.is_some_and(|given| !given.is_empty() && given != currency && Some(given) != accounting)
    });
    if let Some(place) = other {
        let given = check.attribute(place, attribute::currencyID).map(str::to_owned);
        check.differs("CPRO-04", place, given, Some(currency.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Evidence, Tested};
    use super::*;

    #[test]
    fn frameworks_are_a1_to_a25_without_a11() {
        let known = (0..100).filter(|number| is_framework(&format!("A{number}"))).count();
        assert_eq!(known, 24);
        for process in ["A11", "A0", "A01", "A26", "B1", "A", "a1", "A1 2", "A+1"] {
            assert!(!is_framework(process), "{process}");
        }
    }

    #[test]
    fn every_rule_that_the_table_calls_tested_has_its_source() {
        for rule in CHORUS_PRO.rules() {
            let is_tested = rule.ubl == Tested::Yes || rule.cii == Tested::Yes;
            assert_eq!(is_tested, rule.evidence == Evidence::Document, "{}", rule.id);
            assert_eq!(rule.id.starts_with("CPRO"), rule.source != CHORUS_PRO.source, "{}", rule.id);
        }
    }
}
