//! Removal of what nothing refers to.

use std::collections::HashSet;
use std::convert::Infallible;
use std::fs;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use documents::{CollectError, Collected};
use domain::Clock;

use crate::bench::{Bench, refers_to, set_time};
use crate::content::{bytes, hash, sent};

on_both!(
    what_is_referred_to_or_young_stays,
    what_nothing_refers_to_is_set_aside_and_then_removed,
    what_is_set_aside_is_read_as_before,
    a_reference_that_comes_late_brings_a_file_back,
    what_is_received_again_during_a_collection_stays,
    what_is_received_again_after_it_was_set_aside_stays,
    an_hour_lies_between_setting_aside_and_removing,
    while_it_is_held_nothing_is_removed_and_a_hold_is_over_by_itself,
    references_are_asked_for_in_batches,
    nothing_happens_without_an_answer_about_references,
);

const DAY: TimeDelta = TimeDelta::days(1);

fn yesterday(bench: &Bench) -> DateTime<Utc> {
    bench.clock.now() - DAY
}

async fn collect(bench: &Bench, referred: &[&str]) -> Collected {
    bench.store.collect(yesterday(bench), refers_to(referred)).await.unwrap()
}

async fn what_is_referred_to_or_young_stays(bench: Bench) {
    let referred = bench.receive_long_ago(b"referred").await;
    let young = bench.receive(b"young").await.sha256;
    let younger = bench.receive(b"almost old").await.sha256;
    bench.age(&younger, DAY - TimeDelta::minutes(1));
    for _ in 0..2 {
        assert_eq!(collect(&bench, &[&referred]).await, Collected::default());
    }
    for sha256 in [&referred, &young, &younger] {
        assert!(bench.path(sha256).exists());
    }
}

async fn what_nothing_refers_to_is_set_aside_and_then_removed(bench: Bench) {
    let orphan = bench.receive_long_ago(b"orphan").await;
    let referred = bench.receive_long_ago(b"referred").await;
    assert_eq!(collect(&bench, &[&referred]).await, Collected { set_aside: 1, ..Collected::default() });
    assert!(!bench.path(&orphan).exists());
    assert_eq!(bench.listed().await.len(), 1);

    bench.clock.pass(DAY - TimeDelta::minutes(1));
    assert_eq!(collect(&bench, &[&referred]).await, Collected::default());
    assert!(bench.store.exists(&orphan).await.unwrap());

    bench.clock.pass(TimeDelta::minutes(2));
    assert_eq!(collect(&bench, &[&referred]).await, Collected { removed: 1, ..Collected::default() });
    assert!(!bench.store.exists(&orphan).await.unwrap());
    assert_eq!(bench.set_aside(), [""; 0]);
    assert!(bench.store.exists(&referred).await.unwrap());
}

async fn while_it_is_held_nothing_is_removed_and_a_hold_is_over_by_itself(bench: Bench) {
    let orphan = bench.receive_long_ago(b"orphan").await;
    assert_eq!(collect(&bench, &[]).await.set_aside, 1);
    bench.clock.pass(DAY * 2);
    let until = bench.clock.now() + TimeDelta::hours(1);
    bench.store.hold_until(until).await.unwrap();
    bench.store.hold_until(until - TimeDelta::minutes(30)).await.unwrap();
    assert_eq!(bench.store.held_until().await.unwrap(), Some(until), "never shortened");
    bench.clock.pass(TimeDelta::minutes(59));
    assert_eq!(collect(&bench, &[]).await, Collected::default());
    assert!(bench.store.exists(&orphan).await.unwrap());
    bench.clock.pass(TimeDelta::minutes(2));
    assert_eq!(collect(&bench, &[]).await.removed, 1);
    assert!(!bench.store.exists(&orphan).await.unwrap());
}

async fn what_is_set_aside_is_read_as_before(bench: Bench) {
    let content = bytes(5_000_000);
    let sha256 = bench.receive_long_ago(&content).await;
    let (_, open) = bench.store.opener(&sha256).await.unwrap();
    assert_eq!(collect(&bench, &[]).await.set_aside, 1);

    assert!(bench.store.exists(&sha256).await.unwrap());
    assert_eq!(bench.store.size(&sha256).await.unwrap(), 5_000_000);
    assert!(bench.store.read(&sha256, u64::MAX).await.unwrap() == content);
    assert!(bench.store.head(&sha256, 10).await.unwrap() == content[..10]);
    let mut read = Vec::new();
    tokio::io::AsyncReadExt::read_to_end(&mut open().await.unwrap(), &mut read).await.unwrap();
    assert!(read == content);

    bench.store.remove(&sha256).await.unwrap();
    assert!(!bench.store.exists(&sha256).await.unwrap());
    assert_eq!(bench.set_aside(), [""; 0]);
}

