//! The files inside a PDF: in the tree of embedded files, associated with the document, behind a note on a page.

use std::collections::HashSet;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, Stream, String as PdfString};
use hayro_syntax::xref::XRef;

use super::inflate::{InflateError, inflated};
use crate::MAX_XML_SIZE;

/// How many nodes of the name tree are visited at most, and how many files are looked at.
pub(super) const MAX_TREE_NODES: usize = 10_000;

/// How many pages are looked at for notes that stand for a file.
const MAX_NOTED_PAGES: usize = 2_000;

/// A file specification with its content.
#[derive(Clone)]
pub(super) struct File<'a> {
    pub(super) name: String,
    pub(super) relationship: Option<String>,
    pub(super) stream: Stream<'a>,
    pub(super) specification: Dict<'a>,
}

/// Why a file could not be taken out.
#[derive(Clone, Copy, Debug)]
pub(super) enum Unreadable {
    Empty,
    Damaged,
    TooLarge,
}

impl Unreadable {
    pub(super) const fn text_french(self) -> &'static str {
        match self {
            Self::Empty => "il est vide",
            Self::Damaged => "son contenu est endommagé",
            Self::TooLarge => "il dépasse 20 Mo une fois décompressé",
        }
    }
}

impl<'a> File<'a> {
    /// Reads a file specification (ISO 32000-2 §7.11.3); `None` when it embeds nothing.
    pub(super) fn read(specification: &Dict<'a>) -> Option<Self> {
        let embedded = specification.get::<Dict<'_>>(b"EF")?;
        let stream = embedded.get::<Stream<'_>>(b"UF").or_else(|| embedded.get::<Stream<'_>>(b"F"))?;
        let name =
            specification.get::<PdfString<'_>>(b"UF").or_else(|| specification.get::<PdfString<'_>>(b"F"))?;
        let relationship = specification.get::<Name<'_>>(b"AFRelationship");
        Some(Self {
            name: text(name.as_bytes()),
            relationship: relationship.map(|name| name.as_str().to_owned()),
            stream,
            specification: specification.clone(),
        })
    }

    /// The content, with an end to what it may inflate to.
    pub(super) fn content(&self) -> Result<Vec<u8>, Unreadable> {
        let content = inflated(&self.stream, MAX_XML_SIZE).map_err(|error| match error {
            InflateError::Damaged => Unreadable::Damaged,
            InflateError::TooLarge => Unreadable::TooLarge,
        })?;
        if content.is_empty() { Err(Unreadable::Empty) } else { Ok(content) }
    }
}

/// A text string (ISO 32000-2 §7.9.2.2): UTF-16 or UTF-8 with a mark, else near enough to Latin-1.
pub(super) fn text(bytes: &[u8]) -> String {
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

pub(super) fn dictionary<'a>(xref: &'a XRef, item: MaybeRef<Object<'a>>) -> Option<Dict<'a>> {
    match item {
        MaybeRef::Ref(reference) => xref.get::<Dict<'_>>(reference.into()),
        MaybeRef::NotRef(object) => object.into_dict(),
    }
}

/// The file specifications in `/AF` of the catalog: an array, or a single one.
pub(super) fn associated_files<'a>(xref: &'a XRef, catalog: &Dict<'a>) -> Vec<Dict<'a>> {
    if let Some(files) = catalog.get::<Array<'_>>(b"AF") {
        return files.raw_iter().take(MAX_TREE_NODES).filter_map(|item| dictionary(xref, item)).collect();
    }
    catalog.get::<Dict<'_>>(b"AF").into_iter().collect()
}

/// The file specifications in the embedded-files name tree (ISO 32000-2 §7.9.6), in the order of the tree.
pub(super) fn named_files<'a>(xref: &'a XRef, catalog: &Dict<'a>) -> Vec<Dict<'a>> {
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

/// The file specifications of the notes that stand on a page for a file (ISO 32000-2 §12.5.6.15).
pub(super) fn noted_files(pdf: &Pdf) -> Vec<Dict<'_>> {
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
