//! What a person chooses of a batch before drafts are made: what its columns hold, who issues, and its end.

use std::collections::HashSet;

use domain::{
    BatchColumn, BatchId, BatchItemState, BatchState, ColumnField, Field, FormField as _, Notes, Reason,
    Remark, StructureId,
};
use storage::{Batch, BatchFile, Snapshot};

use super::Batches;
use super::batch_view::ALL;
use super::begin_batch::{MOST_FILES, require_open, with_free_names};
use super::check::{Table, items_of};
use super::recognise_columns::remembered_title;
use super::wing::{tell, within_reach};
use crate::{Actor, OperationError, Result};

/// What a person chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchChoices {
    /// What each column holds.
    pub columns: Vec<Option<BatchColumn>>,
    /// The structure of the rows that name none.
    pub structure: Option<StructureId>,
    /// Whether a row without a PDF is an invoice that is typed.
    pub entries: bool,
}

impl Batches {
    /// Keeps what was chosen, remembers the columns by their titles, and checks every row anew; gives the new version.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] when two columns hold the same, [`OperationError::ChangedMeanwhile`] when somebody else
    /// changed it, [`OperationError::Refused`] while drafts are being made.
    pub async fn change_batch(
        &self,
        actor: &Actor,
        id: BatchId,
        version: i64,
        mut choices: BatchChoices,
    ) -> Result<i64> {
        if let Some(structure) = choices.structure {
            actor.require_whole_structure(structure)?;
        }
        let mut read = self.ground.read().await?;
        let mut batch = within_reach(actor, read.as_mut(), id).await?;
        require_open(&batch)?;
        if batch.version != version {
            return Err(OperationError::ChangedMeanwhile);
        }
        choices.columns.resize(batch.titles.len(), None);
        let twice = held_twice(&choices.columns);
        if twice.refuse() {
            return Err(OperationError::Invalid(twice));
        }
        if let Some(structure) = choices.structure {
            let overview = read.structure(actor.organization, structure).await?;
            let overview = overview.ok_or(OperationError::NotFound("structure"))?;
            if !overview.structure.side.issues() {
                return Err(OperationError::Refused(Reason::DoesNotIssue));
            }
        }
        drop(read);
        let said: Vec<(String, Option<BatchColumn>)> = if batch.columns == choices.columns {
            Vec::new()
        } else {
            let titles = batch.titles.iter().map(|title| remembered_title(title));
            titles.zip(choices.columns.iter().copied()).filter(|(title, _)| !title.is_empty()).collect()
        };
        batch.columns = choices.columns;
        batch.structure = choices.structure;
        batch.entries = choices.entries;
        Ok(self.check_and_keep(actor, batch, &said, &[]).await?.version)
    }

    /// Checks every invoice of a batch anew that is no draft yet: with what is known by now.
    ///
    /// # Errors
    /// [`OperationError::Refused`] while drafts are being made; [`OperationError::ChangedMeanwhile`] when somebody else
    /// changed it at the same time.
    pub async fn check_batch(&self, actor: &Actor, id: BatchId) -> Result<()> {
        let batch = within_reach(actor, self.ground.read().await?.as_mut(), id).await?;
        self.check_and_keep(actor, batch, &[], &[]).await.map(drop)
    }

    /// Checks a batch with what was changed of it and files that come to it, and keeps all that together: what its invoices
    /// are said to be is never of another table, of other columns or of other files than it has.
    pub(super) async fn check_and_keep(
        &self,
        actor: &Actor,
        mut batch: Batch,
        said: &[(String, Option<BatchColumn>)],
        new: &[BatchFile],
    ) -> Result<Batch> {
        require_open(&batch)?;
        let (organization, id) = (batch.organization, batch.id);
        let sheet = self.read_table(&batch.document.sha256).await?;
        let mut read = self.ground.read().await?;
        let mut files = read.batch_files(organization, id).await?;
        let new = if new.is_empty() {
            Vec::new()
        } else {
            with_free_names(&files, new, &unusable(read.as_mut(), &batch).await?)
        };
        files.retain(|file| new.iter().all(|other| other.name != file.name));
        files.extend_from_slice(&new);
        if files.len() > MOST_FILES {
            return Err(OperationError::Refused(Reason::BatchTooManyFiles { most: MOST_FILES }));
        }
        let table = Table { batch: &batch, sheet: &sheet, files: &files };
        let items = items_of(&self.ground, read.as_mut(), actor, &table).await?;
        drop(read);
        let mut transaction = self.ground.write(organization).await?;
        let present = within_reach(actor, transaction.as_mut(), id).await?;
        if present.version != batch.version {
            return Err(OperationError::ChangedMeanwhile);
        }
        for file in &new {
            transaction.put_batch_file(organization, id, file).await?;
        }
        transaction.remember_columns(organization, said, self.ground.now()).await?;
        transaction.replace_batch_items(organization, id, &items).await?;
        // What had ended goes on where something more can be made.
        if batch.state == BatchState::Done && items.iter().any(|item| item.state == BatchItemState::Ready) {
            batch.state = BatchState::Prepared;
            batch.ended_at = None;
        }
        self.touch(&mut batch);
        transaction.update_batch(&mut batch).await?;
        if !new.is_empty() {
            transaction.journal(&self.ground.act(actor, "batch.files", id, new.len().to_string())).await?;
        }
        tell(transaction.as_mut(), &batch).await?;
        transaction.commit().await?;
        Ok(batch)
    }

    /// Puts a batch aside of which no draft was made.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when drafts were made, or are being made.
    pub async fn discard_batch(&self, actor: &Actor, id: BatchId) -> Result<()> {
        let mut transaction = self.ground.write(actor.organization).await?;
        let batch = within_reach(actor, transaction.as_mut(), id).await?;
        if batch.state == BatchState::Running {
            return Err(OperationError::Refused(Reason::BatchRunning));
        }
        if !transaction.made_rows(actor.organization, id).await?.is_empty() {
            return Err(OperationError::Refused(Reason::BatchBegun));
        }
        transaction.delete_batch(actor.organization, id).await?;
        let sha256 = &batch.document.sha256;
        transaction.journal(&self.ground.act(actor, "batch.discard", id, sha256)).await?;
        tell(transaction.as_mut(), &batch).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// The documents that could not be used when their drafts were made: one of the same name mends it.
async fn unusable(read: &mut dyn Snapshot, batch: &Batch) -> Result<HashSet<String>> {
    let held = Some(BatchItemState::Held);
    let items = read.batch_items(batch.organization, batch.id, held, 0, ALL).await?;
    let of_document = items
        .into_iter()
        .filter(|item| item.lack.as_ref().is_some_and(|note| note.path == Field::Document.into()));
    Ok(of_document.filter_map(|item| item.document).map(|document| document.sha256).collect())
}

/// A note at each column that holds what one before it does.
fn held_twice(columns: &[Option<BatchColumn>]) -> Notes {
    let (mut notes, mut seen) = (Notes::default(), HashSet::new());
    for (place, column) in columns.iter().enumerate() {
        if let Some(column) = column.filter(|column| !seen.insert(*column)) {
            let title = column.title().to_owned();
            notes.error(ColumnField::Content.at(place), Remark::ColumnTwice { title });
        }
    }
    notes
}
