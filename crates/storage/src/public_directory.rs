//! The directory of public recipients, as Chorus Pro publishes it: of an environment, and of no organisation.
//!
//! An import is an edition of its own. Nobody sees it before it is whole; then it replaces the one in use at once.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::Environment;

use crate::{Result, fold};

/// Structures that one search finds at most, one more of which says that there are more: what more are found by is no
/// question.
pub const MOST_FOUND: u32 = 1_000;

/// Words of a search beyond this number are ignored.
const MOST_WORDS: usize = 8;
/// A longer word than this is cut: nobody types one.
const LONGEST_WORD: usize = 40;

/// The edition in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicDirectory {
    /// Counts the imports.
    pub edition: i64,
    /// When it was whole.
    pub completed_at: DateTime<Utc>,
    /// How many structures it has.
    pub structures: u64,
    /// How many services.
    pub services: u64,
}

/// A structure of the directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicStructure {
    /// SIRET, or another number where it has none.
    pub identifier: String,
    /// Name.
    pub name: String,
    /// Street and number, with what is added to them.
    pub address: String,
    /// Postcode.
    pub postcode: String,
    /// Town.
    pub town: String,
    /// Electronic address, where it gives one.
    pub email: String,
    /// Telephone, likewise.
    pub telephone: String,
    /// Whether a service has to be named.
    pub service_compulsory: bool,
    /// Whether an engagement has to be named.
    pub engagement_compulsory: bool,
    /// Whether one of the two has to be named.
    pub service_or_engagement: bool,
    /// Whether it tells that payment was ordered.
    pub tells_payment: bool,
    /// Whether it may be invoiced.
    pub active: bool,
}

/// A service of a structure of the directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicService {
    /// The number of its structure.
    pub identifier: String,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Whether it may be invoiced.
    pub active: bool,
    /// Whether it asks for an engagement.
    pub engagement_compulsory: bool,
}

/// A page of what a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundStructures {
    /// The structures of the page, by name.
    pub rows: Vec<PublicStructure>,
    /// How many were found, [`MOST_FOUND`] at most; 0 beyond the last page.
    pub found: u32,
    /// Whether there are more.
    pub cut: bool,
}

/// Which page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageAsked {
    /// From 1.
    pub page: u32,
    /// Rows of a page.
    pub per_page: u32,
    /// Whether only structures that may be invoiced are found.
    pub only_active: bool,
}

/// The words of a structure that a search finds: of its name and town, its postcode and its number.
#[must_use]
pub fn directory_words(structure: &PublicStructure) -> String {
    let PublicStructure { identifier, name, postcode, town, .. } = structure;
    let mut found: Vec<String> = Vec::new();
    for text in [name, town, postcode, identifier] {
        for word in fold(text).split(' ') {
            let parts: Vec<String> = plain_words(word).collect();
            // `L'Haÿ` is found by `l'hay`, by `hay`, and by `lhay`.
            found.extend((parts.len() > 1).then(|| cut(&parts.concat())));
            found.extend(parts);
        }
    }
    let mut words: Vec<String> = Vec::with_capacity(found.len());
    for word in found {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(" ")
}

/// The words to look for: each has to be the beginning of a word of a structure. None where nothing that was typed can
/// be looked for.
#[must_use]
pub fn directory_question(typed: &str) -> Vec<String> {
    let folded = fold(typed);
    let signs = || folded.chars().filter(|sign| *sign != ' ');
    // A SIRET is written in groups.
    if signs().count() >= 9 && signs().all(|sign| sign.is_ascii_digit() || sign == '.') {
        return vec![signs().filter(char::is_ascii_digit).take(LONGEST_WORD).collect()];
    }
    let mut words: Vec<String> = folded.split(' ').flat_map(plain_words).take(MOST_WORDS).collect();
    // A letter alone is the beginning of too many words to say anything beside others.
    if words.iter().any(|word| word.len() > 1) {
        words.retain(|word| word.len() > 1);
    } else {
        words.clear();
    }
    words
}

/// Letters and digits only, as both databases take words: what stands between them parts them.
fn plain_words(folded: &str) -> impl Iterator<Item = String> + '_ {
    folded.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(cut)
}

