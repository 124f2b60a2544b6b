//! The rules of works documents: cadres, statuses and who acts next.
//!
//! Codes of cadres, statuses and types are the reference's (enums.md §1 to §3), the chains those of
//! business-rules.md §10. **Everything else here is inferred**: nothing public says which status a document takes at
//! which moment. The choices, each in one table or function of this file:
//!
//! | Choice | Where |
//! |---|---|
//! | type of the document of each cadre | [`FRAMEWORKS`], `kind` |
//! | whom a document goes to when the project owner does not use the tool | [`FRAMEWORKS`], `addressees` |
//! | status on arrival: MISE_A_DISPOSITION_MOE (example of rechercher), …_MOA, A_ASSOCIER_FOURNISSEUR | [`WorksActor::arrival`] |
//! | A_VALIDER_MOE, PRISE_EN_COMPTE_…, A_ASSOCIER_…, TRANSMISE_MOA: also waiting for that actor | [`WorksStatus::waits_for`] |
//! | status after a refusal by reason | [`refusal`] |
//! | a document that goes to the financial service lives as a received invoice from then on | `WorksDocument::handed_over` |
//!
//! The tacit delays of the contracts (7, 15 or 30 days) are not in the reference and are not simulated.

use serde::{Deserialize, Serialize};

use super::account::Right;

/// A role in a billing file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorksActor {
    /// Holder, joint contractor or subcontractor.
    Supplier,
    /// Maîtrise d'œuvre (MOE).
    ProjectManager,
    /// Maîtrise d'ouvrage (MOA).
    ProjectOwner,
    /// The financial service that pays.
    Recipient,
}

use WorksActor::{ProjectManager, ProjectOwner, Recipient, Supplier};

impl WorksActor {
    /// Every role, in the order documents pass.
    pub const ALL: [Self; 4] = [Supplier, ProjectManager, ProjectOwner, Recipient];

    /// What an account needs to act so.
    #[must_use]
    pub const fn right(self) -> Right {
        match self {
            Supplier => Right::Supplier,
            ProjectManager => Right::ProjectManager,
            ProjectOwner => Right::ProjectOwner,
            Recipient => Right::Recipient,
        }
    }

    /// Reads `roleUtilisateur`; `VALIDEUR` is no role of a billing file.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "FOURNISSEUR" => Some(Supplier),
            "MOE" => Some(ProjectManager),
            "MOA" => Some(ProjectOwner),
            "DESTINATAIRE" => Some(Recipient),
            _ => None,
        }
    }

    /// The status of a document that has just reached this actor; `None` for the financial service, where it
    /// follows the life cycle of invoices.
    #[must_use]
    pub const fn arrival(self) -> Option<WorksStatus> {
        match self {
            Supplier => Some(WorksStatus::AAssocierFournisseur),
            ProjectManager => Some(WorksStatus::MiseADispositionMoe),
            ProjectOwner => Some(WorksStatus::MiseADispositionMoa),
            Recipient => None,
        }
    }
}

/// A cadre de facturation of works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorksFramework {
    /// `codeCadreFacturation`.
    pub code: &'static str,
    /// `typeFactureTravaux`.
    pub kind: &'static str,
    /// Who deposits it.
    pub depositor: WorksActor,
    /// Whom it goes to: the first of these the billing file has.
    pub addressees: &'static [WorksActor],
    /// Cadres of the documents it may follow; empty when it opens a chain.
    pub previous: &'static [&'static str],
    /// `true`: belongs to the tacit procedure, so the previous document may wait for somebody else.
    pub tacit: bool,
}

impl WorksFramework {
    /// The cadre with this code; `None` for a cadre of simple invoices or an unknown one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<&'static Self> {
        FRAMEWORKS.iter().find(|framework| framework.code == code)
    }

    /// Who completes a document of this cadre: there is a service for the supplier and one for the project manager
    /// only, so the supplier completes what the project owner deposited (inferred).
    #[must_use]
    pub const fn completed_by(&self) -> WorksActor {
        match self.depositor {
            ProjectManager => ProjectManager,
            _ => Supplier,
        }
    }
}

