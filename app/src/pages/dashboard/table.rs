//! The figures of a picture as a table, on the page and as CSV.

use std::io;

use domain::{format_amount, format_decimal};
use leptos::prelude::*;
use rust_decimal::Decimal;
use spreadsheet::{Cell, Column, CsvTable, Kind, Table as _};

use crate::components::grouped;

/// A value of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    Count(u64),
    /// In euros, or in the currency that another column names.
    Amount(Decimal),
    Days(u32),
    Tenths(u64),
    Percent(Decimal),
    Nothing,
}

impl Value {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn cell(&self) -> Cell {
        match self {
            Self::Text(text) => Cell::Text(text.clone()),
            Self::Count(number) => Cell::Count(i64::try_from(*number).unwrap_or(i64::MAX)),
            Self::Amount(amount) => Cell::Amount(*amount),
            Self::Days(days) => Cell::Count(i64::from(*days)),
            Self::Tenths(tenths) => Cell::Text(super::words::tenths_text(*tenths)),
            Self::Percent(percent) => Cell::Percent(*percent),
            Self::Nothing => Cell::Empty,
        }
    }

    fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(number) => grouped(*number),
            Self::Amount(amount) => format_amount(*amount, "EUR").trim_end_matches("\u{a0}€").to_owned(),
            Self::Days(days) => days.to_string(),
            Self::Tenths(tenths) => super::words::tenths_text(*tenths),
            Self::Percent(percent) => {
                let text = format_decimal(*percent);
                format!("{}\u{a0}%", text.trim_end_matches('0').trim_end_matches(','))
            }
            Self::Nothing => "–".to_owned(),
        }
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Words,
    Counts,
    Amounts,
    Days,
    Percents,
}

/// A table of figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    /// What it holds, for those who do not see the picture.
    pub(super) caption: &'static str,
    /// Titles with their unit; the first one names the rows.
    pub(super) columns: Vec<(String, Holds)>,
    pub(super) rows: Vec<Vec<Value>>,
}

impl Table {
    pub(super) fn new(caption: &'static str, columns: &[(&str, Holds)]) -> Self {
        let columns = columns.iter().map(|(title, holds)| ((*title).to_owned(), *holds)).collect();
        Self { caption, columns, rows: Vec::new() }
    }

    pub(super) fn view(&self) -> AnyView {
        let titles = self.columns.iter().map(|(title, holds)| {
            let numeric = (*holds != Holds::Words).then_some("");
            view! { <th scope="col" data-numeric=numeric>{title.clone()}</th> }
        });
        let rows = self.rows.iter().map(|row| {
            let cells = row.iter().zip(&self.columns).enumerate().map(|(place, (value, (title, holds)))| {
                let numeric = (*holds != Holds::Words).then_some("");
                if place == 0 {
                    view! { <th scope="row">{value.shown()}</th> }.into_any()
                } else {
                    view! { <td data-numeric=numeric data-label=title.clone()>{value.shown()}</td> }
                        .into_any()
                }
            });
            view! { <tr>{cells.collect_view()}</tr> }
        });
        view! {
            <table class="table figures">
                <caption class="visually-hidden">{self.caption}</caption>
                <thead><tr>{titles.collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        }
        .into_any()
    }

    /// Writes it as CSV.
    pub(super) fn write(&self, out: impl io::Write) -> io::Result<()> {
        let columns: Vec<Column> = self
            .columns
            .iter()
            .map(|(title, holds)| {
                let kind = match holds {
                    Holds::Words => Kind::Text,
                    Holds::Counts => Kind::Count,
                    Holds::Amounts => Kind::Amount,
                    // A day, or a number of days with its tenths.
                    Holds::Days => Kind::Text,
                    Holds::Percents => Kind::Percent,
                };
                Column::new(title.clone(), kind, 20)
            })
            .collect();
        let mut table = CsvTable::new(out, &columns).map_err(io::Error::other)?;
        for row in &self.rows {
            let cells: Vec<Cell> = row.iter().map(Value::cell).collect();
            table.row(&cells).map_err(io::Error::other)?;
        }
        table.finish().map(drop).map_err(io::Error::other)
    }
}
