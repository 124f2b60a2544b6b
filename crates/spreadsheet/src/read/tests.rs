use std::io::{Cursor, Write as _};

use chrono::{DateTime, NaiveDate, TimeZone as _, Utc};
use proptest::prelude::*;
use rust_decimal::Decimal;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use super::*;
use crate::write::{Cell, Column, CsvTable, Kind, Note, Table, XlsxDocument, XlsxTable};

/// A ZIP of these parts.
pub(super) fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        // By its type, which stands uncompressed, an ODS is known.
        let method =
            if *name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook whose first sheets have these cells, in XML.
pub(super) fn xlsx(sheets: &[&str]) -> Vec<u8> {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
    };
    let whole = relation("r1", "officeDocument", "xl/workbook.xml");
    let mut list = String::new();
    let mut relations =
        relation("st", "styles", "styles.xml") + &relation("ss", "sharedStrings", "/xl/strings.xml");
    let mut parts = Vec::new();
    for (number, cells) in sheets.iter().enumerate() {
        // A name may say that the sheet is hidden.
        let (state, cells) =
            cells.strip_prefix("hidden:").map_or(("visible", *cells), |cells| ("hidden", cells));
        list +=
            &format!("<sheet name=\"S{number}\" sheetId=\"{number}\" state=\"{state}\" r:id=\"s{number}\"/>");
        relations += &relation(&format!("s{number}"), "worksheet", &format!("worksheets/s{number}.xml"));
        let sheet = format!("<worksheet><sheetData>{cells}</worksheet>");
        parts.push((format!("xl/worksheets/s{number}.xml"), sheet));
    }
    let styles = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"0.0\\ %\"/></numFmts>\
        <cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs>\
        <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"><alignment/></xf><xf numFmtId=\"164\"/></cellXfs></styleSheet>";
    let strings = "<sst uniqueCount=\"99999999999999\"><si><t>Numéro</t></si><si><r><t>To</t></r><r><t xml:space=\"preserve\">tal </t></r>\
        <rPh sb=\"0\" eb=\"1\"><t>no</t></rPh></si><si><t>0012</t></si></sst>";
    parts.push(("_rels/.rels".to_owned(), format!("<Relationships>{whole}</Relationships>")));
    parts.push(("xl/workbook.xml".to_owned(), format!("<workbook><sheets>{list}</sheets></workbook>")));
    parts.push((
        "xl/_rels/workbook.xml.rels".to_owned(),
        format!("<Relationships>{relations}</Relationships>"),
    ));
    parts.push(("xl/styles.xml".to_owned(), styles.to_owned()));
    parts.push(("xl/strings.xml".to_owned(), strings.to_owned()));
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    zipped(&parts)
}

/// A header of two titles, then what is given.
pub(super) fn with_header(rows: &str) -> String {
    format!(
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>{rows}</sheetData>"
    )
}

pub(super) fn texts(sheet: &Sheet) -> Vec<Vec<&str>> {
    std::iter::once(&sheet.header)
        .chain(&sheet.rows)
        .map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect())
        .collect()
}

fn read_xlsx(rows: &str) -> Result<Sheet, ReadError> {
    read(FileKind::Xlsx, &xlsx(&[&with_header(rows)])[..], &Limits::default())
}

fn columns() -> Vec<Column> {
    ["Numéro", "Total TTC", "Date", "Déposée le", "Lignes", "TVA"]
        .map(|title| Column::new(title, Kind::Text, 12))
        .to_vec()
}

fn ours(rows: &[Vec<Cell>]) -> (Vec<u8>, Vec<u8>) {
    let mut csv = Vec::new();
    let mut table = CsvTable::new(&mut csv, &columns()).unwrap();
    for row in rows {
        table.row(row).unwrap();
    }
    table.finish().unwrap();
    let document = XlsxDocument {
        title: "Factures".to_owned(),
        sheet: "Factures".to_owned(),
        created: DateTime::UNIX_EPOCH,
        note: Some(Note { sheet: "Extraction".to_owned(), lines: vec!["Le 05/11/2026".to_owned()] }),
        waiting_place: None,
    };
    let mut xlsx = Vec::new();
    let mut table = XlsxTable::new(&mut xlsx, &columns(), &document).unwrap();
    for row in rows {
        table.row(row).unwrap();
    }
    table.finish().unwrap();
    (csv, xlsx)
}

