//! Works documents and the billing files (dossiers de facturation) that hold them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::invoice::{Event, Invoice, Totals};
use super::person::Person;
use super::works_rules::{WorksActor, WorksFramework, WorksStatus};
use crate::clock::day;

/// All documents of one works contract, each following the one before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BillingFile {
    /// `idDossierFacturation`.
    pub id: i64,
    /// `numeroDossierFacturation`.
    pub number: String,
    /// Holder, joint contractor or subcontractor.
    pub supplier: Party,
    /// Maîtrise d'œuvre, when it uses the tool.
    #[serde(default)]
    pub project_manager: Option<Party>,
    /// Maîtrise d'ouvrage, when it uses the tool.
    #[serde(default)]
    pub project_owner: Option<Party>,
    /// The financial service that pays.
    pub recipient: Party,
    /// In the order of their deposit.
    #[serde(default)]
    pub documents: Vec<WorksDocument>,
}

impl BillingFile {
    /// The structure in this role.
    #[must_use]
    pub const fn party(&self, actor: WorksActor) -> Option<&Party> {
        match actor {
            WorksActor::Supplier => Some(&self.supplier),
            WorksActor::ProjectManager => self.project_manager.as_ref(),
            WorksActor::ProjectOwner => self.project_owner.as_ref(),
            WorksActor::Recipient => Some(&self.recipient),
        }
    }

    /// Every structure of the file.
    pub fn parties(&self) -> impl Iterator<Item = (WorksActor, &Party)> {
        WorksActor::ALL.into_iter().filter_map(|actor| Some((actor, self.party(actor)?)))
    }

    /// Whom a document of this cadre goes to; `None` when the file lacks the actor.
    #[must_use]
    pub fn addressee(&self, framework: &WorksFramework) -> Option<WorksActor> {
        framework.addressees.iter().copied().find(|actor| self.party(*actor).is_some())
    }

    /// The document with this number.
    #[must_use]
    pub fn document(&self, id: i64) -> Option<&WorksDocument> {
        self.documents.iter().find(|document| document.id() == id)
    }
}

/// A structure in a billing file, with its service when one is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// `idStructureCPP`.
    pub structure: i64,
    /// `idService`.
    #[serde(default)]
    pub service: Option<i64>,
}

/// One document of a billing file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorksDocument {
    /// What was deposited; its `id` is `idFactureTravaux` and its `framework` one of
    /// [`FRAMEWORKS`](super::works_rules::FRAMEWORKS). Once handed over, the invoice of the same number among
    /// [`World::invoices`](crate::World::invoices) takes its place.
    pub content: Invoice,
    /// `idPiecePrecedente`.
    #[serde(default)]
    pub previous: Option<i64>,
    /// `idPieceSuivante`.
    #[serde(default)]
    pub next: Option<i64>,
    /// Status history until the document is handed over, oldest first.
    #[serde(default)]
    pub history: Vec<WorksEvent>,
    /// `true`: it went to the financial service and lives on as an invoice.
    #[serde(default)]
    pub handed_over: bool,
}

impl WorksDocument {
    /// `idFactureTravaux`.
    #[must_use]
    pub const fn id(&self) -> i64 {
        self.content.id
    }

    /// The current status while the document is not handed over (that of the last event).
    #[must_use]
    pub fn status(&self) -> WorksStatus {
        self.history.last().map_or(WorksStatus::Deposee, |event| event.status)
    }

    /// When the current status was reached.
    #[must_use]
    pub fn status_since(&self) -> DateTime<Utc> {
        self.history.last().map_or(self.content.deposited_at, |event| event.at)
    }

    /// The rules of its cadre; `None` for a cadre that is only searched for, such as A11.
    #[must_use]
    pub fn rules(&self) -> Option<&'static WorksFramework> {
        WorksFramework::from_code(&self.content.framework)
    }
}

impl Invoice {
    /// `typeFactureTravaux`; `None` for a simple invoice.
    #[must_use]
    pub fn works_kind(&self) -> Option<&'static str> {
        WorksFramework::from_code(&self.framework).map(|framework| framework.kind)
    }

    /// `typeDemandePaiement`.
    #[must_use]
    pub fn payment_request_type(&self) -> &'static str {
        if self.works_kind().is_some() { "FACTURE_TRAVAUX" } else { "FACTURE" }
    }

    /// A works document with nothing but what each has.
    pub(crate) fn of_works(
        id: i64,
        number: String,
        framework: &str,
        file: &BillingFile,
        totals: Totals,
        deposit: Event,
    ) -> Self {
        Self {
            id,
            recipient_side_id: id,
            number,
            kind: "FACTURE".to_owned(),
            supplier: file.supplier.structure,
            supplier_service: file.supplier.service,
            recipient: file.recipient.structure,
            service: file.recipient.service,
            framework: framework.to_owned(),
            validator: None,
            second_validator: None,
            deposit_mode: "SAISIE_API".to_owned(),
            flow_number: None,
            issued_on: day(deposit.at),
            deposited_at: deposit.at,
            currency: "EUR".to_owned(),
            vat_regime: "TVA_SUR_ENCAISSEMENT".to_owned(),
            exemption_reason: None,
            payment_mode: Some("VIREMENT".to_owned()),
            contract: None,
            engagement: None,
            credit: None,
            totals,
            lines: Vec::new(),
            vat_lines: Vec::new(),
            main_file: None,
            attachments: Vec::new(),
            bank_account: None,
            comment: None,
            created_by: deposit.author.as_ref().and_then(|author| author.email.clone()),
            downloaded: false,
            rejection_treated: false,
            archived: false,
            payment_order: None,
            history: vec![deposit],
            actions: Vec::new(),
            planned: None,
        }
    }
}

/// One entry of the status history of a works document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorksEvent {
    /// Status reached.
    pub status: WorksStatus,
    /// When.
    pub at: DateTime<Utc>,
    /// Reason or comment.
    #[serde(default)]
    pub comment: Option<String>,
    /// Who; absent for the platform itself.
    #[serde(default)]
    pub author: Option<Person>,
}
