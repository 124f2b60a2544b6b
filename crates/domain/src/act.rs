//! What is done to an invoice: by its supplier when it came back, by its recipient when it decides. Which status calls for
//! which act, what has to be said with it, and its checks (business-rules.md §8 and §9, enums.md §1.1).

use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::decision::{check_decision, decision_fields};
use crate::{
    CheckContext, CheckedDecision, Direction, FieldPath, FormField as _, Hold, InvoiceForm, InvoiceStatus,
    LONGEST_IDENTIFIER, Notes, Permission, RecycleField, Remark, Siret, ValidatorField, Values,
};

/// Longest comment of an act (API.md §5.1, `completer` and `recycler`), characters.
pub const LONGEST_COMMENT: usize = 2_000;

codes! {
    /// What is done to an invoice.
    ActKind {
        /// Documents or an explanation for a suspended invoice (`completer`).
        Complete = "complete";
        /// Another way for an invoice that was led wrong, under the same number (`recycler`).
        Recycle = "recycle";
        /// Another validator (`corriger/valideur/facture`).
        CorrectValidator = "correct_validator";
        /// A rejection that has been dealt with (`traiterRejet`).
        AcknowledgeRejection = "acknowledge_rejection";
        /// What its recipient decides ([`crate::Decision`], `traiter/recue`).
        Decide = "decide";
    }
}

impl ActKind {
    /// Whose act it is: the supplier's of an issued invoice, the recipient's of a received one.
    #[must_use]
    pub const fn direction(self) -> Direction {
        match self {
            Self::Complete | Self::Recycle | Self::CorrectValidator | Self::AcknowledgeRejection => {
                Direction::Issued
            }
            Self::Decide => Direction::Received,
        }
    }

    /// What a person must be allowed to.
    #[must_use]
    pub const fn permission(self) -> Permission {
        match self.direction() {
            Direction::Issued => Permission::Deposit,
            Direction::Received => Permission::Treat,
        }
    }

    /// What a status calls for, of an issued invoice.
    #[must_use]
    pub const fn called_for(status: &InvoiceStatus) -> Option<Self> {
        Some(match status {
            InvoiceStatus::Suspendue => Self::Complete,
            InvoiceStatus::ARecycler => Self::Recycle,
            InvoiceStatus::ErreurFournisseurSurValideur | InvoiceStatus::ErreurCotraitantSurValideur => {
                Self::CorrectValidator
            }
            InvoiceStatus::Rejetee => Self::AcknowledgeRejection,
            _ => return None,
        })
    }

    /// Whether the invoice stands elsewhere afterwards. A rejection that was dealt with stays a rejection.
    #[must_use]
    pub const fn moves_on(self) -> bool {
        !matches!(self, Self::AcknowledgeRejection)
    }
}

codes! {
    /// Where an act stands.
    ActState {
        /// Being prepared.
        Draft = "draft";
        /// Confirmed by one person, waits for a second one.
        Held = "held";
        /// Confirmed, waits to leave.
        Queued = "queued";
        /// The call is under way.
        Sending = "sending";
        /// Sent, no answer: looked up before anything else is tried.
        Unconfirmed = "unconfirmed";
        /// Refused: nothing has changed at Chorus Pro.
        Refused = "refused";
        /// Done.
        Done = "done";
    }
}

impl ActState {
    /// Whether it may still be changed here.
    #[must_use]
    pub const fn is_unsent(self) -> bool {
        matches!(self, Self::Draft | Self::Refused)
    }

    /// Whether it was confirmed and has not ended.
    #[must_use]
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Held | Self::Queued | Self::Sending | Self::Unconfirmed)
    }
}

codes! {
    /// How a structure is identified (enums.md §3, `typeIdentifiantStructure`).
    IdentifierKind {
        /// A French establishment.
        Siret = "SIRET";
        /// A VAT number of another country of the Union.
        EuropeanVat = "UE_HORS_FRANCE";
        /// Outside the Union.
        OutsideUnion = "HORS_UE";
        /// New Caledonia.
        Ridet = "RIDET";
        /// French Polynesia.
        Tahiti = "TAHITI";
        /// Being registered.
        Other = "AUTRE";
        /// A private person.
        PrivatePerson = "PARTICULIER";
    }
}