const A4: &str = "A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR";
const A7: &str = "A7_PROJET_DECOMPTE_FINAL_FOURNISSEUR";
const A10: &str = "A10_PROJET_DECOMPTE_MENSUEL_SOUSTRAITANT";
const A13: &str = "A13_PROJET_DECOMPTE_MENSUEL_COTRAITANT";
const A14: &str = "A14_PROJET_DECOMPTE_FINAL_COTRAITANT";
const A15: &str = "A15_ETAT_ACOMPTE_MOE";
const A17: &str = "A17_PROJET_DECOMPTE_GENERAL_MOE";
const A18: &str = "A18_DECOMPTE_GENERAL_MOE";
const A20: &str = "A20_DECOMPTE_GENERAL_MOA";
/// Replaces the document it follows (status REMPLACEE_PAR_A22).
pub(crate) const A22: &str = "A22_PROJET_DECOMPTE_GENERAL_FOURNISSEUR_PROCEDURE_TACITE";
const A24: &str = "A24_DECOMPTE_GENERAL_DEFINITIF_TACITE_MOE";

const fn framework(
    code: &'static str,
    kind: &'static str,
    depositor: WorksActor,
    addressees: &'static [WorksActor],
    previous: &'static [&'static str],
) -> WorksFramework {
    WorksFramework { code, kind, depositor, addressees, previous, tacit: false }
}

const fn tacit(framework: WorksFramework) -> WorksFramework {
    WorksFramework { tacit: true, ..framework }
}

/// The cadres a works document may be deposited with. A11 was dropped in 2024 and is only searched for.
pub const FRAMEWORKS: &[WorksFramework] = &[
    framework(A4, "PROJET_DECOMPTE_MENSUEL", Supplier, &[ProjectManager], &[]),
    framework("A5_ETAT_ACOMPTE_FOURNISSEUR", "ETAT_ACOMPTE", Supplier, &[Recipient], &[]),
    framework("A6_ETAT_ACOMPTE_VALIDE_FOURNISSEUR", "ETAT_ACOMPTE_VALIDE", Supplier, &[Recipient], &[]),
    framework(A7, "PROJET_DECOMPTE_FINAL", Supplier, &[ProjectManager], &[]),
    framework(
        "A8_DECOMPTE_GENERAL_DEFINITIF_FOURNISSEUR",
        "DECOMPTE_GENERAL_SIGNE",
        Supplier,
        &[Recipient],
        &[A20, A18],
    ),
    framework(A10, "DP_DE_SOUSTRAITANT_TRAVAUX", Supplier, &[ProjectManager], &[]),
    framework(A13, "PROJET_DECOMPTE_MENSUEL", Supplier, &[ProjectManager], &[]),
    framework(A14, "PROJET_DECOMPTE_FINAL", Supplier, &[ProjectManager], &[]),
    framework(A15, "ETAT_ACOMPTE", ProjectManager, &[ProjectOwner], &[A4, A10, A13]),
    framework(
        "A16_ETAT_ACOMPTE_VALIDE_MOE",
        "ETAT_ACOMPTE_VALIDE",
        ProjectManager,
        &[Recipient],
        &[A4, A10, A13],
    ),
    framework(A17, "PROJET_DECOMPTE_GENERAL", ProjectManager, &[ProjectOwner], &[A7, A14]),
    framework(A18, "DECOMPTE_GENERAL", ProjectManager, &[ProjectOwner, Supplier], &[A7, A14]),
    framework("A19_ETAT_ACOMPTE_VALIDE_MOA", "ETAT_ACOMPTE_VALIDE", ProjectOwner, &[Recipient], &[A15]),
    framework(A20, "DECOMPTE_GENERAL", ProjectOwner, &[Supplier], &[A17, A18]),
    tacit(framework(
        A22,
        "PROJET_DECOMPTE_GENERAL_PROCEDURE_TACITE",
        Supplier,
        &[ProjectManager, ProjectOwner],
        &[A7, A14],
    )),
    tacit(framework(
        "A23_DECOMPTE_GENERAL_DEFINITIF_TACITE_FOURNISSEUR",
        "DECOMPTE_GENERAL_DEFINITIF_TACITE",
        Supplier,
        &[Recipient],
        &[A22],
    )),
    framework(A24, "DECOMPTE_GENERAL_DEFINITIF_TACITE", ProjectManager, &[ProjectOwner, Recipient], &[A22]),
    tacit(framework(
        "A25_DECOMPTE_GENERAL_DEFINITIF_MOE_PROCEDURE_TACITE",
        "DECOMPTE_GENERAL_DEFINITIF_PROCEDURE_TACITE",
        ProjectOwner,
        &[Recipient],
        &[A22, A24],
    )),
];

