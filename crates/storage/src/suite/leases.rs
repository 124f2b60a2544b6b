//! Whose turn it is: taking jobs, keeping them, giving them back, and taking over from the dead.

use domain::{OrganizationId, ProcessId};

use super::jobs::{enqueue, finish, lease, request, stored};
use super::sample::{World, at, free_writer, job, process, reader};
use crate::{Database, Job, JobEnd, JobState, Lease, LeaseRequest, NewJob, Priority, Result, StorageError};

async fn world(database: &dyn Database) -> OrganizationId {
    World::create(database, 1).await.organization.id
}

/// Takes jobs one after the other until there is none; gives the last digits of their identifiers.
async fn take_all(database: &dyn Database, request: &LeaseRequest) -> Vec<u64> {
    let mut taken = Vec::new();
    while let Some(job) = lease(database, request).await {
        taken.push(number_of(&job));
    }
    taken
}

fn number_of(job: &Job) -> u64 {
    u64::try_from(job.new.id.0.as_u128() & 0xffff_ffff).unwrap()
}

fn is_lost(outcome: &Result<()>) -> bool {
    matches!(outcome, Err(StorageError::LeaseLost))
}

/// By priority, then by time, then by identifier; never before its time; never twice.
pub async fn jobs_of_a_lane_are_taken_in_order_when_due(database: &dyn Database) {
    let organization = world(database).await;
    let with = |number, priority, due| NewJob { priority, ..job(organization, "a", number, due) };
    for new in [
        with(1, Priority::Background, 1),
        with(2, Priority::Normal, 20),
        with(3, Priority::Normal, 30),
        with(5, Priority::Normal, 20),
        with(4, Priority::Urgent, 40),
        with(6, Priority::Urgent, 99),
    ] {
        enqueue(database, &new).await;
    }
    assert!(take_all(database, &request(0, 1_000)).await.is_empty());
    assert_eq!(take_all(database, &request(40, 1_000)).await, [4, 2, 5, 3, 1]);
    assert!(take_all(database, &request(98, 1_000)).await.is_empty());
    assert_eq!(take_all(database, &request(99, 1_000)).await, [6]);
}

/// The lane with the fewest under way comes first, then the one that has waited longest.
pub async fn lanes_take_turns(database: &dyn Database) {
    let organization = world(database).await;
    for new in [
        job(organization, "a", 1, 10),
        job(organization, "a", 2, 11),
        job(organization, "a", 3, 12),
        job(organization, "b", 4, 30),
        job(organization, "b", 5, 5),
        job(organization, "c", 6, 20),
    ] {
        enqueue(database, &new).await;
    }
    assert_eq!(take_all(database, &request(50, 1_000)).await, [5, 1, 6, 2, 4, 3]);
}

/// Thousands of due jobs of one do not keep the other waiting.
pub async fn a_full_lane_lets_the_others_pass(database: &dyn Database) {
    let organization = world(database).await;
    let mut transaction = free_writer(database).await;
    for number in 1..=5_000 {
        assert!(transaction.enqueue(&job(organization, "long", number, 10)).await.unwrap());
    }
    assert!(transaction.enqueue(&job(organization, "court", 9_000, 900)).await.unwrap());
    transaction.commit().await.unwrap();
    let request = LeaseRequest { per_lane: 3, ..request(1_000, 2_000) };
    assert_eq!(take_all(database, &request).await, [1, 9_000, 2]);
    let first = stored(database, &job(organization, "long", 1, 10)).await;
    finish(database, &first, JobEnd::Done, 1_001).await;
    assert_eq!(take_all(database, &request).await, [3]);
}

/// The last of several places of a lane is kept for those for whom a person waits; the only place is for all.
pub async fn the_last_place_of_a_lane_is_for_urgent_jobs(database: &dyn Database) {
    let organization = world(database).await;
    let with = |lane: &str, number, priority| NewJob { priority, ..job(organization, lane, number, 10) };
    for new in [
        with("a", 1, Priority::Normal),
        with("a", 2, Priority::Background),
        with("a", 3, Priority::Normal),
        with("b", 4, Priority::Background),
    ] {
        enqueue(database, &new).await;
    }
    let two = LeaseRequest { per_lane: 2, ..request(50, 1_000) };
    assert_eq!(take_all(database, &two).await, [1, 4]);
    // Not due before the others, and yet it finds a place.
    enqueue(database, &NewJob { not_before: at(50), ..with("a", 5, Priority::Urgent) }).await;
    enqueue(database, &with("a", 6, Priority::Urgent)).await;
    assert_eq!(take_all(database, &two).await, [6]);
    let one = LeaseRequest { per_lane: 1, ..request(50, 1_000) };
    assert!(take_all(database, &one).await.is_empty());
    enqueue(database, &with("c", 7, Priority::Background)).await;
    assert_eq!(take_all(database, &one).await, [7]);
    let three = LeaseRequest { per_lane: 3, ..request(50, 1_000) };
    assert_eq!(take_all(database, &three).await, [5]);
}

