//! Plans of the figures on SQLite: each sums along one index, and reads no row of the table but to name a partner.

use chrono::{DateTime, NaiveDate};
use domain::{Direction, OrganizationId, StructureId};
use storage::{DelayDays, InvoiceFilter, Scope, ScopedStructure};
use uuid::Uuid;

use super::statements::Figures;
use crate::engine::Engine;
use crate::query::Builder;
use crate::subjects::plans::Plans;

fn statements(figures: &Figures<'_>) -> Vec<(Builder, &'static str)> {
    let since = DateTime::from_timestamp_millis(1).unwrap();
    let today = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
    let days = DelayDays { assumed: 30, of: Vec::new() };
    vec![
        (figures.aged(&[since], 8), "invoices_waiting"),
        (figures.due(&days, today), "invoices_waiting"),
        (figures.late(&days, today, 30, 8), "invoices_waiting"),
        (figures.paid(&days, &[since]).unwrap(), "invoices_ordered"),
        (figures.steps(since, 50_000, 8), "invoices_ordered"),
    ]
}

#[tokio::test]
async fn figures_are_summed_in_one_index_without_the_table() {
    let plans = Plans::make().await;
    let entry =
        ScopedStructure { structure: StructureId(Uuid::from_u128(5)), services: vec!["SRV-1".to_owned()] };
    for direction in [Direction::Issued, Direction::Received] {
        for scope in [Scope::Everything, Scope::Only(vec![entry.clone()])] {
            let from = NaiveDate::from_ymd_opt(2026, 1, 1);
            let filter = InvoiceFilter { from, ..InvoiceFilter::new(direction, scope) };
            let organization = OrganizationId(Uuid::from_u128(1));
            let figures = Figures::new(Engine::Sqlite, organization, &filter).unwrap();
            for (statement, index) in statements(&figures) {
                let plan = plans.of(statement.build()).await;
                let covered = format!(
                    "SEARCH invoices USING COVERING INDEX {index} (organization_id=? AND direction=?"
                );
                assert!(plan.contains(&covered), "{index}: {plan}");
                assert!(!plan.contains("SCAN invoices") && !plan.contains("SCAN payers"), "{plan}");
            }
            let plan =
                plans.of(figures.returns(DateTime::from_timestamp_millis(1).unwrap(), 9).build()).await;
            assert!(
                plan.contains(
                    "invoices_by_status (organization_id=? AND direction=? AND status=? AND status_at>?)"
                ),
                "{plan}"
            );
        }
    }
}
