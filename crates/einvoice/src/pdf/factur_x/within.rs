//! How the XML lies in the PDF (Factur-X 1.0 §6.2; ISO 19005-3 §6.8).

use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, Name, String as PdfString};
use md5::{Digest as _, Md5};

use super::super::container::Search;
use super::super::files::{File, associated_files, named_files, text};
use super::super::profile::Profile;
use super::super::{ContainerFinding, Embedded};
use super::{Claim, Findings};
use crate::model::Syntax;

pub(super) fn check(
    pdf: &Pdf,
    catalog: &Dict<'_>,
    search: &Search<'_>,
    claim: &Claim,
    findings: &mut Findings,
) {
    let xref = pdf.xref();
    match &search.invoice {
        None => findings.add("FX-PDF-01"),
        Some((embedded, _)) => name(embedded, claim.profile, findings),
    }
    for finding in &search.findings {
        match finding {
            ContainerFinding::Several { .. } => findings.add("FX-PDF-03"),
            ContainerFinding::Unreadable { name, .. } => findings.met("FX-PDF-04", name),
            ContainerFinding::OtherName { .. } => {}
        }
    }
    let named: Vec<File<'_>> = named_files(xref, catalog).iter().filter_map(File::read).collect();
    if let Some((embedded, file)) = &search.invoice {
        if !embedded.associated {
            findings.add("FX-PDF-05");
        }
        if !named.iter().any(|named| named.stream.obj_id() == file.stream.obj_id()) {
            findings.add("FX-PDF-06");
        }
        relationship(embedded, claim.profile, findings);
        described(embedded, file, findings);
        if !matches!(claim.syntax, None | Some(Syntax::Cii)) {
            findings.add("FX-PDF-14");
        }
    }
    others(pdf, catalog, search, named, findings);
}

fn name(embedded: &Embedded, profile: Option<Profile>, findings: &mut Findings) {
    let expected = profile.map_or("factur-x.xml", Profile::file_name);
    // An XRechnung may be a Factur-X of the profile EN 16931 too.
    if embedded.name != expected && embedded.name != "factur-x.xml" {
        findings.differs("FX-PDF-02", Some(&embedded.name), expected);
    }
}

fn relationship(embedded: &Embedded, profile: Option<Profile>, findings: &mut Findings) {
    let allowed = profile.map_or(Profile::En16931.relationships(), Profile::relationships);
    match embedded.relationship.as_deref() {
        None => findings.differs("FX-PDF-07", None, &allowed.join(", ")),
        Some(met) if !allowed.contains(&met) => {
            findings.differs("FX-PDF-08", Some(met), &allowed.join(", "));
        }
        Some(_) => {}
    }
}

/// The description of the file, and that of its content.
fn described(embedded: &Embedded, file: &File<'_>, findings: &mut Findings) {
    let dictionary = file.stream.dict();
    match dictionary.get::<Name<'_>>(b"Subtype").as_ref().map(Name::as_str) {
        None => findings.differs("FX-PDF-09", None, "text/xml"),
        // The older type of XML is the same thing.
        Some("text/xml" | "application/xml") => {}
        Some(other) => findings.differs("FX-PDF-10", Some(other), "text/xml"),
    }
    let name = |key: &[u8]| file.specification.get::<PdfString<'_>>(key).map(|name| text(name.as_bytes()));
    let (plain, unicode) = (name(b"F"), name(b"UF"));
    if plain.is_none() || plain != unicode {
        let met = [plain, unicode].map(|name| name.unwrap_or_else(|| "–".to_owned()));
        findings.differs("FX-PDF-11", Some(&met.join(" / ")), &embedded.name);
    }
    let parameters = dictionary.get::<Dict<'_>>(b"Params").unwrap_or_default();
    if !parameters.contains_key(b"ModDate") {
        findings.add("FX-PDF-12");
    }
    let size =
        parameters.get::<i64>(b"Size").is_some_and(|size| usize::try_from(size) != Ok(embedded.xml.len()));
    let sum = parameters.get::<PdfString<'_>>(b"CheckSum");
    let sum = sum.is_some_and(|sum| !is_sum_of(sum.as_bytes(), &embedded.xml));
    if size || sum {
        findings.add("FX-PDF-13");
    }
}

/// Whether a check sum (MD5, ISO 32000-2 §7.11.4) is that of a content. Some write it as hexadecimal digits.
fn is_sum_of(sum: &[u8], content: &[u8]) -> bool {
    let computed = Md5::digest(content);
    let digits: String = computed.iter().map(|byte| format!("{byte:02x}")).collect();
    sum == computed.as_slice() || sum.eq_ignore_ascii_case(digits.as_bytes())
}

/// The other files: PDF/A-3 asks for the same description of each.
fn others(pdf: &Pdf, catalog: &Dict<'_>, search: &Search<'_>, named: Vec<File<'_>>, findings: &mut Findings) {
    let invoice = search.invoice.as_ref().map(|(_, file)| file.stream.obj_id());
    let unreadable = |name: &str| {
        search.findings.iter().any(
            |finding| matches!(finding, ContainerFinding::Unreadable { name: other, .. } if other == name),
        )
    };
    let mut all = named;
    all.extend(associated_files(pdf.xref(), catalog).iter().filter_map(File::read));
    let mut seen = std::collections::HashSet::new();
    for file in all {
        let id = file.stream.obj_id();
        if Some(id) == invoice || !seen.insert(id) || unreadable(&file.name) {
            continue;
        }
        let is_described = file.stream.dict().contains_key(b"Subtype") && file.relationship.is_some();
        if !is_described {
            findings.met("FX-PDF-15", &file.name);
        }
    }
}
