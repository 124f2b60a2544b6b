//! Why something stands as it stands, as a code with parameters. Stored as such and never as a sentence, so that words
//! can change and be translated; the interface turns codes into words.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{AttachmentNameError, CopyProblem, SiretError};

/// A part of an access that was not typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// Client id of the PISTE application.
    ClientId,
    /// Its secret.
    ClientSecret,
    /// Login of the technical account.
    Login,
    /// Its password.
    Password,
    /// The certificate.
    Certificate,
}

/// What a file is that cannot be deposited as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// An electronic invoice without its PDF: UBL or CII.
    InvoiceXml,
    /// Any other XML.
    Xml,
    /// A table: CSV, XLSX, ODS.
    Spreadsheet,
    /// An image.
    Image,
    /// A text or a presentation of an office program.
    Office,
    /// An archive, where none is opened.
    Archive,
    /// Whatever else.
    #[serde(other)]
    Other,
}

/// Why an attempt ended, a state holds or a request was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    // --- Chorus Pro and the way to it
    /// PISTE refuses client id or secret.
    ApplicationRefused,
    /// Chorus Pro refuses login or password of the technical account.
    TechnicalAccountRefused,
    /// The application is not subscribed to the service.
    NotSubscribed,
    /// The platform finds a file too large.
    FileTooLargeForChorusPro,
    /// The platform asks for fewer calls.
    SlowDown,
    /// A functional refusal, with the platform's own words.
    ChorusProRefused {
        /// `codeRetour`.
        code_retour: i64,
        /// `libelle`, word for word.
        libelle: String,
    },
    /// No answer.
    ChorusProSilent,
    /// A file could not be read or written here.
    FileUnreadable,
    /// The answer could not be read.
    AnswerNotUnderstood,
    /// The invoice was accepted without a number.
    NoDepositNumber,
    /// The PDF was taken without a number.
    NoDocumentNumber,
    /// An attachment was taken without a number.
    NoAttachmentNumber {
        /// Its name.
        name: String,
    },
    /// The structure's SIRET is not known there.
    OwnSiretUnknown,
    /// What was sent could not be looked up yet.
    StillUnverified {
        /// Why not.
        cause: Box<Reason>,
    },
    /// Another invoice stands there under our number: not ours, by amount, recipient or date.
    OtherInvoiceUnderNumber {
        /// `identifiantFactureCPP` of the other one.
        chorus_id: i64,
    },
    /// The address of the platform is wrong in the configuration.
    AddressMisconfigured,
    /// The technical account is not attached to the structure.
    AccountNotAttached,
    /// The access serves structures that the person does not reach.
    SharedAccess,
    /// The person reaches some services of the structure only, and this concerns all of it.
    OnlyServices,
    /// Something between here and Chorus Pro refuses every call: a proxy, a firewall, a gateway.
    GatewayRefused {
        /// HTTP status.
        status: u16,
    },
    /// The client certificate was refused when the connection was made.
    CertificateRefused,
    /// The certificate is past its end.
    CertificateExpired {
        /// Its end.
        at: DateTime<Utc>,
    },
    /// The key does not open what was sealed.
    KeyCannotOpen,
    /// No access serves the structure for this.
    NoAccess,
    // --- How an attempt went well
    /// Accepted.
    Accepted {
        /// `identifiantFactureCPP`.
        chorus_id: i64,
    },
    /// Received there, as the history of the invoice says it.
    Deposited {
        /// `identifiantFactureCPP`.
        chorus_id: i64,
        /// When the answer came.
        at: DateTime<Utc>,
    },
    /// Chorus Pro read the PDF.
    DocumentRead,
    /// Nothing left to do.
    NotNeeded,
    /// It was deposited before.
    DepositedBefore,
    // --- Drafts and submissions
    /// The invoice is gone.
    InvoiceGone,
    /// The draft no longer passes the checks.
    DraftIncomplete,
    /// It was confirmed to leave at a moment to come.
    PlannedFor {
        /// When.
        at: DateTime<Utc>,
    },
    /// When its moment came, the checks found something to correct.
    PlannedNoLongerFits,
    /// The PDF of the invoice is missing.
    DocumentMissing,
    /// It left: it can no longer be changed.
    AlreadySent,
    /// The draft is not the one that was reviewed.
    ChangedSinceReview,
    /// It is still a draft.
    NotSentYet,
    /// Nothing waits to be tried again.
    NothingWaits,
    /// The call has begun.
    TooLateToUndo,
    /// The structure issues no invoices.
    DoesNotIssue,
    /// Chorus Pro does not know the recipient.
    RecipientUnknown,
    /// What was typed is no SIRET.
    SiretUnusable {
        /// Why.
        error: SiretError,
    },
    /// The recipient could not be asked for.
    RecipientNotChecked {
        /// Why not.
        cause: Box<Reason>,
    },
    /// The number was used before.
    NumberTaken,
    // --- Acts on invoices that came back
    /// The invoice no longer stands where this answers.
    ActNotCalledFor,
    /// The form that Chorus Pro expects is inferred, and nobody has confirmed it for production.
    FormNotConfirmed,
    /// The invoice stands elsewhere by now, and the decision has no place there.
    DecisionOvertaken,
    /// Its payment is held: an account to be confirmed, or an approval that is missing.
    PaymentHeld,
    /// A second person has to do it: whoever began it may not.
    SecondPersonNeeded,
    /// Nothing waits for a second person any more.
    NothingToConfirm,
    /// This step of the circuit is not this person's, or not its turn.
    ApprovalNotYours,
    /// The same person has approved another step of this invoice.
    ApprovedBefore,
    /// Whoever refuses to approve says why.
    RefusalUnexplained,
    /// So many teams, rules or steps are kept.
    CircuitFull {
        /// At most.
        most: u64,
    },
    /// Nobody of those reaches the invoice and may decide.
    NobodyReaches,
    /// A table of payment orders whose titles name no number of an invoice.
    MandateTableLacksNumber,
    /// A text for a decision that is empty or too long.
    DecisionTextLength {
        /// Characters at most.
        most: u64,
    },
    /// As many texts for a decision as are kept.
    TooManyDecisionTexts {
        /// How many.
        most: u64,
    },
    /// The same is on its way already.
    ActUnderWay,
    /// Chorus Pro has done it.
    ActDone,
    /// It stands done there: by the call whose answer was lost, or by somebody else.
    ActFoundDone,
    // --- Flows
    /// Neither an XML of an invoice nor a Factur-X.
    NoFlow,
    /// Larger than a flow may be, once compressed.
    FlowTooLarge,
    /// It takes more memory or time than a flow may.
    FlowTooCostly,
    /// Its invoices name none of the structures, or several, and none was chosen.
    FlowNamesNobody,
    /// Something is to be corrected or chosen before it may leave.
    FlowToCorrect,
    /// A draft without a PDF in which the data of its invoice are.
    NothingForFlow,
    /// A flow is its file alone: what is attached to a draft would stay behind.
    FlowTakesNoAttachments,
    /// The draft left as a flow.
    LeftAsFlow,
    /// Nothing of a flow is to be taken up as a draft: it was taken, or is a draft already.
    NothingToTakeUp,
    /// Chorus Pro has named an invoice that was not read in the file of the flow.
    NotInFlow,
    /// The file of an invoice of a flow cannot be read.
    FlowPartUnreadable,
    /// It holds more invoices than are read here.
    FlowCut {
        /// How many are read.
        most: usize,
    },
    /// Taken.
    FlowTaken {
        /// `numeroFluxDepot`; empty where it was found by its invoices.
        number: String,
    },
    /// A typed invoice whose answer was lost is not at Chorus Pro yet.
    NotFoundYet,
    /// None of its invoices is at Chorus Pro yet.
    FlowNotFoundYet,
    /// Chorus Pro knows no flow of this number.
    FlowNumberUnknown {
        /// Which.
        number: String,
    },
    /// What was typed is no number of a flow.
    FlowNumberUnusable,
    // --- EDI
    /// The structure has no EDI link.
    EdiNoLink,
    /// The link was never tried, or something of it was changed since.
    EdiUntested,
    /// The interface of the syntax is not among those of the link.
    EdiInterfaceClosed {
        /// Which.
        interface: String,
    },
    /// The installation allows no folder of its own machine.
    EdiFoldersClosed,
    /// The folder leads out of what the installation allows.
    EdiFolderOutside,
    /// The address of the server is one of the installation's own network, which was not allowed.
    EdiAddressForbidden,
    /// No SSH server answers.
    EdiUnreachable,
    /// The key of the server was not confirmed yet.
    EdiHostKeyUnknown {
        /// Its fingerprint.
        fingerprint: String,
    },
    /// The server shows another key than the one that was confirmed.
    EdiHostKeyChanged {
        /// The fingerprint of the new one.
        fingerprint: String,
    },
    /// The server does not take user and key.
    EdiKeyRefused,
    /// A folder is not there.
    EdiFolderMissing {
        /// Which.
        folder: String,
    },
    /// A folder does not let itself be read or written.
    EdiFolderRefused {
        /// Which.
        folder: String,
    },
    /// The connection broke, or the server did what nobody expects.
    EdiLost,
    /// A file is larger than the folder may bring.
    EdiFileTooLarge {
        /// Its name.
        name: String,
    },
    /// Another file of this name lies there already.
    EdiNameTaken {
        /// The name.
        name: String,
    },
    /// Too many files lie there to be listed.
    EdiTooManyFiles {
        /// How many are taken at most.
        most: usize,
    },
    /// The sequence has come to its end.
    EdiSequenceEnded,
    /// Of an archive it is not known yet whether it lies in the folder: the folder stays.
    EdiUnderWay,
    /// The archive lies in the folder.
    EdiLeft {
        /// Its name.
        name: String,
    },
    /// The archive was laid there and is gone: the other side has fetched it.
    EdiFetched {
        /// Its name.
        name: String,
    },
    // --- Tables of invoices
    /// Neither CSV, XLSX nor ODS.
    NoTable,
    /// A workbook of Excel before 2007.
    TableOld,
    /// A workbook with a password.
    TableProtected,
    /// A workbook that cannot be read.
    TableDamaged,
    /// Nothing stands in it, or no row of titles, or no row below.
    TableEmpty,
    /// It is larger than a table may be, or takes more memory or time.
    TableTooLarge {
        /// Megabytes that it may have.
        megabytes: u64,
    },
    /// It takes more time or memory to read than is given.
    TableTooCostly,
    /// It has more rows than one batch takes.
    TableTooManyRows {
        /// How many it takes.
        most: usize,
    },
    /// It has more columns than one batch takes.
    TableTooManyColumns {
        /// How many it takes.
        most: usize,
    },
    /// A cell holds more text than a cell may.
    TableCellTooLong {
        /// Its row, as a spreadsheet counts.
        row: u32,
        /// Its column, as a spreadsheet counts.
        column: u32,
    },
    /// Drafts are being made: nothing is changed meanwhile.
    BatchRunning,
    /// The batch was given up.
    BatchCancelled,
    /// It cannot go this way from where it stands.
    BatchNotSo,
    /// No invoice of it can become a draft.
    BatchNothingReady,
    /// Drafts were made: it cannot be put aside any more.
    BatchBegun,
    /// Who started it may not do this any more.
    BatchAuthorMayNot,
    /// More PDFs than one batch takes.
    BatchTooManyFiles {
        /// How many it takes.
        most: usize,
    },
    /// More tables than are taken at once.
    TooManyTables {
        /// How many are.
        most: usize,
    },
    // --- Files
    /// The file is empty.
    FileEmpty {
        /// Its name; empty for the invoice itself.
        name: String,
    },
    /// Larger than Chorus Pro takes.
    FileTooLarge,
    /// Not a PDF.
    NotPdf,
    /// Something else than what can be deposited.
    KindNotTaken {
        /// What it is.
        kind: FileKind,
    },
    /// A file of an archive, or all of it, is under a password.
    ArchiveEncrypted,
    /// A damaged archive, or one that is packed in a way that is not read.
    ArchiveUnreadable {
        /// Files that were taken before.
        taken: usize,
    },
    /// An archive that is too large, packed or unpacked, or has too many files.
    ArchiveTooLarge {
        /// Files that were taken before.
        taken: usize,
    },
    /// An archive without any file.
    ArchiveEmpty,
    /// A PDF with a password, or that forbids something.
    PdfEncrypted,
    /// A PDF whose end is missing.
    PdfCutShort,
    /// A damaged PDF.
    PdfUnreadable,
    /// A PDF that takes more memory or time than a file may.
    PdfTooCostly,
    /// Too many PDFs wait to be read.
    ReadersBusy,
    /// Too many dropped files wait for their structure.
    TooManyWaiting,
    /// The name cannot be mended.
    NameUnusable {
        /// Why.
        error: AttachmentNameError,
    },
    /// A file is larger than one that is compressed or split here.
    TooLargeToMend {
        /// Megabytes that it may have.
        megabytes: u64,
    },
    /// Compressed, a file is still larger than Chorus Pro takes.
    StillTooLarge,
    /// A program: none is attached, in an archive neither.
    ProgramNotTaken,
    /// A PDF that is larger than Chorus Pro takes could not be split by its pages.
    NotSplit {
        /// Why.
        problem: CopyProblem,
    },
    /// No copy of a PDF without its data could be made.
    NoPlainCopy {
        /// Why.
        problem: CopyProblem,
    },
    /// A file that was found inside a document is not there, or not the same any more.
    NotInside,
    /// All attachments together are too large.
    AttachmentsTooLarge,
    /// The files of one form together exceed what is taken in one go (128 MB).
    UploadTooLarge,
    /// The person has sent as much as anybody may on a day.
    UploadsOfTheDay,
    /// More invoices than one package holds.
    TooManyToPack {
        /// Most invoices.
        most: u64,
    },
    /// A person has more packages of invoices than one may keep.
    TooManyPackages {
        /// Most packages.
        most: u64,
    },
    /// Files are still fetched for a package.
    PackageNotReady,
    /// Other packages leave the same person, or all places are taken.
    TooManyDownloads,
    /// Somebody did not want to wait for the files of an invoice.
    NotWaitedFor,
    /// A package has as many files as one may have.
    TooManyFilesInPackage {
        /// Most files.
        most: u64,
    },
    /// Chorus Pro does not have the invoice, or its number there is not known.
    NotAtChorusPro,
    /// An archive of which nothing is chosen.
    NothingToArchive,
    /// What was selected of the journal is more than is exported at once.
    JournalTooLong {
        /// The most.
        most: u64,
    },
    /// More invoices than one export takes.
    TooManyToExport {
        /// How many it takes.
        most: u64,
    },
    // --- Lists
    /// The files of the chosen invoices together are more than one archive takes.
    TooLargeToDownload {
        /// Bytes that it takes.
        most: u64,
    },
    /// None of the chosen invoices has a file here.
    NothingToDownload,
    /// A note without a text.
    NoteEmpty,
    /// A note that is too long.
    NoteTooLong {
        /// Characters that it may have.
        most: u64,
    },
    /// An invoice has as many notes as it may.
    TooManyNotes {
        /// How many.
        most: u64,
    },
    /// A view without a name, or with too long a one.
    ViewName {
        /// Characters that it may have.
        most: u64,
    },
    /// The filters of a view are too long to be kept.
    ViewTooLong,
    /// A person has as many views as they may.
    TooManyViews {
        /// How many.
        most: u64,
    },
    /// The moment at which something is to be sent is past or too far away.
    SendingTime {
        /// Days ahead that are possible.
        most: u64,
    },
    // --- Mandates
    /// No mandate is good on the day on which it would leave, and no reason was given.
    MandateMissing,
    /// The reason to go without a mandate is too long.
    MandateReasonTooLong {
        /// Characters that it may have.
        most: u64,
    },
    /// A structure has as many mandates as it may.
    TooManyMandates {
        /// How many.
        most: u64,
    },
    /// A signed mandate that is no PDF.
    MandateNotPdf,
    /// The mandate has ended already.
    MandateEnded,
    // --- Structures and accesses
    /// The structure is there already.
    StructureThere,
    /// No table was given.
    TableNotGiven,
    /// No column is called as those that are needed.
    TableLacksColumns,
    /// The password of the certificate is wrong.
    CertificatePasswordWrong,
    /// The file is no readable certificate.
    CertificateUnreadable,
    // --- People
    /// No electronic address.
    EmailUnusable,
    /// No name.
    NameMissing,
    /// The address was added a moment ago.
    EmailTaken,
    /// The person is a member already.
    AlreadyMember,
    /// An organisation keeps an administrator.
    LastAdministrator,
    /// The present password is wrong.
    PasswordWrong,
    /// A code of the second factor is wrong, or was taken before.
    CodeWrong,
    /// A second factor is in force.
    SecondFactorPresent,
    /// None is.
    SecondFactorAbsent,
    /// What was begun is too old, or nothing was.
    SecondFactorNotBegun,
    /// The second factor is the person's own, or concerns other organisations as well.
    SecondFactorNotYours,
    /// A password was tried too often.
    TooManyTries {
        /// No try before this instant.
        until: DateTime<Utc>,
    },
    /// The new password is too short.
    PasswordTooShort,
    /// The new password is too long.
    PasswordTooLong,
    /// The new password is easily guessed.
    PasswordGuessable,
    /// A failure of our own.
    Internal,
    /// A code of a newer version.
    #[serde(other)]
    Unknown,
}
