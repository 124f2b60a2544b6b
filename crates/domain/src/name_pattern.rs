//! How the files of a package are named: a pattern of terms in braces, folders included, that a person builds.

use std::collections::HashSet;
use std::fmt;

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::attachment::plain_character;

/// Longest pattern, characters.
pub const LONGEST_PATTERN: usize = 200;
/// Longest value of a term, characters.
const LONGEST_TERM: usize = 50;
/// Folders of a name, at most.
const MOST_FOLDERS: usize = 6;
/// Longest name with its folders and without its ending, characters: systems that are used to 260 have room for their own.
const LONGEST_NAME: usize = 160;
/// What of it is for the folders, together.
const ROOM_FOR_FOLDERS: usize = 60;
/// Names that Windows keeps for devices, whatever ending follows.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

macro_rules! terms {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $label:literal;)+) => {
        /// What a pattern may name of an invoice.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum NameTerm {
            $($(#[$doc])* $variant,)+
        }

        impl NameTerm {
            /// All of them, in the order in which they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word between the braces.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// What it stands for, on screen.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            fn of(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|term| term.word() == word)
            }
        }
    };
}

terms! {
    /// BT-1.
    Number = "numero", "numéro de la facture";
    /// BT-2 as `2026-11-20`.
    Date = "date", "date de la facture (2026-11-20)";
    /// Its year.
    Year = "annee", "année de la facture";
    /// Its month, two digits.
    Month = "mois", "mois de la facture (01 à 12)";
    /// Facture or avoir.
    Kind = "type", "facture ou avoir";
    /// Who issues it.
    Supplier = "fournisseur", "nom du fournisseur";
    /// SIRET or other identifier of who issues it.
    SupplierIdentifier = "siret_fournisseur", "identifiant du fournisseur";
    /// Who receives it.
    Recipient = "destinataire", "nom du destinataire";
    /// SIRET or other identifier of who receives it.
    RecipientIdentifier = "siret_destinataire", "identifiant du destinataire";
    /// BT-10.
    Service = "service", "code service";
    /// BT-13.
    Engagement = "engagement", "numéro d’engagement";
    /// `identifiantFactureCPP`.
    ChorusNumber = "chorus", "numéro donné par Chorus Pro";
}

/// What is wrong with a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Error)]
#[serde(rename_all = "snake_case")]
pub enum PatternError {
    /// Nothing was typed.
    #[error("empty")]
    Empty,
    /// More than [`LONGEST_PATTERN`].
    #[error("too long")]
    TooLong,
    /// A brace is missing its other one.
    #[error("a brace without the other")]
    Braces,
    /// No term has this word.
    #[error("unknown term {0}")]
    UnknownTerm(String),
    /// No term at all: every invoice would have one name.
    #[error("no term")]
    NoTerm,
    /// A sign that some system does not take in a name.
    #[error("sign {0:?}")]
    Sign(char),
    /// More than six folders.
    #[error("too many folders")]
    TooManyFolders,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Term(NameTerm),
}

/// A pattern that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamePattern {
    text: String,
    parts: Vec<Part>,
}

/// What the terms of one invoice stand for. Empty texts are told by what is missing: `sans-service`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameValues {
    /// BT-1.
    pub number: String,
    /// BT-2.
    pub date: Option<NaiveDate>,
    /// Facture or avoir.
    pub kind: String,
    /// Name and identifier of who issues it.
    pub supplier: (String, String),
    /// Name and identifier of who receives it.
    pub recipient: (String, String),
    /// BT-10.
    pub service: String,
    /// BT-13.
    pub engagement: String,
    /// `identifiantFactureCPP`.
    pub chorus_number: Option<i64>,
}

impl Default for NamePattern {
    /// `{destinataire}/{date}_{fournisseur}_{numero}`.
    fn default() -> Self {
        let term = Part::Term;
        let text = |text: &str| Part::Text(text.to_owned());
        Self {
            text: "{destinataire}/{date}_{fournisseur}_{numero}".to_owned(),
            parts: vec![
                term(NameTerm::Recipient),
                text("/"),
                term(NameTerm::Date),
                text("_"),
                term(NameTerm::Supplier),
                text("_"),
                term(NameTerm::Number),
            ],
        }
    }
}

