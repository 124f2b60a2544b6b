use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx};
use chrono::{NaiveDate, TimeZone as _};
use proptest::prelude::*;

use super::*;
use crate::write::Kind;

fn document() -> XlsxDocument {
    XlsxDocument {
        title: "Factures émises".to_owned(),
        sheet: "Factures".to_owned(),
        created: Utc.with_ymd_and_hms(2026, 11, 5, 13, 5, 9).unwrap(),
        note: None,
        waiting_place: None,
    }
}

fn columns(count: usize) -> Vec<Column> {
    (1..=count).map(|number| Column::new(format!("C{number}"), Kind::Text, 12)).collect()
}

fn written(document: &XlsxDocument, columns: &[Column], rows: &[Vec<Cell>]) -> (Vec<u8>, Written) {
    let mut bytes = Vec::new();
    let mut table = XlsxTable::new(&mut bytes, columns, document).unwrap();
    for row in rows {
        table.row(row).unwrap();
    }
    let written = table.finish().unwrap();
    (bytes, written)
}

/// The cells below the header, read by a reader that is not ours.
fn read_back(bytes: &[u8]) -> Vec<Vec<Data>> {
    let mut book = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.rows().skip(1).map(<[Data]>::to_vec).collect()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn numbers_days_and_text_are_what_they_are() {
    let row = vec![
        "00012345600017".into(),
        Cell::Amount(Decimal::new(-123_456, 2)),
        Cell::Day(NaiveDate::from_ymd_opt(2026, 11, 5).unwrap()),
        Cell::Moment(Utc.with_ymd_and_hms(2026, 11, 5, 13, 5, 9).unwrap()),
        Cell::Count(42),
        Cell::Percent(Decimal::new(55, 1)),
        Cell::Empty,
        "=1+1".into(),
    ];
    let (bytes, told) = written(&document(), &columns(8), &[row]);
    assert_eq!(told, Written { rows: 1, ..Written::default() });
    let rows = read_back(&bytes);
    let day = |cell: &Data| match cell {
        Data::DateTime(time) => time.as_f64(),
        other => panic!("{other:?}"),
    };
    assert_eq!(rows[0][0], Data::String("00012345600017".to_owned()));
    assert_eq!(rows[0][1], Data::Float(-1234.56));
    assert!((day(&rows[0][2]) - 46_331.0).abs() < f64::EPSILON);
    assert!((day(&rows[0][3]) - 46_331.586_909_722_22).abs() < 1e-9);
    assert_eq!(rows[0][4], Data::Float(42.0));
    assert_eq!(rows[0][5], Data::Float(0.055));
    assert_eq!(rows[0][6], Data::Empty);
    assert_eq!(rows[0][7], Data::String("=1+1".to_owned()));
}

#[test]
fn no_formula_comes_out_of_data_and_what_looks_like_one_is_marked() {
    let rows: Vec<Vec<Cell>> =
        ["=1+1", "+33", "-1", "@a", "\t=1", " =1", "＝1", "plain"].map(|text| vec![text.into()]).to_vec();
    let (bytes, _) = written(&document(), &columns(1), &rows);
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "{sheet}");
    let styles = part(&bytes, "xl/styles.xml");
    let cell_styles = styles.split("<cellXfs").nth(1).unwrap();
    let marked =
        cell_styles.split("<xf ").skip(1).position(|style| style.contains("quotePrefix=\"1\"")).unwrap();
    let of = |row: usize| format!("<c r=\"A{}\" s=\"{marked}\" t=\"inlineStr\">", row + 2);
    for row in 0..7 {
        assert!(sheet.contains(&of(row)), "{row}: {sheet}");
    }
    assert!(!sheet.contains(&of(7)), "{sheet}");
}

#[test]
fn the_header_is_frozen_has_filters_and_stands_on_each_page() {
    let rows = [vec!["a".into(), "b".into()], vec!["c".into(), Cell::Empty]];
    let (bytes, _) = written(&document(), &columns(2), &rows);
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(
        sheet.contains("<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>")
    );
    assert!(sheet.contains("<autoFilter ref=\"A1:B3\"/>"), "{sheet}");
    assert!(sheet.contains("numberStoredAsText=\"1\""), "{sheet}");
    let book = part(&bytes, "xl/workbook.xml");
    assert!(book.contains("_xlnm.Print_Titles") && book.contains("Factures!$1:$1"), "{book}");
}

#[test]
fn the_properties_name_nobody_and_no_other_time() {
    let (bytes, _) = written(&document(), &columns(1), &[]);
    let properties = part(&bytes, "docProps/core.xml");
    assert!(properties.contains("<dc:title>Factures émises</dc:title>"));
    assert!(properties.contains("<dc:creator></dc:creator>") || properties.contains("<dc:creator/>"));
    assert!(properties.contains("<cp:lastModifiedBy></cp:lastModifiedBy>"), "{properties}");
    assert_eq!(properties.matches("2026-11-05T13:05:09Z").count(), 2, "{properties}");
    assert!(part(&bytes, "docProps/app.xml").contains("<Company></Company>"));
}

