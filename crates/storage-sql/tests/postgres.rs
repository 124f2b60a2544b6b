//! What only the PostgreSQL engine has: several processes, their turns and locks, a server that goes away. Two open
//! databases stand for two processes: they share nothing but the server.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::support::{self, PostgresDatabase};
use chrono::{DateTime, Utc};
use domain::{Environment, JobId, OrganizationId, ProcessId, Side, Siret, StructureId};
use sqlx::Connection as _;
use sqlx::postgres::PgConnection;
use storage::{
    Database, Job, JobEnd, LeaseRequest, Mark, NewJob, Notice, Obstacle, Organization, Priority, Readiness,
    StorageError, Structure, Turn,
};
use storage_sql::{Engine, Location, SqlDatabase};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinSet;
use uuid::Uuid;

/// Far longer than anything here takes: what would wait for ever fails instead.
const PATIENCE: Duration = Duration::from_secs(60);

/// Two processes on one database.
async fn two_processes() -> Option<(PostgresDatabase, [Arc<SqlDatabase>; 2])> {
    let database = support::postgres().await?;
    let processes = [Arc::new(database.open().await), Arc::new(database.open().await)];
    Some((database, processes))
}

fn at(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap()
}

fn structure(number: u128) -> Structure {
    Structure {
        id: StructureId(Uuid::from_u128(number)),
        organization: OrganizationId(Uuid::from_u128(number)),
        identifier: Siret::parse("00000000000001").unwrap().into(),
        name: "Structure".to_owned(),
        town: String::new(),
        side: Side::Supplier,
        environment: Environment::Qualification,
        chorus_id: Some(0),
        synced_at: None,
        failing: None,
        created_at: at(1),
    }
}

fn changed(structure: &Structure) -> Notice {
    Notice::Changed { organization: structure.organization, structure: structure.id, invoice: None }
}

async fn tell(process: &SqlDatabase, structure: &Structure) {
    let mut transaction = process.write(Turn::Free).await.unwrap();
    transaction.tell(changed(structure)).await.unwrap();
    transaction.commit().await.unwrap();
}

/// What a process hears.
fn heard(process: &SqlDatabase) -> UnboundedReceiver<Notice> {
    let (sender, receiver) = unbounded_channel();
    // The test may have ended.
    process.listen(Arc::new(move |notice| sender.send(notice).unwrap_or_default()));
    receiver
}

async fn next_notice(heard: &mut UnboundedReceiver<Notice>) -> Notice {
    tokio::time::timeout(PATIENCE, heard.recv()).await.unwrap().unwrap()
}

/// Pages of one server show what another one or a worker did.
#[tokio::test]
async fn what_one_process_commits_the_others_hear() {
    let Some((_database, [process, other])) = two_processes().await else { return };
    let structure = add_world(&process, 1).await;
    let mut listeners = [heard(&process), heard(&other)];
    tell(&process, &structure).await;
    for listener in &mut listeners {
        assert_eq!(next_notice(listener).await, changed(&structure));
    }
}

/// Stores an organisation with its structure.
async fn add_world(database: &SqlDatabase, number: u128) -> Structure {
    let structure = structure(number);
    let organization = Organization {
        id: structure.organization,
        name: "Cabinet".to_owned(),
        created_at: at(1),
        second_factor_from: None,
    };
    let mut transaction = database.write(Turn::Free).await.unwrap();
    transaction.insert_organization(&organization).await.unwrap();
    transaction.insert_structure(&structure).await.unwrap();
    transaction.commit().await.unwrap();
    structure
}

async fn add_jobs(database: &SqlDatabase, count: u128, lane: impl Fn(u128) -> (String, Priority)) {
    let mut transaction = database.write(Turn::Free).await.unwrap();
    for number in 1..=count {
        let (lane, priority) = lane(number);
        let job = NewJob {
            id: JobId(Uuid::from_u128(number)),
            organization: None,
            kind: "test".to_owned(),
            subject: String::new(),
            payload: "{}".to_owned(),
            lane,
            family: String::new(),
            priority,
            deduplication_key: None,
            not_before: at(1),
            created_at: at(1),
        };
        assert!(transaction.enqueue(&job).await.unwrap());
    }
    transaction.commit().await.unwrap();
}

async fn lease(database: &SqlDatabase, worker: u128, per_lane: u32) -> Option<Job> {
    let mut transaction = database.write(Turn::Free).await.unwrap();
    let job = transaction.lease_next(&request(worker, per_lane)).await.unwrap();
    transaction.commit().await.unwrap();
    job
}

