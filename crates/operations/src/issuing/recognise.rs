//! The job that gives a PDF to Chorus Pro and keeps what it recognised.

use async_trait::async_trait;
use domain::{InvoiceId, Reason};
use jobs::{Failure, JobEnd, Kind, Priority, Settled, Work};
use storage::{Invoice, StructureOverview, Transaction};

use super::give_document::Giving;
use super::step::{Ending, Step};
use crate::OperationError;
use crate::access::{Clients, Use, lane_of};
use crate::ground::Ground;

/// Readings of a PDF that are tried before it is given up; the person types the values.
const MOST_TRIES: u32 = 5;

/// Gives the PDF of a draft to `deposer/pdf`.
pub struct Recognise {
    giving: Giving,
    clients: Clients,
}

impl Recognise {
    pub(crate) const fn new(
        ground: Ground,
        documents: documents::DocumentStore,
        directory: crate::directory::Directory,
        clients: Clients,
    ) -> Self {
        Self { giving: Giving { ground, documents, directory }, clients }
    }

    async fn steps(&self, work: &Work) -> Result<Step, Failure> {
        let ground = &self.giving.ground;
        let id: InvoiceId = work.subject()?;
        let Some(organization) = work.job().new.organization else {
            return Ok(Step::Refused(Reason::InvoiceGone));
        };
        let mut read = ground.read().await.map_err(Failure::from)?;
        let (invoice, draft) = (read.invoice(organization, id).await?, read.draft(organization, id).await?);
        let (Some(mut invoice), Some(mut draft)) = (invoice, draft) else {
            return Ok(Step::Refused(Reason::InvoiceGone));
        };
        let overview = read.structure(organization, invoice.structure).await?;
        drop(read);
        let Some(overview) = overview else { return Ok(Step::Refused(Reason::InvoiceGone)) };
        // Of a structure that issues no more, too: the one that does has a job of its own.
        let of_another = work.job().new.family != invoice.structure.to_string();
        if of_another || !invoice.status.is_unsent() || !draft.recognised.is_null() {
            return Ok(Step::Done(Reason::NotNeeded));
        }
        let connected = match work.call(self.clients.connect(&overview, Use::Issue)).await? {
            Ok(connected) => connected,
            Err(OperationError::ChorusPro { reason, .. }) => return Ok(Step::later(reason)),
            Err(other) => return Err(other.into()),
        };
        let given =
            self.giving.give_document(work, &connected.client, &overview, &mut invoice, &mut draft).await?;
        match given {
            Ok(()) => Ok(Step::Done(Reason::DocumentRead)),
            Err(step) => {
                step.learn(&self.clients, &connected.access, overview.structure.id).await?;
                Ok(step)
            }
        }
    }
}

/// Asks for the reading of a draft's PDF in the lane of its structure, where that has an access. Another structure that
/// issues later, or another PDF, has a job of its own beside one that may still be under way.
pub(super) async fn ask_for_reading(
    ground: &Ground,
    transaction: &mut dyn Transaction,
    invoice: &Invoice,
    overview: &StructureOverview,
) -> crate::Result<()> {
    let Some(lane) = lane_of(overview, Use::Issue) else { return Ok(()) };
    let document = invoice.document.as_ref().map_or("", |document| document.sha256.as_str());
    let mut job = ground.queue().job::<Recognise>(Some(invoice.organization), invoice.id, lane, &());
    job.family = invoice.structure.to_string();
    job.deduplication_key =
        job.deduplication_key.map(|key| format!("{key}:{}:{document}", invoice.structure));
    job.priority = Priority::Urgent;
    transaction.enqueue(&job).await?;
    Ok(())
}

#[async_trait]
impl Kind for Recognise {
    const NAME: &'static str = "recognise";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        let step = match self.steps(work).await {
            Ok(step) => step,
            Err(Failure::LeaseLost) => return Err(Failure::LeaseLost),
            Err(failure) => {
                tracing::error!(job = %work.job().new.id, error = %failure, "reading failed");
                Step::later(Reason::Internal)
            }
        };
        let mut ending = Ending::new(&self.giving.ground, work, &step);
        if work.job().tries >= MOST_TRIES && matches!(ending.end, JobEnd::Again { .. }) {
            ending.end = JobEnd::Failed;
        }
        ending.keep(None).await
    }
}
