//! The list as a table for a spreadsheet: everything that its filters select, not only the page.

use std::fs::File;
use std::io::{self, BufWriter, Seek as _};

use axum::extract::Query;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::{Direction, StructureId, format_moment, from_cents, paris_day, readable_name};
use http::Uri;
use operations::{Chosen, ChosenInvoice, InvoiceRow, OperationError, Structure, StructureSummary};
use spreadsheet::{Cell, Column, CsvTable, Kind, Note, Table, WriteError, XlsxDocument, XlsxTable};
use tokio::sync::mpsc;

use super::super::why;
use super::ListQuery;
use crate::web::{Context, PageError, files};

/// Pages on their way from the database to the file.
const PAGES: usize = 2;

/// The formats, by the end of the address.
#[derive(Clone, Copy)]
enum Format {
    Csv,
    Xlsx,
}

impl Format {
    /// The address is one of the route table's.
    fn of(uri: &Uri) -> Self {
        if uri.path().ends_with(".csv") { Self::Csv } else { Self::Xlsx }
    }
}

/// Factures émises.
pub(super) async fn issued(
    context: Context,
    uri: Uri,
    Query(query): Query<ListQuery>,
) -> Result<Response, PageError> {
    export(context, Format::of(&uri), query, Direction::Issued).await
}

/// Factures reçues.
pub(super) async fn received(
    context: Context,
    uri: Uri,
    Query(query): Query<ListQuery>,
) -> Result<Response, PageError> {
    export(context, Format::of(&uri), query, Direction::Received).await
}

async fn export(
    context: Context,
    format: Format,
    query: ListQuery,
    direction: Direction,
) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let structures = desk.portfolio.structures(actor).await?;
    let now = desk.now();
    let filter = query.filter(direction, paris_day(now), &structures);
    let _turn = desk.portfolio.export_turn().await;
    let file = tempfile::tempfile().map_err(OperationError::File)?;
    let (out, pages) = mpsc::channel(PAGES);
    let sheet = Sheet { structures: structures.to_vec(), direction, now };
    let writing = tokio::task::spawn_blocking(move || sheet.write(format, file, pages));
    desk.portfolio.export(actor, filter, out).await?;
    let file =
        writing.await.map_err(io::Error::other).and_then(|written| written).map_err(OperationError::File)?;
    Ok(send(format, direction, now, file)?)
}

/// The chosen invoices as a table, in the format that the end of the address names.
pub(in crate::pages) async fn export_chosen(
    context: &Context,
    uri: &Uri,
    chosen: &Chosen,
) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let (format, now) = (Format::of(uri), desk.now());
    let first = chosen.invoices.first().map(|chosen| chosen.invoice.direction);
    let direction = first.unwrap_or(Direction::Issued);
    let structures = desk.portfolio.structures(actor).await?;
    let _turn = desk.portfolio.export_turn().await;
    desk.portfolio.note_export(actor, chosen).await?;
    let file = tempfile::tempfile().map_err(OperationError::File)?;
    let (out, pages) = mpsc::channel(PAGES);
    let sheet = Sheet { structures: structures.to_vec(), direction, now };
    let writing = tokio::task::spawn_blocking(move || sheet.write(format, file, pages));
    let rows = chosen.invoices.iter().map(ChosenInvoice::row).collect();
    // Who writes it no longer says why below.
    let _ = out.send(rows).await;
    drop(out);
    let file =
        writing.await.map_err(io::Error::other).and_then(|written| written).map_err(OperationError::File)?;
    Ok(send(format, direction, now, file)?)
}

fn send(
    format: Format,
    direction: Direction,
    now: DateTime<Utc>,
    file: File,
) -> Result<Response, OperationError> {
    let (mime, end) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
        Format::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    };
    let what = match direction {
        Direction::Issued => "emises",
        Direction::Received => "recues",
    };
    files::made(file, mime, &format!("factures-{what}-{}.{end}", paris_day(now)))
}

/// What the rows need besides themselves.
struct Sheet {
    structures: Vec<StructureSummary>,
    direction: Direction,
    now: DateTime<Utc>,
}

