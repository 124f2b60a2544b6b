//! Who did what: a chain for each organisation. What a transaction tells waits until it is committed ([`chaining`]), so that
//! the numbers are in the order in which things came about and no writer waits for the journal while it works.

mod chaining;

use async_trait::async_trait;
use domain::OrganizationId;
use storage::{
    JOURNAL_LOOKED_THROUGH, JournalAuthor, JournalChain, JournalEntry, JournalFilter, JournalHead,
    JournalLine, JournalLink, JournalPage, JournalResult, ReadJournal, Result, StorageError, WriteJournal,
};

use crate::handle::Handle;
use crate::query::{Builder, query};
use crate::row::Row;

/// The columns of a [`JournalLink`].
const LINK: &str = "seq, number, CAST(user_id AS TEXT) AS user_id, at, action, object, detail, result, old_value, \
                    new_value, hash";
const LINK_COLUMNS: &[&str] = &[
    "seq",
    "number",
    "user_id",
    "at",
    "action",
    "object",
    "detail",
    "result",
    "old_value",
    "new_value",
    "hash",
];

fn read_link(row: &Row) -> Result<JournalLink> {
    let fields = row.of("journal");
    Ok(JournalLink {
        seq: fields.integer("seq")?,
        number: fields.opt_integer("number")?,
        user: fields.opt_text("user_id")?,
        at: fields.integer("at")?,
        action: fields.text("action")?,
        object: fields.text("object")?,
        detail: fields.text("detail")?,
        result: fields.opt_text("result")?,
        before: fields.opt_text("old_value")?,
        after: fields.opt_text("new_value")?,
        hash: fields.opt_text("hash")?,
    })
}

fn read_line(row: &Row) -> Result<JournalLine> {
    let fields = row.of("journal");
    Ok(JournalLine {
        number: fields.integer("number")?.unsigned_abs(),
        at: fields.time("at")?,
        user: fields.opt_id("user_id")?,
        user_name: fields.opt_text("user_name")?,
        action: fields.text("action")?,
        object: fields.text("object")?,
        detail: fields.text("detail")?,
        result: fields.opt_text("result")?.as_deref().and_then(JournalResult::from_code),
        before: fields.opt_text("old_value")?,
        after: fields.opt_text("new_value")?,
        hash: fields.opt_text("hash")?.unwrap_or_default(),
    })
}

/// The condition that selects the entries of a chain.
fn push_owner(sql: &mut Builder, chain: JournalChain) {
    match chain {
        JournalChain::Installation => sql.push("organization_id IS NULL"),
        JournalChain::Organization(id) => sql.push("organization_id = ").push_bind(id),
    };
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn push_filter(sql: &mut Builder, filter: &JournalFilter) {
    if let Some(from) = filter.from {
        sql.push(" AND j.at >= ").push_bind(from);
    }
    if let Some(until) = filter.until {
        sql.push(" AND j.at < ").push_bind(until);
    }
    match filter.author {
        Some(JournalAuthor::Person(user)) => {
            sql.push(" AND j.user_id = ").push_bind(user);
        }
        Some(JournalAuthor::Nobody) => {
            sql.push(" AND j.user_id IS NULL");
        }
        None => {}
    }
    if let Some(object) = &filter.object {
        sql.push(" AND j.object = ").push_bind(object);
    }
    if let Some(result) = filter.result {
        sql.push(" AND j.result = ").push_bind(result.code());
    }
    if !filter.actions.is_empty() {
        sql.push(" AND (");
        for (index, beginning) in filter.actions.iter().enumerate() {
            let length = beginning.chars().count();
            sql.push(if index == 0 { "" } else { " OR " });
            sql.push(&format!("substr(j.action, 1, {length}) = ")).push_bind(*beginning);
        }
        sql.push(")");
    }
}

#[async_trait]
impl WriteJournal for Handle {
    async fn journal(&mut self, entry: &JournalEntry) -> Result<()> {
        match self {
            Self::SqliteWriter { entries, .. } | Self::PostgresWriter { entries, .. } => {
                entries.push(entry.clone());
                Ok(())
            }
            Self::SqliteReader(_) | Self::PostgresReader(_) => {
                Err(StorageError::Driver("a reader writes no journal".into()))
            }
        }
    }
}

#[async_trait]
impl ReadJournal for Handle {
    async fn journal_page(
        &mut self,
        organization: OrganizationId,
        filter: &JournalFilter,
    ) -> Result<JournalPage> {
        let top = query("SELECT max(number) AS top FROM journal WHERE organization_id = $1");
        let top =
            self.fetch_one(top.bind(organization)).await?.of("journal").opt_integer("top")?.unwrap_or(0);
        let below = filter.before.map_or(i64::MAX, signed).min(top.saturating_add(1));
        let lowest = below.saturating_sub(signed(JOURNAL_LOOKED_THROUGH)).max(1);
        let most = filter.most.clamp(1, 1_000);
        let mut sql = Builder::new(
            "SELECT j.number, j.at, j.user_id, u.name AS user_name, j.action, j.object, j.detail, j.result, \
             j.old_value, j.new_value, j.hash FROM journal j LEFT JOIN users u ON u.id = j.user_id \
             WHERE j.organization_id = ",
        );
        sql.push_bind(organization);
        sql.push(" AND j.number < ").push_bind(below);
        sql.push(" AND j.number >= ").push_bind(lowest);
        push_filter(&mut sql, filter);
        sql.push(" ORDER BY j.number DESC LIMIT ").push_bind(most + 1);
        let rows = self.fetch_all(sql.build()).await?;
        let mut lines = rows.iter().map(read_line).collect::<Result<Vec<_>>>()?;
        let is_full = lines.len() > most as usize;
        lines.truncate(most as usize);
        let next = if is_full {
            lines.last().map(|line| line.number)
        } else {
            (lowest > 1).then_some(lowest.unsigned_abs())
        };
        Ok(JournalPage { lines, next })
    }

    async fn journal_head(&mut self, chain: JournalChain) -> Result<Option<JournalHead>> {
        let statement = query("SELECT number, hash, at FROM journal_heads WHERE chain = $1");
        let row = self.fetch_optional(statement.bind(chain.to_string())).await?;
        row.map(|row| {
            let fields = row.of("journal_heads");
            Ok(JournalHead {
                chain,
                number: fields.integer("number")?.unsigned_abs(),
                hash: fields.code("hash", |text| text.parse().ok())?,
                at: fields.time("at")?,
            })
        })
        .transpose()
    }

    async fn journal_links(
        &mut self,
        chain: JournalChain,
        after: (i64, i64),
        most: u32,
    ) -> Result<Vec<JournalLink>> {
        let (number, seq) = after;
        let mut sql = Builder::new("SELECT ");
        sql.push(LINK).push(" FROM journal WHERE ");
        push_owner(&mut sql, chain);
        sql.push(" AND number >= ").push_bind(number);
        sql.push(" AND (number > ").push_bind(number);
        sql.push(" OR seq > ").push_bind(seq);
        sql.push(") ORDER BY number, seq LIMIT ").push_bind(most);
        let rows = self.fetch_many(sql.build(), LINK_COLUMNS).await?;
        rows.iter().map(read_link).collect()
    }

    async fn journal_unchained(&mut self, chain: JournalChain) -> Result<Option<JournalLink>> {
        let mut sql = Builder::new("SELECT ");
        sql.push(LINK).push(" FROM journal WHERE number IS NULL AND ");
        push_owner(&mut sql, chain);
        sql.push(" ORDER BY seq LIMIT 1");
        self.fetch_optional(sql.build()).await?.as_ref().map(read_link).transpose()
    }
}
