//! A dropped file finds its own structure; where nothing names one, it waits for a person to say whose it is.

use documents::StoredFile;
use domain::{DroppedFileId, InvoiceId, Permission, Reason, StructureId};
use serde::Deserialize as _;
use serde_json::Value;
use storage::{Document, DroppedFile, Structure, StructureSummary};

use super::Issuing;
use super::deposit::pdf_document;
use super::identify::issuers;
use super::issuer::ReadIssuer;
use super::read_document::OwnReading;
use crate::{Actor, OperationError, Result};

/// Most files of one person that wait at a time.
const MOST_WAITING: usize = 1_000;

/// What became of a dropped file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// It is a draft.
    Draft(InvoiceId),
    /// It waits until a person says whose invoice it is.
    Waiting(DroppedFileId),
}

/// Files that wait and name the same issuer: one question for all of them.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitingFiles {
    /// Who issues, as their documents say it; none where they name nobody.
    pub issuer: Option<ReadIssuer>,
    /// The files, in the order in which they were dropped.
    pub files: Vec<DroppedFile>,
}

/// What came of an answer for files that waited.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assigned {
    /// The drafts.
    pub begun: Vec<InvoiceId>,
    /// Files that could not become one, by name, with why; they go on waiting.
    pub refused: Vec<(String, Reason)>,
}

/// Whom a document names.
enum Named {
    /// One of the structures of the organisation.
    One(StructureId),
    /// None of them, or several.
    Nobody,
    /// That could not be told: what was chosen for those that name nobody is not meant.
    Unknown,
}

impl Issuing {
    /// Takes a dropped PDF in. It becomes a draft of the structure that it names; where it names none of those that the
    /// person may deposit for, of the `chosen` one, or of the only one that there is. Otherwise it waits.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when the file is not acceptable.
    pub async fn drop_file(
        &self,
        actor: &Actor,
        chosen: Option<StructureId>,
        file: StoredFile,
        file_name: &str,
    ) -> Result<Dropped> {
        actor.require(Permission::Deposit)?;
        if let Some(chosen) = chosen {
            self.require_issuer(actor, chosen).await?;
        }
        let all = self.ground.structures(actor.organization, self.ground.read().await?.as_mut()).await?;
        let issuers = issuers(actor, &all);
        if issuers.is_empty() {
            let in_part = all.iter().any(|summary| {
                summary.structure.side.issues() && actor.scope.reaches_structure(summary.structure.id)
            });
            return Err(OperationError::Refused(if in_part {
                Reason::OnlyServices
            } else {
                Reason::DoesNotIssue
            }));
        }
        let document = pdf_document(&file, file_name)?;
        let reading = self.read_document(&file.sha256).await?;
        let only = issuers.first().filter(|_| issuers.len() == 1).map(|structure| structure.id);
        let structure = match self.named(&reading, &document, &all).await? {
            // One that is out of reach is not told of.
            Named::One(named) => Some(named).filter(|named| issuers.iter().any(|issuer| issuer.id == *named)),
            Named::Nobody => chosen.or(only),
            Named::Unknown => only,
        };
        match structure {
            Some(structure) => {
                let begun = self.begin_draft(actor, structure, document, reading, None).await?;
                Ok(Dropped::Draft(begun))
            }
            None => Ok(Dropped::Waiting(self.keep_waiting(actor, document, &reading).await?)),
        }
    }

    /// The structure that a document names, in the invoice inside or on its pages.
    async fn named(
        &self,
        reading: &OwnReading,
        document: &Document,
        all: &[StructureSummary],
    ) -> Result<Named> {
        let issuing: Vec<&Structure> = all
            .iter()
            .map(|summary| &summary.structure)
            .filter(|structure| structure.side.issues())
            .collect();
        if let Some(issuer) = &reading.issuer {
            let mut named = issuing.iter().filter(|structure| issuer.is(structure));
            return Ok(match (named.next(), named.next()) {
                (Some(one), None) => Named::One(one.id),
                _ => Named::Nobody,
            });
        }
        // Of one alone there is nothing to tell apart.
        if issuing.len() < 2 {
            return Ok(Named::Nobody);
        }
        Ok(match self.numbers_on(&document.sha256).await? {
            Some(numbers) => {
                numbers.name(&issuing).map_or(Named::Nobody, |structure| Named::One(structure.id))
            }
            None => Named::Unknown,
        })
    }

