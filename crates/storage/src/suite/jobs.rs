//! Jobs: adding, withdrawing, ending, counting, and every try. Whose turn it is is in `leases`.

use domain::{OrganizationId, Reason};

use super::sample::{World, at, attempt, free_writer, job, organization, process, reader};
use crate::{
    Attempt, AttemptOutcome, Database, Job, JobCount, JobEnd, JobState, LeaseRequest, NewJob, Priority,
    StorageError,
};

/// Adds a job; gives whether it was added.
pub(super) async fn enqueue(database: &dyn Database, new: &NewJob) -> bool {
    let mut transaction = free_writer(database).await;
    let added = transaction.enqueue(new).await.unwrap();
    transaction.commit().await.unwrap();
    added
}

/// What a worker of process 1 asks for.
pub(super) fn request(now: i64, until: i64) -> LeaseRequest {
    LeaseRequest { holder: process(1), now: at(now), until: at(until), per_lane: 100 }
}

/// Takes the next job.
pub(super) async fn lease(database: &dyn Database, request: &LeaseRequest) -> Option<Job> {
    let mut transaction = free_writer(database).await;
    let leased = transaction.lease_next(request).await.unwrap();
    transaction.commit().await.unwrap();
    leased
}

/// Ends a lease at an instant.
pub(super) async fn finish(database: &dyn Database, job: &Job, end: JobEnd, now: i64) {
    let mut transaction = free_writer(database).await;
    transaction.finish(&job.lease(), end, at(now)).await.unwrap();
    transaction.commit().await.unwrap();
}

/// A job as it is now.
pub(super) async fn stored(database: &dyn Database, new: &NewJob) -> Job {
    reader(database).await.job(new.id).await.unwrap().unwrap()
}

/// A job that was only added.
fn added(new: &NewJob) -> Job {
    Job {
        new: new.clone(),
        state: JobState::Waiting,
        tries: 0,
        fence: 0,
        lease_until: None,
        announced_at: None,
        finished_at: None,
    }
}

async fn world(database: &dyn Database) -> OrganizationId {
    World::create(database, 1).await.organization.id
}

/// Every column, with and without what may be missing, through all its states.
pub async fn a_job_reads_back(database: &dyn Database) {
    let organization = world(database).await;
    let full = NewJob { deduplication_key: Some("clé".to_owned()), ..job(organization, "a", 1, 10) };
    let bare = NewJob {
        organization: None,
        subject: String::new(),
        family: String::new(),
        priority: Priority::Background,
        ..job(organization, "b", 2, 50)
    };
    for new in [&full, &bare] {
        assert!(enqueue(database, new).await);
        assert_eq!(stored(database, new).await, added(new));
    }
    assert_eq!(reader(database).await.job(job(organization, "a", 99, 1).id).await.unwrap(), None);

    let leased = lease(database, &request(10, 100)).await.unwrap();
    let expected =
        Job { state: JobState::Leased, tries: 1, fence: 1, lease_until: Some(at(100)), ..added(&full) };
    assert_eq!(leased, expected);
    assert_eq!(stored(database, &full).await, expected);
    finish(database, &leased, JobEnd::Done, 77).await;
    let done = Job { state: JobState::Done, lease_until: None, finished_at: Some(at(77)), ..expected };
    assert_eq!(stored(database, &full).await, done);
}

/// A double click sends once; what ended makes room.
pub async fn one_open_job_has_a_deduplication_key(database: &dyn Database) {
    let organization = world(database).await;
    let keyed = |number, key: &str| NewJob {
        deduplication_key: Some(key.to_owned()),
        ..job(organization, "a", number, 10)
    };
    assert!(enqueue(database, &keyed(1, "x")).await);
    assert!(!enqueue(database, &keyed(2, "x")).await);
    assert_eq!(reader(database).await.job(keyed(2, "x").id).await.unwrap(), None);
    assert!(enqueue(database, &keyed(3, "y")).await);
    // Without a key there is no limit.
    assert!(enqueue(database, &job(organization, "a", 4, 10)).await);
    assert!(enqueue(database, &job(organization, "a", 5, 10)).await);

    for (number, end) in (10..).zip([JobEnd::Done, JobEnd::Failed]) {
        let open = lease(database, &request(10, 100)).await.unwrap();
        assert_eq!(open.new.deduplication_key.as_deref(), Some("x"));
        assert!(!enqueue(database, &keyed(9, "x")).await, "it is under way");
        finish(database, &open, JobEnd::Again { not_before: at(1), fresh: false }, 11).await;
        assert!(!enqueue(database, &keyed(9, "x")).await, "it waits again");
        let again = lease(database, &request(11, 100)).await.unwrap();
        assert_eq!(again.new.id, open.new.id);
        finish(database, &again, end, 12).await;
        let next = NewJob { not_before: at(1), ..keyed(number, "x") };
        assert!(enqueue(database, &next).await, "{end:?} makes room");
    }
    let last = lease(database, &request(10, 100)).await.unwrap();
    finish(database, &last, JobEnd::Parked, 12).await;
    assert!(!enqueue(database, &keyed(9, "x")).await, "a parked job is still to be done");
}

