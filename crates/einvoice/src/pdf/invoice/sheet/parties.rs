//! Who sells, who buys, and who else is named.

use super::super::format;
use super::super::words::word;
use super::{everywhere, owned, text};
use crate::semantic::{Group, Leaf, Term};

/// A party.
#[derive(Debug, Default, Clone)]
pub(in super::super) struct Party {
    pub(in super::super) name: String,
    /// Trading name and address.
    pub(in super::super) address: Vec<String>,
    pub(in super::super) identifiers: Vec<String>,
    /// Whom to ask.
    pub(in super::super) contact: Vec<String>,
}

impl Party {
    fn is_empty(&self) -> bool {
        self.name.is_empty() && self.address.is_empty() && self.identifiers.is_empty()
    }
}

/// The terms of a party.
struct Terms {
    name: Term,
    trading: Option<Term>,
    identifier: Option<Term>,
    registration: Option<Term>,
    vat: Option<Term>,
    electronic: Option<Term>,
    address: Option<Address>,
    contact: Option<(Term, [Term; 3])>,
}

/// The terms of an address: its group, three lines, post code, city, subdivision, country.
struct Address(Term, [Term; 3], [Term; 2], [Term; 2]);

const SELLER: Terms = Terms {
    name: Term::SellerName,
    trading: Some(Term::SellerTradingName),
    identifier: Some(Term::SellerIdentifier),
    registration: Some(Term::SellerLegalRegistrationIdentifier),
    vat: Some(Term::SellerVatIdentifier),
    electronic: None,
    address: Some(Address(
        Term::SellerPostalAddress,
        [Term::SellerAddressLine1, Term::SellerAddressLine2, Term::SellerAddressLine3],
        [Term::SellerPostCode, Term::SellerCity],
        [Term::SellerCountrySubdivision, Term::SellerCountryCode],
    )),
    contact: Some((
        Term::SellerContact,
        [Term::SellerContactPoint, Term::SellerContactTelephoneNumber, Term::SellerContactEmailAddress],
    )),
};

const BUYER: Terms = Terms {
    name: Term::BuyerName,
    trading: Some(Term::BuyerTradingName),
    identifier: Some(Term::BuyerIdentifier),
    registration: Some(Term::BuyerLegalRegistrationIdentifier),
    vat: Some(Term::BuyerVatIdentifier),
    electronic: Some(Term::BuyerElectronicAddress),
    address: Some(Address(
        Term::BuyerPostalAddress,
        [Term::BuyerAddressLine1, Term::BuyerAddressLine2, Term::BuyerAddressLine3],
        [Term::BuyerPostCode, Term::BuyerCity],
        [Term::BuyerCountrySubdivision, Term::BuyerCountryCode],
    )),
    contact: Some((
        Term::BuyerContact,
        [Term::BuyerContactPoint, Term::BuyerContactTelephoneNumber, Term::BuyerContactEmailAddress],
    )),
};

const PAYEE: Terms = Terms {
    name: Term::PayeeName,
    trading: None,
    identifier: Some(Term::PayeeIdentifier),
    registration: Some(Term::PayeeLegalRegistrationIdentifier),
    vat: None,
    electronic: None,
    address: None,
    contact: None,
};

const REPRESENTATIVE: Terms = Terms {
    name: Term::SellerTaxRepresentativeName,
    trading: None,
    identifier: None,
    registration: None,
    vat: Some(Term::SellerTaxRepresentativeVatIdentifier),
    electronic: None,
    address: Some(Address(
        Term::SellerTaxRepresentativePostalAddress,
        [
            Term::TaxRepresentativeAddressLine1,
            Term::TaxRepresentativeAddressLine2,
            Term::TaxRepresentativeAddressLine3,
        ],
        [Term::TaxRepresentativePostCode, Term::TaxRepresentativeCity],
        [Term::TaxRepresentativeCountrySubdivision, Term::TaxRepresentativeCountryCode],
    )),
    contact: None,
};

const DELIVERY: Terms = Terms {
    name: Term::DeliverToPartyName,
    trading: None,
    identifier: Some(Term::DeliverToLocationIdentifier),
    registration: None,
    vat: None,
    electronic: None,
    address: Some(Address(
        Term::DeliverToAddress,
        [Term::DeliverToAddressLine1, Term::DeliverToAddressLine2, Term::DeliverToAddressLine3],
        [Term::DeliverToPostCode, Term::DeliverToCity],
        [Term::DeliverToCountrySubdivision, Term::DeliverToCountryCode],
    )),
    contact: None,
};

pub(super) fn seller(document: &Group) -> Party {
    document.group(Term::Seller).map(|group| party(group, &SELLER)).unwrap_or_default()
}

pub(super) fn buyer(document: &Group) -> Party {
    document.group(Term::Buyer).map(|group| party(group, &BUYER)).unwrap_or_default()
}

