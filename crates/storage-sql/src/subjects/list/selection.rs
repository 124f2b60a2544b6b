//! The statements of the list, built from a filter.

mod beside;

use chrono::NaiveDate;
use domain::OrganizationId;
use storage::{InvoiceFilter, ListMark, MOST_ROWS, SortColumn};

pub(super) use beside::{Place, Side};

use super::COLUMNS;
use super::reach::Reach;
use super::search::{Question, SAMPLE};
use super::way::{Span, Way};
use crate::engine::Engine;
use crate::query::Builder;

/// Up to this many structures are read one by one when there is a period.
const FEW_STRUCTURES: usize = 50;

/// The columns of a collection.
pub(super) const COLLECTED: [&str; 6] = ["seq", "stage", "status", "currency", "count", "gross_cents"];

/// A filter made ready for statements.
pub(super) struct Selection<'f> {
    engine: Engine,
    organization: OrganizationId,
    pub(super) filter: &'f InvoiceFilter,
    pub(super) reach: Reach,
    pub(super) question: Question,
}

impl<'f> Selection<'f> {
    pub(super) fn new(engine: Engine, organization: OrganizationId, filter: &'f InvoiceFilter) -> Self {
        let reach = Reach::new(&filter.scope, filter.structures.as_deref());
        Self { engine, organization, filter, reach, question: Question::new(filter) }
    }

    /// Whether invoices of some days only are selected.
    pub(super) const fn has_period(&self) -> bool {
        self.filter.from.is_some() || self.filter.until.is_some()
    }

    /// Whether instants are asked for, of which no table of counts tells.
    const fn has_moments(&self) -> bool {
        !self.filter.arrived.is_open() || !self.filter.status_at.is_open()
    }

    /// Whether a table of counts answers totals and tabs.
    pub(super) fn is_counted(&self) -> bool {
        self.question.is_empty()
            && !self.has_moments()
            && self.filter.mark.is_none()
            && match self.reach {
                Reach::Everything => true,
                Reach::Structures(_) => !self.has_period(),
                Reach::Services { .. } => false,
            }
    }

    /// Whether the ways to the page cannot be compared without counts of the whole organisation and all days.
    pub(super) fn needs_whole(&self) -> bool {
        let column = self.filter.sort.column;
        let has_tab = self.filter.stage.is_some() || self.filter.status.is_some();
        match self.reach {
            Reach::Everything => self.has_period() && (has_tab || column != SortColumn::Date),
            _ => !(self.reach.is_one_structure() && column == SortColumn::StatusAt),
        }
    }

    pub(super) fn limit(&self) -> u64 {
        u64::from(self.filter.per_page.clamp(1, MOST_ROWS))
    }

    /// Rows before the page.
    pub(super) fn offset(&self) -> u64 {
        u64::from(self.filter.page.max(1) - 1) * self.limit()
    }

