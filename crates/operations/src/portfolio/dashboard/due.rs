//! The calendar of last days: what is to be paid within the next weeks.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate, TimeDelta};
use domain::paris_day;
use storage::InvoiceFilter;

use super::super::Portfolio;
use super::ageing::Aged;
use super::telling::{delay_days, within_reach};
use crate::{Actor, Result};

/// Weeks that are shown, the present one among them.
pub const WEEKS: i64 = 6;

/// What is to be paid on a day at the latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueDay {
    /// The last day.
    pub day: NaiveDate,
    /// In euros.
    pub due: Aged,
}

/// What is to be paid when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueCalendar {
    /// The day of the reading.
    pub today: NaiveDate,
    /// Every day of the weeks, from a Monday on. Days before today are late, and counted there.
    pub days: Vec<DueDay>,
    /// Whose last day has passed.
    pub late: Aged,
    /// Whose last day is later than the weeks that are shown.
    pub beyond: Aged,
    /// Invoices whose last day is supposed, since nobody said who pays.
    pub assumed: u64,
    /// In other currencies, whenever they are due, by code.
    pub others: BTreeMap<String, Aged>,
}

impl DueCalendar {
    /// What is due from today on, within so many days.
    #[must_use]
    pub fn within(&self, days: i64) -> Aged {
        let mut all = Aged::default();
        let until = self.today + TimeDelta::days(days);
        for day in self.days.iter().filter(|day| day.day >= self.today && day.day <= until) {
            all.add(day.due.count, day.due.cents);
        }
        all
    }
}

impl Portfolio {
    /// What is to be paid when.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn due_calendar(&self, actor: &Actor, filter: &InvoiceFilter) -> Result<DueCalendar> {
        let filter = within_reach(actor, filter)?;
        let today = paris_day(self.ground.now());
        let mut read = self.ground.read().await?;
        let sums = read.due_sums(actor.organization, &filter, &delay_days(today), today).await?;
        let monday = today - TimeDelta::days(i64::from(today.weekday().num_days_from_monday()));
        let days = (0..WEEKS * 7)
            .map(|number| DueDay { day: monday + TimeDelta::days(number), due: Aged::default() })
            .collect();
        let mut calendar = DueCalendar {
            today,
            days,
            late: Aged::default(),
            beyond: Aged::default(),
            assumed: 0,
            others: BTreeMap::new(),
        };
        for sum in sums {
            let place = if !matches!(sum.currency.as_str(), "" | "EUR") {
                calendar.others.entry(sum.currency).or_default()
            } else if sum.day < today {
                &mut calendar.late
            } else {
                let number = usize::try_from((sum.day - monday).num_days()).ok();
                match number.and_then(|number| calendar.days.get_mut(number)) {
                    Some(day) => &mut day.due,
                    None => &mut calendar.beyond,
                }
            };
            place.add(sum.count, sum.due_cents);
            calendar.assumed += if sum.assumed { sum.count } else { 0 };
        }
        Ok(calendar)
    }
}