/// The open one of a kind, else the last one.
pub async fn the_job_about_a_subject_is_the_open_or_else_the_last(database: &dyn Database) {
    let organization = world(database).await;
    let about = async |kind: &str, subject: &str| {
        let found = reader(database).await.job_about(organization, kind, subject).await.unwrap();
        found.map(|job| job.new.id)
    };
    let same = |number| NewJob { subject: "facture".to_owned(), ..job(organization, "a", number, 10) };
    assert_eq!(about("invoice.submit", "facture").await, None);
    for number in [1, 2] {
        assert!(enqueue(database, &same(number)).await);
        assert_eq!(about("invoice.submit", "facture").await, Some(same(number).id));
        let leased = lease(database, &request(10, 100)).await.unwrap();
        finish(database, &leased, JobEnd::Done, 11).await;
        assert_eq!(about("invoice.submit", "facture").await, Some(same(number).id));
    }
    // Created before the two, and still open.
    let old = NewJob { created_at: at(0), ..same(3) };
    assert!(enqueue(database, &old).await);
    assert_eq!(about("invoice.submit", "facture").await, Some(old.id));
    assert_eq!(about("invoice.track", "facture").await, None);
    assert_eq!(about("invoice.submit", "autre").await, None);
}

/// Once somebody took it, it is too late, also when it waits again.
pub async fn a_job_is_withdrawn_only_before_it_is_taken(database: &dyn Database) {
    let organization = world(database).await;
    let jobs = [job(organization, "a", 1, 10), job(organization, "a", 2, 500)];
    for new in &jobs {
        enqueue(database, new).await;
    }
    let cancel = async |new: &NewJob| {
        let mut transaction = free_writer(database).await;
        let done = transaction.cancel_job(organization, new.id, at(20)).await.unwrap();
        transaction.commit().await.unwrap();
        done
    };
    let leased = lease(database, &request(10, 100)).await.unwrap();
    assert!(!cancel(&jobs[0]).await);
    finish(database, &leased, JobEnd::Again { not_before: at(90), fresh: true }, 11).await;
    assert!(!cancel(&jobs[0]).await);
    assert!(cancel(&jobs[1]).await);
    assert!(!cancel(&jobs[1]).await);
    let cancelled = Job { state: JobState::Cancelled, finished_at: Some(at(20)), ..added(&jobs[1]) };
    assert_eq!(stored(database, &jobs[1]).await, cancelled);
    assert_eq!(lease(database, &request(600, 700)).await.unwrap().new.id, jobs[0].id);
    assert_eq!(lease(database, &request(600, 700)).await, None);
}

/// “Send now”, by identifier and by key; what is due already keeps its place.
pub async fn a_waiting_job_is_made_due(database: &dyn Database) {
    let organization = world(database).await;
    let late = NewJob { deduplication_key: Some("x".to_owned()), ..job(organization, "a", 1, 500) };
    enqueue(database, &late).await;
    let hurry = async |by_key: bool, now| {
        let mut transaction = free_writer(database).await;
        let done = if by_key {
            transaction.make_key_due("x", at(now)).await.unwrap()
        } else {
            transaction.make_due(organization, late.id, at(now)).await.unwrap()
        };
        transaction.commit().await.unwrap();
        done
    };
    for (by_key, now, expected) in [(false, 400, 400), (true, 300, 300), (false, 600, 300), (true, 700, 300)]
    {
        assert!(hurry(by_key, now).await);
        assert_eq!(stored(database, &late).await.new.not_before, at(expected));
    }
    let leased = lease(database, &request(300, 900)).await.unwrap();
    assert!(!hurry(false, 50).await);
    assert!(!hurry(true, 50).await);
    assert_eq!(stored(database, &late).await, leased);
    let mut transaction = free_writer(database).await;
    assert!(!transaction.make_key_due("y", at(1)).await.unwrap());
}

