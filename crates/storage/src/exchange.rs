//! The journal of exchanges: every call to Chorus Pro, kept for a while so that a failure can be looked into.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{AccessId, ExchangeId, OrganizationId, StructureId};

use crate::Result;

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExchangeOutcome {
    /// Answered and accepted, a search without result included.
    Accepted,
    /// Answered with a functional refusal (`codeRetour`).
    Refused,
    /// No usable answer: network, gateway, HTTP status, unreadable content.
    Failed,
}

impl ExchangeOutcome {
    /// All outcomes.
    pub const ALL: [Self; 3] = [Self::Accepted, Self::Refused, Self::Failed];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

/// A call as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExchangeSummary {
    /// Identifier.
    pub id: ExchangeId,
    /// When the call left.
    pub at: DateTime<Utc>,
    /// Name of the service, `token` for a token request.
    pub service: String,
    /// How it ended.
    pub outcome: ExchangeOutcome,
    /// HTTP status; none when nothing was answered.
    pub http_status: Option<u16>,
    /// `codeRetour`; none when the answer had none.
    pub code_retour: Option<i64>,
    /// `libelle`.
    pub libelle: Option<String>,
    /// How long it took, kept to the millisecond.
    pub duration: Duration,
    /// `x-correlationid` of the answer: what the support of Chorus Pro asks for.
    pub correlation_id: Option<String>,
}

/// A call with what was said. Holds neither secrets nor the bytes of files: the client redacts before it tells.
#[derive(Clone, PartialEq, Eq)]
pub struct Exchange {
    /// Owner.
    pub organization: OrganizationId,
    /// With which access.
    pub access: AccessId,
    /// For which structure; none for what an access asks for itself (a token, its own rights).
    pub structure: Option<StructureId>,
    /// What the list shows of it.
    pub summary: ExchangeSummary,
    /// HTTP method.
    pub method: String,
    /// Full address.
    pub url: String,
    /// What went wrong on the way, English, for the support.
    pub error: Option<String>,
    /// Fields of the answer that Pupitre does not know.
    pub unknown_fields: Vec<String>,
    /// The request, redacted, perhaps cut.
    pub request: Option<String>,
    /// The answer, redacted, perhaps cut.
    pub answer: Option<String>,
    /// The same call as a command line, with placeholders for its secrets.
    pub curl: String,
}

impl std::fmt::Debug for Exchange {
    /// Without what was said: it holds invoices.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Exchange")
            .field("structure", &self.structure)
            .field("summary", &self.summary)
            .finish_non_exhaustive()
    }
}

/// What a person asks of the journal of exchanges: the calls for a structure, and those that its accesses made for
/// themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExchangeFilter {
    /// Of which structure.
    pub structure: StructureId,
    /// One service, by name.
    pub service: Option<String>,
    /// Only these outcomes; empty means all.
    pub outcomes: Vec<ExchangeOutcome>,
    /// From this instant.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub until: Option<DateTime<Utc>>,
    /// Part of the correlation id, the `libelle`, the error, the request or the answer; ASCII letters compare without
    /// case.
    pub text: Option<String>,
    /// From 1.
    pub page: u32,
    /// 1 to 200.
    pub per_page: u32,
}

impl ExchangeFilter {
    /// Everything of a structure, first page of 50.
    #[must_use]
    pub const fn new(structure: StructureId) -> Self {
        Self {
            structure,
            service: None,
            outcomes: Vec::new(),
            from: None,
            until: None,
            text: None,
            page: 1,
            per_page: 50,
        }
    }
}

/// A page of the journal of exchanges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExchangePage {
    /// Latest first.
    pub rows: Vec<ExchangeSummary>,
    /// How many the filter selects.
    pub total: u64,
    /// Every service called for the structure, by name, whatever the filter.
    pub services: Vec<String>,
}

/// Asking for exchanges.
#[async_trait]
pub trait ReadExchanges: Send {
    /// A page of the exchanges of a structure, latest first, with their count and the services to choose from.
    async fn exchange_page(
        &mut self,
        organization: OrganizationId,
        filter: &ExchangeFilter,
    ) -> Result<ExchangePage>;
    /// The last exchange of each service called for a structure, by the names of the services.
    async fn last_exchanges(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
    ) -> Result<Vec<ExchangeSummary>>;
    /// One exchange of a structure or of an access that serves it.
    async fn exchange(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        id: ExchangeId,
    ) -> Result<Option<Exchange>>;
}

/// Keeping exchanges.
#[async_trait]
pub trait WriteExchanges: ReadExchanges {
    /// Adds an exchange.
    async fn insert_exchange(&mut self, exchange: &Exchange) -> Result<()>;
    /// Makes room for the exchanges of these days, the last one included, where room has to be made. What is inserted
    /// makes it for its own day when nobody did.
    async fn prepare_exchange_days(&mut self, from: NaiveDate, until: NaiveDate) -> Result<()>;
    /// Removes a portion of the exchanges of all organisations that happened before this day (UTC), oldest first: whole
    /// days where each day has a place of its own, else `limit` rows at most. Gives how many went; none when nothing is
    /// left to go.
    async fn delete_exchanges_before(&mut self, day: NaiveDate, limit: u32) -> Result<u64>;
}

/// One transaction on the journal of exchanges. Dropped without [`ExchangeTransaction::commit`], it leaves no trace.
#[async_trait]
pub trait ExchangeTransaction: WriteExchanges + Send {
    /// Makes everything durable.
    async fn commit(self: Box<Self>) -> Result<()>;
}