    async fn keep_waiting(
        &self,
        actor: &Actor,
        document: Document,
        reading: &OwnReading,
    ) -> Result<DroppedFileId> {
        let file = DroppedFile {
            id: self.ground.id(),
            organization: actor.organization,
            user: actor.user,
            document,
            // Plain texts: they always serialise.
            issuer: serde_json::to_value(&reading.issuer).unwrap_or(Value::Null),
            dropped_at: self.ground.now(),
        };
        let mut transaction = self.ground.write(actor.organization).await?;
        if transaction.dropped_files(actor.organization, actor.user).await?.len() >= MOST_WAITING {
            return Err(OperationError::Refused(Reason::TooManyWaiting));
        }
        transaction.insert_dropped_file(&file).await?;
        transaction.commit().await?;
        Ok(file.id)
    }

    /// The files of a person that wait, those that name the same issuer together.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn waiting_files(&self, actor: &Actor) -> Result<Vec<WaitingFiles>> {
        actor.require(Permission::Deposit)?;
        let files = self.ground.read().await?.dropped_files(actor.organization, actor.user).await?;
        let mut groups: Vec<WaitingFiles> = Vec::new();
        for file in files {
            let issuer = Option::<ReadIssuer>::deserialize(&file.issuer).unwrap_or_default();
            match groups.iter_mut().find(|group| group.issuer == issuer) {
                Some(group) => group.files.push(file),
                None => groups.push(WaitingFiles { issuer, files: vec![file] }),
            }
        }
        Ok(groups)
    }

    /// Says whose invoices some files are that wait: each becomes a draft. The document may name somebody else: the
    /// person has seen that, and says so.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the structure is out of reach, [`OperationError::Refused`] when it does not issue.
    pub async fn assign_files(
        &self,
        actor: &Actor,
        files: &[DroppedFileId],
        structure: StructureId,
    ) -> Result<Assigned> {
        actor.require(Permission::Deposit)?;
        self.require_issuer(actor, structure).await?;
        let waiting = self.ground.read().await?.dropped_files(actor.organization, actor.user).await?;
        let mut assigned = Assigned::default();
        for file in waiting.into_iter().filter(|file| files.contains(&file.id)) {
            let name = file.document.name.clone();
            match self.assign(actor, file, structure).await {
                Ok(begun) => assigned.begun.push(begun),
                // From another tab, somebody was faster.
                Err(OperationError::NotFound("dropped file")) => {}
                Err(OperationError::Refused(reason)) if reason != Reason::DoesNotIssue => {
                    assigned.refused.push((name, reason));
                }
                Err(other) => return Err(other),
            }
        }
        Ok(assigned)
    }

    async fn assign(&self, actor: &Actor, file: DroppedFile, structure: StructureId) -> Result<InvoiceId> {
        let reading = self.read_document(&file.document.sha256).await?;
        let confirmed = reading.issuer.as_ref().map(|_| structure);
        let reading = OwnReading { confirmed, ..reading };
        self.begin_draft(actor, structure, file.document, reading, Some(file.id)).await
    }

    /// Puts aside files that wait: they are no invoices of anybody here.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn put_files_aside(&self, actor: &Actor, files: &[DroppedFileId]) -> Result<usize> {
        actor.require(Permission::Deposit)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let mut gone = 0;
        for file in files {
            gone +=
                usize::from(transaction.delete_dropped_file(actor.organization, actor.user, *file).await?);
        }
        transaction.commit().await?;
        Ok(gone)
    }
}
