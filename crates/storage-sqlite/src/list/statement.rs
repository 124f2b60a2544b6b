//! The statements of the list, built from a filter.

use domain::{OrganizationId, StatusStage, StructureId};
use sqlx::{QueryBuilder, Sqlite};
use storage::{InvoiceFilter, Scope, SearchWord, SortColumn, search_words};

use super::list_columns;

/// What reading a row of the table costs, in rows of an index.
const TABLE_ROW_COST: u64 = 12;
/// Up to this many invoices of chosen structures are sorted rather than searched along an index.
const SMALL_SORT: u64 = 5_000;
/// Up to this many structures are read one by one when a scope names services.
const FEW_STRUCTURES: usize = 50;

/// Which structures, and there which services, an answer may touch: scope and filter together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The whole organisation.
    Everything,
    /// Only these structures; none when empty.
    Structures(Vec<StructureId>),
    /// These structures wholly, and of others only some services.
    Services { whole: Vec<StructureId>, parts: Vec<(StructureId, Vec<String>)> },
}

impl Reach {
    /// What a scope leaves of a filter's structure.
    pub(super) fn new(scope: &Scope, structure: Option<StructureId>) -> Self {
        let Scope::Only(list) = scope else {
            return structure.map_or(Self::Everything, |only| Self::Structures(vec![only]));
        };
        let wanted = |entry: &&storage::ScopedStructure| structure.is_none_or(|only| only == entry.structure);
        let mut whole: Vec<StructureId> = list
            .iter()
            .filter(wanted)
            .filter(|entry| entry.services.is_empty())
            .map(|entry| entry.structure)
            .collect();
        whole.sort_unstable();
        whole.dedup();
        let parts: Vec<_> = list
            .iter()
            .filter(wanted)
            .filter(|entry| !entry.services.is_empty() && !whole.contains(&entry.structure))
            .map(|entry| (entry.structure, entry.services.clone()))
            .collect();
        if parts.is_empty() { Self::Structures(whole) } else { Self::Services { whole, parts } }
    }

    /// Whether nothing can be found.
    pub(super) fn is_nothing(&self) -> bool {
        matches!(self, Self::Structures(list) if list.is_empty())
    }

    /// All structures, when they are limited.
    fn structures(&self) -> Option<Vec<StructureId>> {
        match self {
            Self::Everything => None,
            Self::Structures(list) => Some(list.clone()),
            Self::Services { whole, parts } => {
                let mut all: Vec<_> =
                    whole.iter().copied().chain(parts.iter().map(|(structure, _)| *structure)).collect();
                all.sort_unstable();
                all.dedup();
                Some(all)
            }
        }
    }

    /// Appends the condition, beginning with ` AND `.
    pub(super) fn push(&self, sql: &mut QueryBuilder<Sqlite>) {
        if let Some(structures) = self.structures() {
            match structures.as_slice() {
                // An equality keeps the order of the index behind it.
                [only] => {
                    sql.push(" AND structure_id = ").push_bind(only.to_string());
                }
                several => {
                    sql.push(" AND structure_id IN ");
                    push_list(sql, several);
                }
            }
        }
        let Self::Services { whole, parts } = self else { return };
        sql.push(" AND (");
        for (structure, services) in parts {
            sql.push("(structure_id = ").push_bind(structure.to_string()).push(" AND service_code IN ");
            push_list(sql, services);
            sql.push(") OR ");
        }
        sql.push("structure_id IN ");
        push_list(sql, whole);
        sql.push(")");
    }
}

/// Appends a list of bound texts in brackets.
fn push_list<T: ToString>(sql: &mut QueryBuilder<Sqlite>, values: &[T]) {
    sql.push("(");
    let mut list = sql.separated(", ");
    for value in values {
        list.push_bind(value.to_string());
    }
    sql.push(")");
}

/// How rows are reached in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Along an index that has the order.
    Walk(&'static str),
    /// By an index that selects; what it selects is sorted.
    Sort(&'static str),
}

/// A filter made ready for statements.
pub(super) struct Selection<'f> {
    organization: String,
    pub(super) filter: &'f InvoiceFilter,
    pub(super) reach: Reach,
    text: Vec<SearchWord>,
    partner: Vec<SearchWord>,
}

impl<'f> Selection<'f> {
    pub(super) fn new(organization: OrganizationId, filter: &'f InvoiceFilter) -> Self {
        Self {
            organization: organization.to_string(),
            filter,
            reach: Reach::new(&filter.scope, filter.structure),
            text: search_words(filter.text.as_deref().unwrap_or_default()),
            partner: search_words(filter.partner.as_deref().unwrap_or_default()),
        }
    }

