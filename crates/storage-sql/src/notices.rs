//! Who hears of what was committed: in this process by calling them, in others through PostgreSQL.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use async_trait::async_trait;
use sqlx::postgres::{PgListener, PgPool};
use storage::{Listener, Notice, Result, WriteNotices};

use crate::error::failed;
use crate::handle::Handle;
use crate::query::query;
use crate::row::json;

/// Name of the channel in PostgreSQL.
const CHANNEL: &str = "pupitre";
/// Pause before a lost connection is made anew.
const PAUSE: Duration = Duration::from_secs(1);
/// After so long without a word it is asked whether the connection lives.
const SILENCE: Duration = Duration::from_secs(30);
/// How long that answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The listeners of this process. Clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Listeners {
    all: Arc<RwLock<Vec<Listener>>>,
}

impl fmt::Debug for Listeners {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Listeners")
    }
}

impl Listeners {
    pub(crate) fn add(&self, listener: Listener) {
        self.all.write().unwrap_or_else(PoisonError::into_inner).push(listener);
    }

    pub(crate) fn tell(&self, notice: Notice) {
        for listener in self.all.read().unwrap_or_else(PoisonError::into_inner).iter() {
            listener(notice);
        }
    }
}

/// Passes on what any process has committed, until the pool closes. Listening has begun when this returns.
pub(crate) async fn follow(pool: &PgPool, listeners: Listeners) -> Result<()> {
    let mut heard = begin(pool).await.map_err(failed)?;
    let pool = pool.clone();
    tokio::spawn(async move {
        while !pool.is_closed() {
            match tokio::time::timeout(SILENCE, heard.try_recv()).await {
                Ok(Ok(Some(notification))) => match serde_json::from_str(notification.payload()) {
                    Ok(notice) => listeners.tell(notice),
                    // A newer program tells what this one does not know.
                    Err(_) => listeners.tell(Notice::Everything),
                },
                // The connection was lost and made anew: what was told meanwhile is unknown.
                Ok(Ok(None)) => listeners.tell(Notice::Everything),
                // A connection can be dead without a word.
                Err(_) if lives(&mut heard).await => {}
                Ok(Err(_)) | Err(_) => match begin_again(&pool).await {
                    Some(anew) => {
                        heard = anew;
                        // Only now: what is told from here on is heard.
                        listeners.tell(Notice::Everything);
                    }
                    None => return,
                },
            }
        }
    });
    Ok(())
}

async fn begin(pool: &PgPool) -> std::result::Result<PgListener, sqlx::Error> {
    let mut heard = PgListener::connect_with(pool).await?;
    heard.listen(CHANNEL).await?;
    Ok(heard)
}

/// Tries until it listens; none when the pool has closed.
async fn begin_again(pool: &PgPool) -> Option<PgListener> {
    while !pool.is_closed() {
        match begin(pool).await {
            Ok(heard) => return Some(heard),
            Err(error) => tracing::warn!(%error, "changes of other processes are not heard"),
        }
        tokio::time::sleep(PAUSE).await;
    }
    None
}

async fn lives(heard: &mut PgListener) -> bool {
    let asked = sqlx::query("SELECT 1").execute(&mut *heard);
    tokio::time::timeout(PATIENCE, asked).await.is_ok_and(|answer| answer.is_ok())
}

#[async_trait]
impl WriteNotices for Handle {
    async fn tell(&mut self, notice: Notice) -> Result<()> {
        match self {
            Self::SqliteWriter { notices, .. } => {
                if !notices.contains(&notice) {
                    notices.push(notice);
                }
                Ok(())
            }
            // Told at commit, the same one only once for each transaction.
            _ => {
                let statement = query("SELECT CAST(pg_notify($1, $2) AS TEXT)");
                self.execute(statement.bind(CHANNEL).bind(json(&notice)?)).await.map(drop)
            }
        }
    }
}
