//! Works documents: their frameworks A4–A25, their statuses, whose turn it is and within which days (enums.md §1 and §2,
//! business-rules.md §10).
//!
//! Codes are those of Chorus Pro. **Inferred**: who acts next at a status, for the reference gives the statuses without their
//! meaning in detail; it stands in [`WorksStatus::turn`] alone.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{Direction, InvoiceStatus, StatusKind, StatusStage, paris_day};

/// Days that a project manager has for a draft statement (CCAG-Travaux 2021, article 12.2.2; older contracts often say 15:
/// regulation.md §1).
pub const PROJECT_MANAGER_DAYS: u64 = 7;

/// A role in a billing file, in the order in which documents pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum WorksRole {
    /// Holder, joint contractor or subcontractor.
    Supplier,
    /// Maîtrise d’œuvre.
    ProjectManager,
    /// Maîtrise d’ouvrage.
    ProjectOwner,
    /// The financial service that pays.
    Payer,
}

impl WorksRole {
    /// All of them, in the order in which documents pass.
    pub const ALL: [Self; 4] = [Self::Supplier, Self::ProjectManager, Self::ProjectOwner, Self::Payer];

    /// `roleUtilisateur` (enums.md §3).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Supplier => "FOURNISSEUR",
            Self::ProjectManager => "MOE",
            Self::ProjectOwner => "MOA",
            Self::Payer => "DESTINATAIRE",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// The word on screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Supplier => "Fournisseur",
            Self::ProjectManager => "MOE",
            Self::ProjectOwner => "MOA",
            Self::Payer => "Payeur",
        }
    }

    /// The day until which this role has to act on what it has had since an instant, where the reference knows one. What a
    /// project owner takes is part of the delay to pay, which runs at the payer.
    #[must_use]
    pub fn last_day(self, since: DateTime<Utc>) -> Option<NaiveDate> {
        match self {
            Self::ProjectManager => paris_day(since).checked_add_days(Days::new(PROJECT_MANAGER_DAYS)),
            Self::Supplier | Self::ProjectOwner | Self::Payer => None,
        }
    }
}