#[test]
fn what_we_write_reads_back_alike_from_csv_and_xlsx() {
    let rows = [
        vec![
            "0012".into(),
            Cell::Amount(Decimal::new(123_456, 2)),
            Cell::Day(NaiveDate::from_ymd_opt(2026, 11, 5).unwrap()),
            Cell::Moment(Utc.with_ymd_and_hms(2026, 11, 5, 13, 5, 9).unwrap()),
            Cell::Count(1_000_000),
            Cell::Percent(Decimal::new(55, 1)),
        ],
        vec![
            "=2+3".into(),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::Count(0),
            Cell::Percent(Decimal::ZERO),
        ],
    ];
    let (csv, xlsx) = ours(&rows);
    let from_csv = read(FileKind::of(&csv), &csv[..], &Limits::default()).unwrap();
    let from_xlsx = read(FileKind::of(&xlsx), &xlsx[..], &Limits::default()).unwrap();
    let expected = [
        vec!["Numéro", "Total TTC", "Date", "Déposée le", "Lignes", "TVA"],
        vec!["0012", "1234,56", "05/11/2026", "05/11/2026 14:05:09", "1000000", "5,5%"],
        vec!["=2+3", "", "", "", "0", "0%"],
    ];
    assert_eq!(texts(&from_csv), expected);
    assert_eq!(texts(&from_xlsx), expected);
    assert_eq!((from_csv.name, from_xlsx.name.as_deref()), (None, Some("Factures")));
    let values: Vec<Option<Value>> = from_xlsx.rows[0].cells.iter().map(|cell| cell.value).collect();
    assert_eq!(
        values,
        [
            None,
            Some(Value::Number(Decimal::new(123_456, 2))),
            Some(Value::Day(NaiveDate::from_ymd_opt(2026, 11, 5).unwrap())),
            Some(Value::Moment(NaiveDate::from_ymd_opt(2026, 11, 5).unwrap().and_hms_opt(14, 5, 9).unwrap())),
            Some(Value::Number(Decimal::from(1_000_000))),
            Some(Value::Percent(Decimal::new(55, 1))),
        ]
    );
}

#[test]
fn cells_of_excel_are_read_as_it_shows_them() {
    let sheet = read_xlsx(
        "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>2</v></c><c r=\"B3\"><v>0.30000000000000004</v></c>\
         <c r=\"C3\"><v>1.2345678900012E13</v></c><c r=\"D3\" s=\"1\"><v>46331</v></c><c r=\"E3\" s=\"2\"><v>0.055</v></c>\
         <c r=\"F3\"><f>SUM(B3,1)</f><v>1.3</v></c><c r=\"G3\" t=\"str\"><f>A3</f><v>0012</v></c>\
         <c r=\"H3\" t=\"b\"><v>1</v></c><c r=\"I3\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>\
         <c r=\"J3\" t=\"inlineStr\"><is><t>a&amp;b_x000D_\nc&#233;</t></is></c><c r=\"K3\" t=\"d\"><v>2026-11-05</v></c>\
         <c r=\"L3\" s=\"99\"><v>1</v></c><c r=\"M3\" t=\"s\"><v>99</v></c>\
         <c r=\"N3\"><f>A3</f></c><c r=\"O3\" t=\"str\"><f>A3</f><v></v></c></row>",
    )
    .unwrap();
    assert_eq!(sheet.name.as_deref(), Some("S0"));
    assert_eq!(texts(&sheet)[0], ["Numéro", "Total "]);
    let row = &sheet.rows[0];
    assert_eq!(row.number, 3);
    assert_eq!(
        texts(&sheet)[1],
        [
            "0012",
            "0,3",
            "12345678900012",
            "05/11/2026",
            "5,5%",
            "1,3",
            "0012",
            "VRAI",
            "#DIV/0!",
            "a&b\ncé",
            "05/11/2026",
            "1",
            "",
            "=A3"
        ]
    );
    assert_eq!(row.cells[8].value, Some(Value::Fault));
    assert_eq!((row.text(0), row.text(50), row.cell(50)), ("0012", "", None));
}

