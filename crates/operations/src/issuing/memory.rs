//! What a structure sent this recipient last time: proposed where the draft still says nothing.

use chrono::NaiveDate;
use domain::{Field, InvoiceForm};
use storage::{Draft, Invoice, Snapshot};

use crate::{Actor, RecipientCard, Result};

/// What is the same from one invoice to the next, more often than not.
const REMEMBERED: [Field; 10] = [
    Field::ServiceCode,
    Field::Engagement,
    Field::Contract,
    Field::Framework,
    Field::ValidatorSiret,
    Field::ValidatorService,
    Field::VatType,
    Field::ExemptionReason,
    Field::PaymentMode,
    Field::BankAccount,
];

/// What stood in the last invoice for the same recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// Its number.
    pub number: String,
    /// Its day.
    pub date: Option<NaiveDate>,
    /// Fields in which it held something and the draft holds what every new form holds.
    pub values: Vec<(Field, String)>,
}

/// What may be proposed for a draft; nothing where it says everything already, or nothing was sent there.
pub(super) async fn remembered(
    read: &mut dyn Snapshot,
    actor: &Actor,
    invoice: &Invoice,
    draft: &Draft,
    recipient: Option<&RecipientCard>,
) -> Result<Option<Remembered>> {
    // The last one may be of a service that they do not reach.
    if invoice.partner_siret.is_empty() || !actor.reaches_whole(invoice.structure) {
        return Ok(None);
    }
    let (organization, structure) = (invoice.organization, invoice.structure);
    let Some(last) = read.last_sent_to(organization, structure, &invoice.partner_siret).await? else {
        return Ok(None);
    };
    // One that was entered elsewhere has no form here.
    let form = read.draft(organization, last.id).await?.map(|draft| draft.form);
    let then = |field: Field| match (&form, field) {
        (Some(form), _) => form.value(field).trim().to_owned(),
        (None, Field::ServiceCode) => last.service_code.clone().unwrap_or_default(),
        (None, Field::Engagement) => last.engagement.clone().unwrap_or_default(),
        (None, _) => String::new(),
    };
    let usual = InvoiceForm::new();
    let is_open = |service: &str| {
        recipient.is_none_or(|card| {
            card.entry.services.is_empty()
                || card.entry.services.iter().any(|known| known.active && known.code == service)
        })
    };
    let values = REMEMBERED.into_iter().filter_map(|field| {
        let value = then(field);
        let is_new = draft.form.value(field).trim() == usual.value(field);
        let proposed = is_new && !value.is_empty() && value != usual.value(field);
        (proposed && (field != Field::ServiceCode || is_open(&value))).then_some((field, value))
    });
    let values: Vec<_> = values.collect();
    Ok((!values.is_empty()).then(|| Remembered { number: last.number.clone(), date: last.date, values }))
}
