//! Everything that can be asked of Pupitre, in wings: a wing is a folder, its file names tell what it does.
//!
//! What a person may do is on the [`Desk`]: every operation takes an [`Actor`], which came from the session, and the
//! organisation is never an argument. What happens without a person (jobs, command line) is on the [`System`], which no
//! page has.
//!
//! | wing | what |
//! |---|---|
//! | `accounts` | organisations, people, sessions, passwords |
//! | `access` | credentials of Chorus Pro: sealing, clients, what their failures mean, the circuit |
//! | `connecting` | giving structures their accesses, and trying them |
//! | `directory` | recipients and what they ask for |
//! | `issuing` | from a dropped PDF to Chorus Pro |
//! | `flows` | files of structured invoices, from reading to their reports |
//! | `edi` | the second way into Chorus Pro: links, their folders, what comes back |
//! | `batches` | tables of invoices, from their rows to drafts |
//! | `receiving` | received invoices before a decision: who looks after them, what looks wrong |
//! | `circuit` | who approves received invoices, which rules lead them, what needs a second person |
//! | `acting` | what is done to invoices that came back, and what recipients decide |
//! | `validating` | invoices of others that wait for the answer of a validator |
//! | `works` | works documents: who has them, since when, billing files as chains, what is done to them |
//! | `verifying` | invoices that are not here: a file is checked and forgotten |
//! | `searching` | received invoices at Chorus Pro that are not here, and fetching them |
//! | `tracking` | what changed at Chorus Pro, in both directions |
//! | `mandates` | who may act for which client structure, and what leaves without a mandate |
//! | `downloads` | invoices that are taken away together, and monthly archives |
//! | `portfolio` | one list over all structures, the invoice page, what needs somebody today |
//! | `exchanges` | what was said to Chorus Pro and what it answered |
//! | `journal` | who did what: read, taken away, verified |
//! | `housekeeping` | what is removed, and when |
//!
//! They stand on `ground` and call each other one way only (`tests/arrows.rs`):
//! `mandates` ← `issuing`, `flows`, `portfolio`; `circuit` ← `tracking`, `edi`, `acting`;
//! `exchanges` ← `access` ← `directory` ← `issuing` ← `acting`, `batches`, `flows`, and `access` ← `tracking` ← `connecting`, `issuing`, `access` ←
//! `portfolio`, `downloads`, `directory` ← `connecting`, `access` ← `edi` ← `flows`; `access`, `issuing`, `portfolio`,
//! `tracking` ← `validating`; `access`, `issuing`, `tracking` ← `works`; `access`, `tracking` ← `searching`.

mod access;
mod accounts;
mod acting;
mod batches;
mod circuit;
mod connecting;
mod desk;
mod directory;
mod downloads;
mod edi;
mod exchanges;
mod flows;
mod ground;
mod housekeeping;
mod issuing;
mod journal;
mod mandates;
mod portfolio;
mod receiving;
mod searching;
mod system;
mod tracking;
mod validating;
mod verifying;
mod works;

