//! Who of an organisation is in charge of which structure.

use async_trait::async_trait;
use domain::{OrganizationId, StructureId, UserId};

use crate::Result;

/// Somebody who is in charge of a structure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InCharge {
    /// The structure.
    pub structure: StructureId,
    /// The person.
    pub user: UserId,
    /// Their name.
    pub name: String,
}

/// Asking who is in charge.
#[async_trait]
pub trait ReadCharges: Send {
    /// Who is in charge of what in an organisation, by name of the person.
    async fn in_charge(&mut self, organization: OrganizationId) -> Result<Vec<InCharge>>;
}

/// Changing who is in charge. A person who loses the membership, or the structure from their reach, is in charge of it no
/// more: [`crate::WriteAccounts`] sees to it.
#[async_trait]
pub trait WriteCharges: ReadCharges {
    /// Puts these people in charge of a structure, and nobody else; [`crate::StorageError::ChangedMeanwhile`] when the
    /// structure or one of them is not of the organisation.
    async fn set_in_charge(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        users: &[UserId],
    ) -> Result<()>;
}
