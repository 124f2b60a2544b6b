//! SIRETs, and whose they are.

use super::text::{Phrase, Sheet, Span};
use super::{Confidence, Recognised, recognised, values};
use crate::semantic::Term;

/// Words of a heading or label that make what stands below or beside the buyer's.
const BUYER: [&str; 12] = [
    "facture a",
    "client",
    "destinataire",
    "acheteur",
    "adresse de facturation",
    "factures a",
    "facturation",
    "adresse a",
    "livre a",
    "bill to",
    "debiteur",
    "donneur d'ordre",
];

/// And those of the seller's.
const SELLER: [&str; 8] =
    ["vendeur", "fournisseur", "emetteur", "emis par", "emise par", "creancier", "prestataire", "seller"];

/// How far above a heading may stand, in points.
const ABOVE: f32 = 130.0;

/// Where the foot of a page begins: most have 842 points.
const FOOT: f32 = 720.0;

/// How many SIRETs are looked at.
const MOST: usize = 100;

/// A SIRET on the page.
struct Siret {
    digits: String,
    span: Span,
    role: Option<Term>,
    /// Whether a word says its role.
    is_said: bool,
}

pub(super) fn sirets(sheet: &Sheet) -> Vec<Recognised> {
    let mut found: Vec<Siret> = Vec::new();
    let mut looked_at = 0;
    for (row, phrase) in sheet.phrases() {
        for (digits, span) in in_phrase(phrase) {
            looked_at += 1;
            if looked_at > MOST {
                break;
            }
            let (role, is_said) = role(sheet, row, phrase, &span);
            match found.iter_mut().find(|known| known.digits == digits) {
                // What is said counts more than where it stands.
                Some(known) if is_said && !known.is_said => *known = Siret { digits, span, role, is_said },
                Some(known) if is_said && known.role != role => known.role = None,
                Some(_) => {}
                None => found.push(Siret { digits, span, role, is_said }),
            }
        }
    }
    let roles = [Term::SellerLegalRegistrationIdentifier, Term::BuyerLegalRegistrationIdentifier];
    let mut all = Vec::new();
    for role in roles {
        let said = found.iter().filter(|siret| siret.role == Some(role) && siret.is_said).count();
        let of_role = found.iter().filter(|siret| siret.role == Some(role)).count();
        for siret in found.iter().filter(|siret| siret.role.is_none_or(|known| known == role)) {
            let confidence = match (siret.role, siret.is_said) {
                (Some(_), true) if said == 1 => Confidence::Certain,
                (Some(_), _) if of_role == 1 => Confidence::Likely,
                _ => Confidence::Possible,
            };
            all.push(recognised(role, siret.digits.clone(), confidence, &siret.span));
        }
    }
    all
}

/// The SIRETs of a phrase: fourteen digits in one word or in several, with their key.
fn in_phrase(phrase: &Phrase) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    for from in 0..phrase.words.len() {
        let mut digits = String::new();
        for (at, word) in phrase.words.iter().enumerate().skip(from).take(6) {
            let text = word.text.trim_matches([':', ',', ';', '.', '(', ')', '-']);
            let text =
                if at == from { text.trim_start_matches(|sign: char| !sign.is_ascii_digit()) } else { text };
            let plain: String =
                text.chars().filter(|sign| !matches!(sign, '\u{a0}' | '\u{202f}' | '.')).collect();
            if plain.is_empty() || !plain.bytes().all(|byte| byte.is_ascii_digit()) {
                break;
            }
            digits.push_str(&plain);
            if values::is_siret(&digits) {
                found.push((digits.clone(), phrase.span(from, at + 1)));
            }
            if digits.len() >= 14 {
                break;
            }
        }
    }
    found
}

/// Whose a SIRET is: by the words in its phrase, by the heading above it in its column, else by its place.
fn role(sheet: &Sheet, row: usize, phrase: &Phrase, span: &Span) -> (Option<Term>, bool) {
    if let Some(role) = said(phrase) {
        return (Some(role), true);
    }
    let [left, top, ..] = span.place;
    for above in sheet.rows.iter().take(row).rev().flatten() {
        let is_above = above.page() == phrase.page() && top - above.y() < ABOVE;
        let same_column = (above.left() - phrase.left()).abs() < 12.0 || (above.left() - left).abs() < 12.0;
        if !is_above || !same_column {
            continue;
        }
        if let Some(role) = said(above).filter(|_| above.words.len() <= 4) {
            return (Some(role), true);
        }
    }
    // The foot is the seller's; so is what comes first, mostly.
    if top > FOOT {
        return (Some(Term::SellerLegalRegistrationIdentifier), false);
    }
    (None, false)
}

fn said(phrase: &Phrase) -> Option<Term> {
    let text = phrase.plain.join(" ");
    let has = |words: &[&str]| {
        words.iter().any(|word| {
            text == *word || text.starts_with(&format!("{word} ")) || text.contains(&format!(" {word}"))
        })
    };
    match (has(&SELLER), has(&BUYER)) {
        (true, false) => Some(Term::SellerLegalRegistrationIdentifier),
        (false, true) => Some(Term::BuyerLegalRegistrationIdentifier),
        _ => None,
    }
}
