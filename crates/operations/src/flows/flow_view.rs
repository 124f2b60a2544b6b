//! A flow on its page, and the list of flows.

use std::collections::HashSet;
use std::time::Duration;

use chrono::{DateTime, Utc};
use documents::OpenFile;
use domain::{FlowId, FlowState, FlowWay, MandateStanding, Notes, Permission, Reason, Siret, paris_day};
use storage::{AccessState, Attempt, Document, EdiLink, Flow, JobState, StructureOverview};
use tokio::time::Instant;

use super::Flows;
use super::check::check;
use super::leaving::leaving_kind;
use super::read_flow::MOST_INVOICES;
use super::take_up::may_be_taken_up;
use super::wing::within_reach;
use crate::access::{Use, choose};
use crate::mandates::standing_where_required;
use crate::{Actor, OperationError, Result};

/// Flows that the list shows, the latest ones.
pub const MOST_FLOWS: u32 = 100;
/// How long Chorus Pro is asked for the recipients of a flow; those that are not known then stay so, which is said.
const ASKING: Duration = Duration::from_secs(10);

/// Whether a flow may hold more invoices than were read of it.
#[must_use]
pub fn may_hold_more(flow: &Flow) -> bool {
    flow.invoices.len() >= MOST_INVOICES
}

/// Everything that the page of a flow shows.
#[derive(Clone, Debug)]
pub struct FlowView {
    /// The flow.
    pub flow: Flow,
    /// The structure that deposits it.
    pub structure: StructureOverview,
    /// The EDI link of that structure.
    pub edi: Option<EdiLink>,
    /// What is said of it, before it has left.
    pub notes: Notes,
    /// What is said of each of its invoices, before it has left.
    pub invoice_notes: Vec<Notes>,
    /// What the mandates of the structure say today; none where the organisation asks for none.
    pub mandate: Option<MandateStanding>,
    /// The tries to deposit it, latest first.
    pub attempts: Vec<Attempt>,
    /// Until when it can be taken back.
    pub undo_until: Option<DateTime<Utc>>,
    /// When the deposit is tried again by itself.
    pub next_try: Option<DateTime<Utc>>,
    /// Whether nothing looks any more for what was not confirmed: a person has to say what became of it.
    pub given_up: bool,
    /// When all this was read.
    pub read_at: DateTime<Utc>,
}

impl FlowView {
    /// Whether it may leave as it is.
    #[must_use]
    pub fn may_leave(&self) -> bool {
        self.flow.state.is_unsent() && !self.notes.refuse() && !self.invoice_notes.iter().any(Notes::refuse)
    }

    /// Whether the invoice at a place was refused and may be taken up as a draft.
    #[must_use]
    pub fn may_be_taken_up(&self, place: usize) -> bool {
        self.flow.invoices.get(place).is_some_and(|invoice| may_be_taken_up(&self.flow, invoice))
    }

    /// Whether it leaves today only with a reason, because no mandate is good.
    #[must_use]
    pub fn lacks_mandate(&self) -> bool {
        self.mandate.is_some_and(|standing| !standing.is_valid())
    }

    /// Whether Chorus Pro has it and its number is not known: nothing can be followed before a person has told it.
    #[must_use]
    pub fn lacks_number(&self) -> bool {
        self.flow.state == FlowState::Running && self.flow.number.is_none()
    }

    /// Whether it may hold more invoices than were read.
    #[must_use]
    pub fn may_hold_more(&self) -> bool {
        may_hold_more(&self.flow)
    }

    /// Why nothing leaves until somebody has mended and tested an access.
    #[must_use]
    pub fn held_back(&self) -> Option<Reason> {
        match (self.flow.way, self.edi.as_ref().map(|link| &link.state)) {
            (FlowWay::Api, _) => choose(&self.structure, Use::Issue).err(),
            (FlowWay::Edi, None) => Some(Reason::EdiNoLink),
            (FlowWay::Edi, Some(AccessState::Working)) => None,
            (FlowWay::Edi, Some(AccessState::Untested)) => Some(Reason::EdiUntested),
            (FlowWay::Edi, Some(AccessState::Broken(reason))) => Some(reason.clone()),
        }
    }
}

impl Flows {
    /// The latest flows within reach.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn flows(&self, actor: &Actor) -> Result<Vec<Flow>> {
        actor.require(Permission::Read)?;
        Ok(self.ground.read().await?.flows(actor.organization, &actor.scope, MOST_FLOWS).await?)
    }

    /// The page of a flow.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn flow_view(&self, actor: &Actor, id: FlowId) -> Result<FlowView> {
        actor.require(Permission::Read)?;
        let (read_at, organization) = (self.ground.now(), actor.organization);
        let mut read = self.ground.read().await?;
        let flow = within_reach(actor, read.as_mut(), id).await?;
        let structure = read.structure(organization, flow.structure).await?;
        let structure = structure.ok_or(OperationError::NotFound("structure"))?;
        let (mut notes, mut invoice_notes) = (Notes::default(), Vec::new());
        if flow.state.is_unsent() {
            let checked = check(&self.ground, read.as_mut(), &flow, &structure.structure).await?;
            (notes, invoice_notes) = (checked.flow, checked.invoices);
        }
        let today = paris_day(read_at);
        let mandate = standing_where_required(read.as_mut(), organization, flow.structure, today).await?;
        let subject = id.to_string();
        let edi = read.edi_link(organization, flow.structure).await?;
        let job = read.job_about(organization, leaving_kind(&flow), &subject).await?;
        let waiting = job.as_ref().filter(|job| job.state == JobState::Waiting);
        let due = waiting.map(|job| (job.tries, job.new.not_before)).filter(|(_, at)| *at > read_at);
        let is_open = job.as_ref().is_some_and(|job| job.state.is_open());
        Ok(FlowView {
            given_up: flow.state == FlowState::Unconfirmed && !is_open,
            undo_until: due
                .filter(|(tries, _)| *tries == 0 && flow.state == FlowState::Queued)
                .map(|(_, at)| at),
            next_try: due.filter(|(tries, _)| *tries > 0).map(|(_, at)| at),
            attempts: read.attempts(organization, &subject).await?,
            flow,
            structure,
            edi,
            mandate,
            notes,
            invoice_notes,
            read_at,
        })
    }

    /// Asks Chorus Pro for the recipients of a flow that are not known yet, for a while.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn meet_recipients(&self, actor: &Actor, id: FlowId) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let flow = within_reach(actor, self.ground.read().await?.as_mut(), id).await?;
        let sirets: HashSet<&String> = flow.invoices.iter().map(|invoice| &invoice.recipient).collect();
        let until = Instant::now() + ASKING;
        for siret in sirets.into_iter().filter(|siret| Siret::parse(siret).is_ok()) {
            let asking = self.directory.recipient_card(actor, flow.structure, siret);
            match tokio::time::timeout_at(until, asking).await {
                Ok(Ok(_) | Err(OperationError::Refused(_))) => {}
                // Silence, once, is enough.
                Ok(Err(OperationError::ChorusPro { reason, .. })) => {
                    tracing::info!(?reason, "recipients of a flow not asked for");
                    break;
                }
                Ok(Err(other)) => return Err(other),
                Err(_) => break,
            }
        }
        Ok(())
    }

    /// The file of a flow, open for reading.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn open_flow(&self, actor: &Actor, id: FlowId) -> Result<(Document, OpenFile)> {
        actor.require(Permission::Read)?;
        let flow = within_reach(actor, self.ground.read().await?.as_mut(), id).await?;
        let file = self.documents.open(&flow.document.sha256).await?;
        Ok((flow.document, file))
    }
}
