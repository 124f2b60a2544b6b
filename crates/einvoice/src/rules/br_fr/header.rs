//! What holds between terms of the document: framework, type, preceding invoices, dates, amounts paid, currency, attachments.

use rust_decimal::Decimal;

use super::super::check::{Check, Outcome};
use super::paths::Paths;
use super::{all, forms, is_any, only_text};
use crate::document::Place;
use crate::document::names::{attribute, cac, cbc, qdt, ram, rsm};
use crate::model::Syntax;

/// BT-3 of a prepayment.
const PREPAYMENTS: &[&str] = &["386", "500", "503"];
/// BT-3 of what corrects another invoice, and of what credits one.
const CORRECTIONS: &[&str] = &["384", "471", "472", "473"];
const CREDITS: &[&str] = &["261", "381", "396", "502", "503"];
/// BT-23 of what is paid already, and of what follows a prepayment.
const PAID: &[&str] = &["B2", "S2", "M2"];
const FINAL: &[&str] = &["B4", "S4", "M4"];

pub(super) fn run(check: &mut Check<'_, '_>, syntax: Syntax, paths: &Paths) {
    process(check, syntax, paths);
    let is_credit_note = syntax == Syntax::UblCreditNote;
    if (syntax == Syntax::Cii || is_credit_note) && is_any(check, 0, paths.type_code, &["262"]) {
        let outcome = period(check, paths);
        check.test("BR-FR-CO-03_BT-3", 0, outcome);
    }
    if !is_credit_note && is_any(check, 0, paths.type_code, CORRECTIONS) {
        let id = if syntax == Syntax::Cii { "BR-FR-CO-04_BT-4" } else { "BR-FR-CO-04_BT-3" };
        let count = check.count(0, paths.preceding);
        check.holds(id, 0, count == 1);
    }
    if syntax != Syntax::UblInvoice && is_any(check, 0, paths.type_code, CREDITS) {
        let holds = refers(check, syntax, paths);
        check.holds("BR-FR-CO-05_BT-3", 0, holds);
    }
    dates(check, syntax, paths);
    paid(check, syntax, paths);
    currency(check, paths);
    attachments(check, syntax);
}

/// BT-23.
fn process(check: &mut Check<'_, '_>, syntax: Syntax, paths: &Paths) {
    let contexts =
        if syntax == Syntax::Cii { all(check, 0, &[rsm::ExchangedDocumentContext]) } else { vec![0] };
    let path = if syntax == Syntax::Cii { paths.process.get(1..).unwrap_or_default() } else { paths.process };
    for context in contexts {
        match only_text(check, context, path) {
            Ok(text) => check.listed("BR-FR-08_BT-23", context, text, forms::FRAMEWORKS.contains(&text)),
            Err(stop) => check.stop("BR-FR-08_BT-23", stop),
        }
    }
    let is_final = is_any(check, 0, paths.process, FINAL);
    let is_prepayment = is_any(check, 0, paths.type_code, PREPAYMENTS);
    check.holds("BR-FR-CO-08_BT-23", 0, !is_final || !is_prepayment);
}

