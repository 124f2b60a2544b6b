//! The XMP packet of a Factur-X (ISO 16684-1; ISO 19005-3 §6.6; Factur-X 1.0 §6.3).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::SecondsFormat;
use lopdf::{Document, Object};
use quick_xml::escape::escape;

use super::super::files::text;
use super::super::profile::Profile;
use super::super::xmp::{FACTUR_X, Packet};
use super::Options;

/// How long a value is kept, in characters.
const LONGEST: usize = 2_000;

/// The properties of the information dictionary and what they are in XMP.
const INFORMATION: [(&[u8], &str); 6] = [
    (b"Title", "dc:title"),
    (b"Author", "dc:creator"),
    (b"Subject", "dc:description"),
    (b"Keywords", "pdf:Keywords"),
    (b"Producer", "pdf:Producer"),
    (b"Creator", "xmp:CreatorTool"),
];

/// What the properties of Factur-X are, for the description of their schema.
const DESCRIPTIONS: [(&str, &str); 4] = [
    ("DocumentFileName", "The name of the embedded XML invoice file"),
    ("DocumentType", "The type of the hybrid document in capital letters, INVOICE"),
    ("Version", "The version of the XML schema of the embedded invoice"),
    ("ConformanceLevel", "The conformance level of the embedded invoice data"),
];

/// The packet: what the former one said and PDF/A knows, and the invoice.
pub(super) fn written(former: &Packet, document: &Document, profile: Profile, options: &Options) -> String {
    let mut common: BTreeMap<&str, String> =
        former.common.iter().map(|(name, value)| (*name, value.clone())).collect();
    for (key, name) in INFORMATION {
        if let Some(value) = information(document, key) {
            common.entry(name).or_insert(value);
        }
    }
    if let Some(title) = &options.title {
        common.insert("dc:title", title.clone());
    }
    // A claim of PDF/A keeps its level: what PDF/A-2 asks of pages is what PDF/A-3 does.
    let conformance = match (former.part.as_deref(), former.conformance.as_deref()) {
        (Some("1" | "2" | "3"), Some(level @ ("A" | "B" | "U"))) => level,
        _ => "B",
    };
    let now = options.now.to_rfc3339_opts(SecondsFormat::Secs, true);
    let mut packet = String::with_capacity(5_000);
    packet.push_str("<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n");
    packet.push_str("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n");
    packet.push_str("<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n");
    block(&mut packet, "pdfaid", "http://www.aiim.org/pdfa/ns/id/", |packet| {
        simple(packet, "pdfaid:part", "3");
        simple(packet, "pdfaid:conformance", conformance);
    });
    let universal = common.get("pdfuaid:part").filter(|part| part.as_str() == "1").cloned();
    if let Some(part) = &universal {
        block(&mut packet, "pdfuaid", "http://www.aiim.org/pdfua/ns/id/", |packet| {
            simple(packet, "pdfuaid:part", part);
        });
    }
    block(&mut packet, "dc", "http://purl.org/dc/elements/1.1/", |packet| {
        simple(packet, "dc:format", "application/pdf");
        for (name, list, language) in [
            ("dc:title", "Alt", " xml:lang=\"x-default\""),
            ("dc:creator", "Seq", ""),
            ("dc:description", "Alt", " xml:lang=\"x-default\""),
            ("dc:language", "Bag", ""),
        ] {
            if let Some(value) = common.get(name) {
                let value = plain(value);
                let _written = writeln!(
                    packet,
                    "<{name}><rdf:{list}><rdf:li{language}>{value}</rdf:li></rdf:{list}></{name}>"
                );
            }
        }
    });
    block(&mut packet, "pdf", "http://ns.adobe.com/pdf/1.3/", |packet| {
        for name in ["pdf:Producer", "pdf:Keywords"] {
            if let Some(value) = common.get(name) {
                simple(packet, name, value);
            }
        }
    });
    block(&mut packet, "xmp", "http://ns.adobe.com/xap/1.0/", |packet| {
        for name in ["xmp:CreatorTool", "xmp:CreateDate"] {
            if let Some(value) = common.get(name) {
                simple(packet, name, value);
            }
        }
        simple(packet, "xmp:ModifyDate", &now);
        simple(packet, "xmp:MetadataDate", &now);
    });
    block(&mut packet, "fx", FACTUR_X, |packet| {
        simple(packet, "fx:DocumentType", "INVOICE");
        simple(packet, "fx:DocumentFileName", profile.file_name());
        simple(packet, "fx:Version", "1.0");
        simple(packet, "fx:ConformanceLevel", profile.level());
    });
    extensions(&mut packet, universal.is_some());
    packet.push_str("</rdf:RDF>\n</x:xmpmeta>\n");
    // Room for who writes into the packet in place.
    for _ in 0..20 {
        packet.push_str(&" ".repeat(99));
        packet.push('\n');
    }
    packet.push_str("<?xpacket end=\"w\"?>");
    packet
}

