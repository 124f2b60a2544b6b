//! A whole document in memory: every element with its name, its text, its attributes and where it stands.
//!
//! Namespaces match exactly: an element of another namespace is kept, but under no name that a rule or a binding knows.
//! What a document may hold is bounded: [`crate::MAX_XML_SIZE`], [`crate::MAX_XML_DEPTH`], [`MAX_ELEMENTS`].

pub(crate) mod names;
mod namespaces;
mod scan;
mod text;

use std::borrow::Cow;

use crate::error::ReadError;
use names::{Attribute, Name};

/// How many elements are kept; an invoice of 10,000 lines has about 400,000.
pub const MAX_ELEMENTS: usize = 1_500_000;

/// The place of an element in its document; 0 is the root.
pub(crate) type Place = u32;

/// No element.
const NONE: Place = Place::MAX;

/// Set in the start of a text that had to be decoded, and is found beside the document.
const DECODED: u32 = 1 << 31;

/// One element.
struct Element {
    name: Name,
    parent: Place,
    first: Place,
    next: Place,
    /// Where its start tag begins, in bytes.
    at: u32,
    text: Span,
    attributes: u32,
    attribute_count: u16,
}

/// A range of the document, or of what was decoded ([`DECODED`]).
#[derive(Clone, Copy, Default)]
struct Span {
    start: u32,
    end: u32,
}

/// One attribute.
struct Given {
    name: Attribute,
    value: Span,
}

/// A document that was read.
pub(crate) struct Document<'a> {
    source: Cow<'a, str>,
    decoded: String,
    elements: Vec<Element>,
    attributes: Vec<Given>,
}

impl<'a> Document<'a> {
    /// Reads the bytes of a well-formed document, whatever its root.
    ///
    /// # Errors
    /// [`ReadError`], but never [`ReadError::UnsupportedRoot`].
    pub(crate) fn read(xml: &'a [u8]) -> Result<Self, ReadError> {
        if xml.len() > crate::MAX_XML_SIZE {
            return Err(ReadError::TooLarge);
        }
        Self::of(crate::encoding::decode(xml)?)
    }

    /// The same, also of an encoding that nobody knows, where the bytes are UTF-8; gives its name.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub(crate) fn read_any(xml: &'a [u8]) -> Result<(Self, Option<String>), ReadError> {
        if xml.len() > crate::MAX_XML_SIZE {
            return Err(ReadError::TooLarge);
        }
        let (source, unknown) = crate::encoding::decode_any(xml)?;
        Ok((Self::of(source)?, unknown))
    }

    fn of(source: Cow<'a, str>) -> Result<Self, ReadError> {
        // The encoding may have made it longer than its bytes, but never thrice.
        if source.len() >= DECODED as usize {
            return Err(ReadError::TooLarge);
        }
        let mut document = Self {
            decoded: String::new(),
            elements: Vec::with_capacity(source.len() / 32),
            attributes: Vec::with_capacity(source.len() / 128),
            source,
        };
        scan::scan(&mut document)?;
        Ok(document)
    }

    fn element(&self, place: Place) -> &Element {
        // A place is only ever given out by this document.
        &self.elements[place as usize]
    }

    pub(crate) fn name(&self, place: Place) -> Name {
        self.element(place).name
    }

    /// How many elements there are: every place below is one, in the order of the document.
    pub(crate) fn len(&self) -> Place {
        Place::try_from(self.elements.len()).unwrap_or(NONE)
    }

    /// The element around another one; the root is within itself.
    pub(crate) fn parent(&self, place: Place) -> Place {
        self.element(place).parent
    }

    /// The name of the element around another one.
    pub(crate) fn parent_name(&self, place: Place) -> Name {
        if place == 0 { Name::NONE } else { self.name(self.parent(place)) }
    }

    /// Whether an element stands somewhere within one of this name.
    pub(crate) fn is_within(&self, mut place: Place, name: Name) -> bool {
        while place != 0 {
            place = self.parent(place);
            if self.name(place) == name {
                return true;
            }
        }
        false
    }

    /// The text of an element as written, entities resolved; empty for one that has children.
    pub(crate) fn text(&self, place: Place) -> &str {
        self.slice(self.element(place).text)
    }

    fn slice(&self, span: Span) -> &str {
        let (text, start) = if span.start & DECODED == 0 {
            (&*self.source, span.start)
        } else {
            (self.decoded.as_str(), span.start & !DECODED)
        };
        text.get(start as usize..span.end as usize).unwrap_or_default()
    }

    /// The value of an attribute as written, `None` when it is not there.
    pub(crate) fn attribute(&self, place: Place, name: Attribute) -> Option<&str> {
        let element = self.element(place);
        let start = element.attributes as usize;
        let given = self.attributes.get(start..start + usize::from(element.attribute_count))?;
        given.iter().find(|given| given.name == name).map(|given| self.slice(given.value))
    }

    /// The elements directly within an element, in order.
    pub(crate) fn children(&self, place: Place) -> Children<'_, 'a> {
        Children { document: self, next: self.element(place).first }
    }

    /// An element and those that follow it directly around the same one, in order.
    pub(crate) fn from(&self, place: Place) -> Children<'_, 'a> {
        Children { document: self, next: place }
    }

    /// Those of one name.
    pub(crate) fn named(&self, place: Place, name: Name) -> impl Iterator<Item = Place> + '_ {
        self.children(place).filter(move |child| self.name(*child) == name)
    }

    /// The first of one name.
    pub(crate) fn child(&self, place: Place, name: Name) -> Option<Place> {
        self.named(place, name).next()
    }

    /// The local name of an element as written.
    pub(crate) fn local_name(&self, place: Place) -> &str {
        let name = self.qualified_name(place);
        name.split_once(':').map_or(name, |(_, local)| local)
    }

    /// The name of an element as written, with its prefix.
    pub(crate) fn qualified_name(&self, place: Place) -> &str {
        let start = self.element(place).at as usize + 1;
        let rest = self.source.get(start..).unwrap_or_default();
        let end = rest.find([' ', '\t', '\r', '\n', '/', '>']).unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default()
    }

    /// The attributes of an element that the lists name, in order.
    pub(crate) fn known_attributes(&self, place: Place) -> impl Iterator<Item = (&'static str, &str)> {
        let element = self.element(place);
        let start = element.attributes as usize;
        let given = self.attributes.get(start..start + usize::from(element.attribute_count));
        let given = given.unwrap_or_default().iter();
        given.filter_map(|given| Some((given.name.text()?, self.slice(given.value))))
    }

    /// The line on which each element begins, the first being 1.
    pub(crate) fn lines(&self) -> Vec<u32> {
        let (mut line, mut read) = (1, 0);
        let of = |element: &Element| {
            let passed = self.source.as_bytes().get(read..element.at as usize).unwrap_or_default();
            line += memchr::memchr_iter(b'\n', passed).count() as u32;
            read = element.at as usize;
            line
        };
        self.elements.iter().map(of).collect()
    }
}

/// The elements directly within an element.
pub(crate) struct Children<'d, 'a> {
    document: &'d Document<'a>,
    next: Place,
}

impl Iterator for Children<'_, '_> {
    type Item = Place;

    fn next(&mut self) -> Option<Place> {
        if self.next == NONE {
            return None;
        }
        let place = self.next;
        self.next = self.document.element(place).next;
        Some(place)
    }
}
