//! The job that tells Chorus Pro of an act on a works document: once, and never lost.
//!
//! The call is announced durably before it leaves; a job found announced first searches the document that the act moves.
//! Where that stands elsewhere than when the act was confirmed, nothing is sent again, whoever moved it.

use async_trait::async_trait;
use chorus_pro::{Client, Error, RetryAdvice};
use documents::DocumentStore;
use domain::{ActState, CheckedWorksAct, Reason, WorksActId};
use jobs::{Failure, Kind, Settled, Work};
use storage::{Transaction, WorksAct, WorksActFile};

use super::super::wing::use_of;
use super::call;
use super::given_files::{attached, give_files};
use super::known::{Known, tell};
use crate::OperationError;
use crate::access::{Clients, Connected, reason_of};
use crate::ground::Ground;
use crate::issuing::{Ending, Step};
use crate::tracking::schedule_works;

/// Tells Chorus Pro of an act on a works document.
pub struct PerformWorks {
    ground: Ground,
    documents: DocumentStore,
    clients: Clients,
}

/// What the steps work with.
struct Performing<'w> {
    work: &'w Work,
    known: Known,
    act: WorksAct,
    /// How many files go with it.
    attached: usize,
    /// Whether the call may have left.
    announced: bool,
}

/// A step that went on or ended the job.
type Went<T> = Result<Result<T, Step>, Failure>;

impl PerformWorks {
    pub(crate) const fn new(ground: Ground, documents: DocumentStore, clients: Clients) -> Self {
        Self { ground, documents, clients }
    }

