//! What the recipient of an invoice decides: where it may go from where it stands, what has to be said with it, and what the
//! law adds (enums.md §1.1; business-rules.md §8; CCP R2192-27 to R2192-34).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::act::text;
use crate::codes::codes;
use crate::{
    ActContext, ClockSide, ClockSpan, DecisionField, FieldPath, FormField as _, InvoiceStatus, Notes, Remark,
    Values, parse_day,
};

/// Longest reason of a decision (`motif`), characters.
pub const LONGEST_MOTIF: usize = 255;
/// Longest number of a payment order, characters. The reference gives none; this is that of the other references.
pub const LONGEST_MANDATE_NUMBER: usize = 50;

codes! {
    /// What a recipient makes of an invoice: the status that it gives it (`nouveauStatut`).
    Decision {
        /// The work was done.
        ServiceFait = "SERVICE_FAIT";
        /// A document or a mention is missing: the supplier completes.
        Suspend = "SUSPENDUE";
        /// It went the wrong way: the supplier corrects the way, under the same number.
        GiveBack = "A_RECYCLER";
        /// It is wrong: the supplier issues another one.
        Reject = "REJETEE";
        /// The payment is ordered.
        Mandate = "MANDATEE";
        /// The public accountant has it.
        HandOver = "MISE_A_DISPOSITION_COMPTABLE";
        /// It is booked.
        Book = "COMPTABILISEE";
        /// It is paid.
        OrderPayment = "MISE_EN_PAIEMENT";
    }
}

/// Why a decision is not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Closed {
    /// The invoice has this status already.
    Already,
    /// It has not reached its recipient.
    NotReceived,
    /// The supplier has it.
    SuppliersTurn,
    /// Its way has ended.
    Ended,
    /// It has gone past this step.
    Passed,
    /// Chorus Pro does not take it from this status.
    NotFromHere,
    /// The delay was interrupted before, which can be done once (R2192-27).
    InterruptedBefore,
    /// The status is one that this version does not know.
    UnknownStatus,
}

/// The way to the payment.
const FORWARD: [Decision; 5] =
    [Decision::ServiceFait, Decision::Mandate, Decision::HandOver, Decision::Book, Decision::OrderPayment];

impl Decision {
    /// The status that the invoice is given.
    #[must_use]
    pub fn status(self) -> InvoiceStatus {
        InvoiceStatus::from_code(self.code())
    }

    /// The decision that gives a status.
    #[must_use]
    pub fn giving(status: &InvoiceStatus) -> Option<Self> {
        Self::from_code(status.code())
    }

