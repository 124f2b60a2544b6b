//! Behaviour of the search for an invoice inside a PDF, on PDFs made here.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking, as the test itself does")]

use einvoice::MAX_XML_SIZE;
use einvoice::pdf::{MAX_PDF_SIZE, PdfError, embedded_invoice, looks_like_pdf};
use lopdf::{
    Dictionary, Document, EncryptionState, EncryptionVersion, Object, ObjectId, Permissions, SaveOptions,
    Stream, dictionary, text_string,
};

const XML: &[u8] = b"<Invoice><ID>42</ID></Invoice>";

/// A document of one empty page.
fn document() -> Document {
    let mut document = Document::with_version("1.7");
    let pages = document.new_object_id();
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "MediaBox" => vec![0.into(), 0.into(), 100.into(), 100.into()],
    });
    let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(pages, Object::Dictionary(tree));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    document
}

/// Adds a file specification and gives its id.
fn embed(document: &mut Document, name: &str, content: &[u8]) -> ObjectId {
    let mut stream =
        Stream::new(dictionary! { "Type" => "EmbeddedFile", "Subtype" => "text/xml" }, content.to_vec());
    stream.compress().unwrap();
    let stream = document.add_object(stream);
    document.add_object(dictionary! {
        "Type" => "Filespec", "F" => text_string(name), "UF" => text_string(name), "AFRelationship" => "Data",
        "EF" => dictionary! { "F" => stream },
    })
}

fn set_catalog(document: &mut Document, key: &str, value: impl Into<Object>) {
    document.catalog_mut().unwrap().set(key, value);
}

fn set_names(document: &mut Document, tree: Dictionary) {
    let tree = document.add_object(tree);
    set_catalog(document, "Names", dictionary! { "EmbeddedFiles" => tree });
}

fn leaf(files: &[(&str, ObjectId)]) -> Dictionary {
    let names: Vec<Object> =
        files.iter().flat_map(|(name, id)| [text_string(name), Object::Reference(*id)]).collect();
    dictionary! { "Names" => names }
}

