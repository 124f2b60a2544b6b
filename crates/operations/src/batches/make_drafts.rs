//! The job that makes the drafts of a batch, a few at a time: each once, whatever is cut off and whoever runs it.
//!
//! An invoice and its draft are written in the turn of its organisation, and it is read again there: two workers that have
//! both read it make one draft. How far a batch came is how its invoices stand, nothing else.

use std::collections::HashSet;
use std::io::ErrorKind;

use async_trait::async_trait;
use domain::{
    BatchId, BatchItemState, BatchState, Field, Notes, OrganizationId, Permission, Reason, StructureId,
};
use jobs::{Failure, JobEnd, Kind, Settled, Work};
use storage::{Batch, BatchItem, NewJob, Snapshot, Transaction};

use super::check::{hold, number_of, numbers_used};
use crate::ground::{Ground, changed};
use crate::issuing::{Issuing, ReadPdf};
use crate::{Actor, OperationError};

/// Invoices of one piece: the writer of the database is free in between.
const AT_ONCE: u32 = 25;

/// Makes the drafts of a batch.
pub struct MakeDrafts {
    ground: Ground,
    issuing: Issuing,
}

/// An invoice with its PDF, or why that cannot be read.
struct Prepared {
    item: BatchItem,
    pdf: Result<Option<ReadPdf>, Reason>,
}

/// What a piece begins with.
struct Piece {
    batch: Batch,
    items: Vec<BatchItem>,
}

impl MakeDrafts {
    pub(crate) const fn new(ground: Ground, issuing: Issuing) -> Self {
        Self { ground, issuing }
    }

    /// The job of a batch. Each organisation has a lane of its own: one that has thousands of rows delays no other.
    pub(super) fn job(ground: &Ground, batch: &Batch) -> NewJob {
        let lane = format!("batches:{}", batch.organization);
        ground.queue().job::<Self>(Some(batch.organization), batch.id, lane, &())
    }

    async fn load(&self, organization: OrganizationId, id: BatchId) -> Result<Option<Piece>, Failure> {
        let mut read = self.ground.read().await?;
        let Some(batch) = read.batch(organization, id).await?.filter(is_running) else { return Ok(None) };
        let ready = Some(BatchItemState::Ready);
        let items = read.batch_items(organization, id, ready, 0, AT_ONCE).await?;
        Ok(Some(Piece { batch, items }))
    }

    /// Reads the PDFs of a piece; no transaction is open meanwhile. Where too many wait to be read, the piece ends.
    async fn prepare(&self, work: &Work, items: Vec<BatchItem>) -> Result<Vec<Prepared>, Failure> {
        let mut prepared = Vec::with_capacity(items.len());
        for item in items {
            let Some(document) = item.document.clone() else {
                prepared.push(Prepared { item, pdf: Ok(None) });
                continue;
            };
            work.renew().await?;
            let pdf = match self.issuing.read_pdf(document).await {
                Ok(pdf) => Ok(Some(pdf)),
                Err(OperationError::Refused(Reason::ReadersBusy)) => break,
                Err(OperationError::Refused(reason)) => Err(reason),
                Err(OperationError::File(error)) if error.kind() == ErrorKind::NotFound => {
                    Err(Reason::FileUnreadable)
                }
                Err(other) => return Err(other.into()),
            };
            prepared.push(Prepared { item, pdf });
        }
        Ok(prepared)
    }

    /// Writes what a piece makes, and how the job goes on.
    async fn keep(
        &self,
        work: &Work,
        seen: &Batch,
        asked: usize,
        prepared: Vec<Prepared>,
    ) -> Result<Settled, Failure> {
        let (organization, id, ready_to_write) = (seen.organization, seen.id, prepared.len());
        let mut transaction = self.ground.write(organization).await?;
        let Some(mut batch) = transaction.batch(organization, id).await?.filter(is_running) else {
            // Halted since it was read: this job ends where the other one of its resumption has not begun.
            let settled = work.settle(transaction.as_mut(), JobEnd::Done).await?;
            transaction.commit().await?;
            return Ok(settled);
        };
        let Some(actor) = who(transaction.as_mut(), &batch).await? else {
            batch.state = BatchState::Paused;
            batch.reason = Some(Reason::BatchAuthorMayNot);
            batch.updated_at = self.ground.now();
            transaction.update_batch(&mut batch).await?;
            let settled = work.settle(transaction.as_mut(), JobEnd::Done).await?;
            transaction.commit().await?;
            return Ok(settled);
        };
        let mut touched = HashSet::new();
        for one in prepared {
            touched.extend(one.item.structure);
            self.make(transaction.as_mut(), &actor, &batch, one).await?;
        }
        let ready = Some(BatchItemState::Ready);
        let more = asked == 0 && !transaction.batch_items(organization, id, ready, 0, 1).await?.is_empty();
        let end = if more {
            // Ready since it was read: halted, checked anew and resumed meanwhile.
            JobEnd::Again { not_before: self.ground.now(), fresh: true }
        } else if asked == 0 {
            batch.state = BatchState::Done;
            batch.updated_at = self.ground.now();
            batch.ended_at = Some(batch.updated_at);
            transaction.update_batch(&mut batch).await?;
            touched.extend(batch.structure);
            JobEnd::Done
        } else if ready_to_write == 0 {
            // Nothing could be read: others are at it.
            JobEnd::Again { not_before: work.next_try(), fresh: false }
        } else {
            JobEnd::Again { not_before: self.ground.now(), fresh: true }
        };
        for structure in touched {
            transaction.tell(changed(organization, structure, None)).await?;
        }
        let settled = work.settle(transaction.as_mut(), end).await?;
        transaction.commit().await?;
        Ok(settled)
    }

