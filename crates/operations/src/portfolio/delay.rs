//! The payment delay of an invoice, from its history or from what is kept of it beside lists.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::{
    ClockSpan, Direction, InvoiceId, InvoiceKind, InvoiceStatus, NoDelay, OrganizationId, PayerCategory,
    PaymentDelay, PaymentForecast, PaymentRequest, Permission, delay_rules, forecast_payment, paris_day,
    paris_local_to_utc, payment_delay, statuses_of_spans,
};
use storage::{Event, EventKind, Invoice, InvoiceRow, ReceptionTerms, Snapshot, Structure, StructureSummary};

use super::Portfolio;
use super::payers::payer_of;
use crate::{Actor, Result};

/// The latest payments of a recipient that a forecast rests on.
const MOST_PAYMENTS: u32 = 100;

/// Days after which what has arrived and is not paid may be late: the delay of most public bodies (R2192-10 of the public
/// procurement code), and the shortest one.
const SHORTEST_DAYS: i64 = 30;

/// When a day begins.
pub(super) fn begins(day: NaiveDate) -> DateTime<Utc> {
    paris_local_to_utc(day.and_time(NaiveTime::MIN))
}

/// What arrived before may be late; the last day of the delay is still in time.
pub(super) fn late_before(today: NaiveDate) -> DateTime<Utc> {
    begins(today - TimeDelta::days(SHORTEST_DAYS))
}

impl Portfolio {
    /// The delays of rows of a list, of those within reach that have one and have not come to their end.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn delays(
        &self,
        actor: &Actor,
        direction: Direction,
        rows: &[InvoiceRow],
    ) -> Result<BTreeMap<InvoiceId, PaymentDelay>> {
        actor.require(Permission::Read)?;
        let reached = |row: &&InvoiceRow| actor.scope.reaches(row.structure, row.service_code.as_deref());
        let runs = |row: &&InvoiceRow| row.arrived_at.is_some() && !row.status.is_final();
        let rows: Vec<&InvoiceRow> = rows.iter().filter(reached).filter(runs).collect();
        if rows.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut read = self.ground.read().await?;
        let structures = self.ground.structures(actor.organization, read.as_mut()).await?;
        delays_of(read.as_mut(), actor.organization, &structures, direction, &rows).await
    }
}

/// The delays of rows of one direction, in three statements however many they are; those without one are left out.
pub(super) async fn delays_of(
    read: &mut dyn Snapshot,
    organization: OrganizationId,
    structures: &[StructureSummary],
    direction: Direction,
    rows: &[&InvoiceRow],
) -> Result<BTreeMap<InvoiceId, PaymentDelay>> {
    if rows.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut summaries: Vec<&Structure> = structures.iter().map(|summary| &summary.structure).collect();
    summaries.sort_unstable_by_key(|structure| structure.id);
    let payers = rows.iter().filter_map(|row| {
        let place = summaries.binary_search_by_key(&row.structure, |structure| structure.id).ok()?;
        let structure = summaries[place];
        let payer = payer_of(direction, structure, &row.partner_siret);
        Some((row.id, (structure.environment, payer.to_owned())))
    });
    let payers: BTreeMap<_, _> = payers.collect();
    let asked: Vec<String> = payers.values().map(|(_, payer)| payer.clone()).collect();
    let known = read.known_payers(organization, &asked).await?;
    let ids: Vec<InvoiceId> = rows.iter().map(|row| row.id).collect();
    let spans = read.clock_spans_of(organization, &ids).await?;
    let terms = read.reception_terms_of(organization, &ids).await?;
    let category = |row: &InvoiceRow| {
        let (environment, payer) = payers.get(&row.id)?;
        let known = known.iter().find(|known| known.environment == *environment && known.payer == *payer);
        known.map(|known| known.category)
    };
    let delay = |row: &InvoiceRow| {
        let spans = spans.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        Some((
            row.id,
            delay_of_row(row, spans, category(row), terms.get(&row.id).copied().unwrap_or_default()).ok()?,
        ))
    };
    Ok(rows.iter().filter_map(|row| delay(row)).collect())
}

