//! The files inside a PDF, and the invoice among them.

use std::collections::HashSet;

use hayro_syntax::Pdf;
use hayro_syntax::object::{
    Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream, String as PdfString,
};
use hayro_syntax::xref::XRef;

use super::inflate::{InflateError, inflated};
use super::{ContainerFinding, Embedded, FileInside, PdfError};
use crate::{MAX_XML_SIZE, ReadError};

/// The names of the XML of an invoice, the preferred first, compared without regard to case. Orders (`order-x.xml`) are no
/// invoices.
const INVOICE_NAMES: [&str; 3] = ["factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml"];

/// How many nodes of the name tree are visited at most, and how many files are looked at.
const MAX_TREE_NODES: usize = 10_000;

/// How many pages are looked at for notes that stand for a file.
const MAX_NOTED_PAGES: usize = 2_000;

/// How many files are taken out at most to see whether they are the invoice.
const MAX_CANDIDATES: usize = 20;

/// A file specification with its content.
#[derive(Clone)]
struct File<'a> {
    name: String,
    relationship: Option<String>,
    stream: Stream<'a>,
}

/// Why a file could not be taken out.
#[derive(Clone, Copy, Debug)]
enum Unreadable {
    Empty,
    Damaged,
    TooLarge,
}

impl Unreadable {
    const fn text_french(self) -> &'static str {
        match self {
            Self::Empty => "il est vide",
            Self::Damaged => "son contenu est endommagé",
            Self::TooLarge => "il dépasse 20 Mo une fois décompressé",
        }
    }
}

/// The files inside other than those that bear the name of an invoice or are it, each once, in their order: at most
/// `most` of them.
pub(super) fn each_other(
    pdf: &Pdf,
    invoice: Option<&Embedded>,
    most: usize,
    take: &mut dyn FnMut(&FileInside<'_>),
) {
    let xref = pdf.xref();
    let Some(catalog) = xref.get::<Dict<'_>>(xref.root_id()) else { return };
    let mut files = named_files(xref, &catalog);
    files.extend(associated_files(xref, &catalog));
    files.extend(noted_files(pdf));
    let mut seen = HashSet::new();
    let files = files.iter().filter_map(File::read).filter(|file| seen.insert(file.stream.obj_id()));
    let is_invoice = |file: &File<'_>| {
        rank(&file.name).is_some() || invoice.is_some_and(|invoice| invoice.name == file.name)
    };
    let others = files.filter(|file| !is_invoice(file)).take(most);
    for (place, file) in others.enumerate() {
        let content = |largest: usize| inflated(&file.stream, largest).ok();
        take(&FileInside { place, name: &file.name, content: &content });
    }
}

/// The file specifications of the notes that stand on a page for a file (ISO 32000-2 §12.5.6.15).
fn noted_files(pdf: &Pdf) -> Vec<Dict<'_>> {
    let mut files = Vec::new();
    for page in pdf.pages().iter().take(MAX_NOTED_PAGES) {
        let Some(notes) = page.raw().get::<Array<'_>>(b"Annots") else { continue };
        for note in notes.iter::<Dict<'_>>().take(MAX_TREE_NODES) {
            let stands_for_file =
                note.get::<Name<'_>>(b"Subtype").is_some_and(|kind| kind.as_str() == "FileAttachment");
            files.extend(note.get::<Dict<'_>>(b"FS").filter(|_| stands_for_file));
        }
        if files.len() > MAX_TREE_NODES {
            break;
        }
    }
    files
}

/// The invoice, and what there is to say about it and about what looks like one.
///
/// # Errors
/// [`PdfError::Inflates`]: what bears the name of an invoice is too large once inflated.
pub(super) fn find_invoice(pdf: &Pdf) -> Result<(Option<Embedded>, Vec<ContainerFinding>), PdfError> {
    let xref = pdf.xref();
    let Some(catalog) = xref.get::<Dict<'_>>(xref.root_id()) else { return Ok((None, Vec::new())) };
    let associated: Vec<File<'_>> = associated_files(xref, &catalog).iter().filter_map(File::read).collect();
    let is_associated =
        |file: &File<'_>| associated.iter().any(|other| other.stream.obj_id() == file.stream.obj_id());
    let mut seen: HashSet<(ObjectIdentifier, String)> = HashSet::new();
    let named = named_files(xref, &catalog);
    let mut files: Vec<File<'_>> = named.iter().filter_map(File::read).collect();
    files.extend(associated.iter().cloned());
    files.retain(|file| seen.insert((file.stream.obj_id(), file.name.clone())));

    let (mut allowed, other): (Vec<&File<'_>>, Vec<&File<'_>>) =
        files.iter().partition(|file| rank(&file.name).is_some());
    allowed.sort_by_key(|file| rank(&file.name));
    let mut findings = Vec::new();
    let embedded = |file: &File<'_>, xml: Vec<u8>| Embedded {
        name: file.name.clone(),
        relationship: file.relationship.clone(),
        associated: is_associated(file),
        xml,
    };
    let unreadable = |file: &File<'_>, why: Unreadable| ContainerFinding::Unreadable {
        name: file.name.clone(),
        reason: why.text_french().to_owned(),
    };
    let count = allowed.len();
    for file in allowed.into_iter().take(MAX_CANDIDATES) {
        match file.content() {
            Ok(xml) => {
                if count > 1 {
                    findings.push(ContainerFinding::Several { used: file.name.clone(), count });
                }
                return Ok((Some(embedded(file, xml)), findings));
            }
            Err(Unreadable::TooLarge) => return Err(PdfError::Inflates),
            Err(why) => findings.push(unreadable(file, why)),
        }
    }
    for file in other.into_iter().filter(|file| may_be_xml(file)).take(MAX_CANDIDATES) {
        let xml = match file.content() {
            Ok(xml) => xml,
            Err(why) => {
                findings.push(unreadable(file, why));
                continue;
            }
        };
        match crate::read(&xml) {
            Ok(_) => {
                findings.push(ContainerFinding::OtherName { name: file.name.clone() });
                return Ok((Some(embedded(file, xml)), findings));
            }
            // Other XML: an order, a life-cycle message, data of somebody's own.
            Err(ReadError::UnsupportedRoot { .. }) => {}
            Err(error) => findings
                .push(ContainerFinding::Unreadable { name: file.name.clone(), reason: error.text_french() }),
        }
    }
    Ok((None, findings))
}

