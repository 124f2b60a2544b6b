//! A job in somebody's hands.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use storage::{Job, JobEnd, Lease, Transaction, Turn};

use crate::queue::Queue;
use crate::{Failure, Kind};

/// Proof that the outcome of a job was written; only [`Work::settle`] gives it.
#[derive(Debug)]
#[must_use]
pub struct Settled(());

/// A job that was taken, with the right to write its outcome.
#[derive(Debug)]
pub struct Work {
    queue: Arc<Queue>,
    job: Job,
}

impl Work {
    pub(crate) const fn new(queue: Arc<Queue>, job: Job) -> Self {
        Self { queue, job }
    }

    /// The job as it was taken.
    #[must_use]
    pub const fn job(&self) -> &Job {
        &self.job
    }

    /// Its lease, for writes of the kind's own.
    #[must_use]
    pub const fn lease(&self) -> Lease {
        self.job.lease()
    }

    /// The subject, read as an identifier.
    ///
    /// # Errors
    /// When it is none.
    pub fn subject<T: std::str::FromStr>(&self) -> Result<T, Failure> {
        let unreadable = |_| Failure::Other(format!("unreadable subject {:?}", self.job.new.subject).into());
        self.job.new.subject.parse().map_err(unreadable)
    }

    /// Makes a call that ends before the lease does: the lease is renewed first.
    ///
    /// # Errors
    /// [`Failure::LeaseLost`] before the call leaves; [`Failure::TooLong`] when it was given up, its outcome unknown.
    pub async fn call<T>(&self, call: impl Future<Output = T> + Send) -> Result<T, Failure> {
        self.renew().await?;
        tokio::time::timeout(self.queue.settings().longest_call(), call).await.map_err(|_| Failure::TooLong)
    }

    /// Prolongs the lease, before something that takes long but calls nobody.
    ///
    /// # Errors
    /// [`Failure::LeaseLost`].
    pub async fn renew(&self) -> Result<(), Failure> {
        let until = self.queue.now() + self.queue.settings().lease();
        let mut transaction = self.queue.database().write(Turn::Free).await?;
        transaction.renew_lease(&self.lease(), until).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Announces, in a transaction of the caller, that a call which must not happen twice is about to leave.
    ///
    /// # Errors
    /// [`Failure::LeaseLost`].
    pub async fn announce(&self, transaction: &mut dyn Transaction) -> Result<(), Failure> {
        Ok(transaction.announce(&self.lease(), Some(self.queue.now())).await?)
    }

    /// Takes the announcement back, in a transaction of the caller: the outcome of the call is known.
    ///
    /// # Errors
    /// [`Failure::LeaseLost`].
    pub async fn take_back(&self, transaction: &mut dyn Transaction) -> Result<(), Failure> {
        Ok(transaction.announce(&self.lease(), None).await?)
    }

    /// Writes how the job ended, in the transaction that writes what it changed.
    ///
    /// # Errors
    /// [`Failure::LeaseLost`]: then the transaction is to be dropped, nothing of it counts.
    pub async fn settle(&self, transaction: &mut dyn Transaction, end: JobEnd) -> Result<Settled, Failure> {
        transaction.finish(&self.lease(), end, self.queue.now()).await?;
        Ok(Settled(()))
    }

    /// Ends a job that changed nothing.
    ///
    /// # Errors
    /// [`Failure::LeaseLost`].
    pub async fn end(&self, end: JobEnd) -> Result<Settled, Failure> {
        let mut transaction = self.queue.database().write(Turn::Free).await?;
        let settled = self.settle(transaction.as_mut(), end).await?;
        transaction.commit().await?;
        Ok(settled)
    }

    /// When a job that failed for the `tries`th time is tried again.
    #[must_use]
    pub fn next_try(&self) -> DateTime<Utc> {
        self.queue.now() + self.queue.settings().pause_after(self.job.tries)
    }

    /// When an unknown outcome may be looked up: the platform may still be working on it.
    #[must_use]
    pub fn search_at(&self) -> DateTime<Utc> {
        self.queue.now() + self.queue.settings().pause_before_search()
    }

    /// Whether the job is of a kind.
    #[must_use]
    pub fn is<K: Kind>(&self) -> bool {
        self.job.new.kind == K::NAME
    }
}
