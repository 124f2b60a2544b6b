//! What a copy keeps, and what it leaves behind.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use pdf_copies::{CopyError, part, without_files};

/// A document of so many pages, each with a picture of its own of so many bytes; all inherit their size and share a font.
fn pages(count: usize, bytes: usize) -> Document {
    let mut document = Document::with_version("1.7");
    let tree = document.new_object_id();
    let font = document
        .add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
    let mut kids = Vec::new();
    let mut variety = 7_u32;
    for number in 0..count {
        let content: Vec<u8> = (0..bytes)
            .map(|_| {
                variety = variety.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                variety.to_be_bytes()[0]
            })
            .collect();
        let picture = document.add_object(Stream::new(
            dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1 },
            content,
        ));
        let text = format!("BT /F1 12 Tf (page {number}) Tj ET /I Do");
        let contents = document.add_object(Stream::new(Dictionary::new(), text.into_bytes()));
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => tree, "Contents" => contents,
            "Resources" => dictionary! {
                "Font" => dictionary! { "F1" => font }, "XObject" => dictionary! { "I" => picture },
            },
        });
        kids.push(page);
    }
    // Each page links to the first one and to the last one.
    let (first, last) = (kids[0], kids[count - 1]);
    for kid in &kids {
        let links: Vec<Object> = [first, last]
            .into_iter()
            .map(|to| {
                let destination = vec![Object::Reference(to), Object::Name(b"Fit".to_vec())];
                document
                    .add_object(dictionary! {
                        "Type" => "Annot", "Subtype" => "Link", "P" => *kid, "Dest" => destination,
                        "Rect" => vec![0.into(), 0.into(), 9.into(), 9.into()],
                    })
                    .into()
            })
            .collect();
        document.get_dictionary_mut(*kid).unwrap().set("Annots", links);
    }
    let kids: Vec<Object> = kids.into_iter().map(Object::Reference).collect();
    document.objects.insert(
        tree,
        Object::Dictionary(dictionary! {
            "Type" => "Pages", "Count" => i64::try_from(count).unwrap(), "Kids" => kids,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        }),
    );
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    document
}

fn bytes_of(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// A file in the tree, in `/AF`, behind a note on a page, and the declaration of a Factur-X.
fn with_files() -> Vec<u8> {
    let mut document = pages(3, 50);
    let embedded = document.add_object(Stream::new(
        dictionary! { "Type" => "EmbeddedFile" },
        b"<rsm:CrossIndustryInvoice/>".to_vec(),
    ));
    let file = document.add_object(dictionary! {
        "Type" => "Filespec", "F" => Object::string_literal("factur-x.xml"), "EF" => dictionary! { "F" => embedded },
        "AFRelationship" => "Data",
    });
    let note =
        document.add_object(dictionary! { "Type" => "Annot", "Subtype" => "FileAttachment", "FS" => file });
    let metadata = document.add_object(Stream::new(
        dictionary! { "Type" => "Metadata", "Subtype" => "XML" },
        b"<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>".to_vec(),
    ));
    let page = document.page_iter().next().unwrap();
    document.get_dictionary_mut(page).unwrap().set("Annots", vec![Object::Reference(note)]);
    document.get_dictionary_mut(page).unwrap().set("AF", vec![Object::Reference(file)]);
    let catalog = document.catalog_mut().unwrap();
    let tree =
        dictionary! { "Names" => vec![Object::string_literal("factur-x.xml"), Object::Reference(file)] };
    catalog.set("Names", dictionary! { "EmbeddedFiles" => tree });
    catalog.set("AF", vec![Object::Reference(file)]);
    catalog.set("Metadata", metadata);
    bytes_of(document)
}

fn holds(pdf: &[u8], text: &[u8]) -> bool {
    pdf.windows(text.len()).any(|window| window == text)
}

#[test]
fn a_copy_without_files_keeps_its_pages_and_nothing_that_tells_of_a_file() {
    let original = with_files();
    let traces: [&[u8]; 7] = [
        b"CrossIndustryInvoice",
        b"factur-x.xml",
        b"/AF",
        b"EmbeddedFile",
        b"FileAttachment",
        b"ConformanceLevel",
        b"/EF",
    ];
    for trace in traces {
        assert!(holds(&original, trace), "{}", String::from_utf8_lossy(trace));
    }
    let copy = without_files(&original).unwrap();
    for trace in traces {
        assert!(!holds(&copy, trace), "{}", String::from_utf8_lossy(trace));
    }
    let read = Document::load_mem(&copy).unwrap();
    assert_eq!(read.get_pages().len(), 3);
    let page = read.page_iter().nth(1).unwrap();
    assert!(read.get_page_content(page).starts_with(b"BT /F1 12 Tf (page 1)"));
}

#[test]
fn parts_hold_all_pages_once_and_each_is_as_large_as_it_may_be() {
    let original = bytes_of(pages(10, 30_000));
    let most = 100_000;
    let (mut first, mut counts) = (0, Vec::new());
    while first < 10 {
        let part = part(&original, first, most).unwrap();
        assert_eq!(part.of, 10);
        assert!(part.pdf.len() <= most, "{}", part.pdf.len());
        let read = Document::load_mem(&part.pdf).unwrap();
        let texts: Vec<String> =
            read.page_iter().map(|page| String::from_utf8(read.get_page_content(page)).unwrap()).collect();
        assert_eq!(texts.len(), part.pages);
        for (place, text) in texts.iter().enumerate() {
            assert!(text.contains(&format!("(page {})", first + place)), "{text}");
        }
        let page = read.get_dictionary(read.page_iter().next().unwrap()).unwrap();
        assert!(page.has(b"MediaBox"), "what it had from above");
        first += part.pages;
        counts.push(part.pages);
    }
    assert_eq!(counts, [3, 3, 3, 1], "links to other pages bring nothing of them");
}

#[test]
fn a_page_that_is_larger_than_a_part_is_said() {
    let original = bytes_of(pages(2, 30_000));
    assert_eq!(part(&original, 0, 20_000), Err(CopyError::PageTooLarge));
    assert_eq!(part(&original, 2, 100_000), Err(CopyError::NoSuchPage));
}

#[test]
fn what_is_signed_is_left_alone() {
    let mut document = pages(1, 50);
    document.add_object(dictionary! {
        "Type" => "Sig", "Filter" => "Adobe.PPKLite", "Contents" => Object::string_literal("00"),
        "ByteRange" => vec![0.into(), 9.into(), 20.into(), 9.into()],
    });
    let signed = bytes_of(document);
    assert_eq!(without_files(&signed), Err(CopyError::Signed));
    assert_eq!(part(&signed, 0, 100_000), Err(CopyError::Signed));
}

#[test]
fn what_is_no_pdf_is_refused() {
    for odd in [&b""[..], b"Bonjour", b"%PDF-1.7\n%%EOF\n"] {
        assert_eq!(without_files(odd), Err(CopyError::Unreadable));
    }
    let whole = with_files();
    for end in (0..whole.len()).step_by(97) {
        // Whatever comes of it, it comes.
        drop(without_files(&whole[..end]));
        drop(part(&whole[..end], 0, 1_000));
    }
}
