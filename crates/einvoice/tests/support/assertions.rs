//! What PDF/A-3b (ISO 19005-3) asks for, as far as it is listed here. It is no validator of PDF/A: each assertion names the
//! clause that it looks at.

use lopdf::{Dictionary, Document, Object, Stream};

/// Looks at a PDF that was written here.
pub fn pdf_a_3b(pdf: &[u8]) {
    let document = Document::load_mem(pdf).unwrap();
    header_and_end(pdf, &document);
    for object in document.objects.values() {
        if let Ok(stream) = object.as_stream() {
            streams(stream);
        }
        each_dictionary(object, &mut |dictionary| dictionaries(&document, dictionary));
    }
    metadata(&document);
    output_intent(&document);
    files(&document);
    fonts(&document);
}

/// 6.1.2, 6.1.3: `%PDF-1.n`, a comment of four bytes above 127, an identifier, no encryption, nothing after the end.
fn header_and_end(pdf: &[u8], document: &Document) {
    assert!(pdf.starts_with(b"%PDF-1.7\n%"), "6.1.2: the header");
    assert!(pdf[10..14].iter().all(|byte| *byte > 127), "6.1.2: the comment");
    assert!(pdf.trim_ascii_end().ends_with(b"%%EOF"), "6.1.3: the end");
    let id = document.trailer.get(b"ID").unwrap().as_array().unwrap();
    assert!(
        id.len() == 2 && id.iter().all(|part| !part.as_str().unwrap().is_empty()),
        "6.1.3: the identifier"
    );
    assert!(!document.trailer.has(b"Encrypt"), "6.1.3: encryption");
    assert!(!document.catalog().unwrap().has(b"AA"), "6.5.2: actions");
}

/// 6.1.7: nothing outside of the file, no LZW, no encryption of one stream.
fn streams(stream: &Stream) {
    for key in [b"F".as_slice(), b"FFilter", b"FDecodeParms"] {
        assert!(!stream.dict.has(key), "6.1.7.1: {}", String::from_utf8_lossy(key));
    }
    let filters = stream.filters().unwrap_or_default();
    assert!(
        filters.iter().all(|filter| *filter != b"LZWDecode" && *filter != b"Crypt"),
        "6.1.7.2: {filters:?}"
    );
    if !filters.is_empty() {
        stream.decompressed_content().unwrap();
    }
}

/// 6.2.5, 6.2.8, 6.2.10, 6.3, 6.4, 6.5: no transfer functions, no interpolation, no actions but those to go somewhere.
fn dictionaries(document: &Document, dictionary: &Dictionary) {
    let name = |key: &[u8]| dictionary.get(key).and_then(Object::as_name).ok();
    if dictionary.has_type(b"ExtGState") {
        assert!(!dictionary.has(b"TR") && !dictionary.has(b"HTP"), "6.2.5: transfer functions");
    }
    if let Ok(interpolate) = dictionary.get(b"Interpolate").and_then(Object::as_bool) {
        assert!(!interpolate, "6.2.8: interpolation");
    }
    if dictionary.has_type(b"Annot") {
        assert_eq!(name(b"Subtype"), Some(b"Link".as_slice()), "6.3.1: notes");
    }
    assert!(!dictionary.has(b"JS") && !dictionary.has(b"XFA"), "6.4, 6.5.1: scripts and forms");
    if dictionary.has_type(b"Page") {
        // 6.2.10: with an output intent a group needs no colour space of its own.
        assert!(document.catalog().unwrap().has(b"OutputIntents"));
        assert!(!dictionary.has(b"AA"), "6.5.2: actions");
    }
    // 6.1.13: limits of PDF 1.7.
    for (key, value) in dictionary {
        assert!(key.len() <= 127, "6.1.13: names");
        if let Object::String(text, _) = value {
            assert!(text.len() <= 32_767, "6.1.13: strings");
        }
    }
}

/// 6.6: a packet that is not compressed, says PDF/A-3b and describes its own properties.
fn metadata(document: &Document) {
    let id = document.catalog().unwrap().get(b"Metadata").unwrap().as_reference().unwrap();
    let stream = document.get_object(id).unwrap().as_stream().unwrap();
    assert!(stream.filters().unwrap_or_default().is_empty(), "6.6.2.1: the packet");
    let packet = String::from_utf8(stream.content.clone()).unwrap();
    let parsed = roxmltree::Document::parse(packet.trim_start_matches('\u{feff}')).unwrap();
    let said = |namespace: &str, name: &str| {
        let node = parsed.descendants().find(|node| node.has_tag_name((namespace, name)));
        node.and_then(|node| node.text()).unwrap_or_default().to_owned()
    };
    let identification = "http://www.aiim.org/pdfa/ns/id/";
    assert_eq!(said(identification, "part"), "3", "6.6.4");
    assert_eq!(said(identification, "conformance"), "B", "6.6.4");
    // 6.6.2.3: every property is of a known schema or of one that is described.
    let known = [
        "adobe:ns:meta/",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        identification,
        "http://purl.org/dc/elements/1.1/",
        "http://ns.adobe.com/pdf/1.3/",
        "http://ns.adobe.com/xap/1.0/",
        "http://ns.adobe.com/xap/1.0/mm/",
        "http://www.aiim.org/pdfa/ns/extension/",
        "http://www.aiim.org/pdfa/ns/schema#",
        "http://www.aiim.org/pdfa/ns/property#",
    ];
    let described = said("http://www.aiim.org/pdfa/ns/schema#", "namespaceURI");
    for node in parsed.descendants().filter(roxmltree::Node::is_element) {
        let namespace = node.tag_name().namespace().unwrap_or_default();
        assert!(known.contains(&namespace) || namespace == described, "6.6.2.3: {namespace}");
    }
    // 6.6.3: what the information dictionary says, the packet says too.
    if let Ok(information) = document.trailer.get(b"Info").and_then(Object::as_reference) {
        let information = document.get_dictionary(information).unwrap();
        if let Ok(title) = information.get(b"Title") {
            let title = lopdf::decode_text_string(title).unwrap();
            assert!(packet.contains(&title.replace('\'', "&apos;")), "the title");
        }
    }
}

