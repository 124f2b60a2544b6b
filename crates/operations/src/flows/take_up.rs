//! What Chorus Pro refused of a flow is taken up as drafts: filled with what its data say, once each.

use domain::{FlowId, FlowState, InvoiceId, Permission, Reason};
use storage::{Flow, FlowInvoice};

use super::Flows;
use super::wing::{tell, within_reach};
use crate::{Actor, OperationError, Result};

/// Most invoices that are taken up in one act; those that are left are taken up by the next one.
const MOST_AT_ONCE: usize = 100;

/// What came of taking refused invoices up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TakenUp {
    /// The drafts.
    pub drafts: Vec<InvoiceId>,
    /// Those that could not become one, by number or file, with why.
    pub refused: Vec<(String, Reason)>,
    /// How many more there are.
    pub left: usize,
}

/// Whether an invoice of a flow may be taken up: Chorus Pro has refused it, and it is no draft yet.
pub(super) fn may_be_taken_up(flow: &Flow, invoice: &FlowInvoice) -> bool {
    let refused = match flow.state {
        FlowState::Rejected => true,
        FlowState::Integrated | FlowState::PartlyIntegrated => invoice.error.is_some(),
        _ => false,
    };
    refused && invoice.chorus_id.is_none() && invoice.invoice.is_none() && invoice.draft.is_none()
}

impl Flows {
    /// Takes refused invoices of a flow up as drafts: the one at a place, or all of them.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the flow is out of reach, [`OperationError::Refused`] when there is nothing to take
    /// up.
    pub async fn take_up(&self, actor: &Actor, id: FlowId, place: Option<usize>) -> Result<TakenUp> {
        actor.require(Permission::Deposit)?;
        let flow = within_reach(actor, self.ground.read().await?.as_mut(), id).await?;
        let open = flow.invoices.iter().enumerate().filter(|(_, invoice)| may_be_taken_up(&flow, invoice));
        let open: Vec<usize> =
            open.map(|(open, _)| open).filter(|open| place.is_none_or(|place| place == *open)).collect();
        if open.is_empty() {
            return Err(OperationError::Refused(Reason::NothingToTakeUp));
        }
        let mut taken = TakenUp { left: open.len().saturating_sub(MOST_AT_ONCE), ..TakenUp::default() };
        for place in open.into_iter().take(MOST_AT_ONCE) {
            match self.take_up_one(actor, &flow, place).await {
                Ok(Some(draft)) => taken.drafts.push(draft),
                // Somebody else was faster.
                Ok(None) => {}
                Err(OperationError::Refused(reason)) => {
                    let invoice = &flow.invoices[place];
                    let name = if invoice.number.is_empty() { &invoice.file } else { &invoice.number };
                    taken.refused.push((name.clone(), reason));
                }
                Err(other) => return Err(other),
            }
        }
        Ok(taken)
    }

    async fn take_up_one(&self, actor: &Actor, flow: &Flow, place: usize) -> Result<Option<InvoiceId>> {
        // The draft that left as this flow comes back as it was.
        let part = match flow.draft {
            Some(_) => None,
            None => {
                let taken = self.take_part(&flow.document.sha256, place).await?;
                // What the report named beside what was read stands behind it, and in no file.
                let taken = taken.filter(|(name, _)| *name == flow.invoices[place].file);
                let (name, content) = taken.ok_or(OperationError::Refused(Reason::NotInFlow))?;
                let name = if name.is_empty() { flow.document.name.clone() } else { name };
                Some(self.issuing.read_part(&name, content).await?)
            }
        };
        let mut transaction = self.ground.write(actor.organization).await?;
        let mut present = within_reach(actor, transaction.as_mut(), flow.id).await?;
        let Some(invoice) = present.invoices.get(place).filter(|invoice| may_be_taken_up(&present, invoice))
        else {
            return Ok(None);
        };
        // Its report was read again meanwhile, and this place is another one's.
        if invoice.number != flow.invoices[place].number || invoice.file != flow.invoices[place].file {
            return Ok(None);
        }
        let draft = match (part, flow.draft) {
            (Some(part), _) => {
                let issuing = &self.issuing;
                issuing.draft_of_part(transaction.as_mut(), actor, flow.structure, flow.id, part).await?
            }
            (None, Some(draft)) => {
                let issuing = &self.issuing;
                if !issuing.come_back_from_flow(transaction.as_mut(), actor, draft, flow.id).await? {
                    return Ok(None);
                }
                draft
            }
            (None, None) => return Ok(None),
        };
        present.invoices[place].draft = Some(draft);
        present.updated_at = self.ground.now();
        transaction.update_flow(&mut present).await?;
        transaction.journal(&self.ground.act(actor, "flow.take_up", flow.id, draft.to_string())).await?;
        tell(transaction.as_mut(), &present).await?;
        transaction.commit().await?;
        Ok(Some(draft))
    }
}