    /// Its word in an address.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::ServiceFait => "service-fait",
            Self::Suspend => "suspendre",
            Self::GiveBack => "recycler",
            Self::Reject => "rejeter",
            Self::Mandate => "mandater",
            Self::HandOver => "comptable",
            Self::Book => "comptabiliser",
            Self::OrderPayment => "mise-en-paiement",
        }
    }

    /// Reads the word of an address.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.word() == word)
    }

    /// Whether a reason has to be given (business-rules.md §8). A giving back is explained too: a supplier who is not told
    /// which way is right sends it the same way again.
    #[must_use]
    pub const fn needs_motif(self) -> bool {
        matches!(self, Self::Suspend | Self::Reject | Self::GiveBack)
    }

    /// Whether the invoice goes back to its supplier.
    #[must_use]
    pub const fn goes_back(self) -> bool {
        matches!(self, Self::Suspend | Self::GiveBack | Self::Reject)
    }

    /// What Chorus Pro takes from a status in one call (enums.md §1.1, the rows of `traiter/recue`).
    const fn in_one_call(from: &InvoiceStatus) -> &'static [Self] {
        match from {
            InvoiceStatus::MiseADisposition | InvoiceStatus::Completee => Self::ALL,
            InvoiceStatus::ServiceFait => &[Self::Mandate, Self::Suspend, Self::Reject],
            InvoiceStatus::Mandatee => &[Self::HandOver, Self::Suspend, Self::Reject],
            InvoiceStatus::MiseADispositionComptable => &[Self::Book, Self::Suspend, Self::Reject],
            InvoiceStatus::Comptabilisee => &[Self::OrderPayment],
            _ => &[],
        }
    }

    /// Whether it is a step of the payment itself, from its order on: what holds a payment holds it.
    #[must_use]
    pub const fn pays(self) -> bool {
        matches!(self, Self::Mandate | Self::HandOver | Self::Book | Self::OrderPayment)
    }

    /// The calls that lead there from where the invoice stands, one after the other: one, or every step of the way to the
    /// payment that lies between.
    ///
    /// # Errors
    /// When no way leads there, and why.
    pub fn steps(self, from: &InvoiceStatus) -> Result<Vec<Self>, Closed> {
        if Self::in_one_call(from).contains(&self) {
            return Ok(vec![self]);
        }
        if Self::giving(from) == Some(self) {
            return Err(Closed::Already);
        }
        let place = |decision: Self| FORWARD.iter().position(|step| *step == decision);
        let stands = Self::giving(from).and_then(place);
        match (stands, place(self)) {
            (Some(stands), Some(there)) if stands < there => Ok(FORWARD[stands + 1..=there].to_vec()),
            _ => Err(Self::closed(self, from)),
        }
    }

    fn closed(self, from: &InvoiceStatus) -> Closed {
        match from {
            InvoiceStatus::Unknown(_) => Closed::UnknownStatus,
            InvoiceStatus::Suspendue | InvoiceStatus::ARecycler => Closed::SuppliersTurn,
            _ if from.is_final() => Closed::Ended,
            _ if Self::giving(from).is_none() => Closed::NotReceived,
            _ if FORWARD.contains(&self) => Closed::Passed,
            _ => Closed::NotFromHere,
        }
    }

    /// The same, with what the law adds: a delay is interrupted once (R2192-27).
    ///
    /// # Errors
    /// When it is not open, and why.
    pub fn open(self, from: &InvoiceStatus, interrupted: bool) -> Result<Vec<Self>, Closed> {
        let steps = self.steps(from)?;
        if self == Self::Suspend && interrupted {
            return Err(Closed::InterruptedBefore);
        }
        Ok(steps)
    }
}

/// What a person answers to the three questions that lead to the right act.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Whether the invoice is for this recipient, service and engagement.
    pub for_us: Option<bool>,
    /// Whether what it says is right.
    pub right: Option<Rightness>,
    /// Whether everything that is needed to pay it is there.
    pub complete: Option<bool>,
}

codes! {
    /// Whether what an invoice says is right.
    Rightness {
        /// It is.
        Right = "oui";
        /// All but an amount, with which the recipient does not agree.
        AmountDisputed = "montant";
        /// It is wrong: not ordered, not done, invoiced before, mentions or VAT wrong.
        Wrong = "non";
    }
}

/// What the answers lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// A question is still to be answered.
    Ask,
    /// This decision.
    Decide(Decision),
    /// The sum that is admitted is paid, and the supplier credits the rest: a disagreement on an amount grounds no whole
    /// rejection (R2192-34), and for works Chorus Pro takes none.
    PayWhatIsAdmitted,
    /// Something is missing, and the delay was interrupted before: it is to be asked for by other means.
    AskByOtherMeans,
}

impl Answers {
    /// What they lead to. The first answer that stops the way decides: what is not for this recipient is not its to judge, and
    /// what is wrong is not made right by a document.
    #[must_use]
    pub const fn advice(self, interrupted: bool) -> Advice {
        match (self.for_us, self.right, self.complete) {
            (Some(false), ..) => Advice::Decide(Decision::GiveBack),
            (Some(true), Some(Rightness::Wrong), _) => Advice::Decide(Decision::Reject),
            (Some(true), Some(Rightness::AmountDisputed), _) => Advice::PayWhatIsAdmitted,
            (Some(true), Some(Rightness::Right), Some(false)) if interrupted => Advice::AskByOtherMeans,
            (Some(true), Some(Rightness::Right), Some(false)) => Advice::Decide(Decision::Suspend),
            (Some(true), Some(Rightness::Right), Some(true)) => Advice::Decide(Decision::ServiceFait),
            _ => Advice::Ask,
        }
    }
}

