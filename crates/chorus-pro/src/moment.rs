//! Dates and times as the API writes them.

use crate::wire::Scalar;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};
use std::fmt;

/// A date or a date and time of the API.
///
/// The API documents date-times everywhere and sends three forms (API.md §3): a plain day, a local time
/// without offset (French time, Europe/Paris), and a time with an offset. The form received is kept; this
/// crate converts nothing, so it needs no time zone data.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Moment {
    /// A day, `YYYY-MM-DD`.
    Day(NaiveDate),
    /// A French local time, `YYYY-MM-DD HH:MM` or `YYYY-MM-DDTHH:MM:SS`.
    Local(NaiveDateTime),
    /// A time with its offset to UTC, `YYYY-MM-DDTHH:MM:SS.mmm+01:00`.
    Offset(DateTime<FixedOffset>),
    /// A text in none of these forms, kept as received.
    Unreadable(String),
}

const LOCAL_FORMS: [&str; 4] =
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
const OFFSET_FORMS: [&str; 3] = ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z"];

impl Moment {
    /// Reads a text of the API. Never fails: an unknown form becomes [`Moment::Unreadable`].
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let trimmed = text.trim();
        if let Ok(day) = NaiveDate::parse_from_str(trimmed, "%Y-%m-%d") {
            return Self::Day(day);
        }
        if let Some(local) =
            LOCAL_FORMS.iter().find_map(|form| NaiveDateTime::parse_from_str(trimmed, form).ok())
        {
            return Self::Local(local);
        }
        DateTime::parse_from_rfc3339(trimmed)
            .ok()
            .or_else(|| OFFSET_FORMS.iter().find_map(|form| DateTime::parse_from_str(trimmed, form).ok()))
            .map_or_else(|| Self::Unreadable(text.to_owned()), Self::Offset)
    }

    /// The calendar day as written, or `None` for an unreadable text.
    ///
    /// For [`Moment::Offset`] this is the day at that offset: a time written in UTC just before midnight
    /// is already the next day in France.
    #[must_use]
    pub fn day(&self) -> Option<NaiveDate> {
        match self {
            Self::Day(day) => Some(*day),
            Self::Local(local) => Some(local.date()),
            Self::Offset(moment) => Some(moment.naive_local().date()),
            Self::Unreadable(_) => None,
        }
    }

    /// The date and time as written, without its offset; `None` for a plain day or an unreadable text.
    #[must_use]
    pub fn written_time(&self) -> Option<NaiveDateTime> {
        match self {
            Self::Local(local) => Some(*local),
            Self::Offset(moment) => Some(moment.naive_local()),
            Self::Day(_) | Self::Unreadable(_) => None,
        }
    }

    /// The exact instant, when the offset is known.
    #[must_use]
    pub fn instant(&self) -> Option<DateTime<FixedOffset>> {
        match self {
            Self::Offset(moment) => Some(*moment),
            Self::Day(_) | Self::Local(_) | Self::Unreadable(_) => None,
        }
    }
}

impl From<NaiveDate> for Moment {
    fn from(day: NaiveDate) -> Self {
        Self::Day(day)
    }
}

impl From<NaiveDateTime> for Moment {
    fn from(local: NaiveDateTime) -> Self {
        Self::Local(local)
    }
}

impl From<DateTime<FixedOffset>> for Moment {
    fn from(moment: DateTime<FixedOffset>) -> Self {
        Self::Offset(moment)
    }
}

/// Writes the form the services accept as input.
impl fmt::Display for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(formatter, "{}", day.format("%Y-%m-%d")),
            Self::Local(local) => write!(formatter, "{}", local.format("%Y-%m-%dT%H:%M:%S%.f")),
            Self::Offset(moment) => write!(formatter, "{}", moment.format("%Y-%m-%dT%H:%M:%S%.3f%:z")),
            Self::Unreadable(text) => formatter.write_str(text),
        }
    }
}

impl Scalar for Moment {
    const EXPECTED: &'static str = "a date";
    fn parse(text: &str) -> Option<Self> {
        Some(Moment::parse(text))
    }
    fn put<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl serde::Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::parse(&String::deserialize(deserializer)?))
    }
}
