//! What the URL of a list says.

use chrono::{NaiveDate, NaiveTime};
use domain::{Direction, InvoiceId, InvoiceStatus, StructureId, paris_local_to_utc, parse_day};
use operations::{InvoiceFilter, Moments, Scope, Sort, SortColumn, StructureSummary, structures_called};
use serde::Deserialize;

use super::words::{column_of, mark_of, stage_of};

/// The parameters as written; whatever cannot be read counts as absent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct ListQuery {
    pub(super) onglet: String,
    pub(super) statut: String,
    /// What nobody has done yet, or what is wrong.
    pub(super) marque: String,
    pub(super) structure: String,
    pub(super) du: String,
    pub(super) au: String,
    /// Days on which it was made available.
    pub(super) arrivee_du: String,
    pub(super) arrivee_au: String,
    /// Days since which it stands where it does.
    pub(super) etat_du: String,
    pub(super) etat_au: String,
    pub(super) tiers: String,
    pub(super) q: String,
    pub(super) tri: String,
    pub(super) sens: String,
    pub(super) page: String,
    pub(super) par: String,
    /// Where in the list an invoice was opened, and how many the list had: no filter.
    pub(super) rang: String,
    pub(super) sur: String,
}

impl ListQuery {
    /// Structure and period alone, as they stand in an address.
    pub(in crate::pages) fn narrowed(structure: &str, from: &str, until: &str) -> Self {
        Self { structure: structure.to_owned(), du: from.to_owned(), au: until.to_owned(), ..Self::default() }
    }

    /// The invoices of a structure that have a mark, by its word; all of them where there is none.
    pub(in crate::pages) fn marked(structure: &str, mark: &str) -> Self {
        Self { structure: structure.to_owned(), marque: mark.to_owned(), ..Self::default() }
    }

    /// The structure, as asked.
    pub(in crate::pages) fn structure(&self) -> &str {
        &self.structure
    }

    /// The period, as asked.
    pub(in crate::pages) fn period(&self) -> (String, String) {
        (self.du.clone(), self.au.clone())
    }

    /// The filter it asks for; the scope is set by the operation.
    pub(in crate::pages) fn filter(
        &self,
        direction: Direction,
        today: NaiveDate,
        known: &[StructureSummary],
    ) -> InvoiceFilter {
        let text = |value: &str| {
            let value = value.trim();
            (!value.is_empty()).then(|| value.chars().take(100).collect::<String>())
        };
        let column = column_of(&self.tri).unwrap_or_default();
        InvoiceFilter {
            structures: self.structures(known),
            stage: stage_of(&self.onglet),
            status: text(&self.statut).map(|code| InvoiceStatus::from_code(&code)),
            mark: mark_of(&self.marque),
            from: parse_day(&self.du, today),
            until: parse_day(&self.au, today),
            arrived: moments(&self.arrivee_du, &self.arrivee_au, today),
            status_at: moments(&self.etat_du, &self.etat_au, today),
            partner: text(&self.tiers),
            text: text(&self.q),
            // By the last day, what is to be paid first comes first: nobody looks for what waits for nothing.
            sort: Sort { column, descending: self.sens != "asc" && column != SortColumn::LastDay },
            page: self.page.parse().unwrap_or(1).clamp(1, 100_000),
            per_page: match self.par.as_str() {
                "25" => 25,
                "100" => 100,
                _ => 50,
            },
            ..InvoiceFilter::new(direction, Scope::Everything)
        }
    }

    /// The structures that are asked for, by id (as the links of the site do) or by name or SIRET (as people do).
    fn structures(&self, known: &[StructureSummary]) -> Option<Vec<StructureId>> {
        let typed = self.structure.trim();
        if typed.is_empty() {
            return None;
        }
        Some(typed.parse().map_or_else(|_| structures_called(known, typed), |id| vec![id]))
    }

    /// How many filters of the form are set.
    pub(in crate::pages) fn filters(&self) -> usize {
        let asked = [
            &self.statut,
            &self.marque,
            &self.structure,
            &self.du,
            &self.au,
            &self.arrivee_du,
            &self.arrivee_au,
            &self.etat_du,
            &self.etat_au,
            &self.tiers,
        ];
        asked.iter().filter(|value| !value.is_empty()).count()
    }

    /// The stretches of time that a link asked for, in words.
    pub(super) fn moments(&self) -> Vec<(&'static str, String)> {
        let asked = [
            ("Mise à disposition", &self.arrivee_du, &self.arrivee_au),
            ("Dans cet état depuis", &self.etat_du, &self.etat_au),
        ];
        let words = |(what, from, until): (&'static str, &String, &String)| {
            let words = match (from.is_empty(), until.is_empty()) {
                (true, true) => return None,
                (false, true) => format!("à partir du {from}"),
                (true, false) => format!("jusqu’au {until}"),
                (false, false) => format!("du {from} au {until}"),
            };
            Some((what, words))
        };
        asked.into_iter().filter_map(words).collect()
    }

    /// Whether anything but tab, order and page is asked.
    pub(in crate::pages) fn narrows(&self) -> bool {
        self.filters() > 0 || !self.q.is_empty()
    }

