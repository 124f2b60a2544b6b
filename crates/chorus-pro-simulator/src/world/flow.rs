//! Deposited flows: the documents waiting in them, their states and what their reports say.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::amount::Amount;

/// A deposited flow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// `numeroFluxDepot`, 25 characters.
    pub number: String,
    /// `syntaxeFlux`.
    pub syntax: String,
    /// `nomFichier` as the client sent it; the reports give another one.
    pub file_name: String,
    /// `avecSignature`.
    #[serde(default)]
    pub signed: bool,
    /// Login of the account that deposited it.
    pub account: String,
    /// Simulated instant of the deposit.
    pub deposited_at: DateTime<Utc>,
    /// Where the flow stands.
    pub state: FlowState,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When the next state comes; absent once the state is final.
    #[serde(default)]
    pub next_at: Option<DateTime<Utc>>,
    /// The documents that wait for their integration; empty once the state is final.
    #[serde(default)]
    pub documents: Vec<FlowInvoice>,
    /// What makes the flow, or one of its files, unreadable.
    #[serde(default)]
    pub technical_errors: Vec<TechnicalError>,
    /// The documents that were refused.
    #[serde(default)]
    pub invoice_errors: Vec<InvoiceError>,
    /// `identifiantFactureCPP` of the invoices that entered Chorus Pro.
    #[serde(default)]
    pub integrated: Vec<i64>,
}

macro_rules! states {
    ($($(#[$documentation:meta])* $name:ident = $code:literal, $label:literal;)*) => {
        /// The state of a flow, with Chorus Pro's own code in JSON (enums.md §4).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum FlowState {
            $($(#[$documentation])* #[serde(rename = $code)] $name,)*
        }

        impl FlowState {
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
        }
    };
}

states! {
    /// Just deposited; the label is ours.
    Deposited = "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP", "Déposé, en attente de traitement";
    /// Received.
    Received = "IN_RECU", "Reçu";
    /// The files can be read.
    Admissible = "QP_RECEVABLE", "Recevable";
    /// Some files of the archive can be read, some cannot.
    AdmissibleWithErrors = "QP_RECEVABLE_AVEC_ERREUR", "Recevable avec erreur";
    /// Nothing can be read; final.
    Inadmissible = "QP_IRRECEVABLE", "Irrecevable";
    /// Through the exchange system.
    Exchanged = "IN_TRAITE_SE_CPP", "Traité";
    /// Waiting for its integration.
    Waiting = "IN_EN_ATTENTE_TRAITEMENT_CPP", "En attente de traitement";
    /// Being integrated.
    Running = "IN_EN_COURS_TRAITEMENT_CPP", "En cours de traitement";
    /// Waiting for another attempt; the simulator never gets there by itself.
    WaitingAgain = "IN_EN_ATTENTE_RETRAITEMENT_CPP", "En attente de retraitement";
    /// Stopped by an incident; the simulator never gets there by itself.
    Incident = "IN_INCIDENTE", "Incidenté";
    /// Every document entered Chorus Pro; final.
    Integrated = "IN_INTEGRE", "Intégré";
    /// Some documents entered Chorus Pro, some were refused; final.
    PartlyIntegrated = "IN_INTEGRE_PARTIEL", "Intégré partiellement";
    /// No document entered Chorus Pro; final.
    Rejected = "IN_REJETE", "Rejeté";
}

impl FlowState {
    /// `true` when nothing follows; the report is complete then.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            Self::Inadmissible | Self::Incident | Self::Integrated | Self::PartlyIntegrated | Self::Rejected
        )
    }
}

/// One entry of `listeErreurTechnique`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TechnicalError {
    /// `natureErreur`.
    pub nature: String,
    /// `codeErreur`.
    pub code: String,
    /// `libelleErreur`.
    pub label: String,
}

