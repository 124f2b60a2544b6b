//! Where an invoice stands: the steps before Chorus Pro knows it, then Chorus Pro's own statuses.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Direction;

/// The meanings of a status colour, always shown with an icon and the word. Green is for a payment that was ordered and
/// for a check that has just passed, so that it says one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StatusKind {
    /// Not sent, arrived, or ended: grey, told apart by the icon.
    Neutral,
    /// A recipient has not dealt with it yet.
    New,
    /// On its way.
    Info,
    /// Payment ordered; a check that passed.
    Success,
    /// Somebody must act.
    Warning,
    /// Refused.
    Error,
}

impl StatusKind {
    /// The value of the `data-kind` attribute.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::New => "new",
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// The tabs of the list: whose turn it is. The same status may stand elsewhere for the other side: a suspended invoice
/// is the supplier's to act on, and the recipient waits for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum StatusStage {
    /// Still here: drafts and what Chorus Pro refused on arrival.
    ToSend,
    /// Left, but not yet at the recipient.
    OnTheWay,
    /// At the recipient.
    Arrived,
    /// Mine to act on.
    Blocked,
    /// The other side's to act on.
    Waiting,
    /// Refused by the recipient or a validator.
    Rejected,
    /// Payment ordered.
    Paid,
    /// Dropped.
    Ended,
}

impl StatusStage {
    /// All, in the order of the tabs.
    pub const ALL: [Self; 8] = [
        Self::ToSend,
        Self::OnTheWay,
        Self::Arrived,
        Self::Blocked,
        Self::Waiting,
        Self::Rejected,
        Self::Paid,
        Self::Ended,
    ];

    /// The stored code; never shown, never part of an address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ToSend => "to_send",
            Self::OnTheWay => "on_the_way",
            Self::Arrived => "arrived",
            Self::Blocked => "blocked",
            Self::Waiting => "waiting",
            Self::Rejected => "rejected",
            Self::Paid => "paid",
            Self::Ended => "ended",
        }
    }

    /// The word on the tab.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::ToSend => "À envoyer",
            Self::OnTheWay => "En route",
            Self::Arrived => "Arrivées",
            Self::Blocked => "Bloquées",
            Self::Waiting => "Chez le fournisseur",
            Self::Rejected => "Rejetées",
            Self::Paid => "Mises en paiement",
            Self::Ended => "Abandonnées",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }
}

