//! What is done to a works document: which acts are open, what has to be said with them, and its checks (API.md §5.6).
//!
//! **Inferred**, as whose turn it is: at which status an act is taken, for the reference gives the services without it; and
//! which reasons of a refusal are whose.

use serde::{Deserialize, Serialize};

use crate::act::{LONGEST_COMMENT, text};
use crate::codes::codes;
use crate::{
    Decision, LONGEST_ANSWER_DETAIL, Notes, Remark, Siret, UsableForms, Values, WRONG_VALIDATOR,
    WorksActField, WorksForm, WorksFramework, WorksRole, WorksStatus,
};

/// Longest code of a service and longest number of an engagement, characters (API.md §5.6, `recycler`).
const LONGEST_SERVICE: usize = 100;
const LONGEST_ENGAGEMENT: usize = 50;
/// Reasons of a refusal (enums.md §3, *refusal reasons, works*): the document is for another project manager or owner, and
/// the one that says nothing by itself.
const WRONG_MANAGER: &str = "MAUVAISE_MOE";
const WRONG_OWNER: &str = "MAUVAISE_MOA";
const OTHER: &str = "AUTRE";

codes! {
    /// An act on a works document.
    WorksActKind {
        /// Sends it back for more: project manager and owner ask to complete it, the payer suspends it
        /// (`suspendre/demander/completer/factureTravaux`).
        SendBack = "send_back";
        /// Asks the depositor of the document before it to recycle that one (`demander/recyclage`).
        AskRecycling = "ask_recycling";
        /// Leads it elsewhere under the same number (`recycler`).
        Recycle = "recycle";
        /// Documents or an explanation for one that was sent back (`completer`, `completermoe`).
        Complete = "complete";
        /// Refuses it, for a reason of the list of Chorus Pro (`refuser`).
        Refuse = "refuse";
    }
}

/// What is known of the document on which something is to be done.
#[derive(Clone, Debug)]
pub struct WorksActContext<'c> {
    /// Where it stands.
    pub status: &'c WorksStatus,
    /// Its framework, where that is known.
    pub framework: Option<WorksFramework>,
    /// As whom the structure takes part.
    pub roles: &'c [WorksRole],
    /// Where the document before it stands, where there is one that is known.
    pub previous: Option<&'c WorksStatus>,
    /// Where it is led at present: SIRET and service of who pays.
    pub present: [&'c str; 2],
    /// Which inferred forms may be used.
    pub forms: UsableForms<'c>,
    /// Codes of the reasons that Chorus Pro offers for a refusal.
    pub reasons: Vec<&'c str>,
    /// How many files go with the act.
    pub attached: usize,
}

impl WorksActContext<'_> {
    /// Which of the reasons that Chorus Pro offers may be given here, in its order.
    pub fn offered(&self) -> impl Iterator<Item = &str> {
        let turn = self.status.turn(self.framework);
        self.reasons.iter().copied().filter(move |code| match *code {
            WRONG_MANAGER => turn == Some(WorksRole::ProjectManager),
            WRONG_OWNER => turn == Some(WorksRole::ProjectOwner),
            WRONG_VALIDATOR => false,
            _ => true,
        })
    }
}

/// Whether a refusal for this reason sends a document back to be addressed to somebody else, as *wrong validator* does for
/// invoices (inferred).
#[must_use]
pub fn gives_back_to_depositor(reason: &str) -> bool {
    matches!(reason, WRONG_MANAGER | WRONG_OWNER)
}

impl WorksActKind {
    /// The form that it needs, where that is inferred.
    #[must_use]
    pub fn form(self, framework: Option<WorksFramework>) -> Option<WorksForm> {
        match self {
            Self::SendBack | Self::AskRecycling | Self::Recycle => None,
            Self::Complete => match framework.map(WorksFramework::completed_by) {
                Some(WorksRole::ProjectManager) => Some(WorksForm::CompleteAsManager),
                _ => Some(WorksForm::Complete),
            },
            Self::Refuse => Some(WorksForm::Refuse),
        }
    }

    /// Whether files go with it.
    #[must_use]
    pub const fn takes_files(self) -> bool {
        matches!(self, Self::Complete)
    }