fn rank(name: &str) -> Option<usize> {
    INVOICE_NAMES.iter().position(|known| known.eq_ignore_ascii_case(name))
}

fn may_be_xml(file: &File<'_>) -> bool {
    let extension = file.name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    extension.as_deref() == Some("xml")
        || file.stream.dict().get::<Name<'_>>(b"Subtype").is_some_and(|kind| kind.as_str().ends_with("/xml"))
}

impl<'a> File<'a> {
    /// Reads a file specification (ISO 32000-2 §7.11.3); `None` when it embeds nothing.
    fn read(specification: &Dict<'a>) -> Option<Self> {
        let embedded = specification.get::<Dict<'_>>(b"EF")?;
        let stream = embedded.get::<Stream<'_>>(b"UF").or_else(|| embedded.get::<Stream<'_>>(b"F"))?;
        let name =
            specification.get::<PdfString<'_>>(b"UF").or_else(|| specification.get::<PdfString<'_>>(b"F"))?;
        let relationship = specification.get::<Name<'_>>(b"AFRelationship");
        Some(Self {
            name: text(name.as_bytes()),
            relationship: relationship.map(|name| name.as_str().to_owned()),
            stream,
        })
    }

    /// The content, with an end to what it may inflate to.
    fn content(&self) -> Result<Vec<u8>, Unreadable> {
        let content = inflated(&self.stream, MAX_XML_SIZE).map_err(|error| match error {
            InflateError::Damaged => Unreadable::Damaged,
            InflateError::TooLarge => Unreadable::TooLarge,
        })?;
        if content.is_empty() { Err(Unreadable::Empty) } else { Ok(content) }
    }
}

/// A text string (ISO 32000-2 §7.9.2.2): UTF-16 or UTF-8 with a mark, else near enough to Latin-1.
fn text(bytes: &[u8]) -> String {
    let pairs = |bytes: &[u8], order: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| order([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xFE, 0xFF, rest @ ..] => pairs(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => pairs(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

fn dictionary<'a>(xref: &'a XRef, item: MaybeRef<Object<'a>>) -> Option<Dict<'a>> {
    match item {
        MaybeRef::Ref(reference) => xref.get::<Dict<'_>>(reference.into()),
        MaybeRef::NotRef(object) => object.into_dict(),
    }
}

/// The file specifications in `/AF` of the catalog: an array, or a single one.
fn associated_files<'a>(xref: &'a XRef, catalog: &Dict<'a>) -> Vec<Dict<'a>> {
    if let Some(files) = catalog.get::<Array<'_>>(b"AF") {
        return files.raw_iter().take(MAX_TREE_NODES).filter_map(|item| dictionary(xref, item)).collect();
    }
    catalog.get::<Dict<'_>>(b"AF").into_iter().collect()
}

/// The file specifications in the embedded-files name tree (ISO 32000-2 §7.9.6), in the order of the tree.
fn named_files<'a>(xref: &'a XRef, catalog: &Dict<'a>) -> Vec<Dict<'a>> {
    let root = catalog.get::<Dict<'_>>(b"Names").and_then(|names| names.get::<Dict<'_>>(b"EmbeddedFiles"));
    let mut files = Vec::new();
    let mut visited = HashSet::new();
    let mut pending: Vec<Dict<'a>> = root.into_iter().collect();
    let mut nodes = 0;
    while let Some(node) = pending.pop() {
        nodes += 1;
        if nodes > MAX_TREE_NODES || files.len() > MAX_TREE_NODES {
            break;
        }
        if let Some(names) = node.get::<Array<'_>>(b"Names") {
            // Names and file specifications alternate.
            let specifications = names.raw_iter().skip(1).step_by(2).take(MAX_TREE_NODES);
            files.extend(specifications.filter_map(|item| dictionary(xref, item)));
        }
        if let Some(kids) = node.get::<Array<'_>>(b"Kids") {
            let new = kids.raw_iter().take(MAX_TREE_NODES).filter(|kid| {
                // A tree that leads back to itself is walked once.
                kid.as_obj_ref().is_none_or(|reference| visited.insert(reference))
            });
            let mut kids: Vec<_> = new.filter_map(|kid| dictionary(xref, kid)).collect();
            kids.reverse();
            pending.extend(kids);
        }
    }
    files
}
