//! Removal of what nothing refers to, without losing what is received at the same moment.
//!
//! A collection finds an old file, learns that nothing refers to it, and removes it. Between the last look and the
//! removal the same content may be received again, and be gone although its sender was told that it is safe. A folder
//! could be locked for that moment; a bucket cannot, and has no removal "unless it was written again". So the removal
//! takes two collections that lie a while apart:
//!
//! 1. An old file without a reference is set aside. Nothing is lost by that: it is still found and read.
//! 2. What was set aside that long ago is asked about again. By then a reception that met step 1 has its reference:
//!    the file returns to its place. Otherwise it is removed, by the name that tells when it was set aside, so that
//!    nothing newer can be hit.
//!
//! Who copies what the database named a while ago holds the second step off ([`DocumentStore::hold_until`]): what has
//! lost its reference since is still there then, at its place or set aside.

use std::collections::HashSet;
use std::error::Error;
use std::io;

use chrono::{DateTime, TimeDelta, Utc};
use futures::future::ready;
use futures::{StreamExt, TryStreamExt};
use thiserror::Error;

use crate::address::Location;
use crate::place::{Entry, Listing};
use crate::store::{DocumentStore, LEFT_BEHIND};

/// Hashes that are asked about at once.
const BATCH: usize = 500;
/// A file stays set aside for so long at least, whatever the caller says: longer than it ever takes from the reception
/// of a file to the end of the transaction that refers to it.
const GRACE: TimeDelta = TimeDelta::hours(1);

/// What a collection did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// Files newly set aside: old, and nothing referred to them.
    pub set_aside: u64,
    /// Files that returned to their place: something refers to them after all.
    pub restored: u64,
    /// Files that were removed for good.
    pub removed: u64,
}

/// Why a collection was not finished. What it did before stays done, and harms nothing.
#[derive(Debug, Error)]
pub enum CollectError<E: Error + 'static> {
    /// The files cannot be listed, moved or removed.
    #[error("documents: {0}")]
    Store(#[from] io::Error),
    /// It is not known what is referred to.
    #[error("references: {0}")]
    References(#[source] E),
}

impl DocumentStore {
    /// Sets aside what was received before an instant and is not referred to, and removes what was set aside before
    /// that instant (and an hour ago at least) and is not referred to either.
    ///
    /// `still_referred` is given a few hundred hashes at a time, each at most twice, and answers with those that
    /// something refers to. `older_than` must lie further back than the time from the reception of a file to the
    /// transaction that refers to it, a day for instance; and a reference may only be made to a file that was just
    /// received, or that has another reference in the same transaction.
    ///
    /// # Errors
    /// See [`CollectError`].
    pub async fn collect<F, A, E>(
        &self,
        older_than: DateTime<Utc>,
        still_referred: F,
    ) -> Result<Collected, CollectError<E>>
    where
        F: Fn(Vec<String>) -> A + Send + Sync,
        A: Future<Output = Result<HashSet<String>, E>> + Send,
        E: Error + Send + 'static,
    {
        let mut collected = Collected::default();
        let started = self.clock.now();
        self.place.sweep(started - LEFT_BEHIND).await?;

        let due = older_than.min(started - GRACE);
        let aside =
            self.place.list_set_aside(None).try_filter(move |entry| ready(is_aside_since(entry, due)));
        let mut batches = aside.boxed().try_chunks(BATCH);
        while let Some(batch) = batches.try_next().await.map_err(|error| error.1)? {
            // Asked before each batch: a collection may take longer than it takes to begin a copy.
            if self.held_until().await?.is_some_and(|until| until > self.clock.now()) {
                break;
            }
            let referred = ask(&batch, &still_referred).await?;
            for entry in batch {
                let is_referred = referred.contains(entry.location.address().as_str());
                self.settle(&entry, is_referred, &mut collected).await?;
            }
        }

        let old: Listing =
            self.place.list().try_filter(move |entry| ready(entry.facts.written < older_than)).boxed();
        let mut batches = old.try_chunks(BATCH);
        while let Some(batch) = batches.try_next().await.map_err(|error| error.1)? {
            let referred = ask(&batch, &still_referred).await?;
            for entry in batch {
                if !referred.contains(entry.location.address().as_str()) {
                    self.set_aside(&entry, older_than, &mut collected).await?;
                }
            }
        }
        Ok(collected)
    }

    /// The end of a file that was set aside: back to its place, or gone.
    async fn settle(&self, aside: &Entry, is_referred: bool, collected: &mut Collected) -> io::Result<()> {
        let kept = Location::Kept(aside.location.address().clone());
        // Received again since: that one is as good, and newer.
        let superseded = self.place.facts(&kept).await?.is_some();
        if is_referred && !superseded {
            collected.restored += u64::from(self.place.relocate(&aside.location, &kept).await?);
        } else {
            self.place.remove(&aside.location).await?;
            collected.removed += u64::from(!superseded);
        }
        Ok(())
    }

    async fn set_aside(
        &self,
        entry: &Entry,
        older_than: DateTime<Utc>,
        collected: &mut Collected,
    ) -> io::Result<()> {
        // Asking took its time: what was received again meanwhile is new and stays. What is received between this look
        // and the move is what the two steps are for.
        let facts = self.place.facts(&entry.location).await?;
        if facts.is_some_and(|facts| facts.written < older_than) {
            let aside = Location::SetAside(entry.location.address().clone(), self.clock.now());
            collected.set_aside += u64::from(self.place.relocate(&entry.location, &aside).await?);
        }
        Ok(())
    }
}

fn is_aside_since(entry: &Entry, due: DateTime<Utc>) -> bool {
    matches!(entry.location, Location::SetAside(_, since) if since < due)
}

async fn ask<F, A, E>(batch: &[Entry], still_referred: &F) -> Result<HashSet<String>, CollectError<E>>
where
    F: Fn(Vec<String>) -> A,
    A: Future<Output = Result<HashSet<String>, E>>,
    E: Error + 'static,
{
    let hashes = batch.iter().map(|entry| entry.location.address().as_str().to_owned()).collect();
    still_referred(hashes).await.map_err(CollectError::References)
}
