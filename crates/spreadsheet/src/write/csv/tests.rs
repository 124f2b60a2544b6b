use chrono::{NaiveDate, TimeZone as _, Utc};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::write::Kind;

fn written(columns: &[Column], rows: &[Vec<Cell>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut table = CsvTable::new(&mut bytes, columns).unwrap();
    for row in rows {
        table.row(row).unwrap();
    }
    let written = table.finish().unwrap();
    assert_eq!(written, Written { rows: u32::try_from(rows.len()).unwrap(), ..Written::default() });
    bytes
}

/// One column of text, read by a reader that is not ours.
fn read_back(text: &str) -> String {
    let bytes = written(&[Column::new("A", Kind::Text, 10)], &[vec![Cell::Text(text.to_owned())]]);
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(&bytes[3..]);
    let record = reader.records().next().unwrap().unwrap();
    assert_eq!(record.len(), 1, "{text:?}");
    record[0].to_owned()
}

#[test]
fn french_excel_reads_accents_columns_commas_and_zeros() {
    let day = |year, month, day| Cell::Day(NaiveDate::from_ymd_opt(year, month, day).unwrap());
    let columns = [
        Column::new("Numéro", Kind::Text, 12),
        Column::new("Destinataire", Kind::Text, 30),
        Column::new("SIRET", Kind::Text, 16),
        Column::new("Date", Kind::Day, 12),
        Column::new("Total TTC", Kind::Amount, 12),
    ];
    let rows = [
        vec![
            "0012".into(),
            "LYCÉE \"CHAPPE\" ; annexe".into(),
            "19450330700011".into(),
            day(2026, 11, 20),
            Cell::Amount(Decimal::new(12_005, 1)),
        ],
        vec![
            "=2+3".into(),
            "COMMUNE D'É".into(),
            "00012345600017".into(),
            day(2026, 12, 1),
            Cell::Amount(Decimal::from(-12)),
        ],
    ];
    let expected = "\u{feff}Numéro;Destinataire;SIRET;Date;Total TTC\r\n\
        \"0012\";\"LYCÉE \"\"CHAPPE\"\" ; annexe\";\"19450330700011\";20/11/2026;1200,50\r\n\
        \"'=2+3\";\"COMMUNE D'É\";\"00012345600017\";01/12/2026;-12,00\r\n";
    assert_eq!(String::from_utf8(written(&columns, &rows)).unwrap(), expected);
}

#[test]
fn each_kind_of_cell_has_its_form() {
    let columns: Vec<Column> =
        (1..=5).map(|number| Column::new(format!("C{number}"), Kind::Text, 9)).collect();
    let row = vec![
        Cell::Empty,
        Cell::Text(String::new()),
        Cell::Moment(Utc.with_ymd_and_hms(2026, 11, 5, 13, 5, 9).unwrap()),
        Cell::Count(-1_234_567),
        Cell::Percent(Decimal::new(550, 2)),
    ];
    let text = String::from_utf8(written(&columns, &[row])).unwrap();
    assert!(text.ends_with("\r\n;;05/11/2026 14:05:09;-1234567;5,5%\r\n"), "{text}");
}

#[test]
fn titles_are_between_quotes_only_where_they_must_be() {
    let titles = ["Total TTC", "a;b", "=1", " a", "d'État"].map(|title| Column::new(title, Kind::Text, 9));
    let text = String::from_utf8(written(&titles, &[])).unwrap();
    assert_eq!(text, "\u{feff}Total TTC;\"a;b\";\"'=1\";\" a\";d'État\r\n");
}

#[test]
fn a_row_of_another_width_is_refused() {
    let mut bytes = Vec::new();
    let mut table = CsvTable::new(&mut bytes, &[Column::new("A", Kind::Text, 9)]).unwrap();
    let error = table.row(&[Cell::Empty, Cell::Empty]).unwrap_err();
    assert!(matches!(error, WriteError::Width { row: 1, cells: 2, columns: 1 }), "{error:?}");
}

#[test]
fn a_place_that_takes_nothing_is_an_error() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let table = CsvTable::new(Full, &[Column::new("A", Kind::Text, 9)]).unwrap();
    assert!(matches!(table.finish(), Err(WriteError::Io(_))));
}

proptest! {
    #[test]
    fn no_text_begins_a_formula_or_another_cell(text in "(?s)[\u{0}-\u{20}'\u{a0}\u{200b}]{0,3}[=+@;,\"＝－-]{0,2}.{0,12}") {
        let back = read_back(&text);
        let seen = back.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{200b}');
        prop_assert!(!seen.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']), "{:?}", back);
        prop_assert!(!back.starts_with(['\t', '\r', '\n']), "{:?}", back);
    }

    #[test]
    fn amounts_never_change(cents in any::<i64>()) {
        let columns = [Column::new("A", Kind::Amount, 9)];
        let bytes = written(&columns, &[vec![Cell::Amount(Decimal::new(cents, 2))]]);
        let text = String::from_utf8(bytes).unwrap();
        let line = text.lines().nth(1).unwrap();
        prop_assert_eq!(line.replace(',', ".").parse::<Decimal>().unwrap(), Decimal::new(cents, 2));
    }
}
