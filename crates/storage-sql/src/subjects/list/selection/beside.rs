//! What stands beside an invoice in the order of a list: a range of the index that begins at its place.

use domain::InvoiceId;
use storage::{Result, SortColumn};

use super::Selection;
use crate::query::{Bind, Builder, Value};
use crate::row::Row;

/// Entries of the index of the order that are passed before an index that selects is asked.
const STEPS: u32 = 2_000;

/// Before or behind an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Side {
    Before,
    Behind,
}

/// What a list is sorted by, of one invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Key {
    Number(Option<i64>),
    Text(Option<String>),
}

impl Key {
    const fn is_null(&self) -> bool {
        matches!(self, Self::Number(None) | Self::Text(None))
    }
}

impl Bind for &Key {
    fn value(self) -> Value {
        match self {
            Key::Number(number) => number.value(),
            Key::Text(text) => text.value(),
        }
    }
}

/// Where an invoice stands in the order of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Place {
    key: Key,
    seq: i64,
}

impl Place {
    /// From a row of [`Selection::place_of`].
    pub(in super::super) fn read(row: &Row, column: SortColumn) -> Result<Self> {
        let fields = row.of("invoices");
        let key = match column {
            SortColumn::StatusAt => Key::Number(fields.opt_integer("status_at")?),
            SortColumn::LastDay => Key::Number(fields.opt_integer("delay_order")?),
            SortColumn::Gross => Key::Number(fields.opt_integer("signed_gross_cents")?),
            SortColumn::Date => Key::Text(fields.opt_text("date")?),
            SortColumn::Number => Key::Text(fields.opt_text("number")?),
            SortColumn::Partner => Key::Text(fields.opt_text("partner_key")?),
        };
        Ok(Self { key, seq: fields.integer("seq")? })
    }
}

/// A part of what is beside a place: one range of an index each. Nulls are smaller than everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Range {
    /// The key of the place, and beyond it in order of creation.
    SameKey,
    /// Keys beyond that of the place, none of them null.
    Beyond,
    /// No key, as the place, and beyond it in order of creation.
    SameNull,
    /// No key.
    Nulls,
    /// Any key.
    Keys,
}

impl Selection<'_> {
    /// Where an invoice stands.
    pub(in super::super) fn place_of(&self, id: InvoiceId) -> Builder {
        let mut sql = Builder::new(
            "SELECT seq, status_at, date, number, signed_gross_cents, partner_key, delay_order FROM invoices \
             WHERE organization_id = ",
        );
        sql.push_bind(self.organization).push(" AND id = ").push_bind(id);
        sql
    }

    /// Whether keys grow towards that side.
    fn grows(&self, side: Side) -> bool {
        self.filter.sort.descending == (side == Side::Before)
    }

    /// The ranges of a side, the nearest first.
    pub(in super::super) fn ranges(&self, place: &Place, side: Side) -> Vec<Range> {
        match (self.grows(side), place.key.is_null()) {
            (true, true) => vec![Range::SameNull, Range::Keys],
            (false, true) => vec![Range::SameNull],
            (false, false) if self.has_nulls() => vec![Range::SameKey, Range::Beyond, Range::Nulls],
            (_, false) => vec![Range::SameKey, Range::Beyond],
        }
    }

    fn push_range(&self, sql: &mut Builder, key: &str, place: &Place, side: Side, range: Range) {
        let beyond = if self.grows(side) { " > " } else { " < " };
        match range {
            // Not compared as one row of two values: of such a range SQLite would enter the index by the first alone.
            Range::SameKey => {
                sql.push(key).push(" = ").push_bind(&place.key);
                sql.push(" AND seq").push(beyond).push_bind(place.seq);
            }
            Range::Beyond => {
                sql.push(key).push(beyond).push_bind(&place.key);
            }
            Range::SameNull => {
                sql.push(key).push(" IS NULL AND seq").push(beyond).push_bind(place.seq);
            }
            Range::Nulls => {
                sql.push(key).push(" IS NULL");
            }
            Range::Keys => {
                sql.push(key).push(" IS NOT NULL");
            }
        }
    }

    fn push_ranges(&self, sql: &mut Builder, key: &str, place: &Place, side: Side) {
        for (position, range) in self.ranges(place, side).into_iter().enumerate() {
            sql.push(if position > 0 { " OR (" } else { " AND ((" });
            self.push_range(sql, key, place, side, range);
            sql.push(")");
        }
        sql.push(")");
    }

    /// The entries of an index in a range, from the place on, at most [`STEPS`].
    fn push_walk_from(
        &self,
        sql: &mut Builder,
        index: &'static str,
        place: &Place,
        side: Side,
        range: Range,
    ) {
        sql.push("SELECT seq, ").push(self.key()).push(" AS sort_key");
        self.push_entries(sql, index);
        sql.push(" AND ");
        self.push_range(sql, self.key(), place, side, range);
        self.push_order(sql, self.key(), "seq", side == Side::Before);
        sql.push(" LIMIT ").push_bind(STEPS);
    }

    /// The nearest invoice in a range, walked to along the index of the order.
    pub(in super::super) fn walked_to(
        &self,
        index: &'static str,
        place: &Place,
        side: Side,
        range: Range,
    ) -> Builder {
        let mut sql = Builder::new("SELECT invoices.id FROM (SELECT seq AS found_seq FROM (");
        self.push_walk_from(&mut sql, index, place, side, range);
        sql.push(") AS steps WHERE 1 = 1");
        self.reach.push(&mut sql);
        self.push_period(&mut sql);
        self.push_tab(&mut sql);
        self.push_order(&mut sql, "sort_key", "seq", side == Side::Before);
        sql.push(" LIMIT 1) AS found CROSS JOIN invoices WHERE invoices.seq = found.found_seq");
        sql
    }

    /// As many rows as that walk had entries before it.
    pub(in super::super) fn walk_length(
        &self,
        index: &'static str,
        place: &Place,
        side: Side,
        range: Range,
    ) -> Builder {
        let mut sql = Builder::new("SELECT count(*) AS count FROM (");
        self.push_walk_from(&mut sql, index, place, side, range);
        sql.push(") AS steps");
        sql
    }

    /// Whether so many entries mean that the walk was given up.
    pub(in super::super) fn was_given_up(entries: i64) -> bool {
        entries >= i64::from(STEPS)
    }

    /// The nearest invoice among what an index selects; of what a search finds where none is named.
    pub(in super::super) fn sorted_to(
        &self,
        index: Option<&'static str>,
        place: &Place,
        side: Side,
    ) -> Builder {
        let mut sql = Builder::new("WITH hit AS ");
        sql.push(self.engine.fence()).push("(SELECT invoices.seq AS seq, stage, status, ");
        sql.push(self.key()).push(" AS sort_key");
        match index {
            Some(index) => self.push_selected(&mut sql, index),
            None => self.push_found(&mut sql),
        }
        sql.push(") SELECT invoices.id FROM (SELECT seq AS found_seq FROM hit WHERE 1 = 1");
        self.push_tab(&mut sql);
        self.push_ranges(&mut sql, "sort_key", place, side);
        self.push_order(&mut sql, "sort_key", "seq", side == Side::Before);
        sql.push(" LIMIT 1) AS found CROSS JOIN invoices WHERE invoices.seq = found.found_seq");
        sql
    }
}
