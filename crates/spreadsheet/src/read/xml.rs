//! XML of workbooks, piece by piece.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::ReadError;

/// A part of a workbook that is being read.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    part: &'a str,
}

/// A piece of XML. Empty elements come as a start and an end; what else there may be is left out.
pub(super) enum Node<'a> {
    Start(Element<'a>),
    End,
    Text(Cow<'a, str>),
    /// The end of the part.
    Eof,
}

/// The start of an element.
pub(super) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    /// Its name with its prefix.
    pub(super) fn name(&self) -> &str {
        self.0.name().into_inner()
    }

    /// Its name without.
    pub(super) fn local_name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of an attribute, by its name with its prefix or without.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        // The reader's own check for repeated names takes quadratic time.
        let mut attributes = self.0.attributes();
        let mut attributes = attributes.with_checks(false).flatten();
        let found = attributes.find(|one| one.key.0 == name || one.key.local_name().into_inner() == name)?;
        found.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
    }
}

impl<'a> Xml<'a> {
    pub(super) fn new(part: &'a str, text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, part }
    }

    /// The next piece. An element that is not closed is told at the end.
    pub(super) fn next(&mut self) -> Result<Node<'a>, ReadError> {
        loop {
            let event = self.reader.read_event().map_err(|error| ReadError::damaged(self.part, error))?;
            return Ok(match event {
                Event::Eof => Node::Eof,
                Event::Start(start) => Node::Start(Element(start)),
                Event::End(_) => Node::End,
                Event::Text(text) => Node::Text(Cow::Owned(text.xml10_content().into_owned())),
                Event::CData(text) => Node::Text(Cow::Owned(text.xml10_content().into_owned())),
                Event::GeneralRef(reference) => Node::Text(Cow::Owned(self.character(&reference)?.into())),
                // Entities could grow without end, and no workbook has any.
                Event::DocType(_) => {
                    return Err(ReadError::damaged(self.part, "a document type declaration"));
                }
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            });
        }
    }

    /// Reads past the end of the element that began last.
    pub(super) fn skip(&mut self) -> Result<(), ReadError> {
        let mut depth = 1_usize;
        while depth > 0 {
            match self.next()? {
                Node::Start(_) => depth += 1,
                Node::End => depth -= 1,
                Node::Text(_) => {}
                Node::Eof => return Err(self.cut_short()),
            }
        }
        Ok(())
    }

    /// The text of the element that began last, up to its end; that of elements inside is left out.
    pub(super) fn text(&mut self) -> Result<String, ReadError> {
        let mut text = String::new();
        loop {
            match self.next()? {
                Node::Start(_) => self.skip()?,
                Node::Text(piece) => text.push_str(&piece),
                Node::End => return Ok(text),
                Node::Eof => return Err(self.cut_short()),
            }
        }
    }

    /// The error that the part ends before its elements do.
    pub(super) fn cut_short(&self) -> ReadError {
        ReadError::damaged(self.part, "it ends before its elements do")
    }

    fn character(&self, reference: &quick_xml::events::BytesRef<'_>) -> Result<char, ReadError> {
        Ok(match &**reference {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "apos" => '\'',
            "quot" => '"',
            _ => reference
                .resolve_char_ref()
                .map_err(|error| ReadError::damaged(self.part, error))?
                .ok_or_else(|| ReadError::damaged(self.part, "a reference to an undeclared entity"))?,
        })
    }
}