#[test]
fn hidden_and_empty_sheets_are_passed_over() {
    let full = with_header("<row r=\"2\"><c r=\"A2\"><v>1</v></c></row>");
    let hidden = format!("hidden:{full}");
    let book = xlsx(&[&hidden, "<row r=\"1\"><c r=\"A1\"/></row></sheetData>", &full]);
    let sheet = read(FileKind::Xlsx, &book[..], &Limits::default()).unwrap();
    assert_eq!(sheet.name.as_deref(), Some("S2"));
    let nothing = xlsx(&[&hidden]);
    assert_eq!(read(FileKind::Xlsx, &nothing[..], &Limits::default()), Err(ReadError::Empty));
}

#[test]
fn titles_above_and_blank_lines_are_left_out_and_numbers_are_kept() {
    let cell = |place: &str, text: &str| format!("<c r=\"{place}\" t=\"str\"><v>{text}</v></c>");
    let rows = format!(
        "<row r=\"1\">{}</row><row r=\"3\"><c r=\"A3\"><v>1</v></c>{}</row><row r=\"5\">{}{}</row><row r=\"9\">{}</row></sheetData>\
         <mergeCells><mergeCell ref=\"A1:D1\"/><mergeCell ref=\"oops\"/></mergeCells>",
        cell("A1", "Mes factures"),
        cell("B3", "seul"),
        cell("B5", "Numéro"),
        cell("D5", "Total"),
        cell("B9", "x")
    );
    let sheet = read(FileKind::Xlsx, &xlsx(&[&rows])[..], &Limits::default()).unwrap();
    assert_eq!((sheet.header.number, sheet.rows.len(), sheet.rows[0].number), (5, 1, 9));
    assert_eq!(texts(&sheet), [vec!["", "Numéro", "", "Total"], vec!["", "x"]]);
    let region = Region { first_row: 1, first_column: 1, last_row: 1, last_column: 4 };
    assert_eq!(sheet.merged, [region]);
}

#[test]
fn cells_without_places_follow_each_other() {
    let sheet = read_xlsx("<row><c><v>1</v></c><c/><c><v>3</v></c></row>").unwrap();
    assert_eq!((sheet.rows[0].number, texts(&sheet)[1].clone()), (2, vec!["1", "", "3"]));
}

#[test]
fn limits_are_told_with_their_place() {
    let limits = Limits { rows: 2, columns: 3, cell: 6, ..Limits::default() };
    let row = |number: u32, place: &str, value: &str| {
        format!("<row r=\"{number}\"><c r=\"{place}{number}\" t=\"str\"><v>{value}</v></c></row>")
    };
    let read_rows = |rows: &str| read(FileKind::Xlsx, &xlsx(&[&with_header(rows)])[..], &limits);
    assert_eq!(
        read_rows(&row(7, "D", "a")),
        Err(ReadError::TooManyColumns { row: 7, limit: 3 }),
        "the fourth column"
    );
    assert_eq!(read_rows(&row(7, "D", " ")).unwrap().rows.len(), 0);
    assert_eq!(read_rows(&row(7, "B", "éééééé")).unwrap().rows.len(), 1);
    assert_eq!(
        read_rows(&row(7, "B", "ééééééé")),
        Err(ReadError::CellTooLong { row: 7, column: 2, limit: 6 })
    );
    let three = row(2, "A", "a") + &row(3, "A", "a") + &row(4, "A", "a");
    assert_eq!(read_rows(&three), Err(ReadError::TooManyRows { limit: 2 }));
    let csv = "a;b\n1;2\n\n3;4\n5;6\n";
    assert_eq!(read(FileKind::Csv, csv.as_bytes(), &limits), Err(ReadError::TooManyRows { limit: 2 }));
}

