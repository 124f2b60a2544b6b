//! One batch after the other.

use storage::Transaction as _;

use crate::copy::compare::{self, TableReport};
use crate::copy::error::{CopyError, CopySide, On as _, Result};
use crate::copy::layout::Columns;
use crate::copy::progress::{self, Position};
use crate::copy::sides::{Source, Target};
use crate::copy::tables::Table;
use crate::engine::{Engine, Location};
use crate::handle::Handle;
use crate::query::{Builder, query};

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// A copy under way. Dropped at any point, it goes on from there when it is begun again.
pub struct Copier {
    source: Source,
    target: Target,
    tables: Vec<CopyOf>,
    rows: u32,
}

/// A table on both sides, and how far it came.
pub(super) struct CopyOf {
    pub(super) source: Columns,
    pub(super) target: Columns,
    pub(super) position: Position,
}

/// What beginning a copy found.
pub enum Begun {
    /// There is something to do.
    Copying(Box<Copier>),
    /// It was finished before; nothing was done.
    Finished,
}

/// What a batch brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CopyProgress {
    /// Of which table.
    pub table: &'static str,
    /// Its rows so far.
    pub rows: u64,
    /// Whether that is all of it.
    pub finished: bool,
}

impl Copier {
    /// Opens both databases and finds where an earlier copy stopped. `rows` travel at once.
    ///
    /// # Errors
    /// Every reason of [`CopyError`] not to begin; nothing was copied then.
    pub async fn begin(from: &Location, to: &Location, rows: u32) -> Result<Begun> {
        Self::begin_with(Source::open(from).await?, to, rows).await
    }

    /// The same of a PostgreSQL that others may work with: what is copied is how it was when this began.
    ///
    /// # Errors
    /// As [`Copier::begin`].
    pub(crate) async fn begin_served(from: &Location, to: &Location, rows: u32) -> Result<Begun> {
        Self::begin_with(Source::open_served(from).await?, to, rows).await
    }

    async fn begin_with(mut source: Source, to: &Location, rows: u32) -> Result<Begun> {
        let target = Target::open(to).await?;
        if target.claim(&source.installation).await? {
            target.close().await;
            source.close().await;
            return Ok(Begun::Finished);
        }
        let mut tables = Vec::new();
        for table in Table::copied() {
            let columns = Columns::of(source.of(table), table, CopySide::Source).await?;
            let mut reader = target.reader(table.exchanges).await?;
            let there = Columns::of(&mut reader, table, CopySide::Target).await?;
            columns.agree_with(&there)?;
            let position = progress::find(&mut reader, table.name).await.on(CopySide::Target)?;
            let position = position.ok_or_else(|| CopyError::Schema(table.name.to_owned()))?;
            tables.push(CopyOf { source: columns, target: there, position });
        }
        Ok(Begun::Copying(Box::new(Self { source, target, tables, rows: rows.max(1) })))
    }

    /// Copies a batch; none when all tables have come.
    ///
    /// # Errors
    /// When either database fails; nothing of the batch stays then.
    pub async fn step(&mut self) -> Result<Option<CopyProgress>> {
        let Some(copy) = self.tables.iter_mut().find(|copy| !copy.position.finished) else { return Ok(None) };
        let table = copy.source.table;
        let key = copy.position.key()?;
        let found = self.source.of(table).fetch_all(copy.source.after(key.as_deref(), self.rows)).await;
        let found = found.on(CopySide::Source)?;
        let rows: storage::Result<Vec<_>> = found.iter().map(|row| copy.source.cells(row)).collect();
        let rows = rows.on(CopySide::Source)?;
        let last = rows.last().map(|row| copy.source.key(row));
        let count = rows.len() as u64;
        let finished = count < u64::from(self.rows);
        let position = copy.position.after(last, count, finished).on(CopySide::Target)?;

        let mut writer = self.target.writer(table.exchanges).await?;
        progress::advance(&mut writer, table.name, &copy.position, &position).await?;
        if table.exchanges {
            let at = copy.source.columns.iter().position(|(name, _)| name == "at");
            let times = rows.iter().filter_map(|row| row.get(at?));
            let days = times.filter_map(super::cell::Cell::integer).map(|at| at.div_euclid(DAY) * DAY);
            make_days(&mut writer, days.collect()).await.on(CopySide::Target)?;
        }
        copy.target.insert(&mut writer, rows).await.on(CopySide::Target)?;
        if table.name == "invoices" && writer.engine() == Engine::Postgres {
            writer.fetch_one(query("SELECT fold_invoice_counts() AS folded")).await.on(CopySide::Target)?;
        }
        Box::new(writer).commit().await.on(CopySide::Target)?;
        copy.position = position;
        Ok(Some(CopyProgress { table: table.name, rows: copy.position.rows, finished }))
    }

    /// Copies what is left, compares everything, and lets the target be served when all is the same. Gives what each
    /// table holds, in order.
    ///
    /// # Errors
    /// When either database fails.
    pub async fn finish(mut self) -> Result<Vec<TableReport>> {
        while self.step().await?.is_some() {}
        let mut writer = self.target.writer(false).await?;
        if writer.engine() == Engine::Postgres {
            self.set_counters(&mut writer).await.on(CopySide::Target)?;
        }
        Box::new(writer).commit().await.on(CopySide::Target)?;
        // Who began to work with the source meanwhile would go on there with what did not come here.
        self.source.refuse_served().await?;
        let report = compare::tables(&mut self.source, &self.target, &self.tables, self.rows).await?;
        if report.iter().all(|table| table.identical) {
            let mut writer = self.target.writer(false).await?;
            progress::finish(&mut writer).await.on(CopySide::Target)?;
            Box::new(writer).commit().await.on(CopySide::Target)?;
        }
        self.target.close().await;
        self.source.close().await;
        Ok(report)
    }

    /// PostgreSQL numbers new rows behind those that came, and plans with what is there.
    async fn set_counters(&self, writer: &mut Handle) -> storage::Result<()> {
        for table in self.tables.iter().map(|copy| copy.source.table).filter(|table| table.numbered) {
            let mut sql = Builder::new("SELECT setval(");
            if table.exchanges {
                sql.push("'exchanges_seq'");
            } else {
                sql.push("pg_get_serial_sequence(").push_bind(table.name).push(", 'seq')");
            }
            sql.push(", coalesce(max(seq), 1), max(seq) IS NOT NULL) AS set FROM ").push(table.name);
            writer.fetch_one(sql.build()).await?;
        }
        writer.execute(query("ANALYZE")).await.map(drop)
    }
}

/// The partitions of days, by their first millisecond.
async fn make_days(writer: &mut Handle, mut days: Vec<i64>) -> storage::Result<()> {
    if writer.engine() == Engine::Sqlite {
        return Ok(());
    }
    days.dedup();
    for day in days {
        writer.fetch_one(query("SELECT make_exchange_day($1)::TEXT AS made").bind(day)).await?;
    }
    Ok(())
}
