//! Tables that leave: the template, and the rows of a batch that are to be corrected.

use std::io::Cursor;

use axum::body::Body;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Utc};
use domain::{BatchColumn, BatchId};
use http::{HeaderValue, StatusCode, Uri, header};
use operations::{Batch, BatchItem, OperationError};
use spreadsheet::{Cell, Column, CsvTable, Kind, Note, Table, WriteError, XlsxDocument, XlsxTable};

use super::super::said;
use crate::web::{Context, PageError};

/// The title of the column that says what is to be corrected. It stands for no column of a table, and is passed over when
/// the corrected table is given again.
const TO_CORRECT: &str = "À corriger (Pupitre)";

/// The template, empty but for its titles; as a workbook with a sheet that says what each column holds.
pub(super) async fn template(context: Context, uri: Uri) -> Result<Response, PageError> {
    // The address is one of the route table's.
    let is_csv = uri.path().ends_with(".csv");
    let bytes = if is_csv { csv_template() } else { xlsx_template(context.site.desk.now()) };
    let bytes = bytes.map_err(unwritten)?;
    let (mime, name) = if is_csv {
        ("text/csv; charset=utf-8", "modele-factures.csv")
    } else {
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "modele-factures.xlsx")
    };
    Ok(send(bytes, mime, name))
}

/// What of a batch is to be corrected, as it was given and with why.
pub(super) async fn held(context: Context, Path(id): Path<BatchId>) -> Result<Response, PageError> {
    let (batch, items) = context.site.desk.batches.held_items(&context.actor, id).await?;
    let writing = tokio::task::spawn_blocking(move || held_table(&batch, &items));
    let bytes = writing.await.map_err(std::io::Error::other).map_err(OperationError::File)?;
    Ok(send(bytes.map_err(unwritten)?, "text/csv; charset=utf-8", "factures-a-corriger.csv"))
}

fn unwritten(error: WriteError) -> PageError {
    OperationError::File(std::io::Error::other(error)).into()
}

fn send(bytes: Vec<u8>, mime: &'static str, name: &'static str) -> Response {
    let mut response = (StatusCode::OK, Body::from(bytes)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

fn columns() -> Vec<Column> {
    let kind = |column: &BatchColumn| match column {
        BatchColumn::Net
        | BatchColumn::Vat
        | BatchColumn::Gross
        | BatchColumn::Discount
        | BatchColumn::Due
        | BatchColumn::LinePrice
        | BatchColumn::LineDiscount => Kind::Amount,
        BatchColumn::Date => Kind::Day,
        _ => Kind::Text,
    };
    BatchColumn::ALL.iter().map(|column| Column::new(column.title(), kind(column), 20)).collect()
}

fn csv_template() -> Result<Vec<u8>, WriteError> {
    let mut bytes = Vec::new();
    CsvTable::new(&mut bytes, &columns())?.finish()?;
    Ok(bytes)
}

fn xlsx_template(now: DateTime<Utc>) -> Result<Vec<u8>, WriteError> {
    let mut lines = vec![
        "Une facture par ligne ; plusieurs lignes du même numéro font une seule facture.".to_owned(),
        "Les colonnes vides peuvent être retirées, et leur ordre changé.".to_owned(),
    ];
    let hint = |column: &BatchColumn| format!("{}\u{a0}: {}", column.title(), column.hint());
    lines.extend(BatchColumn::ALL.iter().map(hint));
    let document = XlsxDocument {
        title: "Modèle de tableau de factures".to_owned(),
        sheet: "Factures".to_owned(),
        created: now,
        note: Some(Note { sheet: "Mode d’emploi".to_owned(), lines }),
        waiting_place: None,
    };
    let mut bytes = Cursor::new(Vec::new());
    XlsxTable::new(&mut bytes, &columns(), &document)?.finish()?;
    Ok(bytes.into_inner())
}

fn held_table(batch: &Batch, items: &[BatchItem]) -> Result<Vec<u8>, WriteError> {
    let mut columns: Vec<Column> =
        batch.titles.iter().map(|title| Column::new(title.clone(), Kind::Text, 20)).collect();
    columns.push(Column::new(TO_CORRECT, Kind::Text, 60));
    let mut bytes = Vec::new();
    let mut table = CsvTable::new(&mut bytes, &columns)?;
    for item in items {
        let why = item.lack.as_ref().map(said).unwrap_or_default();
        for row in &item.cells {
            let mut cells: Vec<Cell> = (0..batch.titles.len())
                .map(|place| row.get(place).map(String::as_str).unwrap_or_default().into())
                .collect();
            cells.push(why.clone().into());
            table.row(&cells)?;
        }
    }
    table.finish()?;
    Ok(bytes)
}
