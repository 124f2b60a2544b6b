//! An invoice put into a PDF.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking, as the test itself does")]

mod support;

use chrono::{DateTime, Utc};
use einvoice::pdf::{
    EmbedError, Embedding, Options, PdfError, Profile, Relationship, embed, factur_x, read, read_with_files,
};
use lopdf::{
    Dictionary, Document, EncryptionState, EncryptionVersion, Object, Permissions, SaveOptions, Stream,
    dictionary, text_string,
};
use support::{FacturX, PACKET, bytes, cii, outside, plain};

const EN16931: &str = "urn:cen.eu:en16931:2017";

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_176_000, 0).unwrap()
}

fn options() -> Options {
    Options::at(now())
}

fn put(pdf: &[u8], specification: &str) -> Result<Embedding, EmbedError> {
    embed(pdf, &cii(specification), &options())
}

fn ids(embedding: &Embedding) -> Vec<&'static str> {
    embedding.container.findings.iter().map(|finding| finding.id).collect()
}

fn opened(pdf: &[u8]) -> Document {
    Document::load_mem(pdf).unwrap()
}

fn packet(pdf: &[u8]) -> String {
    let document = opened(pdf);
    let id = document.catalog().unwrap().get(b"Metadata").unwrap().as_reference().unwrap();
    let content = document.get_object(id).unwrap().as_stream().unwrap().content.clone();
    String::from_utf8(content).unwrap()
}

/// The keys of the tree of embedded files.
fn names(document: &Document) -> Vec<String> {
    let names = document.catalog().unwrap().get(b"Names").unwrap();
    let names = document.dereference(names).unwrap().1.as_dict().unwrap();
    let tree = document.dereference(names.get(b"EmbeddedFiles").unwrap()).unwrap().1.as_dict().unwrap();
    let pairs = tree.get(b"Names").unwrap().as_array().unwrap();
    pairs.iter().step_by(2).map(|name| String::from_utf8_lossy(name.as_str().unwrap()).into_owned()).collect()
}

fn file(document: &mut Document, name: &str, content: &[u8]) -> Object {
    let content = document.add_object(Stream::new(dictionary! {}, content.to_vec()));
    let specification = dictionary! {
        "Type" => "Filespec", "F" => text_string(name), "EF" => dictionary! { "F" => content },
    };
    document.add_object(specification).into()
}

#[test]
fn a_plain_pdf_becomes_a_factur_x_in_which_nothing_is_wrong() {
    for (specification, profile, relationship) in [
        ("urn:factur-x.eu:1p0:minimum", Profile::Minimum, "Data"),
        ("urn:factur-x.eu:1p0:basicwl", Profile::BasicWl, "Data"),
        ("urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic", Profile::Basic, "Alternative"),
        (EN16931, Profile::En16931, "Alternative"),
        ("urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended", Profile::Extended, "Alternative"),
    ] {
        let embedding = put(&bytes(&mut plain("1 0 0 rg 0 0 9 9 re f")), specification).unwrap();
        assert_eq!(embedding.container.findings, [], "{specification}");
        assert!(embedding.may_be_pdf_a());
        assert_eq!(embedding.container.profile, Some(profile));
        let invoice = read(embedding.pdf.clone()).unwrap().invoice.unwrap();
        assert_eq!(invoice.xml, cii(specification));
        assert_eq!((invoice.name.as_str(), invoice.associated), ("factur-x.xml", true));
        assert_eq!(invoice.relationship.as_deref(), Some(relationship));
        assert!(embedding.pdf.starts_with(b"%PDF-1.7"));
    }
}

#[test]
fn the_same_is_written_at_the_same_moment() {
    let pdf = bytes(&mut plain(""));
    assert_eq!(put(&pdf, EN16931).unwrap().pdf, put(&pdf, EN16931).unwrap().pdf);
}

#[test]
fn the_file_is_described_with_its_date_size_and_check_sum() {
    let embedding = put(&bytes(&mut plain("")), EN16931).unwrap();
    let document = opened(&embedding.pdf);
    let file = document
        .objects
        .values()
        .find_map(|object| object.as_stream().ok().filter(|stream| stream.dict.has_type(b"EmbeddedFile")));
    let parameters = file.unwrap().dict.get(b"Params").unwrap().as_dict().unwrap();
    assert_eq!(parameters.get(b"ModDate").unwrap().as_str().unwrap(), b"D:20261120120000Z");
    assert_eq!(parameters.get(b"Size").unwrap().as_i64().unwrap(), cii(EN16931).len() as i64);
    // The check of the container compares it with the content.
    assert_eq!(parameters.get(b"CheckSum").unwrap().as_str().unwrap().len(), 16);
}

