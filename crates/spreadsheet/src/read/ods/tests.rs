use super::*;
use crate::read::tests::{texts, zipped};
use crate::read::{FileKind, Value};

const MIME: &str = "application/vnd.oasis.opendocument.spreadsheet";

fn ods(tables: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles>\
         <style:style style:name=\"ta1\"><style:table-properties table:display=\"true\"/></style:style>\
         <style:style style:name=\"ta2\"><style:table-properties table:display=\"false\"/></style:style>\
         </office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>\
         </office:document-content>"
    );
    zipped(&[("mimetype", MIME), (MANIFEST, "<manifest/>"), (PART, &content)])
}

fn text(text: &str) -> String {
    format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
}

fn row(cells: &str) -> String {
    format!("<table:table-row>{cells}</table:table-row>")
}

fn table(rows: &str) -> String {
    format!("<table:table table:name=\"Feuille1\" table:style-name=\"ta1\">{rows}</table:table>")
}

fn titles() -> String {
    row(&(text("Numéro") + &text("Total")))
}

pub(in crate::read) fn sample() -> Vec<u8> {
    ods(&table(&(titles() + &row(&text("1")))))
}

fn read_rows(rows: &str) -> Result<Sheet, ReadError> {
    read(ods(&table(&(titles() + rows))), &Limits::default())
}

#[test]
fn cells_of_libreoffice_are_read_as_it_shows_them() {
    let cell = |attributes: &str| {
        format!("<table:table-cell {attributes}><text:p>shown</text:p></table:table-cell>")
    };
    let cells = [
        text("0012"),
        cell("office:value-type=\"float\" calcext:value-type=\"float\" office:value=\"0.30000000000000004\""),
        cell("office:value-type=\"currency\" office:currency=\"EUR\" office:value=\"1234.56\""),
        cell("office:value-type=\"percentage\" office:value=\"0.055\""),
        cell("office:value-type=\"date\" office:date-value=\"2026-11-05\""),
        cell("office:value-type=\"date\" office:date-value=\"2026-11-05T14:05:09\""),
        cell("office:value-type=\"boolean\" office:boolean-value=\"true\""),
        cell("table:formula=\"of:=1/0\" office:value-type=\"string\" calcext:value-type=\"error\""),
        cell("office:value-type=\"time\" office:time-value=\"PT12H\""),
        text("a<text:s text:c=\"3\"/>b<text:tab/>c<text:line-break/>d</text:p><text:p>e<text:span>&amp;f</text:span>"),
        "<table:table-cell office:value-type=\"string\"><office:annotation><text:p>no</text:p></office:annotation>\
         <text:p>yes</text:p><draw:frame><table:table><table:table-row/></table:table></draw:frame></table:table-cell>"
            .to_owned(),
    ];
    let sheet = read_rows(&row(&cells.concat())).unwrap();
    assert_eq!(sheet.name.as_deref(), Some("Feuille1"));
    assert_eq!(
        texts(&sheet)[1],
        [
            "0012",
            "0,3",
            "1234,56",
            "5,5%",
            "05/11/2026",
            "05/11/2026 14:05:09",
            "VRAI",
            "shown",
            "shown",
            "a   b\tc\nd\ne&f",
            "yes"
        ]
    );
    assert_eq!(sheet.rows[0].cells[7].value, Some(Value::Fault));
    let uncomputed = read_rows(&row("<table:table-cell table:formula=\"of:=[.A1]\"/>")).unwrap();
    assert_eq!(uncomputed.rows[0].text(0), "=of:=[.A1]");
}

#[test]
fn repeated_cells_and_rows_are_counted() {
    let blank = "<table:table-row table:number-rows-repeated=\"3\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
    let twice = "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell/>\
        <table:table-cell table:number-columns-repeated=\"2\"><text:p>x</text:p></table:table-cell></table:table-row>";
    let grouped = format!("<table:table-row-group>{twice}</table:table-row-group>");
    let sheet = read_rows(&format!("{blank}{grouped}{blank}{}", row(&text("y")))).unwrap();
    let rows: Vec<(u32, usize)> = sheet.rows.iter().map(|row| (row.number, row.cells.len())).collect();
    assert_eq!(rows, [(5, 3), (6, 3), (10, 1)]);
}

#[test]
fn a_small_file_that_claims_millions_is_refused_at_once() {
    let many = |rows: u32, columns: u32| {
        format!(
            "<table:table-row table:number-rows-repeated=\"{rows}\">\
             <table:table-cell table:number-columns-repeated=\"{columns}\"><text:p>x</text:p></table:table-cell></table:table-row>"
        )
    };
    assert_eq!(read_rows(&many(u32::MAX, 1)), Err(ReadError::TooManyRows { limit: 5_000 }));
    assert_eq!(read_rows(&many(1, u32::MAX)), Err(ReadError::TooManyColumns { row: 2, limit: 100 }));
    // Above the titles too, where rows are not kept.
    let above = read(ods(&table(&many(u32::MAX, 1))), &Limits::default());
    assert_eq!(above, Err(ReadError::NoHeader));
    let spaces = text(&"a<text:s text:c=\"4000000000\"/>".repeat(1_000));
    assert_eq!(
        read_rows(&row(&(spaces + &text("b")))),
        Err(ReadError::CellTooLong { row: 2, column: 1, limit: 2_000 })
    );
}

#[test]
fn hidden_sheets_are_passed_over_and_merged_cells_told() {
    let hidden = table(&titles()).replace("ta1", "ta2").replace("Feuille1", "Cachée");
    let merged = "<table:table-cell table:number-rows-spanned=\"2\" table:number-columns-spanned=\"2\"><text:p>x</text:p>\
        </table:table-cell><table:covered-table-cell><text:p>behind</text:p></table:covered-table-cell>";
    let sheet = read(ods(&(hidden + &table(&(titles() + &row(merged))))), &Limits::default()).unwrap();
    assert_eq!(sheet.name.as_deref(), Some("Feuille1"));
    assert_eq!(texts(&sheet)[1], ["x"]);
    assert_eq!(sheet.merged, [Region { first_row: 2, first_column: 1, last_row: 3, last_column: 2 }]);
}

#[test]
fn what_is_no_such_workbook_says_what_it_is() {
    assert_eq!(FileKind::of(&sample()), FileKind::Ods);
    let manifest = "<manifest><manifest:encryption-data/></manifest>";
    let read = |bytes: Vec<u8>| read(bytes, &Limits::default());
    assert_eq!(read(zipped(&[(MANIFEST, manifest), (PART, "?")])), Err(ReadError::Protected));
    assert_eq!(read(zipped(&[("encrypted-package", "?")])), Err(ReadError::Protected));
    assert_eq!(read(zipped(&[(PART, "<office:text/>")])), Err(ReadError::NotWorkbook));
    assert_eq!(read(zipped(&[("a", "b")])), Err(ReadError::NotWorkbook));
    assert_eq!(read(ods("")), Err(ReadError::Empty));
    assert!(matches!(read_rows("<table:table-row>"), Err(ReadError::Damaged { .. })));
}
