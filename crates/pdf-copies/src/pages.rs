//! Some of the pages, as a document of their own.

use std::collections::{HashMap, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::{CopyError, load, written};

/// What a page has from the nodes above it (ISO 32000-2 §7.7.3.4).
const INHERITED: [&[u8]; 4] = [b"Resources", b"MediaBox", b"CropBox", b"Rotate"];
/// What of a page leads to the rest of the document.
const LEADS_AWAY: [&[u8]; 6] = [b"Parent", b"B", b"AF", b"StructParents", b"Metadata", b"PieceInfo"];
/// How far above a page something is looked for.
const DEEPEST_TREE: usize = 64;
/// What the head, the table and the end of a document take, in bytes, beside twenty for each object.
const FRAME: usize = 2_000;

/// Consecutive pages of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// How many.
    pub pages: usize,
    /// How many the whole document has.
    pub of: usize,
    /// The part.
    pub pdf: Vec<u8>,
}

/// As many pages as go into so many bytes, from one of them on (from 0).
///
/// # Errors
/// [`CopyError::PageTooLarge`] when not even one does; see [`CopyError`].
pub fn part(pdf: &[u8], first: usize, most_bytes: usize) -> Result<Part, CopyError> {
    let source = load(pdf)?;
    let all: Vec<ObjectId> = source.page_iter().collect();
    let rest = all.get(first..).filter(|rest| !rest.is_empty()).ok_or(CopyError::NoSuchPage)?;
    let mut pages = fitting(&source, &all, rest, most_bytes);
    loop {
        let bytes = written(&mut copy_of(&source, &all, &rest[..pages]))?;
        if bytes.len() <= most_bytes {
            return Ok(Part { pages, of: all.len(), pdf: bytes });
        }
        if pages == 1 {
            return Err(CopyError::PageTooLarge);
        }
        // The estimate was too low: a few rounds end in one page.
        pages = (pages * 3 / 4).max(1);
    }
}

/// How many pages are likely to fit; at least one.
fn fitting(source: &Document, all: &[ObjectId], rest: &[ObjectId], most_bytes: usize) -> usize {
    let all: HashSet<ObjectId> = all.iter().copied().collect();
    let (mut seen, mut bytes) = (HashSet::new(), FRAME);
    for (place, page) in rest.iter().enumerate() {
        bytes += 300;
        let mut pending = references(&Object::Dictionary(page_of(source, *page)));
        while let Some(id) = pending.pop() {
            if all.contains(&id) || !seen.insert(id) {
                continue;
            }
            if let Ok(object) = source.get_object(id) {
                let object = detached(object.clone());
                bytes += 40 + size(&object);
                pending.extend(references(&object));
            }
        }
        if bytes > most_bytes {
            return place.max(1);
        }
    }
    rest.len()
}

/// A page without what leads away from it, with what it has from above.
fn page_of(source: &Document, id: ObjectId) -> Dictionary {
    let mut page = source.get_dictionary(id).cloned().unwrap_or_default();
    let mut above = source.get_dictionary(id).ok();
    for _ in 0..DEEPEST_TREE {
        let parent = above.and_then(|node| node.get(b"Parent").ok()).and_then(|id| id.as_reference().ok());
        let Some(node) = parent.and_then(|id| source.get_dictionary(id).ok()) else { break };
        for key in INHERITED {
            if let (false, Ok(value)) = (page.has(key), node.get(key)) {
                page.set(key, value.clone());
            }
        }
        above = Some(node);
    }
    for key in LEADS_AWAY {
        page.remove(key);
    }
    page.set("Type", Object::Name(b"Page".to_vec()));
    page
}

/// A note on a page belongs to a form or to another note, and through it to all pages: it stays as it looks.
fn detached(mut object: Object) -> Object {
    if let Object::Dictionary(dictionary) = &mut object
        && dictionary.has(b"Rect")
    {
        dictionary.remove(b"Parent");
        dictionary.remove(b"P");
        dictionary.remove(b"StructParent");
    }
    object
}

fn references(object: &Object) -> Vec<ObjectId> {
    let mut found = Vec::new();
    walk(object, &mut |object| found.extend(object.as_reference()));
    found
}

