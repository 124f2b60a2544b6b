//! What others want to hear of as soon as it is committed: open pages, and whoever runs jobs, in every process that
//! works on the database.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{InvoiceId, OrganizationId, StructureId, UserId};
use serde::{Deserialize, Serialize};

use crate::Result;

/// Something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    /// Something of an organisation changed: pages that show it read it again.
    Changed {
        /// Whose.
        organization: OrganizationId,
        /// Of which structure.
        structure: StructureId,
        /// Which invoice; none when it is more than one, or none.
        invoice: Option<InvoiceId>,
    },
    /// What a person may do changed, or one of their sessions ended: whoever listens for them asks again.
    Person(UserId),
    /// A job was added or may be taken earlier. Told by the database itself.
    JobsWait,
    /// Notices may have been missed: anything may have changed. Told by the database itself.
    Everything,
}

/// Called with every notice, soon after its commit, by whichever task has it: it must be quick and never panic.
pub type Listener = Arc<dyn Fn(Notice) + Send + Sync>;

/// Telling others.
#[async_trait]
pub trait WriteNotices: Send {
    /// Tells every listener of every process, once this transaction is committed and never without.
    async fn tell(&mut self, notice: Notice) -> Result<()>;
}
