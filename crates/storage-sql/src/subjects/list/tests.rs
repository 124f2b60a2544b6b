//! Plans of the list on SQLite, whose indexes are named in its statements; and that PostgreSQL understands all of them.

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{Direction, InvoiceStatus, OrganizationId, StatusStage, StructureId};
use storage::{InvoiceFilter, ListMark, Scope, ScopedStructure, Sort, SortColumn, Turn};
use uuid::Uuid;

use super::counts::Counts;
use super::marks;
use super::reach::Reach;
use super::selection::{Place, Selection, Side};
use super::urgent::Work;
use super::waiting;
use super::way::{Span, Way, index_of_order, ways};
use crate::SqlDatabase;
use crate::engine::{Engine, Location};
use crate::handle::Handle;
use crate::query::{Builder, Query, query};
use crate::subjects::plans::Plans;

const SPAN: Span = Span { rows: 50, skipped: 100, backwards: false };

fn organization() -> OrganizationId {
    OrganizationId(Uuid::from_u128(1))
}

fn structures(numbers: impl IntoIterator<Item = u128>, services: &[&str]) -> Scope {
    let entry = |number| ScopedStructure {
        structure: StructureId(Uuid::from_u128(number)),
        services: services.iter().map(|code| (*code).to_owned()).collect(),
    };
    Scope::Only(numbers.into_iter().map(entry).collect())
}

fn filter() -> InvoiceFilter {
    InvoiceFilter::new(Direction::Issued, Scope::Everything)
}

fn selection(filter: &InvoiceFilter) -> Selection<'_> {
    Selection::new(Engine::Sqlite, organization(), filter)
}

fn since() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1).unwrap()
}

fn day() -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2026, 3, 1)
}

/// The plan of a statement that must neither read a whole table nor make an index of its own.
async fn plan(plans: &Plans, statement: Builder) -> String {
    let plan = plans.of(statement.build()).await;
    assert!(!plan.contains("SCAN invoices"), "{plan}");
    assert!(!plan.contains("AUTOMATIC"), "{plan}");
    plan
}

/// Counts of one currency.
async fn counts(plans: &Plans, rows: &[(StatusStage, InvoiceStatus, i64)]) -> Counts {
    let mut sql = Builder::default();
    for (position, (stage, status, count)) in rows.iter().enumerate() {
        sql.push(if position > 0 { " UNION ALL SELECT " } else { "SELECT " });
        sql.push_bind(stage.code()).push(" AS stage, ").push_bind(status.code()).push(" AS status, ");
        sql.push("'EUR' AS currency, ").push_bind(*count).push(" AS count, 0 AS gross_cents");
    }
    Counts::read(&plans.rows(sql.build()).await).unwrap()
}

#[tokio::test]
async fn every_sort_walks_its_own_index_without_sorting() {
    let plans = Plans::make().await;
    for (column, index) in SortColumn::ALL.into_iter().zip([
        "invoices_by_status_at",
        "invoices_by_date",
        "invoices_by_number",
        "invoices_by_gross",
        "invoices_by_partner",
        "invoices_by_delay",
    ]) {
        for descending in [true, false] {
            for (stage, steps) in [(None, None), (Some(StatusStage::Arrived), Some(900))] {
                let filter = InvoiceFilter { sort: Sort { column, descending }, stage, ..filter() };
                let plan = plan(&plans, selection(&filter).rows(Way::Walk { index, steps }, &SPAN)).await;
                let walk = format!("COVERING INDEX {index} (organization_id=? AND direction=?)");
                assert!(plan.contains(&walk), "{plan}");
                assert!(plan.contains("SEARCH invoices USING INTEGER PRIMARY KEY (rowid=?)"), "{plan}");
                assert!(!plan.contains("TEMP B-TREE"), "{plan}");
            }
        }
    }
}

/// Where an invoice stands whose columns all have a value.
async fn place(plans: &Plans, column: SortColumn) -> Place {
    let row = "SELECT 5 AS seq, 7 AS status_at, '2026-03-01' AS date, 'F-1' AS number, \
               9 AS signed_gross_cents, 'mairie' AS partner_key, 20440 AS delay_order";
    Place::read(&plans.rows(query(row)).await[0], column).unwrap()
}

