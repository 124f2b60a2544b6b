//! Giving entries their places in the chains.

use std::collections::BTreeMap;

use domain::OrganizationId;
use storage::{JournalChain, JournalEntry, JournalHash, JournalLink, Result};

use super::{LINK, push_owner, read_link, signed};
use crate::engine::Engine;
use crate::handle::Handle;
use crate::query::{Builder, query};

/// Entries of before there were chains that are read at a time.
const AT_ONCE: u32 = 1_000;

/// How far a chain has come.
#[derive(Clone, Copy)]
struct End {
    number: u64,
    hash: JournalHash,
    at: i64,
}

impl End {
    const BEGINNING: Self = Self { number: 0, hash: JournalHash::BEGINNING, at: 0 };

    /// With one more entry.
    fn and(self, chain: JournalChain, link: &JournalLink) -> Self {
        let number = self.number + 1;
        Self { number, hash: link.hash_at(chain, number, self.hash), at: link.at }
    }
}

impl Handle {
    /// Writes what this transaction has told, at the ends of the chains. The last thing before a commit: a chain is locked for
    /// as long as that takes, and whoever has locked one waits for nothing else but the next chain in their order.
    pub(crate) async fn chain_entries(&mut self) -> Result<()> {
        let entries = match self {
            Self::SqliteWriter { entries, .. } | Self::PostgresWriter { entries, .. } => {
                std::mem::take(entries)
            }
            Self::SqliteReader(_) | Self::PostgresReader(_) => return Ok(()),
        };
        let mut chains: BTreeMap<JournalChain, Vec<JournalEntry>> = BTreeMap::new();
        for entry in entries {
            chains.entry(JournalChain::of(entry.organization)).or_default().push(entry);
        }
        for (chain, entries) in chains {
            let mut end = self.lock_end(chain).await?;
            for entry in entries {
                let link = JournalLink::from(&entry);
                end = end.and(chain, &link);
                self.insert_entry(&entry, link, end).await?;
            }
            self.move_head(chain, end).await?;
        }
        Ok(())
    }

    async fn insert_entry(&mut self, entry: &JournalEntry, link: JournalLink, end: End) -> Result<()> {
        let statement = query(
            "INSERT INTO journal (organization_id, user_id, at, action, object, detail, result, old_value, \
             new_value, number, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(entry.organization)
        .bind(entry.user)
        .bind(link.at)
        .bind(link.action)
        .bind(link.object)
        .bind(link.detail)
        .bind(link.result)
        .bind(link.before)
        .bind(link.after)
        .bind(signed(end.number))
        .bind(end.hash.to_string());
        self.execute(statement).await.map(drop)
    }

    /// The end of a chain, to which nobody else adds until this transaction ends.
    async fn lock_end(&mut self, chain: JournalChain) -> Result<End> {
        if let Some(end) = self.locked_head(chain).await? {
            return Ok(end);
        }
        // The first entry of a chain, or somebody took its head away: it goes on behind what is there.
        let end = self.last_entry(chain).await?;
        let statement = query(
            "INSERT INTO journal_heads (chain, number, hash, at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (chain) DO NOTHING",
        );
        let statement = statement.bind(chain.to_string()).bind(signed(end.number));
        self.execute(statement.bind(end.hash.to_string()).bind(end.at)).await?;
        // Who was faster has committed by now.
        Ok(self.locked_head(chain).await?.unwrap_or(end))
    }

    async fn locked_head(&mut self, chain: JournalChain) -> Result<Option<End>> {
        let mut sql = Builder::new("SELECT number, hash, at FROM journal_heads WHERE chain = ");
        sql.push_bind(chain.to_string()).push(self.engine().lock_row());
        let row = self.fetch_optional(sql.build()).await?;
        row.map(|row| {
            let fields = row.of("journal_heads");
            Ok(End {
                number: fields.integer("number")?.unsigned_abs(),
                hash: fields.code("hash", |text| text.parse().ok())?,
                at: fields.integer("at")?,
            })
        })
        .transpose()
    }

    async fn last_entry(&mut self, chain: JournalChain) -> Result<End> {
        let mut sql = Builder::new("SELECT number, hash, at FROM journal WHERE number IS NOT NULL AND ");
        push_owner(&mut sql, chain);
        sql.push(" ORDER BY number DESC LIMIT 1");
        let Some(row) = self.fetch_optional(sql.build()).await? else { return Ok(End::BEGINNING) };
        let fields = row.of("journal");
        Ok(End {
            number: fields.integer("number")?.unsigned_abs(),
            hash: fields.code("hash", |text| text.parse().ok())?,
            at: fields.integer("at")?,
        })
    }

    async fn move_head(&mut self, chain: JournalChain, end: End) -> Result<()> {
        let statement = query("UPDATE journal_heads SET number = $2, hash = $3, at = $4 WHERE chain = $1")
            .bind(chain.to_string())
            .bind(signed(end.number))
            .bind(end.hash.to_string())
            .bind(end.at);
        self.execute(statement).await.map(drop)
    }

    /// Chains the entries of before there were chains, in the order in which they were written: once for each chain, before
    /// anything is added to it. An entry without a place in a chain that has begun was not written by Pupitre, and stays as
    /// it is for who verifies. Says whether anything was chained.
    pub(crate) async fn chain_what_was_before(&mut self) -> Result<bool> {
        let any = query("SELECT seq FROM journal WHERE number IS NULL ORDER BY seq LIMIT 1");
        if self.fetch_optional(any).await?.is_none() {
            return Ok(false);
        }
        if self.engine() == Engine::Postgres {
            self.lock("journal").await?;
        }
        let owners = query("SELECT DISTINCT organization_id FROM journal WHERE number IS NULL");
        let mut chained = false;
        for row in self.fetch_all(owners).await? {
            let owner: Option<OrganizationId> = row.of("journal").opt_id("organization_id")?;
            let chain = JournalChain::of(owner);
            let has_begun =
                self.locked_head(chain).await?.is_some() || self.last_entry(chain).await?.number > 0;
            if !has_begun {
                self.begin_chain(chain).await?;
                chained = true;
            }
        }
        Ok(chained)
    }

    async fn begin_chain(&mut self, chain: JournalChain) -> Result<()> {
        let (mut end, mut seq) = (End::BEGINNING, i64::MIN);
        loop {
            let mut sql = Builder::new("SELECT ");
            sql.push(LINK).push(" FROM journal WHERE number IS NULL AND ");
            push_owner(&mut sql, chain);
            sql.push(" AND seq > ").push_bind(seq).push(" ORDER BY seq LIMIT ").push_bind(AT_ONCE);
            let rows = self.fetch_all(sql.build()).await?;
            for row in &rows {
                let link = read_link(row)?;
                end = end.and(chain, &link);
                seq = link.seq;
                let statement = query("UPDATE journal SET number = $2, hash = $3 WHERE seq = $1");
                let statement = statement.bind(seq).bind(signed(end.number)).bind(end.hash.to_string());
                self.execute(statement).await?;
            }
            if rows.len() < AT_ONCE as usize {
                break;
            }
        }
        let statement = query("INSERT INTO journal_heads (chain, number, hash, at) VALUES ($1, $2, $3, $4)")
            .bind(chain.to_string())
            .bind(signed(end.number))
            .bind(end.hash.to_string())
            .bind(end.at);
        self.execute(statement).await?;
        tracing::info!(%chain, entries = end.number, "the journal is a chain from now on");
        Ok(())
    }
}
