//! How far a copy has come, as the target keeps it.

use storage::Result;

use crate::copy::cell::Cell;
use crate::copy::error::{CopyError, CopySide, On as _};
use crate::handle::Handle;
use crate::query::query;

/// The row that stands for the whole copy.
const INSTALLATION: &str = "installation";

/// What is written of a table, or of the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Position {
    /// JSON of the last key; empty at the beginning.
    text: String,
    pub(super) rows: u64,
    pub(super) finished: bool,
}

impl Position {
    /// The key of the last row that has come.
    pub(super) fn key(&self) -> std::result::Result<Option<Vec<Cell>>, CopyError> {
        if self.text.is_empty() {
            return Ok(None);
        }
        let unreadable = |_| CopyError::Schema(format!("copy_progress.position: {}", self.text));
        serde_json::from_str(&self.text).map(Some).map_err(unreadable)
    }

    /// After a batch.
    pub(super) fn after(&self, key: Option<Vec<Cell>>, rows: u64, finished: bool) -> Result<Self> {
        let text = key.map_or_else(|| Ok(self.text.clone()), |key| crate::row::json(&key))?;
        Ok(Self { text, rows: self.rows + rows, finished })
    }
}

/// Which installation, when this database is the target of a copy, and whether the copy is finished.
pub(super) async fn installation(handle: &mut Handle) -> Result<Option<(String, bool)>> {
    let found = find(handle, INSTALLATION).await?;
    Ok(found.map(|position| (position.text, position.finished)))
}

/// Whether this database waits for the rest of a copy.
pub(crate) async fn is_unfinished(handle: &mut Handle) -> Result<bool> {
    Ok(installation(handle).await?.is_some_and(|(_, finished)| !finished))
}

/// What is written of a table.
pub(super) async fn find(handle: &mut Handle, name: &str) -> Result<Option<Position>> {
    let statement = query("SELECT position, copied, finished FROM copy_progress WHERE name = $1").bind(name);
    let Some(row) = handle.fetch_optional(statement).await? else { return Ok(None) };
    let fields = row.of("copy_progress");
    Ok(Some(Position {
        text: fields.text("position")?,
        rows: fields.integer("copied")?.unsigned_abs(),
        finished: fields.flag("finished")?,
    }))
}

/// Notes that the copy of an installation begins, or of a table; what was noted before stays.
pub(super) async fn begin(handle: &mut Handle, table: Option<&str>, position: &str) -> Result<()> {
    let statement = query(
        "INSERT INTO copy_progress (name, position, copied, finished) VALUES ($1, $2, 0, 0) \
         ON CONFLICT DO NOTHING",
    );
    let statement = statement.bind(table.unwrap_or(INSTALLATION)).bind(position);
    handle.execute(statement).await.map(drop)
}

/// Notes how far a table came, when it still stands where this copy left it.
pub(super) async fn advance(
    handle: &mut Handle,
    table: &str,
    from: &Position,
    to: &Position,
) -> std::result::Result<(), CopyError> {
    let statement = query(
        "UPDATE copy_progress SET position = $1, copied = $2, finished = $3 \
         WHERE name = $4 AND position = $5 AND finished = 0",
    )
    .bind(&to.text)
    .bind(to.rows.cast_signed())
    .bind(i64::from(to.finished))
    .bind(table)
    .bind(&from.text);
    let changed = handle.execute(statement).await.on(CopySide::Target)?;
    if changed == 1 { Ok(()) } else { Err(CopyError::Overtaken) }
}

/// Notes that all has come and was compared.
pub(super) async fn finish(handle: &mut Handle) -> Result<()> {
    let statement = query("UPDATE copy_progress SET finished = 1 WHERE name = $1").bind(INSTALLATION);
    handle.execute(statement).await.map(drop)
}
