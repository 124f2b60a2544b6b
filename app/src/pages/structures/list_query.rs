//! What the address of the list of structures may say: to what it is narrowed, and its order.

use chrono::{DateTime, Utc};
use domain::{UserId, reminder_due};
use operations::{AccessHealth, AccessState, StructureSummary};
use serde::Deserialize;

use super::health::{days_until, first_end};
use crate::components::SortOrder;

/// What the address of the page may say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    /// Parts of a name or of a town, or a SIRET.
    pub(super) nom: String,
    /// The word of an [`AccessFilter`].
    pub(super) acces: String,
    /// [`MINE`], [`NOBODY`], or a person.
    pub(super) charge: String,
    pub(super) tri: String,
    pub(super) sens: String,
}

/// The structures that the person is in charge of.
pub(super) const MINE: &str = "moi";
/// The structures that nobody is in charge of.
pub(super) const NOBODY: &str = "personne";
/// The columns besides the counters, as the address names them.
pub(super) const BY_NAME: &str = "nom";
pub(super) const BY_ACCESS: &str = "acces";
pub(super) const BY_CHARGE: &str = "charge";
pub(super) const BY_AGE: &str = "synchronisee";

impl ListQuery {
    /// The order that is asked for: names from the first letter on, figures from the largest down, unless it is turned.
    pub(super) fn order(&self) -> SortOrder {
        match self.sens.as_str() {
            "asc" => SortOrder::Ascending,
            "desc" => SortOrder::Descending,
            _ if [BY_NAME, BY_CHARGE].contains(&self.tri.as_str()) => SortOrder::Ascending,
            _ => SortOrder::Descending,
        }
    }

    /// The address of the list sorted by a column.
    pub(super) fn sorted(&self, column: &str, order: SortOrder) -> String {
        let sens = if order == SortOrder::Ascending { "asc" } else { "desc" };
        Self { tri: column.to_owned(), sens: sens.to_owned(), ..self.clone() }.address()
    }

    /// The address of the list of those whom somebody is in charge of.
    pub(super) fn of_charge(&self, charge: &str) -> String {
        Self { charge: charge.to_owned(), ..self.clone() }.address()
    }

    /// The address of this list.
    pub(super) fn address(&self) -> String {
        format!("/structures{}", self.carried())
    }

    /// What a sheet carries along, to lead to its neighbours and back; nothing for the list as it opens.
    pub(super) fn carried(&self) -> String {
        let pairs = [
            ("nom", &self.nom),
            ("acces", &self.acces),
            ("charge", &self.charge),
            ("tri", &self.tri),
            ("sens", &self.sens),
        ];
        let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect();
        if pairs.is_empty() {
            return String::new();
        }
        format!("?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    }

    /// How many filters narrow the list.
    pub(super) fn filters(&self) -> usize {
        [&self.nom, &self.acces, &self.charge].into_iter().filter(|value| !value.trim().is_empty()).count()
    }

    /// The state of access that is looked for.
    pub(super) fn access(&self) -> Option<AccessFilter> {
        AccessFilter::ALL.into_iter().find(|filter| filter.word() == self.acces)
    }

    /// The person who is looked for, where `me` asks.
    pub(super) fn person(&self, me: UserId) -> Option<UserId> {
        if self.charge == MINE { Some(me) } else { self.charge.parse().ok() }
    }
}

/// A state of access that one looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AccessFilter {
    Broken,
    Missing,
    Untested,
    Failing,
    Ending,
    Working,
}

impl AccessFilter {
    pub(super) const ALL: [Self; 6] =
        [Self::Broken, Self::Missing, Self::Untested, Self::Failing, Self::Ending, Self::Working];

    /// Its word in the address.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Broken => "interrompu",
            Self::Missing => "sans-acces",
            Self::Untested => "a-tester",
            Self::Failing => "synchronisation-en-echec",
            Self::Ending => "a-renouveler",
            Self::Working => "fonctionne",
        }
    }

    /// Its words on screen.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Broken => "interrompu",
            Self::Missing => "pas encore saisi",
            Self::Untested => "à tester",
            Self::Failing => "synchronisation en échec",
            Self::Ending => "à renouveler dans les 60 jours",
            Self::Working => "fonctionne",
        }
    }

    /// Whether a structure is in that state.
    pub(super) fn fits(self, row: &StructureSummary, now: DateTime<Utc>) -> bool {
        let is = |wanted: fn(&AccessHealth) -> bool| row.access.as_ref().is_some_and(wanted);
        let fails = row.structure.failing.is_some();
        match self {
            Self::Broken => is(|access| access.state.is_broken()),
            Self::Missing => row.access.is_none(),
            Self::Untested => is(|access| access.state == AccessState::Untested),
            Self::Failing => fails && !is(|access| access.state.is_broken()),
            Self::Ending => row
                .access
                .as_ref()
                .is_some_and(|access| reminder_due(days_until(first_end(access), now)).is_some()),
            Self::Working => !fails && is(|access| access.state == AccessState::Working),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_as_it_opens_carries_nothing_and_what_narrows_it_goes_along() {
        assert_eq!(ListQuery::default().carried(), "");
        let narrowed =
            ListQuery { nom: "été & fils".to_owned(), charge: MINE.to_owned(), ..ListQuery::default() };
        assert_eq!(narrowed.carried(), "?nom=%C3%A9t%C3%A9+%26+fils&charge=moi");
        assert_eq!(narrowed.filters(), 2);
        let turned = narrowed.sorted("retard", SortOrder::Ascending);
        assert_eq!(turned, "/structures?nom=%C3%A9t%C3%A9+%26+fils&charge=moi&tri=retard&sens=asc");
    }

    #[test]
    fn words_of_the_states_are_all_different() {
        for filter in AccessFilter::ALL {
            let query = ListQuery { acces: filter.word().to_owned(), ..ListQuery::default() };
            assert_eq!(query.access(), Some(filter));
        }
    }
}
