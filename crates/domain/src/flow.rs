//! Flows: files of one or several structured invoices (enums.md §4, formats.md §2).

use serde::{Deserialize, Serialize};

use crate::states::states;

macro_rules! syntaxes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $label:literal;)+) => {
        /// How a flow is written: those that are deposited today.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum FlowSyntax {
            $($(#[$doc])* $variant,)+
        }

        impl FlowSyntax {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// `syntaxeFlux`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The words on screen.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            /// Reads a code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.code() == code)
            }
        }
    };
}

syntaxes! {
    /// A PDF that carries its CII.
    FacturX = "IN_DP_E2_CII_FACTURX", "Factur-X (PDF avec ses données)";
    /// UBL with lines.
    Ubl = "IN_DP_E1_UBL_INVOICE", "UBL, structuré (E1)";
    /// UBL without lines, with its PDF.
    UblMinimal = "IN_DP_E2_UBL_INVOICE_MIN", "UBL minimal avec PDF (E2)";
    /// CII D16B with lines.
    Cii = "IN_DP_E1_CII_16B", "CII 16B, structuré (E1)";
    /// CII D16B without lines, with its PDF.
    CiiMinimal = "IN_DP_E2_CII_MIN_16B", "CII 16B minimal avec PDF (E2)";
    /// Chorus Pro's own XML with its PDF.
    Cpp = "IN_DP_E2_CPP_FACTURE_MIN", "XML propre à Chorus Pro avec PDF (E2)";
}

impl FlowSyntax {
    /// The interface by which it enters (formats.md §2, enums.md §4).
    #[must_use]
    pub const fn interface(self) -> &'static str {
        match self {
            Self::FacturX => "FSO1117A",
            Self::Ubl => "FSO1100A",
            Self::UblMinimal => "FSO1110A",
            Self::Cii => "FSO1106A",
            Self::CiiMinimal => "FSO1116A",
            Self::Cpp => "FSO1113A",
        }
    }

    /// The syntax of an interface.
    #[must_use]
    pub fn of_interface(interface: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.interface() == interface)
    }
}

/// By which way a flow leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum FlowWay {
    /// A call of the API.
    #[default]
    Api,
    /// A file laid into the folder of the structure's EDI link.
    Edi,
}

impl FlowWay {
    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Edi => "edi",
        }
    }

    /// The words on screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Api => "API de Chorus Pro",
            Self::Edi => "EDI, dans le dossier d’échange",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Api, Self::Edi].into_iter().find(|known| known.code() == code)
    }
}

states! {
    /// Where a flow stands.
    FlowState {
        /// Read here, not sent.
        Prepared = "prepared", "Préparé, non envoyé", Neutral;
        /// Confirmed, waits to leave.
        Queued = "queued", "En file d’attente", Info;
        /// The call is under way.
        Sending = "sending", "Envoi en cours", Info;
        /// Sent, no answer.
        Unconfirmed = "unconfirmed", "Envoi à confirmer", Warning;
        /// Chorus Pro did not take it.
        Refused = "refused", "Refusé, non envoyé", Error;
        /// Taken, its invoices are being read.
        Running = "running", "En cours d’intégration", Info;
        /// All of its invoices were taken.
        Integrated = "integrated", "Intégré", Neutral;
        /// Some were taken, some refused.
        PartlyIntegrated = "partly_integrated", "Intégré en partie", Warning;
        /// None was taken.
        Rejected = "rejected", "Rejeté", Error;
        /// Something went wrong at Chorus Pro.
        Incident = "incident", "Incidenté", Error;
    }
}

impl FlowState {
    /// What a state of Chorus Pro means: `etatCourantDepotFlux`, or the number that a report of the EDI carries (enums.md
    /// §1; that 92 is the end of a flow that brings invoices is inferred, as that 94 and 95 bring none); one that is not known is not final.
    #[must_use]
    pub fn of_platform(code: &str) -> Self {
        match code {
            "IN_INTEGRE" | "92" => Self::Integrated,
            "IN_INTEGRE_PARTIEL" | "96" => Self::PartlyIntegrated,
            "IN_REJETE" | "QP_IRRECEVABLE" | "93" | "94" | "95" => Self::Rejected,
            "IN_INCIDENTE" => Self::Incident,
            _ => Self::Running,
        }
    }

    /// Whether it may still be changed here.
    #[must_use]
    pub const fn is_unsent(self) -> bool {
        matches!(self, Self::Prepared | Self::Refused)
    }

    /// Whether nothing more comes.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Integrated | Self::PartlyIntegrated | Self::Rejected | Self::Incident)
    }
}

/// What Chorus Pro calls a state of a flow (enums.md §4).
#[must_use]
pub fn platform_flow_label(code: &str) -> String {
    match code {
        "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP" => "Déposé, en attente de traitement".to_owned(),
        "IN_RECU" => "Reçu".to_owned(),
        "IN_TRAITE_SE_CPP" => "Traité".to_owned(),
        "IN_EN_ATTENTE_TRAITEMENT_CPP" => "En attente de traitement".to_owned(),
        "IN_EN_COURS_TRAITEMENT_CPP" => "En cours de traitement".to_owned(),
        "IN_EN_ATTENTE_RETRAITEMENT_CPP" => "En attente de retraitement".to_owned(),
        "IN_INCIDENTE" => "Incidenté".to_owned(),
        "IN_INTEGRE" => "Intégré".to_owned(),
        "IN_INTEGRE_PARTIEL" => "Intégré partiellement".to_owned(),
        "IN_REJETE" => "Rejeté".to_owned(),
        "QP_IRRECEVABLE" => "Irrecevable".to_owned(),
        "QP_RECEVABLE" => "Recevable".to_owned(),
        "QP_RECEVABLE_AVEC_ERREUR" => "Recevable avec erreur".to_owned(),
        "90" => "Reçu".to_owned(),
        "91" => "En cours de transmission".to_owned(),
        "92" => "Reçu du destinataire final".to_owned(),
        "93" => "Erreur de réception".to_owned(),
        "94" => "Erreur de réception chez le destinataire final".to_owned(),
        "95" => "Erreur de transmission au destinataire final".to_owned(),
        "96" => "Reçu, intégré en partie".to_owned(),
        other => format!("État inconnu : {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_back() {
        assert!(FlowSyntax::ALL.iter().all(|syntax| FlowSyntax::from_code(syntax.code()) == Some(*syntax)));
        assert!(
            FlowSyntax::ALL
                .iter()
                .all(|syntax| FlowSyntax::of_interface(syntax.interface()) == Some(*syntax))
        );
        assert!(FlowState::ALL.iter().all(|state| FlowState::from_code(state.code()) == Some(*state)));
    }

    #[test]
    fn a_state_that_is_not_known_ends_nothing_and_is_shown_as_it_is() {
        assert_eq!(FlowState::of_platform("IN_NOUVEAU"), FlowState::Running);
        assert!(platform_flow_label("IN_NOUVEAU").contains("IN_NOUVEAU"));
        assert!(FlowState::of_platform("QP_IRRECEVABLE").is_final());
    }
}
