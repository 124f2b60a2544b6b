//! Who did what: only ever added to, and chained, so that what is changed afterwards is found.

mod chain;
mod verify;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{OrganizationId, UserId};

pub use self::chain::{CANONICAL_FORM, JournalChain, JournalHash, JournalHead, JournalLink, KeptHead};
pub use self::verify::{JournalBreak, JournalFault, VerifiedChain, verify_journal};
use crate::Result;

/// Entries that a page of the journal looks through at most: a filter that finds little ends there, and goes on with the
/// next page.
pub const JOURNAL_LOOKED_THROUGH: u64 = 50_000;

/// How something ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JournalResult {
    /// It was done.
    Done,
    /// It was not allowed, or another one said no.
    Refused,
    /// It was tried and did not work.
    Failed,
}

impl JournalResult {
    /// All.
    pub const ALL: [Self; 3] = [Self::Done, Self::Refused, Self::Failed];

    /// The stored code, which is also a part of the canonical form.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|result| result.code() == code)
    }
}

/// An act worth keeping for the auditor. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// Owner; none for a sign-in that failed.
    pub organization: Option<OrganizationId>,
    /// Who; none for what happens without a person.
    pub user: Option<UserId>,
    /// When.
    pub at: DateTime<Utc>,
    /// What, e.g. `invoice.submit`.
    pub action: &'static str,
    /// On what.
    pub object: String,
    /// More, without secrets.
    pub detail: String,
    /// How it ended.
    pub result: JournalResult,
    /// What was there before; none where nothing was, where it does not change anything, or where it is a secret.
    pub before: Option<String>,
    /// What is there now, likewise.
    pub after: Option<String>,
}

impl JournalEntry {
    /// With what was there before and what is there now. Never a secret.
    #[must_use]
    pub fn changing(mut self, before: Option<String>, after: Option<String>) -> Self {
        self.before = before;
        self.after = after;
        self
    }

    /// With another end than that it was done.
    #[must_use]
    pub const fn ending(mut self, result: JournalResult) -> Self {
        self.result = result;
        self
    }
}

/// An entry as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalLine {
    /// Its place in the chain of its organisation, from 1.
    pub number: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; none for what happens without a person.
    pub user: Option<UserId>,
    /// Their name today.
    pub user_name: Option<String>,
    /// What.
    pub action: String,
    /// On what.
    pub object: String,
    /// More.
    pub detail: String,
    /// How it ended; none for what was written before ends were.
    pub result: Option<JournalResult>,
    /// What was there before.
    pub before: Option<String>,
    /// What was there then.
    pub after: Option<String>,
    /// Its hash, as stored.
    pub hash: String,
}

/// Whose entries are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JournalAuthor {
    /// Of one person.
    Person(UserId),
    /// What happened without a person.
    Nobody,
}

/// What is asked of the journal of an organisation. Latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JournalFilter {
    /// From this instant on.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub until: Option<DateTime<Utc>>,
    /// Whose.
    pub author: Option<JournalAuthor>,
    /// Actions that begin with one of these; all when there is none.
    pub actions: Vec<&'static str>,
    /// Exactly this object.
    pub object: Option<String>,
    /// Which ends; all when there is none.
    pub result: Option<JournalResult>,
    /// Only entries before this number: the cursor of a page.
    pub before: Option<u64>,
    /// How many at most, kept within 1 to 1,000.
    pub most: u32,
}

/// Some entries, latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JournalPage {
    /// The entries.
    pub lines: Vec<JournalLine>,
    /// The cursor of the next page; none when everything was looked through.
    pub next: Option<u64>,
}

/// Adding to the journal.
#[async_trait]
pub trait WriteJournal: Send {
    /// Adds an entry. It takes its place in its chain when the transaction is committed: chains are in the order in which
    /// what they tell of came about, without gaps. What refers to an unknown organisation or person fails there.
    async fn journal(&mut self, entry: &JournalEntry) -> Result<()>;
}

/// Reading the journal.
#[async_trait]
pub trait ReadJournal: Send {
    /// A page of the entries of an organisation, latest first. At most [`JOURNAL_LOOKED_THROUGH`] entries are looked
    /// through.
    async fn journal_page(
        &mut self,
        organization: OrganizationId,
        filter: &JournalFilter,
    ) -> Result<JournalPage>;
    /// The last entry of a chain; none of an empty one.
    async fn journal_head(&mut self, chain: JournalChain) -> Result<Option<JournalHead>>;
    /// Entries of a chain as they are stored, by number and then by the order in which they were written: those behind
    /// this number and order, so many at most.
    async fn journal_links(
        &mut self,
        chain: JournalChain,
        after: (i64, i64),
        most: u32,
    ) -> Result<Vec<JournalLink>>;
    /// The first entry of a chain that has no number.
    async fn journal_unchained(&mut self, chain: JournalChain) -> Result<Option<JournalLink>>;
}