#[test]
fn a_note_stands_on_a_second_sheet() {
    let lines = vec!["Extraction du 05/11/2026 à 14:05, source Chorus Pro".to_owned(), "=1".to_owned()];
    let note =
        Some(Note { sheet: "À propos : extraction / export de novembre".to_owned(), lines: lines.clone() });
    let (bytes, _) = written(&XlsxDocument { note, ..document() }, &columns(1), &[vec!["a".into()]]);
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["Factures", "À propos - extraction - export"]);
    let range = book.worksheet_range_at(1).unwrap().unwrap();
    let read: Vec<String> = range.rows().map(|row| row[0].to_string()).collect();
    assert_eq!(read, lines);
}

#[test]
fn what_a_cell_cannot_hold_is_said() {
    let long = "é".repeat(LONGEST_TEXT + 1);
    let wide = "😀".repeat(LONGEST_TEXT / 2 + 1);
    let old = NaiveDate::from_ymd_opt(1899, 12, 31).unwrap();
    let row = vec![
        Cell::Text(long),
        Cell::Text(wide),
        Cell::Day(old),
        Cell::Amount(Decimal::new(1_234_567_890_123_456, 2)),
        Cell::Count(i64::MAX),
        Cell::Text("a\u{b}b\r\nc".to_owned()),
    ];
    let (bytes, told) = written(&document(), &columns(6), &[row]);
    assert_eq!(told, Written { rows: 1, texts_cut: 2, kept_as_text: 3 });
    let row = read_back(&bytes).remove(0);
    let text = |column: usize| row[column].to_string();
    assert_eq!(text(0).chars().count(), LONGEST_TEXT);
    assert_eq!(text(1).chars().count(), LONGEST_TEXT / 2);
    assert_eq!(text(2), "31/12/1899");
    assert_eq!(text(3), "12345678901234,56");
    assert_eq!(text(4), i64::MAX.to_string());
    assert_eq!(text(5), "ab\nc");
    assert!(matches!(row[4], Data::String(_)));
}

#[test]
fn more_than_a_sheet_can_hold_is_refused() {
    let mut bytes = Vec::new();
    let mut table = XlsxTable::new(&mut bytes, &columns(1), &document()).unwrap();
    let error = table.row(&[]).unwrap_err();
    assert!(matches!(error, WriteError::Width { row: 1, cells: 0, columns: 1 }));
    table.written.rows = MOST_ROWS;
    assert!(matches!(table.row(&[Cell::Empty]), Err(WriteError::TooManyRows { limit: MOST_ROWS })));
    for count in [MOST_COLUMNS + 1, 70_000] {
        let table = XlsxTable::new(Vec::new(), &columns(count), &document()).map(|_| ());
        assert!(matches!(table, Err(WriteError::TooManyColumns { limit: MOST_COLUMNS })));
    }
}

#[test]
fn a_place_that_is_full_or_missing_is_an_error() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let table = XlsxTable::new(Full, &columns(1), &document()).unwrap();
    assert!(table.finish().is_err());
    let nowhere = XlsxDocument { waiting_place: Some("/nowhere".into()), ..document() };
    assert!(XlsxTable::new(Vec::new(), &columns(1), &nowhere).is_err());
    assert!(matches!(unpanicked::<()>(|| panic!("full")), Err(WriteError::Waiting)));
}

#[test]
fn a_table_without_rows_or_columns_is_a_workbook() {
    for count in [0, 3] {
        let (bytes, _) = written(&document(), &columns(count), &[]);
        assert!(Xlsx::new(Cursor::new(bytes)).is_ok());
    }
}

#[test]
fn names_of_sheets_are_mended() {
    for (name, mended) in [
        ("a[b]:c*d?e/f\\g", "a-b--c-d-e-f-g"),
        ("'quoted'", "quoted"),
        ("", "1"),
        ("'''", "1"),
        ("é".repeat(40).as_str(), "é".repeat(31).as_str()),
    ] {
        assert_eq!(sheet_name(name), mended);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_stays_what_it_is(texts in proptest::collection::vec("(?s)([=+@_x0-9A-F<&\"'\u{0}-\u{20}]{0,8}|.{0,20})", 1..20)) {
        let rows: Vec<Vec<Cell>> = texts.iter().map(|text| vec![Cell::Text(text.clone()), Cell::Count(1)]).collect();
        let (bytes, _) = written(&document(), &columns(2), &rows);
        let back = read_back(&bytes);
        prop_assert_eq!(back.len(), texts.len());
        for (row, text) in back.iter().zip(&texts) {
            let expected = plain(text);
            prop_assert_eq!(row[0].to_string(), expected.as_ref());
            prop_assert!(matches!(row[0], Data::String(_) | Data::Empty));
        }
    }

    #[test]
    fn amounts_of_cents_are_exact(cents in -99_999_999_999_999i64..=99_999_999_999_999) {
        let (bytes, told) = written(&document(), &columns(1), &[vec![Cell::Amount(Decimal::new(cents, 2))]]);
        prop_assert_eq!(told.kept_as_text, 0);
        let Data::Float(number) = read_back(&bytes)[0][0] else { panic!() };
        prop_assert_eq!(format!("{number:.2}").parse::<Decimal>().unwrap(), Decimal::new(cents, 2));
    }
}
