//! What there is to say of a draft before it is reviewed: by its checks, and by what only we know.

use domain::{CheckContext, Field, Notes, Reason, Remark, Siret, paris_day};
use rust_decimal::Decimal;
use storage::{Alike, Draft, Invoice, Snapshot, Structure};

use super::read_document::OwnReading;
use crate::directory::{engagement_notes, unasked_recipient};
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
    if invoice.document.is_none() && !draft.form.is_entry() {
        notes.error(Field::Document, Reason::DocumentMissing);
    }
    let account = draft.form.bank_account.trim();
    if !account.is_empty() {
        let known = read.structure_facts(invoice.organization, structure.id).await?;
        let is_there = known.is_some_and(|(facts, _)| {
            facts.bank_accounts.iter().any(|known| known.id.to_string() == account)
        });
        if !is_there {
            notes.error(Field::BankAccount, Remark::BankAccountUnknown);
        }
    }
    let validator = draft.form.wanted_validator().and_then(|siret| Siret::parse(siret).ok());
    if validator.is_some_and(|siret| structure.identifier.siret() == Some(siret)) {
        notes.error(Field::ValidatorSiret, Remark::ValidatorIsIssuer);
    }
    if let (None, Ok(siret)) = (&context.recipient, Siret::parse(&draft.form.recipient_siret)) {
        let remark = unasked_recipient(read, structure.environment, &siret).await?;
        notes.warn(Field::RecipientSiret, remark);
    }
    notes.extend(engagement_notes(read, structure, &draft.form, context.today).await?);
    if !invoice.number.is_empty() {
        let taken = read.invoices_with_number(invoice.organization, structure.id, &invoice.number).await?;
        if taken.iter().any(|other| *other != invoice.id) {
            notes.error(Field::Number, Reason::NumberTaken);
        }
    }
    if let Some(same) = near_duplicate(read, invoice).await? {
        notes.warn(Field::Gross, same);
    }
    Ok(notes)
}

/// An invoice that may be this one and was sent before: same supplier, recipient and engagement, nearly the same
/// amount and day. That of a corrected copy was rejected and does not count.
async fn near_duplicate(read: &mut dyn Snapshot, invoice: &Invoice) -> Result<Option<Remark>> {
    let Some(asked) = Alike::near(invoice) else { return Ok(None) };
    let alike = read.invoices_alike(invoice.organization, invoice.structure, &asked).await?;
    let same = alike.into_iter().find(|other| {
        // Of another service it might be out of the reach of who reads this.
        other.id != invoice.id
            && other.kind == invoice.kind
            && other.engagement == invoice.engagement
            && other.service_code == invoice.service_code
    });
    Ok(same.and_then(|other| {
        let gross = Decimal::new(other.gross_cents?, 2);
        Some(Remark::NearDuplicate { number: other.number, gross, date: other.date? })
    }))
}

/// What there is to say of the document and its issuer, whatever the form holds.
fn said_of(draft: &Draft, structure: &Structure) -> Notes {
    let OwnReading { issuer, confirmed, mut notes, .. } = OwnReading::kept(&draft.own_reading);
    if let Some(issuer) = issuer {
        issuer.compare(structure, confirmed == Some(structure.id), &mut notes);
    }
    notes
}
