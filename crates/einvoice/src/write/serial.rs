//! From elements to text.

use super::Loss;
use super::element::Element;
use crate::document::names::{Name, cn, rsm, ubl};
use crate::model::Syntax;
use crate::semantic::bindings::{self, Table};

/// The text of a document.
pub(super) fn serialize(root: &Element, syntax: Syntax, losses: &mut Vec<Loss>) -> String {
    let mut serial = Serial { table: bindings::table(syntax), syntax, text: String::new(), losses };
    serial.text.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let name = match syntax {
        Syntax::Cii => rsm::CrossIndustryInvoice,
        Syntax::UblCreditNote => cn::CreditNote,
        _ => ubl::Invoice,
    };
    serial.element(root, name, 0);
    serial.text
}

struct Serial<'l> {
    table: &'static Table,
    syntax: Syntax,
    text: String,
    losses: &'l mut Vec<Loss>,
}

impl Serial<'_> {
    fn element(&mut self, element: &Element, name: Name, depth: usize) {
        let (prefix, local) = name.text();
        // The root of UBL stands in the namespace without prefix.
        let name = if matches!(name, ubl::Invoice | cn::CreditNote) {
            local.to_owned()
        } else {
            format!("{prefix}:{local}")
        };
        self.indent(depth);
        self.text.push('<');
        self.text.push_str(&name);
        if depth == 0 {
            self.declare();
        }
        for (attribute, value) in &element.attributes {
            self.text.push(' ');
            self.text.push_str(attribute);
            self.text.push_str("=\"");
            self.escape(value, true);
            self.text.push('"');
        }
        if element.children.is_empty() && element.text.is_empty() {
            self.text.push_str("/>\n");
            return;
        }
        self.text.push('>');
        if element.children.is_empty() {
            self.escape(&element.text, false);
        } else {
            self.text.push('\n');
            for child in &element.children {
                let name = self.table.step(child.step).map_or(Name::NONE, |step| step.name);
                let is_credit_note = self.syntax == Syntax::UblCreditNote;
                let name = if is_credit_note { bindings::of_credit_note(name) } else { name };
                self.element(child, name, depth + 1);
            }
            self.indent(depth);
        }
        self.text.push_str("</");
        self.text.push_str(&name);
        self.text.push_str(">\n");
    }

    fn indent(&mut self, depth: usize) {
        for _ in 0..depth {
            self.text.push_str("  ");
        }
    }

    fn declare(&mut self) {
        let prefixes: &[&str] = match self.syntax {
            Syntax::Cii => &["rsm", "ram", "qdt", "udt"],
            Syntax::UblCreditNote => &["cn", "cac", "cbc"],
            _ => &["ubl", "cac", "cbc"],
        };
        for prefix in prefixes {
            let uri = crate::document::names::uri(prefix);
            let declared = if matches!(*prefix, "ubl" | "cn") {
                format!(" xmlns=\"{uri}\"")
            } else {
                format!(" xmlns:{prefix}=\"{uri}\"")
            };
            self.text.push_str(&declared);
        }
    }

    /// Writes a text so that it is read as it is. What XML cannot hold is replaced, and told.
    fn escape(&mut self, text: &str, is_attribute: bool) {
        let mut is_whole = true;
        for character in text.chars() {
            match character {
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '&' => self.text.push_str("&amp;"),
                '"' if is_attribute => self.text.push_str("&quot;"),
                '\r' => self.text.push_str("&#13;"),
                '\n' if is_attribute => self.text.push_str("&#10;"),
                '\t' if is_attribute => self.text.push_str("&#9;"),
                '\t' | '\n' | ' '..='\u{fffd}' | '\u{10000}'.. => self.text.push(character),
                _ => {
                    self.text.push('\u{fffd}');
                    is_whole = false;
                }
            }
        }
        if !is_whole {
            let path = String::new();
            self.losses.push(Loss { term: None, path, text: text.to_owned() });
        }
    }
}
