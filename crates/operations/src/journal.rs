//! The journal: what an organisation's administrators read and take away of it ([`read`]), and whether its chain is whole
//! ([`keep`]). Every wing adds to it, in the transaction that does what is told.

mod keep;
mod read;

use storage::Scope;

pub use keep::Chain;
pub(crate) use keep::{chains, head_of, verify};
pub use read::{Journal, JournalNames, MOST_JOURNAL_EXPORTED};

use crate::{Actor, OperationError, Result};
use domain::Permission;

impl Actor {
    /// Whether the journal is theirs to read: it tells of everybody and of every structure.
    #[must_use]
    pub fn may_read_journal(&self) -> bool {
        self.role.allows(Permission::ManageUsers) && self.scope == Scope::Everything
    }

    fn require_journal(&self) -> Result<()> {
        if self.may_read_journal() { Ok(()) } else { Err(OperationError::Forbidden(Permission::ManageUsers)) }
    }
}