#[test]
fn files_beyond_their_size_are_refused_before_they_are_read() {
    let limits = Limits { bytes: 10, ..Limits::default() };
    let read_csv = |bytes: &[u8]| read(FileKind::Csv, bytes, &limits);
    assert_eq!(read_csv(&[b'a'; 11]), Err(ReadError::TooLarge { limit: 10 }));
    assert_eq!(read_csv(b"a;b\n1;2\n").unwrap().rows.len(), 1);
}

#[test]
fn a_workbook_that_inflates_without_end_is_refused() {
    let limits = Limits { inflated: 100_000, ..Limits::default() };
    let spaces = " ".repeat(10_000_000);
    let bomb = xlsx(&[&with_header(&spaces)]);
    assert!(bomb.len() < 50_000);
    let too_large = Err(ReadError::InflatedTooLarge { limit: 100_000 });
    assert_eq!(read(FileKind::Xlsx, &bomb[..], &limits), too_large);
    // The same with sizes that lie, in both of the places where they stand.
    let size = 10_000_000_u32
        + u32::try_from(with_header("").len() + "<worksheet><sheetData></worksheet>".len()).unwrap();
    let mut lying = bomb.clone();
    let found: Vec<usize> =
        (0..bomb.len() - 4).filter(|at| bomb[*at..*at + 4] == size.to_le_bytes()).collect();
    assert_eq!(found.len(), 2);
    for at in found {
        lying[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    assert!(matches!(
        read(FileKind::Xlsx, &lying[..], &limits),
        Err(ReadError::InflatedTooLarge { .. } | ReadError::Damaged { .. })
    ));
}

#[test]
fn one_long_text_in_each_cell_is_bounded_too() {
    let limits = Limits { inflated: 200_000, ..Limits::default() };
    let cells: String =
        (2..1_000).map(|row| format!("<row r=\"{row}\"><c t=\"s\"><v>3</v></c></row>")).collect();
    let long = format!("<si><t>{}</t></si></sst>", "a".repeat(1_900));
    let mut parts = zip::ZipArchive::new(Cursor::new(xlsx(&[&with_header(&cells)]))).unwrap();
    let mut changed = Vec::new();
    for place in 0..parts.len() {
        let mut file = parts.by_index(place).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        changed.push((file.name().unwrap().into_owned(), text.replace("</sst>", &long)));
    }
    let changed: Vec<(&str, &str)> =
        changed.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert_eq!(
        read(FileKind::Xlsx, &zipped(&changed)[..], &limits),
        Err(ReadError::InflatedTooLarge { limit: 200_000 })
    );
}

#[test]
fn what_is_no_workbook_says_what_it_is() {
    let read_xlsx = |bytes: &[u8]| read(FileKind::Xlsx, bytes, &Limits::default());
    assert_eq!(read_xlsx(b""), Err(ReadError::NotWorkbook));
    assert_eq!(read_xlsx(b"a;b"), Err(ReadError::NotWorkbook));
    assert_eq!(read_xlsx(&zipped(&[("a.txt", "a")])), Err(ReadError::NotWorkbook));
    assert_eq!(read_xlsx(&zipped(&[("xl/workbook.xml", "<html/>")])), Err(ReadError::NotWorkbook));
    let mut old = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    assert_eq!(read_xlsx(&old), Err(ReadError::OldWorkbook));
    old.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(read_xlsx(&old), Err(ReadError::Protected));
    assert_eq!(FileKind::of(&old), FileKind::Xlsx);
    let csv = read(FileKind::Csv, &zipped(&[("a.txt", "a")])[..], &Limits::default());
    assert_eq!(csv, Err(ReadError::NotText));
}

#[test]
fn damaged_workbooks_say_where() {
    for rows in [
        "<row r=\"2\"><c",
        "<row r=\"2\"></c></row>",
        "<row r=\"1\"/>",
        "<row r=\"2\"><c><v>&nbsp;</v></c></row>",
        "<row r=\"4294967295\"/>",
    ] {
        let error = read_xlsx(rows).unwrap_err();
        let ReadError::Damaged { part, .. } = &error else { panic!("{rows}: {error:?}") };
        assert_eq!(part, "xl/worksheets/s0.xml");
    }
    let entities = zipped(&[("xl/workbook.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><workbook/>")]);
    assert!(matches!(
        read(FileKind::Xlsx, &entities[..], &Limits::default()),
        Err(ReadError::Damaged { .. })
    ));
}

#[test]
fn columns_have_the_names_that_a_spreadsheet_shows() {
    for (column, name) in [(0, ""), (1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (16_384, "XFD")] {
        assert_eq!(column_name(column), name);
    }
}

/// A workbook of each kind that reads well, to be spoiled.
fn samples() -> [(FileKind, Vec<u8>); 3] {
    let (csv, xlsx) =
        ours(&[vec!["1".into(), Cell::Count(2), Cell::Empty, Cell::Empty, Cell::Empty, "b".into()]]);
    [(FileKind::Csv, csv), (FileKind::Xlsx, xlsx), (FileKind::Ods, ods::tests::sample())]
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        for kind in [FileKind::Csv, FileKind::Xlsx, FileKind::Ods] {
            let _ = read(kind, &bytes[..], &Limits::default());
        }
        let _ = FileKind::of(&bytes);
    }

    #[test]
    fn spoiled_files_are_read_without_panic(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        length in any::<prop::sample::Index>(),
    ) {
        for (kind, mut bytes) in samples() {
            prop_assert!(read(kind, &bytes[..], &Limits::default()).is_ok());
            for (place, byte) in &changes {
                let place = place.index(bytes.len());
                bytes[place] = *byte;
            }
            let _ = read(kind, &bytes[..], &Limits::default());
            bytes.truncate(length.index(bytes.len()));
            let _ = read(kind, &bytes[..], &Limits::default());
        }
    }

    #[test]
    fn spoiled_sheets_are_read_without_panic(
        pieces in proptest::collection::vec(prop_oneof![
            Just("<row>"), Just("</row>"), Just("<row r=\"7\">"), Just("<c>"), Just("</c>"), Just("<c r=\"ZZ9\" t=\"s\">"),
            Just("<c s=\"1\" t=\"n\">"), Just("<v>1e9</v>"), Just("<v>-1</v>"), Just("<is><t>a</t></is>"), Just("&#0;"),
            Just("<![CDATA[x]]>"), Just("<f/>"), Just("</sheetData>"), Just("<mergeCell ref=\"B2:A1\"/>"), Just("é"),
        ], 0..30),
    ) {
        let _ = read_xlsx(&pieces.concat());
    }

    #[test]
    fn texts_of_a_csv_read_back(rows in proptest::collection::vec(("(?s)[='+@;\" ,|\t-]{0,3}.{0,10}", "(?s).{0,10}"), 1..10)) {
        let cells = |(left, right): &(String, String)| {
            let mut row = vec![Cell::Text(left.clone()), Cell::Text(right.clone())];
            row.resize(6, Cell::Empty);
            row
        };
        let (csv, xlsx) = ours(&rows.iter().map(cells).collect::<Vec<_>>());
        let from_csv = read(FileKind::Csv, &csv[..], &Limits::default()).unwrap();
        let from_xlsx = read(FileKind::Xlsx, &xlsx[..], &Limits::default()).unwrap();
        prop_assert_eq!(&from_csv.rows, &from_xlsx.rows);
        let expected = rows.iter().map(|(left, right)| [left, right].map(|text| crate::write::plain(text).into_owned()));
        let expected = expected.filter(|texts| texts.iter().any(|text| !text.trim().is_empty()));
        for (row, expected) in from_csv.rows.iter().zip(expected) {
            for (column, text) in expected.iter().enumerate() {
                let text = if text.trim().is_empty() { "" } else { text.as_str() };
                prop_assert_eq!(row.text(column), text);
            }
        }
    }
}
