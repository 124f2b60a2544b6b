//! The rules of the container of Factur-X, each broken alone in a PDF that breaks none.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking, as the test itself does")]

mod support;

use std::collections::BTreeSet;

use einvoice::pdf::factur_x::{Checked, Container, check, rules};
use einvoice::pdf::{PdfError, Profile};
use lopdf::{EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary, text_string};
use support::{FacturX, PACKET, cii, outside, plain};

fn container(factur_x: FacturX) -> Container {
    check(factur_x.bytes()).unwrap().container
}

/// The identifiers of what is wrong, each once.
fn broken(factur_x: FacturX) -> Vec<&'static str> {
    ids(&container(factur_x))
}

fn ids(container: &Container) -> Vec<&'static str> {
    container.findings.iter().map(|finding| finding.id).collect::<BTreeSet<_>>().into_iter().collect()
}

/// What breaks one rule.
type Break = (&'static str, fn(&mut FacturX));

fn without(packet: &str, part: &str) -> String {
    assert!(packet.contains(part), "{part}");
    packet.replace(part, "")
}

fn with_font(factur_x: &mut FacturX, content: &str) {
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
    let contents = factur_x.document.add_object(Stream::new(dictionary! {}, content.as_bytes().to_vec()));
    let page = factur_x.page;
    let page = factur_x.dictionary(page);
    page.set("Contents", contents);
    page.set("Resources", dictionary! { "Font" => dictionary! { "F" => font } });
}

const BREAKS: &[Break] = &[
    ("FX-PDF-02", |f| {
        let specification = f.specification;
        for key in ["F", "UF"] {
            f.dictionary(specification).set(key, text_string("facture.xml"));
        }
        f.packet(&PACKET.replace("factur-x.xml", "facture.xml"));
    }),
    ("FX-PDF-03", |f| {
        let copy = f.document.get_object(f.file).unwrap().clone();
        let copy = f.document.add_object(copy);
        let mut other = f.document.get_dictionary(f.specification).unwrap().clone();
        other.set("EF", dictionary! { "F" => copy });
        let other = f.document.add_object(other);
        let files = vec![Object::Reference(f.specification), Object::Reference(other)];
        f.catalog().set("AF", files);
    }),
    ("FX-PDF-04", |f| {
        let broken = Stream::new(dictionary! { "Subtype" => Object::Name(b"text/xml".to_vec()) }, vec![]);
        let broken = f.document.add_object(broken);
        let other = f.document.add_object(dictionary! {
            "Type" => "Filespec", "F" => text_string("vide.xml"), "UF" => text_string("vide.xml"),
            "AFRelationship" => "Data", "EF" => dictionary! { "F" => broken },
        });
        // The reader looks at other names only where none is right.
        let specification = f.specification;
        for key in ["F", "UF"] {
            f.dictionary(specification).set(key, text_string("facture.xml"));
        }
        let files = vec![Object::Reference(other), Object::Reference(specification)];
        f.catalog().set("AF", files.clone());
        let names = vec![text_string("a"), files[0].clone(), text_string("b"), files[1].clone()];
        f.catalog().set("Names", dictionary! { "EmbeddedFiles" => dictionary! { "Names" => names } });
        f.packet(&PACKET.replace("factur-x.xml", "facture.xml"));
    }),
    ("FX-PDF-05", |f| {
        f.catalog().remove(b"AF");
    }),
    ("FX-PDF-06", |f| {
        f.catalog().remove(b"Names");
    }),
    ("FX-PDF-07", |f| {
        let specification = f.specification;
        f.dictionary(specification).remove(b"AFRelationship");
    }),
    ("FX-PDF-08", |f| {
        let specification = f.specification;
        f.dictionary(specification).set("AFRelationship", "Supplement");
    }),
    ("FX-PDF-09", |f| {
        f.file().remove(b"Subtype");
    }),
    ("FX-PDF-10", |f| f.file().set("Subtype", Object::Name(b"application/pdf".to_vec()))),
    ("FX-PDF-11", |f| {
        let specification = f.specification;
        f.dictionary(specification).remove(b"F");
    }),
    ("FX-PDF-12", |f| f.file().set("Params", dictionary! {})),
    ("FX-PDF-13", |f| {
        let date = text_string("D:20261120120000Z");
        f.file().set("Params", dictionary! { "ModDate" => date, "Size" => 3 });
    }),
    ("FX-PDF-13", |f| {
        let date = text_string("D:20261120120000Z");
        let sum = Object::string_literal(vec![7_u8; 16]);
        f.file().set("Params", dictionary! { "ModDate" => date, "CheckSum" => sum });
    }),
    ("FX-PDF-15", |f| {
        let other = f.document.add_object(Stream::new(dictionary! {}, b"bon".to_vec()));
        let other = f.document.add_object(dictionary! {
            "Type" => "Filespec", "F" => text_string("bon.txt"), "UF" => text_string("bon.txt"),
            "EF" => dictionary! { "F" => other },
        });
        let files = vec![Object::Reference(f.specification), Object::Reference(other)];
        f.catalog().set("AF", files);
    }),
    ("FX-PDF-20", |f| {
        f.catalog().remove(b"Metadata");
    }),
    ("FX-PDF-21", |f| f.packet("<x:xmpmeta xmlns:x='adobe:ns:meta/'><open></x:xmpmeta>")),
    ("FX-PDF-21", |f| f.packet("")),
    ("FX-PDF-22", |f| f.packet(&PACKET.replace("part>3<", "part>4<"))),
    ("FX-PDF-22", |f| f.packet(&without(PACKET, "<pdfaid:part>3</pdfaid:part>"))),
    ("FX-PDF-23", |f| f.packet(&PACKET.replace("conformance>B<", "conformance>b<"))),
    ("FX-PDF-24", |f| f.packet(&PACKET.replace("INVOICE", "ORDER"))),
    ("FX-PDF-25", |f| f.packet(&PACKET.replace("FileName>factur-x.xml<", "FileName>zugferd.xml<"))),
    ("FX-PDF-26", |f| f.packet(&without(PACKET, "<fx:Version>1.0</fx:Version>"))),
    ("FX-PDF-27", |f| f.packet(&PACKET.replace("Version>1.0<", "Version>2p3<"))),
    ("FX-PDF-28", |f| f.packet(&PACKET.replace("Level>EN 16931<", "Level>EN16931<"))),
    ("FX-PDF-29", |f| f.packet(&PACKET.replace("Level>EN 16931<", "Level>BASIC<"))),
    ("FX-PDF-30", |f| f.packet(&without(PACKET, "<pdfaProperty:name>Version</pdfaProperty:name>"))),
    ("FX-PDF-30", |f| f.packet(&PACKET.replace("URI>urn:factur-x", "URI>urn:other"))),
    ("FX-PDF-31", |f| {
        f.packet(&PACKET.replace(
            "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
            "urn:zugferd:pdfa:CrossIndustryDocument:invoice:2p0#",
        ));
    }),
    ("FX-PDF-41", |f| {
        f.catalog().remove(b"OutputIntents");
    }),
    ("FX-PDF-42", |f| {
        let contents = f.document.add_object(Stream::new(dictionary! {}, b"0 0 0 1 k 0 0 9 9 re f".to_vec()));
        let page = f.page;
        f.dictionary(page).set("Contents", contents);
    }),
    ("FX-PDF-43", |f| with_font(f, "BT /F 9 Tf (Facture) Tj ET")),
    ("FX-PDF-44", |f| {
        let script = dictionary! { "S" => "JavaScript", "JS" => text_string("app.alert(1)") };
        f.catalog().set("OpenAction", script);
    }),
    ("FX-PDF-44", |f| {
        let launch = dictionary! { "S" => "GoTo", "Next" => dictionary! { "S" => "Launch" } };
        let note = dictionary! { "Type" => "Annot", "Subtype" => "Link", "A" => launch };
        let page = f.page;
        f.dictionary(page).set("Annots", vec![Object::Dictionary(note)]);
    }),
    ("FX-PDF-45", |f| {
        f.document.trailer.remove(b"ID");
    }),
    ("FX-PDF-46", |f| {
        let contents = "0 g ".repeat(1_000_001);
        let contents = f.document.add_object(Stream::new(dictionary! {}, contents.into_bytes()));
        let page = f.page;
        f.dictionary(page).set("Contents", contents);
    }),
];

#[test]
fn a_factur_x_as_it_should_be_breaks_no_rule() {
    let Checked { report, container } = check(FacturX::new().bytes()).unwrap();
    assert_eq!(container.findings, []);
    assert!(container.is_valid());
    assert_eq!((container.profile, container.level.as_deref()), (Some(Profile::En16931), Some("EN 16931")));
    assert_eq!(report.invoice.unwrap().name, "factur-x.xml");
}

#[test]
fn each_rule_is_broken_alone() {
    for (id, change) in BREAKS {
        let mut factur_x = FacturX::new();
        change(&mut factur_x);
        let expected: Vec<&str> = match *id {
            // What is unreadable is only met where the name is wrong too.
            "FX-PDF-04" => vec!["FX-PDF-02", "FX-PDF-04"],
            id => vec![id],
        };
        assert_eq!(broken(factur_x), expected, "{id}");
    }
}

#[test]
fn every_rule_has_a_document_that_breaks_it() {
    // These have tests of their own below.
    let apart = ["FX-PDF-01", "FX-PDF-14", "FX-PDF-32", "FX-PDF-40"];
    let tried: BTreeSet<&str> = BREAKS.iter().map(|(id, _)| *id).chain(apart).collect();
    assert_eq!(rules().map(|rule| rule.id).collect::<BTreeSet<_>>(), tried);
    let lines = include_str!("../src/pdf/factur_x/rules.txt").lines().count();
    assert_eq!(rules().count(), lines, "a line that is not understood");
}

#[test]
fn a_pdf_without_an_invoice_is_no_factur_x() {
    let mut document = plain("");
    let found = check(support::bytes(&mut document)).unwrap().container;
    assert_eq!(ids(&found), ["FX-PDF-01", "FX-PDF-20", "FX-PDF-45"]);
}

#[test]
fn another_syntax_inside_is_said() {
    let ubl = b"<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2' xmlns:c='urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2'><c:CustomizationID>urn:cen.eu:en16931:2017</c:CustomizationID><c:ID>1</c:ID></Invoice>";
    assert_eq!(broken(FacturX::with("", ubl, PACKET)), ["FX-PDF-14"]);
}

#[test]
fn a_specification_that_is_no_profile_is_said() {
    let found = container(FacturX::with("", &cii("urn:example:own"), PACKET));
    assert_eq!(ids(&found), ["FX-PDF-32"]);
    assert_eq!(found.findings[0].actual.as_deref(), Some("urn:example:own"));
    assert!(found.is_valid(), "it is a warning");
}

#[test]
fn an_encrypted_pdf_is_a_finding_and_no_more_is_read() {
    let mut document = FacturX::new().document;
    let state = EncryptionState::try_from(EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: "",
        key_length: 128,
        permissions: Permissions::all(),
    })
    .unwrap();
    document.encrypt(&state).unwrap();
    let checked = check(support::bytes(&mut document)).unwrap();
    assert_eq!(ids(&checked.container), ["FX-PDF-40"]);
    assert_eq!(checked.report.invoice, None);
}

