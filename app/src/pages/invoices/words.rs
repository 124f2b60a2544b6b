//! The words of a list in its address: links that people kept go on working, whatever is stored.

use domain::StatusStage;
use operations::SortColumn;

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
    }
}

/// The column of a word.
pub(super) fn column_of(word: &str) -> Option<SortColumn> {
    SortColumn::ALL.into_iter().find(|column| column_word(*column) == word)
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
        assert_eq!((stage_of(""), column_of("x")), (None, None));
    }
}
