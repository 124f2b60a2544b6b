//! The *délai global de paiement*, month by month: from the receipt to the mise en paiement, without interruptions.

use std::collections::BTreeSet;

use chrono::{Datelike as _, Months, NaiveDate};
use domain::{Direction, NationalDelay, OrganizationId, paris_day, propose_payer_category};
use storage::{InvoiceFilter, Snapshot, Structure, StructureSummary};

use super::super::Portfolio;
use super::super::delay::begins;
use super::telling::{Histogram, delay_days, within_reach};
use crate::{Actor, Result};

/// The present month, and those of a year before.
const MONTHS: u32 = 13;
/// The delay of most payers (R2192-10).
const WITHIN_DAYS: u32 = 30;

/// The payments of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthOfPayments {
    /// Its first day.
    pub first_day: NaiveDate,
    /// Payments that were ordered.
    pub count: u64,
    /// The average, in tenths of a day.
    pub mean_tenths: u64,
    /// Half of them took no longer, in days.
    pub median: u32,
    /// Nine in ten took no longer, in days.
    pub ninth: u32,
    /// How many took thirty days at most.
    pub within: u64,
}

/// What to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NationalReference {
    /// The figure of the kind of payer that all structures are of.
    Of(NationalDelay),
    /// The structures are of several kinds, or of one that has no figure.
    None,
    /// Issued invoices are paid by others, of all kinds.
    ManyPayers,
}

/// Months of payments, the first one first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentMonths {
    /// The present month last.
    pub months: Vec<MonthOfPayments>,
    /// What to compare with.
    pub national: NationalReference,
}

impl PaymentMonths {
    /// The last month with payments, the present one aside unless there is no other.
    #[must_use]
    pub fn latest(&self) -> Option<&MonthOfPayments> {
        let (present, before) = self.months.split_last()?;
        let paid = |month: &&MonthOfPayments| month.count > 0;
        before.iter().rfind(paid).or(Some(present).filter(paid))
    }

    /// Payments of all months.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.months.iter().map(|month| month.count).sum()
    }
}

impl Portfolio {
    /// How long payments took, month by month.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn payment_months(&self, actor: &Actor, filter: &InvoiceFilter) -> Result<PaymentMonths> {
        let filter = within_reach(actor, filter)?;
        let today = paris_day(self.ground.now());
        let first_days = months(today);
        let begin: Vec<_> = first_days.iter().map(|day| begins(*day)).collect();
        let mut read = self.ground.read().await?;
        let counts = read.paid_counts(actor.organization, &filter, &delay_days(today), &begin).await?;
        let mut histograms = vec![Histogram::default(); first_days.len()];
        for count in counts {
            if let Some(histogram) = histograms.get_mut(count.month) {
                histogram.add(count.days, count.count);
            }
        }
        let month = |(first_day, histogram): (NaiveDate, Histogram)| MonthOfPayments {
            first_day,
            count: histogram.count(),
            mean_tenths: histogram.mean_tenths(),
            median: histogram.percentile(50),
            ninth: histogram.percentile(90),
            within: histogram.within(WITHIN_DAYS),
        };
        let months = first_days.into_iter().zip(histograms).map(month).collect();
        let national = match filter.direction {
            Direction::Issued => NationalReference::ManyPayers,
            Direction::Received => {
                let reached = self.ground.within_reach(actor, read.as_mut()).await?;
                national(read.as_mut(), actor.organization, &reached, &filter).await?
            }
        };
        Ok(PaymentMonths { months, national })
    }
}

/// The first days of the months that are shown.
fn months(today: NaiveDate) -> Vec<NaiveDate> {
    let present = today.with_day(1).unwrap_or(today);
    (0..MONTHS).rev().filter_map(|back| present.checked_sub_months(Months::new(back))).collect()
}

/// The one figure of all structures that are shown. Whoever has not said what they are is taken for what the number of
/// the structure says: it is compared, and nothing rests on it.
async fn national(
    read: &mut dyn Snapshot,
    organization: OrganizationId,
    structures: &[StructureSummary],
    filter: &InvoiceFilter,
) -> Result<NationalReference> {
    let shown: Vec<&Structure> = structures
        .iter()
        .map(|summary| &summary.structure)
        .filter(|structure| filter.structures.as_ref().is_none_or(|only| only.contains(&structure.id)))
        .collect();
    let asked: Vec<String> = shown.iter().map(|structure| structure.identifier.as_str().to_owned()).collect();
    let known = read.known_payers(organization, &asked).await?;
    let figure = |structure: &&Structure| {
        let siret = structure.identifier.as_str();
        let told =
            known.iter().find(|known| known.payer == siret && known.environment == structure.environment);
        let category =
            told.map(|told| told.category).or_else(|| propose_payer_category(&structure.name, siret));
        category.and_then(|category| NationalDelay::of(category, siret))
    };
    let mut figures: Vec<Option<NationalDelay>> = shown.iter().map(figure).collect();
    figures.dedup();
    let kinds: BTreeSet<Option<&str>> = figures.iter().map(|figure| figure.map(|figure| figure.of)).collect();
    Ok(match figures.first() {
        Some(Some(figure)) if kinds.len() == 1 => NationalReference::Of(*figure),
        _ => NationalReference::None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_of_months_ends_with_the_present_one() {
        let months = months(NaiveDate::from_ymd_opt(2026, 11, 30).unwrap());
        let shown: Vec<String> = months.iter().map(ToString::to_string).collect();
        assert_eq!((shown.len(), shown[0].as_str(), shown[12].as_str()), (13, "2025-11-01", "2026-11-01"));
    }
}