/// 6.2.3: an output intent of PDF/A with a profile of as many components as it says.
fn output_intent(document: &Document) {
    let intents = document.catalog().unwrap().get(b"OutputIntents").unwrap();
    let intents = document.dereference(intents).unwrap().1.as_array().unwrap();
    let mut of_pdf_a = 0;
    for intent in intents {
        let intent = document.dereference(intent).unwrap().1.as_dict().unwrap();
        if intent.get(b"S").unwrap().as_name().unwrap() != b"GTS_PDFA1" {
            continue;
        }
        of_pdf_a += 1;
        let profile = document.dereference(intent.get(b"DestOutputProfile").unwrap()).unwrap().1;
        let profile = profile.as_stream().unwrap();
        let bytes = profile.decompressed_content().unwrap_or_else(|_| profile.content.clone());
        assert_eq!(&bytes[36..40], b"acsp", "6.2.3: the profile");
        assert_eq!(
            (&bytes[16..20], profile.dict.get(b"N").unwrap().as_i64().unwrap()),
            (b"RGB ".as_slice(), 3)
        );
        assert!(bytes[8] <= 4, "6.2.3: the version of the profile");
    }
    assert_eq!(of_pdf_a, 1, "6.2.3");
}

/// 6.8: every file with its type, both names and what it is to the document, and associated.
fn files(document: &Document) {
    let associated: Vec<_> = document.catalog().unwrap().get(b"AF").unwrap().as_array().unwrap().to_vec();
    let mut count = 0;
    for (id, object) in &document.objects {
        let Ok(file) = object.as_dict() else { continue };
        if !file.has(b"EF") {
            continue;
        }
        count += 1;
        assert!(file.has(b"F") && file.has(b"UF") && file.has(b"AFRelationship"), "6.8: the description");
        assert!(associated.contains(&Object::Reference(*id)), "6.8: the association");
        let embedded = document.dereference(file.get(b"EF").unwrap()).unwrap().1.as_dict().unwrap();
        let content = document.dereference(embedded.get(b"F").unwrap()).unwrap().1.as_stream().unwrap();
        assert!(content.dict.has(b"Subtype"), "6.8: the type");
        assert!(content.dict.get(b"Params").unwrap().as_dict().unwrap().has(b"ModDate"), "6.8: the date");
    }
    assert_eq!(count, associated.len());
}

/// 6.2.11: every font has its program in the file, a mapping of glyphs, widths and a mapping to Unicode.
fn fonts(document: &Document) {
    let mut count = 0;
    for object in document.objects.values() {
        let Ok(font) = object.as_dict() else { continue };
        if !font.has_type(b"Font") {
            continue;
        }
        count += 1;
        match font.get(b"Subtype").unwrap().as_name().unwrap() {
            b"Type0" => assert!(font.has(b"ToUnicode"), "6.2.11.7: Unicode"),
            b"CIDFontType2" => {
                assert_eq!(font.get(b"CIDToGIDMap").unwrap().as_name().unwrap(), b"Identity", "6.2.11.3");
                assert!(font.has(b"W") || font.has(b"DW"), "6.2.11.5: widths");
                let descriptor = document.dereference(font.get(b"FontDescriptor").unwrap()).unwrap().1;
                let program = descriptor.as_dict().unwrap().get(b"FontFile2").unwrap();
                let program = document.dereference(program).unwrap().1.as_stream().unwrap();
                let bytes = program.decompressed_content().unwrap();
                assert_eq!(&bytes[..4], [0, 1, 0, 0], "6.2.11.4: the program");
            }
            other => assert_eq!(other, b"", "6.2.11: a font of another kind"),
        }
    }
    assert!(count > 0 && count % 2 == 0, "{count} fonts");
}

fn each_dictionary(object: &Object, look: &mut dyn FnMut(&Dictionary)) {
    match object {
        Object::Dictionary(dictionary) => {
            look(dictionary);
            dictionary.iter().for_each(|(_, value)| each_dictionary(value, look));
        }
        Object::Stream(stream) => {
            look(&stream.dict);
            stream.dict.iter().for_each(|(_, value)| each_dictionary(value, look));
        }
        Object::Array(items) => items.iter().for_each(|item| each_dictionary(item, look)),
        _ => {}
    }
}