fn request(worker: u128, per_lane: u32) -> LeaseRequest {
    LeaseRequest { holder: ProcessId(Uuid::from_u128(worker)), now: at(10), until: at(1_000), per_lane }
}

/// Returns when a transaction waits for an advisory lock.
async fn somebody_waits(database: &PostgresDatabase) {
    let mut watcher = PgConnection::connect(&database.url()).await.unwrap();
    let wait = async {
        loop {
            let waiting: i64 = sqlx::query_scalar(
                "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database \
                 WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()",
            )
            .fetch_one(&mut watcher)
            .await
            .unwrap();
            if waiting > 0 {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.unwrap();
}

/// Eight workers in two processes take until each finds nothing; gives what each of them took.
async fn eight_workers(processes: &[Arc<SqlDatabase>; 2], per_lane: u32) -> Vec<Vec<Job>> {
    let mut workers = JoinSet::new();
    for worker in 0..8_usize {
        let database = Arc::clone(&processes[worker % 2]);
        workers.spawn(async move {
            let mut taken = Vec::new();
            while let Some(job) = lease(&database, worker as u128, per_lane).await {
                taken.push(job);
            }
            taken
        });
    }
    workers.join_all().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn workers_of_two_processes_take_each_job_once() {
    let Some((_database, processes)) = two_processes().await else { return };
    add_jobs(&processes[0], 200, |number| (format!("lane-{}", number % 7), Priority::Normal)).await;
    let taken = eight_workers(&processes, 1_000).await;
    let mut numbers: Vec<_> = taken.iter().flatten().map(|job| job.new.id.0.as_u128()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=200).collect::<Vec<_>>());
    assert!(taken.iter().flatten().all(|job| job.fence == 1 && job.tries == 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_lane_keeps_to_its_places_over_all_processes() {
    let Some((_database, processes)) = two_processes().await else { return };
    // Lanes 0 and 1 have urgent jobs, 2 has none: the last of its places stays empty.
    add_jobs(&processes[0], 90, |number| {
        let lane = number % 3;
        let urgent = lane < 2 && number % 2 == 0;
        (format!("lane-{lane}"), if urgent { Priority::Urgent } else { Priority::Background })
    })
    .await;
    for round in 1..=5 {
        let taken = eight_workers(&processes, 4).await.concat();
        let mut lanes: BTreeMap<String, usize> = BTreeMap::new();
        for job in &taken {
            *lanes.entry(job.new.lane.clone()).or_default() += 1;
        }
        let lanes: Vec<_> = lanes.into_iter().collect();
        // Lanes 0 and 1 have 15 urgent ones each: enough for three rounds of four and three of the fourth.
        let urgent_left = if round <= 3 { 4 } else { 3 };
        assert_eq!(lanes[2], ("lane-2".to_owned(), 3), "round {round}");
        for (lane, count) in &lanes[..2] {
            assert!(*count == 4 || *count == urgent_left, "round {round}: {lane} has {count}");
        }
        let mut transaction = processes[0].write(Turn::Free).await.unwrap();
        for job in &taken {
            transaction.finish(&job.lease(), JobEnd::Done, at(11)).await.unwrap();
        }
        transaction.commit().await.unwrap();
    }
}

/// A place that another process is just taking is neither taken twice nor given up: the lane is waited for.
#[tokio::test]
async fn a_place_that_is_being_taken_is_waited_for() {
    let Some((database, [here, there])) = two_processes().await else { return };
    add_jobs(&here, 3, |number| (if number < 3 { "a" } else { "b" }.to_owned(), Priority::Normal)).await;
    for commits in [false, true] {
        let mut first = here.write(Turn::Free).await.unwrap();
        let taken = first.lease_next(&request(1, 1)).await.unwrap().unwrap();
        if !commits {
            // A lane that nobody is at comes first, and is not waited for.
            let other = tokio::time::timeout(PATIENCE, lease(&there, 2, 1)).await.unwrap().unwrap();
            assert_eq!((taken.new.lane.as_str(), other.new.lane.as_str()), ("a", "b"));
        }
        let second = tokio::spawn({
            let there = Arc::clone(&there);
            async move { lease(&there, 2, 1).await }
        });
        somebody_waits(&database).await;
        assert!(!second.is_finished());
        if commits {
            first.commit().await.unwrap();
            assert_eq!(tokio::time::timeout(PATIENCE, second).await.unwrap().unwrap(), None);
        } else {
            drop(first);
            let got = tokio::time::timeout(PATIENCE, second).await.unwrap().unwrap().unwrap();
            assert_eq!(got.new.id, taken.new.id);
            let mut transaction = there.write(Turn::Free).await.unwrap();
            transaction.finish(&got.lease(), JobEnd::Done, at(11)).await.unwrap();
            transaction.commit().await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn transactions_of_one_organisation_never_overlap_in_two_processes() {
    let Some((_database, processes)) = two_processes().await else { return };
    let structure = add_world(&processes[0], 1).await;
    let (organization, id) = (structure.organization, structure.id);
    let mut tasks = JoinSet::new();
    for task in 0..8_usize {
        let database = Arc::clone(&processes[task % 2]);
        tasks.spawn(async move {
            for _ in 0..20 {
                let mut transaction = database.write(Turn::Organization(organization)).await.unwrap();
                let mut read = transaction.structure(organization, id).await.unwrap().unwrap().structure;
                tokio::task::yield_now().await;
                read.chorus_id = read.chorus_id.map(|number| number + 1);
                transaction.update_structure(&read).await.unwrap();
                transaction.commit().await.unwrap();
            }
        });
    }
    tasks.join_all().await;
    let end = processes[0].read().await.unwrap().structure(organization, id).await.unwrap().unwrap();
    assert_eq!(end.structure.chorus_id, Some(160));
}

/// Without turns, the test above must be able to fail: this is what it looks like.
#[tokio::test]
async fn without_a_turn_a_decision_is_lost() {
    let Some((_database, processes)) = two_processes().await else { return };
    let structure = add_world(&processes[0], 1).await;
    let (organization, id) = (structure.organization, structure.id);
    let mut first = processes[0].write(Turn::Free).await.unwrap();
    let mut second = processes[1].write(Turn::Free).await.unwrap();
    for transaction in [&mut first, &mut second] {
        let read = transaction.structure(organization, id).await.unwrap().unwrap();
        assert_eq!(read.structure.chorus_id, Some(0));
    }
    for mut transaction in [first, second] {
        transaction.update_structure(&Structure { chorus_id: Some(1), ..structure.clone() }).await.unwrap();
        transaction.commit().await.unwrap();
    }
    let end = processes[0].read().await.unwrap().structure(organization, id).await.unwrap().unwrap();
    assert_eq!(end.structure.chorus_id, Some(1));
}

#[tokio::test]
async fn organisations_do_not_wait_for_each_other_and_one_waits_for_itself() {
    let Some((database, [here, there])) = two_processes().await else { return };
    let (own, other) = (add_world(&here, 1).await, add_world(&here, 2).await);
    let mut first = here.write(Turn::Organization(own.organization)).await.unwrap();
    let elsewhere = async {
        let mut second = there.write(Turn::Organization(other.organization)).await.unwrap();
        second.update_structure(&Structure { chorus_id: Some(9), ..other.clone() }).await.unwrap();
        second.commit().await.unwrap();
    };
    tokio::time::timeout(PATIENCE, elsewhere).await.unwrap();

    // The same organisation in the other process: it waits for the advisory lock, and then sees what was written.
    let waiting = tokio::spawn({
        let (there, own) = (Arc::clone(&there), own.clone());
        async move {
            let mut second = there.write(Turn::Organization(own.organization)).await.unwrap();
            second.structure(own.organization, own.id).await.unwrap().unwrap().structure.chorus_id
        }
    });
    somebody_waits(&database).await;
    assert!(!waiting.is_finished());
    first.update_structure(&Structure { chorus_id: Some(7), ..own }).await.unwrap();
    first.commit().await.unwrap();
    assert_eq!(tokio::time::timeout(PATIENCE, waiting).await.unwrap().unwrap(), Some(7));
}

#[tokio::test]
async fn several_processes_may_start_at_once() {
    let Some(server) = test_postgres::server("the start on PostgreSQL") else { return };
    // Without any table, as an operator hands it over.
    let database = server.fresh_database("storage-empty", async |_| ()).await;
    let location = Location::Postgres(database.url().to_owned());
    let before = SqlDatabase::migration_state(&location).await.unwrap();
    assert!(before.applied.is_empty() && before.unknown.is_empty());
    assert_eq!(before.pending[0].version, 1);
    let open = || SqlDatabase::open(&location);
    let opened = tokio::join!(open(), open(), open(), open());
    for process in [opened.0, opened.1, opened.2, opened.3] {
        let process = process.unwrap();
        assert_eq!(process.engine(), Engine::Postgres);
        assert!(process.is_ready().await);
    }
    let after = SqlDatabase::migration_state(&location).await.unwrap();
    assert_eq!(after.applied, before.pending);
    assert!(after.pending.is_empty());
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_refused() {
    let Some(database) = support::postgres().await else { return };
    database.open().await.close().await;
    let mut connection = PgConnection::connect(&database.url()).await.unwrap();
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (9999, 'future', true, ''::bytea, 0)",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    let refused = SqlDatabase::open(&database.location()).await;
    assert!(matches!(refused, Err(StorageError::Newer(9999))), "{refused:?}");
}

#[tokio::test]
async fn journal_and_events_are_only_ever_added_to() {
    let Some(database) = support::postgres().await else { return };
    database.open().await.close().await;
    let mut connection = PgConnection::connect(&database.url()).await.unwrap();
    sqlx::raw_sql(
        "INSERT INTO journal (at, action, object, detail) VALUES (1, 'a', 'b', 'c'); \
         ALTER TABLE events DROP CONSTRAINT events_organization_id_invoice_id_fkey; \
         INSERT INTO events (id, organization_id, invoice_id, happened_at, kind, code) \
             VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'local', 'x');",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    for forbidden in [
        "UPDATE journal SET detail = 'autre'",
        "DELETE FROM journal",
        "UPDATE events SET comment = 'autre'",
        "DELETE FROM events",
    ] {
        let error = sqlx::query(forbidden).execute(&mut connection).await.unwrap_err();
        assert!(error.to_string().contains("only ever added"), "{forbidden}: {error}");
    }
}

#[tokio::test]
async fn lost_connections_are_made_anew() {
    let Some((database, [process, _other])) = two_processes().await else { return };
    let structure = add_world(&process, 1).await;
    let mut heard = heard(&process);
    let mut cut = process.write(Turn::Organization(structure.organization)).await.unwrap();
    cut.update_structure(&Structure { chorus_id: Some(5), ..structure.clone() }).await.unwrap();
    let mut watcher = PgConnection::connect(&database.url()).await.unwrap();
    sqlx::query(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    .execute(&mut watcher)
    .await
    .unwrap();
    assert!(cut.commit().await.is_err());
    // Nothing of it stays, not even its turn.
    let (organization, id) = (structure.organization, structure.id);
    let next = async {
        let mut transaction = process.write(Turn::Organization(organization)).await.unwrap();
        let read = transaction.structure(organization, id).await.unwrap().unwrap();
        transaction.commit().await.unwrap();
        read.structure
    };
    assert_eq!(tokio::time::timeout(PATIENCE, next).await.unwrap(), structure);
    assert!(process.is_ready().await);
    // What others told meanwhile may be lost: that is said, and then notices come again.
    while next_notice(&mut heard).await != Notice::Everything {}
    tell(&process, &structure).await;
    while next_notice(&mut heard).await != changed(&structure) {}
}

#[tokio::test]
async fn a_database_in_which_nothing_can_be_written_is_read_and_not_ready() {
    let Some((database, [process, _other])) = two_processes().await else { return };
    let mut transaction = process.write(Turn::Free).await.unwrap();
    transaction.make_mark(Mark::Name, "ours").await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(process.readiness().await, Readiness::Ready);
    let mut other = PgConnection::connect(&database.url()).await.unwrap();
    sqlx::raw_sql("BEGIN; LOCK TABLE marks IN EXCLUSIVE MODE").execute(&mut other).await.unwrap();
    let held = process.readiness().await;
    assert!(matches!(held, Readiness::OnlyReads(Obstacle::Held | Obstacle::Silent)), "{held:?}");
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
    assert_eq!(process.readiness().await, Readiness::Ready);
    // The tables of another installation in the place of ours.
    sqlx::raw_sql("UPDATE marks SET value = 'theirs'").execute(&mut other).await.unwrap();
    assert_eq!(process.readiness().await, Readiness::Fails(Obstacle::Replaced));
    sqlx::raw_sql("DROP TABLE marks").execute(&mut other).await.unwrap();
    assert_eq!(process.readiness().await, Readiness::Fails(Obstacle::Replaced));
}
