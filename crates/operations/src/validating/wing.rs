//! What the files of this wing share.

use documents::DocumentStore;
use domain::{Notes, Reason, StructureId, ValidationId, ValidatorLevel};
use storage::{Reply, Scope, Snapshot, Transaction, Validation};

use crate::ground::{Ground, changed};
use crate::portfolio::Portfolio;
use crate::{Actor, OperationError, Result};

/// What a person does as a validator.
#[derive(Clone)]
pub struct Validating {
    pub(super) ground: Ground,
    pub(super) documents: DocumentStore,
    pub(super) portfolio: Portfolio,
}

impl Validating {
    pub(crate) const fn new(ground: Ground, documents: DocumentStore, portfolio: Portfolio) -> Self {
        Self { ground, documents, portfolio }
    }

    /// The structures whose invoices to validate a person reaches: those they reach whole, for which service of a
    /// validator is asked is not told. None stands for all.
    pub(super) async fn reached(
        &self,
        actor: &Actor,
        read: &mut dyn Snapshot,
    ) -> Result<Option<Vec<StructureId>>> {
        if actor.scope == Scope::Everything {
            return Ok(None);
        }
        let within = self.ground.within_reach(actor, read).await?;
        let whole = within.iter().map(|summary| summary.structure.id).filter(|id| actor.reaches_whole(*id));
        Ok(Some(whole.collect()))
    }
}

/// An invoice to validate within reach.
pub(super) async fn within_reach(
    actor: &Actor,
    read: &mut dyn Snapshot,
    id: ValidationId,
) -> Result<Validation> {
    let found = read.validation(actor.organization, id).await?;
    found
        .filter(|validation| actor.reaches_whole(validation.structure))
        .ok_or(OperationError::NotFound("validation"))
}

/// Which validator an invoice waits for.
pub(super) fn awaited(validation: &Validation) -> Result<ValidatorLevel> {
    let level = ValidatorLevel::awaited(&validation.status).filter(|_| validation.is_waiting);
    level.ok_or(OperationError::Refused(Reason::ActNotCalledFor))
}

/// The answer to an invoice that has not ended.
pub(super) async fn open_reply(read: &mut dyn Snapshot, validation: &Validation) -> Result<Option<Reply>> {
    let replies = read.latest_replies(validation.organization, &[validation.id]).await?;
    Ok(replies.into_iter().find(|reply| reply.ended_at.is_none()))
}

/// What the checks say of an answer.
pub(super) fn check(validation: &Validation, reply: &Reply) -> (Option<domain::CheckedAnswer>, Notes) {
    domain::check_answer(&reply.values, validation.reasons.iter().map(|reason| reason.code.as_str()))
}

/// Tells open pages of the structure.
pub(super) async fn tell(transaction: &mut dyn Transaction, validation: &Validation) -> Result<()> {
    Ok(transaction.tell(changed(validation.organization, validation.structure, None)).await?)
}
