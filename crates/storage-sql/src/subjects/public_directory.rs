//! The directory of public recipients.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::Environment;
use storage::{
    FoundStructures, MOST_FOUND, PageAsked, PublicDirectory, PublicService, PublicStructure,
    ReadPublicDirectory, Result, WritePublicDirectory, directory_words, fold,
};

use crate::engine::Engine;
use crate::error::changed_one;
use crate::handle::Handle;
use crate::query::{Builder, query};
use crate::row::Row;

/// Rows of one statement: below what either engine takes as arguments.
const ROWS_AT_ONCE: usize = 100;

macro_rules! columns {
    () => {
        "identifier, name, address, postcode, town, email, telephone, service_compulsory, engagement_compulsory, \
         service_or_engagement, tells_payment, active"
    };
}

/// Its columns, for many rows at once.
const SERVICE_COLUMNS: [&str; 5] = ["identifier", "code", "name", "active", "engagement_compulsory"];

fn read_structure(row: &Row) -> Result<PublicStructure> {
    let fields = row.of("public_structures");
    Ok(PublicStructure {
        identifier: fields.text("identifier")?,
        name: fields.text("name")?,
        address: fields.text("address")?,
        postcode: fields.text("postcode")?,
        town: fields.text("town")?,
        email: fields.text("email")?,
        telephone: fields.text("telephone")?,
        service_compulsory: fields.flag("service_compulsory")?,
        engagement_compulsory: fields.flag("engagement_compulsory")?,
        service_or_engagement: fields.flag("service_or_engagement")?,
        tells_payment: fields.flag("tells_payment")?,
        active: fields.flag("active")?,
    })
}

fn read_service(row: &Row) -> Result<PublicService> {
    let fields = row.of("public_services");
    Ok(PublicService {
        identifier: fields.text("identifier")?,
        code: fields.text("code")?,
        name: fields.text("name")?,
        active: fields.flag("active")?,
        engagement_compulsory: fields.flag("engagement_compulsory")?,
    })
}

/// Appends the rows that have all words, from ` FROM ` on. Words are letters and digits: nothing of them is an operator.
fn push_found(engine: Engine, sql: &mut Builder, edition: i64, words: &[String]) {
    match engine {
        // The search comes first, whatever the planner thinks of it. The edition is a word of it.
        Engine::Sqlite => {
            let edition_word = format!("\"#{edition}\"");
            let words = words.iter().map(|word| format!("\"{word}\"*"));
            let question = std::iter::once(edition_word).chain(words).collect::<Vec<_>>().join(" AND ");
            sql.push(
                " FROM public_structure_search CROSS JOIN public_structures \
                 WHERE public_structures.seq = public_structure_search.rowid AND public_structure_search MATCH ",
            );
            sql.push_bind(question);
        }
        Engine::Postgres => {
            let question = words.iter().map(|word| format!("{word}:*")).collect::<Vec<_>>().join(" & ");
            sql.push(" FROM public_structures WHERE to_tsvector('simple', words) @@ to_tsquery('simple', ");
            sql.push_bind(question).push(") AND edition = ").push_bind(edition);
        }
    }
}

impl Handle {
    async fn edition_in_use(&mut self, environment: Environment) -> Result<Option<i64>> {
        Ok(self.public_directory(environment).await?.map(|directory| directory.edition))
    }
}

#[async_trait]
impl ReadPublicDirectory for Handle {
    async fn public_directory(&mut self, environment: Environment) -> Result<Option<PublicDirectory>> {
        let statement = query(
            "SELECT edition, completed_at, structures, services FROM public_directories \
             WHERE environment = $1 AND state = 'current'",
        );
        let row = self.fetch_optional(statement.bind(environment.code())).await?;
        let read = |row: &Row| {
            let fields = row.of("public_directories");
            Ok(PublicDirectory {
                edition: fields.integer("edition")?,
                completed_at: fields.time("completed_at")?,
                structures: fields.integer("structures")?.unsigned_abs(),
                services: fields.integer("services")?.unsigned_abs(),
            })
        };
        row.as_ref().map(read).transpose()
    }

