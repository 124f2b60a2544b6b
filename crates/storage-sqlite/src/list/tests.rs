//! Plans of the list statements: the right index, no scan, no sort where the index has the order.

use domain::{Direction, InvoiceStatus, OrganizationId, StatusStage, StructureId};
use sqlx::{AssertSqlSafe, QueryBuilder, Row as _, Sqlite};
use storage::{InvoiceFilter, Scope, ScopedStructure, Sort, SortColumn, Storage as _};
use uuid::Uuid;

use super::statement::{Access, Reach, Selection};
use crate::SqliteStorage;

async fn storage() -> (SqliteStorage, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let storage = SqliteStorage::open(&folder.path().join("pupitre.db")).await.unwrap();
    (storage, folder)
}

async fn plan(storage: &SqliteStorage, statement: &QueryBuilder<Sqlite>) -> String {
    let sql = format!("EXPLAIN QUERY PLAN {}", statement.sql().as_str());
    let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&storage.readers).await.unwrap();
    let plan = rows.iter().map(|row| row.get::<String, _>(3)).collect::<Vec<_>>().join("\n");
    assert!(!plan.contains("SCAN invoices"), "{plan}");
    assert!(!plan.contains("AUTOMATIC"), "{plan}");
    plan
}

fn organization() -> OrganizationId {
    OrganizationId(Uuid::from_u128(1))
}

fn structure(number: u128) -> StructureId {
    StructureId(Uuid::from_u128(number))
}

fn filter() -> InvoiceFilter {
    InvoiceFilter::new(Direction::Issued, Scope::Everything)
}

#[tokio::test]
async fn every_sort_walks_its_own_index_without_sorting() {
    let (storage, _folder) = storage().await;
    for (column, index) in SortColumn::ALL.into_iter().zip([
        "invoices_by_status_at",
        "invoices_by_date",
        "invoices_by_number",
        "invoices_by_gross",
        "invoices_by_partner",
    ]) {
        for descending in [true, false] {
            for stage in [None, Some(StatusStage::Arrived)] {
                let filter = InvoiceFilter { sort: Sort { column, descending }, stage, ..filter() };
                let selection = Selection::new(organization(), &filter);
                let plan = plan(&storage, &selection.rows(Access::Walk(index))).await;
                assert!(plan.contains(&format!("{index} (organization_id=? AND direction=?)")), "{plan}");
                assert!(!plan.contains("TEMP B-TREE"), "{plan}");
            }
        }
    }
    storage.close().await;
}

