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

/// The same PDF with more files inside.
#[must_use]
pub fn with_files(pdf: &[u8], files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut document = Document::load_mem(pdf).expect("our own PDF");
    let mut listed = match document.catalog().expect("a catalog").get(b"AF") {
        Ok(Object::Array(listed)) => listed.clone(),
        _ => Vec::new(),
    };
    for (name, content) in files {
        let stream =
            document.add_object(Stream::new(dictionary! { "Type" => "EmbeddedFile" }, content.to_vec()));
        let name = Object::string_literal(latin(name));
        let file = document.add_object(dictionary! {
            "Type" => "Filespec", "F" => name.clone(), "UF" => name, "EF" => dictionary! { "F" => stream },
        });
        listed.push(Object::Reference(file));
    }
    document.catalog_mut().expect("a catalog").set("AF", listed);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("a PDF in memory");
    bytes
}

/// A PDF of so many pages, each with so many bytes that no compression makes smaller.
#[must_use]
pub fn heavy_pdf(pages: usize, bytes: usize) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let mut variety = 7_u32;
    let mut kids = Vec::new();
    for _ in 0..pages {
        let noise: Vec<u8> = (0..bytes)
            .map(|_| {
                variety = variety.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                variety.to_be_bytes()[0]
            })
            .collect();
        let image = document.add_object(Stream::new(
            dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1 },
            noise,
        ));
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => tree,
            "Resources" => dictionary! { "XObject" => dictionary! { "I" => image } },
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        });
        kids.push(Object::Reference(page));
    }
    let count = i64::try_from(pages).expect("few pages");
    document.objects.insert(
        tree,
        Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }),
    );
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("a PDF in memory");
    bytes
}
