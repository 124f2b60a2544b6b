//! What the XMP packet of a PDF says of PDF/A and of the invoice (ISO 16684-1; ISO 19005-3 §6.6).
//!
//! A simple property is an element or an attribute of `rdf:Description`: both are read. Namespaces count, prefixes do not.

use std::collections::BTreeMap;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use crate::MAX_XML_DEPTH;

/// The largest packet that is read, in bytes; the usual has 5,000.
pub(super) const MAX_PACKET: usize = 4_000_000;

/// The namespace of the properties of Factur-X.
pub(super) const FACTUR_X: &str = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#";
/// The names of those properties.
pub(super) const PROPERTIES: [&str; 4] = ["DocumentType", "DocumentFileName", "Version", "ConformanceLevel"];

/// Namespaces of earlier versions of ZUGFeRD, before it was the same as Factur-X.
const EARLIER: [&str; 3] = [
    "urn:zugferd:pdfa:CrossIndustryDocument:invoice:2p0#",
    "urn:ferd:pdfa:CrossIndustryDocument:invoice:1p0#",
    "urn:ferd:pdfa:invoice:rc#",
];
const PDFA_IDENTIFICATION: &str = "http://www.aiim.org/pdfa/ns/id/";
const EXTENSION: &str = "http://www.aiim.org/pdfa/ns/extension/";
const SCHEMA: &str = "http://www.aiim.org/pdfa/ns/schema#";
const PROPERTY: &str = "http://www.aiim.org/pdfa/ns/property#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// Properties that PDF/A knows without a description, by namespace and name, and their usual names.
const COMMON: [(&str, &str, &str); 9] = [
    (DUBLIN_CORE, "title", "dc:title"),
    (DUBLIN_CORE, "creator", "dc:creator"),
    (DUBLIN_CORE, "description", "dc:description"),
    (DUBLIN_CORE, "language", "dc:language"),
    ("http://ns.adobe.com/pdf/1.3/", "Producer", "pdf:Producer"),
    ("http://ns.adobe.com/pdf/1.3/", "Keywords", "pdf:Keywords"),
    ("http://ns.adobe.com/xap/1.0/", "CreatorTool", "xmp:CreatorTool"),
    ("http://ns.adobe.com/xap/1.0/", "CreateDate", "xmp:CreateDate"),
    ("http://www.aiim.org/pdfua/ns/id/", "part", "pdfuaid:part"),
];
const DUBLIN_CORE: &str = "http://purl.org/dc/elements/1.1/";

/// How many properties and schemas are kept.
const MOST: usize = 1_000;

/// What was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Packet {
    /// `pdfaid:part`.
    pub(super) part: Option<String>,
    /// `pdfaid:conformance`.
    pub(super) conformance: Option<String>,
    /// The properties of Factur-X, by name.
    pub(super) factur_x: BTreeMap<String, String>,
    /// The namespace of an earlier version in which there are properties.
    pub(super) earlier: Option<&'static str>,
    /// The schemas that are described.
    pub(super) schemas: Vec<Schema>,
    /// Properties that every PDF may have ([`COMMON`]), by their usual name; of a list the first.
    pub(super) common: BTreeMap<&'static str, String>,
}

/// The description of a schema.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Schema {
    pub(super) namespace: String,
    pub(super) prefix: String,
    pub(super) properties: Vec<String>,
}

/// A name with its namespace.
type Name = (String, String);