/// The descriptions of schemas that PDF/A does not know.
fn extensions(packet: &mut String, universal: bool) {
    packet.push_str(
        "<rdf:Description rdf:about=\"\" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" \
         xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" \
         xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n<pdfaExtension:schemas><rdf:Bag>\n",
    );
    let properties: Vec<_> =
        DESCRIPTIONS.iter().map(|(name, text)| (*name, "Text", "external", *text)).collect();
    schema(packet, "Factur-X PDFA Extension Schema", FACTUR_X, "fx", &properties);
    if universal {
        let part = [("part", "Integer", "internal", "The part of ISO 14289 to which the document conforms")];
        schema(packet, "PDF/UA identification schema", "http://www.aiim.org/pdfua/ns/id/", "pdfuaid", &part);
    }
    packet.push_str("</rdf:Bag></pdfaExtension:schemas>\n</rdf:Description>\n");
}

fn schema(
    packet: &mut String,
    title: &str,
    namespace: &str,
    prefix: &str,
    properties: &[(&str, &str, &str, &str)],
) {
    packet.push_str("<rdf:li rdf:parseType=\"Resource\">\n");
    simple(packet, "pdfaSchema:schema", title);
    simple(packet, "pdfaSchema:namespaceURI", namespace);
    simple(packet, "pdfaSchema:prefix", prefix);
    packet.push_str("<pdfaSchema:property><rdf:Seq>\n");
    for (name, kind, category, description) in properties {
        packet.push_str("<rdf:li rdf:parseType=\"Resource\">\n");
        simple(packet, "pdfaProperty:name", name);
        simple(packet, "pdfaProperty:valueType", kind);
        simple(packet, "pdfaProperty:category", category);
        simple(packet, "pdfaProperty:description", description);
        packet.push_str("</rdf:li>\n");
    }
    packet.push_str("</rdf:Seq></pdfaSchema:property>\n</rdf:li>\n");
}

fn block(packet: &mut String, prefix: &str, namespace: &str, inner: impl FnOnce(&mut String)) {
    let _written = writeln!(packet, "<rdf:Description rdf:about=\"\" xmlns:{prefix}=\"{namespace}\">");
    inner(packet);
    packet.push_str("</rdf:Description>\n");
}

fn simple(packet: &mut String, name: &str, value: &str) {
    let value = plain(value);
    let _written = writeln!(packet, "<{name}>{value}</{name}>");
}

/// A value as XML can hold it.
fn plain(value: &str) -> String {
    let allowed = |sign: &char| !matches!(sign, '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    let kept: String = value.chars().filter(allowed).take(LONGEST).collect();
    escape(kept.as_str()).into_owned()
}

fn information(document: &Document, key: &[u8]) -> Option<String> {
    let information = document.trailer.get(b"Info").ok()?;
    let information = document.dereference(information).ok()?.1.as_dict().ok()?;
    let value = document.dereference(information.get(key).ok()?).ok()?.1;
    let value = text(match value {
        Object::String(bytes, _) => bytes,
        _ => return None,
    });
    Some(value).filter(|value| !value.trim().is_empty())
}
