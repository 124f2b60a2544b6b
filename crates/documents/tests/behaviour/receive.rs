//! Files on their way in.

use std::sync::Arc;

use bytes::Bytes;
use documents::UploadError;
use futures::{SinkExt, StreamExt};

use crate::bench::Bench;
use crate::content::{Held, bytes, counted, hash, sent};

const MEGABYTE: usize = 1024 * 1024;

on_both!(
    a_file_lies_under_its_hash_and_comes_back_as_it_was,
    a_file_may_be_as_large_as_allowed_and_no_larger,
    a_sender_that_breaks_off_leaves_nothing,
    a_sender_that_goes_away_leaves_nothing,
    the_same_content_is_kept_once_and_becomes_new,
    a_large_file_is_never_in_memory,
);

async fn a_file_lies_under_its_hash_and_comes_back_as_it_was(bench: Bench) {
    // Around the bytes that are kept for recognition, and around what S3 takes in one request.
    for length in [0, 1, 1023, 1024, 1025, 300_000, 8 * MEGABYTE, 8 * MEGABYTE + 1, 17 * MEGABYTE] {
        let content = bytes(length);
        let stored = bench.receive(&content).await;
        assert_eq!((stored.sha256.as_str(), stored.bytes), (hash(&content).as_str(), length as u64));
        assert_eq!(stored.head, content[..length.min(1024)]);
        assert!(std::fs::read(bench.path(&stored.sha256)).unwrap() == content, "{length} bytes in the place");
        assert!(
            bench.store.read(&stored.sha256, length as u64).await.unwrap() == content,
            "{length} bytes read"
        );
        assert_eq!(bench.store.size(&stored.sha256).await.unwrap(), length as u64);
        assert!(bench.store.exists(&stored.sha256).await.unwrap());
    }
    let known = bench.receive(b"abc").await.sha256;
    assert_eq!(known, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(bench.left_behind(), [""; 0]);
}

async fn a_file_may_be_as_large_as_allowed_and_no_larger(bench: Bench) {
    let content = bytes(250_000);
    let refused = bench.store.receive(sent(&content), 249_999).await;
    assert!(matches!(refused, Err(UploadError::TooLarge(249_999))), "{refused:?}");
    assert!(!bench.store.exists(&hash(&content)).await.unwrap());
    assert_eq!(bench.left_behind(), [""; 0]);

    assert_eq!(bench.store.receive(sent(&content), 250_000).await.unwrap().bytes, 250_000);
}

async fn a_sender_that_breaks_off_leaves_nothing(bench: Bench) {
    let content = bytes(200_000);
    let broken = sent(&content).map(|chunk| chunk.map_err(|never| format!("{never}")));
    let broken = broken.chain(futures::stream::iter([Err("connection reset".to_owned())]));
    let refused = bench.store.receive(broken, u64::MAX).await;
    assert!(
        matches!(&refused, Err(UploadError::Interrupted(reason)) if reason == "connection reset"),
        "{refused:?}"
    );
    assert_eq!(bench.left_behind(), [""; 0]);
    assert_eq!(bench.listed().await, []);
    if let Some(server) = &bench.server {
        let sent: Vec<_> =
            server.requests().into_iter().filter(|request| !request.starts_with("GET")).collect();
        assert_eq!(sent, [""; 0], "nothing of it reached the network");
    }
}

async fn a_sender_that_goes_away_leaves_nothing(bench: Bench) {
    let (mut sender, chunks) = futures::channel::mpsc::channel::<Result<Bytes, String>>(0);
    let store = bench.store.clone();
    let reception = tokio::spawn(async move { store.receive(chunks, u64::MAX).await });
    // The channel holds one: when the third is accepted, the first has been taken.
    for _ in 0..3 {
        sender.send(Ok(Bytes::from(bytes(100_000)))).await.unwrap();
    }
    if bench.server.is_none() {
        assert_eq!(bench.left_behind().len(), 1, "it is arriving");
    }
    reception.abort();
    assert!(reception.await.unwrap_err().is_cancelled());
    assert_eq!(bench.left_behind(), [""; 0]);
    assert_eq!(bench.listed().await, []);
}

async fn the_same_content_is_kept_once_and_becomes_new(bench: Bench) {
    let sha256 = bench.receive_long_ago(b"twice").await;
    let before = bench.listed().await;
    assert_eq!(bench.receive(b"twice").await.sha256, sha256);
    let after = bench.listed().await;
    assert_eq!((before.len(), after.len()), (1, 1));
    assert_eq!((after[0].sha256.as_str(), after[0].bytes), (sha256.as_str(), 5));
    assert!(after[0].written - before[0].written >= chrono::TimeDelta::days(30), "{before:?} {after:?}");
    assert_eq!(bench.left_behind(), [""; 0]);
}

async fn a_large_file_is_never_in_memory(bench: Bench) {
    let (chunk, count, held) = (bytes(64 * 1024), 1024, Arc::new(Held::default()));
    let stored = bench.store.receive(counted(chunk.clone(), count, &held), u64::MAX).await.unwrap();
    assert_eq!(stored.bytes, 64 * MEGABYTE as u64);
    assert_eq!(held.peak(), 1, "each chunk is let go before the next is taken");

    let opened = bench.store.open(&stored.sha256).await.unwrap();
    assert_eq!(opened.bytes(), stored.bytes);
    let (mut pieces, mut read, mut largest) = (opened.into_stream(), 0, 0);
    while let Some(piece) = pieces.next().await {
        let piece = piece.unwrap();
        for byte in piece.iter() {
            assert!(*byte == chunk[read % chunk.len()], "byte {read}");
            read += 1;
        }
        largest = largest.max(piece.len());
    }
    assert_eq!(read, 64 * MEGABYTE);
    assert!(largest <= 4 * MEGABYTE, "{largest} bytes at once");
}
