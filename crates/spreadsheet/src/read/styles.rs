//! Number formats of XLSX.

use std::collections::HashMap;

use super::ReadError;
use super::look::{Look, built_in, of_code};
use super::xml::{Element, Node, Xml};

/// What numbers are in the cells of each style, which a cell names by its number.
pub(super) fn read(part: &str, text: &str) -> Result<Vec<Look>, ReadError> {
    let mut xml = Xml::new(part, text);
    let mut codes = HashMap::new();
    loop {
        match xml.next()? {
            Node::Start(element) => match element.local_name() {
                "numFmt" => {
                    if let (Some(number), Some(code)) = (format(&element), element.attribute("formatCode")) {
                        codes.insert(number, of_code(&code));
                    }
                }
                // The codes stand before.
                "cellXfs" => return styles(&mut xml, &codes),
                _ => {}
            },
            Node::Eof => return Ok(Vec::new()),
            _ => {}
        }
    }
}

/// The styles of cells, up to the end of their list.
fn styles(xml: &mut Xml<'_>, codes: &HashMap<u32, Look>) -> Result<Vec<Look>, ReadError> {
    let mut looks = Vec::new();
    loop {
        match xml.next()? {
            Node::Start(element) => {
                if element.local_name() == "xf" {
                    let number = format(&element).unwrap_or(0);
                    looks.push(codes.get(&number).copied().unwrap_or_else(|| built_in(number)));
                }
                xml.skip()?;
            }
            Node::Text(_) => {}
            Node::End => return Ok(looks),
            Node::Eof => return Err(xml.cut_short()),
        }
    }
}

/// The number of a number format.
fn format(element: &Element<'_>) -> Option<u32> {
    element.attribute("numFmtId")?.parse().ok()
}
