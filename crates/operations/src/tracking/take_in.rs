//! Taking one listed invoice in: bringing it up to date, or adding it when it was entered elsewhere.

use chorus_pro::{Client, Error};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{Direction, InvoiceId, OrganizationId, Siret, StructureId, to_cents};
use jobs::{Failure, Kind as _, Work};
use rust_decimal::Decimal;
use storage::{EventKind, Invoice, Origin, Reception, StorageError, Structure, Transaction};

use super::fetch_files::FetchFiles;
use super::history::{History, apply_history, disorder_of, events_of, read_history, spans_of};
use super::listed::Listed;
use crate::circuit::route;
use crate::ground::{Ground, changed};

/// A status this close to the last reading is read again: times are written to the minute.
const MINUTE_PRECISION: TimeDelta = TimeDelta::minutes(2);

/// For which structure.
#[derive(Clone, Copy)]
pub(super) struct Owner {
    pub organization: OrganizationId,
    pub structure: StructureId,
}

/// Brings one listed invoice up to date, adding it when it was entered elsewhere.
pub(super) async fn take_in(
    ground: &Ground,
    work: &Work,
    client: &Client,
    owner: Owner,
    direction: Direction,
    listed: Listed,
) -> Result<Result<(), Error>, Failure> {
    let Owner { organization, structure } = owner;
    {
        let mut read = ground.read().await.map_err(Failure::from)?;
        let known = read.invoice_by_chorus_id(organization, structure, direction, listed.chorus_id).await?;
        if known.is_some_and(|invoice| !says_more(&invoice, &listed)) {
            return Ok(Ok(()));
        }
    }
    let history = match read_history(work, client, listed.chorus_id).await? {
        Ok(history) => history,
        Err(error) => return Ok(Err(error)),
    };
    let mut transaction = ground.write(organization).await.map_err(Failure::from)?;
    let known =
        transaction.invoice_by_chorus_id(organization, structure, direction, listed.chorus_id).await?;
    let known = match known {
        None if direction == Direction::Issued => adopted(transaction.as_mut(), owner, &listed).await?,
        known => known,
    };
    let invoice = match known {
        Some(mut invoice) => {
            invoice.status = listed.status.clone();
            invoice.status_at = listed.status_at.unwrap_or(invoice.status_at);
            invoice.status_reason = None;
            invoice.status_comment.clone_from(&listed.comment);
            if !listed.partner_name.is_empty() {
                invoice.partner_name.clone_from(&listed.partner_name);
            }
            // It may have been recycled meanwhile.
            if !listed.partner_siret.is_empty() {
                invoice.partner_siret.clone_from(&listed.partner_siret);
            }
            invoice.service_code = listed.service_code.clone().or(invoice.service_code);
            invoice.engagement = listed.engagement.clone().or(invoice.engagement);
            note_download(transaction.as_mut(), &invoice, &listed).await?;
            invoice
        }
        None => {
            if direction == Direction::Issued && is_under_way(transaction.as_mut(), owner, &listed).await? {
                return Ok(Ok(()));
            }
            let invoice = imported(ground, owner, direction, &listed);
            transaction.insert_invoice(&invoice).await?;
            if direction == Direction::Received {
                transaction.put_reception(&first_seen(&invoice, &listed)).await?;
                route(ground, transaction.as_mut(), &invoice).await.map_err(Failure::from)?;
            }
            invoice
        }
    };
    keep(ground, transaction, invoice, &history).await?;
    Ok(Ok(()))
}

/// The same of a received invoice of which Chorus Pro tells no history; one that is here stays as it is.
pub(super) async fn take_in_bare(ground: &Ground, owner: Owner, listed: Listed) -> Result<(), Failure> {
    let Owner { organization, structure } = owner;
    let direction = Direction::Received;
    let mut transaction = ground.write(organization).await.map_err(Failure::from)?;
    let known =
        transaction.invoice_by_chorus_id(organization, structure, direction, listed.chorus_id).await?;
    if known.is_some() {
        return Ok(());
    }
    let invoice = imported(ground, owner, direction, &listed);
    transaction.insert_invoice(&invoice).await?;
    transaction.put_reception(&first_seen(&invoice, &listed)).await?;
    keep(ground, transaction, invoice, &History::default()).await
}

/// The invoice that is known to be at Chorus Pro by its reports alone, which do not tell its number there: from now on it
/// has it.
async fn adopted(
    transaction: &mut dyn Transaction,
    owner: Owner,
    listed: &Listed,
) -> Result<Option<Invoice>, StorageError> {
    let ours = transaction.invoices_with_number(owner.organization, owner.structure, &listed.number).await?;
    for id in ours {
        let known = transaction.invoice(owner.organization, id).await?;
        let is_it = |invoice: &Invoice| {
            invoice.chorus_id.is_none() && invoice.status.is_at_chorus_pro() && may_be(invoice, listed)
        };
        if let Some(mut invoice) = known.filter(is_it) {
            invoice.chorus_id = Some(listed.chorus_id);
            return Ok(Some(invoice));
        }
    }
    Ok(None)
}

/// The same of an issued invoice of a structure, for who has found it otherwise.
pub(crate) async fn take_in_issued(
    ground: &Ground,
    work: &Work,
    client: &Client,
    structure: &Structure,
    listed: Listed,
) -> Result<Result<(), Error>, Failure> {
    let owner = Owner { organization: structure.organization, structure: structure.id };
    take_in(ground, work, client, owner, Direction::Issued, listed).await
}

