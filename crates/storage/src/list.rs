//! The list over all structures: filter, sort, page, counts and totals.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Direction, DisorderKind, InvoiceId, InvoiceKind, InvoiceStatus, PayerCategory, Reason, StatusStage,
    StructureId,
};

use crate::Scope;

/// Most rows of one page.
pub const MOST_ROWS: u32 = 1_000;

/// By what a list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortColumn {
    /// Last change of status.
    #[default]
    StatusAt,
    /// BT-2.
    Date,
    /// BT-1.
    Number,
    /// BT-112.
    Gross,
    /// Name of the other side.
    Partner,
    /// The last day of the delay to pay: ascending, what is to be paid first comes first. Those whose delay is interrupted
    /// come behind all that have a last day, for it moves while they wait; what does not wait for a payment comes last. It
    /// is the delay of the payer as it is known, or the common one where nobody has said who pays.
    LastDay,
}

impl SortColumn {
    /// All columns.
    pub const ALL: [Self; 6] =
        [Self::StatusAt, Self::Date, Self::Number, Self::Gross, Self::Partner, Self::LastDay];
}

/// Column and direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub column: SortColumn,
    /// Largest or latest first.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { column: SortColumn::StatusAt, descending: true }
    }
}

/// A stretch of time, open where nothing is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moments {
    /// From this instant on.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub before: Option<DateTime<Utc>>,
}

impl Moments {
    /// Whether nothing is asked.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.from.is_none() && self.before.is_none()
    }
}

/// What nobody here has done yet with a received invoice, or what is wrong with any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListMark {
    /// At its recipient, who has done nothing with it, and opened by nobody here.
    New,
    /// Opened by nobody here, and not at the end of its way.
    Unread,
    /// Its files were given to nobody here: a mark of our own, whatever Chorus Pro says of other ways.
    NotDownloaded,
    /// Its statuses were written in an order in which no invoice goes.
    Disordered,
}

impl ListMark {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::New, Self::Unread, Self::NotDownloaded, Self::Disordered];
}

/// Invoices with a mark are counted up to this number: a person hears that there are more.
pub const MOST_MARKED: u32 = 1_000;

/// The marks of an invoice, as a line of the list shows them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowMarks {
    /// It was received, and nobody here has opened it.
    pub unopened: bool,
    /// It was received, and its files were given to nobody here.
    pub not_downloaded: bool,
    /// What is wrong with the order of its statuses.
    pub disorder: Option<DisorderKind>,
}

impl RowMarks {
    /// Whether a mark stands, of an invoice that is where `status` says.
    #[must_use]
    pub fn has(self, mark: ListMark, status: &InvoiceStatus) -> bool {
        match mark {
            ListMark::New => self.unopened && *status == InvoiceStatus::MiseADisposition,
            ListMark::Unread => {
                let stage = status.stage(Direction::Received);
                self.unopened
                    && !matches!(stage, StatusStage::Paid | StatusStage::Rejected | StatusStage::Ended)
            }
            ListMark::NotDownloaded => self.not_downloaded,
            ListMark::Disordered => self.disorder.is_some(),
        }
    }
}

/// What a person asks of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceFilter {
    /// Issued or received.
    pub direction: Direction,
    /// What the person may see.
    pub scope: Scope,
    /// Only these structures; none of them when empty.
    pub structures: Option<Vec<StructureId>>,
    /// One tab.
    pub stage: Option<StatusStage>,
    /// One status.
    pub status: Option<InvoiceStatus>,
    /// Only those with a mark.
    pub mark: Option<ListMark>,
    /// BT-2 from this day.
    pub from: Option<NaiveDate>,
    /// BT-2 until this day, included.
    pub until: Option<NaiveDate>,
    /// When it was made available.
    pub arrived: Moments,
    /// Since when it stands where it does.
    pub status_at: Moments,
    /// Part of the name or SIRET of the other side.
    pub partner: Option<String>,
    /// Part of number, name, SIRET, service or engagement.
    pub text: Option<String>,
    /// Order.
    pub sort: Sort,
    /// From 1.
    pub page: u32,
    /// 1 to [`MOST_ROWS`].
    pub per_page: u32,
}

