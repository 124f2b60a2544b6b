//! Figures over many invoices. Each is one statement that sums along one index with all that it needs: no row of the table
//! is read but that of the names to be shown.

mod delays;
mod statements;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{Direction, HalfYear, InvoiceStatus, OrganizationId, StructureId};
use storage::{
    AgedSum, DelayDays, DueSum, InvoiceFilter, LateSum, PaidCount, Partner, ReadDashboard, Result,
    ReturnCount, Returns, StepCount, StepOwner,
};

use crate::handle::Handle;
use crate::query::Builder;
use crate::row::{Fields, Row};
use statements::Figures;

/// The day of a number of days since 1970.
fn day_of(fields: Fields<'_>, column: &'static str) -> Result<NaiveDate> {
    let number = fields.integer(column)?;
    let day = TimeDelta::try_days(number).and_then(|days| NaiveDate::default().checked_add_signed(days));
    day.ok_or_else(|| fields.unreadable(column, number.to_string()))
}

/// A number of days; one that the clocks of two systems make negative is none.
fn days_of(fields: Fields<'_>, column: &'static str) -> Result<u32> {
    Ok(u32::try_from(fields.integer(column)?.max(0)).unwrap_or(u32::MAX))
}

fn count_of(fields: Fields<'_>, column: &'static str) -> Result<u64> {
    Ok(fields.integer(column)?.unsigned_abs())
}

fn place_of(fields: Fields<'_>, column: &'static str) -> Result<usize> {
    Ok(usize::try_from(fields.integer(column)?).unwrap_or_default())
}

/// Who stands behind rows, by the number of their latest invoice.
async fn partners(handle: &mut Handle, rows: &[Row]) -> Result<BTreeMap<i64, Partner>> {
    const NAMES: [&str; 3] = ["seq", "partner_siret", "partner_name"];
    let latest: Result<Vec<Option<i64>>> =
        rows.iter().map(|row| row.of("invoices").opt_integer("latest")).collect();
    let mut latest: Vec<i64> = latest?.into_iter().flatten().collect();
    latest.sort_unstable();
    latest.dedup();
    if latest.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut sql = Builder::new("SELECT seq, partner_siret, partner_name FROM invoices WHERE seq IN ");
    sql.push_list(latest);
    let read = |row: &Row| {
        let fields = row.of("invoices");
        let partner = Partner { siret: fields.text("partner_siret")?, name: fields.text("partner_name")? };
        Ok((fields.integer("seq")?, partner))
    };
    handle.fetch_many(sql.build(), &NAMES).await?.iter().map(read).collect()
}

/// The partner of a row, where it is told apart.
fn partner_of(fields: Fields<'_>, partners: &BTreeMap<i64, Partner>) -> Result<Option<Partner>> {
    let Some(siret) = fields.opt_text("partner")? else { return Ok(None) };
    let latest = fields.opt_integer("latest")?.and_then(|latest| partners.get(&latest));
    let name = latest.map(|partner| partner.name.clone()).unwrap_or_default();
    Ok(Some(Partner { siret, name }))
}

#[async_trait]
impl ReadDashboard for Handle {
    async fn aged_sums(
        &mut self,
        organization: OrganizationId,
        filter: &InvoiceFilter,
        bounds: &[DateTime<Utc>],
        most: u32,
    ) -> Result<Vec<AgedSum>> {
        let Some(figures) = Figures::new(self.engine(), organization, filter) else { return Ok(Vec::new()) };
        let rows = self.fetch_many(figures.aged(bounds, most).build(), &statements::AGED).await?;
        let partners = partners(self, &rows).await?;
        let read = |row: &Row| {
            let fields = row.of("invoices");
            Ok(AgedSum {
                partner: partner_of(fields, &partners)?,
                age: place_of(fields, "age")?,
                currency: fields.text("currency")?,
                count: count_of(fields, "invoices")?,
                gross_cents: fields.integer("cents")?,
            })
        };
        rows.iter().map(read).collect()
    }

    async fn due_sums(
        &mut self,
        organization: OrganizationId,
        filter: &InvoiceFilter,
        days: &DelayDays,
        today: NaiveDate,
    ) -> Result<Vec<DueSum>> {
        let Some(figures) = Figures::new(self.engine(), organization, filter) else { return Ok(Vec::new()) };
        let rows = self.fetch_many(figures.due(days, today).build(), &statements::DUE).await?;
        let read = |row: &Row| {
            let fields = row.of("invoices");
            Ok(DueSum {
                day: day_of(fields, "due_day")?,
                currency: fields.text("currency")?,
                assumed: fields.flag("assumed")?,
                count: count_of(fields, "invoices")?,
                due_cents: fields.integer("cents")?,
            })
        };
        rows.iter().map(read).collect()
    }

