//! The French numbers of a party, by the schemes of its identifiers.

use super::{Group, Leaf, Term};

/// A party group, with the terms that may hold its numbers.
struct Party {
    group: Term,
    identifier: Term,
    registration: Term,
    vat: Option<Term>,
    country: Option<(Term, Term)>,
}

const PARTIES: &[Party] = &[
    Party {
        group: Term::Seller,
        identifier: Term::SellerIdentifier,
        registration: Term::SellerLegalRegistrationIdentifier,
        vat: Some(Term::SellerVatIdentifier),
        country: Some((Term::SellerPostalAddress, Term::SellerCountryCode)),
    },
    Party {
        group: Term::Buyer,
        identifier: Term::BuyerIdentifier,
        registration: Term::BuyerLegalRegistrationIdentifier,
        vat: Some(Term::BuyerVatIdentifier),
        country: Some((Term::BuyerPostalAddress, Term::BuyerCountryCode)),
    },
    Party {
        group: Term::Payee,
        identifier: Term::PayeeIdentifier,
        registration: Term::PayeeLegalRegistrationIdentifier,
        vat: None,
        country: None,
    },
];

/// Countries of ISO 3166-1 whose companies have a SIREN.
const FRENCH: &[&str] = &["FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF", "TF"];

/// ISO 6523: SIRET, and SIREN (which Factur-X took for a SIRET too).
const SIRET: &str = "0009";
const SIREN: &str = "0002";

impl Group {
    /// The SIRET of a seller (BG-4), buyer (BG-7) or payee (BG-10): 14 digits of scheme 0009, else of scheme 0002, else without a
    /// scheme and not those of a party abroad. Blanks between the digits are left out. Digits of any other scheme, like a
    /// private number (0224) or a GLN (0088), are never taken for one.
    #[must_use]
    pub fn siret(&self) -> Option<String> {
        let party = self.party()?;
        let of = |scheme: Option<&str>| self.numbers(party, scheme, 14);
        of(Some(SIRET)).or_else(|| of(Some(SIREN))).or_else(|| of(None).filter(|_| !self.is_abroad(party)))
    }

    /// The SIREN of a party: 9 digits of scheme 0002, else the beginning of its SIRET, else a legal registration of 9 digits
    /// without a scheme, else what its French VAT number ends in. Neither of the last two for a party abroad.
    #[must_use]
    pub fn siren(&self) -> Option<String> {
        let party = self.party()?;
        let of_siret = || self.siret().and_then(|siret| siret.get(..9).map(str::to_owned));
        let registered = || {
            let leaf = self.leaf(party.registration).filter(|leaf| scheme(leaf).is_none())?;
            digits(leaf, 9)
        };
        let of_vat = || {
            let number = compact(&self.leaf(party.vat?)?.text);
            number.strip_prefix("FR")?.get(2..).filter(|rest| is_digits(rest, 9)).map(str::to_owned)
        };
        let at_home = || registered().or_else(of_vat).filter(|_| !self.is_abroad(party));
        self.numbers(party, Some(SIREN), 9).or_else(of_siret).or_else(at_home)
    }

    fn party(&self) -> Option<&'static Party> {
        PARTIES.iter().find(|party| Some(party.group) == self.term)
    }

    fn numbers(&self, party: &Party, wanted: Option<&str>, count: usize) -> Option<String> {
        let leaves = self.leaves(party.registration).chain(self.leaves(party.identifier));
        leaves.filter(|leaf| scheme(leaf) == wanted).find_map(|leaf| digits(leaf, count))
    }

    /// Whether the country, else the VAT number, is another one's.
    fn is_abroad(&self, party: &Party) -> bool {
        let country = party.country.and_then(|(address, country)| self.group(address)?.leaf(country));
        let vat = || party.vat.and_then(|vat| self.leaf(vat));
        match country {
            Some(country) => !FRENCH.contains(&country.text.trim()),
            None => vat().is_some_and(|vat| !compact(&vat.text).starts_with("FR")),
        }
    }
}

fn scheme(leaf: &Leaf) -> Option<&str> {
    leaf.attribute("schemeID").map(str::trim).filter(|scheme| !scheme.is_empty())
}

fn compact(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn digits(leaf: &Leaf, count: usize) -> Option<String> {
    Some(compact(&leaf.text)).filter(|text| is_digits(text, count))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(term: Term, scheme: &str, text: &str) -> Leaf {
        let attributes = if scheme.is_empty() { Vec::new() } else { vec![("schemeID", scheme.to_owned())] };
        Leaf { term, text: text.to_owned(), line: 1, attributes }
    }

    fn buyer(country: &str, leaves: Vec<Leaf>) -> Group {
        let country = vec![leaf(Term::BuyerCountryCode, "", country)];
        let address = Group { term: Some(Term::BuyerPostalAddress), leaves: country, ..Group::default() };
        Group { term: Some(Term::Buyer), leaves, groups: vec![address], ..Group::default() }
    }

    #[test]
    fn a_siret_is_told_by_its_scheme() {
        let (identifier, registration) = (Term::BuyerIdentifier, Term::BuyerLegalRegistrationIdentifier);
        let private = || leaf(identifier, "0224", "20260000000017");
        let gln = || leaf(registration, "0088", "30123450000110");
        for (leaves, siret) in [
            (vec![private(), leaf(identifier, "0009", "110 002 011 00044")], Some("11000201100044")),
            (
                vec![
                    leaf(identifier, "0009", "11000201100044"),
                    leaf(registration, "0002", "73282932000074"),
                ],
                Some("11000201100044"),
            ),
            (vec![gln(), leaf(registration, "0002", "73282932000074")], Some("73282932000074")),
            (vec![private(), leaf(registration, "", "73282932000074")], Some("73282932000074")),
            (vec![private(), gln(), leaf(identifier, "0060", "12345678901234")], None),
            (vec![leaf(registration, "0009", "732829320")], None),
        ] {
            assert_eq!(buyer("FR", leaves).siret().as_deref(), siret);
        }
        let bare = || vec![leaf(registration, "", "73282932000074")];
        assert_eq!(buyer("DE", bare()).siret(), None, "the digits of a party abroad are no SIRET");
        assert!(buyer("RE", bare()).siret().is_some());
        assert!(buyer("DE", vec![leaf(identifier, "0009", "73282932000074")]).siret().is_some());
    }

    #[test]
    fn a_siren_is_never_the_digits_of_a_party_abroad() {
        let registration = |scheme, text| vec![leaf(Term::BuyerLegalRegistrationIdentifier, scheme, text)];
        let vat = |text| vec![leaf(Term::BuyerVatIdentifier, "", text)];
        for (country, leaves, siren) in [
            ("FR", registration("0002", "732829320"), Some("732829320")),
            ("FR", registration("0009", "73282932000074"), Some("732829320")),
            ("FR", registration("", "732 829 320"), Some("732829320")),
            ("FR", vat("FR44732829320"), Some("732829320")),
            ("BE", registration("", "732829320"), None),
            ("BE", vat("BE0732829320"), None),
            ("FR", registration("0060", "732829320"), None),
        ] {
            assert_eq!(buyer(country, leaves).siren().as_deref(), siren, "{country}");
        }
    }
}
