//! The journal as an administrator reads it.

use std::collections::HashMap;

use domain::{Reason, readable_name};
use storage::{JournalChain, JournalFilter, JournalHead, JournalLine, JournalPage};
use tokio::sync::mpsc;

use crate::ground::Ground;
use crate::{Actor, OperationError, Result};

/// Most entries of one export.
pub const MOST_JOURNAL_EXPORTED: u64 = 100_000;
/// Entries of an export that are read at a time.
const AT_ONCE: u32 = 1_000;

/// What a person reads of the journal of their organisation.
#[derive(Clone)]
pub struct Journal {
    ground: Ground,
}

/// How the people and structures of an organisation are called, by their identifiers as the journal has them.
#[derive(Clone, Debug, Default)]
pub struct JournalNames {
    /// Members of the organisation.
    pub people: HashMap<String, String>,
    /// Its structures.
    pub structures: HashMap<String, String>,
}

impl Journal {
    pub(crate) const fn new(ground: Ground) -> Self {
        Self { ground }
    }

    /// A page of the journal, latest first.
    ///
    /// # Errors
    /// [`OperationError::Forbidden`] for all but administrators who reach everything.
    pub async fn page(&self, actor: &Actor, filter: &JournalFilter) -> Result<JournalPage> {
        actor.require_journal()?;
        Ok(self.ground.read().await?.journal_page(actor.organization, filter).await?)
    }

    /// The end of the journal at present, to be kept elsewhere; none of an empty one.
    ///
    /// # Errors
    /// As [`Journal::page`].
    pub async fn head(&self, actor: &Actor) -> Result<Option<JournalHead>> {
        actor.require_journal()?;
        let chain = JournalChain::Organization(actor.organization);
        Ok(self.ground.read().await?.journal_head(chain).await?)
    }

    /// How what the journal names is called today.
    ///
    /// # Errors
    /// As [`Journal::page`].
    pub async fn names(&self, actor: &Actor) -> Result<JournalNames> {
        actor.require_journal()?;
        let mut read = self.ground.read().await?;
        let people = read.users_of(actor.organization).await?;
        let structures = self.ground.structures(actor.organization, read.as_mut()).await?;
        Ok(JournalNames {
            people: people.into_iter().map(|person| (person.user.id.to_string(), person.user.name)).collect(),
            structures: structures
                .iter()
                .map(|known| (known.structure.id.to_string(), readable_name(&known.structure.name)))
                .collect(),
        })
    }

    /// Hands over everything that a filter selects, latest first, page by page; who exports is written down.
    ///
    /// # Errors
    /// As [`Journal::page`]; [`OperationError::Refused`] when it is more than [`MOST_JOURNAL_EXPORTED`]: what was handed over
    /// is a part then.
    pub async fn export(
        &self,
        actor: &Actor,
        mut filter: JournalFilter,
        pages: mpsc::Sender<Vec<JournalLine>>,
    ) -> Result<u64> {
        actor.require_journal()?;
        (filter.before, filter.most) = (None, AT_ONCE);
        let mut count = 0;
        loop {
            let page = self.ground.read().await?.journal_page(actor.organization, &filter).await?;
            count += page.lines.len() as u64;
            if count > MOST_JOURNAL_EXPORTED {
                return Err(OperationError::Refused(Reason::JournalTooLong { most: MOST_JOURNAL_EXPORTED }));
            }
            filter.before = page.next;
            // Who waits for it no longer has gone.
            if pages.send(page.lines).await.is_err() || filter.before.is_none() {
                break;
            }
        }
        let mut transaction = self.ground.write(actor.organization).await?;
        transaction.journal(&self.ground.act(actor, "journal.export", "", count.to_string())).await?;
        transaction.commit().await?;
        Ok(count)
    }
}