/// The parties that are neither.
pub(super) fn others(document: &Group) -> Vec<(&'static str, Party)> {
    let kinds = [
        ("Livré à", Term::DeliveryInformation, DELIVERY),
        ("Bénéficiaire du paiement", Term::Payee, PAYEE),
        ("Représentant fiscal", Term::SellerTaxRepresentativeParty, REPRESENTATIVE),
    ];
    let found = kinds.iter().flat_map(|(label, group, terms)| {
        everywhere(document, *group).into_iter().map(|group| (*label, party(group, terms)))
    });
    found.filter(|(_, party)| !party.is_empty()).collect()
}

fn party(group: &Group, terms: &Terms) -> Party {
    let name = owned(group, terms.name).unwrap_or_default();
    let trading = terms.trading.and_then(|term| owned(group, term)).filter(|trading| *trading != name);
    let mut address: Vec<String> = trading.into_iter().collect();
    if let Some(terms) = &terms.address {
        // UBL puts the address into the delivery, CII beside it.
        let own = everywhere(group, terms.0);
        address.extend(own.first().map(|group| lines(group, terms)).unwrap_or_default());
    }
    let mut contact = Vec::new();
    if let Some((term, terms)) = &terms.contact
        && let Some(group) = group.group(*term)
    {
        contact.extend(terms.iter().filter_map(|term| text(group, *term)).map(glued));
    }
    Party { name, address, identifiers: identifiers(group, terms), contact }
}

fn lines(
    group: &Group,
    Address(_, three, [post_code, city], [subdivision, country]): &Address,
) -> Vec<String> {
    let mut lines: Vec<String> = three.iter().filter_map(|term| owned(group, *term)).collect();
    let place: Vec<&str> = [post_code, city].into_iter().filter_map(|term| text(group, *term)).collect();
    let last = [Some(place.join(" ")), owned(group, *subdivision)];
    lines.extend(last.into_iter().flatten().filter(|line| !line.is_empty()));
    let abroad = text(group, *country).filter(|country| *country != "FR");
    lines.extend(abroad.map(|country| word("country", country).unwrap_or(country).to_owned()));
    lines
}

/// The identifiers, each once.
fn identifiers(group: &Group, terms: &Terms) -> Vec<String> {
    let given = [terms.registration, terms.identifier, terms.electronic].into_iter().flatten();
    let leaves = given.flat_map(|term| group.leaves(term).map(move |leaf| (term, leaf)));
    let values: Vec<(Term, &Leaf, String)> =
        leaves.map(|(term, leaf)| (term, leaf, format::compact(&leaf.text))).collect();
    let mut told: Vec<String> = Vec::new();
    for (at, (term, leaf, value)) in values.iter().enumerate() {
        // A SIREN says nothing that its SIRET does not, and what was said need not be said again.
        let is_known = values.iter().enumerate().any(|(other, (_, _, longer))| {
            let siret = longer.len() == 14 && value.len() == 9 && longer.starts_with(value.as_str());
            siret || (other < at && longer == value)
        });
        if !value.is_empty() && !is_known {
            let kind =
                if Some(*term) == terms.electronic { "Adresse électronique" } else { kind(leaf, value) };
            told.push(glued(&format!("{kind} {}", format::identifier(&leaf.text))));
        }
    }
    let vat = terms.vat.and_then(|term| text(group, term));
    told.extend(vat.map(|vat| glued(&format!("TVA {}", format::compact(vat)))));
    told
}

/// Without a place where a line may break.
fn glued(text: &str) -> String {
    text.replace(' ', "\u{a0}")
}

/// What kind an identifier is: its digits tell more than its scheme, under which several customs meet.
fn kind(leaf: &Leaf, compact: &str) -> &'static str {
    let scheme = leaf.attribute("schemeID").or_else(|| leaf.attribute("schemeName")).unwrap_or_default();
    let digits = compact.bytes().all(|byte| byte.is_ascii_digit());
    match (scheme, digits, compact.len()) {
        ("0002" | "0009" | "1" | "", true, 14) => "SIRET",
        ("0002" | "1" | "", true, 9) => "SIREN",
        _ => word("scheme", scheme).unwrap_or("Identifiant"),
    }
}

/// The seller in one line, with what the law asks for.
pub(super) fn foot(document: &Group, seller: &Party) -> Vec<String> {
    let group = document.group(Term::Seller);
    let said = |term| group.and_then(|group| owned(group, term));
    let mut parts = vec![seller.name.clone()];
    parts.extend(said(Term::SellerAdditionalLegalInformation).map(|text| text.replace(['\n', '\r'], " ")));
    parts.push(seller.address.join(", "));
    parts.extend(seller.identifiers.iter().cloned());
    parts.extend(said(Term::SellerTaxRegistrationIdentifier).map(|number| format!("N° fiscal {number}")));
    parts
}
