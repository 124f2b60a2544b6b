//! What the installation is recognised by.

use async_trait::async_trait;
use storage::{Mark, ReadMarks, ReadSecrets, Result, SealedSecret, SecretPlace, WriteMarks, WriteSecrets};
use uuid::Uuid;

use crate::handle::Handle;
use crate::query::{Builder, query};

#[async_trait]
impl ReadMarks for Handle {
    async fn mark(&mut self, mark: Mark) -> Result<Option<String>> {
        let statement = query("SELECT value FROM marks WHERE mark = $1").bind(mark.code());
        let row = self.fetch_optional(statement).await?;
        row.map(|row| row.of("marks").text("value")).transpose()
    }
}

#[async_trait]
impl WriteMarks for Handle {
    async fn make_mark(&mut self, mark: Mark, value: &str) -> Result<String> {
        // Whoever comes second waits for the first one here; what it then gets is what stands.
        let statement = query(
            "INSERT INTO marks (mark, value) VALUES ($1, $2) \
             ON CONFLICT (mark) DO UPDATE SET value = marks.value RETURNING value",
        );
        let row = self.fetch_one(statement.bind(mark.code()).bind(value)).await?;
        row.of("marks").text("value")
    }

    async fn replace_mark(&mut self, mark: Mark, from: &str, to: &str) -> Result<bool> {
        let statement = query("UPDATE marks SET value = $1 WHERE mark = $2 AND value = $3");
        Ok(self.execute(statement.bind(to).bind(mark.code()).bind(from)).await? == 1)
    }
}

/// Table and column of a place. A test compares them with the columns of both schemas that hold sealed texts.
pub(crate) const fn column_of(place: SecretPlace) -> (&'static str, &'static str) {
    match place {
        SecretPlace::AccessCredentials => ("accesses", "sealed_credentials"),
        SecretPlace::AccessCertificate => ("accesses", "sealed_certificate"),
        SecretPlace::EdiKey => ("edi_links", "sealed_key"),
        SecretPlace::SecondFactor => ("second_factors", "sealed_secret"),
    }
}

/// What a row of a place is known by, and how its owner is asked for.
const fn key_of(place: SecretPlace) -> (&'static str, &'static str) {
    match place {
        SecretPlace::SecondFactor => ("user_id", "NULL AS organization_id"),
        _ => ("id", "organization_id"),
    }
}

#[async_trait]
impl ReadSecrets for Handle {
    async fn sealed_secrets(
        &mut self,
        place: SecretPlace,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<SealedSecret>> {
        let (table, column) = column_of(place);
        let (key, owner) = key_of(place);
        let mut sql = Builder::new("SELECT ");
        sql.push(owner)
            .push(", ")
            .push(key)
            .push(" AS id, ")
            .push(column)
            .push(" AS sealed FROM ")
            .push(table)
            .push(" WHERE ")
            .push(column)
            .push(" IS NOT NULL");
        if let Some(after) = after {
            sql.push(" AND ").push(key).push(" > ").push_bind(after);
        }
        sql.push(" ORDER BY ").push(key).push(" LIMIT ").push_bind(limit);
        let rows = self.fetch_all(sql.build()).await?;
        let read = |row: &crate::row::Row| {
            let fields = row.of(table);
            let (organization, row) = (fields.opt_id("organization_id")?, fields.id("id")?);
            Ok(SealedSecret { place, organization, row, text: fields.text("sealed")? })
        };
        rows.iter().map(read).collect()
    }
}

#[async_trait]
impl WriteSecrets for Handle {
    async fn reseal(&mut self, secret: &SealedSecret, text: &str) -> Result<bool> {
        let (table, column) = column_of(secret.place);
        let mut sql = Builder::new("UPDATE ");
        sql.push(table).push(" SET ").push(column).push(" = ").push_bind(text);
        sql.push(" WHERE ").push(key_of(secret.place).0).push(" = ").push_bind(secret.row);
        if let Some(organization) = secret.organization {
            sql.push(" AND organization_id = ").push_bind(organization);
        }
        sql.push(" AND ").push(column).push(" = ").push_bind(&secret.text);
        Ok(self.execute(sql.build()).await? == 1)
    }
}
