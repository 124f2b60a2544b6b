//! What Pupitre keeps, and how it asks for it: records, repository traits, the unit of work, and the one behavioural
//! suite that every implementation passes.
//!
//! Four rules for every implementation:
//!
//! 1. Every method that touches rows of an organisation takes its [`domain::OrganizationId`], which came from the
//!    session; a row of another organisation does not exist.
//! 2. Look-ups return `Option`; only broken storage is an error.
//! 3. Writes happen in a [`UnitOfWork`]: one transaction, committed or rolled back as a whole, never open while the
//!    network is used.
//! 4. Time and identifiers come in as arguments.

mod account;
mod connection;
mod error;
mod exchange;
mod invoice;
mod list;
mod outbox;
mod repository;
mod search;
#[cfg(feature = "suite")]
pub mod suite;

pub use account::{
    Membership, Organization, Scope, ScopedStructure, Session, SessionToken, SignInThrottle, User,
    UserOfOrganization,
};
pub use connection::{
    Connection, ConnectionHealth, ConnectionState, DirectoryEntry, DirectoryService, Structure,
    StructureOverview, StructureSummary,
};
pub use error::StorageError;
pub use exchange::{Exchange, ExchangeFilter, ExchangeOutcome, ExchangePage, ExchangeSummary};
pub use invoice::{Attachment, Document, Event, EventKind, Invoice, JournalEntry, Origin};
pub use list::{InvoiceFilter, InvoicePage, InvoiceRow, ListTotals, Sort, SortColumn, StageCount};
pub use outbox::{Attempt, AttemptOutcome, OutboxItem, OutboxKind, OutboxState};
pub use repository::{Storage, UnitOfWork};
pub use search::{SearchWord, fold, other_text, partner_text, search_words};

/// What every method returns.
pub type Result<T> = std::result::Result<T, StorageError>;