    /// Whether the form that it needs may be used; one that needs none that is inferred always may.
    #[must_use]
    pub fn is_usable(self, context: &WorksActContext<'_>) -> bool {
        self.form(context.framework).is_none_or(|form| context.forms.allow(form))
    }

    /// Whether the document calls for it, whatever forms may be used.
    #[must_use]
    pub fn is_open(self, context: &WorksActContext<'_>) -> bool {
        let turn = context.status.turn(context.framework);
        let has = |role: WorksRole| context.roles.contains(&role);
        match self {
            Self::SendBack => match (turn, context.status) {
                (Some(WorksRole::Payer), WorksStatus::Invoice(status)) => {
                    has(WorksRole::Payer)
                        && Decision::Suspend.steps(status).is_ok_and(|steps| steps.len() == 1)
                }
                (Some(role @ (WorksRole::ProjectManager | WorksRole::ProjectOwner)), status) => {
                    has(role) && status.is_received_by(role)
                }
                _ => false,
            },
            Self::AskRecycling => {
                let asks = matches!(turn, Some(WorksRole::ProjectManager | WorksRole::ProjectOwner));
                asks && turn.is_some_and(has)
                    && context.status.code() != "REJETEE"
                    && context.previous == Some(&WorksStatus::Associee)
            }
            Self::Recycle => {
                matches!(context.status.code(), "EN_ATTENTE_RECYCLAGE_FOURNISSEUR" | "A_RECYCLER")
                    && context.framework.is_some_and(|framework| has(framework.depositor()))
            }
            Self::Complete => context.status.waits_for_more() && turn.is_some_and(has),
            Self::Refuse => match turn {
                Some(role @ (WorksRole::ProjectManager | WorksRole::ProjectOwner)) => {
                    has(role) && context.status.is_received_by(role)
                }
                _ => false,
            },
        }
    }

    /// The word on a button.
    #[must_use]
    pub const fn verb(self, at_payer: bool) -> &'static str {
        match (self, at_payer) {
            (Self::SendBack, true) => "Suspendre",
            (Self::SendBack, false) => "Demander de compléter",
            (Self::AskRecycling, _) => "Demander le recyclage de la pièce précédente",
            (Self::Recycle, _) => "Recycler",
            (Self::Complete, _) => "Compléter",
            (Self::Refuse, _) => "Refuser",
        }
    }
}

/// What is said with an act, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckedWorksAct {
    /// With why.
    SendBack {
        /// At most 2000 characters.
        comment: String,
    },
    /// Nothing is said with it.
    AskRecycling,
    /// The way that it takes from now on.
    Recycle {
        /// Who pays.
        recipient: Siret,
        /// Its service.
        service: Option<String>,
        /// The engagement; the present one stays where none is given.
        engagement: Option<String>,
    },
    /// With its files or words.
    Complete {
        /// At most 2000 characters.
        comment: Option<String>,
        /// Whether the project manager completes, by a service of their own.
        as_manager: bool,
    },
    /// For a reason.
    Refuse {
        /// Its code.
        reason: String,
        /// What is written with it.
        detail: Option<String>,
    },
}

/// Checks an act. With no error among the notes, it is there.
#[must_use]
pub fn check_works_act(
    kind: WorksActKind,
    values: &Values,
    context: &WorksActContext<'_>,
) -> (Option<CheckedWorksAct>, Notes) {
    let mut notes = Notes::default();
    let checked = match kind {
        WorksActKind::AskRecycling => Some(CheckedWorksAct::AskRecycling),
        WorksActKind::SendBack => {
            let comment = text(values, WorksActField::Comment, LONGEST_COMMENT, &mut notes);
            if comment.is_none() {
                notes.error(WorksActField::Comment, Remark::MotifMissing);
            }
            comment.map(|comment| CheckedWorksAct::SendBack { comment })
        }
        WorksActKind::Recycle => recycle(values, context, &mut notes),
        WorksActKind::Complete => {
            let comment = text(values, WorksActField::Comment, LONGEST_COMMENT, &mut notes);
            if comment.is_none() && context.attached == 0 {
                notes.error(WorksActField::Attachments, Remark::NothingToComplete);
            }
            let as_manager = kind.form(context.framework) == Some(WorksForm::CompleteAsManager);
            Some(CheckedWorksAct::Complete { comment, as_manager })
        }
        WorksActKind::Refuse => refuse(values, context, &mut notes),
    };
    (checked.filter(|_| !notes.refuse()), notes)
}

