//! Whether both sides hold the same.

use crate::copy::cell::{Cell, Digest, Kind};
use crate::copy::copier::CopyOf;
use crate::copy::error::{CopySide, On as _, Result};
use crate::copy::layout::Columns;
use crate::copy::sides::{Source, Target};
use crate::copy::tables::{Fate, TABLES};
use crate::handle::Handle;
use crate::query::{Builder, query};

/// What a table holds on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableReport {
    /// Its name.
    pub table: &'static str,
    /// Rows in the source.
    pub source: u64,
    /// Rows in the target.
    pub target: u64,
    /// Whether every row is the same, value by value.
    pub identical: bool,
}

impl TableReport {
    fn new(table: &'static str, source: &Digest, target: &Digest) -> Self {
        Self { table, source: source.rows, target: target.rows, identical: source == target }
    }
}

/// All tables, those with sums last.
pub(super) async fn tables(
    source: &mut Source,
    target: &Target,
    tables: &[CopyOf],
    rows: u32,
) -> Result<Vec<TableReport>> {
    let mut report = Vec::new();
    for copy in tables {
        let table = copy.source.table;
        let here = digest(source.of(table), &copy.source, rows).await.on(CopySide::Source)?;
        let mut reader = target.reader(table.exchanges).await?;
        let there = digest(&mut reader, &copy.target, rows).await.on(CopySide::Target)?;
        report.push(TableReport::new(table.name, &here, &there));
    }
    for table in TABLES {
        let Fate::Derived { view, of } = table.fate else { continue };
        let here = sums(source.main(), view, of).await.on(CopySide::Source)?;
        let mut reader = target.reader(false).await?;
        let there = sums(&mut reader, view, of).await.on(CopySide::Target)?;
        report.push(TableReport::new(table.name, &here, &there));
    }
    Ok(report)
}

pub(super) async fn digest(handle: &mut Handle, columns: &Columns, rows: u32) -> storage::Result<Digest> {
    let mut digest = Digest::default();
    let mut key: Option<Vec<Cell>> = None;
    loop {
        let found = handle.fetch_all(columns.after(key.as_deref(), rows)).await?;
        for row in &found {
            let cells = columns.cells(row)?;
            digest.add(&cells);
            key = Some(columns.key(&cells));
        }
        if found.len() < usize::try_from(rows).unwrap_or(usize::MAX) {
            return Ok(digest);
        }
    }
}

/// Sums that are not zero, an organisation at a time.
async fn sums(handle: &mut Handle, view: &str, of: &[&'static str]) -> storage::Result<Digest> {
    let organizations = handle.fetch_all(query("SELECT id FROM organizations")).await?;
    let mut digest = Digest::default();
    for organization in organizations {
        let id: domain::OrganizationId = organization.of("organizations").id("id")?;
        let columns: Vec<String> = of.iter().map(|name| format!("\"{name}\"")).collect();
        let texts: Vec<String> = columns.iter().map(|name| format!("CAST({name} AS TEXT)")).collect();
        let mut sql = Builder::new("SELECT ");
        sql.push(&texts.join(", "));
        sql.push(", CAST(sum(count) AS BIGINT), CAST(sum(gross_cents) AS BIGINT) FROM ").push(view);
        sql.push(" WHERE organization_id = ").push_bind(id);
        if of.contains(&"date") {
            // Invoices without a day belong to no day.
            sql.push(" AND \"date\" IS NOT NULL");
        }
        sql.push(" GROUP BY ").push(&columns.join(", "));
        sql.push(" HAVING sum(count) <> 0 OR sum(gross_cents) <> 0");
        for row in handle.fetch_all(sql.build()).await? {
            let kinds = of.iter().map(|_| Kind::Text).chain([Kind::Integer, Kind::Integer]);
            let cells: storage::Result<Vec<Cell>> =
                kinds.enumerate().map(|(index, kind)| Cell::read(&row, index, kind)).collect();
            digest.add(&cells?);
        }
    }
    Ok(digest)
}