    /// Makes a draft of an invoice, or says why it cannot be one.
    async fn make(
        &self,
        transaction: &mut dyn Transaction,
        actor: &Actor,
        batch: &Batch,
        Prepared { item: seen, pdf }: Prepared,
    ) -> Result<(), Failure> {
        let present = transaction.batch_item(batch.organization, batch.id, seen.position).await?;
        // Made meanwhile, or read anew.
        let Some(mut item) = present.filter(|present| *present == seen) else { return Ok(()) };
        match self.try_to_make(transaction, actor, batch, &item, pdf).await {
            Ok(invoice) => {
                item.state = BatchItemState::Made;
                item.invoice = Some(invoice);
                (item.lack, item.more) = (None, 0);
            }
            Err(OperationError::Invalid(notes)) => hold(&mut item, &notes),
            Err(OperationError::Refused(reason)) => {
                let of_issuer = matches!(reason, Reason::DoesNotIssue | Reason::OnlyServices);
                let field = if of_issuer { Field::Issuer } else { Field::Document };
                hold(&mut item, &Notes::of_error(field, reason));
            }
            Err(OperationError::NotFound(_)) => {
                hold(&mut item, &Notes::of_error(Field::Issuer, domain::Remark::IssuerNotFound));
            }
            Err(other) => return Err(other.into()),
        }
        Ok(transaction.update_batch_item(&item).await?)
    }

    async fn try_to_make(
        &self,
        transaction: &mut dyn Transaction,
        actor: &Actor,
        batch: &Batch,
        item: &BatchItem,
        pdf: Result<Option<ReadPdf>, Reason>,
    ) -> crate::Result<domain::InvoiceId> {
        let structure: StructureId = item.structure.ok_or(OperationError::NotFound("structure"))?;
        let pdf = pdf.map_err(OperationError::Refused)?;
        let number = number_of(&item.form);
        let used = numbers_used(transaction, batch, structure, std::slice::from_ref(&number)).await?;
        if let Some(remark) = used.get(&number) {
            return Err(OperationError::Invalid(Notes::of_error(Field::Number, remark.clone())));
        }
        self.issuing.keep_draft(transaction, actor, structure, item.form.clone(), pdf).await
    }
}

fn is_running(batch: &Batch) -> bool {
    batch.state == BatchState::Running
}

/// Who has the drafts made, with the rights that they have now; none when they may not any more.
async fn who(read: &mut dyn Snapshot, batch: &Batch) -> crate::Result<Option<Actor>> {
    let Some(user) = batch.started_by else { return Ok(None) };
    let Some(person) = read.user(user).await? else { return Ok(None) };
    let memberships = read.memberships(user).await?;
    let here = memberships.into_iter().find(|membership| membership.organization.id == batch.organization);
    let actor = here.and_then(|membership| Actor::of_member(person, membership));
    Ok(actor.filter(|actor| actor.role.allows(Permission::Deposit)))
}

#[async_trait]
impl Kind for MakeDrafts {
    const NAME: &'static str = "make_drafts";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        let id: BatchId = work.subject()?;
        let Some(organization) = work.job().new.organization else { return work.end(JobEnd::Done).await };
        let Some(Piece { batch, items }) = self.load(organization, id).await? else {
            // Whether it is gone or halted is read again where that is written.
            return self.end_unless_running(work, organization, id).await;
        };
        let asked = items.len();
        let prepared = self.prepare(work, items).await?;
        self.keep(work, &batch, asked, prepared).await
    }
}

impl MakeDrafts {
    /// Ends the job of a batch that is halted, in the turn in which it would be resumed.
    async fn end_unless_running(
        &self,
        work: &Work,
        organization: OrganizationId,
        id: BatchId,
    ) -> Result<Settled, Failure> {
        let mut transaction = self.ground.write(organization).await?;
        let running = transaction.batch(organization, id).await?.is_some_and(|batch| is_running(&batch));
        let end =
            if running { JobEnd::Again { not_before: self.ground.now(), fresh: true } } else { JobEnd::Done };
        let settled = work.settle(transaction.as_mut(), end).await?;
        transaction.commit().await?;
        Ok(settled)
    }
}