pub use access::{Resealed, keys_of_secrets, reseal_all, sealed_by_key, unopened_key};
pub use accounts::{
    Accounts, Added, Enrolment, MySecondFactor, NewUser, PasswordHasher, RECOVERY_CODES, Registry, SignIn,
    SignInCode, SignInError, SignedIn, TooBusy,
};
pub use acting::{
    ActView, Acting, Confirmed, DecisionOf, DecisionTrial, DecisionTrials, DecisionView, MOST_DECIDED,
    MOST_DECISION_TEXTS, NotDecided, Perform, SavedAct, WaitingAct,
};
pub use batches::{
    BatchChoices, BatchPage, BatchSummary, BatchView, Batches, BegunBatches, ITEMS_PER_PAGE, MOST_BATCHES,
    MakeDrafts,
};
pub use circuit::{
    AbsenceTyped, AccountCheck, Approvers, Circuit, CircuitSettings, CircuitTasks, InvoiceCircuit,
    LONGEST_CALL_BACK, MOST_RULES, MOST_TEAMS, RuleTyped, TRIED_INVOICES, TeamTyped, Trial,
};
pub use connecting::{
    AccessCheck, AccessReport, CallAnswer, Connecting, Credentials, KnownService, KnownServices, LastCall,
    Outward, ServingAccess, input_to_fill,
};
pub use desk::Desk;
pub use directory::{
    Asked, CheckEngagement, Directory, DirectoryPage, EngagementInvoice, EngagementLine, EngagementPage,
    EngagementQuestion, EngagementRow, EngagementSheet, FEWEST_CASES, FoundRecipients, ImportDirectory,
    RecipientCandidate, RecipientCard, RecipientHistory, RecipientSheet, RecipientStage, SheetService,
    StageTime, UsedCode,
};
pub use downloads::{
    Begun, Downloads, FillPackage, LeftOut, MOST_SHOWN, MakeArchives, NewPackage, PackageIndex,
    PackageStream, PackageSummary, PackageTyped, PackageView, PackedFile, PackedInvoice, StructureArchives,
};
pub use edi::{CollectEdi, Edi, EdiExamined, EdiPage, EdiTest, EdiTyped, FILES_SHOWN};
pub use exchanges::Exchanges;
pub use flows::{
    DepositEdi, DepositFlow, FlowChoice, FlowView, Flows, FollowFlow, LARGEST_FLOW, MOST_FLOWS, TakenUp,
    may_hold_more,
};
pub use ground::{
    Actor, ArchivePieces, Change, EvidenceText, LiveChanges, OperationError, PasswordCost, Result,
    SecondFactorState, Settings, StreamPlace, new_id, new_token,
};
pub use issuing::{
    AddedAttachment, Assigned, Departure, DepositView, Difference, DoneWithSeveral, DraftCard, DraftConflict,
    DraftDesk, DraftEdit, Dropped, DroppedPart, Examined, FoundIn, FoundInside, Issuing, Keeper,
    LARGEST_DROP, Lack, Leaving, MOST_DRAFTS, ReadIssuer, Readiness, ReceiveError, Recognise, Recognition,
    Remembered, RemovedRow, Review, ReviewOfSeveral, SavedDraft, Submit, UsedBefore, WaitingFiles,
    WayOfDraft, planned_for,
};
pub use journal::{Chain, Journal, JournalNames, MOST_JOURNAL_EXPORTED};
pub use mandates::{MOST_MANDATES, MandateLine, MandateRegister, Mandates, NewMandate, WithoutMandate};
pub use portfolio::{
    AGES, AHEAD_DAYS, Aged, AgedRow, Ageing, Chosen, ChosenInvoice, CurrentAct, CutOff, DueCalendar, DueDay,
    FileContents, Files, Found, Funnel, ImportDefaults, ImportRow, InterestFigures, InterestRow, InvoiceView,
    KnownFacts, LARGEST_DOWNLOAD, LARGEST_TABLE, LATEST_PAYMENTS, LONGEST_NOTE, LONGEST_VIEW_NAME, LateClaim,
    ListedFile, Listing, MOST_CHOSEN, MOST_EXPORTED, MOST_IMPORTED, MOST_LISTED, MOST_NOTES, MOST_TERMS,
    MOST_VIEWS, MonthOfPayments, NationalReference, NewStructure, NewView, NoStatement, NotAsked, NotShown,
    Overview, PAGES_AT_ONCE, PageWidth, Payer, PaymentMonths, PictureFormat, Portfolio, RateOfHalf, ReadTerm,
    ReadTerms, Refreshed, ReturnReason, ReturnsTable, RowFate, Shown, SiretChangeView, SiretStepView, Spread,
    Standing, StepRow, StepTimes, StructureSheet, Submission, TermGroup, TermGroupKind, TermValue, WEEKS,
    is_called, may_delete_view, may_read_exchanges, structures_called,
};
pub use receiving::{
    LARGEST_MANDATE_TABLE, MOST_MANDATE_ROWS, MandateRow, NamedInvoice, Receiving, Suspicion,
};
pub use searching::{Fetching, FoundHere, FoundPage, MOST_FOUND, SearchQuery, SearchedPlace, Searching};
pub use system::{Parts, System, Working, kinds_that_leave};
pub use verifying::{Ask, Checked, Verifying, checked_html, packs};

