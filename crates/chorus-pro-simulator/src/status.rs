//! Invoice statuses and the legal moves between them (reference: enums.md, sections 1 and 1.1).

use serde::{Deserialize, Serialize};

macro_rules! statuses {
    ($($(#[$documentation:meta])* $name:ident = $code:literal, $label:literal;)*) => {
        /// The status of a simple invoice, with Chorus Pro's own code in JSON.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Status {
            $($(#[$documentation])* #[serde(rename = $code)] $name,)*
        }

        impl Status {
            /// Every status this simulator moves invoices through.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code on the wire.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The French label shown to people.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }

            /// Reads a code; `None` for a code of works documents or an unknown one.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)* _ => None }
            }
        }
    };
}

statuses! {
    /// Being entered on the portal.
    Brouillon = "BROUILLON", "Brouillon";
    /// A deposited PDF has been read and is not yet submitted.
    InterpreteeOcr = "INTERPRETEE_OCR", "Interprétée par OCR";
    /// Waiting for the first validator (main contractor or agent of the group).
    AValider1 = "A_VALIDER_1", "À valider 1";
    /// The first validator says the invoice is not for them.
    ErreurFournisseurSurValideur = "ERREUR_FOURNISSEUR_SUR_VALIDEUR", "Erreur du fournisseur sur le valideur";
    /// Refused by the first validator.
    Refusee1 = "REFUSEE_1", "Refusée 1";
    /// Accepted by the first validator.
    Validee1 = "VALIDEE_1", "Validée 1";
    /// The first validator did not answer in time; the invoice goes on.
    AbsenceValidation1HorsDelai = "ABSENCE_VALIDATION_1_HORS_DELAI", "Absence de validation 1 hors délai";
    /// Waiting for the second validator (agent of the group of a joint contractor).
    AValider2 = "A_VALIDER_2", "À valider 2";
    /// The second validator says the invoice is not for them.
    ErreurCotraitantSurValideur = "ERREUR_COTRAITANT_SUR_VALIDEUR", "Erreur du cotraitant sur le valideur";
    /// Refused by the second validator.
    Refusee2 = "REFUSEE_2", "Refusée 2";
    /// Accepted by the second validator.
    Validee2 = "VALIDEE_2", "Validée 2";
    /// The second validator did not answer in time; the invoice goes on.
    AbsenceValidation2HorsDelai = "ABSENCE_VALIDATION_2_HORS_DELAI", "Absence de validation 2 hors délai";
    /// Accepted by Chorus Pro (number 01).
    Deposee = "DEPOSEE", "Déposée";
    /// On its way to the recipient (02).
    EnCoursAcheminement = "EN_COURS_ACHEMINEMENT", "En cours d'acheminement au destinataire";
    /// Available to the recipient (03); the payment delay starts.
    MiseADisposition = "MISE_A_DISPOSITION", "Mise à disposition du destinataire";
    /// Refused for wrong routing (04); the supplier recycles it under the same number.
    ARecycler = "A_RECYCLER", "À recycler";
    /// Refused (05), final.
    Rejetee = "REJETEE", "Rejetée";
    /// A document is missing (06); the supplier completes.
    Suspendue = "SUSPENDUE", "Suspendue";
    /// Work certified (07).
    ServiceFait = "SERVICE_FAIT", "Service fait";
    /// Payment order issued (08).
    Mandatee = "MANDATEE", "Mandatée";
    /// Available to the public accountant (09).
    MiseADispositionComptable = "MISE_A_DISPOSITION_COMPTABLE", "Mise à disposition du comptable";
    /// Booked (10).
    Comptabilisee = "COMPTABILISEE", "Comptabilisée";
    /// Payment ordered (11), final.
    MiseEnPaiement = "MISE_EN_PAIEMENT", "Mise en paiement";
    /// Completed by the supplier after a suspension (12).
    Completee = "COMPLETEE", "Complétée";
}

use Status::{
    ARecycler, AValider1, AValider2, AbsenceValidation1HorsDelai, AbsenceValidation2HorsDelai, Brouillon,
    Completee, Comptabilisee, Deposee, EnCoursAcheminement, ErreurCotraitantSurValideur,
    ErreurFournisseurSurValideur, InterpreteeOcr, Mandatee, MiseADisposition, MiseADispositionComptable,
    MiseEnPaiement, Refusee1, Refusee2, Rejetee, ServiceFait, Suspendue, Validee1, Validee2,
};

impl Status {
    /// The statuses a recipient (or the accountant behind it) may choose with traiter/recue.
    ///
    /// MISE_A_DISPOSITION and COMPLETEE: the official answer of etats/traitement plus SERVICE_FAIT;
    /// the rest: the rows of enums.md §1.1.
    #[must_use]
    pub const fn recipient_moves(self) -> &'static [Self] {
        match self {
            MiseADisposition | Completee => &[
                MiseADisposition,
                Suspendue,
                Rejetee,
                Mandatee,
                MiseEnPaiement,
                Comptabilisee,
                MiseADispositionComptable,
                ARecycler,
                ServiceFait,
            ],
            ServiceFait => &[Mandatee, Suspendue, Rejetee],
            Mandatee => &[MiseADispositionComptable, Suspendue, Rejetee],
            MiseADispositionComptable => &[Comptabilisee, Suspendue, Rejetee],
            Comptabilisee => &[MiseEnPaiement],
            _ => &[],
        }
    }

    /// The moves Chorus Pro or a validator makes.
    #[must_use]
    pub const fn system_moves(self) -> &'static [Self] {
        match self {
            Deposee => &[EnCoursAcheminement],
            EnCoursAcheminement => &[MiseADisposition],
            AValider1 => &[Validee1, AbsenceValidation1HorsDelai, Refusee1, ErreurFournisseurSurValideur],
            AValider2 => &[Validee2, AbsenceValidation2HorsDelai, Refusee2, ErreurCotraitantSurValideur],
            Validee1 | AbsenceValidation1HorsDelai => &[Deposee, AValider2],
            Validee2 | AbsenceValidation2HorsDelai => &[Deposee],
            _ => &[],
        }
    }

    /// The moves the supplier makes: completer, recycler, corriger/valideur or submitting again.
    #[must_use]
    pub const fn supplier_moves(self) -> &'static [Self] {
        match self {
            Suspendue => &[Completee],
            ARecycler => &[Deposee],
            Brouillon | InterpreteeOcr => &[Deposee, AValider1],
            ErreurFournisseurSurValideur => &[AValider1],
            ErreurCotraitantSurValideur => &[AValider2],
            _ => &[],
        }
    }

    /// `true` when the graph has an edge from this status to `next`, whoever makes the move.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        self.recipient_moves().contains(&next)
            || self.system_moves().contains(&next)
            || self.supplier_moves().contains(&next)
    }

    /// `true` when the recipient has to give a reason (business-rules.md §8).
    #[must_use]
    pub const fn needs_reason(self) -> bool {
        matches!(self, Rejetee | Suspendue)
    }

    /// `true` once the recipient sees the invoice.
    #[must_use]
    pub const fn reached_recipient(self) -> bool {
        !matches!(
            self,
            Brouillon
                | InterpreteeOcr
                | AValider1
                | ErreurFournisseurSurValideur
                | Refusee1
                | Validee1
                | AbsenceValidation1HorsDelai
                | AValider2
                | ErreurCotraitantSurValideur
                | Refusee2
                | Validee2
                | AbsenceValidation2HorsDelai
                | Deposee
                | EnCoursAcheminement
        )
    }

    /// Where an invoice stands when it appears in rechercher/atraiter/fournisseur (CS17's list, which may be cut;
    /// REJETEE only unless `masquerRejetee`).
    #[must_use]
    pub const fn for_supplier_to_treat(self) -> bool {
        matches!(
            self,
            Brouillon
                | AValider1
                | AValider2
                | ErreurFournisseurSurValideur
                | Validee1
                | Validee2
                | Refusee1
                | Refusee2
                | ErreurCotraitantSurValideur
                | AbsenceValidation1HorsDelai
                | AbsenceValidation2HorsDelai
                | Deposee
                | EnCoursAcheminement
                | MiseADisposition
                | ARecycler
                | Suspendue
                | Rejetee
        )
    }

    /// Where an invoice stands when it appears in rechercher/atraiter/recipiendaire (the default set of Pastell).
    #[must_use]
    pub const fn for_recipient_to_treat(self) -> bool {
        matches!(self, MiseADisposition | Completee | ServiceFait | Mandatee)
    }

    /// Where a validator sees the invoices that name it. **Inferred**: the content of the list is not public;
    /// everything submitted is visible, drafts are not.
    #[must_use]
    pub const fn visible_to_validator(self) -> bool {
        !matches!(self, Brouillon | InterpreteeOcr)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back_and_agree_with_json() {
        for status in Status::ALL {
            assert_eq!(Status::from_code(status.code()), Some(*status));
            assert_eq!(serde_json::to_value(status).expect("json"), status.code());
        }
        assert_eq!(Status::from_code("A_ASSOCIER_MOE"), None);
    }

    #[test]
    fn nothing_leaves_a_rejected_or_paid_invoice() {
        for end in [Rejetee, MiseEnPaiement] {
            assert!(Status::ALL.iter().all(|next| !end.may_become(*next)), "{end:?}");
        }
        assert!(!Suspendue.may_become(Mandatee), "a suspended invoice waits for its supplier");
    }

    #[test]
    fn a_recipient_never_treats_what_it_does_not_see() {
        for status in Status::ALL.iter().filter(|status| !status.reached_recipient()) {
            assert!(status.recipient_moves().is_empty() && !status.for_recipient_to_treat(), "{status:?}");
        }
    }
}
