//! Inferred forms of services of works that an administrator has confirmed for production.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{OrganizationId, UserId, WorksForm};

use crate::Result;

/// A form as somebody confirmed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmedForm {
    /// Owner.
    pub organization: OrganizationId,
    /// Of which service.
    pub form: WorksForm,
    /// How it is known.
    pub source: String,
    /// Who confirmed it.
    pub author: UserId,
    /// Their name then.
    pub author_name: String,
    /// When.
    pub confirmed_at: DateTime<Utc>,
}

/// Asking for confirmed forms.
#[async_trait]
pub trait ReadWorksForms: Send {
    /// Those of an organisation, by the code of their service.
    async fn confirmed_forms(&mut self, organization: OrganizationId) -> Result<Vec<ConfirmedForm>>;
}

/// Confirming them.
#[async_trait]
pub trait WriteWorksForms: ReadWorksForms {
    /// Keeps a confirmation, in place of an earlier one of the same service.
    async fn put_confirmed_form(&mut self, form: &ConfirmedForm) -> Result<()>;
    /// Takes a confirmation back; `false` when there is none.
    async fn forget_confirmed_form(&mut self, organization: OrganizationId, form: WorksForm) -> Result<bool>;
}
