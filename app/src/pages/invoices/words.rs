//! The words of a list in its address: links that people kept go on working, whatever is stored.

use domain::StatusStage;
use operations::{ListMark, SortColumn};

/// The word of a tab.
pub(in crate::pages) const fn stage_word(stage: StatusStage) -> &'static str {
    match stage {
        StatusStage::ToSend => "a-envoyer",
        StatusStage::OnTheWay => "en-route",
        StatusStage::Arrived => "arrivees",
        StatusStage::Blocked => "bloquees",
        StatusStage::Waiting => "chez-le-fournisseur",
        StatusStage::Rejected => "rejetees",
        StatusStage::Paid => "payees",
        StatusStage::Ended => "abandonnees",
    }
}

/// The tab of a word.
pub(super) fn stage_of(word: &str) -> Option<StatusStage> {
    StatusStage::ALL.into_iter().find(|stage| stage_word(*stage) == word)
}

/// The word of a column to sort by.
pub(super) const fn column_word(column: SortColumn) -> &'static str {
    match column {
        SortColumn::StatusAt => "etat",
        SortColumn::Date => "date",
        SortColumn::Number => "numero",
        SortColumn::Gross => "montant",
        SortColumn::Partner => "tiers",
        SortColumn::LastDay => "delai",
    }
}

/// The column of a word.
pub(super) fn column_of(word: &str) -> Option<SortColumn> {
    SortColumn::ALL.into_iter().find(|column| column_word(*column) == word)
}

/// The word of a mark.
pub(super) const fn mark_word(mark: ListMark) -> &'static str {
    match mark {
        ListMark::New => "nouvelles",
        ListMark::Unread => "non-lues",
        ListMark::NotDownloaded => "non-telechargees",
        ListMark::Disordered => "statuts-incoherents",
    }
}

/// The mark of a word.
pub(super) fn mark_of(word: &str) -> Option<ListMark> {
    ListMark::ALL.into_iter().find(|mark| mark_word(*mark) == word)
}

/// A mark as a choice among filters.
pub(super) const fn mark_label(mark: ListMark) -> &'static str {
    match mark {
        ListMark::New => "nouvelles",
        ListMark::Unread => "non lues",
        ListMark::NotDownloaded => "non téléchargées",
        ListMark::Disordered => "aux statuts incohérents",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_were_kept_lead_to_the_same_tabs() {
        for (word, stage) in [
            ("a-envoyer", StatusStage::ToSend),
            ("en-route", StatusStage::OnTheWay),
            ("arrivees", StatusStage::Arrived),
            ("bloquees", StatusStage::Blocked),
            ("rejetees", StatusStage::Rejected),
            ("payees", StatusStage::Paid),
            ("abandonnees", StatusStage::Ended),
        ] {
            assert_eq!(stage_of(word), Some(stage), "{word}");
        }
        for (word, column) in [
            ("etat", SortColumn::StatusAt),
            ("date", SortColumn::Date),
            ("numero", SortColumn::Number),
            ("montant", SortColumn::Gross),
            ("tiers", SortColumn::Partner),
            ("delai", SortColumn::LastDay),
        ] {
            assert_eq!(column_of(word), Some(column), "{word}");
        }
    }

    #[test]
    fn every_word_reads_back_and_nothing_else_does() {
        for stage in StatusStage::ALL {
            assert_eq!(stage_of(stage_word(stage)), Some(stage));
            assert_eq!(stage_of(stage.code()), None, "what is stored is no part of an address");
        }
        for column in SortColumn::ALL {
            assert_eq!(column_of(column_word(column)), Some(column));
        }
        for mark in ListMark::ALL {
            assert_eq!(mark_of(mark_word(mark)), Some(mark));
        }
        assert_eq!((stage_of(""), column_of("x"), mark_of("")), (None, None, None));
    }
}
