//! What only a folder has: several processes in it, and what they leave.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use chrono::TimeDelta;
use documents::DocumentStore;
use domain::Clock;
use futures::SinkExt;

use crate::bench::{Bench, refers_to, set_time};
use crate::content::{bytes, hash};

#[tokio::test]
async fn another_process_may_open_the_folder_while_a_file_arrives() {
    let bench = Bench::folder();
    let (mut sender, chunks) = futures::channel::mpsc::channel::<Result<Bytes, String>>(0);
    let store = bench.store.clone();
    let reception = tokio::spawn(async move { store.receive(chunks, u64::MAX).await });
    for part in ["one ", "two ", "three "] {
        sender.send(Ok(Bytes::from(part))).await.unwrap();
    }
    assert_eq!(bench.left_behind().len(), 1, "it is arriving");

    let other = DocumentStore::in_folder(&bench.files, bench.clock.clone()).unwrap();
    other.collect(bench.clock.now(), refers_to(&[])).await.unwrap();
    sender.send(Ok(Bytes::from("four"))).await.unwrap();
    drop(sender);
    let stored = reception.await.unwrap().unwrap();
    assert_eq!(stored.sha256, hash(b"one two three four"));
    assert_eq!(other.read(&stored.sha256, 100).await.unwrap(), b"one two three four");
}

#[tokio::test]
async fn what_a_killed_process_left_is_removed_after_a_day() {
    let bench = Bench::folder();
    let left = |name: &str, age: TimeDelta| {
        let path = bench.files.join("incoming").join(name);
        fs::write(&path, "half").unwrap();
        set_time(&path, bench.clock.now() - age);
    };
    let (day, minute) = (TimeDelta::days(1), TimeDelta::minutes(1));
    left("old", day + minute);
    left("recent", day - minute);
    DocumentStore::in_folder(&bench.files, bench.clock.clone()).unwrap();
    assert_eq!(bench.left_behind(), ["recent"]);

    // Nor is a new start needed.
    bench.clock.pass(minute * 2);
    bench.store.collect(bench.clock.now() - day * 30, refers_to(&[])).await.unwrap();
    assert_eq!(bench.left_behind(), [""; 0]);
}

#[tokio::test]
async fn the_time_of_a_file_is_that_of_the_clock() {
    let bench = Bench::folder();
    let before = bench.clock.now();
    bench.receive(b"timed").await;
    let written = bench.listed().await[0].written;
    assert!(before < written && written < bench.clock.now(), "{written}");
}

/// In a folder only: the server of the tests copies in several steps, unlike a real one, and shows half a copy.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_found_at_every_moment_of_its_way_out_and_back() {
    let bench = Bench::folder();
    for number in 0..20 {
        let content = bytes(number);
        let sha256 = bench.receive_long_ago(&content).await;
        let finished = Arc::new(AtomicBool::new(false));
        let reader = tokio::spawn({
            let (store, sha256, finished) = (bench.store.clone(), sha256.clone(), finished.clone());
            async move {
                while !finished.load(Ordering::SeqCst) {
                    assert!(store.exists(&sha256).await.unwrap());
                    assert!(store.read(&sha256, u64::MAX).await.unwrap() == content);
                }
            }
        });
        let yesterday = || bench.clock.now() - TimeDelta::days(1);
        bench.store.collect(yesterday(), refers_to(&[])).await.unwrap();
        bench.clock.pass(TimeDelta::days(2));
        let collected = bench.store.collect(yesterday(), refers_to(&[&sha256])).await.unwrap();
        assert_eq!(collected.restored, 1);
        finished.store(true, Ordering::SeqCst);
        reader.await.unwrap();
        bench.store.remove(&sha256).await.unwrap();
    }
}

#[tokio::test]
async fn a_damaged_file_is_mended_by_receiving_it_again() {
    let bench = Bench::folder();
    let sha256 = bench.receive(b"whole").await.sha256;
    fs::write(bench.path(&sha256), "torn").unwrap();
    bench.receive(b"whole").await;
    assert_eq!(bench.store.read(&sha256, 100).await.unwrap(), b"whole");
}

#[tokio::test]
async fn a_folder_that_was_tidied_away_comes_back() {
    let bench = Bench::folder();
    let sha256 = bench.receive(b"only one here").await.sha256;
    bench.store.remove(&sha256).await.unwrap();
    fs::remove_dir(bench.files.join(&sha256[..2])).unwrap();
    bench.receive(b"only one here").await;
    assert!(bench.path(&sha256).exists());
}

#[tokio::test]
async fn a_file_in_the_way_of_the_folder_is_reported() {
    let bench = Bench::folder();
    let path = bench.files.join("taken");
    fs::write(&path, "").unwrap();
    assert!(DocumentStore::in_folder(&path, bench.clock.clone()).is_err());
}

#[cfg(unix)]
#[tokio::test]
async fn files_are_for_the_owner_of_the_folder_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let bench = Bench::folder();
    bench.receive(b"private").await;
    let shelf = &hash(b"private")[..2];
    assert_eq!((mode(&bench.files), mode(&bench.files.join(shelf))), (0o700, 0o700));
    // As a copy is laid out.
    fs::set_permissions(&bench.files, fs::Permissions::from_mode(0o755)).unwrap();
    DocumentStore::in_folder(&bench.files, bench.clock.clone()).unwrap();
    assert_eq!(mode(&bench.files), 0o700);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_folder_in_which_nothing_can_be_written_is_not_receptive() {
    let bench = Bench::folder();
    bench.store.receptive().await.unwrap();
    assert_eq!(bench.left_behind(), [""; 0]);
    fs::remove_dir(bench.files.join("incoming")).unwrap();
    bench.store.reachable().await.unwrap();
    assert_eq!(bench.store.receptive().await.unwrap_err().kind(), std::io::ErrorKind::NotFound);
}
