//! What stands above the lines: what it is, what it refers to, when and where it was delivered.

use super::html::Html;
use super::parties::address;
use super::words::{List, label, meaning};
use crate::model::Syntax;
use crate::semantic::shape::Shaped;
use crate::semantic::{Invoice, Term};

/// What the document is called: by its type code, else by its root.
pub(super) fn kind(invoice: &Invoice) -> String {
    let code = invoice.document.leaf(Term::InvoiceTypeCode).map(|leaf| leaf.text.trim());
    match code.map(|code| (code, meaning(List::Kind, code))) {
        Some((_, Some(kind))) => kind.to_owned(),
        Some((code, None)) if !code.is_empty() => format!("Document de type {code}"),
        _ if invoice.syntax == Syntax::UblCreditNote => "Avoir".to_owned(),
        _ => "Facture".to_owned(),
    }
}

pub(super) fn title(html: &mut Html, invoice: &Invoice, document: &mut Shaped) {
    html.open("header", "invoice-header", None);
    let (kinds, numbers) = (document.take(Term::InvoiceTypeCode), document.take(Term::InvoiceNumber));
    html.open_heading(0);
    match kinds.first() {
        Some(kept) => html.shown(kept, &kind(invoice)),
        None => html.write(&kind(invoice)),
    }
    if let Some(kept) = numbers.first() {
        html.write(" n°\u{a0}");
        html.value(kept);
    }
    html.close_heading(0);
    // What is there twice stands below.
    document.leaves.extend(kinds.into_iter().skip(1).chain(numbers.into_iter().skip(1)));
    html.open("dl", "invoice-list", None);
    let mut control = document.take_groups(Term::ProcessControl);
    html.entries(
        document,
        &[
            Term::InvoiceIssueDate,
            Term::PaymentDueDate,
            Term::InvoiceCurrencyCode,
            Term::VatAccountingCurrencyCode,
            Term::ValueAddedTaxPointDate,
            Term::ValueAddedTaxPointDateCode,
        ],
    );
    for control in &mut control {
        html.entries(control, &[Term::BusinessProcessType, Term::SpecificationIdentifier]);
    }
    html.close("dl");
    html.close("header");
    document.groups.extend(control);
}

pub(super) fn references(html: &mut Html, document: &mut Shaped) {
    const TERMS: &[Term] = &[
        Term::PurchaseOrderReference,
        Term::ContractReference,
        Term::BuyerReference,
        Term::ProjectReference,
        Term::TenderOrLotReference,
        Term::InvoicedObjectIdentifier,
        Term::SalesOrderReference,
        Term::DespatchAdviceReference,
        Term::ReceivingAdviceReference,
        Term::BuyerAccountingReference,
    ];
    let mut preceding = document.take_groups(Term::PrecedingInvoiceReference);
    if preceding.is_empty() && TERMS.iter().all(|term| document.leaf(*term).is_none()) {
        return;
    }
    html.open("section", "invoice-references", None);
    html.heading(1, "Références");
    html.open("dl", "invoice-list", None);
    html.entries(document, TERMS);
    for group in &mut preceding {
        let terms = [Term::PrecedingInvoiceNumber, Term::PrecedingInvoiceIssueDate];
        let values: Vec<_> = terms.iter().flat_map(|term| group.take(*term)).collect();
        html.open_entry(label(Term::PrecedingInvoiceReference));
        html.begin("span", "invoice-preceding", Some(group));
        for (place, kept) in values.iter().enumerate() {
            html.write(if place == 0 { "" } else { " du " });
            html.value(kept);
        }
        html.end("span");
        html.close_entry();
    }
    html.close("dl");
    html.close("section");
    document.groups.extend(preceding);
}

pub(super) fn delivery(html: &mut Html, document: &mut Shaped) {
    const ADDRESS: &[Term] = &[
        Term::DeliverToAddressLine1,
        Term::DeliverToAddressLine2,
        Term::DeliverToAddressLine3,
        Term::DeliverToPostCode,
        Term::DeliverToCity,
        Term::DeliverToCountrySubdivision,
        Term::DeliverToCountryCode,
    ];
    for mut group in document.take_groups(Term::DeliveryInformation) {
        if !group.is_empty() {
            html.open("section", "invoice-delivery", Some(&group));
            html.heading(1, label(Term::DeliveryInformation));
            html.open("dl", "invoice-list", None);
            html.entries(&mut group, &[Term::ActualDeliveryDate, Term::DeliverToPartyName]);
            html.entries(&mut group, &[Term::DeliverToLocationIdentifier]);
            let mut addresses = group.take_groups(Term::DeliverToAddress);
            addresses.iter_mut().for_each(|inner| address(html, inner, ADDRESS));
            group.groups.extend(addresses);
            html.close("dl");
            html.close("section");
        }
        document.groups.push(group);
    }
    for mut group in document.take_groups(Term::InvoicingPeriod) {
        if !group.is_empty() {
            html.open("section", "invoice-period", Some(&group));
            html.heading(1, label(Term::InvoicingPeriod));
            html.list(&mut group, &[Term::InvoicingPeriodStartDate, Term::InvoicingPeriodEndDate]);
            html.close("section");
        }
        document.groups.push(group);
    }
}
