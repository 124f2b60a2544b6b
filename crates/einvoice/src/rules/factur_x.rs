//! The rules of Factur-X 1.09.2 for the XML, profile by profile: which elements it has and how often, which codes they take;
//! and those of EN 16931 that the profile keeps (`factur-x.txt`). The container is another matter, of the module `pdf`.

mod kept;

use std::sync::OnceLock;

use super::check::Check;
use super::codes;
use super::packs::FACTURX;
use super::shapes::{Holds, Known, Shapes};
use crate::document::Place;
use crate::document::names::{attribute, ram, rsm};

/// A profile of which the rules are known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Profile {
    Minimum,
    BasicWl,
    Basic,
    En16931,
}

impl Profile {
    /// The profile that BT-24 claims; what is no other is held against EN 16931, and fails for its BT-24. `None` for the profiles
    /// of which the rules are not known here.
    pub(super) fn of(specification: Option<&str>) -> Option<Self> {
        let specification = specification.unwrap_or_default().trim();
        let is = |profile: &str| {
            let mut parts = specification.rsplit([':', '#']);
            parts.next() == Some(profile)
        };
        if is("extended") || specification.contains("extended-ctc-fr") {
            None
        } else if is("minimum") {
            Some(Self::Minimum)
        } else if is("basicwl") {
            Some(Self::BasicWl)
        } else if is("basic") {
            Some(Self::Basic)
        } else {
            Some(Self::En16931)
        }
    }

    /// Its letter in the tables.
    pub(super) const fn letter(self) -> char {
        match self {
            Self::Minimum => 'M',
            Self::BasicWl => 'W',
            Self::Basic => 'B',
            Self::En16931 => 'E',
        }
    }
}

/// Runs what goes beyond EN 16931.
pub(super) fn run(check: &mut Check<'_, '_>, profile: Profile) {
    let shapes = shapes();
    for place in 0..check.document.len() {
        shapes.run(check, place, Some(profile.letter()));
        element(check, profile, place);
        kept::element(check, place);
    }
    kept::document(check);
}

fn shapes() -> &'static Shapes {
    static SHAPES: OnceLock<Shapes> = OnceLock::new();
    let known = Known { form: |_| None, list };
    SHAPES.get_or_init(|| Shapes::parse(include_str!("factur-x-rows.txt"), &FACTURX, &known, true))
}

/// The lists of codes that the rows name; some differ from those of EN 16931 by a few codes.
fn list(name: &str) -> Option<Holds> {
    Some(match name {
        "document-types" => |code| codes::DOCUMENT_TYPES_CII.contains(code),
        "note-subjects" => |code| codes::NOTE_SUBJECTS_CII.contains(code),
        "identifier-schemes" => |code| codes::IDENTIFIER_SCHEMES.contains(code),
        "party-schemes" => {
            |code| codes::IDENTIFIER_SCHEMES.contains(code) && !("0241"..="0248").contains(&code)
        }
        "countries" => |code| codes::COUNTRIES_UBL.contains(code),
        "electronic-address-schemes" => {
            |code| codes::ELECTRONIC_ADDRESS_SCHEMES.contains(code) && !matches!(code, "0219" | "0220")
        }
        "currencies" => is_currency,
        "payment-means" => |code| codes::PAYMENT_MEANS.contains(code),
        "exemption-reasons" => codes::is_exact_exemption_reason,
        "allowance-reasons" => |code| codes::ALLOWANCE_REASONS.contains(code),
        "charge-reasons" => |code| codes::CHARGE_REASONS.contains(code),
        "units" => |code| codes::UNITS.contains(code),
        "object-schemes" => |code| codes::OBJECT_SCHEMES.contains(code),
        "classification-schemes" => |code| codes::CLASSIFICATION_SCHEMES.contains(code),
        "media-types" => |code| codes::MEDIA_TYPES.contains(&code),
        _ => return None,
    })
}

fn is_currency(code: &str) -> bool {
    codes::CURRENCIES.contains(code) && code != "STD" || code == "STN"
}