/// Sent from here a moment ago: its own job keeps the answer.
async fn is_under_way(
    transaction: &mut dyn Transaction,
    owner: Owner,
    listed: &Listed,
) -> Result<bool, StorageError> {
    let mut ours =
        transaction.invoices_with_number(owner.organization, owner.structure, &listed.number).await?;
    // What was typed here has no number before Chorus Pro has answered.
    ours.extend(transaction.invoices_with_number(owner.organization, owner.structure, "").await?);
    for id in ours {
        let sent = transaction.invoice(owner.organization, id).await?;
        if sent.is_some_and(|invoice| invoice.chorus_id.is_none() && may_be(&invoice, listed)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether an invoice that is under way may be a listed one: by its number, or where it has none yet by what it says.
fn may_be(sent: &Invoice, listed: &Listed) -> bool {
    let gross = listed.gross.map(|gross| gross.round_dp(2)).and_then(to_cents);
    // What the list leaves out says nothing against it.
    let recipient = Siret::parse(&listed.partner_siret).ok();
    sent.number == listed.number
        || (sent.number.is_empty()
            && sent.kind == listed.kind
            && recipient.is_none_or(|siret| siret.as_str() == sent.partner_siret)
            && gross.is_none_or(|gross| sent.gross_cents.is_none_or(|ours| ours.abs() == gross.abs())))
}

/// Writes new events and the last status, and commits.
pub(super) async fn keep(
    ground: &Ground,
    mut transaction: Box<dyn Transaction>,
    mut invoice: Invoice,
    history: &History,
) -> Result<(), Failure> {
    // What a life cycle of the EDI has told before is not told twice.
    let by_edi = transaction.events(invoice.organization, invoice.id).await?;
    let by_edi: Vec<_> = by_edi
        .into_iter()
        .filter(|event| event.foreign_key.as_deref().is_some_and(|key| key.starts_with("edi ")))
        .collect();
    for event in events_of(ground, &invoice, history) {
        let is_status = event.kind == EventKind::Status;
        if !(is_status && by_edi.iter().any(|known| known.tells(&event.code, event.happened_at))) {
            transaction.insert_event(&event).await?;
        }
    }
    apply_history(&mut invoice, history);
    if let Some(at) = history.rejection_treated_at() {
        transaction.treat_rejection(invoice.organization, invoice.id, at).await?;
    }
    transaction.put_clock_spans(invoice.organization, invoice.id, &spans_of(history)).await?;
    let disorder = disorder_of(history).map(|disorder| disorder.kind);
    transaction.put_disorder(invoice.organization, invoice.id, disorder).await?;
    invoice.checked_at = Some(ground.now());
    invoice.updated_at = ground.now();
    transaction.update_invoice(&mut invoice).await?;
    transaction.tell(changed(invoice.organization, invoice.structure, Some(invoice.id))).await?;
    transaction.commit().await?;
    Ok(())
}

fn imported(ground: &Ground, owner: Owner, direction: Direction, listed: &Listed) -> Invoice {
    let now = ground.now();
    let cents = |amount: Option<Decimal>| amount.map(|amount| amount.round_dp(2)).and_then(to_cents);
    let vat = listed.gross.zip(listed.net).map(|(gross, net)| gross - net);
    Invoice {
        id: ground.id::<InvoiceId>(),
        organization: owner.organization,
        structure: owner.structure,
        direction,
        origin: Origin::ChorusPro,
        status: listed.status.clone(),
        status_at: listed.status_at.unwrap_or(now),
        status_reason: None,
        status_comment: listed.comment.clone(),
        number: listed.number.clone(),
        kind: listed.kind,
        date: listed.date,
        partner_name: listed.partner_name.clone(),
        partner_siret: Siret::parse(&listed.partner_siret)
            .map_or_else(|_| listed.partner_siret.clone(), |siret| siret.as_str().to_owned()),
        service_code: listed.service_code.clone(),
        engagement: listed.engagement.clone(),
        currency: listed.currency.clone(),
        net_cents: cents(listed.net),
        vat_cents: cents(vat),
        gross_cents: cents(listed.gross),
        due_cents: cents(listed.due),
        document: None,
        chorus_id: Some(listed.chorus_id),
        created_by: None,
        created_at: now,
        updated_at: now,
        deposited_on: listed.deposited_on,
        arrived_at: None,
        checked_at: None,
        version: 1,
    }
}

/// Keeps whether a received invoice was downloaded elsewhere, as long as nothing of it was fetched from here: then it says
/// what was done here.
async fn note_download(
    transaction: &mut dyn Transaction,
    invoice: &Invoice,
    listed: &Listed,
) -> Result<(), StorageError> {
    let (organization, id) = (invoice.organization, invoice.id);
    if listed.downloaded.is_none() || invoice.document.is_some() {
        return Ok(());
    }
    let Some(mut reception) = transaction.reception(organization, id).await? else { return Ok(()) };
    // What was asked for counts, whatever came of it.
    let tried = transaction.attempts(organization, &id.to_string()).await?;
    let fetched = tried.iter().any(|attempt| attempt.kind == FetchFiles::NAME)
        || !transaction.pivots_of(organization, &[id]).await?.is_empty();
    if !fetched && reception.downloaded_elsewhere != listed.downloaded {
        reception.downloaded_elsewhere = listed.downloaded;
        transaction.put_reception(&reception).await?;
    }
    Ok(())
}

/// A received invoice that is seen for the first time.
fn first_seen(invoice: &Invoice, listed: &Listed) -> Reception {
    Reception { downloaded_elsewhere: listed.downloaded, ..Reception::of(invoice, invoice.created_at) }
}

/// Whether the list says something that is not known yet.
fn says_more(invoice: &Invoice, listed: &Listed) -> bool {
    let read_since =
        |checked: DateTime<Utc>| listed.status_at.is_none_or(|at| at < checked - MINUTE_PRECISION);
    invoice.status != listed.status || !invoice.checked_at.is_some_and(read_since)
}
