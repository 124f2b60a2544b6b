//! The table that goes with the files of chosen invoices: which file is whose, and its SHA-256.

use domain::from_cents;
use operations::{Chosen, OperationError};
use spreadsheet::{Cell, Column, CsvTable, Kind, Table as _, WriteError};

/// A row a file; an invoice without any has one as well.
pub(super) fn csv(chosen: &Chosen) -> Result<String, OperationError> {
    let columns = [
        Column::new("Dossier", Kind::Text, 24),
        Column::new("N° facture", Kind::Text, 20),
        Column::new("Type", Kind::Text, 9),
        Column::new("État", Kind::Text, 26),
        Column::new("Autre partie", Kind::Text, 32),
        Column::new("Date de facture", Kind::Day, 12),
        Column::new("Montant TTC", Kind::Amount, 14),
        Column::new("Devise", Kind::Text, 7),
        Column::new("Fichier", Kind::Text, 32),
        Column::new("SHA-256", Kind::Text, 64),
    ];
    let failed = |error: WriteError| OperationError::File(std::io::Error::other(error));
    let mut bytes = Vec::new();
    let mut table = CsvTable::new(&mut bytes, &columns).map_err(failed)?;
    for (place, chosen) in chosen.invoices.iter().enumerate() {
        let invoice = &chosen.invoice;
        let amount = invoice.gross_cents.map(|cents| from_cents(invoice.kind.signed(cents)));
        let mut row = |file: Option<(&str, &str)>| {
            let (name, sum) = file.unwrap_or(("", ""));
            table.row(&[
                chosen.folder(place).into(),
                invoice.number.clone().into(),
                invoice.kind.label().into(),
                invoice.status.label().into(),
                invoice.partner_name.clone().into(),
                invoice.date.into(),
                amount.map_or(Cell::Empty, Cell::Amount),
                invoice.currency.clone().into(),
                name.into(),
                sum.into(),
            ])
        };
        for file in &chosen.files {
            row(Some((&file.name, &file.sha256))).map_err(failed)?;
        }
        if chosen.files.is_empty() {
            row(None).map_err(failed)?;
        }
    }
    table.finish().map_err(failed)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
