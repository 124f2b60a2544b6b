//! What the files of these acts share: what an act is judged by.

use domain::{Notes, WorksActContext, WorksActKind, WorksStatus, check_works_act};
use storage::{Snapshot, Transaction, WorksAct, WorksDocument};

use crate::Result;
use crate::ground::changed;

/// What an act is judged by, as a snapshot has it.
pub(super) struct Known {
    pub document: WorksDocument,
    previous: Option<WorksDocument>,
}

impl Known {
    pub(super) async fn of(read: &mut dyn Snapshot, document: WorksDocument) -> Result<Self> {
        let previous = match document.previous {
            Some(number) => {
                let (organization, structure) = (document.organization, document.structure);
                read.works_documents_by_chorus_id(organization, structure, &[number]).await?.pop()
            }
            None => None,
        };
        Ok(Self { document, previous })
    }

    fn context(&self) -> WorksActContext<'_> {
        WorksActContext {
            status: &self.document.status,
            framework: self.document.known_framework(),
            roles: &self.document.roles,
            previous: self.previous.as_ref().map(|previous| &previous.status),
            present: [&self.document.recipient_siret, self.document.service.as_deref().unwrap_or_default()],
        }
    }

    pub(super) fn is_open(&self, kind: WorksActKind) -> bool {
        kind.is_open(&self.context())
    }

    pub(super) fn check(&self, act: &WorksAct) -> (Option<domain::CheckedWorksAct>, Notes) {
        check_works_act(act.kind, &act.values, &self.context())
    }

    /// The document that an act moves, and from where.
    pub(super) fn moved(&self, kind: WorksActKind) -> Option<(&WorksDocument, &WorksStatus)> {
        let moved = match kind {
            WorksActKind::AskRecycling => self.previous.as_ref()?,
            WorksActKind::SendBack | WorksActKind::Recycle => &self.document,
        };
        Some((moved, &moved.status))
    }
}

/// Tells open pages of the structure.
pub(super) async fn tell(transaction: &mut dyn Transaction, document: &WorksDocument) -> Result<()> {
    Ok(transaction.tell(changed(document.organization, document.structure, None)).await?)
}