/// No call leaves with an access that was refused: its lane keeps its jobs.
pub async fn a_stopped_lane_keeps_its_jobs(database: &dyn Database) {
    let organization = world(database).await;
    let kept = [job(organization, "a", 1, 10), job(organization, "a", 2, 20)];
    for new in kept.iter().chain(&[job(organization, "b", 3, 30)]) {
        enqueue(database, new).await;
    }
    let expiring = lease(database, &request(10, 40)).await.unwrap();
    let stop = async |stopped| {
        let mut transaction = free_writer(database).await;
        // Twice is as once.
        transaction.stop_lane("a", stopped).await.unwrap();
        transaction.stop_lane("a", stopped).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(reader(database).await.lane_is_stopped("a").await.unwrap(), stopped);
        assert!(!reader(database).await.lane_is_stopped("b").await.unwrap());
    };
    stop(true).await;
    // The lease of the first has ended.
    assert_eq!(take_all(database, &request(50, 1_000)).await, [3]);
    assert_eq!(stored(database, &kept[0]).await, expiring);
    stop(false).await;
    assert_eq!(take_all(database, &request(50, 1_000)).await, [1, 2]);
}

/// Its holder died after the call left: the next one finds the mark, and the old one writes nothing.
pub async fn an_ended_lease_is_taken_again_with_its_mark(database: &dyn Database) {
    let organization = world(database).await;
    enqueue(database, &job(organization, "a", 1, 10)).await;
    let old = lease(database, &request(10, 100)).await.unwrap();
    let mut transaction = free_writer(database).await;
    transaction.announce(&old.lease(), Some(at(42))).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(lease(database, &request(99, 200)).await, None);
    let new = lease(database, &LeaseRequest { holder: process(2), ..request(100, 200) }).await.unwrap();
    let expected =
        Job { lease_until: Some(at(200)), tries: 2, fence: 2, announced_at: Some(at(42)), ..old.clone() };
    assert_eq!(new, expected);

    let mut transaction = free_writer(database).await;
    let stale = old.lease();
    assert!(is_lost(&transaction.renew_lease(&stale, at(900)).await));
    assert!(is_lost(&transaction.announce(&stale, None).await));
    for end in [JobEnd::Done, JobEnd::Failed, JobEnd::Parked] {
        assert!(is_lost(&transaction.finish(&stale, end, at(101)).await));
    }
    let unknown = Lease { job: job(organization, "a", 99, 1).id, fence: 1 };
    assert!(is_lost(&transaction.renew_lease(&unknown, at(900)).await));
    transaction.commit().await.unwrap();
    assert_eq!(stored(database, &expected.new).await, expected);
}

/// A holder that needs longer says so, as long as nobody else has the job.
pub async fn a_lease_is_prolonged(database: &dyn Database) {
    let organization = world(database).await;
    enqueue(database, &job(organization, "a", 1, 10)).await;
    let held = lease(database, &request(10, 100)).await.unwrap();
    let renew = async |until| {
        let mut transaction = free_writer(database).await;
        transaction.renew_lease(&held.lease(), at(until)).await.unwrap();
        transaction.commit().await.unwrap();
    };
    renew(500).await;
    assert_eq!(lease(database, &request(499, 900)).await, None);
    assert_eq!(stored(database, &held.new).await, Job { lease_until: Some(at(500)), ..held.clone() });
    finish(database, &held, JobEnd::Done, 499).await;
    let mut transaction = free_writer(database).await;
    assert!(is_lost(&transaction.renew_lease(&held.lease(), at(900)).await));
    assert!(is_lost(&transaction.finish(&held.lease(), JobEnd::Done, at(900)).await));
}