fn bytes(document: &mut Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// A usual Factur-X: in the tree and associated.
fn factur_x(content: &[u8]) -> Document {
    let mut document = document();
    let file = embed(&mut document, "factur-x.xml", content);
    set_names(&mut document, leaf(&[("factur-x.xml", file)]));
    set_catalog(&mut document, "AF", vec![Object::Reference(file)]);
    document
}

#[test]
fn the_invoice_of_a_factur_x_is_found() {
    let embedded = embedded_invoice(&bytes(&mut factur_x(XML))).unwrap().unwrap();
    assert_eq!(embedded.name, "factur-x.xml");
    assert_eq!(embedded.relationship.as_deref(), Some("Data"));
    assert!(embedded.associated);
    assert_eq!(embedded.xml, XML);
    assert_eq!(einvoice::read(&embedded.xml).unwrap().number.as_deref(), Some("42"));
}

#[test]
fn the_invoice_is_found_in_object_streams_too() {
    let mut saved = Vec::new();
    let options = SaveOptions::builder().use_object_streams(true).use_xref_streams(true).build();
    factur_x(XML).save_with_options(&mut saved, options).unwrap();
    assert!(saved.windows(7).any(|window| window == b"/ObjStm"));
    assert_eq!(embedded_invoice(&saved).unwrap().unwrap().xml, XML);
}

#[test]
fn a_nested_name_tree_is_walked_and_the_preferred_name_wins() {
    let mut document = document();
    let other = embed(&mut document, "conditions.pdf", b"%PDF-");
    let older = embed(&mut document, "ZUGFeRD-invoice.xml", b"<old/>");
    let order = embed(&mut document, "order-x.xml", b"<order/>");
    let wanted = embed(&mut document, "Factur-X.xml", XML);
    let first = document.add_object(leaf(&[("a", other), ("b", older)]));
    let deep = document.add_object(leaf(&[("c", order), ("d", wanted)]));
    let middle = document.add_object(dictionary! { "Kids" => vec![Object::Reference(deep)] });
    set_names(&mut document, dictionary! { "Kids" => vec![first.into(), middle.into()] });
    let embedded = embedded_invoice(&bytes(&mut document)).unwrap().unwrap();
    assert_eq!((embedded.name.as_str(), embedded.xml.as_slice()), ("Factur-X.xml", XML));
    assert!(!embedded.associated);
}

#[test]
fn an_associated_file_outside_the_tree_is_found() {
    let mut document = document();
    let file = embed(&mut document, "xrechnung.xml", XML);
    set_catalog(&mut document, "AF", vec![Object::Reference(file)]);
    let embedded = embedded_invoice(&bytes(&mut document)).unwrap().unwrap();
    assert_eq!((embedded.name.as_str(), embedded.associated), ("xrechnung.xml", true));
}

#[test]
fn a_pdf_without_an_invoice_gives_none() {
    assert_eq!(embedded_invoice(&bytes(&mut document())), Ok(None));
    let mut order = document();
    let file = embed(&mut order, "order-x.xml", XML);
    set_names(&mut order, leaf(&[("order-x.xml", file)]));
    assert_eq!(embedded_invoice(&bytes(&mut order)), Ok(None));
}

#[test]
fn a_name_tree_that_leads_back_to_itself_ends() {
    let mut document = document();
    let file = embed(&mut document, "factur-x.xml", XML);
    let node = document.new_object_id();
    let kids = vec![Object::Reference(node); 50];
    let names = vec![text_string("factur-x.xml"), Object::Reference(file)];
    document.objects.insert(node, Object::Dictionary(dictionary! { "Kids" => kids, "Names" => names }));
    set_catalog(&mut document, "Names", dictionary! { "EmbeddedFiles" => node });
    assert_eq!(embedded_invoice(&bytes(&mut document)).unwrap().unwrap().xml, XML);
}

#[test]
fn a_decompression_bomb_is_refused() {
    let bomb = bytes(&mut factur_x(&vec![b' '; MAX_XML_SIZE + 1]));
    assert!(bomb.len() < 100_000, "the bomb is small: {}", bomb.len());
    assert_eq!(embedded_invoice(&bomb), Err(PdfError::DecompressionLimit));
    let largest = bytes(&mut factur_x(&vec![b' '; MAX_XML_SIZE]));
    assert_eq!(embedded_invoice(&largest).unwrap().unwrap().xml.len(), MAX_XML_SIZE);
}

#[test]
fn a_decompression_bomb_in_an_object_stream_is_refused() {
    let mut content = b"90 0 ".to_vec();
    content.resize(MAX_XML_SIZE + 1, b' ');
    let mut document = factur_x(XML);
    let mut stream = Stream::new(dictionary! { "Type" => "ObjStX", "N" => 1, "First" => 5 }, content);
    stream.compress().unwrap();
    document.add_object(stream);
    let mut bomb = bytes(&mut document);
    assert!(matches!(embedded_invoice(&bomb), Ok(Some(_))), "any other stream is left alone");
    // The writer leaves object streams out, so that its type is set afterwards.
    let position = bomb.windows(7).position(|window| window == b"/ObjStX").unwrap();
    bomb[position + 6] = b'm';
    assert!(bomb.len() < 100_000, "the bomb is small: {}", bomb.len());
    assert_eq!(embedded_invoice(&bomb), Err(PdfError::DecompressionLimit));
}

#[test]
fn an_encrypted_pdf_is_told_apart_even_without_a_password() {
    for user_password in ["", "secret"] {
        let mut document = factur_x(XML);
        let id = Object::string_literal("0123456789abcdef");
        document.trailer.set("ID", vec![id.clone(), id]);
        let state = EncryptionState::try_from(EncryptionVersion::V2 {
            document: &document,
            owner_password: "owner",
            user_password,
            key_length: 128,
            permissions: Permissions::all(),
        })
        .unwrap();
        document.encrypt(&state).unwrap();
        assert_eq!(embedded_invoice(&bytes(&mut document)), Err(PdfError::Encrypted), "{user_password:?}");
    }
}

#[test]
fn damaged_files_end_in_an_error_or_without_an_invoice() {
    let whole = bytes(&mut factur_x(XML));
    for end in (9..whole.len()).step_by(13) {
        if let Ok(Some(embedded)) = embedded_invoice(&whole[..end]) {
            assert_eq!(embedded.xml, XML, "cut at {end}");
        }
    }
    assert!(matches!(embedded_invoice(b"%PDF-1.7\n"), Err(PdfError::Unreadable(_))));
    let nested = [b"%PDF-1.7\n1 0 obj\n".to_vec(), b"[".repeat(200_000)].concat();
    assert!(matches!(embedded_invoice(&nested), Err(PdfError::Unreadable(_))));
}

#[test]
fn what_is_not_a_pdf_is_refused_at_once() {
    assert_eq!(embedded_invoice(b"<Invoice/>"), Err(PdfError::NotPdf));
    assert_eq!(embedded_invoice(&vec![b'%'; MAX_PDF_SIZE + 1]), Err(PdfError::TooLarge));
}

#[test]
fn a_pdf_is_recognised_by_its_header_within_the_first_kilobyte() {
    assert!(looks_like_pdf(b"%PDF-1.7"));
    assert!(looks_like_pdf(&[vec![0; 1019], b"%PDF-".to_vec()].concat()));
    assert!(!looks_like_pdf(&[vec![0; 1020], b"%PDF-".to_vec()].concat()));
    assert!(!looks_like_pdf(b"PK\x03\x04"));
    assert!(!looks_like_pdf(b""));
}
