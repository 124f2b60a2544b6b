//! The same pages, without any file inside and without what says that there is one.

use std::collections::HashSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::{CopyError, load, written};

/// What leads to a file inside: associated files, the file of a specification, the tree of embedded files, a collection
/// of them (ISO 32000-2 §7.7.4, §7.11.3, §14.13).
const LEADS_TO_FILES: [&[u8]; 4] = [b"AF", b"EF", b"EmbeddedFiles", b"Collection"];

/// A copy with the same pages, of which nobody can tell that a file was inside: the files go, what names them, and the
/// metadata of the document (XMP), in which a Factur-X declares itself.
///
/// # Errors
/// [`CopyError`].
pub fn without_files(pdf: &[u8]) -> Result<Vec<u8>, CopyError> {
    let mut document = load(pdf)?;
    let attached = file_annotations(&document);
    for object in document.objects.values_mut() {
        clean(object, &attached);
    }
    let catalog = document.catalog_mut().map_err(|_| CopyError::Unreadable)?;
    catalog.remove(b"Metadata");
    let trailer_file = document.trailer.remove(b"AF");
    drop(trailer_file);
    document.objects.retain(|id, object| !attached.contains(id) && !is_file(object));
    document.prune_objects();
    written(&mut document)
}

/// Annotations that stand on a page for a file (§12.5.6.15).
fn file_annotations(document: &Document) -> HashSet<ObjectId> {
    let stands_for_file = |object: &Object| {
        object
            .as_dict()
            .and_then(|dictionary| dictionary.get(b"Subtype"))
            .and_then(Object::as_name)
            .is_ok_and(|subtype| subtype == b"FileAttachment")
    };
    document.objects.iter().filter(|(_, object)| stands_for_file(object)).map(|(id, _)| *id).collect()
}

fn is_file(object: &Object) -> bool {
    object.as_stream().is_ok_and(|stream| stream.dict.has_type(b"EmbeddedFile"))
}

/// Takes out of an object what leads to a file. What is nested is as deep as the library reads.
fn clean(object: &mut Object, attached: &HashSet<ObjectId>) {
    match object {
        Object::Dictionary(dictionary) => clean_dictionary(dictionary, attached),
        Object::Stream(stream) => clean_dictionary(&mut stream.dict, attached),
        Object::Array(array) => {
            array.retain(|item| !item.as_reference().is_ok_and(|id| attached.contains(&id)));
            array.retain(|item| {
                let name = item.as_dict().and_then(|item| item.get(b"Subtype")).and_then(Object::as_name);
                !name.is_ok_and(|subtype| subtype == b"FileAttachment")
            });
            for item in array {
                clean(item, attached);
            }
        }
        _ => {}
    }
}

fn clean_dictionary(dictionary: &mut Dictionary, attached: &HashSet<ObjectId>) {
    for key in LEADS_TO_FILES {
        dictionary.remove(key);
    }
    for (_, value) in dictionary.iter_mut() {
        clean(value, attached);
    }
}
