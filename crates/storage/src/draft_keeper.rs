//! Who works on a draft, where that is not who began it.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{InvoiceId, OrganizationId, UserId};

use crate::Result;

/// Somebody who took a draft over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DraftKeeper {
    /// Owner.
    pub organization: OrganizationId,
    /// Which draft.
    pub invoice: InvoiceId,
    /// Who works on it.
    pub user: UserId,
    /// Since when.
    pub taken_at: DateTime<Utc>,
}

/// Asking who works on drafts.
#[async_trait]
pub trait ReadDraftKeepers: Send {
    /// Those of these drafts that were taken over, in the order of their identifiers.
    async fn draft_keepers(
        &mut self,
        organization: OrganizationId,
        invoices: &[InvoiceId],
    ) -> Result<Vec<DraftKeeper>>;
}

/// Changing who works on drafts.
#[async_trait]
pub trait WriteDraftKeepers: ReadDraftKeepers {
    /// Gives a draft to somebody; the last one keeps it.
    async fn put_draft_keeper(&mut self, keeper: &DraftKeeper) -> Result<()>;
}