/// Whether the delay of an invoice was interrupted since it reached its recipient. One that was given back starts anew, with
/// an interruption of its own (see [`crate::payment_delay`]).
#[must_use]
pub fn was_interrupted(spans: &[ClockSpan]) -> bool {
    let anew = spans.iter().rposition(|span| span.side == ClockSide::GivenBack).map_or(0, |place| place + 1);
    spans[anew..].iter().any(|span| span.side == ClockSide::Interrupted)
}

/// A decision with what is said, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedDecision {
    /// What was decided.
    pub decision: Decision,
    /// The calls that lead there, in their order; never empty.
    pub steps: Vec<Decision>,
    /// Why, at most 255 characters.
    pub motif: Option<String>,
    /// Number of the payment order.
    pub mandate_number: Option<String>,
    /// The day on which the work was done, for a *service fait*. It stays here: Chorus Pro has no field for it.
    pub service_day: Option<NaiveDate>,
}

/// The fields of its form, in their order.
pub(crate) fn decision_fields() -> Vec<FieldPath> {
    DecisionField::ALL.iter().filter(|field| !field.is_secret()).map(|field| (*field).into()).collect()
}

/// Checks a decision and what is said with it.
pub(crate) fn check_decision(
    values: &Values,
    context: ActContext<'_>,
    notes: &mut Notes,
) -> Option<CheckedDecision> {
    let Some(decision) = Decision::from_code(values.get(DecisionField::Decision)) else {
        notes.error(DecisionField::Decision, Remark::NotChosen);
        return None;
    };
    let steps = decision.open(context.standing, context.interrupted);
    if let Err(closed) = steps {
        notes.error(DecisionField::Decision, Remark::DecisionClosed { closed });
    }
    if decision.pays() {
        for hold in context.holds {
            notes.error(DecisionField::Decision, Remark::PaymentHeld { hold: hold.clone() });
        }
    }
    let passes = |step| steps.as_ref().is_ok_and(|steps| steps.contains(&step));
    if decision == Decision::Suspend && is_ordered(context.standing) {
        notes.warn(DecisionField::Decision, Remark::InterruptionAfterOrder);
    }
    let motif = text(values, DecisionField::Motif, LONGEST_MOTIF, notes).filter(|_| decision.needs_motif());
    if decision.needs_motif() && motif.is_none() {
        notes.error(DecisionField::Motif, Remark::MotifMissing);
    }
    let mandate_number = text(values, DecisionField::MandateNumber, LONGEST_MANDATE_NUMBER, notes)
        .filter(|_| passes(Decision::Mandate));
    let service_day = passes(Decision::ServiceFait).then(|| service_day(values, context, notes)).flatten();
    Some(CheckedDecision { decision, steps: steps.ok()?, motif, mandate_number, service_day })
}

/// Whether the payment was ordered: an interruption has no effect any more (R2192-27).
const fn is_ordered(status: &InvoiceStatus) -> bool {
    matches!(status, InvoiceStatus::Mandatee | InvoiceStatus::MiseADispositionComptable)
}

