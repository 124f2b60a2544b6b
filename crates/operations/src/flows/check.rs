//! What can be foreseen of a flow before it leaves, as far as its invoices are read.

use domain::{CheckContext, Field, FlowWay, InvoiceForm, Notes, Reason, Remark, Siret, paris_day};
use storage::{AccessState, Flow, FlowInvoice, Snapshot, Structure};

use super::read_flow::siren_of;
use crate::Result;
use crate::directory::{known_recipient, unasked_recipient};
use crate::ground::Ground;

/// What is said of a flow: of the whole, then of each of its invoices.
#[derive(Clone, Debug, Default)]
pub(super) struct Checked {
    pub flow: Notes,
    pub invoices: Vec<Notes>,
}

impl Checked {
    /// Whether something is to be corrected before it may leave.
    pub(super) fn refuse(&self) -> bool {
        self.flow.refuse() || self.invoices.iter().any(Notes::refuse)
    }
}

/// Checks a flow by what one snapshot knows.
pub(super) async fn check(
    ground: &Ground,
    read: &mut dyn Snapshot,
    flow: &Flow,
    structure: &Structure,
) -> Result<Checked> {
    let mut checked = Checked::default();
    if flow.syntax.is_none() {
        checked.flow.error(Field::Document, Remark::SyntaxNotChosen);
    }
    if flow.way == FlowWay::Edi
        && let Some(reason) = keeps_from_edi(read, flow).await?
    {
        checked.flow.error(Field::Mode, reason);
    }
    if let Some(invoice) = flow.invoices.iter().find(|invoice| is_of_another(invoice, structure)) {
        let remark = Remark::FlowOfAnother {
            document: invoice.issuer_name.clone(),
            identifier: invoice.issuer.clone(),
            structure: structure.name.clone(),
        };
        let note = if flow.issuer_confirmed { Notes::warn } else { Notes::error };
        note(&mut checked.flow, Field::Issuer, remark);
    }
    for (place, invoice) in flow.invoices.iter().enumerate() {
        let mut notes = of_invoice(ground, read, invoice, flow, structure).await?;
        let again = flow.invoices[..place].iter().any(|other| {
            !invoice.number.is_empty() && other.number == invoice.number && other.issuer == invoice.issuer
        });
        if again {
            notes.error(Field::Number, Reason::NumberTaken);
        }
        checked.invoices.push(notes);
    }
    Ok(checked)
}

/// What keeps a flow from leaving by EDI.
async fn keeps_from_edi(read: &mut dyn Snapshot, flow: &Flow) -> Result<Option<Reason>> {
    let Some(link) = read.edi_link(flow.organization, flow.structure).await? else {
        return Ok(Some(Reason::EdiNoLink));
    };
    if link.state == AccessState::Untested {
        return Ok(Some(Reason::EdiUntested));
    }
    let closed = flow.syntax.filter(|syntax| !link.syntaxes.contains(syntax));
    Ok(closed.map(|syntax| Reason::EdiInterfaceClosed { interface: syntax.interface().to_owned() }))
}

fn is_of_another(invoice: &FlowInvoice, structure: &Structure) -> bool {
    siren_of(&invoice.issuer).is_some_and(|siren| structure.identifier.siren() != Some(siren.as_str()))
}

async fn of_invoice(
    ground: &Ground,
    read: &mut dyn Snapshot,
    invoice: &FlowInvoice,
    flow: &Flow,
    structure: &Structure,
) -> Result<Notes> {
    let mut notes = Notes::default();
    if invoice.unread.is_some() {
        // What is said of it stands in its row; what it is, Chorus Pro tells.
        return Ok(notes);
    }
    let recipient =
        known_recipient(read, flow.organization, structure.environment, &invoice.recipient).await?;
    let context = CheckContext {
        today: paris_day(ground.now()),
        environment: structure.environment,
        recipient: recipient.map(|card| card.rules()),
    };
    let form = InvoiceForm {
        recipient_siret: invoice.recipient.clone(),
        service_code: invoice.service_code.clone(),
        engagement: invoice.engagement.clone(),
        number: invoice.number.clone(),
        ..InvoiceForm::default()
    };
    notes.extend(form.check_routing(&context).1);
    notes.extend(form.check_number(&context));
    if let (None, Ok(siret)) = (&context.recipient, Siret::parse(&invoice.recipient)) {
        let remark = unasked_recipient(read, structure.environment, &siret).await?;
        notes.warn(Field::RecipientSiret, remark);
    }
    if !invoice.number.is_empty() {
        let taken = read.invoices_with_number(flow.organization, structure.id, &invoice.number).await?;
        if !taken.is_empty() {
            notes.error(Field::Number, Reason::NumberTaken);
        }
    }
    Ok(notes)
}
