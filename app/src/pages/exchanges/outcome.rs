//! How a call ended, in words.

use chrono::{DateTime, SecondsFormat, Timelike as _, Utc};
use domain::{StatusKind, format_moment};
use leptos::prelude::*;
use operations::{ExchangeOutcome, ExchangeSummary};

use crate::components::{Icon, kind_icon};

/// The outcomes that the filter offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum OutcomeChoice {
    /// All.
    #[default]
    All,
    /// Accepted.
    Accepted,
    /// Whatever was not accepted.
    NotAccepted,
    /// Functional refusals.
    Refused,
    /// Without a usable answer.
    Failed,
}

impl OutcomeChoice {
    pub(super) const ALL: [Self; 5] =
        [Self::All, Self::Accepted, Self::NotAccepted, Self::Refused, Self::Failed];

    /// The value in a URL.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Accepted => "reussis",
            Self::NotAccepted => "echecs",
            Self::Refused => "refus",
            Self::Failed => "techniques",
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.code() == code)
    }

    /// The words in the list of choices.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::All => "tous",
            Self::Accepted => "réussis",
            Self::NotAccepted => "non réussis",
            Self::Refused => "refus de Chorus Pro",
            Self::Failed => "échecs techniques",
        }
    }

    /// What it selects; empty means all.
    pub(super) fn outcomes(self) -> Vec<ExchangeOutcome> {
        match self {
            Self::All => Vec::new(),
            Self::Accepted => vec![ExchangeOutcome::Accepted],
            Self::NotAccepted => vec![ExchangeOutcome::Refused, ExchangeOutcome::Failed],
            Self::Refused => vec![ExchangeOutcome::Refused],
            Self::Failed => vec![ExchangeOutcome::Failed],
        }
    }
}

/// Icon, word and colour of an outcome.
pub(super) fn outcome_badge(outcome: ExchangeOutcome) -> AnyView {
    // That a call succeeded is the rule: it has its mark and no colour.
    let (kind, mark, text) = match outcome {
        ExchangeOutcome::Accepted => (StatusKind::Neutral, StatusKind::Success, "Réussi"),
        ExchangeOutcome::Refused => (StatusKind::Warning, StatusKind::Warning, "Refus de Chorus Pro"),
        ExchangeOutcome::Failed => (StatusKind::Error, StatusKind::Error, "Échec technique"),
    };
    view! {
        <span class="status" data-kind=kind.code()><Icon name=kind_icon(mark)/><span>{text}</span></span>
    }
    .into_any()
}

/// What was answered, in a few words: HTTP status, code and message.
pub(super) fn answer_words(summary: &ExchangeSummary) -> String {
    let status = summary
        .http_status
        .map_or_else(|| "Aucune réponse".to_owned(), |status| format!("HTTP\u{a0}{status}"));
    let code = summary.code_retour.map(|code| format!("code\u{a0}{code}"));
    [Some(status), code, summary.libelle.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// `25/11/2026 à 14 h 05 min 07 s`: calls follow each other within a minute.
pub(super) fn precise_moment(instant: DateTime<Utc>) -> AnyView {
    let text = format!("{}\u{a0}min\u{a0}{:02}\u{a0}s", format_moment(instant), instant.second());
    let machine = instant.to_rfc3339_opts(SecondsFormat::Millis, true);
    view! { <time class="moment" datetime=machine>{text}</time> }.into_any()
}

/// `< 1 ms`, `240 ms`, `1,4 s`.
pub(super) fn duration_words(summary: &ExchangeSummary) -> String {
    match summary.duration.as_millis() {
        0 => "<\u{a0}1\u{a0}ms".to_owned(),
        milliseconds @ ..1_000 => format!("{milliseconds}\u{a0}ms"),
        milliseconds => format!("{},{}\u{a0}s", milliseconds / 1_000, milliseconds % 1_000 / 100),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use chrono::TimeZone as _;
    use domain::ExchangeId;
    use uuid::Uuid;

    use super::super::super::test_support::render;
    use super::*;

    fn summary() -> ExchangeSummary {
        ExchangeSummary {
            id: ExchangeId(Uuid::from_u128(1)),
            at: Utc.with_ymd_and_hms(2026, 11, 25, 13, 5, 7).unwrap(),
            service: "soumettreFacture".to_owned(),
            outcome: ExchangeOutcome::Refused,
            http_status: Some(200),
            code_retour: Some(20_003),
            libelle: Some("GDP_MSG_01.002".to_owned()),
            duration: Duration::from_millis(1_449),
            correlation_id: None,
        }
    }

    #[test]
    fn an_answer_is_told_by_status_code_and_message() {
        assert_eq!(answer_words(&summary()), "HTTP\u{a0}200 · code\u{a0}20003 · GDP_MSG_01.002");
        let none = ExchangeSummary { http_status: None, code_retour: None, libelle: None, ..summary() };
        assert_eq!(answer_words(&none), "Aucune réponse");
    }

    #[test]
    fn durations_and_moments_are_precise_enough_to_tell_calls_apart() {
        assert_eq!(duration_words(&summary()), "1,4\u{a0}s");
        let short = ExchangeSummary { duration: Duration::from_millis(999), ..summary() };
        assert_eq!(duration_words(&short), "999\u{a0}ms");
        let html = render(|| precise_moment(summary().at));
        assert!(html.contains("25/11/2026 à 14\u{a0}h\u{a0}05\u{a0}min\u{a0}07\u{a0}s"), "{html}");
        assert!(html.contains("datetime=\"2026-11-25T13:05:07.000Z\""), "{html}");
    }

    #[test]
    fn codes_read_back() {
        for choice in OutcomeChoice::ALL {
            assert_eq!(OutcomeChoice::from_code(choice.code()), Some(choice));
        }
        assert_eq!(OutcomeChoice::from_code("x"), None);
    }
}
