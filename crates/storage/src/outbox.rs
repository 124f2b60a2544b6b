//! What is still to be done towards Chorus Pro, and every try of it.

use chrono::{DateTime, Utc};
use domain::{AttemptId, InvoiceId, OrganizationId, OutboxId, StructureId};

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutboxKind {
    /// Give the PDF to `deposer/pdf` and keep what Chorus Pro recognised.
    Recognise,
    /// Send the invoice.
    Submit,
    /// Read the history of one invoice.
    Track,
}

impl OutboxKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Recognise, Self::Submit, Self::Track];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Recognise => "recognise",
            Self::Submit => "submit",
            Self::Track => "track",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Where an outbox row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutboxState {
    /// Waits for its time.
    Waiting,
    /// A worker has it until its lease ends.
    Leased,
    /// Done.
    Done,
    /// Given up: a person must act.
    Failed,
    /// Withdrawn in time by a person.
    Cancelled,
}

impl OutboxState {
    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Leased => "leased",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Waiting, Self::Leased, Self::Done, Self::Failed, Self::Cancelled]
            .into_iter()
            .find(|state| state.code() == code)
    }
}

/// Something to be done, at most one open row per invoice and kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxItem {
    /// Identifier.
    pub id: OutboxId,
    /// Owner.
    pub organization: OrganizationId,
    /// With whose credentials.
    pub structure: StructureId,
    /// On which invoice.
    pub invoice: InvoiceId,
    /// What.
    pub kind: OutboxKind,
    /// Where it stands.
    pub state: OutboxState,
    /// Not before this instant.
    pub not_before: DateTime<Utc>,
    /// End of the lease while leased.
    pub lease_until: Option<DateTime<Utc>>,
    /// How often it was tried.
    pub tries: u32,
    /// Set, and made durable, just before the call that must not happen twice; cleared when its outcome is known.
    /// A row found with it set has an unknown outcome: search before sending again.
    pub sent_at: Option<DateTime<Utc>>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
}

/// How a try ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptOutcome {
    /// Done.
    Done,
    /// Refused; never retried alone.
    Refused,
    /// To be tried again.
    TryAgain,
    /// Sent, no answer.
    Unknown,
}

impl AttemptOutcome {
    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::TryAgain => "try_again",
            Self::Unknown => "unknown",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Done, Self::Refused, Self::TryAgain, Self::Unknown]
            .into_iter()
            .find(|outcome| outcome.code() == code)
    }
}

/// One try, as the user sees it: when, what was answered, when next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Identifier.
    pub id: AttemptId,
    /// Owner.
    pub organization: OrganizationId,
    /// Of which row.
    pub outbox: OutboxId,
    /// On which invoice.
    pub invoice: InvoiceId,
    /// What was tried.
    pub kind: OutboxKind,
    /// When.
    pub at: DateTime<Utc>,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// The French sentence: what was answered.
    pub text: String,
    /// When it is tried next.
    pub next_at: Option<DateTime<Utc>>,
}
