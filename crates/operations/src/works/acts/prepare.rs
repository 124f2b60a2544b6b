//! What is known of an act, and preparing it: what is typed is kept at once.

use chrono::{DateTime, Utc};
use domain::{
    ActState, FieldPath, FormField as _, Notes, Permission, Reason, Remark, Values, WorksActField,
    WorksActId, WorksActKind, WorksDocumentId, WorksForm,
};
use jobs::Kind as _;
use storage::{JobState, Listed, Snapshot, StructureOverview, WorksAct, WorksActFile, WorksDocument};

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
    /// The files that go with it.
    pub files: Vec<WorksActFile>,
    /// The reasons for a refusal that may be given.
    pub offered: Vec<Listed>,
    /// The form that it needs, where that is inferred and nobody has confirmed it.
    pub unconfirmed: Option<WorksForm>,
}

/// What can be done to a document, and what was.
#[derive(Clone, Debug)]
pub struct WorksActs {
    /// The acts that a person may do.
    pub open: Vec<WorksActKind>,
    /// Acts that the document calls for, but whose form nobody has confirmed for production.
    pub locked: Vec<WorksActKind>,
    /// What was done, the latest first.
    pub acts: Vec<WorksAct>,
    /// Until when the last one can be taken back.
    pub undo_until: Option<DateTime<Utc>>,
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
    /// What a person may do to a document, and what was done to it.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn works_acts(&self, actor: &Actor, id: WorksDocumentId) -> Result<WorksActs> {
        actor.require(Permission::Read)?;
        let now = self.ground.now();
        let mut read = self.ground.read().await?;
        let document = within_reach(actor, read.as_mut(), id).await?;
        let acts = read.works_acts_of(actor.organization, id).await?;
        let known = Known::of(read.as_mut(), document).await?;
        let busy = acts.iter().any(|act| act.state.is_under_way());
        let may = |kind: &WorksActKind| !busy && actor.role.allows(permission(*kind)) && known.is_open(*kind);
        let called: Vec<WorksActKind> = WorksActKind::ALL.iter().copied().filter(may).collect();
        let (open, locked) = called.into_iter().partition(|kind| known.is_usable(*kind));
        let mut undo_until = None;
        if let Some(act) = acts.iter().find(|act| act.state == ActState::Queued) {
            let job = read.job_about(actor.organization, PerformWorks::NAME, &act.id.to_string()).await?;
            let job = job.filter(|job| job.state == JobState::Waiting && job.tries == 0);
            undo_until = job.map(|job| job.new.not_before).filter(|until| *until > now);
        }
        Ok(WorksActs { open, locked, acts, undo_until })
    }

    /// What is being prepared on a document.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach, [`OperationError::Refused`] when it calls for nothing of the
    /// kind, the same is on its way, or its form may not be used.
    pub async fn works_act_view(
        &self,
        actor: &Actor,
        id: WorksDocumentId,
        kind: WorksActKind,
    ) -> Result<WorksActView> {
        actor.require(permission(kind))?;
        let mut read = self.ground.read().await?;
        let document = within_reach(actor, read.as_mut(), id).await?;
        let act = unsent_act(read.as_mut(), &document, kind).await?;
        let known = Known::of(read.as_mut(), document).await?;
        known.require(kind)?;
        let files = match &act {
            Some(act) => read.works_act_files(actor.organization, act.id).await?,
            None => Vec::new(),
        };
        let (values, notes) = match &act {
            Some(act) => (act.values.clone(), known.check(act, files.len()).1),
            None => (as_it_stands(&known.document, kind), Notes::default()),
        };
        let (offered, unconfirmed) = (known.offered(), known.unconfirmed(kind));
        let Known { document, structure, .. } = known;
        Ok(WorksActView { document, structure, act, values, notes, files, offered, unconfirmed })
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
        known.require(kind)?;
        let typed = own(typed);
        let Some(mut act) = unsent else {
            let act = self.begin_act(actor, &known.document, kind, typed);
            transaction.insert_works_act(&act).await?;
            transaction.commit().await?;
            return Ok(SavedWorksAct { version: act.version, replaced: None });
        };
        if act.values == typed {
            // Files that a colleague attached meanwhile are shown before it leaves: the version of the page tells.
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

    pub(super) fn begin_act(
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

/// What a person must be allowed to: leading a document elsewhere and completing it is its depositor's, the rest is whose
/// turn it is.
pub(super) const fn permission(kind: WorksActKind) -> Permission {
    match kind {
        WorksActKind::Recycle | WorksActKind::Complete => Permission::Deposit,
        WorksActKind::SendBack | WorksActKind::AskRecycling | WorksActKind::Refuse => Permission::Treat,
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
    WorksActField::ALL.iter().filter(|field| !field.is_secret()).map(value).collect()
}