impl fmt::Display for NamePattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl NamePattern {
    /// Reads what was typed.
    ///
    /// # Errors
    /// [`PatternError`], the first one.
    pub fn parse(typed: &str) -> Result<Self, PatternError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(PatternError::Empty);
        }
        if typed.chars().count() > LONGEST_PATTERN {
            return Err(PatternError::TooLong);
        }
        let mut parts = Vec::new();
        let mut rest = typed;
        while !rest.is_empty() {
            let text = &rest[..rest.find(['{', '}']).unwrap_or(rest.len())];
            if let Some(sign) = text.chars().find(|sign| !is_plain(*sign)) {
                return Err(PatternError::Sign(sign));
            }
            if !text.is_empty() {
                parts.push(Part::Text(text.to_owned()));
            }
            rest = &rest[text.len()..];
            let Some(after) = rest.strip_prefix('{') else {
                if rest.is_empty() { break } else { return Err(PatternError::Braces) }
            };
            let (word, after) = after.split_once('}').ok_or(PatternError::Braces)?;
            let term = NameTerm::of(word.trim()).ok_or_else(|| PatternError::UnknownTerm(word.to_owned()))?;
            parts.push(Part::Term(term));
            rest = after;
        }
        if !parts.iter().any(|part| matches!(part, Part::Term(_))) {
            return Err(PatternError::NoTerm);
        }
        if typed.matches('/').count() > MOST_FOLDERS {
            return Err(PatternError::TooManyFolders);
        }
        Ok(Self { text: typed.to_owned(), parts })
    }

    /// The name of an invoice with its folders, without an ending: relative, made of letters, digits, `-`, `_`, `.` and `/`
    /// only, no part of it leads elsewhere, and no longer than every system takes.
    #[must_use]
    pub fn name(&self, values: &NameValues) -> String {
        let mut whole = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => {
                    whole.extend(text.chars().map(|sign| if sign == ' ' { '_' } else { sign }))
                }
                Part::Term(term) => whole.push_str(&values.of(*term)),
            }
        }
        let mut folders: Vec<String> =
            whole.split('/').map(safe_part).filter(|part| !part.is_empty()).collect();
        if folders.is_empty() {
            folders.push("facture".to_owned());
        }
        // The number stands at the end as a rule: folders give way first.
        let last = folders.len() - 1;
        let room = room_of_each(&folders[..last]);
        for (place, folder) in folders.iter_mut().enumerate() {
            let room = if place == last { LONGEST_NAME - ROOM_FOR_FOLDERS } else { room };
            // One sign is left for what keeps it from being a device.
            if folder.len() >= room {
                folder.truncate(room - 1);
                *folder = safe_part(folder);
            }
        }
        folders.join("/")
    }
}

/// The room that each of some folders has, so that all have some: only the longest ones are cut, and only where they must be.
/// Each has one sign more than it shows.
fn room_of_each(folders: &[String]) -> usize {
    let taken = |room: usize| folders.iter().map(|folder| folder.len().min(room) + 2).sum::<usize>();
    (2..=ROOM_FOR_FOLDERS).rev().find(|room| taken(*room) <= ROOM_FOR_FOLDERS).unwrap_or(2)
}

impl NameValues {
    fn of(&self, term: NameTerm) -> String {
        let value = match term {
            NameTerm::Number => self.number.clone(),
            NameTerm::Date => self.date.map(|day| day.to_string()).unwrap_or_default(),
            NameTerm::Year => self.date.map(|day| format!("{:04}", day.year())).unwrap_or_default(),
            NameTerm::Month => self.date.map(|day| format!("{:02}", day.month())).unwrap_or_default(),
            NameTerm::Kind => self.kind.clone(),
            NameTerm::Supplier => self.supplier.0.clone(),
            NameTerm::SupplierIdentifier => self.supplier.1.clone(),
            NameTerm::Recipient => self.recipient.0.clone(),
            NameTerm::RecipientIdentifier => self.recipient.1.clone(),
            NameTerm::Service => self.service.clone(),
            NameTerm::Engagement => self.engagement.clone(),
            NameTerm::ChorusNumber => self.chorus_number.map(|id| id.to_string()).unwrap_or_default(),
        };
        let plain: String = value.chars().flat_map(plain_character).collect();
        // A value is one part of a name, and never a folder of its own.
        let told = plain.trim_matches(['_', '.', '-', ' ']);
        if told.is_empty() {
            return format!("sans-{}", term.word().replace('_', "-"));
        }
        let mut once = String::with_capacity(told.len());
        for sign in told.chars().take(LONGEST_TERM) {
            if !(sign == '_' && once.ends_with('_')) {
                once.push(sign);
            }
        }
        once
    }
}

/// What may stand between terms.
const fn is_plain(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '.' | ' ' | '/')
}

/// A part of a name that no system takes for anything else.
fn safe_part(part: &str) -> String {
    let part = part.trim_matches(['.', ' ', '_']);
    let stem = part.split('.').next().unwrap_or(part).to_ascii_lowercase();
    let stem = stem.trim_end_matches(|sign: char| sign.is_ascii_digit());
    if DEVICES.contains(&stem) { format!("{part}_") } else { part.to_owned() }
}

/// Names of one archive: each is given once, whatever system unpacks it.
#[derive(Debug, Default)]
pub struct TakenNames {
    /// In small letters, as some systems compare them.
    taken: HashSet<String>,
}

impl TakenNames {
    /// How many were given.
    #[must_use]
    pub fn count(&self) -> usize {
        self.taken.len()
    }

