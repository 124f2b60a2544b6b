//! Connections that only read, kept by ourselves.
//!
//! sqlx asks a connection whether it lives each time it comes back to its pool, on a task of its own, and for a server
//! also each time it is taken. A page reads several times: in PostgreSQL these were more round trips than the
//! statements, in SQLite more hand-overs between threads. Here a connection is trusted that has just answered; whatever
//! was broken off in the middle of a statement, or lost its server, is closed and made anew.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::{Connection, Error};
use storage::{Result, StorageError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::failed;

/// How long a caller may wait for a connection.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long a connection may take to say that it lives.
const ANSWER: Duration = Duration::from_secs(3);

/// How long connections are used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trust {
    /// One that answered within this time is not asked whether it lives.
    pub(crate) unasked: Duration,
    /// An older one is not kept: what a server remembers of it goes with it.
    pub(crate) age: Duration,
}

impl Trust {
    /// A connection to a file does not go stale.
    pub(crate) const FILE: Self = Self { unasked: Duration::MAX, age: Duration::MAX };
    /// The server, or what is between, may go at any time.
    pub(crate) const SERVER: Self =
        Self { unasked: Duration::from_secs(1), age: Duration::from_secs(30 * 60) };
}

struct Kept<C> {
    connection: C,
    made: Instant,
    answered: Instant,
}

impl<C: Connection> Kept<C> {
    async fn make(options: &C::Options) -> Result<Self> {
        let connection = C::connect_with(options).await.map_err(failed)?;
        let now = Instant::now();
        Ok(Self { connection, made: now, answered: now })
    }
}

/// Whether an error says that the connection is no more: broken off, or ended by a server that shuts down or was told to
/// (classes 08 and 57 of SQLSTATE; 57014 is a statement that was cancelled).
pub(crate) fn is_lost(error: &Error) -> bool {
    match error {
        Error::Io(_) | Error::Protocol(_) | Error::WorkerCrashed => true,
        Error::Database(refusal) => refusal
            .code()
            .is_some_and(|code| code.starts_with("08") || (code.starts_with("57") && code != "57014")),
        _ => false,
    }
}

struct Inner<C: Connection> {
    options: C::Options,
    trust: Trust,
    most: u32,
    places: Arc<Semaphore>,
    /// The one that answered last is taken first: its caches are warm, and the others may close.
    idle: Mutex<Vec<Kept<C>>>,
}

impl<C: Connection> Inner<C> {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Kept<C>>> {
        // Nothing panics while it is held; were it so, the list would still be whole.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Connections that read, so many at most; made when they are needed.
pub(crate) struct Readers<C: Connection> {
    inner: Arc<Inner<C>>,
}

impl<C: Connection> std::fmt::Debug for Readers<C> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Readers").field("most", &self.inner.most).finish_non_exhaustive()
    }
}

impl<C: Connection> Readers<C> {
    /// None is made yet.
    pub(crate) fn new(options: C::Options, most: u32, trust: Trust) -> Self {
        let places = Arc::new(Semaphore::new(most as usize));
        Self { inner: Arc::new(Inner { options, trust, most, places, idle: Mutex::default() }) }
    }

    /// A connection, once there is a place.
    pub(crate) async fn acquire(&self) -> Result<Reader<C>> {
        let place = Arc::clone(&self.inner.places).acquire_owned();
        let place = tokio::time::timeout(PATIENCE, place)
            .await
            .map_err(|_| failed(Error::PoolTimedOut))?
            .map_err(|_| failed(Error::PoolClosed))?;
        let connecting = async {
            match self.living().await {
                Some(kept) => Ok(kept),
                None => Kept::make(&self.inner.options).await,
            }
        };
        let kept =
            tokio::time::timeout(PATIENCE, connecting).await.map_err(|_| failed(Error::PoolTimedOut))??;
        Ok(Reader { kept: Some(kept), is_sound: true, home: Arc::clone(&self.inner), _place: place })
    }

    /// The first idle one that is alive.
    async fn living(&self) -> Option<Kept<C>> {
        loop {
            // In a statement of its own, so that the list is free while a connection is asked.
            let next = self.inner.idle().pop();
            let mut kept = next?;
            if kept.answered.elapsed() < self.inner.trust.unasked {
                return Some(kept);
            }
            // One that does not answer at all is as lost as one that says so.
            if matches!(tokio::time::timeout(ANSWER, kept.connection.ping()).await, Ok(Ok(()))) {
                return Some(kept);
            }
        }
    }

    /// Waits for those that are lent and closes all; nobody gets one any more.
    pub(crate) async fn close(&self) {
        let all = self.inner.places.acquire_many(self.inner.most).await;
        self.inner.places.close();
        drop(all);
        let idle = std::mem::take(&mut *self.inner.idle());
        for kept in idle {
            if let Err(error) = kept.connection.close().await {
                tracing::debug!(%error, "a connection did not close in order");
            }
        }
    }
}

