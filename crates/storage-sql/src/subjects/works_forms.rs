//! Confirmed forms of services of works.

use async_trait::async_trait;
use domain::{OrganizationId, WorksForm};
use storage::{ConfirmedForm, ReadWorksForms, Result, WriteWorksForms};

use crate::handle::Handle;
use crate::query::query;
use crate::row::Row;

fn read_form(row: &Row) -> Result<ConfirmedForm> {
    let fields = row.of("works_forms");
    Ok(ConfirmedForm {
        organization: fields.id("organization_id")?,
        form: fields.code("form", WorksForm::from_code)?,
        source: fields.text("source")?,
        author: fields.id("author_id")?,
        author_name: fields.text("author_name")?,
        confirmed_at: fields.time("confirmed_at")?,
    })
}

#[async_trait]
impl ReadWorksForms for Handle {
    async fn confirmed_forms(&mut self, organization: OrganizationId) -> Result<Vec<ConfirmedForm>> {
        let statement = query(
            "SELECT organization_id, form, source, author_id, author_name, confirmed_at FROM works_forms \
             WHERE organization_id = $1 ORDER BY form",
        );
        self.fetch_all(statement.bind(organization)).await?.iter().map(read_form).collect()
    }
}

#[async_trait]
impl WriteWorksForms for Handle {
    async fn put_confirmed_form(&mut self, form: &ConfirmedForm) -> Result<()> {
        let statement = query(
            "INSERT INTO works_forms (organization_id, form, source, author_id, author_name, confirmed_at) \
             VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (organization_id, form) DO UPDATE SET source = excluded.source, \
                 author_id = excluded.author_id, author_name = excluded.author_name, \
                 confirmed_at = excluded.confirmed_at",
        )
        .bind(form.organization)
        .bind(form.form.code())
        .bind(&form.source)
        .bind(form.author)
        .bind(&form.author_name)
        .bind(form.confirmed_at);
        self.execute(statement).await.map(drop)
    }

    async fn forget_confirmed_form(&mut self, organization: OrganizationId, form: WorksForm) -> Result<bool> {
        let statement = query("DELETE FROM works_forms WHERE organization_id = $1 AND form = $2")
            .bind(organization)
            .bind(form.code());
        Ok(self.execute(statement).await? > 0)
    }
}