    /// The name, or the first of `name_2`, `name_3`… before its ending that is still free.
    pub fn free(&mut self, name: &str) -> String {
        if self.taken.insert(name.to_ascii_lowercase()) {
            return name.to_owned();
        }
        let start = name.rfind('/').map_or(0, |place| place + 1);
        let dot =
            name[start..].rfind('.').filter(|place| *place > 0).map_or(name.len(), |place| start + place);
        let (stem, ending) = name.split_at(dot);
        let mut number = 2_u32;
        loop {
            let other = format!("{stem}_{number}{ending}");
            if self.taken.insert(other.to_ascii_lowercase()) {
                return other;
            }
            number = number.saturating_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn example() -> NameValues {
        NameValues {
            number: "FA/2026-118".to_owned(),
            date: NaiveDate::from_ymd_opt(2026, 11, 20),
            kind: "Facture".to_owned(),
            supplier: ("Menuiserie de l’Œuvre".to_owned(), "12345678900012".to_owned()),
            recipient: ("VILLE DE SAINT-AUBIN".to_owned(), "21440155000018".to_owned()),
            service: String::new(),
            engagement: "EJ 12".to_owned(),
            chorus_number: Some(42),
        }
    }

    fn named(pattern: &str) -> String {
        NamePattern::parse(pattern).unwrap().name(&example())
    }

    #[test]
    fn terms_stand_for_what_the_invoice_says() {
        assert_eq!(
            named("{destinataire}/{annee}/{mois}/{fournisseur}_{numero}"),
            "VILLE_DE_SAINT-AUBIN/2026/11/Menuiserie_de_l_OEuvre_FA_2026-118"
        );
        assert_eq!(named("{service}-{engagement}-{chorus}"), "sans-service-EJ_12-42");
        assert_eq!(named("  {numero} du {date} "), "FA_2026-118_du_2026-11-20");
        assert_eq!(
            NamePattern::default().name(&example()),
            named(&NamePattern::default().to_string()),
            "the default reads back"
        );
    }

    #[test]
    fn what_is_wrong_with_a_pattern_is_said() {
        for (typed, wrong) in [
            ("", PatternError::Empty),
            ("  ", PatternError::Empty),
            ("factures", PatternError::NoTerm),
            ("{numero", PatternError::Braces),
            ("numero}", PatternError::Braces),
            ("{prix}", PatternError::UnknownTerm("prix".to_owned())),
            ("{numero}:{date}", PatternError::Sign(':')),
            ("a\\{numero}", PatternError::Sign('\\')),
            ("1/2/3/4/5/6/7/{numero}", PatternError::TooManyFolders),
        ] {
            assert_eq!(NamePattern::parse(typed), Err(wrong), "{typed}");
        }
        let long = format!("{{numero}}{}", "a".repeat(LONGEST_PATTERN));
        assert_eq!(NamePattern::parse(&long), Err(PatternError::TooLong));
    }

    #[test]
    fn nothing_leads_elsewhere() {
        assert_eq!(named("../../{numero}"), "FA_2026-118");
        assert_eq!(named("/etc//{numero}/"), "etc/FA_2026-118");
        assert_eq!(named("con/{mois}"), "con_/11");
        let hostile = NameValues { number: "../../etc/passwd".to_owned(), ..example() };
        assert_eq!(NamePattern::parse("{numero}").unwrap().name(&hostile), "etc_passwd");
        let device = NameValues { number: "LPT1.pdf".to_owned(), ..example() };
        assert_eq!(NamePattern::parse("{numero}").unwrap().name(&device), "LPT1.pdf_");
    }

    #[test]
    fn names_that_are_alike_are_numbered() {
        let mut names = TakenNames::default();
        let mut given = |name: &str| names.free(name);
        assert_eq!(given("a/FA-1.pdf"), "a/FA-1.pdf");
        assert_eq!(given("A/fa-1.PDF"), "A/fa-1_2.PDF");
        assert_eq!(given("a/FA-1_2.pdf"), "a/FA-1_2_2.pdf");
        assert_eq!(given("a.b/FA-1"), "a.b/FA-1");
        assert_eq!(given("a.b/FA-1"), "a.b/FA-1_2");
    }

    proptest! {
        #[test]
        fn whatever_is_typed_and_invoiced_the_name_is_safe(
            typed in "[a-z0-9 ./_-]{0,12}(\\{(numero|fournisseur|date|service)\\}[ ./_-]{0,4}){1,4}",
            number in any::<String>(),
            supplier in any::<String>(),
        ) {
            let Ok(pattern) = NamePattern::parse(&typed) else { return Ok(()) };
            let values = NameValues { number, supplier: (supplier, String::new()), ..NameValues::default() };
            let name = pattern.name(&values);
            prop_assert!(!name.is_empty() && name.len() <= LONGEST_NAME, "{name}");
            for part in name.split('/') {
                prop_assert!(!part.is_empty() && part != "." && part != ".." && !part.ends_with(['.', ' ']), "{name}");
                prop_assert!(part.chars().all(|sign| is_plain(sign) && sign != ' '), "{name}");
            }
        }

        #[test]
        fn no_two_files_have_one_name(names in prop::collection::vec("[abAB]{1,2}(\\.pdf)?", 1..40)) {
            let mut taken = TakenNames::default();
            let given: HashSet<String> = names.iter().map(|name| taken.free(name).to_lowercase()).collect();
            prop_assert_eq!(given.len(), names.len());
        }
    }
}
