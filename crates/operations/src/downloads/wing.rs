//! What the files of this wing share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use documents::DocumentStore;
use domain::UserId;

use crate::ground::Ground;

/// Packages that leave one person at a time, in this process.
const STREAMS_OF_ONE: usize = 2;
/// Packages that leave at a time, in this process.
const STREAMS: usize = 12;

/// Packages of invoices, and monthly archives.
#[derive(Clone)]
pub struct Downloads {
    pub(super) ground: Ground,
    pub(super) documents: DocumentStore,
    /// How many packages leave each person.
    streams: Arc<Mutex<HashMap<UserId, usize>>>,
}

/// The right to take one package away, given back when it has left.
pub(super) struct StreamTurn {
    user: UserId,
    streams: Arc<Mutex<HashMap<UserId, usize>>>,
}

impl Drop for StreamTurn {
    fn drop(&mut self) {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = streams.get_mut(&self.user) {
            *open -= 1;
            if *open == 0 {
                streams.remove(&self.user);
            }
        }
    }
}

impl Downloads {
    pub(crate) fn new(ground: Ground, documents: DocumentStore) -> Self {
        Self { ground, documents, streams: Arc::default() }
    }

    /// A turn of a person; none when they, or all together, have their share.
    pub(super) fn stream_turn(&self, user: UserId) -> Option<StreamTurn> {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let of_one = streams.get(&user).copied().unwrap_or_default();
        let of_all: usize = streams.values().sum();
        if of_one >= STREAMS_OF_ONE || of_all >= STREAMS {
            return None;
        }
        streams.insert(user, of_one + 1);
        Some(StreamTurn { user, streams: Arc::clone(&self.streams) })
    }
}
