//! A draft whose PDF has its data inside leaves as a flow: the data decide, not the form.

use domain::{FlowId, FlowSyntax, InvoiceId, Reason};

use super::Flows;
use super::wing::{take_the_only_way, tell};
use crate::{Actor, OperationError, Result};

impl Flows {
    /// Prepares a flow of the PDF of a draft, which is put aside for it. Put aside in its turn, the flow gives the draft
    /// back.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when the PDF has no data, something is attached to the draft, or it has left;
    /// [`OperationError::ChangedMeanwhile`] when another PDF was given meanwhile.
    pub async fn flow_of_draft(&self, actor: &Actor, id: InvoiceId) -> Result<FlowId> {
        let (_, document) = self.issuing.for_flow(actor, self.ground.read().await?.as_mut(), id).await?;
        let reading = self.read_flow(&document.sha256).await?;
        if let Some(reason) = reading.refused {
            return Err(OperationError::Refused(reason));
        }
        if reading.syntax != Some(FlowSyntax::FacturX) {
            return Err(OperationError::Refused(Reason::NothingForFlow));
        }
        let mut transaction = self.ground.write(actor.organization).await?;
        let (invoice, present) = self.issuing.for_flow(actor, transaction.as_mut(), id).await?;
        if present.sha256 != document.sha256 {
            return Err(OperationError::ChangedMeanwhile);
        }
        let mut flow = self.new_flow(actor, invoice.structure, document, reading);
        flow.draft = Some(id);
        take_the_only_way(transaction.as_mut(), &mut flow).await?;
        transaction.insert_flow(&flow).await?;
        self.issuing.leave_as_flow(transaction.as_mut(), actor, id, flow.id).await?;
        transaction.journal(&self.ground.act(actor, "flow.prepare", flow.id, &flow.document.sha256)).await?;
        tell(transaction.as_mut(), &flow).await?;
        transaction.commit().await?;
        Ok(flow.id)
    }
}