    async fn load<'w>(&self, work: &'w Work) -> Went<Performing<'w>> {
        let gone = || Ok(Err(Step::Refused(Reason::InvoiceGone)));
        let id: WorksActId = work.subject()?;
        let Some(organization) = work.job().new.organization else { return gone() };
        let mut read = self.ground.read().await.map_err(Failure::from)?;
        let Some(act) = read.works_act(organization, id).await? else { return gone() };
        let Some(document) = read.works_document(organization, act.document).await? else { return gone() };
        let known = match Known::of(read.as_mut(), document).await {
            Ok(known) => known,
            Err(OperationError::NotFound(_)) => return gone(),
            Err(other) => return Err(other.into()),
        };
        let attached = attached(read.as_mut(), &act).await.map_err(Failure::from)?;
        let announced = work.job().announced_at.is_some();
        Ok(Ok(Performing { work, known, act, attached, announced }))
    }

    async fn steps(&self, doing: &mut Performing<'_>) -> Went<Settled> {
        if doing.act.state == ActState::Done {
            return Ok(Err(Step::Done(Reason::NotNeeded)));
        }
        let overview = &doing.known.structure;
        let connected = match doing.work.call(self.clients.connect(overview, use_of(overview))).await? {
            Ok(connected) => connected,
            Err(OperationError::ChorusPro { reason, .. }) => return Ok(Err(Step::later(reason))),
            Err(other) => return Err(other.into()),
        };
        let went = self.connected_steps(doing, &connected).await?;
        if let Err(step) = &went {
            step.learn(&self.clients, &connected.access, doing.known.document.structure).await?;
        }
        Ok(went)
    }

    async fn connected_steps(&self, doing: &mut Performing<'_>, connected: &Connected) -> Went<Settled> {
        let client = &connected.client;
        if doing.announced {
            match self.is_done(doing, client).await? {
                Ok(true) => return self.keep_done(doing, true).await.map(Ok),
                Ok(false) => self.take_back(doing).await?,
                Err(error) => return Ok(Err(Step::still_unknown(&error))),
            }
        }
        // Only now: what may have arrived was looked for, wherever the document is said to stand by now.
        match doing.known.require(doing.act.kind) {
            Ok(()) => {}
            Err(OperationError::Refused(reason)) => return Ok(Err(Step::Refused(reason))),
            Err(other) => return Err(other.into()),
        }
        let Some(checked) = doing.known.check(&doing.act, doing.attached).0 else {
            return Ok(Err(Step::Refused(Reason::DraftIncomplete)));
        };
        match give_files(&self.ground, &self.documents, doing.work, client, &doing.act).await? {
            Ok(files) => self.tell(doing, client, &checked, &files).await,
            Err(step) => Ok(Err(step)),
        }
    }

    async fn tell(
        &self,
        doing: &mut Performing<'_>,
        client: &Client,
        checked: &CheckedWorksAct,
        files: &[WorksActFile],
    ) -> Went<Settled> {
        if let Err(step) = self.announce(doing).await? {
            return Ok(Err(step));
        }
        // A call that is given up in the middle stays announced: its outcome is unknown.
        let call = call::tell(client, doing.known.document.chorus_id, checked, files);
        match Box::pin(doing.work.call(call)).await {
            Ok(Ok(())) => self.keep_done(doing, false).await.map(Ok),
            Ok(Err(error)) => self.failed(doing, client, error).await,
            Err(Failure::TooLong) => Ok(Err(Step::Unknown(Reason::ChorusProSilent))),
            Err(failure) => Err(failure),
        }
    }

    async fn failed(&self, doing: &mut Performing<'_>, client: &Client, error: Error) -> Went<Settled> {
        tracing::warn!(act = %doing.act.id, %error, "act on works not confirmed");
        match error.retry_advice() {
            RetryAdvice::AfterChecking => return Ok(Err(Step::Unknown(reason_of(&error)))),
            // Refused because it waits no more: an earlier try may have arrived late, or somebody was faster.
            RetryAdvice::Never if matches!(error, Error::Functional { .. }) => {
                let done = self.is_done(doing, client).await?;
                match done {
                    Ok(true) if doing.work.job().tries > 1 => {
                        return self.keep_done(doing, true).await.map(Ok);
                    }
                    Ok(true) => {
                        self.take_back(doing).await?;
                        return Ok(Err(Step::Refused(Reason::ActNotCalledFor)));
                    }
                    // The earlier try may be what this one was refused for.
                    Err(search) if doing.work.job().tries > 1 => {
                        return Ok(Err(Step::still_unknown(&search)));
                    }
                    Ok(false) | Err(_) => {}
                }
            }
            _ => {}
        }
        self.take_back(doing).await?;
        Ok(Err(Step::of(&error)))
    }

    /// Whether the document that the act moves stands elsewhere than when it was confirmed. One that is not found any more
    /// says nothing.
    async fn is_done(&self, doing: &Performing<'_>, client: &Client) -> Result<Result<bool, Error>, Failure> {
        let Some((moved, _)) = doing.known.moved(doing.act.kind) else { return Ok(Ok(false)) };
        let status = call::status_of(doing.work, client, moved).await?;
        Ok(status.map(|status| status.is_some() && status != doing.act.called_from))
    }

    /// Makes durable that the call is about to leave, where its form may still be used.
    async fn announce(&self, doing: &mut Performing<'_>) -> Went<()> {
        let mut transaction = self.begin(doing).await?;
        let document = doing.known.document.clone();
        let present = Known::of(transaction.as_mut(), document).await.map_err(Failure::from)?;
        if !present.is_usable(doing.act.kind) {
            return Ok(Err(Step::Refused(Reason::FormNotConfirmed)));
        }
        doing.work.announce(transaction.as_mut()).await?;
        let act = transaction.works_act(doing.act.organization, doing.act.id).await?;
        let mut act = act.ok_or(OperationError::NotFound("works act"))?;
        act.state = ActState::Sending;
        act.updated_at = self.ground.now();
        transaction.update_works_act(&mut act).await?;
        tell(transaction.as_mut(), &doing.known.document).await?;
        transaction.commit().await?;
        doing.announced = true;
        doing.act = act;
        Ok(Ok(()))
    }

    async fn take_back(&self, doing: &mut Performing<'_>) -> Result<(), Failure> {
        let mut transaction = self.begin(doing).await?;
        doing.work.take_back(transaction.as_mut()).await?;
        transaction.commit().await?;
        doing.announced = false;
        Ok(())
    }

    async fn begin(&self, doing: &Performing<'_>) -> Result<Box<dyn Transaction>, Failure> {
        self.ground.write(doing.act.organization).await.map_err(Failure::from)
    }

    /// Writes that Chorus Pro has done it, in one transaction with the end of the job; the documents are read again.
    async fn keep_done(&self, doing: &mut Performing<'_>, found: bool) -> Result<Settled, Failure> {
        let (ground, now) = (&self.ground, self.ground.now());
        let (organization, id) = (doing.act.organization, doing.act.id);
        let step = Step::Done(if found { Reason::ActFoundDone } else { Reason::ActDone });
        let mut transaction = self.begin(doing).await?;
        let ending = Ending::new(ground, doing.work, &step);
        let settled = doing.work.settle(transaction.as_mut(), ending.end).await?;
        transaction.insert_attempt(&ending.attempt()).await?;
        let absent = || Failure::from(OperationError::NotFound("works act"));
        let mut act = transaction.works_act(organization, id).await?.ok_or_else(absent)?;
        act.state = ActState::Done;
        act.reason = Some(step.reason().clone());
        act.updated_at = now;
        act.ended_at = Some(now);
        transaction.update_works_act(&mut act).await?;
        let structure = doing.known.document.structure;
        schedule_works(ground, transaction.as_mut(), organization, structure).await?;
        let entry = ground.entry(Some(organization), None, "works.done", act.document, act.kind.code());
        transaction.journal(&entry).await?;
        tell(transaction.as_mut(), &doing.known.document).await?;
        transaction.commit().await?;
        Ok(settled)
    }

    /// Writes how a try ended that did not end well.
    async fn keep(&self, work: &Work, step: &Step, announced: bool) -> Result<Settled, Failure> {
        let ground = &self.ground;
        let ending = Ending::new(ground, work, step);
        let Some(organization) = work.job().new.organization else { return work.end(ending.end).await };
        let mut transaction = ground.write(organization).await.map_err(Failure::from)?;
        let settled = work.settle(transaction.as_mut(), ending.end).await?;
        transaction.insert_attempt(&ending.attempt()).await?;
        let id: WorksActId = work.subject()?;
        let act = transaction.works_act(organization, id).await?.filter(|act| act.ended_at.is_none());
        if let Some(mut act) = act {
            act.state = match step {
                Step::Done(_) => act.state,
                Step::Refused(_) => ActState::Refused,
                Step::Unknown(_) => ActState::Unconfirmed,
                Step::Later { .. } if announced => ActState::Unconfirmed,
                Step::Later { .. } => ActState::Queued,
            };
            act.reason = Some(step.reason().clone());
            act.updated_at = ground.now();
            transaction.update_works_act(&mut act).await?;
            if let Some(document) = transaction.works_document(organization, act.document).await? {
                if act.state == ActState::Refused {
                    // Somebody may have moved it: where it stands is asked for at once.
                    schedule_works(ground, transaction.as_mut(), organization, document.structure).await?;
                }
                tell(transaction.as_mut(), &document).await?;
            }
        }
        transaction.commit().await?;
        Ok(settled)
    }
}

#[async_trait]
impl Kind for PerformWorks {
    const NAME: &'static str = "works_act";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        let mut announced = work.job().announced_at.is_some();
        let went = match self.load(work).await? {
            Ok(mut doing) => {
                let went = self.steps(&mut doing).await;
                announced = doing.announced;
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
