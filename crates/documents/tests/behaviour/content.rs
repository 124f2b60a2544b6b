//! What is sent in.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use futures::Stream;
use sha2::{Digest, Sha256};

/// Bytes that differ with their length.
pub(crate) fn bytes(length: usize) -> Vec<u8> {
    let mut state = length as u64 | 1;
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    };
    std::iter::repeat_with(next).take(length).collect()
}

/// A sender that keeps its word.
pub(crate) fn sent(content: &[u8]) -> impl Stream<Item = Result<Bytes, Infallible>> + Send + use<> {
    let chunks: Vec<_> = content.chunks(100_000).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    futures::stream::iter(chunks)
}

pub(crate) fn hash(content: &[u8]) -> String {
    hex(&Sha256::digest(content))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How many chunks of a sender are alive, and were at most.
#[derive(Default)]
pub(crate) struct Held {
    now: AtomicUsize,
    peak: AtomicUsize,
}

impl Held {
    pub(crate) fn peak(&self) -> usize {
        self.peak.load(Ordering::SeqCst)
    }
}

struct Chunk(Vec<u8>, Arc<Held>);

impl Chunk {
    fn new(bytes: Vec<u8>, held: &Arc<Held>) -> Self {
        let now = held.now.fetch_add(1, Ordering::SeqCst) + 1;
        held.peak.fetch_max(now, Ordering::SeqCst);
        Self(bytes, held.clone())
    }
}

impl AsRef<[u8]> for Chunk {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Chunk {
    fn drop(&mut self) {
        self.1.now.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A long sender whose chunks are counted while they live. Its hash is that of `count` times `chunk`.
pub(crate) fn counted(
    chunk: Vec<u8>,
    count: usize,
    held: &Arc<Held>,
) -> impl Stream<Item = Result<Bytes, Infallible>> + Send + use<> {
    let held = held.clone();
    let next = move |_| Ok(Bytes::from_owner(Chunk::new(chunk.clone(), &held)));
    futures::stream::iter((0..count).map(next))
}
