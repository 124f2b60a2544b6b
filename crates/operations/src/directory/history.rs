//! How a recipient has dealt with what was sent there: told of invoices that the person may see, and of nothing else.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{ClockSide, Direction, InvoiceStatus, StatusStage, paris_day};
use storage::SentInvoice;

/// Fewer cases than these tell no habit.
pub const FEWEST_CASES: usize = 3;
/// Codes that are shown, the most used first.
const MOST_CODES: usize = 8;

/// A stage on the way of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecipientStage {
    /// From the deposit until the recipient has it.
    Delivery,
    /// With whoever orders the payment.
    Ordonnateur,
    /// Waiting for the supplier to complete it.
    Interrupted,
    /// With the public accountant.
    Comptable,
    /// From the arrival until payment was ordered.
    UntilOrder,
}

/// How long a stage takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageTime {
    /// Which.
    pub stage: RecipientStage,
    /// The median, in days.
    pub days: u32,
    /// Of how many invoices.
    pub cases: usize,
}

/// A code that was used with success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedCode {
    /// The code.
    pub code: String,
    /// How often.
    pub count: usize,
    /// When something last happened to such an invoice.
    pub last_at: DateTime<Utc>,
}

/// How a recipient has dealt with what was sent there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecipientHistory {
    /// How many invoices were looked at, the latest ones.
    pub looked_at: usize,
    /// Whether there are older ones.
    pub cut: bool,
    /// The time from the first to the last change of status of these.
    pub between: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// How many reached the recipient or were rejected.
    pub decided: usize,
    /// How many of these were rejected.
    pub rejected: usize,
    /// How long each stage takes; stages with too few cases are left out.
    pub stages: Vec<StageTime>,
    /// Services with which an invoice has arrived and was not turned back.
    pub services: Vec<UsedCode>,
    /// Engagements, likewise.
    pub engagements: Vec<UsedCode>,
}

impl RecipientHistory {
    /// What invoices tell; `cut` when there are older ones.
    pub(super) fn of(sent: &[SentInvoice], cut: bool) -> Self {
        let stage = |invoice: &SentInvoice| invoice.status.stage(Direction::Issued);
        let rejected = |invoice: &&SentInvoice| stage(invoice) == StatusStage::Rejected;
        let arrived = |invoice: &&SentInvoice| invoice.arrived_at.is_some();
        let well = |invoice: &&SentInvoice| {
            arrived(invoice) && !rejected(invoice) && invoice.status != InvoiceStatus::ARecycler
        };
        let first = sent.iter().map(|invoice| invoice.status_at).min();
        let last = sent.iter().map(|invoice| invoice.status_at).max();
        let side = |wanted| move |invoice: &SentInvoice| days_with(invoice, wanted);
        let stages = [
            time(RecipientStage::Delivery, sent, delivery),
            time(RecipientStage::Ordonnateur, sent, side(ClockSide::Ordonnateur)),
            time(RecipientStage::Interrupted, sent, side(ClockSide::Interrupted)),
            time(RecipientStage::Comptable, sent, side(ClockSide::Comptable)),
            time(RecipientStage::UntilOrder, sent, until_order),
        ];
        Self {
            looked_at: sent.len(),
            cut,
            between: first.zip(last),
            decided: sent.iter().filter(|invoice| arrived(invoice) || rejected(invoice)).count(),
            rejected: sent.iter().filter(rejected).count(),
            stages: stages.into_iter().flatten().collect(),
            services: codes(sent.iter().filter(well), |invoice| invoice.service_code.as_deref()),
            engagements: codes(sent.iter().filter(well), |invoice| invoice.engagement.as_deref()),
        }
    }
}

fn time(
    stage: RecipientStage,
    sent: &[SentInvoice],
    days_of: impl Fn(&SentInvoice) -> Option<u32>,
) -> Option<StageTime> {
    let mut days: Vec<u32> = sent.iter().filter_map(days_of).collect();
    days.sort_unstable();
    let cases = days.len();
    if cases < FEWEST_CASES {
        return None;
    }
    // Between two middle ones, rather a day too many.
    let (low, high) = (days.get((cases - 1) / 2)?, days.get(cases / 2)?);
    Some(StageTime { stage, days: low + (high - low).div_ceil(2), cases })
}

fn whole_days(from: DateTime<Utc>, to: DateTime<Utc>) -> Option<u32> {
    u32::try_from((paris_day(to) - paris_day(from)).num_days()).ok()
}

fn delivery(invoice: &SentInvoice) -> Option<u32> {
    let (deposited, arrived) = invoice.deposited_on.zip(invoice.arrived_at)?;
    u32::try_from((paris_day(arrived) - deposited).num_days()).ok()
}

