//! What an export of 50,000 rows and 14 columns costs: seconds, bytes, and the most memory that was resident (Linux).
//!
//! `scripts/toolchain cargo run --release -p spreadsheet --example export_speed [rows]`

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use chrono::{DateTime, Days, NaiveDate, TimeDelta};
use rust_decimal::Decimal;
use spreadsheet::{Cell, Column, CsvTable, Kind, Note, Table, WriteError, Written, XlsxDocument, XlsxTable};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rows: u32 = std::env::args().nth(1).map_or(Ok(50_000), |rows| rows.parse())?;
    let folder = std::env::temp_dir().join(format!("export-speed-{}", std::process::id()));
    std::fs::create_dir(&folder)?;
    let measured = measure(rows, &folder);
    std::fs::remove_dir_all(&folder)?;
    measured
}

fn measure(rows: u32, folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let columns = columns();
    report("CSV", rows, &folder.join("export.csv"), |file| fill(CsvTable::new(file, &columns)?, rows))?;
    let document = XlsxDocument {
        title: "Factures émises".to_owned(),
        sheet: "Factures émises".to_owned(),
        created: DateTime::UNIX_EPOCH,
        note: Some(Note { sheet: "Extraction".to_owned(), lines: vec!["source Chorus Pro".to_owned()] }),
        waiting_place: Some(folder.to_owned()),
    };
    report("XLSX", rows, &folder.join("export.xlsx"), |file| {
        fill(XlsxTable::new(file, &columns, &document)?, rows)
    })
}

fn report(
    name: &str,
    rows: u32,
    path: &Path,
    write: impl FnOnce(File) -> Result<Written, WriteError>,
) -> Result<(), Box<dyn std::error::Error>> {
    // Starts the peak anew; where it cannot, the figure is that of the whole run.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let file = File::create(path)?;
    let before = Instant::now();
    let written = write(file)?;
    let seconds = before.elapsed().as_secs_f64();
    let bytes = std::fs::metadata(path)?.len();
    writeln!(
        std::io::stdout(),
        "{name}: {rows} rows of {} cells in {seconds:.2} s, {bytes} bytes, at most {:.1} MB resident ({written:?})",
        columns().len(),
        peak_megabytes(),
    )?;
    Ok(())
}

/// The most that was resident, in millions of bytes; 0 where the kernel does not say.
fn peak_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    let kibibytes: f64 = line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or(0.0);
    kibibytes * 1_024.0 / 1e6
}

fn columns() -> Vec<Column> {
    [
        ("État", Kind::Text, 24),
        ("Numéro", Kind::Text, 16),
        ("Client", Kind::Text, 40),
        ("SIRET", Kind::Text, 16),
        ("Service", Kind::Text, 24),
        ("Engagement", Kind::Text, 16),
        ("Date de facture", Kind::Day, 12),
        ("Déposée le", Kind::Moment, 18),
        ("Total HT", Kind::Amount, 14),
        ("TVA", Kind::Amount, 14),
        ("Total TTC", Kind::Amount, 14),
        ("Taux", Kind::Percent, 8),
        ("Lignes", Kind::Count, 8),
        ("Dernier événement", Kind::Text, 60),
    ]
    .map(|(title, kind, width)| Column::new(title, kind, width))
    .to_vec()
}

/// Rows that differ from each other, as those of an export do.
fn fill(mut table: impl Table, rows: u32) -> Result<Written, WriteError> {
    const STATES: [&str; 4] =
        ["Mise à disposition du destinataire", "Suspendue", "Mise en paiement", "Rejetée"];
    let first_day = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap_or_default();
    for number in 0..rows {
        let cents = i64::from(number.wrapping_mul(2_654_435_761) % 10_000_000);
        let day = first_day.checked_add_days(Days::new(u64::from(number % 1_000))).unwrap_or(first_day);
        let state = STATES.get(number as usize % STATES.len()).copied().unwrap_or_default();
        table.row(&[
            state.into(),
            format!("F2026-{number:06}").into(),
            format!("COMMUNE DE SAINT-ÉTIENNE-LE-{}", number % 5_000).into(),
            format!("{:014}", 21_450_000_000_000_u64 + u64::from(number % 5_000)).into(),
            format!("SERVICE-{:03}", number % 200).into(),
            format!("00{number:08}").into(),
            day.into(),
            (DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + i64::from(number) * 61)).into(),
            Cell::Amount(Decimal::new(cents, 2)),
            Cell::Amount(Decimal::new(cents / 5, 2)),
            Cell::Amount(Decimal::new(cents + cents / 5, 2)),
            Cell::Percent(Decimal::from(20)),
            i64::from(number % 40).into(),
            format!("Prise en charge n° {number} ; « à compléter » par le service, pièce {}", number % 7)
                .into(),
        ])?;
    }
    table.finish()
}