/// The delay as the history of an invoice tells it.
pub(super) fn delay_of_history(
    invoice: &Invoice,
    events: &[Event],
    category: Option<PayerCategory>,
    terms: ReceptionTerms,
) -> std::result::Result<PaymentDelay, NoDelay> {
    let told = events.iter().filter(|event| event.kind == EventKind::Status);
    let told: Vec<_> = told.map(|event| (InvoiceStatus::from_code(&event.code), event.happened_at)).collect();
    let known = told.iter().any(|(status, _)| *status == InvoiceStatus::MiseADisposition);
    let statuses =
        if known { told } else { without_history(invoice.arrived_at, &invoice.status, invoice.status_at) };
    let nothing_due = invoice.kind == InvoiceKind::Avoir || invoice.due_cents == Some(0);
    counted(request_of(category, nothing_due, terms), statuses)
}

/// What the delay depends on besides the statuses.
const fn request_of(
    category: Option<PayerCategory>,
    nothing_due: bool,
    terms: ReceptionTerms,
) -> PaymentRequest {
    PaymentRequest {
        category,
        contract_days: terms.contract_days,
        service_fait: terms.service_day,
        nothing_due,
    }
}

/// The delay of a row of a list with its spans.
fn delay_of_row(
    row: &InvoiceRow,
    spans: &[ClockSpan],
    category: Option<PayerCategory>,
    terms: ReceptionTerms,
) -> std::result::Result<PaymentDelay, NoDelay> {
    let statuses = if spans.is_empty() {
        without_history(row.arrived_at, &row.status, row.status_at)
    } else {
        statuses_of_spans(spans, &row.status)
    };
    let nothing_due = row.kind == InvoiceKind::Avoir;
    counted(request_of(category, nothing_due, terms), statuses)
}

/// What is known where no history was read: when it arrived, and where it stands.
fn without_history(
    arrived_at: Option<DateTime<Utc>>,
    status: &InvoiceStatus,
    status_at: DateTime<Utc>,
) -> Vec<(InvoiceStatus, DateTime<Utc>)> {
    let arrived = arrived_at.map(|at| (InvoiceStatus::MiseADisposition, at));
    arrived.into_iter().chain([(status.clone(), status_at)]).collect()
}

/// Where nobody said who pays, the delay of most of them is assumed, and says so ([`PaymentDelay::is_assumed`]).
fn counted(
    request: PaymentRequest,
    statuses: Vec<(InvoiceStatus, DateTime<Utc>)>,
) -> std::result::Result<PaymentDelay, NoDelay> {
    payment_delay(&request, statuses, &delay_rules())
}

/// When the mise en paiement of an issued invoice is to be expected, from what its recipient did before with invoices of
/// the organisation; none where it does not wait for one, or too little is known.
pub(super) async fn forecast(
    read: &mut dyn Snapshot,
    invoice: &Invoice,
    structure: &Structure,
    delay: &std::result::Result<PaymentDelay, NoDelay>,
) -> Result<Option<PaymentForecast>> {
    let Ok(delay) = delay else { return Ok(None) };
    let waits = delay.end.is_none() && delay.run.is_some();
    if invoice.direction != Direction::Issued || invoice.partner_siret.is_empty() || !waits {
        return Ok(None);
    }
    let (organization, environment) = (invoice.organization, structure.environment);
    let times = read.payment_times(organization, environment, &invoice.partner_siret, MOST_PAYMENTS).await?;
    let days = times.into_iter().filter_map(|(arrived, paid)| {
        u32::try_from(paris_day(paid).signed_duration_since(paris_day(arrived)).num_days()).ok()
    });
    Ok(forecast_payment(delay.start.received, &days.collect::<Vec<_>>()))
}
