//! The second way into Chorus Pro: the EDI link of a structure, and the files that came by it.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{EdiFileId, EdiLinkId, FlowId, FlowSyntax, InvoiceId, OrganizationId, Reason, StructureId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{AccessState, Document, Flow, Result};

/// Where files are exchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EdiPlace {
    /// A folder of the machine, below what the installation allows.
    Folder {
        /// Which.
        root: String,
    },
    /// An SFTP server.
    Sftp {
        /// Its name or address.
        host: String,
        /// Its port.
        port: u16,
        /// Who signs in.
        user: String,
        /// The key that signs in, sealed.
        sealed_key: String,
        /// Its public half, for the other side.
        public_key: String,
        /// The key of the server that a person has confirmed: algorithm and fingerprint.
        host_key: Option<String>,
    },
}

/// The EDI link of a structure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdiLink {
    /// Identifier; also its lane.
    pub id: EdiLinkId,
    /// Owner.
    pub organization: OrganizationId,
    /// Of which structure.
    pub structure: StructureId,
    /// The code that Chorus Pro gave.
    pub application: String,
    /// The number of the next archive of this code.
    pub next_sequence: i64,
    /// By which interfaces archives may leave.
    pub syntaxes: Vec<FlowSyntax>,
    /// Where.
    pub place: EdiPlace,
    /// Where archives are laid.
    pub outbox: String,
    /// Where files come from.
    pub inbox: String,
    /// Where files go that were taken; empty removes them.
    pub processed: String,
    /// Whether it works.
    pub state: AccessState,
    /// Since when.
    pub state_since: DateTime<Utc>,
    /// Counts what was entered: a state is noted only for the one it was learnt with.
    pub generation: i64,
    /// When the folder was last looked through.
    pub collected_at: Option<DateTime<Utc>>,
    /// What that look could not do.
    pub problem: Option<Reason>,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// What became of a file that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdiFate {
    /// All that it tells was taken over.
    Applied,
    /// Some of it belongs to nothing that is known here.
    Partly,
    /// Nothing of it was understood, or belongs to anything.
    Kept,
}

impl EdiFate {
    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Partly => "partly",
            Self::Kept => "kept",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Applied, Self::Partly, Self::Kept].into_iter().find(|known| known.code() == code)
    }
}

/// One thing that a file tells, and what it was tied to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EdiTold {
    /// The file inside the archive; empty where it is none.
    pub part: String,
    /// `report`, `life_cycle`, `pivot`, `invoice` or `unknown`.
    pub kind: String,
    /// The number of the flow or invoice.
    pub number: String,
    /// The code of the status, where it tells one.
    pub status: String,
    /// The flow that it belongs to.
    pub flow: Option<FlowId>,
    /// The invoice that it belongs to.
    pub invoice: Option<InvoiceId>,
    /// What there is to say, in French.
    pub said: Vec<String>,
}

/// A file that came.
#[derive(Clone, Debug, PartialEq)]
pub struct EdiFile {
    /// Identifier.
    pub id: EdiFileId,
    /// Owner.
    pub organization: OrganizationId,
    /// To which structure.
    pub structure: StructureId,
    /// The file, under the name that it had there.
    pub document: Document,
    /// What became of it.
    pub fate: EdiFate,
    /// What it tells.
    pub told: Vec<EdiTold>,
    /// What was read of it, as the reader says it; null in a list.
    pub contents: Value,
    /// When it was taken.
    pub received_at: DateTime<Utc>,
    /// When it was taken out of the folder; none while that is to be done.
    pub cleared_at: Option<DateTime<Utc>>,
}

/// Asking for links and files.
#[async_trait]
pub trait ReadEdi: Send {
    /// The link of a structure.
    async fn edi_link(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
    ) -> Result<Option<EdiLink>>;
    /// All links of an organisation.
    async fn edi_links(&mut self, organization: OrganizationId) -> Result<Vec<EdiLink>>;
    /// The latest files of a structure, latest first, without their contents, which may be long.
    async fn edi_files(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        most: u32,
    ) -> Result<Vec<EdiFile>>;
    /// One file.
    async fn edi_file(&mut self, organization: OrganizationId, id: EdiFileId) -> Result<Option<EdiFile>>;
    /// The file of a structure with this content.
    async fn edi_file_with(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        sha256: &str,
    ) -> Result<Option<EdiFile>>;
    /// The flow of a structure that left by EDI under a number.
    async fn edi_flow(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        number: &str,
    ) -> Result<Option<Flow>>;
    /// Received invoices of a structure by their number and the number of the supplier.
    async fn received_with_number(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        supplier: &str,
        number: &str,
    ) -> Result<Vec<InvoiceId>>;
}

/// Changing links and files.
#[async_trait]
pub trait WriteEdi: ReadEdi {
    /// Adds a link, or replaces that of the structure; the sequence never goes back.
    async fn put_edi_link(&mut self, link: &EdiLink) -> Result<()>;
    /// Takes the next number of an application code: no link of the organisation with this code gets it again.
    async fn take_edi_sequence(&mut self, organization: OrganizationId, application: &str) -> Result<i64>;
    /// Notes whether a link works, unless it was changed since; false then.
    async fn set_edi_state(
        &mut self,
        organization: OrganizationId,
        id: EdiLinkId,
        generation: i64,
        state: &AccessState,
        since: DateTime<Utc>,
    ) -> Result<bool>;
    /// Notes that the folder was looked through, and what could not be done there.
    async fn set_edi_collected(
        &mut self,
        organization: OrganizationId,
        id: EdiLinkId,
        at: DateTime<Utc>,
        problem: Option<&Reason>,
    ) -> Result<()>;
    /// Adds a file.
    async fn insert_edi_file(&mut self, file: &EdiFile) -> Result<()>;
    /// Replaces what became of a file.
    async fn set_edi_file_told(
        &mut self,
        organization: OrganizationId,
        id: EdiFileId,
        fate: EdiFate,
        told: &[EdiTold],
    ) -> Result<()>;
    /// Notes that a file was taken out of the folder.
    async fn set_edi_file_cleared(
        &mut self,
        organization: OrganizationId,
        id: EdiFileId,
        at: DateTime<Utc>,
    ) -> Result<()>;
}