    /// The address of the list with some parameters changed; a change leads back to the first page unless it names one.
    pub(in crate::pages) fn address(&self, changes: &[(&str, &str)]) -> String {
        let mut pairs = self.pairs();
        pairs.retain(|(name, _)| *name != "page");
        for (name, value) in changes {
            pairs.retain(|(known, _)| known != name);
            pairs.push((name, value));
        }
        pairs.retain(|(_, value)| !value.is_empty());
        // Writing pairs of strings cannot fail.
        let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
        format!("?{query}")
    }

    /// The page of the list.
    pub(in crate::pages) fn page(&self) -> &str {
        &self.page
    }

    /// The address of an invoice that is opened from a place in the list, or of what belongs to it.
    pub(in crate::pages) fn address_of(&self, id: InvoiceId, place: u64, count: u64) -> String {
        let here = Self { rang: place.to_string(), sur: count.to_string(), ..self.clone() };
        format!("/factures/{id}{}", here.in_list())
    }

    /// The same place as the query of an address, to be carried on by what is done there; nothing where an invoice was opened
    /// from elsewhere.
    pub(in crate::pages) fn in_list(&self) -> String {
        self.opened_at().map_or_else(String::new, |(place, count)| {
            let (place, count) = (place.to_string(), count.to_string());
            self.address(&[("page", &self.page), ("rang", &place), ("sur", &count)])
        })
    }

    /// The place in the list at which an invoice was opened, and how many the list had; none where it was opened from
    /// elsewhere.
    pub(in crate::pages) fn opened_at(&self) -> Option<(u64, u64)> {
        let place = self.rang.parse().ok().filter(|place| *place > 0)?;
        Some((place, self.sur.parse().unwrap_or(0)))
    }

    fn pairs(&self) -> Vec<(&str, &str)> {
        vec![
            ("onglet", &self.onglet),
            ("statut", &self.statut),
            ("marque", &self.marque),
            ("structure", &self.structure),
            ("du", &self.du),
            ("au", &self.au),
            ("arrivee_du", &self.arrivee_du),
            ("arrivee_au", &self.arrivee_au),
            ("etat_du", &self.etat_du),
            ("etat_au", &self.etat_au),
            ("tiers", &self.tiers),
            ("q", &self.q),
            ("tri", &self.tri),
            ("sens", &self.sens),
            ("page", &self.page),
            ("par", &self.par),
        ]
    }
}

/// From the beginning of a day of Paris to the end of another.
fn moments(from: &str, until: &str, today: NaiveDate) -> Moments {
    let begin = |day: NaiveDate| paris_local_to_utc(day.and_time(NaiveTime::MIN));
    Moments {
        from: parse_day(from, today).map(begin),
        before: parse_day(until, today).and_then(|day| day.succ_opt()).map(begin),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_keeps_the_filter_and_leads_to_the_first_page() {
        let query = ListQuery {
            q: "FA 1&2".into(),
            page: "7".into(),
            onglet: "payees".into(),
            ..ListQuery::default()
        };
        assert_eq!(query.address(&[("tri", "date")]), "?onglet=payees&q=FA+1%262&tri=date");
        assert_eq!(query.address(&[("page", "8"), ("onglet", "")]), "?q=FA+1%262&page=8");
    }

    #[test]
    fn an_invoice_carries_the_list_it_was_opened_from() {
        let query = ListQuery { q: "mairie".into(), page: "2".into(), ..ListQuery::default() };
        let id = InvoiceId(uuid::Uuid::from_u128(7));
        let address = query.address_of(id, 53, 128);
        assert_eq!(address, format!("/factures/{id}?q=mairie&page=2&rang=53&sur=128"));
        let (_, parameters) = address.split_once('?').unwrap();
        let read: ListQuery = serde_urlencoded::from_str(parameters).unwrap();
        assert_eq!((read.q.as_str(), read.opened_at()), ("mairie", Some((53, 128))));
        assert_eq!(query.opened_at(), None, "not every invoice is opened from a list");
    }

    #[test]
    fn days_of_arrival_are_whole_days_of_paris_and_said() {
        let query = ListQuery {
            arrivee_du: "01/11/2026".into(),
            arrivee_au: "30/11/2026".into(),
            etat_du: "x".into(),
            ..ListQuery::default()
        };
        let filter = query.filter(Direction::Issued, NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(), &[]);
        let told =
            |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| at.to_rfc3339()).unwrap_or_default();
        assert_eq!(told(filter.arrived.from), "2026-10-31T23:00:00+00:00");
        assert_eq!(told(filter.arrived.before), "2026-11-30T23:00:00+00:00");
        assert!(filter.status_at.is_open() && query.narrows());
        assert_eq!(query.moments()[0], ("Mise à disposition", "du 01/11/2026 au 30/11/2026".to_owned()));
    }

    #[test]
    fn nonsense_in_the_url_counts_as_absent() {
        let query =
            ListQuery { page: "-3".into(), du: "demain".into(), par: "9999".into(), ..ListQuery::default() };
        let filter = query.filter(Direction::Issued, NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(), &[]);
        assert_eq!((filter.page, filter.from, filter.per_page), (1, None, 50));
    }
}
