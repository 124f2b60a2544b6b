//! What the files of these acts share: what an act is judged by.

use domain::{
    Notes, Reason, UsableForms, WorksActContext, WorksActKind, WorksForm, WorksStatus, check_works_act,
};
use storage::{Listed, Snapshot, StructureOverview, Transaction, WorksAct, WorksDocument};

use super::super::forms::confirmed;
use crate::ground::changed;
use crate::{OperationError, Result};

/// What an act is judged by, as a snapshot has it.
pub(super) struct Known {
    pub document: WorksDocument,
    pub structure: StructureOverview,
    previous: Option<WorksDocument>,
    /// Forms that an administrator has confirmed.
    confirmed: Vec<WorksForm>,
}

impl Known {
    /// # Errors
    /// [`OperationError::NotFound`] when the structure is gone.
    pub(super) async fn of(read: &mut dyn Snapshot, document: WorksDocument) -> Result<Self> {
        let (organization, structure) = (document.organization, document.structure);
        let previous = match document.previous {
            Some(number) => {
                read.works_documents_by_chorus_id(organization, structure, &[number]).await?.pop()
            }
            None => None,
        };
        let structure = read.structure(organization, structure).await?;
        let structure = structure.ok_or(OperationError::NotFound("structure"))?;
        let confirmed = confirmed(read, organization).await?;
        Ok(Self { document, structure, previous, confirmed })
    }

    fn context(&self, attached: usize) -> WorksActContext<'_> {
        WorksActContext {
            status: &self.document.status,
            framework: self.document.known_framework(),
            roles: &self.document.roles,
            previous: self.previous.as_ref().map(|previous| &previous.status),
            present: [&self.document.recipient_siret, self.document.service.as_deref().unwrap_or_default()],
            forms: self.forms(),
            reasons: self.document.reasons.iter().map(|reason| reason.code.as_str()).collect(),
            attached,
        }
    }

    fn forms(&self) -> UsableForms<'_> {
        UsableForms { environment: self.structure.structure.environment, confirmed: &self.confirmed }
    }

    /// Whether the document calls for an act.
    pub(super) fn is_open(&self, kind: WorksActKind) -> bool {
        kind.is_open(&self.context(0))
    }

    /// Whether the form that an act needs may be used.
    pub(super) fn is_usable(&self, kind: WorksActKind) -> bool {
        kind.is_usable(&self.context(0))
    }

    /// The form that an act needs, where nobody has confirmed it.
    pub(super) fn unconfirmed(&self, kind: WorksActKind) -> Option<WorksForm> {
        let form = kind.form(self.document.known_framework())?;
        (!self.forms().is_confirmed(form)).then_some(form)
    }

    /// Refuses what the document does not call for, and what has a form that may not be used.
    pub(super) fn require(&self, kind: WorksActKind) -> Result<()> {
        if !self.is_open(kind) {
            return Err(OperationError::Refused(Reason::ActNotCalledFor));
        }
        if !self.is_usable(kind) {
            return Err(OperationError::Refused(Reason::FormNotConfirmed));
        }
        Ok(())
    }

    /// The reasons for a refusal that may be given, with their words.
    pub(super) fn offered(&self) -> Vec<Listed> {
        let context = self.context(0);
        let offered: Vec<&str> = context.offered().collect();
        let reasons = self.document.reasons.iter();
        reasons.filter(|reason| offered.contains(&reason.code.as_str())).cloned().collect()
    }

    pub(super) fn check(&self, act: &WorksAct, attached: usize) -> (Option<domain::CheckedWorksAct>, Notes) {
        check_works_act(act.kind, &act.values, &self.context(attached))
    }

    /// The document that an act moves, and from where.
    pub(super) fn moved(&self, kind: WorksActKind) -> Option<(&WorksDocument, &WorksStatus)> {
        let moved = match kind {
            WorksActKind::AskRecycling => self.previous.as_ref()?,
            WorksActKind::SendBack
            | WorksActKind::Recycle
            | WorksActKind::Complete
            | WorksActKind::Refuse => &self.document,
        };
        Some((moved, &moved.status))
    }
}

/// Tells open pages of the structure.
pub(super) async fn tell(transaction: &mut dyn Transaction, document: &WorksDocument) -> Result<()> {
    Ok(transaction.tell(changed(document.organization, document.structure, None)).await?)
}