#[test]
fn what_is_no_pdf_or_cut_short_is_an_error_as_before() {
    let bytes = FacturX::new().bytes();
    assert_eq!(check(bytes[..bytes.len() - 7].to_vec()), Err(PdfError::CutShort));
    assert_eq!(check(b"<Invoice/>".to_vec()), Err(PdfError::NotPdf));
}

#[test]
fn the_relationship_that_is_allowed_follows_from_the_profile() {
    let with = |specification: &str, level: &str, relationship: &str| {
        let packet = PACKET.replace("Level>EN 16931<", &format!("Level>{level}<"));
        let mut factur_x = FacturX::with("", &cii(specification), &packet);
        let file = factur_x.specification;
        factur_x.dictionary(file).set("AFRelationship", relationship);
        broken(factur_x)
    };
    for relationship in ["Data", "Source", "Alternative"] {
        assert_eq!(with("urn:cen.eu:en16931:2017", "EN 16931", relationship), [""; 0]);
        let header = with("urn:factur-x.eu:1p0:minimum", "MINIMUM", relationship);
        assert_eq!(header.is_empty(), relationship == "Data", "{relationship}");
    }
    assert_eq!(with("urn:factur-x.eu:1p0:basicwl", "BASIC WL", "Alternative"), ["FX-PDF-08"]);
}

