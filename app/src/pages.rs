//! The pages: each loads its data through operations, then is a pure function of them.

pub(crate) mod accesses;
pub(crate) mod account;
pub(crate) mod acting;
pub(crate) mod batches;
pub(crate) mod chosen;
pub(crate) mod circuit;
pub(crate) mod dashboard;
pub(crate) mod deciding;
pub(crate) mod deposit;
pub(crate) mod directory;
mod done;
pub(crate) mod downloads;
pub(crate) mod edi;
pub(crate) mod engagements;
pub(crate) mod exchanges;
pub(crate) mod find;
pub(crate) mod flows;
pub(crate) mod invoice;
pub(crate) mod invoices;
pub(crate) mod journal;
pub(crate) mod late_rates;
pub(crate) mod mandates;
mod refusal;
pub(crate) mod review;
mod routing_fields;
pub(crate) mod searching;
mod send_later;
pub(crate) mod several;
pub(crate) mod sign_in;
mod structure_choice;
pub(crate) mod structures;
pub(crate) mod summary;
#[cfg(test)]
mod test_support;
pub(crate) mod users;
pub(crate) mod validating;
pub(crate) mod verifying;
mod without_mandate;
pub(crate) mod works;

use crate::components::{AttachedFile, Attempt, Mended, prose};
use crate::words::Sentence;
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{
    Field, FieldNote, FormField as _, LineField, Reason, StatusKind, format_moment, format_time, relative_age,
};
use operations::{Attachment, AttemptOutcome, Structure, StructureOverview, StructureSummary};

/// How old the data of these structures are: as old as the oldest of them.
pub(crate) fn freshness(structures: &[StructureSummary], now: DateTime<Utc>) -> Option<String> {
    let connected = structures.iter().filter(|summary| summary.access.is_some());
    let oldest = connected.map(|summary| &summary.structure).min_by_key(|structure| structure.synced_at)?;
    Some(told(oldest, now))
}

/// How old the data of one structure are.
pub(crate) fn freshness_of(overview: &StructureOverview, now: DateTime<Utc>) -> Option<String> {
    (!overview.accesses.is_empty()).then(|| told(&overview.structure, now))
}

fn told(structure: &Structure, now: DateTime<Utc>) -> String {
    if structure.failing.is_some() {
        let known =
            structure.synced_at.map_or_else(String::new, |at| format!(", à jour {}", relative_age(at, now)));
        return format!("Synchronisation en échec{known}");
    }
    structure.synced_at.map_or_else(
        || "Première synchronisation en cours".to_owned(),
        |at| format!("À jour {}", relative_age(at, now)),
    )
}

/// An instant of the next minute: the minute alone would tell nothing about ten seconds.
fn seconds(instant: DateTime<Utc>) -> String {
    format!("{}\u{a0}min\u{a0}{:02}\u{a0}s", format_time(instant), instant.timestamp().rem_euclid(60))
}

/// An attachment as a list shows it.
fn attached_file(attachment: &Attachment) -> AttachedFile {
    AttachedFile {
        id: attachment.id,
        name: attachment.document.name.clone(),
        original_name: attachment.original_name.clone(),
        bytes: attachment.document.bytes,
        mended: attachment.mended.as_ref().map(|mended| Mended { how: mended.how, bytes: mended.bytes }),
    }
}

/// A try as a page shows it; `words` say what accepted and refused are called of what was tried.
fn attempt_of(attempt: &operations::Attempt, words: [&str; 2], next: &str) -> Attempt {
    let [accepted, refused] = words;
    let (outcome, kind) = match attempt.outcome {
        AttemptOutcome::Done => (accepted, StatusKind::Success),
        AttemptOutcome::Refused => (refused, StatusKind::Error),
        AttemptOutcome::TryAgain => ("À refaire", StatusKind::Warning),
        AttemptOutcome::Unknown => ("Sans réponse", StatusKind::Warning),
    };
    Attempt {
        moment_text: format_moment(attempt.at),
        datetime: attempt.at.to_rfc3339_opts(SecondsFormat::Secs, true),
        outcome: outcome.to_owned(),
        kind,
        detail: Some(format!("{}{next}", attempt.reason.sentence())),
        exchange: None,
    }
}

/// What there is to say of a field of the deposit form, with its name.
fn said(note: &FieldNote) -> String {
    let label = Field::label_of(&note.path).or_else(|| LineField::label_of(&note.path)).unwrap_or_default();
    prose(&format!("{label}\u{a0}: {}", note.remark.sentence()))
}

/// Why something stands as it stands: in our words, else in those of whoever set it.
pub(crate) fn why(reason: Option<&Reason>, comment: Option<&str>) -> Option<String> {
    let theirs = || comment.filter(|text| !text.trim().is_empty()).map(ToOwned::to_owned);
    reason.map(Sentence::sentence).or_else(theirs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_reason_comes_before_the_words_of_others() {
        assert_eq!(why(Some(&Reason::NoAccess), Some("Autre")), Some(Reason::NoAccess.sentence()));
        assert_eq!(why(None, Some("Service à préciser")).as_deref(), Some("Service à préciser"));
        assert_eq!((why(None, Some(" ")), why(None, None)), (None, None));
    }
}
