//! Behaviour of the search for an invoice inside a PDF, on PDFs made here.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking, as the test itself does")]

use einvoice::MAX_XML_SIZE;
use einvoice::pdf::{
    ContainerFinding, Embedded, MAX_PDF_SIZE, PdfError, looks_like_pdf, read, read_with_files,
};
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

fn embedded_invoice(bytes: &[u8]) -> Result<Option<Embedded>, PdfError> {
    read(bytes.to_vec()).map(|report| report.invoice)
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
    let file = embed(&mut order, "order-x.xml", b"<SCRDMCCBDACIOMessageStructure/>");
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
fn an_invoice_under_another_name_is_read_and_said() {
    let mut document = document();
    let order = embed(&mut document, "order-x.xml", b"<Order/>");
    let file = embed(&mut document, "ZUGFeRD_001.xml", XML);
    set_names(&mut document, leaf(&[("a", order), ("b", file)]));
    let report = read(bytes(&mut document)).unwrap();
    assert_eq!(report.invoice.unwrap().xml, XML);
    assert_eq!(report.findings, [ContainerFinding::OtherName { name: "ZUGFeRD_001.xml".to_owned() }]);
}

#[test]
fn what_cannot_be_read_is_said_with_its_reason() {
    let mut document = document();
    let file = embed(&mut document, "facture.xml", b"<Invoice><ID>42</ID>");
    set_names(&mut document, leaf(&[("a", file)]));
    let report = read(bytes(&mut document)).unwrap();
    assert_eq!(report.invoice, None);
    let [ContainerFinding::Unreadable { name, reason }] = &report.findings[..] else {
        panic!("{:?}", report.findings)
    };
    assert_eq!(name, "facture.xml");
    assert!(reason.contains("bien formé"), "{reason}");
}

#[test]
fn of_several_invoices_the_first_that_is_not_empty_is_taken_and_it_is_said() {
    let mut document = document();
    let empty = embed(&mut document, "factur-x.xml", b"");
    let file = embed(&mut document, "factur-x.xml", XML);
    set_names(&mut document, leaf(&[("a", empty), ("b", file)]));
    let report = read(bytes(&mut document)).unwrap();
    assert_eq!(report.invoice.unwrap().xml, XML);
    assert!(matches!(
        report.findings[..],
        [ContainerFinding::Unreadable { .. }, ContainerFinding::Several { count: 2, .. }]
    ));
}

#[test]
fn a_decompression_bomb_is_refused() {
    let bomb = bytes(&mut factur_x(&vec![b' '; MAX_XML_SIZE + 1]));
    assert!(bomb.len() < 100_000, "the bomb is small: {}", bomb.len());
    assert_eq!(embedded_invoice(&bomb), Err(PdfError::Inflates));
    let largest = bytes(&mut factur_x(&vec![b' '; MAX_XML_SIZE]));
    assert_eq!(embedded_invoice(&largest).unwrap().unwrap().xml.len(), MAX_XML_SIZE);
}

#[test]
fn an_object_stream_that_nothing_needs_is_left_alone() {
    let mut content = b"90 0 [".to_vec();
    content.extend(b"0 ".repeat(30_000_000));
    content.push(b']');
    let mut document = factur_x(XML);
    let mut stream = Stream::new(dictionary! { "Type" => "ObjStX", "N" => 1, "First" => 5 }, content);
    stream.compress().unwrap();
    document.add_object(stream);
    let mut bomb = bytes(&mut document);
    // The writer leaves object streams out, so that its type is set afterwards.
    let position = bomb.windows(7).position(|window| window == b"/ObjStX").unwrap();
    bomb[position + 6] = b'm';
    assert!(bomb.len() < 100_000, "the bomb is small: {}", bomb.len());
    assert_eq!(embedded_invoice(&bomb).unwrap().unwrap().xml, XML);
}

#[test]
fn text_is_told_from_a_picture_of_text() {
    let with_content = |content: &[u8], object: Option<Stream>| {
        let mut document = document();
        let page = document.page_iter().next().unwrap();
        let contents = document.add_object(Stream::new(dictionary! {}, content.to_vec()));
        let object = object.map(|object| document.add_object(object));
        let page = document.get_dictionary_mut(page).unwrap();
        page.set("Contents", contents);
        if let Some(object) = object {
            page.set("Resources", dictionary! { "XObject" => dictionary! { "X" => object } });
        }
        read(bytes(&mut document)).unwrap().has_text
    };
    assert!(with_content(b"BT /F 9 Tf (Facture) Tj ET", None));
    assert!(with_content(b"BT [(Fac) 20 (ture)] TJ ET", None));
    assert!(!with_content(b"q 10 0 0 10 0 0 cm Q", None));
    let form = |content: &[u8]| {
        let form = dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 9.into(), 9.into()] };
        Some(Stream::new(form, content.to_vec()))
    };
    assert!(with_content(b"/X Do", form(b"BT (Facture) Tj ET")));
    assert!(!with_content(b"/X Do", form(b"/X Do")), "a form that shows itself ends");
    let image = dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1 };
    assert!(!with_content(b"/X Do", Some(Stream::new(image, b"BT (x) Tj ET".to_vec()))));
}

