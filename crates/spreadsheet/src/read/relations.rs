//! How the parts of XLSX name each other.

use std::collections::HashMap;

use super::ReadError;
use super::archive::Archive;
use super::xml::{Node, Xml};

/// The parts that a part names.
#[derive(Debug, Default)]
pub(super) struct Relations {
    by_id: HashMap<String, Relation>,
}

#[derive(Debug)]
struct Relation {
    /// The end of the address that says what it is: `worksheet`, `styles`.
    kind: String,
    part: String,
}

impl Relations {
    /// Those of a part, `xl/workbook.xml`; of the whole when it is empty.
    pub(super) fn read(archive: &mut Archive, part: &str) -> Result<Self, ReadError> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let separator = if folder.is_empty() { "" } else { "/" };
        let name = format!("{folder}{separator}_rels/{file}.rels");
        let Some(text) = archive.part(&name)? else { return Ok(Self::default()) };
        let mut xml = Xml::new(&name, &text);
        let mut by_id = HashMap::new();
        loop {
            match xml.next()? {
                Node::Start(element) if element.local_name() == "Relationship" => {
                    let attributes =
                        (element.attribute("Id"), element.attribute("Type"), element.attribute("Target"));
                    if let (Some(id), Some(kind), Some(target)) = attributes {
                        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                        by_id.insert(id, Relation { kind, part: resolved(folder, &target) });
                    }
                }
                Node::Eof => return Ok(Self { by_id }),
                _ => {}
            }
        }
    }

    /// The part of an identifier, when it is of that kind.
    pub(super) fn part(&self, id: &str, kind: &str) -> Option<&str> {
        self.by_id.get(id).filter(|relation| relation.kind == kind).map(|relation| relation.part.as_str())
    }

    /// The part of a kind of which there is one.
    pub(super) fn of_kind(&self, kind: &str) -> Option<&str> {
        self.by_id.values().find(|relation| relation.kind == kind).map(|relation| relation.part.as_str())
    }
}

/// The name of a part that is told from a folder: `worksheets/sheet1.xml`, `/xl/worksheets/sheet1.xml`, `../a.xml`.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut steps: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.retain(|step| !step.is_empty());
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_the_folder() {
        for (folder, target, name) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "./a.xml", "xl/a.xml"),
            ("xl/b", "../a.xml", "xl/a.xml"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
            ("xl", "..\\..\\..\\a.xml", "a.xml"),
        ] {
            assert_eq!(resolved(folder, target), name);
        }
    }
}
