//! What an invoice says, in the words and the order of the sheet: from the terms of EN 16931 to French texts.
//!
//! Nothing is reckoned and nothing is invented: what the invoice does not say is not on the sheet.

mod lines;
mod parties;
mod payment;
mod totals;

use rust_decimal::Decimal;

use super::format;
use super::words::word;
use crate::semantic::{Group, Invoice, Leaf, Term};

pub(super) use lines::Line;
pub(super) use parties::Party;
pub(super) use totals::Tax;

/// A label and what it labels.
pub(super) type Fact = (String, String);

/// What the sheet says.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// What the document is, "Facture".
    pub(super) title: String,
    pub(super) number: String,
    pub(super) seller: Party,
    pub(super) buyer: Party,
    /// Other parties, with what they are.
    pub(super) others: Vec<(&'static str, Party)>,
    pub(super) facts: Vec<Fact>,
    pub(super) lines: Vec<Line>,
    /// Allowances and charges of the whole document.
    pub(super) adjustments: Vec<Line>,
    pub(super) taxes: Vec<Tax>,
    pub(super) totals: Vec<Fact>,
    /// What is to be paid.
    pub(super) due: Option<Fact>,
    pub(super) payment: Vec<Fact>,
    /// Texts with their titles.
    pub(super) notes: Vec<(String, String)>,
    /// Who sends it, at the foot of each page.
    pub(super) foot: Vec<String>,
}

impl Sheet {
    pub(super) fn of(invoice: &Invoice) -> Self {
        let document = &invoice.document;
        let currency = text(document, Term::InvoiceCurrencyCode).unwrap_or("EUR");
        let seller = parties::seller(document);
        let code = text(document, Term::InvoiceTypeCode).unwrap_or_default();
        let due = totals::due(document, currency);
        Self {
            title: word("title", code).unwrap_or("Facture").to_owned(),
            number: text(document, Term::InvoiceNumber).unwrap_or_default().to_owned(),
            foot: parties::foot(document, &seller),
            seller,
            buyer: parties::buyer(document),
            others: parties::others(document),
            facts: facts(document, currency),
            lines: lines::lines(document, currency),
            adjustments: lines::adjustments(document),
            taxes: totals::taxes(document),
            totals: totals::totals(document, currency),
            due,
            payment: payment::payment(document),
            notes: payment::notes(document),
        }
    }
}

/// The text of a term directly in a group, without white space around; `None` when it is empty.
fn text(group: &Group, term: Term) -> Option<&str> {
    group.leaf(term).map(|leaf| leaf.text.trim()).filter(|text| !text.is_empty())
}

/// The same as a text of its own.
fn owned(group: &Group, term: Term) -> Option<String> {
    text(group, term).map(str::to_owned)
}

fn decimal(group: &Group, term: Term) -> Option<Decimal> {
    group.leaf(term).and_then(Leaf::decimal)
}

/// A day as written in France; what is no day as it is.
fn date(group: &Group, term: Term) -> Option<String> {
    let leaf = group.leaf(term)?;
    let written = leaf.date().map(format::date);
    written.or_else(|| owned(group, term))
}

/// A term wherever it stands outside of the lines: the syntaxes put some into different groups.
fn anywhere(group: &Group, term: Term) -> Option<&Leaf> {
    let own = group.leaf(term).filter(|leaf| !leaf.text.trim().is_empty());
    own.or_else(|| {
        let groups = group.groups.iter().filter(|inner| inner.term != Some(Term::InvoiceLine));
        groups.filter_map(|inner| anywhere(inner, term)).next()
    })
}

/// Every occurrence of a group outside of the lines.
fn everywhere(group: &Group, term: Term) -> Vec<&Group> {
    let mut found: Vec<&Group> = group.groups(term).collect();
    for inner in group.groups.iter().filter(|inner| inner.term != Some(Term::InvoiceLine)) {
        if inner.term != Some(term) {
            found.extend(everywhere(inner, term));
        }
    }
    found
}

/// A span of days.
fn period(group: &Group, begin: Term, end: Term) -> Option<String> {
    match (date(group, begin), date(group, end)) {
        (Some(begin), Some(end)) => Some(format!("du {begin} au {end}")),
        (Some(begin), None) => Some(format!("à partir du {begin}")),
        (None, Some(end)) => Some(format!("jusqu'au {end}")),
        (None, None) => None,
    }
}

/// What is known of the whole document.
fn facts(document: &Group, currency: &str) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    let mut add = |label: &str, value: Option<String>| {
        if let Some(value) = value {
            facts.push((label.to_owned(), value));
        }
    };
    let found = |term| anywhere(document, term);
    let plain = |term| found(term).map(|leaf| leaf.text.trim().to_owned());
    let day = |term| found(term).and_then(Leaf::date).map(format::date).or_else(|| plain(term));
    add("Date d'émission", day(Term::InvoiceIssueDate));
    add("Échéance", day(Term::PaymentDueDate));
    add("Livraison", day(Term::ActualDeliveryDate));
    let spans = everywhere(document, Term::InvoicingPeriod);
    let span = spans.first();
    add(
        "Période",
        span.and_then(|span| period(span, Term::InvoicingPeriodStartDate, Term::InvoicingPeriodEndDate)),
    );
    add("Référence acheteur", plain(Term::BuyerReference));
    add("Commande", plain(Term::PurchaseOrderReference));
    add("Contrat", plain(Term::ContractReference));
    add("Projet", plain(Term::ProjectReference));
    add("Marché ou lot", plain(Term::TenderOrLotReference));
    add("Commande du vendeur", plain(Term::SalesOrderReference));
    add("Bon de livraison", plain(Term::DespatchAdviceReference));
    add("Avis de réception", plain(Term::ReceivingAdviceReference));
    add("Objet facturé", plain(Term::InvoicedObjectIdentifier));
    add("Imputation", plain(Term::BuyerAccountingReference));
    for former in everywhere(document, Term::PrecedingInvoiceReference) {
        let number = text(former, Term::PrecedingInvoiceNumber).unwrap_or_default();
        let on = date(former, Term::PrecedingInvoiceIssueDate);
        let on = on.map_or_else(String::new, |on| format!(" du {on}"));
        add("Facture d'origine", Some(format!("{number}{on}")));
    }
    add("Date de la TVA", day(Term::ValueAddedTaxPointDate));
    let code = plain(Term::ValueAddedTaxPointDateCode);
    add("Exigibilité de la TVA", code.map(|code| word("falls-due", &code).map_or(code, str::to_owned)));
    let other = plain(Term::VatAccountingCurrencyCode).filter(|other| other != currency);
    add("Devise", Some(currency.to_owned()).filter(|currency| currency != "EUR" || other.is_some()));
    add("Devise de la TVA", other);
    facts
}
