//! The two handles: one that reads, one that also writes.

use async_trait::async_trait;
use domain::OrganizationId;

use crate::{
    ExchangeTransaction, Listener, ReadAccessLists, ReadAccesses, ReadAccounts, ReadActs, ReadArrivals,
    ReadBatches, ReadCharges, ReadCircuit, ReadDashboard, ReadDecisionTexts, ReadDirectory, ReadDocumentWays,
    ReadDraftKeepers, ReadDroppedFiles, ReadEdi, ReadEngagements, ReadExchanges, ReadFlows, ReadInvoiceNotes,
    ReadInvoiceParts, ReadInvoices, ReadJobs, ReadJournal, ReadMandates, ReadMarks, ReadPackages, ReadPayers,
    ReadPublicDirectory, ReadSavedViews, ReadSecondFactors, ReadSecrets, ReadSiretChanges,
    ReadStructureFacts, ReadStructures, ReadSupplierAccounts, ReadValidations, ReadWorks, ReadWorksActs,
    ReadWorksForms, Readiness, Result, WriteAccessLists, WriteAccesses, WriteAccounts, WriteActs,
    WriteArrivals, WriteBatches, WriteCharges, WriteCircuit, WriteDecisionTexts, WriteDirectory,
    WriteDocumentWays, WriteDraftKeepers, WriteDroppedFiles, WriteEdi, WriteEngagements, WriteFlows,
    WriteInvoiceNotes, WriteInvoiceParts, WriteInvoices, WriteJobs, WriteJournal, WriteMandates, WriteMarks,
    WriteNotices, WritePackages, WritePayers, WritePublicDirectory, WriteSavedViews, WriteSecondFactors,
    WriteSecrets, WriteSiretChanges, WriteStructureFacts, WriteStructures, WriteSupplierAccounts,
    WriteValidations, WriteWorks, WriteWorksActs, WriteWorksForms,
};

/// Whose writers wait for each other. Two transactions of the same turn never overlap, so that what one has read still
/// holds when it writes, in every process. An embedded database has one turn for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn<'k> {
    /// Everything that one organisation owns.
    Organization(OrganizationId),
    /// What belongs to a person or an address before any organisation: sessions, failed sign-ins.
    Account(&'k str),
    /// No turn: for transactions whose single statements decide by themselves (leases, heartbeats).
    Free,
}

/// The database. Cheap to share behind an `Arc`.
#[async_trait]
pub trait Database: Send + Sync {
    /// A handle that reads. Give it back soon, and never hold it while the network is used.
    async fn read(&self) -> Result<Box<dyn Snapshot>>;
    /// Begins a transaction when its turn comes.
    async fn write(&self, turn: Turn<'_>) -> Result<Box<dyn Transaction>>;
    /// Has every notice told to `listener` from now on, those of other processes that share the database included.
    fn listen(&self, listener: Listener);
    /// Whether other processes may work on it at the same time.
    fn is_shared(&self) -> bool;
    /// A handle that reads the journal of exchanges. The journal stands in a place of its own, so that writing it and
    /// removing what is old neither waits for other writers nor delays them.
    async fn read_exchanges(&self) -> Result<Box<dyn ReadExchanges>>;
    /// Begins a transaction on the journal of exchanges.
    async fn write_exchanges(&self) -> Result<Box<dyn ExchangeTransaction>>;
    /// What can be done with it at present: tried out, by reading it anew and by writing to it. Costs a write that
    /// reaches the disk.
    async fn readiness(&self) -> Readiness;
    /// Whether everything can be done with it.
    async fn is_ready(&self) -> bool {
        self.readiness().await.is_ready()
    }
    /// Closes the database after its last transaction.
    async fn close(&self);
}

/// Everything that can be asked.
pub trait Snapshot:
    ReadAccounts
    + ReadActs
    + ReadArrivals
    + ReadAccessLists
    + ReadAccesses
    + ReadBatches
    + ReadStructures
    + ReadStructureFacts
    + ReadSupplierAccounts
    + ReadCharges
    + ReadCircuit
    + ReadDashboard
    + ReadDirectory
    + ReadDecisionTexts
    + ReadDocumentWays
    + ReadDraftKeepers
    + ReadDroppedFiles
    + ReadEdi
    + ReadEngagements
    + ReadFlows
    + ReadInvoices
    + ReadInvoiceNotes
    + ReadInvoiceParts
    + ReadJobs
    + ReadJournal
    + ReadMandates
    + ReadMarks
    + ReadPackages
    + ReadPayers
    + ReadSavedViews
    + ReadSecondFactors
    + ReadSecrets
    + ReadSiretChanges
    + ReadPublicDirectory
    + ReadValidations
    + ReadWorks
    + ReadWorksActs
    + ReadWorksForms
    + Send
{
}

impl<T> Snapshot for T where
    T: ReadAccounts
        + ReadActs
        + ReadArrivals
        + ReadAccessLists
        + ReadAccesses
        + ReadBatches
        + ReadStructures
        + ReadStructureFacts
        + ReadSupplierAccounts
        + ReadCharges
        + ReadCircuit
        + ReadDashboard
        + ReadDirectory
        + ReadDecisionTexts
        + ReadDocumentWays
        + ReadDraftKeepers
        + ReadDroppedFiles
        + ReadEdi
        + ReadEngagements
        + ReadFlows
        + ReadInvoices
        + ReadInvoiceNotes
        + ReadInvoiceParts
        + ReadJobs
        + ReadJournal
        + ReadMandates
        + ReadMarks
        + ReadPackages
        + ReadPayers
        + ReadSavedViews
        + ReadSecondFactors
        + ReadSecrets
        + ReadSiretChanges
        + ReadPublicDirectory
        + ReadValidations
        + ReadWorks
        + ReadWorksActs
        + ReadWorksForms
        + Send
{
}

/// One transaction that reads and writes. Dropped without [`Transaction::commit`], it leaves no trace.
#[async_trait]
pub trait Transaction:
    Snapshot
    + WriteAccounts
    + WriteActs
    + WriteArrivals
    + WriteAccessLists
    + WriteAccesses
    + WriteBatches
    + WriteStructures
    + WriteStructureFacts
    + WriteSupplierAccounts
    + WriteCharges
    + WriteCircuit
    + WriteDirectory
    + WriteDecisionTexts
    + WriteDocumentWays
    + WriteDraftKeepers
    + WriteDroppedFiles
    + WriteEdi
    + WriteEngagements
    + WriteFlows
    + WriteInvoices
    + WriteInvoiceNotes
    + WriteInvoiceParts
    + WriteJobs
    + WriteJournal
    + WriteMandates
    + WriteMarks
    + WriteNotices
    + WritePackages
    + WritePayers
    + WriteSavedViews
    + WriteSecondFactors
    + WriteSecrets
    + WriteSiretChanges
    + WritePublicDirectory
    + WriteValidations
    + WriteWorks
    + WriteWorksActs
    + WriteWorksForms
    + Send
{
    /// Makes everything durable.
    async fn commit(self: Box<Self>) -> Result<()>;
}
