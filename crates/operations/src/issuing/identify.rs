//! Which company a PDF names where no invoice in it says so: by the numbers that stand on its first pages.

use std::collections::BTreeSet;

use apart::{ApartError, Argument, Task};
use domain::Reason;
use serde::{Deserialize, Serialize};
use storage::{Structure, StructureSummary};

use super::Issuing;
use crate::{OperationError, Result};

/// How many pages are looked at: whoever issues stands at the head or the foot of the first ones.
const PAGES: u32 = 2;
/// The most numbers that are looked at.
const MOST: usize = 2_000;
/// SIRET and SIREN, in digits.
const LENGTHS: [usize; 2] = [14, 9];
/// The digits of a French VAT number after `FR`: a key of two, then the SIREN.
const VAT_DIGITS: usize = 11;
/// A number that is parted is parted in threes and a five; pairs are telephone numbers and dates. The key of a VAT number
/// alone may stand before.
const SHORTEST_PIECE: usize = 3;

/// Looks for the numbers of companies in the text of a PDF; the answer is a [`Numbers`] in JSON.
pub(crate) const READ_NUMBERS: Task = Task {
    name: "numbers",
    run: |pdf, Argument(..)| {
        let pages = pdf_pages::pages(pdf, 1, PAGES).unwrap_or_default().pages;
        let lines = pages.iter().flat_map(|page| &page.lines);
        let numbers =
            Numbers::of(lines.map(|line| line.words.iter().map(|word| word.text.as_str()).collect()));
        // Plain texts: they always serialise.
        serde_json::to_vec(&numbers).unwrap_or_default()
    },
};

/// What may be a SIRET or a SIREN in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Numbers(BTreeSet<String>);

impl Numbers {
    /// From lines of words. A number may be written in one word or in several: `726 018 159 00010`.
    fn of<'w>(lines: impl Iterator<Item = Vec<&'w str>>) -> Self {
        let mut found = BTreeSet::new();
        for words in lines {
            let pieces: Vec<String> = words.iter().flat_map(|word| pieces(word)).collect();
            for start in 0..pieces.len() {
                let mut number = String::new();
                for piece in pieces.iter().skip(start) {
                    let is_key = number.is_empty() && piece.len() == 2;
                    let is_piece = piece.len() >= SHORTEST_PIECE || is_key;
                    if !is_piece || number.len() + piece.len() > LENGTHS[0] {
                        break;
                    }
                    number.push_str(piece);
                    if LENGTHS.contains(&number.len()) && found.len() < MOST {
                        found.insert(number.clone());
                    }
                    if number.len() == VAT_DIGITS && found.len() < MOST {
                        found.extend(number.get(2..).map(ToOwned::to_owned));
                    }
                }
            }
        }
        Self(found)
    }

    /// The one of several structures that is named. Numbers of two companies name nobody: one of them may be the client.
    /// Of several establishments of one company, the one whose whole SIRET stands there.
    pub(super) fn name<'s>(&self, structures: &[&'s Structure]) -> Option<&'s Structure> {
        let is_named =
            |structure: &&Structure| structure.identifier.siren().is_some_and(|siren| self.has_siren(siren));
        let named: Vec<&Structure> = structures.iter().copied().filter(is_named).collect();
        let siren = named.first()?.identifier.siren();
        if named.iter().any(|structure| structure.identifier.siren() != siren) {
            return None;
        }
        let whole = |structure: &&&Structure| self.0.contains(structure.identifier.as_str());
        match named[..] {
            [one] => Some(one),
            _ => {
                let mut whole = named.iter().filter(whole);
                whole.next().filter(|_| whole.next().is_none()).copied()
            }
        }
    }

    fn has_siren(&self, siren: &str) -> bool {
        self.0.range(siren.to_owned()..).next().is_some_and(|number| number.starts_with(siren))
    }
}

/// The digits of a word between whatever else stands in it; something empty where a number ends.
fn pieces(word: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut digits = String::new();
    for sign in word.chars() {
        match sign {
            '0'..='9' => digits.push(sign),
            // They part a number without ending it.
            '.' | '-' | '\u{a0}' | '\u{202f}' => {
                pieces.extend((!digits.is_empty()).then(|| std::mem::take(&mut digits)))
            }
            _ => {
                pieces.extend((!digits.is_empty()).then(|| std::mem::take(&mut digits)));
                if pieces.last().is_none_or(|last| !last.is_empty()) {
                    pieces.push(String::new());
                }
            }
        }
    }
    pieces.extend((!digits.is_empty()).then_some(digits));
    pieces
}

