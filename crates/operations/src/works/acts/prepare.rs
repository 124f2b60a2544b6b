//! What is known of an act, and preparing it: what is typed is kept at once.

use chrono::{DateTime, Utc};
use domain::{
    ActState, FieldPath, FormField as _, Notes, Permission, Reason, Remark, Values, WorksActField,
    WorksActId, WorksActKind, WorksDocumentId,
};
use jobs::Kind as _;
use storage::{JobState, Snapshot, StructureOverview, WorksAct, WorksDocument};

use super::super::wing::{Works, within_reach};
use super::known::Known;
use super::perform::PerformWorks;
use crate::{Actor, OperationError, Result};

/// Everything that the page of an act shows.
#[derive(Clone, Debug)]
pub struct WorksActView {
    /// The document.
    pub document: WorksDocument,
    /// The structure that acts.
    pub structure: StructureOverview,
    /// The act that has not ended.
    pub act: Option<WorksAct>,
    /// What its fields hold: as prepared, else as the document stands.
    pub values: Values,
    /// What is said of it.
    pub notes: Notes,
}

/// What became of what a page sent.
#[derive(Clone, Debug)]
pub struct SavedWorksAct {
    /// The version that the page has taken in by now.
    pub version: i64,
    /// What a colleague has prepared meanwhile differs at these fields: the person has to see it before anything leaves.
    pub replaced: Option<Notes>,
}

impl WorksActView {
    /// The version that the page has taken in; 0 before anything was prepared.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.act.as_ref().map_or(0, |act| act.version)
    }
}

