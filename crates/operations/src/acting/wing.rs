//! What the files of this wing share.

use domain::{
    ActContext, ActKind, CheckContext, CheckedAct, Decision, Direction, InvoiceId, InvoiceStatus, Notes,
    Reason, paris_day, status_disorder, was_interrupted,
};
use storage::{Act, Invoice, Snapshot};

use crate::access::Clients;
use crate::circuit::holds_of;
use crate::directory::{Directory, known_recipient};
use crate::ground::{Ground, told_statuses};
use crate::issuing::Issuing;
use crate::{Actor, OperationError, Result};

/// What a person does with invoices that came back, and decides of those that were received.
#[derive(Clone)]
pub struct Acting {
    pub(super) ground: Ground,
    pub(super) directory: Directory,
    pub(super) issuing: Issuing,
    pub(super) clients: Clients,
}

impl Acting {
    pub(crate) const fn new(
        ground: Ground,
        directory: Directory,
        issuing: Issuing,
        clients: Clients,
    ) -> Self {
        Self { ground, directory, issuing, clients }
    }
}

/// An invoice within reach that calls for an act of a kind.
pub(super) async fn calling(
    actor: &Actor,
    read: &mut dyn Snapshot,
    id: InvoiceId,
    kind: ActKind,
) -> Result<Invoice> {
    let invoice = actor.reach(read.invoice(actor.organization, id).await?)?;
    let invoice = as_written(read, invoice).await?;
    require_called_for(&invoice, kind)?;
    Ok(invoice)
}

/// A received invoice as Chorus Pro shows it: where accounting software has written a step after the payment, that is where a
/// decision has to begin, though it is paid. To be read, never to be stored.
pub(super) async fn as_written(read: &mut dyn Snapshot, mut invoice: Invoice) -> Result<Invoice> {
    if invoice.direction == Direction::Received && invoice.status == InvoiceStatus::MiseEnPaiement {
        let events = read.events(invoice.organization, invoice.id).await?;
        if let Some(disorder) = status_disorder(told_statuses(&events)) {
            invoice.status = disorder.written;
            invoice.status_at = disorder.written_at;
        }
    }
    Ok(invoice)
}

/// An invoice within reach of the side whose act it is, however it stands.
pub(super) async fn of_side(
    actor: &Actor,
    read: &mut dyn Snapshot,
    id: InvoiceId,
    kind: ActKind,
) -> Result<Invoice> {
    let invoice = actor.reach(read.invoice(actor.organization, id).await?)?;
    if invoice.direction != kind.direction() {
        return Err(OperationError::NotFound("invoice"));
    }
    as_written(read, invoice).await
}

/// Refuses what the invoice, as it stands, does not call for.
pub(super) fn require_called_for(invoice: &Invoice, kind: ActKind) -> Result<()> {
    let called = match kind.direction() {
        Direction::Issued => ActKind::called_for(&invoice.status) == Some(kind),
        Direction::Received => Decision::ALL.iter().any(|decision| decision.steps(&invoice.status).is_ok()),
    };
    if called && invoice.direction == kind.direction() && invoice.chorus_id.is_some() {
        Ok(())
    } else {
        Err(OperationError::Refused(overtaken(kind)))
    }
}

/// Why what was prepared has no place any more.
pub(super) const fn overtaken(kind: ActKind) -> Reason {
    match kind.direction() {
        Direction::Issued => Reason::ActNotCalledFor,
        Direction::Received => Reason::DecisionOvertaken,
    }
}

/// The act of a kind that has not ended, of an invoice.
pub(super) async fn open_act(
    read: &mut dyn Snapshot,
    invoice: &Invoice,
    kind: ActKind,
) -> Result<Option<Act>> {
    let acts = read.acts_of(invoice.organization, invoice.id).await?;
    Ok(acts.into_iter().find(|act| act.kind == kind && act.ended_at.is_none()))
}

/// What the checks say of an act as a snapshot has it.
pub(super) async fn check(
    ground: &Ground,
    read: &mut dyn Snapshot,
    invoice: &Invoice,
    act: &Act,
) -> Result<(Option<CheckedAct>, Notes)> {
    let environment = read.structure(invoice.organization, invoice.structure).await?;
    let environment = environment.ok_or(OperationError::NotFound("structure"))?.structure.environment;
    let siret = act.values.get(domain::RecycleField::RecipientSiret);
    let recipient = known_recipient(read, invoice.organization, environment, siret).await?;
    let context = CheckContext {
        today: paris_day(ground.now()),
        environment,
        recipient: recipient.map(|card| card.rules()),
    };
    let attached = read.attachments(invoice.organization, invoice.id).await?;
    let attached = attached.iter().filter(|attachment| attachment.act == Some(act.id)).count();
    let present = [
        invoice.partner_siret.as_str(),
        invoice.service_code.as_deref().unwrap_or_default(),
        invoice.engagement.as_deref().unwrap_or_default(),
    ];
    let interrupted = match act.kind {
        ActKind::Decide => was_interrupted(&read.clock_spans(invoice.organization, invoice.id).await?),
        _ => false,
    };
    let holds = match act.kind {
        ActKind::Decide => holds_of(read, invoice).await?,
        _ => Vec::new(),
    };
    let standing = &invoice.status;
    let context = ActContext { attached, present, check: &context, standing, interrupted, holds: &holds };
    Ok(domain::check_act(act.kind, &act.values, context))
}
