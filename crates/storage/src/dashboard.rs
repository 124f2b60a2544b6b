//! Figures over many invoices, summed by the database: what is shown as a picture. Of the filter of a list, direction,
//! scope, structures and period (day of the invoice) count; tab, status, words, order and page do not.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{HalfYear, InvoiceStatus, OrganizationId, PayerCategory, StructureId};

use crate::{InvoiceFilter, Result};

/// The other side of invoices.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Partner {
    /// SIRET or another identifier; empty where none was given.
    pub siret: String,
    /// Name as it was written last.
    pub name: String,
}

/// What waits for its payment, of one age and currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgedSum {
    /// With whom; none for all but those with the largest sums.
    pub partner: Option<Partner>,
    /// Place in the list of bounds that was asked for: 0 for what arrived last.
    pub age: usize,
    /// BT-5.
    pub currency: String,
    /// How many invoices.
    pub count: u64,
    /// Sum of BT-112 in cents.
    pub gross_cents: i64,
}

/// How many days payers have (R2192-10, R2192-11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DelayDays {
    /// Where nobody said who pays.
    pub assumed: u32,
    /// By category.
    pub of: Vec<(PayerCategory, u32)>,
}

/// What waits for its payment and has the same last day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueSum {
    /// The last day on which a payment is in time.
    pub day: NaiveDate,
    /// BT-5.
    pub currency: String,
    /// Whether nobody said who pays, so that the day is supposed.
    pub assumed: bool,
    /// How many invoices.
    pub count: u64,
    /// Sum of what is due in cents.
    pub due_cents: i64,
}

/// What is due in euros to or by one partner, and late or soon to be, from one half-year on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateSum {
    /// With whom; none for all but those with the largest sums.
    pub partner: Option<Partner>,
    /// The half-year of the first late day, on which the rate of the interest depends (R2192-31).
    pub half: HalfYear,
    /// Whether it is late on the day of the reading, or will be.
    pub late: bool,
    /// Whether nobody said who pays, so that all this is supposed.
    pub assumed: bool,
    /// How many invoices.
    pub count: u64,
    /// Sum of what is due in cents.
    pub due_cents: i64,
    /// Sum of what is due in cents times the days on which it will have been late on the last day that was asked for.
    pub cent_days: i64,
}

/// Invoices whose payment was ordered in one month after so many days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaidCount {
    /// Place in the list of months that was asked for.
    pub month: usize,
    /// Days of the payer from the receipt to the mise en paiement, those of an interruption left out.
    pub days: u32,
    /// How many invoices.
    pub count: u64,
}

/// Whose steps are told apart: a service of a structure that receives, or a recipient.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StepOwner {
    /// A service of one of our structures, with its code; an empty one where invoices name none.
    Service(StructureId, String),
    /// A recipient.
    Recipient(Partner),
}

/// Paid invoices whose two steps took so many days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepCount {
    /// Whose; none for all but those with most invoices.
    pub owner: Option<StepOwner>,
    /// Days of the ordonnateur, from the receipt to the payment order, those of an interruption left out.
    pub ordonnateur: u32,
    /// Days of the accountant, from the payment order to the mise en paiement.
    pub comptable: u32,
    /// How many invoices.
    pub count: u64,
}

/// Invoices that came back from, or to, one partner for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnCount {
    /// Rejected, to be recycled or suspended.
    pub status: InvoiceStatus,
    /// Why, in the words of whoever set the status.
    pub comment: Option<String>,
    /// With whom.
    pub partner: Partner,
    /// How many invoices.
    pub count: u64,
}

/// The reasons that are most frequent, and how many invoices came back in all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Returns {
    /// Most frequent first.
    pub counts: Vec<ReturnCount>,
    /// All invoices that came back.
    pub all: u64,
}

/// Asking for figures.
#[async_trait]
pub trait ReadDashboard: Send {
    /// What waits for its payment by age: arrived since the first of the bounds, since the second, and so on, the last age
    /// beyond all of them. The `most` partners with the largest sums in euros are told apart. Credit notes are left out.
    async fn aged_sums(
        &mut self,
        organization: OrganizationId,
        filter: &InvoiceFilter,
        bounds: &[DateTime<Utc>],
        most: u32,
    ) -> Result<Vec<AgedSum>>;
    /// What waits for its payment by last day, the first day first. `today` is the day of the reading.
    async fn due_sums(
        &mut self,
        organization: OrganizationId,
        filter: &InvoiceFilter,
        days: &DelayDays,
        today: NaiveDate,
    ) -> Result<Vec<DueSum>>;
    /// What is due in euros, late today or within some days, `ahead`, by partner and half-year; the `most` partners with
    /// the largest sums of cents and days are told apart.
    async fn late_sums(
        &mut self,
        organization: OrganizationId,
        filter: &InvoiceFilter,
        days: &DelayDays,
        today: NaiveDate,
        ahead: u32,
        most: u32,
    ) -> Result<Vec<LateSum>>;
    /// Payments that were ordered from the first of these instants on, by month: each instant begins one. Credit notes
    /// are left out.
    async fn paid_counts(
        &mut self,
        organization: OrganizationId,
        filter: &InvoiceFilter,
        days: &DelayDays,
        months: &[DateTime<Utc>],
    ) -> Result<Vec<PaidCount>>;
    /// The steps of the latest payments since an instant, `latest` of them at most; the `most` owners with most invoices
    /// are told apart.
    async fn step_counts(
        &mut self,
        organization: OrganizationId,
        filter: &InvoiceFilter,
        since: DateTime<Utc>,
        latest: u32,
        most: u32,
    ) -> Result<Vec<StepCount>>;
    /// What is rejected, to be recycled or suspended since an instant, by status, words and partner: the `most` frequent.
    async fn returns(
        &mut self,
        organization: OrganizationId,
        filter: &InvoiceFilter,
        since: DateTime<Utc>,
        most: u32,
    ) -> Result<Returns>;
}
