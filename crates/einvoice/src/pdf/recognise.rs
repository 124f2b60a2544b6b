//! What an invoice says on its pages, read from their text: number, dates, SIRETs, totals, references.
//!
//! For a PDF that carries no XML. A value is found beside or below the words that label it (`labels.txt`), must have the
//! shape of what it is, and is told with its place, so that a person sees where it comes from. [`Confidence::Certain`] is
//! said of a value only where nothing on the pages speaks against it: one value alone for its label, a key that fits, sums
//! that add up. What is a picture has no text and gives nothing.

mod find;
mod labels;
mod roles;
mod text;
mod values;

use serde::{Deserialize, Serialize};

use super::PdfError;
use crate::semantic::Term;

pub use text::Word;

/// How many pages are looked at.
pub const MAX_PAGES: usize = 5;

/// How many words are looked at.
pub const MAX_WORDS: usize = 20_000;

/// How sure a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// It may be: of several, or under a word that means other things too.
    Possible,
    /// It stands where such a value stands.
    Likely,
    /// Nothing speaks against it.
    Certain,
}

/// A value that was recognised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recognised {
    /// Which term of EN 16931 it is: number, issue date, due date, total with VAT, without VAT, of VAT, amount due, purchase
    /// order (engagement), buyer reference (service), registration of seller and buyer (SIRET), account (IBAN).
    #[serde(with = "by_id")]
    pub term: Term,
    /// The value: a date as 2026-11-20, an amount as 1234.56, an identifier without spaces.
    pub value: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// The page, the first being 1.
    pub page: usize,
    /// Where it stands on the page: left, top, right, bottom in points from the upper left corner.
    pub place: [f32; 4],
}

/// Recognises what the first pages of a PDF say. At most one value of each term is certain; several may be possible, the
/// surest first.
///
/// # Errors
/// [`PdfError`]. As with [`super::read`], it belongs into a process of its own.
pub fn recognise(bytes: Vec<u8>) -> Result<Vec<Recognised>, PdfError> {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    super::checked(&bytes)?;
    let words = AssertUnwindSafe(|| super::opened(bytes).map(|pdf| text::words(&pdf)));
    let words = catch_unwind(words).unwrap_or(Err(PdfError::Unreadable))?;
    Ok(recognise_words(&words))
}

/// The same from words that another reader found, in any order.
#[must_use]
pub fn recognise_words(words: &[Word]) -> Vec<Recognised> {
    let sheet = text::Sheet::of(words.iter().take(MAX_WORDS));
    let mut found = find::references(&sheet);
    found.extend(find::amounts(&sheet));
    found.extend(roles::sirets(&sheet));
    found.extend(find::accounts(&sheet));
    found.sort_by(|one, other| (one.term, other.confidence).cmp(&(other.term, one.confidence)));
    found
}

fn recognised(term: Term, value: String, confidence: Confidence, phrase: &text::Span) -> Recognised {
    Recognised { term, value, confidence, page: phrase.page, place: phrase.place }
}

/// A term as its identifier in JSON.
mod by_id {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    use crate::semantic::Term;

    pub(super) fn serialize<S: Serializer>(term: &Term, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(term.id())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Term, D::Error> {
        let id = String::deserialize(deserializer)?;
        Term::of(&id).ok_or_else(|| D::Error::custom("unknown term"))
    }
}