impl Sheet {
    fn write(&self, format: Format, file: File, pages: mpsc::Receiver<Vec<InvoiceRow>>) -> io::Result<File> {
        let columns = self.columns();
        let failed = |error: WriteError| io::Error::other(error);
        let out = BufWriter::new(file.try_clone()?);
        match format {
            Format::Csv => self.fill(CsvTable::new(out, &columns).map_err(failed)?, pages),
            Format::Xlsx => {
                let document = XlsxDocument {
                    title: self.title().to_owned(),
                    sheet: "Factures".to_owned(),
                    created: self.now,
                    note: Some(Note { sheet: "Extraction".to_owned(), lines: self.note() }),
                    waiting_place: None,
                };
                self.fill(XlsxTable::new(out, &columns, &document).map_err(failed)?, pages)
            }
        }
        .map_err(failed)?;
        let mut file = file;
        file.rewind()?;
        Ok(file)
    }

    fn fill(
        &self,
        mut table: impl Table,
        mut pages: mpsc::Receiver<Vec<InvoiceRow>>,
    ) -> Result<(), WriteError> {
        while let Some(rows) = pages.blocking_recv() {
            for row in rows {
                table.row(&self.cells(&row))?;
            }
        }
        table.finish().map(drop)
    }

    const fn title(&self) -> &'static str {
        match self.direction {
            Direction::Issued => "Factures émises",
            Direction::Received => "Factures reçues",
        }
    }

    /// Where the figures come from, and how old they are (conventions of the field: an extraction says so).
    fn note(&self) -> Vec<String> {
        let synced = || self.structures.iter().map(|summary| summary.structure.synced_at);
        let mut lines = vec![format!("{}, extraction du {}.", self.title(), format_moment(self.now))];
        if let Some(oldest) = synced().flatten().min() {
            let oldest = format_moment(oldest);
            lines.push(format!("Source\u{a0}: Chorus Pro, synchronisé le {oldest} au plus tôt."));
        }
        if synced().any(|at| at.is_none()) {
            lines.push("Certaines structures ne sont pas encore synchronisées.".to_owned());
        }
        lines
    }

    fn columns(&self) -> Vec<Column> {
        let partner = match self.direction {
            Direction::Issued => "Destinataire",
            Direction::Received => "Fournisseur",
        };
        vec![
            Column::new("Structure", Kind::Text, 32),
            Column::new("SIRET de la structure", Kind::Text, 17),
            Column::new("Environnement", Kind::Text, 14),
            Column::new("N° facture", Kind::Text, 20),
            Column::new("Type", Kind::Text, 9),
            Column::new("État", Kind::Text, 26),
            Column::new("Code de l’état", Kind::Text, 26),
            Column::new("Depuis le", Kind::Moment, 18),
            Column::new("Motif", Kind::Text, 40),
            Column::new(partner, Kind::Text, 32),
            Column::new(format!("Identifiant du {}", partner.to_lowercase()), Kind::Text, 17),
            Column::new("Code service", Kind::Text, 16),
            Column::new("N° d’engagement", Kind::Text, 18),
            Column::new("Date de facture", Kind::Day, 12),
            Column::new("Montant TTC", Kind::Amount, 14),
            Column::new("Devise", Kind::Text, 7),
            Column::new("Mise à disposition le", Kind::Moment, 18),
        ]
    }

    fn cells(&self, row: &InvoiceRow) -> Vec<Cell> {
        let structure = self.structure(row.structure);
        let amount = row.gross_cents.map(|cents| from_cents(row.kind.signed(cents)));
        vec![
            structure.map(|structure| readable_name(&structure.name)).into(),
            structure.map(|structure| structure.identifier.as_str().to_owned()).into(),
            structure.map(|structure| structure.environment.label().to_owned()).into(),
            row.number.clone().into(),
            row.kind.label().into(),
            row.status.label().into(),
            row.status.code().into(),
            row.status_at.into(),
            why(row.status_reason.as_ref(), row.status_comment.as_deref()).into(),
            readable_name(&row.partner_name).into(),
            row.partner_siret.clone().into(),
            row.service_code.clone().into(),
            row.engagement.clone().into(),
            row.date.into(),
            amount.map_or(Cell::Empty, Cell::Amount),
            row.currency.clone().into(),
            row.arrived_at.into(),
        ]
    }

    fn structure(&self, id: StructureId) -> Option<&Structure> {
        self.structures.iter().map(|summary| &summary.structure).find(|structure| structure.id == id)
    }
}