/// The mark of a call with an unknown outcome stays until somebody says that the outcome is known.
pub async fn a_mark_stays_until_the_outcome_is_known(database: &dyn Database) {
    let organization = world(database).await;
    let new = job(organization, "a", 1, 10);
    enqueue(database, &new).await;
    let announce = async |job: &Job, mark: Option<i64>| {
        let mut transaction = free_writer(database).await;
        transaction.announce(&job.lease(), mark.map(at)).await.unwrap();
        transaction.commit().await.unwrap();
    };
    let first = lease(database, &request(10, 100)).await.unwrap();
    announce(&first, Some(11)).await;
    finish(database, &first, JobEnd::Again { not_before: at(60), fresh: false }, 20).await;
    let waiting = stored(database, &new).await;
    assert_eq!(waiting.new.not_before, at(60));
    assert_eq!(
        (waiting.state, waiting.lease_until, waiting.tries, waiting.announced_at, waiting.finished_at),
        (JobState::Waiting, None, 1, Some(at(11)), None)
    );
    assert_eq!(lease(database, &request(59, 100)).await, None);

    let second = lease(database, &request(60, 100)).await.unwrap();
    assert_eq!((second.tries, second.announced_at), (2, Some(at(11))));
    announce(&second, None).await;
    finish(database, &second, JobEnd::Again { not_before: at(70), fresh: true }, 61).await;
    let third = lease(database, &request(70, 100)).await.unwrap();
    assert_eq!((third.tries, third.fence, third.announced_at), (1, 3, None));
    announce(&third, Some(71)).await;
    finish(database, &third, JobEnd::Failed, 72).await;
    let failed = stored(database, &new).await;
    assert_eq!(
        (failed.state, failed.announced_at, failed.finished_at),
        (JobState::Failed, None, Some(at(72)))
    );
}

/// Three jobs taken by a process, the second announced.
async fn three_held(database: &dyn Database, organization: OrganizationId, holder: ProcessId) -> Vec<Job> {
    let mut held = Vec::new();
    for number in 1..=3 {
        let first = u64::try_from(holder.0.as_u128() & 0xff).unwrap() * 10;
        enqueue(database, &job(organization, "a", first + number, 10)).await;
        held.push(lease(database, &LeaseRequest { holder, ..request(10, 1_000) }).await.unwrap());
    }
    let mut transaction = free_writer(database).await;
    transaction.beat(holder, at(10)).await.unwrap();
    transaction.announce(&held[1].lease(), Some(at(12))).await.unwrap();
    transaction.commit().await.unwrap();
    held[1].announced_at = Some(at(12));
    held
}

/// How a job looks that was given back.
fn given_back(held: &Job, search_at: i64) -> Job {
    let mut back = Job { state: JobState::Waiting, lease_until: None, fence: held.fence + 1, ..held.clone() };
    if back.announced_at.is_some() {
        back.new.not_before = at(search_at);
    }
    back
}

/// At the end of a process, what it did not finish waits again: at once, or until an unknown outcome can be looked up.
pub async fn a_process_that_leaves_gives_its_jobs_back(database: &dyn Database) {
    let organization = world(database).await;
    let held = three_held(database, organization, process(1)).await;
    let other = three_held(database, organization, process(2)).await;
    finish(database, &held[0], JobEnd::Done, 15).await;
    let mut transaction = free_writer(database).await;
    assert_eq!(transaction.leave(process(1), at(20), at(300)).await.unwrap(), 2);
    assert_eq!(transaction.leave(process(1), at(20), at(300)).await.unwrap(), 0);
    // Who left writes no outcome any more.
    assert!(is_lost(&transaction.finish(&held[2].lease(), JobEnd::Done, at(21)).await));
    transaction.commit().await.unwrap();
    assert_eq!(stored(database, &held[0].new).await.state, JobState::Done);
    for kept in &held[1..] {
        assert_eq!(stored(database, &kept.new).await, given_back(kept, 300));
    }
    for kept in &other {
        assert_eq!(stored(database, &kept.new).await, *kept);
    }
    assert_eq!(take_all(database, &request(20, 2_000)).await, [number_of(&held[2])]);
    assert_eq!(take_all(database, &request(300, 2_000)).await, [number_of(&held[1])]);
}

/// An announced job is never made due earlier than it was.
pub async fn giving_back_keeps_a_later_time(database: &dyn Database) {
    let organization = world(database).await;
    let held = three_held(database, organization, process(1)).await;
    let mut transaction = free_writer(database).await;
    assert_eq!(transaction.leave(process(1), at(5), at(7)).await.unwrap(), 3);
    transaction.commit().await.unwrap();
    let times: Vec<_> = [stored(database, &held[0].new).await, stored(database, &held[1].new).await]
        .map(|job| job.new.not_before)
        .into();
    assert_eq!(times, [at(5), at(10)]);
}

