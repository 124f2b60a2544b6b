//! What there is to say of a draft before it is reviewed: by its checks, and by what only we know.

use domain::{CheckContext, Field, Notes, Reason, Remark, Siret, paris_day};
use storage::{Draft, Invoice, Snapshot, Structure};

use super::read_document::OwnReading;
use crate::ground::Ground;
use crate::{RecipientCard, Result};

/// What the checks know of a draft.
pub(super) fn check_context(
    ground: &Ground,
    structure: &Structure,
    recipient: Option<&RecipientCard>,
) -> CheckContext {
    CheckContext {
        today: paris_day(ground.now()),
        environment: structure.environment,
        recipient: recipient.map(RecipientCard::rules),
    }
}

/// Everything that is known of a draft without asking anybody.
pub(super) async fn notes_of(
    read: &mut dyn Snapshot,
    invoice: &Invoice,
    draft: &Draft,
    structure: &Structure,
    context: &CheckContext,
) -> Result<Notes> {
    let said = said_of(draft, structure);
    let mut notes: Notes = said.into_iter().chain(draft.form.check(context).1).collect();
    if invoice.document.is_none() {
        notes.error(Field::Document, Reason::DocumentMissing);
    }
    if context.recipient.is_none() && Siret::parse(&draft.form.recipient_siret).is_ok() {
        notes.warn(Field::RecipientSiret, Remark::RecipientNotKnown);
    }
    let number = draft.form.number.trim();
    if !number.is_empty() {
        let taken = read.invoices_with_number(invoice.organization, structure.id, number).await?;
        if taken.iter().any(|other| *other != invoice.id) {
            notes.error(Field::Number, Reason::NumberTaken);
        }
    }
    Ok(notes)
}

/// What there is to say of the document and its issuer, whatever the form holds.
fn said_of(draft: &Draft, structure: &Structure) -> Notes {
    let OwnReading { issuer, confirmed, mut notes, .. } = OwnReading::kept(&draft.own_reading);
    if let Some(issuer) = issuer {
        issuer.compare(structure, confirmed == Some(structure.id), &mut notes);
    }
    notes
}