macro_rules! frameworks {
    ($($(#[$doc:meta])* $variant:ident = $short:literal, $code:literal, $depositor:ident, $label:literal;)+) => {
        /// A framework of works (enums.md §2).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum WorksFramework {
            $($(#[$doc])* $variant,)+
        }

        impl WorksFramework {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// `codeCadreFacturation`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// `A4`.
            #[must_use]
            pub const fn short(self) -> &'static str {
                match self { $(Self::$variant => $short,)+ }
            }

            /// What the document is.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            /// Who deposits it.
            #[must_use]
            pub const fn depositor(self) -> WorksRole {
                match self { $(Self::$variant => WorksRole::$depositor,)+ }
            }

            /// Reads a code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|framework| framework.code() == code)
            }
        }
    };
}

frameworks! {
    /// Draft monthly statement.
    A4 = "A4", "A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR", Supplier, "Projet de décompte mensuel";
    /// Account statement, straight to the financial service.
    A5 = "A5", "A5_ETAT_ACOMPTE_FOURNISSEUR", Supplier, "État d’acompte";
    /// Validated account statement, straight to the financial service.
    A6 = "A6", "A6_ETAT_ACOMPTE_VALIDE_FOURNISSEUR", Supplier, "État d’acompte validé";
    /// Draft final statement.
    A7 = "A7", "A7_PROJET_DECOMPTE_FINAL_FOURNISSEUR", Supplier, "Projet de décompte final";
    /// General and definitive statement.
    A8 = "A8", "A8_DECOMPTE_GENERAL_DEFINITIF_FOURNISSEUR", Supplier, "Décompte général et définitif";
    /// Payment request of a subcontractor.
    A10 = "A10", "A10_PROJET_DECOMPTE_MENSUEL_SOUSTRAITANT", Supplier, "Demande de paiement de sous-traitant";
    /// Draft final statement of a subcontractor; no longer deposited.
    A11 = "A11", "A11_PROJET_DECOMPTE_FINAL_SOUSTRAITANT", Supplier, "Projet de décompte final de sous-traitant";
    /// Draft monthly statement of a joint contractor.
    A13 = "A13", "A13_PROJET_DECOMPTE_MENSUEL_COTRAITANT", Supplier, "Projet de décompte mensuel de cotraitant";
    /// Draft final statement of a joint contractor.
    A14 = "A14", "A14_PROJET_DECOMPTE_FINAL_COTRAITANT", Supplier, "Projet de décompte final de cotraitant";
    /// Account statement of the project manager.
    A15 = "A15", "A15_ETAT_ACOMPTE_MOE", ProjectManager, "État d’acompte";
    /// Validated account statement of the project manager.
    A16 = "A16", "A16_ETAT_ACOMPTE_VALIDE_MOE", ProjectManager, "État d’acompte validé";
    /// Draft general statement.
    A17 = "A17", "A17_PROJET_DECOMPTE_GENERAL_MOE", ProjectManager, "Projet de décompte général";
    /// General statement of the project manager.
    A18 = "A18", "A18_DECOMPTE_GENERAL_MOE", ProjectManager, "Décompte général";
    /// Validated account statement of the project owner.
    A19 = "A19", "A19_ETAT_ACOMPTE_VALIDE_MOA", ProjectOwner, "État d’acompte validé";
    /// General statement of the project owner.
    A20 = "A20", "A20_DECOMPTE_GENERAL_MOA", ProjectOwner, "Décompte général";
    /// Draft general statement, tacit procedure.
    A22 = "A22", "A22_PROJET_DECOMPTE_GENERAL_FOURNISSEUR_PROCEDURE_TACITE", Supplier, "Projet de décompte général, procédure tacite";
    /// Tacit general and definitive statement.
    A23 = "A23", "A23_DECOMPTE_GENERAL_DEFINITIF_TACITE_FOURNISSEUR", Supplier, "Décompte général et définitif tacite";
    /// The same by the project manager.
    A24 = "A24", "A24_DECOMPTE_GENERAL_DEFINITIF_TACITE_MOE", ProjectManager, "Décompte général et définitif tacite";
    /// General and definitive statement, tacit procedure. The project owner deposits it, whatever its code says.
    A25 = "A25", "A25_DECOMPTE_GENERAL_DEFINITIF_MOE_PROCEDURE_TACITE", ProjectOwner, "Décompte général et définitif, procédure tacite";
}

impl WorksFramework {
    /// Who completes a document of this framework: there is a service for the supplier and one for the project manager only
    /// (API.md §5.6), so the supplier completes what the project owner deposited (inferred).
    pub(crate) const fn completed_by(self) -> WorksRole {
        match self.depositor() {
            WorksRole::ProjectManager => WorksRole::ProjectManager,
            _ => WorksRole::Supplier,
        }
    }
}

macro_rules! works_statuses {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $label:literal, $turn:ident, $kind:ident;)+) => {
        /// The status of a works document: one of works, or one of the invoice that it is at its payer.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum WorksStatus {
            $($(#[$doc])* $variant,)+
            /// It lives as an invoice.
            Invoice(InvoiceStatus),
        }

        impl WorksStatus {
            /// Every status of works alone.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),+];

            /// Chorus Pro's code.
            #[must_use]
            pub fn code(&self) -> &str {
                match self {
                    $(Self::$variant => $code,)+
                    Self::Invoice(status) => status.code(),
                }
            }

            /// The words on screen.
            #[must_use]
            pub fn label(&self) -> String {
                match self {
                    $(Self::$variant => $label.to_owned(),)+
                    Self::Invoice(status) => status.label(),
                }
            }

            /// The meaning of its colour.
            #[must_use]
            pub const fn kind(&self) -> StatusKind {
                match self {
                    $(Self::$variant => StatusKind::$kind,)+
                    Self::Invoice(status) => status.kind(Direction::Issued),
                }
            }

            /// Reads a code; unknown ones are kept.
            #[must_use]
            pub fn from_code(code: &str) -> Self {
                match code {
                    $($code => Self::$variant,)+
                    other => Self::Invoice(InvoiceStatus::from_code(other)),
                }
            }

            /// Whose turn it is at a status, as far as the status alone tells.
            const fn side(&self) -> Side {
                match self {
                    $(Self::$variant => Side::$turn,)+
                    Self::Invoice(_) => Side::Invoice,
                }
            }
        }
    };
}

/// Who has a document at a status.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Supplier,
    ProjectManager,
    ProjectOwner,
    /// Who deposited it.
    Depositor,
    /// Who has to complete it.
    Completer,
    /// Nobody: another document took its place.
    Nobody,
    /// As the invoice that it is.
    Invoice,
}