#[test]
fn properties_may_be_attributes_and_prefixes_may_be_others() {
    let packet = PACKET
        .replace("fx:", "facture:")
        .replace("xmlns:fx", "xmlns:facture")
        .replace("<facture:Version>1.0</facture:Version>", "")
        .replace("xmlns:facture=", "facture:Version=\"1.0\" xmlns:facture=");
    assert_eq!(broken(FacturX::with("", &cii("urn:cen.eu:en16931:2017"), &packet)), [""; 0]);
    let other = PACKET.replace("xmlns:fx=\"urn:factur-x:", "xmlns:fx=\"urn:else:");
    let broken = broken(FacturX::with("", &cii("urn:cen.eu:en16931:2017"), &other));
    assert_eq!(broken, ["FX-PDF-24", "FX-PDF-25", "FX-PDF-26", "FX-PDF-28"]);
}

#[test]
fn text_that_is_not_seen_needs_no_font() {
    let mut factur_x = FacturX::new();
    with_font(&mut factur_x, "BT 3 Tr /F 9 Tf (Facture) Tj ET");
    assert_eq!(broken(factur_x), [""; 0]);
}

#[test]
fn a_colour_that_the_page_defines_needs_no_output_intent() {
    let mut factur_x = FacturX::new();
    factur_x.catalog().remove(b"OutputIntents");
    let page = factur_x.page;
    let space = factur_x.document.add_object(Stream::new(dictionary! { "N" => 3 }, vec![0; 128]));
    let spaces = dictionary! { "DefaultRGB" => vec!["ICCBased".into(), Object::Reference(space)] };
    factur_x.dictionary(page).set("Resources", dictionary! { "ColorSpace" => spaces });
    assert_eq!(broken(factur_x), [""; 0]);
}

