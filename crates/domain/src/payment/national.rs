//! What public payers of a kind need on average (délai global de paiement), to compare with.

use super::PayerCategory;

/// A national average.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NationalDelay {
    /// Of whom, as it goes on after « la moyenne nationale »: `des communes`.
    pub of: &'static str,
    /// In tenths of a day, the lowest and the highest figure that are told; mostly the same.
    pub tenths: (u32, u32),
    /// Of which year.
    pub year: i32,
    /// Where it was read.
    pub source: &'static str,
}

/// The observatory's report was read as others quote it.
const SOURCE: &str =
    "Observatoire des délais de paiement, chiffres 2023 cités par weka.fr et achat-logistique.info";

const fn of(of: &'static str, lowest: u32, highest: u32) -> NationalDelay {
    NationalDelay { of, tenths: (lowest, highest), year: 2023, source: SOURCE }
}

const STATE: NationalDelay = of("de l’État", 179, 190);
const TOWNS: NationalDelay = of("des communes", 196, 196);
const DEPARTMENTS: NationalDelay = of("des départements", 202, 202);
const REGIONS: NationalDelay = of("des régions", 284, 284);
const HEALTH: NationalDelay = of("des hôpitaux publics", 612, 612);

/// All that are known.
pub const NATIONAL_DELAYS: [NationalDelay; 5] = [STATE, TOWNS, DEPARTMENTS, REGIONS, HEALTH];

impl NationalDelay {
    /// The one of a payer, by its category and its number; none where none is told. The SIREN of a commune begins with 21,
    /// that of a département with 22, that of a région with 23; groupings and other local establishments have no figure.
    #[must_use]
    pub fn of(category: PayerCategory, siret: &str) -> Option<Self> {
        let kind = siret.get(..2).filter(|_| siret.len() == 14).unwrap_or_default();
        match (category, kind) {
            (PayerCategory::State, _) => Some(STATE),
            (PayerCategory::Local, "21") => Some(TOWNS),
            (PayerCategory::Local, "22") => Some(DEPARTMENTS),
            (PayerCategory::Local, "23") => Some(REGIONS),
            (PayerCategory::Health, _) => Some(HEALTH),
            (PayerCategory::Local | PayerCategory::PublicEnterprise, _) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_that_of_the_kind_of_payer_or_none() {
        let of = |category, siret| NationalDelay::of(category, siret).map(|figure| figure.tenths.1);
        assert_eq!(of(PayerCategory::Local, "21350238800019"), Some(196));
        assert_eq!(of(PayerCategory::Local, "22350001800013"), Some(202));
        assert_eq!(of(PayerCategory::Local, "23350001600040"), Some(284));
        assert_eq!(of(PayerCategory::Local, "24350013900189"), None, "no figure is told of groupings");
        assert_eq!(of(PayerCategory::Health, "26350001000018"), Some(612));
        assert_eq!(of(PayerCategory::State, "11004601800013"), Some(190));
        assert_eq!(of(PayerCategory::PublicEnterprise, "55208131766522"), None);
    }
}
