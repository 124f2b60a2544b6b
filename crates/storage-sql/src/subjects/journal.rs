//! Who did what.

use async_trait::async_trait;
use storage::{JournalEntry, Result, WriteJournal};

use crate::handle::Handle;
use crate::query::query;

#[async_trait]
impl WriteJournal for Handle {
    async fn journal(&mut self, entry: &JournalEntry) -> Result<()> {
        let statement = query(
            "INSERT INTO journal (organization_id, user_id, at, action, object, detail) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(entry.organization)
        .bind(entry.user)
        .bind(entry.at)
        .bind(entry.action)
        .bind(&entry.object)
        .bind(&entry.detail);
        self.execute(statement).await.map(drop)
    }
}