macro_rules! statuses {
    ($($(#[$documentation:meta])* $name:ident = $code:literal;)*) => {
        /// The status of a works document before it reaches the financial service (enums.md §1), with Chorus Pro's
        /// own code in JSON.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum WorksStatus {
            $($(#[$documentation])* #[serde(rename = $code)] $name,)*
        }

        impl WorksStatus {
            /// Every status of works documents.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code on the wire.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }
    };
}

statuses! {
    /// Accepted by Chorus Pro; the next status follows at once.
    Deposee = "DEPOSEE";
    /// Waiting for the project manager; only in seeds.
    AValiderMoe = "A_VALIDER_MOE";
    /// Available to the project manager.
    MiseADispositionMoe = "MISE_A_DISPOSITION_MOE";
    /// Taken into account by the project manager; only in seeds: the service is not known.
    PriseEnCompteMoe = "PRISE_EN_COMPTE_MOE";
    /// The project manager has to deposit the following document; after a refusal of the one it had deposited.
    AAssocierMoe = "A_ASSOCIER_MOE";
    /// Refused by the project manager.
    RefuseeMoe = "REFUSEE_MOE";
    /// Wrong project manager; only in seeds.
    ErreurDeMoe = "ERREUR_DE_MOE";
    /// The project manager named by the supplier says it is not theirs.
    ErreurFournisseurSurMoe = "ERREUR_FOURNISSEUR_SUR_MOE";
    /// The project manager named the wrong supplier; only in seeds.
    ErreurMoeSurFournisseur = "ERREUR_MOE_SUR_FOURNISSEUR";
    /// The project owner named by the project manager says it is not theirs.
    ErreurMoeSurMoa = "ERREUR_MOE_SUR_MOA";
    /// Available to the project owner.
    MiseADispositionMoa = "MISE_A_DISPOSITION_MOA";
    /// Taken into account by the project owner; only in seeds.
    PriseEnCompteMoa = "PRISE_EN_COMPTE_MOA";
    /// The project owner has to deposit the following document.
    AAssocierMoa = "A_ASSOCIER_MOA";
    /// Sent on to the project owner; only in seeds.
    TransmiseMoa = "TRANSMISE_MOA";
    /// Refused by the project owner.
    RefuseeMoa = "REFUSEE_MOA";
    /// Wrong project owner; only in seeds.
    ErreurDeMoa = "ERREUR_DE_MOA";
    /// The project owner named by the supplier says it is not theirs.
    ErreurFournisseurSurMoa = "ERREUR_FOURNISSEUR_SUR_MOA";
    /// The project owner named the wrong supplier; only in seeds.
    ErreurMoaSurFournisseur = "ERREUR_MOA_SUR_FOURNISSEUR";
    /// The supplier has to sign it and deposit the following document.
    AAssocierFournisseur = "A_ASSOCIER_FOURNISSEUR";
    /// Refused by the supplier; only in seeds: refuser is for project manager and owner.
    RefuseeFournisseur = "REFUSEE_FOURNISSEUR";
    /// Its depositor has been asked to recycle it.
    EnAttenteRecyclageFournisseur = "EN_ATTENTE_RECYCLAGE_FOURNISSEUR";
    /// Sent back for more information.
    ACompleter = "A_COMPLETER";
    /// Linked to a following document.
    Associee = "ASSOCIEE";
    /// The supplier started the tacit procedure.
    RemplaceeParA22 = "REMPLACEE_PAR_A22";
    /// Duplicated after a refusal; only in seeds.
    DupliqueApresRefus = "DUPLIQUE_APRES_REFUS";
    /// Not conform; only in seeds.
    NonConforme = "NON_CONFORME";
    /// Wrong recipient on a draft statement; only in seeds.
    ErreurDestinatairePd = "ERREUR_DESTINATAIRE_PD";
    /// Wrong recipient on an account statement; only in seeds.
    ErreurDestinataireEa = "ERREUR_DESTINATAIRE_EA";
}

impl WorksStatus {
    /// The actor who received the document and has to answer it.
    #[must_use]
    pub const fn waits_for(self) -> Option<WorksActor> {
        match self {
            Self::AValiderMoe | Self::MiseADispositionMoe | Self::PriseEnCompteMoe | Self::AAssocierMoe => {
                Some(ProjectManager)
            }
            Self::MiseADispositionMoa | Self::PriseEnCompteMoa | Self::AAssocierMoa | Self::TransmiseMoa => {
                Some(ProjectOwner)
            }
            Self::AAssocierFournisseur => Some(Supplier),
            _ => None,
        }
    }

    /// `true` when its depositor may deposit it again under the same number, naming other actors.
    #[must_use]
    pub const fn is_misdirected(self) -> bool {
        matches!(
            self,
            Self::ErreurFournisseurSurMoe
                | Self::ErreurFournisseurSurMoa
                | Self::ErreurMoeSurMoa
                | Self::ErreurDeMoe
                | Self::ErreurDeMoa
        )
    }

    /// `true` when its depositor has to do something about it.
    #[must_use]
    pub const fn is_back_at_depositor(self) -> bool {
        self.is_misdirected()
            || matches!(
                self,
                Self::RefuseeMoe
                    | Self::RefuseeMoa
                    | Self::RefuseeFournisseur
                    | Self::EnAttenteRecyclageFournisseur
                    | Self::NonConforme
                    | Self::ErreurDestinatairePd
                    | Self::ErreurDestinataireEa
            )
    }
}

/// The status after a refusal; `None` when this actor may not give this reason.
///
/// "Wrong project manager" and "wrong project owner" send the document back to be addressed to somebody else, as
/// "wrong validator" does for invoices; that last one is no reason of a project manager or owner.
#[must_use]
pub fn refusal(by: WorksActor, depositor: WorksActor, reason: &str) -> Option<WorksStatus> {
    match (by, reason, depositor) {
        (ProjectManager, "MAUVAISE_MOE", _) => Some(WorksStatus::ErreurFournisseurSurMoe),
        (ProjectOwner, "MAUVAISE_MOA", ProjectManager) => Some(WorksStatus::ErreurMoeSurMoa),
        (ProjectOwner, "MAUVAISE_MOA", _) => Some(WorksStatus::ErreurFournisseurSurMoa),
        (ProjectManager, "AUTRE" | "REF_FAC_TRAVAUX", _) => Some(WorksStatus::RefuseeMoe),
        (ProjectOwner, "AUTRE" | "REF_FAC_TRAVAUX", _) => Some(WorksStatus::RefuseeMoa),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chain_leads_from_one_actor_to_the_next() {
        for framework in FRAMEWORKS {
            for previous in framework.previous {
                let previous = WorksFramework::from_code(previous).expect("known cadre");
                let received = previous.addressees.contains(&framework.depositor);
                assert!(received || framework.tacit, "{} after {}", framework.code, previous.code);
            }
        }
    }

    #[test]
    fn whoever_a_document_waits_for_may_be_told_by_its_arrival() {
        for actor in WorksActor::ALL {
            assert_eq!(actor.arrival().and_then(WorksStatus::waits_for), actor.arrival().map(|_| actor));
        }
    }

    #[test]
    fn codes_agree_with_json() {
        for status in WorksStatus::ALL {
            assert_eq!(serde_json::to_value(status).expect("json"), status.code());
        }
    }
}