/// One entry of `listeErreurDP`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvoiceError {
    /// `identifiantFournisseur` as written in the document.
    pub supplier: Option<String>,
    /// `identifiantDestinataire` as written in the document.
    pub recipient: Option<String>,
    /// `numeroDP` as written in the document.
    pub number: Option<String>,
    /// Each reason as a French sentence; `libelleErreurDP` joins and cuts them.
    pub reasons: Vec<String>,
}

/// One document of a flow as read, before any rule of Chorus Pro is applied to it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FlowInvoice {
    /// BT-1.
    pub number: Option<String>,
    /// BT-2.
    pub issued_on: Option<NaiveDate>,
    /// BT-3 (UNTDID 1001).
    pub type_code: Option<String>,
    /// BT-5.
    pub currency: Option<String>,
    /// BT-8 as coded by the syntax.
    pub tax_point_code: Option<String>,
    /// BT-10, the service code.
    pub service_code: Option<String>,
    /// BT-12.
    pub contract: Option<String>,
    /// BT-13, the engagement number.
    pub engagement: Option<String>,
    /// BT-23, the cadre de facturation (`A1`…).
    pub framework: Option<String>,
    /// BT-24, the profile.
    pub profile: Option<String>,
    /// The number of the invoice a credit note corrects (BT-25).
    pub original_number: Option<String>,
    /// BT-81 (UNTDID 4461).
    pub payment_means_code: Option<String>,
    /// BT-84.
    pub iban: Option<String>,
    /// What may identify the seller in the directory, the best first.
    pub supplier_identifiers: Vec<String>,
    /// SIRET of the buyer.
    pub recipient: Option<String>,
    /// SIRET of the invoicee: the validator.
    pub validator: Option<String>,
    /// BG-22.
    pub totals: FlowTotals,
    /// BG-23.
    pub vat: Vec<FlowVat>,
    /// How many lines the document has; `lines` may hold fewer.
    pub line_count: usize,
    /// BG-25.
    pub lines: Vec<FlowLine>,
    /// BG-1, the notes one below the other.
    pub note: Option<String>,
    /// `pieceJointeId` of the document beside the data: the PDF of a Factur-X or of a mixed flow.
    pub main_file: Option<i64>,
    /// Complementary attachments.
    pub attachments: Vec<FlowAttachment>,
    /// How many attachments could not be kept: not base64, too large or badly named.
    pub bad_attachments: usize,
}

/// BG-22 of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FlowTotals {
    /// BT-106.
    pub line_total: Option<Amount>,
    /// BT-107.
    pub allowances: Option<Amount>,
    /// BT-108.
    pub charges: Option<Amount>,
    /// BT-109.
    pub without_vat: Option<Amount>,
    /// BT-110.
    pub vat: Option<Amount>,
    /// BT-112.
    pub with_vat: Option<Amount>,
    /// BT-113.
    pub prepaid: Option<Amount>,
    /// BT-114.
    pub rounding: Option<Amount>,
    /// BT-115.
    pub due: Option<Amount>,
}

/// BG-23 of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FlowVat {
    /// BT-116.
    pub base: Option<Amount>,
    /// BT-117.
    pub vat: Option<Amount>,
    /// BT-118.
    pub category: Option<String>,
    /// BT-119 in percent.
    pub rate: Option<Amount>,
    /// BT-120, else BT-121.
    pub exemption_reason: Option<String>,
}

/// BG-25 of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FlowLine {
    /// BT-153.
    pub name: Option<String>,
    /// BT-155.
    pub reference: Option<String>,
    /// BT-129.
    pub quantity: Option<Amount>,
    /// BT-130.
    pub unit: Option<String>,
    /// BT-146 for one unit.
    pub unit_price: Option<Amount>,
    /// BT-131.
    pub net: Option<Amount>,
    /// BT-152 in percent.
    pub rate: Option<Amount>,
}

/// BG-24 of a document, its bytes kept among the uploaded files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlowAttachment {
    /// `pieceJointeId`.
    pub file: i64,
    /// Label, up to 100 characters.
    pub label: String,
}
