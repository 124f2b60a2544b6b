//! What the installation is recognised by.

use async_trait::async_trait;
use storage::{Mark, ReadMarks, Result, WriteMarks};

use crate::handle::Handle;
use crate::query::query;

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
}