macro_rules! statuses {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $label:literal, $stage:ident, $kind:ident;)+) => {
        /// The status of an invoice. The first six are Pupitre's own, before Chorus Pro knows the invoice; the others are
        /// Chorus Pro's codes (enums.md §1). A code that is not known is kept and shown as unknown.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(from = "String", into = "String")]
        pub enum InvoiceStatus {
            $($(#[$doc])* $variant,)+
            /// A code that this version does not know; never mapped to something reassuring.
            Unknown(String),
        }

        impl InvoiceStatus {
            /// Every known status, in the order of the life cycle.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),+];

            /// The stored code: Chorus Pro's own wherever it has one.
            #[must_use]
            pub fn code(&self) -> &str {
                match self {
                    $(Self::$variant => $code,)+
                    Self::Unknown(code) => code,
                }
            }

            /// The words on screen.
            #[must_use]
            pub fn label(&self) -> String {
                match self {
                    $(Self::$variant => $label.to_owned(),)+
                    Self::Unknown(code) => format!("Statut inconnu : {code}"),
                }
            }

            /// The tab it belongs to, seen from one side.
            #[must_use]
            pub const fn stage(&self, direction: Direction) -> StatusStage {
                let issued = match self {
                    $(Self::$variant => StatusStage::$stage,)+
                    // Somebody must look at it, whichever side they are on.
                    Self::Unknown(_) => return StatusStage::Blocked,
                };
                match (direction, issued) {
                    (Direction::Received, StatusStage::Blocked) => StatusStage::Waiting,
                    (_, stage) => stage,
                }
            }

            /// The meaning of its colour, seen from one side: what has arrived is news to its recipient.
            #[must_use]
            pub const fn kind(&self, direction: Direction) -> StatusKind {
                match self {
                    Self::MiseADisposition if matches!(direction, Direction::Received) => StatusKind::New,
                    $(Self::$variant => StatusKind::$kind,)+
                    Self::Unknown(_) => StatusKind::Warning,
                }
            }

            /// Reads a code; unknown ones are kept.
            #[must_use]
            pub fn from_code(code: &str) -> Self {
                match code {
                    $($code => Self::$variant,)+
                    other => Self::Unknown(other.to_owned()),
                }
            }
        }
    };
}

statuses! {
    /// Being prepared in Pupitre.
    Draft = "PUPITRE_BROUILLON", "Brouillon, non envoyée", ToSend, Neutral;
    /// Accepted by Pupitre, waiting to leave.
    Queued = "PUPITRE_EN_FILE", "En file d’attente", OnTheWay, Info;
    /// The call to Chorus Pro is under way.
    Sending = "PUPITRE_ENVOI", "Envoi en cours", OnTheWay, Info;
    /// Sent, no answer: being looked up before anything else is tried.
    Unconfirmed = "PUPITRE_INCERTAIN", "Envoi à confirmer", OnTheWay, Warning;
    /// Chorus Pro refused it on arrival; nothing was deposited.
    Refused = "PUPITRE_REFUSEE", "Refusée, non envoyée", ToSend, Error;
    /// Withdrawn by a person before it left.
    Cancelled = "PUPITRE_ANNULEE", "Abandonnée, non envoyée", Ended, Neutral;
    /// Entered on the portal.
    Brouillon = "BROUILLON", "Brouillon du portail, non envoyée", ToSend, Neutral;
    /// PDF read, not yet submitted.
    InterpreteeOcr = "INTERPRETEE_OCR", "PDF lu, non envoyée", ToSend, Neutral;
    /// Waiting for validator 1.
    AValider1 = "A_VALIDER_1", "À valider (1)", OnTheWay, Warning;
    /// Accepted by validator 1.
    Validee1 = "VALIDEE_1", "Validée (1)", OnTheWay, Info;
    /// Refused by validator 1.
    Refusee1 = "REFUSEE_1", "Refusée par le valideur (1)", Rejected, Error;
    /// Validator 1 says that it is not for them.
    ErreurFournisseurSurValideur = "ERREUR_FOURNISSEUR_SUR_VALIDEUR", "Valideur à corriger", Blocked, Warning;
    /// No answer of validator 1 in time.
    AbsenceValidation1 = "ABSENCE_VALIDATION_1_HORS_DELAI", "Validation tacite (1)", OnTheWay, Info;
    /// Waiting for validator 2.
    AValider2 = "A_VALIDER_2", "À valider (2)", OnTheWay, Warning;
    /// Accepted by validator 2.
    Validee2 = "VALIDEE_2", "Validée (2)", OnTheWay, Info;
    /// Refused by validator 2.
    Refusee2 = "REFUSEE_2", "Refusée par le valideur (2)", Rejected, Error;
    /// Validator 2 is wrong.
    ErreurCotraitantSurValideur = "ERREUR_COTRAITANT_SUR_VALIDEUR", "Second valideur à corriger", Blocked, Warning;
    /// No answer of validator 2 in time.
    AbsenceValidation2 = "ABSENCE_VALIDATION_2_HORS_DELAI", "Validation tacite (2)", OnTheWay, Info;
    /// Accepted by Chorus Pro.
    Deposee = "DEPOSEE", "Déposée", OnTheWay, Info;
    /// Being transmitted.
    EnCoursAcheminement = "EN_COURS_ACHEMINEMENT", "En cours d’acheminement", OnTheWay, Info;
    /// Internal step of Chorus Pro.
    EnCoursTraitementPivot = "EN_COURS_TRAITEMENT_PIVOT_S", "En cours de traitement", OnTheWay, Info;
    /// Arrived: the payment clock starts.
    MiseADisposition = "MISE_A_DISPOSITION", "Mise à disposition du destinataire", Arrived, Neutral;
    /// Answered after a suspension.
    Completee = "COMPLETEE", "Complétée", Arrived, Info;
    /// The work is certified done.
    ServiceFait = "SERVICE_FAIT", "Service fait", Arrived, Info;
    /// Payment order issued.
    Mandatee = "MANDATEE", "Mandatée", Arrived, Info;
    /// At the public accountant.
    MiseADispositionComptable = "MISE_A_DISPOSITION_COMPTABLE", "Mise à disposition du comptable", Arrived, Info;
    /// Booked.
    Comptabilisee = "COMPTABILISEE", "Comptabilisée", Arrived, Info;
    /// Taken into account (credit notes).
    PriseEnCompteDestinataire = "PRISE_EN_COMPTE_DESTINATAIRE", "Prise en compte par le destinataire", Paid, Neutral;
    /// Payment ordered.
    MiseEnPaiement = "MISE_EN_PAIEMENT", "Mise en paiement", Paid, Success;
    /// Something is missing: the supplier completes.
    Suspendue = "SUSPENDUE", "Suspendue", Blocked, Warning;
    /// Wrong routing: the supplier recycles, same number.
    ARecycler = "A_RECYCLER", "À recycler", Blocked, Warning;
    /// Refused: a new invoice with a new number is needed.
    Rejetee = "REJETEE", "Rejetée", Rejected, Error;
    /// Dropped.
    Abandonnee = "ABANDONNEE", "Abandonnée", Ended, Neutral;
    /// Deleted before routing.
    Supprimee = "SUPPRIMEE", "Supprimée", Ended, Neutral;
}

impl InvoiceStatus {
    /// Whether nothing of it has been given to Chorus Pro as an invoice: it may still be changed here.
    #[must_use]
    pub const fn is_unsent(&self) -> bool {
        matches!(self, Self::Draft | Self::Refused)
    }

    /// Whether Chorus Pro is known to hold the invoice.
    #[must_use]
    pub const fn is_at_chorus_pro(&self) -> bool {
        !matches!(
            self,
            Self::Draft | Self::Queued | Self::Sending | Self::Unconfirmed | Self::Refused | Self::Cancelled
        )
    }

    /// Whether no further change is expected.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        matches!(
            self.stage(Direction::Issued),
            StatusStage::Paid | StatusStage::Rejected | StatusStage::Ended
        )
    }

    /// The correspondence with the numbers of the approved platforms (200–213, conventions.md §2), for a tooltip.
    #[must_use]
    pub const fn reform_number(&self) -> Option<u16> {
        Some(match self {
            Self::Deposee => 200,
            Self::EnCoursAcheminement => 201,
            Self::MiseADisposition => 203,
            Self::PriseEnCompteDestinataire => 204,
            Self::ServiceFait | Self::Mandatee => 205,
            Self::Suspendue => 208,
            Self::Completee => 209,
            Self::Rejetee => 210,
            Self::MiseEnPaiement => 211,
            _ => return None,
        })
    }
}

