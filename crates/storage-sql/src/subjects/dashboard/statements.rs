//! The statements. Whatever a person may not reach is left out of the innermost select of each.

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use domain::{Direction, InvoiceStatus, OrganizationId, paris_day};
use storage::{DelayDays, InvoiceFilter};

use super::delays::{
    DAYS_TAKEN, ParisDays, days_of_contract, days_of_payer, half_of_first_late_day, last_day_of_row,
};
use crate::engine::Engine;
use crate::query::Builder;
use crate::subjects::list::reach::Reach;

/// The columns of the answers.
pub(super) const AGED: [&str; 6] = ["partner", "age", "currency", "invoices", "cents", "latest"];
pub(super) const DUE: [&str; 5] = ["due_day", "currency", "assumed", "invoices", "cents"];
pub(super) const LATE: [&str; 8] =
    ["partner", "half", "late", "assumed", "invoices", "cents", "cent_days", "latest"];
pub(super) const PAID: [&str; 3] = ["month", "days", "invoices"];
pub(super) const STEPS: [&str; 5] = ["partner", "ordonnateur", "comptable", "invoices", "latest"];
pub(super) const RETURNS: [&str; 6] =
    ["status", "status_comment", "partner", "invoices", "latest", "all_invoices"];

/// The condition of the index `invoices_waiting`, word for word: a partial index serves only where the statement repeats
/// it without arguments.
const WAITING: &str = " AND stage = 'arrived' AND kind = 'FACTURE' AND arrived_at IS NOT NULL";
/// The same of `invoices_ordered`.
const ORDERED: &str = " AND status = 'MISE_EN_PAIEMENT' AND kind = 'FACTURE' AND arrived_at IS NOT NULL";
/// Years back in which the day of an arrival is told to the hour, where no history was read.
const YEARS: u32 = 4;
/// More days than interest was ever counted for: sums stay within what a number holds.
const MOST_DAYS: u32 = 3_650;

/// What all statements share.
pub(super) struct Figures<'f> {
    engine: Engine,
    organization: OrganizationId,
    filter: &'f InvoiceFilter,
    reach: Reach,
}

impl<'f> Figures<'f> {
    /// None where nothing is within reach.
    pub(super) fn new(
        engine: Engine,
        organization: OrganizationId,
        filter: &'f InvoiceFilter,
    ) -> Option<Self> {
        let reach = Reach::new(&filter.scope, filter.structures.as_deref());
        (!reach.is_nothing()).then_some(Self { engine, organization, filter, reach })
    }

    /// Appends source and conditions: an index, its own condition, what is within reach, the period.
    fn push_source(&self, sql: &mut Builder, index: &'static str, condition: &str) {
        sql.push(" FROM invoices").push(&self.engine.hint(index)).push(" WHERE organization_id = ");
        sql.push_bind(self.organization);
        sql.push(" AND direction = ").push_bind(self.filter.direction.code()).push(condition);
        self.reach.push(sql);
        if let Some(from) = self.filter.from {
            sql.push(" AND date >= ").push_bind(from);
        }
        if let Some(until) = self.filter.until {
            sql.push(" AND date <= ").push_bind(until);
        }
    }

    pub(super) fn aged(&self, bounds: &[DateTime<Utc>], most: u32) -> Builder {
        let mut sql = Builder::new("WITH counted AS MATERIALIZED (SELECT partner_siret, currency, CAST(CASE");
        for (age, bound) in bounds.iter().enumerate() {
            sql.push(" WHEN arrived_at >= ").push_bind(*bound).push(" THEN ").push(&age.to_string());
        }
        // Without any bound there is one age.
        sql.push(if bounds.is_empty() { " WHEN 1 = 1 THEN 0" } else { "" });
        sql.push(" ELSE ").push(&bounds.len().to_string());
        sql.push(
            " END AS BIGINT) AS age, count(*) AS invoices, sum(coalesce(signed_gross_cents, 0)) AS cents, \
             max(seq) AS latest",
        );
        self.push_source(&mut sql, "invoices_waiting", WAITING);
        sql.push(
            " GROUP BY partner_siret, currency, age), largest AS (SELECT partner_siret FROM counted \
             WHERE currency IN ('EUR', '') GROUP BY partner_siret ORDER BY sum(cents) DESC, partner_siret LIMIT ",
        );
        sql.push_bind(most);
        sql.push(
            ") SELECT largest.partner_siret AS partner, counted.age AS age, counted.currency AS currency, \
             CAST(sum(counted.invoices) AS BIGINT) AS invoices, CAST(sum(counted.cents) AS BIGINT) AS cents, \
             max(counted.latest) AS latest \
             FROM counted LEFT JOIN largest ON largest.partner_siret = counted.partner_siret \
             GROUP BY largest.partner_siret, counted.age, counted.currency \
             ORDER BY largest.partner_siret, counted.age, counted.currency",
        );
        sql
    }