/// The structures that a person may deposit for.
pub(crate) fn issuers<'s>(actor: &crate::Actor, structures: &'s [StructureSummary]) -> Vec<&'s Structure> {
    let structures = structures.iter().map(|summary| &summary.structure);
    structures.filter(|structure| structure.side.issues() && actor.reaches_whole(structure.id)).collect()
}

impl Issuing {
    /// The numbers that stand on the first pages of a document; none where they cannot be told.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when too many documents are being read.
    pub(super) async fn numbers_on(&self, sha256: &str) -> Result<Option<Numbers>> {
        let file = self.documents.open(sha256).await?;
        match self.apart.run(READ_NUMBERS, file.bytes(), file.into_stream()).await {
            Ok(answer) => Ok(serde_json::from_slice(&answer).ok()),
            Err(ApartError::Busy) => Err(OperationError::Refused(Reason::ReadersBusy)),
            Err(error) => {
                tracing::info!(sha256, %error, "numbers not read");
                Ok(None)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::{Environment, OrganizationId, Side, Siret, StructureId};
    use uuid::Uuid;

    use super::*;

    fn structure(siret: &str) -> Structure {
        Structure {
            id: StructureId(Uuid::from_u128(u128::from(siret.as_bytes()[13]))),
            organization: OrganizationId(Uuid::nil()),
            identifier: Siret::parse(siret).unwrap().into(),
            name: siret.to_owned(),
            town: String::new(),
            side: Side::Supplier,
            environment: Environment::Qualification,
            chorus_id: None,
            synced_at: None,
            failing: None,
            created_at: DateTime::UNIX_EPOCH,
        }
    }

    fn named(text: &str, sirets: &[&str]) -> Option<String> {
        let structures: Vec<Structure> = sirets.iter().map(|siret| structure(siret)).collect();
        let lines = text.lines().map(|line| line.split(' ').collect());
        let found = Numbers::of(lines);
        found.name(&structures.iter().collect::<Vec<_>>()).map(|structure| structure.name.clone())
    }

    #[test]
    fn a_number_is_read_however_it_is_written() {
        const OURS: &[&str] = &["72601815900010", "55203253400646"];
        for text in [
            "SIRET 72601815900010",
            "SIRET : 726 018 159 00010 - APE 4321A",
            "Siret:726.018.159.00010",
            "Menuiserie Roy, SIREN 726 018 159",
            "726018159 RCS Angers",
            "TVA FR40726018159",
            "N° TVA : FR 40 726 018 159",
            "TVA FR 40726018159",
            "12 rue du Port\nSIRET\u{a0}726\u{202f}018\u{202f}159\u{202f}00010",
        ] {
            assert_eq!(named(text, OURS).as_deref(), Some("72601815900010"), "{text}");
        }
    }

    #[test]
    fn numbers_of_others_and_of_two_of_ours_name_nobody() {
        const OURS: &[&str] = &["72601815900010", "55203253400646"];
        for text in [
            "",
            "SIRET 00000000900011",
            "Facture 2026-118 du 12/11/2026, 1 200,00",
            "Tél. 02 41 72 60 18 15 90 00 10",
            "726018159000101",
            "1726018159",
            "SIRET 72601815900010\nSIRET 55203253400646",
            // Who issues prints its VAT number, and the SIRET of its client, who is one of ours too.
            "TVA FR40726018159\nSIRET client : 552 032 534 00646",
        ] {
            assert_eq!(named(text, OURS), None, "{text}");
        }
    }

    #[test]
    fn of_two_establishments_the_one_whose_whole_number_stands_there_is_named() {
        const OURS: &[&str] = &["72601815900010", "72601815900028"];
        assert_eq!(named("SIREN 726 018 159", OURS), None);
        assert_eq!(named("SIREN 726 018 159, SIRET 72601815900028", OURS).as_deref(), Some(OURS[1]));
    }
}
