//! What there is to say about a field, as a code with parameters. The sentences are the interface's.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{AmountError, Closed, Hold, IdentifierError, Missing, PatternError, Reason, SiretError, VatType};

/// What there is to say about a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Remark {
    // --- Any form
    /// Not usable for a reason that is also stored elsewhere.
    Because {
        /// Which.
        reason: Reason,
    },
    /// Somebody else changed the field too: the person has to choose.
    ChangedMeanwhile,
    /// Nothing of the list was chosen.
    NotChosen,
    /// Longer than Chorus Pro takes.
    TooLong {
        /// Characters at most.
        longest: usize,
        /// Characters typed.
        length: usize,
    },
    /// No SIRET.
    Siret {
        /// Why.
        error: SiretError,
    },
    /// No identifier of its kind.
    Identifier {
        /// Why.
        error: IdentifierError,
    },
    /// The key of a SIRET is wrong; the fictitious ones of qualification have none.
    SiretKeyWrong,
    /// No amount.
    Amount {
        /// Why.
        error: AmountError,
    },
    /// A pattern of names that says nothing usable.
    NamePattern {
        /// Why.
        error: PatternError,
    },
    // --- Acts on invoices that came back
    /// Neither a document nor a comment.
    NothingToComplete,
    /// The way of the invoice is the one that was refused, and nothing is said of it.
    RoutingUnchanged,
    /// No validator.
    ValidatorMissing,
    /// A bank account that the structure does not have, or has no longer.
    BankAccountUnknown,
    /// The cadre asks for a validator, and none is named.
    ValidatorOfFrameworkMissing,
    /// A validator beside a cadre that has none.
    ValidatorAlone,
    /// The validator is who issues the invoice.
    ValidatorIsIssuer,
    /// Chorus Pro does not know the validator.
    ValidatorUnknown,
    /// The validator has no such service.
    ValidatorServiceUnknown,
    /// Chorus Pro could not be asked about the validator.
    ValidatorNotChecked {
        /// Why.
        cause: Box<Reason>,
    },
    /// A colleague has changed what is being prepared.
    PreparedMeanwhile {
        /// Who.
        name: String,
    },
    // --- Decisions on received invoices
    /// The decision is not open.
    DecisionClosed {
        /// Why.
        closed: Closed,
    },
    /// Something keeps the payment from being ordered.
    PaymentHeld {
        /// What.
        hold: Hold,
    },
    // --- The circuit of received invoices
    /// A rule or a team has a name.
    CircuitNameMissing,
    /// A rule that gives nobody anything to do.
    CircuitRuleIdle,
    /// A team has members.
    TeamEmpty,
    /// The last day of an absence is before the first one.
    AbsenceEndsBefore,
    /// Who stands in is somebody else.
    SubstituteIsSelf,
    /// What the supplier said when it was called back is written down.
    CallBackMissing,
    /// What goes back to its supplier has to say why.
    MotifMissing,
    /// The payment was ordered: an interruption has no effect on the delay.
    InterruptionAfterOrder,
    /// Work that is still to be done.
    ServiceDayToCome,
    /// The delay of a contract is no number of days, or longer than any legal one.
    ContractDaysUnusable {
        /// The longest legal delay.
        longest: u32,
    },
    // --- Calls made by hand
    /// No JSON, or not what the service takes.
    JsonUnreadable {
        /// The field, when one is to blame.
        path: Option<String>,
        /// The line, from 1, when the text itself cannot be read.
        line: Option<usize>,
    },
    /// Fields that the service does not have.
    JsonFieldsUnknown {
        /// Their paths.
        fields: Vec<String>,
    },
    // --- Tables of invoices
    /// No table.
    TableNotGiven,
    /// The PDF that a row names was not given.
    FileNotGiven {
        /// Its name.
        name: String,
    },
    /// A row without its PDF, where each has one.
    FileAwaited,
    /// Several PDFs may be that of a row.
    FilesAlike {
        /// Two of them.
        names: String,
    },
    /// Another row has this number.
    NumberRepeated {
        /// That row, as a spreadsheet counts.
        row: u32,
    },
    /// The rest of an invoice of whose other rows a draft was made.
    PartlyMade {
        /// The first of those, as a spreadsheet counts.
        row: u32,
    },
    /// A draft that has not left has this number.
    NumberInDraft,
    /// The total of the table is not that of its lines.
    ReckonedOtherwise {
        /// In the table.
        said: Decimal,
        /// By its lines.
        reckoned: Decimal,
    },
    /// A formula that failed.
    FormulaFailed {
        /// What stands there.
        text: String,
    },
    /// More lines than an invoice takes.
    TooManyLines {
        /// How many it takes.
        most: usize,
    },
    /// Two columns were chosen to hold the same.
    ColumnTwice {
        /// Its title.
        title: String,
    },
    // --- Flows
    /// No file.
    FlowNotGiven,
    /// How the flow is written is not known and was not chosen.
    SyntaxNotChosen,
    /// An invoice of the flow names another company than the structure that deposits it.
    FlowOfAnother {
        /// Who, as the invoice says.
        document: String,
        /// SIRET or SIREN.
        identifier: String,
        /// The structure.
        structure: String,
    },
    // --- EDI
    /// No application code.
    EdiApplicationUnusable,
    /// No number of a sequence, or one that was used.
    EdiSequenceUnusable {
        /// The least that may be typed.
        least: i64,
    },
    /// No interface was chosen.
    EdiInterfaceMissing,
    /// No name of a server.
    EdiHostUnusable,
    /// No port.
    EdiPortUnusable,
    /// No user.
    EdiUserMissing,
    /// No path of a folder.
    EdiPathUnusable,
    /// The same folder for two things.
    EdiFolderTwice,
    /// No private key that can be used.
    EdiKeyUnusable,
    /// No file to try.
    EdiFileNotGiven,
    // --- The deposit form
    /// No recipient, and no digits.
    RecipientMissing,
    /// No public structure is called so.
    RecipientNotFound,
    /// Chorus Pro has not been asked about this SIRET yet.
    RecipientNotKnown,
    /// Nor does the directory of public recipients list it, as it was on a day.
    RecipientNotListed {
        /// The day of the directory.
        directory: NaiveDate,
    },
    /// The directory says that it may no longer be invoiced.
    RecipientClosed {
        /// The day of the directory.
        directory: NaiveDate,
    },
    /// The recipient asks for a service.
    ServiceRequired,
    /// The recipient asks for an engagement number.
    EngagementRequired,
    /// What the chosen service asks for is still being read.
    EngagementPerhapsRequired,
    /// The recipient asks for one of the two.
    ServiceOrEngagementRequired,
    /// The recipient publishes its engagements, and Chorus Pro knows none of this number for the structure.
    EngagementUnknown,
    /// The engagement is one of somebody else.
    EngagementOfAnother {
        /// Who ordered.
        issuer: String,
        /// Its SIRET.
        siret: String,
    },
    /// The engagement stands in a state in which it may not be invoiced.
    EngagementClosed {
        /// Which, as Chorus Pro calls it.
        state: String,
    },
    /// The engagement is one of another service.
    EngagementOfService {
        /// Which service ordered.
        service: String,
    },
    /// The recipient has no such active service.
    ServiceUnknown {
        /// What was typed.
        service: String,
        /// The one that was probably meant.
        close: Option<String>,
    },
    /// A sign that Chorus Pro refuses in a service code.
    ServiceSign {
        /// Which.
        sign: char,
    },
    /// The recipient has no service, and one was given.
    ServiceNotAsked,
    /// A service for invoices between public bodies.
    ServiceReserved,
    /// No invoice number.
    NumberMissing,
    /// A sign that Chorus Pro refuses in a number.
    NumberSign {
        /// Which.
        sign: char,
    },
    /// A credit note that does not say what it corrects.
    OriginMissing,
    /// No date.
    DateMissing,
    /// No readable date.
    DateUnreadable,
    /// After the day of the deposit.
    DateInFuture,
    /// More than a year ago.
    DateOld,
    /// No currency of three letters.
    CurrencyUnreadable,
    /// A quantity or a price that cannot be read.
    Number {
        /// Why.
        error: AmountError,
        /// Decimals that it may have.
        decimals: u32,
    },
    /// An invoice for the same recipient and engagement, of nearly the same amount and day: it may be the same one.
    NearDuplicate {
        /// Its number; empty while it has none.
        number: String,
        /// Its total with VAT.
        gross: Decimal,
        /// Its day.
        date: NaiveDate,
    },
    /// No line at all.
    LinesMissing,
    /// A line that does not say what it is.
    LineWithoutName,
    /// A row of the VAT table misses something.
    VatRowIncomplete {
        /// Its number, from 1.
        row: usize,
    },
    /// Net and VAT do not make the gross total.
    TotalDiffers {
        /// Without VAT.
        net: Decimal,
        /// VAT.
        vat: Decimal,
        /// With VAT, as typed.
        gross: Decimal,
    },
    /// More is due than the total.
    DueAboveTotal,
    /// Less is due than the total less what is taken off it.
    DueBelowTotal {
        /// By how much.
        by: Decimal,
    },
    /// Nothing is due of a total, and the framework does not say that it was paid.
    NothingDue,
    /// What is due differs by the cent of a rounding.
    DueRounded {
        /// By how much.
        by: Decimal,
    },
    /// Something is due of an invoice that was paid before.
    DueThoughPaid,
    /// A discount below zero.
    DiscountNegative,
    /// A discount without a reason.
    DiscountReasonMissing,
    /// A reason without a discount.
    DiscountReasonAlone,
    /// More is taken off than there is.
    DiscountAboveTotal,
    /// A credit note with negative amounts.
    CreditNoteNegative,
    /// An exemption without a reason.
    ExemptionReasonMissing,
    /// A reason of an exemption, and a regime with VAT.
    ExemptionReasonAlone,
    /// The comment says that a factor is paid, and the account is the usual one.
    FactorAccountNotChosen,
    /// No name of a factor.
    FactorMissing,
    /// A total of nothing.
    TotalZero,
    /// VAT without a row of the VAT table.
    VatTableEmpty,
    /// The bases of the VAT table do not make the net total.
    VatBasesDiffer {
        /// Their sum.
        sum: Decimal,
        /// The total.
        net: Decimal,
    },
    /// The taxes of the VAT table do not make the VAT total.
    VatTaxesDiffer {
        /// Their sum.
        sum: Decimal,
        /// The total.
        vat: Decimal,
    },
    /// A row of the VAT table is not rate times base.
    VatRowDiffers {
        /// Percent.
        rate: Decimal,
        /// Base.
        base: Decimal,
        /// What they make.
        expected: Decimal,
        /// What was typed.
        tax: Decimal,
    },
    /// A regime without VAT, and VAT.
    VatNotCharged {
        /// The regime.
        regime: VatType,
        /// The VAT.
        vat: Decimal,
    },
    /// A file was not attached.
    NotAttached {
        /// Its name.
        name: String,
        /// Why not.
        reason: Reason,
    },
    /// One of several files was not taken.
    NotTaken {
        /// Its name.
        name: String,
        /// Why not.
        reason: Reason,
    },
    /// For the recipient a flow was chosen last; this invoice is about to leave as a PDF.
    FlowChosenBefore,
    /// A file is larger than Chorus Pro takes.
    UploadTooLarge {
        /// Its name.
        name: String,
    },
    /// No structure was chosen to issue the invoice.
    IssuerNotChosen,
    /// No structure is called so.
    IssuerNotFound,
    /// Several structures are called so.
    IssuerAmbiguous {
        /// How many.
        count: usize,
    },
    /// No PDF was chosen.
    PdfNotChosen,
    // --- What a document says of itself
    /// The document names another issuer.
    IssuerDiffers {
        /// Its name in the document.
        document: String,
        /// Its SIRET, SIREN or VAT number there.
        identifier: String,
        /// The chosen structure.
        structure: String,
        /// Its identifier, as it is shown.
        siret: String,
    },
    /// The document names another establishment of the same company.
    OtherEstablishment {
        /// Its SIRET in the document.
        document: String,
        /// That of the chosen structure, as it is shown.
        siret: String,
    },
    /// Only a picture: nobody reads it but a person.
    DocumentWithoutText,
    /// The invoice in the PDF has a name that Factur-X does not allow.
    DocumentOtherName {
        /// The name.
        name: String,
    },
    /// The PDF has several invoices inside.
    DocumentSeveral {
        /// The one that was read.
        used: String,
        /// How many.
        count: usize,
    },
    /// A file inside looks like the invoice and could not be read.
    DocumentFileUnreadable {
        /// Its name.
        name: String,
        /// Why.
        reason: String,
    },
    /// A value of the document that could not be read.
    DocumentFinding {
        /// What the reader says.
        text: String,
    },
    /// A kind of invoice that the form does not have.
    KindNotHeld {
        /// UNTDID 1001.
        kind: String,
    },
    /// A cadre de facturation that the form does not have, because `soumettre` does not take it.
    FrameworkNotHeld {
        /// Its code.
        framework: String,
    },
    /// A framework of the reform for an invoice already paid, taken as A2.
    FrameworkPaid {
        /// Its code.
        framework: String,
    },
    /// Negative amounts of a credit note, turned positive.
    SignsTurned,
    /// What the document says was paid before, put under what is taken off.
    PaidBefore {
        /// How much (BT-113).
        amount: Decimal,
    },
    // --- Structures and their accesses
    /// The SIRET that is to come is the present one.
    SiretUnchanged,
    /// A structure that receives without a SIRET.
    RecipientNeedsSiret,
    /// A structure without a name.
    StructureNameMissing,
    /// A part of an access is missing.
    Missing {
        /// Which.
        part: Missing,
    },
    /// A certificate beside an application would be dropped.
    CertificateBesideApplication,
    /// No certificate is so large.
    CertificateTooLarge,
    /// A file of authorities that is neither PKCS#7 nor PEM nor a certificate, or is too large.
    ChainUnreadable,
    /// Authorities of which none signed the certificate.
    ChainForeign,
    /// Authorities without the certificate that they are for.
    ChainAlone,
    /// The browser forgets which file was chosen.
    CertificateToChooseAgain,
    // --- Mandates
    /// Nobody is named who may act.
    MandateHolderMissing,
    /// No day, or none that can be read.
    DayUnusable,
    /// The last day is before the first.
    MandateBackwards,
    /// The signed document was not given.
    MandateFileMissing,
    /// A mandate ends for a reason.
    MandateEndReasonMissing,
    /// The mandate would end later than it does.
    MandateEndLater {
        /// Its last day.
        last: NaiveDate,
    },
    // --- Late interest
    /// No rate that a central bank would have.
    RateUnlikely,
    /// A rate without where it was read.
    RateSourceMissing,
    /// A form that is confirmed without how it is known.
    FormSourceMissing,
    // --- People
    /// Neither all structures nor some.
    ReachNotChosen,
    /// All structures, and some of them.
    ReachContradictory,
    /// Some structures, and none of them.
    ReachEmpty,
    /// A code of a newer version: an old page after a deployment.
    #[serde(other)]
    Unknown,
}

impl Remark {
    /// Whether it says that nobody has asked Chorus Pro about the recipient yet: no more so once somebody has.
    #[must_use]
    pub const fn is_of_unasked_recipient(&self) -> bool {
        matches!(
            self,
            Self::RecipientNotKnown | Self::RecipientNotListed { .. } | Self::RecipientClosed { .. }
        )
    }
}

impl From<Reason> for Remark {
    fn from(reason: Reason) -> Self {
        Self::Because { reason }
    }
}
