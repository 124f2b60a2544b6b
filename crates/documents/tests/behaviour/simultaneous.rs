//! Many at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use domain::Clock;
use futures::future::join_all;

use crate::bench::{Bench, refers_to};
use crate::content::{bytes, hash, sent};

on_both!(
    many_may_send_the_same,
    many_may_send_different_files,
    nothing_received_is_lost_while_collections_run,
    two_collections_may_run_at_once,
);

/// In the past of this moment everything is old.
fn end_of_days() -> DateTime<Utc> {
    "2100-01-01T00:00:00Z".parse().unwrap()
}

async fn many_may_send_the_same(bench: Bench) {
    let content = bytes(400_000);
    let receptions = (0..32).map(|_| {
        let (store, content) = (bench.store.clone(), sent(&content));
        tokio::spawn(async move { store.receive(content, u64::MAX).await.unwrap() })
    });
    for stored in join_all(receptions).await {
        assert_eq!(stored.unwrap().sha256, hash(&content));
    }
    assert_eq!(bench.listed().await.len(), 1);
    assert!(bench.store.read(&hash(&content), u64::MAX).await.unwrap() == content);
    assert_eq!(bench.left_behind(), [""; 0]);
}

async fn many_may_send_different_files(bench: Bench) {
    let receptions = (0..32).map(|number| {
        let store = bench.store.clone();
        tokio::spawn(async move {
            let content = bytes(300_000 + number);
            let stored = store.receive(sent(&content), u64::MAX).await.unwrap();
            assert_eq!(stored.sha256, hash(&content));
            assert!(store.read(&stored.sha256, u64::MAX).await.unwrap() == content);
        })
    });
    for outcome in join_all(receptions).await {
        outcome.unwrap();
    }
    assert_eq!(bench.listed().await.len(), 32);
    assert_eq!(bench.left_behind(), [""; 0]);
}

async fn nothing_received_is_lost_while_collections_run(bench: Bench) {
    let finished = Arc::new(AtomicBool::new(false));
    let collections = tokio::spawn({
        let (store, finished) = (bench.store.clone(), finished.clone());
        async move {
            let mut set_aside = 0;
            while !finished.load(Ordering::SeqCst) {
                set_aside += store.collect(end_of_days(), refers_to(&[])).await.unwrap().set_aside;
            }
            set_aside
        }
    });
    let receptions = (0..4).map(|number| {
        let store = bench.store.clone();
        tokio::spawn(async move {
            // Two send the same.
            let content = bytes(1_000 + number / 2);
            for _ in 0..25 {
                let stored = store.receive(sent(&content), u64::MAX).await.unwrap();
                assert!(store.exists(&stored.sha256).await.unwrap());
                assert!(store.read(&stored.sha256, u64::MAX).await.unwrap() == content);
            }
        })
    });
    let outcomes = join_all(receptions).await;
    finished.store(true, Ordering::SeqCst);
    assert!(collections.await.unwrap() > 0, "the two met");
    for outcome in outcomes {
        outcome.unwrap();
    }
    // The references are there in the end, and so are the files.
    bench.clock.pass(TimeDelta::days(2));
    let files = [bytes(1_000), bytes(1_001)];
    let (one, other) = (hash(&files[0]), hash(&files[1]));
    bench.store.collect(bench.clock.now() - TimeDelta::days(1), refers_to(&[&one, &other])).await.unwrap();
    assert_eq!(bench.listed().await.len(), 2);
    assert_eq!(bench.set_aside(), [""; 0]);
    for content in files {
        assert!(bench.store.read(&hash(&content), u64::MAX).await.unwrap() == content);
    }
}

async fn two_collections_may_run_at_once(bench: Bench) {
    let mut kept = Vec::new();
    for number in 0..10 {
        kept.push(bench.receive_long_ago(&bytes(number)).await);
    }
    let collect = |referred: Vec<String>| {
        let store = bench.store.clone();
        let older_than = bench.clock.now() - TimeDelta::days(1);
        tokio::spawn(async move {
            let referred: Vec<&str> = referred.iter().map(String::as_str).collect();
            store.collect(older_than, refers_to(&referred)).await.unwrap()
        })
    };
    let (one, other) = (collect(Vec::new()), collect(Vec::new()));
    one.await.unwrap();
    other.await.unwrap();
    assert_eq!(bench.listed().await, []);
    for sha256 in &kept {
        assert!(bench.store.exists(sha256).await.unwrap());
    }

    bench.clock.pass(TimeDelta::days(2));
    let (one, other) = (collect(kept[..3].to_vec()), collect(kept[..3].to_vec()));
    one.await.unwrap();
    other.await.unwrap();
    for (number, sha256) in kept.iter().enumerate() {
        assert_eq!(bench.store.exists(sha256).await.unwrap(), number < 3, "{number}");
    }
    assert_eq!(bench.set_aside(), [""; 0]);
}
