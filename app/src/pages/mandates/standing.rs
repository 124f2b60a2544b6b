//! What the mandates of a structure say, in words.

use chrono::NaiveDate;
use domain::{MandateStanding, StatusKind, format_day, reminder_due};
use operations::Mandate;

/// How pressing it is, and a few words.
pub(crate) fn standing_words(
    standing: MandateStanding,
    today: NaiveDate,
    required: bool,
) -> (StatusKind, String) {
    // What nobody asks for is not missing.
    let missing = if required { StatusKind::Error } else { StatusKind::Neutral };
    match standing {
        MandateStanding::Missing => (missing, "Aucun mandat".to_owned()),
        MandateStanding::ToCome { first } => (missing, format!("À partir du {}", format_day(first))),
        MandateStanding::Expired { last } => {
            let kind = if required { StatusKind::Error } else { StatusKind::Warning };
            (kind, format!("Expiré depuis le {}", format_day(last.succ_opt().unwrap_or(last))))
        }
        MandateStanding::Valid { until: None } => (StatusKind::Neutral, "Valable, sans échéance".to_owned()),
        MandateStanding::Valid { until: Some(last) } => {
            let left = (last - today).num_days();
            match reminder_due(left) {
                None => (StatusKind::Neutral, format!("Valable jusqu’au {}", format_day(last))),
                Some(due) => {
                    let kind = if due <= 15 { StatusKind::Warning } else { StatusKind::Info };
                    (kind, format!("Expire {} ({})", days_words(left), format_day(last)))
                }
            }
        }
    }
}

/// When the last day is.
fn days_words(left: i64) -> String {
    match left {
        0 => "ce soir".to_owned(),
        1 => "demain soir".to_owned(),
        days => format!("dans {days} jours"),
    }
}

/// The days on which a mandate is good.
pub(super) fn span_words(mandate: &Mandate) -> String {
    let span = mandate.span();
    match span.last {
        None => format!("depuis le {}, sans échéance", format_day(span.first)),
        Some(last) if last < span.first => "jamais entré en vigueur".to_owned(),
        Some(last) => format!("du {} au {}", format_day(span.first), format_day(last)),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn the_nearer_the_end_the_more_pressing() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        let said = |days: i64| {
            let until = Some(today + TimeDelta::days(days));
            standing_words(MandateStanding::Valid { until }, today, false)
        };
        assert_eq!(said(61), (StatusKind::Neutral, "Valable jusqu’au 20/01/2027".to_owned()));
        assert_eq!(said(60).0, StatusKind::Info);
        assert_eq!(said(15).0, StatusKind::Warning);
        assert_eq!(said(0).1, "Expire ce soir (20/11/2026)");
    }

    #[test]
    fn a_mandate_is_missing_only_where_one_is_asked_for() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        assert_eq!(standing_words(MandateStanding::Missing, today, false).0, StatusKind::Neutral);
        assert_eq!(standing_words(MandateStanding::Missing, today, true).0, StatusKind::Error);
        let last = NaiveDate::from_ymd_opt(2026, 10, 31).unwrap();
        assert_eq!(
            standing_words(MandateStanding::Expired { last }, today, true),
            (StatusKind::Error, "Expiré depuis le 01/11/2026".to_owned())
        );
    }
}