/// The day of the work: it may be long past, never to come.
fn service_day(values: &Values, context: ActContext<'_>, notes: &mut Notes) -> Option<NaiveDate> {
    let typed = values.get(DecisionField::ServiceDay).trim();
    if typed.is_empty() {
        return None;
    }
    let day = parse_day(typed, context.check.today);
    match day {
        None => notes.error(DecisionField::ServiceDay, Remark::DateUnreadable),
        Some(day) if day > context.check.today => {
            notes.error(DecisionField::ServiceDay, Remark::ServiceDayToCome);
        }
        Some(_) => {}
    }
    day
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use proptest::prelude::*;

    use super::*;
    use crate::{ActKind, CheckContext, CheckedAct, Environment, check_act};

    fn check(
        pairs: &[(&str, &str)],
        standing: &InvoiceStatus,
        interrupted: bool,
    ) -> (Option<CheckedDecision>, Vec<Remark>) {
        let check = CheckContext {
            today: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(),
            environment: Environment::Qualification,
            recipient: None,
        };
        let context = ActContext {
            attached: 0,
            present: ["", "", ""],
            check: &check,
            standing,
            interrupted,
            holds: &[],
        };
        let values = Values::read(pairs.iter().copied()).unwrap();
        let (checked, notes) = check_act(ActKind::Decide, &values, context);
        let checked = checked.map(|checked| match checked {
            CheckedAct::Decide(decision) => decision,
            other => panic!("{other:?}"),
        });
        (checked, notes.iter().map(|note| note.remark.clone()).collect())
    }

    #[test]
    fn words_and_statuses_lead_back() {
        for decision in Decision::ALL {
            assert_eq!(Decision::from_word(decision.word()), Some(*decision));
            assert_eq!(Decision::giving(&decision.status()), Some(*decision));
            assert!(InvoiceStatus::KNOWN.contains(&decision.status()));
        }
    }

    #[test]
    fn a_way_to_the_payment_goes_through_every_step() {
        use Decision::{Book, GiveBack, HandOver, Mandate, OrderPayment, Reject, ServiceFait, Suspend};
        let steps = |decision: Decision, from| decision.steps(from);
        assert_eq!(steps(OrderPayment, &InvoiceStatus::MiseADisposition), Ok(vec![OrderPayment]));
        assert_eq!(steps(Mandate, &InvoiceStatus::ServiceFait), Ok(vec![Mandate]));
        assert_eq!(
            steps(OrderPayment, &InvoiceStatus::ServiceFait),
            Ok(vec![Mandate, HandOver, Book, OrderPayment])
        );
        assert_eq!(steps(ServiceFait, &InvoiceStatus::Mandatee), Err(Closed::Passed));
        assert_eq!(steps(Mandate, &InvoiceStatus::Mandatee), Err(Closed::Already));
        assert_eq!(steps(GiveBack, &InvoiceStatus::ServiceFait), Err(Closed::NotFromHere));
        assert_eq!(steps(Suspend, &InvoiceStatus::Comptabilisee), Err(Closed::NotFromHere));
        assert_eq!(steps(Reject, &InvoiceStatus::Suspendue), Err(Closed::SuppliersTurn));
        assert_eq!(steps(Reject, &InvoiceStatus::MiseEnPaiement), Err(Closed::Ended));
        assert_eq!(steps(Reject, &InvoiceStatus::EnCoursAcheminement), Err(Closed::NotReceived));
        assert_eq!(steps(Reject, &InvoiceStatus::from_code("NOUVEAU")), Err(Closed::UnknownStatus));
    }

    #[test]
    fn what_goes_back_says_why() {
        for word in ["SUSPENDUE", "REJETEE", "A_RECYCLER"] {
            let decision = ("decision", word);
            let (none, remarks) = check(&[decision], &InvoiceStatus::MiseADisposition, false);
            assert_eq!((none, remarks), (None, vec![Remark::MotifMissing]));
            let said = [decision, ("motif", " Bon de commande absent. "), ("mandate_number", "12")];
            let (checked, remarks) = check(&said, &InvoiceStatus::MiseADisposition, false);
            let checked = checked.unwrap();
            assert_eq!(checked.motif.as_deref(), Some("Bon de commande absent."));
            assert_eq!((checked.mandate_number, remarks), (None, vec![]));
        }
        let long = "é".repeat(LONGEST_MOTIF + 1);
        let said = [("decision", "REJETEE"), ("motif", long.as_str())];
        assert!(check(&said, &InvoiceStatus::MiseADisposition, false).0.is_none());
        let (checked, _) =
            check(&[("decision", "MANDATEE"), ("motif", "x")], &InvoiceStatus::ServiceFait, false);
        assert_eq!(checked.unwrap().motif, None, "it is sent empty otherwise");
    }

    #[test]
    fn what_holds_a_payment_holds_its_order_and_nothing_else() {
        let check = CheckContext {
            today: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(),
            environment: Environment::Qualification,
            recipient: None,
        };
        let holds = [crate::Hold::Account];
        for decision in Decision::ALL {
            let context = ActContext {
                attached: 0,
                present: ["", "", ""],
                check: &check,
                standing: &InvoiceStatus::MiseADisposition,
                interrupted: false,
                holds: &holds,
            };
            let values = Values::read([("decision", decision.code()), ("motif", "Un motif.")]).unwrap();
            let (checked, _) = check_act(ActKind::Decide, &values, context);
            assert_eq!(checked.is_none(), decision.pays(), "{decision:?}");
        }
    }

    #[test]
    fn a_delay_is_interrupted_once_and_never_after_the_order() {
        let said = [("decision", "SUSPENDUE"), ("motif", "Une pièce manque.")];
        let (none, remarks) = check(&said, &InvoiceStatus::Completee, true);
        assert_eq!(
            (none, remarks),
            (None, vec![Remark::DecisionClosed { closed: Closed::InterruptedBefore }])
        );
        let (checked, remarks) = check(&said, &InvoiceStatus::Mandatee, false);
        assert!(checked.is_some());
        assert_eq!(remarks, [Remark::InterruptionAfterOrder]);
    }

    #[test]
    fn an_invoice_that_was_given_back_has_an_interruption_of_its_own() {
        let span =
            |side| ClockSpan { side, from: DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(1), to: None };
        let first = [span(ClockSide::Ordonnateur), span(ClockSide::Interrupted)];
        assert!(was_interrupted(&first));
        let anew = [first.as_slice(), &[span(ClockSide::GivenBack), span(ClockSide::Ordonnateur)]].concat();
        assert!(!was_interrupted(&anew));
        assert!(!was_interrupted(&[]));
    }

    #[test]
    fn the_day_of_the_work_is_past_and_goes_with_a_service_fait_alone() {
        let of = |decision: &'static str, day: &'static str| {
            check(&[("decision", decision), ("service_day", day)], &InvoiceStatus::MiseADisposition, false)
        };
        let (checked, _) = of("SERVICE_FAIT", "5/11");
        assert_eq!(checked.unwrap().service_day, NaiveDate::from_ymd_opt(2026, 11, 5));
        assert_eq!(of("SERVICE_FAIT", "21/11").1, [Remark::ServiceDayToCome]);
        assert_eq!(of("SERVICE_FAIT", "demain").1, [Remark::DateUnreadable]);
        assert_eq!(of("SERVICE_FAIT", "").0.unwrap().service_day, None);
        assert_eq!(of("MANDATEE", "5/11").0.unwrap().service_day, None);
        assert!(check(&[("decision", "AUTRE")], &InvoiceStatus::MiseADisposition, false).0.is_none());
    }

    #[test]
    fn three_answers_lead_to_the_right_act() {
        let answers = |for_us, right, complete| Answers { for_us, right, complete };
        let all_well = answers(Some(true), Some(Rightness::Right), Some(true));
        assert_eq!(Answers::default().advice(false), Advice::Ask);
        assert_eq!(answers(Some(true), None, Some(false)).advice(false), Advice::Ask);
        assert_eq!(all_well.advice(true), Advice::Decide(Decision::ServiceFait));
        let missing = answers(Some(true), Some(Rightness::Right), Some(false));
        assert_eq!(missing.advice(false), Advice::Decide(Decision::Suspend));
        assert_eq!(missing.advice(true), Advice::AskByOtherMeans);
        for complete in [None, Some(true), Some(false)] {
            let of = |right| answers(Some(true), Some(right), complete).advice(false);
            assert_eq!(of(Rightness::Wrong), Advice::Decide(Decision::Reject));
            assert_eq!(of(Rightness::AmountDisputed), Advice::PayWhatIsAdmitted, "never a whole rejection");
            let stray = answers(Some(false), Some(Rightness::Wrong), complete);
            assert_eq!(stray.advice(false), Advice::Decide(Decision::GiveBack));
        }
    }

    proptest! {
        /// Whatever is decided one after the other, each call is one that enums.md §1.1 allows from the status before it.
        #[test]
        fn no_sequence_of_decisions_leads_to_a_status_that_is_not_allowed(
            wanted in proptest::collection::vec(0..Decision::ALL.len(), 1..12),
            completed in any::<bool>(),
        ) {
            let start = if completed { InvoiceStatus::Completee } else { InvoiceStatus::MiseADisposition };
            let mut standing = start;
            for place in wanted {
                let Ok(steps) = Decision::ALL[place].steps(&standing) else { continue };
                prop_assert!(!steps.is_empty());
                for step in steps {
                    prop_assert!(Decision::in_one_call(&standing).contains(&step), "{standing} → {step:?}");
                    prop_assert!(!standing.is_final());
                    standing = step.status();
                }
                prop_assert_eq!(&standing, &Decision::ALL[place].status());
            }
        }
    }
}
