//! Everything that the pages of a decision show.

use chorus_pro::codes::StatutFacture;
use chorus_pro::transverses::RecupererEtatsPossiblesPourTraitement;
use domain::{
    ActKind, Closed, Decision, DecisionField, Hold, InvoiceId, InvoiceStatus, Notes, Permission, Reason,
    Values, was_interrupted,
};
use storage::{Act, Attachment, DecisionText, Invoice, StructureOverview};

use super::wing::{Acting, check, of_side, open_act};
use crate::access::Use;
use crate::circuit::holds_of;
use crate::{Actor, OperationError, Result};

/// What the pages of a decision show.
#[derive(Clone, Debug)]
pub struct DecisionView {
    /// The invoice.
    pub invoice: Invoice,
    /// Its structure and accesses.
    pub structure: StructureOverview,
    /// What was prepared; none before anything was.
    pub act: Option<Act>,
    /// What its fields hold.
    pub values: Values,
    /// The proofs that go with it.
    pub attachments: Vec<Attachment>,
    /// What is said of it.
    pub notes: Notes,
    /// Whether the delay was interrupted before.
    pub interrupted: bool,
    /// What keeps its payment from being ordered.
    pub holds: Vec<Hold>,
    /// Texts that the organisation keeps.
    pub texts: Vec<DecisionText>,
}

impl DecisionView {
    /// The version that the page has taken in; 0 before anything was prepared.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.act.as_ref().map_or(0, |act| act.version)
    }

    /// The calls that a decision takes, or why it is not open.
    ///
    /// # Errors
    /// When it is not open.
    pub fn open(&self, decision: Decision) -> std::result::Result<Vec<Decision>, Closed> {
        decision.open(&self.invoice.status, self.interrupted)
    }
}

impl Acting {
    /// A received invoice, and what is prepared for it. With `decision`, the fields are those of this one: what was typed for
    /// another stays in them.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach or no received invoice; [`OperationError::Refused`] while a
    /// decision is on its way, and for an invoice that Chorus Pro has not told of.
    pub async fn decision_view(
        &self,
        actor: &Actor,
        id: InvoiceId,
        decision: Option<Decision>,
    ) -> Result<DecisionView> {
        actor.require(Permission::Treat)?;
        let kind = ActKind::Decide;
        let mut read = self.ground.read().await?;
        let read = read.as_mut();
        let invoice = of_side(actor, read, id, kind).await?;
        if invoice.chorus_id.is_none() {
            return Err(OperationError::Refused(Reason::DecisionOvertaken));
        }
        let structure = read.structure(actor.organization, invoice.structure).await?;
        let structure = structure.ok_or(OperationError::NotFound("structure"))?;
        let act = open_act(read, &invoice, kind).await?;
        if act.as_ref().is_some_and(|act| act.state.is_under_way()) {
            return Err(OperationError::Refused(Reason::ActUnderWay));
        }
        let mut attachments = read.attachments(actor.organization, id).await?;
        attachments.retain(|file| file.act.is_some() && file.act == act.as_ref().map(|act| act.id));
        let mut values = act.as_ref().map(|act| act.values.clone()).unwrap_or_default();
        if let Some(decision) = decision {
            values.set(DecisionField::Decision, decision.code());
        }
        let notes = match &act {
            Some(act) => {
                let act = Act { values: values.clone(), ..act.clone() };
                check(&self.ground, read, &invoice, &act).await?.1
            }
            None => Notes::default(),
        };
        let interrupted = was_interrupted(&read.clock_spans(actor.organization, id).await?);
        let holds = holds_of(read, &invoice).await?;
        let mut texts = read.decision_texts(actor.organization).await?;
        texts.retain(|text| Some(text.decision) == decision);
        Ok(DecisionView { invoice, structure, act, values, attachments, notes, interrupted, holds, texts })
    }

    /// The statuses that Chorus Pro itself offers from where an invoice stands (`recuperer/etats/traitement`); none when it
    /// cannot be asked, or names none.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the invoice is out of reach.
    pub async fn offered_statuses(&self, actor: &Actor, id: InvoiceId) -> Result<Option<Vec<InvoiceStatus>>> {
        actor.require(Permission::Treat)?;
        let mut read = self.ground.read().await?;
        let invoice = of_side(actor, read.as_mut(), id, ActKind::Decide).await?;
        let overview = read.structure(actor.organization, invoice.structure).await?;
        let overview = overview.ok_or(OperationError::NotFound("structure"))?;
        drop(read);
        let connected = match self.clients.connect(&overview, Use::Receive).await {
            Ok(connected) => connected,
            Err(OperationError::ChorusPro { .. } | OperationError::Vault(_)) => return Ok(None),
            Err(other) => return Err(other),
        };
        let body = RecupererEtatsPossiblesPourTraitement::new(StatutFacture::from(invoice.status.code()));
        let answer = connected.client.transverses().recuperer_etats_traitement(&body).await;
        let heeded = self.clients.heed(&connected.access, invoice.structure, answer).await;
        let listed = match heeded {
            Ok(answer) => answer.liste_statuts_possibles_pour_traitement,
            Err(OperationError::ChorusPro { .. }) => return Ok(None),
            Err(other) => return Err(other),
        };
        let offered: Vec<InvoiceStatus> = listed
            .into_iter()
            .filter_map(|listed| listed.statut_possible_pour_traitement)
            .map(|code| InvoiceStatus::from_code(&code))
            .collect();
        Ok((!offered.is_empty()).then_some(offered))
    }
}