impl IdentifierKind {
    /// A word or two, beside an identifier.
    #[must_use]
    pub const fn short_label(self) -> &'static str {
        match self {
            Self::Siret => "SIRET",
            Self::EuropeanVat => "N° de TVA",
            Self::OutsideUnion => "Hors UE",
            Self::Ridet => "RIDET",
            Self::Tahiti => "N° TAHITI",
            Self::Other => "Sans SIRET",
            Self::PrivatePerson => "Particulier",
        }
    }

    /// The word on screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Siret => "SIRET",
            Self::EuropeanVat => "N° de TVA, Union européenne hors France",
            Self::OutsideUnion => "Hors Union européenne",
            Self::Ridet => "RIDET (Nouvelle-Calédonie)",
            Self::Tahiti => "N° TAHITI (Polynésie française)",
            Self::Other => "En cours d’immatriculation",
            Self::PrivatePerson => "Particulier",
        }
    }
}

/// Where an invoice is led: what recycling changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routing {
    /// BT-47.
    pub recipient: Siret,
    /// BT-10.
    pub service_code: Option<String>,
    /// BT-13.
    pub engagement: Option<String>,
}

/// What is said with an act, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckedAct {
    /// For a suspended invoice; its documents are attached to the act.
    Complete {
        /// At most 2000 characters.
        comment: Option<String>,
    },
    /// The way that the invoice takes from now on.
    Recycle {
        /// Where to.
        routing: Routing,
        /// At most 2000 characters.
        comment: Option<String>,
    },
    /// Who is to validate.
    CorrectValidator {
        /// What the identifier is.
        kind: IdentifierKind,
        /// SIRET, VAT number or another.
        identifier: String,
    },
    /// Nothing is said with it.
    AcknowledgeRejection,
    /// Where a received invoice goes, and what is said with it.
    Decide(CheckedDecision),
}

/// What an act is checked against.
#[derive(Clone, Copy, Debug)]
pub struct ActContext<'c> {
    /// How many documents are attached to it.
    pub attached: usize,
    /// Where the invoice is led at present, as written.
    pub present: [&'c str; 3],
    /// The day, the environment, and what the recipient asks for.
    pub check: &'c CheckContext,
    /// Where the invoice stands.
    pub standing: &'c InvoiceStatus,
    /// Whether its delay was interrupted before.
    pub interrupted: bool,
    /// What keeps its payment from being ordered.
    pub holds: &'c [Hold],
}

/// Checks what is said with an act. With no error among the notes, it is there.
#[must_use]
pub fn check_act(kind: ActKind, values: &Values, context: ActContext<'_>) -> (Option<CheckedAct>, Notes) {
    let mut notes = Notes::default();
    let checked = match kind {
        ActKind::Complete => complete(values, context, &mut notes),
        ActKind::Recycle => recycle(values, context, &mut notes),
        ActKind::CorrectValidator => correct_validator(values, &mut notes),
        ActKind::AcknowledgeRejection => Some(CheckedAct::AcknowledgeRejection),
        ActKind::Decide => check_decision(values, context, &mut notes).map(CheckedAct::Decide),
    };
    (checked.filter(|_| !notes.refuse()), notes)
}

/// A text within its bounds; none when nothing was typed.
pub(crate) fn text(
    values: &Values,
    path: impl Into<FieldPath>,
    longest: usize,
    notes: &mut Notes,
) -> Option<String> {
    let path = path.into();
    let text = values.get(path.clone()).trim().to_owned();
    let length = text.chars().count();
    if length > longest {
        notes.error(path, Remark::TooLong { longest, length });
    }
    (!text.is_empty()).then_some(text)
}

fn complete(values: &Values, context: ActContext<'_>, notes: &mut Notes) -> Option<CheckedAct> {
    let comment = text(values, crate::CompleteField::Comment, LONGEST_COMMENT, notes);
    if comment.is_none() && context.attached == 0 {
        notes.error(crate::CompleteField::Attachments, Remark::NothingToComplete);
    }
    Some(CheckedAct::Complete { comment })
}