/// This is how a lost race ends: the file was received in the moment in which it was set aside, and nothing is left at
/// its place, but its reference comes.
async fn a_reference_that_comes_late_brings_a_file_back(bench: Bench) {
    let sha256 = bench.receive_long_ago(b"late").await;
    assert_eq!(collect(&bench, &[]).await.set_aside, 1);
    bench.clock.pass(DAY * 2);
    assert_eq!(collect(&bench, &[&sha256]).await, Collected { restored: 1, ..Collected::default() });
    assert_eq!(fs::read(bench.path(&sha256)).unwrap(), b"late");
    assert_eq!(bench.set_aside(), [""; 0]);
}

async fn what_is_received_again_during_a_collection_stays(bench: Bench) {
    let sha256 = bench.receive_long_ago(b"again").await;
    let store = bench.store.clone();
    let receive_again = move |_| {
        let store = store.clone();
        async move {
            store.receive(sent(b"again"), u64::MAX).await.unwrap();
            Ok::<_, Infallible>(HashSet::new())
        }
    };
    let collected = bench.store.collect(yesterday(&bench), receive_again).await.unwrap();
    assert_eq!(collected, Collected::default());
    assert!(bench.path(&sha256).exists());
    assert_eq!(bench.set_aside(), [""; 0]);
}

async fn what_is_received_again_after_it_was_set_aside_stays(bench: Bench) {
    let sha256 = bench.receive_long_ago(b"again").await;
    assert_eq!(collect(&bench, &[]).await.set_aside, 1);
    bench.clock.pass(DAY * 2);
    bench.receive(b"again").await;
    // Without a reference yet: the old one goes, the new one is young.
    assert_eq!(collect(&bench, &[]).await, Collected::default());
    assert_eq!(bench.set_aside(), [""; 0]);
    assert_eq!(fs::read(bench.path(&sha256)).unwrap(), b"again");
}

async fn an_hour_lies_between_setting_aside_and_removing(bench: Bench) {
    let sha256 = bench.receive(b"hasty").await.sha256;
    let everything = "2100-01-01T00:00:00Z".parse().unwrap();
    let mut collections = Vec::new();
    for _ in 0..2 {
        collections.push(bench.store.collect(everything, refers_to(&[])).await.unwrap());
    }
    assert_eq!(collections, [Collected { set_aside: 1, ..Collected::default() }, Collected::default()]);
    assert!(bench.store.exists(&sha256).await.unwrap());
    bench.clock.pass(TimeDelta::minutes(61));
    assert_eq!(bench.store.collect(everything, refers_to(&[])).await.unwrap().removed, 1);
    assert!(!bench.store.exists(&sha256).await.unwrap());
}

async fn references_are_asked_for_in_batches(bench: Bench) {
    let mut old: Vec<_> = (0..1_203).map(|number| hash(&bytes(number))).collect();
    for sha256 in &old {
        let path = bench.path(sha256);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, sha256).unwrap();
        set_time(&path, yesterday(&bench) - DAY);
    }
    bench.receive(b"young, not asked about").await;
    let batches = Arc::new(Mutex::new(Vec::new()));
    let unreferred = old[7].clone();
    let answer = |asked: Vec<String>| {
        batches.lock().unwrap().push(asked.clone());
        let referred = asked.into_iter().filter(|sha256| *sha256 != unreferred).collect();
        async move { Ok::<_, Infallible>(referred) }
    };
    let collected = bench.store.collect(yesterday(&bench), answer).await.unwrap();
    assert_eq!(collected, Collected { set_aside: 1, ..Collected::default() });
    let batches = batches.lock().unwrap();
    assert_eq!(batches.iter().map(Vec::len).collect::<Vec<_>>(), [500, 500, 203]);
    let mut asked: Vec<_> = batches.concat();
    asked.sort();
    old.sort();
    assert!(asked == old, "each once");
}

async fn nothing_happens_without_an_answer_about_references(bench: Bench) {
    let sha256 = bench.receive_long_ago(b"unknown").await;
    let aside = bench.receive_long_ago(b"aside").await;
    assert_eq!(collect(&bench, &[&sha256]).await.set_aside, 1);
    bench.clock.pass(DAY * 2);
    let unanswered = |_| async { Err(std::io::Error::other("the database is closed")) };
    let outcome = bench.store.collect(yesterday(&bench), unanswered).await;
    assert!(matches!(outcome, Err(CollectError::References(_))), "{outcome:?}");
    assert!(bench.path(&sha256).exists());
    assert!(bench.store.exists(&aside).await.unwrap());
}
