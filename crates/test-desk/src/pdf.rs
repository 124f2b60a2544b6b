//! Small real PDFs.

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, Stream, dictionary};

/// A one-page PDF with these lines of text.
#[must_use]
pub fn invoice_pdf<S: AsRef<str>>(lines: &[S]) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let pages = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let resources = document.add_object(dictionary! { "Font" => dictionary! { "F1" => font } });
    let mut operations = vec![
        Operation::new("BT", vec![]),
        Operation::new("Tf", vec!["F1".into(), 12.into()]),
        Operation::new("TL", vec![18.into()]),
        Operation::new("Td", vec![60.into(), 760.into()]),
    ];
    for line in lines {
        operations.push(Operation::new("Tj", vec![Object::string_literal(latin(line.as_ref()))]));
        operations.push(Operation::new("T*", vec![]));
    }
    operations.push(Operation::new("ET", vec![]));
    let content = Content { operations }.encode().expect("a content stream");
    let content = document.add_object(Stream::new(dictionary! {}, content));
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content, "Resources" => resources,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    });
    document.objects.insert(
        pages,
        Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }),
    );
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("a PDF in memory");
    bytes
}

/// WinAnsi bytes of a French text; what it does not have becomes a question mark.
fn latin(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
}

/// A one-page PDF with the XML of an invoice inside, under this name.
#[must_use]
pub fn factur_x(name: &str, xml: &str) -> Vec<u8> {
    let mut document = Document::load_mem(&invoice_pdf(&["Facture"])).expect("our own PDF");
    let stream = dictionary! { "Type" => "EmbeddedFile", "Subtype" => Object::Name(b"text/xml".to_vec()) };
    let stream = document.add_object(Stream::new(stream, xml.as_bytes().to_vec()));
    let name = Object::string_literal(latin(name));
    let file = document.add_object(dictionary! {
        "Type" => "Filespec", "F" => name.clone(), "UF" => name.clone(), "AFRelationship" => "Data",
        "EF" => dictionary! { "F" => stream },
    });
    let tree = dictionary! { "Names" => vec![name, Object::Reference(file)] };
    let catalog = document.catalog_mut().expect("a catalog");
    catalog.set("Names", dictionary! { "EmbeddedFiles" => tree });
    catalog.set("AF", vec![Object::Reference(file)]);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("a PDF in memory");
    bytes
}