impl Works {
    /// The acts that a person may do on a document, those on their way, and until when the last one can be taken back.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn works_acts(
        &self,
        actor: &Actor,
        id: WorksDocumentId,
    ) -> Result<(Vec<WorksActKind>, Vec<WorksAct>, Option<DateTime<Utc>>)> {
        actor.require(Permission::Read)?;
        let now = self.ground.now();
        let mut read = self.ground.read().await?;
        let document = within_reach(actor, read.as_mut(), id).await?;
        let acts = read.works_acts_of(actor.organization, id).await?;
        let known = Known::of(read.as_mut(), document).await?;
        let busy = acts.iter().any(|act| act.state.is_under_way());
        let may = |kind: &WorksActKind| !busy && actor.role.allows(permission(*kind)) && known.is_open(*kind);
        let open = WorksActKind::ALL.iter().copied().filter(may).collect();
        let mut undo_until = None;
        if let Some(act) = acts.iter().find(|act| act.state == ActState::Queued) {
            let job = read.job_about(actor.organization, PerformWorks::NAME, &act.id.to_string()).await?;
            let job = job.filter(|job| job.state == JobState::Waiting && job.tries == 0);
            undo_until = job.map(|job| job.new.not_before).filter(|until| *until > now);
        }
        Ok((open, acts, undo_until))
    }

    /// What is being prepared on a document.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach, [`OperationError::Refused`] when it calls for nothing of the
    /// kind, or the same is on its way.
    pub async fn works_act_view(
        &self,
        actor: &Actor,
        id: WorksDocumentId,
        kind: WorksActKind,
    ) -> Result<WorksActView> {
        actor.require(permission(kind))?;
        let mut read = self.ground.read().await?;
        let document = within_reach(actor, read.as_mut(), id).await?;
        let structure = read.structure(actor.organization, document.structure).await?;
        let structure = structure.ok_or(OperationError::NotFound("structure"))?;
        let act = unsent_act(read.as_mut(), &document, kind).await?;
        let known = Known::of(read.as_mut(), document).await?;
        if !known.is_open(kind) {
            return Err(OperationError::Refused(Reason::ActNotCalledFor));
        }
        let (values, notes) = match &act {
            Some(act) => (act.values.clone(), known.check(act).1),
            None => (as_it_stands(&known.document, kind), Notes::default()),
        };
        Ok(WorksActView { document: known.document, structure, act, values, notes })
    }

    /// Keeps what was typed. `version` is the one that the page has taken in, 0 before anything was prepared.
    ///
    /// # Errors
    /// As [`Works::works_act_view`].
    pub async fn save_works_act(
        &self,
        actor: &Actor,
        id: WorksDocumentId,
        kind: WorksActKind,
        version: i64,
        typed: &Values,
    ) -> Result<SavedWorksAct> {
        actor.require(permission(kind))?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let document = within_reach(actor, transaction.as_mut(), id).await?;
        let unsent = unsent_act(transaction.as_mut(), &document, kind).await?;
        let known = Known::of(transaction.as_mut(), document).await?;
        if !known.is_open(kind) {
            return Err(OperationError::Refused(Reason::ActNotCalledFor));
        }
        let typed = own(typed);
        let Some(mut act) = unsent else {
            let act = self.begin_act(actor, &known.document, kind, typed);
            transaction.insert_works_act(&act).await?;
            transaction.commit().await?;
            return Ok(SavedWorksAct { version: act.version, replaced: None });
        };
        if act.values == typed {
            return Ok(SavedWorksAct { version, replaced: None });
        }
        let replaced = (act.version != version && act.author != actor.user).then(|| {
            let remark = Remark::PreparedMeanwhile { name: act.author_name.clone() };
            let mut notes = Notes::default();
            let fields = WorksActField::ALL.iter().map(|field| FieldPath::from(*field));
            for path in fields.filter(|path| act.values.get(path.clone()) != typed.get(path.clone())) {
                notes.error(path, remark.clone());
            }
            notes
        });
        act.values = typed;
        self.touch(actor, &mut act);
        transaction.update_works_act(&mut act).await?;
        transaction.commit().await?;
        Ok(SavedWorksAct { version: act.version, replaced })
    }

    fn begin_act(
        &self,
        actor: &Actor,
        document: &WorksDocument,
        kind: WorksActKind,
        values: Values,
    ) -> WorksAct {
        let now = self.ground.now();
        WorksAct {
            id: self.ground.id::<WorksActId>(),
            organization: document.organization,
            document: document.id,
            kind,
            state: ActState::Draft,
            values,
            reason: None,
            called_from: None,
            author: actor.user,
            author_name: actor.name.clone(),
            created_at: now,
            updated_at: now,
            submitted_at: None,
            ended_at: None,
            version: 1,
        }
    }

    pub(super) fn touch(&self, actor: &Actor, act: &mut WorksAct) {
        act.author = actor.user;
        act.author_name.clone_from(&actor.name);
        act.updated_at = self.ground.now();
    }
}

/// What a person must be allowed to: leading a document elsewhere is its depositor's, the rest is whose turn it is.
pub(super) const fn permission(kind: WorksActKind) -> Permission {
    match kind {
        WorksActKind::Recycle => Permission::Deposit,
        WorksActKind::SendBack | WorksActKind::AskRecycling => Permission::Treat,
    }
}

/// The act of a kind that may still be changed. While another one is on its way, the document may move.
pub(super) async fn unsent_act(
    read: &mut dyn Snapshot,
    document: &WorksDocument,
    kind: WorksActKind,
) -> Result<Option<WorksAct>> {
    let acts = read.works_acts_of(document.organization, document.id).await?;
    if acts.iter().any(|act| act.state.is_under_way()) {
        return Err(OperationError::Refused(Reason::ActUnderWay));
    }
    Ok(acts.into_iter().find(|act| act.kind == kind && act.ended_at.is_none()))
}

/// What a form begins with.
fn as_it_stands(document: &WorksDocument, kind: WorksActKind) -> Values {
    let mut values = Values::default();
    if kind == WorksActKind::Recycle {
        values.set(WorksActField::RecipientSiret, &document.recipient_siret);
        values.set(WorksActField::ServiceCode, document.service.as_deref().unwrap_or_default());
    }
    values
}

/// Of what was posted, what is a value of the form.
fn own(typed: &Values) -> Values {
    let value = |field: &WorksActField| (FieldPath::from(*field), typed.get(*field).to_owned());
    WorksActField::ALL.iter().map(value).collect()
}
