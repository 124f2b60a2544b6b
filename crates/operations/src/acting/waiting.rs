//! What a person has just confirmed and may still take back, wherever they have gone since.

use chrono::{DateTime, Utc};
use jobs::Kind as _;
use storage::{Act, Invoice, JobState, Snapshot};

use super::performing::Perform;
use super::send::take_back;
use super::wing::Acting;
use crate::{Actor, Result};

/// An act that has not left.
#[derive(Clone, Debug)]
pub struct WaitingAct {
    /// What.
    pub act: Act,
    /// To which invoice.
    pub invoice: Invoice,
    /// Until when it can be taken back.
    pub undo_until: DateTime<Utc>,
}

impl Acting {
    /// What the person has confirmed and can still take back, the first confirmed first.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn waiting_acts(&self, actor: &Actor) -> Result<Vec<WaitingAct>> {
        self.waiting_in(actor, self.ground.read().await?.as_mut()).await
    }

    async fn waiting_in(&self, actor: &Actor, read: &mut dyn Snapshot) -> Result<Vec<WaitingAct>> {
        let (organization, now) = (actor.organization, self.ground.now());
        let mut waiting = Vec::new();
        for act in read.queued_acts_of(organization, actor.user).await? {
            let Ok(invoice) = actor.reach(read.invoice(organization, act.invoice).await?) else { continue };
            let job = read.job_about(organization, Perform::NAME, &act.id.to_string()).await?;
            let job = job.filter(|job| job.state == JobState::Waiting && job.tries == 0);
            let Some(undo_until) = job.map(|job| job.new.not_before).filter(|until| *until > now) else {
                continue;
            };
            if actor.role.allows(act.kind.permission()) {
                waiting.push(WaitingAct { act, invoice, undo_until });
            }
        }
        Ok(waiting)
    }

    /// Takes all of that back, and gives how many were; what has begun to leave goes on.
    ///
    /// # Errors
    /// When storage fails; nothing is taken back then.
    pub async fn undo_waiting(&self, actor: &Actor) -> Result<usize> {
        let mut transaction = self.ground.write(actor.organization).await?;
        let waiting = self.waiting_in(actor, transaction.as_mut()).await?;
        let mut undone = 0;
        for WaitingAct { mut act, invoice, .. } in waiting {
            undone += usize::from(take_back(self, actor, transaction.as_mut(), &invoice, &mut act).await?);
        }
        transaction.commit().await?;
        Ok(undone)
    }
}