works_statuses! {
    /// Waits for the project manager.
    AValiderMoe = "A_VALIDER_MOE", "À valider par la MOE", ProjectManager, Warning;
    /// The project manager has it.
    MiseADispositionMoe = "MISE_A_DISPOSITION_MOE", "Mise à disposition de la MOE", ProjectManager, Info;
    /// The project manager looks at it.
    PriseEnCompteMoe = "PRISE_EN_COMPTE_MOE", "Prise en compte par la MOE", ProjectManager, Info;
    /// The project manager deposits the next one.
    AAssocierMoe = "A_ASSOCIER_MOE", "À associer par la MOE", ProjectManager, Warning;
    /// Refused by the project manager.
    RefuseeMoe = "REFUSEE_MOE", "Refusée par la MOE", Depositor, Error;
    /// Wrong project manager.
    ErreurDeMoe = "ERREUR_DE_MOE", "Erreur de MOE", Depositor, Warning;
    /// The supplier named the wrong project manager.
    ErreurFournisseurSurMoe = "ERREUR_FOURNISSEUR_SUR_MOE", "MOE à corriger", Depositor, Warning;
    /// The project manager named the wrong supplier.
    ErreurMoeSurFournisseur = "ERREUR_MOE_SUR_FOURNISSEUR", "Fournisseur à corriger par la MOE", Depositor, Warning;
    /// The project manager named the wrong project owner.
    ErreurMoeSurMoa = "ERREUR_MOE_SUR_MOA", "MOA à corriger par la MOE", Depositor, Warning;
    /// The project owner has it.
    MiseADispositionMoa = "MISE_A_DISPOSITION_MOA", "Mise à disposition de la MOA", ProjectOwner, Info;
    /// The project owner looks at it.
    PriseEnCompteMoa = "PRISE_EN_COMPTE_MOA", "Prise en compte par la MOA", ProjectOwner, Info;
    /// The project owner deposits the next one.
    AAssocierMoa = "A_ASSOCIER_MOA", "À associer par la MOA", ProjectOwner, Warning;
    /// Sent on to the project owner.
    TransmiseMoa = "TRANSMISE_MOA", "Transmise à la MOA", ProjectOwner, Info;
    /// Refused by the project owner.
    RefuseeMoa = "REFUSEE_MOA", "Refusée par la MOA", Depositor, Error;
    /// Wrong project owner.
    ErreurDeMoa = "ERREUR_DE_MOA", "Erreur de MOA", Depositor, Warning;
    /// The supplier named the wrong project owner.
    ErreurFournisseurSurMoa = "ERREUR_FOURNISSEUR_SUR_MOA", "MOA à corriger", Depositor, Warning;
    /// The project owner named the wrong supplier.
    ErreurMoaSurFournisseur = "ERREUR_MOA_SUR_FOURNISSEUR", "Fournisseur à corriger par la MOA", Depositor, Warning;
    /// The supplier signs and deposits the next one.
    AAssocierFournisseur = "A_ASSOCIER_FOURNISSEUR", "À associer par le fournisseur", Supplier, Warning;
    /// Refused by the supplier.
    RefuseeFournisseur = "REFUSEE_FOURNISSEUR", "Refusée par le fournisseur", Depositor, Error;
    /// Its depositor was asked to recycle it.
    EnAttenteRecyclageFournisseur = "EN_ATTENTE_RECYCLAGE_FOURNISSEUR", "En attente de recyclage", Depositor, Warning;
    /// More is asked for.
    ACompleter = "A_COMPLETER", "À compléter", Completer, Warning;
    /// Another document follows it.
    Associee = "ASSOCIEE", "Associée", Nobody, Neutral;
    /// The tacit procedure took its place.
    RemplaceeParA22 = "REMPLACEE_PAR_A22", "Remplacée par un A22", Nobody, Neutral;
    /// Duplicated after a refusal.
    DupliqueApresRefus = "DUPLIQUE_APRES_REFUS", "Dupliquée après refus", Nobody, Neutral;
    /// Not conform.
    NonConforme = "NON_CONFORME", "Non conforme", Depositor, Error;
    /// Wrong recipient of a draft statement.
    ErreurDestinatairePd = "ERREUR_DESTINATAIRE_PD", "Destinataire à corriger", Depositor, Warning;
    /// Wrong recipient of an account statement.
    ErreurDestinataireEa = "ERREUR_DESTINATAIRE_EA", "Destinataire à corriger", Depositor, Warning;
}

impl WorksStatus {
    /// Whose turn it is; none where the document rests, or nobody can say.
    #[must_use]
    pub fn turn(&self, framework: Option<WorksFramework>) -> Option<WorksRole> {
        match self.side() {
            Side::Supplier => Some(WorksRole::Supplier),
            Side::ProjectManager => Some(WorksRole::ProjectManager),
            Side::ProjectOwner => Some(WorksRole::ProjectOwner),
            Side::Depositor => framework.map(WorksFramework::depositor),
            Side::Completer => framework.map(WorksFramework::completed_by),
            Side::Nobody => None,
            Side::Invoice => self.turn_of_invoice(framework),
        }
    }

    /// Whether it has reached this role, project manager or owner, and waits there.
    pub(crate) fn is_received_by(&self, role: WorksRole) -> bool {
        match self.side() {
            Side::ProjectManager => role == WorksRole::ProjectManager,
            Side::ProjectOwner => role == WorksRole::ProjectOwner,
            _ => false,
        }
    }

    /// Whether more is asked for.
    pub(crate) const fn waits_for_more(&self) -> bool {
        matches!(self, Self::ACompleter | Self::Invoice(InvoiceStatus::Suspendue))
    }

