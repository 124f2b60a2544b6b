//! The job that removes what is over: it comes back by itself.

use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use jobs::{Failure, JobEnd, Kind, Settled, Work};
use storage::Turn;

use crate::Result;
use crate::ground::{Ground, day_of, delta};

/// Pause between two rounds.
const PAUSE: TimeDelta = TimeDelta::hours(1);
/// Rows removed in one transaction: the writer of the database is free in between.
const AT_ONCE: u32 = 500;
/// Packages removed in one transaction, each with up to 5,000 rows.
const PACKAGES_AT_ONCE: u32 = 1;
/// Failed sign-ins are forgotten after this long; no wait is longer.
const THROTTLES_KEPT: TimeDelta = TimeDelta::hours(24);
/// Browsers that nobody has signed in from for longer are strangers.
const DEVICES_KEPT: TimeDelta = TimeDelta::days(180);
/// The last uses of sessions are written some time after they happened.
const UNWRITTEN_USES: TimeDelta = TimeDelta::minutes(5);
/// Days whose uploads are counted.
const UPLOAD_DAYS_KEPT: i64 = 2;
/// A file that nothing refers to is kept this long: its upload may still be under way.
const FILES_KEPT: TimeDelta = TimeDelta::hours(24);
/// A dropped file of which nobody has said whose invoice it is.
const DROPPED_FILES_KEPT: TimeDelta = TimeDelta::days(90);
/// What was said of an engagement is asked again after a day anyway; that a recipient publishes its engagements is known
/// for as long.
const ENGAGEMENTS_KEPT: TimeDelta = TimeDelta::days(180);
/// Days for which the journal of exchanges has room ahead, should nobody clean up meanwhile.
const DAYS_AHEAD: TimeDelta = TimeDelta::days(2);
/// Jobs that ended are kept this long, for whoever looks into them. Tries and events stay.
const JOBS_KEPT: Duration = Duration::from_secs(7 * 24 * 3_600);

/// Removes sessions that ended, failed sign-ins, jobs that ended, old exchanges and files that nothing refers to.
pub struct CleanUp {
    ground: Ground,
    documents: documents::DocumentStore,
}

impl CleanUp {
    pub(crate) const fn new(ground: Ground, documents: documents::DocumentStore) -> Self {
        Self { ground, documents }
    }

    /// Removes everything that is over, and folds what was counted; gives how many exchanges went.
    pub(crate) async fn round(&self) -> Result<u64> {
        let (now, settings) = (self.ground.now(), self.ground.settings());
        let mut transaction = self.ground.write_in(Turn::Free).await?;
        let idle_before = now - delta(settings.session_idle) - UNWRITTEN_USES;
        transaction.delete_expired_sessions(now, idle_before).await?;
        transaction.delete_throttles_before(now - THROTTLES_KEPT).await?;
        transaction.delete_sign_in_challenges_before(now).await?;
        transaction.delete_devices_before(now - DEVICES_KEPT).await?;
        transaction.delete_uploads_before(day_of(now) - UPLOAD_DAYS_KEPT).await?;
        transaction.delete_dropped_files_before(now - DROPPED_FILES_KEPT).await?;
        transaction.delete_engagements_before(now - ENGAGEMENTS_KEPT).await?;
        transaction.fold_counts().await?;
        transaction.commit().await?;
        self.remove_old_directories().await?;
        self.remove_old_packages().await?;
        loop {
            let mut transaction = self.ground.write_in(Turn::Free).await?;
            let gone = transaction.delete_jobs_before(now - delta(JOBS_KEPT), AT_ONCE).await?;
            transaction.commit().await?;
            if gone < u64::from(AT_ONCE) {
                break;
            }
        }
        self.collect_files().await;
        self.remove_old_exchanges().await
    }

    /// Packages whose time is over; their documents stay.
    async fn remove_old_packages(&self) -> Result<()> {
        loop {
            let mut transaction = self.ground.write_in(Turn::Free).await?;
            let gone = transaction.delete_packages_before(self.ground.now(), PACKAGES_AT_ONCE).await?;
            transaction.commit().await?;
            if gone < u64::from(PACKAGES_AT_ONCE) {
                return Ok(());
            }
        }
    }

    /// Editions of the public directories that nobody sees any more.
    async fn remove_old_directories(&self) -> Result<()> {
        loop {
            let mut transaction = self.ground.write_in(Turn::Free).await?;
            let gone = transaction.delete_old_public_directories(AT_ONCE).await?;
            transaction.commit().await?;
            if gone < u64::from(AT_ONCE) {
                return Ok(());
            }
        }
    }

    /// Refused and abandoned uploads: what nothing refers to goes after a day. A failure is looked at again next time.
    async fn collect_files(&self) {
        let in_use = |hashes: Vec<String>| async move {
            let used = self.ground.read().await?.documents_in_use(&hashes).await?;
            Result::Ok(used.into_iter().collect())
        };
        match self.documents.collect(self.ground.now() - FILES_KEPT, in_use).await {
            Ok(collected) if collected.removed > 0 => {
                tracing::info!(files = collected.removed, "files that nothing refers to were removed");
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "files not collected"),
        }
    }

    /// Whole days go: the last one that is kept is kept to its end. Then room is made for those to come.
    async fn remove_old_exchanges(&self) -> Result<u64> {
        let (now, kept) = (self.ground.now(), delta(self.ground.settings().exchanges_kept));
        let mut journal = self.ground.write_exchanges().await?;
        journal.prepare_exchange_days(now.date_naive(), (now + DAYS_AHEAD).date_naive()).await?;
        journal.commit().await?;
        let Some(before) = now.checked_sub_signed(kept) else { return Ok(0) };
        let mut removed = 0;
        loop {
            let mut journal = self.ground.write_exchanges().await?;
            let portion = journal.delete_exchanges_before(before.date_naive(), AT_ONCE).await?;
            journal.commit().await?;
            removed += portion;
            if portion == 0 {
                return Ok(removed);
            }
        }
    }
}

#[async_trait]
impl Kind for CleanUp {
    const NAME: &'static str = "clean_up";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> std::result::Result<Settled, Failure> {
        work.renew().await?;
        let removed = self.round().await?;
        if removed > 0 {
            tracing::info!(count = removed, "old exchanges removed");
        }
        work.end(JobEnd::Again { not_before: self.ground.now() + PAUSE, fresh: true }).await
    }
}