fn recycle(values: &Values, context: ActContext<'_>, notes: &mut Notes) -> Option<CheckedAct> {
    // The fields have the names of those of the deposit, and are checked by the same checks.
    let typed = |field: RecycleField| values.get(field).to_owned();
    let form = InvoiceForm {
        recipient_siret: typed(RecycleField::RecipientSiret),
        service_code: typed(RecycleField::ServiceCode),
        engagement: typed(RecycleField::Engagement),
        ..InvoiceForm::default()
    };
    let (routing, said) = form.check_routing(context.check);
    notes.extend(said);
    let comment = text(values, RecycleField::Comment, LONGEST_COMMENT, notes);
    let routing = routing?;
    let of = |value: &Option<String>| value.clone().unwrap_or_default();
    let as_written =
        [routing.recipient.as_str().to_owned(), of(&routing.service_code), of(&routing.engagement)];
    if as_written == context.present && comment.is_none() {
        notes.error(RecycleField::RecipientSiret, Remark::RoutingUnchanged);
    }
    Some(CheckedAct::Recycle { routing, comment })
}

fn correct_validator(values: &Values, notes: &mut Notes) -> Option<CheckedAct> {
    let kind = IdentifierKind::from_code(values.get(ValidatorField::Kind));
    if kind.is_none() {
        notes.error(ValidatorField::Kind, Remark::NotChosen);
    }
    let identifier = text(values, ValidatorField::Identifier, LONGEST_IDENTIFIER, notes);
    let (kind, Some(identifier)) = (kind?, identifier.clone()) else {
        notes.error(ValidatorField::Identifier, Remark::ValidatorMissing);
        return None;
    };
    if kind != IdentifierKind::Siret {
        return Some(CheckedAct::CorrectValidator { kind, identifier });
    }
    match Siret::parse(&identifier) {
        Ok(siret) => Some(CheckedAct::CorrectValidator { kind, identifier: siret.as_str().to_owned() }),
        Err(error) => {
            notes.error(ValidatorField::Identifier, Remark::Siret { error });
            None
        }
    }
}

impl ActKind {
    /// The fields of its form, in their order.
    #[must_use]
    pub fn fields(self) -> Vec<FieldPath> {
        match self {
            Self::Complete => vec![crate::CompleteField::Comment.into()],
            Self::Recycle => RecycleField::ALL.iter().map(|field| (*field).into()).collect(),
            Self::CorrectValidator => ValidatorField::ALL.iter().map(|field| (*field).into()).collect(),
            Self::AcknowledgeRejection => Vec::new(),
            Self::Decide => decision_fields(),
        }
    }

    /// Of what was posted, what is a value of its form.
    #[must_use]
    pub fn own(self, typed: &Values) -> Values {
        let value = |path: FieldPath| {
            let text = typed.get(path.clone()).to_owned();
            (path, text)
        };
        self.fields().into_iter().map(value).collect()
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::{CompleteField, Environment, RecipientRules};

    fn context(recipient: Option<RecipientRules>) -> CheckContext {
        CheckContext {
            today: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(),
            environment: Environment::Qualification,
            recipient,
        }
    }

    fn context_of<'c>(attached: usize, present: [&'c str; 3], check: &'c CheckContext) -> ActContext<'c> {
        ActContext {
            attached,
            present,
            check,
            standing: &InvoiceStatus::Suspendue,
            interrupted: false,
            holds: &[],
        }
    }

    fn remarks(notes: &Notes) -> Vec<(String, Remark)> {
        notes
            .iter()
            .filter(|note| note.severity == crate::Severity::Error)
            .map(|note| (note.path.to_string(), note.remark.clone()))
            .collect()
    }

    fn checked(kind: ActKind, pairs: &[(&str, &str)], attached: usize) -> (Option<CheckedAct>, Notes) {
        let values = Values::read(pairs.iter().copied()).unwrap();
        let check = context(None);
        check_act(kind, &values, context_of(attached, ["00000000900012", "", ""], &check))
    }

