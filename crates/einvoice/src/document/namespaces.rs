//! The prefixes that are declared around an element.

use super::Span;

pub(super) const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS_NAMESPACE: &str = "http://www.w3.org/2000/xmlns/";

/// A prefix that was declared.
pub(super) struct Declared<'s> {
    prefix: &'s str,
    /// The same as a number, when it is short.
    short: u64,
    pub(super) namespace: u16,
    pub(super) uri: Span,
}

impl<'s> Declared<'s> {
    pub(super) fn new(prefix: &'s str, namespace: u16, uri: Span) -> Self {
        Self { prefix, short: short(prefix), namespace, uri }
    }
}

/// Stands for a prefix that is longer than a number holds.
const LONG: u64 = u64::MAX;

/// A prefix as a number: no UTF-8 text is all ones.
fn short(prefix: &str) -> u64 {
    if prefix.len() > 8 {
        return LONG;
    }
    prefix.bytes().fold(0, |number, byte| number << 8 | u64::from(byte))
}

/// The innermost declaration of a prefix.
pub(super) fn find<'d, 's>(declared: &'d [Declared<'s>], prefix: &str) -> Option<&'d Declared<'s>> {
    let short = short(prefix);
    let is_same = |known: &&Declared<'_>| known.short == short && (short != LONG || known.prefix == prefix);
    declared.iter().rev().find(is_same)
}

/// Whether Namespaces in XML lets a prefix stand for a namespace.
pub(super) fn may_be_declared(prefix: &str, uri: &str) -> bool {
    let is_reserved =
        uri == XMLNS_NAMESPACE || prefix == "xmlns" || (prefix == "xml") != (uri == XML_NAMESPACE);
    !is_reserved && (prefix.is_empty() || !uri.is_empty())
}
