//! The job that tells Chorus Pro of an answer: once, and never lost.
//!
//! The call is announced durably before it leaves; a job found announced first reads the history of the invoice. Where it
//! waits for no validator of this level any more, nothing is sent again, whoever answered.

use async_trait::async_trait;
use chorus_pro::{Client, Error, RetryAdvice};
use domain::{ActState, CheckedAnswer, InvoiceStatus, Reason, ReplyId, ValidatorLevel};
use jobs::{Failure, Kind, Settled, Work};
use storage::{Reply, StructureOverview, Transaction, Validation};

use super::call;
use super::wing::{awaited, check, tell};
use crate::OperationError;
use crate::access::{Clients, Connected, Use, choose, reason_of};
use crate::ground::Ground;
use crate::issuing::{Ending, Step};
use crate::tracking::{has_moved_on, schedule_validations};

/// Tells Chorus Pro what a validator answers.
pub struct AnswerValidation {
    ground: Ground,
    clients: Clients,
}

/// What the steps work with.
struct Answering<'w> {
    work: &'w Work,
    overview: StructureOverview,
    validation: Validation,
    reply: Reply,
    /// Whether the call may have left.
    announced: bool,
}

/// A step that went on or ended the job.
type Went<T> = Result<Result<T, Step>, Failure>;

impl AnswerValidation {
    pub(crate) const fn new(ground: Ground, clients: Clients) -> Self {
        Self { ground, clients }
    }

