//! Who asks.

use chrono::{DateTime, Utc};
use domain::{OrganizationId, Permission, Reason, Role, SessionId, StructureId, UserId};
use storage::{Invoice, Membership, Scope, User};
use uuid::Uuid;

use crate::{OperationError, Result};

/// A person in one organisation, with their rights there. Made from a session or, for a job, from who asked for it.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The person.
    pub user: UserId,
    /// First and last name.
    pub name: String,
    /// Electronic address.
    pub email: String,
    /// The session.
    pub session: SessionId,
    /// Where they work at present.
    pub organization: OrganizationId,
    /// Its name.
    pub organization_name: String,
    /// What they may do.
    pub role: Role,
    /// On what.
    pub scope: Scope,
    /// How they stand with a second factor.
    pub second_factor: SecondFactorState,
}

/// How a person stands with a second factor where they work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondFactorState {
    /// They have one.
    Present,
    /// None is asked for.
    NotNeeded,
    /// None is there, and from this instant on one is needed.
    NeededFrom(DateTime<Utc>),
    /// One is needed and none is there: until there is, they may do nothing but make one.
    Missing,
}

impl Actor {
    /// A member for whom something is done that they asked for earlier: with the rights that they have now. None when they
    /// may do nothing any more.
    pub(crate) fn of_member(user: User, membership: Membership) -> Option<Self> {
        let Membership { organization, role, scope, .. } = membership;
        user.disabled_at.is_none().then_some(Self {
            user: user.id,
            name: user.name,
            email: user.email,
            // Nobody is there: what is asked of a session has none.
            session: SessionId(Uuid::nil()),
            organization: organization.id,
            organization_name: organization.name,
            role,
            scope,
            second_factor: SecondFactorState::NotNeeded,
        })
    }

    /// Refuses an act that the role does not allow, and any while a second factor is needed and missing.
    ///
    /// # Errors
    /// [`OperationError::Forbidden`], [`OperationError::SecondFactorMissing`].
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.second_factor == SecondFactorState::Missing {
            return Err(OperationError::SecondFactorMissing);
        }
        if self.role.allows(permission) { Ok(()) } else { Err(OperationError::Forbidden(permission)) }
    }

    /// A structure out of reach does not exist.
    ///
    /// # Errors
    /// [`OperationError::NotFound`].
    pub(crate) fn require_structure(&self, structure: StructureId) -> Result<()> {
        if self.scope.reaches_structure(structure) {
            Ok(())
        } else {
            Err(OperationError::NotFound("structure"))
        }
    }

    /// What concerns a structure as a whole is not for who reaches some of its services only.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach, [`OperationError::Refused`] when it is not reached whole.
    pub(crate) fn require_whole_structure(&self, structure: StructureId) -> Result<()> {
        self.require_structure(structure)?;
        if self.reaches_whole(structure) {
            Ok(())
        } else {
            Err(OperationError::Refused(Reason::OnlyServices))
        }
    }

    /// Whether a structure is within reach with all of its services.
    #[must_use]
    pub fn reaches_whole(&self, structure: StructureId) -> bool {
        self.scope.reaches(structure, None)
    }

    /// An invoice out of reach does not exist.
    pub(crate) fn reach(&self, invoice: Option<Invoice>) -> Result<Invoice> {
        invoice
            .filter(|invoice| self.scope.reaches(invoice.structure, invoice.service_code.as_deref()))
            .ok_or(OperationError::NotFound("invoice"))
    }
}
