//! Who is concerned: each party in a block of its own, with its numbers by the names that the French give them.

use super::format::grouped;
use super::html::Html;
use super::words::label;
use crate::semantic::Term;
use crate::semantic::shape::{Kept, Shaped};

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