/// A lent connection.
pub(crate) struct Reader<C: Connection> {
    kept: Option<Kept<C>>,
    /// Whether nothing is under way on it: false from the beginning of a statement to its end.
    is_sound: bool,
    home: Arc<Inner<C>>,
    _place: OwnedSemaphorePermit,
}

impl<C: Connection> Reader<C> {
    /// The connection, for one statement, whose end is to be told to [`Reader::ended`].
    pub(crate) fn begin(&mut self) -> Result<&mut C> {
        self.is_sound = false;
        let gone = || StorageError::Driver("a reader that was given back".into());
        self.kept.as_mut().map(|kept| &mut kept.connection).ok_or_else(gone)
    }

    /// The same on a new connection, after [`is_lost`].
    pub(crate) async fn begin_anew(&mut self) -> Result<&mut C> {
        // The lost one is gone, whether there is another or not.
        self.kept = None;
        let making = tokio::time::timeout(PATIENCE, Kept::make(&self.home.options)).await;
        self.kept = Some(making.map_err(|_| failed(Error::PoolTimedOut))??);
        self.begin()
    }

    /// What a statement answered. A refusal of the database leaves the connection as it was, anything else does not.
    pub(crate) fn ended<T>(&mut self, answer: std::result::Result<T, Error>) -> Result<T> {
        self.is_sound = match &answer {
            Ok(_) => true,
            Err(error) => matches!(error, Error::Database(_)) && !is_lost(error),
        };
        answer.map_err(failed)
    }
}

impl<C: Connection> Drop for Reader<C> {
    fn drop(&mut self) {
        let Some(mut kept) = self.kept.take() else { return };
        if self.is_sound && kept.made.elapsed() < self.home.trust.age {
            kept.answered = Instant::now();
            self.home.idle().push(kept);
        }
    }
}

#[cfg(test)]
mod tests {
    use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

    use super::*;

    fn readers(most: u32, trust: Trust) -> Readers<SqliteConnection> {
        Readers::new(SqliteConnectOptions::new().in_memory(true), most, trust)
    }

    /// Marks a connection: a table of its own memory.
    async fn mark(reader: &mut Reader<SqliteConnection>) {
        let connection = reader.begin().unwrap();
        let answer = sqlx::raw_sql("CREATE TEMP TABLE mark (a)").execute(connection).await;
        reader.ended(answer).unwrap();
    }

    async fn is_marked(reader: &mut Reader<SqliteConnection>) -> bool {
        let connection = reader.begin().unwrap();
        let answer = sqlx::raw_sql("SELECT a FROM mark").execute(connection).await;
        reader.ended(answer).is_ok()
    }

    #[tokio::test]
    async fn a_connection_is_used_again_also_after_a_refusal() {
        let readers = readers(1, Trust::FILE);
        let mut reader = readers.acquire().await.unwrap();
        assert!(!is_marked(&mut reader).await);
        mark(&mut reader).await;
        drop(reader);
        assert!(is_marked(&mut readers.acquire().await.unwrap()).await);
    }

    #[tokio::test]
    async fn a_connection_in_the_middle_of_a_statement_is_not_used_again() {
        let readers = readers(1, Trust::FILE);
        let mut reader = readers.acquire().await.unwrap();
        mark(&mut reader).await;
        // As a future that is dropped while it waits for the answer.
        let _ = reader.begin().unwrap();
        drop(reader);
        assert!(!is_marked(&mut readers.acquire().await.unwrap()).await);
        let mut reader = readers.acquire().await.unwrap();
        mark(&mut reader).await;
        let _ = reader.begin().unwrap();
        assert!(reader.ended::<()>(Err(Error::WorkerCrashed)).is_err());
        drop(reader);
        assert!(!is_marked(&mut readers.acquire().await.unwrap()).await);
    }

    #[tokio::test]
    async fn an_old_connection_is_not_kept() {
        let readers = readers(1, Trust { age: Duration::ZERO, ..Trust::SERVER });
        mark(&mut readers.acquire().await.unwrap()).await;
        assert!(!is_marked(&mut readers.acquire().await.unwrap()).await);
    }

    #[tokio::test]
    async fn no_more_than_so_many_are_lent_and_closing_waits_for_them() {
        let readers = readers(2, Trust::FILE);
        let (first, second) = (readers.acquire().await.unwrap(), readers.acquire().await.unwrap());
        let mut third = Box::pin(readers.acquire());
        assert!(futures::poll!(&mut third).is_pending());
        drop(first);
        drop(third.await.unwrap());
        let mut closing = Box::pin(readers.close());
        assert!(futures::poll!(&mut closing).is_pending());
        drop(second);
        closing.await;
        assert!(readers.acquire().await.is_err());
    }
}
