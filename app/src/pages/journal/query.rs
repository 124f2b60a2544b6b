//! What the URL of the journal says.

use chrono::{NaiveDate, NaiveTime};
use domain::{paris_local_to_utc, parse_day};
use operations::{JournalAuthor, JournalFilter, JournalResult};
use serde::Deserialize;

use crate::words::JournalSubject;

/// Lines of a page.
const LINES: u32 = 50;
/// What the filter calls what happened without a person.
pub(super) const NOBODY: &str = "personne";

/// The parameters as written; whatever cannot be read counts as absent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct JournalQuery {
    pub(super) du: String,
    pub(super) au: String,
    pub(super) qui: String,
    pub(super) sujet: String,
    pub(super) objet: String,
    pub(super) resultat: String,
    avant: String,
}

impl JournalQuery {
    /// The filter it asks for. Days are whole days in Paris.
    pub(super) fn filter(&self, today: NaiveDate) -> JournalFilter {
        let start = |day: NaiveDate| paris_local_to_utc(day.and_time(NaiveTime::MIN));
        let object: String = self.objet.trim().chars().take(200).collect();
        JournalFilter {
            from: parse_day(&self.du, today).map(start),
            until: parse_day(&self.au, today).and_then(|day| day.succ_opt()).map(start),
            author: match self.qui.as_str() {
                NOBODY => Some(JournalAuthor::Nobody),
                user => user.parse().ok().map(JournalAuthor::Person),
            },
            actions: self.subject().map_or_else(Vec::new, |subject| subject.actions().to_vec()),
            object: (!object.is_empty()).then_some(object),
            result: JournalResult::from_code(&self.resultat),
            before: self.avant.parse().ok(),
            most: LINES,
        }
    }

    /// Which subject is asked for.
    pub(super) fn subject(&self) -> Option<JournalSubject> {
        JournalSubject::from_code(&self.sujet)
    }

    fn narrowing(&self) -> [(&'static str, &str); 6] {
        [
            ("du", &self.du),
            ("au", &self.au),
            ("qui", &self.qui),
            ("sujet", &self.sujet),
            ("objet", &self.objet),
            ("resultat", &self.resultat),
        ]
    }

    /// How many filters are set.
    pub(super) fn filters(&self) -> usize {
        self.narrowing().iter().filter(|(_, value)| !value.is_empty()).count()
    }

    /// Whether it is not the first page.
    pub(super) const fn goes_on(&self) -> bool {
        !self.avant.is_empty()
    }

    /// The parameters of the filters with one more, or with another value; without a cursor unless that is it.
    pub(super) fn with(&self, name: &'static str, value: &str) -> String {
        let mut pairs = self.narrowing().to_vec();
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

    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    #[test]
    fn a_period_is_whole_days_in_paris_and_a_subject_is_its_actions() {
        let query = JournalQuery {
            du: "20/11/2026".into(),
            au: "20/11/2026".into(),
            sujet: "personnes".into(),
            qui: NOBODY.into(),
            resultat: "refused".into(),
            objet: " x ".into(),
            avant: "12".into(),
        };
        let filter = query.filter(today());
        assert_eq!(filter.from, Some(Utc.with_ymd_and_hms(2026, 11, 19, 23, 0, 0).unwrap()));
        assert_eq!(filter.until, Some(Utc.with_ymd_and_hms(2026, 11, 20, 23, 0, 0).unwrap()));
        assert!(filter.actions.contains(&"user."));
        assert_eq!(filter.author, Some(JournalAuthor::Nobody));
        assert_eq!(filter.result, Some(JournalResult::Refused));
        assert_eq!((filter.object.as_deref(), filter.before), (Some("x"), Some(12)));
    }

    #[test]
    fn nonsense_in_the_url_counts_as_absent() {
        let query = JournalQuery {
            du: "jamais".into(),
            qui: "x".into(),
            sujet: "x".into(),
            resultat: "x".into(),
            avant: "-1".into(),
            ..JournalQuery::default()
        };
        assert_eq!(query.filter(today()), JournalFilter { most: LINES, ..JournalFilter::default() });
    }

    #[test]
    fn the_next_page_keeps_the_filter_and_another_filter_begins_anew() {
        let query = JournalQuery { objet: "a&b".into(), avant: "7".into(), ..JournalQuery::default() };
        assert_eq!(query.with("avant", "3"), "?objet=a%26b&avant=3");
        assert_eq!(query.with("objet", "c"), "?objet=c");
    }
}