    fn turn_of_invoice(&self, framework: Option<WorksFramework>) -> Option<WorksRole> {
        let Self::Invoice(status) = self else { return None };
        match status {
            InvoiceStatus::Suspendue => framework.map(WorksFramework::completed_by),
            InvoiceStatus::ARecycler | InvoiceStatus::Rejetee => framework.map(WorksFramework::depositor),
            InvoiceStatus::Unknown(_) => None,
            // Between its deposit and its availability Chorus Pro has it; what is awaited is the payer.
            _ if matches!(
                status.stage(Direction::Received),
                StatusStage::Arrived | StatusStage::OnTheWay
            ) =>
            {
                Some(WorksRole::Payer)
            }
            _ => None,
        }
    }
}

/// The word for a kind of document (`typeFactureTravaux`), where its framework is not told.
#[must_use]
pub fn works_kind_label(code: &str) -> String {
    match code {
        "DP_DE_SOUSTRAITANT_TRAVAUX" => "Demande de paiement de sous-traitant".to_owned(),
        "PROJET_DECOMPTE_MENSUEL" => "Projet de décompte mensuel".to_owned(),
        "ETAT_ACOMPTE" => "État d’acompte".to_owned(),
        "ETAT_ACOMPTE_VALIDE" => "État d’acompte validé".to_owned(),
        "PROJET_DECOMPTE_FINAL" => "Projet de décompte final".to_owned(),
        "PROJET_DECOMPTE_GENERAL" => "Projet de décompte général".to_owned(),
        "PROJET_DECOMPTE_GENERAL_PROCEDURE_TACITE" => {
            "Projet de décompte général, procédure tacite".to_owned()
        }
        "DECOMPTE_GENERAL" => "Décompte général".to_owned(),
        "DECOMPTE_GENERAL_SIGNE" => "Décompte général signé".to_owned(),
        "DECOMPTE_GENERAL_DEFINITIF_TACITE" => "Décompte général et définitif tacite".to_owned(),
        "DECOMPTE_GENERAL_DEFINITIF_PROCEDURE_TACITE" => {
            "Décompte général et définitif, procédure tacite".to_owned()
        }
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;

    #[test]
    fn codes_read_back_and_those_of_invoices_are_theirs() {
        for status in WorksStatus::KNOWN {
            assert_eq!(&WorksStatus::from_code(status.code()), status);
            assert!(matches!(InvoiceStatus::from_code(status.code()), InvoiceStatus::Unknown(_)));
        }
        assert_eq!(WorksStatus::from_code("MANDATEE"), WorksStatus::Invoice(InvoiceStatus::Mandatee));
        for framework in WorksFramework::ALL {
            assert_eq!(WorksFramework::from_code(framework.code()), Some(*framework));
            assert!(framework.code().starts_with(&format!("{}_", framework.short())));
        }
        for role in WorksRole::ALL {
            assert_eq!(WorksRole::from_code(role.code()), Some(role));
        }
    }

    #[test]
    fn a_monthly_statement_goes_from_its_supplier_to_its_payer() {
        let turn = |code: &str, framework| WorksStatus::from_code(code).turn(Some(framework));
        use WorksFramework::{A4, A15, A19};
        assert_eq!(turn("MISE_A_DISPOSITION_MOE", A4), Some(WorksRole::ProjectManager));
        assert_eq!(turn("A_COMPLETER", A4), Some(WorksRole::Supplier));
        assert_eq!(turn("ASSOCIEE", A4), None);
        assert_eq!(turn("MISE_A_DISPOSITION_MOA", A15), Some(WorksRole::ProjectOwner));
        assert_eq!(turn("REFUSEE_MOA", A15), Some(WorksRole::ProjectManager));
        assert_eq!(turn("A_COMPLETER", A15), Some(WorksRole::ProjectManager));
        assert_eq!(turn("MISE_A_DISPOSITION", A19), Some(WorksRole::Payer));
        assert_eq!(turn("REJETEE", A19), Some(WorksRole::ProjectOwner));
        assert_eq!(turn("MISE_EN_PAIEMENT", A19), None);
        assert_eq!(turn("INVENTE", A19), None, "nothing is said of what is not known");
        assert_eq!(WorksStatus::from_code("REFUSEE_MOE").turn(None), None);
    }

    #[test]
    fn the_project_manager_alone_has_days_of_their_own() {
        let since = Utc.with_ymd_and_hms(2026, 11, 20, 9, 0, 0).unwrap();
        let last = WorksRole::ProjectManager.last_day(since);
        assert_eq!(last, NaiveDate::from_ymd_opt(2026, 11, 27));
        assert_eq!(WorksRole::Payer.last_day(since), None);
    }
}
