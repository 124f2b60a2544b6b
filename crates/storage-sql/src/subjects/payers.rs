//! Payers, rates of late interest, and how long payments took.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{Environment, HalfYear, OrganizationId, PayerCategory, paris_day};
use storage::{KnownPayer, KnownRate, ReadPayers, Result, WritePayers};

use super::delays;
use crate::engine::Engine;
use crate::handle::Handle;
use crate::query::{Builder, query};
use crate::row::Row;

/// How many payers are asked for at once.
const AT_ONCE: usize = 500;

fn read_payer(row: &Row) -> Result<KnownPayer> {
    let fields = row.of("payers");
    Ok(KnownPayer {
        organization: fields.id("organization_id")?,
        environment: fields.code("environment", Environment::from_code)?,
        payer: fields.text("payer")?,
        category: fields.code("category", PayerCategory::from_code)?,
        author: fields.id("author_id")?,
        author_name: fields.text("author_name")?,
        told_at: fields.time("told_at")?,
    })
}

fn read_rate(row: &Row) -> Result<KnownRate> {
    let fields = row.of("late_rates");
    let half = fields.opt_day("half_year")?.map(HalfYear::of);
    Ok(KnownRate {
        organization: fields.id("organization_id")?,
        half: half.ok_or_else(|| fields.unreadable("half_year", "null"))?,
        refinancing: fields.code("refinancing", |text| text.parse().ok())?,
        source: fields.text("source")?,
        author: fields.id("author_id")?,
        author_name: fields.text("author_name")?,
        told_at: fields.time("told_at")?,
    })
}

/// The condition of the index `invoices_paid`, word for word: a partial index serves only where the statement repeats it
/// without arguments.
fn times_statement(
    engine: Engine,
    organization: OrganizationId,
    environment: Environment,
    payer: &str,
    most: u32,
) -> Builder {
    let mut sql = Builder::new("SELECT arrived_at, status_at FROM invoices");
    sql.push(&engine.hint("invoices_paid")).push(" WHERE organization_id = ").push_bind(organization);
    sql.push(" AND partner_siret = ").push_bind(payer);
    sql.push(
        " AND direction = 'emise' AND status = 'MISE_EN_PAIEMENT' AND kind = 'FACTURE' AND arrived_at IS NOT NULL \
         AND structure_id IN (SELECT id FROM structures WHERE organization_id = ",
    );
    sql.push_bind(organization).push(" AND environment = ").push_bind(environment.code());
    sql.push(") ORDER BY status_at DESC, arrived_at DESC LIMIT ").push_bind(most);
    sql
}

#[async_trait]
impl ReadPayers for Handle {
    async fn known_payers(
        &mut self,
        organization: OrganizationId,
        payers: &[String],
    ) -> Result<Vec<KnownPayer>> {
        let asked: Vec<&str> =
            payers.iter().map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect();
        let mut known = Vec::new();
        for some in asked.chunks(AT_ONCE) {
            let mut sql = Builder::new(
                "SELECT organization_id, environment, payer, category, author_id, author_name, told_at \
                 FROM payers WHERE organization_id = ",
            );
            sql.push_bind(organization).push(" AND environment IN ");
            sql.push_list(Environment::ALL.map(Environment::code)).push(" AND payer IN ");
            sql.push_list(some.iter().copied());
            for row in self.fetch_all(sql.build()).await? {
                known.push(read_payer(&row)?);
            }
        }
        Ok(known)
    }

    async fn payment_times(
        &mut self,
        organization: OrganizationId,
        environment: Environment,
        payer: &str,
        most: u32,
    ) -> Result<Vec<(DateTime<Utc>, DateTime<Utc>)>> {
        let statement = times_statement(self.engine(), organization, environment, payer, most).build();
        let read = |row: &Row| {
            let fields = row.of("invoices");
            Ok((fields.time("arrived_at")?, fields.time("status_at")?))
        };
        self.fetch_all(statement).await?.iter().map(read).collect()
    }

    async fn known_rates(&mut self, organization: OrganizationId) -> Result<Vec<KnownRate>> {
        let statement = query(
            "SELECT organization_id, half_year, refinancing, source, author_id, author_name, told_at \
             FROM late_rates WHERE organization_id = $1 ORDER BY half_year DESC",
        );
        self.fetch_all(statement.bind(organization)).await?.iter().map(read_rate).collect()
    }
}

#[async_trait]
impl WritePayers for Handle {
    async fn put_payer(&mut self, payer: &KnownPayer) -> Result<()> {
        let statement = query(
            "INSERT INTO payers (organization_id, environment, payer, category, author_id, author_name, told_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (organization_id, environment, payer) DO UPDATE SET category = excluded.category, \
                 author_id = excluded.author_id, author_name = excluded.author_name, told_at = excluded.told_at",
        )
        .bind(payer.organization)
        .bind(payer.environment.code())
        .bind(&payer.payer)
        .bind(payer.category.code())
        .bind(payer.author)
        .bind(&payer.author_name)
        .bind(payer.told_at);
        self.execute(statement).await?;
        let (environment, today) = (payer.environment, paris_day(payer.told_at));
        let category = Some(payer.category);
        delays::derive_of_payer(self, payer.organization, environment, &payer.payer, category, today).await
    }

    async fn forget_payer(
        &mut self,
        organization: OrganizationId,
        environment: Environment,
        payer: &str,
    ) -> Result<()> {
        let statement =
            query("DELETE FROM payers WHERE organization_id = $1 AND environment = $2 AND payer = $3");
        self.execute(statement.bind(organization).bind(environment.code()).bind(payer)).await?;
        // The days that are supposed do not depend on the day.
        let any_day = chrono::NaiveDate::default();
        delays::derive_of_payer(self, organization, environment, payer, None, any_day).await
    }

    async fn put_rate(&mut self, rate: &KnownRate) -> Result<()> {
        let statement = query(
            "INSERT INTO late_rates (organization_id, half_year, refinancing, source, author_id, author_name, \
                 told_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (organization_id, half_year) DO UPDATE SET refinancing = excluded.refinancing, \
                 source = excluded.source, author_id = excluded.author_id, author_name = excluded.author_name, \
                 told_at = excluded.told_at",
        )
        .bind(rate.organization)
        .bind(rate.half.first_day())
        .bind(rate.refinancing.to_string())
        .bind(&rate.source)
        .bind(rate.author)
        .bind(&rate.author_name)
        .bind(rate.told_at);
        self.execute(statement).await.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::subjects::plans::Plans;

    #[tokio::test]
    async fn the_payments_of_a_recipient_are_read_along_their_index_alone() {
        let plans = Plans::make().await;
        let organization = OrganizationId(Uuid::from_u128(1));
        let statement =
            times_statement(Engine::Sqlite, organization, Environment::Production, "21350238800019", 100);
        let plan = plans.of(statement.build()).await;
        assert!(plan.contains("INDEX invoices_paid (organization_id=? AND partner_siret=?)"), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "nothing is sorted: {plan}");
    }
}
