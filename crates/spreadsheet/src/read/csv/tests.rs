use super::*;
use crate::read::tests::texts;

fn sheet(text: &str) -> Sheet {
    read(text.as_bytes().to_vec(), &Limits::default()).unwrap()
}

#[test]
fn what_accountants_send_is_read_as_excel_does() {
    let csv = "\u{feff}Numéro;Destinataire;SIRET;Date;Total TTC\r\n\
        \"0012\";\"LYCÉE \"\"CHAPPE\"\" ; annexe\";\"19450330700011\";20/11/2026;1200,50\r\n\
        \"'=2+3\";\"COMMUNE D'É\";\"00012345600017\";01/12/2026;-12,00\r\n";
    assert_eq!(
        texts(&sheet(csv)),
        [
            ["Numéro", "Destinataire", "SIRET", "Date", "Total TTC"],
            ["0012", "LYCÉE \"CHAPPE\" ; annexe", "19450330700011", "20/11/2026", "1200,50"],
            ["=2+3", "COMMUNE D'É", "00012345600017", "01/12/2026", "-12,00"],
        ]
    );
}

#[test]
fn the_separator_is_found() {
    for (text, separator) in [
        ("a;b\n1;2\n", ';'),
        ("a\tb\n1\t2\n", '\t'),
        ("a|b\n1|2\n", '|'),
        ("a,b\n1,2\n", ','),
        // Commas in amounts, more of them than semicolons.
        ("Numéro;Montant\n1;2,50\n2;3,50\n", ';'),
        ("HT;TVA\n1,00;2,00\n1,00;2,00\n", ';'),
        // Commas in a line above, and in addresses.
        ("Factures, novembre\nNuméro;Adresse;Montant\n1;rue A, Ville, France;2,50\n", ';'),
        // Rows of different lengths.
        ("Numéro;Nom;Montant;Note\n1;a;2,50\n1;a;2,50;\n1;a;2,50\n", ';'),
        // Semicolons in the text of a table with commas.
        ("number,name,amount\n1,\"a; b\",2.50\n2,\"c; d\",3.50\n", ','),
        ("\"a,b\";c\n\"d,e\";f\n", ';'),
        ("a,b", ','),
        ("", ';'),
        ("\n\n", ';'),
    ] {
        assert_eq!(likely_separator(text), separator, "{text:?}");
    }
}

#[test]
fn a_line_for_excel_names_the_separator_and_has_no_number() {
    for line in ["sep=,", "SEP=,", "\"sep=,\"", "sep=,;;"] {
        let sheet = sheet(&format!("{line}\na;x,b\n1,2\n"));
        assert_eq!(texts(&sheet), [["a;x", "b"], ["1", "2"]], "{line}");
        assert_eq!((sheet.header.number, sheet.rows[0].number), (1, 2));
    }
    assert_eq!(named_separator("sep=;"), Some((';', "")));
    for line in ["sep=", "sep=ab", "séparé;b", "sep", ""] {
        assert_eq!(named_separator(line), None, "{line}");
    }
}

#[test]
fn rows_have_the_numbers_of_a_spreadsheet() {
    let sheet = sheet("Mes factures;\n\na;b\n\"two\r\nlines\";1\n;\n \nx;2");
    assert_eq!(sheet.header.number, 3);
    let rows: Vec<(u32, &str)> = sheet.rows.iter().map(|row| (row.number, row.text(0))).collect();
    assert_eq!(rows, [(4, "two\nlines"), (7, "x")]);
}

#[test]
fn quotes_are_read_leniently() {
    for (line, cells) in [
        ("\"a\"b;c", vec!["ab", "c"]),
        ("a\"b;c", vec!["a\"b", "c"]),
        ("\"\";\"\"\"\"", vec!["", "\""]),
        ("\"open;c\nd;e", vec!["open;c\nd;e"]),
        ("a;b;;;", vec!["a", "b"]),
        ("'12;'=1", vec!["'12", "=1"]),
        ("=\"0012\";\"=\"\"0012\"\"\"", vec!["0012", "0012"]),
        ("'=\"0012\";=\"a\"&\"b\"", vec!["=\"0012\"", "=\"a\"&\"b\""]),
    ] {
        assert_eq!(texts(&sheet(&format!("h;i\n{line}")))[1], cells, "{line}");
    }
}

#[test]
fn old_excel_is_read_too() {
    let bytes = b"Num\xe9ro;Montant \x80\r\n1;\"2,50\"\r\n".to_vec();
    assert_eq!(texts(&read(bytes, &Limits::default()).unwrap())[0], ["Numéro", "Montant €"]);
    let utf_16: Vec<u8> =
        "\u{feff}Numéro\tMontant\r\n1\t2,50\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(texts(&read(utf_16, &Limits::default()).unwrap())[1], ["1", "2,50"]);
}

#[test]
fn what_has_no_titles_or_nothing_says_so() {
    let read = |text: &str| read(text.as_bytes().to_vec(), &Limits::default());
    assert_eq!(read(""), Err(ReadError::Empty));
    assert_eq!(read("\n ;\n"), Err(ReadError::Empty));
    assert_eq!(read("alone\n"), Err(ReadError::NoHeader));
}

#[test]
fn a_line_of_separators_takes_no_memory() {
    let separators = ";".repeat(1_000_000);
    assert_eq!(sheet(&format!("a;b\n{separators}\n1;2{separators}")).rows.len(), 1);
    let far = format!("a;b\n{separators}x");
    assert_eq!(
        read(far.into_bytes(), &Limits::default()),
        Err(ReadError::TooManyColumns { row: 2, limit: 100 })
    );
}