fn walk(object: &Object, look: &mut impl FnMut(&Object)) {
    look(object);
    match object {
        Object::Array(array) => array.iter().for_each(|item| walk(item, look)),
        Object::Dictionary(dictionary) => dictionary.iter().for_each(|(_, value)| walk(value, look)),
        Object::Stream(stream) => stream.dict.iter().for_each(|(_, value)| walk(value, look)),
        _ => {}
    }
}

/// Bytes that an object takes when it is written, or a few more.
fn size(object: &Object) -> usize {
    let mut bytes = 0;
    walk(object, &mut |object| {
        bytes += match object {
            Object::Name(name) => name.len() + 3,
            Object::String(text, _) => 2 * text.len() + 3,
            Object::Dictionary(dictionary) => {
                8 + dictionary.iter().map(|(key, _)| key.len() + 3).sum::<usize>()
            }
            Object::Stream(stream) => {
                60 + stream.content.len() + stream.dict.iter().map(|(key, _)| key.len() + 3).sum::<usize>()
            }
            _ => 12,
        }
    });
    bytes
}

/// A document of some pages, with everything that they show.
fn copy_of(source: &Document, all: &[ObjectId], pages: &[ObjectId]) -> Document {
    let mut copy = Document::with_version(&source.version);
    let tree = copy.new_object_id();
    // A link to a page of the document leads there while the page is in this part, and nowhere else.
    let mut new_ids: HashMap<ObjectId, Option<ObjectId>> = all.iter().map(|id| (*id, None)).collect();
    let mut kids = Vec::new();
    for page in pages {
        let id = copy.new_object_id();
        new_ids.insert(*page, Some(id));
        kids.push(id);
    }
    let mut pending: Vec<(ObjectId, Object)> = Vec::new();
    for (page, id) in pages.iter().zip(&kids) {
        let mut dictionary = page_of(source, *page);
        dictionary.set("Parent", Object::Null);
        pending.push((*id, Object::Dictionary(dictionary)));
    }
    while let Some((id, mut object)) = pending.pop() {
        renumber(&mut object, source, &mut copy, &mut new_ids, &mut pending);
        copy.objects.insert(id, object);
    }
    for id in &kids {
        if let Ok(page) = copy.get_dictionary_mut(*id) {
            page.set("Parent", Object::Reference(tree));
        }
    }
    let mut root = Dictionary::new();
    root.set("Type", Object::Name(b"Pages".to_vec()));
    root.set("Count", Object::Integer(i64::try_from(kids.len()).unwrap_or(i64::MAX)));
    root.set("Kids", Object::Array(kids.into_iter().map(Object::Reference).collect()));
    copy.objects.insert(tree, Object::Dictionary(root));
    let mut catalog = Dictionary::new();
    catalog.set("Type", Object::Name(b"Catalog".to_vec()));
    catalog.set("Pages", Object::Reference(tree));
    let catalog = copy.add_object(Object::Dictionary(catalog));
    copy.trailer.set("Root", Object::Reference(catalog));
    copy
}

/// Gives what an object refers to its place in the copy.
fn renumber(
    object: &mut Object,
    source: &Document,
    copy: &mut Document,
    new_ids: &mut HashMap<ObjectId, Option<ObjectId>>,
    pending: &mut Vec<(ObjectId, Object)>,
) {
    match object {
        Object::Reference(old) => {
            let old = *old;
            let new = match new_ids.get(&old) {
                Some(known) => *known,
                None => {
                    let new = source.get_object(old).ok().map(|found| {
                        let new = copy.new_object_id();
                        pending.push((new, detached(found.clone())));
                        new
                    });
                    new_ids.insert(old, new);
                    new
                }
            };
            *object = new.map_or(Object::Null, Object::Reference);
        }
        Object::Array(array) => {
            for item in array {
                renumber(item, source, copy, new_ids, pending);
            }
        }
        Object::Dictionary(dictionary) => {
            for (_, value) in dictionary.iter_mut() {
                renumber(value, source, copy, new_ids, pending);
            }
        }
        Object::Stream(stream) => {
            for (_, value) in stream.dict.iter_mut() {
                renumber(value, source, copy, new_ids, pending);
            }
        }
        _ => {}
    }
}
