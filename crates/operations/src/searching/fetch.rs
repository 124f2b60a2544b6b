//! Fetching what was found into the mirror: asked for again, so that nothing comes from a page, and taken in by urgent jobs.

use domain::{Direction, Permission, Reason};
use jobs::Priority;

use super::search::SearchQuery;
use super::wing::Searching;
use crate::access::{Use, lane_of};
use crate::tracking::TakeFound;
use crate::{Actor, OperationError, Result};

/// What became of what was chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fetching {
    /// Invoices that are on their way here.
    pub asked: usize,
    /// Those that were here, or on their way, before.
    pub known: usize,
    /// Those that the search does not find any more, or that are out of reach.
    pub gone: usize,
}

impl Searching {
    /// Fetches invoices of a search into the mirror, by their numbers at Chorus Pro: their history at once, their files when
    /// somebody opens them. The search is made again.
    ///
    /// # Errors
    /// As [`Searching::search`]; [`OperationError::Refused`] when no access may ask.
    pub async fn fetch_found(&self, actor: &Actor, query: &SearchQuery, chosen: &[i64]) -> Result<Fetching> {
        actor.require(Permission::Treat)?;
        let overview = self.receiving(actor, query.structure).await?;
        let mut distinct = chosen.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        if distinct.is_empty() {
            return Ok(Fetching::default());
        }
        let lane = lane_of(&overview, Use::Receive).ok_or(OperationError::Refused(Reason::NoAccess))?;
        let (mut wanted, _) = self.ask(&overview, query).await?;
        wanted.retain(|found| {
            distinct.binary_search(&found.chorus_id).is_ok()
                && actor.scope.reaches(found.structure, found.service_code.as_deref())
        });
        wanted.sort_by_key(|found| found.chorus_id);
        wanted.dedup_by_key(|found| found.chorus_id);
        let mut fetching =
            Fetching { gone: distinct.len().saturating_sub(wanted.len()), ..Fetching::default() };
        let (organization, direction) = (actor.organization, Direction::Received);
        let mut transaction = self.ground.write(organization).await?;
        for found in wanted {
            let known = transaction
                .invoice_by_chorus_id(organization, found.structure, direction, found.chorus_id)
                .await?;
            let queue = self.ground.queue();
            let mut job = queue.job::<TakeFound>(Some(organization), found.subject(), &lane, &found);
            job.family = found.structure.to_string();
            job.priority = Priority::Urgent;
            if known.is_none() && transaction.enqueue(&job).await? {
                fetching.asked += 1;
            } else {
                fetching.known += 1;
            }
        }
        if fetching.asked > 0 {
            let detail = fetching.asked.to_string();
            transaction.journal(&self.ground.act(actor, "invoices.fetch", query.structure, detail)).await?;
            transaction.commit().await?;
        }
        Ok(fetching)
    }
}
