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
    pub(super) streams: Streams,
}

impl Downloads {
    pub(crate) fn new(ground: Ground, documents: DocumentStore) -> Self {
        Self { ground, documents, streams: Streams::default() }
    }
}

/// How many packages leave each person.
#[derive(Clone, Default)]
pub(super) struct Streams(Arc<Mutex<HashMap<UserId, usize>>>);

/// The right to take one package away, given back when it has left.
pub(super) struct StreamTurn {
    user: UserId,
    streams: Streams,
}

impl Drop for StreamTurn {
    fn drop(&mut self) {
        let mut streams = self.streams.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = streams.get_mut(&self.user) {
            *open -= 1;
            if *open == 0 {
                streams.remove(&self.user);
            }
        }
    }
}

impl Streams {
    /// A turn of a person; none when they, or all together, have their share.
    pub(super) fn turn(&self, user: UserId) -> Option<StreamTurn> {
        let mut streams = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_one = streams.get(&user).copied().unwrap_or_default();
        let of_all: usize = streams.values().sum();
        if of_one >= STREAMS_OF_ONE || of_all >= STREAMS {
            return None;
        }
        streams.insert(user, of_one + 1);
        Some(StreamTurn { user, streams: self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_person_takes_two_packages_at_a_time_and_all_together_twelve() {
        let streams = Streams::default();
        let turn = |number: u128| streams.turn(UserId(Uuid::from_u128(number)));
        let first = turn(1);
        let second = turn(1);
        assert!(first.is_some() && second.is_some() && turn(1).is_none());
        drop(second);
        let others: Vec<_> = (2..=7).flat_map(|number| [turn(number), turn(number)]).collect();
        assert_eq!(others.iter().flatten().count(), 11, "all places are taken");
        assert!(turn(1).is_none() && turn(9).is_none());
        drop(first);
        assert!(turn(9).is_some());
    }
}
