//! Who has taken a draft over.

use async_trait::async_trait;
use domain::{InvoiceId, OrganizationId};
use storage::{DraftKeeper, ReadDraftKeepers, Result, WriteDraftKeepers};

use crate::handle::Handle;
use crate::query::{Builder, query};
use crate::row::Row;

fn read_keeper(row: &Row) -> Result<DraftKeeper> {
    let fields = row.of("draft_keepers");
    Ok(DraftKeeper {
        organization: fields.id("organization_id")?,
        invoice: fields.id("invoice_id")?,
        user: fields.id("user_id")?,
        taken_at: fields.time("taken_at")?,
    })
}

#[async_trait]
impl ReadDraftKeepers for Handle {
    async fn draft_keepers(
        &mut self,
        organization: OrganizationId,
        invoices: &[InvoiceId],
    ) -> Result<Vec<DraftKeeper>> {
        let mut sql = Builder::new(
            "SELECT organization_id, invoice_id, user_id, taken_at FROM draft_keepers WHERE organization_id = ",
        );
        sql.push_bind(organization).push(" AND invoice_id IN ").push_list(invoices.iter().copied());
        sql.push(" ORDER BY invoice_id");
        let rows = self.fetch_all(sql.build()).await?;
        rows.iter().map(read_keeper).collect()
    }
}

#[async_trait]
impl WriteDraftKeepers for Handle {
    async fn put_draft_keeper(&mut self, keeper: &DraftKeeper) -> Result<()> {
        let statement = query(
            "INSERT INTO draft_keepers (organization_id, invoice_id, user_id, taken_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (organization_id, invoice_id) DO UPDATE SET user_id = excluded.user_id, \
                 taken_at = excluded.taken_at",
        )
        .bind(keeper.organization)
        .bind(keeper.invoice)
        .bind(keeper.user)
        .bind(keeper.taken_at);
        self.execute(statement).await.map(drop)
    }
}
