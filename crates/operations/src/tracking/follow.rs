//! The job that reads the history of one invoice again.

use async_trait::async_trait;
use domain::InvoiceId;
use jobs::{Failure, JobEnd, Kind, Settled, Work};

use super::history::read_history;
use super::take_in::keep;
use crate::OperationError;
use crate::access::{Clients, Use};
use crate::ground::Ground;

/// Follows one invoice.
pub struct Follow {
    ground: Ground,
    clients: Clients,
}

impl Follow {
    pub(crate) const fn new(ground: Ground, clients: Clients) -> Self {
        Self { ground, clients }
    }
}

#[async_trait]
impl Kind for Follow {
    const NAME: &'static str = "follow";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        let id: InvoiceId = work.subject()?;
        let Some(organization) = work.job().new.organization else { return work.end(JobEnd::Done).await };
        let mut read = self.ground.read().await.map_err(Failure::from)?;
        let invoice = read.invoice(organization, id).await?;
        let overview = match &invoice {
            Some(invoice) => read.structure(organization, invoice.structure).await?,
            None => None,
        };
        drop(read);
        let known = invoice.and_then(|invoice| invoice.chorus_id);
        let (Some(chorus_id), Some(overview)) = (known, overview) else {
            return work.end(JobEnd::Done).await;
        };
        let again = JobEnd::Again { not_before: work.next_try(), fresh: false };
        let connected = match work.call(self.clients.connect(&overview, Use::Any)).await? {
            Ok(connected) => connected,
            // The synchronisation follows it again once there is a way.
            Err(OperationError::ChorusPro { .. }) => return work.end(JobEnd::Done).await,
            Err(other) => return Err(other.into()),
        };
        match read_history(work, &connected.client, chorus_id).await? {
            Ok(history) => {
                let mut transaction = self.ground.write(organization).await.map_err(Failure::from)?;
                if let Some(present) = transaction.invoice(organization, id).await? {
                    keep(&self.ground, transaction, present, &history).await?;
                }
                work.end(JobEnd::Done).await
            }
            Err(error) => {
                tracing::warn!(invoice = %id, %error, "history not read");
                self.clients.learn(&connected.access, overview.structure.id, &error).await?;
                work.end(again).await
            }
        }
    }
}
