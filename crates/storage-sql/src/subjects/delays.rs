//! The days that the delay of an invoice is counted from, its last one, and where that stands in a list: kept beside its head,
//! and told again whenever something that they are made of changes.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AppliedDelay, ClockSpan, DelayMarks, Direction, Environment, InvoiceId, OrganizationId, PayerCategory,
    delay_marks, delay_rules, paris_day,
};
use storage::Result;

use crate::handle::Handle;
use crate::query::{Builder, query};

/// Where an invoice stands in the order of last days, by expressions of its stage, status and kind, and of its last day: a
/// number by which an index can be walked.
macro_rules! delay_order {
    ($stage:literal, $status:literal, $kind:literal, $last_day:literal) => {
        concat!(
            "CASE WHEN ",
            $stage,
            " = 'arrived' AND ",
            $kind,
            " = 'FACTURE' THEN coalesce(",
            $last_day,
            ", 1000000) WHEN ",
            $status,
            " = 'SUSPENDUE' AND ",
            $kind,
            " = 'FACTURE' THEN 1000000 ELSE 2000000 END"
        )
    };
}
pub(super) use delay_order;

/// The same of what is stored, by an expression of its last day.
fn order(last_day: &str) -> String {
    delay_order!("stage", "status", "kind", "{last_day}").replace("{last_day}", last_day)
}

/// The last day of a delay in SQL, by the names of what it is made of: none while interrupted. The new delay has 30 days, or
/// the balance where it is greater (R2192-29); an interruption after the last day has no effect, and none before the work is
/// done takes anything of the delay.
pub(super) fn last_day(from: &str, stopped: &str, resumed: &str, days: &str) -> String {
    let later = |left: &str, right: &str| format!("CASE WHEN {left} > {right} THEN {left} ELSE {right} END");
    let balance = format!("({from} + {days} - {})", later(stopped, from));
    format!(
        "CASE WHEN {stopped} IS NULL OR {stopped} > {from} + {days} THEN {from} + {days} \
         WHEN {resumed} IS NULL THEN NULL \
         WHEN {balance} > 30 THEN {resumed_or_from} + {balance} ELSE {resumed_or_from} + 30 END",
        resumed_or_from = format_args!("({})", later(resumed, from)),
    )
}

/// The number of a day since 1970.
fn day_number(day: NaiveDate) -> i64 {
    (day - NaiveDate::default()).num_days()
}

/// What the delay of an invoice depends on besides its spans.
struct Terms {
    arrived_at: Option<DateTime<Utc>>,
    service_day: Option<NaiveDate>,
    contract_days: Option<u32>,
    category: Option<PayerCategory>,
}

async fn terms(
    handle: &mut Handle,
    organization: OrganizationId,
    invoice: InvoiceId,
) -> Result<Option<Terms>> {
    let statement = query(
        "SELECT invoices.arrived_at, receptions.service_day, receptions.contract_days, payers.category \
         FROM invoices JOIN structures ON structures.id = invoices.structure_id \
         LEFT JOIN receptions ON receptions.organization_id = invoices.organization_id \
             AND receptions.invoice_id = invoices.id \
         LEFT JOIN payers ON payers.organization_id = invoices.organization_id \
             AND payers.environment = structures.environment \
             AND payers.payer = CASE invoices.direction WHEN 'recue' THEN structures.siret \
                 ELSE invoices.partner_siret END \
         WHERE invoices.organization_id = $1 AND invoices.id = $2",
    );
    let Some(row) = handle.fetch_optional(statement.bind(organization).bind(invoice)).await? else {
        return Ok(None);
    };
    let fields = row.of("invoices");
    let category = match fields.opt_text("category")? {
        None => None,
        Some(code) => match PayerCategory::from_code(&code) {
            None => return Err(fields.unreadable("category", code)),
            known => known,
        },
    };
    Ok(Some(Terms {
        arrived_at: fields.opt_time("arrived_at")?,
        service_day: fields.opt_day("service_day")?,
        contract_days: fields.opt_integer("contract_days")?.and_then(|days| days.try_into().ok()),
        category,
    }))
}