/// A contract and both ends of a period.
fn period(check: &Check<'_, '_>, paths: &Paths) -> Outcome<bool> {
    for path in [paths.contract, paths.start, paths.end] {
        if only_text(check, 0, path)?.is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A credit refers to a dated invoice, in the document or in every line.
fn refers(check: &Check<'_, '_>, syntax: Syntax, paths: &Paths) -> bool {
    if syntax == Syntax::Cii {
        let is_dated = |reference: &Place| {
            check.has(*reference, ram::IssuerAssignedID)
                && check.exists(*reference, &[ram::FormattedIssueDateTime, qdt::DateTimeString])
        };
        let path = [ram::SpecifiedLineTradeSettlement, ram::InvoiceReferencedDocument];
        return all(check, 0, paths.preceding).iter().any(is_dated)
            || all(check, 0, paths.lines).into_iter().all(|line| {
                let status = [ram::AssociatedDocumentLineDocument, ram::LineStatusReasonCode];
                let is_detail = !check.exists(line, &status) || is_any(check, line, &status, &["DETAIL"]);
                !is_detail || all(check, line, &path).iter().any(is_dated)
            });
    }
    let number = check.texts(0, paths.number);
    let is_dated =
        |reference: &Place| check.has(*reference, cbc::ID) && check.has(*reference, cbc::IssueDate);
    let document = [cac::InvoiceDocumentReference, cbc::ID];
    all(check, 0, &[cac::BillingReference, cac::InvoiceDocumentReference]).iter().any(is_dated)
        || all(check, 0, paths.lines).into_iter().all(|line| {
            let references = all(check, line, &[cac::BillingReference]);
            let is_own =
                |reference: &Place| check.texts(*reference, &document).iter().any(|id| number.contains(id));
            let is_other = |reference: &Place| {
                check.texts(*reference, &document).iter().any(|id| number.iter().any(|number| number != id))
            };
            let status = [cac::InvoiceDocumentReference, cbc::DocumentStatusCode];
            let mut own = references.iter().filter(|reference| is_own(reference)).peekable();
            let is_detail =
                own.peek().is_none() || own.any(|reference| is_any(check, *reference, &status, &["DETAIL"]));
            !is_detail
                || references.iter().filter(|reference| is_other(reference)).any(|reference| {
                    all(check, *reference, &[cac::InvoiceDocumentReference]).iter().any(is_dated)
                })
        })
}

/// BT-9 is not before BT-2, compared as texts.
fn dates(check: &mut Check<'_, '_>, syntax: Syntax, paths: &Paths) {
    let due: Vec<_> = paths.due.iter().flat_map(|path| all(check, 0, path)).collect();
    let is_free = is_any(check, 0, paths.type_code, PREPAYMENTS) || is_any(check, 0, paths.process, PAID);
    if is_free {
        return;
    }
    let is_asked = syntax != Syntax::Cii || due.iter().any(|place| forms::is_filled(check.text(*place)));
    if !is_asked {
        return;
    }
    if syntax == Syntax::Cii {
        let issued = match check.single(0, paths.issued) {
            Ok(issued) => issued.map(|issued| check.text(issued)),
            Err(stop) => return check.stop("BR-FR-CO-07_BT-9", stop),
        };
        let early = due.iter().find(|place| issued.is_none_or(|issued| check.text(**place) < issued));
        if let Some(place) = early {
            check.differs("BR-FR-CO-07_BT-9", *place, Some(check.text(*place).to_owned()), None);
        }
        return;
    }
    let issued = check.texts(0, paths.issued);
    let early = due.iter().find(|place| issued.iter().any(|issued| check.text(**place) < *issued));
    if let Some(place) = early {
        check.differs("BR-FR-CO-07_BT-9", *place, Some(check.text(*place).to_owned()), None);
    }
}

/// An invoice that is paid says so in its amounts, and when.
fn paid(check: &mut Check<'_, '_>, syntax: Syntax, paths: &Paths) {
    if !is_any(check, 0, paths.process, PAID) {
        return;
    }
    let amount = |check: &Check<'_, '_>, path| -> Outcome<Option<Decimal>> {
        check.single(0, path)?.map(|place| check.decimal(place)).transpose()
    };
    let is_paid = || {
        Ok(amount(check, paths.paid)?
            .zip(amount(check, paths.total)?)
            .is_some_and(|(paid, total)| paid == total))
    };
    let outcome = is_paid();
    check.test("BR-FR-CO-09_BT-23-1", 0, outcome);
    let outcome = amount(check, paths.payable).map(|due| due.is_some_and(|due| due.is_zero()));
    check.test("BR-FR-CO-09_BT-23-2", 0, outcome);
    let due: Vec<_> = paths.due.iter().flat_map(|path| all(check, 0, path)).collect();
    let outcome = match (syntax, due.as_slice()) {
        (Syntax::Cii, due) => Ok(due.iter().any(|place| forms::is_filled(check.text(*place)))),
        (_, due) => Check::only_of(due).map(|due| due.is_some_and(|place| !check.text(place).is_empty())),
    };
    check.test("BR-FR-CO-09_BT-23-3", 0, outcome);
}

/// An invoice in another currency gives its VAT in euros too.
fn currency(check: &mut Check<'_, '_>, paths: &Paths) {
    let currencies = all(check, 0, paths.currency);
    let Some(foreign) = currencies.into_iter().find(|place| check.text(*place) != "EUR") else { return };
    let has_euros = || {
        if !is_any(check, 0, paths.accounting, &["EUR"]) {
            return Ok(false);
        }
        let mut totals = all(check, 0, paths.vat_totals);
        totals.retain(|place| check.attribute(*place, attribute::currencyID) == Some("EUR"));
        let total = Check::only_of(&totals)?;
        Ok(total.is_some_and(|place| !check.text(place).is_empty()))
    };
    let outcome = has_euros();
    check.test("BR-FR-CO-12_BT-5", foreign, outcome);
}

/// BG-24: what attached documents are called, and the readable one once; objects that an invoice refers to.
fn attachments(check: &mut Check<'_, '_>, syntax: Syntax) {
    if syntax == Syntax::Cii {
        let agreement = [rsm::SupplyChainTradeTransaction, ram::ApplicableHeaderTradeAgreement];
        let references = all(check, 0, &[&agreement[..], &[ram::AdditionalReferencedDocument]].concat());
        let readable =
            references.iter().filter(|place| is_any(check, **place, &[ram::Name], &["LISIBLE"])).count();
        check.holds("BR-FR-18_BT-123", 0, readable <= 1);
        for agreement in all(check, 0, &agreement) {
            objects(check, agreement, "BR-FR-29_BT-18", ["BR-FR-29_AFL", "BR-FR-29_AVV"]);
        }
        for line in all(check, 0, &[rsm::SupplyChainTradeTransaction, ram::IncludedSupplyChainTradeLineItem])
        {
            objects(check, line, "BR-FR-30_BT-128", ["BR-FR-30_AFL", "BR-FR-30_AVV"]);
        }
        for place in references {
            if is_any(check, place, &[ram::TypeCode], &["916"]) {
                let name = only_text(check, place, &[ram::Name]).map(super::even);
                let outcome = name.map(|name| name.is_empty() || forms::ATTACHMENTS.contains(&name.as_str()));
                check.test("BR-FR-17_BT-123", place, outcome);
            }
        }
        return;
    }
    let description = [cac::AdditionalDocumentReference, cbc::DocumentDescription];
    let readable = all(check, 0, &[cac::AdditionalDocumentReference]);
    let readable =
        readable.iter().filter(|place| is_any(check, **place, &[description[1]], &["LISIBLE"])).count();
    check.holds("BR-FR-18_BT-123", 0, readable <= 1);
    for place in 0..check.document.len() {
        match check.document.name(place) {
            cac::AdditionalDocumentReference => {
                let text = check.only(place, cbc::DocumentDescription);
                let outcome =
                    text.map(|text| text.is_none_or(|text| forms::ATTACHMENTS.contains(&check.text(text))));
                check.test("BR-FR-17_BT-123", place, outcome);
                if check.document.parent(place) == 0 {
                    once(check, "BR-FR-29_BT-18", place);
                }
            }
            cac::DocumentReference if is_of_line(check, place) => once(check, "BR-FR-30_BT-128", place),
            _ => {}
        }
    }
}

fn is_of_line(check: &Check<'_, '_>, place: Place) -> bool {
    let line = check.document.parent(place);
    matches!(check.document.name(line), cac::InvoiceLine | cac::CreditNoteLine)
        && check.document.parent(line) == 0
}

/// One identifier of each French scheme in a reference, in UBL.
fn once(check: &mut Check<'_, '_>, id: &'static str, place: Place) {
    let schemes: Vec<_> = all(check, place, &[cbc::ID])
        .into_iter()
        .filter_map(|id| check.attribute(id, attribute::schemeID))
        .collect();
    let count = |wanted: &str| schemes.iter().filter(|scheme| **scheme == wanted).count();
    check.holds(id, place, count("AFL") <= 1 && count("AVV") <= 1);
}

/// The same in CII, where each is a reference of its own.
fn objects(check: &mut Check<'_, '_>, around: Place, id: &'static str, filled: [&'static str; 2]) {
    let references = all(check, around, &[ram::AdditionalReferencedDocument]);
    let of = |check: &Check<'_, '_>, code: &str| -> Vec<Place> {
        let is = |place: &Place| is_any(check, *place, &[ram::ReferenceTypeCode], &[code]);
        references.iter().copied().filter(is).collect()
    };
    let found = [of(check, "AFL"), of(check, "AVV")];
    check.holds(id, around, found.iter().all(|found| found.len() <= 1));
    for (places, id) in found.into_iter().zip(filled) {
        for place in places {
            for number in all(check, place, &[ram::IssuerAssignedID]) {
                let is_filled = forms::is_filled(check.text(number));
                check.holds(id, number, is_filled);
            }
        }
    }
}
