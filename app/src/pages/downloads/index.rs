//! The index of a package: a table and a page of everything that is in it, and of what is not.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Seek as _, Write as _};

use chrono::{DateTime, Utc};
use domain::{format_amount, format_day, format_moment, from_cents, readable_name};
use operations::{LeftOut, PackageIndex, PackedInvoice};
use spreadsheet::{Cell, Column, CsvTable, Kind, Table as _, WriteError};

use crate::web::escape;
use crate::words::Sentence as _;

/// The beginning of the page. It stands alone on somebody's disk: its style is inside, and it asks for nothing.
const HEAD: &str = "<!DOCTYPE html>\n<html lang=\"fr\"><head><meta charset=\"utf-8\">\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
    <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
    <title>Index des factures</title><style>\
    body{font:1rem/1.5 system-ui,sans-serif;margin:2rem;color-scheme:light dark}\
    table{border-collapse:collapse;width:100%}caption{text-align:left;padding:.5rem 0}\
    th,td{text-align:left;vertical-align:top;padding:.375rem .75rem;border-bottom:1px solid #8886}\
    .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\
    code{font-size:.75rem;overflow-wrap:anywhere}ul{margin:0;padding-left:1rem}\
    .m{font-weight:600}</style></head><body>\n<h1>Index des factures</h1>\n";

/// Writes table and page as the invoices leave.
pub(super) struct Index {
    table: CsvTable<File>,
    csv: File,
    page: BufWriter<File>,
    invoices: u64,
    incomplete: u64,
}

fn failed(error: WriteError) -> io::Error {
    match error {
        WriteError::Io(error) => error,
        other => io::Error::other(other),
    }
}

impl Index {
    /// Begins both.
    pub(super) fn begin(now: DateTime<Utc>) -> io::Result<Self> {
        let columns = [
            Column::new("N° facture", Kind::Text, 20),
            Column::new("Type", Kind::Text, 9),
            Column::new("Date de facture", Kind::Day, 12),
            Column::new("Structure", Kind::Text, 32),
            Column::new("Autre partie", Kind::Text, 32),
            Column::new("Identifiant de l’autre partie", Kind::Text, 17),
            Column::new("Code service", Kind::Text, 16),
            Column::new("N° d’engagement", Kind::Text, 18),
            Column::new("Montant TTC", Kind::Amount, 14),
            Column::new("Devise", Kind::Text, 7),
            Column::new("État", Kind::Text, 26),
            Column::new("N° Chorus Pro", Kind::Text, 14),
            Column::new("Fichier", Kind::Text, 48),
            Column::new("Octets", Kind::Count, 12),
            Column::new("SHA-256", Kind::Text, 64),
            Column::new("Manque", Kind::Text, 60),
        ];
        let csv = tempfile::tempfile()?;
        let table = CsvTable::new(csv.try_clone()?, &columns).map_err(failed)?;
        let mut page = BufWriter::new(tempfile::tempfile()?);
        page.write_all(HEAD.as_bytes())?;
        writeln!(
            page,
            "<p>Établi par Pupitre le {}. Les fichiers sont les originaux, tels que reçus\u{a0}; leurs empreintes SHA-256 \
             se vérifient avec <code>sha256sum -c empreintes.sha256</code>.</p>",
            format_moment(now)
        )?;
        page.write_all(
            "<table><thead><tr><th>N° facture</th><th>Date</th><th>Autre partie</th><th class=\"n\">TTC</th>\
             <th>Fichiers</th></tr></thead><tbody>\n"
                .as_bytes(),
        )?;
        Ok(Self { table, csv, page, invoices: 0, incomplete: 0 })
    }

    fn rows(&mut self, packed: &PackedInvoice) -> io::Result<()> {
        let invoice = &packed.invoice;
        let amount = invoice.gross_cents.map(|cents| from_cents(invoice.kind.signed(cents)));
        let mut row = |name: &str, bytes: Option<i64>, sum: &str, missing: String| {
            self.table.row(&[
                invoice.number.clone().into(),
                invoice.kind.label().into(),
                invoice.date.into(),
                readable_name(&packed.structure.name).into(),
                readable_name(&invoice.partner_name).into(),
                invoice.partner_siret.clone().into(),
                invoice.service_code.clone().into(),
                invoice.engagement.clone().into(),
                amount.map_or(Cell::Empty, Cell::Amount),
                invoice.currency.clone().into(),
                invoice.status.label().into(),
                invoice.chorus_id.map(|id| id.to_string()).into(),
                name.into(),
                bytes.into(),
                sum.into(),
                missing.into(),
            ])
        };
        for file in &packed.files {
            row(&file.name, Some(file.bytes), &file.sha256, String::new()).map_err(failed)?;
        }
        for left_out in &packed.left_out {
            row("", None, "", told(left_out)).map_err(failed)?;
        }
        if packed.files.is_empty() && packed.left_out.is_empty() {
            row("", None, "", "Aucun fichier".to_owned()).map_err(failed)?;
        }
        Ok(())
    }

    fn entry(&mut self, packed: &PackedInvoice) -> io::Result<()> {
        let invoice = &packed.invoice;
        let amount = invoice
            .gross_cents
            .map(|cents| format_amount(from_cents(invoice.kind.signed(cents)), &invoice.currency))
            .unwrap_or_default();
        let number = if invoice.number.is_empty() { "Sans numéro" } else { &invoice.number };
        let mut line = format!(
            "<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"n\">{}</td><td><ul>",
            escape(number),
            invoice.date.map(format_day).unwrap_or_default(),
            escape(&readable_name(&invoice.partner_name)),
            escape(&amount),
        );
        // Writing to a string cannot fail.
        for file in &packed.files {
            // Names have letters, digits and `-_./` only: they are an address as they are.
            let _ = write!(
                line,
                "<li><a href=\"{name}\">{name}</a><br><code>{}</code></li>",
                file.sha256,
                name = escape(&file.name),
            );
        }
        for left_out in &packed.left_out {
            let _ = write!(line, "<li class=\"m\">{}</li>", escape(&told(left_out)));
        }
        line.push_str("</ul></td></tr>\n");
        self.page.write_all(line.as_bytes())
    }
}

/// What is missing, and why.
fn told(left_out: &LeftOut) -> String {
    match left_out.what.as_str() {
        "" => format!("Manque\u{a0}: {}", left_out.reason.sentence()),
        what => format!("Manque {what}\u{a0}: {}", left_out.reason.sentence()),
    }
}

impl PackageIndex for Index {
    fn line(&mut self, packed: &PackedInvoice) -> io::Result<()> {
        self.invoices += 1;
        self.incomplete += u64::from(!packed.left_out.is_empty());
        self.rows(packed)?;
        self.entry(packed)
    }

    fn finish(self: Box<Self>, out_of_reach: u64) -> io::Result<Vec<(String, File)>> {
        let Self { table, mut csv, mut page, invoices, incomplete } = *self;
        table.finish().map_err(failed)?;
        csv.rewind()?;
        write!(page, "</tbody></table>\n<p>{} au total", counted(invoices))?;
        if incomplete > 0 {
            write!(
                page,
                "\u{a0}; <span class=\"m\">pour {incomplete} d’entre elles, il manque un fichier</span>"
            )?;
        }
        page.write_all(".".as_bytes())?;
        if out_of_reach > 0 {
            let words = if out_of_reach == 1 {
                "ne vous est plus accessible et n’y figure pas"
            } else {
                "ne vous sont plus accessibles et n’y figurent pas"
            };
            write!(page, " {} {words}.", counted(out_of_reach))?;
        }
        page.write_all(b"</p></body></html>\n")?;
        let mut page = page.into_inner().map_err(io::IntoInnerError::into_error)?;
        page.rewind()?;
        Ok(vec![("index.html".to_owned(), page), ("index.csv".to_owned(), csv)])
    }
}

fn counted(invoices: u64) -> String {
    if invoices == 1 { "1 facture".to_owned() } else { format!("{invoices} factures") }
}