    /// Whether the table of counts answers totals and tabs.
    pub(super) fn is_counted(&self) -> bool {
        self.filter.from.is_none()
            && self.filter.until.is_none()
            && self.text.is_empty()
            && self.partner.is_empty()
            && !matches!(self.reach, Reach::Services { .. })
    }

    fn limit(&self) -> u64 {
        u64::from(self.filter.per_page.clamp(1, 200))
    }

    /// Rows before the page.
    pub(super) fn offset(&self) -> u64 {
        u64::from(self.filter.page.max(1) - 1) * self.limit()
    }

    /// Column and index of the sort.
    const fn sort(&self) -> (&'static str, &'static str) {
        match self.filter.sort.column {
            SortColumn::StatusAt => ("status_at", "invoices_by_status_at"),
            SortColumn::Date => ("date", "invoices_by_date"),
            SortColumn::Number => ("number", "invoices_by_number"),
            SortColumn::Gross => ("signed_gross_cents", "invoices_by_gross"),
            SortColumn::Partner => ("partner_key", "invoices_by_partner"),
        }
    }

    const fn order(&self) -> &'static str {
        if self.filter.sort.descending { " DESC" } else { " ASC" }
    }

    /// Counts per status (stage, status, count, sum), without tab and status of the filter.
    pub(super) fn counts(&self) -> QueryBuilder<Sqlite> {
        let everything = self.reach == Reach::Everything;
        let mut sql = QueryBuilder::new(if everything {
            "SELECT stage, status, count, gross_cents FROM invoice_totals WHERE organization_id = "
        } else {
            "SELECT stage, status, sum(count), sum(gross_cents) FROM invoice_counts WHERE organization_id = "
        });
        sql.push_bind(self.organization.clone()).push(" AND direction = ");
        sql.push_bind(self.filter.direction.code());
        if !everything {
            self.reach.push(&mut sql);
            sql.push(" GROUP BY stage, status");
        }
        sql
    }

    /// The cheaper way to the page: of `all` invoices within reach, `selected` fit tab and status.
    pub(super) fn access(&self, selected: u64, all: u64) -> Access {
        let narrow = match (&self.reach, &self.filter.status, self.filter.stage) {
            (Reach::Structures(_), _, _) => Some("invoices_by_structure"),
            (_, Some(_), _) => Some("invoices_by_status"),
            (_, None, Some(_)) => Some("invoices_by_stage"),
            (_, None, None) => None,
        };
        let (_, walked) = self.sort();
        let Some(narrow) = narrow else { return Access::Walk(walked) };
        let one_structure = matches!(&self.reach, Reach::Structures(list) if list.len() == 1);
        let keeps_order = self.filter.sort.column == SortColumn::StatusAt;
        match &self.reach {
            Reach::Structures(_) if keeps_order && one_structure => Access::Walk(narrow),
            // How many invoices other structures have is not known here.
            Reach::Structures(_) if all <= SMALL_SORT => Access::Sort(narrow),
            Reach::Structures(_) => Access::Walk(walked),
            _ if keeps_order => Access::Walk(narrow),
            _ => {
                let steps = (self.offset() + self.limit()).saturating_mul(all) / selected.max(1);
                if selected * TABLE_ROW_COST < steps.min(all) {
                    Access::Sort(narrow)
                } else {
                    Access::Walk(walked)
                }
            }
        }
    }

    /// The rows of the page. Along an index, rows before the page are passed over without reading the table.
    pub(super) fn rows(&self, access: Access) -> QueryBuilder<Sqlite> {
        let (column, order) = (self.sort().0, self.order());
        match access {
            Access::Walk(index) => {
                let mut sql = QueryBuilder::new(concat!("SELECT ", list_columns!(), " FROM invoices"));
                self.push_selected(&mut sql, index);
                self.push_page(&mut sql, column);
                sql
            }
            Access::Sort(index) => {
                let mut sql =
                    QueryBuilder::new(concat!("SELECT ", list_columns!(), " FROM (SELECT seq AS page_seq"));
                sql.push(", ").push(column).push(" AS page_key FROM invoices");
                self.push_selected(&mut sql, index);
                self.push_page(&mut sql, column);
                sql.push(
                    ") AS page CROSS JOIN invoices ON invoices.seq = page.page_seq ORDER BY page.page_key",
                );
                sql.push(order).push(", page.page_seq").push(order);
                sql
            }
        }
    }

    /// Appends index and conditions, tab and status included.
    fn push_selected(&self, sql: &mut QueryBuilder<Sqlite>, index: &'static str) {
        sql.push(" INDEXED BY ").push(index).push(" WHERE organization_id = ");
        sql.push_bind(self.organization.clone()).push(" AND direction = ");
        sql.push_bind(self.filter.direction.code());
        self.reach.push(sql);
        self.push_tab(sql, " AND ");
    }

    /// Appends tab and status, each after `before`.
    fn push_tab(&self, sql: &mut QueryBuilder<Sqlite>, mut before: &'static str) {
        if let Some(stage) = self.filter.stage {
            sql.push(before).push("stage = ").push_bind(stage.code());
            before = " AND ";
        }
        if let Some(status) = &self.filter.status {
            sql.push(before).push("status = ").push_bind(status.code().to_owned());
        }
    }

    fn push_page(&self, sql: &mut QueryBuilder<Sqlite>, column: &'static str) {
        let order = self.order();
        sql.push(" ORDER BY ").push(column).push(order).push(", seq").push(order).push(" LIMIT ");
        sql.push_bind(self.limit().cast_signed()).push(" OFFSET ");
        sql.push_bind(self.offset().cast_signed());
    }

    /// One row about everything the filter selects, collected once: the page as a JSON array of numbers, count and
    /// sum with tab and status, then count and sum of every tab in order. One pass with conditions: grouping would
    /// sort all of it, which costs three times as much.
    pub(super) fn collection(&self) -> QueryBuilder<Sqlite> {
        let mut sql = QueryBuilder::new(
            "WITH hit AS MATERIALIZED (SELECT invoices.seq AS seq, stage, status, \
             coalesce(signed_gross_cents, 0) AS gross, ",
        );
        sql.push(self.sort().0).push(" AS sort_key FROM ");
        self.push_found(&mut sql);
        sql.push("), page AS (SELECT seq FROM hit");
        self.push_tab(&mut sql, " WHERE ");
        self.push_page(&mut sql, "sort_key");
        sql.push(") SELECT (SELECT json_group_array(seq) FROM page)");
        for aggregate in [", count(*) FILTER (WHERE true", ", coalesce(sum(gross) FILTER (WHERE true"] {
            sql.push(aggregate);
            self.push_tab(&mut sql, " AND ");
            sql.push(if aggregate.contains("sum") { "), 0)" } else { ")" });
        }
        for stage in StatusStage::ALL {
            sql.push(", count(*) FILTER (WHERE stage = ").push_bind(stage.code());
            sql.push("), coalesce(sum(gross) FILTER (WHERE stage = ").push_bind(stage.code()).push("), 0)");
        }
        sql.push(" FROM hit");
        sql
    }

    /// Appends source and conditions, without tab and status.
    fn push_found(&self, sql: &mut QueryBuilder<Sqlite>) {
        let expression = match_expression(&self.text, &self.partner);
        if expression.is_empty() {
            let few = self.reach.structures().is_some_and(|list| list.len() <= FEW_STRUCTURES);
            sql.push("invoices INDEXED BY ");
            sql.push(if few { "invoices_by_structure" } else { "invoices_by_date" }).push(" WHERE ");
        } else {
            sql.push(
                "invoice_search CROSS JOIN invoices ON invoices.seq = invoice_search.rowid \
                 WHERE invoice_search MATCH ",
            );
            sql.push_bind(expression).push(" AND ");
        }
        sql.push("organization_id = ").push_bind(self.organization.clone()).push(" AND direction = ");
        sql.push_bind(self.filter.direction.code());
        self.reach.push(sql);
        if let Some(from) = self.filter.from {
            sql.push(" AND date >= ").push_bind(from.to_string());
        }
        if let Some(until) = self.filter.until {
            sql.push(" AND date <= ").push_bind(until.to_string());
        }
    }

    /// The rows with these numbers, in the order of the sort.
    pub(super) fn rows_of(&self, page: &[i64]) -> QueryBuilder<Sqlite> {
        let mut sql = QueryBuilder::new(concat!("SELECT ", list_columns!(), " FROM invoices WHERE seq IN ("));
        let mut list = sql.separated(", ");
        for seq in page {
            list.push_bind(*seq);
        }
        let order = self.order();
        sql.push(") ORDER BY ").push(self.sort().0).push(order).push(", seq").push(order);
        sql
    }
}

/// The question to the search index; empty when there is none. Every form is a quoted string: nothing a person types
/// is read as an operator.
fn match_expression(text: &[SearchWord], partner: &[SearchWord]) -> String {
    let quoted = |part: &String| format!("\"{}\"", part.replace('"', "\"\""));
    let either =
        |word: &SearchWord| format!("({})", word.parts.iter().map(quoted).collect::<Vec<_>>().join(" OR "));
    let of_partner = |word: &SearchWord| format!("(partner : {})", either(word));
    text.iter().map(either).chain(partner.iter().map(of_partner)).collect::<Vec<_>>().join(" AND ")
}
