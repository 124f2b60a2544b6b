//! Everything that the page of an act shows, read once.

use domain::{ActKind, InvoiceId, Notes, RecycleField, Values};
use storage::{Act, Attachment, Invoice, StructureOverview};

use super::wing::{Acting, calling, check, open_act};
use crate::directory::known_recipient;
use crate::{Actor, OperationError, RecipientCard, Result};

/// Everything that the page of an act shows.
#[derive(Clone, Debug)]
pub struct ActView {
    /// The invoice that calls for it.
    pub invoice: Invoice,
    /// Its structure and accesses.
    pub structure: StructureOverview,
    /// What was prepared; none before anything was.
    pub act: Option<Act>,
    /// What its fields hold: as prepared, else as the invoice stands.
    pub values: Values,
    /// What goes with it.
    pub attachments: Vec<Attachment>,
    /// What is said of it.
    pub notes: Notes,
    /// The recipient that it names, as far as it is known.
    pub recipient: Option<RecipientCard>,
}

impl ActView {
    /// The version that the page has taken in; 0 before anything was prepared.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.act.as_ref().map_or(0, |act| act.version)
    }
}

impl Acting {
    /// What is being prepared for an invoice that calls for it.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach, [`OperationError::Refused`] when it calls for nothing of the
    /// kind, or the same is on its way.
    pub async fn act_view(&self, actor: &Actor, id: InvoiceId, kind: ActKind) -> Result<ActView> {
        actor.require(kind.permission())?;
        let mut read = self.ground.read().await?;
        let read = read.as_mut();
        let invoice = calling(actor, read, id, kind).await?;
        let structure = read.structure(actor.organization, invoice.structure).await?;
        let structure = structure.ok_or(OperationError::NotFound("structure"))?;
        let act = open_act(read, &invoice, kind).await?;
        let (mut notes, mut attachments) = (Notes::default(), Vec::new());
        let values = match &act {
            Some(act) if act.state.is_under_way() => {
                return Err(OperationError::Refused(domain::Reason::ActUnderWay));
            }
            Some(act) => {
                notes = check(&self.ground, read, &invoice, act).await?.1;
                attachments = read.attachments(actor.organization, id).await?;
                attachments.retain(|attachment| attachment.act == Some(act.id));
                act.values.clone()
            }
            None => as_it_stands(&invoice, kind),
        };
        let siret = values.get(RecycleField::RecipientSiret).to_owned();
        let environment = structure.structure.environment;
        let recipient = known_recipient(read, actor.organization, environment, &siret).await?;
        Ok(ActView { invoice, structure, act, values, attachments, notes, recipient })
    }
}

/// What a form begins with.
fn as_it_stands(invoice: &Invoice, kind: ActKind) -> Values {
    let mut values = Values::default();
    match kind {
        ActKind::Recycle => {
            values.set(RecycleField::RecipientSiret, &invoice.partner_siret);
            values.set(RecycleField::ServiceCode, invoice.service_code.as_deref().unwrap_or_default());
            values.set(RecycleField::Engagement, invoice.engagement.as_deref().unwrap_or_default());
        }
        ActKind::CorrectValidator => {
            values.set(domain::ValidatorField::Kind, domain::IdentifierKind::Siret.code());
        }
        ActKind::Complete | ActKind::AcknowledgeRejection | ActKind::Decide => {}
    }
    values
}