/// A reason of the list, and words where the reason has none of its own.
fn refuse(values: &Values, context: &WorksActContext<'_>, notes: &mut Notes) -> Option<CheckedWorksAct> {
    // The reference gives no bound: that of the answers of validators.
    let detail = text(values, WorksActField::Detail, LONGEST_ANSWER_DETAIL, notes);
    let chosen = values.get(WorksActField::Reason);
    let Some(reason) = context.offered().find(|code| *code == chosen) else {
        notes.error(WorksActField::Reason, Remark::NotChosen);
        return None;
    };
    if reason == OTHER && detail.is_none() {
        notes.error(WorksActField::Detail, Remark::MotifMissing);
    }
    Some(CheckedWorksAct::Refuse { reason: reason.to_owned(), detail })
}

fn recycle(values: &Values, context: &WorksActContext<'_>, notes: &mut Notes) -> Option<CheckedWorksAct> {
    let service = text(values, WorksActField::ServiceCode, LONGEST_SERVICE, notes);
    let engagement = text(values, WorksActField::Engagement, LONGEST_ENGAGEMENT, notes);
    let recipient = match Siret::parse(values.get(WorksActField::RecipientSiret)) {
        Ok(siret) => siret,
        Err(error) => {
            notes.error(WorksActField::RecipientSiret, Remark::Siret { error });
            return None;
        }
    };
    let as_written = [recipient.as_str(), service.as_deref().unwrap_or_default()];
    if as_written == context.present && engagement.is_none() {
        notes.error(WorksActField::RecipientSiret, Remark::RoutingUnchanged);
    }
    Some(CheckedWorksAct::Recycle { recipient, service, engagement })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Environment, InvoiceStatus};

    const PRESENT: [&str; 2] = ["00000000900011", "ACHATS"];

    fn context<'c>(status: &'c WorksStatus, roles: &'c [WorksRole]) -> WorksActContext<'c> {
        WorksActContext {
            status,
            framework: Some(WorksFramework::A15),
            roles,
            previous: Some(&WorksStatus::Associee),
            present: PRESENT,
            forms: UsableForms { environment: Environment::Production, confirmed: &[] },
            reasons: vec![WRONG_MANAGER, WRONG_OWNER, OTHER, WRONG_VALIDATOR, "REF_FAC_TRAVAUX"],
            attached: 0,
        }
    }

    fn open(status: &WorksStatus, roles: &[WorksRole]) -> Vec<WorksActKind> {
        let context = context(status, roles);
        WorksActKind::ALL.iter().copied().filter(|kind| kind.is_open(&context)).collect()
    }

    #[test]
    fn only_who_has_the_document_sends_it_back() {
        use WorksActKind::{AskRecycling, Complete, Recycle, Refuse, SendBack};
        use WorksRole::{Payer, ProjectManager, ProjectOwner, Supplier};
        let at_owner = WorksStatus::MiseADispositionMoa;
        assert_eq!(open(&at_owner, &[ProjectOwner]), [SendBack, AskRecycling, Refuse]);
        assert_eq!(open(&at_owner, &[Supplier, ProjectManager, Payer]), []);
        let at_payer = WorksStatus::Invoice(InvoiceStatus::MiseADisposition);
        assert_eq!(open(&at_payer, &[Payer]), [SendBack]);
        assert_eq!(open(&at_payer, &[ProjectOwner]), []);
        assert_eq!(
            open(&WorksStatus::ACompleter, &[ProjectManager]),
            [AskRecycling, Complete],
            "who deposited it completes it"
        );
        assert_eq!(open(&WorksStatus::ACompleter, &[Supplier, ProjectOwner]), []);
        let suspended = WorksStatus::Invoice(InvoiceStatus::Suspendue);
        assert_eq!(open(&suspended, &[ProjectManager]), [AskRecycling, Complete]);
        let to_recycle = WorksStatus::Invoice(InvoiceStatus::ARecycler);
        assert_eq!(open(&to_recycle, &[ProjectManager]), [AskRecycling, Recycle]);
        assert_eq!(open(&to_recycle, &[Supplier]), []);
        assert_eq!(open(&WorksStatus::Invoice(InvoiceStatus::Rejetee), &[ProjectManager]), []);
    }

    #[test]
    fn what_is_sent_back_says_why_and_what_is_recycled_goes_elsewhere() {
        let status = WorksStatus::MiseADispositionMoe;
        let context = context(&status, &[]);
        let check = |kind, pairs: &[(&str, &str)]| {
            let values = Values::read(pairs.iter().copied()).unwrap();
            let (checked, notes) = check_works_act(kind, &values, &context);
            (checked, notes.errors().count())
        };
        assert_eq!(check(WorksActKind::SendBack, &[("comment", " ")]), (None, 1));
        let (sent, _) = check(WorksActKind::SendBack, &[("comment", " Le métré manque. ")]);
        assert_eq!(sent, Some(CheckedWorksAct::SendBack { comment: "Le métré manque.".to_owned() }));
        let same = [("recipient_siret", PRESENT[0]), ("service_code", PRESENT[1])];
        assert_eq!(check(WorksActKind::Recycle, &same), (None, 1));
        assert_eq!(check(WorksActKind::Recycle, &[("recipient_siret", "1")]), (None, 1));
        let other = [("recipient_siret", PRESENT[0]), ("service_code", "TECHNIQUE")];
        assert!(check(WorksActKind::Recycle, &other).0.is_some());
        assert_eq!(check(WorksActKind::AskRecycling, &[]).0, Some(CheckedWorksAct::AskRecycling));
    }

    #[test]
    fn a_refusal_has_a_reason_of_the_list_that_is_ones_own_and_another_reason_needs_words() {
        let status = WorksStatus::MiseADispositionMoe;
        let context = context(&status, &[]);
        let check = |pairs: &[(&str, &str)]| {
            let values = Values::read(pairs.iter().copied()).unwrap();
            let (checked, notes) = check_works_act(WorksActKind::Refuse, &values, &context);
            (checked, notes.errors().count())
        };
        assert_eq!(context.offered().collect::<Vec<_>>(), [WRONG_MANAGER, OTHER, "REF_FAC_TRAVAUX"]);
        for reason in ["", "INVENTE", WRONG_OWNER, WRONG_VALIDATOR] {
            assert_eq!(check(&[("reason", reason), ("detail", "Mots.")]), (None, 1), "{reason}");
        }
        assert_eq!(check(&[("reason", OTHER)]), (None, 1));
        let (refused, _) = check(&[("reason", WRONG_MANAGER)]);
        let expected = CheckedWorksAct::Refuse { reason: WRONG_MANAGER.to_owned(), detail: None };
        assert_eq!(refused, Some(expected));
    }

    #[test]
    fn what_completes_has_files_or_words_and_goes_by_the_service_of_who_completes() {
        let status = WorksStatus::ACompleter;
        let of_manager = context(&status, &[]);
        let none = Values::default();
        let (nothing, notes) = check_works_act(WorksActKind::Complete, &none, &of_manager);
        assert_eq!((nothing, notes.errors().count()), (None, 1));
        let with_file = WorksActContext { attached: 1, ..of_manager.clone() };
        let (checked, _) = check_works_act(WorksActKind::Complete, &none, &with_file);
        assert_eq!(checked, Some(CheckedWorksAct::Complete { comment: None, as_manager: true }));
        let of_supplier = WorksActContext { framework: Some(WorksFramework::A4), ..with_file };
        let (checked, _) = check_works_act(WorksActKind::Complete, &none, &of_supplier);
        assert_eq!(checked, Some(CheckedWorksAct::Complete { comment: None, as_manager: false }));
        assert!(!WorksActKind::Complete.is_usable(&of_manager), "in production, unconfirmed");
        assert!(WorksActKind::SendBack.is_usable(&of_manager));
        let confirmed = [WorksForm::CompleteAsManager];
        let forms = UsableForms { confirmed: &confirmed, ..of_manager.forms };
        let confirmed = WorksActContext { forms, ..of_manager };
        assert!(WorksActKind::Complete.is_usable(&confirmed));
        assert!(!WorksActKind::Complete.is_usable(&WorksActContext { forms, ..of_supplier }));
    }
}
