//! The files inside: the invoice takes the place of the one before it, the others stay and are described.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use lopdf::{Dictionary, Document, Error, Object, ObjectId, Stream, text_string};
use md5::{Digest as _, Md5};

use super::super::container::rank;
use super::super::files::{MAX_TREE_NODES, text};
use super::super::profile::Profile;
use super::Relationship;

/// The moment as PDF writes it (ISO 32000-2 §7.9.4).
pub(super) fn date(moment: DateTime<Utc>) -> String {
    moment.format("D:%Y%m%d%H%M%SZ").to_string()
}

/// Puts the XML among the files of the document. `former` is the name of the invoice that is inside, where it is another.
pub(super) fn put(
    document: &mut Document,
    xml: &[u8],
    profile: Profile,
    relationship: Relationship,
    now: DateTime<Utc>,
    former: Option<&str>,
) -> Result<(), Error> {
    let mut named = named(document);
    let mut associated = associated(document);
    let is_former = |document: &Document, specification: &Object| {
        let name = name_of(document, specification);
        name.is_some_and(|name| rank(&name).is_some() || Some(name.as_str()) == former)
    };
    let mut removed = HashSet::new();
    let mut keep = |specification: &Object| {
        let goes = is_former(document, specification);
        if goes {
            removed.extend(objects_of(document, specification));
        }
        !goes
    };
    named.retain(|_, specification| keep(specification));
    associated.retain(|specification| keep(specification));
    for id in removed {
        document.objects.remove(&id);
    }
    let others: Vec<Object> = named.values().cloned().collect();
    for other in others.iter().chain(&associated) {
        describe(document, other);
    }
    associated.extend(others.into_iter().filter(|other| other.as_reference().is_ok()));
    let mut seen = HashSet::new();
    associated.retain(|item| item.as_reference().map_or(true, |id| seen.insert(id)));

    let specification = Object::Reference(add(document, xml, profile, relationship, now));
    named.insert(profile.file_name().as_bytes().to_vec(), specification.clone());
    associated.insert(0, specification);
    let tree = named.into_iter().flat_map(|(name, specification)| {
        [Object::String(name, lopdf::StringFormat::Literal), specification]
    });
    let tree = Dictionary::from_iter([("Names", Object::Array(tree.collect()))]);
    let tree = document.add_object(tree);
    let names = document.catalog()?.get(b"Names").cloned();
    let names = names.and_then(|names| document.dereference(&names).map(|(_, names)| names.clone()));
    let mut names = names.and_then(|names| names.as_dict().cloned()).unwrap_or_default();
    names.set("EmbeddedFiles", tree);
    let catalog = document.catalog_mut()?;
    catalog.set("Names", names);
    catalog.set("AF", associated);
    Ok(())
}

fn add(
    document: &mut Document,
    xml: &[u8],
    profile: Profile,
    relationship: Relationship,
    now: DateTime<Utc>,
) -> ObjectId {
    let sum = Object::String(Md5::digest(xml).to_vec(), lopdf::StringFormat::Hexadecimal);
    let parameters = Dictionary::from_iter([
        ("ModDate", text_string(&date(now))),
        ("Size", Object::Integer(i64::try_from(xml.len()).unwrap_or(i64::MAX))),
        ("CheckSum", sum),
    ]);
    let mut file = Stream::new(
        Dictionary::from_iter([
            ("Type", Object::from("EmbeddedFile")),
            ("Subtype", Object::Name(b"text/xml".to_vec())),
            ("Params", Object::Dictionary(parameters)),
        ]),
        xml.to_vec(),
    );
    // What does not become smaller stays as it is.
    let _stays = file.compress();
    let file = document.add_object(file);
    let name = text_string(profile.file_name());
    document.add_object(Dictionary::from_iter([
        ("Type", Object::from("Filespec")),
        ("F", name.clone()),
        ("UF", name),
        ("AFRelationship", relationship.name().into()),
        ("Desc", text_string("Facture électronique Factur-X")),
        ("EF", Object::Dictionary(Dictionary::from_iter([("F", Object::from(file)), ("UF", file.into())]))),
    ]))
}

