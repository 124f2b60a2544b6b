//! The pace of the calls of an access, over all processes that work on the database.

use std::time::Duration;

use chorus_pro::{ClientOptions, Pace, RateLimiter};
use domain::AccessId;
use futures::future::BoxFuture;
use storage::Turn;

use crate::Result;
use crate::ground::Ground;

/// Asks the database for each place.
pub(super) struct SharedPace {
    ground: Ground,
    access: AccessId,
    spacing: Duration,
    tolerance: Duration,
    /// Keeps the pace of this process while the database cannot be asked.
    alone: RateLimiter,
}

impl SharedPace {
    pub(super) fn new(ground: Ground, access: AccessId, options: &ClientOptions) -> Self {
        let (spacing, burst) = (options.minimum_spacing, options.burst);
        let tolerance = spacing.saturating_mul(burst.saturating_sub(1));
        Self { ground, access, spacing, tolerance, alone: RateLimiter::new(spacing, burst) }
    }

    async fn place(&self) -> Result<Duration> {
        let mut transaction = self.ground.write_in(Turn::Free).await?;
        let wait = transaction.take_place(self.access, self.spacing, self.tolerance).await?;
        transaction.commit().await?;
        Ok(wait)
    }
}

impl Pace for SharedPace {
    fn wait(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            match self.place().await {
                Ok(wait) => tokio::time::sleep(wait).await,
                Err(error) => {
                    tracing::warn!(%error, "the pace of this process alone is kept");
                    Pace::wait(&self.alone).await;
                }
            }
        })
    }
}
