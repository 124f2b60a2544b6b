//! The profiles of Factur-X: what the XML claims in BT-24, and what the XMP packet says of it.

use serde::{Deserialize, Serialize};

/// A profile of Factur-X.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// Header and totals alone.
    Minimum,
    /// Everything but the lines.
    BasicWl,
    /// The usual, with lines.
    Basic,
    /// All of EN 16931.
    En16931,
    /// More than EN 16931.
    Extended,
    /// The German public sector's use of EN 16931.
    Xrechnung,
}

impl Profile {
    const ALL: [Self; 6] =
        [Self::Minimum, Self::BasicWl, Self::Basic, Self::En16931, Self::Extended, Self::Xrechnung];

    /// The profile that a specification identifier (BT-24) claims. Spellings of earlier versions count too, and so do the
    /// French uses of EN 16931 and EXTENDED (`…:en16931-ctc-fr`, `…:extended-ctc-fr`).
    #[must_use]
    pub fn of_specification(identifier: &str) -> Option<Self> {
        let identifier = identifier.trim().to_ascii_lowercase();
        let known = identifier.starts_with("urn:cen.eu:en16931:2017")
            || identifier.starts_with("urn:factur-x.eu:")
            || identifier.starts_with("urn:zugferd.de:");
        if !known {
            return None;
        }
        if identifier.contains("xrechnung") {
            return Some(Self::Xrechnung);
        }
        match identifier.rsplit([':', '#']).next()? {
            "minimum" => Some(Self::Minimum),
            "basicwl" => Some(Self::BasicWl),
            "basic" => Some(Self::Basic),
            "2017" | "en16931" | "en16931-ctc-fr" => Some(Self::En16931),
            "extended" | "extended-ctc-fr" => Some(Self::Extended),
            _ => None,
        }
    }

    /// The profile of a `ConformanceLevel`, written exactly so.
    #[must_use]
    pub fn of_level(level: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.level() == level)
    }

    /// Its `ConformanceLevel` in the XMP packet.
    #[must_use]
    pub const fn level(self) -> &'static str {
        match self {
            Self::Minimum => "MINIMUM",
            Self::BasicWl => "BASIC WL",
            Self::Basic => "BASIC",
            Self::En16931 => "EN 16931",
            Self::Extended => "EXTENDED",
            Self::Xrechnung => "XRECHNUNG",
        }
    }

    /// The name that its XML bears in a PDF.
    #[must_use]
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Xrechnung => "xrechnung.xml",
            _ => "factur-x.xml",
        }
    }

    /// What the XML may be to the pages, in France: those without lines do not say all that the pages say.
    #[must_use]
    pub const fn relationships(self) -> &'static [&'static str] {
        match self {
            Self::Minimum | Self::BasicWl => &["Data"],
            _ => &["Alternative", "Data", "Source"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Profile;

    #[test]
    fn the_profile_follows_from_the_specification_in_all_its_spellings() {
        for (identifier, profile) in [
            ("urn:factur-x.eu:1p0:minimum", Some(Profile::Minimum)),
            ("urn:zugferd.de:2p0:minimum", Some(Profile::Minimum)),
            ("urn:factur-x.eu:1p0:basicwl", Some(Profile::BasicWl)),
            ("urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic", Some(Profile::Basic)),
            ("urn:cen.eu:en16931:2017:compliant:factur-x.eu:1p0:basic", Some(Profile::Basic)),
            (" urn:cen.eu:en16931:2017 ", Some(Profile::En16931)),
            ("urn:cen.eu:en16931:2017#compliant#urn.cpro.gouv.fr:1p0:en16931-ctc-fr", Some(Profile::En16931)),
            ("urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended", Some(Profile::Extended)),
            (
                "urn:cen.eu:en16931:2017#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr",
                Some(Profile::Extended),
            ),
            (
                "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0",
                Some(Profile::Xrechnung),
            ),
            ("urn:ferd:CrossIndustryDocument:invoice:1p0:basic", None),
            ("basic", None),
            ("", None),
        ] {
            assert_eq!(Profile::of_specification(identifier), profile, "{identifier}");
        }
    }

    #[test]
    fn every_level_is_the_one_of_its_profile() {
        for profile in Profile::ALL {
            assert_eq!(Profile::of_level(profile.level()), Some(profile));
        }
        assert_eq!(Profile::of_level("EN16931"), None);
    }
}