impl InvoiceFilter {
    /// Everything of a direction within a scope, first page of 50.
    #[must_use]
    pub fn new(direction: Direction, scope: Scope) -> Self {
        Self {
            direction,
            scope,
            structures: None,
            stage: None,
            status: None,
            mark: None,
            from: None,
            until: None,
            arrived: Moments::default(),
            status_at: Moments::default(),
            partner: None,
            text: None,
            sort: Sort::default(),
            page: 1,
            per_page: 50,
        }
    }
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceRow {
    /// Identifier.
    pub id: InvoiceId,
    /// Structure.
    pub structure: StructureId,
    /// Where it stands.
    pub status: InvoiceStatus,
    /// Since when.
    pub status_at: DateTime<Utc>,
    /// Why, in our own code.
    pub status_reason: Option<Reason>,
    /// Why, in the words of whoever set the status.
    pub status_comment: Option<String>,
    /// BT-1.
    pub number: String,
    /// Facture or avoir.
    pub kind: InvoiceKind,
    /// BT-2.
    pub date: Option<NaiveDate>,
    /// Other side.
    pub partner_name: String,
    /// Its SIRET.
    pub partner_siret: String,
    /// BT-10.
    pub service_code: Option<String>,
    /// BT-13.
    pub engagement: Option<String>,
    /// BT-5.
    pub currency: String,
    /// BT-112 in cents.
    pub gross_cents: Option<i64>,
    /// When it was made available.
    pub arrived_at: Option<DateTime<Utc>>,
    /// What nobody has done yet with it, and what is wrong with it.
    pub marks: RowMarks,
}

/// How many and how much. Sums of different currencies are never added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListTotals {
    /// Invoices.
    pub count: u64,
    /// Sum of BT-112 in cents per currency, credit notes subtracted, by code of the currency. Invoices without an amount
    /// count as zero.
    pub sums: Vec<CurrencySum>,
}

impl ListTotals {
    /// Adds invoices of one currency.
    pub fn add(&mut self, count: u64, currency: &str, gross_cents: i64) {
        self.count += count;
        let place = self.sums.binary_search_by(|sum| sum.currency.as_str().cmp(currency));
        match place {
            Ok(at) => self.sums[at].gross_cents = self.sums[at].gross_cents.saturating_add(gross_cents),
            Err(at) => self.sums.insert(at, CurrencySum { currency: currency.to_owned(), gross_cents }),
        }
    }
}

/// A sum in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrencySum {
    /// BT-5.
    pub currency: String,
    /// Cents.
    pub gross_cents: i64,
}

/// The count of a tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageCount {
    /// Which tab.
    pub stage: StatusStage,
    /// How many and how much.
    pub totals: ListTotals,
}

/// The count of a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusCount {
    /// Which status.
    pub status: InvoiceStatus,
    /// How many and how much.
    pub totals: ListTotals,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoicePage {
    /// The lines.
    pub rows: Vec<InvoiceRow>,
    /// Of everything the filter selects.
    pub totals: ListTotals,
    /// Counts per tab, for the same filter without its tab and status.
    pub stages: Vec<StageCount>,
    /// The same per status; only those that there are.
    pub statuses: Vec<StatusCount>,
}

/// The invoices beside one, in the order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// The one before it.
    pub previous: Option<InvoiceId>,
    /// The one behind it.
    pub next: Option<InvoiceId>,
}

/// From when on something counts, for [`StructureCounts`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountMoments {
    /// What arrived before and is not paid is late.
    pub late_before: DateTime<Utc>,
    /// The same, earlier, for payers that were said to be of a category with a longer delay.
    pub late_before_of: Vec<(PayerCategory, DateTime<Utc>)>,
    /// Payments that were ordered since.
    pub ordered_since: DateTime<Utc>,
    /// Rejections since; older ones are history.
    pub rejected_since: DateTime<Utc>,
}

/// How the invoices of a structure stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StructureCounts {
    /// Issued, not sent.
    pub to_send: u64,
    /// Issued, sent and not arrived.
    pub on_the_way: u64,
    /// Issued, and somebody here must act.
    pub blocked: u64,
    /// Issued and rejected.
    pub rejected: u64,
    /// Issued, arrived and not paid after the delay.
    pub late: u64,
    /// Issued, with a payment that was ordered.
    pub ordered: u64,
    /// Received and to be treated.
    pub to_treat: u64,
    /// Received and not paid after the delay.
    pub to_treat_late: u64,
}