/// The days on a side of the clock, once it is over there.
fn days_with(invoice: &SentInvoice, side: ClockSide) -> Option<u32> {
    let spans: Vec<_> = invoice.spans.iter().filter(|span| span.side == side).collect();
    let days = spans.iter().map(|span| whole_days(span.from, span.to?)).collect::<Option<Vec<u32>>>()?;
    (!days.is_empty()).then(|| days.iter().sum())
}

fn until_order(invoice: &SentInvoice) -> Option<u32> {
    let ordered = invoice.status == InvoiceStatus::MiseEnPaiement;
    whole_days(invoice.arrived_at.filter(|_| ordered)?, invoice.status_at)
}

fn codes<'s>(
    sent: impl Iterator<Item = &'s SentInvoice>,
    code_of: impl Fn(&'s SentInvoice) -> Option<&'s str>,
) -> Vec<UsedCode> {
    let mut used: BTreeMap<&str, UsedCode> = BTreeMap::new();
    for invoice in sent {
        let Some(code) = code_of(invoice).map(str::trim).filter(|code| !code.is_empty()) else { continue };
        let last_at = invoice.status_at;
        let known = used.entry(code).or_insert_with(|| UsedCode { code: code.to_owned(), count: 0, last_at });
        known.count += 1;
        known.last_at = known.last_at.max(last_at);
    }
    let mut used: Vec<UsedCode> = used.into_values().collect();
    used.sort_by(|one, other| {
        (other.count, other.last_at, &one.code).cmp(&(one.count, one.last_at, &other.code))
    });
    used.truncate(MOST_CODES);
    used
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeDelta, TimeZone as _};
    use domain::{ClockSpan, InvoiceId};
    use uuid::Uuid;

    use super::*;

    fn day(days: i64) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 2, 9, 0, 0).unwrap() + TimeDelta::days(days)
    }

    fn sent(status: InvoiceStatus, days: i64, service: &str) -> SentInvoice {
        SentInvoice {
            id: InvoiceId(Uuid::nil()),
            status,
            status_at: day(days),
            recipient_name: "Ville".to_owned(),
            service_code: Some(service.to_owned()),
            engagement: None,
            deposited_on: NaiveDate::from_ymd_opt(2026, 3, 1),
            arrived_at: Some(day(0)),
            spans: Vec::new(),
        }
    }

    #[test]
    fn medians_are_told_with_their_cases_and_never_of_too_few() {
        let ordered = [20, 31, 90].map(|days| sent(InvoiceStatus::MiseEnPaiement, days, "A"));
        let told = RecipientHistory::of(&ordered, false);
        let expected = [
            StageTime { stage: RecipientStage::Delivery, days: 1, cases: 3 },
            StageTime { stage: RecipientStage::UntilOrder, days: 31, cases: 3 },
        ];
        assert_eq!(told.stages, expected);
        assert_eq!(RecipientHistory::of(&ordered[..2], false).stages, []);
    }

    #[test]
    fn a_stage_that_lasts_is_no_case() {
        let span = |to| ClockSpan { side: ClockSide::Ordonnateur, from: day(0), to };
        let with = |spans| SentInvoice { spans, ..sent(InvoiceStatus::ServiceFait, 9, "A") };
        let over = || with(vec![span(Some(day(4))), span(Some(day(3)))]);
        let told = |invoices: &[SentInvoice]| {
            let stages = RecipientHistory::of(invoices, false).stages;
            stages.into_iter().find(|time| time.stage == RecipientStage::Ordonnateur)
        };
        assert_eq!(told(&[over(), over(), over()]).map(|time| time.days), Some(7));
        assert_eq!(told(&[over(), over(), with(vec![span(None)])]), None);
    }

    #[test]
    fn the_share_rejected_is_of_what_was_decided_and_codes_are_those_that_worked() {
        let told = RecipientHistory::of(
            &[
                sent(InvoiceStatus::ServiceFait, 1, "A"),
                sent(InvoiceStatus::MiseADisposition, 5, "B"),
                sent(InvoiceStatus::ServiceFait, 3, "A"),
                sent(InvoiceStatus::Rejetee, 9, "C"),
                sent(InvoiceStatus::ARecycler, 9, "D"),
                SentInvoice { arrived_at: None, ..sent(InvoiceStatus::Deposee, 9, "E") },
            ],
            true,
        );
        assert_eq!((told.looked_at, told.decided, told.rejected, told.cut), (6, 5, 1, true));
        let codes: Vec<_> = told.services.iter().map(|used| (used.code.as_str(), used.count)).collect();
        assert_eq!(codes, [("A", 2), ("B", 1)]);
        assert_eq!(told.between, Some((day(1), day(9))));
    }
}