/// The files of the tree of embedded files by their keys (ISO 32000-2 §7.9.6), each a reference where it can be one.
fn named(document: &mut Document) -> BTreeMap<Vec<u8>, Object> {
    let mut found = BTreeMap::new();
    let root = || {
        let names = document.catalog().ok()?.get(b"Names").ok()?;
        let names = document.dereference(names).ok()?.1.as_dict().ok()?;
        names.get(b"EmbeddedFiles").ok().cloned()
    };
    let mut pending: Vec<Object> = root().into_iter().collect();
    let mut seen = HashSet::new();
    let mut nodes = 0;
    while let Some(node) = pending.pop() {
        nodes += 1;
        if nodes > MAX_TREE_NODES || found.len() > MAX_TREE_NODES {
            break;
        }
        if node.as_reference().is_ok_and(|id| !seen.insert(id)) {
            continue;
        }
        let Ok(node) = document.dereference(&node).and_then(|(_, node)| node.as_dict()) else { continue };
        let list = |key: &[u8]| {
            let list = node.get(key).and_then(|list| document.dereference(list));
            list.ok().and_then(|(_, list)| list.as_array().ok()).cloned().unwrap_or_default()
        };
        for pair in list(b"Names").chunks_exact(2) {
            if let [name, specification] = pair {
                let name = document.dereference(name).ok().and_then(|(_, name)| name.as_str().ok());
                found.insert(name.unwrap_or_default().to_vec(), specification.clone());
            }
        }
        pending.extend(list(b"Kids"));
    }
    for specification in found.values_mut() {
        if let Object::Dictionary(direct) = specification {
            *specification = Object::Reference(document.add_object(std::mem::take(direct)));
        }
    }
    found
}

/// The files in `/AF` of the catalog.
fn associated(document: &Document) -> Vec<Object> {
    let Ok(files) = document.catalog().and_then(|catalog| catalog.get(b"AF")) else { return Vec::new() };
    match document.dereference(files) {
        Ok((_, Object::Array(files))) => files.iter().take(MAX_TREE_NODES).cloned().collect(),
        Ok((_, Object::Dictionary(_))) => vec![files.clone()],
        _ => Vec::new(),
    }
}

fn name_of(document: &Document, specification: &Object) -> Option<String> {
    let specification = document.dereference(specification).ok()?.1.as_dict().ok()?;
    let name = specification.get(b"UF").or_else(|_| specification.get(b"F")).ok()?;
    document.dereference(name).ok()?.1.as_str().ok().map(text)
}

/// The objects that go with a file: its specification, and its content.
fn objects_of(document: &Document, specification: &Object) -> Vec<ObjectId> {
    let own = specification.as_reference().ok();
    let contents = document.dereference(specification).ok().and_then(|(_, specification)| {
        let embedded = specification.as_dict().ok()?.get(b"EF").ok()?;
        let embedded = document.dereference(embedded).ok()?.1.as_dict().ok()?;
        Some(embedded.iter().filter_map(|(_, content)| content.as_reference().ok()).collect::<Vec<_>>())
    });
    own.into_iter().chain(contents.unwrap_or_default()).collect()
}

/// Gives another file the description that PDF/A-3 asks for, as far as it has none (ISO 19005-3 §6.8).
fn describe(document: &mut Document, specification: &Object) {
    let Ok(id) = specification.as_reference() else { return };
    let contents = objects_of(document, specification);
    let Ok(dictionary) = document.get_dictionary_mut(id) else { return };
    if !dictionary.has(b"AFRelationship") {
        dictionary.set("AFRelationship", "Unspecified");
    }
    for (key, other) in [("F", "UF"), ("UF", "F")] {
        if let Ok(name) = dictionary.get(other.as_bytes()).cloned()
            && !dictionary.has(key.as_bytes())
        {
            dictionary.set(key, name);
        }
    }
    for content in contents.into_iter().filter(|content| *content != id) {
        if let Ok(Object::Stream(stream)) = document.get_object_mut(content)
            && !stream.dict.has(b"Subtype")
        {
            stream.dict.set("Subtype", Object::Name(b"application/octet-stream".to_vec()));
        }
    }
}
