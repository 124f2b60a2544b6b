//! One walk over the text of a document: what XML 1.0 and Namespaces in XML call well formed, without document types.

use memchr::{memchr, memmem};

use super::names::{self, Attribute, FOREIGN, Name, rsm};
use super::namespaces::{self, Declared, XML_NAMESPACE};
use super::text::{self, Qualified, Resolved};
use super::{Document, Element, Given, MAX_ELEMENTS, NONE, Place, Span};
use crate::error::ReadError;
use crate::{MAX_XML_DEPTH, document::names::find_attribute};

/// How many attributes one element may have.
const MAX_ATTRIBUTES: usize = 1000;

/// How many namespaces may be declared around an element, its own with it.
const MAX_NAMESPACES: usize = 200;

/// How many elements may stand directly within one, but for the root and the lines of CII.
const MAX_CHILDREN: u32 = 2000;

/// What is wrong, and where, in bytes.
pub(super) type Fault = (usize, &'static str);

enum Failure {
    Fault(Fault),
    Other(ReadError),
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// An element that is open.
struct Open {
    place: Place,
    last: Place,
    /// Its name as written.
    name: (u32, u32),
    /// How many namespaces were declared around it.
    namespaces: u32,
    /// How many elements it holds so far.
    count: u32,
}

/// An attribute as written, before its namespace is known.
struct Written<'s> {
    name: &'s str,
    colon: usize,
    value: Span,
}

struct Scanner<'s> {
    source: &'s str,
    bytes: &'s [u8],
    decoded: String,
    elements: Vec<Element>,
    attributes: Vec<Given>,
    open: Vec<Open>,
    declared: Vec<Declared<'s>>,
    written: Vec<Written<'s>>,
    /// Whether `]]>`, and whether `&` stands anywhere.
    has_section_end: bool,
    has_reference: bool,
}

/// Fills a document of which only the source is there.
pub(super) fn scan(document: &mut Document<'_>) -> Result<(), ReadError> {
    let source: &str = &document.source;
    let mut scanner = Scanner {
        source,
        bytes: source.as_bytes(),
        decoded: String::new(),
        elements: std::mem::take(&mut document.elements),
        attributes: std::mem::take(&mut document.attributes),
        open: Vec::with_capacity(16),
        declared: vec![Declared::new("", FOREIGN, Span::default())],
        written: Vec::new(),
        has_section_end: memmem::find(source.as_bytes(), b"]]>").is_some(),
        has_reference: memchr(b'&', source.as_bytes()).is_some(),
    };
    let done = scanner.run();
    let Scanner { decoded, elements, attributes, .. } = scanner;
    match done {
        Ok(()) => {}
        Err(Failure::Other(error)) => return Err(error),
        Err(Failure::Fault((at, reason))) => {
            let before = source.as_bytes().get(..at).unwrap_or(source.as_bytes());
            return Err(ReadError::NotWellFormed {
                position: at as u64,
                line: memchr::memchr_iter(b'\n', before).count() as u64 + 1,
                reason: reason.to_owned(),
            });
        }
    }
    (document.decoded, document.elements, document.attributes) = (decoded, elements, attributes);
    Ok(())
}

impl<'s> Scanner<'s> {
    fn run(&mut self) -> Result<(), Failure> {
        text::check_characters(self.source)?;
        let mut at = self.declaration()?;
        loop {
            let Some(length) = memchr(b'<', self.bytes.get(at..).unwrap_or_default()) else {
                return Ok(self.end_of_document(at)?);
            };
            let tag = at + length;
            if length > 0 {
                self.characters(at, tag)?;
            }
            at = match self.bytes.get(tag + 1) {
                Some(b'/') => self.end_tag(tag)?,
                Some(b'!') => self.declared_or_comment(tag)?,
                Some(b'?') => self.instruction(tag)?,
                _ => self.start_tag(tag)?,
            };
        }
    }

    /// Passes over the XML declaration.
    fn declaration(&mut self) -> Result<usize, Fault> {
        let Some(rest) = self.source.strip_prefix("<?xml") else { return Ok(0) };
        if !rest.starts_with([' ', '\t', '\r', '\n']) {
            return Ok(0);
        }
        let end = rest.find("?>").ok_or((0, "the XML declaration does not end"))?;
        let inner = rest.get(..end).unwrap_or_default();
        if !text::is_declaration(inner) {
            return Err((0, "the XML declaration is not one"));
        }
        Ok("<?xml".len() + end + "?>".len())
    }

    fn end_of_document(&self, at: usize) -> Result<(), Fault> {
        if !self.open.is_empty() {
            return Err((self.bytes.len(), "the document ends before its elements do"));
        }
        if self.elements.is_empty() {
            return Err((self.bytes.len(), "no root element"));
        }
        text::blank(self.source, at, self.bytes.len())
    }

