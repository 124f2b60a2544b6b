//! Who sells, who buys and who is paid: the identifiers by which Chorus Pro knows them.

use super::super::Channel;
use super::super::check::Check;
use super::super::terms::Terms;
use crate::document::Place;
use crate::document::names::attribute;
use crate::semantic::Term;

const SIREN: &str = "0002";
const SIRET: &str = "0009";

/// The schemes by which a seller is known: SIRET, EU VAT number, person, outside the EU, RIDET, TAHITI.
const SELLER_SCHEMES: &[&str] = &[SIRET, "0223", "0226", "0227", "0228", "0229"];

/// The same in the notation of Chorus Pro itself.
const OWN_SCHEMES: &[&str] = &["1", "2", "3", "4", "5", "6", "UE", "ETR", "RIDET", "TAHITI"];

/// The schemes that a number of 14 digits may have to be a SIRET at Chorus Pro itself.
const SIRET_SCHEMES: &[&str] = &[SIRET, SIREN, "1", ""];

/// Which rule holds the form of a scheme.
const FORMS: &[(&str, &str)] = &[
    ("0223", "BR-FR-CPRO-04"),
    ("0227", "BR-FR-CPRO-05"),
    ("0228", "BR-FR-CPRO-06"),
    ("0229", "BR-FR-CPRO-07"),
    ("0226", "BR-FR-CPRO-08"),
];

pub(super) fn run(check: &mut Check<'_, '_>, terms: &Terms<'_, '_>, channel: Channel) {
    let seller =
        Identifiers::of(terms, channel, Term::SellerIdentifier, Term::SellerLegalRegistrationIdentifier);
    let buyer =
        Identifiers::of(terms, channel, Term::BuyerIdentifier, Term::BuyerLegalRegistrationIdentifier);
    let payee =
        Identifiers::of(terms, channel, Term::PayeeIdentifier, Term::PayeeLegalRegistrationIdentifier);
    check.holds("BR-FR-CPRO-03", terms.first(Term::Seller).unwrap_or(0), seller.is_known());
    for place in terms.all(Term::SellerIdentifier) {
        form(check, *place);
    }
    check.holds("BR-FR-CPRO-09", terms.first(Term::Seller).unwrap_or(0), !seller.lacks_siret());
    check.holds("BR-FR-CPRO-10", terms.first(Term::Buyer).unwrap_or(0), buyer.has_siret());
    check.holds("BR-FR-CPRO-17", terms.first(Term::Payee).unwrap_or(0), !payee.lacks_siret());
}

/// Whether a text is a number of so many digits.
pub(super) fn is_number(text: &str, digits: usize) -> bool {
    let text = text.trim();
    text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn scheme<'d>(check: &Check<'d, '_>, place: Place) -> &'d str {
    check.attribute(place, attribute::schemeID).unwrap_or_default().trim()
}

/// How long an identifier of a scheme is.
fn form(check: &mut Check<'_, '_>, place: Place) {
    let scheme = scheme(check, place);
    let Some((_, id)) = FORMS.iter().find(|(known, _)| *known == scheme) else { return };
    let text = check.text(place).trim();
    let length = text.chars().count();
    let fits = match scheme {
        "0223" | "0227" => length < 18,
        "0228" | "0229" => (9..=10).contains(&length),
        _ => length <= 80 && text.get(..10).is_some_and(|start| is_number(start, 10)),
    };
    if !fits {
        check.differs(id, place, Some(text.to_owned()), None);
    }
}

/// The identifiers of a party, with their schemes.
struct Identifiers<'d> {
    /// BT-29, BT-46 or BT-60.
    private: Vec<(&'d str, &'d str)>,
    /// BT-30, BT-47 or BT-61.
    legal: Vec<(&'d str, &'d str)>,
    channel: Channel,
}

impl<'d> Identifiers<'d> {
    fn of(terms: &Terms<'d, '_>, channel: Channel, private: Term, legal: Term) -> Self {
        let known = |term: Term| {
            let of = |place: &Place| {
                let named = |name| terms.document.attribute(*place, name).map(str::trim);
                // The UBL of Chorus Pro has its own attribute.
                let scheme = named(attribute::schemeID).or_else(|| named(attribute::schemeName));
                (scheme.unwrap_or_default(), terms.value(term, *place))
            };
            terms.all(term).iter().map(of).collect()
        };
        Self { private: known(private), legal: known(legal), channel }
    }

    fn has_siret(&self) -> bool {
        match self.channel {
            Channel::Platform => self.private.iter().any(|(scheme, _)| *scheme == SIRET),
            Channel::Direct => self.private.iter().chain(&self.legal).any(|(scheme, text)| {
                SIRET_SCHEMES.contains(scheme) && is_number(&text.replace(' ', ""), 14)
            }),
        }
    }

    fn has_siren(&self) -> bool {
        let is_siren = |text: &str| match self.channel {
            Channel::Platform => true,
            Channel::Direct => is_number(&text.replace(' ', ""), 9),
        };
        self.private.iter().chain(&self.legal).any(|(scheme, text)| *scheme == SIREN && is_siren(text))
    }

    /// Whether there is a SIREN without a SIRET.
    fn lacks_siret(&self) -> bool {
        self.has_siren() && !self.has_siret()
    }

    /// Whether Chorus Pro can know a seller by them.
    fn is_known(&self) -> bool {
        let is_listed = |schemes: &[&str], identifiers: &[(&str, &str)]| {
            identifiers.iter().any(|(scheme, _)| schemes.contains(scheme))
        };
        match self.channel {
            Channel::Platform => is_listed(SELLER_SCHEMES, &self.private),
            Channel::Direct => {
                let both = [SELLER_SCHEMES, OWN_SCHEMES].concat();
                self.has_siret() || is_listed(&both, &self.private) || is_listed(&both, &self.legal)
            }
        }
    }
}
