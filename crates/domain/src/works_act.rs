//! What is done to a works document: which acts are open, what has to be said with them, and its checks (API.md §5.6: the
//! acts whose bodies are known).
//!
//! **Inferred**, as whose turn it is: at which status an act is taken, for the reference gives the services without it.

use serde::{Deserialize, Serialize};

use crate::act::{LONGEST_COMMENT, text};
use crate::codes::codes;
use crate::{Decision, Notes, Remark, Siret, Values, WorksActField, WorksFramework, WorksRole, WorksStatus};

/// Longest code of a service and longest number of an engagement, characters (API.md §5.6, `recycler`).
const LONGEST_SERVICE: usize = 100;
const LONGEST_ENGAGEMENT: usize = 50;

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
    }
}

/// What is known of the document on which something is to be done.
#[derive(Clone, Copy, Debug)]
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
}

impl WorksActKind {
    /// Whether it may be done.
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
    };
    (checked.filter(|_| !notes.refuse()), notes)
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
    use crate::InvoiceStatus;

    const PRESENT: [&str; 2] = ["00000000900011", "ACHATS"];

    fn context<'c>(status: &'c WorksStatus, roles: &'c [WorksRole]) -> WorksActContext<'c> {
        WorksActContext {
            status,
            framework: Some(WorksFramework::A15),
            roles,
            previous: Some(&WorksStatus::Associee),
            present: PRESENT,
        }
    }

    fn open(status: &WorksStatus, roles: &[WorksRole]) -> Vec<WorksActKind> {
        let context = context(status, roles);
        WorksActKind::ALL.iter().copied().filter(|kind| kind.is_open(&context)).collect()
    }

    #[test]
    fn only_who_has_the_document_sends_it_back() {
        use WorksActKind::{AskRecycling, Recycle, SendBack};
        use WorksRole::{Payer, ProjectManager, ProjectOwner, Supplier};
        let at_owner = WorksStatus::MiseADispositionMoa;
        assert_eq!(open(&at_owner, &[ProjectOwner]), [SendBack, AskRecycling]);
        assert_eq!(open(&at_owner, &[Supplier, ProjectManager, Payer]), []);
        let at_payer = WorksStatus::Invoice(InvoiceStatus::MiseADisposition);
        assert_eq!(open(&at_payer, &[Payer]), [SendBack]);
        assert_eq!(open(&at_payer, &[ProjectOwner]), []);
        assert_eq!(
            open(&WorksStatus::ACompleter, &[ProjectManager]),
            [AskRecycling],
            "completing is its own act"
        );
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
}
