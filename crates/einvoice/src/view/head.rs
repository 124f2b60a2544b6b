//! What stands above the lines: what it is, who is concerned, what it refers to.

use super::format::grouped;
use super::html::Html;
use super::words::{List, label, meaning};
use crate::model::Syntax;
use crate::semantic::shape::{Kept, Shaped};
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

/// The terms of a party, by their place in its block.
struct Party {
    group: Term,
    names: &'static [Term],
    numbers: &'static [Term],
    address: Option<(Term, &'static [Term])>,
    contact: Option<(Term, &'static [Term])>,
}

const PARTIES: &[Party] = &[
    Party {
        group: Term::Seller,
        names: &[Term::SellerName, Term::SellerTradingName],
        numbers: &[
            Term::SellerLegalRegistrationIdentifier,
            Term::SellerIdentifier,
            Term::SellerVatIdentifier,
            Term::SellerTaxRegistrationIdentifier,
            Term::SellerElectronicAddress,
            Term::SellerAdditionalLegalInformation,
        ],
        address: Some((
            Term::SellerPostalAddress,
            &[
                Term::SellerAddressLine1,
                Term::SellerAddressLine2,
                Term::SellerAddressLine3,
                Term::SellerPostCode,
                Term::SellerCity,
                Term::SellerCountrySubdivision,
                Term::SellerCountryCode,
            ],
        )),
        contact: Some((
            Term::SellerContact,
            &[Term::SellerContactPoint, Term::SellerContactTelephoneNumber, Term::SellerContactEmailAddress],
        )),
    },
    Party {
        group: Term::Buyer,
        names: &[Term::BuyerName, Term::BuyerTradingName],
        numbers: &[
            Term::BuyerLegalRegistrationIdentifier,
            Term::BuyerIdentifier,
            Term::BuyerVatIdentifier,
            Term::BuyerElectronicAddress,
        ],
        address: Some((
            Term::BuyerPostalAddress,
            &[
                Term::BuyerAddressLine1,
                Term::BuyerAddressLine2,
                Term::BuyerAddressLine3,
                Term::BuyerPostCode,
                Term::BuyerCity,
                Term::BuyerCountrySubdivision,
                Term::BuyerCountryCode,
            ],
        )),
        contact: Some((
            Term::BuyerContact,
            &[Term::BuyerContactPoint, Term::BuyerContactTelephoneNumber, Term::BuyerContactEmailAddress],
        )),
    },
    Party {
        group: Term::Payee,
        names: &[Term::PayeeName],
        numbers: &[Term::PayeeLegalRegistrationIdentifier, Term::PayeeIdentifier],
        address: None,
        contact: None,
    },
    Party {
        group: Term::SellerTaxRepresentativeParty,
        names: &[Term::SellerTaxRepresentativeName],
        numbers: &[Term::SellerTaxRepresentativeVatIdentifier],
        address: Some((
            Term::SellerTaxRepresentativePostalAddress,
            &[
                Term::TaxRepresentativeAddressLine1,
                Term::TaxRepresentativeAddressLine2,
                Term::TaxRepresentativeAddressLine3,
                Term::TaxRepresentativePostCode,
                Term::TaxRepresentativeCity,
                Term::TaxRepresentativeCountrySubdivision,
                Term::TaxRepresentativeCountryCode,
            ],
        )),
        contact: None,
    },
];

pub(super) fn parties(html: &mut Html, document: &mut Shaped) {
    html.open("div", "invoice-parties", None);
    for party in PARTIES {
        let mut groups = document.take_groups(party.group);
        for group in &mut groups {
            self::party(html, party, group);
        }
        document.groups.extend(groups);
    }
    html.close("div");
}

fn party(html: &mut Html, party: &Party, group: &mut Shaped) {
    let numbers = group.clone().into_group();
    let (siret, siren) = (numbers.siret(), numbers.siren());
    html.open("section", "invoice-party", Some(group));
    html.heading(1, label(party.group));
    html.open("dl", "invoice-list", None);
    html.entries(group, party.names);
    if let Some((term, terms)) = party.address {
        let mut addresses = group.take_groups(term);
        for address in &mut addresses {
            self::address(html, address, terms);
        }
        group.groups.extend(addresses);
    }
    for term in party.numbers {
        for kept in group.take(*term) {
            number(html, &kept, siret.as_deref(), siren.as_deref());
        }
    }
    if let Some((term, terms)) = party.contact {
        let mut contacts = group.take_groups(term);
        contacts.iter_mut().for_each(|contact| html.entries(contact, terms));
        group.groups.extend(contacts);
    }
    html.close("dl");
    html.close("section");
}

/// An identifier; the SIRET and the SIREN of a party are called by their names.
fn number(html: &mut Html, kept: &Kept, siret: Option<&str>, siren: Option<&str>) {
    let digits: String = kept.leaf.text.chars().filter(|character| !character.is_whitespace()).collect();
    let known = [("SIRET", siret), ("SIREN", siren)];
    let known = known.iter().find(|(_, number)| *number == Some(digits.as_str()));
    let scheme = kept.leaf.attribute("schemeID").map(str::trim);
    let is_address = matches!(kept.leaf.term, Term::SellerElectronicAddress | Term::BuyerElectronicAddress);
    let may_be = !is_address && matches!(scheme, None | Some("" | "0009" | "0002"));
    match known.filter(|_| may_be) {
        Some((name, _)) => {
            html.open_entry(name);
            html.shown(kept, &grouped(&digits));
            html.close_entry();
        }
        None => html.entry(label(kept.leaf.term), kept),
    }
}

/// An address on its lines.
pub(super) fn address(html: &mut Html, address: &mut Shaped, terms: &[Term]) {
    let values: Vec<_> = terms.iter().flat_map(|term| address.take(*term)).collect();
    if values.is_empty() {
        return;
    }
    html.open_entry(address.term.map_or("Adresse", label));
    html.begin("span", "invoice-address", Some(address));
    for (place, kept) in values.iter().enumerate() {
        // The post code and the city share a line.
        let is_city = matches!(
            kept.leaf.term,
            Term::SellerCity | Term::BuyerCity | Term::TaxRepresentativeCity | Term::DeliverToCity
        );
        html.write(match place {
            0 => "",
            _ if is_city => " ",
            _ => "\n",
        });
        html.value(kept);
    }
    html.end("span");
    html.close_entry();
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
