//! The invoices that wait for a validator, over all structures within reach, and those that were answered.

use chrono::{DateTime, Utc};
use domain::{Permission, Reason, StructureId, ValidationId};
use storage::{Reply, Validation, ValidationsAsked};

use super::wing::Validating;
use crate::tracking::schedule_validations;
use crate::{Actor, Result};

/// How many a page shows.
pub const VALIDATIONS_PER_PAGE: u32 = 50;
/// Structures that are asked for at once when somebody wants to know now.
const MOST_REFRESHED: usize = 200;

/// A line of the list.
#[derive(Clone, Debug)]
pub struct ValidationRow {
    /// The invoice.
    pub validation: Validation,
    /// Name of the structure that validates.
    pub structure: String,
    /// The latest answer to it.
    pub reply: Option<Reply>,
}

/// A structure whose list Chorus Pro did not give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotRead {
    /// Which.
    pub structure: StructureId,
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: Reason,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
}

/// A page of the list.
#[derive(Clone, Debug, Default)]
pub struct ValidationPage {
    /// The lines: what waits longest first, or what was answered last first.
    pub rows: Vec<ValidationRow>,
    /// How many wait.
    pub waiting: u64,
    /// How many do not any more.
    pub answered: u64,
    /// The page shown, from 1.
    pub page: u32,
    /// Structures within reach whose list could not be read.
    pub not_read: Vec<NotRead>,
    /// When the list that was read longest ago was read; none while none was.
    pub asked_at: Option<DateTime<Utc>>,
    /// Whether more than one structure is within reach.
    pub several_structures: bool,
    /// When all this was read.
    pub read_at: DateTime<Utc>,
}

impl Validating {
    /// A page of what waits (`waiting`), or of what was answered; a page beyond the end is the last one.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn validations(&self, actor: &Actor, waiting: bool, page: u32) -> Result<ValidationPage> {
        actor.require(Permission::Read)?;
        let read_at = self.ground.now();
        let mut read = self.ground.read().await?;
        let read = read.as_mut();
        let reached = self.reached(actor, read).await?;
        let structures = reached.as_deref();
        let [waits, answered] = read.validation_counts(actor.organization, structures).await?;
        let count = if waiting { waits } else { answered };
        let pages = u32::try_from(count.div_ceil(u64::from(VALIDATIONS_PER_PAGE))).unwrap_or(u32::MAX);
        let page = page.clamp(1, pages.max(1));
        let offset = (page - 1).saturating_mul(VALIDATIONS_PER_PAGE);
        let asked = ValidationsAsked { structures, waiting, offset, limit: VALIDATIONS_PER_PAGE };
        let found = read.validations(actor.organization, &asked).await?;
        let ids: Vec<ValidationId> = found.iter().map(|validation| validation.id).collect();
        let replies = read.latest_replies(actor.organization, &ids).await?;
        let rounds = read.validation_rounds(actor.organization).await?;
        let within = self.ground.within_reach(actor, read).await?;
        let name = |id: StructureId| {
            let summary = within.iter().find(|summary| summary.structure.id == id);
            summary.map(|summary| summary.structure.name.clone()).unwrap_or_default()
        };
        let rows = found
            .into_iter()
            .map(|validation| ValidationRow {
                structure: name(validation.structure),
                reply: replies.iter().find(|reply| reply.validation == validation.id).cloned(),
                validation,
            })
            .collect();
        let rounds: Vec<_> =
            rounds.into_iter().filter(|round| actor.reaches_whole(round.structure)).collect();
        let asked_at = rounds.iter().filter(|round| round.reason.is_none()).map(|round| round.asked_at).min();
        let not_read = rounds
            .into_iter()
            .filter_map(|round| {
                let reason = round.reason?;
                let name = name(round.structure);
                Some(NotRead { structure: round.structure, name, reason, asked_at: round.asked_at })
            })
            .collect();
        let several_structures = within.len() > 1;
        Ok(ValidationPage {
            rows,
            waiting: waits,
            answered,
            page,
            not_read,
            asked_at,
            several_structures,
            read_at,
        })
    }

    /// Whether an invoice has ever waited for a structure within reach.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn validates(&self, actor: &Actor) -> Result<bool> {
        actor.require(Permission::Read)?;
        let mut read = self.ground.read().await?;
        let reached = self.reached(actor, read.as_mut()).await?;
        Ok(read.has_validations(actor.organization, reached.as_deref()).await?)
    }

    /// Asks Chorus Pro now for what waits, for every structure within reach.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn refresh_validations(&self, actor: &Actor) -> Result<()> {
        actor.require(Permission::Read)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let within = self.ground.within_reach(actor, transaction.as_mut()).await?;
        let whole = within.iter().map(|summary| summary.structure.id).filter(|id| actor.reaches_whole(*id));
        for structure in whole.take(MOST_REFRESHED) {
            schedule_validations(&self.ground, transaction.as_mut(), actor.organization, structure).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}
