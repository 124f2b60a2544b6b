//! What Pupitre keeps, and how it asks for it: records, one small trait per subject, the two handles, and the one
//! behavioural suite that every implementation passes.
//!
//! Five rules for every implementation:
//!
//! 1. Every method that touches rows of an organisation takes its [`domain::OrganizationId`], which came from the
//!    session; a row of another organisation does not exist.
//! 2. Look-ups return `Option`; only broken storage is an error.
//! 3. Writes happen in a [`Transaction`], which also reads: nothing is decided on what was read outside it. It is
//!    committed or rolled back as a whole, and never open while the network is used.
//! 4. Transactions of one [`Turn`] never overlap.
//! 5. Time and identifiers come in as arguments.

mod access;
mod access_lists;
mod account;
mod act;
mod arrival;
mod batch;
mod charge;
mod circuit;
mod dashboard;
mod database;
mod decision_text;
mod document_way;
mod draft_keeper;
mod dropped_file;
mod edi;
mod engagement;
mod error;
mod exchange;
mod flow;
mod installation;
mod invoice;
mod invoice_note;
mod invoice_parts;
mod job;
mod journal;
mod list;
mod mandate;
mod notice;
mod package;
mod payer;
mod public_directory;
mod readiness;
mod saved_view;
mod search;
mod second_factor;
mod siret_change;
mod structure;
mod structure_facts;
#[cfg(feature = "suite")]
pub mod suite;
mod supplier_account;
mod validation;
mod works;
mod works_act;
mod works_form;

pub use access::{
    Access, AccessHealth, AccessKind, AccessRights, AccessState, AttachedAccess, CertificateFacts,
    ReadAccesses, WriteAccesses,
};
pub use access_lists::{Listed, PlatformLists, ReadAccessLists, WriteAccessLists};
pub use account::{
    Membership, Organization, ReadAccounts, Scope, ScopedStructure, Session, SessionToken, SignInThrottle,
    User, UserOfOrganization, WriteAccounts,
};
pub use act::{Act, ReadActs, WriteActs};
pub use arrival::{Invitation, ReadArrivals, WriteArrivals};
pub use batch::{Batch, BatchCount, BatchFile, BatchItem, ReadBatches, WriteBatches};
pub use charge::{InCharge, ReadCharges, WriteCharges};
pub use circuit::{Approval, ApprovalDecision, ReadCircuit, Team, WriteCircuit};
pub use dashboard::{
    AgedSum, DelayDays, DueSum, LateSum, PaidCount, Partner, ReadDashboard, ReturnCount, Returns, StepCount,
    StepOwner,
};
pub use database::{Database, Snapshot, Transaction, Turn};
pub use decision_text::{DecisionText, ReadDecisionTexts, WriteDecisionTexts};
pub use document_way::{ChosenWay, PlainCopy, ReadDocumentWays, WriteDocumentWays};
pub use draft_keeper::{DraftKeeper, ReadDraftKeepers, WriteDraftKeepers};
pub use dropped_file::{DroppedFile, ReadDroppedFiles, WriteDroppedFiles};
pub use edi::{EdiFate, EdiFile, EdiLink, EdiPlace, EdiTold, ReadEdi, WriteEdi};
pub use engagement::{FoundEngagement, KnownEngagement, ReadEngagements, WriteEngagements};
pub use error::StorageError;
pub use exchange::{
    Exchange, ExchangeFilter, ExchangeOutcome, ExchangePage, ExchangeSummary, ExchangeTransaction,
    ReadExchanges, WriteExchanges,
};
pub use flow::{Flow, FlowInvoice, ReadFlows, WriteFlows};
pub use installation::{Mark, ReadMarks, ReadSecrets, SealedSecret, SecretPlace, WriteMarks, WriteSecrets};
pub use invoice::{
    Alike, Attachment, Document, Draft, Event, EventKind, Invoice, MendedFrom, Origin, ReadInvoices,
    WriteInvoices,
};
pub use invoice_note::{InvoiceNote, Mention, ReadInvoiceNotes, WriteInvoiceNotes};
pub use invoice_parts::{
    Assignee, InvoiceLine, ReadInvoiceParts, Reception, ReceptionTerms, WriteInvoiceParts,
};
pub use job::{
    Attempt, AttemptOutcome, Job, JobCount, JobEnd, JobState, Lease, LeaseRequest, NewJob, Priority,
    ReadJobs, WriteJobs,
};
pub use journal::{
    CANONICAL_FORM, JOURNAL_LOOKED_THROUGH, JournalAuthor, JournalBreak, JournalChain, JournalEntry,
    JournalFault, JournalFilter, JournalHash, JournalHead, JournalLine, JournalLink, JournalPage,
    JournalResult, KeptHead, ReadJournal, VerifiedChain, WriteJournal, verify_journal,
};
pub use list::{
    CountMoments, CurrencySum, InvoiceFilter, InvoicePage, InvoiceRow, ListMark, ListTotals, MOST_MARKED,
    MOST_ROWS, Moments, Neighbours, RowMarks, Sort, SortColumn, StageCount, StatusCount, StructureCounts,
};
pub use mandate::{Mandate, MandateEnd, ReadMandates, WriteMandates};
pub use notice::{Listener, Notice, WriteNotices};
pub use package::{
    ArchivePlan, Package, PackageChoice, PackageCounts, PackageItem, PackageOwner, ReadPackages,
    WritePackages,
};
pub use payer::{KnownPayer, KnownRate, ReadPayers, WritePayers};
pub use public_directory::{
    FoundStructures, MOST_FOUND, PageAsked, PublicDirectory, PublicService, PublicStructure,
    ReadPublicDirectory, WritePublicDirectory, directory_question, directory_words,
};
pub use readiness::{Obstacle, Readiness};
pub use saved_view::{ReadSavedViews, SavedView, WriteSavedViews};
pub use search::{SearchWord, fold, other_text, partner_text, search_words};
pub use second_factor::{
    Protection, ReadSecondFactors, RecoveryCode, SecondFactor, SignInChallenge, WriteSecondFactors,
};
pub use siret_change::{ReadSiretChanges, SiretChange, TickedStep, WriteSiretChanges};
pub use structure::{
    DirectoryEntry, DirectoryService, ReadDirectory, ReadStructures, SentInvoice, Structure,
    StructureOverview, StructureSummary, SynchronisationFailure, WriteDirectory, WriteStructures,
};
pub use structure_facts::{
    BankAccount, Establishment, OwnService, ReadStructureFacts, StructureFacts, WriteStructureFacts,
};
pub use supplier_account::{
    CallBack, InvoiceAccount, ReadSupplierAccounts, SupplierAccount, WriteSupplierAccounts,
};
pub use validation::{
    ReadValidations, Reply, Validation, ValidationRound, ValidationsAsked, WriteValidations,
};
pub use works::{ReadWorks, WorksContent, WorksDocument, WorksRound, WriteWorks};
pub use works_act::{ReadWorksActs, WorksAct, WorksActFile, WriteWorksActs};
pub use works_form::{ConfirmedForm, ReadWorksForms, WriteWorksForms};

/// What every method returns.
pub type Result<T> = std::result::Result<T, StorageError>;