    async fn late_sums(
        &mut self,
        organization: OrganizationId,
        filter: &InvoiceFilter,
        days: &DelayDays,
        today: NaiveDate,
        ahead: u32,
        most: u32,
    ) -> Result<Vec<LateSum>> {
        let Some(figures) = Figures::new(self.engine(), organization, filter) else { return Ok(Vec::new()) };
        let rows = self.fetch_many(figures.late(days, today, ahead, most).build(), &statements::LATE).await?;
        let partners = partners(self, &rows).await?;
        let read = |row: &Row| {
            let fields = row.of("invoices");
            Ok(LateSum {
                partner: partner_of(fields, &partners)?,
                half: HalfYear::of(day_of(fields, "half")?),
                late: fields.flag("late")?,
                assumed: fields.flag("assumed")?,
                count: count_of(fields, "invoices")?,
                due_cents: fields.integer("cents")?,
                cent_days: fields.integer("cent_days")?,
            })
        };
        rows.iter().map(read).collect()
    }

    async fn paid_counts(
        &mut self,
        organization: OrganizationId,
        filter: &InvoiceFilter,
        days: &DelayDays,
        months: &[DateTime<Utc>],
    ) -> Result<Vec<PaidCount>> {
        let figures = Figures::new(self.engine(), organization, filter);
        let Some(statement) = figures.and_then(|figures| figures.paid(days, months)) else {
            return Ok(Vec::new());
        };
        let read = |row: &Row| {
            let fields = row.of("invoices");
            Ok(PaidCount {
                month: place_of(fields, "month")?,
                days: days_of(fields, "days")?,
                count: count_of(fields, "invoices")?,
            })
        };
        self.fetch_many(statement.build(), &statements::PAID).await?.iter().map(read).collect()
    }

    async fn step_counts(
        &mut self,
        organization: OrganizationId,
        filter: &InvoiceFilter,
        since: DateTime<Utc>,
        latest: u32,
        most: u32,
    ) -> Result<Vec<StepCount>> {
        let Some(figures) = Figures::new(self.engine(), organization, filter) else { return Ok(Vec::new()) };
        let rows = self.fetch_many(figures.steps(since, latest, most).build(), &statements::STEPS).await?;
        let partners = match filter.direction {
            Direction::Issued => partners(self, &rows).await?,
            Direction::Received => BTreeMap::new(),
        };
        let owner = |fields: Fields<'_>| {
            let Some(key) = fields.opt_text("partner")? else { return Ok(None) };
            if filter.direction == Direction::Issued {
                return Ok(partner_of(fields, &partners)?.map(StepOwner::Recipient));
            }
            let (structure, service) = key.split_once(' ').unwrap_or((&key, ""));
            let structure: StructureId =
                structure.parse().map_err(|_| fields.unreadable("partner", key.clone()))?;
            Ok(Some(StepOwner::Service(structure, service.to_owned())))
        };
        let read = |row: &Row| {
            let fields = row.of("invoices");
            Ok(StepCount {
                owner: owner(fields)?,
                ordonnateur: days_of(fields, "ordonnateur")?,
                comptable: days_of(fields, "comptable")?,
                count: count_of(fields, "invoices")?,
            })
        };
        rows.iter().map(read).collect()
    }

    async fn returns(
        &mut self,
        organization: OrganizationId,
        filter: &InvoiceFilter,
        since: DateTime<Utc>,
        most: u32,
    ) -> Result<Returns> {
        let Some(figures) = Figures::new(self.engine(), organization, filter) else {
            return Ok(Returns::default());
        };
        let rows = self.fetch_many(figures.returns(since, most).build(), &statements::RETURNS).await?;
        let partners = partners(self, &rows).await?;
        let all = rows.first().map(|row| count_of(row.of("invoices"), "all_invoices")).transpose()?;
        let read = |row: &Row| {
            let fields = row.of("invoices");
            Ok(ReturnCount {
                status: InvoiceStatus::from_code(&fields.text("status")?),
                comment: fields.opt_text("status_comment")?,
                partner: partner_of(fields, &partners)?
                    .unwrap_or(Partner { siret: String::new(), name: String::new() }),
                count: count_of(fields, "invoices")?,
            })
        };
        let counts: Result<Vec<ReturnCount>> = rows.iter().map(read).collect();
        Ok(Returns { counts: counts?, all: all.unwrap_or_default() })
    }
}