#[test]
fn a_report_goes_through_a_pipe() {
    let report = read(bytes(&mut factur_x(XML)));
    let text = serde_json::to_vec(&report).unwrap();
    assert_eq!(serde_json::from_slice::<Result<einvoice::pdf::Report, PdfError>>(&text).unwrap(), report);
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
fn what_is_cut_or_damaged_is_told_apart() {
    let whole = bytes(&mut factur_x(XML));
    for end in (9..whole.len() - 6).step_by(13) {
        assert_eq!(embedded_invoice(&whole[..end]), Err(PdfError::CutShort), "cut at {end}");
    }
    assert_eq!(embedded_invoice(b"%PDF-1.7\n%%EOF"), Err(PdfError::Unreadable));
    let nested = [b"%PDF-1.7\n1 0 obj\n".to_vec(), b"[".repeat(200_000), b"\n%%EOF".to_vec()].concat();
    assert_eq!(embedded_invoice(&nested), Err(PdfError::Unreadable));
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

#[test]
fn the_other_files_are_told_once_each_and_the_invoice_is_none_of_them() {
    let mut document = factur_x(XML);
    let bon = embed(&mut document, "bon.pdf", b"%PDF- bon");
    let plan = embed(&mut document, "plan.dwg", b"plan");
    set_catalog(
        &mut document,
        "AF",
        vec![Object::Reference(bon), Object::Reference(plan), Object::Reference(bon)],
    );
    let bytes = bytes(&mut document);
    let mut told = Vec::new();
    let report = read_with_files(bytes.clone(), 9, &mut |file| {
        told.push((file.place, file.name.to_owned(), file.content(100), file.content(3)));
    })
    .unwrap();
    assert!(report.invoice.is_some());
    let expected = [(0, "bon.pdf", &b"%PDF- bon"[..]), (1, "plan.dwg", b"plan")]
        .map(|(place, name, content)| (place, name.to_owned(), Some(content.to_vec()), None));
    assert_eq!(told, expected, "a content that is too large is not given");
    let mut count = 0;
    read_with_files(bytes, 1, &mut |_| count += 1).unwrap();
    assert_eq!(count, 1);
}

#[test]
fn a_file_behind_a_note_on_a_page_is_told() {
    let mut document = document();
    let file = embed(&mut document, "note.txt", b"note");
    let note = dictionary! { "Type" => "Annot", "Subtype" => "FileAttachment", "FS" => file };
    let page = document.page_iter().next().unwrap();
    document.get_dictionary_mut(page).unwrap().set("Annots", vec![Object::Dictionary(note)]);
    let mut names = Vec::new();
    read_with_files(bytes(&mut document), 9, &mut |file| names.push(file.name.to_owned())).unwrap();
    assert_eq!(names, ["note.txt"]);
}