/// Tells the marks and the last day of the delay of an invoice again, from its spans; where there are none, from its arrival.
pub(super) async fn derive(
    handle: &mut Handle,
    organization: OrganizationId,
    invoice: InvoiceId,
    spans: &[ClockSpan],
) -> Result<()> {
    let Some(terms) = terms(handle, organization, invoice).await? else { return Ok(()) };
    let arrived = terms.arrived_at.filter(|_| spans.is_empty());
    let marks = delay_marks(spans).or_else(|| arrived.map(|at| DelayMarks::since(paris_day(at))));
    let marks = marks.map(|marks| marks.of_work_done_on(terms.service_day));
    let days = marks
        .map(|marks| AppliedDelay::of(terms.category, terms.contract_days, marks.from, &delay_rules()).days);
    let last_day = marks.zip(days).and_then(|(marks, days)| marks.last_day(days)).map(day_number);
    let mut sql = Builder::new("UPDATE invoices SET delay_from_day = ");
    sql.push_bind(marks.map(|marks| day_number(marks.from))).push(", delay_stopped_day = ");
    sql.push_bind(marks.and_then(|marks| marks.stopped).map(day_number)).push(", delay_resumed_day = ");
    sql.push_bind(marks.and_then(|marks| marks.resumed).map(day_number)).push(", ordered_day = ");
    sql.push_bind(marks.and_then(|marks| marks.ordered).map(day_number)).push(", delay_contract_days = ");
    sql.push_bind(terms.contract_days.map(i64::from)).push(", delay_days = ");
    sql.push_bind(days.map(i64::from)).push(", delay_last_day = ").push_bind(last_day);
    let last_day = last_day.map_or_else(|| "NULL".to_owned(), |day| day.to_string());
    sql.push(", delay_order = ").push(&order(&last_day));
    sql.push(" WHERE organization_id = ").push_bind(organization).push(" AND id = ").push_bind(invoice);
    handle.execute(sql.build()).await.map(drop)
}

/// Tells the last days of everything that a payer has not paid again, once it is known otherwise who that is. What has come
/// to its end keeps the day that it had: none of it is looked at any more.
pub(super) async fn derive_of_payer(
    handle: &mut Handle,
    organization: OrganizationId,
    environment: Environment,
    payer: &str,
    category: Option<PayerCategory>,
    today: NaiveDate,
) -> Result<()> {
    let legal = AppliedDelay::of(category, None, today, &delay_rules()).days;
    let last_day = last_day("delay_from_day", "delay_stopped_day", "delay_resumed_day", "delay_days");
    let order = order(&last_day);
    let days = format!(
        "delay_days = CASE WHEN delay_contract_days > 0 AND delay_contract_days < {legal} \
         THEN delay_contract_days ELSE {legal} END"
    );
    let last_days = format!("delay_last_day = {last_day}, delay_order = {order}");
    for direction in [Direction::Received, Direction::Issued] {
        for change in [&days, &last_days] {
            let mut sql = Builder::new("UPDATE invoices SET ");
            sql.push(change).push(" WHERE organization_id = ").push_bind(organization);
            sql.push(" AND direction = ").push_bind(direction.code());
            sql.push(" AND structure_id IN (SELECT id FROM structures WHERE organization_id = ");
            sql.push_bind(organization).push(" AND environment = ").push_bind(environment.code());
            if direction == Direction::Received {
                sql.push(" AND siret = ").push_bind(payer);
            }
            sql.push(")");
            if direction == Direction::Issued {
                // The condition of the index `invoices_by_recipient`, word for word.
                sql.push(" AND direction = 'emise' AND partner_siret = ").push_bind(payer);
            }
            sql.push(" AND delay_from_day IS NOT NULL AND stage NOT IN ('paid', 'rejected', 'ended')");
            handle.execute(sql.build()).await?;
        }
    }
    Ok(())
}