/// A structure that changes its access takes its open jobs along, those under way included.
pub async fn a_family_moves_to_another_lane(database: &dyn Database) {
    let organization = world(database).await;
    let other = World::create(database, 2).await.organization.id;
    let of = |organization, number, family: &str| NewJob {
        family: family.to_owned(),
        ..job(organization, "a", number, 10 + i64::try_from(number).unwrap())
    };
    // Taken in the order of their numbers: done, parked, leased; the others wait.
    let ours = [1, 2, 3, 4].map(|number| of(organization, number, "f"));
    let strangers = [of(organization, 5, "g"), of(other, 6, "f"), of(organization, 7, "")];
    for new in ours.iter().chain(&strangers) {
        enqueue(database, new).await;
    }
    for end in [JobEnd::Done, JobEnd::Parked] {
        let leased = lease(database, &request(50, 900)).await.unwrap();
        finish(database, &leased, end, 51).await;
    }
    let under_way = lease(database, &request(50, 900)).await.unwrap();
    assert_eq!(under_way.new.id, ours[2].id);
    let mut transaction = free_writer(database).await;
    assert_eq!(transaction.move_jobs(organization, "f", "b").await.unwrap(), 3);
    transaction.commit().await.unwrap();
    let lane = async |new: &NewJob| stored(database, new).await.new.lane;
    for (new, expected) in ours.iter().chain(&strangers).zip(["a", "b", "b", "b", "a", "a", "a"]) {
        assert_eq!(lane(new).await, expected, "{}", new.id);
    }
    // Whoever has it keeps it.
    finish(database, &under_way, JobEnd::Done, 60).await;
}

/// A kind of a newer version waits until a program comes that knows it.
pub async fn parked_jobs_wait_again_when_their_kind_is_known(database: &dyn Database) {
    let organization = world(database).await;
    let of_kind = |number, kind: &str| NewJob { kind: kind.to_owned(), ..job(organization, "a", number, 10) };
    for new in [of_kind(1, "new.one"), of_kind(2, "new.two")] {
        enqueue(database, &new).await;
        let leased = lease(database, &request(10, 100)).await.unwrap();
        finish(database, &leased, JobEnd::Parked, 11).await;
        assert_eq!(
            stored(database, &new).await,
            Job { state: JobState::Parked, lease_until: None, ..leased }
        );
    }
    assert_eq!(lease(database, &request(500, 900)).await, None);
    let unpark = async |kinds: &[&str]| {
        let mut transaction = free_writer(database).await;
        let count = transaction.unpark(kinds).await.unwrap();
        transaction.commit().await.unwrap();
        count
    };
    assert_eq!(unpark(&[]).await, 0);
    assert_eq!(unpark(&["old.one", "new.two", "old.two"]).await, 1);
    assert_eq!(lease(database, &request(500, 900)).await.unwrap().new.kind, "new.two");
    assert_eq!(lease(database, &request(500, 900)).await, None);
}

/// Done and withdrawn jobs go, oldest first, in portions; failed ones stay.
pub async fn ended_jobs_go_in_portions_and_failed_ones_stay(database: &dyn Database) {
    let organization = world(database).await;
    let ends = [JobEnd::Done, JobEnd::Done, JobEnd::Failed, JobEnd::Done, JobEnd::Parked];
    for (number, end) in (1..).zip(ends) {
        enqueue(database, &job(organization, "a", number, 10)).await;
        let leased = lease(database, &request(10, 100)).await.unwrap();
        // The later in the row, the earlier it ended.
        finish(database, &leased, end, 50 - i64::try_from(number).unwrap()).await;
    }
    enqueue(database, &job(organization, "a", 6, 10)).await;
    let mut transaction = free_writer(database).await;
    assert!(transaction.cancel_job(organization, job(organization, "a", 6, 10).id, at(48)).await.unwrap());
    enqueue_within(&mut *transaction, &job(organization, "a", 7, 10)).await;
    transaction.commit().await.unwrap();
    let delete = async |before, limit| {
        let mut transaction = free_writer(database).await;
        let count = transaction.delete_jobs_before(at(before), limit).await.unwrap();
        transaction.commit().await.unwrap();
        count
    };
    let left = async || {
        let mut left = Vec::new();
        for number in 1..=7 {
            let id = job(organization, "a", number, 10).id;
            if reader(database).await.job(id).await.unwrap().is_some() {
                left.push(number);
            }
        }
        left
    };
    // Ended at: 1 at 49, 2 at 48, 4 at 46, 6 at 48.
    assert_eq!(delete(46, 10).await, 0);
    assert_eq!(delete(49, 1).await, 1);
    assert_eq!(left().await, [1, 2, 3, 5, 6, 7]);
    assert_eq!(delete(49, 10).await, 2);
    assert_eq!(delete(1_000, 10).await, 1);
    assert_eq!(left().await, [3, 5, 7]);
}

