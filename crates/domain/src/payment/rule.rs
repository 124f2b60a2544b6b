//! Rules as data: a value, the days on which it holds, where it was read, and how sure that is.

use std::borrow::Cow;

use chrono::NaiveDate;

/// How sure a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Confidence {
    /// Entered or confirmed by an administrator.
    Administrator,
    /// Read in the text, in a source that quotes it, or in the table of a central bank.
    Text,
    /// Read in a source that tells of it.
    Secondary,
    /// Concluded from other rules; no text says so.
    Inferred,
    /// Believed, and found nowhere that would do: never a ground for a claim.
    Unconfirmed,
}

impl Confidence {
    /// All, the surest first.
    pub const ALL: [Self; 5] =
        [Self::Administrator, Self::Text, Self::Secondary, Self::Inferred, Self::Unconfirmed];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Text => "text",
            Self::Secondary => "secondary",
            Self::Inferred => "inferred",
            Self::Unconfirmed => "unconfirmed",
        }
    }

    /// The words on screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Administrator => "Saisi par un administrateur",
            Self::Text => "Lu dans le texte",
            Self::Secondary => "Source secondaire",
            Self::Inferred => "Déduit",
            Self::Unconfirmed => "Non confirmé",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|confidence| confidence.code() == code)
    }

    /// Whether money may be claimed on it.
    #[must_use]
    pub const fn is_known(self) -> bool {
        matches!(self, Self::Administrator | Self::Text | Self::Secondary)
    }
}

/// A row of a table of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule<V> {
    /// What the rule fixes.
    pub value: V,
    /// The first day on which it holds.
    pub from: NaiveDate,
    /// The last day on which it holds; none while it does.
    pub until: Option<NaiveDate>,
    /// Where it was read: an article, a publication with its day.
    pub source: Cow<'static, str>,
    /// How sure it is.
    pub confidence: Confidence,
}

impl<V> Rule<V> {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// Rows that come with Pupitre and rows of an installation's own, which win wherever they hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleTable<V> {
    /// In the order of their weight, the lightest first.
    rows: Vec<Rule<V>>,
}

impl<V> RuleTable<V> {
    /// A table of these rows; where two hold on the same day, the later one of the table wins.
    #[must_use]
    pub fn new(rows: Vec<Rule<V>>) -> Self {
        Self { rows }
    }

    /// The same table with rows that win over those it has.
    #[must_use]
    pub fn with_own(mut self, rows: impl IntoIterator<Item = Rule<V>>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// The row that holds on a day, among those whose value is the wanted one.
    #[must_use]
    pub fn on(&self, day: NaiveDate, wanted: impl Fn(&V) -> bool) -> Option<&Rule<V>> {
        self.rows.iter().rev().find(|row| row.holds_on(day) && wanted(&row.value))
    }

    /// All rows, the weightiest first.
    pub fn rows(&self) -> impl Iterator<Item = &Rule<V>> {
        self.rows.iter().rev()
    }
}

#[cfg(test)]
mod tests {
    use super::super::day::calendar_day;
    use super::*;

    fn row(value: u8, from: u32, until: Option<u32>) -> Rule<u8> {
        Rule {
            value,
            from: calendar_day(2026, 1, from),
            until: until.map(|day| calendar_day(2026, 1, day)),
            source: "test".into(),
            confidence: Confidence::Text,
        }
    }

    #[test]
    fn own_rows_win_where_they_hold_and_nowhere_else() {
        let table = RuleTable::new(vec![row(1, 5, None)]).with_own([row(2, 10, Some(20))]);
        let on = |day| table.on(calendar_day(2026, 1, day), |_| true).map(|row| row.value);
        assert_eq!(on(4), None);
        assert_eq!(on(5), Some(1));
        assert_eq!(on(9), Some(1));
        assert_eq!(on(10), Some(2));
        assert_eq!(on(20), Some(2));
        assert_eq!(on(21), Some(1));
        assert_eq!(table.rows().map(|row| row.value).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn what_is_inferred_or_unconfirmed_is_not_known() {
        for confidence in Confidence::ALL {
            assert_eq!(Confidence::from_code(confidence.code()), Some(confidence));
        }
        let unsure = Confidence::ALL.into_iter().filter(|confidence| !confidence.is_known());
        assert_eq!(unsure.collect::<Vec<_>>(), [Confidence::Inferred, Confidence::Unconfirmed]);
    }
}