    async fn public_directory_begun(&mut self, environment: Environment) -> Result<Option<DateTime<Utc>>> {
        let statement = query(
            "SELECT begun_at FROM public_directories WHERE environment = $1 AND state = 'arriving' \
             ORDER BY edition DESC LIMIT 1",
        );
        let row = self.fetch_optional(statement.bind(environment.code())).await?;
        row.as_ref().map(|row| row.of("public_directories").time("begun_at")).transpose()
    }

    async fn find_public_structures(
        &mut self,
        environment: Environment,
        words: &[String],
        asked: PageAsked,
    ) -> Result<FoundStructures> {
        let Some(edition) = self.edition_in_use(environment).await?.filter(|_| !words.is_empty()) else {
            return Ok(FoundStructures::default());
        };
        let mut sql = Builder::new(concat!("WITH found AS (SELECT ", columns!(), ", name_key"));
        push_found(self.engine(), &mut sql, edition, words);
        if asked.only_active {
            sql.push(" AND active = ").push_bind(true);
        }
        sql.push(" LIMIT ").push_bind(MOST_FOUND + 1);
        sql.push(concat!(
            ") SELECT ",
            columns!(),
            ", (SELECT count(*) FROM found) AS found_in_all FROM found ORDER BY name_key, identifier LIMIT "
        ));
        let per_page = asked.per_page.clamp(1, MOST_FOUND);
        let offset = asked.page.saturating_sub(1).saturating_mul(per_page);
        sql.push_bind(per_page.min(MOST_FOUND.saturating_sub(offset))).push(" OFFSET ").push_bind(offset);
        let rows = self.fetch_all(sql.build()).await?;
        let all = match rows.first() {
            Some(row) => row.of("public_structures").count("found_in_all")?,
            None => 0,
        };
        Ok(FoundStructures {
            rows: rows.iter().map(read_structure).collect::<Result<_>>()?,
            found: all.min(MOST_FOUND),
            cut: all > MOST_FOUND,
        })
    }

    async fn public_structure(
        &mut self,
        environment: Environment,
        identifier: &str,
    ) -> Result<Option<PublicStructure>> {
        let Some(edition) = self.edition_in_use(environment).await? else { return Ok(None) };
        let sql =
            concat!("SELECT ", columns!(), " FROM public_structures WHERE edition = $1 AND identifier = $2");
        let row = self.fetch_optional(query(sql).bind(edition).bind(identifier)).await?;
        row.as_ref().map(read_structure).transpose()
    }

    async fn public_services(
        &mut self,
        environment: Environment,
        identifier: &str,
    ) -> Result<Vec<PublicService>> {
        let Some(edition) = self.edition_in_use(environment).await? else { return Ok(Vec::new()) };
        let statement = query(
            "SELECT identifier, code, name, active, engagement_compulsory FROM public_services \
             WHERE edition = $1 AND identifier = $2 ORDER BY code",
        );
        let rows = self.fetch_many(statement.bind(edition).bind(identifier), &SERVICE_COLUMNS).await?;
        rows.iter().map(read_service).collect()
    }
}

#[async_trait]
impl WritePublicDirectory for Handle {
    async fn begin_public_directory(&mut self, environment: Environment, at: DateTime<Utc>) -> Result<i64> {
        let given_up = query(
            "UPDATE public_directories SET state = 'leaving' WHERE environment = $1 AND state = 'arriving'",
        );
        self.execute(given_up.bind(environment.code())).await?;
        let last = query("SELECT coalesce(max(edition), 0) AS edition FROM public_directories");
        let edition = self.fetch_one(last).await?.of("public_directories").integer("edition")? + 1;
        let statement = query(
            "INSERT INTO public_directories (edition, environment, state, begun_at, structures, services) \
             VALUES ($1, $2, 'arriving', $3, 0, 0)",
        );
        self.execute(statement.bind(edition).bind(environment.code()).bind(at)).await?;
        Ok(edition)
    }