impl Packet {
    /// Reads a packet; `None` when it is not well-formed XML.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let text = crate::encoding::decode(bytes).ok()?;
        // What is before the packet header and after its end is no part of it.
        let mut reader = NsReader::from_str(text.trim_matches(['\0', '\u{feff}', ' ', '\n', '\r', '\t']));
        reader.config_mut().expand_empty_elements = true;
        let mut packet = Self::default();
        let mut around: Vec<Name> = Vec::new();
        let mut content = String::new();
        let mut is_leaf = false;
        let mut has_root = false;
        loop {
            match reader.read_event().ok()? {
                Event::Start(start) => {
                    if around.len() >= MAX_XML_DEPTH {
                        return None;
                    }
                    let (namespace, name) = reader.resolver().resolve_element(start.name());
                    let name = named(&namespace, name.into_inner());
                    packet.open(&around, &name);
                    for (name, value) in attributes(&reader, &start)? {
                        packet.keep(&around, &name, &value);
                    }
                    around.push(name);
                    content.clear();
                    (is_leaf, has_root) = (true, true);
                }
                Event::End(_) => {
                    let name = around.pop()?;
                    if is_leaf {
                        packet.keep(&around, &name, content.trim());
                    }
                    is_leaf = false;
                }
                Event::Text(text) => content.push_str(&text.xml10_content()),
                Event::CData(text) => content.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) => {
                    let character = reference.resolve_char_ref().ok()?;
                    let entity = || quick_xml::escape::resolve_predefined_entity(&reference);
                    match character {
                        Some(character) => content.push(character),
                        None => content.push_str(entity()?),
                    }
                }
                Event::DocType(_) => return None,
                Event::Eof => return (has_root && around.is_empty()).then_some(packet),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    /// A value of Factur-X that is not empty.
    pub(super) fn factur_x(&self, name: &str) -> Option<&str> {
        self.factur_x.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The description of the schema of Factur-X.
    pub(super) fn schema(&self) -> Option<&Schema> {
        self.schemas.iter().find(|schema| schema.namespace == FACTUR_X)
    }

    /// An element begins: an item of the list of schemas is the description of one.
    fn open(&mut self, around: &[Name], (namespace, name): &Name) {
        let is_item = namespace == RDF && name == "li";
        let list = around.len().checked_sub(2).and_then(|at| around.get(at));
        let of_schemas = list.is_some_and(|(namespace, name)| namespace == EXTENSION && name == "schemas");
        if is_item && of_schemas && self.schemas.len() < MOST {
            self.schemas.push(Schema::default());
        }
    }

    fn keep(&mut self, around: &[Name], (namespace, name): &Name, value: &str) {
        match (namespace.as_str(), name.as_str()) {
            (PDFA_IDENTIFICATION, "part") => self.part = Some(value.to_owned()),
            (PDFA_IDENTIFICATION, "conformance") => self.conformance = Some(value.to_owned()),
            (FACTUR_X, _) if self.factur_x.len() < MOST => {
                self.factur_x.insert(name.clone(), value.to_owned());
            }
            (SCHEMA | PROPERTY, _) => self.keep_description(namespace, name, value),
            // An item of a list is a value of what the list belongs to.
            (RDF, "li") => {
                if let Some((namespace, name)) = around.iter().rev().find(|(namespace, _)| namespace != RDF) {
                    self.keep_common(namespace, name, value);
                }
            }
            _ => {
                self.keep_common(namespace, name, value);
                if let Some(earlier) = EARLIER.into_iter().find(|earlier| earlier == namespace) {
                    self.earlier = Some(earlier);
                }
            }
        }
    }

    fn keep_common(&mut self, namespace: &str, name: &str, value: &str) {
        let known = COMMON.iter().find(|known| (known.0, known.1) == (namespace, name));
        if let Some((_, _, usual)) = known.filter(|_| !value.is_empty()) {
            self.common.entry(usual).or_insert_with(|| value.to_owned());
        }
    }

    fn keep_description(&mut self, namespace: &str, name: &str, value: &str) {
        let Some(schema) = self.schemas.last_mut() else { return };
        match (namespace, name) {
            (SCHEMA, "namespaceURI") => value.clone_into(&mut schema.namespace),
            (SCHEMA, "prefix") => value.clone_into(&mut schema.prefix),
            (PROPERTY, "name") if schema.properties.len() < MOST => schema.properties.push(value.to_owned()),
            _ => {}
        }
    }
}

fn named(namespace: &ResolveResult<'_>, name: &str) -> Name {
    let namespace = match namespace {
        ResolveResult::Bound(namespace) => namespace.into_inner().to_owned(),
        _ => String::new(),
    };
    (namespace, name.to_owned())
}

/// The attributes that are no declarations of namespaces; `None` when they are not well formed.
fn attributes(reader: &NsReader<&[u8]>, start: &BytesStart<'_>) -> Option<Vec<(Name, String)>> {
    let mut given = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        if attribute.key.as_namespace_binding().is_some() {
            continue;
        }
        let (namespace, name) = reader.resolver().resolve_attribute(attribute.key);
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
        given.push((named(&namespace, name.into_inner()), value.into_owned()));
    }
    Some(given)
}
