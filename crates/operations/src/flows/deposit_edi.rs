//! The job that lays a flow into the folder of an EDI link: once, and never lost.
//!
//! Its name, with a number that no other archive gets, is written before anything leaves. The archive is first written
//! whole under a name that nobody collects; what counts is giving it its own name, and that is announced. When the answer
//! is lost, the folder tells: the archive lies there, or it lies there still under the other name, or neither, and then it
//! got its name and the other side has fetched it.

use async_trait::async_trait;
use documents::DocumentStore;
use domain::{FlowId, FlowState, FlowSyntax, Reason};
use edi::FlowName;
use exchange_folder::{Content, Folder, FolderError, temporary};
use jobs::{Failure, Kind, Settled, Work};
use storage::{AccessState, Document, EdiLink, Flow, Transaction};

use super::prepare::LARGEST_FLOW;
use super::wing::tell;
use crate::OperationError;
use crate::access::Seals;
use crate::edi::{open_folder, reason_of_folder};
use crate::ground::Ground;
use crate::issuing::{Ending, Step};

/// Lays a flow into the folder of the link of its structure.
pub struct DepositEdi {
    ground: Ground,
    documents: DocumentStore,
    seals: Seals,
}

/// What the steps work with.
struct Laying<'w> {
    work: &'w Work,
    link: EdiLink,
    flow: Flow,
    syntax: FlowSyntax,
    /// Whether the archive may have its name.
    announced: bool,
}

/// A step that went on or ended the job.
type Went<T> = Result<Result<T, Step>, Failure>;

impl DepositEdi {
    pub(crate) const fn new(ground: Ground, documents: DocumentStore, seals: Seals) -> Self {
        Self { ground, documents, seals }
    }

