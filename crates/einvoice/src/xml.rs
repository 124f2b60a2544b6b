//! Streaming walk over a document: well-formedness, limits, and one call per element. The invoices of EN 16931 are read by
//! it, and Chorus Pro's own documents; what it hands over is all that a reader needs, so that others can be written.

use std::collections::HashSet;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use crate::MAX_XML_DEPTH;
use crate::cii::CiiMapping;
use crate::error::ReadError;
use crate::model::{Invoice, Syntax};
use crate::ubl::UblMapping;

/// The namespaces of the known roots; CII ends in the number of its edition.
const CII_NAMESPACE: &str = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:";
const UBL_INVOICE_NAMESPACE: &str = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";
const UBL_CREDIT_NOTE_NAMESPACE: &str = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2";

/// An element without child elements.
pub struct Leaf<'a> {
    /// Its text, surrounding white space removed.
    pub text: &'a str,
    /// The line on which it ends, the first being 1.
    pub line: u64,
    /// Its attributes, by local name.
    attributes: &'a [(String, String)],
}

impl Leaf<'_> {
    /// The value of an attribute, `None` when absent or blank.
    #[must_use]
    pub fn attribute(&self, local_name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(name, _)| name == local_name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }
}

/// What one syntax makes of the elements. Paths are local names below the root, joined by `/`.
pub trait Mapping {
    /// An element begins.
    fn open(&mut self, path: &str);
    /// An element without children ended; [`Mapping::close`] follows.
    fn leaf(&mut self, path: &str, leaf: &Leaf<'_>);
    /// An element ended.
    fn close(&mut self, path: &str);
}

/// A mapping that gives an invoice.
pub(crate) trait InvoiceMapping: Mapping {
    /// The document ended.
    fn finish(self: Box<Self>) -> Invoice;
}

/// Reads a whole document as an invoice.
pub(crate) fn walk(text: &str) -> Result<Invoice, ReadError> {
    Ok(walk_with(text, |root, _| mapping_of(root))?.finish())
}

/// Walks through the bytes of a document of which `choose` gets the local name of the root and its attribute `Version`,
/// and says who reads it; none for a root that nobody reads. Gives back who has read it.
///
/// # Errors
/// [`ReadError`], as [`crate::read`].
pub fn walk_document<M: Mapping>(
    xml: &[u8],
    choose: impl FnOnce(&str, Option<&str>) -> Option<M>,
) -> Result<M, ReadError> {
    if xml.len() > crate::MAX_XML_SIZE {
        return Err(ReadError::TooLarge);
    }
    let (text, _) = crate::encoding::decode_any(xml)?;
    let read = walk_with(&text, |root, version| {
        let name = root.local_name().into_inner();
        choose(name, version).map(Box::new).ok_or_else(|| unsupported(name))
    })?;
    Ok(*read)
}

fn walk_with<M: Mapping + ?Sized>(
    text: &str,
    choose: impl FnOnce(&BytesStart<'_>, Option<&str>) -> Result<Box<M>, ReadError>,
) -> Result<Box<M>, ReadError> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut walker = Walker::default();
    let mut choose = Some(choose);
    let failed = |position: u64, error: ReadError| with_line(error, text, position);
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let position = reader.error_position();
                return Err(failed(position, not_well_formed(position, &error)));
            }
        };
        let position = reader.buffer_position();
        walker.advance(text, position);
        let went = match event {
            Event::Eof => return walker.finish(position).map_err(|error| failed(position, error)),
            Event::Start(start) => walker.start(&start, position, &mut choose),
            Event::End(_) => {
                walker.end();
                Ok(())
            }
            Event::Text(content) => walker.text(&content.xml10_content(), position),
            Event::CData(content) => walker.character_data(&content.xml10_content(), position),
            Event::GeneralRef(reference) => walker.reference(&reference, position),
            Event::DocType(_) => Err(ReadError::DocumentTypeDeclaration),
            // An empty element was expanded to a start and an end.
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Ok(()),
        };
        went.map_err(|error| failed(position, error))?;
    }
}

/// The same error with the line on which it stands.
fn with_line(error: ReadError, text: &str, position: u64) -> ReadError {
    match error {
        ReadError::NotWellFormed { position: at, reason, .. } => {
            let end = usize::try_from(position).map_or(text.len(), |position| position.min(text.len()));
            let before = text.as_bytes().iter().take(end).filter(|byte| **byte == b'\n').count();
            ReadError::NotWellFormed { position: at, line: before as u64 + 1, reason }
        }
        other => other,
    }
}

fn not_well_formed(position: u64, reason: &dyn std::fmt::Display) -> ReadError {
    ReadError::NotWellFormed { position, line: 0, reason: reason.to_string() }
}

/// Where the walk stands.
struct Walker<M: ?Sized> {
    /// Chosen by the root element.
    mapping: Option<Box<M>>,
    /// For each open element, the length of `path` before it; the root is the first.
    open: Vec<usize>,
    /// Path of the innermost open element.
    path: String,
    /// Text of the innermost open element, as long as it has no child.
    content: String,
    /// Attributes of the element opened last.
    attributes: Vec<(String, String)>,
    /// Whether the element opened last is still open, hence has no child so far.
    is_leaf: bool,
    /// How far the text was read, in bytes, and the line there.
    read: usize,
    line: u64,
}

