//! Plans of the statements of the journal of exchanges on SQLite, and what a typed text becomes.

use chrono::DateTime;
use uuid::Uuid;

use super::*;
use crate::subjects::plans::Plans;

#[test]
fn wildcards_are_taken_literally() {
    assert_eq!(pattern("100 %_a\\b"), "%100 \\%\\_a\\\\b%");
}

#[tokio::test]
async fn a_page_is_a_walk_along_indexes_and_is_counted_without_the_table() {
    let plans = Plans::of_exchanges().await;
    let organization = OrganizationId(Uuid::from_u128(1));
    let accesses = [AccessId(Uuid::from_u128(3)), AccessId(Uuid::from_u128(4))];
    let everything = ExchangeFilter::new(StructureId(Uuid::from_u128(2)));
    let narrow = ExchangeFilter {
        service: Some("soumettreFacture".to_owned()),
        outcomes: vec![ExchangeOutcome::Failed],
        from: DateTime::from_timestamp_millis(1),
        ..everything.clone()
    };
    for (filter, index) in [(&everything, "exchanges_by_time"), (&narrow, "exchanges_by_service")] {
        let selection = Selection { engine: Engine::Sqlite, organization, accesses: &accesses, filter };
        let count = plans.of(selection.count()).await;
        for index in [index, "exchanges_of_access"] {
            assert!(count.contains(&format!("COVERING INDEX {index} (organization_id=?")), "{count}");
        }
        let page = plans.of(selection.page()).await;
        assert!(page.contains("MERGE (UNION ALL)"), "{page}");
        assert!(
            page.contains(&format!("USING INDEX {index} (organization_id=? AND structure_id=?")),
            "{page}"
        );
        assert!(
            page.contains("USING INDEX exchanges_of_access (organization_id=? AND access_id=?"),
            "{page}"
        );
        // Only what the accesses asked for themselves is sorted, since there may be several of them.
        assert_eq!(page.matches("TEMP B-TREE FOR ORDER BY").count(), 1, "{page}");
    }
}

#[tokio::test]
async fn services_are_found_from_one_to_the_next() {
    let plans = Plans::of_exchanges().await;
    let (organization, structure) = (OrganizationId(Uuid::from_u128(1)), StructureId(Uuid::from_u128(2)));
    let plan = plans
        .of(services_statement(Engine::Sqlite, organization, structure, &[AccessId(Uuid::from_u128(3))]))
        .await;
    let step = "COVERING INDEX exchanges_by_service (organization_id=? AND structure_id=? AND service>?)";
    assert!(plan.contains(step), "{plan}");
    assert!(!plan.contains("SCAN exchanges"), "{plan}");
}
