//! The works documents within reach, by who has them.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::{Permission, Reason, StructureId};
use storage::WorksDocument;

use super::wing::Works;
use crate::tracking::schedule_works;
use crate::{Actor, Result};

/// How many documents are shown at most, the latest change first.
pub const MOST_WORKS_SHOWN: u32 = 1_000;
/// Structures that are asked for at once when somebody wants to know now.
const MOST_REFRESHED: usize = 200;

/// A document with the structure that takes part.
#[derive(Clone, Debug)]
pub struct WorksCard {
    /// The document.
    pub document: WorksDocument,
    /// Name of the structure.
    pub structure: String,
}

/// A structure whose works Chorus Pro did not give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorksNotRead {
    /// Which.
    pub structure: StructureId,
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: Reason,
}

/// Everything that the page of works shows.
#[derive(Clone, Debug)]
pub struct WorksBoard {
    /// The documents, the latest change of status first; one that several structures see stands once.
    pub cards: Vec<WorksCard>,
    /// Whether there are more than are shown.
    pub is_cut: bool,
    /// Structures within reach whose works could not be read.
    pub not_read: Vec<WorksNotRead>,
    /// When what was read longest ago was read; none while nothing was.
    pub asked_at: Option<DateTime<Utc>>,
    /// Whether more than one structure is within reach.
    pub several_structures: bool,
    /// When all this was read.
    pub read_at: DateTime<Utc>,
}

impl Works {
    /// The works documents within reach.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn board(&self, actor: &Actor) -> Result<WorksBoard> {
        actor.require(Permission::Read)?;
        let read_at = self.ground.now();
        let mut read = self.ground.read().await?;
        let read = read.as_mut();
        let reached = self.reached(actor, read).await?;
        let mut documents =
            read.works_documents(actor.organization, reached.as_deref(), MOST_WORKS_SHOWN + 1).await?;
        let rounds = read.works_rounds(actor.organization).await?;
        let within = self.ground.within_reach(actor, read).await?;
        let name = |id: StructureId| {
            let summary = within.iter().find(|summary| summary.structure.id == id);
            summary.map(|summary| summary.structure.name.clone()).unwrap_or_default()
        };
        let most = usize::try_from(MOST_WORKS_SHOWN).unwrap_or(usize::MAX);
        let is_cut = documents.len() > most;
        documents.truncate(most);
        // Where several structures see one, the one whose turn it is shows it: there it can be acted on.
        let is_ours =
            |document: &WorksDocument| document.turn().is_some_and(|turn| document.roles.contains(&turn));
        let ours: HashSet<i64> = documents
            .iter()
            .filter(|document| is_ours(document))
            .map(|document| document.chorus_id)
            .collect();
        let mut seen = HashSet::new();
        documents.retain(|document| {
            (is_ours(document) || !ours.contains(&document.chorus_id)) && seen.insert(document.chorus_id)
        });
        let cards = documents
            .into_iter()
            .map(|document| WorksCard { structure: name(document.structure), document })
            .collect();
        let rounds: Vec<_> =
            rounds.into_iter().filter(|round| actor.reaches_whole(round.structure)).collect();
        let asked_at = rounds.iter().filter_map(|round| round.whole_at).min();
        let not_read = rounds
            .into_iter()
            .filter_map(|round| {
                let reason = round.reason?;
                Some(WorksNotRead { structure: round.structure, name: name(round.structure), reason })
            })
            .collect();
        let several_structures = within.len() > 1;
        Ok(WorksBoard { cards, is_cut, not_read, asked_at, several_structures, read_at })
    }

    /// Whether a structure within reach takes part in works.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn takes_part(&self, actor: &Actor) -> Result<bool> {
        actor.require(Permission::Read)?;
        let mut read = self.ground.read().await?;
        let reached = self.reached(actor, read.as_mut()).await?;
        Ok(read.has_works_documents(actor.organization, reached.as_deref()).await?)
    }

    /// Asks Chorus Pro now, for every structure within reach.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn refresh_works(&self, actor: &Actor) -> Result<()> {
        actor.require(Permission::Read)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let within = self.ground.within_reach(actor, transaction.as_mut()).await?;
        let whole = within.iter().map(|summary| summary.structure.id).filter(|id| actor.reaches_whole(*id));
        for structure in whole.take(MOST_REFRESHED) {
            schedule_works(&self.ground, transaction.as_mut(), actor.organization, structure).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}