async fn enqueue_within(transaction: &mut dyn crate::Transaction, new: &NewJob) {
    assert!(transaction.enqueue(new).await.unwrap());
}

/// For the metrics: what is open or failed, by kind and state.
pub async fn open_and_failed_jobs_are_counted(database: &dyn Database) {
    let organization = world(database).await;
    assert_eq!(reader(database).await.job_counts().await.unwrap(), []);
    let ends = [Some(JobEnd::Done), Some(JobEnd::Failed), Some(JobEnd::Failed), Some(JobEnd::Parked), None];
    for (number, end) in (1..).zip(ends) {
        enqueue(database, &job(organization, "a", number, 10)).await;
        let leased = lease(database, &request(10, 100)).await.unwrap();
        if let Some(end) = end {
            finish(database, &leased, end, 11).await;
        }
    }
    for number in [10, 11] {
        let other = NewJob { kind: "backup".to_owned(), ..job(organization, "a", number, 10) };
        enqueue(database, &other).await;
    }
    let count = |kind: &str, state, count| JobCount { kind: kind.to_owned(), state, count };
    assert_eq!(
        reader(database).await.job_counts().await.unwrap(),
        [
            count("backup", JobState::Waiting, 2),
            count("invoice.submit", JobState::Failed, 2),
            count("invoice.submit", JobState::Leased, 1),
            count("invoice.submit", JobState::Parked, 1),
        ]
    );
}

/// Every try is kept, whatever happens to its job.
pub async fn tries_read_back_latest_first(database: &dyn Database) {
    let organization = world(database).await;
    let new = job(organization, "a", 1, 10);
    let first = attempt(organization, &new, 1);
    let last = Attempt {
        next_at: None,
        outcome: AttemptOutcome::Refused,
        reason: Reason::ChorusProRefused { code_retour: 3, libelle: "Numéro déjà utilisé".to_owned() },
        ..attempt(organization, &new, 2)
    };
    // At the same time as the last, and noted after it.
    let later = Attempt { at: last.at, ..attempt(organization, &new, 3) };
    let elsewhere = Attempt { subject: "autre".to_owned(), ..attempt(organization, &new, 4) };
    let mut transaction = free_writer(database).await;
    for tried in [&last, &first, &later, &elsewhere] {
        transaction.insert_attempt(tried).await.unwrap();
    }
    transaction.commit().await.unwrap();
    assert_eq!(
        reader(database).await.attempts(organization, &new.subject).await.unwrap(),
        [later, last, first]
    );
}

/// A job of nobody is not of somebody who does not exist.
pub async fn a_job_of_an_unknown_organisation_is_refused(database: &dyn Database) {
    let mut transaction = free_writer(database).await;
    let refused = transaction.enqueue(&job(organization(99).id, "a", 1, 10)).await;
    assert!(matches!(refused, Err(StorageError::ChangedMeanwhile(_))), "{refused:?}");
}

/// What is put back as it was does nothing again before it has looked whether it was done.
pub async fn open_jobs_of_a_kind_that_are_due_are_announced_together(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let organization = world.organization.id;
    let of_kind = |kind: &str, number: u64, due: i64| NewJob {
        kind: kind.to_owned(),
        ..job(organization, "lane", number, due)
    };
    let (due, later, other) = (of_kind("submit", 1, 10), of_kind("submit", 2, 900), of_kind("follow", 3, 10));
    let ended = of_kind("submit", 4, 5);
    for new in [&ended, &due, &later, &other] {
        assert!(enqueue(database, new).await);
    }
    let first = lease(database, &request(10, 100)).await.unwrap();
    assert_eq!(first.new.id, ended.id);
    finish(database, &first, JobEnd::Done, 20).await;
    let announce = async |at_time: i64| {
        let mut transaction = free_writer(database).await;
        let count = transaction.announce_all(&["submit", "act"], at(500), at(at_time)).await.unwrap();
        transaction.commit().await.unwrap();
        count
    };
    assert_eq!(announce(7).await, 1);
    assert_eq!(announce(8).await, 0, "what was announced keeps its time");
    for (new, announced) in [(&due, Some(at(7))), (&later, None), (&other, None), (&ended, None)] {
        assert_eq!(stored(database, new).await.announced_at, announced, "{}", new.kind);
    }
}