    #[test]
    fn every_status_that_calls_for_somebody_calls_for_one_act() {
        let calling: Vec<_> = InvoiceStatus::KNOWN.iter().filter_map(ActKind::called_for).collect();
        let suppliers = ActKind::ALL.iter().filter(|kind| kind.direction() == Direction::Issued);
        assert!(suppliers.into_iter().all(|kind| calling.contains(kind)));
        assert_eq!(ActKind::called_for(&InvoiceStatus::MiseADisposition), None);
        assert_eq!(ActKind::called_for(&InvoiceStatus::Unknown("SUSPENDUE_2".into())), None);
    }

    #[test]
    fn a_complement_is_a_document_or_a_comment() {
        let (act, notes) = checked(ActKind::Complete, &[("comment", "  ")], 0);
        assert_eq!((act, remarks(&notes).len()), (None, 1));
        assert_eq!(remarks(&notes)[0].1, Remark::NothingToComplete);
        let (act, _) = checked(ActKind::Complete, &[], 1);
        assert_eq!(act, Some(CheckedAct::Complete { comment: None }));
        let (act, _) = checked(ActKind::Complete, &[("comment", " Voici. ")], 0);
        assert_eq!(act, Some(CheckedAct::Complete { comment: Some("Voici.".into()) }));
        let long = "é".repeat(LONGEST_COMMENT + 1);
        let (act, notes) = checked(ActKind::Complete, &[("comment", &long)], 1);
        assert_eq!((act, remarks(&notes).len()), (None, 1));
    }

    #[test]
    fn a_recycling_changes_the_way_or_says_why_not() {
        let siret = ("recipient_siret", "000 000 009 00012");
        let (act, notes) = checked(ActKind::Recycle, &[siret], 0);
        assert_eq!(act, None);
        assert_eq!(remarks(&notes), [("recipient_siret".to_owned(), Remark::RoutingUnchanged)]);
        let (act, _) = checked(ActKind::Recycle, &[siret, ("comment", "Le service est rouvert.")], 0);
        assert!(matches!(act, Some(CheckedAct::Recycle { comment: Some(_), .. })), "{act:?}");
        let (act, _) = checked(ActKind::Recycle, &[siret, ("engagement", "BC-7")], 0);
        let Some(CheckedAct::Recycle { routing, .. }) = act else { panic!("{act:?}") };
        assert_eq!(routing.engagement.as_deref(), Some("BC-7"));
    }

    #[test]
    fn the_recipient_of_a_recycling_asks_as_for_a_deposit() {
        let rules = RecipientRules { service_compulsory: true, ..RecipientRules::default() };
        let check = context(Some(rules));
        let values = Values::read([("recipient_siret", "00000000900011")]).unwrap();
        let context = context_of(0, ["", "", ""], &check);
        let (act, notes) = check_act(ActKind::Recycle, &values, context);
        assert_eq!(act, None);
        assert_eq!(remarks(&notes), [("service_code".to_owned(), Remark::ServiceRequired)]);
    }

    #[test]
    fn a_validator_is_somebody() {
        let (act, notes) = checked(ActKind::CorrectValidator, &[("identifier", "123")], 0);
        assert_eq!((act, remarks(&notes).len()), (None, 1));
        let (act, notes) = checked(ActKind::CorrectValidator, &[("identifier_kind", "SIRET")], 0);
        assert_eq!((act, remarks(&notes)[0].1.clone()), (None, Remark::ValidatorMissing));
        let (act, _) = checked(
            ActKind::CorrectValidator,
            &[("identifier_kind", "SIRET"), ("identifier", "000 000 009 00012")],
            0,
        );
        let expected =
            CheckedAct::CorrectValidator { kind: IdentifierKind::Siret, identifier: "00000000900012".into() };
        assert_eq!(act, Some(expected));
        let (act, _) = checked(
            ActKind::CorrectValidator,
            &[("identifier_kind", "UE_HORS_FRANCE"), ("identifier", "DE123456789")],
            0,
        );
        assert!(act.is_some());
    }

    #[test]
    fn of_what_is_posted_only_its_own_fields_are_kept() {
        let typed = Values::read([("comment", "a"), ("engagement", "b"), ("autre", "c")]).unwrap();
        let own = ActKind::Complete.own(&typed);
        assert_eq!((own.get(CompleteField::Comment), own.get(RecycleField::Engagement)), ("a", ""));
    }
}
