//! What the URL of the journal of exchanges says.

use chrono::{NaiveDate, NaiveTime};
use domain::{StructureId, paris_local_to_utc, parse_day};
use operations::ExchangeFilter;
use serde::Deserialize;

use super::outcome::OutcomeChoice;

/// The parameters as written; whatever cannot be read counts as absent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ExchangeQuery {
    pub(super) service: String,
    pub(super) resultat: String,
    pub(super) du: String,
    pub(super) au: String,
    pub(super) texte: String,
    page: String,
    par: String,
}

impl ExchangeQuery {
    /// The filter it asks for. Days are whole days in Paris.
    pub(super) fn filter(&self, structure: StructureId, today: NaiveDate) -> ExchangeFilter {
        let text = |value: &str| {
            let value = value.trim();
            (!value.is_empty()).then(|| value.chars().take(100).collect::<String>())
        };
        let start = |day: NaiveDate| paris_local_to_utc(day.and_time(NaiveTime::MIN));
        ExchangeFilter {
            service: text(&self.service),
            outcomes: self.outcome().outcomes(),
            from: parse_day(&self.du, today).map(start),
            until: parse_day(&self.au, today).and_then(|day| day.succ_opt()).map(start),
            text: text(&self.texte),
            page: self.page.parse().unwrap_or(1).clamp(1, 100_000),
            per_page: match self.par.as_str() {
                "25" => 25,
                "100" => 100,
                _ => 50,
            },
            ..ExchangeFilter::new(structure)
        }
    }

    /// Which outcomes are asked for.
    pub(super) fn outcome(&self) -> OutcomeChoice {
        OutcomeChoice::from_code(&self.resultat).unwrap_or_default()
    }

    /// How many lines per page, when the URL says so.
    pub(super) fn lines(&self) -> &str {
        &self.par
    }

    /// How many filters are set.
    pub(super) fn filters(&self) -> usize {
        let asked = [&self.service, &self.resultat, &self.du, &self.au, &self.texte];
        asked.iter().filter(|value| !value.is_empty()).count()
    }

    /// Whether anything but page and lines per page is asked.
    pub(super) fn narrows(&self) -> bool {
        self.filters() > 0
    }

    /// The address of the list with one parameter changed; a change leads back to the first page unless it is the page.
    pub(super) fn address(&self, name: &str, value: &str) -> String {
        let mut pairs: Vec<(&str, &str)> = vec![
            ("service", &self.service),
            ("resultat", &self.resultat),
            ("du", &self.du),
            ("au", &self.au),
            ("texte", &self.texte),
            ("par", &self.par),
        ];
        pairs.retain(|(known, _)| *known != name);
        pairs.push((name, value));
        pairs.retain(|(_, value)| !value.is_empty());
        // Writing pairs of strings cannot fail.
        format!("?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone as _, Utc};
    use operations::ExchangeOutcome;
    use uuid::Uuid;

    use super::*;

    fn filter(query: &ExchangeQuery) -> ExchangeFilter {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        query.filter(StructureId(Uuid::from_u128(1)), today)
    }

    #[test]
    fn a_period_is_whole_days_in_paris() {
        let query = ExchangeQuery { du: "20/11/2026".into(), au: "hier".into(), ..ExchangeQuery::default() };
        let filter = filter(&query);
        assert_eq!(filter.from, Some(Utc.with_ymd_and_hms(2026, 11, 19, 23, 0, 0).unwrap()));
        assert_eq!(filter.until, Some(Utc.with_ymd_and_hms(2026, 11, 21, 23, 0, 0).unwrap()));
    }

    #[test]
    fn nonsense_in_the_url_counts_as_absent() {
        let query = ExchangeQuery {
            resultat: "x".into(),
            du: "demain".into(),
            texte: "  ".into(),
            page: "-3".into(),
            par: "9999".into(),
            ..ExchangeQuery::default()
        };
        assert_eq!(filter(&query), ExchangeFilter::new(StructureId(Uuid::from_u128(1))));
    }

    #[test]
    fn every_failure_is_asked_for_in_one_word() {
        let query = ExchangeQuery { resultat: "echecs".into(), ..ExchangeQuery::default() };
        assert_eq!(filter(&query).outcomes, [ExchangeOutcome::Refused, ExchangeOutcome::Failed]);
    }

    #[test]
    fn a_page_keeps_the_filter_and_another_size_begins_anew() {
        let query = ExchangeQuery {
            texte: "a&b c".into(),
            page: "7".into(),
            par: "25".into(),
            ..ExchangeQuery::default()
        };
        assert_eq!(query.address("page", "8"), "?texte=a%26b+c&par=25&page=8");
        assert_eq!(query.address("par", "100"), "?texte=a%26b+c&par=100");
    }
}