    async fn load<'w>(&self, work: &'w Work) -> Went<Answering<'w>> {
        let gone = || Ok(Err(Step::Refused(Reason::InvoiceGone)));
        let id: ReplyId = work.subject()?;
        let Some(organization) = work.job().new.organization else { return gone() };
        let mut read = self.ground.read().await.map_err(Failure::from)?;
        let Some(reply) = read.reply(organization, id).await? else { return gone() };
        let Some(validation) = read.validation(organization, reply.validation).await? else { return gone() };
        let Some(overview) = read.structure(organization, validation.structure).await? else {
            return gone();
        };
        let announced = work.job().announced_at.is_some();
        Ok(Ok(Answering { work, overview, validation, reply, announced }))
    }

    /// The access that may answer: that of the issued side first, for who validates is a supplier as a rule.
    fn use_of(overview: &StructureOverview) -> Use {
        [Use::Issue, Use::Receive]
            .into_iter()
            .find(|use_| choose(overview, *use_).is_ok())
            .unwrap_or(Use::Any)
    }

    async fn steps(&self, doing: &mut Answering<'_>) -> Went<Settled> {
        if doing.reply.state == ActState::Done {
            return Ok(Err(Step::Done(Reason::NotNeeded)));
        }
        let use_ = Self::use_of(&doing.overview);
        let connected = match doing.work.call(self.clients.connect(&doing.overview, use_)).await? {
            Ok(connected) => connected,
            Err(OperationError::ChorusPro { reason, .. }) => return Ok(Err(Step::later(reason))),
            Err(other) => return Err(other.into()),
        };
        let went = self.connected_steps(doing, &connected).await?;
        if let Err(step) = &went {
            step.learn(&self.clients, &connected.access, doing.overview.structure.id).await?;
        }
        Ok(went)
    }

    async fn connected_steps(&self, doing: &mut Answering<'_>, connected: &Connected) -> Went<Settled> {
        let client = &connected.client;
        if doing.announced {
            match self.is_answered(doing, client).await? {
                Ok(true) => return self.keep_done(doing, None).await.map(Ok),
                Ok(false) => self.take_back(doing).await?,
                Err(error) => return Ok(Err(Step::still_unknown(&error))),
            }
        }
        // Only now: what may have arrived was looked for, wherever the invoice is said to stand by now.
        let Ok(level) = awaited(&doing.validation) else {
            return Ok(Err(Step::Refused(Reason::ActNotCalledFor)));
        };
        let Some(checked) = check(&doing.validation, &doing.reply).0 else {
            return Ok(Err(Step::Refused(Reason::DraftIncomplete)));
        };
        self.tell(doing, client, level, &checked).await
    }

    async fn tell(
        &self,
        doing: &mut Answering<'_>,
        client: &Client,
        level: ValidatorLevel,
        checked: &CheckedAnswer,
    ) -> Went<Settled> {
        self.announce(doing).await?;
        let (invoice, own) = (doing.validation.chorus_id, doing.overview.structure.chorus_id);
        // A call that is given up in the middle stays announced: its outcome is unknown.
        let call = call::tell(client, invoice, own, level, checked);
        match Box::pin(doing.work.call(call)).await {
            Ok(Ok(status)) => self.keep_done(doing, Some(status)).await.map(Ok),
            Ok(Err(error)) => self.failed(doing, client, error).await,
            Err(Failure::TooLong) => Ok(Err(Step::Unknown(Reason::ChorusProSilent))),
            Err(failure) => Err(failure),
        }
    }

    async fn failed(&self, doing: &mut Answering<'_>, client: &Client, error: Error) -> Went<Settled> {
        tracing::warn!(reply = %doing.reply.id, %error, "answer not confirmed");
        match error.retry_advice() {
            RetryAdvice::AfterChecking => return Ok(Err(Step::Unknown(reason_of(&error)))),
            // Refused because it waits no more: an earlier try may have arrived late, or somebody was faster.
            RetryAdvice::Never if matches!(error, Error::Functional { .. }) => {
                let answered = self.is_answered(doing, client).await?;
                match answered {
                    Ok(true) if doing.work.job().tries > 1 => {
                        return self.keep_done(doing, None).await.map(Ok);
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

    /// Whether the invoice has gone on since it was answered.
    async fn is_answered(
        &self,
        doing: &Answering<'_>,
        client: &Client,
    ) -> Result<Result<bool, Error>, Failure> {
        let since = doing.reply.called_at.unwrap_or(doing.reply.created_at);
        let awaited = ValidatorLevel::awaited(&doing.validation.status);
        let from = |status: &InvoiceStatus| match awaited {
            Some(level) => ValidatorLevel::awaited(status) == Some(level),
            None => ValidatorLevel::awaited(status).is_some(),
        };
        has_moved_on(doing.work, client, doing.validation.chorus_id, from, since).await
    }

    /// Makes durable that the call is about to leave.
    async fn announce(&self, doing: &mut Answering<'_>) -> Result<(), Failure> {
        let mut transaction = self.begin(doing).await?;
        doing.work.announce(transaction.as_mut()).await?;
        let reply = transaction.reply(doing.reply.organization, doing.reply.id).await?;
        let mut reply = reply.ok_or(OperationError::NotFound("reply"))?;
        reply.state = ActState::Sending;
        reply.updated_at = self.ground.now();
        transaction.update_reply(&mut reply).await?;
        tell(transaction.as_mut(), &doing.validation).await?;
        transaction.commit().await?;
        doing.announced = true;
        doing.reply = reply;
        Ok(())
    }

    async fn take_back(&self, doing: &mut Answering<'_>) -> Result<(), Failure> {
        let mut transaction = self.begin(doing).await?;
        doing.work.take_back(transaction.as_mut()).await?;
        transaction.commit().await?;
        doing.announced = false;
        Ok(())
    }

    async fn begin(&self, doing: &Answering<'_>) -> Result<Box<dyn Transaction>, Failure> {
        self.ground.write(doing.reply.organization).await.map_err(Failure::from)
    }

    /// Writes that it was answered, in one transaction with the end of the job. `answered` is where Chorus Pro says that it
    /// stands; none where its history told.
    async fn keep_done(
        &self,
        doing: &mut Answering<'_>,
        answered: Option<InvoiceStatus>,
    ) -> Result<Settled, Failure> {
        let (ground, now) = (&self.ground, self.ground.now());
        let (organization, id) = (doing.reply.organization, doing.reply.id);
        let step = Step::Done(if answered.is_none() { Reason::ActFoundDone } else { Reason::ActDone });
        let mut transaction = self.begin(doing).await?;
        let ending = Ending::new(ground, doing.work, &step);
        let settled = doing.work.settle(transaction.as_mut(), ending.end).await?;
        transaction.insert_attempt(&ending.attempt()).await?;
        let absent = || Failure::from(OperationError::NotFound("reply"));
        let mut reply = transaction.reply(organization, id).await?.ok_or_else(absent)?;
        reply.state = ActState::Done;
        reply.reason = Some(step.reason().clone());
        reply.updated_at = now;
        reply.ended_at = Some(now);
        transaction.update_reply(&mut reply).await?;
        let validation = transaction.validation(organization, reply.validation).await?;
        let mut validation = validation.ok_or_else(absent)?;
        validation.is_waiting = false;
        validation.updated_at = now;
        if let Some(status) = answered {
            validation.status = status;
            validation.status_at = now;
            validation.status_comment = None;
        }
        transaction.update_validation(&mut validation).await?;
        // Its history tells the rest, and what waits by now.
        schedule_validations(ground, transaction.as_mut(), organization, validation.structure).await?;
        let answer = reply.values.get(domain::AnswerField::Answer).to_owned();
        let entry = ground.entry(Some(organization), None, "validation.answered", validation.id, answer);
        transaction.journal(&entry).await?;
        tell(transaction.as_mut(), &validation).await?;
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
        let id: ReplyId = work.subject()?;
        let reply = transaction.reply(organization, id).await?.filter(|reply| reply.ended_at.is_none());
        if let Some(mut reply) = reply {
            reply.state = match step {
                Step::Done(_) => reply.state,
                Step::Refused(_) => ActState::Refused,
                Step::Unknown(_) => ActState::Unconfirmed,
                Step::Later { .. } if announced => ActState::Unconfirmed,
                Step::Later { .. } => ActState::Queued,
            };
            reply.reason = Some(step.reason().clone());
            reply.updated_at = ground.now();
            transaction.update_reply(&mut reply).await?;
            if let Some(validation) = transaction.validation(organization, reply.validation).await? {
                if reply.state == ActState::Refused {
                    // Somebody may have answered it: what waits is asked for at once.
                    let structure = validation.structure;
                    schedule_validations(ground, transaction.as_mut(), organization, structure).await?;
                }
                tell(transaction.as_mut(), &validation).await?;
            }
        }
        transaction.commit().await?;
        Ok(settled)
    }
}

#[async_trait]
impl Kind for AnswerValidation {
    const NAME: &'static str = "answer_validation";
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
