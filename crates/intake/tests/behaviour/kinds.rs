//! What files are told to be.

use std::io::{Cursor, Seek as _, SeekFrom};

use intake::{Encoding, ImageFormat, Kind, Table, XmlDocument, kind_of};

use crate::pack::{gzip, tar, tar_of, zip};

fn kind(bytes: &[u8]) -> Kind {
    kind_of(&mut Cursor::new(bytes)).unwrap()
}

fn table(encoding: Encoding, separator: char) -> Kind {
    Kind::Csv(Table { encoding, separator })
}

fn document(xml: &str) -> Option<XmlDocument> {
    match kind(xml.as_bytes()) {
        Kind::Xml { root: Some(root) } => root.document(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_pdf_may_begin_within_its_first_1024_bytes() {
    assert_eq!(kind(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), Kind::Pdf);
    assert_eq!(kind(b"\r\n\r\n%PDF-2.0\n"), Kind::Pdf);
    assert_eq!(kind(b"<br />\n<b>Warning</b>: something\n%PDF-1.4\n"), Kind::Pdf);
    assert_eq!(kind(b"--limit\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4\n"), Kind::Pdf);
    let after = |count| [&vec![b'\0'; count][..], b"%PDF-1.4\n"].concat();
    assert_eq!(kind(&after(1019)), Kind::Pdf);
    assert_eq!(kind(&after(1020)), Kind::Unknown);
}

#[test]
fn archives_are_archives_whatever_they_begin_with() {
    let pdf = b"%PDF-1.4\n%%EOF";
    assert_eq!(kind(&zip(&[("a.pdf", pdf)])), Kind::Zip);
    assert_eq!(kind(&zip(&[])), Kind::Zip);
    assert_eq!(kind(&tar(&[("a.pdf", pdf)])), Kind::Tar);
    assert_eq!(kind(&gzip(&tar(&[("a.pdf", pdf)]))), Kind::TarGz);
    assert_eq!(kind(&gzip(pdf)), Kind::Gzip);
    assert_eq!(kind(&gzip(b"")), Kind::Gzip);
    // Cut short or broken, they are still that.
    assert_eq!(kind(&zip(&[("a.pdf", pdf)])[..40]), Kind::Zip);
    assert_eq!(kind(b"\x1f\x8b\x08\0\0\0\0\0\0\xff????"), Kind::Gzip);
    assert_eq!(kind(&tar_of(&[])), Kind::Unknown);
}

#[test]
fn a_tar_may_stand_in_several_members() {
    let tar = tar(&[("a.pdf", b"%PDF-1.4\n")]);
    let members = [gzip(b""), gzip(&tar[..100]), gzip(&tar[100..])].concat();
    assert_eq!(kind(&members), Kind::TarGz);
}

#[test]
fn documents_of_offices_are_no_archives() {
    let types = ("[Content_Types].xml", &b"<Types/>"[..]);
    assert_eq!(kind(&zip(&[types, ("_rels/.rels", b""), ("xl/workbook.xml", b"<workbook/>")])), Kind::Xlsx);
    assert_eq!(kind(&zip(&[("xl\\workbook.xml", b""), ("[content_types].xml", b"")])), Kind::Xlsx);
    assert_eq!(kind(&zip(&[types, ("word/document.xml", b"")])), Kind::OfficeDocument);
    assert_eq!(kind(&zip(&[types, ("xl/workbook.bin", b"")])), Kind::OfficeDocument);
    assert_eq!(kind(&zip(&[("a/xl/workbook.xml", b""), ("a/[Content_Types].xml", b"")])), Kind::Zip);
    let open = |media_type: &str| kind(&zip(&[("mimetype", media_type.as_bytes()), ("content.xml", b"")]));
    assert_eq!(open("application/vnd.oasis.opendocument.spreadsheet"), Kind::Ods);
    assert_eq!(open("application/vnd.oasis.opendocument.text"), Kind::OfficeDocument);
    assert_eq!(open("application/epub+zip"), Kind::Zip);
    assert_eq!(kind(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"), Kind::OfficeDocument);
    assert_eq!(kind(b"{\\rtf1\\ansi}"), Kind::OfficeDocument);
}

#[test]
fn pictures_are_told_by_their_first_bytes() {
    let image = |format| Kind::Image { format };
    assert_eq!(kind(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), image(ImageFormat::Png));
    assert_eq!(kind(b"\xff\xd8\xff\xe0\0\x10JFIF"), image(ImageFormat::Jpeg));
    assert_eq!(kind(b"II*\0\x08\0\0\0"), image(ImageFormat::Tiff));
    assert_eq!(kind(b"MM\0*\0\0\0\x08"), image(ImageFormat::Tiff));
    assert_eq!(kind(b"GIF89a\x01\0"), image(ImageFormat::Gif));
}

#[test]
fn documents_in_xml_are_told_by_their_root() {
    let cii = "<?xml version='1.0'?><!-- a --><?xml-stylesheet href='a.xsl'?>\n\
        <rsm:CrossIndustryInvoice xmlns:ram='urn:x' \
        xmlns:rsm='urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100'>";
    assert_eq!(document(cii), Some(XmlDocument::CiiInvoice));
    let ubl = |name: &str| {
        document(&format!("<{name} xmlns='urn:oasis:names:specification:ubl:schema:xsd:{name}-2'/>"))
    };
    assert_eq!(ubl("Invoice"), Some(XmlDocument::UblInvoice));
    assert_eq!(ubl("CreditNote"), Some(XmlDocument::UblCreditNote));
    assert_eq!(ubl("Order"), Some(XmlDocument::UblOrder));
    assert_eq!(ubl("Waybill"), None);
    assert_eq!(document("<Invoice><ID>1</ID></Invoice>"), Some(XmlDocument::UblInvoice));
    assert_eq!(document("<Invoice xmlns='urn:somebody:else'/>"), None);
    assert_eq!(document("<CPPFacturePivot>"), Some(XmlDocument::ChorusProPivot));
    let cdar = "<r:CrossDomainAcknowledgementAndResponse \
        xmlns:r='urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100'/>";
    assert_eq!(document(cdar), Some(XmlDocument::LifeCycle));
    let order = "<r:SCRDMCCBDACIOMessageStructure xmlns:r='urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:100'/>";
    assert_eq!(document(order), Some(XmlDocument::OrderX));
    assert_eq!(document("<!DOCTYPE html><html>"), None);
}

#[test]
fn the_root_is_told_as_written() {
    let Kind::Xml { root: Some(root) } = kind(b"\xef\xbb\xbf <a:b xmlns:a=' urn:c '/>") else { panic!() };
    assert_eq!((root.local_name.as_str(), root.namespace.as_deref()), ("b", Some("urn:c")));
    let Kind::Xml { root: Some(root) } = kind(&[b"<", &b"a".repeat(5000)[..], b">"].concat()) else {
        panic!()
    };
    assert_eq!(root.local_name.len(), 100);
}

#[test]
fn xml_is_read_in_its_encodings() {
    let name = |bytes: &[u8]| match kind(bytes) {
        Kind::Xml { root: Some(root) } => root.local_name,
        other => panic!("{other:?}"),
    };
    let text = "<?xml version='1.0' encoding='UTF-16'?><a>é</a>";
    let lower_first: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let higher_first: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(name(&[b"\xff\xfe", &lower_first[..]].concat()), "a");
    assert_eq!(name(&[b"\xfe\xff", &higher_first[..]].concat()), "a");
    assert_eq!(name(&lower_first), "a");
    assert_eq!(name(&higher_first), "a");
    assert_eq!(name(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>"), "a");
}

#[test]
fn what_says_that_it_is_xml_is_xml() {
    assert_eq!(kind(b"<?xml version='1.0'?>"), Kind::Xml { root: None });
    assert_eq!(kind(b"<?xml version='1.0'?><"), Kind::Xml { root: None });
    assert_eq!(kind(b"< 5 kg"), Kind::Unknown);
    let late = format!("<?xml version='1.0'?><!--{}--><a/>", " ".repeat(100_000));
    assert_eq!(kind(late.as_bytes()), Kind::Xml { root: None });
    let long = format!("<a><b>{}</b></a>", "é".repeat(100_000));
    assert!(matches!(kind(long.as_bytes()), Kind::Xml { root: Some(_) }));
}

#[test]
fn tables_are_told_by_a_separator_that_stays() {
    let rows = "Numéro;Montant\nF-1;1,50\nF-2;2,75\n";
    assert_eq!(kind(rows.as_bytes()), table(Encoding::Utf8, ';'));
    assert_eq!(kind(format!("\u{feff}{rows}").as_bytes()), table(Encoding::Utf8WithMark, ';'));
    let windows: Vec<u8> = rows.chars().map(|sign| u8::try_from(sign).unwrap()).collect();
    assert_eq!(kind(&windows), table(Encoding::Windows1252, ';'));
    let wide: Vec<u8> = format!("\u{feff}{rows}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(kind(&wide), table(Encoding::Utf16Le, ';'));
    assert_eq!(kind(b"a\tb\n1\t2"), table(Encoding::Utf8, '\t'));
    assert_eq!(kind(b"a|b\r\n1|2\r\n"), table(Encoding::Utf8, '|'));
    assert_eq!(kind(b"a,b,c\n1,2,3\n"), table(Encoding::Utf8, ','));
    assert_eq!(kind(b"\"a;\nb\";c\n\"d \"\"e\"\"\";f\n"), table(Encoding::Utf8, ';'));
    assert_eq!(kind(b"sep=,\n1"), table(Encoding::Utf8, ','));
}

#[test]
fn a_table_longer_than_the_window_is_told_by_its_beginning() {
    let long = format!("a;b\n{};é\n", "é".repeat(1000)).repeat(200);
    assert_eq!(kind(long.as_bytes()), table(Encoding::Utf8, ';'));
    // The second record is the one that the window cuts.
    let wide = format!("a;b\n{};c\n", "é".repeat(100_000));
    assert_eq!(kind(wide.as_bytes()), Kind::Unknown);
}

#[test]
fn other_texts_and_bytes_are_unknown() {
    for bytes in [
        &b"Bonjour,\nveuillez trouver, ci-joint, la facture.\nMerci"[..],
        b"a;b",
        b"a;b\n1;2;3\n",
        b"{\"a\": 1, \"b\": 2}",
        b"\0\x01\x02\x03",
        b"\x7fELF\x02\x01\x01\0",
        b"MZ\x90\0\x03",
        b"\xff\xfe",
        b"\xff\xfea",
        b"\xff\xfe\0\0<\0\0\0a\0\0\0>\0\0\0",
        b"PK",
        b"\n \n",
        b"\x81;\x8d\n;",
    ] {
        assert_eq!(kind(bytes), Kind::Unknown, "{bytes:?}");
    }
    assert_eq!(kind(b""), Kind::Empty);
}

#[test]
fn the_reader_is_read_from_its_beginning_and_left_there() {
    let mut reader = Cursor::new(zip(&[("a.pdf", b"%PDF-1.4\n")]));
    reader.seek(SeekFrom::End(0)).unwrap();
    assert_eq!(kind_of(&mut reader).unwrap(), Kind::Zip);
    assert_eq!(reader.position(), 0);
}