/// Plain letters and digits have one byte each.
fn cut(word: &str) -> String {
    word.get(..LONGEST_WORD).unwrap_or(word).to_owned()
}

/// Asking for public recipients.
#[async_trait]
pub trait ReadPublicDirectory: Send {
    /// The edition in use; none before the first one was whole.
    async fn public_directory(&mut self, environment: Environment) -> Result<Option<PublicDirectory>>;
    /// When the edition was begun that is not whole: on its way, or given up on its way.
    async fn public_directory_begun(&mut self, environment: Environment) -> Result<Option<DateTime<Utc>>>;
    /// The structures of the edition in use that have all words ([`directory_question`]), by name.
    async fn find_public_structures(
        &mut self,
        environment: Environment,
        words: &[String],
        asked: PageAsked,
    ) -> Result<FoundStructures>;
    /// One structure of the edition in use.
    async fn public_structure(
        &mut self,
        environment: Environment,
        identifier: &str,
    ) -> Result<Option<PublicStructure>>;
    /// All services of a structure of the edition in use, by code.
    async fn public_services(
        &mut self,
        environment: Environment,
        identifier: &str,
    ) -> Result<Vec<PublicService>>;
}

/// Bringing in a new edition.
#[async_trait]
pub trait WritePublicDirectory: ReadPublicDirectory {
    /// Begins an edition that nobody sees yet; gives its number. One that was begun before and never became whole is
    /// given up.
    async fn begin_public_directory(&mut self, environment: Environment, at: DateTime<Utc>) -> Result<i64>;
    /// Adds structures to an edition. Of several with one number, the first stays.
    async fn add_public_structures(&mut self, edition: i64, structures: &[PublicStructure]) -> Result<()>;
    /// Adds services to an edition. Of several with one code, the first stays.
    async fn add_public_services(&mut self, edition: i64, services: &[PublicService]) -> Result<()>;
    /// Puts a whole edition in the place of the one in use; [`crate::StorageError::ChangedMeanwhile`] when it was given
    /// up meanwhile.
    async fn complete_public_directory(&mut self, edition: i64, at: DateTime<Utc>) -> Result<()>;
    /// Removes rows of editions that nobody sees any more, so many at most; gives how many.
    async fn delete_old_public_directories(&mut self, most: u32) -> Result<u64>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(name: &str, town: &str) -> String {
        directory_words(&PublicStructure {
            identifier: "00000000900011".to_owned(),
            name: name.to_owned(),
            postcode: "69003".to_owned(),
            town: town.to_owned(),
            ..PublicStructure::default()
        })
    }

    fn finds(words: &str, typed: &str) -> bool {
        let question = directory_question(typed);
        let has = |asked: &String| words.split(' ').any(|word| word.starts_with(asked.as_str()));
        !question.is_empty() && question.iter().all(has)
    }

    #[test]
    fn a_structure_is_found_by_the_beginnings_of_its_words() {
        let words = words("MAIRIE DE L’HAŸ-LES-ROSES", "L'Haÿ");
        for typed in ["mairie", "MAI ros", "l'hay", "lhay", "haÿ les", "690", "69003 mairie", "0000000090001"]
        {
            assert!(finds(&words, typed), "{typed} in {words}");
        }
        for typed in ["airie", "mairie lyon", "69004", "", "m", "'"] {
            assert!(!finds(&words, typed), "{typed} in {words}");
        }
    }

    #[test]
    fn a_siret_is_found_however_it_is_grouped() {
        let words = words("École", "Lyon");
        for typed in ["000 000 009 00011", "000.000.009.00011", "00000000900011", "000 000 009"] {
            assert!(finds(&words, typed), "{typed} in {words}");
        }
        assert_eq!(directory_question("75001 paris"), ["75001", "paris"]);
    }

    #[test]
    fn every_word_is_plain_and_stands_once() {
        assert_eq!(words("Éc. n° 3 (Lyon) – Lyon #7", "LYON"), "ec n 3 lyon 7 69003 00000000900011");
        assert_eq!(directory_question("#7 mairie* OR \"x\""), ["mairie", "or"]);
        assert!(words(&"a".repeat(500), "").split(' ').all(|word| word.len() <= LONGEST_WORD));
    }
}