#[tokio::test]
async fn the_default_sort_never_sorts() {
    let (storage, _folder) = storage().await;
    let narrow = [
        (InvoiceFilter { stage: Some(StatusStage::Blocked), ..filter() }, "invoices_by_stage", "stage=?"),
        (
            InvoiceFilter { status: Some(InvoiceStatus::Deposee), ..filter() },
            "invoices_by_status",
            "status=?",
        ),
        (
            InvoiceFilter { structure: Some(structure(1)), ..filter() },
            "invoices_by_structure",
            "structure_id=?",
        ),
        (
            InvoiceFilter { structure: Some(structure(1)), stage: Some(StatusStage::Paid), ..filter() },
            "invoices_by_structure",
            "structure_id=?",
        ),
    ];
    for (filter, index, column) in narrow {
        let selection = Selection::new(organization(), &filter);
        let access = selection.access(90_000, 100_000);
        assert_eq!(access, Access::Walk(index));
        let plan = plan(&storage, &selection.rows(access)).await;
        assert!(plan.contains(index) && plan.contains(column), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }
    storage.close().await;
}

#[tokio::test]
async fn counts_are_read_from_the_tables_of_counts_alone() {
    let (storage, _folder) = storage().await;
    let scope = Scope::Only(vec![ScopedStructure { structure: structure(1), services: Vec::new() }]);
    for (filter, table) in [
        (filter(), "invoice_totals"),
        (InvoiceFilter::new(Direction::Issued, scope), "invoice_counts"),
        (InvoiceFilter { structure: Some(structure(1)), ..filter() }, "invoice_counts"),
    ] {
        let selection = Selection::new(organization(), &filter);
        assert!(selection.is_counted());
        let plan = plan(&storage, &selection.counts()).await;
        let search = format!("SEARCH {table} USING PRIMARY KEY (organization_id=? AND direction=?");
        assert!(plan.contains(&search), "{plan}");
        assert!(!plan.contains("invoices"), "{plan}");
    }
    storage.close().await;
}

#[tokio::test]
async fn few_rows_are_sorted_and_many_are_walked() {
    let by_gross = Sort { column: SortColumn::Gross, descending: true };
    let rare = InvoiceFilter { stage: Some(StatusStage::Blocked), sort: by_gross, ..filter() };
    let selection = Selection::new(organization(), &rare);
    assert_eq!(selection.access(20, 100_000), Access::Sort("invoices_by_stage"));
    assert_eq!(selection.access(40_000, 100_000), Access::Walk("invoices_by_gross"));
    let (storage, _folder) = storage().await;
    let plan = plan(&storage, &selection.rows(Access::Sort("invoices_by_stage"))).await;
    assert!(plan.contains("invoices_by_stage (organization_id=? AND direction=? AND stage=?)"), "{plan}");
    assert!(plan.contains("SEARCH invoices USING INTEGER PRIMARY KEY (rowid=?)"), "{plan}");
    storage.close().await;
}

#[tokio::test]
async fn searches_and_periods_use_the_narrowest_index() {
    let (storage, _folder) = storage().await;
    let with_text = |text: &str| InvoiceFilter { text: Some(text.to_owned()), ..filter() };
    let period = InvoiceFilter { from: chrono::NaiveDate::from_ymd_opt(2026, 1, 1), ..filter() };
    for (filter, expected) in [
        (with_text("mairie"), "SEARCH invoices USING INTEGER PRIMARY KEY (rowid=?)"),
        (with_text("f"), "invoice_search VIRTUAL TABLE INDEX"),
        (period, "COVERING INDEX invoices_by_date (organization_id=? AND direction=? AND date>?)"),
    ] {
        let selection = Selection::new(organization(), &filter);
        assert!(!selection.is_counted());
        let plan = plan(&storage, &selection.collection()).await;
        assert!(plan.contains(expected), "{plan}");
        assert!(!plan.contains("GROUP BY"), "{plan}");
    }
    storage.close().await;
}

#[tokio::test]
async fn what_needs_action_is_found_by_tab_and_status() {
    let (storage, _folder) = storage().await;
    let statement = super::urgent::statement(organization(), &Reach::Everything, 20);
    let plan = plan(&storage, &statement).await;
    assert_eq!(
        plan.matches("invoices_by_stage (organization_id=? AND direction=? AND stage=?)").count(),
        2,
        "{plan}"
    );
    assert_eq!(
        plan.matches("invoices_by_status (organization_id=? AND direction=? AND status=?)").count(),
        3,
        "{plan}"
    );
    storage.close().await;
}

#[tokio::test]
async fn connections_have_the_settings_that_make_a_commit_durable() {
    let (storage, _folder) = storage().await;
    for pool in [&storage.writer, &storage.readers] {
        for (pragma, expected) in
            [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("busy_timeout", "5000")]
        {
            let row = sqlx::query(AssertSqlSafe(format!("PRAGMA {pragma}"))).fetch_one(pool).await.unwrap();
            let value =
                row.try_get::<String, _>(0).or_else(|_| row.try_get::<i64, _>(0).map(|n| n.to_string()));
            assert_eq!(value.unwrap(), expected, "{pragma}");
        }
    }
    let refused = sqlx::query("INSERT INTO throttles VALUES ('k', 1, 1, 1)").execute(&storage.readers).await;
    assert!(refused.unwrap_err().to_string().contains("readonly"));
    storage.close().await;
}

#[tokio::test]
async fn one_session_is_one_chain_of_unique_indexes() {
    let (storage, _folder) = storage().await;
    let rows = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", crate::accounts::SESSION)))
        .fetch_all(&storage.readers)
        .await
        .unwrap();
    let plan = rows.iter().map(|row| row.get::<String, _>(3)).collect::<Vec<_>>().join("\n");
    assert!(!plan.contains("SCAN"), "{plan}");
    assert!(plan.contains("sessions USING INDEX") && plan.contains("(token_hash=?)"), "{plan}");
    storage.close().await;
}
