//! What the files of this wing share.

use apart::Apart;
use chorus_pro::{Client, Error};
use documents::DocumentStore;
use domain::{FlowId, FlowWay};
use jobs::{Failure, Work};
use storage::{Flow, Snapshot, Structure, Transaction};

use crate::directory::{Directory, find_number};
use crate::ground::{Ground, changed};
use crate::issuing::Issuing;
use crate::{Actor, OperationError, Result};

/// What a person does with flows.
#[derive(Clone)]
pub struct Flows {
    pub(super) ground: Ground,
    pub(super) documents: DocumentStore,
    pub(super) directory: Directory,
    pub(super) issuing: Issuing,
    pub(super) apart: Apart,
}

impl Flows {
    pub(crate) const fn new(
        ground: Ground,
        documents: DocumentStore,
        directory: Directory,
        issuing: Issuing,
        apart: Apart,
    ) -> Self {
        Self { ground, documents, directory, issuing, apart }
    }
}

/// A flow within reach: of a structure that the person reaches whole, for its invoices may be of any service.
pub(super) async fn within_reach(actor: &Actor, read: &mut dyn Snapshot, id: FlowId) -> Result<Flow> {
    let flow = read.flow(actor.organization, id).await?;
    flow.filter(|flow| actor.reaches_whole(flow.structure)).ok_or(OperationError::NotFound("flow"))
}

/// `idStructureCPP` of the structure that deposits; none where Chorus Pro does not know it.
pub(super) async fn supplier_number(
    work: &Work,
    client: &Client,
    structure: &Structure,
) -> std::result::Result<std::result::Result<Option<i64>, Error>, Failure> {
    match structure.chorus_id {
        Some(known) => Ok(Ok(Some(known))),
        None => Box::pin(work.call(find_number(client, &structure.identifier))).await,
    }
}

/// Tells open pages of a flow, and of its structure.
pub(super) async fn tell(transaction: &mut dyn Transaction, flow: &Flow) -> Result<()> {
    Ok(transaction.tell(changed(flow.organization, flow.structure, None)).await?)
}

/// Where there is one way only, a flow leaves by that one.
///
/// # Errors
/// [`OperationError::NotFound`] when its structure is gone.
pub(super) async fn take_the_only_way(transaction: &mut dyn Transaction, flow: &mut Flow) -> Result<()> {
    let overview = transaction.structure(flow.organization, flow.structure).await?;
    let overview = overview.ok_or(OperationError::NotFound("structure"))?;
    let by_edi = transaction.edi_link(flow.organization, flow.structure).await?.is_some();
    if overview.accesses.is_empty() && by_edi {
        flow.way = FlowWay::Edi;
    }
    Ok(())
}
