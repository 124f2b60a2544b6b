//! Texts for decisions on received invoices.

use async_trait::async_trait;
use domain::{Decision, DecisionTextId, OrganizationId};
use storage::{DecisionText, ReadDecisionTexts, Result, WriteDecisionTexts};

use crate::handle::Handle;
use crate::query::query;
use crate::row::Row;

fn read_text(row: &Row) -> Result<DecisionText> {
    let fields = row.of("decision_texts");
    Ok(DecisionText {
        id: fields.id("id")?,
        organization: fields.id("organization_id")?,
        decision: fields.code("decision", Decision::from_code)?,
        text: fields.text("text")?,
        author: fields.id("author_id")?,
        author_name: fields.text("author_name")?,
        created_at: fields.time("created_at")?,
    })
}

#[async_trait]
impl ReadDecisionTexts for Handle {
    async fn decision_texts(&mut self, organization: OrganizationId) -> Result<Vec<DecisionText>> {
        let statement = query(
            "SELECT organization_id, id, decision, text, author_id, author_name, created_at \
             FROM decision_texts WHERE organization_id = $1 ORDER BY created_at, id",
        );
        let rows = self.fetch_all(statement.bind(organization)).await?;
        rows.iter().map(read_text).collect()
    }
}

#[async_trait]
impl WriteDecisionTexts for Handle {
    async fn insert_decision_text(&mut self, text: &DecisionText) -> Result<()> {
        let statement = query(
            "INSERT INTO decision_texts (organization_id, id, decision, text, author_id, author_name, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(text.organization)
        .bind(text.id)
        .bind(text.decision.code())
        .bind(&text.text)
        .bind(text.author)
        .bind(&text.author_name)
        .bind(text.created_at);
        self.execute(statement).await.map(drop)
    }

    async fn delete_decision_text(
        &mut self,
        organization: OrganizationId,
        id: DecisionTextId,
    ) -> Result<bool> {
        let statement = query("DELETE FROM decision_texts WHERE organization_id = $1 AND id = $2")
            .bind(organization)
            .bind(id);
        Ok(self.execute(statement).await? > 0)
    }
}