    /// Appends a select of what waits with its last day, in brackets.
    fn push_due(&self, sql: &mut Builder, days: &DelayDays, today: NaiveDate) {
        let years_ago = today.checked_sub_months(Months::new(12 * YEARS)).unwrap_or(today);
        let paris = ParisDays::between(years_ago, today);
        sql.push("(SELECT partner_siret, currency, seq, cents, assumed, ").push(&last_day_of_row());
        sql.push(
            " AS due_day FROM (SELECT waiting.*, CASE WHEN payers.category IS NULL THEN 1 ELSE 0 END AS assumed, ",
        );
        sql.push(&days_of_contract(&days_of_payer(days), "contract_days"))
            .push(" AS days FROM (SELECT structure_id, partner_siret, currency, seq, ");
        sql.push("coalesce(due_cents, signed_gross_cents, 0) AS cents, ");
        push_days(sql, &paris);
        self.push_source(sql, "invoices_waiting", WAITING);
        sql.push(") AS waiting");
        self.push_payers(sql, "waiting", "");
        sql.push(") AS of_payer) AS due");
    }

    /// Joins who pays. From the payers on, all invoices would be looked at for each of them.
    fn push_payers(&self, sql: &mut Builder, of: &str, also: &str) {
        let payer = match self.filter.direction {
            Direction::Issued => format!("{of}.partner_siret"),
            Direction::Received => "structures.siret".to_owned(),
        };
        sql.push(" CROSS JOIN structures LEFT JOIN payers ON payers.organization_id = ");
        sql.push_bind(self.organization);
        sql.push(" AND payers.environment = structures.environment AND payers.payer = ").push(&payer);
        sql.push(also).push(" WHERE structures.id = ").push(of).push(".structure_id");
    }

    pub(super) fn due(&self, days: &DelayDays, today: NaiveDate) -> Builder {
        let mut sql = Builder::new(
            "SELECT CAST(due_day AS BIGINT) AS due_day, currency, CAST(assumed AS BIGINT) AS assumed, \
             count(*) AS invoices, CAST(sum(cents) AS BIGINT) AS cents FROM ",
        );
        self.push_due(&mut sql, days, today);
        sql.push(
            " WHERE due_day IS NOT NULL GROUP BY due_day, currency, assumed ORDER BY due_day, currency, assumed",
        );
        sql
    }

    pub(super) fn late(&self, days: &DelayDays, today: NaiveDate, ahead: u32, most: u32) -> Builder {
        let until = today.checked_add_days(Days::new(u64::from(ahead))).unwrap_or(today);
        let number = |day: NaiveDate| (day - NaiveDate::default()).num_days();
        let days_late = format!("{} - due_day", number(until));
        let mut sql = Builder::new("WITH counted AS MATERIALIZED (SELECT partner_siret, assumed, CAST(");
        sql.push(&half_of_first_late_day(until)).push(" AS BIGINT) AS half, CASE WHEN due_day < ");
        sql.push(&number(today).to_string()).push(
            " THEN 1 ELSE 0 END AS late, count(*) AS invoices, sum(cents) AS cents, sum(cents * CASE WHEN ",
        );
        sql.push(&days_late).push(&format!(" > {MOST_DAYS} THEN {MOST_DAYS} ELSE ")).push(&days_late);
        sql.push(" END) AS cent_days, max(seq) AS latest FROM ");
        self.push_due(&mut sql, days, today);
        sql.push(" WHERE cents > 0 AND currency IN ('EUR', '') AND due_day < ");
        sql.push(&number(until).to_string());
        sql.push(
            " GROUP BY partner_siret, assumed, half, late), largest AS (SELECT partner_siret FROM counted \
             WHERE assumed = 0 GROUP BY partner_siret ORDER BY sum(cent_days) DESC, partner_siret LIMIT ",
        );
        sql.push_bind(most);
        sql.push(
            ") SELECT largest.partner_siret AS partner, counted.half AS half, CAST(counted.late AS BIGINT) AS late, \
             CAST(counted.assumed AS BIGINT) AS assumed, CAST(sum(counted.invoices) AS BIGINT) AS invoices, \
             CAST(sum(counted.cents) AS BIGINT) AS cents, CAST(sum(counted.cent_days) AS BIGINT) AS cent_days, \
             max(counted.latest) AS latest \
             FROM counted LEFT JOIN largest \
                 ON largest.partner_siret = counted.partner_siret AND counted.assumed = 0 \
             GROUP BY largest.partner_siret, counted.half, counted.late, counted.assumed \
             ORDER BY largest.partner_siret, counted.half, counted.late, counted.assumed",
        );
        sql
    }