impl fmt::Display for InvoiceStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl From<String> for InvoiceStatus {
    fn from(code: String) -> Self {
        Self::from_code(&code)
    }
}

impl From<InvoiceStatus> for String {
    fn from(status: InvoiceStatus) -> Self {
        status.code().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back_and_are_distinct() {
        let mut seen = std::collections::HashSet::new();
        for status in InvoiceStatus::KNOWN {
            assert_eq!(&InvoiceStatus::from_code(status.code()), status);
            assert!(seen.insert(status.code().to_owned()));
        }
    }

    #[test]
    fn an_unknown_code_is_kept_and_never_reassuring() {
        let status = InvoiceStatus::from_code("NOUVEAU_STATUT");
        assert_eq!(status.code(), "NOUVEAU_STATUT");
        assert_eq!(status.label(), "Statut inconnu : NOUVEAU_STATUT");
        for direction in [Direction::Issued, Direction::Received] {
            assert_eq!(status.kind(direction), StatusKind::Warning);
        }
    }

    #[test]
    fn what_blocks_the_supplier_is_waited_for_by_the_recipient() {
        for status in [InvoiceStatus::Suspendue, InvoiceStatus::ARecycler] {
            assert_eq!(status.stage(Direction::Issued), StatusStage::Blocked, "{status}");
            assert_eq!(status.stage(Direction::Received), StatusStage::Waiting, "{status}");
        }
        let unknown = InvoiceStatus::from_code("NOUVEAU_STATUT");
        assert_eq!(unknown.stage(Direction::Received), StatusStage::Blocked);
    }

    #[test]
    fn what_is_not_sent_says_so() {
        for status in InvoiceStatus::KNOWN
            .iter()
            .filter(|status| status.stage(Direction::Issued) == StatusStage::ToSend)
        {
            assert!(status.label().contains("non envoyée"), "{status}");
        }
    }

    #[test]
    fn green_means_that_payment_was_ordered_and_nothing_else() {
        for direction in [Direction::Issued, Direction::Received] {
            let green =
                InvoiceStatus::KNOWN.iter().filter(|status| status.kind(direction) == StatusKind::Success);
            assert_eq!(green.collect::<Vec<_>>(), [&InvoiceStatus::MiseEnPaiement]);
        }
    }

    #[test]
    fn what_has_arrived_is_news_to_its_recipient_only() {
        let arrived = InvoiceStatus::MiseADisposition;
        assert_eq!(arrived.kind(Direction::Received), StatusKind::New);
        assert_eq!(arrived.kind(Direction::Issued), StatusKind::Neutral);
    }
}
