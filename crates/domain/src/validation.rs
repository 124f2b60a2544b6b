//! What a validator answers to an invoice of a subcontractor or joint contractor, until when, and its checks
//! (business-rules.md §9, enums.md §1.1).

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::act::text;
use crate::codes::codes;
use crate::{AnswerField, InvoiceStatus, Notes, Remark, Values, paris_day};

/// Longest text beside an answer (`complementInfo`), characters. The reference gives no bound; this is that of the
/// reasons of recipients.
pub const LONGEST_ANSWER_DETAIL: usize = 255;
/// The reason that gives an invoice back because it is for another validator (enums.md §3).
pub const WRONG_VALIDATOR: &str = "MAUVAIS_VALIDEUR";

/// Days that a validator has to answer. Where none comes, the invoice counts as accepted: public-procurement code,
/// R2193-11 and following, for subcontractors (regulation.md §1; that Chorus Pro counts the same is inferred).
pub const VALIDATION_DAYS: u64 = 15;

codes! {
    /// What a validator answers (`traiter/factureAValider`).
    ValidationAnswer {
        /// The invoice goes on.
        Accept = "accept";
        /// The invoice ends here, for a reason of the list of Chorus Pro.
        Refuse = "refuse";
        /// It is for another validator: the supplier corrects who.
        NotMine = "not_mine";
    }
}

impl ValidationAnswer {
    /// The word on screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Accept => "Accepter",
            Self::Refuse => "Refuser",
            Self::NotMine => "Ce n’est pas pour moi",
        }
    }

    /// Where it leads an invoice.
    #[must_use]
    pub const fn leads_to(self, level: ValidatorLevel) -> InvoiceStatus {
        match (level, self) {
            (ValidatorLevel::First, Self::Accept) => InvoiceStatus::Validee1,
            (ValidatorLevel::First, Self::Refuse) => InvoiceStatus::Refusee1,
            (ValidatorLevel::First, Self::NotMine) => InvoiceStatus::ErreurFournisseurSurValideur,
            (ValidatorLevel::Second, Self::Accept) => InvoiceStatus::Validee2,
            (ValidatorLevel::Second, Self::Refuse) => InvoiceStatus::Refusee2,
            (ValidatorLevel::Second, Self::NotMine) => InvoiceStatus::ErreurCotraitantSurValideur,
        }
    }
}

/// Which validator an invoice waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValidatorLevel {
    /// The holder of the contract, or the agent of the group.
    First,
    /// The agent, of a subcontractor of a joint contractor.
    Second,
}

impl ValidatorLevel {
    /// Which one a status waits for; none when it waits for no validator.
    #[must_use]
    pub const fn awaited(status: &InvoiceStatus) -> Option<Self> {
        match status {
            InvoiceStatus::AValider1 => Some(Self::First),
            InvoiceStatus::AValider2 => Some(Self::Second),
            _ => None,
        }
    }
}

/// The last day on which an invoice that waits since an instant can be answered: without an answer it then counts as
/// accepted.
#[must_use]
pub fn tacit_day(since: DateTime<Utc>) -> NaiveDate {
    let day = paris_day(since);
    day.checked_add_days(Days::new(VALIDATION_DAYS)).unwrap_or(day)
}

/// An answer that may leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedAnswer {
    /// What is answered.
    pub answer: ValidationAnswer,
    /// Code of the reason (`motifRefus`).
    pub reason: Option<String>,
    /// What is written with it (`complementInfo`).
    pub detail: Option<String>,
}

/// Checks an answer against the reasons that Chorus Pro offers for a refusal. With no error among the notes, it is
/// there.
#[must_use]
pub fn check_answer<'r>(
    values: &Values,
    offered: impl IntoIterator<Item = &'r str>,
) -> (Option<CheckedAnswer>, Notes) {
    let mut notes = Notes::default();
    let detail = text(values, AnswerField::Detail, LONGEST_ANSWER_DETAIL, &mut notes);
    let Some(answer) = ValidationAnswer::from_code(values.get(AnswerField::Answer)) else {
        notes.error(AnswerField::Answer, Remark::NotChosen);
        return (None, notes);
    };
    let reason = match answer {
        ValidationAnswer::Accept => None,
        ValidationAnswer::NotMine => Some(WRONG_VALIDATOR.to_owned()),
        ValidationAnswer::Refuse => {
            let chosen = values.get(AnswerField::Reason);
            let known = offered.into_iter().find(|code| *code == chosen && *code != WRONG_VALIDATOR);
            if known.is_none() {
                notes.error(AnswerField::Reason, Remark::NotChosen);
            }
            known.map(ToOwned::to_owned)
        }
    };
    let checked = CheckedAnswer { answer, reason, detail };
    ((!notes.refuse()).then_some(checked), notes)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;

    const OFFERED: [&str; 2] = [WRONG_VALIDATOR, "AUTRE"];

    fn checked(pairs: &[(&str, &str)]) -> (Option<CheckedAnswer>, usize) {
        let (checked, notes) = check_answer(&Values::read(pairs.iter().copied()).unwrap(), OFFERED);
        (checked, notes.errors().count())
    }

    #[test]
    fn a_refusal_has_a_reason_of_the_list_and_another_validator_is_none_of_them() {
        assert_eq!(checked(&[("answer", "refuse"), ("reason", "")]), (None, 1));
        assert_eq!(checked(&[("answer", "refuse"), ("reason", "INVENTE")]), (None, 1));
        assert_eq!(checked(&[("answer", "refuse"), ("reason", WRONG_VALIDATOR)]), (None, 1));
        let (refused, _) = checked(&[("answer", "refuse"), ("reason", "AUTRE"), ("detail", " Trop. ")]);
        let refused = refused.unwrap();
        assert_eq!((refused.reason.as_deref(), refused.detail.as_deref()), (Some("AUTRE"), Some("Trop.")));
    }

    #[test]
    fn what_is_not_for_the_validator_says_so_whatever_stands_in_the_list() {
        let (given_back, _) = checked(&[("answer", "not_mine"), ("reason", "AUTRE")]);
        assert_eq!(given_back.unwrap().reason.as_deref(), Some(WRONG_VALIDATOR));
        let (accepted, _) = checked(&[("answer", "accept"), ("reason", "AUTRE")]);
        assert_eq!(accepted.unwrap().reason, None);
        assert_eq!(checked(&[("answer", "")]), (None, 1));
        assert_eq!(checked(&[("answer", "accept"), ("detail", &"é".repeat(256))]), (None, 1));
    }

    #[test]
    fn the_delay_is_counted_in_days_of_paris() {
        let evening = Utc.with_ymd_and_hms(2026, 10, 5, 22, 30, 0).unwrap();
        assert_eq!(tacit_day(evening), NaiveDate::from_ymd_opt(2026, 10, 21).unwrap());
        let noon = Utc.with_ymd_and_hms(2026, 10, 5, 10, 0, 0).unwrap();
        assert_eq!(tacit_day(noon), NaiveDate::from_ymd_opt(2026, 10, 20).unwrap());
    }

    #[test]
    fn only_what_waits_for_a_validator_has_a_level_and_every_answer_leaves_it() {
        let waiting: Vec<_> =
            InvoiceStatus::KNOWN.iter().filter(|status| ValidatorLevel::awaited(status).is_some()).collect();
        assert_eq!(waiting, [&InvoiceStatus::AValider1, &InvoiceStatus::AValider2]);
        for level in [ValidatorLevel::First, ValidatorLevel::Second] {
            for answer in ValidationAnswer::ALL {
                assert_eq!(ValidatorLevel::awaited(&answer.leads_to(level)), None);
            }
        }
    }
}