    /// None without any month.
    pub(super) fn paid(&self, days: &DelayDays, months: &[DateTime<Utc>]) -> Option<Builder> {
        let (first, last) = (months.first()?, months.last()?);
        let paris = ParisDays::between(paris_day(*first), paris_day(*last));
        let mut sql = Builder::new(
            "SELECT month, CAST(taken AS BIGINT) AS days, count(*) AS invoices FROM (SELECT month, \
             CASE WHEN taken > 0 THEN taken ELSE 0 END AS taken FROM (SELECT month, ",
        );
        sql.push(DAYS_TAKEN).push(" AS taken FROM (SELECT ordered.*, ");
        sql.push(&days_of_contract(&days_of_payer(days), "contract_days"));
        sql.push(" AS days FROM (SELECT structure_id, partner_siret, CAST(CASE");
        for (place, month) in months.iter().enumerate().rev() {
            sql.push(" WHEN status_at >= ").push_bind(*month).push(" THEN ").push(&place.to_string());
        }
        sql.push(" END AS BIGINT) AS month, ").push(&paris.of("status_at")).push(" AS paid_day, ");
        push_days(&mut sql, &paris);
        self.push_source(&mut sql, "invoices_ordered", ORDERED);
        sql.push(" AND status_at >= ").push_bind(*first).push(") AS ordered");
        // Who pays matters to an interruption alone.
        self.push_payers(&mut sql, "ordered", " AND ordered.stopped_day IS NOT NULL");
        sql.push(") AS of_payer) AS counted) AS paid GROUP BY month, taken ORDER BY month, taken");
        Some(sql)
    }

    pub(super) fn steps(&self, since: DateTime<Utc>, latest: u32, most: u32) -> Builder {
        let owner = match self.filter.direction {
            Direction::Issued => "partner_siret",
            Direction::Received => "CAST(structure_id AS TEXT) || ' ' || coalesce(service_code, '')",
        };
        let since_day = paris_day(since);
        // Payments come within a year.
        let paris = ParisDays::between(since_day, since_day + Days::new(366));
        let mut sql = Builder::new(
            "WITH counted AS MATERIALIZED (SELECT owner, \
             CAST(CASE WHEN ordonnateur > 0 THEN ordonnateur ELSE 0 END AS BIGINT) AS ordonnateur, \
             CAST(CASE WHEN comptable > 0 THEN comptable ELSE 0 END AS BIGINT) AS comptable, \
             count(*) AS invoices, max(seq) AS latest FROM (SELECT ",
        );
        sql.push(owner).push(" AS owner, seq, ordered_day - ").push(&from_day(&paris));
        // What was interrupted before the work was done took nothing of the delay.
        sql.push(
            " - CASE WHEN delay_stopped_day IS NULL OR delay_resumed_day IS NULL \
             OR delay_resumed_day <= delay_from_day THEN 0 \
             WHEN delay_stopped_day < delay_from_day THEN delay_resumed_day - delay_from_day \
             ELSE delay_resumed_day - delay_stopped_day END AS ordonnateur, ",
        );
        sql.push(&paris.of("status_at")).push(" - ordered_day AS comptable");
        self.push_source(&mut sql, "invoices_ordered", ORDERED);
        sql.push(" AND ordered_day IS NOT NULL AND status_at >= ").push_bind(since);
        sql.push(" ORDER BY status_at DESC LIMIT ").push_bind(latest);
        sql.push(
            ") AS passed GROUP BY owner, 2, 3), largest AS (SELECT owner FROM counted \
             GROUP BY owner ORDER BY sum(invoices) DESC, owner LIMIT ",
        );
        sql.push_bind(most);
        sql.push(
            ") SELECT largest.owner AS partner, counted.ordonnateur AS ordonnateur, counted.comptable AS comptable, \
             CAST(sum(counted.invoices) AS BIGINT) AS invoices, max(counted.latest) AS latest \
             FROM counted LEFT JOIN largest ON largest.owner = counted.owner \
             GROUP BY largest.owner, counted.ordonnateur, counted.comptable \
             ORDER BY largest.owner, counted.ordonnateur, counted.comptable",
        );
        sql
    }

    pub(super) fn returns(&self, since: DateTime<Utc>, most: u32) -> Builder {
        let statuses = [InvoiceStatus::Rejetee, InvoiceStatus::ARecycler, InvoiceStatus::Suspendue];
        let mut sql = Builder::new(
            "SELECT status, status_comment, partner_siret AS partner, count(*) AS invoices, max(seq) AS latest, \
             CAST(sum(count(*)) OVER () AS BIGINT) AS all_invoices",
        );
        self.push_source(&mut sql, "invoices_by_status", "");
        sql.push(" AND status IN ").push_list(statuses.iter().map(InvoiceStatus::code));
        sql.push(" AND status_at >= ").push_bind(since);
        sql.push(
            " GROUP BY status, status_comment, partner_siret ORDER BY count(*) DESC, max(seq) DESC LIMIT ",
        );
        sql.push_bind(most);
        sql
    }
}

/// Appends the days that a delay is counted from: of the arrival, where no history was read.
fn push_days(sql: &mut Builder, paris: &ParisDays) {
    sql.push(&from_day(paris))
        .push(" AS from_day, delay_stopped_day AS stopped_day, delay_resumed_day AS resumed_day")
        .push(", delay_contract_days AS contract_days");
}

fn from_day(paris: &ParisDays) -> String {
    format!("coalesce(delay_from_day, {})", paris.of("arrived_at"))
}
