//! The journal as a table for a spreadsheet: everything that its filters select. Codes and identifiers stand beside the words:
//! these are what the hashes are of.

use std::fs::File;
use std::io::{self, BufWriter, Seek as _};

use axum::extract::Query;
use axum::response::Response;
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{format_moment, paris_day};
use http::Uri;
use operations::{JournalHead, JournalLine, JournalNames, OperationError};
use spreadsheet::{Cell, Column, CsvTable, Kind, Note, Table, WriteError, XlsxDocument, XlsxTable};
use tokio::sync::mpsc;

use super::query::JournalQuery;
use crate::web::{Context, PageError, files};
use crate::words::{action_words, result_words, value_words};

/// Pages on their way from the database to the file.
const PAGES: usize = 2;

/// The journal in the format that the end of the address names.
pub(super) async fn export(
    context: Context,
    uri: Uri,
    Query(query): Query<JournalQuery>,
) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let now = desk.now();
    let is_csv = uri.path().ends_with(".csv");
    let filter = query.filter(paris_day(now));
    let names = desk.journal.names(actor).await?;
    let head = desk.journal.head(actor).await?;
    let _turn = desk.portfolio.export_turn().await;
    let file = tempfile::tempfile().map_err(OperationError::File)?;
    let (out, pages) = mpsc::channel(PAGES);
    let sheet = Sheet { names, head, organization: actor.organization_name.clone(), now };
    let writing = tokio::task::spawn_blocking(move || sheet.write(is_csv, file, pages));
    desk.journal.export(actor, filter, out).await?;
    let file =
        writing.await.map_err(io::Error::other).and_then(|written| written).map_err(OperationError::File)?;
    let (mime, end) = if is_csv {
        ("text/csv; charset=utf-8", "csv")
    } else {
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
    };
    Ok(files::made(file, mime, &format!("journal-{}.{end}", paris_day(now)))?)
}

/// What the rows need besides themselves.
struct Sheet {
    names: JournalNames,
    head: Option<JournalHead>,
    organization: String,
    now: DateTime<Utc>,
}

impl Sheet {
    fn write(&self, is_csv: bool, file: File, pages: mpsc::Receiver<Vec<JournalLine>>) -> io::Result<File> {
        let columns = columns();
        let failed = |error: WriteError| io::Error::other(error);
        let out = BufWriter::new(file.try_clone()?);
        if is_csv {
            self.fill(CsvTable::new(out, &columns).map_err(failed)?, pages)
        } else {
            let document = XlsxDocument {
                title: "Journal".to_owned(),
                sheet: "Journal".to_owned(),
                created: self.now,
                note: Some(Note { sheet: "Extraction".to_owned(), lines: self.note() }),
                waiting_place: None,
            };
            self.fill(XlsxTable::new(out, &columns, &document).map_err(failed)?, pages)
        }
        .map_err(failed)?;
        let mut file = file;
        file.rewind()?;
        Ok(file)
    }

    fn fill(
        &self,
        mut table: impl Table,
        mut pages: mpsc::Receiver<Vec<JournalLine>>,
    ) -> Result<(), WriteError> {
        while let Some(lines) = pages.blocking_recv() {
            for line in lines {
                table.row(&self.cells(&line))?;
            }
        }
        table.finish().map(drop)
    }

    fn note(&self) -> Vec<String> {
        let mut lines =
            vec![format!("Journal de {}, extraction du {}.", self.organization, format_moment(self.now))];
        if let Some(head) = self.head {
            lines.push(format!("Empreinte au début de l’extraction\u{a0}: {}", head.to_keep()));
        }
        lines
    }

    fn cells(&self, line: &JournalLine) -> Vec<Cell> {
        let said = |value: &Option<String>| value.as_ref().map(|value| value_words(value, &self.names));
        let known = self.names.people.get(&line.object).or_else(|| self.names.structures.get(&line.object));
        vec![
            i64::try_from(line.number).unwrap_or(i64::MAX).into(),
            line.at.into(),
            line.user_name.clone().into(),
            action_words(&line.action).unwrap_or(&line.action).into(),
            known.cloned().into(),
            line.detail.clone().into(),
            said(&line.before).into(),
            said(&line.after).into(),
            line.result.map(|result| result_words(result).to_owned()).into(),
            line.at.to_rfc3339_opts(SecondsFormat::Millis, true).into(),
            line.user.map(|user| user.to_string()).into(),
            line.action.clone().into(),
            line.object.clone().into(),
            line.before.clone().into(),
            line.after.clone().into(),
            line.result.map(|result| result.code().to_owned()).into(),
            line.hash.clone().into(),
        ]
    }
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("N°", Kind::Count, 8),
        Column::new("Date", Kind::Moment, 18),
        Column::new("Qui", Kind::Text, 24),
        Column::new("Acte", Kind::Text, 40),
        Column::new("Objet", Kind::Text, 32),
        Column::new("Détail", Kind::Text, 32),
        Column::new("Avant", Kind::Text, 24),
        Column::new("Après", Kind::Text, 24),
        Column::new("Résultat", Kind::Text, 10),
        Column::new("Instant (UTC)", Kind::Text, 26),
        Column::new("Identifiant de la personne", Kind::Text, 38),
        Column::new("Code de l’acte", Kind::Text, 26),
        Column::new("Identifiant de l’objet", Kind::Text, 38),
        Column::new("Valeur avant", Kind::Text, 24),
        Column::new("Valeur après", Kind::Text, 24),
        Column::new("Code du résultat", Kind::Text, 12),
        Column::new("Empreinte", Kind::Text, 66),
    ]
}
