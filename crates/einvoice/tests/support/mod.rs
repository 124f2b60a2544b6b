//! PDFs made for tests.

#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses some of it")]
#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking, as the test itself does")]

pub mod assertions;

use std::path::PathBuf;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary, text_string};

/// A CII invoice of a profile, as small as the container asks for.
pub fn cii(specification: &str) -> Vec<u8> {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100">
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>{specification}</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>F-2026-117</ram:ID></rsm:ExchangedDocument>
</rsm:CrossIndustryInvoice>"#
    )
    .into_bytes()
}

/// The XMP packet of a Factur-X.
pub const PACKET: &str = r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"><fx:DocumentType>INVOICE</fx:DocumentType><fx:DocumentFileName>factur-x.xml</fx:DocumentFileName><fx:Version>1.0</fx:Version><fx:ConformanceLevel>EN 16931</fx:ConformanceLevel></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>Factur-X</pdfaSchema:schema><pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>
<rdf:li rdf:parseType="Resource"><pdfaProperty:name>DocumentType</pdfaProperty:name></rdf:li>
<rdf:li rdf:parseType="Resource"><pdfaProperty:name>DocumentFileName</pdfaProperty:name></rdf:li>
<rdf:li rdf:parseType="Resource"><pdfaProperty:name>Version</pdfaProperty:name></rdf:li>
<rdf:li rdf:parseType="Resource"><pdfaProperty:name>ConformanceLevel</pdfaProperty:name></rdf:li>
</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF></x:xmpmeta><?xpacket end="w"?>"#;

/// A document of one page with this content, without anything else.
pub fn plain(content: &str) -> Document {
    let mut document = Document::with_version("1.7");
    let pages = document.new_object_id();
    let contents = document.add_object(Stream::new(dictionary! {}, content.as_bytes().to_vec()));
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Contents" => contents,
    });
    let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(pages, Object::Dictionary(tree));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    document
}

/// A Factur-X, and the objects of which a test changes something.
pub struct FacturX {
    pub document: Document,
    pub file: ObjectId,
    pub specification: ObjectId,
    pub metadata: ObjectId,
    pub page: ObjectId,
}

impl FacturX {
    /// One in which nothing is wrong.
    pub fn new() -> Self {
        Self::with("1 0 0 rg 10 10 100 100 re f", &cii("urn:cen.eu:en16931:2017"), PACKET)
    }

    pub fn with(content: &str, xml: &[u8], packet: &str) -> Self {
        let mut document = plain(content);
        let parameters =
            dictionary! { "ModDate" => text_string("D:20261120120000Z"), "Size" => xml.len() as i64 };
        let kind = Object::Name(b"text/xml".to_vec());
        let stream = dictionary! { "Type" => "EmbeddedFile", "Subtype" => kind, "Params" => parameters };
        let file = document.add_object(Stream::new(stream, xml.to_vec()));
        let specification = document.add_object(dictionary! {
            "Type" => "Filespec", "F" => text_string("factur-x.xml"), "UF" => text_string("factur-x.xml"),
            "AFRelationship" => "Data", "EF" => dictionary! { "F" => file, "UF" => file },
        });
        let metadata = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
        let metadata = document.add_object(Stream::new(metadata, packet.as_bytes().to_vec()));
        let profile = document.add_object(Stream::new(dictionary! { "N" => 3 }, vec![0; 128]));
        let intent = dictionary! {
            "Type" => "OutputIntent", "S" => "GTS_PDFA1", "DestOutputProfile" => profile,
            "OutputConditionIdentifier" => text_string("sRGB"),
        };
        let names = vec![text_string("factur-x.xml"), Object::Reference(specification)];
        let catalog = document.catalog_mut().unwrap();
        catalog.set("Names", dictionary! { "EmbeddedFiles" => dictionary! { "Names" => names } });
        catalog.set("AF", vec![Object::Reference(specification)]);
        catalog.set("Metadata", metadata);
        catalog.set("OutputIntents", vec![Object::Dictionary(intent)]);
        let id = Object::string_literal("0123456789abcdef");
        document.trailer.set("ID", vec![id.clone(), id]);
        let page = document.page_iter().next().unwrap();
        Self { document, file, specification, metadata, page }
    }

    pub fn packet(&mut self, packet: &str) {
        let stream = self.document.get_object_mut(self.metadata).unwrap().as_stream_mut().unwrap();
        stream.set_plain_content(packet.as_bytes().to_vec());
    }

    pub fn catalog(&mut self) -> &mut Dictionary {
        self.document.catalog_mut().unwrap()
    }

    pub fn dictionary(&mut self, id: ObjectId) -> &mut Dictionary {
        self.document.get_dictionary_mut(id).unwrap()
    }

    pub fn file(&mut self) -> &mut Dictionary {
        &mut self.document.get_object_mut(self.file).unwrap().as_stream_mut().unwrap().dict
    }

    pub fn bytes(mut self) -> Vec<u8> {
        bytes(&mut self.document)
    }
}

pub fn bytes(document: &mut Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// Files of real producers, which are not part of this repository: beside the folder named by `CHORUS_PRO_REFERENCE`, or in
/// `shared` beside the repository. Without them it says so and gives none; where the folder is named, it fails.
pub fn outside(folder: &str) -> Vec<(String, Vec<u8>)> {
    let named = std::env::var_os("CHORUS_PRO_REFERENCE").filter(|value| !value.is_empty());
    let shared = named.as_ref().map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        |named| PathBuf::from(named).join(".."),
    );
    let folder = shared.join(folder);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        assert!(named.is_none(), "no folder {}", folder.display());
        eprintln!(
            "NOT CHECKED: no folder {}. Name the one beside it in CHORUS_PRO_REFERENCE.",
            folder.display()
        );
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|end| end == "pdf"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}