    async fn add_public_structures(&mut self, edition: i64, structures: &[PublicStructure]) -> Result<()> {
        for some in structures.chunks(ROWS_AT_ONCE) {
            let mut sql = Builder::new(concat!(
                "INSERT INTO public_structures (edition, name_key, words, ",
                columns!(),
                ") VALUES "
            ));
            for (position, structure) in some.iter().enumerate() {
                sql.push(if position > 0 { ", (" } else { "(" }).push_bind(edition);
                sql.push(", ").push_bind(fold(&structure.name));
                sql.push(", ").push_bind(directory_words(structure));
                for text in [
                    &structure.identifier,
                    &structure.name,
                    &structure.address,
                    &structure.postcode,
                    &structure.town,
                    &structure.email,
                    &structure.telephone,
                ] {
                    sql.push(", ").push_bind(text);
                }
                for flag in [
                    structure.service_compulsory,
                    structure.engagement_compulsory,
                    structure.service_or_engagement,
                    structure.tells_payment,
                    structure.active,
                ] {
                    sql.push(", ").push_bind(flag);
                }
                sql.push(")");
            }
            sql.push(" ON CONFLICT (edition, identifier) DO NOTHING");
            self.execute(sql.build()).await?;
        }
        Ok(())
    }

    async fn add_public_services(&mut self, edition: i64, services: &[PublicService]) -> Result<()> {
        for some in services.chunks(ROWS_AT_ONCE) {
            let mut sql = Builder::new(
                "INSERT INTO public_services (edition, identifier, code, name, active, engagement_compulsory) VALUES ",
            );
            for (position, service) in some.iter().enumerate() {
                sql.push(if position > 0 { ", (" } else { "(" }).push_bind(edition);
                for text in [&service.identifier, &service.code, &service.name] {
                    sql.push(", ").push_bind(text);
                }
                for flag in [service.active, service.engagement_compulsory] {
                    sql.push(", ").push_bind(flag);
                }
                sql.push(")");
            }
            sql.push(" ON CONFLICT (edition, identifier, code) DO NOTHING");
            self.execute(sql.build()).await?;
        }
        Ok(())
    }

    async fn complete_public_directory(&mut self, edition: i64, at: DateTime<Utc>) -> Result<()> {
        let replaced = query(
            "UPDATE public_directories SET state = 'leaving' WHERE state = 'current' AND environment = \
                 (SELECT environment FROM public_directories WHERE edition = $1 AND state = 'arriving')",
        );
        self.execute(replaced.bind(edition)).await?;
        let statement = query(
            "UPDATE public_directories SET state = 'current', completed_at = $2, \
                 structures = (SELECT count(*) FROM public_structures WHERE edition = $1), \
                 services = (SELECT count(*) FROM public_services WHERE edition = $1) \
             WHERE edition = $1 AND state = 'arriving'",
        );
        changed_one(self.execute(statement.bind(edition).bind(at)).await?, "public_directories")
    }

    async fn delete_old_public_directories(&mut self, most: u32) -> Result<u64> {
        let structures = query(
            "DELETE FROM public_structures WHERE seq IN (SELECT public_structures.seq FROM public_structures \
                 JOIN public_directories ON public_directories.edition = public_structures.edition \
                 WHERE public_directories.state = 'leaving' LIMIT $1)",
        );
        let mut gone = self.execute(structures.bind(most)).await?;
        let left = u64::from(most).saturating_sub(gone);
        let services = query(
            "DELETE FROM public_services WHERE (edition, identifier, code) IN \
                 (SELECT public_services.edition, public_services.identifier, public_services.code \
                  FROM public_services \
                  JOIN public_directories ON public_directories.edition = public_services.edition \
                  WHERE public_directories.state = 'leaving' LIMIT $1)",
        );
        gone += self.execute(services.bind(left.cast_signed())).await?;
        if gone < u64::from(most) {
            gone += self.execute(query("DELETE FROM public_directories WHERE state = 'leaving'")).await?;
        }
        Ok(gone)
    }
}