    /// Text between two tags.
    fn characters(&mut self, start: usize, end: usize) -> Result<(), Fault> {
        if self.open.is_empty() {
            return text::blank(self.source, start, end);
        }
        if !self.has_section_end && !self.has_reference {
            self.add_text(span(start, end));
            return Ok(());
        }
        let slice = self.source.get(start..end).unwrap_or_default();
        if self.has_section_end && slice.contains("]]>") {
            return Err((start, "]]> in a text"));
        }
        let span = match text::resolve(slice, start)? {
            Resolved::AsWritten => span(start, end),
            Resolved::Decoded(text) => self.keep_decoded(&text),
        };
        self.add_text(span);
        Ok(())
    }

    fn keep_decoded(&mut self, text: &str) -> Span {
        let start = self.decoded.len();
        self.decoded.push_str(text);
        let mut kept = span(start, self.decoded.len());
        kept.start |= super::DECODED;
        kept
    }

    fn slice(&self, kept: Span) -> &str {
        let text = if kept.start & super::DECODED == 0 { self.source } else { &self.decoded };
        text.get((kept.start & !super::DECODED) as usize..kept.end as usize).unwrap_or_default()
    }

    /// A piece of text of the innermost element, which counts as long as it has no children.
    fn add_text(&mut self, piece: Span) {
        let Some(open) = self.open.last() else { return };
        let place = open.place as usize;
        let Some(element) = self.elements.get(place).filter(|element| element.first == NONE) else { return };
        let before = element.text;
        let joined = if before.start == before.end { piece } else { self.join(before, piece) };
        if let Some(element) = self.elements.get_mut(place) {
            element.text = joined;
        }
    }

    /// Two pieces of a text as one. What was joined before is at the end of what was decoded, and grows there: a text in
    /// many pieces costs no more than its length.
    fn join(&mut self, before: Span, piece: Span) -> Span {
        let is_decoded = |span: Span| span.start & super::DECODED != 0;
        let end = self.decoded.len() as u32;
        if is_decoded(before) && is_decoded(piece) && piece.start & !super::DECODED == before.end {
            return Span { start: before.start, end: piece.end };
        }
        if is_decoded(before) && before.end == end && !is_decoded(piece) {
            let text = self.source.get(piece.start as usize..piece.end as usize).unwrap_or_default();
            self.decoded.push_str(text);
            return Span { start: before.start, end: self.decoded.len() as u32 };
        }
        let text = [self.slice(before), self.slice(piece)].concat();
        self.keep_decoded(&text)
    }