#[test]
fn an_invoice_that_is_inside_is_replaced_and_other_files_stay() {
    let mut before = FacturX::new();
    let notes = file(&mut before.document, "notes.txt", b"notes");
    let bon = file(&mut before.document, "bon.pdf", b"%PDF- bon");
    let older = file(&mut before.document, "ZUGFeRD-invoice.xml", b"<old>2019</old>");
    let specification = Object::Reference(before.specification);
    let leaf = |key: &str, file: &Object| dictionary! { "Names" => vec![text_string(key), file.clone()] };
    let kids: Vec<Object> = [("z", &notes), ("factur-x.xml", &specification), ("b", &bon), ("c", &older)]
        .map(|(key, file)| Object::Dictionary(leaf(key, file)))
        .to_vec();
    before.catalog().set("Names", dictionary! { "EmbeddedFiles" => dictionary! { "Kids" => kids } });
    let embedding = put(&before.bytes(), "urn:factur-x.eu:1p0:minimum").unwrap();
    assert_eq!(embedding.container.findings, []);
    let document = opened(&embedding.pdf);
    assert_eq!(names(&document), ["b", "factur-x.xml", "z"]);
    let mut others = Vec::new();
    let report = read_with_files(embedding.pdf.clone(), 9, &mut |file| {
        others.push((file.name.to_owned(), file.content(99).unwrap()));
    })
    .unwrap();
    assert_eq!(report.invoice.unwrap().xml, cii("urn:factur-x.eu:1p0:minimum"));
    assert_eq!(report.findings, []);
    others.sort();
    assert_eq!(
        others,
        [("bon.pdf".to_owned(), b"%PDF- bon".to_vec()), ("notes.txt".to_owned(), b"notes".to_vec())]
    );
    let holds_former = document.objects.values().any(|object| {
        object.as_stream().is_ok_and(|stream| {
            let content = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
            [b"<old>".as_slice(), EN16931.as_bytes()]
                .iter()
                .any(|former| content.windows(former.len()).any(|window| window == *former))
        })
    });
    assert!(!holds_former, "the former invoices are gone");
}

#[test]
fn an_invoice_under_another_name_is_replaced_too() {
    let mut document = plain("");
    let former = file(&mut document, "facture.xml", &cii(EN16931));
    let names = vec![text_string("facture.xml"), former];
    let tree = dictionary! { "EmbeddedFiles" => dictionary! { "Names" => names } };
    document.catalog_mut().unwrap().set("Names", tree);
    let embedding = put(&bytes(&mut document), EN16931).unwrap();
    assert_eq!(names_of(&embedding), ["factur-x.xml"]);
}

fn names_of(embedding: &Embedding) -> Vec<String> {
    names(&opened(&embedding.pdf))
}

#[test]
fn putting_it_in_twice_leaves_one() {
    let once = put(&bytes(&mut plain("")), EN16931).unwrap();
    let twice = put(&once.pdf, EN16931).unwrap();
    assert_eq!(twice.container.findings, []);
    assert_eq!(opened(&once.pdf).objects.len(), opened(&twice.pdf).objects.len());
}

#[test]
fn names_of_other_kinds_stay() {
    let mut document = plain("");
    let names = document.add_object(
        dictionary! { "Dests" => dictionary! { "Names" => vec![text_string("page"), 1.into()] } },
    );
    document.catalog_mut().unwrap().set("Names", names);
    let document = opened(&put(&bytes(&mut document), EN16931).unwrap().pdf);
    assert!(document.catalog().unwrap().get(b"Names").unwrap().as_dict().unwrap().has(b"Dests"));
}

#[test]
fn of_the_metadata_stays_what_pdf_a_knows() {
    let packet_before = PACKET
        .replace("conformance>B<", "conformance>U<")
        .replace(
            "<rdf:Description rdf:about=\"\" xmlns:fx",
            "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:own=\"urn:own\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\
             <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">Facture &amp; avoir &lt;1&gt;</rdf:li></rdf:Alt></dc:title>\
             <dc:creator><rdf:Seq><rdf:li>Ardoise SARL</rdf:li></rdf:Seq></dc:creator><own:secret>7</own:secret>\
             <pdfuaid:part>1</pdfuaid:part></rdf:Description>\n<rdf:Description rdf:about=\"\" xmlns:fx",
        );
    let embedding = put(&FacturX::with("", &cii(EN16931), &packet_before).bytes(), EN16931).unwrap();
    assert_eq!(embedding.container.findings, []);
    let packet = packet(&embedding.pdf);
    for part in [
        ">Facture &amp; avoir &lt;1&gt;</rdf:li>",
        ">Ardoise SARL</rdf:li>",
        "<pdfaid:conformance>U<",
        "<pdfuaid:part>1<",
        "<xmp:ModifyDate>2026-11-20T12:00:00Z<",
    ] {
        assert!(packet.contains(part), "{part} in {packet}");
    }
    assert!(!packet.contains("secret"), "PDF/A knows no such property");
    roxmltree::Document::parse(&packet).unwrap();
}

