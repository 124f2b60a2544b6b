//! The columns of a table on both sides, and the statements that go through it.

use crate::copy::cell::{Cell, Kind};
use crate::copy::error::{CopyError, CopySide, On as _, Result};
use crate::copy::tables::CopiedTable;
use crate::engine::Engine;
use crate::handle::Handle;
use crate::query::{Builder, Query, query};
use crate::row::Row;

/// The columns of a table on one side, by name.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub(super) engine: Engine,
    pub(super) table: CopiedTable,
    /// In alphabetical order, so that both sides give their values in the same one.
    pub(super) columns: Vec<(String, Kind)>,
}

impl Columns {
    /// Asks a side.
    pub(super) async fn of(handle: &mut Handle, table: CopiedTable, side: CopySide) -> Result<Self> {
        let engine = handle.engine();
        let statement = match engine {
            Engine::Sqlite => query("SELECT name, type FROM pragma_table_info($1) ORDER BY name"),
            Engine::Postgres => query(
                "SELECT column_name::TEXT AS name, data_type::TEXT AS type FROM information_schema.columns \
                 WHERE table_schema = current_schema() AND table_name = $1 ORDER BY column_name::TEXT COLLATE \"C\"",
            ),
        };
        let mut columns = Vec::new();
        for row in handle.fetch_all(statement.bind(table.name)).await.on(side)? {
            let fields = row.of("columns");
            let (name, kind) = (fields.text("name").on(side)?, fields.text("type").on(side)?);
            let kind = Kind::from_type(&kind)
                .ok_or_else(|| CopyError::Schema(format!("{}.{name}: {kind}", table.name)))?;
            columns.push((name, kind));
        }
        Ok(Self { engine, table, columns })
    }

    /// Refuses two sides that do not say the same.
    pub(super) fn agree_with(&self, other: &Self) -> Result<()> {
        let same = self.columns.len() == other.columns.len()
            && self
                .columns
                .iter()
                .zip(&other.columns)
                .all(|(one, other)| one.0 == other.0 && one.1.agrees_with(other.1));
        if same { Ok(()) } else { Err(CopyError::Schema(self.table.name.to_owned())) }
    }

    fn kind_of(&self, column: &str) -> Option<Kind> {
        self.columns.iter().find(|(name, _)| name == column).map(|(_, kind)| *kind)
    }

    /// The rows behind a key, in its order. Qualified: in PostgreSQL, an identifier read as text would otherwise be
    /// sorted as text, beside its index.
    pub(super) fn after(&self, key: Option<&[Cell]>, limit: u32) -> Query {
        let mut sql = Builder::new("SELECT ");
        for (number, (name, kind)) in self.columns.iter().enumerate() {
            sql.push(if number > 0 { ", " } else { "" }).push("t.\"").push(name).push("\"");
            sql.push(self.as_text(*kind));
        }
        sql.push(" FROM ").push(self.table.name).push(" AS t");
        let names: Vec<String> = self.table.key.iter().map(|name| format!("t.\"{name}\"")).collect();
        let names = names.join(", ");
        if let Some(key) = key {
            sql.push(" WHERE (").push(&names).push(") > (");
            for (number, (name, cell)) in self.table.key.iter().zip(key).enumerate() {
                sql.push(if number > 0 { ", " } else { "" }).push_bind(cell.clone());
                sql.push(self.cast_text(self.kind_of(name)));
            }
            sql.push(")");
        }
        sql.push(" ORDER BY ").push(&names).push(" LIMIT ").push_bind(limit);
        sql.build()
    }

