//! What the words of Pupitre mean: pure types and rules, without input or output.
//!
//! Everything here compiles to WASM, so that the browser and the server check with the same code.

mod access_end;
mod act;
mod amount;
mod attachment;
mod batch;
mod circuit;
mod clock;
mod codes;
mod decision;
mod delay_marks;
mod document_way;
mod draft;
mod environment;
mod field;
mod flow;
mod form;
mod identifier;
mod invoice_form;
mod mandate;
mod name_pattern;
mod package;
mod paris;
mod payment;
mod payment_clock;
mod place;
mod readable_name;
mod reason;
mod remark;
mod retention;
mod role;
mod siret;
mod siret_step;
mod states;
mod status;
mod status_disorder;
mod structure_identifier;
mod usual_time;
mod validation;
mod works;
mod works_act;
mod works_form;

pub use access_end::{
    REMINDER_DAYS, TECHNICAL_PASSWORD_DAYS, reminder_due, technical_password_end, technical_password_set,
};
pub use act::{
    ActContext, ActKind, ActState, CheckedAct, IdentifierKind, LONGEST_COMMENT, Routing, check_act,
};
pub use amount::{
    AmountError, format_amount, format_decimal, from_cents, parse_amount, parse_number, parse_rate, to_cents,
};
pub use attachment::{
    ALLOWED_EXTENSIONS, AttachmentNameError, LARGEST_TO_MEND, MAXIMUM_FILE_BYTES, MAXIMUM_TOTAL_BYTES,
    MOST_PARTS, MendedName, Mending, is_program, mend_attachment_name, packed_name, part_name,
};
pub use batch::{BatchColumn, BatchItemState, BatchState};
pub use circuit::{
    Absence, AccountFinding, ApprovalState, Approver, CircuitRule, Hold, LONGEST_CIRCUIT_NAME, MOST_STEPS,
    RoutedInvoice, acts_for, iban_key_holds, is_foreign_iban, rule_for, stands_in,
};
pub use clock::{Clock, Entropy};
pub use decision::{
    Advice, Answers, CheckedDecision, Closed, Decision, LONGEST_MANDATE_NUMBER, LONGEST_MOTIF, Rightness,
    was_interrupted,
};
pub use delay_marks::{DelayMarks, delay_marks};
pub use document_way::{CopyProblem, DocumentWay};
pub use draft::{Author, DraftChange, DraftChanges, ValueOrigin};
pub use environment::{Direction, Environment, Side};
pub use field::{
    AbsenceField, AnswerField, CallBackField, CallField, CircuitField, ColumnField, CompleteField,
    ContractField, CredentialField, DecisionField, EdiField, Field, ImportField, LateRateField, LineField,
    MandateEndField, MandateField, PackageField, PasswordField, PayerField, PersonField, ReachField,
    RecycleField, SearchField, SecondFactorField, SignInField, SiretChangeField, StartField, StructureField,
    TeamField, ValidatorField, VatField, WorksActField, WorksFormField,
};
pub use flow::{FlowState, FlowSyntax, FlowWay, platform_flow_label};
pub use form::{
    Conflict, FieldNote, FieldPath, FieldPathError, FormField, LONGEST_VALUE, MOST_ROWS, MOST_VALUES, Notes,
    Severity, Values, ValuesError, merge,
};
pub use identifier::{
    AccessId, ActId, AttachmentId, AttemptId, BatchId, CircuitRuleId, DecisionTextId, DroppedFileId,
    EdiFileId, EdiLinkId, EventId, ExchangeId, FlowId, InvoiceId, InvoiceNoteId, JobId, MandateId,
    OrganizationId, PackageId, ProcessId, ReplyId, SavedViewId, SessionId, StructureId, TeamId, UserId,
    ValidationId, WorksActId, WorksDocumentId, new_id,
};
pub use invoice_form::{
    CheckContext, CheckedInvoice, DepositMode, Framework, InvoiceForm, InvoiceKind, LONGEST_FACTOR, Line,
    LineForm, MOST_LINES, PaymentMode, RecipientRules, Validator, VatLine, VatLineForm, VatType, meaning,
    mentions_factoring, parse_day, same_meaning, with_factoring_mention,
};
pub use mandate::{
    LONGEST_MANDATE_HOLDER, LONGEST_MANDATE_REASON, MANDATE_ENDING_DAYS, MandateSpan, MandateStanding,
};
pub use name_pattern::{LONGEST_PATTERN, NamePattern, NameTerm, NameValues, PatternError, TakenNames};
pub use package::{MOST_PACKED, PackageContents, PackageItemState, PackageState};
pub use paris::{
    ParisOffset, format_day, format_moment, format_span, format_time, format_time_to_come, paris_day,
    paris_local_to_utc, paris_offsets, relative_age,
};
pub use payment::{
    AppliedDelay, BarPhase, BarSegment, Completion, ComptableShare, Confidence, Debt, DelayBar, DelayBasis,
    DelayEnd, DelayFinding, DelayRule, DelayRun, DelayStart, DelayState, DelayTargets, FEWEST_CASES,
    FindingKind, HalfYear, InterestError, InterestRules, InterestSlice, Interruption, LateInterest, LateRate,
    NATIONAL_DELAYS, NationalDelay, NoDelay, PartialPayment, PayerCategory, PaymentDelay, PaymentForecast,
    PaymentRequest, Rule, RuleTable, StartBasis, delay_rules, forecast_payment, interest_of, late_interest,
    payment_delay, propose_payer_category, statuses_of_spans,
};
pub use payment_clock::{ClockSide, ClockSpan, clock_spans, standing};
pub use place::{PlacedWord, places};
pub use readable_name::readable_name;
pub use reason::{FileKind, Missing, Reason};
pub use remark::Remark;
pub use retention::{RETENTION_YEARS, kept_until};
pub use role::{Permission, Role};
pub use siret::{Siret, SiretError};
pub use siret_step::SiretStep;
pub use status::{InvoiceStatus, StatusKind, StatusStage};
pub use status_disorder::{DisorderKind, StatusDisorder, status_disorder};
pub use structure_identifier::{IdentifierError, LONGEST_IDENTIFIER, StructureIdentifier};
pub use usual_time::UsualTime;
pub use validation::{
    CheckedAnswer, LONGEST_ANSWER_DETAIL, VALIDATION_DAYS, ValidationAnswer, ValidatorLevel, WRONG_VALIDATOR,
    check_answer, tacit_day,
};
pub use works::{PROJECT_MANAGER_DAYS, WorksFramework, WorksRole, WorksStatus, works_kind_label};
pub use works_act::{
    CheckedWorksAct, WorksActContext, WorksActKind, check_works_act, gives_back_to_depositor,
};
pub use works_form::{UsableForms, WorksForm};