#[test]
fn the_title_of_the_information_dictionary_is_taken_where_there_is_no_packet() {
    let mut document = plain("");
    let information = document.add_object(dictionary! {
        "Title" => text_string("Été à l'Œuvre"), "Producer" => text_string("\u{1}Bureau\u{7}"),
    });
    document.trailer.set("Info", information);
    let pdf = bytes(&mut document);
    let kept = packet(&put(&pdf, EN16931).unwrap().pdf);
    assert!(
        kept.contains(">Été à l&apos;Œuvre</rdf:li>") && kept.contains("<pdf:Producer>Bureau<"),
        "{kept}"
    );
    let options = Options { title: Some("Facture F-1".to_owned()), ..options() };
    let embedding = embed(&pdf, &cii(EN16931), &options).unwrap();
    assert!(packet(&embedding.pdf).contains(">Facture F-1</rdf:li>"));
    let document = opened(&embedding.pdf);
    let information = document.trailer.get(b"Info").unwrap().as_reference().unwrap();
    let information = document.get_dictionary(information).unwrap();
    assert_eq!(information.get(b"Title").unwrap().as_str().unwrap(), b"Facture F-1");
    assert_eq!(information.get(b"ModDate").unwrap().as_str().unwrap(), b"D:20261120120000Z");
}

#[test]
fn an_output_intent_that_is_there_stays_and_one_that_is_not_is_added() {
    let intents = |pdf: &[u8]| -> Vec<Dictionary> {
        let document = opened(pdf);
        let intents = document.catalog().unwrap().get(b"OutputIntents").unwrap().as_array().unwrap().clone();
        intents.iter().map(|intent| intent.as_dict().unwrap().clone()).collect()
    };
    let kept = intents(&put(&FacturX::new().bytes(), EN16931).unwrap().pdf);
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].get(b"OutputConditionIdentifier").unwrap().as_str().unwrap(), b"sRGB");
    let mut printed = plain("");
    let other = Object::Dictionary(dictionary! { "Type" => "OutputIntent", "S" => "GTS_PDFX" });
    printed.catalog_mut().unwrap().set("OutputIntents", vec![other]);
    let added = intents(&put(&bytes(&mut printed), EN16931).unwrap().pdf);
    let kinds: Vec<_> =
        added.iter().map(|intent| intent.get(b"S").unwrap().as_name().unwrap().to_vec()).collect();
    assert_eq!(kinds, [b"GTS_PDFX".to_vec(), b"GTS_PDFA1".to_vec()]);
}

#[test]
fn the_first_part_of_the_identifier_stays() {
    let document = opened(&put(&FacturX::new().bytes(), EN16931).unwrap().pdf);
    let id = document.trailer.get(b"ID").unwrap().as_array().unwrap().clone();
    assert_eq!(id[0].as_str().unwrap(), b"0123456789abcdef");
    assert_ne!(id[1], id[0]);
}

#[test]
fn what_keeps_the_pages_from_being_pdf_a_is_said() {
    let mut document = plain("BT /F 9 Tf (Facture) Tj ET 0 0 0 1 k 0 0 9 9 re f");
    let page = document.page_iter().next().unwrap();
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
    let fonts = dictionary! { "Font" => dictionary! { "F" => font } };
    document.get_dictionary_mut(page).unwrap().set("Resources", fonts);
    let script = dictionary! { "S" => "JavaScript", "JS" => text_string("app.alert(1)") };
    document.catalog_mut().unwrap().set("OpenAction", script);
    let embedding = put(&bytes(&mut document), EN16931).unwrap();
    assert!(!embedding.may_be_pdf_a());
    assert_eq!(ids(&embedding), ["FX-PDF-42", "FX-PDF-43", "FX-PDF-44"]);
    assert!(embedding.container.findings[1].text_french().contains("Helvetica"));
}

#[test]
fn modern_files_with_object_streams_are_read_and_written() {
    let mut saved = Vec::new();
    let options = SaveOptions::builder().use_object_streams(true).use_xref_streams(true).build();
    FacturX::new().document.save_with_options(&mut saved, options).unwrap();
    let embedding = put(&saved, "urn:factur-x.eu:1p0:minimum").unwrap();
    assert_eq!(embedding.container.findings, []);
}

#[test]
fn the_version_becomes_one_that_pdf_a_knows() {
    let mut document = plain("");
    document.version = "2.0".to_owned();
    document.catalog_mut().unwrap().set("Version", "2.0");
    let embedding = put(&bytes(&mut document), EN16931).unwrap();
    assert!(embedding.pdf.starts_with(b"%PDF-1.7"));
    assert!(!opened(&embedding.pdf).catalog().unwrap().has(b"Version"));
}