/// Who was not heard is dead; the living keep what they have, however long ago they took it.
pub async fn the_jobs_of_the_dead_are_taken_over(database: &dyn Database) {
    let organization = world(database).await;
    let mine = three_held(database, organization, process(1)).await;
    let living = three_held(database, organization, process(2)).await;
    let dead = three_held(database, organization, process(3)).await;
    // This one never said that it lives.
    enqueue(database, &job(organization, "a", 50, 10)).await;
    let unheard = LeaseRequest { holder: process(4), ..request(10, 1_000) };
    let unheard = lease(database, &unheard).await.unwrap();
    let mut transaction = free_writer(database).await;
    for (process, heard_at) in [(process(2), 90), (process(2), 80), (process(3), 79)] {
        transaction.beat(process, at(heard_at)).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let take_over = async |heard_since| {
        let mut transaction = free_writer(database).await;
        let taken = transaction.take_over(process(1), at(heard_since), at(100), at(300)).await.unwrap();
        transaction.commit().await.unwrap();
        taken
    };
    assert_eq!(take_over(79).await, 1);
    assert_eq!(stored(database, &unheard.new).await, given_back(&unheard, 300));
    assert_eq!(take_over(90).await, 3);
    for kept in &dead {
        assert_eq!(stored(database, &kept.new).await, given_back(kept, 300));
    }
    for kept in mine.iter().chain(&living) {
        assert_eq!(stored(database, &kept.new).await, *kept);
    }
    // Whoever takes over lives, heard or not.
    assert_eq!(take_over(1_000).await, 3);
    for kept in &mine {
        assert_eq!(stored(database, &kept.new).await, *kept);
    }
}

/// What a worker sleeps until: waiting jobs and ends of leases, not those of stopped lanes.
pub async fn the_next_due_time_is_told(database: &dyn Database) {
    let organization = world(database).await;
    let next = async || reader(database).await.next_due().await.unwrap();
    assert_eq!(next().await, None);
    for new in [
        job(organization, "a", 1, 300),
        NewJob { priority: Priority::Urgent, ..job(organization, "a", 2, 350) },
        NewJob { priority: Priority::Background, ..job(organization, "b", 3, 200) },
        job(organization, "stop", 4, 100),
        job(organization, "stop", 5, 400),
    ] {
        enqueue(database, &new).await;
    }
    assert_eq!(next().await, Some(at(100)));
    let stopped = lease(database, &request(100, 150)).await.unwrap();
    let mut transaction = free_writer(database).await;
    transaction.stop_lane("stop", true).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(next().await, Some(at(200)));
    let background = lease(database, &request(200, 900)).await.unwrap();
    assert_eq!(next().await, Some(at(300)));
    let normal = lease(database, &request(300, 800)).await.unwrap();
    assert_eq!(next().await, Some(at(350)));
    let urgent = lease(database, &request(350, 850)).await.unwrap();
    assert_eq!(next().await, Some(at(800)));
    for (job, expected) in [(normal, Some(850)), (urgent, Some(900)), (background, None)] {
        finish(database, &job, JobEnd::Done, 400).await;
        assert_eq!(next().await, expected.map(at));
    }
    finish(database, &stopped, JobEnd::Failed, 400).await;
    assert_eq!(next().await, None);
}

/// Eight workers at once take two hundred jobs, each of them once.
pub async fn workers_at_once_take_each_job_once(database: &dyn Database) {
    let organization = world(database).await;
    let mut transaction = free_writer(database).await;
    for number in 1..=200 {
        let lane = format!("lane-{}", number % 7);
        assert!(transaction.enqueue(&job(organization, &lane, number, 10)).await.unwrap());
    }
    transaction.commit().await.unwrap();
    let work = async |worker| {
        take_all(database, &LeaseRequest { holder: process(worker), ..request(50, 1_000) }).await
    };
    let taken = tokio::join!(work(1), work(2), work(3), work(4), work(5), work(6), work(7), work(8));
    let taken = [taken.0, taken.1, taken.2, taken.3, taken.4, taken.5, taken.6, taken.7];
    let mut all = taken.concat();
    all.sort_unstable();
    assert_eq!(all, (1..=200).collect::<Vec<_>>());
    assert!(taken.iter().filter(|own| !own.is_empty()).count() > 1, "one worker had all: {taken:?}");
}

/// However many workers ask at once, a lane never has more under way than it may.
pub async fn workers_at_once_keep_to_the_places_of_a_lane(database: &dyn Database) {
    let organization = world(database).await;
    let mut transaction = free_writer(database).await;
    for number in 1..=40 {
        let lane = if number % 2 == 0 { "a" } else { "b" };
        assert!(transaction.enqueue(&job(organization, lane, number, 10)).await.unwrap());
    }
    transaction.commit().await.unwrap();
    let work = async |worker| {
        let request = LeaseRequest { holder: process(worker), per_lane: 4, ..request(50, 1_000) };
        take_all(database, &request).await
    };
    let taken = tokio::join!(work(1), work(2), work(3), work(4), work(5), work(6), work(7), work(8));
    let all = [taken.0, taken.1, taken.2, taken.3, taken.4, taken.5, taken.6, taken.7].concat();
    // Four places each, the last of them for urgent jobs, of which there is none.
    let of_lane_a = all.iter().filter(|number| **number % 2 == 0).count();
    assert_eq!((all.len(), of_lane_a), (6, 3), "{all:?}");
}
