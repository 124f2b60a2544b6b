//! Plans of the statements of the journal of exchanges, and what a typed text becomes.

use sqlx::{AssertSqlSafe, Row as _};
use storage::Storage as _;
use uuid::Uuid;

use super::*;
use crate::SqliteStorage;

#[test]
fn wildcards_are_taken_literally() {
    assert_eq!(pattern("100 %_a\\b"), "%100 \\%\\_a\\\\b%");
}

#[tokio::test]
async fn a_page_is_a_walk_along_an_index_and_is_counted_without_the_table() {
    let folder = tempfile::tempdir().unwrap();
    let storage = SqliteStorage::open(&folder.path().join("pupitre.db")).await.unwrap();
    let organization = OrganizationId(Uuid::from_u128(1));
    let everything = ExchangeFilter::new(StructureId(Uuid::from_u128(2)));
    let narrow = ExchangeFilter {
        service: Some("soumettreFacture".to_owned()),
        outcomes: vec![ExchangeOutcome::Failed],
        from: DateTime::from_timestamp_millis(1),
        ..everything.clone()
    };
    for (filter, index) in [(everything, "exchanges_by_time"), (narrow, "exchanges_by_service")] {
        let mut count = QueryBuilder::new("SELECT count(*) FROM exchanges");
        push_selected(&mut count, organization, &filter);
        for (statement, covered) in [(count, true), (page_statement(organization, &filter, 50, 100), false)] {
            let sql = format!("EXPLAIN QUERY PLAN {}", statement.sql().as_str());
            let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&storage.readers).await.unwrap();
            let plan = rows.iter().map(|row| row.get::<String, _>(3)).collect::<Vec<_>>().join("\n");
            assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{plan}");
            assert_eq!(plan.contains("COVERING INDEX"), covered, "{plan}");
        }
    }
    storage.close().await;
}