/// What a program with a [`Desk`] must be able to do apart ([`apart::child`]).
pub const TASKS: [apart::Task; 19] = [
    issuing::READ_PDF,
    portfolio::READ_PAGES,
    portfolio::DRAW_PAGE,
    issuing::READ_NUMBERS,
    flows::READ_FLOW,
    edi::READ_EDI,
    edi::TAKE_DOCUMENT,
    batches::READ_TABLE,
    portfolio::READ_TABLE,
    issuing::READ_XML,
    issuing::TAKE_INSIDE,
    issuing::COPY_WITHOUT_FILES,
    issuing::CUT_PDF,
    flows::TAKE_PART,
    receiving::READ_MANDATES,
    circuit::READ_ACCOUNT,
    portfolio::READ_CONTENTS,
    verifying::CHECK,
    verifying::VIEW,
];

pub use tracking::{
    FetchFiles, Follow, FollowValidations, FollowWorks, FoundInvoice, MirrorFiles, ReadStructure,
    Synchronise, TakeFound,
};
pub use validating::{
    AnswerValidation, NotRead, SavedReply, VALIDATIONS_PER_PAGE, Validating, ValidationPage, ValidationRow,
    ValidationView,
};
pub use works::{
    MOST_WORKS_SHOWN, PerformWorks, ReadWorksDocument, SavedWorksAct, Works, WorksActView, WorksActs,
    WorksBoard, WorksCard, WorksFacts, WorksFile, WorksFormState, WorksLine, WorksNotRead, WorksReading,
    WorksVat,
};

pub use ::edi::{
    Content as EdiContent, Contents as EdiContents, Finding as EdiFinding, Part as EdiPart,
    Statuses as EdiStatuses, Weight as EdiWeight, status_code as edi_status_code,
};
pub use chorus_pro::{
    Confidence, ConformityReport, Effect, FieldKind, Finding, InputField, Layer, SERVICES, Service, Verdict,
    describe,
};
pub use documents::{DocumentStore, OpenFile, StoredFile, UploadError};
pub use jobs::QueueSettings;
pub use pdf_pages::{Line, Page, Pages, Word};
pub use storage::{
    Access, AccessHealth, AccessKind, AccessRights, AccessState, Act, Approval, ApprovalDecision,
    ArchivePlan, Assignee, AttachedAccess, Attachment, Attempt, AttemptOutcome, BankAccount, Batch,
    BatchCount, BatchFile, BatchItem, CallBack, CertificateFacts, ConfirmedForm, CurrencySum, DecisionText,
    Document, Draft, EdiFate, EdiFile, EdiLink, EdiPlace, EdiTold, Establishment, Event, EventKind, Exchange,
    ExchangeFilter, ExchangeOutcome, ExchangePage, ExchangeSummary, Flow, FlowInvoice, FoundStructures,
    InCharge, Invitation, Invoice, InvoiceAccount, InvoiceFilter, InvoiceNote, InvoicePage, InvoiceRow,
    JobState, JournalAuthor, JournalFilter, JournalHead, JournalLine, JournalPage, JournalResult, KeptHead,
    KnownPayer, KnownRate, ListMark, ListTotals, Listed, MOST_MARKED, Mandate, MandateEnd, Membership,
    MendedFrom, Mention, Moments, Neighbours, Organization, Origin, Package, PackageChoice, PackageCounts,
    PackageItem, PackageOwner, Partner, PlatformLists, PublicDirectory, PublicStructure, Reception, Reply,
    RowMarks, SavedView, Scope, ScopedStructure, Session, SiretChange, Sort, SortColumn, StageCount,
    StatusCount, StepOwner, StorageError, Structure, StructureCounts, StructureFacts, StructureOverview,
    StructureSummary, SupplierAccount, SynchronisationFailure, Team, TickedStep, UserOfOrganization,
    Validation, WorksAct, WorksActFile, WorksDocument,
};
pub use vault::PublicCertificate;