    async fn load<'w>(&self, work: &'w Work) -> Went<Laying<'w>> {
        let gone = || Ok(Err(Step::Refused(Reason::InvoiceGone)));
        let id: FlowId = work.subject()?;
        let Some(organization) = work.job().new.organization else { return gone() };
        let mut read = self.ground.read().await.map_err(Failure::from)?;
        let Some(flow) = read.flow(organization, id).await? else { return gone() };
        let Some(link) = read.edi_link(organization, flow.structure).await? else {
            return Ok(Err(Step::Refused(Reason::EdiNoLink)));
        };
        let Some(syntax) = flow.syntax else { return Ok(Err(Step::Refused(Reason::FlowToCorrect))) };
        let announced = work.job().announced_at.is_some();
        Ok(Ok(Laying { work, link, flow, syntax, announced }))
    }

    async fn steps(&self, laying: &mut Laying<'_>) -> Went<Settled> {
        // A report that came meanwhile says more than the folder.
        if laying.flow.state == FlowState::Running || laying.flow.state.is_final() {
            return Ok(Err(Step::Done(Reason::DepositedBefore)));
        }
        match &laying.link.state {
            AccessState::Working => {}
            AccessState::Untested => return Ok(Err(Step::later(Reason::EdiUntested))),
            AccessState::Broken(reason) => return Ok(Err(Step::later(reason.clone()))),
        }
        let archive = match laying.flow.archive.clone() {
            Some(archive) => archive,
            None => match self.name(laying).await? {
                Ok(archive) => archive,
                Err(step) => return Ok(Err(step)),
            },
        };
        let opened = laying.work.call(open_folder(&self.ground, &self.seals, &laying.link)).await?;
        match opened.map_err(Failure::from)? {
            Ok(folder) => self.lay(laying, folder.as_ref(), &archive).await,
            Err(reason) => Ok(Err(Step::later(reason))),
        }
    }

    /// Packs the flow and gives it its name and number, written before anything leaves.
    async fn name(&self, laying: &mut Laying<'_>) -> Went<Document> {
        let Flow { document, .. } = &laying.flow;
        laying.work.renew().await?;
        let packed = self.pack(document).await.map_err(Failure::from)?;
        let mut transaction = self.begin(laying).await?;
        let flow = transaction.flow(laying.flow.organization, laying.flow.id).await?;
        let mut flow = flow.ok_or(OperationError::NotFound("flow"))?;
        let application = &laying.link.application;
        let sequence = transaction.take_edi_sequence(flow.organization, application).await?;
        let Ok(name) = FlowName::new(laying.syntax, application, sequence) else {
            return Ok(Err(Step::Refused(Reason::EdiSequenceEnded)));
        };
        let archive = Document { name: name.to_string(), ..packed };
        flow.archive = Some(archive.clone());
        flow.number = Some(name.number());
        flow.state = FlowState::Sending;
        flow.updated_at = self.ground.now();
        transaction.update_flow(&mut flow).await?;
        // A late hand does not come to name it twice.
        transaction.announce(&laying.work.lease(), None).await?;
        let detail = archive.name.clone();
        let entry = self.ground.entry(Some(flow.organization), None, "flow.named", flow.id, detail);
        transaction.journal(&entry).await?;
        tell(transaction.as_mut(), &flow).await?;
        transaction.commit().await?;
        laying.flow = flow;
        Ok(Ok(archive))
    }

    /// The archive, kept: a tar.gz stays as it is, anything else is packed into one.
    async fn pack(&self, document: &Document) -> Result<Document, OperationError> {
        let name = document.name.to_ascii_lowercase();
        if name.ends_with(".tar.gz") || name.ends_with(".tgz") {
            return Ok(document.clone());
        }
        let (name, content) =
            (document.name.clone(), self.documents.read(&document.sha256, LARGEST_FLOW).await?);
        let packed = tokio::task::spawn_blocking(move || edi::pack(&name, &content));
        let packed = packed.await.map_err(std::io::Error::other)??;
        let chunk = Ok::<_, std::convert::Infallible>(bytes::Bytes::from(packed));
        let kept = self.documents.receive(futures::stream::iter([chunk]), 2 * LARGEST_FLOW).await;
        let kept = kept.map_err(|error| OperationError::File(std::io::Error::other(error)))?;
        let bytes = i64::try_from(kept.bytes).unwrap_or(i64::MAX);
        Ok(Document { sha256: kept.sha256, name: String::new(), bytes })
    }

    /// Looks what lies in the folder, then lays the archive there.
    async fn lay(&self, laying: &mut Laying<'_>, folder: &dyn Folder, archive: &Document) -> Went<Settled> {
        let (outbox, name, part) = (laying.link.outbox.clone(), &archive.name, temporary(&archive.name));
        let work = laying.work;
        let size = async |name: &str| -> Result<Result<Option<u64>, FolderError>, Failure> {
            work.call(folder.size(&outbox, name)).await
        };
        let whole = u64::try_from(archive.bytes).unwrap_or_default();
        match size(name).await? {
            Err(error) => return self.not_looked(laying, &error),
            Ok(Some(bytes)) if bytes == whole => {
                // What a rename that was cut off left of the other name is nobody's.
                let _ = work.call(folder.remove(&outbox, &part)).await?;
                return self.laid(laying, Reason::EdiLeft { name: name.clone() }).await;
            }
            // Nothing is written over what others have laid there.
            Ok(Some(_)) => return Ok(Err(Step::Refused(Reason::EdiNameTaken { name: name.clone() }))),
            Ok(None) => {}
        }
        if laying.announced {
            match size(&part).await? {
                Err(error) => return self.not_looked(laying, &error),
                Ok(None) => return self.laid(laying, Reason::EdiFetched { name: name.clone() }).await,
                Ok(Some(_)) => {}
            }
        } else if let Err(step) = self.write(laying, folder, archive, &part).await? {
            return Ok(Err(step));
        }
        self.announce(laying).await?;
        match work.call(folder.rename((&outbox, &part), (&outbox, name))).await {
            Ok(Ok(())) => self.laid(laying, Reason::EdiLeft { name: name.clone() }).await,
            // What the connection did not say, the folder does, the next time.
            Ok(Err(error)) if error.passes() => Ok(Err(Step::Unknown(Reason::EdiLost))),
            Ok(Err(error)) => {
                let mut transaction = self.begin(laying).await?;
                work.take_back(transaction.as_mut()).await?;
                transaction.commit().await?;
                laying.announced = false;
                let reason = reason_of_folder(&laying.link, &error);
                Ok(Err(match reason {
                    Reason::EdiNameTaken { .. } => Step::Refused(reason),
                    other => Step::later(other),
                }))
            }
            Err(Failure::TooLong) => Ok(Err(Step::Unknown(Reason::EdiLost))),
            Err(failure) => Err(failure),
        }
    }

    /// Writes the archive whole under the name that nobody collects.
    async fn write(
        &self,
        laying: &Laying<'_>,
        folder: &dyn Folder,
        archive: &Document,
        part: &str,
    ) -> Went<()> {
        let opened = self.documents.open(&archive.sha256).await;
        let content = opened.map_err(|error| Failure::from(OperationError::File(error)))?.into_reader();
        let content: Content = Box::new(content);
        let outbox = &laying.link.outbox;
        let failed = |error: &FolderError| Ok(Err(Step::later(reason_of_folder(&laying.link, error))));
        match laying.work.call(folder.write(outbox, part, content)).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => return failed(&error),
            Err(Failure::TooLong) => return Ok(Err(Step::later(Reason::EdiLost))),
            Err(failure) => return Err(failure),
        }
        let whole = u64::try_from(archive.bytes).ok();
        match laying.work.call(folder.size(outbox, part)).await? {
            Ok(written) if written == whole => Ok(Ok(())),
            Ok(_) => Ok(Err(Step::later(Reason::EdiLost))),
            Err(error) => failed(&error),
        }
    }

    /// The folder did not say what lies there: of what may have its name that stays unknown.
    fn not_looked(&self, laying: &Laying<'_>, error: &FolderError) -> Went<Settled> {
        let reason = reason_of_folder(&laying.link, error);
        Ok(Err(if laying.announced {
            Step::Unknown(Reason::StillUnverified { cause: Box::new(reason) })
        } else {
            Step::later(reason)
        }))
    }

    async fn begin(&self, laying: &Laying<'_>) -> Result<Box<dyn Transaction>, Failure> {
        self.ground.write(laying.flow.organization).await.map_err(Failure::from)
    }

    /// Makes durable that the archive is about to get its name.
    async fn announce(&self, laying: &mut Laying<'_>) -> Result<(), Failure> {
        if laying.announced {
            return Ok(());
        }
        let mut transaction = self.begin(laying).await?;
        laying.work.announce(transaction.as_mut()).await?;
        transaction.commit().await?;
        laying.announced = true;
        Ok(())
    }

    /// Writes that the archive lies there, or was fetched, in one transaction with the end of the job.
    async fn laid(&self, laying: &mut Laying<'_>, reason: Reason) -> Went<Settled> {
        let now = self.ground.now();
        let step = Step::Done(reason);
        let mut transaction = self.begin(laying).await?;
        let ending = Ending::new(&self.ground, laying.work, &step);
        let settled = laying.work.settle(transaction.as_mut(), ending.end).await?;
        transaction.insert_attempt(&ending.attempt()).await?;
        let flow = transaction.flow(laying.flow.organization, laying.flow.id).await?;
        let mut flow = flow.ok_or(OperationError::NotFound("flow"))?;
        // Its report may have come before.
        if !flow.state.is_final() {
            flow.state = FlowState::Running;
        }
        flow.reason = None;
        flow.deposited_at = Some(now);
        flow.updated_at = now;
        transaction.update_flow(&mut flow).await?;
        let number = flow.number.clone().unwrap_or_default();
        let entry = self.ground.entry(Some(flow.organization), None, "flow.deposited", flow.id, number);
        transaction.journal(&entry).await?;
        tell(transaction.as_mut(), &flow).await?;
        transaction.commit().await?;
        laying.flow = flow;
        Ok(Ok(settled))
    }

    /// Writes how a try ended that did not end well.
    async fn keep(&self, work: &Work, step: &Step, announced: bool) -> Result<Settled, Failure> {
        let ground = &self.ground;
        let ending = Ending::new(ground, work, step);
        let Some(organization) = work.job().new.organization else { return work.end(ending.end).await };
        let mut transaction = ground.write(organization).await.map_err(Failure::from)?;
        let settled = work.settle(transaction.as_mut(), ending.end).await?;
        transaction.insert_attempt(&ending.attempt()).await?;
        let id: FlowId = work.subject()?;
        let flow = transaction.flow(organization, id).await?;
        let under_way = |flow: &Flow| flow.state != FlowState::Running && !flow.state.is_final();
        if let Some(mut flow) = flow.filter(under_way) {
            flow.state = match step {
                Step::Done(_) => flow.state,
                Step::Refused(_) => FlowState::Refused,
                Step::Unknown(_) => FlowState::Unconfirmed,
                Step::Later { .. } if announced => FlowState::Unconfirmed,
                Step::Later { .. } => FlowState::Queued,
            };
            flow.reason = Some(step.reason().clone());
            flow.updated_at = ground.now();
            transaction.update_flow(&mut flow).await?;
            tell(transaction.as_mut(), &flow).await?;
        }
        transaction.commit().await?;
        Ok(settled)
    }
}

#[async_trait]
impl Kind for DepositEdi {
    const NAME: &'static str = "deposit_edi";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        let mut announced = work.job().announced_at.is_some();
        let went = match self.load(work).await? {
            Ok(mut laying) => {
                let went = self.steps(&mut laying).await;
                announced = laying.announced;
                went
            }
            Err(step) => Ok(Err(step)),
        };
        match Step::after(work, went, announced)? {
            Ok(settled) => Ok(settled),
            Err(step) => self.keep(work, &step, announced).await,
        }
    }
}