#[test]
fn a_finding_says_what_to_correct_with_both_values() {
    let mut factur_x = FacturX::new();
    factur_x.packet(&PACKET.replace("Level>EN 16931<", "Level>BASIC<"));
    let text = container(factur_x).findings[0].text_french();
    assert!(
        text.contains("BT-24")
            && text.ends_with("Valeur lue\u{a0}: BASIC\u{a0}; valeur attendue\u{a0}: EN 16931."),
        "{text}"
    );
}

#[test]
fn a_checked_pdf_goes_through_a_pipe() {
    let mut factur_x = FacturX::new();
    factur_x.catalog().remove(b"AF");
    let checked = check(factur_x.bytes());
    let text = serde_json::to_vec(&checked).unwrap();
    assert_eq!(serde_json::from_slice::<Result<Checked, PdfError>>(&text).unwrap(), checked);
    assert!(
        serde_json::from_str::<Container>(r#"{"profile":null,"level":null,"findings":[{"id":"X"}]}"#)
            .is_err()
    );
}

#[test]
fn packets_that_lead_astray_end() {
    let nested = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    let entities = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>]><x>&a;</x>".to_owned();
    for packet in [nested, entities, "<x>&unknown;</x>".to_owned(), "\0\0\0".to_owned()] {
        let mut factur_x = FacturX::new();
        factur_x.packet(&packet);
        assert_eq!(broken(factur_x), ["FX-PDF-21"]);
    }
}

#[test]
fn real_files_of_producers_break_no_rule() {
    for (name, bytes) in outside("samples") {
        assert_eq!(ids(&check(bytes).unwrap().container), [""; 0], "{name}");
    }
}

#[test]
fn the_small_traps_are_said() {
    let cases: std::collections::BTreeMap<_, _> = outside("cases/einvoice").into_iter().collect();
    for (name, id) in [
        ("E17-other-name.pdf", "FX-PDF-02"),
        ("E20-first-of-two-empty.pdf", "FX-PDF-04"),
        ("N09-two-facturx.pdf", "FX-PDF-03"),
    ] {
        if let Some(bytes) = cases.get(name) {
            let found = ids(&check(bytes.clone()).unwrap().container);
            assert!(found.contains(&id), "{name}: {found:?}");
        }
    }
}
