//! The job that reads a works document as a whole. What it says is kept as it came, so that what is understood later of the
//! inferred form needs no second call.

use async_trait::async_trait;
use chorus_pro::factures_travaux::ConsulterFactureTravaux;
use domain::{Reason, UsableForms, WorksDocumentId, WorksForm};
use jobs::{Failure, JobEnd, Kind, Settled, Work};
use storage::{WorksContent, WorksDocument};

use super::forms::confirmed;
use super::wing::use_of;
use crate::OperationError;
use crate::access::{Clients, reason_of};
use crate::ground::{Ground, changed};

/// Longest answer that is kept, bytes.
const LONGEST: usize = 512 * 1_024;

/// Reads a works document.
pub struct ReadWorksDocument {
    ground: Ground,
    clients: Clients,
}

impl ReadWorksDocument {
    pub(crate) const fn new(ground: Ground, clients: Clients) -> Self {
        Self { ground, clients }
    }

    /// What Chorus Pro says of it, as it came, or why nothing came.
    async fn ask(&self, work: &Work, document: &WorksDocument) -> Result<Result<String, Reason>, Failure> {
        let mut read = self.ground.read().await.map_err(Failure::from)?;
        let Some(overview) = read.structure(document.organization, document.structure).await? else {
            return Ok(Err(Reason::NoAccess));
        };
        let confirmed = confirmed(read.as_mut(), document.organization).await.map_err(Failure::from)?;
        drop(read);
        let forms = UsableForms { environment: overview.structure.environment, confirmed: &confirmed };
        if !forms.allow(WorksForm::Read) {
            return Ok(Err(Reason::FormNotConfirmed));
        }
        let connected = match work.call(self.clients.connect(&overview, use_of(&overview))).await? {
            Ok(connected) => connected,
            Err(OperationError::ChorusPro { reason, .. }) => return Ok(Err(reason)),
            Err(other) => return Err(other.into()),
        };
        let works = connected.client.factures_travaux();
        let input = ConsulterFactureTravaux::of_document(document.chorus_id);
        let answer = match Box::pin(work.call(works.consulter(&input))).await? {
            Ok(output) => output,
            Err(error) => {
                tracing::info!(document = %document.id, %error, "works document not read");
                let reason = reason_of(&error);
                let heeded =
                    self.clients.heed(&connected.access, document.structure, Err::<(), _>(error)).await;
                return match heeded {
                    Ok(()) | Err(OperationError::ChorusPro { .. }) => Ok(Err(reason)),
                    Err(other) => Err(other.into()),
                };
            }
        };
        let content = serde_json::to_string(&answer).unwrap_or_default();
        if content.len() > LONGEST || answer.piece().is_none() {
            return Ok(Err(Reason::AnswerNotUnderstood));
        }
        Ok(Ok(content))
    }
}

#[async_trait]
impl Kind for ReadWorksDocument {
    const NAME: &'static str = "read_works";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        let id: WorksDocumentId = work.subject()?;
        let Some(organization) = work.job().new.organization else { return work.end(JobEnd::Done).await };
        let mut read = self.ground.read().await.map_err(Failure::from)?;
        let document = read.works_document(organization, id).await?;
        drop(read);
        let Some(document) = document else { return work.end(JobEnd::Done).await };
        let told = self.ask(work, &document).await?;
        let now = self.ground.now();
        let mut transaction = self.ground.write(organization).await.map_err(Failure::from)?;
        // A person asked, and asks again: nothing is tried on its own.
        let settled = work.settle(transaction.as_mut(), JobEnd::Done).await?;
        let before = transaction.works_content(organization, id).await?;
        let content = match told {
            Ok(content) => {
                WorksContent { document: id, content: Some(content), read_at: Some(now), reason: None }
            }
            // What was read before stays.
            Err(reason) => WorksContent {
                document: id,
                content: before.as_ref().and_then(|before| before.content.clone()),
                read_at: before.and_then(|before| before.read_at),
                reason: Some(reason),
            },
        };
        transaction.put_works_content(organization, &content).await?;
        transaction.tell(changed(organization, document.structure, None)).await?;
        transaction.commit().await?;
        Ok(settled)
    }
}