impl<M: ?Sized> Default for Walker<M> {
    fn default() -> Self {
        Self {
            mapping: None,
            open: Vec::new(),
            path: String::new(),
            content: String::new(),
            attributes: Vec::new(),
            is_leaf: false,
            read: 0,
            line: 1,
        }
    }
}

impl<M: Mapping + ?Sized> Walker<M> {
    /// Counts the lines up to a place.
    fn advance(&mut self, text: &str, position: u64) {
        let position = usize::try_from(position).unwrap_or(usize::MAX).min(text.len());
        let passed = text.as_bytes().get(self.read..position).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.read = position.max(self.read);
    }

    fn start(
        &mut self,
        start: &BytesStart<'_>,
        position: u64,
        choose: &mut Option<impl FnOnce(&BytesStart<'_>, Option<&str>) -> Result<Box<M>, ReadError>>,
    ) -> Result<(), ReadError> {
        if self.open.len() >= MAX_XML_DEPTH {
            return Err(ReadError::TooDeep);
        }
        self.content.clear();
        self.read_attributes(start, position)?;
        let Some(mapping) = &mut self.mapping else {
            let Some(choose) = choose.take() else { return Ok(()) };
            let version = self.attributes.iter().find(|(name, _)| name == "Version");
            self.mapping = Some(choose(start, version.map(|(_, value)| value.as_str()))?);
            self.open.push(0);
            return Ok(());
        };
        if self.open.is_empty() {
            return Err(not_well_formed(position, &"more than one root element"));
        }
        self.open.push(self.path.len());
        if !self.path.is_empty() {
            self.path.push('/');
        }
        self.path.push_str(start.local_name().into_inner());
        self.is_leaf = true;
        mapping.open(&self.path);
        Ok(())
    }

    fn end(&mut self) {
        let Some(length) = self.open.pop() else { return };
        if let Some(mapping) = &mut self.mapping
            && !self.open.is_empty()
        {
            if self.is_leaf {
                let leaf = Leaf { text: self.content.trim(), line: self.line, attributes: &self.attributes };
                mapping.leaf(&self.path, &leaf);
            }
            mapping.close(&self.path);
        }
        self.path.truncate(length);
        self.is_leaf = false;
    }

    fn text(&mut self, content: &str, position: u64) -> Result<(), ReadError> {
        if self.open.is_empty() && content.trim().is_empty() {
            return Ok(());
        }
        self.character_data(content, position)
    }

    fn character_data(&mut self, content: &str, position: u64) -> Result<(), ReadError> {
        if self.open.is_empty() {
            return Err(not_well_formed(position, &"text outside of the root element"));
        }
        if self.is_leaf {
            self.content.push_str(content);
        }
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef<'_>, position: u64) -> Result<(), ReadError> {
        let character = match &**reference {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "apos" => '\'',
            "quot" => '"',
            _ => reference
                .resolve_char_ref()
                .map_err(|error| not_well_formed(position, &error))?
                .ok_or_else(|| not_well_formed(position, &"reference to an undeclared entity"))?,
        };
        self.character_data(character.encode_utf8(&mut [0; 4]), position)
    }

    fn finish(self, position: u64) -> Result<Box<M>, ReadError> {
        match self.mapping {
            Some(mapping) if self.open.is_empty() => Ok(mapping),
            Some(_) => Err(not_well_formed(position, &"the document ends before its elements do")),
            None => Err(not_well_formed(position, &"no root element")),
        }
    }

    fn read_attributes(&mut self, start: &BytesStart<'_>, position: u64) -> Result<(), ReadError> {
        self.attributes.clear();
        let mut seen = HashSet::new();
        // The reader's own check for repeated names takes quadratic time.
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| not_well_formed(position, &error))?;
            if !seen.insert(attribute.key.0) {
                return Err(not_well_formed(position, &"an attribute is given twice"));
            }
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| not_well_formed(position, &error))?;
            let name = attribute.key.local_name().into_inner().to_owned();
            self.attributes.push((name, value.into_owned()));
        }
        Ok(())
    }
}

/// The mapping for a root element, by its local name and, when it has one, its namespace.
fn mapping_of(root: &BytesStart<'_>) -> Result<Box<dyn InvoiceMapping>, ReadError> {
    let local_name = root.local_name().into_inner();
    let qualified = root.name();
    let declaration = match qualified.prefix() {
        Some(prefix) => format!("xmlns:{}", prefix.into_inner()),
        None => "xmlns".to_owned(),
    };
    let namespace = root
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.0 == declaration)
        .map(|attribute| attribute.value.trim().to_owned());
    let fits = |expected: &str| namespace.as_deref().is_none_or(|namespace| namespace.starts_with(expected));
    match local_name {
        "CrossIndustryInvoice" if fits(CII_NAMESPACE) => Ok(Box::new(CiiMapping::new())),
        "Invoice" if fits(UBL_INVOICE_NAMESPACE) => Ok(Box::new(UblMapping::new(Syntax::UblInvoice))),
        "CreditNote" if fits(UBL_CREDIT_NOTE_NAMESPACE) => {
            Ok(Box::new(UblMapping::new(Syntax::UblCreditNote)))
        }
        _ => Err(unsupported(local_name)),
    }
}

fn unsupported(root: &str) -> ReadError {
    ReadError::UnsupportedRoot { root: root.chars().take(100).collect() }
}
