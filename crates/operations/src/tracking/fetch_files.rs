//! The job that fetches the files of an invoice once somebody has opened it: PDF and attachments, and of a received one the
//! PIVOT.

use async_trait::async_trait;
use domain::{Direction, InvoiceId, OrganizationId, Reason};
use jobs::{Failure, JobEnd, Kind, Settled, Work};

use super::failed_read::settle_failed;
use super::fetch::{Fetched, Fetcher, Wanted};
use super::keep_fetched::keep_fetched;
use crate::access::Use;
use crate::ground::{Ground, changed};

/// Tries before it is given up until somebody opens the invoice again.
const MOST_TRIES: u32 = 4;

/// Fetches the files of an invoice.
pub struct FetchFiles {
    ground: Ground,
    fetcher: Fetcher,
}

impl FetchFiles {
    pub(crate) const fn new(ground: Ground, fetcher: Fetcher) -> Self {
        Self { ground, fetcher }
    }

    /// Writes what was fetched in one transaction with the end of the job. A person waits: it counts as given to them.
    async fn write(
        &self,
        work: &Work,
        organization: OrganizationId,
        id: InvoiceId,
        fetched: Fetched,
    ) -> Result<Settled, Failure> {
        let now = self.ground.now();
        let problem = fetched.problem.clone();
        let mut transaction = self.ground.write(organization).await.map_err(Failure::from)?;
        let invoice = keep_fetched(&self.ground, transaction.as_mut(), organization, id, fetched).await?;
        let is_here = invoice.is_some_and(|invoice| invoice.document.is_some());
        if is_here {
            transaction.mark_downloaded(organization, &[id], now).await?;
        }
        let settled = match problem {
            None => work.settle(transaction.as_mut(), JobEnd::Done).await?,
            Some(reason) => {
                // The PDF is what somebody waits for: for the PIVOT alone nothing is tried again by itself.
                let tries = if is_here { 0 } else { MOST_TRIES };
                settle_failed(&self.ground, work, transaction.as_mut(), organization, tries, reason).await?
            }
        };
        transaction.commit().await?;
        Ok(settled)
    }

    /// Says why nothing was fetched; it is tried again some times.
    async fn not_fetched(
        &self,
        work: &Work,
        organization: OrganizationId,
        reason: Reason,
    ) -> Result<Settled, Failure> {
        let mut transaction = self.ground.write(organization).await.map_err(Failure::from)?;
        let settled =
            settle_failed(&self.ground, work, transaction.as_mut(), organization, MOST_TRIES, reason).await?;
        let id: InvoiceId = work.subject()?;
        if let Some(invoice) = transaction.invoice(organization, id).await? {
            transaction.tell(changed(organization, invoice.structure, Some(id))).await?;
        }
        transaction.commit().await?;
        Ok(settled)
    }
}

#[async_trait]
impl Kind for FetchFiles {
    const NAME: &'static str = "fetch_files";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        let id: InvoiceId = work.subject()?;
        let Some(organization) = work.job().new.organization else { return work.end(JobEnd::Done).await };
        let mut read = self.ground.read().await.map_err(Failure::from)?;
        let Some(invoice) = read.invoice(organization, id).await? else {
            return work.end(JobEnd::Done).await;
        };
        let overview = read.structure(organization, invoice.structure).await?;
        let pivot = read.pivots_of(organization, &[id]).await?.remove(&id);
        drop(read);
        let received = invoice.direction == Direction::Received;
        let (Some(wanted), Some(overview)) = (Wanted::of(&invoice, received, pivot.as_ref()), overview)
        else {
            return work.end(JobEnd::Done).await;
        };
        let use_ = Use::of(invoice.direction);
        let mut round = self.fetcher.fetch(work, &overview, use_, &[wanted]).await?;
        match (round.fetched.remove(&id), round.stopped) {
            (Some(mut fetched), stopped) => {
                fetched.problem = fetched.problem.or(stopped);
                self.write(work, organization, id, fetched).await
            }
            (None, Some(reason)) => self.not_fetched(work, organization, reason).await,
            (None, None) => work.end(JobEnd::Done).await,
        }
    }
}
