//! The job that takes a received invoice into the mirror which a person has found at Chorus Pro: with its history, as all
//! others. Its files come when somebody opens it. What is here stays, whether Chorus Pro lists it or not.

use async_trait::async_trait;
use chorus_pro::Client;
use chorus_pro::factures::ConsulterFactureParRecipiendaire;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Direction, InvoiceKind, InvoiceStatus, Reason, StructureId};
use jobs::{Failure, JobEnd, Kind, Settled, Work};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::failed_read::settle_failed;
use super::listed::Listed;
use super::take_in::{Owner, take_in, take_in_bare};
use crate::OperationError;
use crate::access::{Clients, Fault, Use, fault_of, reason_of};
use crate::ground::Ground;

/// Tries before it is given up until somebody asks for it again.
const MOST_TRIES: u32 = 4;

/// An invoice as a search has found it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundInvoice {
    /// Of which structure.
    pub structure: StructureId,
    /// Its number at Chorus Pro, as its recipient knows it.
    pub chorus_id: i64,
    /// BT-1.
    pub number: String,
    /// Whether it is a credit note.
    pub credit: bool,
    /// BT-2.
    pub date: Option<NaiveDate>,
    /// The day of its deposit.
    pub deposited_on: Option<NaiveDate>,
    /// The identifier of its supplier.
    pub supplier: String,
    /// BT-10.
    pub service_code: Option<String>,
    /// BT-13.
    pub engagement: Option<String>,
    /// BT-109.
    pub net: Option<Decimal>,
    /// BT-112.
    pub gross: Option<Decimal>,
    /// BT-115.
    pub due: Option<Decimal>,
    /// The code of its status.
    pub status: String,
    /// Since when it has that.
    pub status_at: Option<DateTime<Utc>>,
    /// What was said with it.
    pub comment: Option<String>,
    /// Whether Chorus Pro has put it into its archive.
    pub archived: bool,
}

impl FoundInvoice {
    /// Facture or avoir.
    #[must_use]
    pub const fn kind(&self) -> InvoiceKind {
        if self.credit { InvoiceKind::Avoir } else { InvoiceKind::Facture }
    }

    /// What a job about it is called: once for each invoice of a structure.
    pub(crate) fn subject(&self) -> String {
        format!("{}/{}", self.structure, self.chorus_id)
    }

    fn listed(self, partner_name: String) -> Listed {
        let kind = self.kind();
        Listed {
            chorus_id: self.chorus_id,
            number: self.number,
            kind,
            date: self.date,
            deposited_on: self.deposited_on,
            partner_siret: self.supplier,
            partner_name,
            service_code: self.service_code,
            engagement: self.engagement,
            // The search tells no currency: payments of the public sector are in euros.
            currency: "EUR".to_owned(),
            net: self.net,
            gross: self.gross,
            due: self.due,
            status: InvoiceStatus::from_code(&self.status),
            status_at: self.status_at,
            comment: self.comment,
            downloaded: None,
        }
    }
}

/// Takes an invoice that was found into the mirror.
pub struct TakeFound {
    ground: Ground,
    clients: Clients,
}

impl TakeFound {
    pub(crate) const fn new(ground: Ground, clients: Clients) -> Self {
        Self { ground, clients }
    }

    async fn failed(&self, work: &Work, reason: Reason) -> Result<Settled, Failure> {
        let Some(organization) = work.job().new.organization else { return work.end(JobEnd::Done).await };
        let mut transaction = self.ground.write(organization).await.map_err(Failure::from)?;
        let settled =
            settle_failed(&self.ground, work, transaction.as_mut(), organization, MOST_TRIES, reason).await?;
        transaction.commit().await?;
        Ok(settled)
    }
}

#[async_trait]
impl Kind for TakeFound {
    const NAME: &'static str = "take_found";
    type Payload = FoundInvoice;

    async fn run(&self, work: &Work, found: FoundInvoice) -> Result<Settled, Failure> {
        let Some(organization) = work.job().new.organization else { return work.end(JobEnd::Done).await };
        let mut read = self.ground.read().await.map_err(Failure::from)?;
        let overview = read.structure(organization, found.structure).await?;
        drop(read);
        let Some(overview) = overview else { return work.end(JobEnd::Done).await };
        let connected = match work.call(self.clients.connect(&overview, Use::Receive)).await? {
            Ok(connected) => connected,
            Err(OperationError::ChorusPro { reason, .. }) => return self.failed(work, reason).await,
            Err(other) => return Err(other.into()),
        };
        let client = &connected.client;
        let owner = Owner { organization, structure: found.structure };
        let name = supplier_name(work, client, found.chorus_id).await?;
        let listed = found.listed(name);
        match take_in(&self.ground, work, client, owner, Direction::Received, listed.clone()).await? {
            Ok(()) => work.end(JobEnd::Done).await,
            // What is archived may have no history any more: what the search has told is kept.
            Err(error) if fault_of(&error) == Fault::Refusal => {
                take_in_bare(&self.ground, owner, listed).await?;
                work.end(JobEnd::Done).await
            }
            Err(error) => {
                tracing::warn!(chorus_id = listed.chorus_id, %error, "a found invoice was not taken in");
                self.clients.learn(&connected.access, overview.structure.id, &error).await?;
                self.failed(work, reason_of(&error)).await
            }
        }
    }
}

/// The name of the supplier, which the search does not tell; empty where Chorus Pro does not either.
async fn supplier_name(work: &Work, client: &Client, chorus_id: i64) -> Result<String, Failure> {
    let body = ConsulterFactureParRecipiendaire::new(chorus_id);
    let factures = client.factures();
    let call = factures.consulter_recipiendaire(&body);
    let supplier = match Box::pin(work.call(call)).await? {
        Ok(answer) => answer.facture.and_then(|invoice| invoice.fournisseur),
        Err(error) => {
            tracing::debug!(chorus_id, %error, "the supplier of a found invoice has no name");
            None
        }
    };
    Ok(supplier.and_then(|supplier| supplier.designation_fournisseur).unwrap_or_default())
}