/// What the table cannot say.
fn element(check: &mut Check<'_, '_>, profile: Profile, place: Place) {
    let document = check.document;
    match document.name(place) {
        ram::SpecifiedTradeSettlementHeaderMonetarySummation => tax_totals(check, profile, place),
        ram::ApplicableHeaderTradeAgreement
            if document.parent_name(place) == rsm::SupplyChainTradeTransaction =>
        {
            for (id, party) in [("CII-SR-465", ram::SellerTradeParty), ("CII-SR-466", ram::BuyerTradeParty)] {
                let has = |name| check.exists(place, &[party, ram::DefinedTradeContact, name]);
                let holds = !(has(ram::PersonName) && has(ram::DepartmentName));
                check.holds(id, place, holds);
            }
            for (id, name) in [("CII-SR-475", ram::Name), ("CII-SR-476", ram::AttachmentBinaryObject)] {
                let count = of_type(check, place, "916").map(|one| check.count(one, &[name])).sum::<usize>();
                check.holds(id, place, count <= 1);
            }
        }
        ram::SpecifiedLineTradeSettlement => {
            let count = of_type(check, place, "130").count();
            check.holds("CII-SR-474", place, count <= 1);
        }
        _ => {}
    }
    if profile == Profile::En16931
        && document.children(place).next().is_none()
        && check.text(place).trim_matches([' ', '\t', '\r', '\n']).is_empty()
    {
        check.fail("PEPPOL-EN16931-R008", place);
    }
}

/// The referenced documents of a type.
fn of_type<'c>(check: &'c Check<'_, '_>, place: Place, code: &'c str) -> impl Iterator<Item = Place> + 'c {
    check.document.named(place, ram::AdditionalReferencedDocument).filter(move |reference| {
        check.document.named(*reference, ram::TypeCode).any(|found| check.text(found).trim() == code)
    })
}

/// One VAT total in the currency of the invoice, and one in that of accounting, each of a currency that there is.
fn tax_totals(check: &mut Check<'_, '_>, profile: Profile, place: Place) {
    let settlement = check.document.parent(place);
    let is_of_document = check.document.name(settlement) == ram::ApplicableHeaderTradeSettlement;
    if !is_of_document {
        return;
    }
    let (of_invoice, of_accounting) = match profile {
        Profile::Minimum | Profile::Basic => ("FX-SCH-A-000045", "FX-SCH-A-000045"),
        Profile::BasicWl => ("FX-SCH-A-000486", "FX-SCH-A-000487"),
        Profile::En16931 => ("FX-SCH-A-000606", "FX-SCH-A-000607"),
    };
    let invoice = check.texts(settlement, &[ram::InvoiceCurrencyCode]);
    let accounting = check.texts(settlement, &[ram::TaxCurrencyCode]);
    let (mut invoices, mut accountings) = (0, 0);
    let totals: Vec<_> = check.document.named(place, ram::TaxTotalAmount).collect();
    for total in totals {
        let Some(currency) = check.attribute(total, attribute::currencyID) else { continue };
        let is_listed = currency.is_empty() || is_currency(currency);
        invoices += usize::from(invoice.contains(currency));
        accountings += usize::from(accounting.contains(currency));
        if invoice.contains(currency) {
            check.listed(of_invoice, total, currency, is_listed);
        } else if accounting.contains(currency) {
            check.listed(of_accounting, total, currency, is_listed);
        }
    }
    check.holds("FX-SCH-A-000042", place, invoices <= 1);
    check.holds("FX-SCH-A-000192", place, accountings <= 1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_understood_and_names_a_list_that_there_is() {
        let rows = include_str!("factur-x-rows.txt");
        assert_eq!(shapes().len(), rows.lines().count());
        for value in rows.lines().filter_map(|row| row.split_once(" code")?.1.split_once('=')) {
            let is_name =
                value.1.contains('-') && value.1.starts_with(|first: char| first.is_ascii_lowercase());
            let is_written = value.1.starts_with("urn:") || value.1.contains('|');
            assert!(!is_name || is_written || list(value.1).is_some(), "{}", value.1);
        }
    }

    #[test]
    fn bt_24_names_the_profile() {
        for (specification, profile) in [
            ("urn:cen.eu:en16931:2017", Some(Profile::En16931)),
            ("urn:factur-x.eu:1p0:basicwl", Some(Profile::BasicWl)),
            ("urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic", Some(Profile::Basic)),
            ("urn:cen.eu:en16931:2017:compliant:factur-x.eu:1p0:basic", Some(Profile::Basic)),
            ("urn:factur-x.eu:1p0:minimum", Some(Profile::Minimum)),
            ("urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended", None),
            ("urn:cen.eu:en16931:2017#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr", None),
            ("", Some(Profile::En16931)),
        ] {
            assert_eq!(Profile::of(Some(specification)), profile, "{specification}");
        }
    }
}
