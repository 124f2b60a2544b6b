//! Identifiers of rows: UUID version 7, so that they sort by creation. Never secrets.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

use crate::Entropy;

/// A UUID version 7 of this instant.
#[must_use]
pub fn new_id(now: DateTime<Utc>, entropy: &dyn Entropy) -> Uuid {
    let mut random = [0_u8; 10];
    entropy.fill(&mut random);
    let milliseconds = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid()
}

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

identifiers!(
    /// An accounting firm or a public body: the owner of all its rows.
    OrganizationId,
    /// A person who signs in.
    UserId,
    /// What is done to an invoice that came back.
    ActId,
    /// A file of structured invoices.
    FlowId,
    /// The second way into Chorus Pro of a structure, by exchanged files.
    EdiLinkId,
    /// A file that came by it.
    EdiFileId,
    /// A table of invoices.
    BatchId,
    /// A signed-in browser.
    SessionId,
    /// A company or public body on Chorus Pro, one SIRET.
    StructureId,
    /// A PISTE application with a technical account, or a certificate: it serves one structure or many.
    AccessId,
    /// What allows somebody to act for a client structure.
    MandateId,
    /// An invoice, from draft to payment.
    InvoiceId,
    /// A document attached to an invoice.
    AttachmentId,
    /// A file that was dropped and waits for its structure.
    DroppedFileId,
    /// What somebody wrote on an invoice for their colleagues.
    InvoiceNoteId,
    /// The filters of a list under a name.
    SavedViewId,
    /// Invoices that are made ready to be taken away together.
    PackageId,
    /// A text for a decision, kept to be used again.
    DecisionTextId,
    /// People who approve for each other.
    TeamId,
    /// Which received invoices go which way.
    CircuitRuleId,
    /// An invoice of others that waits for the answer of a validator.
    ValidationId,
    /// What a validator answers to it.
    ReplyId,
    /// A piece of a billing file of works.
    WorksDocumentId,
    /// What is done to it.
    WorksActId,
    /// Something that happened to an invoice.
    EventId,
    /// Something still to be done without a person.
    JobId,
    /// A running process that takes jobs.
    ProcessId,
    /// One try of a job.
    AttemptId,
    /// One call to Chorus Pro, as the journal of exchanges keeps it.
    ExchangeId,
);