    fn declared_or_comment(&mut self, tag: usize) -> Result<usize, Failure> {
        let rest = self.source.get(tag..).unwrap_or_default();
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = comment.find("--").ok_or((tag, "a comment does not end"))?;
            if comment.as_bytes().get(end + 2) != Some(&b'>') {
                return Err((tag + 4 + end, "-- in a comment").into());
            }
            return Ok(tag + 4 + end + 3);
        }
        if let Some(section) = rest.strip_prefix("<![CDATA[") {
            if self.open.is_empty() {
                return Err((tag, "text outside of the root element").into());
            }
            let end = section.find("]]>").ok_or((tag, "a section of characters does not end"))?;
            let start = tag + "<![CDATA[".len();
            if end > 0 {
                self.add_text(span(start, start + end));
            }
            return Ok(start + end + 3);
        }
        if rest.starts_with("<!DOCTYPE") {
            return Err(Failure::Other(ReadError::DocumentTypeDeclaration));
        }
        Err((tag, "neither a comment nor a section of characters").into())
    }

    fn instruction(&mut self, tag: usize) -> Result<usize, Fault> {
        let rest = self.source.get(tag + 2..).unwrap_or_default();
        let end = rest.find("?>").ok_or((tag, "a processing instruction does not end"))?;
        let inner = rest.get(..end).unwrap_or_default();
        let name = text::qualified(inner).filter(|name| name.colon == 0);
        let length = name.map_or(0, |name| name.length);
        let target = inner.get(..length).unwrap_or_default();
        let after = inner.get(length..).unwrap_or_default();
        let apart = after.is_empty() || after.starts_with([' ', '\t', '\r', '\n']);
        if length == 0 || !apart || target.eq_ignore_ascii_case("xml") {
            return Err((tag, "a processing instruction without a name of its own"));
        }
        Ok(tag + 2 + end + 2)
    }

    fn end_tag(&mut self, tag: usize) -> Result<usize, Failure> {
        let open = self.open.pop().ok_or((tag, "an end without a beginning"))?;
        let name = self.source.get(open.name.0 as usize..open.name.1 as usize).unwrap_or_default();
        let rest = self.bytes.get(tag + 2..).unwrap_or_default();
        let after = rest.strip_prefix(name.as_bytes()).ok_or((tag, "an element ends under another name"))?;
        let blank = after.iter().take_while(|byte| text::is_blank(**byte)).count();
        if after.get(blank) != Some(&b'>') {
            return Err((tag, "an element ends under another name").into());
        }
        self.declared.truncate(open.namespaces as usize);
        Ok(tag + 2 + name.len() + blank + 1)
    }

    fn start_tag(&mut self, tag: usize) -> Result<usize, Failure> {
        if self.open.is_empty() && !self.elements.is_empty() {
            return Err((tag, "more than one root element").into());
        }
        if self.open.len() >= MAX_XML_DEPTH {
            return Err(Failure::Other(ReadError::TooDeep));
        }
        if self.elements.len() >= MAX_ELEMENTS {
            return Err(Failure::Other(ReadError::TooLarge));
        }
        self.count_child()?;
        let start = tag + 1;
        let name = text::qualified(self.source.get(start..).unwrap_or_default());
        let qualified = name.ok_or((tag, "an element without a name"))?;
        let end = start + qualified.length;
        let namespaces = self.declared.len();
        let (at, is_empty) = self.read_attributes(tag, end)?;
        let (name, attributes, count) = self.resolve_names(tag, start, qualified)?;
        let place = self.append(name, tag, attributes, count);
        if is_empty {
            self.declared.truncate(namespaces);
        } else {
            self.open.push(Open {
                place,
                last: NONE,
                name: (start as u32, end as u32),
                namespaces: namespaces as u32,
                count: 0,
            });
        }
        Ok(at)
    }

    /// Only the root, and what holds the lines of CII, has elements without end: tests that look around cost the square of
    /// their number.
    fn count_child(&mut self) -> Result<(), Failure> {
        let Some(open) = self.open.last_mut() else { return Ok(()) };
        open.count += 1;
        let is_limited = open.count > MAX_CHILDREN && open.place != 0;
        let holds_lines = |place: Place| {
            let name = self.elements.get(place as usize).map(|element| element.name);
            name == Some(rsm::SupplyChainTradeTransaction)
        };
        if is_limited && !holds_lines(open.place) { Err(Failure::Other(ReadError::TooLarge)) } else { Ok(()) }
    }

    /// Adds an element to the innermost open one.
    fn append(&mut self, name: Name, tag: usize, attributes: usize, count: usize) -> Place {
        let place = self.elements.len() as Place;
        let mut parent = 0;
        if let Some(open) = self.open.last_mut() {
            parent = open.place;
            if open.last == NONE {
                if let Some(element) = self.elements.get_mut(parent as usize) {
                    element.first = place;
                    // Text around children is layout.
                    element.text = Span::default();
                }
            } else if let Some(element) = self.elements.get_mut(open.last as usize) {
                element.next = place;
            }
            open.last = place;
        }
        self.elements.push(Element {
            name,
            parent,
            first: NONE,
            next: NONE,
            at: tag as u32,
            text: Span::default(),
            attributes: attributes as u32,
            attribute_count: count as u16,
        });
        place
    }

    /// Reads the attributes into `written`; gives the place behind the tag and whether the element ends at once.
    fn read_attributes(&mut self, tag: usize, mut at: usize) -> Result<(usize, bool), Failure> {
        self.written.clear();
        loop {
            let blanks = self.bytes.get(at..).unwrap_or_default();
            let blank = blanks.iter().take_while(|byte| text::is_blank(**byte)).count();
            at += blank;
            match self.bytes.get(at) {
                Some(b'>') => return Ok((at + 1, false)),
                Some(b'/') if self.bytes.get(at + 1) == Some(&b'>') => return Ok((at + 2, true)),
                None => return Err((tag, "a tag does not end").into()),
                Some(_) if blank == 0 => return Err((at, "an attribute is not set apart").into()),
                Some(_) => at = self.read_attribute(at)?,
            }
        }
    }

    fn read_attribute(&mut self, at: usize) -> Result<usize, Failure> {
        let rest = self.source.get(at..).unwrap_or_default();
        let qualified = text::qualified(rest).ok_or((at, "an attribute without a name"))?;
        let length = qualified.length;
        let name = rest.get(..length).unwrap_or_default();
        let skip =
            |at: usize| at + self.bytes.iter().skip(at).take_while(|byte| text::is_blank(**byte)).count();
        let equals = skip(at + length);
        if self.bytes.get(equals) != Some(&b'=') {
            return Err((at, "an attribute without a value").into());
        }
        let quote = skip(equals + 1);
        let mark = *self
            .bytes
            .get(quote)
            .filter(|mark| matches!(mark, b'"' | b'\''))
            .ok_or((at, "a value without quotes"))?;
        let start = quote + 1;
        let length =
            memchr(mark, self.bytes.get(start..).unwrap_or_default()).ok_or((at, "a value does not end"))?;
        let value = self.source.get(start..start + length).unwrap_or_default();
        let value = match text::resolve_value(value, start)? {
            Resolved::AsWritten => span(start, start + length),
            Resolved::Decoded(text) => self.keep_decoded(&text),
        };
        if self.written.len() >= MAX_ATTRIBUTES {
            return Err(Failure::Other(ReadError::TooLarge));
        }
        self.written.push(Written { name, colon: qualified.colon, value });
        Ok(start + length + 1)
    }

    /// Declares the namespaces of a tag, then names its element and its attributes.
    fn resolve_names(
        &mut self,
        tag: usize,
        start: usize,
        qualified: Qualified,
    ) -> Result<(Name, usize, usize), Failure> {
        let first = self.attributes.len();
        if !self.written.is_empty() {
            let written = std::mem::take(&mut self.written);
            self.check_twice(tag, &written)?;
            for one in written.iter().filter(|one| is_declaration(one)) {
                if self.declared.len() > MAX_NAMESPACES {
                    return Err(Failure::Other(ReadError::TooLarge));
                }
                self.declare(tag, one)?;
            }
            let mut prefixed = Vec::new();
            for one in written.iter().filter(|one| !is_declaration(one)) {
                let name = if one.colon == 0 {
                    find_attribute(one.name)
                } else {
                    let prefix = one.name.get(..one.colon).unwrap_or_default();
                    let local = one.name.get(one.colon + 1..).unwrap_or_default();
                    prefixed.push((self.uri(tag, prefix)?.to_owned(), local));
                    Attribute::FOREIGN
                };
                self.attributes.push(Given { name, value: one.value });
            }
            prefixed.sort_unstable();
            if prefixed.windows(2).any(|pair| pair.first() == pair.last()) {
                return Err((tag, "an attribute is given twice").into());
            }
            self.written = written;
        }
        let local = if qualified.colon == 0 { start } else { start + qualified.colon + 1 };
        let prefix = self.source.get(start..start + qualified.colon).unwrap_or_default();
        let local = self.source.get(local..start + qualified.length).unwrap_or_default();
        let namespace = self.namespace(prefix).ok_or((tag, "a prefix that is not declared"))?;
        Ok((names::find(namespace, local), first, self.attributes.len() - first))
    }

    fn check_twice(&self, tag: usize, written: &[Written<'_>]) -> Result<(), Fault> {
        let twice = if written.len() < 8 {
            written
                .iter()
                .enumerate()
                .any(|(at, one)| written.iter().skip(at + 1).any(|two| one.name == two.name))
        } else {
            let mut names: Vec<_> = written.iter().map(|one| one.name).collect();
            names.sort_unstable();
            names.windows(2).any(|pair| pair.first() == pair.last())
        };
        if twice { Err((tag, "an attribute is given twice")) } else { Ok(()) }
    }

    fn declare(&mut self, tag: usize, one: &Written<'s>) -> Result<(), Fault> {
        let prefix = if one.colon == 0 { "" } else { one.name.get(one.colon + 1..).unwrap_or_default() };
        let uri = self.slice(one.value);
        if !namespaces::may_be_declared(prefix, uri) {
            return Err((tag, "a namespace that cannot be declared so"));
        }
        let namespace = names::namespace(uri);
        self.declared.push(Declared::new(prefix, namespace, one.value));
        Ok(())
    }

    fn namespace(&self, prefix: &str) -> Option<u16> {
        let found = namespaces::find(&self.declared, prefix);
        found.map(|declared| declared.namespace).or_else(|| (prefix == "xml").then_some(FOREIGN))
    }

    fn uri(&self, tag: usize, prefix: &str) -> Result<&str, Fault> {
        if prefix == "xml" {
            return Ok(XML_NAMESPACE);
        }
        let found = namespaces::find(&self.declared, prefix);
        let found = found.ok_or((tag, "a prefix that is not declared"))?;
        Ok(self.slice(found.uri))
    }
}

fn span(start: usize, end: usize) -> Span {
    Span { start: start as u32, end: end as u32 }
}

/// Whether an attribute declares a namespace.
fn is_declaration(one: &Written<'_>) -> bool {
    one.name.as_bytes().first() == Some(&b'x')
        && (one.name == "xmlns" || one.colon == 5 && one.name.starts_with("xmlns"))
}