#[test]
fn what_is_damaged_encrypted_or_signed_is_refused_with_a_sentence() {
    let whole = bytes(&mut plain(""));
    let mut encrypted = FacturX::new().document;
    let state = EncryptionState::try_from(EncryptionVersion::V2 {
        document: &encrypted,
        owner_password: "owner",
        user_password: "",
        key_length: 128,
        permissions: Permissions::all(),
    })
    .unwrap();
    encrypted.encrypt(&state).unwrap();
    let mut signed = plain("");
    signed.add_object(dictionary! {
        "Type" => "Sig", "Filter" => "Adobe.PPKLite", "ByteRange" => vec![0.into(), 1.into()],
        "Contents" => Object::string_literal("signature"),
    });
    let mut empty = Document::with_version("1.7");
    let catalog = empty.add_object(dictionary! { "Type" => "Catalog" });
    empty.trailer.set("Root", catalog);
    for (pdf, error, said) in [
        (b"<Invoice/>".to_vec(), EmbedError::Pdf(PdfError::NotPdf), "n'est pas un PDF"),
        (whole[..whole.len() - 6].to_vec(), EmbedError::Pdf(PdfError::CutShort), "incomplet"),
        (b"%PDF-1.7\n%%EOF".to_vec(), EmbedError::Pdf(PdfError::Unreadable), "endommagé"),
        (bytes(&mut empty), EmbedError::Pdf(PdfError::Unreadable), "endommagé"),
        (bytes(&mut encrypted), EmbedError::Pdf(PdfError::Encrypted), "chiffré"),
        (bytes(&mut signed), EmbedError::Signed, "signé"),
    ] {
        let refused = put(&pdf, EN16931).unwrap_err();
        assert_eq!(refused, error);
        assert!(refused.text_french().contains(said), "{}", refused.text_french());
    }
}

#[test]
fn an_xml_that_is_no_factur_x_is_refused_with_a_sentence() {
    let pdf = bytes(&mut plain(""));
    let refused = |xml: &[u8], options: &Options| embed(&pdf, xml, options).unwrap_err();
    assert!(
        matches!(refused(b"<Invoice><ID>", &options()), EmbedError::Xml(text) if text.contains("bien formé"))
    );
    assert!(matches!(refused(b"<Order/>", &options()), EmbedError::Xml(text) if text.contains("Order")));
    let ubl = b"<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'/>";
    assert_eq!(refused(ubl, &options()), EmbedError::NotCii);
    let unknown = refused(&cii("urn:own"), &options());
    assert_eq!(unknown, EmbedError::UnknownProfile("urn:own".to_owned()));
    assert!(unknown.text_french().contains("urn:own"));
    let source = Options { relationship: Some(Relationship::Source), ..options() };
    let minimum = refused(&cii("urn:factur-x.eu:1p0:minimum"), &source);
    assert_eq!(minimum, EmbedError::Relationship(Profile::Minimum));
    // One that is chosen counts where BT-24 is the sender's own.
    let chosen = Options { profile: Some(Profile::Extended), ..source };
    assert_eq!(ids(&embed(&pdf, &cii("urn:own"), &chosen).unwrap()), ["FX-PDF-32"]);
}

#[test]
fn a_file_made_of_too_many_objects_is_refused_before_it_is_read() {
    let mut content = b"90 0 [".to_vec();
    content.extend(b"0 ".repeat(30_000_000));
    content.push(b']');
    let mut document = plain("");
    let mut stream = Stream::new(dictionary! { "Type" => "ObjStX", "N" => 1, "First" => 5 }, content);
    stream.compress().unwrap();
    document.add_object(stream);
    let mut bomb = bytes(&mut document);
    // The writer leaves object streams out, so that its type is set afterwards.
    let position = bomb.windows(7).position(|window| window == b"/ObjStX").unwrap();
    bomb[position + 6] = b'm';
    assert_eq!(put(&bomb, EN16931), Err(EmbedError::TooManyObjects));
    let mut long = plain("");
    long.add_object(Object::Array(vec![0.into(); 2_000_000]));
    assert_eq!(put(&bytes(&mut long), EN16931), Err(EmbedError::TooManyObjects));
}

#[test]
fn real_files_of_producers_take_their_invoice_again() {
    for (name, pdf) in outside("samples") {
        let xml = read(pdf.clone()).unwrap().invoice.unwrap().xml;
        let embedding = embed(&pdf, &xml, &options()).unwrap();
        assert_eq!(ids(&embedding), [""; 0], "{name}");
        assert_eq!(factur_x::check(embedding.pdf).unwrap().report.invoice.unwrap().xml, xml, "{name}");
    }
}