    /// Column of the sort.
    const fn key(&self) -> &'static str {
        match self.filter.sort.column {
            SortColumn::StatusAt => "status_at",
            SortColumn::Date => "date",
            SortColumn::Number => "number",
            SortColumn::Gross => "signed_gross_cents",
            SortColumn::Partner => "partner_key",
            SortColumn::LastDay => "delay_order",
        }
    }

    /// Whether the column of the sort may be null.
    const fn has_nulls(&self) -> bool {
        matches!(self.filter.sort.column, SortColumn::Date | SortColumn::Gross)
    }

    /// Appends ` ORDER BY`: nulls are smaller than everything, as in the indexes of both engines; ties come in order of
    /// creation. Where nothing is null, nothing is said of nulls: PostgreSQL would not see the order of the index in it.
    fn push_order(&self, sql: &mut Builder, key: &str, seq: &str, backwards: bool) {
        let descending = self.filter.sort.descending != backwards;
        sql.push(" ORDER BY ").push(key).push(if descending { " DESC" } else { " ASC" });
        if self.has_nulls() {
            sql.push(if descending { " NULLS LAST" } else { " NULLS FIRST" });
        }
        sql.push(", ").push(seq).push(if descending { " DESC" } else { " ASC" });
    }

    /// Counts per status and currency, without tab and status of the filter.
    pub(super) fn counts(&self) -> Builder {
        let view = match self.reach {
            Reach::Everything if self.has_period() => "day_counts",
            Reach::Everything => "organization_counts",
            _ => "structure_counts",
        };
        let mut sql = self.counts_of(view);
        self.reach.push(&mut sql);
        self.push_period(&mut sql);
        push_groups(&mut sql);
        sql
    }

    /// The same of the whole organisation and all days.
    pub(super) fn counts_of_whole(&self) -> Builder {
        let mut sql = self.counts_of("organization_counts");
        push_groups(&mut sql);
        sql
    }

    fn counts_of(&self, view: &str) -> Builder {
        let mut sql = Builder::new(
            "SELECT stage, status, currency, CAST(sum(count) AS BIGINT) AS count, \
             CAST(sum(gross_cents) AS BIGINT) AS gross_cents FROM ",
        );
        sql.push(view).push(" WHERE ");
        self.push_owner(&mut sql);
        sql
    }

    fn push_owner(&self, sql: &mut Builder) {
        sql.push("organization_id = ").push_bind(self.organization);
        sql.push(" AND direction = ").push_bind(self.filter.direction.code());
    }

    fn push_period(&self, sql: &mut Builder) {
        if let Some(from) = self.filter.from {
            sql.push(" AND date >= ").push_bind(from);
        }
        if let Some(until) = self.filter.until {
            sql.push(" AND date <= ").push_bind(until);
        }
    }

    fn push_moments(&self, sql: &mut Builder) {
        for (column, moments) in [("arrived_at", self.filter.arrived), ("status_at", self.filter.status_at)] {
            if let Some(from) = moments.from {
                sql.push(" AND ").push(column).push(" >= ").push_bind(from);
            }
            if let Some(before) = moments.before {
                sql.push(" AND ").push(column).push(" < ").push_bind(before);
            }
            // What a partial index asks for.
            if column == "arrived_at" && !moments.is_open() {
                sql.push(" AND arrived_at IS NOT NULL");
            }
        }
    }

    /// Appends what a mark is, as the condition of its index has it, word for word.
    fn push_mark(&self, sql: &mut Builder) {
        sql.push(match self.filter.mark {
            None => "",
            Some(ListMark::New) => " AND unopened = 1 AND status = 'MISE_A_DISPOSITION'",
            Some(ListMark::Unread) => " AND unopened = 1 AND stage NOT IN ('paid', 'rejected', 'ended')",
            Some(ListMark::NotDownloaded) => " AND undownloaded = 1",
            Some(ListMark::Disordered) => " AND disorder IS NOT NULL",
        });
    }

    /// The index of what has the mark that is asked for.
    const fn index_of_mark(&self) -> Option<&'static str> {
        match self.filter.mark {
            None => None,
            Some(ListMark::New | ListMark::Unread) => Some("invoices_unopened"),
            Some(ListMark::NotDownloaded) => Some("invoices_undownloaded"),
            Some(ListMark::Disordered) => Some("invoices_disordered"),
        }
    }

    /// Appends tab and status, each after ` AND `.
    fn push_tab(&self, sql: &mut Builder) {
        if let Some(stage) = self.filter.stage {
            sql.push(" AND stage = ").push_bind(stage.code());
        }
        if let Some(status) = &self.filter.status {
            sql.push(" AND status = ").push_bind(status.code());
        }
    }

    fn push_limit(&self, sql: &mut Builder, rows: u64, skipped: u64) {
        sql.push(" LIMIT ").push_bind(rows.cast_signed()).push(" OFFSET ").push_bind(skipped.cast_signed());
    }

    /// The rows of the page, in the order of the span.
    pub(super) fn rows(&self, way: Way, span: &Span) -> Builder {
        let mut sql = Builder::new("SELECT ");
        sql.push(COLUMNS).push(" FROM (");
        match way {
            Way::Walk { index, steps: None } => self.push_walk(&mut sql, index, span),
            Way::Walk { index, steps: Some(steps) } => self.push_steps(&mut sql, index, steps, span),
            Way::Sort { index } => self.push_sort(&mut sql, index, span),
            Way::Days { first, last } => self.push_days(&mut sql, first, last, span),
        }
        sql.push(") AS page CROSS JOIN invoices WHERE invoices.seq = page.page_seq");
        self.push_order(&mut sql, "page.page_key", "page.page_seq", span.backwards);
        sql
    }

    fn push_walk(&self, sql: &mut Builder, index: &'static str, span: &Span) {
        sql.push("SELECT seq AS page_seq, ").push(self.key()).push(" AS page_key");
        self.push_selected(sql, index);
        self.push_order(sql, self.key(), "seq", span.backwards);
        self.push_limit(sql, span.rows, span.skipped);
    }

    /// A walk that is given up after some entries of the index.
    fn push_steps(&self, sql: &mut Builder, index: &'static str, steps: u64, span: &Span) {
        sql.push("SELECT seq AS page_seq, sort_key AS page_key FROM (SELECT seq, ");
        sql.push(self.key()).push(" AS sort_key");
        self.push_entries(sql, index);
        self.push_order(sql, self.key(), "seq", span.backwards);
        sql.push(" LIMIT ").push_bind(steps.cast_signed()).push(") AS steps WHERE 1 = 1");
        self.reach.push(sql);
        self.push_period(sql);
        self.push_tab(sql);
        self.push_order(sql, "sort_key", "seq", span.backwards);
        self.push_limit(sql, span.rows, span.skipped);
    }

    /// Appends what is asked of an entry of an index besides its key and `seq`, the index, and what it is entered by.
    fn push_entries(&self, sql: &mut Builder, index: &'static str) {
        // Only what is asked: another column might not be in the index.
        for (column, is_asked) in [
            ("structure_id", self.reach != Reach::Everything),
            ("stage", self.filter.stage.is_some()),
            ("status", self.filter.status.is_some()),
            ("date", self.has_period()),
        ] {
            if is_asked {
                sql.push(", ").push(column);
            }
        }
        sql.push(" FROM invoices").push(&self.engine.hint(index)).push(" WHERE ");
        self.push_owner(sql);
        match (index, self.filter.stage, &self.filter.status) {
            ("invoices_by_stage", Some(stage), _) => {
                sql.push(" AND stage = ").push_bind(stage.code());
            }
            ("invoices_by_status", _, Some(status)) => {
                sql.push(" AND status = ").push_bind(status.code());
            }
            // It begins with the structure: without that it is walked from the organisation's first entry.
            ("invoices_by_structure", _, _) => self.reach.push(sql),
            _ => {}
        }
    }

    fn push_sort(&self, sql: &mut Builder, index: &'static str, span: &Span) {
        sql.push("WITH hit AS ").push(self.engine.fence()).push("(SELECT seq, ");
        sql.push(self.key()).push(" AS sort_key");
        self.push_selected(sql, index);
        sql.push(") SELECT seq AS page_seq, sort_key AS page_key FROM hit");
        self.push_order(sql, "sort_key", "seq", span.backwards);
        self.push_limit(sql, span.rows, span.skipped);
    }

    /// The beginning of each day of a period, put together: as many entries as the page and what is before it, a day.
    fn push_days(&self, sql: &mut Builder, first: NaiveDate, last: NaiveDate, span: &Span) {
        sql.push("SELECT seq AS page_seq, sort_key AS page_key FROM (");
        let days = first.iter_days().take_while(|day| *day <= last);
        match self.engine {
            Engine::Sqlite => {
                for (number, day) in days.enumerate() {
                    sql.push(if number > 0 { " UNION ALL SELECT * FROM (" } else { "SELECT * FROM (" });
                    self.push_day(sql, span, |sql| {
                        sql.push_bind(day);
                    });
                    sql.push(")");
                }
            }
            // One plan for all days.
            Engine::Postgres => {
                sql.push("SELECT of_day.* FROM (VALUES ");
                for (number, day) in days.enumerate() {
                    sql.push(if number > 0 { ", (" } else { "(" }).push_bind(day).push(")");
                }
                sql.push(") AS days (day) CROSS JOIN LATERAL (");
                self.push_day(sql, span, |sql| {
                    sql.push("days.day COLLATE \"C\"");
                });
                sql.push(") AS of_day");
            }
        }
        sql.push(") AS period");
        self.push_order(sql, "sort_key", "seq", span.backwards);
        self.push_limit(sql, span.rows, span.skipped);
    }

    fn push_day(&self, sql: &mut Builder, span: &Span, push_date: impl FnOnce(&mut Builder)) {
        sql.push("SELECT seq, ").push(self.key()).push(" AS sort_key FROM invoices");
        sql.push(&self.engine.hint("invoices_by_day")).push(" WHERE ");
        self.push_owner(sql);
        sql.push(" AND date = ");
        push_date(sql);
        self.push_tab(sql);
        self.push_order(sql, self.key(), "seq", span.backwards);
        sql.push(" LIMIT ").push_bind((span.rows + span.skipped).cast_signed());
    }

    /// Appends index and conditions, tab and status included.
    fn push_selected(&self, sql: &mut Builder, index: &'static str) {
        sql.push(" FROM invoices").push(&self.engine.hint(index)).push(" WHERE ");
        self.push_owner(sql);
        self.reach.push(sql);
        self.push_period(sql);
        self.push_tab(sql);
    }

    /// What the filter selects, collected once: the page as rows with a `seq`, then count and sum of every status and
    /// currency, without tab and status of the filter.
    pub(super) fn collection(&self) -> Builder {
        let mut sql = Builder::new(
            "WITH hit AS MATERIALIZED (SELECT invoices.seq AS seq, stage, status, currency, \
             coalesce(signed_gross_cents, 0) AS gross, ",
        );
        sql.push(self.key()).push(" AS sort_key");
        self.push_found(&mut sql);
        sql.push("), page AS (SELECT seq FROM hit WHERE 1 = 1");
        self.push_tab(&mut sql);
        self.push_order(&mut sql, "sort_key", "seq", false);
        self.push_limit(&mut sql, self.limit(), self.offset());
        sql.push(
            ") SELECT seq, CAST(NULL AS TEXT) AS stage, CAST(NULL AS TEXT) AS status, \
             CAST(NULL AS TEXT) AS currency, CAST(NULL AS BIGINT) AS count, \
             CAST(NULL AS BIGINT) AS gross_cents FROM page \
             UNION ALL SELECT NULL, stage, status, currency, count(*), CAST(sum(gross) AS BIGINT) \
             FROM hit GROUP BY stage, status, currency",
        );
        sql
    }

    /// Appends source and conditions, without tab and status.
    fn push_found(&self, sql: &mut Builder) {
        if self.question.is_empty() {
            let few = self.reach.structures().is_some_and(|list| list.len() <= FEW_STRUCTURES);
            let index = if let Some(index) = self.index_of_mark() {
                index
            } else if few {
                "invoices_by_structure"
            } else if !self.filter.arrived.is_open() {
                "invoices_by_arrival"
            } else if !self.filter.status_at.is_open() {
                "invoices_by_status_at"
            } else if self.has_period() {
                "invoices_by_date"
            } else {
                "invoices_by_structure"
            };
            sql.push(" FROM invoices").push(&self.engine.hint(index)).push(" WHERE ");
        } else {
            self.question.push_source(self.engine, sql);
        }
        self.push_owner(sql);
        self.reach.push(sql);
        self.push_period(sql);
        self.push_moments(sql);
        self.push_mark(sql);
    }

    /// Appends source and conditions of what has a mark, wherever it stands.
    pub(super) fn push_marked(&self, sql: &mut Builder) {
        let index = self.index_of_mark().unwrap_or("invoices_by_structure");
        sql.push(" FROM invoices").push(&self.engine.hint(index)).push(" WHERE ");
        self.push_owner(sql);
        self.reach.push(sql);
        self.push_mark(sql);
    }

    /// The texts of the latest invoices.
    pub(super) fn sample(&self) -> Builder {
        let mut sql = Builder::new("SELECT partner_text, other_text FROM invoices");
        sql.push(&self.engine.hint("invoices_by_status_at")).push(" WHERE ");
        self.push_owner(&mut sql);
        sql.push(" ORDER BY status_at DESC, seq DESC LIMIT ").push_bind(SAMPLE);
        sql
    }

    /// The rows with these numbers, in the order of the sort.
    pub(super) fn rows_of(&self, page: &[i64]) -> Builder {
        let mut sql = Builder::new("SELECT ");
        sql.push(COLUMNS).push(" FROM invoices WHERE seq IN ").push_list(page.iter().copied());
        self.push_order(&mut sql, self.key(), "seq", false);
        sql
    }
}

/// What sums to nothing is being moved, or waits to be folded.
fn push_groups(sql: &mut Builder) {
    sql.push(" GROUP BY stage, status, currency HAVING sum(count) <> 0");
}