    const fn as_text(&self, kind: Kind) -> &'static str {
        match (self.engine, kind) {
            (Engine::Postgres, Kind::Id) => "::TEXT",
            _ => "",
        }
    }

    const fn cast_text(&self, kind: Option<Kind>) -> &'static str {
        match (self.engine, kind) {
            (Engine::Postgres, Some(Kind::Id)) => "::TEXT::UUID",
            _ => "",
        }
    }

    /// The values of a row that [`Columns::after`] gave.
    pub(super) fn cells(&self, row: &Row) -> storage::Result<Vec<Cell>> {
        let kinds = self.columns.iter().enumerate();
        kinds.map(|(index, (_, kind))| Cell::read(row, index, *kind)).collect()
    }

    /// The key of such a row.
    pub(super) fn key(&self, cells: &[Cell]) -> Vec<Cell> {
        let position = |column: &&str| self.columns.iter().position(|(name, _)| name == column);
        self.table.key.iter().filter_map(position).filter_map(|index| cells.get(index)).cloned().collect()
    }

    /// Adds rows.
    pub(super) async fn insert(&self, handle: &mut Handle, rows: Vec<Vec<Cell>>) -> storage::Result<()> {
        match self.engine {
            Engine::Sqlite => {
                for row in rows {
                    handle.execute(self.insert_one(row)).await?;
                }
                Ok(())
            }
            Engine::Postgres => handle.insert_columns(&self.insert_many(), self.by_column(rows)).await,
        }
    }

    fn names(&self) -> String {
        let names: Vec<String> = self.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        names.join(", ")
    }

    fn insert_one(&self, row: Vec<Cell>) -> Query {
        let mut sql = Builder::new("INSERT INTO ");
        sql.push(self.table.name).push(" (").push(&self.names()).push(") VALUES ").push_list(row);
        sql.build()
    }

    /// All rows at once: each column is an array.
    fn insert_many(&self) -> String {
        let mut parameters = Vec::new();
        let mut values = Vec::new();
        for (number, (name, kind)) in self.columns.iter().enumerate() {
            let (kind, cast) = match kind {
                Kind::Id => ("TEXT", "::UUID"),
                Kind::Text => ("TEXT", ""),
                Kind::Integer => ("BIGINT", ""),
                Kind::Bytes => ("BYTEA", ""),
            };
            parameters.push(format!("${}::{kind}[]", number + 1));
            values.push(format!("rows.\"{name}\"{cast}"));
        }
        // What counts rows by itself in PostgreSQL takes the numbers that they have.
        let overriding = if self.table.numbered { " OVERRIDING SYSTEM VALUE" } else { "" };
        format!(
            "INSERT INTO {} ({names}){overriding} SELECT {} FROM unnest({}) AS rows ({names})",
            self.table.name,
            values.join(", "),
            parameters.join(", "),
            names = self.names(),
        )
    }

    fn by_column(&self, rows: Vec<Vec<Cell>>) -> Vec<Column> {
        let mut columns: Vec<Column> = self.columns.iter().map(|(_, kind)| Column::new(*kind)).collect();
        for row in rows {
            for (column, cell) in columns.iter_mut().zip(row) {
                column.push(cell);
            }
        }
        columns
    }
}

/// The values of a column, as PostgreSQL takes them.
pub(crate) enum Column {
    Text(Vec<Option<String>>),
    Integer(Vec<Option<i64>>),
    Bytes(Vec<Option<Vec<u8>>>),
}

impl Column {
    const fn new(kind: Kind) -> Self {
        match kind {
            Kind::Id | Kind::Text => Self::Text(Vec::new()),
            Kind::Integer => Self::Integer(Vec::new()),
            Kind::Bytes => Self::Bytes(Vec::new()),
        }
    }

    fn push(&mut self, cell: Cell) {
        match (self, cell) {
            (Self::Text(values), Cell::Text(text)) => values.push(Some(text)),
            (Self::Integer(values), Cell::Integer(number)) => values.push(Some(number)),
            (Self::Bytes(values), Cell::Bytes(bytes)) => values.push(Some(bytes)),
            // Both sides agree on the kinds: nothing else is left than null.
            (Self::Text(values), _) => values.push(None),
            (Self::Integer(values), _) => values.push(None),
            (Self::Bytes(values), _) => values.push(None),
        }
    }
}
