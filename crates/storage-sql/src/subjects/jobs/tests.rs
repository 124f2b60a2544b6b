//! Plans of the statements of the queue on SQLite, whose indexes are named in them.

use chrono::{DateTime, Utc};
use domain::{OrganizationId, ProcessId};
use storage::{JobState, LeaseRequest};
use uuid::Uuid;

use super::lease::{candidates_statement, next_due_statement, take_statement};
use super::{counts_statement, open_subjects_statement, unpark_statement};
use crate::engine::Engine;
use crate::query::Query;
use crate::subjects::plans::Plans;

fn at(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap()
}

fn take(state: JobState) -> Query {
    let holder = ProcessId(Uuid::from_u128(1));
    let request = LeaseRequest { holder, now: at(1), until: at(2), per_lane: 2 };
    take_statement(Engine::Sqlite, &request, ("a", 1, state))
}

#[tokio::test]
async fn lanes_are_found_without_walking_through_their_jobs() {
    let plans = Plans::make().await;
    for statement in [candidates_statement(Engine::Sqlite, at(1), 2), next_due_statement(Engine::Sqlite)] {
        let plan = plans.of(statement).await;
        assert!(
            plan.contains("SEARCH jobs USING COVERING INDEX jobs_waiting (lane=? AND priority=?)"),
            "{plan}"
        );
        assert!(plan.contains("SEARCH jobs USING COVERING INDEX jobs_waiting (lane>?)"), "{plan}");
        // The first lane is the first entry of the index: SQLite calls it a search without a bound.
        assert!(!plan.contains("SCAN jobs USING COVERING INDEX jobs_waiting"), "{plan}");
    }
}

#[tokio::test]
async fn a_job_is_taken_by_the_index_of_its_state() {
    let plans = Plans::make().await;
    let waiting = plans.of(take(JobState::Waiting)).await;
    assert!(
        waiting.contains("due USING COVERING INDEX jobs_waiting (lane=? AND priority=? AND not_before<?)"),
        "{waiting}"
    );
    assert!(!waiting.contains("TEMP B-TREE"), "{waiting}");
    let ended = plans.of(take(JobState::Leased)).await;
    assert!(ended.contains("due USING INDEX jobs_leased (lane=? AND lease_until<?)"), "{ended}");
    for plan in [waiting, ended] {
        assert!(plan.contains("busy USING COVERING INDEX jobs_leased (lane=? AND lease_until>?)"), "{plan}");
    }
}

#[tokio::test]
async fn what_is_done_is_never_walked_through() {
    let (plans, organization) = (Plans::make().await, OrganizationId(Uuid::from_u128(1)));
    let counts = plans.of(counts_statement(Engine::Sqlite)).await;
    assert!(counts.contains("SCAN jobs USING INDEX jobs_of_family"), "{counts}");
    assert!(counts.contains("SCAN jobs USING COVERING INDEX jobs_failed"), "{counts}");
    let open = plans.of(open_subjects_statement(Engine::Sqlite, organization, "a")).await;
    assert!(open.contains("SEARCH jobs USING INDEX jobs_of_family (organization_id=?)"), "{open}");
    let parked = plans.of(unpark_statement(Engine::Sqlite, &["a", "b"])).await;
    assert!(parked.contains("SEARCH jobs USING INDEX jobs_parked (kind=?)"), "{parked}");
}
