//! The job that tells Chorus Pro of an act: once, and never lost.
//!
//! The call is announced durably before it leaves; a job found announced first reads the history of the invoice. Where the
//! invoice has moved on since the act was confirmed, nothing is sent again, whoever did it.

use async_trait::async_trait;
use chorus_pro::{Client, Error, RetryAdvice};
use domain::{ActId, ActKind, ActState, CheckedAct, InvoiceStatus, Reason};
use jobs::{Failure, Kind, Settled, Work};
use storage::Attachment;

use super::calls::{self, Answered};
use super::performing::{Perform, Performing, Went};
use super::wing::{as_written, check, require_called_for};
use crate::OperationError;
use crate::access::{Connected, Use, reason_of};
use crate::issuing::Step;
use crate::tracking::has_moved_on;

impl Perform {
    async fn load<'w>(&self, work: &'w Work) -> Went<Performing<'w>> {
        let gone = || Ok(Err(Step::Refused(Reason::InvoiceGone)));
        let id: ActId = work.subject()?;
        let Some(organization) = work.job().new.organization else { return gone() };
        let mut read = self.ground().read().await.map_err(Failure::from)?;
        let Some(act) = read.act(organization, id).await? else { return gone() };
        let Some(invoice) = read.invoice(organization, act.invoice).await? else { return gone() };
        let invoice = as_written(read.as_mut(), invoice).await.map_err(Failure::from)?;
        let Some(overview) = read.structure(organization, invoice.structure).await? else { return gone() };
        let Some(chorus_id) = invoice.chorus_id else { return gone() };
        let announced = work.job().announced_at.is_some();
        Ok(Ok(Performing { work, overview, invoice, chorus_id, act, announced }))
    }

    async fn steps(&self, doing: &mut Performing<'_>) -> Went<Settled> {
        if doing.act.state == ActState::Done {
            return Ok(Err(Step::Done(Reason::NotNeeded)));
        }
        let connected = match doing
            .work
            .call(self.clients.connect(&doing.overview, Use::of(doing.act.kind.direction())))
            .await?
        {
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

    async fn connected_steps(&self, doing: &mut Performing<'_>, connected: &Connected) -> Went<Settled> {
        let client = &connected.client;
        if doing.act.kind == ActKind::Decide {
            return self.decide(doing, client).await;
        }
        if doing.announced {
            match self.is_done(doing, client).await? {
                Ok(true) => return self.keep_done(doing, Answered::default(), true).await.map(Ok),
                Ok(false) => self.take_back(doing).await?,
                Err(error) => return Ok(Err(Step::still_unknown(&error))),
            }
        }
        // Only now: what may have arrived was looked for, wherever the invoice is said to stand by now.
        if require_called_for(&doing.invoice, doing.act.kind).is_err() {
            return Ok(Err(Step::Refused(Reason::ActNotCalledFor)));
        }
        let checked = {
            let mut read = self.ground().read().await.map_err(Failure::from)?;
            check(self.ground(), read.as_mut(), &doing.invoice, &doing.act).await?.0
        };
        let Some(checked) = checked else { return Ok(Err(Step::Refused(Reason::DraftIncomplete))) };
        match self.giving.give_attachments(doing.work, client, &doing.invoice, Some(doing.act.id)).await? {
            Ok(attachments) => self.tell(doing, client, &checked, &attachments).await,
            Err(step) => Ok(Err(step)),
        }
    }

    async fn tell(
        &self,
        doing: &mut Performing<'_>,
        client: &Client,
        checked: &CheckedAct,
        attachments: &[Attachment],
    ) -> Went<Settled> {
        self.announce(doing).await?;
        // A call that is given up in the middle stays announced: its outcome is unknown.
        let call = calls::tell(client, doing.chorus_id, checked, attachments);
        match Box::pin(doing.work.call(call)).await {
            Ok(Ok(answered)) => self.keep_done(doing, answered, false).await.map(Ok),
            Ok(Err(error)) => self.failed(doing, client, error).await,
            Err(Failure::TooLong) => Ok(Err(Step::Unknown(Reason::ChorusProSilent))),
            Err(failure) => Err(failure),
        }
    }

    async fn failed(&self, doing: &mut Performing<'_>, client: &Client, error: Error) -> Went<Settled> {
        tracing::warn!(act = %doing.act.id, %error, "act not confirmed");
        match error.retry_advice() {
            RetryAdvice::AfterChecking => Ok(Err(Step::Unknown(reason_of(&error)))),
            // Refused because it is not called for: an earlier try may have arrived late, or somebody was faster.
            RetryAdvice::Never if matches!(error, Error::Functional { .. }) => {
                let done = self.is_done(doing, client).await?;
                if doing.work.job().tries > 1 && matches!(done, Ok(true)) {
                    return self.keep_done(doing, Answered::default(), true).await.map(Ok);
                }
                match done {
                    // The earlier try may be what this one was refused for.
                    Err(search) if doing.work.job().tries > 1 => Ok(Err(Step::still_unknown(&search))),
                    Ok(true) => {
                        self.take_back(doing).await?;
                        Ok(Err(Step::Refused(Reason::ActNotCalledFor)))
                    }
                    Ok(false) | Err(_) => {
                        self.take_back(doing).await?;
                        Ok(Err(Step::of(&error)))
                    }
                }
            }
            _ => {
                self.take_back(doing).await?;
                Ok(Err(Step::of(&error)))
            }
        }
    }

    /// Whether the invoice has moved on since the act was confirmed. What moves nothing may be told again.
    async fn is_done(&self, doing: &Performing<'_>, client: &Client) -> Result<Result<bool, Error>, Failure> {
        if !doing.act.kind.moves_on() {
            return Ok(Ok(false));
        }
        let since = doing.act.called_at.unwrap_or(doing.act.created_at);
        let from = |status: &InvoiceStatus| ActKind::called_for(status) == Some(doing.act.kind);
        has_moved_on(doing.work, client, doing.chorus_id, from, since).await
    }
}

#[async_trait]
impl Kind for Perform {
    const NAME: &'static str = "act";
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