#[tokio::test]
async fn the_next_invoice_begins_a_range_of_the_index_of_its_order() {
    let plans = Plans::make().await;
    let only = Some(vec![StructureId(Uuid::from_u128(1))]);
    for column in SortColumn::ALL {
        for descending in [true, false] {
            for (structures, stage) in
                [(None, None), (only.clone(), None), (None, Some(StatusStage::Arrived))]
            {
                let sort = Sort { column, descending };
                let filter = InvoiceFilter { sort, structures, stage, ..filter() };
                let selection = selection(&filter);
                let (index, place) = (index_of_order(&selection), place(&plans, column).await);
                for side in [Side::Before, Side::Behind] {
                    for (position, range) in selection.ranges(&place, side).into_iter().enumerate() {
                        let plan = plan(&plans, selection.walked_to(index, &place, side, range)).await;
                        let walk = format!("SEARCH invoices USING COVERING INDEX {index} (");
                        let walk = plan.lines().find(|line| line.contains(&walk)).unwrap_or_default();
                        // By the whole of a place first, then by its key: nothing before it is passed.
                        let entered = match position {
                            0 => ["seq>?)", "seq<?)", "rowid>?)", "rowid<?)"]
                                .iter()
                                .any(|end| walk.ends_with(&format!("=? AND {end}"))),
                            1 => walk.ends_with(">?)") || walk.ends_with("<?)"),
                            _ => walk.ends_with("=?)"),
                        };
                        assert!(entered, "{range:?}: {plan}");
                        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn the_default_sort_never_sorts() {
    let plans = Plans::make().await;
    let only = Some(vec![StructureId(Uuid::from_u128(1))]);
    let stage = Some(StatusStage::Paid);
    let narrow = [
        (InvoiceFilter { stage, ..filter() }, "invoices_by_stage", "stage=?"),
        (
            InvoiceFilter { status: Some(InvoiceStatus::Deposee), ..filter() },
            "invoices_by_status",
            "status=?",
        ),
        (InvoiceFilter { structures: only.clone(), ..filter() }, "invoices_by_structure", "structure_id=?"),
        (
            InvoiceFilter { structures: only.clone(), stage, ..filter() },
            "invoices_by_structure",
            "structure_id=?",
        ),
    ];
    let many = counts(
        &plans,
        &[
            (StatusStage::Paid, InvoiceStatus::MiseEnPaiement, 90_000),
            (StatusStage::OnTheWay, InvoiceStatus::Deposee, 10_000),
        ],
    )
    .await;
    for (filter, index, column) in narrow {
        let selection = selection(&filter);
        let ways = ways(&selection, &SPAN, &many, &many);
        assert_eq!(ways, [Way::Walk { index, steps: None }]);
        let plan = plan(&plans, selection.rows(ways[0], &SPAN)).await;
        assert!(plan.contains(&format!("COVERING INDEX {index} (")) && plan.contains(column), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }
}

#[tokio::test]
async fn a_month_is_read_day_by_day_in_the_usual_order_only() {
    let plans = Plans::make().await;
    let until = NaiveDate::from_ymd_opt(2026, 3, 31);
    let month = InvoiceFilter { from: day(), until, ..filter() };
    let of_month = counts(&plans, &[(StatusStage::Paid, InvoiceStatus::MiseEnPaiement, 80_000)]).await;
    let whole = counts(&plans, &[(StatusStage::Paid, InvoiceStatus::MiseEnPaiement, 1_000_000)]).await;
    let first_page = Span { skipped: 0, ..SPAN };
    let days = Way::Days { first: day().unwrap(), last: until.unwrap() };
    assert_eq!(ways(&selection(&month), &first_page, &of_month, &whole), [days]);
    // Far inside, sorting the month costs less; so it does for another order and for a long period.
    let sort = Way::Sort { index: "invoices_by_date" };
    let deep = Span { skipped: 30_000, ..SPAN };
    assert_eq!(ways(&selection(&month), &deep, &of_month, &whole), [sort]);
    let year = InvoiceFilter { until: NaiveDate::from_ymd_opt(2027, 2, 28), ..month.clone() };
    let by_gross =
        InvoiceFilter { sort: Sort { column: SortColumn::Gross, descending: true }, ..month.clone() };
    for other in [year, by_gross] {
        assert!(!ways(&selection(&other), &first_page, &of_month, &whole).contains(&days), "{other:?}");
    }
    let plan = plan(&plans, selection(&month).rows(days, &first_page)).await;
    // The entries of a day come in order and no more of them than the page has: only those are sorted.
    let day = "SEARCH invoices USING COVERING INDEX invoices_by_day (organization_id=? AND direction=? AND date=?)\n\
               SCAN (subquery";
    assert_eq!(plan.matches(day).count(), 31, "{plan}");
}

#[tokio::test]
async fn few_rows_are_sorted_and_many_are_walked() {
    let plans = Plans::make().await;
    let by_gross = Sort { column: SortColumn::Gross, descending: true };
    let blocked = InvoiceFilter { stage: Some(StatusStage::Blocked), sort: by_gross, ..filter() };
    let of = async |blocked, paid| {
        let blocked = (StatusStage::Blocked, InvoiceStatus::Suspendue, blocked);
        counts(&plans, &[blocked, (StatusStage::Paid, InvoiceStatus::MiseEnPaiement, paid)]).await
    };
    let selection = selection(&blocked);
    let walk = |steps| Way::Walk { index: "invoices_by_gross", steps };
    let sort = Way::Sort { index: "invoices_by_stage" };
    let (few, some, most) = (of(20, 99_980).await, of(2_500, 97_500).await, of(40_000, 60_000).await);
    let ways_of = |counts| ways(&selection, &Span { skipped: 0, ..SPAN }, counts, counts);
    assert_eq!(ways_of(&few), [sort]);
    assert_eq!(ways_of(&some), [walk(Some(9_687)), sort]);
    assert_eq!(ways_of(&most), [walk(None)]);
    let plan = plan(&plans, selection.rows(sort, &SPAN)).await;
    assert!(plan.contains("invoices_by_stage (organization_id=? AND direction=? AND stage=?)"), "{plan}");
}

#[tokio::test]
async fn a_small_structure_is_sorted_and_a_large_one_is_walked() {
    let plans = Plans::make().await;
    let by_number = Sort { column: SortColumn::Number, descending: false };
    let one = InvoiceFilter { scope: structures([1], &[]), sort: by_number, ..filter() };
    let of = async |count| counts(&plans, &[(StatusStage::Paid, InvoiceStatus::MiseEnPaiement, count)]).await;
    let (small, large, whole) = (of(100).await, of(9_000).await, of(100_000).await);
    let selection = selection(&one);
    let sort = Way::Sort { index: "invoices_by_structure" };
    assert_eq!(ways(&selection, &SPAN, &small, &whole), [sort]);
    let walk = Way::Walk { index: "invoices_by_number", steps: Some(2_250) };
    assert_eq!(ways(&selection, &SPAN, &large, &whole), [walk, sort]);
    let plan = plan(&plans, selection.rows(sort, &SPAN)).await;
    assert!(plan.contains("COVERING INDEX invoices_by_structure"), "{plan}");
}

#[tokio::test]
async fn an_old_quarter_is_looked_for_and_then_sorted() {
    let plans = Plans::make().await;
    let quarter = InvoiceFilter { from: day(), until: NaiveDate::from_ymd_opt(2026, 5, 31), ..filter() };
    let of = async |count| counts(&plans, &[(StatusStage::Paid, InvoiceStatus::MiseEnPaiement, count)]).await;
    let (in_quarter, whole) = (of(80_000).await, of(1_000_000).await);
    let selection = selection(&quarter);
    let ways = ways(&selection, &SPAN, &in_quarter, &whole);
    let sort = Way::Sort { index: "invoices_by_date" };
    assert_eq!(ways, [Way::Walk { index: "invoices_by_status_at", steps: Some(20_000) }, sort]);
    let walked = plan(&plans, selection.rows(ways[0], &SPAN)).await;
    assert!(walked.contains("COVERING INDEX invoices_by_status_at"), "{walked}");
    assert!(!walked.contains("TEMP B-TREE"), "{walked}");
    let sorted = plan(&plans, selection.rows(sort, &SPAN)).await;
    let range = "COVERING INDEX invoices_by_date (organization_id=? AND direction=? AND date>? AND date<?)";
    assert!(sorted.contains(range), "{sorted}");
    // All that is blocked is less than a quarter.
    let blocked = InvoiceFilter { stage: Some(StatusStage::Blocked), ..quarter };
    let of = async |blocked, paid| {
        let blocked = (StatusStage::Blocked, InvoiceStatus::Suspendue, blocked);
        counts(&plans, &[blocked, (StatusStage::Paid, InvoiceStatus::MiseEnPaiement, paid)]).await
    };
    let (in_quarter, whole) = (of(1_500, 75_000).await, of(20_000, 900_000).await);
    let selection = self::selection(&blocked);
    let ways = super::way::ways(&selection, &SPAN, &in_quarter, &whole);
    assert_eq!(ways, [Way::Walk { index: "invoices_by_stage", steps: None }]);
    let walked = plan(&plans, selection.rows(ways[0], &SPAN)).await;
    assert!(walked.contains("COVERING INDEX invoices_by_stage"), "{walked}");
}

#[tokio::test]
async fn counts_are_read_from_the_tables_of_counts_alone() {
    let plans = Plans::make().await;
    let scope = structures([1, 2], &[]);
    for (filter, table) in [
        (filter(), "invoice_totals"),
        (InvoiceFilter::new(Direction::Issued, scope), "invoice_counts"),
        (
            InvoiceFilter { structures: Some(vec![StructureId(Uuid::from_u128(1))]), ..filter() },
            "invoice_counts",
        ),
        (InvoiceFilter { from: day(), ..filter() }, "invoice_days"),
    ] {
        let selection = selection(&filter);
        assert!(selection.is_counted());
        let plan = plan(&plans, selection.counts()).await;
        let search = format!("SEARCH {table} USING PRIMARY KEY (organization_id=? AND direction=?");
        assert!(plan.contains(&search), "{plan}");
        assert!(!plan.contains("invoices"), "{plan}");
    }
}

#[tokio::test]
async fn collections_use_the_narrowest_index() {
    let plans = Plans::make().await;
    let with_text = |text: &str| InvoiceFilter { text: Some(text.to_owned()), ..filter() };
    let search = "SCAN invoice_search VIRTUAL TABLE INDEX";
    let by_structure =
        "COVERING INDEX invoices_by_structure (organization_id=? AND structure_id=? AND direction=?)";
    let by_date = "COVERING INDEX invoices_by_date (organization_id=? AND direction=? AND date>?)";
    let (two, many) = (structures([1, 2], &[]), structures(1..90, &[]));
    for (filter, expected) in [
        (with_text("mairie"), search),
        (with_text("FA-2026-000118"), search),
        (InvoiceFilter { partner: Some("f".to_owned()), ..filter() }, search),
        (
            InvoiceFilter { mark: Some(ListMark::Unread), scope: two.clone(), ..filter() },
            "COVERING INDEX invoices_unopened (organization_id=? AND direction=?",
        ),
        (
            InvoiceFilter { mark: Some(ListMark::New), ..filter() },
            "COVERING INDEX invoices_unopened (organization_id=? AND direction=?",
        ),
        (
            InvoiceFilter { mark: Some(ListMark::NotDownloaded), ..filter() },
            "COVERING INDEX invoices_undownloaded (organization_id=? AND direction=?",
        ),
        (
            InvoiceFilter { mark: Some(ListMark::Disordered), ..filter() },
            "COVERING INDEX invoices_disordered (organization_id=? AND direction=?",
        ),
        (InvoiceFilter { from: day(), scope: two, ..filter() }, by_structure),
        (InvoiceFilter { from: day(), scope: many, ..filter() }, by_date),
        (InvoiceFilter { scope: structures(1..90, &["A", "B"]), ..filter() }, by_structure),
    ] {
        let selection = selection(&filter);
        assert!(!selection.is_counted());
        let plan = plan(&plans, selection.collection()).await;
        assert!(plan.contains(expected), "{plan}");
    }
}

#[tokio::test]
async fn what_needs_action_is_found_along_indexes_and_read_in_portions() {
    let plans = Plans::make().await;
    let work =
        Work { engine: Engine::Sqlite, organization: organization(), reach: &Reach::Everything, limit: 20 };
    let plan = plan(&plans, work.statement(since())).await;
    for index in [
        "COVERING INDEX invoices_to_act (organization_id=?)",
        "COVERING INDEX invoices_rejected (organization_id=? AND status_at>?)",
        "COVERING INDEX invoices_by_status (organization_id=? AND direction=? AND status=?)",
    ] {
        assert!(plan.contains(index), "{plan}");
    }
    // The recent rejections and what is shown are sorted, nothing else.
    assert_eq!(plan.matches("TEMP B-TREE FOR ORDER BY").count(), 2, "{plan}");
}

#[tokio::test]
async fn what_waits_for_its_payment_is_read_in_the_order_of_its_index() {
    let plans = Plans::make().await;
    let statement = waiting::statement(Engine::Sqlite, organization(), &Reach::Everything, since(), 20);
    let plan = plan(&plans, statement).await;
    let walk = "INDEX invoices_arrived (organization_id=? AND direction=? AND arrived_at";
    assert!(plan.contains(walk), "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}

#[tokio::test]
async fn marks_are_counted_along_their_indexes_alone() {
    let plans = Plans::make().await;
    for scope in [Scope::Everything, structures([1, 2], &["A"])] {
        let filter = InvoiceFilter::new(Direction::Received, scope);
        let statement = marks::statement(Engine::Sqlite, organization(), &filter).unwrap();
        let plan = plan(&plans, statement).await;
        for index in ["invoices_unopened", "invoices_undownloaded", "invoices_disordered"] {
            assert!(plan.contains(&format!("INDEX {index} (organization_id=? AND direction=?")), "{plan}");
        }
        assert_eq!(plan.matches("COVERING INDEX").count(), 4, "{plan}");
    }
    let nobody = InvoiceFilter::new(Direction::Received, Scope::Only(Vec::new()));
    assert!(marks::statement(Engine::Sqlite, organization(), &nobody).is_none());
}

/// Every statement of the list for one filter.
fn statements(engine: Engine, filter: &InvoiceFilter) -> Vec<Query> {
    let mut selection = Selection::new(engine, organization(), filter);
    selection.question.shorten(&[]);
    let mut all = vec![selection.counts_of_whole().build(), selection.sample().build()];
    all.push(selection.rows_of(&[1, 2]).build());
    if !selection.is_counted() {
        all.push(selection.collection().build());
        return all;
    }
    all.push(selection.counts().build());
    let index = match filter.sort.column {
        SortColumn::StatusAt if filter.stage.is_some() && !selection.has_period() => "invoices_by_stage",
        SortColumn::StatusAt => "invoices_by_status_at",
        SortColumn::Date => "invoices_by_date",
        SortColumn::Number => "invoices_by_number",
        SortColumn::Gross => "invoices_by_gross",
        SortColumn::Partner => "invoices_by_partner",
        SortColumn::LastDay => "invoices_by_delay",
    };
    for backwards in [false, true] {
        let span = Span { backwards, ..SPAN };
        for way in
            [Way::Walk { index, steps: None }, Way::Walk { index, steps: Some(90) }, Way::Sort { index }]
        {
            all.push(selection.rows(way, &span).build());
        }
        if let (SortColumn::StatusAt, Some(first)) = (filter.sort.column, filter.from.or(filter.until)) {
            let last = first.checked_add_days(Days::new(30)).unwrap();
            all.push(selection.rows(Way::Days { first, last }, &span).build());
        }
    }
    all
}

/// Filters with every combination of what changes the text of a statement.
fn filters() -> Vec<InvoiceFilter> {
    let scopes =
        [Scope::Everything, structures([1], &[]), structures([1, 2], &[]), structures([1, 2], &["A"])];
    let tabs = [(None, None), (Some(StatusStage::Paid), None), (None, Some(InvoiceStatus::Deposee))];
    let searches =
        [(None, None), (Some("fa mairie-de-lyon"), None), (None, Some("12 345")), (Some("é"), Some("a"))];
    let mut all = Vec::new();
    for scope in &scopes {
        for (stage, status) in &tabs {
            for (text, partner) in searches {
                for (from, until) in [(None, None), (day(), None), (None, day())] {
                    for column in SortColumn::ALL {
                        // Each mark now and then, and none.
                        let mark = ListMark::ALL.get(all.len() % 7).copied();
                        all.push(InvoiceFilter {
                            scope: scope.clone(),
                            mark,
                            stage: *stage,
                            status: status.clone(),
                            text: text.map(str::to_owned),
                            partner: partner.map(str::to_owned),
                            from,
                            until,
                            sort: Sort { column, descending: all.len() % 2 == 0 },
                            ..filter()
                        });
                    }
                }
            }
        }
    }
    all
}

#[tokio::test]
async fn sqlite_understands_every_statement() {
    let plans = Plans::make().await;
    for filter in filters() {
        for statement in statements(Engine::Sqlite, &filter) {
            plans.of(statement).await;
        }
    }
}

#[tokio::test]
async fn postgresql_understands_every_statement() {
    let Some(server) = test_postgres::server("the list on PostgreSQL") else { return };
    let database = server.fresh_database("empty", |_| async {}).await;
    let opened = SqlDatabase::open(&Location::Postgres(database.url().to_owned())).await.unwrap();
    let mut handle = opened.transaction(Turn::Free).await.unwrap();
    let explained = |statement: Query| Query {
        sql: format!("EXPLAIN {}", statement.sql).into(),
        arguments: statement.arguments,
    };
    for filter in filters() {
        for statement in statements(Engine::Postgres, &filter) {
            handle.fetch_all(explained(statement)).await.unwrap();
        }
        let marked = marks::statement(Engine::Postgres, organization(), &filter).unwrap();
        handle.fetch_all(explained(marked.build())).await.unwrap();
        let reach = Reach::new(&filter.scope, None);
        let work = Work { engine: Engine::Postgres, organization: organization(), reach: &reach, limit: 20 };
        handle.fetch_all(explained(work.statement(since()).build())).await.unwrap();
    }
    // The partial index serves only where its condition is repeated word for word.
    let without_others = "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off";
    for setting in without_others.split("; ") {
        handle.execute(query(setting)).await.unwrap();
    }
    let work =
        Work { engine: Engine::Postgres, organization: organization(), reach: &Reach::Everything, limit: 20 };
    let plan = explanation(&mut handle, explained(work.statement(since()).build())).await;
    assert!(plan.contains("using invoices_to_act"), "{plan}");
    // Each order is that of its index, in both directions: nothing is sorted.
    for (column, index) in SortColumn::ALL.into_iter().zip([
        "invoices_by_status_at",
        "invoices_by_date",
        "invoices_by_number",
        "invoices_by_gross",
        "invoices_by_partner",
        "invoices_by_delay",
    ]) {
        for descending in [true, false] {
            let filter = InvoiceFilter { sort: Sort { column, descending }, ..filter() };
            let selection = Selection::new(Engine::Postgres, organization(), &filter);
            let walk = selection.rows(Way::Walk { index, steps: None }, &SPAN).build();
            let plan = explanation(&mut handle, explained(walk)).await;
            assert!(plan.contains(&format!("{index} on invoices")) && !plan.contains("Sort"), "{plan}");
        }
    }
}

async fn explanation(handle: &mut Handle, statement: Query) -> String {
    let rows = handle.fetch_all(statement).await.unwrap();
    let lines = rows.iter().map(|row| row.of("plan").text("QUERY PLAN").unwrap());
    lines.collect::<Vec<_>>().join("\n")
}
